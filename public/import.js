// The page of an import under way: asks how far it is and shows it. Without this there is a link that does the same.
const EVERY_MS = 700;
const AFTER_TROUBLE_MS = 4000;

const place = document.querySelector('[data-import]');
const text = place?.querySelector('[data-text]');
const bar = place?.querySelector('progress');
const trouble = place?.querySelector('[data-trouble]');
const link = place?.querySelector('[data-without-script]');
if (link) link.hidden = true;

async function ask() {
  let next = EVERY_MS;
  try {
    const response = await fetch(place.dataset.import, { headers: { accept: 'application/json' } });
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    // Signed out, or the program was started anew: the page itself says what is the matter.
    if (response.status < 500 && !(response.ok && isJson)) return location.reload();
    if (!response.ok) throw new Error(String(response.status));
    const job = await response.json();
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

if (place) setTimeout(ask, EVERY_MS);
