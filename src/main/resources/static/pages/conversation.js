// @ts-check
import {html, nothing} from 'lit';
import {t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {conversationOf} from '../state/conversations.js';
import {outbox} from '../state/outbox.js';
import {people} from '../state/people.js';
import {banner, pinsBar} from '../ui/banners.js';
import {avatar, badge, failed, iconButton, loading} from '../ui/bits.js';
import {icon} from '../ui/icons.js';
import {personCard} from '../ui/person.js';
import {View} from '../ui/view.js';
import '../ui/composer.js';
import '../ui/doing.js';
import '../ui/messages.js';
import './details.js';

/** One conversation: who it is with, what was said, and where one writes. */
const PRESENCE_EVERY_MS = 60_000;

class ConversationPage extends View {
  static properties = {
    ref: {attribute: false}, target: {attribute: false}, details: {attribute: false}};
  static stores = [people, outbox];

  constructor() {
    super();
    this.ref = '';
    /** @type {string|undefined} */
    this.target = undefined;
    this.details = false;
    this.presence = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.presence = window.setInterval(() => this.#lookWhoIsThere(), PRESENCE_EVERY_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.presence);
    this.unwatch?.();
  }

  /** Nobody tells who comes and goes. */
  #lookWhoIsThere() {
    const peer = this.conversation?.peer;
    if (peer && !document.hidden) people.profile(peer.id).catch(() => {});
  }

  /** @param {Map<string, unknown>} changes */
  willUpdate(changes) {
    if (!changes.has('ref') && !(changes.has('target') && this.target)) return;
    this.unwatch?.();
    this.conversation = conversationOf(this.ref);
    this.unwatch = this.watch(this.conversation);
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
          ${banner(conversation, isNew || this.details)}${pinsBar(conversation)}
          ${conversation.status === 'loading' && !conversation.messages.length ? loading() : nothing}
          ${isNew ? this.#introduction(conversation) : nothing}
          <im-messages ?hidden=${isNew} .conversation=${conversation}
            @compose=${(/** @type {CustomEvent} */ e) => this.find('im-composer').compose(e.detail)}></im-messages>
          <im-doing .conversation=${conversation}></im-doing>
          <im-composer .conversation=${conversation} @sent=${this.#onSent}></im-composer>
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
        <a class="icon-button back" href=${link('chats')} aria-label=${t('back')} title=${t('back')}>${icon('back')}</a>
        ${avatar(known || group, 'small')}
        <div class="grow"><h2>${name}${badge(known?.user_type)}</h2>
          <small>${group ? t('group.count', {count: group.members?.length || group.member_count || 0})
            : known?.online ? t('person.online') : known?.id || ''}</small></div>
        ${iconButton(t('chat.details'), 'info', () => router.go(
          this.details ? link('chats', this.ref) : link('chats', this.ref, 'details')))}
      </header>`;
  }

  /** @param {import('../state/conversation.js').Conversation} conversation */
  #introduction({peer, group}) {
    if (peer) return html`<div class="introduction">${personCard({...peer, ...people.known(peer.id)},
      () => this.find('im-composer').focus())}</div>`;
    return html`<div class="introduction"><p>${t('group.begin', {name: group?.name || ''})}</p></div>`;
  }

  #onSent() {
    this.find('im-messages').atEnd = true;
    if (this.conversation?.hasNewer) this.conversation.latest();
  }
}

customElements.define('im-conversation', ConversationPage);
