import { expect, it } from 'vitest';
import { smallestLotPlan, stopWhenSure } from '../../rules/index.ts';
import type { FileSays } from '../../rules/index.ts';
import { randomFrom, shuffled } from '../../rules/random.ts';

// How often stopping when sure is wrong, and how much is read before it stops, beside a fixed plan with the same risks.

const CASELOADS = 10_000;
const ERROR = 0.1;
const POINTS = 15;

/** Of caseloads of this size with so many yes: how often each is said before all is read, and how many files are read. */
function simulated(of: { caseload: number; yes: number; standard: number }, random: () => number) {
  const files = Array.from<unknown, FileSays>({ length: of.caseload }, (_, i) => (i < of.yes ? 'yes' : 'no'));
  const said = { met: 0, 'not met': 0, 'read on': 0, none: 0 };
  let read = 0;
  for (let i = 0; i < CASELOADS; i += 1) {
    const says = shuffled(files, random);
    const found = stopWhenSure({ caseload: of.caseload, says }, { standard: of.standard, error: ERROR });
    said[found.state] += 1;
    read += found.since ?? of.caseload;
  }
  return { met: said.met / CASELOADS, notMet: said['not met'] / CASELOADS, read: read / CASELOADS };
}

it.each([
  { caseload: 40, standard: 80 },
  { caseload: 100, standard: 80 },
  { caseload: 200, standard: 80 },
  { caseload: 100, standard: 70 },
  { caseload: 100, standard: 90 },
])('stops when sure: %j', ({ caseload, standard }) => {
  const random = randomFrom(2026);
  const least = Math.ceil((caseload * standard) / 100);
  const justBelow = simulated({ caseload, yes: least - 1, standard }, random);
  const justMet = simulated({ caseload, yes: least, standard }, random);
  const far = [1, -1].flatMap((way) => {
    const yes = Math.round((caseload * (standard + way * POINTS)) / 100);
    if (yes > caseload) return [];
    const found = simulated({ caseload, yes, standard }, random);
    const [good, bad] =
      way === 1 ? [caseload - yes, caseload - least + 1] : [caseload - least, caseload - yes];
    const plan = smallestLotPlan({ caseload, good, bad }, { missesGood: ERROR, passesBad: ERROR });
    const fixed = plan?.read ?? caseload;
    return [
      `${way * POINTS} points: ${found.read.toFixed(1)} read, fixed plan ${fixed}, ${Math.round((100 * found.read) / fixed)}%`,
    ];
  });
  console.log(
    `${caseload} files, standard ${standard}%, error ${ERROR}: wrong "met" ${justBelow.met}, wrong "not met" ${justMet.notMet}; ${far.join('; ')}`,
  );
  expect(justBelow.met).toBeLessThanOrEqual(ERROR);
  expect(justMet.notMet).toBeLessThanOrEqual(ERROR);
});
