// @ts-check
import {part, post} from '../core/api.js';
import {Store} from '../core/store.js';
import {prefs} from './prefs.js';

/** Who is typing, or at work, in which conversation; and telling others of it. */
const TELL_EVERY_MS = 5000;

/** @typedef {{from: string, state: string, text?: string, step?: number, of?: number}} Doing */

class Activity extends Store {
  /** @type {Map<string, Map<string, {doing: Doing, timer: number}>>} */
  #threads = new Map();
  /** @type {Map<string, number>} when a thread was last told */
  #told = new Map();

  /** @param {any} data */
  receive({thread_id: threadId, expires_in: seconds, ...doing}) {
    this.#forget(threadId, doing.from);
    if (doing.state !== 'idle') {
      const timer = window.setTimeout(() => this.end(threadId, doing.from), seconds * 1000);
      const thread = this.#threads.get(threadId) || new Map();
      this.#threads.set(threadId, thread.set(doing.from, {doing, timer}));
    }
    this.changed();
  }

  /** Whoever has sent it types no longer. @param {string} threadId @param {string} from */
  end(threadId, from) {
    if (this.#forget(threadId, from)) this.changed();
  }

  /** @param {string} threadId @param {string} from */
  #forget(threadId, from) {
    clearTimeout(this.#threads.get(threadId)?.get(from)?.timer);
    return this.#threads.get(threadId)?.delete(from);
  }

  /** @param {string|undefined} threadId @returns {Doing[]} */
  of = (threadId) =>
    [...(this.#threads.get(threadId || '')?.values() || [])].map(({doing}) => doing);

  /** Told now and then while one types, and once at the end. @param {string|undefined} threadId @param {boolean} typing */
  tell(threadId, typing) {
    if (!threadId || !prefs.get('tellTyping')) return;
    const last = this.#told.get(threadId) || -Infinity;
    if (typing ? performance.now() - last < TELL_EVERY_MS : last === -Infinity) return;
    if (typing) this.#told.set(threadId, performance.now());
    else this.#told.delete(threadId);
    post(`v1/threads/${part(threadId)}/activity`, {state: typing ? 'typing' : 'idle'})
      .catch(() => {}); // nobody misses it
  }

  reset() {
    this.#threads.clear();
    this.#told.clear();
  }
}

export const activity = new Activity();
