// Which answers of the page do not fit, and what hangs on an answer: pure functions, so that they can be tested without
// a browser. The server asks about the same answers (rules/answers.ts); test/public/odds.test.ts holds both together.
import { standing } from './queue.js';

/**
 * @typedef {{
 *   id: string, label: string, excluded: string | null, hangsOn: string | null, needed: string,
 *   inWords?: (answer: string) => string,
 * }} Check an item of the page; excluded: the group that it does not apply to, null where it does; hangsOn: the check
 *   that it hangs on, which has to be answered as `needed`; inWords: an answer as the page calls it
 * @typedef {(id: string) => string} AnswerOf the answer to a check, empty for not recorded
 * @typedef {{ id: string, answer: string, why: 'excluded' | 'hangs', text: string }} Odd
 * @typedef {{ answer: 'no' | '', ids: string[] }} Rest what one press does for all that hangs on a check
 */

/** @type {Record<string, string>} */
const WORDS = { yes: 'yes', no: 'no', na: 'not applicable', '': 'not recorded' };

/**
 * The answers that do not fit: to the set-up of the group, or to the check they hang on.
 *
 * @param {readonly Check[]} checks
 * @param {AnswerOf} answerOf
 * @returns {Odd[]}
 */
export function oddOnes(checks, answerOf) {
  return checks.flatMap((check) => {
    const { id, label, excluded, hangsOn, needed } = check;
    const answer = answerOf(id);
    const given = `${label} You answered ${WORDS[answer] ?? check.inWords?.(answer) ?? answer}`;
    if (excluded !== null) {
      /** @type {Odd[]} */
      const found =
        answer !== '' && answer !== 'na'
          ? [{ id, answer, why: 'excluded', text: `${given}, and this does not apply to ${excluded}.` }]
          : [];
      return found;
    }
    if (hangsOn === null) return [];
    const other = answerOf(hangsOn);
    if (standing(answer, other, needed) !== 'contradiction') return [];
    const parent = checks.find((each) => each.id === hangsOn)?.label ?? '';
    return [
      { id, answer, why: 'hangs', text: `${given}, although “${parent}” is ${WORDS[other] ?? other}.` },
    ];
  });
}

/**
 * Those that were not there before in the same way.
 *
 * @param {readonly Odd[]} before
 * @param {readonly Odd[]} now
 */
export const freshOdds = (before, now) =>
  now.filter(
    ({ id, answer, why }) => !before.some((o) => o.id === id && o.answer === answer && o.why === why),
  );

/**
 * What is asked before “not applicable” is taken away from what does not apply to the group: nothing odd is left, but
 * the set-up gave that answer, and an accidental key would lose it.
 *
 * @param {readonly Check[]} checks
 * @param {ReadonlyMap<string, string>} before - what the page said, by the names of its fields
 * @param {AnswerOf} answerOf
 * @returns {string[]}
 */
export const takenAway = (checks, before, answerOf) =>
  checks.flatMap(({ id, label, excluded }) =>
    excluded !== null && before.get(`answer.${id}`) === 'na' && answerOf(id) === ''
      ? [`${label} “Not applicable” is taken away, and this does not apply to ${excluded}.`]
      : [],
  );

/**
 * Whether the keys pass by a check: it is answered, and the set-up or the answer to another check has answered it.
 *
 * @param {Check} check
 * @param {AnswerOf} answerOf
 */
export function isSettled({ id, excluded, hangsOn, needed }, answerOf) {
  const own = answerOf(id);
  if (own === '') return false;
  if (excluded !== null) return own === 'na';
  return hangsOn !== null && standing(own, answerOf(hangsOn), needed) === 'greyed';
}

/**
 * What one press can do for all that hangs on a check: answer no where it is answered otherwise than they need, or take
 * that no back once it is answered as they need.
 *
 * @param {readonly Check[]} checks
 * @param {AnswerOf} answerOf
 * @param {string} id - of the check
 * @param {boolean} wasOtherwise - whether it was answered otherwise since the page was opened
 * @returns {Rest | null} null where there is nothing to do
 */
export function restOf(checks, answerOf, id, wasOtherwise) {
  const other = answerOf(id);
  if (other === '') return null;
  const hanging = checks.filter((check) => check.hangsOn === id && check.excluded === null);
  const open = hanging.filter((check) => other !== check.needed && answerOf(check.id) === '');
  if (open.length > 0) return { answer: 'no', ids: open.map((check) => check.id) };
  const stale = wasOtherwise
    ? hanging.filter((check) => other === check.needed && answerOf(check.id) === 'no')
    : [];
  return stale.length > 0 ? { answer: '', ids: stale.map((check) => check.id) } : null;
}

/**
 * @param {Rest} rest
 * @returns {string} what the button says
 */
export function restInWords({ answer, ids }) {
  const what =
    ids.length === 1 ? 'the check that hangs on this' : `all ${ids.length} checks that hang on this`;
  return answer === 'no' ? `Answer no to ${what}` : `Take back the no of ${what}`;
}
