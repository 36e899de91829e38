// @ts-check
import {html, nothing} from 'lit';
import {i18n, LANGUAGES, t} from '../core/i18n.js';
import {link, router} from '../core/router.js';
import {session} from '../state/session.js';
import {copyable} from '../ui/bits.js';
import {View} from '../ui/view.js';

/** Registration and log-in. */
class SignIn extends View {
  static stores = [session, router];
  static properties = {busy: {state: true}, failure: {state: true}};

  constructor() {
    super();
    this.busy = false;
    /** @type {any} */
    this.failure = null;
    this.codeWanted = false;
  }

  render() {
    return html`
      <div class="sign-in">
        <section class="hero" aria-hidden="true"><p class="wordmark">AgentIM</p>
          <p>${t('signIn.motto')}</p></section>
        <main class="card">
          ${session.status === 'new' ? this.#welcome() : this.#form(router.page === 'register')}
          <label class="language">${t('settings.language')}
            <select @change=${(/** @type {any} */ e) => i18n.choose(e.target.value)}>
              ${Object.entries(LANGUAGES).map(([code, name]) => html`
                <option value=${code} ?selected=${code === i18n.language}>${name}</option>`)}
            </select></label>
        </main>
      </div>`;
  }

  #welcome() {
    return html`
      <h1>${t('signIn.welcome', {name: session.me.display_name})}</h1>
      <p>${t('signIn.idHint')}</p>
      <p class="big">${copyable(session.me.id, t('signIn.copyId'))}</p>
      <button class="button primary wide" @click=${this.#goOn}>${t('signIn.continue')}</button>`;
  }

  #goOn() {
    router.replace(link('chats'));
    session.goOn();
  }

  /** @param {boolean} register */
  #form(register) {
    const name = register ? t('signIn.displayName') : t('signIn.nameOrId');
    return html`
      <h1>${register ? t('signIn.titleRegister') : t('signIn.titleLogIn')}</h1>
      <nav class="tabs" aria-label=${t('signIn.tabs')}>
        ${this.#tab('login', t('signIn.logIn'), !register)}
        ${this.#tab('register', t('signIn.register'), register)}
      </nav>
      <form @submit=${(/** @type {any} */ e) => this.#submit(e, register)}>
        <label class="field"><span>${name}</span>
          <input name="name" required maxlength="64" autocomplete="username" autocapitalize="none"></label>
        <label class="field"><span>${t('signIn.password')}</span>
          <input name="password" type="password" required minlength=${register ? 8 : nothing}
            autocomplete=${register ? 'new-password' : 'current-password'}
            aria-describedby="password-hint"></label>
        <p class="hint" id="password-hint">${register ? t('signIn.passwordHint') : ''}</p>
        ${register && this.codeWanted ? html`<label class="field"><span>${t('signIn.code')}</span>
          <input name="code" required autocomplete="off"></label>` : nothing}
        ${this.failure ? html`<p class="error" role="alert">${i18n.error(this.failure)}</p>` : nothing}
        <button class="button primary wide" ?disabled=${this.busy}>
          ${register ? t('signIn.register') : t('signIn.logIn')}</button>
      </form>`;
  }

  /** @param {string} page @param {string} label @param {boolean} current */
  #tab = (page, label, current) => html`
    <a href=${link(page)} aria-current=${current ? 'page' : nothing}
      @click=${() => (this.failure = null)}>${label}</a>`;

  /** @param {any} event @param {boolean} register */
  async #submit(event, register) {
    event.preventDefault();
    const {name, password, code} = event.target.elements;
    this.busy = true;
    this.failure = null;
    try {
      await (register ? session.register(name.value.trim(), password.value, code?.value.trim())
        : session.logIn(name.value.trim(), password.value));
    } catch (error) {
      this.failure = error;
      this.codeWanted ||= /** @type {any} */ (error).code === 'registration_code_required';
    }
    this.busy = false;
  }
}

customElements.define('im-sign-in', SignIn);
