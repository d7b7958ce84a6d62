import { describe, expect, it } from 'vitest';
import { finiteInterval, smallestLotPlan, stopWhenSure } from '../../rules/index.ts';
import type { FileSays } from '../../rules/index.ts';
import { leastYes } from '../../rules/methods/stoppingBounds.ts';
import { randomFrom, shuffled } from '../../rules/random.ts';
import { MISREAD, readWithErrors } from '../support/misreading.ts';
import { bettorsReading, knowingReading, leastReading, waldsReading } from './leastReading.ts';
import type { Standing } from './leastReading.ts';

// How often stopping when sure is wrong, and how much is read before it stops: beside a fixed plan with the same risks, beside
// an estimate, and beside what no test can do better than.

const CASELOADS = 10_000;
const POINTS = 15;

/** Of caseloads of this size with so many yes: how often each is said before all is read, and how many files are read. */
function simulated(of: Standing & { standard: number; error: number }, random: () => number) {
  const files = Array.from<unknown, FileSays>({ length: of.caseload }, (_, i) => (i < of.yes ? 'yes' : 'no'));
  const said = { met: 0, 'not met': 0, 'read on': 0, none: 0 };
  let [read, knowing] = [0, 0];
  for (let i = 0; i < CASELOADS; i += 1) {
    const says = shuffled(files, random);
    const last = stopWhenSure({ caseload: of.caseload, says }, of);
    const found = last.before ?? last;
    said[found.state] += 1;
    read += found.since ?? of.caseload;
    knowing += knowingReading(says, of, of.error);
  }
  return {
    met: said.met / CASELOADS,
    notMet: said['not met'] / CASELOADS,
    read: read / CASELOADS,
    knowing: knowing / CASELOADS,
  };
}

/** The fewest files by which a share near the standard is known to ten points, 95 times in 100. */
function forAnEstimate(caseload: number, standard: number): number {
  for (let read = 1; read < caseload; read += 1) {
    const yes = Math.round((read * standard) / 100);
    const { low, high } = finiteInterval(yes, read, caseload) ?? { low: 0, high: 1 };
    if (yes / read - low <= 0.1 && high - yes / read <= 0.1) return read;
  }
  return caseload;
}

describe.each([0.1, 0.05])('with an error of %d', (error) => {
  it.each([
    { caseload: 40, standard: 80 },
    { caseload: 100, standard: 80 },
    { caseload: 200, standard: 80 },
    { caseload: 100, standard: 70 },
    { caseload: 100, standard: 90 },
  ])('stops when sure: %j', ({ caseload, standard }) => {
    const random = randomFrom(2026);
    const least = leastYes(caseload, standard);
    const at = (yes: number, isMet: boolean) => ({
      caseload,
      yes,
      other: isMet ? least - 1 : least,
      same: isMet ? least : least - 1,
      standard,
      error,
    });
    const justBelow = simulated(at(least - 1, false), random);
    const justMet = simulated(at(least, true), random);
    const far = [1, -1].flatMap((way) => {
      const yes = Math.round((caseload * (standard + way * POINTS)) / 100);
      if (yes > caseload) return [];
      const standing = at(yes, way === 1);
      const found = simulated(standing, random);
      const [good, bad] =
        way === 1 ? [caseload - yes, caseload - least + 1] : [caseload - least, caseload - yes];
      const plan = smallestLotPlan({ caseload, good, bad }, { missesGood: error, passesBad: error });
      const fixed = plan?.read ?? caseload;
      const estimate = forAnEstimate(caseload, standard);
      const fewest = leastReading(standing, error);
      expect(found.read).toBeGreaterThanOrEqual(fewest - 0.5);
      const [share, other] = [yes / caseload, standard / 100];
      const figures = {
        points: way * POINTS,
        'fixed plan': fixed,
        estimate,
        read: found.read.toFixed(1),
        'of the plan': `${Math.round((100 * found.read) / fixed)}%`,
        'of the estimate': `${Math.round((100 * found.read) / estimate)}%`,
        'no rule below': fewest.toFixed(1),
        'of the plan at best': `${Math.round((100 * fewest) / fixed)}%`,
        'bets that know the truth': found.knowing.toFixed(1),
        'Wald, no end': waldsReading(share, other, error).toFixed(1),
        'bets, no end': bettorsReading(share, other, error).toFixed(1),
      };
      return [
        Object.entries(figures)
          .map(([name, figure]) => `${name} ${figure}`)
          .join(', '),
      ];
    });
    console.log(
      `${caseload} files, standard ${standard}%, error ${error}: wrong "met" ${justBelow.met}, wrong "not met" ${justMet.notMet}\n  ${far.join('\n  ')}`,
    );
    // Four standard errors of the simulation beyond what is accepted.
    const most = error + 4 * Math.sqrt((error * (1 - error)) / CASELOADS);
    expect(justBelow.met).toBeLessThanOrEqual(most);
    expect(justMet.notMet).toBeLessThanOrEqual(most);
  });
});

it.each(Object.entries(MISREAD))('corrects for reading errors: %s', (name, groups) => {
  const { held, width } = readWithErrors(groups, CASELOADS, randomFrom(2026));
  console.log(`${name}: held ${held.toFixed(4)}, ${(100 * width).toFixed(0)} points wide`);
  expect(held).toBeGreaterThanOrEqual(0.94);
});
