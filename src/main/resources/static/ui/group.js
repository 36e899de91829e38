// @ts-check
import {html, nothing} from 'lit';
import {call, part, patch, post, put, remove} from '../core/api.js';
import {t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {full} from '../core/time.js';
import {chats} from '../state/chats.js';
import {session} from '../state/session.js';
import {avatar, badge} from './bits.js';
import {attempt, confirmed, openDialog} from './dialog.js';
import {memberPicker} from './new-group.js';

/**
 * A group, and what one may do in it. What the server would refuse to somebody of this role is not
 * offered.
 *
 * @param {import('../state/conversation.js').Conversation} conversation
 */
export function groupDetails(conversation) {
  const {group} = conversation;
  const manages = group.my_role === 'owner' || group.my_role === 'admin';
  return html`
    <div class="person">${avatar(group, 'large')}<h2>${group.name}</h2>
      ${group.description ? html`<p class="bio">${group.description}</p>` : nothing}
      ${group.announcement ? html`<p class="banner"><b>${t('group.announcement')}</b> ${group.announcement}</p>` : nothing}
      <div class="actions">
        ${manages ? html`
          <button class="button" @click=${() => edit(conversation)}>${t('group.edit')}</button>
          <button class="button" @click=${() => invite(conversation)}>${t('group.invite')}</button>` : nothing}
        <button class="button" @click=${() => leave(conversation)}>${t('group.leave')}</button>
        ${group.my_role === 'owner' ? html`<button class="button danger" @click=${() => disband(conversation)}>
          ${t('group.disband')}</button>` : nothing}
      </div></div>
    <h3>${t('group.members')} <small>${group.members?.length || ''}</small></h3>
    <ul class="rows" aria-label=${t('group.members')}>
      ${(group.members || []).map((/** @type {any} */ member) => memberRow(conversation, member))}
    </ul>`;
}

/** @param {import('../state/conversation.js').Conversation} conversation @param {any} member */
const memberRow = (conversation, member) => html`
  <li class="member">
    <a class="row" href=${link('contacts', member.id)}>${avatar(member, 'small')}
      <span class="grow"><b>${member.display_name}${badge(member.user_type)}</b>
        <small>${t('role.' + member.role)}${member.muted ? html` · <span title=${
          member.muted_until ? full(member.muted_until) : ''}>${t('group.muted')}</span>` : nothing}</small></span></a>
    ${memberActions(conversation, member)}
  </li>`;

/** @param {import('../state/conversation.js').Conversation} conversation @param {any} member */
function memberActions(conversation, member) {
  const role = conversation.group.my_role;
  const below = role === 'owner' ? member.role !== 'owner' : role === 'admin' && member.role === 'member';
  if (member.id === session.me?.id || !below) return nothing;
  const base = `v1/groups/${part(conversation.group.id)}`;
  const id = part(member.id);
  /** @param {() => Promise<unknown>} action */
  const run = (action) => attempt(async () => {
    await action();
    await conversation.reloadGroup();
  });
  return html`
    <details class="member-menu"><summary aria-label=${t('group.manage', {name: member.display_name})}>⋯</summary>
      <div class="menu-list">
        ${role === 'owner' ? html`
          <button @click=${() => run(() => put(`${base}/members/${id}/role`,
            {role: member.role === 'admin' ? 'member' : 'admin'}))}>${
            member.role === 'admin' ? t('group.makeMember') : t('group.makeAdmin')}</button>
          <button @click=${() => transfer(member, run, base)}>${t('group.transfer')}</button>` : nothing}
        ${member.muted
          ? html`<button @click=${() => run(() => remove(`${base}/mute/${id}`))}>${t('group.unmute')}</button>`
          : html`<button @click=${() => run(() => post(`${base}/mute/${id}`, {duration: 3600}))}>${t('group.muteHour')}</button>
            <button @click=${() => run(() => post(`${base}/mute/${id}`, {duration: 0}))}>${t('group.mute')}</button>`}
        <button @click=${() => run(() => remove(`${base}/members/${id}`))}>${t('group.remove')}</button>
      </div></details>`;
}

/** @param {any} member @param {(action: () => Promise<unknown>) => void} run @param {string} base */
async function transfer(member, run, base) {
  if (await confirmed(t('group.transfer'), t('group.transferText', {name: member.display_name}), t('group.transferYes'))) {
    run(() => post(`${base}/transfer`, {new_owner: member.id}));
  }
}

/** @param {import('../state/conversation.js').Conversation} conversation */
function invite(conversation) {
  /** @type {any[]} */
  let chosen = [];
  const present = conversation.group.members.map((/** @type {any} */ m) => m.id);
  openDialog(t('group.invite'), (close, redraw) => html`
    <div class="stack">${memberPicker(chosen, (members) => {
      chosen = members;
      redraw();
    }, present)}
      <footer><button class="button primary" ?disabled=${!chosen.length} @click=${async () => {
        const done = await attempt(() => post(
          `v1/groups/${part(conversation.group.id)}/members`, {members: chosen.map((m) => m.id)}));
        if (!done) return;
        close();
        conversation.reloadGroup();
      }}>${t('group.inviteYes')}</button></footer></div>`);
}

/** @param {import('../state/conversation.js').Conversation} conversation */
function edit(conversation) {
  const {id, name, description = '', announcement = ''} = conversation.group;
  openDialog(t('group.edit'), (close) => html`
    <form class="stack" @submit=${async (/** @type {any} */ event) => {
      event.preventDefault();
      const {elements} = event.target;
      const done = await attempt(() => patch(`v1/groups/${part(id)}`, {
        name: elements.name.value, description: elements.description.value,
        announcement: elements.announcement.value}));
      if (!done) return;
      close();
      conversation.reloadGroup();
      chats.load();
    }}>
      <label class="field"><span>${t('group.name')}</span><input name="name" required maxlength="64" .value=${name}></label>
      <label class="field"><span>${t('group.description')}</span><textarea name="description" rows="2" .value=${description}></textarea></label>
      <label class="field"><span>${t('group.announcement')}</span><textarea name="announcement" rows="3" .value=${announcement}></textarea></label>
      <footer><button class="button primary">${t('save')}</button></footer>
    </form>`);
}

/** @param {import('../state/conversation.js').Conversation} conversation */
async function leave({group}) {
  if (!(await confirmed(t('group.leave'), t('group.leaveText', {name: group.name}), t('group.leaveYes')))) return;
  if (await attempt(() => post(`v1/groups/${part(group.id)}/leave`, {}))) gone();
}

/** @param {import('../state/conversation.js').Conversation} conversation */
async function disband({group}) {
  if (!(await confirmed(t('group.disband'), t('group.disbandText', {name: group.name}), t('group.disbandYes')))) return;
  if (await attempt(() => call('DELETE', `v1/groups/${part(group.id)}`))) gone();
}

function gone() {
  chats.load();
  router.replace(link('chats'));
}
