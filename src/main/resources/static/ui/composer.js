// @ts-check
import {html, nothing} from 'lit';
import {i18n, t} from '../core/i18n.js';
import {size} from '../core/time.js';
import {activity} from '../state/activity.js';
import {draftOf, keepDraft} from '../state/drafts.js';
import {outbox} from '../state/outbox.js';
import {prefs} from '../state/prefs.js';
import {server} from '../state/server.js';
import {session} from '../state/session.js';
import {iconButton} from './bits.js';
import {toast} from './dialog.js';
import {icon} from './icons.js';
import {Mentions} from './mentions.js';
import {isEditable} from './message-menu.js';
import {View} from './view.js';
import './uploads.js';

/** Where a message is written. Nothing typed is lost: a draft is kept with every key. */
const WARN_BYTES = 2000;
const LOOKS_LIKE_MARKDOWN = /[`*_~|]|^\s*(#{1,6} |[-+>] |\d+[.)] )|\[[^\]]+\]\(/m;

export class Composer extends View {
  static properties = {
    conversation: {attribute: false}, replyTo: {state: true}, editing: {state: true},
    text: {state: true}, dropping: {state: true}};
  static stores = [prefs, server];

  constructor() {
    super();
    /** @type {import('../state/conversation.js').Conversation} */
    this.conversation = /** @type {any} */ (null);
    /** @type {any} the message that is answered */
    this.replyTo = null;
    /** @type {any} the own message that is written anew */
    this.editing = null;
    this.text = '';
    this.dropping = false;
    this.mentions = new Mentions();
  }

  /** @param {Map<string, unknown>} changes */
  willUpdate(changes) {
    if (changes.has('conversation')) this.#begin();
  }

  /** With what was typed before. */
  #begin() {
    this.text = draftOf(this.conversation.ref);
    this.replyTo = this.editing = null;
    this.mentions.close();
  }

  render() {
    const left = server.bytes.message_body - bytes(this.text);
    return html`
      <form class="composer ${this.dropping ? 'dropping' : ''}" @submit=${this.#onSubmit}
        @dragover=${this.#onDragOver} @dragleave=${() => (this.dropping = false)} @drop=${this.#onDrop}>
        ${this.#about()}
        <im-uploads></im-uploads>
        ${this.mentions.render((member) => this.#complete(member))}
        <div class="line">
          ${iconButton(t('chat.attach'), 'attach', () => this.find('input[type=file]').click(), '',
            t('chat.attachLimit', {size: size(server.bytes.file)}))}
          <input type="file" multiple hidden tabindex="-1" aria-hidden="true" @change=${this.#onFile}>
          <textarea rows="1" aria-label=${t('chat.message')} placeholder=${t('chat.placeholder')}
            .value=${this.text} enterkeyhint=${prefs.get('enterSends') ? 'send' : 'enter'}
            @input=${this.#onInput} @keydown=${this.#onKey} @paste=${this.#onPaste}></textarea>
          <button class="icon-button send" aria-label=${t('chat.send')} title=${t('chat.send')}
            ?disabled=${!this.text.trim() || left < 0}>${icon(this.editing ? 'check' : 'send')}</button>
        </div>
        ${left < WARN_BYTES ? html`<p class="hint ${left < 0 ? 'over' : ''}" role="status">${
          t('chat.left', {count: left})}</p>` : nothing}
        ${this.dropping ? html`<p class="drop-hint">${
          t('chat.drop', {size: size(server.bytes.file)})}</p>` : nothing}
      </form>`;
  }

  /** What is being answered, or written anew. */
  #about() {
    const message = this.editing || this.replyTo;
    if (!message) return nothing;
    const what = this.editing ? t('chat.editing') : t('chat.replyTo', {name: message.from_name});
    return html`<div class="replying"><span><b>${what}</b> ${message.content.body.slice(0, 100)}</span>
      ${iconButton(t('cancel'), 'close', () => this.#begin())}</div>`;
  }

  updated() {
    const area = this.find('textarea');
    area.style.height = 'auto';
    area.style.height = Math.min(area.scrollHeight, innerHeight * 0.35) + 'px';
  }

  focus() {
    this.find('textarea')?.focus();
  }

  /** @param {{replyTo?: any, editing?: any}} about */
  compose({replyTo = null, editing = null}) {
    this.#begin();
    this.replyTo = replyTo;
    this.editing = editing;
    if (editing) this.text = editing.content.body;
    this.focus();
  }

  /** @param {any} event */
  #onInput(event) {
    this.#set(event.target.value);
    this.mentions.look(
      this.text.slice(0, event.target.selectionStart), this.conversation.group?.members || []);
    activity.tell(this.conversation.threadId, !this.editing && Boolean(this.text.trim()));
  }

  /** @param {string} text */
  #set(text) {
    this.text = text;
    if (!this.editing) keepDraft(this.conversation.ref, text);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.isComposing || event.keyCode === 229) return; // an input method's keys are not ours
    if (this.mentions.onKey(event, (member) => this.#complete(member))) {
      this.requestUpdate();
    } else if (event.key === 'Enter' && sends(event)) {
      event.preventDefault();
      this.#send();
    } else if (event.key === 'Escape' && (this.replyTo || this.editing)) {
      event.stopPropagation();
      this.#begin();
    } else if (event.key === 'ArrowUp' && !this.text && !this.editing) {
      this.#editLast(event);
    }
  }

  /** @param {KeyboardEvent} event */
  #editLast(event) {
    const last = this.conversation.messages.findLast(
      (message) => message.from === session.me?.id && isEditable(message));
    if (!last) return;
    event.preventDefault();
    this.compose({editing: last});
  }

  /** @param {any} member */
  #complete(member) {
    const at = this.find('textarea').selectionStart;
    const start = this.text.lastIndexOf('@', at - 1);
    this.#set(this.text.slice(0, start) + '@' + member.id + ' ' + this.text.slice(at));
    this.mentions.close();
    this.focus();
  }

  /** @param {Event} event */
  #onSubmit(event) {
    event.preventDefault();
    this.#send();
  }

  #send() {
    const body = this.text.trim();
    if (!body || bytes(body) > server.bytes.message_body) return;
    const format = LOOKS_LIKE_MARKDOWN.test(body) ? 'markdown' : 'text';
    if (this.editing) {
      this.#save({format, body});
      return;
    }
    outbox.send(this.conversation.ref, {format, body}, this.replyTo?.id);
    this.#set('');
    this.replyTo = null;
    activity.tell(this.conversation.threadId, false);
    this.dispatchEvent(new CustomEvent('sent', {bubbles: true}));
    this.focus();
  }

  /** What was typed stays where it is until the server has taken it. @param {{format: string, body: string}} content */
  async #save(content) {
    const {editing, conversation} = this;
    try {
      if (content.body !== editing.content.body) await conversation.edit(editing, content);
      if (this.editing === editing) this.#begin();
    } catch (error) {
      toast(i18n.error(error));
    }
    this.focus();
  }

  /** @param {any} event */
  #onFile({target}) {
    this.#attach(target.files);
    target.value = '';
  }

  /** @param {ClipboardEvent} event */
  #onPaste(event) {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    this.#attach(files);
  }

  /** @param {DragEvent} event */
  #onDragOver(event) {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.dropping = true;
  }

  /** @param {DragEvent} event */
  #onDrop(event) {
    event.preventDefault();
    this.dropping = false;
    this.#attach(event.dataTransfer?.files || []);
  }

  /** @param {Iterable<File>} files */
  #attach(files) {
    this.find('im-uploads').add([...files], this.conversation.ref);
  }
}

/** Enter or Shift+Enter, whichever the user wants; Ctrl+Enter always. @param {KeyboardEvent} event */
const sends = (event) => event.ctrlKey || event.metaKey
  || prefs.get('enterSends') !== (event.shiftKey || event.altKey);

/** @param {string} text */
const bytes = (text) => new TextEncoder().encode(text).length;

customElements.define('im-composer', Composer);
