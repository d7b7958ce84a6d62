// What a browser keeps of a person: encrypted with keys that the server gives only to the signed-in session. The
// keys themselves live no longer than the tab (sessionStorage), so that a closed browser keeps answers nobody can
// read.
import { membersOf } from './json.js';
import { asKeys } from './lock.js';
import {
  allKept,
  canKeep,
  countKept,
  database,
  dropKept,
  importKey,
  keepAs,
  keptAs,
  rangeOf,
  seal,
  STORES,
  unseal,
} from './store.js';

/**
 * @import { Session } from './answers.js'
 * @import { Keys } from './lock.js'
 * @import { FileRecord } from './queue.js'
 * @typedef {Awaited<ReturnType<typeof openVault>>} VaultIfAny
 * @typedef {NonNullable<VaultIfAny>} Vault
 */

const TABS = 'casefile-audit-tabs';
/** @param {number} user */
const keyName = (user) => `casefile-audit-key-${user}`;
/**
 * The key of the device's copy of one audit.
 *
 * @param {number} user
 * @param {string} audit
 */
const copyKeyName = (user, audit) => `casefile-audit-copy-${user}-${audit}`;

/** Said on the window when something that waits was put on the device or taken from it. */
export const KEPT_CHANGED = 'casefile-audit-kept';

/* oxlint-disable unicorn/require-post-message-target-origin -- a BroadcastChannel is of one origin and takes no other */

// Tabs of one browser lend each other the keys, so that a link opened in a new one works without a connection too.
const tabs = 'BroadcastChannel' in window ? new BroadcastChannel(TABS) : null;
tabs?.addEventListener('message', ({ data }) => {
  const { ask, forget } = membersOf(data);
  if (typeof ask === 'number') {
    const keys = keysHere(ask);
    if (keys) tabs.postMessage({ user: ask, keys });
  }
  if (typeof forget === 'number') forgetHere(forget);
});

/**
 * The keys of a person that this tab has: of the device, and of copies by audit; null without any.
 *
 * @param {number} user
 * @returns {Keys | null}
 */
export function keysHere(user) {
  const device = sessionStorage.getItem(keyName(user));
  if (!device) return null;
  const prefix = copyKeyName(user, '');
  const names = Object.keys(sessionStorage).filter((name) => name.startsWith(prefix));
  return {
    device,
    copies: Object.fromEntries(
      names.map((name) => [name.slice(prefix.length), sessionStorage.getItem(name) ?? '']),
    ),
  };
}

/**
 * Lets this tab have keys of a person.
 *
 * @param {number} user
 * @param {{ device?: string | null, copies: Record<string, string> }} keys
 */
export function holdKeys(user, { device, copies }) {
  if (device) sessionStorage.setItem(keyName(user), device);
  for (const [audit, key] of Object.entries(copies)) sessionStorage.setItem(copyKeyName(user, audit), key);
}

/**
 * Asks the other tabs of this browser for the keys of a person; null when none has them.
 *
 * @param {number} user
 * @returns {Promise<Keys | null>}
 */
export async function keysOfTabs(user) {
  if (!tabs) return null;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), 300);
    tabs.addEventListener('message', ({ data }) => {
      const answer = membersOf(data);
      if (answer.user !== user) return;
      clearTimeout(timer);
      resolve(asKeys(answer.keys));
    });
    tabs.postMessage({ ask: user });
  });
}

/**
 * The key of a person in this browser session, or null when it is not to be had.
 *
 * @param {number} user
 * @param {() => Promise<Session>} session
 */
async function keyOf(user, session) {
  const known = sessionStorage.getItem(keyName(user));
  if (known) return known;
  const given = await session().catch(() => null);
  const keys = given?.user?.id === user ? { device: given.deviceKey, copies: {} } : await keysOfTabs(user);
  if (keys) holdKeys(user, keys);
  return keys?.device ?? null;
}

/**
 * Forgets the key of one copy in this tab.
 *
 * @param {number} user
 * @param {string} audit
 */
export const forgetCopyKey = (user, audit) => sessionStorage.removeItem(copyKeyName(user, audit));

/** @param {number} user */
function forgetHere(user) {
  for (const audit of Object.keys(keysHere(user)?.copies ?? {})) forgetCopyKey(user, audit);
  sessionStorage.removeItem(keyName(user));
}

/**
 * Forgets a person's keys in every tab.
 *
 * @param {number} user
 */
export function forgetKey(user) {
  forgetHere(user);
  tabs?.postMessage({ forget: user });
}

/**
 * Whether anything of a person waits; what it is cannot be read without the key.
 *
 * @param {number} user
 */
export async function isAnythingKept(user) {
  try {
    return (await countKept('records', rangeOf(user))) > 0;
  } catch {
    return false;
  }
}

/**
 * Drops all that is kept of a person; that needs no key.
 *
 * @param {number} user
 * @param {typeof STORES} stores
 */
export async function wipe(user, stores = STORES) {
  for (const store of stores) await dropKept(store, rangeOf(user));
}

/**
 * Opens what waits of a person to be sent, by the address of its file.
 *
 * @param {number} user
 * @param {() => Promise<Session>} session - asks the server who is signed in, with the key
 * @returns null where nothing can be kept: no key, no storage, or a page that did not come over https
 */
export async function openVault(user, session) {
  if (!canKeep()) return null;
  const text = await keyOf(user, session);
  if (!text) return null;
  try {
    await database();
  } catch {
    return null;
  }
  const key = await importKey(text);
  const prefix = `${user} `;
  const changed = () => window.dispatchEvent(new Event(KEPT_CHANGED));
  /**
   * Only what `put` has sealed opens with this key.
   *
   * @param {unknown} value
   */
  const asRecord = (value) => /** @type {FileRecord | null} */ (value);

  return {
    /** @param {string} file */
    get: async (file) => asRecord(await unseal(key, await keptAs('records', prefix + file))),
    /**
     * @param {string} file
     * @param {FileRecord} record
     */
    async put(file, record) {
      await keepAs('records', prefix + file, await seal(key, record));
      changed();
    },
    /** @param {string} file */
    async remove(file) {
      await dropKept('records', prefix + file);
      changed();
    },
    async all() {
      const kept = await allKept('records', rangeOf(user));
      const opened = await Promise.all(kept.map(async (one) => asRecord(await unseal(key, one))));
      return opened.filter((record) => record !== null);
    },
  };
}
