// @ts-check
import {get, part, urlOf} from '../core/api.js';

/** What is known of files: name, size, type. Each is asked for once. */
const ID = /\bfile_[0-9a-z]{26}\b/;
const LINK = /(?:^|[\s(])(?:https?:\/\/[^\s()]+)?\/v1\/files\/(file_[0-9a-z]{26})(?![\w/])/g;
const ALONE = /^\[[^\]]*\]\([^()\s]*\/v1\/files\/file_[0-9a-z]{26}\)$/;
const MOST = 4;
const KEPT = 200;

/** @type {Map<string, Promise<FileInfo>>} */
const known = new Map();

/** @typedef {{id: string, filename: string, size: number, content_type: string}} FileInfo */

/** @param {string} id @returns {Promise<FileInfo>} */
export function infoOf(id) {
  const found = known.get(id) || get(`v1/files/${part(id)}/info`);
  known.set(id, found);
  found.catch(() => known.delete(id));
  if (known.size > KEPT) known.delete(/** @type {string} */ (known.keys().next().value));
  return found;
}

/** Whatever host is written before it: a file is only ever had from this server. @param {string} id */
export const pathOf = (id) => urlOf(`v1/files/${id}`).href;

/** @param {string} text */
export const fileIn = (text) => text.match(ID)?.[0];

/** Files of this server that a text links to. @param {string} text */
export const filesIn = (text) =>
  [...new Set([...text.matchAll(LINK)].map((match) => match[1]))].slice(0, MOST);

/** Whether a text is a link to a file and nothing else. @param {string} text */
export const isFileAlone = (text) => ALONE.test(text.trim());

/** A link to a file, as it is sent. @param {{filename: string, url: string}} file */
export const linkTo = ({filename, url}) => `[${filename.replace(/[[\]\\]/g, '')}](${url})`;
