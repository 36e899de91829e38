// @ts-check
import {session} from './session.js';

/**
 * What was typed and not sent, for each conversation. Outlives a reload and the end of a session,
 * for the same account, but not a log-out.
 */
const PREFIX = 'agentim.draft.';

/** @param {string} ref */
const keyOf = (ref) => `${PREFIX}${session.me?.id}.${ref}`;

/** @param {string} ref */
export const draftOf = (ref) => localStorage.getItem(keyOf(ref)) || '';

/** @param {string} ref @param {string} text */
export function keepDraft(ref, text) {
  if (text) localStorage.setItem(keyOf(ref), text);
  else localStorage.removeItem(keyOf(ref));
}

export function forgetDrafts() {
  Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .forEach((key) => localStorage.removeItem(key));
}
