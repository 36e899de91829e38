// @ts-check
import {html, nothing} from 'lit';
import {get} from '../core/api.js';
import {i18n, t} from '../core/i18n.js';
import {openDialog} from './dialog.js';
import {jsonBody} from './json.js';

/** A message as it is on the wire, and, for who sent it, what became of it. @param {any} message */
export function showRaw(message) {
  /** @type {{text?: string, failure?: string}} */
  let deliveries = {};
  let redrawn = () => {};
  const dialog = openDialog(t('menu.raw'), (close, redraw) => {
    redrawn = redraw;
    return html`<div class="raw">${jsonBody(JSON.stringify(message))}
      ${deliveries.text ? html`<h3>${t('menu.deliveries')}</h3>${jsonBody(deliveries.text)}` : nothing}
      ${deliveries.failure ? html`<p class="hint">${deliveries.failure}</p>` : nothing}</div>`;
  });
  if (message.seq) return; // one that was received
  loadDeliveries(message.id).then((found) => {
    deliveries = found;
    if (dialog.isConnected) redrawn();
  });
}

/** @param {string} id */
async function loadDeliveries(id) {
  try {
    return {text: JSON.stringify(await get(`v1/messages/${id}/deliveries`))};
  } catch (error) {
    return /** @type {any} */ (error).status === 404 ? {} : {failure: i18n.error(error)};
  }
}
