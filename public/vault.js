// What a browser keeps of a person: encrypted with keys that the server gives only to the signed-in session. The
// keys themselves live no longer than the tab (sessionStorage), so that a closed browser keeps answers nobody can
// read.
import { asPromise, canKeep, database, importKey, inStore, rangeOf, seal, STORES, unseal } from './store.js';

const TABS = 'casefile-audit-tabs';
const keyName = (user) => `casefile-audit-key-${user}`;
/** The key of the device's copy of one audit. */
const copyKeyName = (user, audit) => `casefile-audit-copy-${user}-${audit}`;

/** Said on the window when something that waits was put on the device or taken from it. */
export const KEPT_CHANGED = 'casefile-audit-kept';

/* oxlint-disable unicorn/require-post-message-target-origin -- a BroadcastChannel is of one origin and takes no other */

// Tabs of one browser lend each other the keys, so that a link opened in a new one works without a connection too.
const tabs = 'BroadcastChannel' in window ? new BroadcastChannel(TABS) : null;
tabs?.addEventListener('message', ({ data }) => {
  if (data.ask !== undefined) {
    const keys = keysHere(data.ask);
    if (keys) tabs.postMessage({ user: data.ask, keys });
  }
  if (data.forget !== undefined) forgetHere(data.forget);
});

/** The keys of a person that this tab has: of the device, and of copies by audit; null without any. */
export function keysHere(user) {
  const device = sessionStorage.getItem(keyName(user));
  if (!device) return null;
  const prefix = copyKeyName(user, '');
  const names = Object.keys(sessionStorage).filter((name) => name.startsWith(prefix));
  return {
    device,
    copies: Object.fromEntries(
      names.map((name) => [name.slice(prefix.length), sessionStorage.getItem(name)]),
    ),
  };
}

/** Lets this tab have keys of a person. */
export function holdKeys(user, { device, copies }) {
  if (device) sessionStorage.setItem(keyName(user), device);
  for (const [audit, key] of Object.entries(copies)) sessionStorage.setItem(copyKeyName(user, audit), key);
}

/** Asks the other tabs of this browser for the keys of a person; null when none has them. */
export function keysOfTabs(user) {
  if (!tabs) return null;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), 300);
    tabs.addEventListener('message', ({ data }) => {
      if (data.user !== user) return;
      clearTimeout(timer);
      resolve(data.keys);
    });
    tabs.postMessage({ ask: user });
  });
}

/** The key of a person in this browser session, or null when it is not to be had. */
async function keyOf(user, session) {
  const known = sessionStorage.getItem(keyName(user));
  if (known) return known;
  const given = await session().catch(() => null);
  const keys = given?.user?.id === user ? { device: given.deviceKey, copies: {} } : await keysOfTabs(user);
  if (keys) holdKeys(user, keys);
  return keys?.device ?? null;
}

/** Forgets the key of one copy in this tab. */
export const forgetCopyKey = (user, audit) => sessionStorage.removeItem(copyKeyName(user, audit));

function forgetHere(user) {
  for (const audit of Object.keys(keysHere(user)?.copies ?? {})) forgetCopyKey(user, audit);
  sessionStorage.removeItem(keyName(user));
}

/** Forgets a person's keys in every tab. */
export function forgetKey(user) {
  forgetHere(user);
  tabs?.postMessage({ forget: user });
}

/** Whether anything of a person waits; what it is cannot be read without the key. */
export async function isAnythingKept(user) {
  try {
    const n = await inStore('records', 'readonly', (objects) => asPromise(objects.count(rangeOf(user))));
    return n > 0;
  } catch {
    return false;
  }
}

/** Drops all that is kept of a person; that needs no key. */
export async function wipe(user, stores = STORES) {
  for (const store of stores) {
    await inStore(store, 'readwrite', (objects) => asPromise(objects.delete(rangeOf(user))));
  }
}

/**
 * Opens what is kept of a person.
 *
 * @param session - asks the server who is signed in, with the key
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

  return {
    get: async (store, name) =>
      unseal(key, await inStore(store, 'readonly', (objects) => asPromise(objects.get(prefix + name)))),
    async put(store, name, value) {
      const sealed = await seal(key, value);
      await inStore(store, 'readwrite', (objects) => asPromise(objects.put(sealed, prefix + name)));
      changed();
    },
    async remove(store, name) {
      await inStore(store, 'readwrite', (objects) => asPromise(objects.delete(prefix + name)));
      changed();
    },
    async all(store) {
      const kept = await inStore(store, 'readonly', (objects) => asPromise(objects.getAll(rangeOf(user))));
      const opened = await Promise.all(kept.map((one) => unseal(key, one)));
      return opened.filter((value) => value !== null);
    },
  };
}
