// The page of a recovery plan: adds rows of goals in place, and says what is not saved yet. Without this script the
// buttons do both.
const form = document.querySelector('form[data-plan]');
const fieldset = form?.querySelector('fieldset');
if (form && !fieldset.disabled) start();

function start() {
  const saved = form.querySelector('[data-saved]');
  const unsaved = form.querySelector('[data-unsaved]');
  const goals = form.querySelector('[data-goals]');
  const moreButton = form.querySelector('[data-more]');
  const valuesNow = () => new URLSearchParams([...new FormData(form)]).toString();
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
    const rows = goals.querySelectorAll('[data-goal]');
    if (rows.length >= Number(goals.dataset.most)) return;
    const row = rows[rows.length - 1].cloneNode(true);
    const place = rows.length;
    const renamed = (text) => text.replace(/^goal\.\d+\./, `goal.${place}.`);
    row.querySelector('[data-found]')?.remove();
    for (const error of row.querySelectorAll('.govuk-error-message')) error.remove();
    for (const element of row.querySelectorAll('input, select, textarea')) {
      element.id = renamed(element.id);
      element.name = renamed(element.name);
      element.removeAttribute('aria-describedby');
      if (element.matches('select')) element.selectedIndex = 0;
      else element.value = '';
    }
    for (const label of row.querySelectorAll('label')) label.htmlFor = renamed(label.htmlFor);
    row.querySelector('[data-numbered]').textContent = `Goal ${place + 1}`;
    goals.append(row);
    row.querySelector('textarea').focus();
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
    if (!(event.ctrlKey || event.metaKey) || event.key !== 'Enter') return;
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
