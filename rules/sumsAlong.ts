/** Sums that follow from more lines than this are not gone through. */
const MOST_SIGNED_LINES = 7;

/**
 * Every way to add up some units and take away others that follows from the sums along some lines.
 *
 * @param lines - by line and unit, 1 where the unit is on the line
 * @returns by way and unit, 1, 0 or -1; null where the lines are so many that they are not gone through
 */
export function signedSumsAlong(lines: readonly (readonly number[])[]): (1 | 0 | -1)[][] | null {
  const basis = reduced(lines);
  if (basis.length > MOST_SIGNED_LINES) return null;
  const units = lines[0]?.length ?? 0;
  const sums: (1 | 0 | -1)[][] = [];
  for (let choice = 1; choice < 3 ** basis.length; choice += 1) {
    const times = basis.map((_, b) => Math.floor(choice / 3 ** b) % 3);
    const sum = Array.from({ length: units }, (_, u) => {
      const total = basis.reduce((s, row, b) => {
        const own = row[u] ?? 0;
        return (s + (times[b] === 2 ? PRIME - own : times[b] === 1 ? own : 0)) % PRIME;
      }, 0);
      return total === PRIME - 1 ? -1 : total;
    });
    const isSigned = (of: number): of is 1 | 0 | -1 => Math.abs(of) <= 1;
    if (sum.every(isSigned)) sums.push(sum);
  }
  return sums;
}

// Products of two numbers below it are exact. A sum that is 0 by accident would hide too much, never too little.
const PRIME = 67_108_859;

/** The rows of a matrix in reduced echelon form, modulo a prime, without those of zeros. */
function reduced(matrix: readonly (readonly number[])[]): number[][] {
  const rows = matrix.map((row) => [...row]);
  const width = rows[0]?.length ?? 0;
  let rank = 0;
  for (let column = 0; column < width && rank < rows.length; column += 1) {
    const at = rows.findIndex((row, r) => r >= rank && row[column] !== 0);
    const pivot = rows[at];
    if (!pivot) continue;
    [rows[at], rows[rank]] = [rows[rank] ?? [], pivot];
    const factor = inverse(pivot[column] ?? 1);
    pivot.forEach((value, c) => (pivot[c] = (value * factor) % PRIME));
    rows.forEach((row, r) => {
      const times = row[column] ?? 0;
      if (r === rank || times === 0) return;
      row.forEach((value, c) => (row[c] = (value + (PRIME - times) * (pivot[c] ?? 0)) % PRIME));
    });
    rank += 1;
  }
  return rows.slice(0, rank);
}

/** The inverse modulo the prime, by Fermat. */
function inverse(value: number): number {
  let result = 1;
  let power = value;
  for (let exponent = PRIME - 2; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = (result * power) % PRIME;
    power = (power * power) % PRIME;
  }
  return result;
}
