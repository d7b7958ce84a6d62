// Finds the parts of a page, each as the kind of element that it has to be.

/**
 * A part of the page that may be missing; null then.
 *
 * @template {Element} Kind
 * @param {string} selector
 * @param {new () => Kind} kind - such as HTMLInputElement
 * @param {ParentNode} within - the whole page, unless a part of it is named
 * @returns {Kind | null}
 * @throws {Error} when it is there and of another kind
 */
export function elementIf(selector, kind, within = document) {
  const found = within.querySelector(selector);
  if (found === null || found instanceof kind) return found;
  throw new Error(`${selector} is a ${found.localName}, and no ${kind.name}`);
}

/**
 * A part that the page has to have.
 *
 * @template {Element} Kind
 * @param {string} selector
 * @param {new () => Kind} kind
 * @param {ParentNode} within
 * @returns {Kind}
 * @throws {Error} when it is missing, or of another kind
 */
export function element(selector, kind, within = document) {
  const found = elementIf(selector, kind, within);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * All parts of a kind, in the order of the page.
 *
 * @template {Element} Kind
 * @param {string} selector
 * @param {new () => Kind} kind
 * @param {ParentNode} within
 * @returns {Kind[]}
 */
export function elements(selector, kind, within = document) {
  return [...within.querySelectorAll(selector)].flatMap((found) => (found instanceof kind ? [found] : []));
}

/**
 * What a form calls by this name and holds a value: a field, or the buttons of one question; null without one.
 *
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export function fieldIf(form, name) {
  const found = form.elements.namedItem(name);
  const holdsValue =
    found instanceof RadioNodeList ||
    found instanceof HTMLInputElement ||
    found instanceof HTMLSelectElement ||
    found instanceof HTMLTextAreaElement ||
    found instanceof HTMLButtonElement;
  return holdsValue ? found : null;
}

/**
 * What is answered in a field of a form, empty for nothing; of several tick boxes those that are ticked, with a space
 * between.
 *
 * @param {HTMLFormElement} form
 * @param {string} name
 */
export function answerIn(form, name) {
  const found = fieldIf(form, name);
  const boxes = found instanceof RadioNodeList ? [...found] : [];
  const ticked = boxes.flatMap((box) =>
    box instanceof HTMLInputElement && box.type === 'checkbox' && box.checked ? [box.value] : [],
  );
  return ticked.length > 0 ? ticked.join(' ') : (found?.value ?? '');
}

/**
 * Gives a field of a form a value; what the form does not have is left alone.
 *
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} value
 */
export function putValue(form, name, value) {
  const known = fieldIf(form, name);
  if (known instanceof RadioNodeList) {
    // Set as a whole, a browser would not choose the button whose value is empty: an answer could not be taken back.
    for (const radio of known) {
      if (!(radio instanceof HTMLInputElement)) continue;
      // Several tick boxes of one name are one answer, with a space between what is ticked.
      if (radio.type === 'checkbox') radio.checked = value.split(' ').includes(radio.value);
      else if (radio.value === value) radio.checked = true;
    }
  } else if (known) known.value = value;
}

/**
 * A field that the form has to have.
 *
 * @param {HTMLFormElement} form
 * @param {string} name
 * @throws {Error} when it is missing
 */
export function field(form, name) {
  const found = fieldIf(form, name);
  if (found === null) throw new Error(`the form has no field ${name}`);
  return found;
}

/**
 * What an element says in an attribute that it has to have, such as data-answers.
 *
 * @param {Element} of
 * @param {string} name - of the attribute
 * @throws {Error} when it is missing
 */
export function said(of, name) {
  const value = of.getAttribute(name);
  if (value === null) throw new Error(`${of.localName} has no ${name}`);
  return value;
}

/**
 * A form's fields as they would be sent, files apart: a page's script sends none.
 *
 * @param {FormData} data
 * @returns {[string, string][]}
 */
export const textsOf = (data) =>
  [...data].flatMap(([name, value]) =>
    typeof value === 'string' ? [/** @type {[string, string]} */ ([name, value])] : [],
  );

/** The person who is signed in, by number; not a number on pages of nobody. */
export const signedInPerson = () => Number(document.body.dataset.user);

/**
 * Whether a key was pressed that sends the form from anywhere in it.
 *
 * @param {KeyboardEvent} event
 */
export const isCtrlEnter = (event) => (event.ctrlKey || event.metaKey) && event.key === 'Enter';
