// @ts-check
import {html, nothing} from 'lit';
import {t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {socket} from '../core/socket.js';
import {chats} from '../state/chats.js';
import {startInbox} from '../state/inbox.js';
import {notices} from '../state/notices.js';
import {people} from '../state/people.js';
import {session} from '../state/session.js';
import {counter, failed, loading} from './bits.js';
import {icon} from './icons.js';
import {onShortcut} from './shortcuts.js';
import {showUnread} from './title.js';
import {View} from './view.js';
import {followKeyboard} from './viewport.js';
import '../pages/chats.js';
import '../pages/sign-in.js';

/** The frame: signed out, or the navigation with one page beside it. */
/** @type {Record<string, {icon?: any, page: () => unknown, load?: () => Promise<unknown>}>} */
const PAGES = {
  chats: {icon: 'chats', page: () => html`<im-chats></im-chats>`},
  contacts: {
    icon: 'contacts', load: () => import('../pages/contacts.js'),
    page: () => html`<im-contacts></im-contacts>`},
  moments: {
    icon: 'moments', load: () => import('../pages/moments.js'),
    page: () => html`<im-moments></im-moments>`},
  notifications: {
    icon: 'notifications', load: () => import('../pages/notifications.js'),
    page: () => html`<im-notifications></im-notifications>`},
  agents: {
    icon: 'agents', load: () => import('../pages/agents.js'),
    page: () => html`<im-agents></im-agents>`},
  settings: {
    icon: 'settings', load: () => import('../pages/settings.js'),
    page: () => html`<im-settings></im-settings>`},
  search: {load: () => import('../pages/find.js'), page: () => html`<im-find></im-find>`},
};
const IN_NAVIGATION = Object.entries(PAGES).filter(([, page]) => page.icon);

class App extends View {
  static stores = [session, router, socket, chats, notices, people];
  static properties = {failure: {state: true}, ready: {state: true}};

  constructor() {
    super();
    /** @type {any} */
    this.failure = null;
    this.started = false;
    /** @type {Set<string>} */
    this.ready = new Set(['chats']);
    addEventListener('keydown', onShortcut);
    followKeyboard();
  }

  connectedCallback() {
    this.replaceChildren();
    super.connectedCallback();
  }

  render() {
    switch (session.status) {
      case 'unknown': return html`<div class="splash">${loading()}</div>`;
      case 'unreachable':
        return html`<main class="splash">${failed({code: 'offline'}, () => session.start())}</main>`;
      case 'in': return this.#frame();
      default: return html`<im-sign-in></im-sign-in>`;
    }
  }

  updated() {
    showUnread(session.status === 'in' ? chats.unread : 0);
    if (session.status !== 'in') {
      this.started = false;
    } else if (!this.started) {
      this.started = true;
      this.#start();
    }
  }

  async #start() {
    if (['login', 'register'].includes(router.page)) router.replace(link('chats'));
    try {
      await startInbox();
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
  }

  #frame() {
    const current = PAGES[router.page] ? router.page : 'chats';
    const deep = router.parts.length > 1;
    return html`
      <div class="frame ${deep ? 'deep' : ''}">
        <a class="skip" href="#main" @click=${this.#skip}>${t('skip')}</a>
        <nav class="rail" aria-label=${t('nav.main')}>
          ${IN_NAVIGATION.map(([name, page]) => html`
            <a href=${link(name)} aria-current=${name === current ? 'page' : nothing}
              aria-label=${t('nav.' + name)} title=${t('nav.' + name)}>
              <span class="nav-icon">${icon(page.icon)}${counter(this.#countOf(name))}</span>
              <span class="nav-label">${t('nav.' + name)}</span></a>`)}
        </nav>
        <div class="stage">
          <p class="connection" role="status">${this.#connection()}</p>
          <main id="main" tabindex="-1">
            ${this.failure ? failed(this.failure, () => this.#start()) : this.#page(current)}
          </main>
        </div>
      </div>`;
  }

  #connection() {
    return socket.status === 'reconnecting' ? html`<span>${t('connection.reconnecting')}</span>` : nothing;
  }

  /** @param {string} name */
  #countOf(name) {
    return {chats: chats.unread, notifications: notices.unread, contacts: people.received.length}[name] || 0;
  }

  /** @param {string} name */
  #page(name) {
    const page = PAGES[name];
    if (this.ready.has(name)) return page.page();
    page.load?.().then(
      () => (this.ready = new Set([...this.ready, name])),
      () => (this.failure = {code: 'outdated'}));
    return loading();
  }

  /** @param {Event} event */
  #skip(event) {
    event.preventDefault();
    this.find('main').focus();
  }
}

customElements.define('im-app', App);
