// @ts-check
import {html} from 'lit';
import {t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {chats} from '../state/chats.js';
import {conversationOf} from '../state/conversations.js';
import {outbox} from '../state/outbox.js';
import {avatar, badge} from './bits.js';
import {openDialog} from './dialog.js';
import './search.js';

/** Sends a message on, to a conversation that there is or to somebody who is looked for. */

/** @param {any} message */
export function forward(message) {
  openDialog(t('menu.forward'), (close) => {
    /** @param {string} ref */
    const sendTo = (ref) => {
      close();
      outbox.send(conversationOf(ref).ref, message.content);
      router.go(link('chats', ref));
    };
    return html`
      <im-search id="forward" .label=${t('forward.search')} .groups=${true}
        @choose=${(/** @type {CustomEvent} */ {detail}) => sendTo(detail.ref || 'to:' + detail.id)}></im-search>
      <ul class="rows choices" aria-label=${t('chats.list')}>${chats.list.map((chat) => html`
        <li><button class="row" @click=${() => sendTo(chat.ref)}>${avatar(chat.peer || chat.group, 'small')}
          <span class="grow"><b>${chat.name}${badge(chat.peer?.user_type)}</b></span></button></li>`)}
      </ul>`;
  });
}
