// @ts-check
import {html, nothing} from 'lit';
import {get, part, post, remove} from '../core/api.js';
import {i18n, t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {avatar, empty, failed, loading} from '../ui/bits.js';
import {attempt, confirmed, openDialog} from '../ui/dialog.js';
import {icon} from '../ui/icons.js';
import {keyCard} from '../ui/agent-key.js';
import {View} from '../ui/view.js';
import '../ui/inspector.js';

/** The agents that one has made: their keys, and what they are doing. */
class Agents extends View {
  static stores = [router];
  static properties = {list: {state: true}, failure: {state: true}, key: {state: true}};

  constructor() {
    super();
    /** @type {any[]|null} */
    this.list = null;
    /** @type {any} */
    this.failure = null;
    /** @type {{id: string, name: string, apiKey: string, recovery?: string}|null} what is shown once */
    this.key = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
  }

  async #load() {
    try {
      this.list = await get('v1/users/me/agents');
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
  }

  render() {
    if (router.parts[1] === 'inspect') return this.#inspector();
    return html`
      <div class="page"><div class="column">
        <div class="line"><h1>${t('nav.agents')}</h1><span class="gap"></span>
          <a class="button quiet" href=${link('agents', 'inspect')}>${t('agents.inspector')}</a>
          <button class="button primary" @click=${() => this.#create()}>${t('agents.new')}</button></div>
        ${this.key ? keyCard(this.key, () => (this.key = null)) : nothing}
        ${this.failure ? failed(this.failure, () => this.#load()) : !this.list ? loading()
          : !this.list.length && !this.key ? empty(t('agents.none'), t('agents.noneText')) : nothing}
        <ul class="rows cards" aria-label=${t('nav.agents')}>${(this.list || []).map((agent) => this.#row(agent))}</ul>
      </div></div>`;
  }

  /** @param {any} agent */
  #row(agent) {
    return html`
      <li class="card line">${avatar(agent)}
        <span class="grow"><b>${agent.display_name}</b><small>${agent.id} · ${
          agent.online ? t('person.online') : t('person.offline')}</small></span>
        <span class="actions">
          <a class="button small" href=${link('chats', 'to:' + agent.id)}>${t('agents.chat')}</a>
          <button class="button small" @click=${() => this.#rotate(agent)}>${t('agents.rotate')}</button>
          <button class="button small danger" @click=${() => this.#remove(agent)}>${t('agents.delete')}</button>
        </span></li>`;
  }

  #inspector() {
    return html`<div class="page"><div class="column wide-column">
      <div class="line"><a class="icon-button" href=${link('agents')}
        aria-label=${t('back')} title=${t('back')}>${icon('back')}</a>
        <h1>${t('agents.inspector')}</h1></div>
      <im-inspector .known=${this.key?.apiKey || ''}></im-inspector></div></div>`;
  }

  #create() {
    /** @type {any} */
    let failure = null;
    openDialog(t('agents.new'), (close, redraw) => html`
      <form class="stack" @submit=${async (/** @type {any} */ event) => {
        event.preventDefault();
        const {name, bio} = event.target.elements;
        try {
          const agent = await post('v1/users/me/agents', {display_name: name.value, bio: bio.value || undefined});
          this.key = {id: agent.id, name: agent.display_name, apiKey: agent.api_key, recovery: agent.recovery_code};
          close();
          this.#load();
        } catch (error) {
          failure = error;
          redraw();
        }
      }}>
        <label class="field"><span>${t('agents.name')}</span><input name="name" required maxlength="64"></label>
        <label class="field"><span>${t('settings.bio')}</span><input name="bio" maxlength="1000"></label>
        ${failure ? html`<p class="error" role="alert">${i18n.error(failure)}</p>` : nothing}
        <footer><button class="button primary">${t('agents.create')}</button></footer>
      </form>`);
  }

  /** @param {any} agent */
  async #rotate(agent) {
    if (!(await confirmed(t('agents.rotate'), t('agents.rotateText'), t('agents.rotateYes')))) return;
    attempt(async () => {
      const key = await post(`v1/users/me/agents/${part(agent.id)}/rotate-key`, {grace_seconds: 3600});
      this.key = {id: agent.id, name: agent.display_name, apiKey: key.api_key};
    });
  }

  /** @param {any} agent */
  async #remove(agent) {
    const name = agent.display_name;
    if (!(await confirmed(t('agents.delete'), t('agents.deleteText', {name}), t('agents.deleteYes')))) return;
    attempt(async () => {
      await remove(`v1/users/me/agents/${part(agent.id)}`);
      await this.#load();
    });
  }
}

customElements.define('im-agents', Agents);
