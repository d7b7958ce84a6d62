// One part of a tool's draft, saved as it is written. It sends what the form would send; where the server does not take
// it, the form stays as it is, and its own button shows what is in the way.
import { jsonOf } from './json.js';

/** How long after the last change it is saved, in milliseconds. */
const PAUSE = 1200;

const form = document.querySelector('form[data-draft-part]');
if (form instanceof HTMLFormElement && !('conflict' in form.dataset)) start(form);

/** @param {HTMLFormElement} page */
function start(page) {
  const said = document.querySelector('[data-saved]');
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  let isSending = false;
  let isChanged = false;

  /** @param {string} text */
  const say = (text) => {
    if (said) said.textContent = text;
  };

  const send = async () => {
    if (isSending) return;
    isSending = true;
    isChanged = false;
    say('Saving …');
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(page)) if (typeof value === 'string') fields.append(name, value);
    const response = await fetch(page.action, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: fields,
    }).catch(() => null);
    isSending = false;
    const answer = response && (await jsonOf(response).catch(() => null));
    if (response?.ok && answer !== null) taken(/** @type {Record<string, unknown>} */ (answer));
    else if (response?.status === 409)
      say('Not saved: somebody else has changed this. Press “Save” to see both.');
    else if (response?.status === 410)
      say('Not saved: somebody has published this draft. Press “Save” to see what you typed beside it.');
    else if (response?.status === 404)
      say(
        'Not saved: somebody has discarded this draft or taken this out. Copy what you typed before you leave.',
      );
    else if (response?.status === 422) say('Not saved yet: press “Save” to see what is in the way.');
    else say('Not saved: there is no connection, or you are signed out. Press “Save” to try again.');
    if (isChanged) wait();
  };

  /** @param {Record<string, unknown>} answer */
  const taken = ({ revision, seen, action, saved, problems }) => {
    for (const field of document.querySelectorAll('input[data-revision]')) {
      if (field instanceof HTMLInputElement) field.value = String(revision);
    }
    const mark = page.elements.namedItem('seen');
    if (mark instanceof HTMLInputElement) mark.value = String(seen);
    // Another id is another address.
    if (typeof action === 'string' && action !== new URL(page.action).pathname) {
      page.action = action;
      history.replaceState(null, '', action);
    }
    const left = Array.isArray(problems) ? problems.length : 0;
    say(
      `${String(saved)}${left > 0 ? `. ${left === 1 ? 'One thing is' : `${left} things are`} still to be put right.` : ''}`,
    );
    const what = document.querySelector('[data-undo-what]');
    if (what) what.textContent = '';
    nameAnew(page);
  };

  const wait = () => {
    isChanged = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => void send(), PAUSE);
  };
  page.addEventListener('input', wait);
  page.addEventListener('submit', () => {
    isChanged = false;
    clearTimeout(waiting);
  });
  addEventListener('beforeunload', (event) => {
    if (isChanged || isSending) event.preventDefault();
  });
}

/**
 * What each row was called before is what it was saved as.
 *
 * @param {HTMLFormElement} page
 */
function nameAnew(page) {
  for (const was of page.querySelectorAll('input[name$=".was"]')) {
    if (!(was instanceof HTMLInputElement)) continue;
    const id = page.elements.namedItem(was.name.replace(/\.was$/, '.id'));
    if (id instanceof HTMLInputElement && id.value !== '') was.value = id.value;
  }
}
