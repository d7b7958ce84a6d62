// The page with both versions of a file: what waited on the device is dropped only once the choice is saved.
import { asRefusal } from './answers.js';
import { fieldsIn, jsonOf, parsed } from './json.js';
import { askNext } from './next.js';
import { element, elementIf, elements, field, said, signedInPerson, textsOf } from './page.js';
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

  /** @param {string} text */
  function tell(text) {
    notSaved.textContent = text;
    notSaved.hidden = false;
  }

  /**
   * Whether the server asks about answers that do not fit, and about nothing else: then the next press says that they
   * are meant. What waits on the device stays there until then.
   *
   * @param {Response} response
   */
  async function isAsked(response) {
    if (response.status !== 422) return false;
    const { errors } = asRefusal(await jsonOf(response));
    const sent = textsOf(new FormData(form));
    // A choice that was not made is another question.
    const isOpen = (/** @type {string} */ name) =>
      sent.some((each) => each[0] === 'differing' && each[1] === name) &&
      !sent.some((each) => each[0] === name);
    const wanted = { ...fieldsIn(parsed(field(form, 'base').value)), ...Object.fromEntries(sent) };
    const odd = errors.flatMap(({ field: name }) => {
      const id = /^answer\.(.+)$/.exec(name)?.[1];
      const answer = wanted[name];
      return id && !isOpen(name) && (answer === 'yes' || answer === 'no')
        ? [{ name: `sure.${id}`, answer }]
        : [];
    });
    if (odd.length === 0 || odd.length < errors.length) return false;
    for (const { name, answer } of odd) {
      const input = document.createElement('input');
      input.type = 'hidden';
      input.name = name;
      input.value = answer;
      for (const old of elements(`input[name="${CSS.escape(name)}"]`, HTMLInputElement, form)) old.remove();
      form.append(input);
    }
    tell(errors.map(({ text }) => text).join(' '));
    return true;
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const { submitter } = event;
    const pressed = submitter instanceof HTMLButtonElement ? submitter.value : undefined;
    const fields = textsOf(new FormData(form, submitter)).filter(([name]) => name !== 'change');
    const response = await post(said(form, 'data-answers'), [...fields, ['change', newChangeId()]], user);
    if (response?.ok) {
      await drop();
      const after =
        pressed === 'complete'
          ? await askNext(said(form, 'data-next'), user, said(form, 'data-short'))
          : null;
      location.assign(after?.next ?? after?.list ?? file);
      return;
    }
    if (response === null || response.status >= 500) {
      tell('Not saved: no connection to the server. What you chose is on this page; try again.');
      return;
    }
    if (await isAsked(response.clone())) return;
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
