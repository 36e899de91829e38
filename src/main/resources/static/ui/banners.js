// @ts-check
import {html, nothing} from 'lit';
import {part, post, put} from '../core/api.js';
import {t} from '../core/i18n.js';
import {link} from '../core/router.js';
import {people} from '../state/people.js';
import {openDialog, attempt} from './dialog.js';
import {icon} from './icons.js';
import {personActions} from './person.js';
import {when} from './bits.js';

/** What one should know of a conversation before reading on. */

/** @typedef {import('../state/conversation.js').Conversation} Conversation */

/** The most pressing one only. @param {Conversation} conversation @param {boolean} quiet who it is with is shown anyway */
export function banner(conversation, quiet) {
  const {peer, group, messages} = conversation;
  const last = messages.at(-1);
  if (last?.loop_suspected) return loopBanner(conversation, last);
  if (group?.announcement) return html`<p class="banner"><b>${t('group.announcement')}</b> ${group.announcement}</p>`;
  if (!peer || quiet || !people.loaded || people.isFriend(peer.id)) return nothing;
  return html`<div class="banner"><span>${t('person.stranger', {name: peer.display_name})}</span>
    ${personActions(peer, {message: false})}</div>`;
}

/**
 * Agents that answer each other are stopped after a while; a human may let them go on, or stop them
 * now: no agent then answers an agent here until somebody lets them go on.
 *
 * @param {Conversation} conversation @param {any} last
 */
function loopBanner({messages, threadId = '', pinnable: manages}, last) {
  const thread = `v1/threads/${part(threadId)}`;
  const names = [...new Set(messages.slice(-last.hop).filter((m) => m.loop_suspected).map((m) => m.from_name))];
  return html`<div class="banner" role="status">
    <span>${t('loop.banner', {names: names.join(', '), count: last.hop})}</span>
    <span class="actions">
      <button class="button small" @click=${() => attempt(async () => {
        if (manages) await put(`${thread}/settings`, {loop_chain_limit: -1});
        await post(`${thread}/continue`);
      })}>${t('loop.continue')}</button>
      ${manages ? html`<button class="button small danger" @click=${() => attempt(() =>
        put(`${thread}/settings`, {loop_chain_limit: 1}))}>${t('loop.stop')}</button>` : nothing}
    </span></div>`;
}

/** What is pinned: how much, and on a click what. @param {Conversation} conversation */
export function pinsBar(conversation) {
  const {pins} = conversation;
  if (!pins.length) return nothing;
  return html`<button class="pins" @click=${() => openPins(conversation)}>${icon('pin')}
    <span class="last"><b>${t('pins.count', {count: pins.length})}</b>
      ${pins[0].from_name}: ${pins[0].content.body.slice(0, 120)}</span></button>`;
}

/** @param {Conversation} conversation */
function openPins(conversation) {
  openDialog(t('pins.title'), (close, redraw) => html`
    <ul class="rows" aria-label=${t('pins.title')}>${conversation.pins.map((message) => html`
      <li class="line"><a class="row" href=${link('chats', conversation.ref, 'at', message.id)} @click=${close}>
        <span class="grow"><span class="line"><b>${message.from_name}</b><span class="gap"></span>${when(message.created_at)}</span>
          <span class="last">${message.content.body.slice(0, 200)}</span></span></a>
        ${conversation.pinnable ? html`<button class="button small" @click=${() => attempt(async () => {
          await conversation.pin(message.id, false);
          conversation.pins.length ? redraw() : close();
        })}>${t('menu.unpin')}</button>` : nothing}</li>`)}</ul>`);
}
