// What a browser keeps of a person: encrypted with a key that the server gives only to the signed-in session. The
// key itself lives no longer than the tab (sessionStorage), so that a closed browser keeps answers nobody can read.

const DATABASE = 'casefile-audit';
const STORES = ['records', 'pages'];
const TABS = 'casefile-audit-tabs';
const keyName = (user) => `casefile-audit-key-${user}`;

const asPromise = (request) =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });

let opened = null;
function database() {
  opened ??= (() => {
    const request = indexedDB.open(DATABASE, 1);
    request.addEventListener('upgradeneeded', () => {
      for (const name of STORES) request.result.createObjectStore(name);
    });
    return asPromise(request);
  })();
  return opened;
}

async function inStore(name, mode, work) {
  const transaction = (await database()).transaction(name, mode);
  const done = new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(transaction.error));
  });
  const result = await work(transaction.objectStore(name));
  await done;
  return result;
}

const rangeOf = (user) => IDBKeyRange.bound(`${user} `, `${user} \uffff`);
const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.codePointAt(0));

/* oxlint-disable unicorn/require-post-message-target-origin -- a BroadcastChannel is of one origin and takes no other */

// Tabs of one browser lend each other the key, so that a link opened in a new one works without a connection too.
const tabs = 'BroadcastChannel' in window ? new BroadcastChannel(TABS) : null;
tabs?.addEventListener('message', ({ data }) => {
  if (data.ask !== undefined) {
    const key = sessionStorage.getItem(keyName(data.ask));
    if (key) tabs.postMessage({ user: data.ask, key });
  }
  if (data.forget !== undefined) sessionStorage.removeItem(keyName(data.forget));
});

function askTabs(user) {
  if (!tabs) return null;
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), 300);
    tabs.addEventListener('message', ({ data }) => {
      if (data.user !== user) return;
      clearTimeout(timer);
      resolve(data.key);
    });
    tabs.postMessage({ ask: user });
  });
}

/** The key of a person in this browser session, or null when it is not to be had. */
async function keyOf(user, session) {
  const known = sessionStorage.getItem(keyName(user));
  if (known) return known;
  const given = await session().catch(() => null);
  const key = given?.user?.id === user ? given.deviceKey : await askTabs(user);
  if (key) sessionStorage.setItem(keyName(user), key);
  return key;
}

/** Forgets a person's key in every tab. */
export function forgetKey(user) {
  sessionStorage.removeItem(keyName(user));
  tabs?.postMessage({ forget: user });
}

/** Whether anything is kept of a person; what it is cannot be read without the key. */
export async function isAnythingKept(user) {
  try {
    const n = await inStore('records', 'readonly', (objects) => asPromise(objects.count(rangeOf(user))));
    return n > 0;
  } catch {
    return false;
  }
}

/**
 * Opens what is kept of a person.
 *
 * @param session - asks the server who is signed in, with the key
 * @returns null where nothing can be kept: no key, no storage, or a page that did not come over https
 */
export async function openVault(user, session) {
  if (!('indexedDB' in window) || !window.crypto?.subtle) return null;
  const text = await keyOf(user, session);
  if (!text) return null;
  try {
    await database();
  } catch {
    return null;
  }
  const key = await crypto.subtle.importKey('raw', fromBase64(text), 'AES-GCM', false, [
    'encrypt',
    'decrypt',
  ]);
  const prefix = `${user} `;
  const range = rangeOf(user);

  async function seal(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain) };
  }
  async function unseal(kept) {
    if (!kept) return null;
    try {
      const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: kept.iv }, key, kept.data);
      return JSON.parse(new TextDecoder().decode(plain));
    } catch {
      // Sealed with another key, which nobody has any more.
      return null;
    }
  }

  return {
    get: async (store, name) =>
      unseal(await inStore(store, 'readonly', (objects) => asPromise(objects.get(prefix + name)))),
    async put(store, name, value) {
      const sealed = await seal(value);
      await inStore(store, 'readwrite', (objects) => asPromise(objects.put(sealed, prefix + name)));
    },
    remove: (store, name) =>
      inStore(store, 'readwrite', (objects) => asPromise(objects.delete(prefix + name))),
    async all(store) {
      const kept = await inStore(store, 'readonly', (objects) => asPromise(objects.getAll(range)));
      return (await Promise.all(kept.map(unseal))).filter((value) => value !== null);
    },
    /** Drops all that is kept of this person. */
    async clear() {
      for (const store of STORES) {
        await inStore(store, 'readwrite', (objects) => asPromise(objects.delete(range)));
      }
    },
  };
}
