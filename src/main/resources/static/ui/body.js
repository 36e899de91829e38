// @ts-check
import {html, nothing} from 'lit';
import {t} from '../core/i18n.js';
import {fileIn, filesIn, isFileAlone} from '../state/files.js';
import {people} from '../state/people.js';
import {picture} from './attachment.js';
import {icon} from './icons.js';
import {jsonBody} from './json.js';
import {anchor, markdown, plainText} from './markdown.js';

/** What a message says, by its format, with the files that it links to. */
const LONG = 3000;
const MENTION = /@\{?(?:agent_)?(P?\d{1,19})\}?/g;

/** Parsed bodies, for as long as their messages are in memory. @type {WeakMap<any, unknown>} */
const bodies = new WeakMap();

/** @param {any} message */
export function bodyOf(message) {
  let body = bodies.get(message);
  if (!body) bodies.set(message, (body = folded(message)));
  return body;
}

/** @param {any} message */
function folded(message) {
  const content = contentOf(message);
  return message.content.body.length < LONG ? html`<div class="body">${content}</div>` : html`
    <div class="body long folded">${content}
      <button type="button" class="button small unfold" aria-expanded="false" @click=${toggleFold}>${
        t('message.unfold')}</button></div>`;
}

/** @param {any} event */
function toggleFold({currentTarget: button}) {
  const folded = button.parentElement.classList.toggle('folded');
  button.textContent = t(folded ? 'message.unfold' : 'message.fold');
  button.setAttribute('aria-expanded', String(!folded));
  if (folded) button.closest('article').scrollIntoView({block: 'nearest'});
}

/** @param {any} message */
export function contentOf({content: {format, body}, mentions = []}) {
  const plain = (/** @type {string} */ text) => withMentions(text, mentions);
  switch (format) {
    case 'markdown': return withFiles(body, markdown, plain);
    case 'json': return jsonBody(body);
    case 'image': return image(body);
    default: return withFiles(body, plainText, plain);
  }
}

/** @param {string} body @param {typeof markdown} show @param {(text: string) => unknown} plain */
function withFiles(body, show, plain) {
  const files = filesIn(body);
  if (!files.length) return show(body, plain);
  return html`${isFileAlone(body) ? nothing : show(body, plain)}${
    files.map((file) => html`<im-attachment .file=${file}></im-attachment>`)}`;
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
  const file = fileIn(url);
  return file ? picture(file, t('message.image')) : html`<p>${icon('file')} ${anchor(url, url)}</p>`;
}

/** @param {string} json */
function urlIn(json) {
  try {
    return String(JSON.parse(json).url || json);
  } catch {
    return json;
  }
}
