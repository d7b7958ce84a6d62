// Completing a file of which answers are missing stops once and names them; the next press goes on.
import { answerIn, element, elements, field, said } from './page.js';

/** @param {HTMLFormElement} form */
export function openMissing(form) {
  const section = element('[data-missing]', HTMLElement, form);
  const list = element('[data-missing-list]', HTMLElement, section);
  const toldOf = field(form, 'missing');

  /** What has no answer on the page, in its order. */
  const missing = () =>
    elements('[data-asks]', HTMLElement, form).flatMap((row) => {
      const name = said(row, 'data-asks');
      return answerIn(form, name) === '' ? [{ name, text: said(row, 'data-short') }] : [];
    });

  /** @param {{ name: string, text: string }} of */
  function linked({ name, text }) {
    const link = document.createElement('a');
    link.className = 'govuk-link';
    link.href = `#${name}`;
    link.textContent = text;
    const line = document.createElement('li');
    line.append(link);
    return line;
  }

  return {
    /** Whether the file can be completed now; where not, what is missing is named on the page. */
    mayComplete() {
      const open = missing();
      const known = toldOf.value.split(' ');
      if (open.every(({ name }) => known.includes(name))) return true;
      toldOf.value = open.map(({ name }) => name).join(' ');
      const count = open.length === 1 ? '1 answer is' : `${open.length} answers are`;
      element('h2', HTMLElement, section).textContent = `Not complete yet: ${count} missing`;
      list.replaceChildren(...open.map(linked));
      section.hidden = false;
      section.focus();
      return false;
    },
  };
}
