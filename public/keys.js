// The keys of the recording page. Single letters work only while the focus is within a check, and never in text.
const ANSWERS = { y: 'yes', n: 'no', a: 'na', r: '' };

const radioOf = (row) =>
  row.querySelector('input[type="radio"]:checked') ?? row.querySelector('input[type="radio"]');
const takesText = (element) =>
  element.matches('textarea, select, input:not([type="radio"], [type="checkbox"])');

/**
 * @param form - the recording form
 * @param act - what keys do that leads beyond the check: answered(), nextFile(), openPlan(), complete(), help(), say(text)
 */
export function startKeys(form, act) {
  const rows = [...form.querySelectorAll('.check-row')];

  function goTo(row) {
    const radio = radioOf(row);
    radio.focus({ preventScroll: true });
    // The whole row is seen, and not only its hidden radio.
    row.scrollIntoView({ block: 'nearest' });
  }

  function step(row, by) {
    const next = rows[rows.indexOf(row) + by];
    if (next) goTo(next);
    else if (by > 0)
      (emptyField() ?? form.querySelector('button[value="complete"], button[value="save"]'))?.focus();
  }

  /** The first field beside the checks that nothing is chosen in; comments are written where there is something to say. */
  const emptyField = () =>
    [...form.querySelectorAll('.field-row select, .field-row input:not([type="hidden"])')].find(
      (field) => field.value === '' && !field.name.startsWith('set.'),
    ) ?? null;

  function answer(row, value) {
    const radio = [...row.querySelectorAll('input[type="radio"]')].find((input) => input.value === value);
    if (!radio || radio.disabled) return;
    if (!radio.checked) {
      radio.checked = true;
      act.answered();
    }
    step(row, 1);
  }

  function closeWithin(details, row) {
    details.open = false;
    goTo(row);
  }

  form.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
      event.preventDefault();
      act.complete();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const row = event.target.closest('.check-row');
    if (!row) return;
    const comment = row.querySelector('.check-row__comment');
    const guidance = row.querySelector('.check-row__guidance');
    if (event.key === 'Escape') {
      const open = [comment, guidance].find((details) => details.open && details.contains(event.target));
      if (open) closeWithin(open, row);
      else if (guidance.open) guidance.open = false;
      return;
    }
    if (takesText(event.target)) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const value = ANSWERS[key];
    const deeds = {
      ArrowDown: () => step(row, 1),
      ArrowUp: () => step(row, -1),
      c() {
        comment.open = true;
        const box = comment.querySelector('textarea');
        box.focus();
        box.setSelectionRange(box.value.length, box.value.length);
      },
      g() {
        guidance.open = !guidance.open;
        if (guidance.open) act.say(guidance.querySelector('.check-row__text').textContent);
      },
      f: () => act.nextFile(),
      p: () => act.openPlan(),
      t() {
        const offered = row.querySelector('[data-derived]:not([hidden]) [data-take]');
        if (!offered) return;
        offered.click();
        step(row, 1);
      },
      '?': () => act.help(),
    };
    const deed = value === undefined ? deeds[key] : () => answer(row, value);
    if (!deed || (event.repeat && value !== undefined)) return;
    event.preventDefault();
    deed();
  });

  return {
    /** Puts the focus on the first check without an answer, unless it is somewhere already. */
    begin() {
      const open = rows.find((row) => radioOf(row)?.value === '');
      if (open && document.activeElement === document.body) goTo(open);
    },
  };
}
