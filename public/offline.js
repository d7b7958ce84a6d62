// What the service worker shows where the server cannot be reached: the page of the device's copy, once its key is
// there. The key is had from this tab, from another one, or by the password of whoever prepared the device.
import { auditOf, endOldCopies, openCopy } from './copy.js';
import { dressCopy } from './copied.js';
import { unlock } from './lock.js';
import { element, elements } from './page.js';
import { holdKeys, keysHere, keysOfTabs } from './vault.js';

/**
 * @import { Copy } from './copy.js'
 * @import { FetchedPage } from './copied.js'
 * @import { Lock } from './store.js'
 */

const LOCAL = /^\/audits\/\d+\/device\/files\/[\da-f]+$/;

const kind = document.documentElement.dataset.kind ?? 'page';

/** @param {string} id - of the part of the page that is shown */
function show(id) {
  for (const part of elements('main > div', HTMLElement)) part.hidden = part.id !== id;
  document.title = `${element(`#${id} h1`, HTMLElement).textContent} – Casefile audit`;
}

for (const link of elements('[data-again]', HTMLAnchorElement)) link.href = location.href;
element('[data-back]', HTMLElement).addEventListener('click', () => history.back());

/**
 * The first of the living copies whose keys this browser has.
 *
 * @param {Lock[]} locks
 */
async function opened(locks) {
  for (const lock of locks) {
    const keys = keysHere(lock.user) ?? (await keysOfTabs(lock.user));
    if (!keys || Object.keys(keys.copies).length === 0) continue;
    holdKeys(lock.user, keys);
    return lock;
  }
  return null;
}

/**
 * The page of an address in the copy, as HTML; of a file that was begun here, the page of its group.
 *
 * @param {Copy} copy
 * @param {string} audit
 * @param {string} path
 * @returns {Promise<FetchedPage | null>}
 */
async function pageOf(copy, audit, path) {
  const own = await copy.page(path);
  if (own) return { ...own, at: await copy.fetchedAt(path) };
  const begun = LOCAL.test(path) ? await copy.begun(path) : null;
  if (!begun) return null;
  if (begun.isSent && begun.file !== undefined) {
    location.replace(begun.file);
    return null;
  }
  const group = `/audits/${audit}/device/groups/${begun.groupId}`;
  const page = await copy.page(group);
  return page && { ...page, begun, at: await copy.fetchedAt(group) };
}

/**
 * Keeps the first form that is sent until the scripts of the page can take it: without a server it would go nowhere.
 *
 * @param {Promise<unknown>} ready
 */
function holdForms(ready) {
  let isHeld = false;
  /** @param {SubmitEvent} event */
  const hold = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const { target, submitter } = event;
    if (isHeld || !(target instanceof HTMLFormElement)) return;
    isHeld = true;
    void ready.then(() => target.requestSubmit(submitter));
  };
  document.addEventListener('submit', hold, true);
  void ready.then(() => document.removeEventListener('submit', hold, true));
}

/**
 * Puts a page in the place of this one, and starts its scripts.
 *
 * @param {Lock} lock
 * @param {Copy} copy
 * @param {FetchedPage} page
 */
async function present(lock, copy, page) {
  const parsed = new DOMParser().parseFromString(page.html, 'text/html');
  await dressCopy(parsed, { lock, copy, page, path: location.pathname });
  document.documentElement.replaceWith(document.adoptNode(parsed.documentElement));
  /** @type {Promise<unknown>[]} */
  const started = [];
  // Scripts of a document that was parsed by a script do not run by themselves.
  for (const old of document.querySelectorAll('script')) {
    const script = document.createElement('script');
    script.type = 'module';
    script.src = old.getAttribute('src') ?? '';
    started.push(
      new Promise((resolve) => {
        script.addEventListener('load', resolve);
        script.addEventListener('error', resolve);
      }),
    );
    old.replaceWith(script);
  }
  holdForms(Promise.all(started));
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

/** @param {Lock} lock */
async function missing(lock) {
  const items = [];
  for (const audit of Object.keys(lock.copies)) {
    const about = await (await openCopy(lock.user, audit))?.about();
    if (!about) continue;
    const link = document.createElement('a');
    link.className = 'govuk-link';
    link.href = about.list;
    link.textContent = `${about.many ?? 'Case files'} of ${about.title}`;
    const item = document.createElement('li');
    item.append(link);
    items.push(item);
  }
  element('#copies', HTMLElement).replaceChildren(...items);
  show('missing');
}

/** @param {Lock} lock */
async function open(lock) {
  const path = location.pathname;
  const audit = auditOf(path);
  // The tool's page belongs to every audit that is done with it.
  for (const id of new Set([...(audit === null ? [] : [audit]), ...Object.keys(lock.copies)])) {
    const copy = await openCopy(lock.user, id);
    const page = copy && (await pageOf(copy, id, path));
    if (page) {
      await present(lock, copy, page);
      return;
    }
  }
  await missing(lock);
}

/** @param {Lock[]} locks */
function askForPassword(locks) {
  show('unlock');
  const form = element('#unlock form', HTMLFormElement);
  const email = element('[name="email"]', HTMLInputElement, form);
  const password = element('[name="password"]', HTMLInputElement, form);
  const problem = element('#unlock-problem', HTMLElement);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    problem.hidden = true;
    const who = { email: email.value, password: password.value };
    for (const lock of locks) {
      const keys = await unlock(lock, who);
      if (keys) {
        holdKeys(lock.user, keys);
        await open(lock);
        return;
      }
    }
    password.value = '';
    problem.textContent =
      'This does not open the copy: the email address or the password is wrong, or somebody else has prepared this device.';
    problem.hidden = false;
    password.focus();
  });
  email.focus();
}

// Kept by the browser although it was told not to: what may be opened is asked anew. Pages of the copy see to
// themselves (returned.js).
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted && kind === 'page' && document.body.dataset.user === undefined) location.reload();
});

if (kind === 'page') {
  show('waiting');
  const locks = await endOldCopies();
  const lock = await opened(locks);
  if (lock) await open(lock);
  else if (locks.length > 0) askForPassword(locks);
  else show('nothing');
} else {
  show(kind);
}
