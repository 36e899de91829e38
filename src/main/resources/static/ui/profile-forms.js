// @ts-check
import {html, nothing} from 'lit';
import {upload} from '../core/api.js';
import {i18n, t} from '../core/i18n.js';
import {session} from '../state/session.js';
import {attempt, openDialog, toast} from './dialog.js';

/** The forms with which one changes oneself. */

/** @param {any} event @param {(elements: any) => Promise<unknown>} save @param {() => void} close @param {(e: any) => void} fail */
async function submit(event, save, close, fail) {
  event.preventDefault();
  try {
    await save(event.target.elements);
    close();
    toast(t('saved'));
  } catch (error) {
    fail(error);
  }
}

export function editProfile() {
  /** @type {any} */
  let failure = null;
  openDialog(t('settings.edit'), (close, redraw) => html`
    <form class="stack" @submit=${(/** @type {any} */ e) => submit(e, (form) => session.change({
      display_name: form.name.value, bio: form.bio.value, status: form.status.value}), close, (error) => {
      failure = error;
      redraw();
    })}>
      <label class="field"><span>${t('signIn.displayName')}</span><input name="name" required maxlength="64" .value=${session.me.display_name}></label>
      <label class="field"><span>${t('settings.status')}</span><input name="status" maxlength="200" .value=${session.me.status || ''}></label>
      <label class="field"><span>${t('settings.bio')}</span><textarea name="bio" rows="3" maxlength="1000" .value=${session.me.bio || ''}></textarea></label>
      ${failure ? html`<p class="error" role="alert">${i18n.error(failure)}</p>` : nothing}
      <footer><button class="button primary">${t('save')}</button></footer>
    </form>`);
}

export function changePassword() {
  /** @type {any} */
  let failure = null;
  openDialog(t('settings.password'), (close, redraw) => html`
    <form class="stack" @submit=${(/** @type {any} */ e) => submit(e, (form) => session.change({
      old_password: form.old.value, password: form.fresh.value}), close, (error) => {
      failure = error;
      redraw();
    })}>
      <label class="field"><span>${t('settings.oldPassword')}</span><input name="old" type="password" required autocomplete="current-password"></label>
      <label class="field"><span>${t('settings.newPassword')}</span><input name="fresh" type="password" required minlength="8" autocomplete="new-password"></label>
      <p class="hint">${t('signIn.passwordHint')} ${t('settings.passwordEnds')}</p>
      ${failure ? html`<p class="error" role="alert">${i18n.error(failure)}</p>` : nothing}
      <footer><button class="button primary">${t('save')}</button></footer>
    </form>`);
}

export function uploadAvatar() {
  const input = Object.assign(document.createElement('input'), {type: 'file', accept: 'image/png,image/jpeg'});
  input.onchange = () => attempt(async () => {
    if (!input.files?.[0]) return;
    await upload('v1/users/avatar', input.files[0], () => {}, new AbortController().signal);
    await session.refresh();
  });
  input.click();
}
