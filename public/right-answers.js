// Beside the items that are held against them, the right answers to the scenario of a call: those of the one that is chosen.
import { elements, fieldIf } from './page.js';

/** @param {HTMLFormElement} form */
export function startRightAnswers(form) {
  const show = () => {
    for (const answers of elements('[data-right-answers]', HTMLElement, form)) {
      const chosen = fieldIf(form, answers.dataset.rightAnswers ?? '')?.value;
      const options = elements('[data-option]', HTMLElement, answers);
      for (const option of options) option.hidden = option.dataset.option !== chosen;
      answers.hidden = options.every(({ hidden }) => hidden);
    }
  };
  form.addEventListener('change', show);
  show();
}
