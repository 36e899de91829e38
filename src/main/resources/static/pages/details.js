// @ts-check
import {html} from 'lit';
import {t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {people} from '../state/people.js';
import {prefs} from '../state/prefs.js';
import {iconButton, loading} from '../ui/bits.js';
import {groupDetails} from '../ui/group.js';
import {personCard} from '../ui/person.js';
import {View} from '../ui/view.js';

/** Beside a conversation: who somebody is, or what a group is and who is in it. */
class Details extends View {
  static properties = {conversation: {attribute: false}, ref: {attribute: false}};
  static stores = [people, prefs];

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
    const {peer, group, ref} = this.conversation;
    return html`
      <aside class="details" aria-label=${t('chat.details')}>
        <header class="pane-head"><h2>${group ? t('group.title') : t('person.title')}</h2>
          ${iconButton(t('close'), 'close', () => router.go(link('chats', this.ref)))}</header>
        <div class="scroll">
          ${group ? groupDetails(this.conversation) : peer
            ? personCard({...peer, ...people.known(peer.id)}, () => router.go(link('chats', this.ref)))
            : loading()}
          <label class="switch"><input type="checkbox" .checked=${prefs.isMuted(ref)}
            @change=${() => prefs.toggleMuted(ref)}> <span>${t('chat.quiet')}</span></label>
        </div>
      </aside>`;
  }
}

customElements.define('im-details', Details);
