// @ts-check
import {socketUrlOf} from './api.js';
import {Store} from './store.js';

/**
 * The connection over which the server tells of what comes in. Comes back by itself, more and more
 * slowly, and asks each time for what it has not seen.
 */
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const PING_EVERY_MS = 25_000;
const PONG_WITHIN_MS = 10_000;
const REVOKED = 4001;

/** @typedef {'off'|'connecting'|'online'|'reconnecting'} Status */

class Socket extends Store {
  /** @type {Status} */
  status = 'off';
  /** The newest number that has been seen. */
  seq = 0;
  /** @type {(type: string, data: any) => void} */
  onFrame = () => {};
  /** @type {(again: boolean) => void} */
  onOpen = () => {};
  /** @type {() => void} */
  onRevoked = () => {};

  /** @type {WebSocket|null} */
  #socket = null;
  #failures = 0;
  #opened = false;
  #retry = 0;
  #heartbeat = 0;
  #deadline = 0;

  constructor() {
    super();
    addEventListener('online', () => this.#retryNow());
    addEventListener('offline', () => this.#socket?.close());
    document.addEventListener('visibilitychange', () => document.hidden || this.#retryNow());
  }

  /** @param {number} seq what is newer than this is to come */
  start(seq) {
    this.stop();
    this.seq = seq;
    this.#opened = false;
    this.#connect('connecting');
  }

  stop() {
    this.#set('off');
    clearTimeout(this.#retry);
    this.#drop();
  }

  /** @param {Status} status */
  #set(status) {
    this.status = status;
    this.changed();
  }

  /** @param {Status} status */
  #connect(status) {
    this.#set(status);
    const socket = new WebSocket(socketUrlOf(`v1/ws?since_seq=${this.seq}&events=extended`));
    this.#socket = socket;
    socket.onopen = () => this.#onOpen();
    socket.onmessage = (event) => this.#onMessage(event.data);
    socket.onclose = (event) => socket === this.#socket && this.#onClose(event.code);
  }

  #onOpen() {
    const again = this.#opened;
    this.#opened = true;
    this.#failures = 0;
    this.#set('online');
    this.#heartbeat = window.setInterval(() => this.#ping(), PING_EVERY_MS);
    this.onOpen(again);
  }

  #ping() {
    this.#socket?.send('{"type":"ping"}');
    clearTimeout(this.#deadline);
    this.#deadline = window.setTimeout(() => {
      this.#drop();
      this.#onClose(0);
    }, PONG_WITHIN_MS);
  }

  /** @param {string} text */
  #onMessage(text) {
    clearTimeout(this.#deadline);
    const frame = JSON.parse(text);
    const seq = frame.data?.message?.seq;
    if (seq > this.seq) this.seq = seq;
    this.onFrame(frame.type, frame.data);
  }

  /** @param {number} code */
  #onClose(code) {
    this.#drop();
    if (this.status === 'off') return;
    if (code === REVOKED) this.onRevoked();
    this.#set('reconnecting');
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#failures++);
    this.#retry = window.setTimeout(
      () => this.#connect('reconnecting'), wait * (0.7 + 0.6 * Math.random()));
  }

  #retryNow() {
    if (this.status !== 'reconnecting' || this.#socket) return;
    clearTimeout(this.#retry);
    this.#connect('reconnecting');
  }

  #drop() {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#deadline);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}

export const socket = new Socket();
