// The keys of the recording page. Single letters work only while the focus is within a check, and never in text.
import { element, elementIf, elements, isCtrlEnter } from './page.js';

/**
 * @typedef {{
 *   answered: (then: () => void) => void, isSettled: (row: HTMLElement) => boolean, nextFile: () => void,
 *   openPlan: () => void, complete: () => void, help: () => void, say: (text: string) => void,
 * }} KeyActs what keys do that leads beyond the check; answered: with what comes once the answer counts
 */

/** What each key answers; the value is empty for not recorded. */
const ANSWERS = new Map([
  ['y', 'yes'],
  ['n', 'no'],
  ['a', 'na'],
  ['r', ''],
]);

/**
 * The answer that a key gives in a row; on a scale the digits give its answers in order. Undefined where it gives none.
 *
 * @param {HTMLElement} row
 * @param {string} key
 */
function answerBy(row, key) {
  if (!row.matches('.check-row--scale')) return ANSWERS.get(key);
  const values = elements('input[type="radio"]', HTMLInputElement, row).map((each) => each.value);
  if (/^[1-9]$/.test(key)) return values.filter((value) => value !== '' && value !== 'na')[Number(key) - 1];
  return key === 'a' || key === 'r' ? ANSWERS.get(key) : undefined;
}

/** @param {Element} row */
const radioOf = (row) =>
  elementIf('input[type="radio"]:checked', HTMLInputElement, row) ??
  elementIf('input[type="radio"]', HTMLInputElement, row);

/** @param {Element} target */
const takesText = (target) =>
  target.matches('textarea, select, input:not([type="radio"], [type="checkbox"])');

/**
 * @param {HTMLFormElement} form - the recording form
 * @param {KeyActs} act
 */
export function startKeys(form, act) {
  const rows = elements('.check-row', HTMLElement, form);

  /** @param {HTMLElement} row */
  function goTo(row) {
    radioOf(row)?.focus({ preventScroll: true });
    // The whole row is seen, and not only its hidden radio.
    row.scrollIntoView({ block: 'nearest' });
  }

  /**
   * @param {HTMLElement} row
   * @param {1 | -1} by
   */
  function step(row, by) {
    const next = rows[rows.indexOf(row) + by];
    if (next) goTo(next);
    else if (by > 0) leaveChecks();
  }

  /**
   * On from a check that was answered: to what can be done for those that hang on it, else to the next one that is not
   * answered by the set-up or by another check. With the arrows every check can be gone to.
   *
   * @param {HTMLElement} row
   */
  function onwards(row) {
    const rest = restButton(row);
    if (rest) {
      rest.focus();
      return;
    }
    const next = rows.slice(rows.indexOf(row) + 1).find((each) => !act.isSettled(each));
    if (next) goTo(next);
    else leaveChecks();
  }

  function leaveChecks() {
    const button = 'button[value="complete"], button[value="save"]';
    (emptyField() ?? elementIf(button, HTMLButtonElement, form))?.focus();
  }

  /** The first field beside the checks that nothing is chosen in; comments are written where there is something to say. */
  function emptyField() {
    for (const field of form.querySelectorAll('.field-row select, .field-row input:not([type="hidden"])')) {
      const isField = field instanceof HTMLSelectElement || field instanceof HTMLInputElement;
      if (isField && field.value === '' && !field.name.startsWith('set.')) return field;
    }
    return null;
  }

  /**
   * @param {HTMLElement} row
   * @param {string} value
   */
  function answer(row, value) {
    const radio = elements('input[type="radio"]', HTMLInputElement, row).find((each) => each.value === value);
    if (!radio || radio.disabled) return;
    const rest = restButton(row);
    // The answer of the check once more does what is offered; whoever types on by rhythm does not change it for that.
    if (rest !== null && rest === document.activeElement) {
      if (radio.checked) rest.click();
      else act.say(`${rest.textContent}: press Enter, or the down arrow to go through them one by one.`);
      return;
    }
    if (radio.checked) onwards(row);
    else {
      radio.checked = true;
      act.answered(() => onwards(row));
    }
  }

  /** @param {HTMLElement} row */
  function writeComment(row) {
    const comment = commentOf(row);
    comment.open = true;
    const box = element('textarea', HTMLTextAreaElement, comment);
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }

  /** @param {HTMLElement} row */
  function sayWhereSeen(row) {
    const beside = commentOf(row);
    beside.open = true;
    element('[name^="seen."]', HTMLInputElement, beside).focus();
  }

  /** @param {HTMLElement} row */
  function turnGuidance(row) {
    const guidance = guidanceOf(row);
    guidance.open = !guidance.open;
    if (guidance.open) act.say(element('.check-row__text', HTMLElement, guidance).textContent);
  }

  /** @param {HTMLElement} row */
  function takeOver(row) {
    const offered = elementIf('[data-derived]:not([hidden]) [data-take]', HTMLElement, row);
    if (!offered) return;
    offered.click();
  }

  /**
   * @param {HTMLElement} row
   * @param {Element} target - what has the focus
   */
  function close(row, target) {
    const guidance = guidanceOf(row);
    const open = [commentOf(row), guidance].find((details) => details.open && details.contains(target));
    if (open) {
      open.open = false;
      goTo(row);
    } else if (guidance.open) guidance.open = false;
  }

  /** @type {Map<string, (row: HTMLElement) => void>} */
  const deeds = new Map([
    ['ArrowDown', (row) => step(row, 1)],
    ['ArrowUp', (row) => step(row, -1)],
    ['c', writeComment],
    ['s', sayWhereSeen],
    ['g', turnGuidance],
    ['f', () => act.nextFile()],
    ['p', () => act.openPlan()],
    ['t', takeOver],
    ['?', () => act.help()],
  ]);

  form.addEventListener('keydown', (event) => {
    if (isCtrlEnter(event)) {
      event.preventDefault();
      act.complete();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { target } = event;
    const row = target instanceof Element ? target.closest('.check-row') : null;
    if (!(target instanceof Element) || !(row instanceof HTMLElement)) return;
    if (event.key === 'Escape') {
      close(row, target);
      return;
    }
    if (takesText(target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const value = answerBy(row, key);
    const deed = value === undefined ? deeds.get(key) : () => answer(row, value);
    if (!deed || (event.repeat && value !== undefined)) return;
    event.preventDefault();
    deed(row);
  });

  return {
    onwards,

    /** Puts the focus on the first check without an answer, unless it is somewhere already. */
    begin() {
      const open = rows.find((row) => radioOf(row)?.value === '');
      if (open && document.activeElement === document.body) goTo(open);
    },
  };
}

/**
 * What can be done with one press for all that hangs on a check, where something can.
 *
 * @param {HTMLElement} row
 */
const restButton = (row) => elementIf('[data-rest]:not([hidden])', HTMLButtonElement, row);
/** @param {HTMLElement} row */
const commentOf = (row) => element('.check-row__comment', HTMLDetailsElement, row);
/** @param {HTMLElement} row */
const guidanceOf = (row) => element('.check-row__guidance', HTMLDetailsElement, row);
