// @ts-check
import {call, get, part, post, remove} from '../core/api.js';
import {Store} from '../core/store.js';
import {session} from './session.js';

/** Moments: the feed, and those of single accounts, each as far as it was loaded. */
const PAGE = 20;

/** @typedef {{list: any[], hasMore: boolean, failure: any, loaded: boolean}} Feed */

class Moments extends Store {
  /** @type {Map<string, Feed>} */
  #feeds = new Map();
  /** @type {Map<string, any[]>} */
  comments = new Map();

  /** @param {string} name `feed`, or an account's id @returns {Feed} */
  feed(name) {
    const found = this.#feeds.get(name) || {list: [], hasMore: false, failure: null, loaded: false};
    this.#feeds.set(name, found);
    return found;
  }

  /** @param {string} name @param {boolean} [more] the next page, else the first */
  async load(name, more = false) {
    const feed = this.feed(name);
    try {
      const page = await get(`v1/moments/${part(name)}`,
        {limit: PAGE, before: more ? feed.list.at(-1)?.id : undefined});
      const list = more ? [...feed.list, ...page.moments] : page.moments;
      this.#feeds.set(name, {list, hasMore: page.has_more, failure: null, loaded: true});
    } catch (error) {
      feed.failure = error;
    }
    this.changed();
  }

  /** One of them, whichever feed it is in; loaded if it is in none. @param {string} id */
  async one(id) {
    const {comments, ...moment} = await get(`v1/moments/detail/${part(id)}`);
    this.comments.set(id, comments);
    this.#feeds.set(id, {list: [moment], hasMore: false, failure: null, loaded: true});
    this.changed();
  }

  /** @param {string} content @param {string} visibility */
  async post(content, visibility) {
    const moment = await post('v1/moments', {content, visibility});
    const feed = this.feed('feed');
    feed.list = [moment, ...feed.list];
    this.changed();
  }

  /** Shown at once, and taken back if it fails. @param {any} moment */
  async toggleLike(moment) {
    const before = moment.liked;
    this.#set(moment, !before);
    try {
      await call(before ? 'DELETE' : 'POST', `v1/moments/${part(moment.id)}/like`);
    } catch (error) {
      this.#set(moment, before);
      throw error;
    }
  }

  /** @param {any} moment @param {boolean} liked */
  #set(moment, liked) {
    moment.like_count += Number(liked) - Number(moment.liked);
    moment.liked = liked;
    this.changed();
  }

  /** @param {any} moment */
  async loadComments(moment) {
    this.comments.set(moment.id, await get(`v1/moments/${part(moment.id)}/comments`));
    this.changed();
  }

  /** @param {any} moment @param {string} content */
  async comment(moment, content) {
    const comment = await post(`v1/moments/${part(moment.id)}/comments`, {content});
    this.comments.set(moment.id, [...(this.comments.get(moment.id) || []), comment]);
    moment.comment_count++;
    this.changed();
  }

  /** @param {any} moment */
  async remove(moment) {
    await remove(`v1/moments/${part(moment.id)}`);
    this.#feeds.forEach((feed) => (feed.list = feed.list.filter((other) => other.id !== moment.id)));
    this.changed();
  }

  reset() {
    this.#feeds.clear();
    this.comments.clear();
  }
}

export const moments = new Moments();
session.onEnd(() => moments.reset());
