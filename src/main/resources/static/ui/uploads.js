// @ts-check
import {html, nothing} from 'lit';
import {upload} from '../core/api.js';
import {i18n, t} from '../core/i18n.js';
import {size} from '../core/time.js';
import {linkTo} from '../state/files.js';
import {outbox} from '../state/outbox.js';
import {server} from '../state/server.js';
import {iconButton} from './bits.js';
import {toast} from './dialog.js';
import {View} from './view.js';

/** Files on their way into a conversation: one after the other, each with a way to call it off. */
const SHOWN = /^image\/(png|jpeg|gif|webp)$/;

/** @typedef {{file: File, ref: string, share: number, abort: AbortController}} Job */

export class Uploads extends View {
  static properties = {jobs: {state: true}};

  constructor() {
    super();
    /** @type {Job[]} */
    this.jobs = [];
    this.busy = false;
  }

  render() {
    return this.jobs.length ? html`
      <ul class="uploads" aria-label=${t('chat.uploading')}>${this.jobs.map((job) => html`
        <li><span class="grow"><b>${job.file.name}</b> <small>${size(job.file.size)}</small>
          <progress max="1" .value=${job.share} aria-label=${job.file.name}></progress></span>
          ${iconButton(t('cancel'), 'close', () => this.#cancel(job))}</li>`)}</ul>` : nothing;
  }

  /** @param {Iterable<File>} files @param {string} ref the conversation that they are for */
  add(files, ref) {
    const most = server.bytes.file;
    for (const file of files) {
      if (file.size > most) toast(t('chat.fileTooLarge', {name: file.name, size: size(most)}));
      else if (!file.size) toast(t('chat.fileEmpty', {name: file.name}));
      else this.jobs = [...this.jobs, {file, ref, share: 0, abort: new AbortController()}];
    }
    this.#work();
  }

  async #work() {
    if (this.busy) return;
    this.busy = true;
    while (this.jobs.length) await this.#send(this.jobs[0]);
    this.busy = false;
  }

  /** @param {Job} job */
  async #send(job) {
    try {
      const stored = await upload('v1/files/upload', job.file, (share) => {
        job.share = share;
        this.requestUpdate();
      }, job.abort.signal);
      outbox.send(job.ref, SHOWN.test(stored.content_type)
        ? {format: 'image', body: JSON.stringify({url: stored.url})}
        : {format: 'markdown', body: linkTo(stored)});
    } catch (error) {
      const {status, code} = /** @type {any} */ (error);
      if (code !== 'cancelled') toast(status === 404 ? t('chat.noFiles') : i18n.error(error));
    }
    this.#drop(job);
  }

  /** @param {Job} job */
  #cancel(job) {
    job.abort.abort();
    if (job !== this.jobs[0]) this.#drop(job); // not begun yet
  }

  /** @param {Job} job */
  #drop(job) {
    this.jobs = this.jobs.filter((other) => other !== job);
  }
}

customElements.define('im-uploads', Uploads);
