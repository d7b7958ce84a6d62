// The page on which a device is prepared: asks for the password again, since a closed browser opens the copy with it,
// fetches everything and says how far it is. It also says what is on the device, and takes it away.
import { endCopies, fillCopy, leaveNothing, openCopy } from './copy.js';
import { asCopyPlan, asRefusal } from './answers.js';
import { jsonOf } from './json.js';
import { alive, lockOf, putLock, sealKeys } from './lock.js';
import { element, elementIf, said, signedInPerson } from './page.js';
import { askSession, post } from './sending.js';
import { canKeep } from './store.js';
import { holdKeys, keysHere } from './vault.js';

const page = elementIf('form[data-prepare]', HTMLFormElement);
if (page) await start(page);

/** @param {HTMLFormElement} form */
async function start(form) {
  const user = signedInPerson();
  const audit = said(form, 'data-audit');
  const email = said(form, 'data-email');
  const [file, files] = [said(form, 'data-file'), said(form, 'data-files')];
  const password = element('[name="password"]', HTMLInputElement, form);
  const button = element('button', HTMLButtonElement, form);
  const problem = element('[data-problem]', HTMLElement);
  const running = element('[data-running]', HTMLElement);
  const bar = element('[data-bar]', HTMLProgressElement);
  const here = element('[data-here]', HTMLElement);
  const done = element('[data-done]', HTMLElement);

  if (!canKeep() || !('serviceWorker' in navigator) || !('caches' in window)) {
    element('[data-impossible]', HTMLElement).hidden = false;
    return;
  }
  form.hidden = false;

  /** @param {string} text - what went wrong; empty when nothing did */
  function fail(text) {
    problem.textContent = text;
    problem.hidden = text === '';
  }

  /**
   * @param {number} ready
   * @param {number} total
   */
  function progress(ready, total) {
    bar.max = Math.max(total, 1);
    bar.value = total === 0 ? 1 : ready;
    element('[data-count]', HTMLElement).textContent = `${ready} of ${total} ${total === 1 ? file : files}`;
  }

  /** Signs in anew; the session of a day begins now. Returns what is wrong, or null. */
  async function signIn() {
    const response = await post('/sign-in', { email, password: password.value }, user);
    if (response === null) return 'There is no connection to the server. Try again.';
    if (response.status === 429) return asRefusal(await jsonOf(response)).message;
    if (response.type !== 'opaqueredirect') return 'The password is wrong.';
    return null;
  }

  /** @throws {Error} that says in a sentence why there is none */
  async function getPlan() {
    const response = await post(said(form, 'action'), {}, user);
    if (response === null) throw new Error('There is no connection to the server. Try again.');
    const answer = await jsonOf(response);
    const plan = response.ok ? asCopyPlan(answer) : null;
    if (plan === null) throw new Error(asRefusal(answer).message);
    return plan;
  }

  async function prepare() {
    const wrong = await signIn();
    if (wrong !== null) {
      password.value = '';
      password.focus();
      fail(wrong);
      return;
    }
    const session = await askSession();
    const plan = await getPlan();
    await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
    await navigator.serviceWorker.ready;
    // So that the browser does not clear the device's copy away when its disk fills.
    await navigator.storage?.persist?.();

    const before = await lockOf(user);
    holdKeys(user, { device: session.deviceKey, copies: { [audit]: plan.key } });
    const keys = keysHere(user);
    if (keys === null) throw new Error('the key of the device could not be had');
    progress(0, plan.files.length);
    // Copies of other audits stay, as far as their keys are here.
    const others = Object.entries(before?.copies ?? {}).filter(([id]) => id !== audit && keys.copies[id]);
    const facts = {
      ends: plan.ends,
      preparedAt: Date.now(),
      version: plan.version,
      files: 0,
      total: plan.files.length,
    };
    const lock = {
      ...(await sealKeys(user, { email, password: password.value }, keys)),
      seenAt: Date.now(),
      lasts: plan.sessionMilliseconds,
      copies: { ...Object.fromEntries(others), [audit]: facts },
    };
    password.value = '';
    await putLock(lock);
    /**
     * @param {number} ready
     * @param {number} total
     */
    const onFile = (ready, total) => {
      facts.files = ready;
      progress(ready, total);
    };
    try {
      await fillCopy(user, audit, plan, { olderThan: Date.now(), assets: true, onFile });
    } finally {
      await putLock({ ...lock, copies: { ...lock.copies, [audit]: { ...facts } } });
    }
  }

  /** @param {number} at - in milliseconds */
  function inWords(at) {
    return new Date(at).toLocaleString('en-GB', {
      day: 'numeric',
      month: 'long',
      hour: '2-digit',
      minute: '2-digit',
    });
  }

  /** @param {number} at - in milliseconds */
  function ageOf(at) {
    const minutes = Math.floor((Date.now() - at) / 60_000);
    if (minutes < 1) return 'less than a minute old';
    if (minutes < 60) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} old`;
    const hours = Math.floor(minutes / 60);
    return hours < 48
      ? `${hours} ${hours === 1 ? 'hour' : 'hours'} old`
      : `${Math.floor(hours / 24)} days old`;
  }

  async function showHere() {
    const lock = await lockOf(user);
    const facts = lock?.copies[audit];
    here.hidden = !facts;
    button.textContent = facts ? 'Prepare this device again' : 'Prepare this device';
    if (!lock || !facts) return;
    const isWhole = facts.files === facts.total;
    const until = Math.min(facts.ends, lock.seenAt + lock.lasts);
    const isOpen = alive(lock, Date.now()).includes(audit) && (await openCopy(user, audit)) !== null;
    element('[data-what]', HTMLElement).textContent = isWhole
      ? `${facts.total} of ${facts.total} ${files} are on this device, and the pages to begin others.`
      : `Only ${facts.files} of ${facts.total} ${files} are on this device. Prepare it again.`;
    element('[data-age]', HTMLElement).textContent =
      `Fetched on ${inWords(facts.preparedAt)}: ${ageOf(facts.preparedAt)}.`;
    element('[data-until]', HTMLElement).textContent = isOpen
      ? `Without the server it can be opened until ${inWords(until)}.`
      : 'It cannot be opened at the moment. Prepare the device again.';
    here.classList.toggle('device-here--part', !isWhole);
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    fail('');
    if (password.value === '') {
      fail('Enter your password.');
      password.focus();
      return;
    }
    button.disabled = true;
    running.hidden = false;
    done.hidden = true;
    try {
      await prepare();
      const isPrepared = (await lockOf(user))?.copies[audit] !== undefined;
      if (problem.hidden && isPrepared) done.hidden = false;
    } catch (error) {
      fail(whatWentWrong(error));
    }
    running.hidden = true;
    button.disabled = false;
    await showHere();
    if (problem.hidden) done.focus();
  });

  element('[data-remove]', HTMLElement).addEventListener('click', async () => {
    await endCopies(user, audit);
    await leaveNothing();
    done.hidden = true;
    await showHere();
    password.focus();
  });

  await showHere();
}

/**
 * @param {unknown} error
 * @returns {string} a sentence for the person
 */
function whatWentWrong(error) {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return error instanceof TypeError || name === 'TimeoutError' || message.includes(' could not be had')
    ? 'The connection went while the device was prepared, so it is not ready. Try again.'
    : message;
}
