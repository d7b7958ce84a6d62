// The keys of a prepared device over a closed browser: sealed with what is made of the person's email address and
// password, so that without a network only they can go on, and only as long as their session lasts.
import { fieldsIn, membersOf, textOf } from './json.js';
import { allKept, canKeep, keepAs, seal, unseal } from './store.js';

/** OWASP's number for PBKDF2 with SHA-256 (2023): a fraction of a second for whoever knows the password. */
const ROUNDS = 600_000;

/**
 * What stands in the store beside the sealed keys, none of it about case files.
 *
 * @import { Lock } from './store.js'
 * @typedef {{ email: string, password: string }} Who
 * @typedef {{ device: string, copies: Record<string, string> }} Keys of the device, and of copies by audit
 */

/**
 * @param {string} email
 * @param {string} password
 * @param {Uint8Array<ArrayBuffer>} salt
 */
async function keyFrom(email, password, salt) {
  const text = new TextEncoder().encode(`${email.trim().toLowerCase()}\n${password}`);
  const raw = await crypto.subtle.importKey('raw', text, 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: ROUNDS },
    raw,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
}

/** @param {number} user */
const nameOf = (user) => `${user} `;

/** @returns {Promise<Lock[]>} of everybody who has prepared this device */
export async function allLocks() {
  if (!canKeep()) return [];
  try {
    return await allKept('locks');
  } catch {
    return [];
  }
}

/**
 * @param {number} user
 * @returns {Promise<Lock | null>}
 */
export async function lockOf(user) {
  return (await allLocks()).find((lock) => lock.user === user) ?? null;
}

/** @param {Lock} lock */
export const putLock = (lock) => keepAs('locks', nameOf(lock.user), lock);

/**
 * Seals the keys of a person anew.
 *
 * @param {number} user
 * @param {Who} who
 * @param {Keys} keys
 * @returns {Promise<Pick<Lock, 'user' | 'salt' | 'iv' | 'data'>>}
 */
export async function sealKeys(user, { email, password }, keys) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return { user, salt, ...(await seal(await keyFrom(email, password, salt), keys)) };
}

/**
 * The keys behind a lock, or null when it is not this person's, or not their password.
 *
 * @param {Pick<Lock, 'salt' | 'iv' | 'data'>} lock
 * @param {Who} who
 * @returns {Promise<Keys | null>}
 */
export async function unlock(lock, { email, password }) {
  const keys = await unseal(await keyFrom(email, password, lock.salt), lock);
  return keys === null ? null : asKeys(keys);
}

/**
 * Keys as another tab or a lock holds them.
 *
 * @param {unknown} value
 * @returns {Keys}
 */
export function asKeys(value) {
  const { device, copies } = membersOf(value);
  return { device: textOf(device), copies: fieldsIn(copies) };
}

/**
 * The audits of a lock that may still be read without the server: while the session can be alive, and until the end
 * of the fieldwork. A session may have been ended at the server before; that shows when the server is there again.
 *
 * @param {Lock} lock
 * @param {number} now - in milliseconds
 * @returns {string[]} ids of audits
 */
export function alive(lock, now) {
  if (now >= lock.seenAt + lock.lasts) return [];
  return Object.entries(lock.copies).flatMap(([audit, { ends }]) => (now < ends ? [audit] : []));
}
