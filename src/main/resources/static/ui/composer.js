// @ts-check
import {html, nothing} from 'lit';
import {upload} from '../core/api.js';
import {i18n, t} from '../core/i18n.js';
import {draftOf, keepDraft} from '../state/drafts.js';
import {outbox} from '../state/outbox.js';
import {prefs} from '../state/prefs.js';
import {avatar, iconButton} from './bits.js';
import {toast} from './dialog.js';
import {View} from './view.js';

/** Where a message is written. Nothing typed is lost: a draft is kept with every key. */
const MOST_BYTES = 64 * 1024;
const MOST_FILE = 20 * 1024 * 1024;
const LOOKS_LIKE_MARKDOWN = /[`*_~|]|^\s*(#{1,6} |[-+>] |\d+[.)] )|\[[^\]]+\]\(/m;

export class Composer extends View {
  static properties = {
    conversation: {attribute: false}, replyTo: {attribute: false}, text: {state: true},
    completing: {state: true}, chosen: {state: true}, progress: {state: true}};
  static stores = [prefs];

  constructor() {
    super();
    /** @type {import('../state/conversation.js').Conversation} */
    this.conversation = /** @type {any} */ (null);
    /** @type {any} */
    this.replyTo = null;
    this.text = '';
    /** @type {any[]} members whose name begins as typed */
    this.completing = [];
    this.chosen = 0;
    /** @type {number|null} */
    this.progress = null;
    this.abort = new AbortController();
  }

  /** @param {Map<string, unknown>} changes */
  willUpdate(changes) {
    if (!changes.has('conversation')) return;
    this.text = draftOf(this.conversation.ref);
    this.replyTo = null;
    this.completing = [];
  }

  render() {
    const left = MOST_BYTES - bytes(this.text);
    return html`
      <form class="composer" @submit=${this.#onSubmit} @dragover=${(/** @type {Event} */ e) =>
        e.preventDefault()} @drop=${this.#onDrop}>
        ${this.replyTo ? html`<div class="replying"><span><b>${t('chat.replyTo', {
          name: this.replyTo.from_name})}</b> ${this.replyTo.content.body.slice(0, 100)}</span>
          ${iconButton(t('cancel'), 'close', () => (this.replyTo = null))}</div>` : nothing}
        ${this.progress === null ? nothing : html`<div class="replying">
          <progress max="1" .value=${this.progress} aria-label=${t('chat.uploading')}></progress>
          ${iconButton(t('cancel'), 'close', () => this.abort.abort())}</div>`}
        ${this.#completions()}
        <div class="line">
          ${iconButton(t('chat.attach'), 'attach', () => this.find('input[type=file]').click())}
          <input type="file" hidden tabindex="-1" aria-hidden="true" @change=${this.#onFile}>
          <textarea rows="1" aria-label=${t('chat.message')} placeholder=${t('chat.placeholder')}
            .value=${this.text} enterkeyhint=${prefs.get('enterSends') ? 'send' : 'enter'}
            @input=${this.#onInput} @keydown=${this.#onKey} @paste=${this.#onPaste}></textarea>
          <button class="icon-button send" aria-label=${t('chat.send')} title=${t('chat.send')}
            ?disabled=${!this.text.trim() || left < 0}>${sendIcon}</button>
        </div>
        ${left < 2000 ? html`<p class="hint ${left < 0 ? 'over' : ''}" role="status">${
          t('chat.left', {count: left})}</p>` : nothing}
      </form>`;
  }

  updated() {
    const area = this.find('textarea');
    area.style.height = 'auto';
    area.style.height = Math.min(area.scrollHeight, innerHeight * 0.35) + 'px';
  }

  #completions() {
    return this.completing.length ? html`
      <ul class="completions" role="listbox" aria-label=${t('chat.mention')}>
        ${this.completing.map((member, i) => html`
          <li role="option" aria-selected=${i === this.chosen}
            @mousedown=${(/** @type {Event} */ e) => e.preventDefault()}
            @click=${() => this.#complete(member)}>
            ${avatar(member, 'tiny')} ${member.display_name} <small>${member.id}</small></li>`)}
      </ul>` : nothing;
  }

  focus() {
    this.find('textarea')?.focus();
  }

  /** @param {any} event */
  #onInput(event) {
    this.#set(event.target.value);
    const typed = this.text.slice(0, event.target.selectionStart).match(/(?:^|\s)@(\S{0,30})$/)?.[1];
    const members = this.conversation.group?.members || [];
    this.completing = typed === undefined ? [] : members
      .filter((/** @type {any} */ m) => m.display_name.toLowerCase().startsWith(typed.toLowerCase()))
      .slice(0, 6);
    this.chosen = 0;
  }

  /** @param {string} text */
  #set(text) {
    this.text = text;
    keepDraft(this.conversation.ref, text);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method's Enter is not ours
    if (this.completing.length && this.#onCompletionKey(event)) return;
    if (event.key === 'Enter' && prefs.get('enterSends') === !(event.shiftKey || event.altKey)
        && !(event.ctrlKey || event.metaKey) || event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#send();
    } else if (event.key === 'Escape' && this.replyTo) {
      event.stopPropagation();
      this.replyTo = null;
    }
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether it was for the list */
  #onCompletionKey(event) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step) {
      this.chosen = (this.chosen + step + this.completing.length) % this.completing.length;
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      this.#complete(this.completing[this.chosen]);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      this.completing = [];
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  /** @param {any} member */
  #complete(member) {
    const at = this.find('textarea').selectionStart;
    const start = this.text.lastIndexOf('@', at - 1);
    this.#set(this.text.slice(0, start) + '@' + member.id + ' ' + this.text.slice(at));
    this.completing = [];
    this.focus();
  }

  /** @param {Event} event */
  #onSubmit(event) {
    event.preventDefault();
    this.#send();
  }

  #send() {
    const body = this.text.trim();
    if (!body || bytes(body) > MOST_BYTES) return;
    const format = LOOKS_LIKE_MARKDOWN.test(body) ? 'markdown' : 'text';
    outbox.send(this.conversation.ref, {format, body}, this.replyTo?.id);
    this.#set('');
    this.replyTo = null;
    this.dispatchEvent(new CustomEvent('sent', {bubbles: true}));
    this.focus();
  }

  /** @param {any} event */
  #onFile(event) {
    this.#upload(event.target.files[0]);
    event.target.value = '';
  }

  /** @param {ClipboardEvent} event */
  #onPaste(event) {
    const file = event.clipboardData?.files[0];
    if (!file) return;
    event.preventDefault();
    this.#upload(file);
  }

  /** @param {DragEvent} event */
  #onDrop(event) {
    event.preventDefault();
    if (event.dataTransfer?.files[0]) this.#upload(event.dataTransfer.files[0]);
  }

  /** @param {File} file */
  async #upload(file) {
    if (file.size > MOST_FILE) {
      toast(t('chat.fileTooLarge', {size: '20 MB'}));
      return;
    }
    this.abort = new AbortController();
    this.progress = 0;
    try {
      const stored = await upload('v1/files/upload', file, (share) => (this.progress = share), this.abort.signal);
      outbox.send(this.conversation.ref, /^image\/(png|jpeg|gif|webp)$/.test(stored.content_type)
        ? {format: 'image', body: JSON.stringify({url: stored.url})}
        : {format: 'markdown', body: `[${stored.filename.replace(/[[\]\\]/g, '')}](${stored.url})`});
    } catch (error) {
      toast(/** @type {any} */ (error).status === 404 ? t('chat.noFiles') : i18n.error(error));
    }
    this.progress = null;
  }
}

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text).length;

const sendIcon = html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
  <path d="M4.500 12 20 4.500 15.500 20l-3.500-6.500zM12 13.500l8-9"/></svg>`;

customElements.define('im-composer', Composer);
