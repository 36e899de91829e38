// @ts-check
import {get} from '../core/api.js';
import {link, router} from '../core/router.js';
import {socket} from '../core/socket.js';
import {activity} from './activity.js';
import {takeChange} from './changes.js';
import {chats, refOf} from './chats.js';
import {
  conversationsOf, forgetConversations, openConversations} from './conversations.js';
import {announce} from './alerts.js';
import {forgetDrafts} from './drafts.js';
import {notices} from './notices.js';
import {outbox} from './outbox.js';
import {people} from './people.js';
import {receipts} from './receipts.js';
import {server} from './server.js';
import {session} from './session.js';
import {streams} from './streams.js';

/** Takes what comes in to where it belongs. */
const NEWEST = Number.MAX_SAFE_INTEGER;
const SYNC_PAGE = 500;
const SYNC_PAGES = 4;

/** @typedef {import('./conversation.js').Conversation} Conversation */

/** The one on the screen, whose messages are seen as they come. @type {Conversation|null} */
let visible = null;

/** @param {Conversation|null} conversation */
export function setVisible(conversation) {
  visible = conversation;
}

/** Whether the user looks at this conversation right now. @param {Conversation} conversation */
export const isSeen = (conversation) =>
  visible === conversation && document.visibilityState === 'visible';

export async function startInbox() {
  outbox.restore();
  server.load();
  const {next_seq: seq} = await get('v1/messages/sync', {since_seq: NEWEST, limit: 1});
  socket.onFrame = onFrame;
  socket.onOpen = (again) => again && catchUp();
  socket.onRevoked = () => session.start();
  socket.start(seq);
  await Promise.all([chats.load(), people.load(), notices.load()]);
}

session.onEnd((byUser) => {
  socket.stop();
  forgetConversations();
  [chats, people, notices, outbox, receipts, activity, streams].forEach((store) => store.reset());
  if (!byUser) return; // else one goes on where one was, after logging in again
  router.go(link('login'));
  forgetDrafts();
  outbox.forget();
});

/** @param {string} type @param {any} data */
function onFrame(type, data) {
  if (type === 'msg') receive(data.message, false);
  else if (type === 'sent') receive(data.message, true);
  else if (type === 'notification') onNotification();
  else takeChange(type, data);
}

let refresh = 0;
function onNotification() {
  clearTimeout(refresh);
  refresh = window.setTimeout(() => {
    notices.load();
    people.load();
    chats.refreshSoon();
  }, 200);
}

/** @param {any} message @param {boolean} own */
function receive(message, own) {
  if (message.type !== 'request' && message.type !== 'response') return; // an event: a notice tells
  activity.end(message.thread_id, message.from);
  streams.end(message.id);
  if (own && outbox.awaits(message)) return;
  const conversations = conversationsOf(message);
  conversations.forEach((conversation) => {
    conversation.began(message.thread_id);
    conversation.receive(message);
  });
  const read = conversations.some((conversation) => isSeen(conversation) && conversation.followed);
  chats.receive(message, !own && !read);
  if (!own && !conversations.some(isSeen)) announce(message, refOf(message));
}

/** After a break: what has come in meanwhile, in order, then what the user did elsewhere. */
async function catchUp() {
  try {
    let since = socket.seq;
    for (let page = 0; page < SYNC_PAGES; page++) {
      const answer = await get('v1/messages/sync', {since_seq: since, limit: SYNC_PAGE});
      answer.messages.forEach((/** @type {any} */ item) => receive(item, false));
      since = answer.next_seq;
      if (since > socket.seq) socket.seq = since;
      if (!answer.has_more) break;
    }
  } catch {
    // the connection is gone again, and so is this; the next one asks for the same
  }
  await Promise.all([
    chats.load(), people.load(), notices.load(),
    ...openConversations().map((conversation) => conversation.catchUp())]);
}
