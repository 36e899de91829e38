// @ts-check
import {refOf} from './chats.js';
import {Conversation} from './conversation.js';

/** The conversations in memory, by every name that they have had. */
/** @type {Map<string, Conversation>} */
const open = new Map();
const KEPT = 20;

/** @param {string} ref */
export function conversationOf(ref) {
  const found = open.get(ref) || new Conversation(ref);
  found.onBegan = () => open.set(found.ref, found);
  open.delete(ref);
  open.set(ref, found);
  const oldest = open.keys().next().value;
  if (open.size > KEPT && oldest) open.delete(oldest);
  return found;
}

/** Those in memory that a message belongs to. @param {any} message */
export const conversationsOf = (message) =>
  [...new Set(open.values())].filter((one) =>
    one.ref === refOf(message) || one.threadId === message.thread_id
    || one.ref === 'to:' + message.from && !one.threadId && !message.group_id);

export const openConversations = () => [...new Set(open.values())];
export const forgetConversations = () => open.clear();
