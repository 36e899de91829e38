// @ts-check
import {html, nothing} from 'lit';
import {t} from '../core/i18n.js';
import {clock, full} from '../core/time.js';
import {people} from '../state/people.js';
import {receipts} from '../state/receipts.js';
import {avatar, badge, iconButton} from './bits.js';
import {bodyOf, contentOf} from './body.js';
import {icon} from './icons.js';

/** One message as it is shown. */

/** @type {Record<string, Parameters<typeof icon>[0]>} */
const TICKS = {sent: 'check', delivered: 'checks', read: 'checks'};

/**
 * @param {any} message
 * @param {{own: boolean, joined: boolean, quoted?: any, pinned: boolean,
 *   onMenu: (message: any, e: Event) => void, onQuote: (id: string) => void}} show `joined`: the one
 *   above is by the same sender
 */
export const messageArticle = (message, show) => html`
  <article class="message ${show.own ? 'own' : ''} ${show.joined ? 'joined' : ''} ${
    message.deleted_at ? 'deleted' : ''}"
    id=${message.id} aria-label=${message.from_name} tabindex="-1">
    ${show.joined ? nothing : html`
      ${avatar({id: message.from, display_name: message.from_name,
        avatar_url: people.known(message.from)?.avatar_url}, 'small')}
      <header><b>${message.from_name}</b>${badge(message.sender_type)}
        ${message.loop_suspected ? html`<span class="badge loop">${t('message.loop')}</span>` : nothing}
      </header>`}
    ${show.quoted ? html`<button class="quote" @click=${() => show.onQuote(show.quoted.id)}>
      <b>${show.quoted.from_name}</b> ${show.quoted.content.body.slice(0, 120)}</button>` : nothing}
    ${message.deleted_at ? html`<p class="body hint">${t('message.deleted')}</p>` : bodyOf(message)}
    <footer>
      <time datetime=${message.created_at} title=${full(message.created_at)}>${
        clock(message.created_at)}</time>
      ${marks(message, show.pinned)}${show.own && !message.deleted_at ? tick(message) : nothing}
    </footer>
    ${iconButton(t('message.more'), 'more', /** @type {any} */ (
      (/** @type {Event} */ e) => show.onMenu(message, e)), 'menu')}
  </article>`;

/** What happened to it since. @param {any} message @param {boolean} pinned */
const marks = (message, pinned) => html`
  ${message.edited_at && !message.deleted_at
    ? html`<span title=${full(message.edited_at)}>${t('message.edited')}</span>` : nothing}
  ${message.aborted ? html`<span class="failure">${t('stream.aborted')}</span>` : nothing}
  ${pinned ? html`<span class="state" title=${t('message.pinned')}>${icon('pin')}</span>` : nothing}`;

/** How far it has got. @param {any} message */
function tick(message) {
  const state = receipts.of(message);
  const word = t('message.' + state);
  return html`<span class="state ${state}" role="img" aria-label=${word} title=${word}>${
    icon(TICKS[state])}</span>`;
}

/**
 * One that is under way, or did not get there.
 *
 * @param {import('../state/outbox.js').Echo} echo @param {any} me
 * @param {{retry: () => void, discard: () => void, why: string}} actions
 */
export const echoArticle = (echo, me, actions) => html`
  <article class="message own echo ${echo.state}" aria-label=${me.display_name} aria-busy=${
    echo.state === 'sending'}>
    ${avatar(me, 'small')}
    <header><b>${me.display_name}</b></header>
    <div class="body">${contentOf(echo)}</div>
    <footer>${echo.state === 'sending'
      ? html`<span class="state" role="img" aria-label=${t('message.sending')} title=${t('message.sending')}>${
          icon('clock')}</span>`
      : html`<span class="failure">${icon('warning')} ${t('message.failed')}: ${actions.why}</span>
        <button type="button" class="button small" @click=${actions.retry}>${t('retry')}</button>
        <button type="button" class="button small quiet" @click=${actions.discard}>${t('discard')}</button>`}
    </footer>
  </article>`;
