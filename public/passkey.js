// Makes a passkey, or signs in with one: asks the device, and sends its answer with the form that asked.
import { element, elementIf, said } from './page.js';

const form = elementIf('form[data-passkey]', HTMLFormElement);
const isPossible =
  'PublicKeyCredential' in window &&
  'parseCreationOptionsFromJSON' in PublicKeyCredential &&
  'parseRequestOptionsFromJSON' in PublicKeyCredential;
if (form && isPossible) {
  form.hidden = false;
  element('[data-passkeys-impossible]', HTMLElement).hidden = true;
  form.addEventListener('submit', (event) => {
    const response = element('[name="response"]', HTMLInputElement, form);
    // What is missing in the other fields the server says, before the device is asked for nothing.
    const isEmpty = [...form.querySelectorAll('input')].some(
      ({ type, value }) => type !== 'hidden' && value === '',
    );
    if (response.value !== '' || isEmpty) return;
    event.preventDefault();
    void ask(form, response);
  });
}

/**
 * @param {HTMLFormElement} asked
 * @param {HTMLInputElement} response
 */
async function ask(asked, response) {
  const problem = element('[data-problem]', HTMLElement, asked);
  problem.hidden = true;
  /** @type {unknown} */
  const options = JSON.parse(said(asked, 'data-options'));
  try {
    const credential =
      said(asked, 'data-passkey') === 'create'
        ? await navigator.credentials.create({
            publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(
              /** @type {PublicKeyCredentialCreationOptionsJSON} */ (options),
            ),
          })
        : await navigator.credentials.get({
            publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(
              /** @type {PublicKeyCredentialRequestOptionsJSON} */ (options),
            ),
          });
    if (!(credential instanceof PublicKeyCredential)) throw new Error('no passkey was chosen');
    response.value = JSON.stringify(credential.toJSON());
    asked.requestSubmit();
  } catch (error) {
    const isThere = error instanceof DOMException && error.name === 'InvalidStateError';
    problem.textContent = isThere
      ? 'This device has a passkey for your account already.'
      : 'Your device did not give a passkey. Try again.';
    problem.hidden = false;
  }
}
