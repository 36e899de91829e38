// @ts-check
import {html, nothing} from 'lit';
import {t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {chats} from '../state/chats.js';
import {findMessages, parseQuery, textOf} from '../state/find.js';
import {people} from '../state/people.js';
import {avatar, empty, failed, loading, when} from '../ui/bits.js';
import {icon} from '../ui/icons.js';
import {View} from '../ui/view.js';

/** Looks for messages. What is looked for is in the address, so that going back leads to the hits. */
const HAS = ['file', 'link'];

class Find extends View {
  static stores = [router, chats, people];
  static properties = {
    results: {state: true}, cursor: {state: true}, failure: {state: true}, busy: {state: true}};

  constructor() {
    super();
    /** @type {any[]|null} */
    this.results = null;
    /** @type {string|undefined} */
    this.cursor = undefined;
    /** @type {any} */
    this.failure = null;
    this.busy = false;
    this.asked = '';
    this.query = parseQuery('');
  }

  firstUpdated() {
    if (!this.asked) this.find('input[type=search]').focus();
  }

  willUpdate() {
    const text = router.page === 'search' ? router.parts[1] || '' : this.asked;
    if (text === this.asked) return;
    this.asked = text;
    this.query = parseQuery(text);
    this.results = null;
    if (text) this.#load();
  }

  /** @param {string} [cursor] */
  async #load(cursor) {
    const {asked} = this;
    this.busy = true;
    this.failure = null;
    try {
      const page = await findMessages(this.query, cursor);
      if (asked !== this.asked) return;
      this.results = [...(cursor && this.results || []), ...page.results];
      this.cursor = page.has_more ? page.next_cursor : undefined;
    } catch (error) {
      if (asked === this.asked) this.failure = error;
    }
    this.busy = false;
  }

  render() {
    const {results} = this;
    return html`
      <div class="page"><div class="column">
        <h1>${t('find.title')}</h1>
        ${this.#form()}
        ${this.failure ? failed(this.failure, () => this.#load()) : nothing}
        ${this.busy && !results ? loading() : nothing}
        ${results && !results.length ? empty(t('find.none'), t('find.noneText')) : nothing}
        <ul class="rows found" aria-label=${t('find.results')}>${(results || []).map((hit) => html`<li>${this.#row(hit)}</li>`)}</ul>
        ${results && this.cursor ? html`<button class="button wide" ?disabled=${this.busy}
          @click=${() => this.#load(this.cursor)}>${t('more')}</button>` : nothing}
      </div></div>`;
  }

  #form() {
    const {q, from, before, after} = this.query;
    const authors = new Map(people.friends.map((friend) => [friend.id, friend.display_name]));
    chats.list.forEach(({peer}) => peer && authors.set(peer.id, peer.display_name));
    if (from && from !== 'me' && !authors.has(from)) authors.set(from, people.known(from)?.display_name || from);
    return html`
      <form class="card stack find" role="search" @submit=${this.#onSubmit}>
        <div class="line"><div class="search grow">${icon('search')}
          <input type="search" name="q" maxlength="200" autocomplete="off" .value=${q}
            aria-label=${t('find.words')} placeholder=${t('find.words')}></div>
          <button class="button primary">${t('find.go')}</button></div>
        <div class="filters">
          ${this.#choice('from', [['me', t('find.me')], ...authors])}
          ${this.#choice('in', chats.list.filter((chat) => chat.threadId).map((chat) => [String(chat.threadId), chat.name]))}
          ${this.#choice('has', HAS.map((kind) => [kind, t('find.has.' + kind)]))}
          <label class="field"><span>${t('find.after')}</span><input type="date" name="after" .value=${after.slice(0, 10)}></label>
          <label class="field"><span>${t('find.before')}</span><input type="date" name="before" .value=${before.slice(0, 10)}></label>
        </div>
        <p class="hint">${t('find.hint')}</p>
      </form>`;
  }

  /** @param {'from'|'in'|'has'} name @param {[string, string][]} options */
  #choice(name, options) {
    const now = this.query[name];
    if (now && !options.some(([value]) => value === now)) options.push([now, now]);
    return html`<label class="field"><span>${t('find.' + name)}</span>
      <select name=${name}><option value="">${t('find.any')}</option>${options.map(([value, word]) => html`
        <option value=${value} ?selected=${value === now}>${word}</option>`)}</select></label>`;
  }

  /** What was typed between the words counts for more than what was chosen. @param {any} event */
  #onSubmit(event) {
    event.preventDefault();
    const chosen = Object.fromEntries(new FormData(event.target));
    const typed = parseQuery(String(chosen.q));
    const given = Object.fromEntries(Object.entries(typed).filter(([, value]) => value));
    const text = textOf(/** @type {any} */ ({...chosen, q: '', ...given}));
    if (text === this.asked && text) this.#load();
    else router.go(link('search', text));
  }

  /** @param {any} hit */
  #row(hit) {
    const ref = hit.group_id ? 'g:' + hit.group_id : 't:' + hit.thread_id;
    return html`
      <a class="row" href=${link('chats', ref, 'at', hit.message_id)}>
        ${avatar({...people.known(hit.from), id: hit.from, display_name: hit.from_name}, 'small')}
        <span class="grow"><span class="line"><b>${hit.from_name}</b>
          ${hit.group_name ? html`<small>${hit.group_name}</small>` : nothing}<span class="gap"></span>${when(hit.created_at)}</span>
          <span class="snippet">${marked(hit.snippet, this.query.q)}</span></span></a>`;
  }
}

/** With the words that were looked for made visible. @param {string} text @param {string} q */
function marked(text, q) {
  const words = q.split(' ').filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (!words.length) return text;
  const parts = text.split(new RegExp(`(${words.join('|')})`, 'gi'));
  return parts.map((part, i) => (i % 2 ? html`<mark>${part}</mark>` : part));
}

customElements.define('im-find', Find);
