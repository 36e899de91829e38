// @ts-check
import {Store} from '../core/store.js';

/**
 * How far the user's own messages have got. A receipt may be here before the answer to the sending
 * is, so these are kept by the message's id. No state goes back.
 */
const RANKS = ['sent', 'delivered', 'read'];
const KEPT = 1000;

class Receipts extends Store {
  /** @type {Map<string, string>} */
  #states = new Map();

  /** @param {{message_ids: string[], state: string}} receipt */
  receive({message_ids: ids, state}) {
    for (const id of ids) {
      const before = this.#states.get(id) || '';
      if (RANKS.indexOf(state) > RANKS.indexOf(before)) this.#states.set(id, state);
    }
    for (const id of this.#states.keys()) {
      if (this.#states.size <= KEPT) break;
      this.#states.delete(id);
    }
    this.changed();
  }

  /** @param {any} message an own one; in a group there is no more to know than that it was sent */
  of({id, delivery = 'sent'}) {
    const heard = this.#states.get(id) || 'sent';
    return RANKS.indexOf(heard) > RANKS.indexOf(delivery) ? heard : delivery;
  }

  reset() {
    this.#states.clear();
  }
}

export const receipts = new Receipts();
