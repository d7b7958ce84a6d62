// The last answers of a file, to be taken back one by one: plain values, as long as the page is open.

/** @typedef {{ name: string, was: string, is: string }[]} Step the answers that one press has changed */

/** So many of the last answers of a file can be taken back. */
export const UNDO_LIMIT = 20;

/**
 * The answers that differ between two looks at the page; comments and the like are not taken back here, since the
 * browser does that while they are typed.
 *
 * @param {ReadonlyMap<string, string>} before
 * @param {readonly [name: string, value: string][]} now
 * @returns {Step}
 */
export const changedAnswers = (before, now) =>
  now.flatMap(([name, is]) => {
    const was = before.get(name) ?? '';
    return name.startsWith('answer.') && was !== is ? [{ name, was, is }] : [];
  });

/**
 * @param {readonly Step[]} steps - oldest first
 * @param {Step} step
 * @returns {readonly Step[]}
 */
export const withStep = (steps, step) => (step.length === 0 ? steps : [...steps, step].slice(-UNDO_LIMIT));
