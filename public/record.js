// The recording page: every change goes to the server at once, in order, and the page says what became of it. Without
// this script the form is saved by its buttons.
import { beginHere, begunHere, leaveWord } from './begun.js';
import { auditOf, openCopy } from './copy.js';
import { startKeys } from './keys.js';
import { askNext } from './next.js';
import {
  answersInWords,
  begunAt,
  confirmed,
  joined,
  newRecord,
  refused,
  standing,
  stopped,
  waitBefore,
  waitingCount,
  waitingFields,
  wantedOf,
  withEntry,
} from './queue.js';
import { askSession, newChangeId, post, sendNext, whileMine } from './sending.js';
import { openVault } from './vault.js';

const TYPING_PAUSE_MS = 700;
const ELSEWHERE_AFTER_MS = 1500;
const FIELD = /^(answer\.|comment(\.|$)|notes\.|set\.|reference$|groupId$)/;

const form = document.querySelector('form[data-record]:not([data-read-only])');
if (form) start();

function start() {
  const one = (selector, within = document) => within.querySelector(selector);
  const savedLine = one('[data-saved]', form);
  const unsavedLine = one('[data-unsaved]', form);
  const againButton = one('[data-again]', form);
  const announcer = one('[data-announce]', form);
  const signInDialog = one('#sign-in-again');
  const versionsDialog = one('#two-versions');
  const keysDialog = one('#keys');

  const user = Number(document.body.dataset.user);
  let file = new URL(form.action).pathname;
  const following = JSON.parse(form.dataset.following);
  const pageBase = JSON.parse(form.elements.namedItem('base').value);
  let record = newRecord({
    user,
    file,
    answers: form.dataset.answers,
    reference: form.dataset.reference,
    version: Number(form.elements.namedItem('version').value),
    base: pageBase,
    ...(form.dataset.begin ? { begin: JSON.parse(form.dataset.begin) } : {}),
  });

  const isCopy = document.body.dataset.copyAt !== undefined;
  let vault = null;
  /** Whether this page is the one that works on the file, and no other tab of this browser. */
  let mine = false;
  let elsewhere = false;
  /** Whether what an earlier page kept is taken up, so that changes may be sent. */
  let ready = false;
  /** The button that was pressed before that. */
  let early = null;
  /** Whether what waits is on the device, and not on this page alone. */
  let kept = true;
  let sending = false;
  let signedOut = '';
  let failures = 0;
  let timer = 0;
  let savedText = savedLine.textContent;
  /** The button that was pressed, until it is done. */
  let pressed = null;
  let leaving = false;
  /** What is wrong with fields that the server could not take. */
  const problems = new Map();
  /** Each field as the queue last saw it. */
  const seen = new Map(Object.entries(pageBase));
  // What this page says is wrong is not sent again before it is changed.
  for (const link of document.querySelectorAll('.govuk-error-summary a')) {
    const name = decodeURIComponent(link.hash.slice(1));
    const field = form.elements.namedItem(name);
    if (field) seen.set(name, field.value.replaceAll('\r\n', '\n'));
  }

  // ---- What the page says

  const restWaits = () => {
    const n = waitingCount(record);
    const what = n === 0 ? 'That the file is complete' : answersInWords(n);
    return kept
      ? `${what} ${n > 1 ? 'are' : 'is'} kept on this device`
      : `${what} ${n > 1 ? 'are' : 'is'} on this page only: do not close it`;
  };

  /** What is not right, or null. */
  function trouble() {
    if (elsewhere) {
      return 'This file is open in another tab of this browser. Go on there: what you enter here is not saved until it is closed.';
    }
    if (record.stop) return `Not saved: ${record.stop.message} ${restWaits()}.`;
    if (signedOut && record.entries.length > 0) return `Not saved: ${signedOut} ${restWaits()}.`;
    if (failures > 0 && record.entries.length > 0) {
      return `Not saved: no connection to the server. ${restWaits()}${kept ? ', and sent when it is back' : ''}.`;
    }
    const [problem] = problems.values();
    return problem === undefined ? null : `Not saved: ${problem}`;
  }

  let said = null;
  function show() {
    const wrong = trouble();
    const busy = record.entries.length > 0 || isChanged();
    savedLine.hidden = wrong !== null || busy;
    savedLine.textContent = savedText;
    unsavedLine.hidden = wrong === null && !busy;
    unsavedLine.textContent = wrong ?? 'Saving…';
    unsavedLine.classList.toggle('save-bar__busy', wrong === null);
    againButton.hidden = !(record.entries.length > 0 && (record.stop?.kind === 'stale' || signedOut));
    againButton.textContent = signedOut ? 'Sign in again' : 'Look at both versions';
    // Read out only when it turns bad or good again: a word at every answer would drown the questions.
    const kind = wrong === null ? null : wrong.replace(/\d+ answers? (is|are)/, '');
    if (wrong !== null && kind !== said) say(wrong);
    else if (wrong === null && !busy && said !== null) say(`Everything is saved. ${savedText}.`);
    if (wrong !== null || !busy) said = kind;
  }

  /** Says something in the place where the page says when it was saved. */
  function tell(text) {
    savedText = text;
    show();
    say(text);
  }

  function say(text) {
    announcer.textContent = text.replace(/\s+/g, ' ').trim();
  }

  /** What follows from the answers on the page: what hangs on others, the count, which comments are written. */
  function reflect() {
    const rows = [...form.querySelectorAll('.check-row')];
    const answerOf = (id) => form.elements.namedItem(`answer.${id}`)?.value ?? '';
    for (const row of rows) {
      const { check, hangsOn, hangsAnswer } = row.dataset;
      if (hangsOn) {
        const other = answerOf(hangsOn);
        const state = standing(answerOf(check), other, hangsAnswer);
        const words = one(`[name="answer.${CSS.escape(hangsOn)}"][value="${CSS.escape(other)}"]`, form)
          ?.getAttribute('aria-label')
          .toLowerCase();
        const text = {
          plain: row.dataset.noteOtherwise,
          greyed: row.dataset.noteGreyed.replace('{answer}', words),
          contradiction: row.dataset.noteContradiction.replace('{answer}', words),
        }[state];
        row.classList.toggle('check-row--off', state === 'greyed');
        row.classList.toggle('check-row--conflict', state === 'contradiction');
        const note = one('.check-row__note', row);
        if (note.textContent !== text) note.textContent = text;
        note.hidden = text === '';
      }
      const offered = one('[data-derived]', row);
      if (offered) offered.hidden = [offered.dataset.derived, 'na'].includes(answerOf(row.dataset.check));
      const isWritten = one('.check-row__comment textarea', row).value.trim() !== '';
      one('.check-row__comment', row).classList.toggle('check-row__comment--filled', isWritten);
      one('[data-written]', row).textContent = isWritten ? ', written' : '';
    }
    const recorded = rows.filter((row) => answerOf(row.dataset.check) !== '').length;
    one('[data-recorded]').textContent = `${recorded} of ${rows.length} checks recorded`;
  }

  function showProblems() {
    for (const old of form.querySelectorAll('[data-problem-of]')) old.remove();
    for (const element of form.querySelectorAll('[data-has-problem]')) {
      element.removeAttribute('data-has-problem');
      element.removeAttribute('aria-invalid');
    }
    for (const [name, text] of problems) {
      const field = form.elements.namedItem(name);
      const control = field instanceof Element ? field : field?.[0];
      if (!control) continue;
      const line = document.createElement('p');
      line.className = 'govuk-error-message';
      line.dataset.problemOf = name;
      line.textContent = text;
      control.before(line);
      control.setAttribute('aria-invalid', 'true');
      control.setAttribute('data-has-problem', '');
    }
  }

  // ---- From the page into the queue

  /** Every field of the form as it would be sent. */
  function fieldsNow() {
    return [...new FormData(form)]
      .filter(([name]) => FIELD.test(name))
      .map(([name, value]) => [name, /** @type {string} */ (value).replaceAll('\r\n', '\n')]);
  }

  const isChanged = () => fieldsNow().some(([name, value]) => value !== seen.get(name));

  function collect() {
    clearTimeout(typing);
    if (!ready) return;
    const fields = {};
    for (const [name, value] of fieldsNow()) {
      if (value === seen.get(name)) continue;
      fields[name] = value;
      seen.set(name, value);
      if (problems.delete(name)) showProblems();
    }
    if (Object.keys(fields).length > 0) add(fields);
  }

  function add(fields, intent) {
    const entry = { id: newChangeId(), at: Date.now(), fields };
    record = withEntry(record, intent ? { ...entry, intent } : entry);
    show();
    // While the server is away an attempt is planned already; more answers must not bring more attempts.
    void keep().then(() => (failures > 0 ? undefined : kick()));
  }

  let keeping = Promise.resolve();
  /** How often what waits is being put on the device at the moment. */
  let writing = 0;
  /** Puts what waits on the device, or takes it away when nothing does; one after the other. */
  function keep() {
    const before = keeping;
    writing += 1;
    keeping = (async () => {
      await before;
      try {
        // The connection may have gone before the key of the device came.
        if (!vault) await openKept();
        if (!vault) kept = false;
        else if (record.entries.length > 0) await vault.put('records', file, record);
        else await vault.remove('records', file);
        if (vault) kept = true;
      } catch {
        kept = false;
      }
      writing -= 1;
      show();
    })();
    return keeping;
  }

  // ---- From the queue to the server

  async function kick() {
    if (leaving || sending || signedOut || record.stop || record.entries.length === 0 || !ready) return;
    clearTimeout(timer);
    sending = true;
    show();
    let goesOn = true;
    while (goesOn && record.entries.length > 0) {
      const [entry] = record.entries;
      goesOn = await settle(entry, await sendNext(record));
    }
    sending = false;
    show();
    if (pressed === 'save' && record.entries.length === 0) sendWhole('save');
  }

  /** Sends the form as it goes without a script: the server's page says what was saved, or what is wrong. */
  function sendWhole(intent) {
    pressed = null;
    // A page of the device's copy has no server to show what was saved.
    if (isCopy && intent === 'save') {
      say(savedText);
      return;
    }
    leaving = true;
    const input = document.createElement('input');
    input.type = 'hidden';
    input.name = 'intent';
    input.value = intent;
    form.append(input);
    form.submit();
  }

  async function settle(entry, outcome) {
    if (outcome.kind === 'away') {
      failures += 1;
      timer = setTimeout(kick, waitBefore(failures, Math.random()));
      return false;
    }
    failures = 0;
    switch (outcome.kind) {
      case 'saved': {
        const { saved } = outcome;
        record = confirmed(record, entry.id, saved);
        ({ savedText } = saved);
        form.elements.namedItem('version').value = saved.version;
        form.elements.namedItem('base').value = JSON.stringify(saved.state);
        one('h1', form).textContent = `Case file ${saved.state.reference}`;
        await keep();
        if (entry.intent && record.entries.length === 0) leave(entry.intent);
        return true;
      }
      case 'refused': {
        for (const { field, text } of outcome.errors) problems.set(field, text);
        record = refused(
          record,
          entry.id,
          outcome.errors.map(({ field }) => field),
        );
        // A file that was to be completed with it is not: the person sees first what is wrong.
        record = { ...record, entries: record.entries.filter((waits) => !waits.intent) };
        showProblems();
        await keep();
        if (pressed) {
          sendWhole(pressed);
          return false;
        }
        return true;
      }
      case 'begun': {
        // It has an address at the server now: what waits goes there, and so does the page.
        const local = file;
        const target = outcome.begun.file;
        const isMoved = await whileMine(target, false, async () => {
          const earlier = await vault?.get('records', target);
          // Only now: what was entered while the device was asked belongs to it.
          record = joined(earlier, begunAt(record, outcome.begun));
          ({ file } = record);
          await keep();
          await vault?.remove('records', local);
          return true;
        });
        if (!isMoved) {
          // Another tab has that file open: once it is closed, what waits here goes on.
          failures += 1;
          timer = setTimeout(kick, waitBefore(failures, Math.random()));
          return false;
        }
        leaving = true;
        location.replace(file);
        return false;
      }
      case 'signedOut':
        signedOut = outcome.message;
        askToSignIn();
        return false;
      default:
        record = stopped(record, { kind: outcome.kind, message: outcome.message });
        await keep();
        if (outcome.kind === 'stale') {
          if (pressed) lookAtBoth();
          else askToChoose();
        }
        return false;
    }
  }

  function leave(intent) {
    if (intent === 'complete') void nextFile(true);
    else location.reload();
  }

  function again() {
    failures = 0;
    void kick();
  }

  // ---- Signing in without leaving

  function askToSignIn() {
    one('[data-why]', signInDialog).textContent =
      `${signedOut} ${restWaits()}, and sent once you have signed in.`;
    if (!signInDialog.open) signInDialog.showModal();
  }

  one('form', signInDialog).addEventListener('submit', async (event) => {
    event.preventDefault();
    const { email, password } = event.target.elements;
    const problem = one('[data-problem]', signInDialog);
    problem.hidden = true;
    const wrong = await signIn(email.value, password.value);
    problem.textContent = wrong ?? '';
    problem.hidden = wrong === null;
    password.value = '';
    if (wrong !== null) {
      password.focus();
      return;
    }
    signInDialog.close();
    signedOut = '';
    if (!vault) await openKept();
    await keep();
    again();
  });

  /** Returns what went wrong, or null. */
  async function signIn(email, password) {
    try {
      await askSession();
      const response = await post('/sign-in', { email, password }, user);
      if (response?.status === 429) return (await response.json()).message;
      if (response?.type !== 'opaqueredirect') {
        return response === null
          ? 'There is no connection to the server. Try again.'
          : 'The email address or the password is wrong.';
      }
      const session = await askSession();
      if (session.user?.id === user) return null;
      return `These answers are not those of ${session.user?.name ?? 'this person'}. Sign in as whoever entered them.`;
    } catch {
      return 'There is no connection to the server. Try again.';
    }
  }

  // ---- Two versions

  function askToChoose() {
    one('[data-why]', versionsDialog).textContent = record.stop.message;
    if (!versionsDialog.open) versionsDialog.showModal();
  }

  /** Posts all that this person wants, as the form did before: the server answers with both versions. */
  function lookAtBoth() {
    leaving = true;
    const sheet = document.createElement('form');
    sheet.method = 'post';
    sheet.action = file;
    const intent = record.entries.findLast((entry) => entry.intent)?.intent ?? 'save';
    const fields = {
      _csrf: form.elements.namedItem('_csrf').value,
      version: String(record.version),
      base: JSON.stringify(record.base),
      ...wantedOf(record),
      intent,
    };
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement('textarea');
      input.name = name;
      input.value = value;
      sheet.append(input);
    }
    sheet.hidden = true;
    document.body.append(sheet);
    sheet.submit();
  }

  one('[data-look]', versionsDialog).addEventListener('click', lookAtBoth);
  for (const later of document.querySelectorAll('[data-later]')) {
    later.addEventListener('click', () => later.closest('dialog').close());
  }
  againButton.addEventListener('click', () => (signedOut ? askToSignIn() : askToChoose()));

  // ---- Other files

  /** @param isDone - whether this file was completed just now, so that nothing more is to be seen here */
  async function nextFile(isDone = false) {
    const answer = isCopy ? null : await askNext(form.dataset.next, user);
    if (answer?.next) location.assign(answer.next);
    else if (answer && isDone) location.assign(answer.list);
    else if (answer) tell(answer.message);
    else if (isCopy || navigator.serviceWorker?.controller) {
      location.assign((await nextOnDevice()) ?? one('.save-bar__link', form).href);
    } else tell('There is no connection to the server, so the next file cannot be opened.');
  }

  /** The next file by what the page knew when it was fetched and what was done here since; a drawn one is begun here. */
  async function nextOnDevice() {
    const waiting = vault ? await vault.all('records') : [];
    const completedHere = new Set(
      waiting.filter((r) => r.entries.some((e) => e.intent === 'complete')).map((r) => r.file),
    );
    const audit = auditOf(file);
    const copy = await openCopy(user, audit);
    for (const each of following) {
      const path = typeof each === 'string' ? each : copy && (await begunHere(copy, each.drawn));
      if (path && !completedHere.has(path) && path !== file) return path;
      if (copy && !path) {
        return beginHere(copy, audit, { groupId: pageBase.groupId, reference: each.drawn });
      }
    }
    return null;
  }

  function complete() {
    const button = one('button[value="complete"]', form) ?? one('button[value="save"]', form);
    form.requestSubmit(button);
  }

  form.addEventListener('submit', (event) => {
    // Another tab is at work on this file: the form goes as it does without a script.
    if (elsewhere) {
      leaving = true;
      return;
    }
    event.preventDefault();
    const intent = event.submitter?.value;
    // The form and the queue would both send the answers, and find each other's version.
    if (ready) submitted(intent);
    else early = { intent };
  });

  function submitted(intent) {
    collect();
    pressed = intent ?? 'save';
    const isAsked = record.entries.some((entry) => entry.intent === intent);
    if (record.stop) {
      if (record.stop.kind === 'stale') lookAtBoth();
    } else if (problems.size > 0) sendWhole(pressed);
    else if ((intent === 'complete' || intent === 'uncomplete') && !isAsked) {
      add({}, intent);
      // Nobody has to wait for the network with the next file.
      if (isCopy && intent === 'complete') {
        leaveWord(`${record.reference} is complete on this device.`);
        void keeping.then(() => nextFile());
      }
    } else if (record.entries.length > 0) again();
    else if (pressed === 'save') sendWhole('save');
  }

  // ---- What makes it go

  let typing = 0;
  form.addEventListener('input', (event) => {
    reflect();
    show();
    clearTimeout(typing);
    // An answer goes at once; of a text not every letter.
    if (event.target.matches('input[type="radio"], select')) collect();
    else typing = setTimeout(collect, TYPING_PAUSE_MS);
  });
  form.addEventListener('change', () => {
    reflect();
    collect();
  });
  window.addEventListener('online', again);
  document.addEventListener('visibilitychange', () => {
    collect();
    if (document.visibilityState === 'visible') again();
  });
  window.addEventListener('beforeunload', (event) => {
    if (leaving) return;
    collect();
    // While the server answers, what is on its way arrives without the page too.
    const isOnDevice = kept && (writing === 0 || failures === 0);
    const isLost = problems.size > 0 || isChanged() || (record.entries.length > 0 && !isOnDevice);
    if (isLost) event.preventDefault();
  });

  // An answer that the plan gives: one press takes it over, as if it had been chosen.
  form.addEventListener('click', (event) => {
    const button = event.target.closest('[data-take]');
    if (!button) return;
    event.preventDefault();
    const radio = [...form.querySelectorAll('input[type="radio"]')].find(
      ({ name, value }) => name === button.name && value === button.value,
    );
    radio.checked = true;
    radio.focus();
    reflect();
    collect();
  });

  const keys = startKeys(form, {
    answered() {
      reflect();
      collect();
    },
    nextFile: () => void nextFile(),
    openPlan() {
      const link = one('[data-plan-link]', form);
      if (link) location.assign(link.href);
    },
    complete,
    help: () => keysDialog.showModal(),
    say,
  });
  one('.save-bar__next', form)?.addEventListener('click', (event) => {
    event.preventDefault();
    void nextFile();
  });
  const keysButton = one('[data-keys]', form);
  keysButton.hidden = false;
  keysButton.addEventListener('click', () => keysDialog.showModal());

  /** Takes up what was kept of this file when the browser was closed, or the connection was gone. */
  async function openKept() {
    vault = await openVault(user, askSession).catch(() => null);
    const earlier = vault ? await vault.get('records', file).catch(() => null) : null;
    if (!earlier || earlier.entries.length === 0) return;
    for (const [name, value] of Object.entries(waitingFields(earlier))) {
      // What was changed on this page since is later still, and is collected next.
      if (fieldsNow().find(([n]) => n === name)?.[1] === seen.get(name)) {
        const field = form.elements.namedItem(name);
        if (field) field.value = value;
        seen.set(name, value);
      }
    }
    record = { ...earlier, stop: null, entries: [...earlier.entries, ...record.entries] };
    reflect();
  }

  async function work() {
    mine = true;
    // The other tab is closed and has most likely changed the file. What was entered here is not thrown away for it.
    if (elsewhere && !isChanged()) {
      location.reload();
      return;
    }
    elsewhere = false;
    await openKept();
    ready = true;
    // The first check without an answer is known only with what waits.
    if (isCopy) goToFirst();
    collect();
    show();
    again();
    if (early) submitted(early.intent);
    // Held as long as the page is open: two tabs that send changes of one file would get in each other's way.
    await new Promise(() => {});
  }

  async function begin() {
    if ((await whileMine(file, false, work)) !== null) return;
    // For a moment it may still be the page before this one, as it is left.
    setTimeout(() => {
      elsewhere = !mine;
      show();
    }, ELSEWHERE_AFTER_MS);
    await whileMine(file, true, work);
  }
  void begin();

  function goToFirst() {
    if (!one('.govuk-error-summary') && location.hash === '') keys.begin();
  }
  if (!isCopy) goToFirst();
}
