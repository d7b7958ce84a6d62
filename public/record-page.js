// What the server wrote into the recording page: which file it is of, what is known of it, and what is wrong.
import { fieldsIn, listOf, membersOf, numberOf, parsed, textOf } from './json.js';
import { element, elements, field, fieldIf, said, signedInPerson } from './page.js';
import { newRecord } from './queue.js';

/**
 * @import { Following } from './next.js'
 * @import { Begin } from './queue.js'
 * @import { Fields } from './record-state.js'
 */

/** @param {string} text - as a browser sends it, with two marks for the end of a line */
export const withPlainLines = (text) => text.replaceAll('\r\n', '\n');

/**
 * Which file the page is of, as the server wrote it into the form.
 *
 * @param {HTMLFormElement} form
 */
export function readPage(form) {
  const { begin, following, one, short, aShort } = form.dataset;
  const base = fieldsIn(parsed(field(form, 'base').value));
  const user = signedInPerson();
  const record = newRecord({
    user,
    file: new URL(form.action).pathname,
    answers: said(form, 'data-answers'),
    reference: said(form, 'data-reference'),
    version: Number(field(form, 'version').value),
    base,
    ...(begin ? { begin: asBegin(parsed(begin)) } : {}),
    ...(one && short && aShort ? { called: { one, short, aShort } } : {}),
  });
  return {
    user,
    record,
    groupId: base.groupId ?? '',
    savedText: element('[data-saved]', HTMLElement, form).textContent,
    ...whatIsWrong(form),
    following: listOf(parsed(following ?? '[]')).map(asFollowing),
    nextAction: said(form, 'data-next'),
    isCopy: document.body.dataset.copyAt !== undefined,
  };
}

/**
 * @param {unknown} json
 * @returns {Begin}
 */
function asBegin(json) {
  const { action, groupId } = membersOf(json);
  return { action: textOf(action), groupId: typeof groupId === 'string' ? groupId : numberOf(groupId) };
}

/**
 * @param {unknown} json
 * @returns {Following}
 */
const asFollowing = (json) => (typeof json === 'string' ? json : { drawn: textOf(membersOf(json).drawn) });

/**
 * What the page says is wrong: the fields as they are, and why.
 *
 * @param {HTMLFormElement} form
 * @returns {{ rejected: Fields, problems: Fields }}
 */
function whatIsWrong(form) {
  /** @type {{ rejected: Fields, problems: Fields }} */
  const wrong = { rejected: [], problems: [] };
  for (const link of elements('.govuk-error-summary a', HTMLAnchorElement)) {
    const name = decodeURIComponent(link.hash.slice(1));
    const rejected = fieldIf(form, name);
    if (!rejected) continue;
    wrong.rejected.push([name, withPlainLines(rejected.value)]);
    wrong.problems.push([name, link.textContent.trim()]);
  }
  return wrong;
}

/**
 * What a field is called on the page.
 *
 * @param {HTMLFormElement} form
 * @param {string} name - of a field
 */
export function labelOf(form, name) {
  const control = form.querySelector(`[name="${CSS.escape(name)}"]`);
  const label =
    control?.closest('.check-row')?.querySelector('.check-row__label') ??
    (control && 'labels' in control ? form.querySelector(`label[for="${CSS.escape(control.id)}"]`) : null);
  return (label?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/**
 * What an answer is called on the page.
 *
 * @param {HTMLFormElement} form
 * @param {string} name - of a field
 * @param {string} value
 */
export function wordsOf(form, name, value) {
  const radio = form.querySelector(`[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
  const options = elements(`select[name="${CSS.escape(name)}"] option`, HTMLOptionElement, form);
  const words =
    radio?.getAttribute('aria-label') ?? options.find((each) => each.value === value)?.text ?? value;
  return (words || 'Not recorded').toLowerCase();
}
