// @ts-check
import {get, part, patch} from '../core/api.js';
import {Store} from '../core/store.js';
import {people} from './people.js';

/**
 * The list of conversations, the newest on top. What is unread is counted by the server, and here
 * from then on. Of a message that comes in while the list is on its way nobody can tell whether it
 * is in the numbers already: then the list is asked for once more.
 *
 * @typedef {{ref: string, threadId?: string, name: string, peer?: any, group?: any, last?: any,
 *   at?: string, unread: number, firstUnread?: string, notify?: Notify, mutedUntil?: string}} Chat
 * @typedef {'all'|'mentions'|'none'} Notify what of it is announced
 */
const PAGE = 50;
const REFRESH_MS = 400;
const SETTLE_MS = 1000;

class Chats extends Store {
  /** @type {Chat[]} */
  list = [];
  loaded = false;
  hasMore = false;
  /** @type {any} */
  failure = null;
  #refresh = 0;
  #wanted = PAGE;
  #loading = 0;
  #loadedAt = 0;
  /** @type {Map<string, string>} of each thread the newest message that was read, here or elsewhere */
  #read = new Map();

  /** Of what is muted the user does not want to hear. */
  get unread() {
    return this.list.reduce((sum, chat) => sum + (isMuted(chat) ? 0 : chat.unread), 0);
  }

  async load() {
    clearTimeout(this.#refresh);
    this.#refresh = 0;
    this.#loading++;
    try {
      const [threads, groups] = await Promise.all([this.#threads(), get('v1/groups')]);
      const withMessages = threads.map(chatOf);
      const present = new Set(withMessages.map((chat) => chat.group?.id));
      const silent = groups
        .filter((/** @type {any} */ group) => !present.has(group.id))
        .filter((/** @type {any} */ group) => !group.last_message_at || !this.hasMore)
        .map((/** @type {any} */ group) =>
          ({ref: 'g:' + group.id, threadId: group.thread_id, name: group.name, group, unread: 0}));
      this.list = [...withMessages, ...silent];
      this.loaded = true;
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
    this.#loading--;
    this.#loadedAt = performance.now();
    this.changed();
  }

  async #threads() {
    /** @type {any[]} */
    let all = [];
    this.hasMore = true;
    while (this.hasMore && all.length < this.#wanted) {
      const page = await get('v1/messages/threads', {limit: PAGE, before: all.at(-1)?.id});
      this.hasMore = page.length === PAGE;
      all = all.concat(page);
    }
    return all;
  }

  async more() {
    this.#wanted += PAGE;
    await this.load();
  }

  /** Asks the server again in a moment, at most once then, however much comes in. */
  refreshSoon() {
    if (!this.#refresh) this.#refresh = window.setTimeout(() => this.load(), REFRESH_MS);
  }

  reset() {
    clearTimeout(this.#refresh);
    this.#refresh = 0;
    this.list = [];
    this.loaded = false;
    this.#wanted = PAGE;
    this.#read.clear();
  }

  /** @param {string} ref */
  find = (ref) => this.list.find((chat) => chat.ref === ref);

  /** @param {any} message @param {boolean} countsAsUnread */
  receive(message, countsAsUnread) {
    const chat = this.find(refOf(message));
    const settled = !this.#loading && performance.now() - this.#loadedAt > SETTLE_MS;
    if (!chat || !settled) this.refreshSoon();
    if (!chat || chat.last?.id === message.id) return;
    chat.last = message;
    chat.at = message.created_at;
    if (countsAsUnread) this.#count(chat, message);
    this.list = [chat, ...this.list.filter((other) => other !== chat)];
    this.changed();
  }

  /**
   * One that is older than what was read was read with it elsewhere, or was begun before and finished
   * only now: the server knows.
   *
   * @param {Chat} chat @param {any} message
   */
  #count(chat, message) {
    if (message.id > (this.#read.get(message.thread_id) || '')) {
      chat.unread++;
      chat.firstUnread ??= message.id;
    } else {
      this.refreshSoon();
    }
  }

  /**
   * What the server says about a conversation, after something in it was read, or made unread again.
   *
   * @param {any} read
   */
  readUpTo({thread_id: threadId, up_to: upTo = '', unread_from: from, unread_count: unread}) {
    this.#read.set(threadId, upTo);
    if (this.#loading) this.refreshSoon(); // what is on its way may be from before
    const chat = this.ofThread(threadId);
    if (!chat) return;
    chat.unread = unread;
    if (!unread) chat.firstUnread = undefined;
    else if (from) chat.firstUnread = from;
    this.changed();
  }

  /** @param {string|undefined} threadId */
  ofThread = (threadId) => this.list.find((chat) => chat.threadId === threadId);

  /** What became of a message that may be the last of its conversation. @param {string} id @param {any} change */
  change(id, change) {
    const chat = this.list.find((other) => other.last?.id === id);
    if (!chat) return;
    chat.last = {...chat.last, ...change};
    this.changed();
  }

  /** @param {string} threadId @param {{notify?: Notify, muted_until?: string|null}} wish */
  async prefer(threadId, wish) {
    this.preferred(threadId, await patch(`v1/threads/${part(threadId)}/preferences`, wish));
  }

  /** @param {string} threadId @param {{notify: Notify, muted_until?: string}} preferences */
  preferred(threadId, {notify, muted_until: mutedUntil}) {
    if (this.#loading) this.refreshSoon();
    const chat = this.ofThread(threadId);
    if (!chat) return;
    Object.assign(chat, {notify, mutedUntil});
    this.changed();
  }
}

/** @param {any} thread @returns {Chat} */
function chatOf(thread) {
  if (thread.peer) people.meet(thread.peer);
  return {
    ref: thread.group ? 'g:' + thread.group.id : 't:' + thread.thread_id,
    threadId: thread.thread_id,
    name: thread.group ? thread.group.name : thread.peer.display_name,
    peer: thread.peer,
    group: thread.group,
    last: thread.last_message,
    at: thread.last_message_at,
    unread: thread.unread_count,
    firstUnread: thread.first_unread_id,
    notify: thread.notify,
    mutedUntil: thread.muted_until,
  };
}

/** @param {Chat|undefined} chat */
export const isMuted = (chat) => Boolean(chat?.mutedUntil && new Date(chat.mutedUntil) > new Date());

/** By what a conversation is called in this client. @param {any} message */
export const refOf = (message) =>
  message.group_id ? 'g:' + message.group_id : 't:' + message.thread_id;

/** The newest conversation with somebody that the server opened. @param {string} peer */
export async function findWith(peer) {
  const threads = await get('v1/messages/threads', {peer, limit: 20});
  const thread = threads.find((/** @type {any} */ one) => one.id.startsWith('thread_'));
  return thread && chatOf(thread);
}

/** One that may be far down the list. @param {string} threadId */
export async function findThread(threadId) {
  const page = await get(`v1/threads/${encodeURIComponent(threadId)}/messages`, {limit: 1});
  const peer = page.messages[0] && otherOf(page.messages[0]);
  if (!peer) return undefined;
  const threads = await get('v1/messages/threads', {peer, limit: 200});
  const thread = threads.find((/** @type {any} */ one) => one.thread_id === threadId);
  return thread && chatOf(thread);
}

/** Of a message without a number one is the author. @param {any} message */
const otherOf = (message) => (message.seq ? message.from : message.to);

export const chats = new Chats();
