// @ts-check
import {part, post, urlOf} from '../core/api.js';
import {Store} from '../core/store.js';

/**
 * Messages that are being written while one looks on. Each ends as an ordinary message of the same
 * id; what is here is only what is to be seen until then.
 *
 * @typedef {{kind: string, text: string}} Part
 * @typedef {{id: string, threadId: string, from: string, seq: number, parts: Part[],
 *   message?: any, stopRequested?: boolean, timer: number}} Stream
 */
const SILENCE_MS = 100_000; // the server ends a stream before that

class Streams extends Store {
  /** @type {Map<string, Stream>} */
  #streams = new Map();
  /** Those of whom something was missed: it comes by a request of its own. @type {Map<string, EventSource>} */
  #sources = new Map();

  /** @param {string|undefined} threadId */
  of = (threadId) => [...this.#streams.values()].filter((stream) => stream.threadId === threadId);

  /** @param {any} data */
  receive(data) {
    if (data.state !== 'streaming') {
      this.end(data.id);
      return;
    }
    const stream = this.#streams.get(data.id) || this.#begin(data);
    stream.message ??= data.message;
    if (data.after === stream.seq) this.#append(stream, data);
    else if (data.seq > stream.seq) this.#fetchMissed(stream);
    this.#untilSilence(stream);
    this.changed();
  }

  /** @param {any} data @returns {Stream} */
  #begin({id, thread_id: threadId, from}) {
    const stream = {id, threadId, from, seq: 0, parts: [], timer: 0};
    this.#streams.set(id, stream);
    return stream;
  }

  /** @param {Stream} stream @param {any} data */
  #append(stream, {seq, parts}) {
    for (const {kind, delta} of parts || []) {
      const last = stream.parts.at(-1);
      if (last && last.kind === kind && kind !== 'status') last.text += delta;
      else stream.parts.push({kind, text: delta});
    }
    stream.seq = seq;
  }

  /** @param {Stream} stream */
  #fetchMissed(stream) {
    if (this.#sources.has(stream.id)) return;
    const source = new EventSource(
      urlOf(`v1/messages/${part(stream.id)}/stream?after=${stream.seq}`));
    this.#sources.set(stream.id, source);
    source.addEventListener('open', (event) => {
      const {data} = /** @type {MessageEvent} */ (event);
      if (data) stream.message ??= JSON.parse(data).message;
    });
    source.addEventListener('chunk', (event) => {
      this.#close(stream.id);
      this.receive(JSON.parse(event.data));
    });
    source.onerror = () => this.#close(stream.id); // the next frame is another occasion
  }

  /** @param {string} id */
  #close(id) {
    this.#sources.get(id)?.close();
    this.#sources.delete(id);
  }

  /** @param {Stream} stream */
  #untilSilence(stream) {
    clearTimeout(stream.timer);
    stream.timer = window.setTimeout(() => this.end(stream.id), SILENCE_MS);
  }

  /** Its message is here, or will never be. @param {string} id */
  end(id) {
    this.#close(id);
    clearTimeout(this.#streams.get(id)?.timer);
    if (this.#streams.delete(id)) this.changed();
  }

  /** Asks whoever writes it to stop. @param {Stream} stream */
  async stop(stream) {
    await post(`v1/messages/${part(stream.id)}/stop`);
    stream.stopRequested = true;
    this.changed();
  }

  reset() {
    [...this.#streams.keys()].forEach((id) => this.end(id));
  }
}

export const streams = new Streams();
