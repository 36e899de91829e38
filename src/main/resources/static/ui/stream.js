// @ts-check
import {html, nothing} from 'lit';
import {t} from '../core/i18n.js';
import {people} from '../state/people.js';
import {session} from '../state/session.js';
import {streams} from '../state/streams.js';
import {avatar, badge} from './bits.js';
import {attempt} from './dialog.js';
import {icon} from './icons.js';
import {markdown, plainText} from './markdown.js';

/**
 * A message that is being written. What is thought and done on the way is folded away. It is read
 * out when it is whole, not letter by letter.
 *
 * @param {import('../state/streams.js').Stream} stream
 */
export function streamArticle(stream) {
  const name = stream.message?.from_name || people.known(stream.from)?.display_name || stream.from;
  const who = {...people.known(stream.from), id: stream.from, display_name: name};
  return html`
    <article class="message streaming" aria-label=${name} aria-busy="true" aria-live="off">
      ${avatar(who, 'small')}
      <header><b>${name}</b>${badge(stream.message?.sender_type || who.user_type)}</header>
      <div class="body">${stream.parts.map((part) => partOf(part, stream.message?.content?.format))}</div>
      <footer><span class="writing">${statusOf(stream)}</span>
        ${stream.from === session.me?.id ? nothing : html`<button type="button" class="button small"
          ?disabled=${stream.stopRequested} @click=${() => attempt(() => streams.stop(stream))}>
          ${icon('stop')} ${t('stream.stop')}</button>`}</footer>
    </article>`;
}

/** @param {import('../state/streams.js').Part} part @param {string} [format] of the message that it will be */
function partOf({kind, text}, format) {
  if (kind === 'text') return format === 'markdown' ? markdown(text) : plainText(text);
  if (kind === 'status') return nothing;
  return html`<details class="aside"><summary>${t(kind === 'tool' ? 'stream.tool' : 'stream.thinking')}</summary>
    <p class="plain">${text}</p></details>`;
}

/** @param {import('../state/streams.js').Stream} stream */
function statusOf({parts, stopRequested}) {
  if (stopRequested) return t('stream.stopping');
  return parts.findLast((part) => part.kind === 'status')?.text || t('stream.writing');
}
