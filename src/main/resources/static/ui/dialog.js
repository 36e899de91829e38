// @ts-check
import {html, render} from 'lit';
import {i18n, t} from '../core/i18n.js';
import {iconButton} from './bits.js';

/**
 * Opens a modal dialog: the browser keeps the focus inside, and Esc closes it, as does going elsewhere.
 *
 * @param {string} title by which it is named
 * @param {(close: () => void, redraw: () => void) => unknown} content drawn anew on each redraw
 */
export function openDialog(title, content) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-label', title);
  const close = () => dialog.close();
  const redraw = () => render(html`
    <div class="dialog">
      <header><h2>${title}</h2>${iconButton(t('close'), 'close', close)}</header>
      ${content(close, redraw)}
    </div>`, dialog);
  const back = /** @type {HTMLElement|null} */ (document.activeElement);
  addEventListener('hashchange', close); // it belongs to the page that is left
  dialog.addEventListener('close', () => {
    removeEventListener('hashchange', close);
    dialog.remove();
    back?.focus();
  });
  dialog.addEventListener('click', (event) => event.target === dialog && close());
  redraw();
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector(/** @type {'input'} */ ('input, textarea, footer .button'))?.focus();
  return dialog;
}

/**
 * Asks before what cannot be undone.
 *
 * @param {string} title @param {string} text @param {string} action the word on the button
 * @returns {Promise<boolean>}
 */
export function confirmed(title, text, action) {
  return new Promise((resolve) => {
    let answer = false;
    openDialog(title, (close) => html`
      <p>${text}</p>
      <footer>
        <button class="button" @click=${close}>${t('cancel')}</button>
        <button class="button danger" @click=${() => {
          answer = true;
          close();
        }}>${action}</button>
      </footer>`).addEventListener('close', () => resolve(answer));
  });
}

/** Says briefly what has happened, without a question. @param {string} text */
export function toast(text) {
  let region = document.querySelector('.toasts');
  if (!region) {
    region = document.createElement('div');
    region.className = 'toasts';
    region.setAttribute('role', 'alert');
    document.body.append(region);
  }
  const line = document.createElement('p');
  line.textContent = text;
  region.append(line);
  setTimeout(() => line.remove(), 6000);
}

/** Does it, and says what went wrong if it does. @param {() => Promise<unknown>} action */
export async function attempt(action) {
  try {
    await action();
    return true;
  } catch (error) {
    toast(i18n.error(error));
    return false;
  }
}
