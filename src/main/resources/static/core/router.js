// @ts-check
import {Store} from './store.js';

/**
 * Where the user is: the part of the address behind the `#`. So the server needs to know one page
 * only, and the client need not know below which path it was put.
 */
class Router extends Store {
  constructor() {
    super();
    addEventListener('hashchange', () => this.changed());
  }

  /** @returns {string[]} the parts of the path, decoded */
  get parts() {
    return location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map(decode);
  }

  get page() {
    return this.parts[0] || 'chats';
  }

  /** @param {string} path as made by `link` */
  go(path) {
    location.hash = path;
  }

  /** The same without a step that leads back. @param {string} path */
  replace(path) {
    history.replaceState(null, '', path);
    this.changed();
  }
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {...string} parts */
export const link = (...parts) => '#/' + parts.map(encodeURIComponent).join('/');

export const router = new Router();
