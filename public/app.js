// Kindnesses; every page works without them.

const SECOND_PRESS_MS = 2000;

const summary = document.querySelector('.govuk-error-summary');
if (summary instanceof HTMLElement) {
  // Only for this moment: a box that text is not typed into has no place in the tab order.
  summary.setAttribute('tabindex', '-1');
  summary.addEventListener('blur', () => summary.removeAttribute('tabindex'), { once: true });
  summary.focus();
}

/**
 * When each form was last sent, in milliseconds.
 *
 * @type {WeakMap<HTMLFormElement, number>}
 */
let sentAt = new WeakMap();

document.addEventListener('submit', (event) => {
  if (!(event.target instanceof HTMLFormElement) || event.defaultPrevented) return;
  // Nothing is sent of a window that asks; it may ask again at once.
  if (event.target.getAttribute('method') === 'dialog') return;
  const last = sentAt.get(event.target);
  if (last !== undefined && event.timeStamp - last < SECOND_PRESS_MS) event.preventDefault();
  else sentAt.set(event.target, event.timeStamp);
});

// A page that comes back from the browser's memory may be sent again at once.
window.addEventListener('pageshow', () => {
  sentAt = new WeakMap();
});

// The server says that nobody is signed in: no copy of an audit outlives the session on this device.
if (document.querySelector('form[data-signed-out]') && 'indexedDB' in window) {
  const { endEveryCopy } = await import('./copy.js');
  await endEveryCopy();
}

// A link that is to be copied is selected as a whole.
document.addEventListener('focusin', (event) => {
  const field = event.target;
  const isText = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  if (isText && field.readOnly) field.select();
});
