import { describe, expect, it } from 'vitest';
import { criteriaOf, instrumentItemsOf, percent, scoreRanges, scoreRecord } from '../../rules/index.ts';
import { figuresOf, fileOf, recordsOf, toolOf } from './instruments.ts';

const tool = toolOf('mat_standards_scotland');
const partnerships = recordsOf(tool, 'examples/mat-standards-2025/partnerships.csv');
const { criteria } = figuresOf(tool, partnerships);

const STRANDS = ['process', 'numerical', 'experiential'] as const;
const LEVELS = ['none', 'partial', 'full', 'sustained'] as const;
type Level = (typeof LEVELS)[number];

/** The rule as it is told in words, apart from the points by which the tool works it out. */
function colourOf(strands: readonly Level[]): string {
  const atLeast = (level: Level) =>
    strands.filter((one) => LEVELS.indexOf(one) >= LEVELS.indexOf(level)).length;
  if (atLeast('sustained') === 3) return 'blue';
  if (atLeast('full') === 3) return 'green';
  if (atLeast('full') === 2 && atLeast('partial') === 3) return 'provisional_green';
  return atLeast('full') === 0 && atLeast('partial') <= 1 ? 'red' : 'amber';
}

describe('the medication assisted treatment standards', () => {
  it('are ten, each with three strands of evidence that everybody has to answer', () => {
    const ids = Array.from({ length: 10 }, (_, n) => STRANDS.map((strand) => `mat${n + 1}_${strand}`)).flat();
    const items = instrumentItemsOf(tool);
    expect(items.map(({ id }) => id)).toEqual(ids);
    expect(items.every((item) => item.kind === 'scale' && !item.na)).toBe(true);
  });

  it('have the colour that the rule tells, for all 64 combinations of strands', () => {
    const found = new Map<string, number>();
    for (const process of LEVELS)
      for (const numerical of LEVELS)
        for (const experiential of LEVELS) {
          const answers = {
            mat3_process: process,
            mat3_numerical: numerical,
            mat3_experiential: experiential,
          };
          const score = scoreRecord(tool, new Map(Object.entries(answers))).find(({ id }) => id === 'mat3');
          const colour = colourOf([process, numerical, experiential]);
          expect([process, numerical, experiential, score?.band]).toEqual([
            process,
            numerical,
            experiential,
            colour,
          ]);
          found.set(colour, (found.get(colour) ?? 0) + 1);
        }
    // By hand: 1 all sustained; 2³ - 1 green; 3 places for partial x 2² provisional; 1 + 3 red; the rest amber.
    expect(Object.fromEntries(found)).toEqual({
      red: 4,
      amber: 40,
      provisional_green: 12,
      green: 7,
      blue: 1,
    });
  });

  it('count as fully implemented where green or blue, up to five of five', () => {
    const ranges = scoreRanges(tool);
    expect(ranges.get('standards_1_to_5')).toEqual({ least: 0, most: 5 });
    expect(ranges.get('mat10')).toEqual({ least: 0, most: 1 });
    expect(criteriaOf(tool)).toHaveLength(12);
  });

  it('have no score where a strand is missing, and then neither has what is counted of them', () => {
    const answers = new Map([
      ['mat1_process', 'full'],
      ['mat1_numerical', 'full'],
    ]);
    const scores = scoreRecord(tool, answers);
    expect(scores.find(({ id }) => id === 'mat1')).toMatchObject({
      band: null,
      missing: ['mat1_experiential'],
    });
    expect(scores.find(({ id }) => id === 'standards_1_to_5')?.score).toBeNull();
  });
});

describe('the round of 2024/25', () => {
  const colours = (from: number, to: number) => {
    const sum: Record<string, number> = {};
    for (let n = from; n <= to; n += 1)
      for (const [colour, count] of Object.entries(criteria.get(`mat${n}`)?.bands ?? {}))
        sum[colour] = (sum[colour] ?? 0) + count;
    return sum;
  };

  it('has 29 partnerships, so 145 standards of five', () => {
    expect(partnerships).toHaveLength(29);
    expect(29 * 5).toBe(145);
  });

  it('has 132 of 145 fully implemented of standards 1 to 5, as printed: 91%', () => {
    expect(criteria.get('standards_1_to_5')).toMatchObject({ scored: 29, sum: 132 });
    const { green = 0, blue = 0 } = colours(1, 5);
    expect(green + blue).toBe(132);
    expect(percent(132, 145)).toBe(91);
  });

  it('has 105 of 145 of standards 6 to 10, which is 72% and not the printed 75%', () => {
    expect(criteria.get('standards_6_to_10')).toMatchObject({ scored: 29, sum: 105 });
    const { provisional_green: provisional = 0 } = colours(6, 10);
    expect([percent(105, 145), percent(provisional, 145)]).toEqual([72, 16]);
    // 109 is the only whole number of 145 that is 75%.
    const fitting = Array.from({ length: 146 }, (_, n) => n).filter((n) => percent(n, 145) === 75);
    expect(fitting).toEqual([109]);
  });

  it('and that of 2022 agrees with itself: 25, 94 and 26 of 145 are 17%, 65% and 18%', () => {
    expect(25 + 94 + 26).toBe(145);
    expect([25, 94, 26].map((n) => percent(n, 145))).toEqual([17, 65, 18]);
  });

  it('is told in the example and in the tool, with what is wrong in print', () => {
    const readme = fileOf('examples/mat-standards-2025/README.md');
    expect(readme).toContain('**made up**');
    expect(readme).toContain('105 of 145 is 72.4%');
    expect(tool.description).toContain('the print says 75% and 105 of 145, which is 72%');
  });
});
