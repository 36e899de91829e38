// @ts-check
import {html, nothing} from 'lit';
import {t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {people} from '../state/people.js';
import {avatar, badge, empty, failed, loading, when} from '../ui/bits.js';
import {icon} from '../ui/icons.js';
import {requestActions, personCard} from '../ui/person.js';
import {View} from '../ui/view.js';
import {loadMomentsOf, momentsOf} from '../ui/moment.js';
import {moments} from '../state/moments.js';

/** Friends, requests, and the profile that is chosen. */
class Contacts extends View {
  static stores = [people, router, moments];
  static properties = {failure: {state: true}};

  constructor() {
    super();
    /** @type {any} */
    this.failure = null;
    this.shown = '';
  }

  willUpdate() {
    const id = router.parts[1] || '';
    if (id === this.shown) return;
    this.shown = id;
    this.failure = null;
    if (!id) return;
    people.profile(id).catch((error) => (this.failure = error));
    loadMomentsOf(id);
  }

  render() {
    return html`
      <div class="panes">
        <section class="pane list-pane" aria-label=${t('nav.contacts')}>
          <header class="pane-head"><h1>${t('nav.contacts')}</h1></header>
          ${people.failure && !people.loaded ? failed(people.failure, () => people.load())
            : people.loaded ? this.#lists() : loading()}
        </section>
        <section class="pane main-pane" aria-label=${t('person.title')}>${this.#profile()}</section>
      </div>`;
  }

  #lists() {
    return html`<div class="scroll">
      ${people.received.length ? html`<h2 class="group-title">${t('friends.requests')}</h2>
        <ul class="rows" aria-label=${t('friends.requests')}>${people.received.map(requestRow)}</ul>` : nothing}
      ${people.sent.length ? html`<h2 class="group-title">${t('friends.sent')}</h2>
        <ul class="rows" aria-label=${t('friends.sent')}>${people.sent.map((request) =>
          html`<li>${personRow({...request, id: request.addressee}, t('friends.waiting'))}</li>`)}</ul>` : nothing}
      <h2 class="group-title">${t('friends.title')} <small>${people.friends.length || ''}</small></h2>
      ${people.friends.length ? html`<ul class="rows" aria-label=${t('friends.title')}>
        ${people.friends.map((friend) => html`<li>${personRow(friend, friend.bio || friend.id)}</li>`)}</ul>`
        : empty(t('friends.none'), t('friends.noneText'), html`<a class="button" href=${link('chats')}>${t('friends.search')}</a>`)}
    </div>`;
  }

  #profile() {
    const id = router.parts[1];
    if (!id) return empty(t('contacts.choose'), t('contacts.chooseText'));
    if (this.failure) return failed(this.failure, () => {
      this.shown = '';
      this.requestUpdate();
    });
    const person = people.known(id);
    return html`
      <header class="pane-head narrow-only"><a class="icon-button back" href=${link('contacts')}
        aria-label=${t('back')} title=${t('back')}>${icon('back')}</a><h2>${t('person.title')}</h2></header>
      <div class="scroll profile">${person ? html`${personCard(person)}${momentsOf(id)}` : loading()}</div>`;
  }
}

/** @param {any} request */
const requestRow = (request) => html`
  <li class="request">${personRow({...request, id: request.requester}, request.message || request.requester)}
    <div class="actions">${requestActions(request.requester)}</div></li>`;

/** @param {any} person @param {string} line */
const personRow = (person, line) => html`
  <a class="row" href=${link('contacts', person.id)} aria-label=${person.display_name}
    aria-current=${router.parts[1] === person.id ? 'page' : nothing}>
    ${avatar(person)}<span class="grow"><span class="line"><b>${person.display_name}</b>${badge(person.user_type)}
      <span class="gap"></span>${when(person.status === 'pending' ? person.created_at : undefined)}</span>
      <span class="last">${line}</span></span></a>`;

customElements.define('im-contacts', Contacts);
