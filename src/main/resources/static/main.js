// @ts-check
import {i18n} from './core/i18n.js';
import {session} from './state/session.js';
import './ui/app.js';

await Promise.all([i18n.load(), session.start()]);
