// On a page of the device's copy: says that it is one, how old, and how much waits; begins files on the device; and
// ends with the copy.
import { beginHere, begunHere, takeWord } from './begun.js';
import { auditOf, endOldCopies, openCopy } from './copy.js';
import { waitingOf } from './copied.js';
import { element, elementIf, elements, signedInPerson } from './page.js';
import { answersInWords, waitingCount } from './queue.js';
import { KEPT_CHANGED } from './vault.js';

const LOOK_EVERY_MS = 60_000;

const user = signedInPerson();
const audit = auditOf(location.pathname);
const at = new Date(Number(document.body.dataset.copyAt));

function when() {
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const isToday = at.toDateString() === new Date().toDateString();
  const day = at.toLocaleDateString('en-GB', { day: 'numeric', month: 'long' });
  return isToday ? time : `${time} on ${day}`;
}

const text = document.createElement('strong');
const link = document.createElement('a');
link.className = 'govuk-link';
link.href = location.href;
link.textContent = 'Try the server';
element('#copy-note', HTMLElement).append(text, ' ', link);

const word = takeWord();

async function say() {
  const waiting = await waitingOf(user);
  const n = waiting.reduce((sum, record) => sum + waitingCount(record), 0);
  const what =
    n === 0 ? 'Nothing waits to be sent.' : `${answersInWords(n)} ${n > 1 ? 'wait' : 'waits'} to be sent.`;
  const words = `${word === '' ? '' : `${word} `}This is the device’s copy of ${when()}. ${what}`;
  if (text.textContent !== words) text.textContent = words;
}

window.addEventListener(KEPT_CHANGED, () => void say());

// ---- A file that was not begun when the network went

/**
 * Begins a file here; one that was begun here before is opened again.
 *
 * @param {string} groupId
 * @param {string} reference
 */
async function begin(groupId, reference) {
  const copy = audit === null ? null : await openCopy(user, audit);
  if (audit === null || !copy) return;
  location.assign(
    (await begunHere(copy, reference)) ?? (await beginHere(copy, audit, { groupId, reference })),
  );
}

/**
 * The file of this list that has this reference, as its link; undefined when there is none.
 *
 * @param {string} reference
 */
const listed = (reference) =>
  elements('.file-table tbody th a', HTMLAnchorElement).find(
    (each) => each.textContent.trim().toLowerCase() === reference.toLowerCase(),
  );

document.addEventListener(
  'submit',
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const row = form.closest('[data-drawn]');
    const drawn = row instanceof HTMLElement ? row.dataset.drawn : undefined;
    if (drawn === undefined && !form.dataset.beginsHere) return;
    event.preventDefault();
    const groupId = form.closest('.file-group')?.id.replace('group-', '') ?? '';
    const box = elementIf('input[name="reference"]', HTMLInputElement, form);
    const reference = drawn ?? box?.value.trim() ?? '';
    const known = listed(reference);
    if (reference === '') box?.focus();
    else if (known) known.click();
    else void begin(groupId, reference);
  },
  true,
);

// What waits is told last: whoever presses meanwhile is heard.
await say();

// ---- The end

setInterval(async () => {
  const living = await endOldCopies();
  if (living.every((lock) => lock.user !== user)) location.reload();
}, LOOK_EVERY_MS);
