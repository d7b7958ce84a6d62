// The device's copy of an audit: its pages, sealed with the key of the copy, and the program's own files, which say
// nothing of anybody, in the cache of the service worker.
import { alive, allLocks, lockOf, putLock } from './lock.js';
import { dropKept, importKey, keepAs, keptAs, namesKept, rangeFrom, seal, unseal } from './store.js';
import { forgetCopyKey, forgetKey, keysHere, wipe } from './vault.js';

/**
 * @import { CopyPlan } from './answers.js'
 * @import { Lock } from './store.js'
 * @typedef {{ html: string, isSecond: boolean }} Page as the server gave it; isSecond: of a second reading
 * @typedef {{ title: string, list: string, many?: string }} About the audit: its name, the address of its case files, and what
 *   these are called
 * @typedef {{ groupId: string, reference: string, isSent?: boolean, file?: string }} Begun
 *   a file that was begun here; once it is sent, file is its address at the server
 * @typedef {{ version: number, state: Record<string, string> }} SavedState of a file, later than its page
 * @typedef {NonNullable<Awaited<ReturnType<typeof openCopy>>>} Copy
 */

/** The service worker knows it by this beginning; what follows is the version of the program. */
const CACHE = 'casefile-audit ';
const AT_ONCE = 3;

/**
 * The audit that an address is of, null when it is of none.
 *
 * @param {string} path
 */
export const auditOf = (path) => /^\/audits\/(\d+)\//.exec(path)?.[1] ?? null;

/**
 * Fetches a page as this person sees it; throws when it is not to be had, or is not theirs.
 *
 * @param {number} user
 * @param {string} path
 */
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

/**
 * Opens the copy of an audit; null in a tab without its key.
 *
 * @param {number} user
 * @param {string} audit
 */
export async function openCopy(user, audit) {
  const text = keysHere(user)?.copies[audit];
  if (!text) return null;
  const key = await importKey(text);
  const prefix = `${user} ${audit} `;
  const names = async () =>
    (await namesKept('pages', rangeFrom(prefix))).map((name) => name.slice(prefix.length));
  /**
   * @param {string} name
   * @returns {Promise<unknown>}
   */
  const get = async (name) => unseal(key, await keptAs('pages', prefix + name));
  /**
   * @param {string} name
   * @param {Page | About | Begun | SavedState} value
   */
  const put = async (name, value) =>
    keepAs('pages', prefix + name, { ...(await seal(key, value)), at: Date.now() });

  // What is under a name was put there by the function beside it: nothing else opens with this key.
  return {
    /** @param {string} path */
    page: async (path) => /** @type {Page | null} */ (await get(path)),
    /**
     * @param {string} path
     * @param {Page} page
     */
    putPage: (path, page) => put(path, page),
    about: async () => /** @type {About | null} */ (await get('about')),
    /** @param {About} about */
    putAbout: (about) => put('about', about),
    /**
     * A file that was begun here, by its address on this device.
     *
     * @param {string} path
     */
    begun: async (path) => /** @type {Begun | null} */ (await get(`begun ${path}`)),
    /**
     * @param {string} path
     * @param {Begun} begun
     */
    putBegun: (path, begun) => put(`begun ${path}`, begun),
    /** The addresses of all files that were begun here. */
    begunPaths: async () =>
      (await names()).filter((name) => name.startsWith('begun ')).map((name) => name.slice('begun '.length)),
    /**
     * What the server said was saved of a file.
     *
     * @param {string} file
     */
    saved: async (file) => /** @type {SavedState | null} */ (await get(`saved ${file}`)),
    /**
     * @param {string} file
     * @param {SavedState} saved
     */
    putSaved: (file, saved) => put(`saved ${file}`, saved),
    /**
     * When a page was fetched, in milliseconds; null for one that is not there.
     *
     * @param {string} path
     */
    fetchedAt: async (path) => (await keptAs('pages', prefix + path))?.at ?? null,
    /**
     * Drops every page that is not of the audit any more.
     *
     * @param {string[]} pages
     */
    async keepOnly(pages) {
      for (const name of await names()) {
        // What was begun here, and what the server said was saved, is of no page.
        if (name.startsWith('/') && !pages.includes(name)) await dropKept('pages', prefix + name);
      }
    },
  };
}

/**
 * Keeps the files of the program as they are now; those of another version go.
 *
 * @param {CopyPlan} plan
 */
async function keepAssets({ version, assets }) {
  const name = CACHE + version;
  const cache = await caches.open(name);
  await cache.addAll(assets.map((url) => new Request(url, { cache: 'reload' })));
  await dropAssets(name);
}

/** @param {string | null} except - the name of a cache that stays */
async function dropAssets(except) {
  for (const name of await caches.keys()) {
    if (name.startsWith(CACHE) && name !== except) await caches.delete(name);
  }
}

/**
 * Fetches what a plan names and the device has not, or has for too long.
 *
 * @param {number} user
 * @param {string} audit
 * @param {CopyPlan} plan - what the server says belongs to the copy
 * @param {{ olderThan: number, assets: boolean, onFile?: (done: number, total: number) => void }} options - olderThan:
 * pages fetched before this moment are fetched anew; assets: whether the program's files are too; onFile: after each
 * case file
 * @returns when the oldest page was fetched, in milliseconds
 * @throws {Error} when a page cannot be had, or this tab has no key of the copy
 */
export async function fillCopy(user, audit, plan, { olderThan, assets, onFile = () => undefined }) {
  const copy = await openCopy(user, audit);
  if (!copy) throw new Error('the copy could not be had: this tab has no key');
  if (assets) await keepAssets(plan);
  await copy.putAbout({ title: plan.title, list: plan.list, many: plan.many });
  let done = 0;
  let oldest = Date.now();
  const queue = [...plan.pages, ...plan.files];
  const isFile = new Set(plan.files);
  const isSecond = new Set(plan.second);
  /** @param {string} path */
  const isGood = async (path) => {
    if (((await copy.fetchedAt(path)) ?? 0) < olderThan) return false;
    // Drawn to be read again since: the first reading must not stay here.
    return !isSecond.has(path) || (await copy.page(path))?.isSecond === true;
  };
  const work = async () => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      if (!(await isGood(path))) {
        const html = await fetchPage(user, path);
        // The copy may have been ended meanwhile, in this tab or another one.
        if (!keysHere(user)?.copies[audit]) return;
        await copy.putPage(path, { html, isSecond: isSecond.has(path) });
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

/**
 * Ends the copies of a person on this device, or that of one audit; what waits to be sent stays.
 *
 * @param {number} user
 * @param {string | null} audit
 */
export async function endCopies(user, audit = null) {
  const lock = await lockOf(user);
  const isOther = Object.keys(lock?.copies ?? {}).some((id) => id !== audit);
  if (lock && audit !== null && isOther) {
    const { [audit]: _ended, ...copies } = lock.copies;
    await putLock({ ...lock, copies });
    await dropKept('pages', rangeFrom(`${user} ${audit} `));
    forgetCopyKey(user, audit);
    return;
  }
  await wipe(user, ['locks', 'pages']);
  for (const id of Object.keys(lock?.copies ?? {})) forgetCopyKey(user, id);
}

/**
 * Ends all copies that may not be read any more; those that may are returned.
 *
 * @param {number} now - in milliseconds
 */
export async function endOldCopies(now = Date.now()) {
  const locks = await allLocks();
  /** @type {Lock[]} */
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

/**
 * Ends the copies of everybody, or of everybody but one person.
 *
 * @param {number | null} except
 */
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

/**
 * Remembers that a file which was begun here is at the server now, and where.
 *
 * @param {number} user
 * @param {string} path - its address on this device
 * @param {string} file - its address at the server
 */
export async function rememberBegun(user, path, file) {
  const audit = auditOf(path);
  const copy = audit === null ? null : await openCopy(user, audit).catch(() => null);
  const begun = await copy?.begun(path);
  if (copy && begun) await copy.putBegun(path, { ...begun, isSent: true, file });
}

/**
 * Remembers what the server has of a file, so that its page in the copy is not older than that.
 *
 * @param {number} user
 * @param {string} file
 * @param {SavedState} saved
 */
export async function rememberSaved(user, file, { version, state }) {
  const audit = auditOf(file);
  if (audit === null || !keysHere(user)?.copies[audit]) return;
  const copy = await openCopy(user, audit).catch(() => null);
  await copy?.putSaved(file, { version, state }).catch(() => undefined);
}
