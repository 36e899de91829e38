// @ts-check
import {get} from '../core/api.js';
import {Store} from '../core/store.js';

/** What the server says about itself: how much it takes, and how long. */
class ServerFacts extends Store {
  /** Until it has said so, what it says as it comes. */
  bytes = {message_body: 64 * 1024, file: 20 * 1024 * 1024};
  /** How long after the sending a message may be edited. */
  editSeconds = 86_400;

  async load() {
    try {
      const {limits} = await get('v1/meta');
      this.bytes = {...this.bytes, ...limits.bytes};
      this.editSeconds = limits.messages?.edit_window_seconds ?? this.editSeconds;
      this.changed();
    } catch {
      // the server itself refuses what is too large, or too late
    }
  }
}

export const server = new ServerFacts();
