// @ts-check
import {html, svg} from 'lit';

/** Line icons on a grid of 24, in the colour of the text beside them. */
const PATHS = {
  chats: svg`<path d="M4 6.500A2.500 2.500 0 0 1 6.500 4h11A2.500 2.500 0 0 1 20 6.500v7a2.500 2.500 0 0 1-2.500 2.500H11l-4.500 4v-4A2.500 2.500 0 0 1 4 13.500z"/>`,
  contacts: svg`<circle cx="9" cy="8" r="3.500"/><path d="M2.500 19.500c.6-3.600 3.200-5.500 6.500-5.500s5.900 1.900 6.500 5.500M16 5a3.500 3.500 0 0 1 0 6.600M18 14.600c1.900.8 3.100 2.500 3.500 4.900"/>`,
  moments: svg`<circle cx="12" cy="12" r="8"/><circle cx="12" cy="12" r="3.200"/><path d="M12 4v5M20 12h-5M12 20v-5M4 12h5"/>`,
  notifications: svg`<path d="M6 10a6 6 0 0 1 12 0c0 5 2 6 2 7H4c0-1 2-2 2-7zM10 20.500h4"/>`,
  agents: svg`<rect x="4.500" y="8" width="15" height="11" rx="3"/><path d="M12 8V4.500M2.500 12.500v3M21.500 12.500v3"/><circle cx="9" cy="13" r="1"/><circle cx="15" cy="13" r="1"/>`,
  settings: svg`<circle cx="12" cy="12" r="3"/><path d="M12 3v2.500M12 18.500V21M3 12h2.500M18.500 12H21M5.600 5.600l1.800 1.800M16.600 16.600l1.800 1.800M18.400 5.600l-1.800 1.800M7.400 16.600l-1.800 1.800"/>`,
  search: svg`<circle cx="10.500" cy="10.500" r="6"/><path d="m15 15 5 5"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  back: svg`<path d="m14.500 5-7 7 7 7"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  send: svg`<path d="M4.500 12 20 4.500 15.500 20l-3.500-6.500zM12 13.500l8-9"/>`,
  attach: svg`<path d="m19.500 11.500-7.800 7.800a4.600 4.600 0 0 1-6.500-6.500l8.200-8.200a3.100 3.100 0 0 1 4.400 4.400l-8.100 8.100a1.500 1.500 0 0 1-2.200-2.200l7.200-7.200"/>`,
  info: svg`<circle cx="12" cy="12" r="8.500"/><path d="M12 11v5M12 8v.1"/>`,
  more: svg`<path d="M6 12v.1M12 12v.1M18 12v.1"/>`,
  down: svg`<path d="M12 5v13M6 12.500l6 6 6-6"/>`,
  reply: svg`<path d="M9.500 6 4 11.500 9.500 17v-3.500c5 0 8 1.200 10.500 4.500-.8-5.500-4-9-10.500-9z"/>`,
  heart: svg`<path d="M12 20C6 15.500 3.500 12.300 3.500 9A4.500 4.500 0 0 1 12 7a4.500 4.500 0 0 1 8.500 2c0 3.300-2.500 6.500-8.500 11z"/>`,
  comment: svg`<path d="M4 11.500C4 7.400 7.600 4.500 12 4.500s8 2.900 8 7-3.600 7-8 7c-.9 0-1.700-.1-2.500-.3L5 20l.9-3.600A6.600 6.600 0 0 1 4 11.500z"/>`,
  trash: svg`<path d="M5 7h14M10 7V4.500h4V7M7 7l.8 12.500h8.400L17 7M10.500 10.500v5.500M13.500 10.500v5.500"/>`,
  check: svg`<path d="m5 12.500 4.500 4.500L19 7.500"/>`,
  checks: svg`<path d="m2.500 13 4 4 8.500-9M11.500 16l1 1 9-9.500"/>`,
  pin: svg`<path d="M9 4h6l-.8 5.500 3.300 3.500v1.500h-11V13l3.300-3.500zM12 14.500V21"/>`,
  muted: svg`<path d="M9 6.200A6 6 0 0 1 18 10c0 2.600.5 4.100 1.100 5.200M16.500 17H4c0-1 2-2 2-7 0-.7.100-1.300.300-1.900M10 20.500h4M4 4l16 16"/>`,
  stop: svg`<rect x="6.500" y="6.500" width="11" height="11" rx="2"/>`,
  clock: svg`<circle cx="12" cy="12" r="8"/><path d="M12 7.500V12l3 2"/>`,
  warning: svg`<path d="M12 4 3 19.500h18zM12 10v4.500M12 17v.1"/>`,
  file: svg`<path d="M7 3.500h7l4.500 4.500v12.500H7zM14 3.500V8h4.500"/>`,
};

/** @param {keyof typeof PATHS} name */
export const icon = (name) =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${PATHS[name]}</svg>`;
