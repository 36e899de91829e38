// @ts-check
import {activity} from './activity.js';
import {chats} from './chats.js';
import {remainsOf} from './conversation.js';
import {openConversations} from './conversations.js';
import {receipts} from './receipts.js';
import {streams} from './streams.js';

/** What becomes of messages and conversations after they were there. */

/** @type {Record<string, (data: any) => void>} by the type of the frame that tells of it */
const CHANGES = {
  'read': (data) => chats.readUpTo(data),
  'receipt': (data) => receipts.receive(data),
  'activity': (data) => activity.receive(data),
  'preferences': (data) => chats.preferred(data.thread_id, data),
  'pins': (data) => inThread(data, (conversation) => conversation.loadPins()),
  'message.chunk': (data) => streams.receive(data),
  'message.deleted': (data) => change(data, remainsOf(data.deleted_at)),
  'message.edited': (data) => change(data, {content: data.content, edited_at: data.edited_at}),
};

/** @param {string} type @param {any} data */
export const takeChange = (type, data) => CHANGES[type]?.(data);

/** @param {any} data @param {any} change */
function change(data, change) {
  inThread(data, (conversation) => conversation.change(data.message_id, change));
  chats.change(data.message_id, change);
}

/** @param {any} data @param {(c: import('./conversation.js').Conversation) => void} action */
function inThread({thread_id: threadId}, action) {
  openConversations().filter((one) => one.threadId === threadId).forEach(action);
}
