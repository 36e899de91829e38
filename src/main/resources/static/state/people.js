// @ts-check
import {get, part, post, remove, urlOf} from '../core/api.js';
import {Store} from '../core/store.js';

/**
 * Whoever the user knows of: profiles, friends, requests in both directions, blocks.
 *
 * @typedef {{id: string, display_name: string, avatar_url?: string, user_type?: string,
 *   bio?: string, online?: boolean, capabilities?: string[], status?: string,
 *   handle?: string, created_at?: string}} Person
 */
class People extends Store {
  /** @type {Person[]} */
  friends = [];
  /** @type {any[]} requests that wait for the user's answer */
  received = [];
  /** @type {any[]} requests that wait for the other's */
  sent = [];
  /** @type {Person[]} */
  blocked = [];
  loaded = false;
  /** @type {any} */
  failure = null;
  /** @type {Map<string, Person>} */
  #known = new Map();

  async load() {
    try {
      [this.friends, this.received, this.sent, this.blocked] = await Promise.all([
        get('v1/friends'), get('v1/friends/pending'), get('v1/friends/requests'),
        get('v1/agents/blocks')]);
      this.sent = this.sent.filter((request) => request.status === 'pending');
      this.friends.forEach((friend) => this.meet(friend));
      this.loaded = true;
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
    this.changed();
  }

  reset() {
    this.friends = this.received = this.sent = this.blocked = [];
    this.loaded = false;
    this.#known.clear();
  }

  /** @param {Person} person */
  meet(person) {
    this.#known.set(person.id, {...this.#known.get(person.id), ...person});
  }

  /** @param {string} id */
  known = (id) => this.#known.get(id);
  /** @param {string} id */
  isFriend = (id) => this.friends.some((friend) => friend.id === id);
  /** @param {string} id */
  isBlocked = (id) => this.blocked.some((person) => person.id === id);
  /** @param {string} id */
  isAsked = (id) => this.sent.some((request) => request.addressee === id);
  /** @param {string} id */
  hasAsked = (id) => this.received.some((request) => request.requester === id);

  /** @param {string} id */
  async profile(id) {
    const person = await get(`v1/profile/${part(id)}`);
    this.meet(person);
    this.changed();
    return person;
  }

  /** @param {string} text @returns {Promise<Person[]>} */
  search = (text) => get('v1/agents/search', {q: text, limit: 20});

  /** @param {string} id */
  async ask(id) {
    await post('v1/friends/request', {addressee: id});
    await this.load();
  }

  /** @param {string} id @param {boolean} yes */
  async answer(id, yes) {
    await post(yes ? 'v1/friends/accept' : 'v1/friends/reject', {requester: id});
    await this.load();
  }

  /** @param {string} id */
  async unfriend(id) {
    await remove(`v1/friends/${part(id)}`);
    await this.load();
  }

  /** @param {string} id @param {boolean} yes */
  async block(id, yes) {
    const path = `v1/agents/block/${part(id)}`;
    await (yes ? post(path) : remove(path));
    await this.load();
  }
}

export const people = new People();

/**
 * Where a picture can be had from this server; empty for one that is elsewhere: looking at it would
 * tell a stranger who looks.
 *
 * @param {string} [url]
 */
export function ownPicture(url) {
  const name = url?.match(/\/avatars\/([A-Za-z0-9._-]+)$/)?.[1];
  if (!name || !url) return '';
  return new URL(url, urlOf('.')).host === location.host || url.startsWith('/')
    ? urlOf(`avatars/${name}`).href : '';
}
