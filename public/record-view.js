// What the recording page shows, and what is entered in it: the page alone, which knows nothing of sending.
import { answerIn, element, elementIf, elements, field, putValue, said, textsOf } from './page.js';
import { isSettled, oddOnes, restInWords, restOf, takenAway } from './odds.js';
import { standing } from './queue.js';
import { itemsOfPage } from './record-items.js';
import { labelOf, withPlainLines, wordsOf } from './record-page.js';

/**
 * @import { Saved } from './answers.js'
 * @import { Fields, SaveLine } from './record-state.js'
 */

const FIELD = /^(answer\.|comment(\.|$)|seen\.|dated\.|notes\.|set\.|reference$|groupId$)/;

/** @param {HTMLFormElement} form */
export function openView(form) {
  const savedLine = element('[data-saved]', HTMLElement, form);
  const unsavedLine = element('[data-unsaved]', HTMLElement, form);
  const againButton = element('[data-again]', HTMLButtonElement, form);
  const announcer = element('[data-announce]', HTMLElement, form);
  const keysDialog = element('#keys', HTMLDialogElement);
  const signInDialog = element('#sign-in-again', HTMLDialogElement);
  const versionsDialog = element('#two-versions', HTMLDialogElement);

  /** @param {string} id - of an item */
  const answerOf = (id) => answerIn(form, `answer.${id}`);

  const rows = elements('.check-row', HTMLElement, form);
  /** The fields of everything that is asked. */
  const asked = elements('[data-asks]', HTMLElement, form).map((row) => said(row, 'data-asks'));
  const { checks, excludedFields } = itemsOfPage(form, rows);
  /** Checks that were answered otherwise than what hangs on them needs, since the page was opened. */
  const wereOtherwise = new Set();

  /** @param {string} id - of a check */
  const restOfCheck = (id) => restOf(checks, answerOf, id, wereOtherwise.has(id));

  /**
   * What one press can do for all that hangs on a check.
   *
   * @param {HTMLElement} row
   */
  function reflectRest(row) {
    const button = elementIf('[data-rest]', HTMLButtonElement, row);
    if (!button) return;
    const id = said(row, 'data-check');
    const other = answerOf(id);
    if (other !== '' && checks.some((check) => check.hangsOn === id && check.needed !== other)) {
      wereOtherwise.add(id);
    }
    const rest = restOfCheck(id);
    button.hidden = rest === null;
    if (rest) button.textContent = restInWords(rest);
  }

  /**
   * How a check stands to the one it hangs on.
   *
   * @param {HTMLElement} row
   * @param {string} hangsOn
   */
  function reflectDependency(row, hangsOn) {
    const { hangsAnswer, noteOtherwise, noteGreyed, noteContradiction } = row.dataset;
    const other = answerOf(hangsOn);
    const state = standing(answerOf(said(row, 'data-check')), other, hangsAnswer ?? '');
    const words = form
      .querySelector(`[name="answer.${CSS.escape(hangsOn)}"][value="${CSS.escape(other)}"]`)
      ?.getAttribute('aria-label')
      ?.toLowerCase();
    const text = {
      plain: noteOtherwise ?? '',
      greyed: noteGreyed?.replace('{answer}', words ?? '') ?? '',
      contradiction: noteContradiction?.replace('{answer}', words ?? '') ?? '',
    }[state];
    row.classList.toggle('check-row--off', state === 'greyed');
    row.classList.toggle('check-row--conflict', state === 'contradiction');
    const note = element('.check-row__note', HTMLElement, row);
    if (note.textContent !== text) note.textContent = text;
    note.hidden = text === '';
  }

  /** @param {HTMLElement} row - of a check that does not apply to the group */
  function reflectExcluded(row) {
    const id = said(row, 'data-check');
    const answer = answerOf(id);
    const note = said(row, answer === 'na' ? 'data-note-fits' : 'data-note-odd');
    element('.check-row__note', HTMLElement, row).textContent = note.replace(
      '{answer}',
      wordsOf(form, `answer.${id}`, answer),
    );
  }

  /** @param {HTMLElement} row - of a fact that does not apply to the group */
  function reflectExcludedField(row) {
    const id = said(row, 'data-field');
    const answer = answerOf(id);
    const fits = row.dataset.asks === undefined ? answer === '' : answer === 'na';
    element('[data-field-note]', HTMLElement, row).textContent = said(
      row,
      fits ? 'data-note-fits' : 'data-note-odd',
    ).replace('{answer}', wordsOf(form, `answer.${id}`, answer));
  }

  /** @param {HTMLElement} row */
  function reflectRow(row) {
    const { hangsOn } = row.dataset;
    if (hangsOn) reflectDependency(row, hangsOn);
    else if (row.dataset.excluded !== undefined) reflectExcluded(row);
    reflectRest(row);
    const offered = elementIf('[data-derived]', HTMLElement, row);
    if (offered) {
      offered.hidden = [said(offered, 'data-derived'), 'na'].includes(answerOf(said(row, 'data-check')));
    }
    const isWritten = element('.check-row__comment textarea', HTMLTextAreaElement, row).value.trim() !== '';
    const isSeenSaid = elements('.where-seen input', HTMLInputElement, row).some(
      ({ value }) => value.trim() !== '',
    );
    element('.check-row__comment', HTMLElement, row).classList.toggle(
      'check-row__comment--filled',
      isWritten || isSeenSaid,
    );
    element('[data-written]', HTMLElement, row).textContent = isWritten ? ', written' : '';
    element('[data-seen-said]', HTMLElement, row).textContent = isSeenSaid
      ? ', where it was seen is said'
      : '';
  }

  /** @param {string} text - to be read out */
  function announce(text) {
    announcer.textContent = text.replace(/\s+/g, ' ').trim();
  }

  /** @param {HTMLDialogElement} dialog */
  function open(dialog) {
    if (!dialog.open) dialog.showModal();
  }

  for (const later of elements('[data-later]', HTMLElement)) {
    later.addEventListener('click', () => later.closest('dialog')?.close());
  }

  return {
    announce,

    /** Every field of the form as it would be sent; tick boxes of one name are one, with a space between. */
    fields() {
      /** @type {Map<string, string>} */
      const fields = new Map();
      for (const [name, value] of textsOf(new FormData(form))) {
        if (!FIELD.test(name)) continue;
        const earlier = fields.get(name) ?? '';
        fields.set(name, earlier === '' ? withPlainLines(value) : `${earlier} ${value}`);
      }
      return [...fields];
    },

    /** @param {Fields} fields */
    put(fields) {
      for (const [name, value] of fields) putValue(form, name, value);
    },

    /** The token that the form is sent with. */
    token: () => field(form, '_csrf').value,

    /** @param {SaveLine} line */
    showSaveLine({ isSaved, savedText, unsavedText, isTrouble, again }) {
      savedLine.hidden = !isSaved;
      savedLine.textContent = savedText;
      unsavedLine.hidden = isSaved;
      unsavedLine.textContent = unsavedText;
      unsavedLine.classList.toggle('save-bar__busy', !isTrouble);
      againButton.hidden = again === null;
      if (again !== null) againButton.textContent = again;
    },

    /** What follows from the answers on the page: what hangs on others, the count, which comments are written. */
    reflect() {
      for (const row of rows) reflectRow(row);
      for (const row of excludedFields) reflectExcludedField(row);
      const recorded = asked.filter((name) => answerIn(form, name) !== '').length;
      const answers = asked.length === 1 ? 'answer' : 'answers';
      element('[data-recorded]', HTMLElement).textContent =
        `${recorded} of ${asked.length} ${answers} recorded`;
    },

    /** @param {ReadonlyMap<string, string>} problems - what is wrong, by field */
    showProblems(problems) {
      for (const old of form.querySelectorAll('[data-problem-of]')) old.remove();
      for (const part of form.querySelectorAll('[data-has-problem]')) {
        part.removeAttribute('data-has-problem');
        part.removeAttribute('aria-invalid');
      }
      for (const [name, text] of problems) {
        const found = form.elements.namedItem(name);
        const control = found instanceof RadioNodeList ? found[0] : found;
        if (!(control instanceof Element)) continue;
        const line = document.createElement('p');
        line.className = 'govuk-error-message';
        line.dataset.problemOf = name;
        line.textContent = text;
        control.before(line);
        // Where it is folded away, it is unfolded, so that it is seen.
        const folded = control.closest('details');
        if (folded) folded.open = true;
        control.setAttribute('aria-invalid', 'true');
        control.setAttribute('data-has-problem', '');
      }
    },

    /**
     * What the form is based on from now on.
     *
     * @param {Saved} saved
     */
    takeSaved({ version, state }) {
      field(form, 'version').value = String(version);
      field(form, 'base').value = JSON.stringify(state);
      const heading = element('h1', HTMLElement, form);
      heading.textContent = `${heading.dataset['one'] ?? ''} ${state.reference}`;
    },

    /**
     * Chooses the answer that a button offers.
     *
     * @param {HTMLButtonElement} button
     */
    chooseOffered({ name, value }) {
      const radio = elements('input[type="radio"]', HTMLInputElement, form).find(
        (each) => each.name === name && each.value === value,
      );
      if (!radio) return;
      radio.checked = true;
      radio.focus();
    },

    /**
     * Sends the form as it goes without a script: the server's page says what was saved, or what is wrong.
     *
     * @param {string} intent
     */
    sendForm(intent) {
      const input = document.createElement('input');
      input.type = 'hidden';
      input.name = 'intent';
      input.value = intent;
      form.append(input);
      form.submit();
    },

    /**
     * Posts a form that the page does not show.
     *
     * @param {string} action
     * @param {Record<string, string>} fields
     */
    postSheet(action, fields) {
      const sheet = document.createElement('form');
      sheet.method = 'post';
      sheet.action = action;
      for (const [name, value] of Object.entries(fields)) {
        const input = document.createElement('textarea');
        input.name = name;
        input.value = value;
        sheet.append(input);
      }
      sheet.hidden = true;
      document.body.append(sheet);
      sheet.submit();
    },

    /** Presses the button that completes the file, or saves it where it is complete. */
    pressComplete() {
      form.requestSubmit(
        elementIf('button[value="complete"]', HTMLElement, form) ??
          elementIf('button[value="save"]', HTMLElement, form),
      );
    },

    openKeys: () => keysDialog.showModal(),

    /** The answers on the page that do not fit. */
    odds: () => oddOnes(checks, answerOf),

    /**
     * What is to be asked about that was “not applicable” by the set-up, and is nothing any more.
     *
     * @param {ReadonlyMap<string, string>} before
     */
    takenAway: (before) => takenAway(checks, before, answerOf),
    restOf: restOfCheck,

    /**
     * Whether the keys pass by a check, because it is answered by the set-up or by the answer to another check.
     *
     * @param {HTMLElement} row
     */
    isSettled: (row) => {
      const check = checks[rows.indexOf(row)];
      return check !== undefined && isSettled(check, answerOf);
    },

    /**
     * What the page calls a field that is answered.
     *
     * @param {string} name
     */
    nameOf: (name) => labelOf(form, name),

    /**
     * An answer as the page calls it.
     *
     * @param {string} name - of the field
     * @param {string} value
     */
    wordsOf: (name, value) => wordsOf(form, name, value),

    /**
     * Puts the focus on a field, on its answer where it is a check.
     *
     * @param {string} name
     */
    goTo(name) {
      const found = form.elements.namedItem(name);
      const [first] = found instanceof RadioNodeList ? found : [found];
      const chosen = form.querySelector(`[name="${CSS.escape(name)}"]:checked`) ?? first;
      if (!(chosen instanceof HTMLElement)) return;
      chosen.focus({ preventScroll: true });
      (chosen.closest('.check-row') ?? chosen).scrollIntoView({ block: 'nearest' });
    },

    /** @param {string} why - somebody is asked to sign in */
    askToSignIn(why) {
      element('[data-why]', HTMLElement, signInDialog).textContent = why;
      open(signInDialog);
    },

    /** @param {string} why - there are two versions */
    askToChoose(why) {
      element('[data-why]', HTMLElement, versionsDialog).textContent = why;
      open(versionsDialog);
    },

    /**
     * @param {(email: string, password: string) => Promise<string | null>} signIn - says what went wrong, or null
     * @param {() => void} done - what comes once somebody is signed in
     */
    onSignIn(signIn, done) {
      const sheet = element('form', HTMLFormElement, signInDialog);
      const email = element('[name="email"]', HTMLInputElement, sheet);
      const password = element('[name="password"]', HTMLInputElement, sheet);
      const problem = element('[data-problem]', HTMLElement, signInDialog);
      sheet.addEventListener('submit', async (event) => {
        event.preventDefault();
        problem.hidden = true;
        const wrong = await signIn(email.value, password.value);
        problem.textContent = wrong ?? '';
        problem.hidden = wrong === null;
        password.value = '';
        if (wrong !== null) {
          password.focus();
          return;
        }
        signInDialog.close();
        done();
      });
    },

    /** @param {() => void} act */
    onLook(act) {
      element('[data-look]', HTMLElement, versionsDialog).addEventListener('click', act);
    },

    /** @param {() => void} act */
    onAgain(act) {
      againButton.addEventListener('click', act);
    },

    /** Where the list of all files is. */
    listAddress: () => element('.save-bar__link', HTMLAnchorElement, form).href,
    /** Where the recovery plan of the file is, null where the tool asks for none. */
    planAddress: () => elementIf('[data-plan-link]', HTMLAnchorElement, form)?.href ?? null,
  };
}
