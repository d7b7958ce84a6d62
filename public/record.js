// The recording page: every change goes to the server at once, in order, and the page says what became of it. Without
// this script the form is saved by its buttons. Here the parts are put together: what is known (record-state.js), what
// is shown (record-view.js) and how answers get to the server (record-sending.js).
import { leaveWord } from './begun.js';
import { startKeys } from './keys.js';
import { openMissing } from './missing.js';
import { askNext, nextOnDevice } from './next.js';
import { element, elementIf, said } from './page.js';
import { calledOf } from './queue.js';
import { openAnswers } from './record-answers.js';
import { readPage } from './record-page.js';
import { openSending } from './record-sending.js';
import {
  changedFields,
  collected,
  completedHere,
  newRecording,
  pressLeadsTo,
  readOut,
  saveLine,
  takenUp,
  wantedInFull,
  whySignIn,
  wouldLose,
} from './record-state.js';
import { openView } from './record-view.js';
import { startRightAnswers } from './right-answers.js';
import { whileMine } from './sending.js';

/** @import { Recording } from './record-state.js' */

const TYPING_PAUSE_MS = 700;
const ELSEWHERE_AFTER_MS = 1500;

const page = elementIf('form[data-record]:not([data-read-only])', HTMLFormElement);
if (page) start(page);

/** @param {HTMLFormElement} form */
function start(form) {
  const { record, user, groupId, savedText, rejected, problems, following, nextAction, isCopy } =
    readPage(form);
  const view = openView(form);
  startRightAnswers(form);

  let recording = newRecording(record, { savedText, rejected, problems });
  const known = {
    now: () => recording,
    /** @param {Partial<Recording>} part */
    set(part) {
      recording = { ...recording, ...part };
    },
  };
  /** @type {string | null} */
  let lastReadOut = null;
  /**
   * The button that was pressed before changes could be sent.
   *
   * @type {{ intent: string | undefined } | null}
   */
  let early = null;

  const sending = openSending(user, known, {
    show,
    showProblems: () => view.showProblems(recording.problems),
    saved: (saved) => view.takeSaved(saved),
    takeUp(earlier) {
      const { known: after, put } = takenUp(recording, earlier, view.fields());
      view.put(put);
      known.set(after);
      answers.stand();
    },
    askToSignIn,
    askToChoose,
    lookAtBoth,
    sendWhole,
    leave(intent) {
      if (intent === 'complete') void nextFile(true);
      else location.reload();
    },
    moveTo(file) {
      known.set({ isLeaving: true });
      location.replace(file);
    },
  });

  // ---- What the page says

  const changed = () => changedFields(recording, view.fields());
  const isChanged = () => changed().length > 0;

  function show() {
    const line = saveLine(recording, isChanged());
    view.showSaveLine(line);
    const { last, text } = readOut(lastReadOut, line);
    lastReadOut = last;
    if (text !== null) view.announce(text);
  }

  /**
   * Says something in the place where the page says when it was saved.
   *
   * @param {string} text
   */
  function tell(text) {
    known.set({ savedText: text });
    show();
    view.announce(text);
  }

  function askToSignIn() {
    view.askToSignIn(whySignIn(recording));
  }

  function askToChoose() {
    view.askToChoose(recording.record.stop?.message ?? '');
  }

  // ---- From the page to the server

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;
  function collect() {
    clearTimeout(typing);
    // What is asked about does not count yet.
    if (!recording.isReady || answers.isAsking()) return;
    const fields = changed();
    if (fields.length === 0) return;
    const before = recording.problems.size;
    known.set(collected(recording, fields));
    if (recording.problems.size < before) view.showProblems(recording.problems);
    const isAnswer = fields.some(([name]) => name.startsWith('answer.'));
    sending.add({ ...Object.fromEntries(fields), ...(isAnswer ? answers.sure() : {}) });
  }

  const missing = openMissing(form);
  const answers = openAnswers(form, view, { collect });

  /**
   * Sends the form as it goes without a script.
   *
   * @param {string} intent
   */
  function sendWhole(intent) {
    known.set({ pressed: null });
    // A page of the device's copy has no server to show what was saved.
    if (isCopy && intent === 'save') {
      view.announce(recording.savedText);
      return;
    }
    known.set({ isLeaving: true });
    view.sendForm(intent);
  }

  /** The server answers with both versions. */
  function lookAtBoth() {
    known.set({ isLeaving: true });
    view.postSheet(recording.record.file, wantedInFull(recording, view.token()));
  }

  /** @param {string | undefined} intent - of the button that was pressed */
  function submitted(intent) {
    collect();
    if (intent === 'complete' && !missing.mayComplete()) return;
    const pressed = intent ?? 'save';
    known.set({ pressed });
    switch (pressLeadsTo(recording, intent)) {
      case 'lookAtBoth':
        lookAtBoth();
        break;
      case 'sendWhole':
        sendWhole(pressed);
        break;
      case 'addIntent':
        sending.add({}, pressed);
        // Nobody has to wait for the network with the next file.
        if (isCopy && pressed === 'complete') {
          leaveWord(`${recording.record.reference} is complete on this device.`);
          void sending.kept().then(() => nextFile());
        }
        break;
      case 'send':
        sending.again();
        break;
      case 'stay':
        break;
    }
  }

  // ---- Other files

  /** @param {boolean} isDone - whether this file was completed just now, so that nothing more is to be seen here */
  async function nextFile(isDone = false) {
    const answer = isCopy ? null : await askNext(nextAction, user, calledOf(recording.record).short);
    if (answer?.next) location.assign(answer.next);
    else if (answer && isDone) location.assign(answer.list);
    else if (answer) tell(answer.message);
    else if (isCopy || navigator.serviceWorker?.controller) {
      const completed = completedHere(await sending.waiting());
      const { file } = recording.record;
      location.assign(
        (await nextOnDevice({ user, file, groupId, following, completed })) ?? view.listAddress(),
      );
    } else
      tell(
        `There is no connection to the server, so the next ${calledOf(recording.record).short} cannot be opened.`,
      );
  }

  // ---- What makes it go

  form.addEventListener('submit', (event) => {
    // Another tab is at work on this file: the form goes as it does without a script.
    if (recording.isElsewhere) {
      known.set({ isLeaving: true });
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    const intent = submitter instanceof HTMLButtonElement ? submitter.value : undefined;
    // The form and the queue would both send the answers, and find each other's version.
    if (recording.isReady) submitted(intent);
    else early = { intent };
  });
  form.addEventListener('input', (event) => {
    if (answers.isAsking()) return;
    view.reflect();
    show();
    clearTimeout(typing);
    // An answer goes at once; of a text not every letter.
    const isChoice = event.target instanceof Element && event.target.matches('input[type="radio"], select');
    if (isChoice) answers.given();
    // Half a date is wrong until it is whole; it goes when its box is left.
    else if (!(event.target instanceof Element && event.target.matches('[name^="dated."]')))
      typing = setTimeout(collect, TYPING_PAUSE_MS);
  });
  form.addEventListener('change', () => answers.given());
  // An answer that the plan gives: one press takes it over, as if it had been chosen.
  form.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-take], [data-rest]') : null;
    const row = button?.closest('.check-row');
    if (!(button instanceof HTMLButtonElement) || !(row instanceof HTMLElement)) return;
    event.preventDefault();
    if (button.matches('[data-take]')) {
      view.chooseOffered(button);
      answers.given(() => keys.onwards(row));
    } else answers.takeRest(said(row, 'data-check'), () => keys.onwards(row));
  });
  window.addEventListener('online', sending.again);
  document.addEventListener('visibilitychange', () => {
    collect();
    if (document.visibilityState === 'visible') sending.again();
  });
  window.addEventListener('beforeunload', (event) => {
    if (recording.isLeaving) return;
    collect();
    if (wouldLose(recording, isChanged())) event.preventDefault();
  });

  view.onLook(lookAtBoth);
  view.onAgain(() => (recording.signedOut ? askToSignIn() : askToChoose()));
  view.onSignIn(sending.signIn, () => void sending.signedIn());
  elementIf('.save-bar__next', HTMLElement, form)?.addEventListener('click', (event) => {
    event.preventDefault();
    void nextFile();
  });
  const keysButton = element('[data-keys]', HTMLElement, form);
  keysButton.hidden = false;
  keysButton.addEventListener('click', view.openKeys);

  const keys = startKeys(form, {
    answered: answers.given,
    isSettled: view.isSettled,
    nextFile: () => void nextFile(),
    openPlan() {
      const address = view.planAddress();
      if (address !== null) location.assign(address);
    },
    complete: () => view.pressComplete(),
    help: view.openKeys,
    say: view.announce,
  });

  function goToFirst() {
    if (!document.querySelector('.govuk-error-summary') && location.hash === '') keys.begin();
  }

  let isMine = false;
  async function work() {
    isMine = true;
    // The other tab is closed and has most likely changed the file. What was entered here is not thrown away for it.
    if (recording.isElsewhere && !isChanged()) {
      location.reload();
      return;
    }
    known.set({ isElsewhere: false });
    await sending.takeUp();
    known.set({ isReady: true });
    // The first check without an answer is known only with what waits.
    if (isCopy) goToFirst();
    collect();
    show();
    sending.again();
    if (early) submitted(early.intent);
    // Held as long as the page is open: two tabs that send changes of one file would get in each other's way.
    await new Promise(() => {});
  }

  async function begin() {
    const { file } = record;
    if ((await whileMine(file, false, work)) !== null) return;
    // For a moment it may still be the page before this one, as it is left.
    setTimeout(() => {
      known.set({ isElsewhere: !isMine });
      show();
    }, ELSEWHERE_AFTER_MS);
    await whileMine(file, true, work);
  }
  void begin();
  if (!isCopy) goToFirst();
}
