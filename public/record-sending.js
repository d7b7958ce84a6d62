// How what is entered on the recording page gets to the server: kept on the device until the server has it, sent one
// change at a time and in order, and tried again while there is no connection.
import { asRefusal } from './answers.js';
import { jsonOf } from './json.js';
import { waitBefore } from './queue.js';
import { heard, isWaiting, maySend, movedTo, withChange } from './record-state.js';
import { askSession, newChangeId, post, sendNext, whileMine } from './sending.js';
import { openVault } from './vault.js';

/**
 * @import { BegunAt, Saved } from './answers.js'
 * @import { Entry, FileRecord } from './queue.js'
 * @import { Recording } from './record-state.js'
 * @import { Outcome } from './sending.js'
 * @import { VaultIfAny } from './vault.js'
 *
 * @typedef {{ now: () => Recording, set: (part: Partial<Recording>) => void }} Known what is known now
 * @typedef {{
 *   show: () => void, showProblems: () => void, saved: (saved: Saved) => void, takeUp: (earlier: FileRecord) => void,
 *   askToSignIn: () => void, askToChoose: () => void, lookAtBoth: () => void, sendWhole: (intent: string) => void,
 *   leave: (intent: string) => void, moveTo: (file: string) => void,
 * }} Page what comes of it on the page
 */

const NO_CONNECTION = 'There is no connection to the server. Try again.';

/**
 * @param {number} user
 * @param {Known} known
 * @param {Page} page
 */
export function openSending(user, known, page) {
  /** @type {VaultIfAny} */
  let vault = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let keeping = Promise.resolve();

  /**
   * Adds a change to what waits, and sends it.
   *
   * @param {Record<string, string>} fields
   * @param {string} [intent] - complete or uncomplete
   */
  function add(fields, intent) {
    const entry = { id: newChangeId(), at: Date.now(), fields };
    known.set(withChange(known.now(), intent ? { ...entry, intent } : entry));
    page.show();
    // While the server is away an attempt is planned already; more answers must not bring more attempts.
    void keep().then(() => (known.now().failures > 0 ? undefined : kick()));
  }

  /** Puts what waits on the device, or takes it away when nothing does; one after the other. */
  function keep() {
    const before = keeping;
    known.set({ writing: known.now().writing + 1 });
    keeping = (async () => {
      await before;
      const isKept = await putAway().catch(() => false);
      known.set({ isKept, writing: known.now().writing - 1 });
      page.show();
    })();
    return keeping;
  }

  /** Returns whether the device has it now. */
  async function putAway() {
    // The connection may have gone before the key of the device came.
    if (!vault) await takeUp();
    if (!vault) return false;
    const { record } = known.now();
    if (isWaiting(known.now())) await vault.put(record.file, record);
    else await vault.remove(record.file);
    return true;
  }

  /** Takes up what was kept of this file when the browser was closed, or the connection was gone. */
  async function takeUp() {
    vault = await openVault(user, askSession).catch(() => null);
    const earlier = await vault?.get(known.now().record.file).catch(() => null);
    if (earlier && earlier.entries.length > 0) page.takeUp(earlier);
  }

  /** Sends what waits, unless something is in the way. */
  async function kick() {
    if (!maySend(known.now())) return;
    clearTimeout(timer);
    known.set({ isSending: true });
    page.show();
    for (let goesOn = true; goesOn;) {
      const { record } = known.now();
      const [entry] = record.entries;
      goesOn = entry !== undefined && (await settle(entry, await sendNext(record)));
    }
    known.set({ isSending: false });
    page.show();
    if (known.now().pressed === 'save' && !isWaiting(known.now())) page.sendWhole('save');
  }

  /** Sends at once, however long the server did not answer. */
  function again() {
    known.set({ failures: 0 });
    void kick();
  }

  function tryLater() {
    timer = setTimeout(kick, waitBefore(known.now().failures, Math.random()));
  }

  /**
   * Does what the server's answer to a change leads to; returns whether the next one may be sent.
   *
   * @param {Entry} entry
   * @param {Outcome} outcome
   */
  async function settle(entry, outcome) {
    known.set(heard(known.now(), entry, outcome));
    switch (outcome.kind) {
      case 'away':
        tryLater();
        return false;
      case 'saved':
        page.saved(outcome.saved);
        await keep();
        if (entry.intent && !isWaiting(known.now())) page.leave(entry.intent);
        return true;
      case 'refused': {
        page.showProblems();
        await keep();
        const { pressed } = known.now();
        if (pressed) page.sendWhole(pressed);
        return !pressed;
      }
      case 'begun':
        return moveTo(outcome.begun);
      case 'signedOut':
        page.askToSignIn();
        return false;
      case 'stale':
        await keep();
        if (known.now().pressed) page.lookAtBoth();
        else page.askToChoose();
        return false;
      case 'state':
        await keep();
        return false;
    }
  }

  /**
   * The file has an address at the server now: what waits goes there, and so does the page.
   *
   * @param {BegunAt} begun
   */
  async function moveTo(begun) {
    const local = known.now().record.file;
    const isMoved = await whileMine(begun.file, false, async () => {
      const earlier = await vault?.get(begun.file);
      // Only now: what was entered while the device was asked belongs to it.
      known.set(movedTo(known.now(), earlier, begun));
      await keep();
      await vault?.remove(local);
      return true;
    });
    if (isMoved) page.moveTo(known.now().record.file);
    else {
      // Another tab has that file open: once it is closed, what waits here goes on.
      known.set({ failures: known.now().failures + 1 });
      tryLater();
    }
    return false;
  }

  /**
   * Signs in without leaving the page.
   *
   * @param {string} email
   * @param {string} password
   * @returns {Promise<string | null>} what went wrong, or null
   */
  async function signIn(email, password) {
    try {
      // In another tab, say, where the account asks for more than a password.
      if ((await askSession()).user?.id === user) return null;
      const response = await post('/sign-in', { email, password }, user);
      if (response === null) return NO_CONNECTION;
      if ([401, 429].includes(response.status)) return asRefusal(await jsonOf(response)).message;
      if (response.type !== 'opaqueredirect') return 'The email address or the password is wrong.';
      const session = await askSession();
      if (session.user?.id === user) return null;
      return `These answers are not those of ${session.user?.name ?? 'this person'}. Sign in as whoever entered them.`;
    } catch {
      return NO_CONNECTION;
    }
  }

  /** Goes on once somebody has signed in. */
  async function signedIn() {
    known.set({ signedOut: '' });
    if (!vault) await takeUp();
    await keep();
    again();
  }

  return {
    add,
    again,
    takeUp,
    signIn,
    signedIn,
    /** Resolves once the device has what was to be kept, as far as it can. */
    kept: () => keeping,
    /** What waits on this device of all files of the person. */
    waiting: async () => (vault ? vault.all() : []),
  };
}
