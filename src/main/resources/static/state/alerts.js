// @ts-check
import {link, router} from '../core/router.js';
import {t} from '../core/i18n.js';
import {chats, isMuted} from './chats.js';
import {prefs} from './prefs.js';
import {session} from './session.js';

/** What tells of a message while the user looks elsewhere: a desktop notification, a sound. */

/** Asks the browser, so only ever on a click. @returns {Promise<boolean>} whether they are allowed */
export async function enableAlerts() {
  if (!('Notification' in window)) return false;
  const allowed = (await Notification.requestPermission()) === 'granted';
  prefs.set('notify', allowed);
  return allowed;
}

/** @param {any} message @param {string} ref */
export function announce(message, ref) {
  const mentioned = Boolean(message.mentions?.includes(session.me?.id));
  if (!isWanted(ref, mentioned)) return;
  if (prefs.get('sound')) playSound();
  if (prefs.get('notify') && window.Notification?.permission === 'granted') {
    show(message, ref, mentioned);
  }
}

/** @param {string} ref @param {boolean} mentioned */
function isWanted(ref, mentioned) {
  const chat = chats.find(ref);
  if (isMuted(chat) || chat?.notify === 'none') return false;
  return chat?.notify !== 'mentions' || mentioned;
}

/** @param {any} message @param {string} ref @param {boolean} mentioned */
function show(message, ref, mentioned) {
  const title = message.group_name
    ? t('alert.group', {name: message.from_name, group: message.group_name})
    : message.from_name;
  const notification = new Notification(mentioned ? t('alert.mention', {name: title}) : title, {
    body: message.content.body.slice(0, 200), tag: ref});
  notification.onclick = () => {
    window.focus();
    router.go(link('chats', ref));
    notification.close();
  };
}

const TONES = [[660, 0], [880, 0.09]];
const TONE_SECONDS = 0.16;
/** @type {AudioContext|undefined} */
let audio;

/** Two short tones, made here. Browsers keep silent until the page was clicked once. */
export function playSound() {
  audio ??= new AudioContext();
  for (const [pitch, after] of TONES) {
    const from = audio.currentTime + after;
    const tone = new OscillatorNode(audio, {frequency: pitch});
    const volume = new GainNode(audio, {gain: 0});
    volume.gain.linearRampToValueAtTime(0.08, from + 0.02);
    volume.gain.linearRampToValueAtTime(0, from + TONE_SECONDS);
    tone.connect(volume).connect(audio.destination);
    tone.start(from);
    tone.stop(from + TONE_SECONDS);
  }
}
