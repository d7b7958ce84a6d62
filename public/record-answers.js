// Answers as they are given: one that does not fit is asked about before it counts, and the last ones can be taken back.
import { element } from './page.js';
import { freshOdds, restInWords } from './odds.js';
import { changedAnswers, withStep } from './undo.js';

/**
 * @import { Step } from './undo.js'
 * @import { openView } from './record-view.js'
 */

/**
 * @param {HTMLFormElement} form
 * @param {ReturnType<typeof openView>} view
 * @param {{ collect: () => void }} page - collect: what is on the page now counts
 */
export function openAnswers(form, view, { collect }) {
  const dialog = element('#sure', HTMLDialogElement);
  const undoButton = element('[data-undo]', HTMLButtonElement, form);
  let shown = new Map(view.fields());
  let odds = view.odds();
  /** @type {readonly Step[]} */
  let steps = [];
  let isAsking = false;

  function stand() {
    shown = new Map(view.fields());
    odds = view.odds();
    view.reflect();
    const last = steps.at(-1);
    undoButton.hidden = last === undefined;
    if (last !== undefined) {
      element('[data-undo-what]', HTMLElement, undoButton).textContent = `: ${inWords(last, 'is')}`;
    }
  }

  /**
   * @param {Step} step
   * @param {'was' | 'is'} which
   */
  function inWords(step, which) {
    const [first] = step;
    if (first === undefined) return '';
    const more = step.length > 1 ? `, and ${step.length - 1} more` : '';
    return `${view.nameOf(first.name)} ${view.wordsOf(first.name, first[which])}${more}`;
  }

  /** @param {Step} step */
  function putBack(step) {
    view.put(step.map(({ name, was }) => [name, was]));
    view.reflect();
    const [first] = step;
    if (first) view.goTo(first.name);
  }

  /**
   * Asks whether answers that do not fit are meant; Esc is a no.
   *
   * @param {string[]} texts
   * @param {(isSure: boolean) => void} then
   */
  function ask(texts, then) {
    element('[data-why]', HTMLElement, dialog).replaceChildren(
      ...texts.map((text) => {
        const line = document.createElement('p');
        line.className = 'govuk-body';
        line.textContent = text;
        return line;
      }),
    );
    const done = new AbortController();
    /** @param {boolean} isSure */
    const end = (isSure) => {
      done.abort();
      dialog.close();
      then(isSure);
    };
    const { signal } = done;
    // Not when the dialog has closed, which is told later: a key pressed meanwhile would be lost.
    dialog.addEventListener(
      'submit',
      (event) => {
        event.preventDefault();
        end(event.submitter instanceof HTMLButtonElement && event.submitter.value === 'sure');
      },
      { signal },
    );
    dialog.addEventListener('close', () => end(false), { signal });
    dialog.showModal();
  }

  /**
   * Something was answered on the page.
   *
   * @param {() => void} [then] - what comes once it counts
   */
  function given(then) {
    if (isAsking) return;
    view.reflect();
    const step = changedAnswers(shown, view.fields());
    const fresh = freshOdds(odds, view.odds());
    const accept = () => {
      steps = withStep(steps, step);
      stand();
      collect();
      then?.();
    };
    const texts = [...fresh.map(({ text }) => text), ...view.takenAway(shown)];
    if (texts.length === 0) {
      accept();
      return;
    }
    isAsking = true;
    ask(texts, (isSure) => {
      isAsking = false;
      if (isSure) accept();
      else putBack(step);
    });
  }

  function undo() {
    const last = steps.at(-1);
    if (isAsking || last === undefined) return;
    steps = steps.slice(0, -1);
    putBack(last);
    stand();
    collect();
    view.announce(`Undone: ${inWords(last, 'was')} again.`);
  }

  undoButton.addEventListener('click', undo);
  document.addEventListener('keydown', (event) => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key === 'z';
    const { target } = event;
    const typesText =
      target instanceof Element &&
      target.matches('textarea, input:not([type="radio"], [type="checkbox"], [type="hidden"])');
    if (!isUndo || typesText || dialog.open) return;
    event.preventDefault();
    undo();
  });

  return {
    given,
    /** What is on the page now is where everything starts from: what an earlier page kept is on it. */
    stand,
    /** Whether an answer is on the page that may yet be taken back. */
    isAsking: () => isAsking,
    /** What goes along with answers: those that do not fit, each of which was asked about. */
    sure: () => Object.fromEntries(view.odds().map(({ id, answer }) => [`sure.${id}`, answer])),
    /**
     * Does for all that hangs on a check what its button offers.
     *
     * @param {string} id - of the check
     * @param {() => void} then
     */
    takeRest(id, then) {
      const rest = view.restOf(id);
      if (!rest) return;
      view.put(rest.ids.map((each) => [`answer.${each}`, rest.answer]));
      view.announce(`${restInWords(rest)}: done.`);
      given(then);
    },
  };
}
