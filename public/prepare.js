// The page on which a device is prepared: asks for the password again, since a closed browser opens the copy with it,
// fetches everything and says how far it is. It also says what is on the device, and takes it away.
import { endCopies, fillCopy, leaveNothing, openCopy } from './copy.js';
import { alive, lockOf, putLock, sealKeys } from './lock.js';
import { askSession, post } from './sending.js';
import { canKeep } from './store.js';
import { holdKeys, keysHere } from './vault.js';

const form = document.querySelector('form[data-prepare]');
if (form) await start();

async function start() {
  const one = (selector) => document.querySelector(selector);
  const user = Number(document.body.dataset.user);
  const { audit, email } = form.dataset;
  const password = form.elements.namedItem('password');
  const button = form.querySelector('button');
  const problem = one('[data-problem]');
  const running = one('[data-running]');
  const bar = one('[data-bar]');
  const here = one('[data-here]');

  if (!canKeep() || !('serviceWorker' in navigator) || !('caches' in window)) {
    one('[data-impossible]').hidden = false;
    return;
  }
  form.hidden = false;

  function fail(text) {
    problem.textContent = text;
    problem.hidden = text === '';
  }

  function progress(done, total) {
    bar.max = Math.max(total, 1);
    bar.value = total === 0 ? 1 : done;
    one('[data-count]').textContent = `${done} of ${total} ${total === 1 ? 'file' : 'files'}`;
  }

  /** Signs in anew; the session of a day begins now. Returns what is wrong, or null. */
  async function signIn() {
    const response = await post('/sign-in', { email, password: password.value }, user);
    if (response === null) return 'There is no connection to the server. Try again.';
    if (response.status === 429) return (await response.json()).message;
    if (response.type !== 'opaqueredirect') return 'The password is wrong.';
    return null;
  }

  async function getPlan() {
    const response = await post(form.getAttribute('action'), {}, user);
    if (response === null) throw new Error('There is no connection to the server. Try again.');
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.message);
    return answer;
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
    const onFile = (done, total) => {
      facts.files = done;
      progress(done, total);
    };
    try {
      await fillCopy(user, audit, plan, { olderThan: Date.now(), assets: true, onFile });
    } finally {
      await putLock({ ...lock, copies: { ...lock.copies, [audit]: { ...facts } } });
    }
  }

  function inWords(at) {
    return new Date(at).toLocaleString('en-GB', {
      day: 'numeric',
      month: 'long',
      hour: '2-digit',
      minute: '2-digit',
    });
  }

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
    if (!facts) return;
    const isWhole = facts.files === facts.total;
    const until = Math.min(facts.ends, lock.seenAt + lock.lasts);
    const isOpen = alive(lock, Date.now()).includes(audit) && (await openCopy(user, audit)) !== null;
    one('[data-what]').textContent = isWhole
      ? `${facts.total} of ${facts.total} files are on this device, and the pages to begin others.`
      : `Only ${facts.files} of ${facts.total} files are on this device. Prepare it again.`;
    one('[data-age]').textContent = `Fetched on ${inWords(facts.preparedAt)}: ${ageOf(facts.preparedAt)}.`;
    one('[data-until]').textContent = isOpen
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
    one('[data-done]').hidden = true;
    try {
      await prepare();
      const { total } = (await lockOf(user))?.copies[audit] ?? {};
      if (problem.hidden && total !== undefined) one('[data-done]').hidden = false;
    } catch (error) {
      fail(
        error instanceof TypeError || error.name === 'TimeoutError' || / could not be had/.test(error.message)
          ? 'The connection went while the device was prepared, so it is not ready. Try again.'
          : error.message,
      );
    }
    running.hidden = true;
    button.disabled = false;
    await showHere();
    if (problem.hidden) one('[data-done]').focus();
  });

  one('[data-remove]').addEventListener('click', async () => {
    await endCopies(user, audit);
    await leaveNothing();
    one('[data-done]').hidden = true;
    await showHere();
    password.focus();
  });

  await showHere();
}
