// @ts-check
import {html, nothing} from 'lit';
import {i18n, t} from '../core/i18n.js';
import {size} from '../core/time.js';
import {infoOf, pathOf} from '../state/files.js';
import {attempt} from './dialog.js';
import {icon} from './icons.js';
import {View} from './view.js';

/**
 * A file in a conversation: what it is and how large, before anybody downloads it; sound and film
 * can be played at once, pictures are shown. Nothing of it is loaded unasked but a picture.
 */
const SHOWN = /^image\/(png|jpeg|gif|webp)$/;
const PDF = 'application/pdf';

class Attachment extends View {
  static properties = {file: {attribute: false}, info: {state: true}, failure: {state: true}};

  constructor() {
    super();
    this.file = '';
    /** @type {import('../state/files.js').FileInfo|null} */
    this.info = null;
    /** @type {any} */
    this.failure = null;
  }

  /** @param {Map<string, unknown>} changes */
  willUpdate(changes) {
    if (!changes.has('file')) return;
    this.info = this.failure = null;
    const asked = this.file;
    infoOf(asked).then(
      (info) => asked === this.file && (this.info = info),
      (error) => asked === this.file && (this.failure = error));
  }

  render() {
    if (this.failure) return html`<p class="file gone">${icon('file')} ${i18n.error(this.failure)}</p>`;
    if (!this.info) return html`<p class="file">${icon('file')} <span>${t('loading')}</span></p>`;
    return html`${this.#preview(this.info)}${this.#card(this.info)}`;
  }

  /** @param {import('../state/files.js').FileInfo} info */
  #preview({content_type: type, filename}) {
    const path = pathOf(this.file);
    if (SHOWN.test(type)) return picture(this.file, filename);
    if (type.startsWith('audio/')) {
      return html`<audio controls preload="none" src=${path} aria-label=${filename}></audio>`;
    }
    if (type.startsWith('video/')) {
      return html`<video controls preload="none" playsinline src=${path} aria-label=${filename}></video>`;
    }
    return nothing;
  }

  /** @param {import('../state/files.js').FileInfo} info */
  #card(info) {
    const {filename, content_type: type} = info;
    return html`
      <p class="file">${icon('file')}
        <span class="grow"><b>${filename}</b><small>${size(info.size)} · ${type.split(';')[0]}</small></span>
        ${type === PDF ? html`<button type="button" class="button small"
          @click=${() => attempt(() => openPdf(this.file))}>${t('file.open')}</button>` : nothing}
        <a class="button small" href=${pathOf(this.file)} download=${filename}
          aria-label=${t('file.downloadNamed', {name: filename})}>${t('file.download')}</a></p>`;
  }
}

/** A file of this server that is a picture. @param {string} id @param {string} name */
export const picture = (id, name) => html`
  <a class="picture" href=${pathOf(id)} target="_blank" rel="noopener">
    <img src=${pathOf(id)} alt=${name} loading="lazy"></a>`;

/**
 * Shown by the browser's own reader, in a tab of its own. That it is a PDF the server has seen by
 * its first bytes, and it is given to the browser as nothing else.
 *
 * @param {string} id
 */
async function openPdf(id) {
  const answer = await fetch(pathOf(id));
  if (!answer.ok) throw {code: 'not_found'};
  const url = URL.createObjectURL(new Blob([await answer.arrayBuffer()], {type: PDF}));
  Object.assign(document.createElement('a'), {href: url, target: '_blank', rel: 'noopener'}).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

customElements.define('im-attachment', Attachment);
