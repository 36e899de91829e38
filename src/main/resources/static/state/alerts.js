// @ts-check
import {link, router} from '../core/router.js';
import {t} from '../core/i18n.js';
import {prefs} from './prefs.js';
import {session} from './session.js';

/** Desktop notifications, if the user has asked for them, and only while he looks elsewhere. */

/** @returns {Promise<boolean>} whether they are allowed now */
export async function enableAlerts() {
  if (!('Notification' in window)) return false;
  const allowed = (await Notification.requestPermission()) === 'granted';
  prefs.set('notify', allowed);
  return allowed;
}

/** @param {any} message @param {string} ref */
export function announce(message, ref) {
  if (!prefs.get('notify') || !('Notification' in window) || prefs.isMuted(ref)) return;
  if (Notification.permission !== 'granted') return;
  const mentioned = message.mentions?.includes(session.me?.id);
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
