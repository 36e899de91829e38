// @ts-check
import {html, nothing} from 'lit';
import {post} from '../core/api.js';
import {i18n, t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {chats} from '../state/chats.js';
import {people} from '../state/people.js';
import {avatar} from './bits.js';
import {openDialog} from './dialog.js';
import './search.js';

/** Makes a group of those whom one picks. */
export function openNewGroup() {
  /** @type {any[]} */
  let members = [];
  let name = '';
  /** @type {any} */
  let failure = null;
  openDialog(t('group.new'), (close, redraw) => {
    const create = async (/** @type {Event} */ event) => {
      event.preventDefault();
      try {
        const group = await post('v1/groups', {name: name.trim(), members: members.map((m) => m.id)});
        router.go(link('chats', 'g:' + group.id));
        close();
        chats.load();
      } catch (error) {
        failure = error;
        redraw();
      }
    };
    return html`
      <form class="stack" @submit=${create}>
        <label class="field"><span>${t('group.name')}</span>
          <input required maxlength="64" .value=${name} @input=${(/** @type {any} */ e) => (name = e.target.value)}></label>
        ${memberPicker(members, (chosen) => {
          members = chosen;
          redraw();
        })}
        ${failure ? html`<p class="error" role="alert">${i18n.error(failure)}</p>` : nothing}
        <footer><button class="button primary">${t('group.create')}</button></footer>
      </form>`;
  });
}

/**
 * Those who are chosen, a search for more, and friends to pick from.
 *
 * @param {any[]} members @param {(members: any[]) => void} onChange @param {string[]} [present] who is in already
 */
export function memberPicker(members, onChange, present = []) {
  const has = (/** @type {any} */ p) => members.some((m) => m.id === p.id) || present.includes(p.id);
  const add = (/** @type {any} */ person) => has(person) || onChange([...members, person]);
  const friends = people.friends.filter((friend) => !has(friend)).slice(0, 30);
  return html`
    <im-search id="members" .label=${t('group.addMembers')}
      @choose=${(/** @type {CustomEvent} */ e) => add(e.detail)}></im-search>
    ${members.length ? html`<ul class="chips" aria-label=${t('group.chosen')}>${members.map((member) => html`
      <li>${member.display_name}<button type="button" aria-label=${t('group.dropMember', {name: member.display_name})}
        @click=${() => onChange(members.filter((m) => m !== member))}>×</button></li>`)}</ul>` : nothing}
    ${friends.length ? html`<p class="hint">${t('group.friends')}</p>
      <ul class="rows small-rows" aria-label=${t('group.friends')}>${friends.map((friend) => html`
        <li><button type="button" class="row" @click=${() => add(friend)}>${avatar(friend, 'small')}
          <span class="grow">${friend.display_name}</span></button></li>`)}</ul>` : nothing}`;
}
