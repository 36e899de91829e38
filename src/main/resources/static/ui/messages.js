// @ts-check
import {html, nothing} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {i18n, t} from '../core/i18n.js';
import {day, dayKey} from '../core/time.js';
import {isSeen, setVisible} from '../state/inbox.js';
import {outbox} from '../state/outbox.js';
import {people} from '../state/people.js';
import {receipts} from '../state/receipts.js';
import {session} from '../state/session.js';
import {streams} from '../state/streams.js';
import {loading} from './bits.js';
import {icon} from './icons.js';
import {echoArticle, messageArticle} from './message.js';
import {openMessageMenu} from './message-menu.js';
import {streamArticle} from './stream.js';
import {View} from './view.js';

/**
 * The messages of a conversation. Keeps what one reads where it is, whatever is loaded above it,
 * and stays at the end while one is there.
 */
const NEAR_PX = 600;
const AT_END_PX = 60;
const JOIN_MS = 5 * 60_000;
const READ_AFTER_MS = 250;

export class Messages extends View {
  static properties = {conversation: {attribute: false}, atEnd: {state: true}};
  static stores = [outbox, session, people, receipts, streams];

  constructor() {
    super();
    /** @type {import('../state/conversation.js').Conversation} */
    this.conversation = /** @type {any} */ (null);
    this.atEnd = true;
    /** @type {{id: string, top: number}|null} */
    this.anchor = null;
    /** Where one was after the last scrolling. @type {{id: string, top: number}|null} */
    this.place = null;
    this.lastSeen = '';
    this.newBelow = 0;
    this.reading = 0;
    this.onVisible = () => this.#markReadSoon();
    this.growth = new ResizeObserver(() => this.#onGrowth());
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.onVisible);
    addEventListener('focus', this.onVisible);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.onVisible);
    removeEventListener('focus', this.onVisible);
    this.unwatch?.();
    this.growth.disconnect();
    setVisible(null);
    clearTimeout(this.reading);
    this.reading = 0;
  }

  firstUpdated() {
    this.growth.observe(this.find('.flow'));
  }

  /** @param {Map<string, unknown>} changes */
  willUpdate(changes) {
    if (changes.has('conversation')) {
      this.unwatch?.();
      this.unwatch = this.watch(this.conversation);
      setVisible(this.conversation);
      this.atEnd = !this.conversation.target;
      this.lastSeen = this.conversation.messages.at(-1)?.id || '';
      this.newBelow = 0;
      this.fresh = true;
    }
    const followsEnd = this.atEnd && !this.conversation.hasNewer;
    this.anchor = this.fresh || followsEnd ? null : this.#anchor();
    this.#countBelow();
  }

  /** What has come in while one reads further up. */
  #countBelow() {
    const last = this.conversation.messages.at(-1)?.id || '';
    if (this.atEnd) this.newBelow = 0;
    else if (last > this.lastSeen && this.lastSeen) {
      this.newBelow += this.conversation.messages.filter((m) => m.id > this.lastSeen && m.seq).length;
    }
    if (last > this.lastSeen) this.lastSeen = last;
  }

  render() {
    const {messages, status, hasOlder, firstUnread} = this.conversation;
    const byId = new Map(messages.map((message) => [message.id, message]));
    const pinned = new Set(this.conversation.pins.map((message) => message.id));
    const missed = this.newBelow + this.conversation.missed;
    return html`
      <div class="messages" role="log" aria-label=${t('chat.messages')} tabindex="0"
        aria-busy=${status === 'loading'} aria-live=${this.atEnd ? 'polite' : 'off'}
        @scroll=${this.#onScroll}><div class="flow">
        ${status === 'loading' ? loading() : nothing}
        ${hasOlder ? html`<p class="older" aria-hidden="true">${t('chat.older')}</p>` : nothing}
        ${repeat(messages, (message) => message.id, (message, i) => html`
          ${this.#separators(messages[i - 1], message, firstUnread)}
          ${messageArticle(message, {
            own: message.from === session.me?.id,
            joined: joins(messages[i - 1], message) && message.id !== firstUnread,
            quoted: message.reply_to && byId.get(message.reply_to),
            pinned: pinned.has(message.id),
            onMenu: (m, e) => openMessageMenu(m, e, this),
            onQuote: (id) => this.#show(id),
          })}`)}
        ${this.conversation.hasNewer ? nothing : repeat(
          streams.of(this.conversation.threadId), (stream) => stream.id, streamArticle)}
        ${this.conversation.hasNewer ? nothing : repeat(
          outbox.of(this.conversation.ref), (echo) => echo.key, (echo) =>
            echoArticle(echo, session.me, {
              retry: () => outbox.retry(echo), discard: () => outbox.discard(echo),
              why: i18n.error(echo.failure)}))}
      </div></div>
      ${this.atEnd && !this.conversation.hasNewer ? nothing : html`
        <button type="button" class="jump" @click=${this.#jump}>${icon('down')}
          ${missed ? t('chat.jumpNew', {count: missed}) : t('chat.jump')}</button>`}`;
  }

  /** @param {any} before @param {any} message @param {string|undefined} firstUnread */
  #separators(before, message, firstUnread) {
    const newDay = !before || dayKey(before.created_at) !== dayKey(message.created_at);
    return html`${newDay ? html`<p class="day">${day(message.created_at)}</p>` : nothing}${
      message.id === firstUnread
        ? html`<p class="new-line" role="separator" aria-label=${t('chat.new')}>${t('chat.new')}</p>`
        : nothing}`;
  }

  updated() {
    const log = this.#log();
    if (!log) return;
    this.conversation.followed = this.atEnd && !this.conversation.hasNewer;
    if (this.fresh && this.conversation.status === 'ready') {
      this.fresh = false;
      this.#showTarget(log);
    } else if (this.conversation.target && this.conversation.status === 'ready') {
      this.#showTarget(log);
    } else if (this.atEnd && !this.conversation.hasNewer) {
      log.scrollTop = log.scrollHeight;
    } else {
      this.#restore(log, this.anchor);
    }
    this.#markReadSoon();
    this.#fill(log);
  }

  /** @returns {HTMLElement} */
  #log = () => this.find('.messages');

  /** The first message on the screen, and how far below the upper edge it is. */
  #anchor() {
    const log = this.#log();
    if (!log) return null;
    for (const element of log.querySelectorAll('article[id]')) {
      const top = /** @type {HTMLElement} */ (element).offsetTop - log.scrollTop;
      if (top >= 0) return {id: element.id, top};
    }
    return null;
  }

  /** @param {HTMLElement} log @param {{id: string, top: number}|null} anchor */
  #restore(log, anchor) {
    const element = anchor && document.getElementById(anchor.id);
    if (element) log.scrollTop += element.offsetTop - log.scrollTop - anchor.top;
  }

  /** A picture has come, or the window is another size: what one reads stays where it is. */
  #onGrowth() {
    const log = this.#log();
    if (!log || this.fresh) return;
    if (this.atEnd && !this.conversation.hasNewer) log.scrollTop = log.scrollHeight;
    else this.#restore(log, this.place);
  }

  /** @param {HTMLElement} log */
  #showTarget(log) {
    const target = this.conversation.target;
    this.conversation.target = undefined;
    const element = target && document.getElementById(target);
    if (!element) {
      log.scrollTop = log.scrollHeight;
      return;
    }
    log.scrollTop = element.offsetTop - log.clientHeight / 3;
    this.#setAtEnd(log);
    if (target !== this.conversation.firstUnread) {
      element.classList.add('found');
      element.focus({preventScroll: true});
    }
  }

  #onScroll() {
    const log = this.#log();
    this.#setAtEnd(log);
    this.place = this.atEnd ? null : this.#anchor();
    this.#fill(log);
    this.#markReadSoon();
  }

  /** @param {HTMLElement} log */
  #setAtEnd(log) {
    this.atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < AT_END_PX;
    if (this.atEnd) this.newBelow = 0;
  }

  /** @param {HTMLElement} log */
  #fill(log) {
    if (this.conversation.status !== 'ready') return;
    if (log.scrollTop < NEAR_PX) this.conversation.older();
    if (log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX) this.conversation.newer();
  }

  /** Soon after the first occasion, not the last: while somebody writes there is always another. */
  #markReadSoon() {
    this.reading ||= window.setTimeout(() => {
      this.reading = 0;
      const lowest = document.hasFocus() && isSeen(this.conversation) && this.#lowest();
      if (lowest) this.conversation.markRead(lowest);
    }, READ_AFTER_MS);
  }

  /** The last message whose end is on the screen. */
  #lowest() {
    const log = this.#log();
    const edge = log.scrollTop + log.clientHeight;
    const articles = [...log.querySelectorAll('article[id]')];
    return articles.findLast((element) => {
      const {offsetTop, offsetHeight} = /** @type {HTMLElement} */ (element);
      return offsetTop + offsetHeight <= edge + AT_END_PX;
    })?.id;
  }

  async #jump() {
    if (this.conversation.hasNewer) await this.conversation.latest();
    this.conversation.missed = 0;
    this.atEnd = true;
    await this.updateComplete;
    this.#log().scrollTop = this.#log().scrollHeight;
  }

  /** @param {string} id */
  #show(id) {
    const element = document.getElementById(id);
    element?.scrollIntoView({block: 'center'});
    element?.classList.add('found');
  }
}

/** @param {any} before @param {any} message */
const joins = (before, message) => before && before.from === message.from
  && !message.reply_to && dayKey(before.created_at) === dayKey(message.created_at)
  && Date.parse(message.created_at) - Date.parse(before.created_at) < JOIN_MS;

customElements.define('im-messages', Messages);
