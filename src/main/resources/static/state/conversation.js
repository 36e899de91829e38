// @ts-check
import {get, part, post} from '../core/api.js';
import {Store} from '../core/store.js';
import {chats, findThread, findWith} from './chats.js';
import {people} from './people.js';

/**
 * One conversation, as far as it is in memory: a window on its messages, in the order of their ids,
 * that moves by pages. So it opens as fast with 100,000 messages as with 100.
 */
const PAGE = 50;
const MOST = 250;

export class Conversation extends Store {
  /** @type {any[]} */
  messages = [];
  /** @type {string|undefined} */
  threadId;
  /** @type {any} */
  peer;
  /** @type {any} */
  group;
  hasOlder = false;
  hasNewer = false;
  /** @type {'idle'|'loading'|'ready'|'failed'} */
  status = 'idle';
  /** @type {any} */
  failure = null;
  /** The first message that was unread when the conversation was opened. @type {string|undefined} */
  firstUnread;
  /** The message to be shown, once. @type {string|undefined} */
  target;
  /** What has come in below the window, or below what is on the screen. */
  missed = 0;
  /** Whether its end is on the screen, so that what comes in is seen at once. */
  followed = false;
  /** Told when it has got another name. */
  onBegan = () => {};
  /** @type {Promise<void>|null} */
  #loading = null;
  #readUpTo = '';
  /** @type {Promise<void>} */
  #opening = Promise.resolve();
  /** Something came in while the first page was on its way. */
  #late = false;

  /** @param {string} ref `t:` a thread, `g:` a group, `to:` somebody */
  constructor(ref) {
    super();
    this.ref = ref;
  }

  get name() {
    return this.group?.name || this.peer?.display_name || '';
  }

  /** @param {string} [target] a message to be shown */
  open(target) {
    if (this.status === 'loading' && !target) return this.#opening;
    if (this.status === 'ready' && !target) this.#reopen();
    else this.#opening = this.#open(target);
    return this.#opening;
  }

  /** For what need not be shown to be done, such as sending. */
  async known() {
    if (this.status !== 'ready') await this.open();
    if (this.status === 'failed') throw this.failure;
  }

  /** @param {string} [target] */
  async #open(target) {
    this.status = 'loading';
    this.changed();
    try {
      const chat = await this.#identify();
      this.firstUnread = chat?.firstUnread;
      this.target = target || this.firstUnread;
      this.#late = false;
      if (this.threadId) await this.#load(this.target);
      this.status = 'ready';
      if (this.#late) this.catchUp();
    } catch (error) {
      this.failure = error;
      this.status = 'failed';
    }
    this.changed();
  }

  /** It is in memory still, up to date: only the line above what is new is another one. */
  #reopen() {
    this.firstUnread = chats.find(this.ref)?.firstUnread;
    this.target = this.messages.find((message) => message.id === this.firstUnread)?.id;
    this.changed();
  }

  /** @returns {Promise<import('./chats.js').Chat|undefined>} */
  async #identify() {
    const [kind, id] = [this.ref.slice(0, this.ref.indexOf(':')), this.ref.split(/:(.*)/s)[1]];
    if (kind === 'g') {
      await this.#loadGroup(id);
      this.threadId = this.group.thread_id;
      return chats.find(this.ref);
    }
    if (kind === 'to') {
      const [chat, peer] = await Promise.all([findWith(id), people.profile(id)]);
      this.peer = peer;
      if (chat?.threadId) this.began(chat.threadId);
      return chat;
    }
    const chat = chats.find(this.ref) || await findThread(id);
    this.threadId = id;
    this.peer = chat?.peer;
    if (this.peer) people.profile(this.peer.id).catch(() => {});
    return chat;
  }

  async reloadGroup() {
    await this.#loadGroup(this.group.id);
    this.changed();
  }

  /** @param {string} id */
  async #loadGroup(id) {
    this.group = await get(`v1/groups/${part(id)}`);
    this.group.members.forEach((/** @type {any} */ member) => people.meet(member));
  }

  /** @param {string} [around] */
  async #load(around) {
    const page = await this.#page(around ? {around} : {});
    this.messages = page.messages;
    this.hasOlder = page.has_more;
    this.hasNewer = page.has_more_after || false;
    this.missed = 0;
  }

  /** @param {Record<string, string>} where */
  #page = (where) =>
    get(`v1/threads/${part(this.threadId || '')}/messages`, {limit: PAGE, ...where});

  /** Never two at a time. @param {() => Promise<void>} action */
  #alone(action) {
    this.#loading ??= action()
      .catch((error) => (this.failure = error))
      .finally(() => {
        this.#loading = null;
        this.changed();
      });
    return this.#loading;
  }

  older() {
    if (!this.hasOlder) return null;
    return this.#alone(async () => {
      const page = await this.#page({before: this.messages[0].id});
      this.messages = [...page.messages, ...this.messages];
      this.hasOlder = page.has_more;
      if (this.messages.length > MOST) {
        this.messages = this.messages.slice(0, MOST);
        this.hasNewer = true;
      }
    });
  }

  newer() {
    if (!this.hasNewer) return null;
    return this.#alone(async () => {
      const page = await this.#page({after: this.messages.at(-1).id});
      page.messages.forEach((/** @type {any} */ message) => this.#insert(message));
      this.hasNewer = page.has_more;
      this.#trimHead();
    });
  }

  latest() {
    return this.#alone(() => this.#load());
  }

  /** Fills what was missed while there was no connection. */
  async catchUp() {
    if (this.status !== 'ready' || !this.threadId || this.hasNewer) return;
    const last = this.messages.at(-1)?.id;
    if (!last) return this.latest();
    await this.#alone(async () => {
      const page = await this.#page({after: last});
      if (page.has_more) return this.#load();
      page.messages.forEach((/** @type {any} */ message) => this.#insert(message));
    });
  }

  /** A message that has just come in, or was just sent. @param {any} message */
  receive(message) {
    if (this.status !== 'ready') {
      this.#late = true;
      return;
    }
    if (this.hasNewer) {
      this.missed++;
    } else {
      this.#insert(message);
      this.#trimHead();
    }
    this.changed();
  }

  /** Almost always at the end. @param {any} message */
  #insert(message) {
    let place = this.messages.length;
    while (place > 0 && this.messages[place - 1].id > message.id) place--;
    if (place > 0 && this.messages[place - 1].id === message.id) return;
    this.messages = [
      ...this.messages.slice(0, place), message, ...this.messages.slice(place)];
  }

  #trimHead() {
    if (this.messages.length <= MOST) return;
    this.messages = this.messages.slice(-MOST);
    this.hasOlder = true;
  }

  /** Everything up to this message has been seen. @param {string} last */
  async markRead(last) {
    if (!this.threadId || last <= this.#readUpTo) return;
    const before = this.#readUpTo;
    this.#readUpTo = last;
    try {
      chats.readUpTo(await post(`v1/threads/${part(this.threadId)}/read`, {up_to: last}));
    } catch {
      this.#readUpTo = before;
    }
  }

  /** From the first message on, a conversation goes by its thread. @param {string} threadId */
  began(threadId) {
    if (this.threadId) return;
    this.threadId = threadId;
    if (this.group) return;
    this.ref = 't:' + threadId;
    this.onBegan();
  }
}
