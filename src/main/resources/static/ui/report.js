// @ts-check
import {html, nothing} from 'lit';
import {post} from '../core/api.js';
import {i18n, t} from '../core/i18n.js';
import {openDialog, toast} from './dialog.js';

/** Tells who runs this server of a message or an account. @param {{account_id: string}|{message_id: string}} what */
export function report(what) {
  /** @type {any} */
  let failure = null;
  openDialog(t('report.title'), (close, redraw) => html`
    <form class="stack" @submit=${async (/** @type {any} */ event) => {
      event.preventDefault();
      try {
        await post('v1/reports', {...what, reason: event.target.elements.reason.value.trim()});
        close();
        toast(t('report.done'));
      } catch (error) {
        failure = error;
        redraw();
      }
    }}>
      <p>${t('report.text')}</p>
      <label class="field"><span>${t('report.reason')}</span>
        <textarea name="reason" rows="4" required maxlength="1000"></textarea></label>
      ${failure ? html`<p class="error" role="alert">${i18n.error(failure)}</p>` : nothing}
      <footer><button class="button primary">${t('report.send')}</button></footer>
    </form>`);
}
