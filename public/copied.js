// A page of the device's copy, made ready before it is shown: what was saved and begun since it was fetched, and what
// it says of itself. copy-note.js goes on from there.
import { fieldsIn, parsed } from './json.js';
import { element, elementIf, elements, field, putValue } from './page.js';
import { answersInWords, waitingCount } from './queue.js';
import { openVault } from './vault.js';

/**
 * @import { Begun, Copy, Page, SavedState } from './copy.js'
 * @import { Lock } from './store.js'
 * @typedef {Page & { at: number | null, begun?: Begun }} FetchedPage
 *   at: when it was fetched, in milliseconds; begun: the file that was begun here, on the page of its group
 */

const noSession = () => Promise.reject(new Error('there is no connection'));

/**
 * Everything of a person that waits on this device.
 *
 * @param {number} user
 */
export async function waitingOf(user) {
  const vault = await openVault(user, noSession).catch(() => null);
  return vault ? vault.all() : [];
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Document} page
 * @param {Name} name
 * @param {string} className
 * @param {string} [text]
 */
const made = (page, name, className, text) => {
  const part = page.createElement(name);
  part.className = className;
  if (text !== undefined) part.textContent = text;
  return part;
};

/**
 * Puts a saved state into a form that was fetched before.
 *
 * @param {HTMLFormElement} form
 * @param {SavedState} saved
 */
function takeOver(form, { version, state }) {
  if (version <= Number(field(form, 'version').value)) return;
  field(form, 'version').value = String(version);
  field(form, 'base').value = JSON.stringify(state);
  for (const [name, value] of Object.entries(state)) putValue(form, name, value);
  element('[data-saved]', HTMLElement, form).textContent = 'Saved since this copy was made';
}

/**
 * Makes the page of a group that of a file which was begun here.
 *
 * @param {Document} page
 * @param {HTMLFormElement} form
 * @param {{ begun: Begun, audit: string | undefined, path: string }} of
 */
function asBegun(page, form, { begun, audit, path }) {
  const { reference, groupId } = begun;
  form.setAttribute('action', path);
  form.dataset.answers = path;
  form.dataset.reference = reference;
  form.dataset.begin = JSON.stringify({ action: `/audits/${audit}/device/begin`, groupId });
  const base = fieldsIn(parsed(field(form, 'base').value));
  field(form, 'base').value = JSON.stringify({ ...base, reference });
  field(form, 'reference').value = reference;
  const heading = element('h1', HTMLElement, page);
  heading.textContent = `${heading.dataset['one'] ?? ''} ${reference}`;
  page.title = `${heading.textContent} – Casefile audit`;
}

/**
 * @param {Document} page
 * @param {string} text
 */
const tag = (page, text) => made(page, 'strong', 'govuk-tag govuk-tag--purple copy-tag', text);

/**
 * The list as it is on this device: what waits of each file, and files that were begun here.
 *
 * @param {Document} page
 * @param {{ user: number, copy: Copy, audit: string }} of
 */
async function dressList(page, { user, copy, audit }) {
  const waiting = await waitingOf(user);
  /**
   * @param {Element} cell
   * @param {string | null} path
   */
  const note = (cell, path) => {
    const record = waiting.find((each) => each.file === path);
    if (!record || record.entries.length === 0) return;
    const n = waitingCount(record);
    cell.append(
      ' ',
      tag(page, n === 0 ? 'Completion waits' : `${answersInWords(n)} ${n > 1 ? 'wait' : 'waits'}`),
    );
  };
  for (const row of elements('.file-table tbody tr', HTMLTableRowElement, page)) {
    for (const link of elements('th a', HTMLAnchorElement, row)) {
      note(element('td', HTMLElement, row), link.getAttribute('href'));
    }
  }
  for (const path of await copy.begunPaths()) {
    const begun = await copy.begun(path);
    if (!begun || begun.isSent) continue;
    note(showBegun(page, path, begun), path);
  }
  for (const form of elements('.file-group__add', HTMLFormElement, page)) form.dataset.beginsHere = audit;
}

/**
 * Puts a file that was begun here into the list, in the place of the drawn one; returns where more is said of it.
 *
 * @param {Document} page
 * @param {string} path
 * @param {Begun} begun
 */
function showBegun(page, path, { reference, groupId }) {
  const group = page.querySelector(`#group-${groupId}`);
  const link = made(page, 'a', 'govuk-link', reference);
  link.href = path;
  const drawn = group
    ? elements('[data-drawn]', HTMLElement, group).find((row) => row.dataset.drawn === reference)
    : undefined;
  const line = drawn ?? made(page, 'p', 'govuk-body copy-begun');
  const cell = drawn?.querySelector('td') ?? line;
  if (drawn) {
    element('th', HTMLElement, drawn).replaceChildren(link);
    drawn.querySelector('.cell-actions')?.remove();
    cell.replaceChildren();
  } else {
    line.append(link, ' ');
    group?.querySelector('.file-group__head')?.after(line);
  }
  cell.append(tag(page, 'Begun on this device'));
  return cell;
}

/**
 * Makes a page of the copy ready.
 *
 * @param {Document} page - not shown yet
 * @param {{ lock: Lock, copy: Copy, page: FetchedPage, path: string }} about - lock: whose copy; copy: the audit's;
 * path: the address of the page
 */
export async function dressCopy(page, { lock, copy, page: fetched, path }) {
  const { user } = lock;
  const audit = /^\/audits\/(\d+)\//.exec(path)?.[1];
  const form = elementIf('form[data-record]', HTMLFormElement, page);
  if (form && fetched.begun) asBegun(page, form, { begun: fetched.begun, audit, path });
  else if (form) {
    const saved = await copy.saved(path);
    if (saved && !form.hasAttribute('data-read-only')) takeOver(form, saved);
  } else if (audit && path === `/audits/${audit}/files`) await dressList(page, { user, copy, audit });

  page.body.dataset.copyAt = String(fetched.at);
  // It was for the page as the server gave it.
  page.querySelector('.flash')?.remove();
  const note = made(page, 'div', 'copy-note page-width');
  note.id = 'copy-note';
  note.setAttribute('role', 'status');
  element('#main', HTMLElement, page).before(note);
  const script = page.createElement('script');
  script.setAttribute('src', '/copy-note.js');
  page.head.append(script);
}
