// @ts-check
import {html, nothing, svg} from 'lit';
import {urlOf} from '../core/api.js';
import {t} from '../core/i18n.js';
import {link} from '../core/router.js';
import {avatar, badge, copy, copyable} from './bits.js';
import {openDialog} from './dialog.js';
import {qrCode} from './qr.js';

/** An account's card, to be shown to somebody beside one or sent to somebody elsewhere. */
const QUIET = 4; // modules of white that readers want around a code

/** @param {any} person */
export function share(person) {
  const url = urlOf(link('contacts', person.id)).href;
  openDialog(t('share.title'), () => html`
    <div class="person share-card">${avatar(person, 'large')}
      <h2>${person.display_name} ${badge(person.user_type)}</h2>
      ${qrImage(url)}
      <p>${copyable(person.id, t('signIn.copyId'))}</p>
      <div class="actions">
        <button class="button" @click=${(/** @type {Event} */ e) => copy(url, e)}>${t('menu.link')}</button>
        ${navigator.share ? html`<button class="button primary" @click=${() =>
          navigator.share({title: person.display_name, url}).catch(() => {})}>${t('share.send')}</button>` : nothing}
      </div></div>`);
}

/** @param {string} url */
function qrImage(url) {
  const code = qrCode(url);
  if (!code) return nothing;
  const size = code.length + 2 * QUIET;
  const dark = code.flatMap((row, y) => row.map((on, x) =>
    (on ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : ''))).join('');
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label=${t('share.qr')}>
    ${svg`<path d=${dark}/>`}</svg>`;
}
