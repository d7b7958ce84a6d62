// The page with both versions of a file: what waited on the device is dropped only once the choice is saved.
import { askNext } from './next.js';
import { element, elementIf, said, signedInPerson, textsOf } from './page.js';
import { askSession, newChangeId, post } from './sending.js';
import { openVault } from './vault.js';

const page = elementIf('form[data-conflict]', HTMLFormElement);
if (page) start(page);

/** @param {HTMLFormElement} form */
function start(form) {
  const user = signedInPerson();
  const file = new URL(form.action).pathname;
  const notSaved = element('[data-not-saved]', HTMLElement, form);
  const drop = async () => {
    const vault = await openVault(user, askSession).catch(() => null);
    await vault?.remove(file);
  };

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { submitter } = event;
    const pressed = submitter instanceof HTMLButtonElement ? submitter.value : undefined;
    const fields = textsOf(new FormData(form, submitter)).filter(([name]) => name !== 'change');
    const response = await post(said(form, 'data-answers'), [...fields, ['change', newChangeId()]], user);
    if (response?.ok) {
      await drop();
      const after = pressed === 'complete' ? await askNext(said(form, 'data-next'), user) : null;
      location.assign(after?.next ?? after?.list ?? file);
      return;
    }
    if (response === null || response.status >= 500) {
      notSaved.textContent =
        'Not saved: no connection to the server. What you chose is on this page; try again.';
      notSaved.hidden = false;
      return;
    }
    // A choice not made, a third version, a session that ran out: the server's own page says what to do.
    const intent = document.createElement('input');
    intent.type = 'hidden';
    intent.name = 'intent';
    intent.value = pressed ?? 'save';
    form.append(intent);
    form.submit();
  });

  element('[data-drop]', HTMLElement, form).addEventListener('click', async (event) => {
    event.preventDefault();
    await drop();
    location.assign(file);
  });
}
