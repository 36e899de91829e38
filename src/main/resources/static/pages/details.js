// @ts-check
import {html, nothing} from 'lit';
import {t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {full} from '../core/time.js';
import {chats, isMuted} from '../state/chats.js';
import {people} from '../state/people.js';
import {iconButton, loading} from '../ui/bits.js';
import {attempt} from '../ui/dialog.js';
import {groupDetails} from '../ui/group.js';
import {personCard} from '../ui/person.js';
import {View} from '../ui/view.js';

/** Beside a conversation: who somebody is, or what a group is and who is in it; and how it is heard. */
const HOUR_MS = 3_600_000;
const FOR_EVER = '9999-12-31T00:00:00Z';

class Details extends View {
  static properties = {conversation: {attribute: false}, ref: {attribute: false}};
  static stores = [people, chats];

  constructor() {
    super();
    this.conversation = /** @type {any} */ (null);
    this.ref = '';
  }

  /** @param {Map<string, unknown>} changes */
  willUpdate(changes) {
    if (!changes.has('conversation')) return;
    this.unwatch?.();
    this.unwatch = this.watch(this.conversation);
    if (this.conversation.group?.id && this.conversation.status === 'ready') this.conversation.reloadGroup();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.unwatch?.();
  }

  render() {
    const {peer, group, threadId} = this.conversation;
    return html`
      <aside class="details" aria-label=${t('chat.details')}>
        <header class="pane-head"><h2>${group ? t('group.title') : t('person.title')}</h2>
          ${iconButton(t('close'), 'close', () => router.go(link('chats', this.ref)))}</header>
        <div class="scroll">
          ${group ? groupDetails(this.conversation) : peer
            ? personCard({...peer, ...people.known(peer.id)}, () => router.go(link('chats', this.ref)))
            : loading()}
          ${threadId ? html`${this.#hearing(threadId)}
            <p><a class="button wide" href=${link('search', `in:${threadId}`)}>${t('find.here')}</a></p>` : nothing}
        </div>
      </aside>`;
  }

  /** What of it one wants to hear of. @param {string} threadId */
  #hearing(threadId) {
    const chat = chats.ofThread(threadId);
    const muted = isMuted(chat);
    const kinds = this.conversation.group ? ['all', 'mentions', 'none'] : ['all', 'none'];
    /** @param {any} wish */
    const prefer = (wish) => attempt(() => chats.prefer(threadId, wish));
    return html`
      <h3>${t('hear.title')}</h3>
      <label class="setting"><span>${t('hear.of')}</span>
        <select @change=${(/** @type {any} */ e) => prefer({notify: e.target.value})}>${kinds.map((kind) => html`
          <option value=${kind} ?selected=${kind === (chat?.notify || 'all')}>${t('hear.' + kind)}</option>`)}</select></label>
      <label class="setting"><span>${t('hear.mute')}${muted && !chat?.mutedUntil?.startsWith('9999') ? html`
          <small>${t('hear.until', {when: full(chat?.mutedUntil || '')})}</small>` : nothing}</span>
        <select @change=${(/** @type {any} */ e) => prefer({muted_until: endOf(e.target.value)})}>
          <option value="" ?selected=${!muted}>${t('hear.notMuted')}</option>
          <option value="1">${t('hear.hour')}</option>
          <option value="8">${t('hear.hours', {count: 8})}</option>
          <option value="ever" ?selected=${muted}>${t('hear.ever')}</option></select></label>`;
  }
}

/** @param {string} choice hours, or `ever`, or nothing for not at all */
function endOf(choice) {
  if (choice === 'ever') return FOR_EVER;
  return choice ? new Date(Date.now() + Number(choice) * HOUR_MS).toISOString() : null;
}

customElements.define('im-details', Details);
