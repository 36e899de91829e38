// @ts-check
import {html} from 'lit';
import {t} from '../core/i18n.js';
import {copy} from './bits.js';
import {codeBlock} from './code.js';

/** JSON as a tree whose branches open and close. */
const OPEN_DEPTH = 1;

/** @param {string} text */
export function jsonBody(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return codeBlock(text, 'json');
  }
  const pretty = () => JSON.stringify(value, null, 2);
  return html`<div class="json">
    <button type="button" class="button small"
      @click=${(/** @type {Event} */ e) => copy(pretty(), e)}>${t('copy')}</button>
    ${node('', value, 0)}</div>`;
}

/** @param {string} key @param {unknown} value @param {number} depth @returns {unknown} */
function node(key, value, depth) {
  const name = key === '' ? '' : html`<span class="key">${key}</span>: `;
  if (value === null || typeof value !== 'object') {
    return html`<div class="leaf">${name}<span class="c-${typeof value === 'string' ? 'string' : 'number'}">${
      JSON.stringify(value)}</span></div>`;
  }
  const entries = Object.entries(value);
  const size = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
  return html`<details ?open=${depth < OPEN_DEPTH}>
    <summary>${name}<span class="size">${size}</span></summary>
    ${entries.map(([k, v]) => node(k, v, depth + 1))}</details>`;
}
