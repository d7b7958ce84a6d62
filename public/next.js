// Where recording goes on after a file: the server says, because it knows what others are at and begins a drawn file.
// Without it a prepared device goes by what its page was fetched with.
import { asNextFile } from './answers.js';
import { beginHere, begunHere } from './begun.js';
import { auditOf, openCopy } from './copy.js';
import { jsonOf } from './json.js';
import { post } from './sending.js';

/**
 * @import { NextFile } from './answers.js'
 * @typedef {string | { drawn: string }} Following the address of a file, or the reference of a drawn one
 */

/**
 * Asks the server for the next file of the group.
 *
 * @param {string} action - the address that it is asked at
 * @param {number} user - who asks
 * @param {string} short - what a file is called
 * @returns {Promise<NextFile | null>} next: the address of the file, null when none is left, with the reason in
 * `message` and the list in `list`; null when there is no connection
 */
export async function askNext(action, user, short) {
  const response = await post(action, {}, user);
  if (response === null || response.status >= 500 || response.status === 429) return null;
  const answer = asNextFile(await jsonOf(response).catch(() => null));
  if (response.ok) return answer;
  // Signed out, or the audit was closed: the page itself, loaded anew, says what to do.
  return {
    next: null,
    list: location.pathname,
    message: answer.message || `The next ${short} could not be opened.`,
  };
}

/**
 * The next file by what the page knew when it was fetched and what was done here since; a drawn one is begun here.
 *
 * @param {{
 *   user: number, file: string, groupId: string, following: Following[], completed: ReadonlySet<string>,
 * }} from - file: the address of this one; completed: those that were completed here
 * @returns {Promise<string | null>} its address; null when none is left
 */
export async function nextOnDevice({ user, file, groupId, following, completed }) {
  const audit = auditOf(file);
  if (audit === null) return null;
  const copy = await openCopy(user, audit);
  for (const each of following) {
    if (typeof each === 'string') {
      if (!completed.has(each) && each !== file) return each;
    } else if (copy) {
      const path = await begunHere(copy, each.drawn);
      if (path === null) return beginHere(copy, audit, { groupId, reference: each.drawn });
      if (!completed.has(path) && path !== file) return path;
    }
  }
  return null;
}
