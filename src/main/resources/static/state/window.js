// @ts-check
import {get, part} from '../core/api.js';
import {Store} from '../core/store.js';

/**
 * A window on the messages of a thread, in the order of their ids, that moves by pages. So a
 * conversation opens as fast with 100,000 messages as with 100.
 */
const PAGE = 50;
const MOST = 250;

export class MessageWindow extends Store {
  /** @type {any[]} */
  messages = [];
  /** @type {string|undefined} */
  threadId;
  hasOlder = false;
  hasNewer = false;
  /** What has come in below the window. */
  missed = 0;
  /** @type {any} */
  failure = null;
  /** @type {Promise<void>|null} */
  #loading = null;

  /** @param {string} [around] a message to be in the middle, else the newest are loaded */
  async load(around) {
    this.#show(await this.#page(around ? {around} : {}));
  }

  /** @param {any} page */
  #show(page) {
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
    return this.#alone(() => this.load());
  }

  /**
   * Fills what was missed while there was no connection: what has come in, and what has become of
   * the last ones. Where more than a page has come in, the window begins anew at the end.
   */
  async fillGap() {
    if (!this.threadId || this.hasNewer) return;
    const last = this.messages.at(-1)?.id || '';
    await this.#alone(async () => {
      const page = await this.#page({});
      if (!last || page.has_more && page.messages[0].id > last) this.#show(page);
      else page.messages.forEach((/** @type {any} */ message) => this.#insert(message));
    });
  }

  /** At the end of the window, if that is the end of the thread. @param {any} message */
  append(message) {
    if (this.hasNewer) {
      this.missed++;
    } else {
      this.#insert(message);
      this.#trimHead();
    }
    this.changed();
  }

  /** Almost always at the end; one that is there already is now as it comes. @param {any} message */
  #insert(message) {
    let place = this.messages.length;
    while (place > 0 && this.messages[place - 1].id > message.id) place--;
    const before = this.messages[place - 1];
    if (before?.id === message.id) this.#change(before, message);
    else this.messages = [...this.messages.slice(0, place), message, ...this.messages.slice(place)];
  }

  #trimHead() {
    if (this.messages.length <= MOST) return;
    this.messages = this.messages.slice(-MOST);
    this.hasOlder = true;
  }

  /** What became of a message, if it is in memory. @param {string} id @param {any} change */
  change(id, change) {
    const message = this.messages.find((one) => one.id === id);
    if (message) this.#change(message, change);
  }

  /** @param {any} message @param {any} change what of it is another now */
  #change(message, change) {
    const same = Object.keys(change).every((key) =>
      JSON.stringify(change[key]) === JSON.stringify(message[key]));
    if (same) return;
    const changed = {...message, ...change};
    this.messages = this.messages.map((one) => (one === message ? changed : one));
    this.changed();
  }
}
