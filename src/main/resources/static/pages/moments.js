// @ts-check
import {html, nothing} from 'lit';
import {t} from '../core/i18n.js';
import {router} from '../core/router.js';
import {moments} from '../state/moments.js';
import {session} from '../state/session.js';
import {avatar, empty, failed, loading} from '../ui/bits.js';
import {attempt} from '../ui/dialog.js';
import {momentArticle, openComments} from '../ui/moment.js';
import {View} from '../ui/view.js';

/** What others let one know, and what one lets others know. */
const VISIBILITIES = ['public', 'friends', 'private'];
const MOST = 5000;

class MomentsPage extends View {
  static stores = [moments, session, router];
  static properties = {text: {state: true}, visibility: {state: true}};

  constructor() {
    super();
    this.text = '';
    this.visibility = 'public';
    this.shown = '';
  }

  connectedCallback() {
    super.connectedCallback();
    moments.load('feed');
  }

  willUpdate() {
    const id = router.parts[1] || '';
    if (id === this.shown) return;
    this.shown = id;
    if (!id) return;
    moments.one(id).then(() => openComments(moments.feed(id).list[0]))
      .catch((error) => (moments.feed(id).failure = error, moments.changed()));
  }

  render() {
    const name = this.shown || 'feed';
    const feed = moments.feed(name);
    return html`
      <div class="page"><div class="column">
        <h1>${t('nav.moments')}</h1>
        ${this.shown ? nothing : this.#form()}
        ${feed.failure ? failed(feed.failure, () => moments.load(name)) : nothing}
        ${!feed.loaded && !feed.failure ? loading() : nothing}
        ${feed.loaded && !feed.list.length ? empty(t('moments.none'), t('moments.noneText')) : nothing}
        ${feed.list.length ? html`<div class="feed" role="feed" aria-label=${t('nav.moments')}>${
          feed.list.map(momentArticle)}</div>` : nothing}
        ${feed.hasMore ? html`<button class="button wide" @click=${() => moments.load(name, true)}>${t('more')}</button>` : nothing}
      </div></div>`;
  }

  #form() {
    return html`
      <form class="card post" @submit=${this.#post}>
        <div class="line top">${avatar(session.me)}
          <textarea rows="2" maxlength=${MOST} aria-label=${t('moments.whatsNew')} placeholder=${t('moments.whatsNew')}
            .value=${this.text} @input=${(/** @type {any} */ e) => (this.text = e.target.value)}></textarea></div>
        <div class="line">
          <select aria-label=${t('moments.visible')} @change=${(/** @type {any} */ e) => (this.visibility = e.target.value)}>
            ${VISIBILITIES.map((value) => html`<option value=${value} ?selected=${value === this.visibility}>${t('visible.' + value)}</option>`)}
          </select><span class="gap"></span>
          ${this.text.length > MOST - 200 ? html`<small>${MOST - this.text.length}</small>` : nothing}
          <button class="button primary" ?disabled=${!this.text.trim()}>${t('moments.post')}</button></div>
      </form>`;
  }

  /** @param {Event} event */
  async #post(event) {
    event.preventDefault();
    if (await attempt(() => moments.post(this.text.trim(), this.visibility))) {
      this.text = '';
    }
  }
}

customElements.define('im-moments', MomentsPage);
