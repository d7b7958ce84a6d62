// What is asked on the recording page, as its rows say it.
import { element, elements, said } from './page.js';
import { wordsOf } from './record-page.js';

/** @import { Check } from './odds.js' */

/**
 * A check of the page, with what it has to fit to.
 *
 * @param {HTMLElement} row
 * @returns {Check}
 */
const asCheck = (row) => ({
  id: said(row, 'data-check'),
  label: element('.check-row__label', HTMLElement, row).textContent,
  excluded: row.dataset.excluded ?? null,
  hangsOn: row.dataset.hangsOn ?? null,
  needed: row.dataset.hangsAnswer ?? '',
});

/**
 * A fact of the page that does not apply to the group.
 *
 * @param {HTMLElement} row
 * @returns {Check}
 */
const asExcludedField = (row) => ({
  id: said(row, 'data-field'),
  label: said(row, 'data-label'),
  excluded: said(row, 'data-excluded'),
  hangsOn: null,
  needed: '',
});

/**
 * The items of the page that have to fit to something, checks and ratings before facts.
 *
 * @param {HTMLFormElement} form
 * @param {readonly HTMLElement[]} rows - of checks and ratings
 * @returns {{ checks: Check[], excludedFields: HTMLElement[] }}
 */
export function itemsOfPage(form, rows) {
  const excludedFields = elements('.field-row[data-excluded]', HTMLElement, form);
  const checks = [...rows.map(asCheck), ...excludedFields.map(asExcludedField)].map((check) => ({
    ...check,
    inWords: (/** @type {string} */ answer) => wordsOf(form, `answer.${check.id}`, answer),
  }));
  return { checks, excludedFields };
}
