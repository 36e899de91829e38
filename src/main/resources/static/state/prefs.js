// @ts-check
import {Store} from '../core/store.js';

/** What this browser remembers of how its user wants things. Nothing secret. */
const DEFAULTS = {
  theme: 'system',
  enterSends: true,
  notify: false,
  sound: false,
  tellTyping: true,
  letterKeys: false,
};
const PREFIX = 'agentim.';

class Preferences extends Store {
  /** @template {keyof typeof DEFAULTS} K @param {K} name @returns {(typeof DEFAULTS)[K]} */
  get(name) {
    const stored = localStorage.getItem(PREFIX + name);
    if (stored === null) return DEFAULTS[name];
    return /** @type {any} */ (
      typeof DEFAULTS[name] === 'boolean' ? stored === 'true' : stored);
  }

  /** @template {keyof typeof DEFAULTS} K @param {K} name @param {(typeof DEFAULTS)[K]} value */
  set(name, value) {
    localStorage.setItem(PREFIX + name, String(value));
    if (name === 'theme') this.applyTheme();
    this.changed();
  }

  applyTheme() {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const theme = this.get('theme');
    document.documentElement.dataset.theme =
      theme === 'system' ? (dark ? 'dark' : 'light') : String(theme);
  }
}

export const prefs = new Preferences();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => prefs.applyTheme());
