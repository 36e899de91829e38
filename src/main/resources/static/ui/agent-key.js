// @ts-check
import {html, nothing} from 'lit';
import {urlOf} from '../core/api.js';
import {t} from '../core/i18n.js';
import {copyable, iconButton} from './bits.js';
import {codeBlock} from './code.js';

/** A key, the one time that it is shown, with what to do next on this very server. */

/** @param {{id: string, name: string, apiKey: string, recovery?: string}} key @param {() => void} close */
export const keyCard = (key, close) => html`
  <section class="card key" aria-label=${t('key.title', {name: key.name})}>
    <div class="line"><h2>${t('key.title', {name: key.name})}</h2><span class="gap"></span>
      ${iconButton(t('close'), 'close', close)}</div>
    <p>${t('key.once')}</p>
    <p>${copyable(key.apiKey, t('key.copy'))}</p>
    ${key.recovery ? html`<p>${t('key.recovery')}</p><p>${copyable(key.recovery, t('key.copyRecovery'))}</p>` : nothing}
    <p><button class="button" @click=${() => download(key)}>${t('key.download')}</button></p>
    <h3>curl</h3>${codeBlock(curl(key.apiKey), 'sh')}
    <h3>Python</h3>${codeBlock(python(key.apiKey), 'python')}
    <h3>MCP</h3>${codeBlock(mcp(key.apiKey), 'sh')}
  </section>`;

const server = () => urlOf('.').href.replace(/\/$/, '');

/** @param {string} key */
const curl = (key) => `curl -sS "${server()}/v1/messages/pending?timeout=30" \\
  -H "Authorization: Bearer ${key}"`;

/** @param {string} key */
const python = (key) => `# pip install agentim
from agentim import Agent

agent = Agent(api_key="${key}", server="${server()}")

@agent.on_message
async def handle(msg):
    await msg.reply(f"You said: {msg.body}")

agent.run_forever()`;

/** @param {string} key */
const mcp = (key) => `claude mcp add --transport http agentim ${server()}/mcp \\
  --header "Authorization: Bearer ${key}"`;

/** @param {{name: string, apiKey: string, recovery?: string}} key */
function download(key) {
  const lines = [`AGENTIM_SERVER=${server()}`, `AGENTIM_API_KEY=${key.apiKey}`];
  if (key.recovery) lines.push(`AGENTIM_RECOVERY_CODE=${key.recovery}`);
  const url = URL.createObjectURL(new Blob([lines.join('\n') + '\n'], {type: 'text/plain'}));
  const anchor = Object.assign(document.createElement('a'), {href: url, download: 'agentim.env'});
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
