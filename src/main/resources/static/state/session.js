// @ts-check
import {get, onUnauthorized, patch, post, remove} from '../core/api.js';
import {Store} from '../core/store.js';

/** Who uses this browser. */
class Session extends Store {
  /** @type {'unknown'|'unreachable'|'out'|'new'|'in'} `new`: registered, and yet to go on */
  status = 'unknown';
  /** @type {any} the own profile */
  me = null;
  /** @type {(() => void)[]} what to forget at the end */
  #endings = [];

  constructor() {
    super();
    onUnauthorized(() => this.status === 'in' && this.#end());
  }

  async start() {
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

  /** @param {string} name @param {string} password */
  async register(name, password) {
    await post('v1/users/register?session=cookie', {display_name: name, password});
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
    this.#end();
  }

  async logOutEverywhere() {
    await remove('v1/users/me/sessions');
    this.#end();
  }

  async deleteAccount() {
    await remove('v1/users/me');
    this.#end();
  }

  /** @param {() => void} ending */
  onEnd(ending) {
    this.#endings.push(ending);
  }

  #end() {
    this.status = 'out';
    this.me = null;
    this.#endings.forEach((ending) => ending());
    this.changed();
  }
}

export const session = new Session();
