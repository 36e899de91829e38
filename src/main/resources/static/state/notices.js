// @ts-check
import {get, part, post} from '../core/api.js';
import {Store} from '../core/store.js';

/** Notifications: what happened that the user should know of. */
const PAGE = 50;
const MOST_COUNTED = 100; // beyond it the badge says no more than that it is more

class Notices extends Store {
  /** @type {any[]} */
  list = [];
  unread = 0;
  loaded = false;
  hasMore = false;
  /** @type {any} */
  failure = null;

  async load() {
    try {
      const [newest, unread] = await Promise.all([
        get('v1/notifications', {limit: PAGE}),
        get('v1/notifications', {limit: MOST_COUNTED, unread: 'true'})]);
      const oldest = newest.at(-1)?.id || '';
      const older = newest.length === PAGE ? this.list.filter((notice) => notice.id < oldest) : [];
      if (!older.length) this.hasMore = newest.length === PAGE;
      this.list = [...newest, ...older];
      this.unread = unread.length;
      this.loaded = true;
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
    this.changed();
  }

  async more() {
    const page = await get('v1/notifications', {limit: PAGE, before: this.list.at(-1).id});
    this.list = [...this.list, ...page];
    this.hasMore = page.length === PAGE;
    this.changed();
  }

  /** @param {any} notice */
  async read(notice) {
    if (notice.read) return;
    await post(`v1/notifications/${part(notice.id)}/read`);
    notice.read = true;
    this.unread = Math.max(0, this.unread - 1);
    this.changed();
  }

  async readAll() {
    await post('v1/notifications/read-all');
    this.list.forEach((notice) => (notice.read = true));
    this.unread = 0;
    this.changed();
  }

  reset() {
    this.list = [];
    this.unread = 0;
    this.loaded = false;
  }
}

export const notices = new Notices();
