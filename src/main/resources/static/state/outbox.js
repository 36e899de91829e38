// @ts-check
import {part, post} from '../core/api.js';
import {Store} from '../core/store.js';
import {chats} from './chats.js';
import {conversationOf, conversationsOf} from './conversations.js';
import {session} from './session.js';

/**
 * What was sent and is not yet confirmed. One message after the other for each conversation, so
 * that they arrive in order; every one with a key, so that a repetition is never sent twice.
 *
 * @typedef {{key: string, ref: string, content: {format: string, body: string}, replyTo?: string,
 *   at: string, state: 'sending'|'failed', failure?: any}} Echo
 */
const STORED = 'agentim.outbox.';
const PATIENT_TRIES = 3;
const PASSING = new Set(['rate_limited', 'request_in_progress']);
const KEY_LIFE_MS = 23 * 3_600_000;

class Outbox extends Store {
  /** @type {Echo[]} */
  echoes = [];
  /** @type {Map<string, Promise<void>>} */
  #queues = new Map();

  /**
   * What a reload has interrupted is sent again: if it had got there, its key makes that one message.
   * Keys are not known for ever, so what is old is for the user to decide about.
   */
  restore() {
    this.echoes = JSON.parse(localStorage.getItem(STORED + session.me?.id) || '[]');
    for (const echo of this.echoes) {
      if (Date.now() - Date.parse(echo.at) > KEY_LIFE_MS) echo.state = 'failed';
      if (echo.state === 'sending') this.#queue(echo);
    }
    this.changed();
  }

  reset() {
    this.echoes = [];
    this.#queues.clear();
  }

  /** For good: whoever logs out leaves nothing in the browser. */
  forget() {
    Object.keys(localStorage)
      .filter((key) => key.startsWith(STORED))
      .forEach((key) => localStorage.removeItem(key));
  }

  /** @param {string} ref */
  of = (ref) => this.echoes.filter((echo) => echo.ref === ref);

  /** @param {string} ref @param {Echo['content']} content @param {string} [replyTo] */
  send(ref, content, replyTo) {
    /** @type {Echo} */
    const echo = {
      key: crypto.randomUUID?.() || String(Math.random()).slice(2) + Date.now(),
      ref, content, replyTo, at: new Date().toISOString(), state: 'sending'};
    this.echoes = [...this.echoes, echo];
    this.#keep();
    this.#queue(echo);
  }

  /** @param {Echo} echo */
  retry(echo) {
    echo.state = 'sending';
    echo.failure = undefined;
    this.#keep();
    this.#queue(echo);
  }

  /** @param {Echo} echo */
  discard(echo) {
    this.echoes = this.echoes.filter((other) => other !== echo);
    this.#keep();
  }

  /** The confirmation of this message is under way: its copy need not be shown. @param {any} message */
  awaits(message) {
    return conversationsOf(message).some((conversation) =>
      this.of(conversation.ref).some((echo) =>
        echo.state === 'sending' && echo.content.body === message.content.body));
  }

  /** @param {Echo} echo */
  #queue(echo) {
    const before = this.#queues.get(echo.ref) || Promise.resolve();
    this.#queues.set(echo.ref, before.then(() => this.#deliver(echo)));
  }

  /** @param {Echo} echo */
  async #deliver(echo) {
    const conversation = conversationOf(echo.ref);
    try {
      await conversation.known();
      const message = await this.#post(echo, conversation, PATIENT_TRIES);
      conversation.began(message.thread_id);
      this.#move(echo.ref, conversation.ref);
      conversation.receive(message);
      chats.receive(message, false);
      this.discard(echo);
    } catch (error) {
      echo.state = 'failed';
      echo.failure = error;
      this.#keep();
    }
  }

  /** The first message has made the conversation's thread. @param {string} from @param {string} to */
  #move(from, to) {
    if (from === to) return;
    this.echoes.filter((echo) => echo.ref === from).forEach((echo) => (echo.ref = to));
    this.#queues.set(to, this.#queues.get(from) || Promise.resolve());
  }

  /**
   * The rate limit is waited for, and the same message on its way since before a reload: both pass.
   * Of others the user should know.
   *
   * @param {Echo} echo @param {import('./conversation.js').Conversation} conversation
   * @param {number} tries
   * @returns {Promise<any>}
   */
  async #post(echo, conversation, tries) {
    const headers = {'Idempotency-Key': echo.key};
    const body = {content: echo.content, reply_to: echo.replyTo};
    try {
      return await (echo.ref.startsWith('g:')
        ? post(`v1/groups/${part(echo.ref.slice(2))}/messages`, body, headers)
        : post('v1/messages', {
          ...body, to: conversation.peer?.id || echo.ref.replace(/^to:/, ''),
          thread_id: conversation.threadId}, headers));
    } catch (error) {
      const refusal = /** @type {any} */ (error);
      if (!PASSING.has(refusal.code) || tries <= 1) throw error;
      await new Promise((resolve) => setTimeout(resolve, refusal.retryAfter * 1000));
      return this.#post(echo, conversation, tries - 1);
    }
  }

  #keep() {
    localStorage.setItem(STORED + session.me?.id, JSON.stringify(this.echoes));
    this.changed();
  }
}

export const outbox = new Outbox();
