// The browser's own database, and sealing: what is written there is encrypted and says nothing without its key.

const DATABASE = 'casefile-audit';
/** What waits to be sent, pages of prepared audits, and keys that only a password opens. */
export const STORES = ['records', 'pages', 'locks'];
const VERSION = 2;

export const asPromise = (request) =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });

let opened = null;

export function database() {
  opened ??= (async () => {
    const request = indexedDB.open(DATABASE, VERSION);
    request.addEventListener('upgradeneeded', () => {
      for (const name of STORES) {
        if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name);
      }
    });
    const connection = await asPromise(request);
    // A later version of the program must not wait for a tab that was left open.
    connection.addEventListener('versionchange', () => {
      connection.close();
      opened = null;
    });
    return connection;
  })();
  return opened;
}

/** Runs work on one store and resolves with its result once it is on the disk. */
export async function inStore(name, mode, work) {
  const transaction = (await database()).transaction(name, mode);
  const done = new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(transaction.error));
  });
  const result = await work(transaction.objectStore(name));
  await done;
  return result;
}

/** Everything whose name begins so. */
export const rangeFrom = (prefix) => IDBKeyRange.bound(prefix, `${prefix}\uffff`);
/** Everything of a person. */
export const rangeOf = (user) => rangeFrom(`${user} `);

const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.codePointAt(0));

/** The key that the server wrote as base64url, to be used and not to be read. */
export const importKey = (text) =>
  crypto.subtle.importKey('raw', fromBase64(text), 'AES-GCM', false, ['encrypt', 'decrypt']);

export async function seal(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain) };
}

/** What was sealed, or null when it is not there or was sealed with another key. */
export async function unseal(key, kept) {
  if (!kept) return null;
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: kept.iv }, key, kept.data);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

/** Whether this browser can keep anything: it cannot where a page did not come over https. */
export const canKeep = () => 'indexedDB' in window && Boolean(window.crypto?.subtle);
