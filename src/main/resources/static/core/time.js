// @ts-check
import {i18n, t} from './i18n.js';

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {Intl.DateTimeFormatOptions} options @param {Date} date */
function format(options, date) {
  const key = i18n.language + JSON.stringify(options);
  let found = formats.get(key);
  if (!found) formats.set(key, (found = new Intl.DateTimeFormat(i18n.language, options)));
  return found.format(date);
}

/** @param {string} iso */
export const clock = (iso) => format({hour: '2-digit', minute: '2-digit'}, new Date(iso));

/** @param {string} iso */
export const full = (iso) => format({dateStyle: 'full', timeStyle: 'medium'}, new Date(iso));

/** @param {string} iso */
export function day(iso) {
  const distance = daysAgo(iso);
  if (distance === 0) return t('time.today');
  if (distance === 1) return t('time.yesterday');
  return format(
    {weekday: distance < 7 ? 'long' : undefined, day: 'numeric', month: 'long', year: yearOf(iso)},
    new Date(iso));
}

/** @param {string} iso */
export const date = (iso) => format({dateStyle: 'long'}, new Date(iso));

/** As short as it may be: the time of today, else the date. @param {string} iso */
export function brief(iso) {
  const distance = daysAgo(iso);
  if (distance === 0) return clock(iso);
  if (distance === 1) return t('time.yesterday');
  return format({day: 'numeric', month: 'short', year: yearOf(iso)}, new Date(iso));
}

/** @param {string} iso */
export const dayKey = (iso) => new Date(iso).toDateString();

/** @param {string} iso @returns {'numeric'|undefined} */
const yearOf = (iso) =>
  new Date(iso).getFullYear() === new Date().getFullYear() ? undefined : 'numeric';

/** @param {string} iso */
function daysAgo(iso) {
  const then = new Date(iso).setHours(0, 0, 0, 0);
  const today = new Date().setHours(0, 0, 0, 0);
  return Math.round((today - then) / 86_400_000);
}

const UNITS = ['B', 'KB', 'MB', 'GB'];

/** How large something is, in the units that people use. @param {number} bytes */
export function size(bytes) {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  const value = bytes / 1024 ** power;
  const digits = {maximumFractionDigits: value < 10 ? 1 : 0};
  return `${new Intl.NumberFormat(i18n.language, digits).format(value)} ${UNITS[power]}`;
}
