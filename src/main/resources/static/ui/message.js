// @ts-check
import {html, nothing} from 'lit';
import {urlOf} from '../core/api.js';
import {t} from '../core/i18n.js';
import {clock, full} from '../core/time.js';
import {people} from '../state/people.js';
import {avatar, badge, iconButton} from './bits.js';
import {icon} from './icons.js';
import {jsonBody} from './json.js';
import {anchor, markdown, plainText} from './markdown.js';

/** One message as it is shown. */
const LONG = 3000;
const MENTION = /@\{?(?:agent_)?(P?\d{1,19})\}?/g;
const FILE_ID = /\bfile_[0-9a-z]{26}\b/;

/** Parsed bodies, for as long as their messages are in memory. @type {WeakMap<any, unknown>} */
const bodies = new WeakMap();

/**
 * @param {any} message
 * @param {{own: boolean, joined: boolean, quoted?: any, onMenu: (message: any, e: Event) => void,
 *   onQuote: (id: string) => void}} show `joined`: the one above is by the same sender
 */
export const messageArticle = (message, show) => html`
  <article class="message ${show.own ? 'own' : ''} ${show.joined ? 'joined' : ''}"
    id=${message.id} aria-label=${message.from_name} tabindex="-1">
    ${show.joined ? nothing : html`
      ${avatar({id: message.from, display_name: message.from_name,
        avatar_url: people.known(message.from)?.avatar_url}, 'small')}
      <header><b>${message.from_name}</b>${badge(message.sender_type)}
        ${message.loop_suspected ? html`<span class="badge loop">${t('message.loop')}</span>` : nothing}
      </header>`}
    ${show.quoted ? html`<button class="quote" @click=${() => show.onQuote(show.quoted.id)}>
      <b>${show.quoted.from_name}</b> ${show.quoted.content.body.slice(0, 120)}</button>` : nothing}
    ${bodyOf(message)}
    <footer><time datetime=${message.created_at} title=${full(message.created_at)}>${
      clock(message.created_at)}</time>${show.own ? html`<span class="state"
        title=${t('message.sent')}>${icon('check')}</span>` : nothing}</footer>
    ${iconButton(t('message.more'), 'more', /** @type {any} */ (
      (/** @type {Event} */ e) => show.onMenu(message, e)), 'menu')}
  </article>`;

/** @param {any} message */
function bodyOf(message) {
  let body = bodies.get(message);
  if (!body) bodies.set(message, (body = folded(message)));
  return body;
}

/** @param {any} message */
function folded(message) {
  const content = contentOf(message);
  return message.content.body.length < LONG ? html`<div class="body">${content}</div>` : html`
    <div class="body folded">${content}
      <button type="button" class="button small unfold" @click=${unfold}>${t('message.unfold')}</button>
    </div>`;
}

/** @param {any} event */
function unfold(event) {
  event.currentTarget.parentElement.classList.remove('folded');
  event.currentTarget.remove();
}

/** @param {any} message */
export function contentOf({content, mentions = []}) {
  const plain = (/** @type {string} */ text) => withMentions(text, mentions);
  switch (content.format) {
    case 'markdown': return markdown(content.body, plain);
    case 'json': return jsonBody(content.body);
    case 'image': return image(content.body);
    default: return plainText(content.body, plain);
  }
}

/** @param {string} text @param {string[]} mentions */
function withMentions(text, mentions) {
  if (!mentions.length) return text;
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(MENTION)) {
    if (!mentions.includes(match[1])) continue;
    const name = people.known(match[1])?.display_name || match[1];
    parts.push(text.slice(from, match.index), html`<span class="mention">@${name}</span>`);
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** A file of this server is shown; what lies elsewhere is a link. @param {string} body */
function image(body) {
  const url = body.trim().startsWith('{') ? urlIn(body) : body.trim();
  const file = url.match(FILE_ID)?.[0];
  if (!file) return html`<p>${icon('file')} ${anchor(url, url)}</p>`;
  const path = urlOf(`v1/files/${file}`).href;
  return html`<a class="picture" href=${path} target="_blank" rel="noopener">
    <img src=${path} alt=${t('message.image')} loading="lazy"></a>`;
}

/** @param {string} json */
function urlIn(json) {
  try {
    return String(JSON.parse(json).url || json);
  } catch {
    return json;
  }
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
      ? html`<span class="state" title=${t('message.sending')}>${icon('clock')}</span>`
      : html`<span class="failure">${icon('warning')} ${t('message.failed')}: ${actions.why}</span>
        <button type="button" class="button small" @click=${actions.retry}>${t('retry')}</button>
        <button type="button" class="button small quiet" @click=${actions.discard}>${t('discard')}</button>`}
    </footer>
  </article>`;
