// @ts-check
import {html, nothing, render} from 'lit';
import {t} from '../core/i18n.js';
import {link} from '../core/router.js';
import {server} from '../state/server.js';
import {session} from '../state/session.js';
import {copy} from './bits.js';
import {attempt, confirmed, toast} from './dialog.js';
import {forward} from './forward.js';
import {showRaw} from './raw-message.js';
import {report} from './report.js';

/** What can be done with a message. */
const EDITABLE = ['text', 'markdown'];

/** @param {any} message @param {Event} event @param {import('./messages.js').Messages} view */
export function openMessageMenu(message, event, view) {
  const button = /** @type {HTMLElement} */ (event.currentTarget);
  const menu = document.createElement('div');
  menu.className = 'menu-popup';
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', t('message.more'));
  menu.setAttribute('popover', 'auto');
  let back = true; // unless what was chosen has put the focus elsewhere
  const items = itemsFor(message, view).map(({label, action, danger, moves}) => html`
    <button type="button" role="menuitem" class=${danger ? 'danger' : nothing} @click=${() => {
      back = !moves;
      menu.hidePopover();
      action();
    }}>${label}</button>`);
  render(items, menu);
  menu.addEventListener('toggle', (e) => {
    if (/** @type {any} */ (e).newState !== 'closed') return;
    menu.remove();
    if (back) button.focus();
  });
  menu.addEventListener('keydown', walk);
  document.body.append(menu);
  menu.showPopover();
  place(menu, button);
  /** @type {HTMLElement} */ (menu.firstElementChild).focus();
}

/**
 * @typedef {{label: string, action: () => void, danger?: boolean, moves?: boolean}} Item `moves`:
 *   the focus goes to where the action takes it
 */

/** @param {any} message @param {import('./messages.js').Messages} view @returns {Item[]} */
function itemsFor(message, view) {
  const {conversation} = view;
  const own = message.from === session.me?.id;
  /** @param {any} detail */
  const compose = (detail) => () =>
    view.dispatchEvent(new CustomEvent('compose', {detail, bubbles: true}));
  const pinned = conversation.pins.some((pin) => pin.id === message.id);
  const there = !message.deleted_at;
  /** @type {[boolean, Item][]} */
  const items = [
    [there, {label: t('menu.reply'), action: compose({replyTo: message}), moves: true}],
    [own && isEditable(message), {label: t('menu.edit'), action: compose({editing: message}), moves: true}],
    [there, {label: t('menu.copy'), action: () => copy(message.content.body)}],
    [true, {label: t('menu.link'), action: () => copyLink(conversation.ref, message.id)}],
    [there, {label: t('menu.forward'), action: () => forward(message), moves: true}],
    [there && conversation.pinnable, {label: t(pinned ? 'menu.unpin' : 'menu.pin'),
      action: () => attempt(() => conversation.pin(message.id, !pinned))}],
    [!own, {label: t('menu.unread'), action: () => attempt(() => conversation.markUnread(message.id))}],
    [true, {label: t('menu.raw'), action: () => showRaw(message), moves: true}],
    [!own && there, {label: t('menu.report'), action: () => report({message_id: message.id}), moves: true}],
    [own && there, {label: t('menu.delete'), action: () => remove(message, conversation), danger: true, moves: true}],
  ];
  return items.filter(([offered]) => offered).map(([, item]) => item);
}

/** @param {any} message an own one */
export const isEditable = ({content, deleted_at: deletedAt, created_at: at}) =>
  !deletedAt && EDITABLE.includes(content.format)
  && Date.now() - Date.parse(at) < server.editSeconds * 1000;

/** @param {HTMLElement} menu @param {HTMLElement} button */
function place(menu, button) {
  const at = button.getBoundingClientRect();
  const below = at.bottom + menu.offsetHeight < innerHeight - 8;
  menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - menu.offsetHeight - 4)}px`;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
}

/** @param {KeyboardEvent} event */
function walk(event) {
  const menu = /** @type {HTMLElement} */ (event.currentTarget);
  const items = [...menu.children];
  const now = items.indexOf(/** @type {Element} */ (document.activeElement));
  const to = {
    ArrowDown: (now + 1) % items.length, ArrowUp: (now - 1 + items.length) % items.length,
    Home: 0, End: items.length - 1}[event.key];
  if (to === undefined) return;
  event.preventDefault();
  /** @type {HTMLElement} */ (items[to]).focus();
}

/** @param {string} ref @param {string} id */
function copyLink(ref, id) {
  copy(new URL(link('chats', ref, 'at', id), document.baseURI).href);
  toast(t('menu.linkCopied'));
}

/** @param {any} message @param {import('../state/conversation.js').Conversation} conversation */
async function remove(message, conversation) {
  if (await confirmed(t('menu.delete'), t('message.deleteText'), t('message.deleteYes'))) {
    attempt(() => conversation.remove(message));
  }
}
