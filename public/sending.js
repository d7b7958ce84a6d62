// Sends one change and says what the server made of it. Only its own word counts as saved.
import { rememberBegun, rememberSaved } from './copy.js';
import { nextBody, wantedOf } from './queue.js';

const PATIENCE_MS = 15_000;
/** Browsers let what is still being sent outlive its page up to this size. */
const KEEPALIVE_BYTES = 50_000;

/** Who is signed in, a token for forms, and the key of the device; the token goes into every form of the page. */
export async function askSession() {
  const response = await fetch('/session', {
    headers: { accept: 'application/json' },
    cache: 'no-store',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`the session could not be had: ${response.status}`);
  const session = await response.json();
  for (const input of document.querySelectorAll('input[name="_csrf"]')) input.value = session.csrfToken;
  return session;
}

const token = () => document.querySelector('input[name="_csrf"]')?.value ?? '';

/**
 * Posts a form as a script, for one person only: whoever else has signed in meanwhile sends nothing of theirs.
 *
 * @returns the answer, or null when there is no connection
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
      const answer = await response.clone().json();
      if (answer.code === 'token') {
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

const otherPerson = (name) =>
  new Response(JSON.stringify({ message: `${name} is signed in in this browser now.` }), { status: 401 });

/**
 * Sends the first change of a record.
 *
 * @returns {Promise<{ kind: string, message?: string, saved?: object, errors?: object[] }>} kind is saved, refused
 * (single fields), stale (somebody else saved), state (the audit takes nothing now), signedOut, away (no connection,
 * or a server that is not well: try again), or begun (a file that was begun on the device: send the rest to `begun`)
 */
export async function sendNext(record) {
  if (record.begin) return beginAtServer(record);
  const outcome = await outcomeOf(await post(record.answers, nextBody(record) ?? [], record.user));
  if (outcome.kind === 'saved') await rememberSaved(record.user, record.file, outcome.saved);
  return outcome;
}

async function beginAtServer(record) {
  const { action, groupId } = record.begin;
  const { reference } = wantedOf(record);
  const outcome = await outcomeOf(await post(action, { groupId, reference }, record.user));
  if (outcome.kind === 'refused') {
    return { kind: 'state', message: `${outcome.errors[0]?.text ?? ''} Change the reference of this file.` };
  }
  if (outcome.kind !== 'saved') return outcome;
  await rememberBegun(record.user, record.file, outcome.saved.file);
  return { kind: 'begun', begun: outcome.saved };
}

async function outcomeOf(response) {
  if (response === null || response.status >= 500 || response.status === 429) return { kind: 'away' };
  const answer = await response.json().catch(() => null);
  if (answer === null) return { kind: 'away' };
  if (response.ok) return { kind: 'saved', saved: answer };
  if (response.status === 401) return { kind: 'signedOut', message: answer.message };
  if (response.status === 422) return { kind: 'refused', errors: answer.errors };
  if (response.status === 409 && answer.code === 'stale') {
    return { kind: 'stale', message: `${answer.by ?? 'Somebody else'} saved this file at ${answer.at}.` };
  }
  if (response.status === 404) {
    return { kind: 'state', message: 'This case file has been removed, or you are no longer on its panel.' };
  }
  return { kind: 'state', message: answer.message };
}

/** Names a change so that it is known when it comes twice. */
export function newChangeId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Runs work while no other tab works on this file; null at once when one does and `wait` is false. */
export function whileMine(file, wait, work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(`casefile-audit ${file}`, { ifAvailable: !wait }, (lock) =>
    lock ? work() : null,
  );
}
