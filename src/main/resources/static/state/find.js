// @ts-check
import {get} from '../core/api.js';

/**
 * What is looked for in messages: words, and filters that may be typed between them, such as
 * `from:me has:file before:2026-05-01`.
 *
 * @typedef {{q: string, from: string, in: string, has: string, before: string, after: string}} Query
 */
const PAGE = 20;
const FILTER = /(?:^|\s)(from|in|has|before|after):(\S+)/g;

/** @param {string} text @returns {Query} */
export function parseQuery(text) {
  /** @type {Query} */
  const query = {q: '', from: '', in: '', has: '', before: '', after: ''};
  for (const [, name, value] of text.matchAll(FILTER)) query[/** @type {'from'} */ (name)] = value;
  query.q = text.replace(FILTER, ' ').replace(/\s+/g, ' ').trim();
  return query;
}

/** @param {Query} query */
export const textOf = ({q, ...filters}) =>
  [q, ...Object.entries(filters).map(([name, value]) => (value ? `${name}:${value}` : ''))]
    .filter(Boolean).join(' ');

/**
 * @param {Query} query @param {string} [cursor]
 * @returns {Promise<{results: any[], has_more: boolean, next_cursor?: string}>}
 */
export function findMessages(query, cursor) {
  const given = Object.entries(query).filter(([, value]) => value);
  return get('v1/messages/search', {...Object.fromEntries(given), cursor, limit: PAGE});
}
