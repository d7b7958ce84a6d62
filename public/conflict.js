// The page with both versions of a file: what waited on the device is dropped only once the choice is saved.
import { askNext } from './next.js';
import { askSession, newChangeId, post } from './sending.js';
import { openVault } from './vault.js';

const form = document.querySelector('form[data-conflict]');
if (form) {
  const user = Number(document.body.dataset.user);
  const file = new URL(form.action).pathname;
  const notSaved = form.querySelector('[data-not-saved]');
  const drop = async () => {
    const vault = await openVault(user, askSession).catch(() => null);
    await vault?.remove('records', file);
  };

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { submitter } = event;
    const fields = [...new FormData(form, submitter)].filter(([name]) => name !== 'change');
    const response = await post(form.dataset.answers, [...fields, ['change', newChangeId()]], user);
    if (response?.ok) {
      await drop();
      const after = submitter?.value === 'complete' ? await askNext(form.dataset.next, user) : null;
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
    intent.value = submitter?.value ?? 'save';
    form.append(intent);
    form.submit();
  });

  form.querySelector('[data-drop]').addEventListener('click', async (event) => {
    event.preventDefault();
    await drop();
    location.assign(file);
  });
}
