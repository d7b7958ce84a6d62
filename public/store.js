// The browser's own database, and sealing: what is written there is encrypted and says nothing without its key.
import { parsed } from './json.js';

const DATABASE = 'casefile-audit';
const VERSION = 2;

/**
 * @typedef {{ ends: number, preparedAt: number, version: string, files: number, total: number }} CopyFacts
 *   ends: the end of the fieldwork; files: how many of total are on the device
 * @typedef {{
 *   user: number, salt: Uint8Array<ArrayBuffer>, iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer,
 *   seenAt: number, lasts: number, copies: Record<string, CopyFacts>,
 * }} Lock seenAt: when the server last knew the session; lasts: how long it goes on from then, in milliseconds
 * @typedef {{ iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer }} Sealed
 * @typedef {{ records: Sealed, pages: Sealed & { at: number }, locks: Lock }} Kept
 *   what each store holds; at: when it was put there, in milliseconds
 * @typedef {keyof Kept} StoreName
 */

/**
 * What waits to be sent, pages of prepared audits, and keys that only a password opens.
 *
 * @type {StoreName[]}
 */
export const STORES = ['records', 'pages', 'locks'];

/**
 * @template Result
 * @param {IDBRequest<Result>} request
 * @returns {Promise<Result>} rejected with the error of the request
 */
const asPromise = (request) =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });

/** @type {Promise<IDBDatabase> | null} */
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

/**
 * Runs work on one store and resolves with its result once it is on the disk.
 *
 * @template Result
 * @param {StoreName} name
 * @param {'readonly' | 'readwrite'} mode
 * @param {(objects: IDBObjectStore) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
async function inStore(name, mode, work) {
  const transaction = (await database()).transaction(name, mode);
  /** @type {Promise<void>} */
  const done = new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve());
    transaction.addEventListener('abort', () => reject(transaction.error));
  });
  const result = await work(transaction.objectStore(name));
  await done;
  return result;
}

/**
 * What is kept under a name.
 *
 * @template {StoreName} Name
 * @param {Name} store
 * @param {string} name
 * @returns {Promise<Kept[Name] | undefined>} undefined when nothing is
 */
export const keptAs = (store, name) =>
  inStore(store, 'readonly', (objects) =>
    asPromise(/** @type {IDBRequest<Kept[Name] | undefined>} */ (objects.get(name))),
  );

/**
 * All that is kept in a store, or what of it has a name in the range.
 *
 * @template {StoreName} Name
 * @param {Name} store
 * @param {IDBKeyRange} [range]
 * @returns {Promise<Kept[Name][]>}
 */
export const allKept = (store, range) =>
  inStore(store, 'readonly', (objects) =>
    asPromise(/** @type {IDBRequest<Kept[Name][]>} */ (objects.getAll(range))),
  );

/**
 * The names in a range of a store.
 *
 * @param {StoreName} store
 * @param {IDBKeyRange} range
 * @returns {Promise<string[]>}
 */
export async function namesKept(store, range) {
  const names = await inStore(store, 'readonly', (objects) => asPromise(objects.getAllKeys(range)));
  return names.filter((name) => typeof name === 'string');
}

/**
 * How much of a store is in a range.
 *
 * @param {StoreName} store
 * @param {IDBKeyRange} range
 */
export const countKept = (store, range) =>
  inStore(store, 'readonly', (objects) => asPromise(objects.count(range)));

/**
 * Keeps something under a name, in the place of what was kept there.
 *
 * @template {StoreName} Name
 * @param {Name} store
 * @param {string} name
 * @param {Kept[Name]} value
 */
export const keepAs = (store, name, value) =>
  inStore(store, 'readwrite', (objects) => asPromise(objects.put(value, name)));

/**
 * Drops what has a name, or all in a range.
 *
 * @param {StoreName} store
 * @param {string | IDBKeyRange} which
 */
export const dropKept = (store, which) =>
  inStore(store, 'readwrite', (objects) => asPromise(objects.delete(which)));

/**
 * Everything whose name begins so.
 *
 * @param {string} prefix
 */
export const rangeFrom = (prefix) => IDBKeyRange.bound(prefix, `${prefix}\uffff`);

/**
 * Everything of a person.
 *
 * @param {number} user
 */
export const rangeOf = (user) => rangeFrom(`${user} `);

/** @param {string} text */
const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.codePointAt(0) ?? 0);

/**
 * The key that the server wrote as base64url, to be used and not to be read.
 *
 * @param {string} text
 */
export const importKey = (text) =>
  crypto.subtle.importKey('raw', fromBase64(text), 'AES-GCM', false, ['encrypt', 'decrypt']);

/**
 * @param {CryptoKey} key
 * @param {unknown} value - anything that JSON can hold
 * @returns {Promise<Sealed>}
 */
export async function seal(key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain) };
}

/**
 * What was sealed, or null when it is not there or was sealed with another key.
 *
 * @param {CryptoKey} key
 * @param {Sealed | null | undefined} kept
 * @returns {Promise<unknown>}
 */
export async function unseal(key, kept) {
  if (!kept) return null;
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: kept.iv }, key, kept.data);
    return parsed(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}

/** Whether this browser can keep anything: it cannot where a page did not come over https. */
export const canKeep = () => 'indexedDB' in window && Boolean(window.crypto?.subtle);
