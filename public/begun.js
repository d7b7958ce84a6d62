// Files that are begun on the device while there is no network: their place in its copy of the audit, and what one page
// of the copy has to say on the next.
import { newChangeId } from './sending.js';

/** @import { Copy } from './copy.js' */

/**
 * The address of the file that was begun here under a reference, and is not at the server yet; null when there is none.
 *
 * @param {Copy} copy
 * @param {string} reference
 */
export async function begunHere(copy, reference) {
  for (const path of await copy.begunPaths()) {
    const begun = await copy.begun(path);
    if (begun && !begun.isSent && begun.reference.toLowerCase() === reference.toLowerCase()) return path;
  }
  return null;
}

/**
 * Begins a file here, and returns its address until it is at the server.
 *
 * @param {Copy} copy
 * @param {string} audit
 * @param {{ groupId: string, reference: string }} file
 */
export async function beginHere(copy, audit, { groupId, reference }) {
  const path = `/audits/${audit}/device/files/${newChangeId()}`;
  await copy.putBegun(path, { groupId, reference });
  return path;
}

const WORD = 'casefile-audit word';

/**
 * Leaves a sentence for the next page of the copy.
 *
 * @param {string} text
 */
export const leaveWord = (text) => sessionStorage.setItem(WORD, text);

/** The sentence that the page before has left; empty when there is none. */
export function takeWord() {
  const text = sessionStorage.getItem(WORD) ?? '';
  sessionStorage.removeItem(WORD);
  return text;
}
