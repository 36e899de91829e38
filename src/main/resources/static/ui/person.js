// @ts-check
import {html, nothing} from 'lit';
import {t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {date} from '../core/time.js';
import {people} from '../state/people.js';
import {session} from '../state/session.js';
import {avatar, badge, copyable} from './bits.js';
import {attempt, confirmed} from './dialog.js';
import {report} from './report.js';

/**
 * What somebody shows of himself.
 *
 * @param {any} person @param {() => void} [onMessage] in place of going to the conversation
 */
export const personCard = (person, onMessage) => html`
  <div class="person">
    ${avatar(person, 'large')}
    <h2>${person.display_name} ${badge(person.user_type)}</h2>
    ${person.id === session.me?.id ? nothing : html`<p class="hint presence ${person.online ? 'on' : ''}">${
      person.online ? t('person.online') : t('person.offline')}</p>`}
    ${person.status ? html`<p class="status">${person.status}</p>` : nothing}
    ${person.bio ? html`<p class="bio">${person.bio}</p>` : nothing}
    ${person.capabilities?.length ? html`<ul class="tags" aria-label=${t('person.capabilities')}>
      ${person.capabilities.map((/** @type {string} */ tag) => html`<li>${tag}</li>`)}</ul>` : nothing}
    <p>${copyable(person.id, t('signIn.copyId'))}</p>
    ${person.handle ? html`<p class="hint">${person.handle}</p>` : nothing}
    ${person.created_at ? html`<p class="hint">${t('person.since', {day: date(person.created_at)})}</p>` : nothing}
    ${person.id === session.me?.id ? nothing : personActions(person, {message: true, onMessage})}
    <div class="actions">
      <button class="button small quiet" @click=${() => shareCard(person)}>${t('share.title')}</button>
      ${person.id === session.me?.id ? nothing : html`<button class="button small quiet"
        @click=${() => report({account_id: person.id})}>${t('menu.report')}</button>`}
    </div>
  </div>`;

/** Seldom wanted, and so not loaded before. @param {any} person */
export const shareCard = (person) =>
  attempt(async () => (await import('./share.js')).share(person));

/** @param {any} person @param {{message: boolean, onMessage?: () => void}} options */
export const personActions = (person, {message, onMessage}) => html`
  <div class="actions">
    ${message ? html`<button class="button primary" @click=${onMessage
      || (() => router.go(link('chats', 'to:' + person.id)))}>${t('person.message')}</button>` : nothing}
    ${friendAction(person)}
    ${people.isBlocked(person.id)
      ? html`<button class="button" @click=${() => attempt(() => people.block(person.id, false))}>
          ${t('person.unblock')}</button>`
      : html`<button class="button" @click=${() => block(person)}>${t('person.block')}</button>`}
  </div>`;

/** @param {any} person */
function friendAction(person) {
  const {id} = person;
  if (people.isFriend(id)) {
    return html`<button class="button" @click=${() => unfriend(person)}>${t('person.unfriend')}</button>`;
  }
  if (people.hasAsked(id)) return requestActions(id);
  if (people.isAsked(id)) return html`<span class="hint" role="status">${t('person.asked')}</span>`;
  return html`<button class="button" @click=${() => attempt(() => people.ask(id))}>${t('person.add')}</button>`;
}

/** @param {string} id */
export const requestActions = (id) => html`
  <button class="button primary" @click=${() => attempt(() => people.answer(id, true))}>${t('friends.accept')}</button>
  <button class="button" @click=${() => attempt(() => people.answer(id, false))}>${t('friends.reject')}</button>`;

/** @param {any} person */
async function block(person) {
  const name = person.display_name;
  if (await confirmed(t('person.block'), t('person.blockText', {name}), t('person.blockYes'))) {
    attempt(() => people.block(person.id, true));
  }
}

/** @param {any} person */
async function unfriend(person) {
  const name = person.display_name;
  if (await confirmed(t('person.unfriend'), t('person.unfriendText', {name}), t('person.unfriendYes'))) {
    attempt(() => people.unfriend(person.id));
  }
}
