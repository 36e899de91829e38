// @ts-check
/** What was typed and not sent, for each conversation. Outlives a reload, not a log-out. */
const PREFIX = 'agentim.draft.';

/** @param {string} ref */
export const draftOf = (ref) => localStorage.getItem(PREFIX + ref) || '';

/** @param {string} ref @param {string} text */
export function keepDraft(ref, text) {
  if (text) localStorage.setItem(PREFIX + ref, text);
  else localStorage.removeItem(PREFIX + ref);
}

export function forgetDrafts() {
  Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .forEach((key) => localStorage.removeItem(key));
}
