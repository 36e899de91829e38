// @ts-check
import {Store} from './store.js';

/** The words of the page, from `i18n/<language>.json`, and how times and numbers are written. */
export const LANGUAGES = {en: 'English', zh: '中文'};
const STORED = 'agentim.language';

class I18n extends Store {
  language = preferred();
  /** @type {Record<string, string>} */
  #texts = {};

  async load(language = this.language) {
    const answer = await fetch(new URL(`../i18n/${language}.json`, import.meta.url));
    this.#texts = await answer.json();
    this.language = language;
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : language;
    this.changed();
  }

  /** @param {string} language */
  async choose(language) {
    localStorage.setItem(STORED, language);
    await this.load(language);
  }

  /**
   * `{name}` in a text stands for a parameter. A text whose key ends in `.one` is for a count of 1.
   *
   * @param {string} key
   * @param {Record<string, string|number>} [parameters]
   */
  text(key, parameters = {}) {
    const one = parameters.count === 1 ? this.#texts[key + '.one'] : undefined;
    const text = one ?? this.#texts[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_, name) => String(parameters[name] ?? ''));
  }

  /** What went wrong, in the user's language as far as it is known. @param {any} error */
  error(error) {
    const own = this.#texts['error.' + error?.code];
    return own || error?.message || this.text('error.unknown');
  }
}

function preferred() {
  const stored = localStorage.getItem(STORED);
  if (stored && stored in LANGUAGES) return stored;
  return navigator.languages.some((l) => l.toLowerCase().startsWith('zh'))
      && !navigator.languages[0]?.toLowerCase().startsWith('en')
    ? 'zh' : 'en';
}

export const i18n = new I18n();

/** @param {string} key @param {Record<string, string|number>} [parameters] */
export const t = (key, parameters) => i18n.text(key, parameters);
