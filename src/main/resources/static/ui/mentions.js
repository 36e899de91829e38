// @ts-check
import {html, nothing} from 'lit';
import {t} from '../core/i18n.js';
import {avatar} from './bits.js';

/** Completes `@na` to a member of the group while one types, by mouse or by keys. */
const TYPED = /(?:^|\s)@(\S{0,30})$/;
const MOST = 6;

export class Mentions {
  /** @type {any[]} members whose name begins as typed */
  list = [];
  chosen = 0;

  /** @param {string} before what stands before the cursor @param {any[]} members */
  look(before, members) {
    const typed = before.match(TYPED)?.[1]?.toLowerCase();
    this.list = typed === undefined ? [] : members
      .filter((member) => member.display_name.toLowerCase().startsWith(typed)).slice(0, MOST);
    this.chosen = 0;
  }

  close() {
    this.list = [];
  }

  /**
   * @param {KeyboardEvent} event @param {(member: any) => void} complete
   * @returns {boolean} whether it was for the list
   */
  onKey(event, complete) {
    if (!this.list.length) return false;
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step) this.chosen = (this.chosen + step + this.list.length) % this.list.length;
    else if (event.key === 'Enter' || event.key === 'Tab') complete(this.list[this.chosen]);
    else if (event.key === 'Escape') this.close();
    else return false;
    event.stopPropagation();
    event.preventDefault();
    return true;
  }

  /** @param {(member: any) => void} complete */
  render(complete) {
    return this.list.length ? html`
      <ul class="completions" role="listbox" aria-label=${t('chat.mention')}>
        ${this.list.map((member, i) => html`
          <li role="option" aria-selected=${i === this.chosen}
            @mousedown=${(/** @type {Event} */ e) => e.preventDefault()}
            @click=${() => complete(member)}>
            ${avatar(member, 'tiny')} ${member.display_name} <small>${member.id}</small></li>`)}
      </ul>` : nothing;
  }
}
