// Sends one change and says what the server made of it. Only its own word counts as saved.
import { asBegunAt, asRefusal, asSaved, asSession } from './answers.js';
import { rememberBegun, rememberSaved } from './copy.js';
import { jsonOf } from './json.js';
import { elementIf, elements } from './page.js';
import { calledOf, nextBody, wantedOf } from './queue.js';

/**
 * @import { BegunAt, FieldError, Saved, Session } from './answers.js'
 * @import { FileRecord } from './queue.js'
 * @typedef {{ kind: 'stale' | 'state', message: string }} Halted
 *   stale: somebody else saved; state: the audit takes nothing now
 * @typedef {{ kind: 'refused', errors: FieldError[] } | Halted | { kind: 'signedOut', message: string } | { kind: 'away' }} NotSaved
 *   refused: single fields; away: no connection, or a server that is not well, so try again
 * @typedef {{ kind: 'saved', saved: Saved } | { kind: 'begun', begun: BegunAt } | NotSaved} Outcome
 *   begun: of a file that was begun on the device, whose rest is to be sent to `begun`
 */

const PATIENCE_MS = 15_000;
/** Browsers let what is still being sent outlive its page up to this size. */
const KEEPALIVE_BYTES = 50_000;

/**
 * Who is signed in, a token for forms, and the key of the device; the token goes into every form of the page.
 *
 * @returns {Promise<Session>} rejected when the server cannot be reached, or is not well
 */
export async function askSession() {
  const response = await fetch('/session', {
    headers: { accept: 'application/json' },
    cache: 'no-store',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`the session could not be had: ${response.status}`);
  const session = asSession(await jsonOf(response));
  for (const input of elements('input[name="_csrf"]', HTMLInputElement)) input.value = session.csrfToken;
  return session;
}

const token = () => elementIf('input[name="_csrf"]', HTMLInputElement)?.value ?? '';

/**
 * Posts a form as a script, for one person only: whoever else has signed in meanwhile sends nothing of theirs.
 *
 * @param {string} url
 * @param {Record<string, string> | string[][]} fields
 * @param {number} user
 * @returns {Promise<Response | null>} null when there is no connection
 */
export async function post(url, fields, user) {
  const body = new URLSearchParams(fields);
  const send = () =>
    fetch(url, {
      method: 'POST',
      body,
      headers: { accept: 'application/json', 'x-csrf-token': token() },
      redirect: 'manual',
      keepalive: body.toString().length < KEEPALIVE_BYTES,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  try {
    let response = await send();
    if (response.status === 403) {
      if (asRefusal(await jsonOf(response.clone())).code === 'token') {
        // Signed in anew in another tab: the page's token is of the session before.
        const session = await askSession();
        if (session.user && session.user.id !== user) return otherPerson(session.user.name);
        response = await send();
      }
    }
    return response;
  } catch {
    return null;
  }
}

/** @param {string} name */
const otherPerson = (name) =>
  new Response(JSON.stringify({ message: `${name} is signed in in this browser now.` }), { status: 401 });

/**
 * Sends the first change of a record.
 *
 * @param {FileRecord} record
 * @returns {Promise<Outcome>}
 */
export async function sendNext(record) {
  if (record.begin) return beginAtServer(record, record.begin);
  const outcome = await outcomeOf(
    await post(record.answers, nextBody(record) ?? [], record.user),
    asSaved,
    calledOf(record),
  );
  if (outcome.kind === 'saved') await rememberSaved(record.user, record.file, outcome.saved);
  return outcome;
}

/**
 * @param {FileRecord} record
 * @param {NonNullable<FileRecord['begin']>} begin
 * @returns {Promise<Outcome>}
 */
async function beginAtServer(record, { action, groupId }) {
  const { reference = record.reference } = wantedOf(record);
  const outcome = await outcomeOf(
    await post(action, { groupId: String(groupId), reference }, record.user),
    asBegunAt,
    calledOf(record),
  );
  if (outcome.kind === 'refused') {
    return {
      kind: 'state',
      message: `${outcome.errors[0]?.text ?? ''} Change the reference of this ${calledOf(record).short}.`,
    };
  }
  if (outcome.kind !== 'saved') return outcome;
  await rememberBegun(record.user, record.file, outcome.saved.file);
  return { kind: 'begun', begun: outcome.saved };
}

/**
 * @template What
 * @param {Response | null} response
 * @param {(json: unknown) => What} read - takes the server's word for what it has saved
 * @param {{ one: string, short: string }} called - what the file is called
 * @returns {Promise<{ kind: 'saved', saved: What } | NotSaved>}
 */
async function outcomeOf(response, read, { one, short }) {
  if (response === null || response.status >= 500 || response.status === 429) return { kind: 'away' };
  const json = await jsonOf(response).catch(() => null);
  if (json === null) return { kind: 'away' };
  if (response.ok) return { kind: 'saved', saved: read(json) };
  const { code, message, by, at, errors } = asRefusal(json);
  if (response.status === 401) return { kind: 'signedOut', message };
  if (response.status === 422) return { kind: 'refused', errors };
  if (response.status === 409 && code === 'stale') {
    return { kind: 'stale', message: `${by ?? 'Somebody else'} saved this ${short} at ${at}.` };
  }
  if (response.status === 404) {
    return { kind: 'state', message: `This ${one} has been removed, or you are no longer on its panel.` };
  }
  return { kind: 'state', message };
}

/** Names a change so that it is known when it comes twice. */
export function newChangeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Runs work while no other tab works on this file; null at once when one does and `wait` is false.
 *
 * @template Result
 * @param {string} file
 * @param {boolean} wait
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result | null>}
 */
export function whileMine(file, wait, work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(`casefile-audit ${file}`, { ifAvailable: !wait }, (lock) =>
    lock ? work() : null,
  );
}
