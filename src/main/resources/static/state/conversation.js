// @ts-check
import {get, part, patch, post, put, remove} from '../core/api.js';
import {chats, findThread, findWith} from './chats.js';
import {people} from './people.js';
import {MessageWindow} from './window.js';

/** One conversation: who it is with, what of it is in memory, and what one does in it. */
export class Conversation extends MessageWindow {
  /** @type {any} */
  peer;
  /** @type {any} */
  group;
  /** @type {'idle'|'loading'|'ready'|'failed'} */
  status = 'idle';
  /** The first message that was unread when the conversation was opened. @type {string|undefined} */
  firstUnread;
  /** The message to be shown, once. @type {string|undefined} */
  target;
  /** Whether its end is on the screen, so that what comes in is seen at once. */
  followed = false;
  /** What is pinned, the newest pin first. @type {any[]} */
  pins = [];
  /** Told when it has got another name. */
  onBegan = () => {};
  #readUpTo = '';
  /** @type {Promise<void>} */
  #opening = Promise.resolve();
  /** Something came in while the first page was on its way. */
  #late = false;
  /** The user wants it unread: looking at it does not count until it is opened again. */
  #keptUnread = false;

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
    this.#keptUnread = false;
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
      if (this.threadId) await this.load(this.target);
      this.status = 'ready';
      this.loadPins();
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

  async catchUp() {
    if (this.status !== 'ready') return;
    await this.fillGap();
    this.loadPins();
  }

  /** A message that has just come in, or was just sent. @param {any} message */
  receive(message) {
    if (message.id <= this.#readUpTo) this.#readUpTo = ''; // begun earlier, finished only now
    if (this.status === 'ready') this.append(message);
    else this.#late = true;
  }

  /** Everything up to this message has been seen. @param {string} last */
  async markRead(last) {
    if (!this.threadId || this.#keptUnread || last <= this.#readUpTo) return;
    const before = this.#readUpTo;
    this.#readUpTo = last;
    try {
      chats.readUpTo(await post(`v1/threads/${part(this.threadId)}/read`, {up_to: last}));
    } catch {
      this.#readUpTo = before;
    }
  }

  /** From this message on it is unread again, everywhere. @param {string} id */
  async markUnread(id) {
    this.#keptUnread = true;
    chats.readUpTo(await post(`v1/threads/${part(this.threadId || '')}/read`, {unread_from: id}));
    this.#readUpTo = '';
    this.firstUnread = id;
    this.changed();
  }

  /** @param {any} message @param {{format: string, body: string}} content */
  async edit(message, content) {
    const edited = await patch(`v1/messages/${part(message.id)}`, {content});
    this.change(message.id, {content: edited.content, edited_at: edited.edited_at});
  }

  /** For everybody, and for good. @param {any} message */
  async remove(message) {
    await remove(`v1/messages/${part(message.id)}`);
    this.change(message.id, remainsOf());
  }

  /** Whether one may pin here: either of a pair, and whoever manages a group. */
  get pinnable() {
    return !this.group || ['owner', 'admin'].includes(this.group.my_role);
  }

  async loadPins() {
    if (!this.threadId) return;
    try {
      this.pins = (await get(`v1/threads/${part(this.threadId)}/pins`))
        .map((/** @type {any} */ pin) => pin.message);
      this.changed();
    } catch {
      // they are a help, and no reason not to show the conversation
    }
  }

  /** @param {string} id @param {boolean} on */
  async pin(id, on) {
    const path = `v1/threads/${part(this.threadId || '')}/pins/${part(id)}`;
    await (on ? put(path, {}) : remove(path));
    await this.loadPins();
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

/** What is left of a message that was deleted. @param {string} [at] */
export const remainsOf = (at = new Date().toISOString()) =>
  ({content: {format: 'text', body: ''}, deleted_at: at});
