// What waits to be sent of one case file: pure functions over plain records, so that they can be tested without a
// browser. A record is what the device keeps of a file; an entry is one change, sent once, in order.

/**
 * @typedef {{ id: string, at: number, fields: Record<string, string>, intent?: string }} Entry
 * @typedef {{ kind: string, message: string }} Stop
 * @typedef {{ action: string, groupId: number | string }} Begin how a file that was begun on the device is begun at the server
 * @typedef {{ one: string, short: string, aShort: string }} Called what a file of the audit is called
 * @typedef {{
 *   user: number, file: string, answers: string, reference: string, version: number,
 *   base: Record<string, string>, entries: Entry[], stop: Stop | null,
 *   begin?: Begin, called?: Called,
 * }} FileRecord
 */

/**
 * A record of a file with nothing to send.
 * @param {{ user: number, file: string, answers: string, reference: string, version: number, base: Record<string, string>, begin?: Begin, called?: Called }} of
 * @returns {FileRecord}
 */
export function newRecord({ user, file, answers, reference, version, base, begin, called }) {
  return {
    user,
    file,
    answers,
    reference,
    version,
    base,
    entries: [],
    stop: null,
    ...(begin ? { begin } : {}),
    ...(called ? { called } : {}),
  };
}

/**
 * What the file of a record is called.
 * @param {FileRecord} record
 * @returns {Called}
 */
export const calledOf = ({ called }) => called ?? { one: 'case file', short: 'file', aShort: 'a file' };

/**
 * The record with one more change at its end.
 * @param {FileRecord} record
 * @param {Entry} entry
 * @returns {FileRecord}
 */
export function withEntry(record, entry) {
  // Where a file could not be begun, its reference was in the way: another one is worth another attempt.
  const stop = record.begin && entry.fields.reference !== undefined ? null : record.stop;
  return { ...record, stop, entries: [...record.entries, entry] };
}

/**
 * The server has begun a file that was begun on the device, or knew it: what waits goes to its address there.
 * @param {FileRecord} record
 * @param {{ file: string, answers: string, version: number }} at - version: what the waiting changes are based on
 * @returns {FileRecord}
 */
export function begunAt(record, { file, answers, version }) {
  const { begin: _done, ...rest } = record;
  return { ...rest, file, answers, version, stop: null };
}

/**
 * A file that was begun on the device has turned out to be one of which something waits already: that is sent first,
 * and what stopped it stays to be settled by the person.
 * @param {FileRecord | null | undefined} earlier what waits under the address at the server
 * @param {FileRecord} moved
 * @returns {FileRecord}
 */
export function joined(earlier, moved) {
  if (!earlier || earlier.entries.length === 0) return moved;
  return {
    ...earlier,
    // Of the two the older state: where the server has gone on since, both versions are shown.
    version: Math.min(earlier.version, moved.version),
    entries: [...earlier.entries, ...moved.entries],
  };
}

/**
 * Every field as the person wants it: what the server has, and over it what waits, the latest last.
 * @param {FileRecord} record
 * @returns {Record<string, string>}
 */
export function wantedOf(record) {
  return { ...record.base, ...waitingFields(record) };
}

/**
 * The fields of which something waits, each with its latest value.
 * @param {FileRecord} record
 * @returns {Record<string, string>}
 */
export function waitingFields(record) {
  return Object.fromEntries(record.entries.flatMap((entry) => Object.entries(entry.fields)));
}

/**
 * How many answers and comments wait.
 * @param {FileRecord} record
 */
export function waitingCount(record) {
  // That somebody is sure of an answer goes along with it, and is none itself.
  return Object.keys(waitingFields(record)).filter((name) => !name.startsWith('sure.')).length;
}

/**
 * What the server is sent next: the first change, with the version that it is based on; null when nothing waits.
 * @param {FileRecord} record
 * @returns {[string, string][] | null}
 */
export function nextBody(record) {
  const [entry] = record.entries;
  if (!entry) return null;
  return [
    ['version', String(record.version)],
    ['change', entry.id],
    ...Object.entries(entry.fields),
    ...(entry.intent ? [/** @type {[string, string]} */ (['intent', entry.intent])] : []),
  ];
}

/**
 * The server has saved a change: it waits no longer, and what follows is based on the new version.
 * @param {FileRecord} record
 * @param {string} id
 * @param {{ version: number, state: Record<string, string> }} saved
 * @returns {FileRecord}
 */
export function confirmed(record, id, saved) {
  return {
    ...record,
    version: saved.version,
    base: saved.state,
    reference: saved.state.reference ?? record.reference,
    entries: record.entries.filter((entry) => entry.id !== id),
    stop: null,
  };
}

/**
 * The server cannot take some fields of a change: they wait no longer, and the rest of the change is sent again.
 * @param {FileRecord} record
 * @param {string} id
 * @param {string[]} fields - those that were refused; with none the whole change is dropped
 * @returns {FileRecord}
 */
export function refused(record, id, fields) {
  const entries = record.entries.flatMap((entry) => {
    if (entry.id !== id) return [entry];
    const isRefused = (/** @type {string} */ name) => fields.includes(name.replace(/^sure\./, 'answer.'));
    const kept = Object.fromEntries(Object.entries(entry.fields).filter(([name]) => !isRefused(name)));
    const isChanged = Object.keys(kept).length < Object.keys(entry.fields).length;
    return isChanged && (Object.keys(kept).length > 0 || entry.intent) ? [{ ...entry, fields: kept }] : [];
  });
  return { ...record, entries };
}

/**
 * The queue of the file stands still until somebody decides.
 * @param {FileRecord} record
 * @param {Stop} stop
 * @returns {FileRecord}
 */
export function stopped(record, stop) {
  return { ...record, stop };
}

/**
 * How long to wait before the next attempt, in milliseconds: half a second, doubling, at most ten seconds.
 * @param {number} attempt - how many have failed
 * @param {number} random - 0 to 1, so that fifty devices do not all come back at once
 */
export function waitBefore(attempt, random) {
  const longest = Math.min(10_000, 500 * 2 ** Math.min(Math.max(attempt - 1, 0), 10));
  return Math.round(longest * (0.75 + random / 4));
}

/**
 * "1 answer", "3 answers".
 * @param {number} n
 */
export function answersInWords(n) {
  return `${n} ${n === 1 ? 'answer' : 'answers'}`;
}

/**
 * How a check stands to the one it hangs on: 'contradiction' for a yes where that one was answered otherwise than
 * needed, 'greyed' for anything else there, 'plain' while that one fits or is not recorded.
 * @param {string} own - the answer, empty for not recorded
 * @param {string} other - the answer of the check it hangs on
 * @param {string} needed - the answer needed there
 */
export function standing(own, other, needed) {
  if (other === '' || other === needed) return 'plain';
  return own === 'yes' ? 'contradiction' : 'greyed';
}
