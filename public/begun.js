// Files that are begun on the device while there is no network: their place in its copy of the audit, and what one page
// of the copy has to say on the next.
import { newChangeId } from './sending.js';

/** The address of the file that was begun here under a reference, and is not at the server yet; null when there is none. */
export async function begunHere(copy, reference) {
  for (const name of await copy.names()) {
    const begun = name.startsWith('begun ') ? await copy.get(name) : null;
    if (begun && !begun.isSent && begun.reference.toLowerCase() === reference.toLowerCase()) {
      return name.slice('begun '.length);
    }
  }
  return null;
}

/** Begins a file here, and returns its address until it is at the server. */
export async function beginHere(copy, audit, { groupId, reference }) {
  const path = `/audits/${audit}/device/files/${newChangeId()}`;
  await copy.put(`begun ${path}`, { groupId, reference });
  return path;
}

const WORD = 'casefile-audit word';

/** Leaves a sentence for the next page of the copy. */
export const leaveWord = (text) => sessionStorage.setItem(WORD, text);

/** The sentence that the page before has left; empty when there is none. */
export function takeWord() {
  const text = sessionStorage.getItem(WORD) ?? '';
  sessionStorage.removeItem(WORD);
  return text;
}
