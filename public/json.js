// What comes as JSON, taken apart without trusting it to be what was expected.

/**
 * @param {string} text
 * @returns {unknown}
 * @throws {SyntaxError}
 */
export const parsed = (text) => JSON.parse(text);

/**
 * @param {Response} response
 * @returns {Promise<unknown>} rejected when it is no JSON
 */
export const jsonOf = (response) => response.json();

/**
 * The members of an object; none of anything else.
 *
 * @param {unknown} value
 * @returns {Partial<Record<string, unknown>>}
 */
export const membersOf = (value) => (typeof value === 'object' && value !== null ? { ...value } : {});

/**
 * @param {unknown} value
 * @returns {string} empty for anything but text
 */
export const textOf = (value) => (typeof value === 'string' ? value : '');

/**
 * @param {unknown} value
 * @returns {number} NaN for anything but a number
 */
export const numberOf = (value) => (typeof value === 'number' ? value : Number.NaN);

/**
 * @param {unknown} value
 * @returns {unknown[]} empty for anything but a list
 */
export const listOf = (value) => (Array.isArray(value) ? value : []);

/**
 * @param {unknown} value
 * @returns {string[]}
 */
export const textsIn = (value) => listOf(value).filter((one) => typeof one === 'string');

/**
 * The members that are text, by name: what a form holds.
 *
 * @param {unknown} value
 * @returns {Record<string, string>}
 */
export const fieldsIn = (value) =>
  Object.fromEntries(
    Object.entries(membersOf(value)).flatMap(([name, one]) => (typeof one === 'string' ? [[name, one]] : [])),
  );
