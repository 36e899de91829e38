// @ts-check
import {html} from 'lit';
import {t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {chats} from '../state/chats.js';
import {session} from '../state/session.js';
import {openDialog} from './dialog.js';
import './search.js';

/** What the keyboard does anywhere on the page. */
const KEYS = [
  ['Ctrl K', 'keys.switch'], ['Alt Shift ↓', 'keys.nextUnread'], ['Alt Shift ↑', 'keys.previousUnread'],
  ['/', 'keys.search'], ['Esc', 'keys.back'], ['?', 'keys.help'], ['Enter', 'keys.send'],
  ['Shift Enter', 'keys.newLine']];

/** @param {KeyboardEvent} event */
export function onShortcut(event) {
  if (session.status !== 'in' || event.isComposing) return;
  const typing = /** @type {HTMLElement} */ (event.target).closest?.('input, textarea, select, dialog, [popover]');
  const action = actionOf(event, Boolean(typing));
  if (!action) return;
  event.preventDefault();
  action();
}

/** @param {KeyboardEvent} event @param {boolean} typing @returns {(() => void)|undefined} */
function actionOf(event, typing) {
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key.toLowerCase() === 'k') return openSwitcher;
  if (command && event.key === '/') return openHelp;
  if (event.altKey && event.shiftKey && event.key === 'ArrowDown') return () => goUnread(1);
  if (event.altKey && event.shiftKey && event.key === 'ArrowUp') return () => goUnread(-1);
  if (typing || command || event.altKey) return undefined;
  if (event.key === '/') return focusSearch;
  if (event.key === '?') return openHelp;
  if (event.key === 'Escape' && router.parts.length > 1) return () => router.go(link(router.page));
  return undefined;
}

function focusSearch() {
  router.go(link('chats'));
  requestAnimationFrame(() => /** @type {any} */ (document.querySelector('im-search'))?.focus());
}

/** @param {number} step */
function goUnread(step) {
  const unread = chats.list.filter((chat) => chat.unread);
  if (!unread.length) return;
  const now = unread.findIndex((chat) => chat.ref === router.parts[1]);
  const next = unread[(now + step + unread.length) % unread.length] || unread[0];
  router.go(link('chats', next.ref));
}

function openSwitcher() {
  const dialog = openDialog(t('keys.switch'), (close) => html`
    <im-search id="switcher" .label=${t('chats.search')} @choose=${(/** @type {CustomEvent} */ e) => {
      close();
      router.go(link('chats', 'to:' + e.detail.id));
    }}></im-search>
    <ul class="rows">${chats.list.slice(0, 8).map((chat) => html`
      <li><a class="row" href=${link('chats', chat.ref)} @click=${close}>${chat.name}</a></li>`)}</ul>`);
  requestAnimationFrame(() => /** @type {any} */ (dialog.querySelector('im-search')).focus());
}

function openHelp() {
  openDialog(t('keys.title'), () => html`<dl class="keys">${KEYS.map(([keys, what]) => html`
    <div><dt>${keys.split(' ').map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${t(what)}</dd></div>`)}</dl>`);
}
