import { logFactorialsTo } from '../../rules/methods/chances.ts';
import type { FileSays } from '../../rules/index.ts';

// What no test of a standard can do better than, beside which a test is held.

/** A caseload that stands on one side of a standard, and those on the other side that are the hardest to tell from it. */
export interface Standing {
  caseload: number;
  /** How many have a yes, in truth. */
  yes: number;
  /** In the nearest caseload on the other side, and in the one nearest to the standard on the same side. */
  other: number;
  same: number;
}

/**
 * The fewest files that any rule of stopping reads on average, if it is wrong no oftener than accepted in these caseloads: a
 * rule pays one for each file and a price for each error, the cheapest one is found backwards from the last file, and no rule
 * within the errors costs less than that without what the errors may cost. It is so for every price, so the prices that say
 * the most are sought.
 *
 * @see Wald and Wolfowitz, Annals of Mathematical Statistics 1948; 19: 326-339; the argument is Lagrange's
 */
export function leastReading({ caseload, yes, other, same }: Standing, error: number): number {
  const [truth, wrong, right] = [yes, other, same].map((one) => chancesOf(caseload, one));
  const under = (prices: readonly number[]): number => {
    let after = new Float64Array(caseload + 2);
    for (let read = caseload - 1; read >= 0; read -= 1) {
      const here = new Float64Array(caseload + 2);
      for (let k = 0; k <= read; k += 1) {
        const at = (table: Float64Array[] | undefined, p: number) =>
          (prices[p] ?? 0) * (table?.[read]?.[k] ?? 0);
        const onwards = ((after[k + 1] ?? 0) * (k + 1) + (after[k] ?? 0) * (read + 1 - k)) / (read + 1);
        here[k] = Math.min((truth?.[read]?.[k] ?? 0) + onwards, at(wrong, 0), at(truth, 1) + at(right, 2));
      }
      after = here;
    }
    return (after[0] ?? 0) - error * prices.reduce((sum, price) => sum + price, 0);
  };
  let prices = [20, 20, 20];
  let most = under(prices);
  for (let step = 1; step > 0.002;) {
    const tried = prices.flatMap((_, p) =>
      [1 + step, 1 / (1 + step)].map((by) => prices.map((price, q) => (p === q ? price * by : price))),
    );
    const found = tried.map((some) => ({ some, says: under(some) })).toSorted((a, b) => b.says - a.says)[0];
    if (found && found.says > most + 1e-9) {
      prices = found.some;
      most = found.says;
    } else step /= 1.6;
  }
  return most;
}

function chancesOf(files: number, yes: number): Float64Array[] {
  const logs = logFactorialsTo(files);
  const choose = (n: number, k: number) => (logs[n] ?? 0) - (logs[k] ?? 0) - (logs[n - k] ?? 0);
  return Array.from({ length: files }, (_, read) =>
    Float64Array.from({ length: read + 1 }, (__, k) =>
      k > yes || read - k > files - yes
        ? 0
        : Math.exp(choose(yes, k) + choose(files - yes, read - k) - choose(files, read)),
    ),
  );
}

/** How much a file tells on average: of two coins, what one says of not being the other. */
const told = (share: number, other: number): number =>
  [
    [share, other],
    [1 - share, 1 - other],
  ].reduce((sum, [p = 0, q = 0]) => sum + (p === 0 ? 0 : p * Math.log(p / q)), 0);

/**
 * The same of a list without end, where the truth is one of two and both may be missed: Wald's.
 *
 * @see Wald, Annals of Mathematical Statistics 1945; 16: 117-186
 */
export const waldsReading = (share: number, standard: number, error: number): number =>
  ((1 - error) * Math.log((1 - error) / error) + error * Math.log(error / (1 - error))) /
  told(share, standard);

/** The same of a rule that is never wrong where the truth lies and goes on till it is sure: as betting goes. */
export const bettorsReading = (share: number, standard: number, error: number): number =>
  Math.log(1 / error) / told(share, standard);

/** After how many files a bettor is sure who knows the truth, and so stakes what makes the most of it. */
export function knowingReading(says: readonly FileSays[], { yes, other }: Standing, error: number): number {
  let evidence = 1;
  let seen = 0;
  for (const [read, one] of says.entries()) {
    const left = says.length - read;
    const [truth, wrong] = [(yes - seen) / left, (other - seen) / left];
    evidence *= one === 'yes' ? truth / wrong : (1 - truth) / (1 - wrong);
    if (one === 'yes') seen += 1;
    if (evidence >= 1 / error || seen > other || read + 1 - seen > says.length - other) return read + 1;
  }
  return says.length;
}
