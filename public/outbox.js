// On every page of a signed-in person: sends what other pages left on the device, says what still waits, and asks
// before a sign-out would throw it away.
import { endEveryCopy, endCopies, fillCopy, rememberSaved } from './copy.js';
import { lockOf, putLock } from './lock.js';
import {
  answersInWords,
  begunAt,
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

const HURRY_MS = 3000;

const user = Number(document.body.dataset.user);
const banner = document.querySelector('#outbox');
const signOut = document.querySelector('form[action="/sign-out"]');
/** The file that is open here has its own queue. */
const openHere = document.querySelector('form[data-record], form[data-conflict]')?.action;
const ownFile = openHere ? new URL(openHere).pathname : null;

let vault = null;
let failures = 0;
let timer = 0;
let isSignedOut = false;
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
  const records = vault ? await vault.all('records') : [];
  return records
    .filter((record) => record.entries.length > 0)
    .toSorted((a, b) => a.entries[0].at - b.entries[0].at);
}

/** Sends all of one file; false when there is no use in going on with others. */
async function sendFile(name) {
  for (;;) {
    const record = await vault.get('records', name);
    const entry = record?.entries[0];
    if (!entry || record.stop) return true;
    const outcome = await sendNext(record);
    let after;
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
        await vault.put('records', moved.file, joined(await vault.get('records', moved.file), moved));
        await vault.remove('records', name);
        return sendFile(moved.file);
      });
      return goesOn ?? true;
    }
    if (outcome.kind === 'saved') after = confirmed(record, entry.id, outcome.saved);
    else if (outcome.kind === 'refused') {
      // It was typed on a page that is gone, so only the file's own page can show what is wrong with it.
      const fields = outcome.errors.map(({ field }) => field);
      after =
        Object.keys(refused(record, entry.id, fields).entries[0]?.fields ?? {}).length > 0
          ? refused(record, entry.id, fields)
          : stopped(record, { kind: 'refused', message: outcome.errors[0]?.text ?? '' });
    } else after = stopped(record, { kind: outcome.kind, message: outcome.message });
    if (after.entries.length > 0) await vault.put('records', name, after);
    else await vault.remove('records', name);
    await show();
  }
}

function flush() {
  flushing ??= (async () => {
    clearTimeout(timer);
    for (const { file, stop } of await waiting()) {
      if (file === ownFile || stop) continue;
      const goesOn = await whileMine(file, false, () => sendFile(file));
      if (goesOn === false) break;
    }
    await show();
    if (failures > 0) timer = setTimeout(flush, waitBefore(failures, Math.random()));
  })().finally(() => {
    flushing = null;
  });
  return flushing;
}

function line(text, href, linkText) {
  const paragraph = document.createElement('p');
  paragraph.className = 'outbox__line';
  paragraph.textContent = text;
  if (href) {
    const link = document.createElement('a');
    link.className = 'govuk-link';
    link.href = href;
    link.textContent = linkText;
    paragraph.append(' ', link);
  }
  return paragraph;
}

async function show() {
  const others = (await waiting()).filter((record) => record.file !== ownFile);
  const going = others.filter((record) => !record.stop);
  const lines = others
    .filter((record) => record.stop)
    .map((record) =>
      line(
        `${answersInWords(waitingCount(record))} of case file ${record.reference} not saved: ${record.stop.message}`,
        record.file,
        `Open ${record.reference}`,
      ),
    );
  // A page of the device's copy says itself how much waits.
  const isSaid = document.body.dataset.copyAt !== undefined && !isSignedOut;
  if (going.length > 0 && !isSaid) {
    const n = going.reduce((sum, record) => sum + waitingCount(record), 0);
    const what = `${n === 0 ? 'The completion of a file' : answersInWords(n)} ${n > 1 ? 'are' : 'is'} kept on this device and not saved yet.`;
    if (isSignedOut) lines.push(line(`${what} You are signed out.`, going[0].file, 'Sign in to send them'));
    else lines.push(line(failures > 0 ? `${what} They are sent when the connection is back.` : what));
  }
  if (going.length > 0) wasWaiting = true;
  else if (wasWaiting && lines.length === 0) {
    lines.push(
      line('Everything that was kept on this device is saved now.', location.href, 'Load this page anew'),
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

function askBeforeSignOut(n) {
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
  const button = (words, classes, act) => {
    const element = document.createElement('button');
    element.type = 'button';
    element.className = `govuk-button ${classes}`;
    element.textContent = words;
    element.addEventListener('click', act);
    buttons.append(element);
  };
  button('Stay signed in', '', () => dialog.close());
  button(`Sign out and delete ${answersInWords(n)}`, 'govuk-button--warning', async () => {
    await drop();
    signOut.submit();
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
    askBeforeSignOut(n);
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
  const form = document.querySelector('form[data-record]');
  if (form && document.body.dataset.copyAt === undefined) {
    const state = JSON.parse(form.elements.namedItem('base').value);
    await rememberSaved(user, ownFile, { version: Number(form.elements.namedItem('version').value), state });
  }
  for (const audit of Object.keys((await lockOf(user))?.copies ?? {})) await renew(audit);
}

async function renew(audit) {
  const response = await fetch(`/audits/${audit}/device/plan`, {
    headers: { accept: 'application/json' },
    cache: 'no-store',
  }).catch(() => null);
  if (!response || response.status === 401 || response.status === 429 || response.status >= 500) return;
  const plan = response.ok ? await response.json() : { ended: true };
  if (plan.ended) {
    await endCopies(user, audit);
    ended = 'The copy of an audit on this device is deleted, because its fieldwork is over.';
    await show();
    return;
  }
  const lock = await lockOf(user);
  const facts = lock?.copies[audit];
  if (!facts) return;
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
