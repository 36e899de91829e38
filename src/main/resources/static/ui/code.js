// @ts-check
import {html} from 'lit';
import {t} from '../core/i18n.js';
import {copy} from './bits.js';

/**
 * Code, with just enough colour to read it by: comments, strings, numbers, and the words that most
 * languages have in common.
 */
const PARTS = new RegExp([
  /(?<comment>\/\/[^\n]*|#(?![0-9a-fA-F]{3,8}\b)[^\n]*|\/\*[\s\S]*?\*\/|--[ \t][^\n]*)/,
  /(?<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)/,
  /(?<number>\b\d[\d_.]*(?:e[+-]?\d+)?\b)/,
  new RegExp('(?<word>\\b(?:' + (
    'abstract|and|as|async|await|break|case|catch|class|const|continue|def|default|do|elif|else|enum|'
    + 'except|export|extends|false|False|final|finally|fn|for|from|func|function|go|if|impl|implements|'
    + 'import|in|instanceof|interface|is|lambda|let|match|mut|new|nil|None|not|null|of|or|package|pass|'
    + 'private|protected|pub|public|raise|record|return|select|self|static|struct|super|switch|this|throw|'
    + 'true|True|try|type|typeof|use|var|void|when|where|while|with|yield') + ')\\b)'),
].map((part) => part.source).join('|'), 'g');
const MOST = 8_000;

/** @param {string} text @param {string} [language] */
export const codeBlock = (text, language) => html`
  <figure class="code">
    <figcaption><span>${language || t('code')}</span>
      <button type="button" class="button small" @click=${(/** @type {Event} */ e) => copy(text, e)}>
        ${t('copy')}</button></figcaption>
    <pre tabindex="0"><code>${coloured(text)}</code></pre>
  </figure>`;

/** @param {string} text */
function coloured(text) {
  if (text.length > MOST) return text;
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(PARTS)) {
    const kind = Object.entries(match.groups || {}).find(([, found]) => found !== undefined)?.[0];
    parts.push(text.slice(from, match.index), html`<span class="c-${kind}">${match[0]}</span>`);
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}
