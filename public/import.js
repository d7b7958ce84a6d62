// The page of an import under way: asks how far it is and shows it. Without this there is a link that does the same.
import { asJob } from './answers.js';
import { jsonOf } from './json.js';
import { element, elementIf, said } from './page.js';

const EVERY_MS = 700;
const AFTER_TROUBLE_MS = 4000;

const place = elementIf('[data-import]', HTMLElement);
if (place) start(place);

/** @param {HTMLElement} at */
function start(at) {
  const address = said(at, 'data-import');
  const text = element('[data-text]', HTMLElement, at);
  const bar = element('progress', HTMLProgressElement, at);
  const trouble = element('[data-trouble]', HTMLElement, at);
  element('[data-without-script]', HTMLElement, at).hidden = true;

  async function ask() {
    let next = EVERY_MS;
    try {
      const response = await fetch(address, { headers: { accept: 'application/json' } });
      const isJson = (response.headers.get('content-type') ?? '').includes('json');
      // Signed out, or the program was started anew: the page itself says what is the matter.
      if (response.status < 500 && !(response.ok && isJson)) return location.reload();
      if (!response.ok) throw new Error(String(response.status));
      const job = asJob(await jsonOf(response));
      if (job.state !== 'running') return location.reload();
      bar.value = job.percent;
      text.textContent = job.text;
      trouble.hidden = true;
    } catch {
      trouble.hidden = false;
      next = AFTER_TROUBLE_MS;
    }
    setTimeout(ask, next);
  }

  setTimeout(ask, EVERY_MS);
}
