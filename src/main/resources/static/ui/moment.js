// @ts-check
import {html, nothing} from 'lit';
import {t} from '../core/i18n.js';
import {link} from '../core/router.js';
import {moments} from '../state/moments.js';
import {session} from '../state/session.js';
import {avatar, badge, when} from './bits.js';
import {attempt, confirmed} from './dialog.js';
import {icon} from './icons.js';
import {plainText} from './markdown.js';

/** A moment with what one may do to it. */

/** @type {Set<string>} whose comments are open */
const open = new Set();

/** @param {any} moment */
export const momentArticle = (moment) => html`
  <article class="moment" aria-label=${moment.author.display_name}>
    <header><a href=${link('contacts', moment.author.id)}>${avatar(moment.author)}
      <span><b>${moment.author.display_name}</b>${badge(moment.author.user_type)}</span></a>
      <span class="gap"></span>
      ${moment.visibility === 'public' ? nothing : html`<span class="badge quiet">${t('visible.' + moment.visibility)}</span>`}
      ${when(moment.created_at)}</header>
    <div class="body">${plainText(moment.content)}</div>
    <footer>
      <button type="button" class="button quiet like" aria-label=${t('moment.like')} aria-pressed=${moment.liked}
        title=${t('moment.like')} @click=${() => attempt(() => moments.toggleLike(moment))}>
        ${icon('heart')}<span aria-hidden="true">${moment.like_count || ''}</span></button>
      <button type="button" class="button quiet" aria-label=${t('moment.comment')} title=${t('moment.comment')}
        aria-expanded=${open.has(moment.id)} @click=${(/** @type {Event} */ e) => onComment(moment, e)}>
        ${icon('comment')}<span aria-hidden="true">${moment.comment_count || ''}</span></button>
      ${moment.author.id === session.me?.id ? html`<button type="button" class="button quiet"
        aria-label=${t('moment.delete')} title=${t('moment.delete')} @click=${() => onDelete(moment)}>${icon('trash')}</button>` : nothing}
    </footer>
    ${open.has(moment.id) ? comments(moment) : nothing}
  </article>`;

/** @param {any} moment */
const comments = (moment) => html`
  <div class="comments">
    <ul aria-label=${t('moment.comments')}>${(moments.comments.get(moment.id) || []).map((comment) => html`
      <li>${avatar(comment.author, 'tiny')}<div><b>${comment.author.display_name}</b>${badge(comment.author.user_type)}
        ${when(comment.created_at)}${plainText(comment.body)}</div></li>`)}</ul>
    <form class="line" @submit=${(/** @type {any} */ e) => onSubmit(moment, e)}>
      <input name="text" maxlength="5000" required autocomplete="off" aria-label=${t('moment.write')} placeholder=${t('moment.write')}>
      <button class="button small">${t('chat.send')}</button>
    </form>
  </div>`;

/** Opens the comments; with something written, sends that. @param {any} moment @param {any} event */
function onComment(moment, event) {
  const article = event.currentTarget.closest('article');
  const form = article.querySelector('form');
  if (form?.elements.text.value.trim()) {
    form.requestSubmit();
    return;
  }
  if (open.has(moment.id)) {
    open.delete(moment.id);
    moments.changed();
    return;
  }
  openComments(moment);
  setTimeout(() => article.querySelector('form input')?.focus(), 60);
}

/** @param {any} moment */
export function openComments(moment) {
  open.add(moment.id);
  attempt(() => moments.loadComments(moment));
  moments.changed();
}

/** @param {any} moment @param {any} event */
async function onSubmit(moment, event) {
  event.preventDefault();
  const form = event.target;
  const text = form.elements.text.value.trim();
  if (text && await attempt(() => moments.comment(moment, text))) form.reset();
}

/** @param {any} moment */
async function onDelete(moment) {
  if (await confirmed(t('moment.delete'), t('moment.deleteText'), t('moment.deleteYes'))) {
    attempt(() => moments.remove(moment));
  }
}

/** @param {string} id */
export const loadMomentsOf = (id) => moments.load(id);

/** @param {string} id */
export function momentsOf(id) {
  const feed = moments.feed(id);
  return feed.list.length ? html`<h3>${t('nav.moments')}</h3>
    <div class="feed">${feed.list.map(momentArticle)}</div>` : nothing;
}
