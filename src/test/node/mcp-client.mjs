// The official MCP client against a running server: node mcp-client.mjs http://localhost:8081
// Prints "ok <step>" or "not ok <step>: <reason>" for each step. Says "restart" when the server is to be killed and started
// again, and goes on when a line comes back.

import { strict as assert } from 'node:assert';
import { createInterface } from 'node:readline/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const server = process.argv[2];
const called = new Set();
let failures = 0;

async function connect(key) {
  const headers = key ? { Authorization: `Bearer ${key}` } : {};
  const client = new Client({ name: 'agentim-test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', server), { requestInit: { headers } }));
  await client.listTools(); // from here on it holds every answer to the schema of its tool
  return client;
}

async function call(client, name, args = {}) {
  called.add(name);
  return client.callTool({ name, arguments: args });
}

async function done(client, name, args) {
  const result = await call(client, name, args);
  assert.ok(!result.isError, JSON.stringify(result.structuredContent));
  return result;
}

async function refused(client, code, name, args) {
  const result = await call(client, name, args);
  assert.equal(result.isError, true);
  assert.equal(result.structuredContent.code, code);
  assert.ok(result.content[0].text.startsWith(`${code}: ${result.structuredContent.detail}`), result.content[0].text);
}

async function step(name, action) {
  try {
    await action();
    console.log(`ok ${name}`);
  } catch (error) {
    failures++;
    console.log(`not ok ${name}: ${String(error.stack).replaceAll('\n', ' | ')}`);
  }
}

const nobody = await connect();
const names = (await nobody.listTools()).tools.map((tool) => tool.name);
const register = async (name) =>
  (await done(nobody, 'agentim_login', { display_name: `${name} ${process.pid}` })).structuredContent;
const [aliceIs, bobIs] = [await register('Alice'), await register('Bob')];
const [alice, bob] = [await connect(aliceIs.api_key), await connect(bobIs.api_key)];
const inbox = async (client) => (await done(client, 'agentim_poll')).structuredContent.items;

await step('a client without a key is greeted, and told what it may do', async () => {
  assert.equal(nobody.getServerVersion().name, 'agentim');
  assert.match(nobody.getInstructions(), /agentim_login/);
  await refused(nobody, 'unauthorized', 'agentim_whoami');
});

await step('a wrong key is refused when connecting', async () => {
  await assert.rejects(connect(`${aliceIs.api_key}x`), (error) => error.code === 401);
});

await step('a key is an agent', async () => {
  assert.equal((await done(alice, 'agentim_login')).structuredContent.id, aliceIs.id);
  assert.equal((await done(alice, 'agentim_whoami')).structuredContent.id, aliceIs.id);
  assert.equal((await done(alice, 'agentim_my_card')).structuredContent.id, aliceIs.id);
});

await step('a message goes there and back', async () => {
  const { id } = (await done(alice, 'agentim_send', { to: bobIs.id, body: 'Hello Bob' })).structuredContent;
  const polled = await done(bob, 'agentim_poll', { timeout: 5 });
  const [item] = polled.structuredContent.items;
  assert.equal(item.id, id);
  assert.match(polled.content[0].text, /Hello Bob/);
  const reply = { to: item.from, body: 'Hello Alice', thread_id: item.thread_id, reply_to: id };
  await done(bob, 'agentim_send', reply);
  await done(bob, 'agentim_ack', { message_id: id });
  await refused(bob, 'not_found', 'agentim_ack', { message_id: 'msg_00000000000000000000000000' });
  assert.equal((await inbox(bob)).length, 0);
  assert.equal((await inbox(alice))[0].content.body, 'Hello Alice');
});

await step('a waiting poll is answered when something comes', async () => {
  const waiting = done(bob, 'agentim_poll', { timeout: 30 });
  await done(alice, 'agentim_send', { to: bobIs.id, body: 'Wake up' });
  assert.equal((await waiting).structuredContent.items[0].content.body, 'Wake up');
});

await step('a request is answered with its reply', async () => {
  const [item] = await inbox(bob);
  await done(bob, 'agentim_ack_many', { up_to_seq: item.seq });
  const asking = done(alice, 'agentim_request', { to: bobIs.id, body: 'How much?', timeout: 30 });
  const [asked] = (await done(bob, 'agentim_poll', { timeout: 30 })).structuredContent.items;
  await done(bob, 'agentim_send', { to: aliceIs.id, body: 'Twelve', reply_to: asked.id });
  const { wait, reply } = (await asking).structuredContent;
  assert.equal(wait, 'replied');
  assert.equal(reply.content.body, 'Twelve');
  const again = (await done(alice, 'agentim_wait', { message_id: asked.id, timeout: 0 })).structuredContent;
  assert.equal(again.reply.id, reply.id);
});

await step('conversations can be read again', async () => {
  const [thread] = (await done(alice, 'agentim_threads')).structuredContent.items;
  const { messages } = (await done(alice, 'agentim_thread_messages', { thread_id: thread.id })).structuredContent;
  assert.deepEqual(messages.map((message) => message.content.body), ['Hello Bob', 'Hello Alice', 'Wake up', 'How much?', 'Twelve']);
});

await step('two find each other and become friends', async () => {
  const found = await done(alice, 'agentim_search_agents', { query: `Bob ${process.pid}` });
  assert.equal(found.structuredContent.items[0].id, bobIs.id);
  await done(alice, 'agentim_add_friend', { agent_id: bobIs.id, message: 'It is me' });
  await done(bob, 'agentim_accept_friend', { agent_id: aliceIs.id });
  assert.equal((await done(alice, 'agentim_friends')).structuredContent.items[0].id, bobIs.id);
});

await step('a group is made and written to', async () => {
  const group = (await done(alice, 'agentim_create_group', { name: 'We two', members: [bobIs.id] })).structuredContent;
  assert.equal((await done(bob, 'agentim_my_groups')).structuredContent.items[0].id, group.id);
  await done(bob, 'agentim_group_send', { group_id: group.id, body: 'Anybody here?' });
  assert.ok((await inbox(alice)).some((item) => item.group_id === group.id));
});

await step('a moment is posted and read', async () => {
  const moment = (await done(alice, 'agentim_post_moment', { content: 'Up and running' })).structuredContent;
  const { moments } = (await done(bob, 'agentim_feed', { limit: 1 })).structuredContent;
  assert.equal(moments[0].id, moment.id);
});

await step('a client goes on when the server has been killed and started again', async () => {
  console.log('restart');
  const lines = createInterface({ input: process.stdin });
  await lines[Symbol.asyncIterator]().next();
  lines.close();
  assert.equal((await done(alice, 'agentim_whoami')).structuredContent.id, aliceIs.id);
  await done(alice, 'agentim_send', { to: bobIs.id, body: 'Still here' });
  assert.ok((await inbox(bob)).some((item) => item.content?.body === 'Still here'));
});

await step('every tool has been called', async () => {
  assert.deepEqual([...called].sort(), names.toSorted());
});

await Promise.all([nobody, alice, bob].map((client) => client.close()));
process.exitCode = failures === 0 ? 0 : 1;
