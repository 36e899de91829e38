// @ts-check
import {html, nothing} from 'lit';
import {call, part, socketUrlOf} from '../core/api.js';
import {i18n, t} from '../core/i18n.js';
import {clock} from '../core/time.js';
import {attempt} from './dialog.js';
import {jsonBody} from './json.js';
import {View} from './view.js';

/**
 * Looks over an agent's shoulder: what comes in for it, and what its webhook does. Only shows: takes
 * nothing away from the agent. The key stays in memory.
 */
const MOST = 200;
const EVERY_MS = 5000;

class Inspector extends View {
  static properties = {
    known: {attribute: false}, agent: {state: true}, frames: {state: true}, webhook: {state: true},
    deliveries: {state: true}, failure: {state: true}, status: {state: true}};

  constructor() {
    super();
    this.known = '';
    /** @type {any} */
    this.agent = null;
    /** @type {any[]} */
    this.frames = [];
    /** @type {any} */
    this.webhook = null;
    /** @type {any[]} */
    this.deliveries = [];
    /** @type {any} */
    this.failure = null;
    this.status = '';
    this.key = '';
    this.timer = 0;
    /** @type {WebSocket|null} */
    this.socket = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop();
  }

  #stop() {
    clearInterval(this.timer);
    this.socket?.close();
    this.socket = null;
    this.key = '';
  }

  /** @param {string} method @param {string} path @param {unknown} [body] */
  #call(method, path, body) {
    return call(method, path, body, {Authorization: 'Bearer ' + this.key});
  }

  /** @param {any} event */
  async #start(event) {
    event.preventDefault();
    this.#stop();
    this.key = event.target.elements.key.value.trim();
    this.frames = [];
    try {
      this.agent = await this.#call('GET', 'v1/agents/me');
      const {ticket} = await this.#call('POST', 'v1/ws/ticket');
      const {next_seq: seq} = await this.#call('GET', `v1/messages/sync?since_seq=${Number.MAX_SAFE_INTEGER}`);
      this.#open(ticket, seq);
      this.timer = window.setInterval(() => this.#loadWebhook(), EVERY_MS);
      await this.#loadWebhook();
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
  }

  /** @param {string} ticket @param {number} seq */
  #open(ticket, seq) {
    const socket = new WebSocket(socketUrlOf(`v1/ws?ticket=${part(ticket)}&since_seq=${seq}`));
    this.socket = socket;
    socket.onopen = () => (this.status = t('inspector.live'));
    socket.onclose = () => (this.status = t('inspector.closed'));
    socket.onmessage = (event) => {
      const frame = JSON.parse(event.data);
      this.frames = [{at: new Date().toISOString(), frame}, ...this.frames].slice(0, MOST);
    };
  }

  async #loadWebhook() {
    try {
      this.webhook = await this.#call('GET', 'v1/agents/me/webhook');
      const page = await this.#call('GET', 'v1/agents/me/webhook/deliveries?limit=20');
      this.deliveries = page.deliveries || page;
    } catch (error) {
      if (/** @type {any} */ (error).status !== 404) this.failure = error;
      this.webhook = null;
    }
  }

  render() {
    return html`
      <form class="card line" @submit=${this.#start}>
        <label class="field grow"><span>${t('inspector.key')}</span>
          <input name="key" type="password" required autocomplete="off" .value=${this.known}></label>
        <button class="button primary">${t('inspector.watch')}</button>
      </form>
      <p class="hint">${t('inspector.hint')}</p>
      ${this.failure ? html`<p class="error" role="alert">${i18n.error(this.failure)}</p>` : nothing}
      ${this.agent ? html`
        <h2>${this.agent.display_name} <small role="status">${this.status}</small></h2>
        <ul class="rows frames" aria-label=${t('inspector.frames')}>${this.frames.map(({at, frame}) => html`
          <li><details><summary><time>${clock(at)}</time> <b>${frame.type}</b> ${
            frame.data?.message ? `${frame.data.message.from_name || ''}: ${
              frame.data.message.content?.body?.slice(0, 80) || frame.data.message.type}` : ''}</summary>
            ${jsonBody(JSON.stringify(frame))}</details></li>`)}</ul>
        ${this.frames.length ? nothing : html`<p class="hint">${t('inspector.nothing')}</p>`}
        ${this.#webhook()}` : nothing}`;
  }

  #webhook() {
    if (!this.webhook) return html`<p class="hint">${t('inspector.noWebhook')}</p>`;
    return html`
      <h2>${t('inspector.webhook')}</h2>${jsonBody(JSON.stringify(this.webhook))}
      <ul class="rows">${this.deliveries.map((delivery) => html`
        <li class="line"><span class="grow"><b>${delivery.event}</b> <small>${delivery.status} · ${
          delivery.last_status || delivery.last_error || ''}</small></span>
          <button class="button small" @click=${() => attempt(() => this.#call(
            'POST', `v1/agents/me/webhook/deliveries/${part(delivery.id)}/replay`))}>${t('inspector.replay')}</button></li>`)}</ul>`;
  }
}

customElements.define('im-inspector', Inspector);
