// The device's copy of an audit: its pages, sealed with the key of the copy, and the program's own files, which say
// nothing of anybody, in the cache of the service worker.
import { alive, allLocks, lockOf, putLock } from './lock.js';
import { asPromise, importKey, inStore, rangeFrom, seal, unseal } from './store.js';
import { forgetCopyKey, forgetKey, keysHere, wipe } from './vault.js';

/** The service worker knows it by this beginning; what follows is the version of the program. */
const CACHE = 'casefile-audit ';
const AT_ONCE = 3;

export const auditOf = (path) => /^\/audits\/(\d+)\//.exec(path)?.[1] ?? null;

/** Fetches a page as this person sees it; throws when it is not to be had, or is not theirs. */
async function fetchPage(user, path) {
  const response = await fetch(path, {
    headers: { accept: 'text/html' },
    redirect: 'error',
    cache: 'no-store',
  });
  const html = response.ok ? await response.text() : '';
  if (!html.includes(`data-user="${user}"`)) throw new Error(`${path} could not be had: ${response.status}`);
  return html;
}

/** Opens the copy of an audit; null in a tab without its key. */
export async function openCopy(user, audit) {
  const text = keysHere(user)?.copies[audit];
  if (!text) return null;
  const key = await importKey(text);
  const prefix = `${user} ${audit} `;
  const range = rangeFrom(prefix);
  const get = async (name) =>
    unseal(key, await inStore('pages', 'readonly', (objects) => asPromise(objects.get(prefix + name))));
  const put = async (name, value) => {
    const sealed = await seal(key, value);
    const kept = { ...sealed, at: Date.now() };
    await inStore('pages', 'readwrite', (objects) => asPromise(objects.put(kept, prefix + name)));
  };
  const names = async () => {
    const keys = await inStore('pages', 'readonly', (objects) => asPromise(objects.getAllKeys(range)));
    return keys.map((name) => name.slice(prefix.length));
  };
  return {
    get,
    put,
    /** When a page was fetched, in milliseconds; null for one that is not there. */
    async fetchedAt(name) {
      const kept = await inStore('pages', 'readonly', (objects) => asPromise(objects.get(prefix + name)));
      return kept?.at ?? null;
    },
    names,
    /** Drops every page that is not of the audit any more. */
    async keepOnly(pages) {
      for (const name of await names()) {
        // What was begun here, and what the server said was saved, is of no page.
        if (name.startsWith('/') && !pages.includes(name)) {
          await inStore('pages', 'readwrite', (objects) => asPromise(objects.delete(prefix + name)));
        }
      }
    },
  };
}

/** Keeps the files of the program as they are now; those of another version go. */
async function keepAssets({ version, assets }) {
  const name = CACHE + version;
  const cache = await caches.open(name);
  await cache.addAll(assets.map((url) => new Request(url, { cache: 'reload' })));
  await dropAssets(name);
}

async function dropAssets(except) {
  for (const name of await caches.keys()) {
    if (name.startsWith(CACHE) && name !== except) await caches.delete(name);
  }
}

/**
 * Fetches what a plan names and the device has not, or has for too long.
 *
 * @param plan - what the server says belongs to the copy
 * @param options - olderThan: pages fetched before this moment are fetched anew; assets: whether the program's files
 * are too; onFile(done, total): after each case file
 * @returns when the oldest page was fetched, in milliseconds
 */
export async function fillCopy(user, audit, plan, { olderThan, assets, onFile = () => undefined }) {
  const copy = await openCopy(user, audit);
  if (assets) await keepAssets(plan);
  await copy.put('about', { title: plan.title, list: plan.list });
  let done = 0;
  let oldest = Date.now();
  const queue = [...plan.pages, ...plan.files];
  const isFile = new Set(plan.files);
  const isSecond = new Set(plan.second);
  const isGood = async (path) => {
    if (((await copy.fetchedAt(path)) ?? 0) < olderThan) return false;
    // Drawn to be read again since: the first reading must not stay here.
    return !isSecond.has(path) || (await copy.get(path))?.isSecond === true;
  };
  const work = async () => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (!(await isGood(path))) {
        const html = await fetchPage(user, path);
        // The copy may have been ended meanwhile, in this tab or another one.
        if (!keysHere(user)?.copies[audit]) return;
        await copy.put(path, { html, isSecond: isSecond.has(path) });
      }
      oldest = Math.min(oldest, (await copy.fetchedAt(path)) ?? oldest);
      if (isFile.has(path)) {
        done += 1;
        onFile(done, plan.files.length);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await copy.keepOnly([...plan.pages, ...plan.files]);
  return oldest;
}

/** Ends the copies of a person on this device, or that of one audit; what waits to be sent stays. */
export async function endCopies(user, audit = null) {
  const lock = await lockOf(user);
  const left = Object.keys(lock?.copies ?? {}).filter((id) => audit !== null && id !== String(audit));
  if (lock && left.length > 0) {
    const { [audit]: _ended, ...copies } = lock.copies;
    await putLock({ ...lock, copies });
    await inStore('pages', 'readwrite', (objects) =>
      asPromise(objects.delete(rangeFrom(`${user} ${audit} `))),
    );
    forgetCopyKey(user, audit);
    return;
  }
  await wipe(user, ['locks', 'pages']);
  for (const id of Object.keys(lock?.copies ?? {})) forgetCopyKey(user, id);
}

/** Ends all copies that may not be read any more; those that may are returned. */
export async function endOldCopies(now = Date.now()) {
  const locks = await allLocks();
  const living = [];
  for (const lock of locks) {
    const audits = alive(lock, now);
    if (audits.length === 0) {
      await endCopies(lock.user);
      forgetKey(lock.user);
      continue;
    }
    for (const audit of Object.keys(lock.copies)) {
      if (!audits.includes(audit)) await endCopies(lock.user, audit);
    }
    living.push(lock);
  }
  return living;
}

/** Ends the copies of everybody, or of everybody but one person. */
export async function endEveryCopy(except = null) {
  const ending = (await allLocks()).filter(({ user }) => user !== except);
  for (const { user } of ending) {
    await endCopies(user);
    forgetKey(user);
  }
  if (except === null || ending.length > 0) await leaveNothing();
}

/** Takes the service worker and the program's files away once nobody has a copy here. */
export async function leaveNothing() {
  if ((await allLocks()).length > 0 || !('caches' in window)) return;
  await dropAssets(null);
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.unregister();
}

/** Remembers that a file which was begun here is at the server now, and where. */
export async function rememberBegun(user, path, file) {
  const copy = await openCopy(user, auditOf(path)).catch(() => null);
  const begun = await copy?.get(`begun ${path}`);
  if (begun) await copy.put(`begun ${path}`, { ...begun, isSent: true, file });
}

/** Remembers what the server has of a file, so that its page in the copy is not older than that. */
export async function rememberSaved(user, file, { version, state }) {
  const audit = auditOf(file);
  if (audit === null || !keysHere(user)?.copies[audit]) return;
  const copy = await openCopy(user, audit).catch(() => null);
  await copy?.put(`saved ${file}`, { version, state }).catch(() => undefined);
}
