// On every page of a signed-in person: sends what other pages left on the device, says what still waits, and asks
// before a sign-out would throw it away.
import { endEveryCopy, endCopies, fillCopy, rememberSaved } from './copy.js';
import { asCopyPlan } from './answers.js';
import { fieldsIn, jsonOf, parsed } from './json.js';
import { lockOf, putLock } from './lock.js';
import { element, elementIf, field, signedInPerson } from './page.js';
import {
  answersInWords,
  begunAt,
  calledOf,
  confirmed,
  joined,
  refused,
  stopped,
  waitBefore,
  waitingCount,
} from './queue.js';
import { canKeep } from './store.js';
import { askSession, sendNext, whileMine } from './sending.js';
import { forgetKey, holdKeys, isAnythingKept, openVault, wipe } from './vault.js';

/**
 * @import { Entry, FileRecord } from './queue.js'
 * @import { Outcome } from './sending.js'
 * @import { Vault, VaultIfAny } from './vault.js'
 */

const HURRY_MS = 3000;

const user = signedInPerson();
const banner = element('#outbox', HTMLElement);
const signOut = elementIf('form[action="/sign-out"]', HTMLFormElement);
/** The file that is open here has its own queue. */
const openHere = elementIf('form[data-record], form[data-conflict]', HTMLFormElement)?.action;
const ownFile = openHere ? new URL(openHere).pathname : null;

/** @type {VaultIfAny} */
let vault = null;
let failures = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let isSignedOut = false;
/** @type {Promise<void> | null} */
let flushing = null;
/** Whether something of other pages waited since this page was opened. */
let wasWaiting = false;
/** Said once when a copy of an audit ended. */
let ended = '';

/** Opened only when there is something in it: most pages have nothing to do with it. */
async function openIfNeeded() {
  if (!vault && (await isAnythingKept(user))) vault = await openVault(user, askSession).catch(() => null);
}

/** What waits of all files, the oldest first. */
async function waiting() {
  await openIfNeeded();
  const records = vault ? await vault.all() : [];
  return records
    .flatMap((record) => record.entries.slice(0, 1).map(({ at }) => ({ record, at })))
    .toSorted((a, b) => a.at - b.at)
    .map(({ record }) => record);
}

/**
 * Sends all of one file; false when there is no use in going on with others.
 *
 * @param {Vault} kept
 * @param {string} name - the address of the file
 * @returns {Promise<boolean>}
 */
async function sendFile(kept, name) {
  for (;;) {
    const record = await kept.get(name);
    const entry = record?.entries[0];
    if (!record || !entry || record.stop) return true;
    const outcome = await sendNext(record);
    if (outcome.kind === 'away') {
      failures += 1;
      return false;
    }
    failures = 0;
    if (outcome.kind === 'signedOut') {
      isSignedOut = true;
      return false;
    }
    if (outcome.kind === 'begun') {
      const moved = begunAt(record, outcome.begun);
      // Where another tab has that file open, it stays as it is until the next time.
      const goesOn = await whileMine(moved.file, false, async () => {
        await kept.put(moved.file, joined(await kept.get(moved.file), moved));
        await kept.remove(name);
        return sendFile(kept, moved.file);
      });
      return goesOn ?? true;
    }
    const after = afterOutcome(record, entry, outcome);
    if (after.entries.length > 0) await kept.put(name, after);
    else await kept.remove(name);
    await show();
  }
}

/**
 * What is left of a file once the server has said what it made of its first change.
 *
 * @param {FileRecord} record
 * @param {Entry} entry
 * @param {Exclude<Outcome, { kind: 'away' | 'signedOut' | 'begun' }>} outcome
 */
function afterOutcome(record, entry, outcome) {
  if (outcome.kind === 'saved') return confirmed(record, entry.id, outcome.saved);
  if (outcome.kind !== 'refused') return stopped(record, { kind: outcome.kind, message: outcome.message });
  // It was typed on a page that is gone, so only the file's own page can show what is wrong with it.
  const rest = refused(
    record,
    entry.id,
    outcome.errors.map((error) => error.field),
  );
  return Object.keys(rest.entries[0]?.fields ?? {}).length > 0
    ? rest
    : stopped(record, { kind: 'refused', message: outcome.errors[0]?.text ?? '' });
}

function flush() {
  flushing ??= (async () => {
    clearTimeout(timer);
    for (const { file, stop } of await waiting()) {
      const kept = vault;
      if (file === ownFile || stop || !kept) continue;
      const goesOn = await whileMine(file, false, () => sendFile(kept, file));
      if (goesOn === false) break;
    }
    await show();
    if (failures > 0) timer = setTimeout(flush, waitBefore(failures, Math.random()));
  })().finally(() => {
    flushing = null;
  });
  return flushing;
}

/**
 * @param {string} text
 * @param {{ href: string, text: string }} [to] - a link after it
 */
function line(text, to) {
  const paragraph = document.createElement('p');
  paragraph.className = 'outbox__line';
  paragraph.textContent = text;
  if (to) {
    const link = document.createElement('a');
    link.className = 'govuk-link';
    link.href = to.href;
    link.textContent = to.text;
    paragraph.append(' ', link);
  }
  return paragraph;
}

async function show() {
  const others = (await waiting()).filter((record) => record.file !== ownFile);
  const going = others.filter((record) => !record.stop);
  const lines = others.flatMap((record) =>
    record.stop
      ? [
          line(
            `${answersInWords(waitingCount(record))} of ${calledOf(record).one} ${record.reference} not saved: ${record.stop.message}`,
            { href: record.file, text: `Open ${record.reference}` },
          ),
        ]
      : [],
  );
  // A page of the device's copy says itself how much waits.
  const isSaid = document.body.dataset.copyAt !== undefined && !isSignedOut;
  const [oldest] = going;
  if (oldest && !isSaid) {
    const n = going.reduce((sum, record) => sum + waitingCount(record), 0);
    const what = `${n === 0 ? `The completion of ${calledOf(oldest).aShort}` : answersInWords(n)} ${n > 1 ? 'are' : 'is'} kept on this device and not saved yet.`;
    if (isSignedOut) {
      lines.push(line(`${what} You are signed out.`, { href: oldest.file, text: 'Sign in to send them' }));
    } else lines.push(line(failures > 0 ? `${what} They are sent when the connection is back.` : what));
  }
  if (oldest) wasWaiting = true;
  else if (wasWaiting && lines.length === 0) {
    lines.push(
      line('Everything that was kept on this device is saved now.', {
        href: location.href,
        text: 'Load this page anew',
      }),
    );
  }
  if (ended) lines.push(line(ended));
  const text = lines.map((one) => one.textContent).join('\n');
  if (banner.innerText !== text) banner.replaceChildren(...lines);
  banner.hidden = lines.length === 0;
}

// ---- Signing out

async function countOfAll() {
  return (await waiting()).reduce((sum, record) => sum + Math.max(1, waitingCount(record)), 0);
}

async function drop() {
  await wipe(user);
  forgetKey(user);
}

/**
 * @param {HTMLFormElement} form - signs out
 * @param {number} n - how much would be lost
 */
function askBeforeSignOut(form, n) {
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog';
  dialog.setAttribute('aria-labelledby', 'sign-out-title');
  const title = document.createElement('h2');
  title.className = 'govuk-heading-m';
  title.id = 'sign-out-title';
  title.textContent = `${answersInWords(n)} ${n > 1 ? 'are' : 'is'} not saved yet`;
  const text = document.createElement('p');
  text.className = 'govuk-body';
  text.textContent = `${n > 1 ? 'They are' : 'It is'} on this device only. Signing out deletes ${n > 1 ? 'them' : 'it'} for good.`;
  const buttons = document.createElement('div');
  buttons.className = 'govuk-button-group';
  /**
   * @param {string} words
   * @param {string} classes
   * @param {() => void} act
   */
  const addButton = (words, classes, act) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = `govuk-button ${classes}`;
    button.textContent = words;
    button.addEventListener('click', act);
    buttons.append(button);
  };
  addButton('Stay signed in', '', () => dialog.close());
  addButton(`Sign out and delete ${answersInWords(n)}`, 'govuk-button--warning', async () => {
    await drop();
    form.submit();
  });
  dialog.append(title, text, buttons);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

signOut?.addEventListener('submit', async (event) => {
  event.preventDefault();
  failures = 0;
  // Most often all that is missing is the moment that it takes to send.
  await Promise.race([flush(), new Promise((resolve) => setTimeout(resolve, HURRY_MS))]);
  const n = await countOfAll();
  if (n > 0) {
    askBeforeSignOut(signOut, n);
    return;
  }
  await drop();
  signOut.submit();
});

// ---- The copy of a prepared device

const FRESH_MS = 10 * 60_000;

/** Asks the server of each copy whether it may go on, ends it if not, and brings it up to date while it may. */
async function meetServer() {
  if (!canKeep()) return;
  await endEveryCopy(user);
  const form = elementIf('form[data-record]', HTMLFormElement);
  if (form && ownFile !== null && document.body.dataset.copyAt === undefined) {
    const state = fieldsIn(parsed(field(form, 'base').value));
    await rememberSaved(user, ownFile, { version: Number(field(form, 'version').value), state });
  }
  for (const audit of Object.keys((await lockOf(user))?.copies ?? {})) await renew(audit);
}

/** @param {string} audit */
async function renew(audit) {
  const response = await fetch(`/audits/${audit}/device/plan`, {
    headers: { accept: 'application/json' },
    cache: 'no-store',
  }).catch(() => null);
  if (!response || response.status === 401 || response.status === 429 || response.status >= 500) return;
  const plan = response.ok ? asCopyPlan(await jsonOf(response)) : null;
  if (plan === null) {
    await endCopies(user, audit);
    ended = 'The copy of an audit on this device is deleted, because its fieldwork is over.';
    await show();
    return;
  }
  const lock = await lockOf(user);
  const facts = lock?.copies[audit];
  if (!lock || !facts) return;
  holdKeys(user, { copies: { [audit]: plan.key } });
  const isNew = facts.version !== plan.version;
  await putLock({
    ...lock,
    seenAt: Date.now(),
    copies: { ...lock.copies, [audit]: { ...facts, ends: plan.ends } },
  });
  // A new version of the program does not go with pages of the one before.
  const olderThan = isNew ? Date.now() : Date.now() - FRESH_MS;
  const preparedAt = await fillCopy(user, audit, plan, { olderThan, assets: isNew });
  const now = await lockOf(user);
  if (!now?.copies[audit]) return;
  const total = plan.files.length;
  const { version, ends } = plan;
  await putLock({
    ...now,
    copies: { ...now.copies, [audit]: { ends, preparedAt, version, total, files: total } },
  });
}

window.addEventListener('online', () => {
  failures = 0;
  void flush().then(meetServer);
});

await flush();
// What cannot be brought up to date now is at the next page.
if (document.body.dataset.copyAt === undefined) await meetServer().catch(() => undefined);
