// @ts-check
import {html, nothing} from 'lit';
import {part, post} from '../core/api.js';
import {t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {conversationOf} from '../state/conversations.js';
import {outbox} from '../state/outbox.js';
import {people} from '../state/people.js';
import {avatar, badge, failed, iconButton, loading} from '../ui/bits.js';
import {attempt} from '../ui/dialog.js';
import {personActions, personCard} from '../ui/person.js';
import {View} from '../ui/view.js';
import '../ui/composer.js';
import '../ui/messages.js';
import './details.js';

/** One conversation: who it is with, what was said, and where one writes. */
class ConversationPage extends View {
  static properties = {
    ref: {attribute: false}, target: {attribute: false}, details: {attribute: false},
    replyTo: {state: true}};
  static stores = [people, outbox];

  constructor() {
    super();
    this.ref = '';
    /** @type {string|undefined} */
    this.target = undefined;
    this.details = false;
    /** @type {any} */
    this.replyTo = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.unwatch?.();
  }

  /** @param {Map<string, unknown>} changes */
  willUpdate(changes) {
    if (!changes.has('ref') && !(changes.has('target') && this.target)) return;
    this.unwatch?.();
    this.conversation = conversationOf(this.ref);
    this.unwatch = this.watch(this.conversation);
    this.replyTo = null;
    this.conversation.open(this.target);
  }

  render() {
    const conversation = /** @type {import('../state/conversation.js').Conversation} */ (this.conversation);
    if (conversation.status === 'failed') {
      return html`${this.#head(conversation)}${failed(conversation.failure, () => conversation.open())}`;
    }
    const isNew = conversation.status === 'ready' && !conversation.messages.length
      && !outbox.of(conversation.ref).length;
    return html`
      <div class="conversation ${this.details ? 'with-details' : ''}">
        <div class="talk">
          ${this.#head(conversation)}
          ${this.#banner(conversation, isNew)}
          ${conversation.status === 'loading' && !conversation.messages.length ? loading() : nothing}
          ${isNew ? this.#introduction(conversation) : nothing}
          <im-messages ?hidden=${isNew} .conversation=${conversation}
            @reply=${(/** @type {CustomEvent} */ e) => this.#onReply(e.detail)}></im-messages>
          <im-composer .conversation=${conversation} .replyTo=${this.replyTo}
            @sent=${this.#onSent}></im-composer>
        </div>
        ${this.details ? html`<im-details .conversation=${conversation} .ref=${this.ref}></im-details>` : nothing}
      </div>`;
  }

  /** @param {import('../state/conversation.js').Conversation} conversation */
  #head(conversation) {
    const {peer, group, name} = conversation;
    const known = peer && {...peer, ...people.known(peer.id)};
    return html`
      <header class="pane-head talk-head">
        <a class="icon-button back" href=${link('chats')} aria-label=${t('back')} title=${t('back')}>
          ${backIcon}</a>
        ${avatar(known || group, 'small')}
        <div class="grow"><h2>${name}${badge(known?.user_type)}</h2>
          <small>${group ? t('group.count', {count: group.members?.length || group.member_count || 0})
            : known?.online ? t('person.online') : known?.id || ''}</small></div>
        ${iconButton(t('chat.details'), 'info', () => router.go(
          this.details ? link('chats', this.ref) : link('chats', this.ref, 'details')))}
      </header>`;
  }

  /** A stranger may be befriended, or shut out. @param {import('../state/conversation.js').Conversation} conversation @param {boolean} isNew */
  #banner({peer, group}, isNew) {
    const last = /** @type {any} */ (this.conversation)?.messages.at(-1);
    if (last?.loop_suspected) return this.#loopBanner(last);
    if (group?.announcement) return html`<p class="banner"><b>${t('group.announcement')}</b> ${group.announcement}</p>`;
    if (!peer || isNew || this.details || !people.loaded || people.isFriend(peer.id)) return nothing;
    return html`<div class="banner"><span>${t('person.stranger', {name: peer.display_name})}</span>
      ${personActions(peer, {message: false})}</div>`;
  }

  /** Agents that answer each other are stopped after a while; a human may let them go on. @param {any} last */
  #loopBanner(last) {
    return html`<div class="banner" role="status"><span>${t('loop.banner', {count: last.hop})}</span>
      <button class="button small" @click=${() => attempt(() => post(`v1/threads/${part(last.thread_id)}/continue`))}>${
        t('loop.continue')}</button></div>`;
  }

  /** @param {import('../state/conversation.js').Conversation} conversation */
  #introduction({peer, group}) {
    if (peer) return html`<div class="introduction">${personCard({...peer, ...people.known(peer.id)},
      () => this.find('im-composer').focus())}</div>`;
    return html`<div class="introduction"><p>${t('group.begin', {name: group?.name || ''})}</p></div>`;
  }

  /** @param {any} message */
  #onReply(message) {
    this.replyTo = message;
    this.find('im-composer').focus();
  }

  #onSent() {
    this.replyTo = null;
    const messages = this.find('im-messages');
    messages.atEnd = true;
    if (this.conversation?.hasNewer) this.conversation.latest();
  }
}

const backIcon = html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="m14.500 5-7 7 7 7"/></svg>`;

customElements.define('im-conversation', ConversationPage);
