// @ts-check
import {html, nothing} from 'lit';
import {call, part, socketUrlOf} from '../core/api.js';
import {i18n, t} from '../core/i18n.js';
import {clock, full} from '../core/time.js';
import {session} from '../state/session.js';
import {attempt, toast} from './dialog.js';
import {jsonBody} from './json.js';
import {View} from './view.js';

/**
 * Looks over an agent's shoulder: what comes in for it, and what its webhook does. Takes nothing
 * away from the agent. With its key one may also speak as the agent, and have its webhook called.
 * The key stays in memory.
 */
const MOST = 200;
const EVERY_MS = 5000;

class Inspector extends View {
  static properties = {
    known: {attribute: false}, agent: {state: true}, frames: {state: true}, webhook: {state: true},
    deliveries: {state: true}, attempts: {state: true}, failure: {state: true}, status: {state: true}};

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
    /** @type {Record<string, any[]>} by delivery, those that were opened */
    this.attempts = {};
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
    const socket = new WebSocket(socketUrlOf(`v1/ws?ticket=${part(ticket)}&since_seq=${seq}&events=extended`));
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
        <form class="card line" @submit=${this.#sendAs}>
          <label class="field"><span>${t('inspector.to')}</span>
            <input name="to" required autocomplete="off" .value=${session.me?.id || ''}></label>
          <label class="field grow"><span>${t('inspector.sendAs', {name: this.agent.display_name})}</span>
            <input name="body" required autocomplete="off" .value=${t('inspector.hello')}></label>
          <button class="button">${t('chat.send')}</button>
        </form>
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
    const {pending, dead, status} = this.webhook;
    return html`
      <div class="line"><h2>${t('inspector.webhook')}</h2>
        <small>${t('inspector.state', {status, pending, dead})}</small><span class="gap"></span>
        <button class="button small" @click=${() => this.#order('test')}>${t('inspector.test')}</button>
        <button class="button small" @click=${() => this.#order('resume')}>${t('inspector.resume')}</button></div>
      ${jsonBody(JSON.stringify(this.webhook))}
      <ul class="rows" aria-label=${t('menu.deliveries')}>${this.deliveries.map((delivery) => this.#delivery(delivery))}</ul>`;
  }

  /** @param {any} delivery */
  #delivery(delivery) {
    const {id, event, status, attempt_count: tries, last_status: code, last_error: error} = delivery;
    return html`
      <li class="line"><details class="grow" @toggle=${() => this.#loadAttempts(id)}>
          <summary><b>${event}</b> <small>${[status, t('inspector.tries', {count: tries}), code || error || ''].filter(Boolean).join(' · ')}</small></summary>
          <ol>${(this.attempts[id] || []).map((attempt) => html`<li><small>${full(attempt.started_at)} · ${
            attempt.latency_ms} ms · ${attempt.error || attempt.status}</small></li>`)}</ol></details>
        <button class="button small" @click=${() => this.#order(`deliveries/${part(id)}/replay`)}>${
          t('inspector.replay')}</button></li>`;
  }

  /** @param {string} id */
  #loadAttempts(id) {
    return attempt(async () => {
      const {attempts = []} = await this.#call('GET', `v1/agents/me/webhook/deliveries/${part(id)}`);
      this.attempts = {...this.attempts, [id]: attempts};
    });
  }

  /** @param {string} what the webhook is to do */
  #order(what) {
    return attempt(async () => {
      await this.#call('POST', `v1/agents/me/webhook/${what}`);
      await this.#loadWebhook();
    });
  }

  /** @param {any} event */
  #sendAs(event) {
    event.preventDefault();
    const {to, body} = event.target.elements;
    return attempt(async () => {
      await this.#call('POST', 'v1/messages', {to: to.value.trim(), body: body.value});
      toast(t('message.sent'));
    });
  }
}

customElements.define('im-inspector', Inspector);
