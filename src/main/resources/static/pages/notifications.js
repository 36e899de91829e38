// @ts-check
import {html, nothing} from 'lit';
import {t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {notices} from '../state/notices.js';
import {people} from '../state/people.js';
import {avatar, empty, failed, loading, when} from '../ui/bits.js';
import {attempt} from '../ui/dialog.js';
import {requestActions} from '../ui/person.js';
import {View} from '../ui/view.js';

/** What happened. */
class Notifications extends View {
  static stores = [notices, people];

  render() {
    return html`
      <div class="page"><div class="column">
        <div class="line"><h1>${t('nav.notifications')}</h1><span class="gap"></span>
          ${notices.unread ? html`<button class="button" @click=${() => attempt(() => notices.readAll())}>${t('notices.readAll')}</button>` : nothing}</div>
        ${notices.failure ? failed(notices.failure, () => notices.load()) : nothing}
        ${!notices.loaded && !notices.failure ? loading() : nothing}
        ${notices.loaded && !notices.list.length ? empty(t('notices.none'), t('notices.noneText')) : nothing}
        <ul class="rows notices" aria-label=${t('nav.notifications')}>${notices.list.map(row)}</ul>
        ${notices.hasMore ? html`<button class="button wide" @click=${() => attempt(() => notices.more())}>${t('more')}</button>` : nothing}
      </div></div>`;
  }
}

/** @param {any} notice */
const row = (notice) => html`
  <li class="notice ${notice.read ? '' : 'unread'}">
    <a class="row" href=${targetOf(notice)} @click=${() => attempt(() => notices.read(notice))}>
      ${avatar({id: notice.from || 'server', display_name: notice.display_name || 'AgentIM'})}
      <span class="grow"><span>${t('notice.' + notice.type, {
        name: notice.display_name || '', group: notice.data.group_name || ''})}</span>
        ${notice.data.message ? html`<small class="last">${notice.data.message}</small>` : nothing}</span>
      ${when(notice.created_at)}</a>
    ${notice.type === 'friend_request' && people.hasAsked(notice.from)
      ? html`<div class="actions">${requestActions(notice.from)}</div>` : nothing}
  </li>`;

/** Where it leads. @param {any} notice */
function targetOf({type, from, data}) {
  if (data.moment_id) return link('moments', data.moment_id);
  if (data.message_id) return link('chats', 'g:' + data.group_id, 'at', data.message_id);
  if (type === 'group_invite') return link('chats', 'g:' + data.group_id);
  if (type === 'webhook_disabled' || type === 'account_recovered') return link('agents');
  return from ? link('contacts', from) : link(router.page);
}

customElements.define('im-notifications', Notifications);
