import { checkCount } from '../counts.ts';

/** Kept, since whoever looks for a plan asks for those of one caseload thousands of times. */
let logFactorials: Float64Array = new Float64Array(2);

/** The natural logarithms of 0!, 1!, … n! and perhaps of more; not to be changed. */
export function logFactorialsTo(n: number): Float64Array {
  if (n < logFactorials.length) return logFactorials;
  const logs = new Float64Array(n + 1);
  for (let k = 2; k <= n; k += 1) logs[k] = (logs[k - 1] ?? 0) + Math.log(k);
  logFactorials = logs;
  return logs;
}

/**
 * How likely each number of yes among n files is, when each has one with the same chance.
 *
 * @param n - files
 * @param share - the chance of a yes, from 0 to 1
 * @returns n + 1 probabilities
 * @throws RangeError for what cannot be a count or a share
 */
export function binomialChances(n: number, share: number): Float64Array {
  checkCount(n);
  if (!(share >= 0 && share <= 1)) throw new RangeError(`a share lies between 0 and 1, not at ${share}`);
  const chances = new Float64Array(n + 1);
  if (share === 0 || share === 1) {
    chances[share === 0 ? 0 : n] = 1;
    return chances;
  }
  let log = n * Math.log(1 - share);
  for (let yes = 0; yes <= n; yes += 1) {
    chances[yes] = Math.exp(log);
    log += Math.log((n - yes) / (yes + 1)) + Math.log(share / (1 - share));
  }
  return chances;
}

/**
 * How likely each number of yes among the files that are drawn is, when so many of a caseload have one.
 *
 * @param of.drawn - files drawn at random without putting any back
 * @param of.yes - of the whole caseload
 * @param of.caseload - files there are
 * @returns drawn + 1 probabilities
 * @throws RangeError for what cannot be
 */
export function hypergeometricChances(of: { drawn: number; yes: number; caseload: number }): Float64Array {
  const { drawn, yes, caseload } = of;
  [drawn, yes, caseload].forEach(checkCount);
  if (drawn > caseload || yes > caseload) {
    throw new RangeError(`${drawn} drawn and ${yes} with a yes of ${caseload} cannot be`);
  }
  const logs = logFactorialsTo(caseload);
  const choose = (n: number, k: number) => (logs[n] ?? 0) - (logs[k] ?? 0) - (logs[n - k] ?? 0);
  const all = choose(caseload, drawn);
  const no = caseload - yes;
  return Float64Array.from({ length: drawn + 1 }, (_, k) =>
    k > yes || drawn - k > no ? 0 : Math.exp(choose(yes, k) + choose(no, drawn - k) - all),
  );
}
