// @ts-check
import {html, nothing} from 'lit';
import {i18n} from '../core/i18n.js';
import {chats} from '../state/chats.js';
import {people} from '../state/people.js';
import {avatar, badge} from './bits.js';
import {icon} from './icons.js';
import {View} from './view.js';

/**
 * Finds people and agents while one types: known ones at once, others from the server; where groups
 * are wanted, those as well. Arrow keys walk through the hits. Tells of a choice by the event
 * `choose`: an account, or a group with its `ref`.
 */
const PAUSE_MS = 350;

export class Search extends View {
  static properties = {label: {}, groups: {attribute: false}, hits: {state: true}, active: {state: true}, problem: {state: true}};
  static stores = [people];

  constructor() {
    super();
    this.label = '';
    this.groups = false;
    /** @type {any[]} */
    this.hits = [];
    this.active = -1;
    this.problem = '';
    this.timer = 0;
    this.text = '';
  }

  render() {
    return html`
      <div class="search">
        ${icon('search')}
        <input type="search" aria-label=${this.label} placeholder=${this.label} autocomplete="off"
          role="searchbox" maxlength="200" .value=${this.text}
          aria-controls=${this.hits.length ? 'hits-' + this.id : nothing} aria-activedescendant=${this.#activeId() || nothing}
          @input=${this.#onInput} @keydown=${this.#onKey}>
        ${this.hits.length || this.problem ? html`
          <ul class="hits" role="listbox" aria-label=${this.label} id="hits-${this.id}">
            ${this.problem ? html`<li class="problem" role="option" aria-disabled="true"
              aria-selected="false">${this.problem}</li>` : nothing}
            ${this.hits.map((hit, i) => this.#hit(hit, i))}
          </ul>` : nothing}
      </div>`;
  }

  /** @param {any} hit @param {number} i */
  #hit(hit, i) {
    return html`
      <li role="option" id="hit-${this.id}-${i}" aria-selected=${i === this.active}
        aria-label=${hit.display_name} @mousedown=${(/** @type {Event} */ e) => e.preventDefault()}
        @click=${() => this.#choose(hit)}>
        ${avatar(hit, 'small')}
        <span class="grow"><b>${hit.display_name} ${badge(hit.user_type)}</b>
          <small>${hit.ref ? i18n.text('group.title') : hit.bio || hit.id}</small></span>
        ${hit.ref ? nothing : html`<small class="id">${hit.id}</small>`}
      </li>`;
  }

  #activeId() {
    return this.active < 0 ? '' : `hit-${this.id}-${this.active}`;
  }

  /** @param {any} event */
  #onInput(event) {
    this.text = event.target.value;
    clearTimeout(this.timer);
    this.active = -1;
    this.problem = '';
    const text = this.text.trim();
    if (!text) {
      this.hits = [];
      return;
    }
    this.hits = [...this.#groupHits(text), ...people.friends.filter((friend) => named(friend, text))];
    this.timer = window.setTimeout(() => this.#ask(text), PAUSE_MS);
  }

  /** @param {string} text @returns {any[]} */
  #groupHits(text) {
    if (!this.groups) return [];
    return chats.list.filter((chat) => chat.group)
      .map((chat) => ({ref: chat.ref, id: chat.group.id, display_name: chat.name}))
      .filter((group) => named(group, text));
  }

  /** @param {string} text @returns {Promise<void>} */
  async #ask(text) {
    try {
      const found = await people.search(text);
      if (text !== this.text.trim()) return;
      this.problem = found.length || this.#groupHits(text).length ? '' : i18n.text('search.nothing');
      this.hits = [...this.#groupHits(text), ...found];
    } catch (error) {
      const refusal = /** @type {any} */ (error);
      if (text !== this.text.trim()) return;
      this.problem = i18n.error(error);
      if (refusal.passes) this.timer = window.setTimeout(() => this.#ask(text), refusal.retryAfter * 1000);
    }
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step && this.hits.length) {
      event.preventDefault();
      this.active = (this.active + step + this.hits.length) % this.hits.length;
    } else if (event.key === 'Enter' && this.hits.length) {
      event.preventDefault();
      this.#choose(this.hits[Math.max(0, this.active)]);
    } else if (event.key === 'Escape' && this.text) {
      event.stopPropagation();
      this.clear();
    }
  }

  clear() {
    clearTimeout(this.timer);
    this.text = '';
    this.hits = [];
    this.problem = '';
    this.requestUpdate();
  }

  focus() {
    this.find('input')?.focus();
  }

  /** @param {any} hit */
  #choose(hit) {
    if (!hit.ref) people.meet(hit);
    this.clear();
    this.dispatchEvent(new CustomEvent('choose', {detail: hit}));
  }
}

/** @param {{display_name: string}} who @param {string} text */
const named = (who, text) => who.display_name.toLowerCase().includes(text.toLowerCase());

customElements.define('im-search', Search);
