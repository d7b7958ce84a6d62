import { sumsAlong } from './sumsAlong.ts';

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

/**
 * Decides which unions of units, such as the groups of one provider, may be shown beside them and their total. Unions
 * may overlap. Those with most files come first; one is hidden where with it a sum of hidden units that rests on too few
 * files would follow.
 *
 * @param files - on how many the figure of each unit rests
 * @param mask - what is hidden of the units and of their total
 * @param unions - the positions of the units of each
 * @param order - how many files each unit has, which is shown
 * @returns true where the union is hidden
 */
export function maskUnionsOfFewFiles(
  files: readonly number[],
  mask: { cells: readonly boolean[]; total: boolean },
  unions: readonly (readonly number[])[],
  order: readonly number[],
  threshold: number,
): boolean[] {
  const hidden = files.flatMap((of, i) => (mask.cells[i] && of > 0 ? [i] : []));
  const shown: number[][] = mask.total ? [] : [hidden.map(() => 1)];
  const result = unions.map(() => false);
  const sizeOf = (u: number) => (unions[u] ?? []).reduce((sum, i) => sum + (order[i] ?? 0), 0);
  for (const u of unions.map((_, i) => i).toSorted((a, b) => sizeOf(b) - sizeOf(a) || a - b)) {
    const line = hidden.map((i) => (unions[u]?.includes(i) ? 1 : 0));
    // Added up from what is shown.
    if (!line.includes(1)) continue;
    const whole = (unions[u] ?? []).reduce((sum, i) => sum + (files[i] ?? 0), 0);
    const isTooFew = (taken: readonly boolean[]) =>
      isFewFiles(
        hidden.reduce((sum, i, h) => sum + (taken[h] ? (files[i] ?? 0) : 0), 0),
        threshold,
      );
    const sums = sumsAlong([...shown, line]);
    if (isFewFiles(whole, threshold) || sums === null || sums.some(isTooFew)) result[u] = true;
    else shown.push(line);
  }
  return result;
}
