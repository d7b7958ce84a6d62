// Figures about practice tell nothing of a person by being none or all, but by resting on so few files that whoever
// knows one of them knows it. What anybody can work out by taking shown figures from one another is a figure, too.

/** Whether a figure that rests on so many files is small. One that rests on none tells nothing. */
export const isFewFiles = (files: number, threshold: number): boolean => files > 0 && files < threshold;

/**
 * Decides which units may be shown side by side with their total: all that rest on enough files, unless what is left of
 * the total without them would rest on too few; then one more is hidden.
 *
 * @param files - on how many the figure of each unit rests; they make up the total
 * @param order - the unit with the lower number is hidden sooner, of equals the last: something that every reader sees
 * @returns true where the unit is hidden
 */
export function maskFewFiles(
  files: readonly number[],
  threshold: number,
  order: readonly number[],
): boolean[] {
  const hidden = files.map((of) => isFewFiles(of, threshold));
  const next = files
    .flatMap((of, i) => (of > 0 && !hidden[i] ? [i] : []))
    .toSorted((a, b) => (order[a] ?? 0) - (order[b] ?? 0) || b - a);
  const left = files.reduce((sum, of, i) => sum + (hidden[i] ? of : 0), 0);
  const [one] = next;
  if (isFewFiles(left, threshold) && one !== undefined) hidden[one] = true;
  return hidden;
}
