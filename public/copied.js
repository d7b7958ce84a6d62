// A page of the device's copy, made ready before it is shown: what was saved and begun since it was fetched, and what
// it says of itself. copy-note.js goes on from there.
import { answersInWords, waitingCount } from './queue.js';
import { openVault } from './vault.js';

const noSession = () => Promise.reject(new Error('there is no connection'));

/** Everything of a person that waits on this device. */
export async function waitingOf(user) {
  const vault = await openVault(user, noSession).catch(() => null);
  return vault ? vault.all('records') : [];
}

const element = (page, name, className, text) => {
  const made = page.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

/** Puts a saved state into a form that was fetched before. */
function takeOver(form, { version, state }) {
  if (version <= Number(form.elements.namedItem('version').value)) return;
  form.elements.namedItem('version').value = version;
  form.elements.namedItem('base').value = JSON.stringify(state);
  for (const [name, value] of Object.entries(state)) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
  form.querySelector('[data-saved]').textContent = 'Saved since this copy was made';
}

/** Makes the page of a group that of a file which was begun here. */
function asBegun(page, form, { begun, audit, path }) {
  const { reference, groupId } = begun;
  form.setAttribute('action', path);
  form.dataset.answers = path;
  form.dataset.reference = reference;
  form.dataset.begin = JSON.stringify({ action: `/audits/${audit}/device/begin`, groupId });
  const base = JSON.parse(form.elements.namedItem('base').value);
  form.elements.namedItem('base').value = JSON.stringify({ ...base, reference });
  form.elements.namedItem('reference').value = reference;
  page.querySelector('h1').textContent = `Case file ${reference}`;
  page.title = `Case file ${reference} – Casefile audit`;
}

const tag = (page, text) => element(page, 'strong', 'govuk-tag govuk-tag--purple copy-tag', text);

/** The list as it is on this device: what waits of each file, and files that were begun here. */
async function dressList(page, user, copy, audit) {
  const waiting = await waitingOf(user);
  const note = (cell, path) => {
    const record = waiting.find((each) => each.file === path);
    if (!record || record.entries.length === 0) return;
    const n = waitingCount(record);
    cell.append(
      ' ',
      tag(page, n === 0 ? 'Completion waits' : `${answersInWords(n)} ${n > 1 ? 'wait' : 'waits'}`),
    );
  };
  for (const link of page.querySelectorAll('.file-table tbody th a')) {
    note(link.closest('tr').querySelector('td'), link.getAttribute('href'));
  }
  for (const name of await copy.names()) {
    if (!name.startsWith('begun ')) continue;
    const path = name.slice('begun '.length);
    const { reference, groupId, isSent } = await copy.get(name);
    if (isSent) continue;
    const group = page.querySelector(`#group-${groupId}`);
    const link = element(page, 'a', 'govuk-link', reference);
    link.href = path;
    const drawn = [...(group?.querySelectorAll('[data-drawn]') ?? [])].find(
      (row) => row.dataset.drawn === reference,
    );
    const line = drawn ?? element(page, 'p', 'govuk-body copy-begun');
    const cell = drawn?.querySelector('td') ?? line;
    if (drawn) {
      drawn.querySelector('th').replaceChildren(link);
      drawn.querySelector('.cell-actions')?.remove();
      cell.replaceChildren();
    } else {
      line.append(link, ' ');
      group?.querySelector('.file-group__head')?.after(line);
    }
    cell.append(tag(page, 'Begun on this device'));
    note(cell, path);
  }
  for (const form of page.querySelectorAll('.file-group__add')) form.dataset.beginsHere = audit;
}

/**
 * Makes a page of the copy ready.
 *
 * @param page - the document, not shown yet
 * @param about - lock: whose copy; copy: the audit's; page: { html, at, begun? }; path: its address
 */
export async function dressCopy(page, { lock, copy, page: fetched, path }) {
  const { user } = lock;
  const audit = /^\/audits\/(\d+)\//.exec(path)?.[1];
  const form = page.querySelector('form[data-record]');
  if (form && fetched.begun) asBegun(page, form, { begun: fetched.begun, audit, path });
  else if (form) {
    const saved = await copy.get(`saved ${path}`);
    if (saved && !form.hasAttribute('data-read-only')) takeOver(form, saved);
  } else if (path === `/audits/${audit}/files`) await dressList(page, user, copy, audit);

  page.body.dataset.copyAt = String(fetched.at);
  // It was for the page as the server gave it.
  page.querySelector('.flash')?.remove();
  const note = element(page, 'div', 'copy-note page-width');
  note.id = 'copy-note';
  note.setAttribute('role', 'status');
  page.querySelector('#main').before(note);
  const script = page.createElement('script');
  script.setAttribute('src', '/copy-note.js');
  page.head.append(script);
}
