// @ts-check
import {html, nothing} from 'lit';
import {live} from 'lit/directives/live.js';
import {get, part, put, remove, urlOf} from '../core/api.js';
import {i18n, LANGUAGES, t} from '../core/i18n.js';
import {brief} from '../core/time.js';
import {enableAlerts, playSound} from '../state/alerts.js';
import {people} from '../state/people.js';
import {prefs} from '../state/prefs.js';
import {session} from '../state/session.js';
import {avatar, copyable, failed, loading} from '../ui/bits.js';
import {deviceOf} from '../ui/device.js';
import {attempt, confirmed, toast} from '../ui/dialog.js';
import {shareCard} from '../ui/person.js';
import {editProfile, changePassword, uploadAvatar} from '../ui/profile-forms.js';
import {View} from '../ui/view.js';

/** The own profile, how things look, who may do what, and where one is logged in. */
class SettingsPage extends View {
  static stores = [session, prefs, people];
  static properties = {settings: {state: true}, sessions: {state: true}, failure: {state: true}};

  constructor() {
    super();
    /** @type {any} */
    this.settings = null;
    /** @type {any[]} */
    this.sessions = [];
    /** @type {any} */
    this.failure = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
  }

  async #load() {
    try {
      [this.settings, this.sessions] = await Promise.all([
        get('v1/agents/settings'), get('v1/users/me/sessions')]);
      this.failure = null;
    } catch (error) {
      this.failure = error;
    }
  }

  render() {
    return html`
      <div class="page"><div class="column">
        <h1>${t('nav.settings')}</h1>
        ${this.#profile()}${this.#appearance()}
        ${this.failure ? failed(this.failure, () => this.#load()) : this.settings ? html`
          ${this.#privacy()}${this.#blocks()}${this.#sessions()}` : loading()}
        ${this.#end()}
      </div></div>`;
  }

  #profile() {
    return html`
      <section class="card me" aria-label=${t('settings.profile')}>
        ${avatar(session.me, 'large')}
        <div class="grow"><h2>${session.me?.display_name}</h2>
          ${session.me?.bio ? html`<p>${session.me.bio}</p>` : nothing}
          <p>${copyable(session.me?.id || '', t('signIn.copyId'))}</p>
          <div class="actions">
            <button class="button small" @click=${editProfile}>${t('settings.edit')}</button>
            <button class="button small" @click=${uploadAvatar}>${t('settings.avatar')}</button>
            <button class="button small" @click=${changePassword}>${t('settings.password')}</button>
            <button class="button small" @click=${() => shareCard(session.me)}>${t('share.title')}</button>
          </div></div>
      </section>`;
  }

  #appearance() {
    return html`
      <section class="card" aria-labelledby="s-look"><h2 id="s-look">${t('settings.look')}</h2>
        ${choice(t('settings.theme'), ['system', 'light', 'dark'], String(prefs.get('theme')),
          (value) => t('theme.' + value), (value) => prefs.set('theme', value))}
        ${choice(t('settings.language'), Object.keys(LANGUAGES), i18n.language,
          (value) => LANGUAGES[/** @type {'en'} */ (value)], (value) => i18n.choose(value))}
        ${toggle(t('settings.enterSends'), prefs.get('enterSends'), (on) => prefs.set('enterSends', on))}
        ${toggle(t('settings.notify'), prefs.get('notify'), async (on) => {
          if (!on) prefs.set('notify', false);
          else if (!(await enableAlerts())) toast(t('settings.notifyRefused'));
          this.requestUpdate(); // a switch that was not allowed goes back
        })}
        ${toggle(t('settings.sound'), prefs.get('sound'), (on) => {
          prefs.set('sound', on);
          if (on) playSound();
        })}
        ${toggle(t('keys.letters'), prefs.get('letterKeys'), (on) => prefs.set('letterKeys', on))}
        <p class="hint">${t('settings.keys')}</p>
      </section>`;
  }

  #privacy() {
    const s = this.settings;
    return html`
      <section class="card" aria-labelledby="s-privacy"><h2 id="s-privacy">${t('settings.privacy')}</h2>
        ${choice(t('settings.whoMessages'), ['everyone', 'friends_only', 'nobody'], s.who_can_message,
          (value) => t('audience.' + value), (value) => this.#change({who_can_message: value}))}
        ${choice(t('settings.whoBefriends'), ['everyone', 'nobody'], s.who_can_add_friend,
          (value) => t('audience.' + value), (value) => this.#change({who_can_add_friend: value}))}
        ${choice(t('settings.groups'), ['all', 'mentions_only', 'none'], s.group_delivery,
          (value) => t('groups.' + value), (value) => this.#change({group_delivery: value}))}
        ${toggle(t('settings.searchable'), s.searchable, (on) => this.#change({searchable: on}))}
        ${toggle(t('settings.receipts'), s.send_read_receipts, (on) => this.#change({send_read_receipts: on}))}
        ${toggle(t('settings.typing'), prefs.get('tellTyping'), (on) => prefs.set('tellTyping', on))}
      </section>`;
  }

  /** @param {Record<string, unknown>} change */
  async #change(change) {
    await attempt(async () => (this.settings = await put('v1/agents/settings', change)));
    this.requestUpdate();
  }

  #blocks() {
    return html`
      <section class="card" aria-labelledby="s-blocks"><h2 id="s-blocks">${t('settings.blocks')}</h2>
        ${people.blocked.length ? html`<ul class="rows">${people.blocked.map((person) => html`
          <li class="line">${avatar(person, 'small')}<span class="grow">${person.display_name}</span>
            <button class="button small" @click=${() => attempt(() => people.block(person.id, false))}>${t('person.unblock')}</button></li>`)}</ul>`
          : html`<p class="hint">${t('settings.noBlocks')}</p>`}
      </section>`;
  }

  #sessions() {
    return html`
      <section class="card" aria-labelledby="s-sessions"><h2 id="s-sessions">${t('settings.sessions')}</h2>
        <ul class="rows">${this.sessions.map((one) => html`
          <li class="line"><span class="grow"><span class="wrap" title=${one.user_agent || nothing}>${
            one.user_agent ? deviceOf(one.user_agent) : t('settings.unknownDevice')}</span>
            <small>${one.current ? t('settings.thisDevice') : t('settings.lastUsed', {when: brief(one.last_used_at)})} ${one.last_used_ip || ''}</small></span>
            ${one.current ? nothing : html`<button class="button small" @click=${() => attempt(async () => {
              await remove(`v1/users/me/sessions/${part(one.id)}`);
              await this.#load();
            })}>${t('settings.endSession')}</button>`}</li>`)}</ul>
      </section>`;
  }

  #end() {
    return html`
      <section class="card" aria-labelledby="s-account"><h2 id="s-account">${t('settings.account')}</h2>
        <div class="actions">
          <button class="button" @click=${() => attempt(() => session.logOut())}>${t('settings.logOut')}</button>
          <button class="button" @click=${() => attempt(() => session.logOutEverywhere())}>${t('settings.everywhere')}</button>
          <a class="button" href=${urlOf('v1/me/export').href} download="agentim-export.ndjson">${t('settings.export')}</a>
          <button class="button danger" @click=${deleteAccount}>${t('settings.delete')}</button>
        </div>
        <p class="hint">${t('settings.exportText')}</p>
        <p class="hint"><a href="docs">${t('settings.docs')}</a></p>
      </section>`;
  }
}

async function deleteAccount() {
  if (await confirmed(t('settings.delete'), t('settings.deleteText'), t('settings.deleteYes'))) {
    attempt(() => session.deleteAccount());
  }
}

/** @param {string} label @param {string[]} values @param {string} current @param {(v: string) => string} word @param {(v: any) => unknown} onChange */
const choice = (label, values, current, word, onChange) => html`
  <label class="setting"><span>${label}</span>
    <select @change=${(/** @type {any} */ e) => onChange(e.target.value)}>${values.map((value) => html`
      <option value=${value} ?selected=${value === current}>${word(value)}</option>`)}</select></label>`;

/** @param {string} label @param {boolean} on @param {(on: boolean) => unknown} onChange */
const toggle = (label, on, onChange) => html`
  <label class="setting switch"><span>${label}</span>
    <input type="checkbox" .checked=${live(Boolean(on))} @change=${(/** @type {any} */ e) => onChange(e.target.checked)}></label>`;

customElements.define('im-settings', SettingsPage);
