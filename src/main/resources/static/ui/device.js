// @ts-check
/**
 * What a browser calls itself, in words that people use: the first that fits.
 *
 * @type {[RegExp, string][]}
 */
const BROWSERS = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'], [/\bOPR\//, 'Opera'], [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'], [/\bSafari\//, 'Safari']];
/** @type {[RegExp, string][]} */
const SYSTEMS = [
  [/\b(iPhone|iPad|iPod)\b/, 'iOS'], [/\bAndroid\b/, 'Android'], [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'], [/\bCrOS\b/, 'ChromeOS'], [/\bLinux\b/, 'Linux']];

/** @param {string} userAgent @returns {string} such as `Firefox, Linux`; of a program what it says */
export function deviceOf(userAgent) {
  const parts = [BROWSERS, SYSTEMS].map((table) =>
    table.find(([pattern]) => pattern.test(userAgent))?.[1]);
  return parts[0] ? parts.filter(Boolean).join(', ') : userAgent;
}
