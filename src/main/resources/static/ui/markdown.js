// @ts-check
import {html, nothing} from 'lit';
import {Lexer} from 'marked';
import {codeBlock} from './code.js';

/**
 * Markdown as parts of the page. The library only takes the text apart; what is shown is built here,
 * from tokens, as elements and text. No HTML is ever made of what somebody wrote, so there is
 * nothing to clean; HTML in it is shown as the text that it is. Pictures become links: loading one
 * would tell a stranger who reads, and when.
 */
const SAFE_LINK = /^(https?:|mailto:)/i;

/*
 * The library takes time that grows with the square of a paragraph and of the depth of lists: there
 * are texts of 64 KiB that would keep it busy for minutes. What is longer or deeper than what people
 * and models write is shown as it was typed.
 */
const MOST = 20_000;
const MOST_LINE = 2_000;
const MOST_INLINE = 1_000;
const INLINE_BUDGET_MS = 50;
const TOO_DEEP = /^(?:[ \t]*(?:>|[-+*]|\d{1,9}[.)])){7}|^[ \t]{24,}(?:>|[-+*]|\d{1,9}[.)])/m;

/** @typedef {(text: string) => unknown} Plain how text without marks is shown */

/** @param {string} text @param {Plain} [plain] */
export function markdown(text, plain = (t) => t) {
  const tokens = text.length > MOST || TOO_DEEP.test(text) || longestLine(text) > MOST_LINE
    ? null : tokensOf(text);
  return tokens ? blocks(tokens, plain) : plainText(text, plain);
}

/** @param {string} text */
const longestLine = (text) => Math.max(...text.split('\n').map((line) => line.length));

/** @param {string} text */
function tokensOf(text) {
  const lexer = new Lexer({gfm: true, breaks: true});
  try {
    lexer.blockTokens(text.replace(/\r\n?/g, '\n'), lexer.tokens);
    const end = performance.now() + INLINE_BUDGET_MS;
    for (const {src, tokens} of lexer.inlineQueue) {
      if (src.length > MOST_INLINE || performance.now() > end) {
        tokens.push({type: 'text', raw: src, text: src, escaped: false});
      } else {
        lexer.inlineTokens(src, tokens);
      }
    }
    return lexer.tokens;
  } catch {
    return null;
  }
}

/** @param {any[]} tokens @param {Plain} plain @returns {unknown} */
const blocks = (tokens, plain) => tokens.map((token) => block(token, plain));

/** @param {any} token @param {Plain} plain */
function block(token, plain) {
  switch (token.type) {
    case 'paragraph': return html`<p>${inline(token.tokens, plain)}</p>`;
    case 'heading': return html`<p class="heading h${token.depth}">${inline(token.tokens, plain)}</p>`;
    case 'code': return codeBlock(token.text, token.lang);
    case 'blockquote': return html`<blockquote>${blocks(token.tokens, plain)}</blockquote>`;
    case 'list': return list(token, plain);
    case 'table': return table(token, plain);
    case 'hr': return html`<hr>`;
    case 'space': case 'def': case 'checkbox': return nothing;
    case 'text': return token.tokens ? inline(token.tokens, plain) : plain(unescaped(token));
    default: return html`<p class="plain">${token.raw}</p>`;
  }
}

/** @param {any} token @param {Plain} plain */
function list(token, plain) {
  const items = token.items.map((/** @type {any} */ item) => html`<li>${
    item.task ? (item.checked ? '☑ ' : '☐ ') : nothing}${blocks(item.tokens, plain)}</li>`);
  return token.ordered
    ? html`<ol start=${Number(token.start) || 1}>${items}</ol>` : html`<ul>${items}</ul>`;
}

/** @param {any} token @param {Plain} plain */
const table = (token, plain) => html`
  <div class="table" tabindex="0"><table>
    <thead><tr>${token.header.map((/** @type {any} */ cell) =>
      html`<th>${inline(cell.tokens, plain)}</th>`)}</tr></thead>
    <tbody>${token.rows.map((/** @type {any[]} */ row) => html`<tr>${row.map((cell) =>
      html`<td>${inline(cell.tokens, plain)}</td>`)}</tr>`)}</tbody>
  </table></div>`;

/** @param {any[]} tokens @param {Plain} plain @returns {unknown} */
const inline = (tokens, plain) => tokens.map((token) => span(token, plain));

/** @param {any} token @param {Plain} plain */
function span(token, plain) {
  switch (token.type) {
    case 'strong': return html`<strong>${inline(token.tokens, plain)}</strong>`;
    case 'em': return html`<em>${inline(token.tokens, plain)}</em>`;
    case 'del': return html`<del>${inline(token.tokens, plain)}</del>`;
    case 'codespan': return html`<code>${token.text}</code>`;
    case 'br': return html`<br>`;
    case 'link': return anchor(token.href, inline(token.tokens, plain));
    case 'image': return anchor(token.href, token.text || token.href);
    case 'escape': return token.text;
    case 'text': return token.tokens ? inline(token.tokens, plain) : plain(unescaped(token));
    default: return token.raw;
  }
}

/** What was written, not what an HTML renderer would need. @param {any} token */
const unescaped = (token) => token.raw ?? token.text;

/** @param {string} href @param {unknown} content */
export function anchor(href, content) {
  const bare = href.replace(/[\u0000-\u0020\u007f-\u009f]/g, '');
  return SAFE_LINK.test(bare)
    ? html`<a href=${bare} target="_blank" rel="noopener noreferrer nofollow">${content}</a>`
    : html`<span class="dead-link">${content}</span>`;
}

const URL_IN_TEXT = /https?:\/\/[^\s<>"'，。；！？）】》]+[^\s<>"'.,:;!?)\]}，。；！？）】》]/g;

/** Text that is no Markdown: its lines, and links in it. @param {string} text @param {Plain} plain */
export function plainText(text, plain = (t) => t) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(URL_IN_TEXT)) {
    parts.push(plain(text.slice(from, match.index)), anchor(match[0], match[0]));
    from = match.index + match[0].length;
  }
  parts.push(plain(text.slice(from)));
  return html`<p class="plain">${parts}</p>`;
}
