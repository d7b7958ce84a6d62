// The progress page stays up to date by itself: it asks for itself every few seconds and takes the figures over.
import { elementIf, elements } from './page.js';

const EVERY_MS = 5000;
const AFTER_TROUBLE_MS = 15_000;
// To ask keeps somebody signed in, so a page that nobody uses stops asking.
const IDLE_MS = 30 * 60_000;

const place = elementIf('[data-live]', HTMLElement);
const line = elementIf('[data-live-note]', HTMLElement);
if (place && line) start(place, line);

/**
 * @param {HTMLElement} live - the figures
 * @param {HTMLElement} note - says how far they are up to date
 */
function start(live, note) {
  let usedAt = Date.now();
  let timer = setTimeout(look, EVERY_MS);
  let asking = false;

  /** @param {string} text */
  function say(text) {
    if (note.textContent !== text) note.textContent = text;
    note.hidden = false;
  }

  /**
   * Takes the new figures over, without taking the focus from where it is.
   *
   * @param {Element} fresh
   */
  function show(fresh) {
    if (fresh.innerHTML === live.innerHTML) return;
    const { activeElement } = document;
    const focused = live.contains(activeElement) ? (activeElement?.getAttribute('href') ?? null) : null;
    live.replaceChildren(...fresh.childNodes);
    if (focused === null) return;
    elements('a', HTMLAnchorElement, live)
      .find((link) => link.getAttribute('href') === focused)
      ?.focus({ preventScroll: true });
  }

  async function look() {
    clearTimeout(timer);
    if (document.hidden || asking) return;
    if (Date.now() - usedAt > IDLE_MS) {
      say('This page is not up to date any more, because nobody has used it for half an hour.');
      return;
    }
    asking = true;
    let next = EVERY_MS;
    try {
      const response = await fetch(location.pathname, { headers: { accept: 'text/html' } });
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      const fresh = page.querySelector('[data-live]');
      if (response.ok && fresh) {
        show(fresh);
        say('Up to date: it looks again every few seconds.');
      } else if (response.status < 500) {
        say('Not up to date: you are signed out, or may not see this any more. Load the page again.');
        return;
      } else throw new Error(String(response.status));
    } catch {
      say('Not up to date: the program does not answer. It is asked again.');
      next = AFTER_TROUBLE_MS;
    } finally {
      asking = false;
    }
    timer = setTimeout(look, next);
  }

  for (const kind of ['pointerdown', 'keydown', 'scroll']) {
    window.addEventListener(
      kind,
      () => {
        const wasIdle = Date.now() - usedAt > IDLE_MS;
        usedAt = Date.now();
        if (wasIdle) void look();
      },
      { passive: true },
    );
  }
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void look();
  });
  elementIf('[data-live-again]', HTMLElement)?.addEventListener('click', (event) => {
    event.preventDefault();
    void look();
  });
  say('Up to date: it looks again every few seconds.');
}
