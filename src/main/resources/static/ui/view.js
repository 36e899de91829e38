// @ts-check
import {LitElement} from 'lit';
import {i18n} from '../core/i18n.js';

/**
 * A part of the page. Draws into the document itself, so that one style sheet is for all, and is
 * drawn again when one of its stores changes, or the language.
 */
export class View extends LitElement {
  /** @type {import('../core/store.js').Store[]} */
  static stores = [];

  /** @type {(() => void)[]} */
  #subscriptions = [];

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    const stores = /** @type {typeof View} */ (this.constructor).stores;
    this.#subscriptions = [i18n, ...stores].map((store) => this.watch(store));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#subscriptions.forEach((end) => end());
  }

  /** @param {import('../core/store.js').Store} store @returns {() => void} ends it */
  watch(store) {
    return store.subscribe(() => this.requestUpdate());
  }

  /** The first element below this one. @param {string} selector @returns {any} */
  find(selector) {
    return this.querySelector(selector);
  }
}
