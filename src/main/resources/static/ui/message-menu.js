// @ts-check
import {html, nothing, render} from 'lit';
import {get} from '../core/api.js';
import {i18n, t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {chats} from '../state/chats.js';
import {conversationOf} from '../state/conversations.js';
import {outbox} from '../state/outbox.js';
import {avatar, copy} from './bits.js';
import {openDialog, toast} from './dialog.js';
import {jsonBody} from './json.js';

/** What can be done with a message. */

/** @param {any} message @param {Event} event @param {import('./messages.js').Messages} view */
export function openMessageMenu(message, event, view) {
  const button = /** @type {HTMLElement} */ (event.currentTarget);
  const menu = document.createElement('div');
  menu.className = 'menu-popup';
  menu.setAttribute('role', 'menu');
  menu.setAttribute('popover', 'auto');
  /** @param {string} label @param {() => void} action */
  const item = (label, action) => html`<button type="button" role="menuitem" @click=${() => {
    menu.hidePopover();
    action();
  }}>${label}</button>`;
  render(html`
    ${item(t('menu.reply'), () => view.dispatchEvent(
      new CustomEvent('reply', {detail: message, bubbles: true})))}
    ${item(t('menu.copy'), () => copy(message.content.body))}
    ${item(t('menu.link'), () => copyLink(view.conversation.ref, message.id))}
    ${item(t('menu.forward'), () => forward(message))}
    ${item(t('menu.raw'), () => showRaw(message))}`, menu);
  menu.addEventListener('toggle', (e) => {
    if (/** @type {any} */ (e).newState === 'closed') {
      menu.remove();
      button.focus();
    }
  });
  menu.addEventListener('keydown', walk);
  document.body.append(menu);
  menu.showPopover();
  place(menu, button);
  /** @type {HTMLElement} */ (menu.firstElementChild).focus();
}

/** @param {HTMLElement} menu @param {HTMLElement} button */
function place(menu, button) {
  const at = button.getBoundingClientRect();
  const below = at.bottom + menu.offsetHeight < innerHeight - 8;
  menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - menu.offsetHeight - 4)}px`;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
}

/** @param {KeyboardEvent} event */
function walk(event) {
  const step = {ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling'}[event.key];
  if (!step) return;
  event.preventDefault();
  const to = /** @type {any} */ (document.activeElement)?.[step];
  to?.focus();
}

/** @param {string} ref @param {string} id */
function copyLink(ref, id) {
  copy(new URL(link('chats', ref, 'at', id), document.baseURI).href);
  toast(t('menu.linkCopied'));
}

/** @param {any} message */
function forward(message) {
  openDialog(t('menu.forward'), (close) => html`
    <ul class="rows">${chats.list.map((chat) => html`
      <li><button class="row" @click=${() => {
        close();
        const conversation = conversationOf(chat.ref);
        outbox.send(conversation.ref, message.content);
        router.go(link('chats', chat.ref));
      }}>${avatar(chat.peer || chat.group, 'small')}<span class="grow">${chat.name}</span></button></li>`)}
    </ul>`);
}

/** As it is on the wire, and what became of it. @param {any} message */
function showRaw(message) {
  /** @type {any} */
  let deliveries = null;
  const dialog = openDialog(t('menu.raw'), (close, redraw) => {
    deliveries ?? loadDeliveries(message, (found) => {
      deliveries = found;
      if (dialog.isConnected) redraw();
    });
    deliveries ??= {};
    return html`<div class="raw">${jsonBody(JSON.stringify(message))}
      ${deliveries.text ? html`<h3>${t('menu.deliveries')}</h3>${jsonBody(deliveries.text)}` : nothing}
      ${deliveries.failure ? html`<p class="hint">${deliveries.failure}</p>` : nothing}</div>`;
  });
}

/** Known to the sender alone. @param {any} message @param {(found: any) => void} done */
async function loadDeliveries(message, done) {
  if (message.seq) return;
  try {
    done({text: JSON.stringify(await get(`v1/messages/${message.id}/deliveries`))});
  } catch (error) {
    if (/** @type {any} */ (error).status !== 404) done({failure: i18n.error(error)});
  }
}
