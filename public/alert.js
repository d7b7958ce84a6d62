// The form by which somebody says that a person may be at risk: it is sent now or not at all. Nothing of it is kept for
// later, since nobody would know that it waits.
import { element } from './page.js';

const PATIENCE_MS = 8000;

const form = element('form[data-alert]', HTMLFormElement);
const told = element('[data-not-sent]', HTMLElement, form);

function tellNotSent() {
  const phone = form.dataset['phone'] ?? '';
  told.textContent = `It was NOT sent: there is no connection to the server, and it is not kept for later. ${
    phone === '' ? 'Phone as the local safeguarding procedure says.' : `Phone ${phone}.`
  }`;
  told.hidden = false;
  told.scrollIntoView({ block: 'center' });
}

async function isServerThere() {
  if (!navigator.onLine) return false;
  try {
    const headers = { accept: 'application/json' };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return (await fetch('/session', { headers, cache: 'no-store', signal })).ok;
  } catch {
    return false;
  }
}

let isUnderWay = false;

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  // To look takes a while, in which people press once more: that is the same alert. After it each press counts, so that no
  // press is ever without an answer; the server knows the same alert when it comes twice.
  if (isUnderWay) return;
  isUnderWay = true;
  told.hidden = true;
  const isThere = await isServerThere();
  isUnderWay = false;
  if (isThere) form.submit();
  else tellNotSent();
});
