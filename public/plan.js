// The page of a recovery plan: adds rows of goals in place, and says what is not saved yet. Without this script the
// buttons do both.
import { element, elementIf, elements, isCtrlEnter, said, textsOf } from './page.js';

const page = elementIf('form[data-plan]', HTMLFormElement);
if (page && !element('fieldset', HTMLFieldSetElement, page).disabled) start(page);

/** @param {HTMLFormElement} form */
function start(form) {
  const saved = element('[data-saved]', HTMLElement, form);
  const unsaved = element('[data-unsaved]', HTMLElement, form);
  const goals = element('[data-goals]', HTMLElement, form);
  const moreButton = element('[data-more]', HTMLButtonElement, form);
  const valuesNow = () => new URLSearchParams(textsOf(new FormData(form))).toString();
  // What comes back with an error was never saved, whatever it began with.
  const isReturned = document.querySelector('.govuk-error-summary') !== null;
  const atFirst = valuesNow();
  let leaving = false;

  const isChanged = () => isReturned || valuesNow() !== atFirst;
  function show() {
    const changed = isChanged();
    saved.hidden = changed;
    unsaved.hidden = !changed;
    const text = changed ? 'Not saved yet' : '';
    if (unsaved.textContent !== text) unsaved.textContent = text;
  }

  function addGoal() {
    const rows = elements('[data-goal]', HTMLElement, goals);
    const place = rows.length;
    const row = rows.at(-1)?.cloneNode(true);
    if (!(row instanceof HTMLElement) || place >= Number(said(goals, 'data-most'))) return;
    /** @param {string} text */
    const renamed = (text) => text.replace(/^goal\.\d+\./, `goal.${place}.`);
    row.querySelector('[data-found]')?.remove();
    for (const error of row.querySelectorAll('.govuk-error-message')) error.remove();
    for (const field of row.querySelectorAll('input, select, textarea')) {
      field.id = renamed(field.id);
      field.setAttribute('name', renamed(said(field, 'name')));
      field.removeAttribute('aria-describedby');
      if (field instanceof HTMLSelectElement) field.selectedIndex = 0;
      else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = '';
    }
    for (const label of elements('label', HTMLLabelElement, row)) label.htmlFor = renamed(label.htmlFor);
    element('[data-numbered]', HTMLElement, row).textContent = `Goal ${place + 1}`;
    goals.append(row);
    element('textarea', HTMLTextAreaElement, row).focus();
  }

  moreButton.textContent = 'Add another goal';
  moreButton.type = 'button';
  moreButton.addEventListener('click', addGoal);

  form.addEventListener('input', show);
  form.addEventListener('change', show);
  form.addEventListener('submit', () => {
    leaving = true;
  });
  form.addEventListener('keydown', (event) => {
    if (!isCtrlEnter(event)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector('button[value="back"]'));
  });
  window.addEventListener('beforeunload', (event) => {
    if (!leaving && isChanged()) event.preventDefault();
  });
  // The page that the browser shows again after Back is not being left.
  window.addEventListener('pageshow', () => {
    leaving = false;
    show();
  });
  show();
}
