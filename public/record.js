// The recording page: says when something is not saved yet, and asks before it is left behind.
const form = document.querySelector('form[data-record]');
const saved = form?.querySelector('[data-saved]');
const unsaved = form?.querySelector('[data-unsaved]');
let changed = false;

form?.addEventListener('input', () => {
  changed = true;
  if (saved) saved.hidden = true;
  if (unsaved) unsaved.hidden = false;
});
form?.addEventListener('submit', () => {
  changed = false;
});
window.addEventListener('beforeunload', (event) => {
  if (changed) event.preventDefault();
});
