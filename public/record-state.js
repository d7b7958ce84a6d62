// What is known of the file that is being recorded, and what follows from it: plain values and pure functions, so that
// they can be tested without a browser. record-view.js shows it, record-sending.js tells the server.
import {
  answersInWords,
  begunAt,
  calledOf,
  confirmed,
  joined,
  refused,
  stopped,
  waitingCount,
  waitingFields,
  wantedOf,
  withEntry,
} from './queue.js';

/**
 * @import { BegunAt } from './answers.js'
 * @import { Entry, FileRecord } from './queue.js'
 * @import { Outcome } from './sending.js'
 *
 * @typedef {{
 *   record: FileRecord,
 *   seen: ReadonlyMap<string, string>,
 *   problems: ReadonlyMap<string, string>,
 *   savedText: string,
 *   isReady: boolean,
 *   isElsewhere: boolean,
 *   isKept: boolean,
 *   writing: number,
 *   isSending: boolean,
 *   failures: number,
 *   signedOut: string,
 *   pressed: string | null,
 *   isLeaving: boolean,
 * }} Recording
 *   record: what the server has, and what waits to be sent;
 *   seen: each field as the queue last saw it;
 *   problems: what is wrong with fields that the server could not take, by field;
 *   savedText: when it was saved, in words;
 *   isReady: what an earlier page kept is taken up, so that changes may be sent;
 *   isElsewhere: another tab of this browser works on the file;
 *   isKept: what waits is on the device, and not on this page alone;
 *   writing: how often that is being put there at the moment;
 *   failures: how many attempts in a row the server did not answer;
 *   signedOut: why nothing can be sent, in a sentence; empty while somebody is signed in;
 *   pressed: the button that was pressed, until it is done;
 *   isLeaving: the page is being left on purpose
 *
 * @typedef {[name: string, value: string][]} Fields as the form would send them
 */

/**
 * A file as its page shows it first.
 *
 * @param {FileRecord} record
 * @param {{ savedText: string, rejected: Fields, problems?: Fields }} page - rejected: what the page says is wrong, which
 * is not sent again before it is changed, or with the whole form; problems: in which words it says so
 * @returns {Recording}
 */
export function newRecording(record, { savedText, rejected, problems = [] }) {
  return {
    record,
    seen: new Map([...Object.entries(record.base), ...rejected]),
    problems: new Map(problems),
    savedText,
    isReady: false,
    isElsewhere: false,
    isKept: true,
    writing: 0,
    isSending: false,
    failures: 0,
    signedOut: '',
    pressed: null,
    isLeaving: false,
  };
}

// ---- From the page into the queue

/**
 * The fields that the queue has not seen as they are now.
 *
 * @param {Recording} known
 * @param {Fields} fields
 */
export const changedFields = (known, fields) =>
  fields.filter(([name, value]) => value !== known.seen.get(name));

/**
 * Changed fields are seen; what was wrong with them is no more.
 *
 * @param {Recording} known
 * @param {Fields} changed
 * @returns {Recording}
 */
export function collected(known, changed) {
  const names = new Set(changed.map(([name]) => name));
  return {
    ...known,
    seen: new Map([...known.seen, ...changed]),
    problems: new Map([...known.problems].filter(([name]) => !names.has(name))),
  };
}

/**
 * One more change waits.
 *
 * @param {Recording} known
 * @param {Entry} entry
 * @returns {Recording}
 */
export const withChange = (known, entry) => ({ ...known, record: withEntry(known.record, entry) });

/**
 * Takes up what an earlier page kept of the file: it is sent before what waits on this page.
 *
 * @param {Recording} known
 * @param {FileRecord} earlier
 * @param {Fields} fields - the page as it is now
 * @returns {{ known: Recording, put: Fields }} put: what the page has to show of it. What was changed on this page
 * since is later still, so it stays, and is collected next
 */
export function takenUp(known, earlier, fields) {
  const put = Object.entries(waitingFields(earlier)).filter(
    ([name]) => fields.find(([each]) => each === name)?.[1] === known.seen.get(name),
  );
  const record = { ...earlier, stop: null, entries: [...earlier.entries, ...known.record.entries] };
  return { known: { ...known, record, seen: new Map([...known.seen, ...put]) }, put };
}

// ---- From the queue to the server

/** @param {Recording} known */
export const isWaiting = (known) => known.record.entries.length > 0;

/**
 * Whether a change may be sent now.
 *
 * @param {Recording} known
 */
export const maySend = (known) =>
  known.isReady &&
  !known.isLeaving &&
  !known.isSending &&
  known.signedOut === '' &&
  known.record.stop === null &&
  isWaiting(known);

/**
 * What the server made of a change.
 *
 * @param {Recording} known
 * @param {Entry} entry
 * @param {Outcome} outcome
 * @returns {Recording}
 */
export function heard(known, entry, outcome) {
  if (outcome.kind === 'away') return { ...known, failures: known.failures + 1 };
  const answered = { ...known, failures: 0 };
  switch (outcome.kind) {
    case 'saved': {
      const { saved } = outcome;
      return { ...answered, record: confirmed(known.record, entry.id, saved), savedText: saved.savedText };
    }
    case 'refused': {
      const fields = outcome.errors.map(({ field }) => field);
      const record = refused(known.record, entry.id, fields);
      return {
        ...answered,
        problems: new Map([...known.problems, ...outcome.errors.map(problemOf)]),
        // A file that was to be completed with it is not: the person sees first what is wrong.
        record: { ...record, entries: record.entries.filter((waits) => !waits.intent) },
      };
    }
    case 'signedOut':
      return { ...answered, signedOut: outcome.message };
    case 'stale':
    case 'state':
      return {
        ...answered,
        record: stopped(known.record, { kind: outcome.kind, message: outcome.message }),
      };
    case 'begun':
      return answered;
  }
}

/**
 * @param {{ field: string, text: string }} error
 * @returns {[string, string]}
 */
const problemOf = ({ field, text }) => [field, text];

/**
 * The file has an address at the server now: what waits goes there, after what waited for it already.
 *
 * @param {Recording} known
 * @param {FileRecord | null | undefined} earlier - what is kept under that address
 * @param {BegunAt} begun
 * @returns {Recording}
 */
export const movedTo = (known, earlier, begun) => ({
  ...known,
  record: joined(earlier, begunAt(known.record, begun)),
});

// ---- What is pressed, and what leaving would lose

/**
 * What a button of the form leads to.
 *
 * @param {Recording} known
 * @param {string | undefined} intent - of the button; undefined for none
 * @returns {'lookAtBoth' | 'stay' | 'sendWhole' | 'addIntent' | 'send'} lookAtBoth: somebody else saved; stay: nothing
 * can be done; sendWhole: the form goes as it does without a script; addIntent: it waits with the answers; send: try now
 */
export function pressLeadsTo(known, intent) {
  const { record, problems, pressed } = known;
  if (record.stop) return record.stop.kind === 'stale' ? 'lookAtBoth' : 'stay';
  if (problems.size > 0) return 'sendWhole';
  const isAsked = record.entries.some((entry) => entry.intent === intent);
  if ((intent === 'complete' || intent === 'uncomplete') && !isAsked) return 'addIntent';
  if (isWaiting(known)) return 'send';
  return pressed === 'save' ? 'sendWhole' : 'stay';
}

/**
 * Whether something would be lost with the page.
 *
 * @param {Recording} known
 * @param {boolean} isChanged - whether the page holds what is not collected
 */
export function wouldLose(known, isChanged) {
  // While the server answers, what is on its way arrives without the page too.
  const isOnDevice = known.isKept && (known.writing === 0 || known.failures === 0);
  return known.problems.size > 0 || isChanged || (isWaiting(known) && !isOnDevice);
}

/**
 * What the page with both versions is asked with: all that this person wants, as the form did before.
 *
 * @param {Recording} known
 * @param {string} token - of the form
 * @returns {Record<string, string>}
 */
export function wantedInFull({ record }, token) {
  return {
    _csrf: token,
    version: String(record.version),
    base: JSON.stringify(record.base),
    ...wantedOf(record),
    intent: record.entries.findLast((entry) => entry.intent)?.intent ?? 'save',
  };
}

/**
 * The files that were completed on the device, and are not at the server yet.
 *
 * @param {FileRecord[]} waiting
 */
export const completedHere = (waiting) =>
  new Set(
    waiting
      .filter((record) => record.entries.some((entry) => entry.intent === 'complete'))
      .map((record) => record.file),
  );

// ---- In words

/** @param {Recording} known */
function restWaits({ record, isKept }) {
  const n = waitingCount(record);
  const what = n === 0 ? `That the ${calledOf(record).short} is complete` : answersInWords(n);
  return isKept
    ? `${what} ${n > 1 ? 'are' : 'is'} kept on this device`
    : `${what} ${n > 1 ? 'are' : 'is'} on this page only: do not close it`;
}

/**
 * What is not right, or null.
 *
 * @param {Recording} known
 */
export function trouble(known) {
  const { record, isElsewhere, signedOut, failures, isKept, problems } = known;
  if (isElsewhere) {
    return `This ${calledOf(record).short} is open in another tab of this browser. Go on there: what you enter here is not saved until it is closed.`;
  }
  if (record.stop) return `Not saved: ${record.stop.message} ${restWaits(known)}.`;
  if (signedOut && isWaiting(known)) return `Not saved: ${signedOut} ${restWaits(known)}.`;
  if (failures > 0 && isWaiting(known)) {
    return `Not saved: no connection to the server. ${restWaits(known)}${isKept ? ', and sent when it is back' : ''}.`;
  }
  const [problem] = problems.values();
  return problem === undefined ? null : `Not saved: ${problem}`;
}

/**
 * Why somebody is asked to sign in.
 *
 * @param {Recording} known
 */
export const whySignIn = (known) =>
  `${known.signedOut} ${restWaits(known)}, and sent once you have signed in.`;

/**
 * @typedef {{ isSaved: boolean, savedText: string, unsavedText: string, isTrouble: boolean, again: string | null }} SaveLine
 *   what the page says of saving: savedText is shown when everything is saved, unsavedText when something is not;
 *   again: what the button says that helps, null where none does
 */

/**
 * Whether everything is saved, in words.
 *
 * @param {Recording} known
 * @param {boolean} isChanged - whether the page holds what is not collected
 * @returns {SaveLine}
 */
export function saveLine(known, isChanged) {
  const wrong = trouble(known);
  const helps = isWaiting(known) && (known.record.stop?.kind === 'stale' || known.signedOut !== '');
  const again = known.signedOut ? 'Sign in again' : 'Look at both versions';
  return {
    isSaved: wrong === null && !isWaiting(known) && !isChanged,
    savedText: known.savedText,
    unsavedText: wrong ?? 'Saving…',
    isTrouble: wrong !== null,
    again: helps ? again : null,
  };
}

/**
 * What is read out of it: only when it turns bad or good again, since a word at every answer would drown the questions.
 *
 * @param {string | null} last - the trouble that was read out last, null for none
 * @param {SaveLine} line
 * @returns {{ last: string | null, text: string | null }} text: null where nothing is to be read out
 */
export function readOut(last, { isSaved, savedText, unsavedText, isTrouble }) {
  if (isTrouble) {
    const kind = unsavedText.replace(/\d+ answers? (is|are)/, '');
    return { last: kind, text: kind === last ? null : unsavedText };
  }
  if (!isSaved) return { last, text: null };
  return { last: null, text: last === null ? null : `Everything is saved. ${savedText}.` };
}
