// @ts-check
import {t} from '../core/i18n.js';

/** The last line of a conversation, as the list shows it. @param {import('../state/chats.js').Chat} chat @param {string} [me] */
export function summaryOf(chat, me) {
  if (!chat.last) return t('chats.silent');
  const {from, from_name: name, content, deleted_at: deletedAt} = chat.last;
  const line = deletedAt ? t('message.deleted') : lineOf(content);
  if (from === me) return t('chats.you', {text: line});
  return chat.group ? `${name}: ${line}` : line;
}

/** @param {{format: string, body: string}} content */
function lineOf({format, body}) {
  if (format === 'image') return t('message.image');
  if (format === 'json') return t('message.json');
  return body.slice(0, 160).replace(/\[([^\]]*)\]\([^)]*\)?/g, '$1').replace(/[`*_#>]+/g, '').replace(/\s+/g, ' ').trim();
}
