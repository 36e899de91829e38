// @ts-check
/** The server's public HTTP API. The session is in a cookie that scripts cannot read. */

const ROOT = new URL('.', document.baseURI);
const PATIENCE_MS = 20_000;

/** An answer other than 2xx, or none at all (status 0). */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {{detail?: string, code?: string, retry_after?: number}} problem
   */
  constructor(status, problem) {
    super(problem.detail || String(status));
    this.status = status;
    this.code = problem.code || (status ? 'error' : 'offline');
    this.retryAfter = problem.retry_after || 1;
  }

  /** Whether the same request may succeed if it is simply sent again. */
  get passes() {
    return this.status === 0 || this.status === 503 || this.status === 429;
  }
}

/** @type {() => void} */
let whenUnauthorized = () => {};

/** @param {() => void} listener told when the session turns out to be over */
export function onUnauthorized(listener) {
  whenUnauthorized = listener;
}

/** @param {string} path relative to where the page is, so that a sub-path works */
export function urlOf(path) {
  return new URL(path, ROOT);
}

/** @param {string} path */
export function socketUrlOf(path) {
  const url = urlOf(path);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<any>} the JSON, or nothing where the answer has none
 */
export async function call(method, path, body, headers = {}) {
  /** @type {Record<string, string>} */
  const json = body === undefined ? {} : {'Content-Type': 'application/json'};
  let response;
  try {
    response = await fetch(urlOf(path), {
      method,
      headers: {...json, ...headers},
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new ApiError(0, {});
  }
  const answer = await bodyOf(response);
  if (response.ok) return answer;
  if (response.status === 401 && !headers.Authorization) whenUnauthorized();
  throw new ApiError(response.status, answer || {});
}

/** @param {Response} response */
async function bodyOf(response) {
  try {
    return JSON.parse(await response.text());
  } catch {
    return undefined;
  }
}

/** @param {string} path @param {Record<string, string|number|undefined>} [query] */
export function get(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
  return call('GET', text ? `${path}?${text}` : path);
}

/** @param {string} path @param {unknown} [body] @param {Record<string, string>} [headers] */
export const post = (path, body, headers) => call('POST', path, body, headers);
/** @param {string} path @param {unknown} body */
export const put = (path, body) => call('PUT', path, body);
/** @param {string} path @param {unknown} body */
export const patch = (path, body) => call('PATCH', path, body);
/** @param {string} path */
export const remove = (path) => call('DELETE', path);

/** One part of a path. @param {string} text */
export const part = (text) => encodeURIComponent(text);

/**
 * Uploads a file as a form. The only request with a progress, which fetch does not tell.
 *
 * @param {string} path
 * @param {File} file
 * @param {(share: number) => void} onProgress
 * @param {AbortSignal} signal
 * @returns {Promise<any>}
 */
export function upload(path, file, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append('file', file);
    request.open('POST', urlOf(path));
    request.upload.onprogress = (event) => onProgress(event.loaded / (event.total || 1));
    request.onerror = () => reject(new ApiError(0, {}));
    request.onabort = () => reject(new ApiError(0, {code: 'cancelled'}));
    request.onload = () => {
      const answer = parse(request.responseText);
      if (request.status < 300) resolve(answer);
      else reject(new ApiError(request.status, answer));
    };
    signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
