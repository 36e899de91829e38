// @ts-check
import {html, nothing} from 'lit';
import {i18n, t} from '../core/i18n.js';
import {brief, full} from '../core/time.js';
import {ownPicture} from '../state/people.js';
import {icon} from './icons.js';

/** Small parts that many views show. */

/** A picture of this server, else the first letter on a colour of its own. @param {any} who @param {string} [size] */
export function avatar(who, size = '') {
  const picture = ownPicture(who?.avatar_url);
  const name = who?.display_name || who?.name || '?';
  return html`<span class="avatar ${size} hue-${hueOf(who?.id || name)}" aria-hidden="true">
    ${picture ? html`<img src=${picture} alt="" loading="lazy">` : initial(name)}
    ${who?.online ? html`<i class="online"></i>` : nothing}</span>`;
}

/** @param {string} name */
const initial = (name) => [...name.trim()][0]?.toUpperCase() || '?';

/** @param {string} id */
const hueOf = (id) => [...id].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 8, 7);

/** Whether it is a program that speaks. @param {string} [type] */
export const badge = (type) =>
  type === 'agent' ? html`<span class="badge">${t('kind.agent')}</span>` : nothing;

/** @param {number} count */
export const counter = (count) =>
  count ? html`<span class="counter" aria-hidden="true">${count > 99 ? '99+' : count}</span>` : nothing;

/** @param {string|undefined} iso */
export const when = (iso) =>
  iso ? html`<time datetime=${iso} title=${full(iso)}>${brief(iso)}</time>` : nothing;

/** @param {string} title @param {string} text @param {unknown} [action] */
export const empty = (title, text, action = nothing) => html`
  <div class="empty"><h2>${title}</h2><p>${text}</p>${action}</div>`;

/** @param {any} error @param {() => void} again */
export const failed = (error, again) => html`
  <div class="empty" role="alert">
    ${icon('warning')}<h2>${t('error.title')}</h2><p>${i18n.error(error)}</p>
    <button class="button" @click=${again}>${t('error.again')}</button>
  </div>`;

export const loading = () => html`
  <div class="loading" role="status"><span class="hidden">${t('loading')}</span>
    <i></i><i></i><i></i></div>`;

/**
 * @param {string} label @param {Parameters<typeof icon>[0]} name @param {() => void} action
 * @param {string} [kind] @param {string} [title] where there is more to say than the label does
 */
export const iconButton = (label, name, action, kind = '', title = label) => html`
  <button type="button" class="icon-button ${kind}" aria-label=${label} title=${title}
    @click=${action}>${icon(name)}</button>`;

/**
 * A text that people copy, and a button that does it.
 *
 * @param {string} text @param {string} label
 */
export const copyable = (text, label) => html`
  <span class="copyable"><code>${text}</code>
    <button type="button" class="button small" @click=${(/** @type {Event} */ e) => copy(text, e)}>
      ${label}</button></span>`;

/** @param {string} text @param {Event} [event] whose button says that it is done */
export async function copy(text, event) {
  const button = /** @type {HTMLElement|null} */ (event?.currentTarget);
  await navigator.clipboard?.writeText(text).catch(() => copyByHand(text)) ?? copyByHand(text);
  if (!button) return;
  button.classList.add('done');
  setTimeout(() => button.classList.remove('done'), 1500);
}

/** Without TLS browsers have no clipboard. @param {string} text */
function copyByHand(text) {
  if (navigator.clipboard && window.isSecureContext) return;
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
