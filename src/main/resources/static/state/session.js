// @ts-check
import {get, onUnauthorized, patch, post, remove} from '../core/api.js';
import {Store} from '../core/store.js';

/** Of the cookie beside the session's own, which scripts do not see. */
const SIGNED_IN = 'agentim-signed-in=';

/** Who uses this browser. */
class Session extends Store {
  /** @type {'unknown'|'unreachable'|'out'|'new'|'in'} `new`: registered, and yet to go on */
  status = 'unknown';
  /** @type {any} the own profile */
  me = null;
  /** @type {((byUser: boolean) => void)[]} what to forget at the end */
  #endings = [];

  constructor() {
    super();
    onUnauthorized(() => this.status === 'in' && this.#end(false));
  }

  async start() {
    if (!document.cookie.includes(SIGNED_IN)) {
      this.status = 'out';
      this.changed();
      return;
    }
    try {
      this.me = await get('v1/users/me');
      this.status = 'in';
    } catch (error) {
      this.status = /** @type {any} */ (error).passes ? 'unreachable' : 'out';
    }
    this.changed();
  }

  /** @param {string} username name or id @param {string} password */
  async logIn(username, password) {
    await post('v1/users/login?session=cookie', {username, password});
    await this.start();
  }

  /** @param {string} name @param {string} password @param {string} [code] where registration takes one */
  async register(name, password, code) {
    await post('v1/users/register?session=cookie',
      {display_name: name, password, registration_code: code || undefined});
    this.me = await get('v1/users/me');
    this.status = 'new';
    this.changed();
  }

  goOn() {
    this.status = 'in';
    this.changed();
  }

  /** @param {Record<string, unknown>} change */
  async change(change) {
    this.me = await patch('v1/users/me', change);
    this.changed();
  }

  async refresh() {
    this.me = await get('v1/users/me');
    this.changed();
  }

  async logOut() {
    await post('v1/users/logout');
    this.#end(true);
  }

  async logOutEverywhere() {
    await remove('v1/users/me/sessions');
    this.#end(true);
  }

  async deleteAccount() {
    await remove('v1/users/me');
    this.#end(true);
  }

  /** @param {(byUser: boolean) => void} ending is told whether the user has asked for the end */
  onEnd(ending) {
    this.#endings.push(ending);
  }

  /** @param {boolean} byUser */
  #end(byUser) {
    this.status = 'out';
    this.me = null;
    this.#endings.forEach((ending) => ending(byUser));
    this.changed();
  }
}

export const session = new Session();
