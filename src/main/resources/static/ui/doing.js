// @ts-check
import {html} from 'lit';
import {t} from '../core/i18n.js';
import {activity} from '../state/activity.js';
import {people} from '../state/people.js';
import {View} from './view.js';

/** The line that says who is typing or at work. Keeps its place, so that nothing jumps. */
class DoingLine extends View {
  static properties = {conversation: {attribute: false}};
  static stores = [activity, people];

  constructor() {
    super();
    /** @type {import('../state/conversation.js').Conversation} */
    this.conversation = /** @type {any} */ (null);
  }

  render() {
    const all = activity.of(this.conversation.threadId);
    return html`<p class="doing" role="status">${all.slice(0, 3).map((doing) => this.#lineOf(doing)).join(' · ')}</p>`;
  }

  /** @param {import('../state/activity.js').Doing} doing */
  #lineOf({from, state, text, step, of}) {
    const name = people.known(from)?.display_name || from;
    if (state === 'typing') return t('doing.typing', {name});
    const phase = step && of ? t('doing.phase', {step, of}) : '';
    return [t('doing.working', {name}), text, phase].filter(Boolean).join(' ');
  }
}

customElements.define('im-doing', DoingLine);
