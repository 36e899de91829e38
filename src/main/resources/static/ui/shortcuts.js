// @ts-check
import {html} from 'lit';
import {t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {chats, isMuted} from '../state/chats.js';
import {prefs} from '../state/prefs.js';
import {session} from '../state/session.js';
import {avatar, counter} from './bits.js';
import {openDialog} from './dialog.js';
import './search.js';

/** What the keyboard does anywhere on the page. */
const KEYS = [
  ['Ctrl K', 'keys.switch'], ['Ctrl Shift F', 'keys.find'], ['/', 'keys.search'],
  ['Alt Shift ↓', 'keys.nextUnread'], ['Alt Shift ↑', 'keys.previousUnread'], ['Esc', 'keys.back'],
  ['Enter', 'keys.send'], ['Shift Enter', 'keys.newLine'], ['↑', 'keys.editLast'], ['?', 'keys.help']];
const LETTERS = [
  ['j', 'keys.nextMessage'], ['k', 'keys.previousMessage'], ['n', 'keys.nextUnread'],
  ['p', 'keys.previousUnread'], ['r', 'keys.reply'], ['c', 'keys.search']];

/** @param {KeyboardEvent} event */
export function onShortcut(event) {
  if (session.status !== 'in' || event.isComposing || event.defaultPrevented) return;
  const typing = /** @type {HTMLElement} */ (event.target).closest?.('input, textarea, select, dialog, [popover]');
  const action = actionOf(event, Boolean(typing));
  if (!action) return;
  event.preventDefault();
  action();
}

/** @param {KeyboardEvent} event @param {boolean} typing @returns {(() => void)|undefined} */
function actionOf(event, typing) {
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (command && key === 'k') return openSwitcher;
  if (command && event.shiftKey && key === 'f') return () => router.go(link('search'));
  if (command && key === '/') return openHelp;
  if (event.altKey && event.shiftKey && key === 'ArrowDown') return () => goUnread(1);
  if (event.altKey && event.shiftKey && key === 'ArrowUp') return () => goUnread(-1);
  if (typing || command || event.altKey) return undefined;
  if (key === '/') return focusSearch;
  if (key === '?') return openHelp;
  if (key === 'Escape' && router.parts.length > 1) return () => router.go(link(router.page));
  return prefs.get('letterKeys') ? letter(key) : undefined;
}

/** For those who want them: a letter that is pressed by mistake should do nothing. @param {string} key */
function letter(key) {
  return {
    j: () => walk(1), k: () => walk(-1), n: () => goUnread(1), p: () => goUnread(-1),
    r: replyToFocused, c: focusSearch}[key];
}

function focusSearch() {
  router.go(link('chats'));
  requestAnimationFrame(() => /** @type {any} */ (document.querySelector('im-search'))?.focus());
}

/** @param {number} step */
function goUnread(step) {
  const unread = chats.list.filter((chat) => chat.unread && !isMuted(chat));
  if (!unread.length) return;
  const now = unread.findIndex((chat) => chat.ref === router.parts[1]);
  const next = unread[(now + step + unread.length) % unread.length] || unread[0];
  router.go(link('chats', next.ref));
}

const articles = () =>
  /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.messages article[id]')]);
const focusedArticle = () => document.activeElement?.closest('.messages article[id]');

/** From message to message; from elsewhere to the last one. @param {number} step */
function walk(step) {
  const all = articles();
  const now = all.findIndex((article) => article === focusedArticle());
  const to = now < 0 ? all.at(-1) : all[now + step];
  to?.scrollIntoView({block: 'nearest'});
  to?.focus({preventScroll: true});
}

function replyToFocused() {
  const id = (focusedArticle() || articles().at(-1))?.id;
  const view = /** @type {any} */ (document.querySelector('im-messages'));
  const message = view?.conversation.messages.find((/** @type {any} */ one) => one.id === id);
  if (message) view.dispatchEvent(new CustomEvent('compose', {detail: {replyTo: message}, bubbles: true}));
}

function openSwitcher() {
  const dialog = openDialog(t('keys.switch'), (close) => html`
    <im-search id="switcher" .label=${t('forward.search')} .groups=${true}
      @choose=${(/** @type {CustomEvent} */ {detail}) => {
        close();
        router.go(link('chats', detail.ref || 'to:' + detail.id));
      }}></im-search>
    <ul class="rows">${chats.list.slice(0, 8).map((chat) => html`
      <li><a class="row" href=${link('chats', chat.ref)} @click=${close}>${
        avatar(chat.peer || chat.group, 'small')}<span class="grow"><b>${chat.name}</b></span>${
        counter(chat.unread)}</a></li>`)}</ul>`);
  requestAnimationFrame(() => /** @type {any} */ (dialog.querySelector('im-search')).focus());
}

function openHelp() {
  const keys = prefs.get('letterKeys') ? [...KEYS, ...LETTERS] : KEYS;
  openDialog(t('keys.title'), (close) => html`
    <dl class="keys">${keys.map(([combination, what]) => html`
      <div><dt>${combination.split(' ').map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${t(what)}</dd></div>`)}</dl>
    <label class="setting switch"><span>${t('keys.letters')}</span>
      <input type="checkbox" .checked=${prefs.get('letterKeys')} @change=${(/** @type {any} */ e) => {
        prefs.set('letterKeys', e.target.checked);
        close();
        openHelp();
      }}></label>`);
}
