/** What stands at a place of a list that is known to have it. @throws RangeError when it does not */
export function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`there is nothing at place ${index}`);
  return found;
}
