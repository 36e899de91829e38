// @ts-check
import {html, nothing} from 'lit';
import {repeat} from 'lit/directives/repeat.js';
import {t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {chats, isMuted} from '../state/chats.js';
import {conversationOf} from '../state/conversations.js';
import {people} from '../state/people.js';
import {session} from '../state/session.js';
import {avatar, badge, counter, empty, failed, iconButton, loading, when} from '../ui/bits.js';
import {icon} from '../ui/icons.js';
import {openNewGroup} from '../ui/new-group.js';
import {summaryOf} from '../ui/summary.js';
import {View} from '../ui/view.js';
import '../ui/search.js';
import './conversation.js';

/** The list of conversations, and the one that is open. */
class ChatsPage extends View {
  static stores = [chats, router, people, session];

  render() {
    const [, ref, more] = router.parts;
    return html`
      <div class="panes">
        <section class="pane list-pane" aria-label=${t('chats.title')}>
          <header class="pane-head"><h1>${t('nav.chats')}</h1>
            <a class="icon-button" href=${link('search')} aria-label=${t('find.title')} title=${t('find.title')}>${icon('search')}</a>
            ${iconButton(t('group.new'), 'plus', openNewGroup)}</header>
          <im-search id="find" .label=${t('chats.search')} @choose=${this.#onChoose}></im-search>
          ${this.#list(ref)}
        </section>
        <section class="pane main-pane" aria-label=${t('chats.conversation')}>
          ${ref
            ? html`<im-conversation .ref=${ref} .target=${more === 'at' ? router.parts[3] : undefined}
                .details=${more === 'details'}></im-conversation>`
            : empty(t('chats.choose'), t('chats.chooseText'))}
        </section>
      </div>`;
  }

  /** @param {string|undefined} ref */
  #list(ref) {
    if (chats.failure && !chats.loaded) return failed(chats.failure, () => chats.load());
    if (!chats.loaded) return loading();
    if (!chats.list.length) return empty(t('chats.none'), t('chats.noneText'));
    const threadId = ref && conversationOf(ref).threadId;
    return html`
      <ul class="rows scroll" aria-label=${t('chats.list')}>
        ${repeat(chats.list, (chat) => chat.ref, (chat) => html`<li>${this.#row(
          chat, chat.ref === ref || (chat.threadId !== undefined && chat.threadId === threadId))}</li>`)}
        ${chats.hasMore ? html`<li><button class="button wide quiet" @click=${() => chats.more()}>
          ${t('more')}</button></li>` : nothing}
      </ul>`;
  }

  /** @param {import('../state/chats.js').Chat} chat @param {boolean} current */
  #row(chat, current) {
    const name = chat.unread ? t('chats.withUnread', {name: chat.name, count: chat.unread}) : chat.name;
    const who = chat.peer ? {...chat.peer, ...people.known(chat.peer.id)} : chat.group;
    return html`
      <a class="row chat ${chat.unread ? 'unread' : ''} ${isMuted(chat) ? 'muted' : ''}" href=${link('chats', chat.ref)}
        aria-label=${name} aria-current=${current ? 'page' : nothing}>
        ${avatar(who)}
        <span class="grow">
          <span class="line"><b>${chat.name}</b>${badge(chat.peer?.user_type)}${
            isMuted(chat) ? html`<span class="state" title=${t('hear.muted')}>${icon('muted')}</span>` : nothing}<span class="gap"></span>
            ${when(chat.at)}</span>
          <span class="line"><span class="last">${summaryOf(chat, session.me?.id)}</span>
            <span class="gap"></span>${counter(chat.unread)}</span>
        </span></a>`;
  }

  /** @param {CustomEvent} event */
  #onChoose(event) {
    router.go(link('chats', 'to:' + event.detail.id));
  }
}

customElements.define('im-chats', ChatsPage);
