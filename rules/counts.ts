/** @throws RangeError for what is no count */
export function checkCount(count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} is not a count`);
}

/** @throws RangeError for what is no square table of counts, two by two at least */
export function checkSquare(matrix: readonly (readonly number[])[]): void {
  if (matrix.length < 2 || matrix.some((line) => line.length !== matrix.length)) {
    throw new RangeError('the table has to be square, two by two at least');
  }
  matrix.flat().forEach(checkCount);
}
