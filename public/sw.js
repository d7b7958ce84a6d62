// Serves a prepared device where the server cannot be reached. Pages always come from the server when it answers;
// otherwise from offline.html, which opens them from the device's copy in a signed-in browser. This worker has no key
// and sees no page of the copy.

const CACHE = 'casefile-audit ';
const OWED = 'casefile-audit-owed';
const OWED_SIGN_OUT = '/owed/sign-out';
const SHELL = '/offline.html';

/** A page that is in the copy is not waited for longer than this. */
const PATIENCE_MS = 8000;
const ASSET_PATIENCE_MS = 4000;
const COPIED = /^\/audits\/\d+\/files(\/\d+)?$/;
/** Begun on the device: the server knows no such page. */
const LOCAL = /^\/audits\/\d+\/device\/files\/[\da-f]+$/;
/** What a server before this one says while this one is away. */
const AWAY = [502, 504];

/** @type {ServiceWorkerGlobalScope | null} */
const worker = self instanceof ServiceWorkerGlobalScope ? self : null;
worker?.addEventListener('install', () => worker.skipWaiting());
worker?.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker?.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(request, url));
  else if (request.method === 'GET' && ['script', 'style', 'image', 'font'].includes(request.destination)) {
    event.respondWith(asset(request, url));
  }
});

/**
 * The answer of the server, or null where it does not come.
 *
 * @param {Request} request
 * @param {number} [patience] - how long it is waited for, in milliseconds; as long as it takes when not given
 */
async function fromServer(request, patience) {
  const answer = fetch(request).then(
    (response) => (AWAY.includes(response.status) ? null : response),
    () => null,
  );
  if (patience === undefined) return answer;
  /** @type {Promise<null>} */
  const enough = new Promise((resolve) => setTimeout(() => resolve(null), patience));
  return Promise.race([answer, enough]);
}

/**
 * A file of the program as it was kept with the copy, null when it was not.
 *
 * @param {string} path
 */
async function kept(path) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(CACHE)) continue;
    const response = await (await caches.open(name)).match(path);
    if (response) return response;
  }
  return null;
}

/**
 * @param {Request} request
 * @param {URL} url - of the request
 */
async function page(request, url) {
  if (request.method === 'POST' && url.pathname === '/sign-out') return signOut(request);
  if (await isOwed()) {
    // Somebody signed out while the server was away: nobody gets a page before it knows.
    if (!(await paySignOut())) return shell('signed-out');
  }
  if (request.method === 'GET' && LOCAL.test(url.pathname)) return shell('page');
  const isCopied = request.method === 'GET' && COPIED.test(url.pathname);
  const response = await fromServer(request, isCopied ? PATIENCE_MS : undefined);
  return response ?? shell(request.method === 'GET' ? 'page' : 'not-sent');
}

/**
 * The page without a server, in the form that fits what happened.
 *
 * @param {'page' | 'signed-out' | 'not-sent'} kind
 */
async function shell(kind) {
  const response = await kept(SHELL);
  if (!response) return Response.error();
  const html = (await response.text()).replace('data-kind="page"', `data-kind="${kind}"`);
  // A case file from the copy takes its place, of which the browser is to keep nothing. Some do all the same: returned.js.
  const headers = new Headers(response.headers);
  headers.set('Cache-Control', 'no-store');
  return new Response(html, { headers });
}

/**
 * @param {Request} request
 * @param {URL} url - of the request
 */
async function asset(request, url) {
  return (await fromServer(request, ASSET_PATIENCE_MS)) ?? (await kept(url.pathname)) ?? Response.error();
}

// ---- A sign-out that the server has not heard of

async function isOwed() {
  return (await caches.has(OWED)) && (await (await caches.open(OWED)).match(OWED_SIGN_OUT)) !== undefined;
}

/** @param {Request} request */
async function signOut(request) {
  const response = await fromServer(request.clone());
  if (response) return response;
  await (await caches.open(OWED)).put(OWED_SIGN_OUT, new Response(''));
  return shell('signed-out');
}

/** Signs out what was signed in then; false while the server is away. */
async function paySignOut() {
  try {
    const session = await fetch('/session', { headers: { accept: 'application/json' }, cache: 'no-store' });
    if (!session.ok) return false;
    /** @type {unknown} */
    const json = await session.json();
    // What is no session is no word that anybody is signed out.
    if (typeof json !== 'object' || json === null || !('user' in json) || !('csrfToken' in json))
      return false;
    const { user, csrfToken } = json;
    if (typeof csrfToken !== 'string') return false;
    if (user) {
      const response = await fetch('/sign-out', {
        method: 'POST',
        headers: { accept: 'application/json', 'x-csrf-token': csrfToken },
        redirect: 'manual',
      });
      if (!response.ok && response.type !== 'opaqueredirect') return false;
    }
    await caches.delete(OWED);
    return true;
  } catch {
    return false;
  }
}
