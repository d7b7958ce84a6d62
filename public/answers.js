// What the server answers to the scripts of a page, by what was asked.
import { fieldsIn, listOf, membersOf, numberOf, textOf, textsIn } from './json.js';

/**
 * @typedef {{ user: { id: number, name: string } | null, csrfToken: string, deviceKey: string | null }} Session
 *   deviceKey: of what waits on the device, for whoever is signed in
 * @typedef {{ version: number, state: Record<string, string>, savedText: string }} Saved state: every field of the form
 * @typedef {{ file: string, answers: string, version: number }} BegunAt where a file is that was begun on the device
 * @typedef {{ field: string, text: string }} FieldError
 * @typedef {{ code: string, message: string, by: string | null, at: string, errors: FieldError[] }} Refusal
 * @typedef {{ next: string | null, list: string, message: string }} NextFile
 * @typedef {{
 *   key: string, title: string, list: string, many: string, ends: number, sessionMilliseconds: number, version: string,
 *   assets: string[], pages: string[], files: string[], second: string[],
 * }} CopyPlan what belongs to the copy of an audit; ends and sessionMilliseconds in milliseconds
 * @typedef {{ state: string, percent: number, text: string }} Job
 */

/**
 * @param {unknown} json
 * @returns {Session}
 */
export function asSession(json) {
  const { user, csrfToken, deviceKey } = membersOf(json);
  const { id, name } = membersOf(user);
  return {
    user: typeof id === 'number' ? { id, name: textOf(name) } : null,
    csrfToken: textOf(csrfToken),
    deviceKey: typeof deviceKey === 'string' ? deviceKey : null,
  };
}

/**
 * @param {unknown} json
 * @returns {Saved}
 */
export function asSaved(json) {
  const { version, state, savedText } = membersOf(json);
  return { version: numberOf(version), state: fieldsIn(state), savedText: textOf(savedText) };
}

/**
 * @param {unknown} json
 * @returns {BegunAt}
 */
export function asBegunAt(json) {
  const { file, answers, version } = membersOf(json);
  return { file: textOf(file), answers: textOf(answers), version: numberOf(version) };
}

/**
 * @param {unknown} json
 * @returns {Refusal}
 */
export function asRefusal(json) {
  const { code, message, by, at, errors } = membersOf(json);
  return {
    code: textOf(code),
    message: textOf(message),
    by: typeof by === 'string' ? by : null,
    at: textOf(at),
    errors: listOf(errors).map((error) => {
      const { field, text } = membersOf(error);
      return { field: textOf(field), text: textOf(text) };
    }),
  };
}

/**
 * @param {unknown} json
 * @returns {NextFile}
 */
export function asNextFile(json) {
  const { next, list, message } = membersOf(json);
  return {
    next: typeof next === 'string' ? next : null,
    list: textOf(list),
    message: textOf(message),
  };
}

/**
 * @param {unknown} json
 * @returns {CopyPlan | null} null when the copy has ended
 */
export function asCopyPlan(json) {
  const plan = membersOf(json);
  if (plan.ended === true) return null;
  return {
    key: textOf(plan.key),
    title: textOf(plan.title),
    list: textOf(plan.list),
    many: textOf(plan.many),
    ends: numberOf(plan.ends),
    sessionMilliseconds: numberOf(plan.sessionMilliseconds),
    version: textOf(plan.version),
    assets: textsIn(plan.assets),
    pages: textsIn(plan.pages),
    files: textsIn(plan.files),
    second: textsIn(plan.second),
  };
}

/**
 * @param {unknown} json
 * @returns {Job}
 */
export function asJob(json) {
  const { state, percent, text } = membersOf(json);
  return { state: textOf(state), percent: numberOf(percent), text: textOf(text) };
}
