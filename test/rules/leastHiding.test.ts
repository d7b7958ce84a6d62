import { describe, expect, it } from 'vitest';
import { hideFigures, SMALL_NUMBER_ORDERS } from '../../rules/leastHiding.ts';
import type { SmallNumberOrder } from '../../rules/leastHiding.ts';
import { seeded } from '../support/random.ts';
import { isProtected, leastHidden, smallSum } from '../support/leastHidden.ts';
import { madeUpAudit, SHAPES } from '../support/madeUpAudits.ts';

const LEAST = 5;
/** `npm run test:attack` tries ten times as many audits. */
const MADE_UP = 2 * Number(process.env['ATTACKED_AUDITS'] ?? 20);
const MEASURED = MADE_UP / 8;

/** "-" for shown, "x" for hidden: the groups, then the providers. */
function picture(
  cells: number[][],
  providers: number[][],
  order: SmallNumberOrder = 'providers_first',
): string {
  const files = cells.map((cell) => cell.reduce((sum, part) => sum + part, 0));
  const hidden = hideFigures({ cells, providers, files }, { threshold: LEAST, order });
  const marks = (of: boolean[]) => of.map((is) => (is ? 'x' : '-')).join('');
  return `${marks(hidden.groups)} ${marks(hidden.providers)}`;
}

describe('what is hidden beside small figures of groups and providers', () => {
  it.each([
    ['nothing where nothing is small', [[6], [12], [40]], [[0, 1], [2]], '--- --'],
    ['another group of the same provider', [[3], [12], [40]], [[0, 1], [2]], 'xx- --'],
    [
      'no more where two small ones rest on enough together',
      [[3], [2], [12], [40]],
      [
        [0, 1],
        [2, 3],
      ],
      'xx-- --',
    ],
    // The group that both read for hides the small one from both.
    [
      'a group of both providers that read it',
      [[3], [12], [9], [8]],
      [
        [0, 1, 2],
        [0, 2, 3],
      ],
      'x-x- --',
    ],
    ['all of a whole that is small', [[3], [1]], [[0], [1]], 'xx xx'],
    ['nothing where nothing applies', [[0], [12], [40]], [[0, 1], [2]], '--- --'],
    // All less the other provider would be the small group, and so would all less the groups of the other.
    ['another provider and a group of it', [[3], [12], [40]], [[0], [1, 2]], 'xx- xx'],
  ])('by files: %s', (_, cells, providers, expected) => {
    expect(picture(cells, providers)).toBe(expected);
  });

  it.each([
    [
      'nothing where nothing is small',
      [
        [5, 5],
        [20, 12],
        [5, 6],
      ],
      [[0, 1], [2]],
      '--- --',
    ],
    [
      'no group that could hide nothing',
      [
        [5, 5],
        [4, 24],
        [30, 30],
        [35, 35],
        [40, 40],
      ],
      [[0, 1, 2, 3, 4]],
      '-xx-- -',
    ],
    [
      'none and all like few',
      [
        [0, 20],
        [30, 30],
        [40, 40],
      ],
      [[0, 1], [2]],
      'xx- --',
    ],
    // None of 24 would be a small figure all the same.
    [
      'more than small ones that come to a small one',
      [
        [0, 12],
        [0, 12],
        [30, 30],
      ],
      [[0, 1, 2]],
      'xxx -',
    ],
    [
      'all of a whole that is small',
      [
        [2, 20],
        [2, 30],
      ],
      [[0], [1]],
      'xx xx',
    ],
  ])('by counts: %s', (_, cells, providers, expected) => {
    expect(picture(cells, providers)).toBe(expected);
  });

  it('leaves a hidden provider more than two numbers, like a hidden group', async () => {
    const cells = [
      [0, 1],
      [9, 12],
      [20, 20],
      [30, 30],
    ];
    const providers = [[0], [1], [2, 3]];
    // With the second provider shown, all less it and the one file of the first would leave the third 49 to 50 yes.
    expect(picture(cells, providers)).toBe('xxx- xxx');
    const isHidden = [true, true, true, false, true, true, true];
    expect(await isProtected({ cells, unions: providers }, isHidden, LEAST)).toBe(true);
    const isLeaking = [true, false, true, false, true, false, true];
    expect(await isProtected({ cells, unions: providers }, isLeaking, LEAST)).toBe(false);
  });

  it('keeps providers or groups, where either would do, as the audit says', () => {
    const cells = [[3], [9], [3], [9]];
    const providers = [
      [0, 1],
      [2, 3],
    ];
    // The two small ones hide each other from the whole: each has to be hidden from its provider only.
    expect(picture(cells, providers, 'providers_first')).toBe('xxxx --');
    expect(picture(cells, providers, 'groups_first')).toBe('x-x- xx');
  });

  it('takes the other of the two where that hides less', () => {
    // The sample of 2012: two groups of two and one of four files, which three providers share out unevenly.
    const cells = [12, 9, 5, 5, 2, 5, 4, 2, 8].map((files) => [files]);
    const providers = [
      [4, 7, 8],
      [1, 2, 3, 4, 5, 6],
      [0, 1],
    ];
    // Every group of five files or more is shown. With the second provider beside the whole, the 2 of the first alone
    // would follow; with the first, its 2 and the 2 that both read.
    expect(picture(cells, providers, 'providers_first')).toBe('----x-xx- xx-');
    expect(picture(cells, providers, 'groups_first')).toBe('----x-xx- xx-');
  });

  it('chooses what it hides besides by what every reader sees, not by the figures', () => {
    const hidden = (yes: number) =>
      hideFigures(
        {
          cells: [
            [2, 28],
            [yes, 40 - yes],
            [15, 20],
          ],
          providers: [],
          files: [30, 40, 35],
        },
        { threshold: LEAST, order: 'providers_first' },
      ).groups;
    // The share of all, which every reader sees, says in each case that either could be expected to leave room.
    for (let yes = 16; yes <= 30; yes += 1) expect(hidden(yes)).toEqual([true, false, true]);
  });
});

describe('of many made-up audits', () => {
  it.each(SHAPES)(
    'no hidden figure of $files files in $groups groups with $providers providers is known by one',
    async (shape) => {
      let hidden = 0;
      for (let seed = 1001; seed <= 1000 + MADE_UP; seed += 1) {
        const { files, providers, checks } = madeUpAudit(shape, 13, seeded(seed));
        for (const cells of checks) {
          const total = [0, 1].map((part) => cells.reduce((sum, cell) => sum + (cell[part] ?? 0), 0));
          if (smallSum(total, LEAST)) continue;
          const masks = SMALL_NUMBER_ORDERS.map((order) => {
            const found = hideFigures({ cells, providers, files }, { threshold: LEAST, order });
            return [...found.groups, ...found.providers];
          });
          for (const all of new Map(masks.map((mask) => [mask.join(), mask])).values()) {
            hidden += all.filter(Boolean).length;
            const text = `${seed}: ${JSON.stringify(cells)} ${JSON.stringify(providers)}`;
            expect(await isProtected({ cells, unions: providers }, all, LEAST), text).toBe(true);
          }
        }
      }
      expect(hidden).toBeGreaterThan(MADE_UP * 20);
    },
    60_000 + MADE_UP * 15_000,
  );
});

describe('as few as an integer program finds', () => {
  describe.each(['by counts', 'by files'] as const)('%s', (rule) => {
    it.each(SHAPES)(
      'of $files files in $groups groups with $providers providers',
      async (shape) => {
        const random = seeded(17 + shape.files);
        let [lost, least, shown] = [0, 0, 0];
        for (let audit = 0; audit < MEASURED; audit += 1) {
          const { files, providers, checks } = madeUpAudit(shape, 13, random);
          for (const check of checks) {
            const cells = rule === 'by files' ? check.map(([yes = 0, no = 0]) => [yes + no]) : check;
            const hidden = hideFigures(
              { cells, providers, files },
              { threshold: LEAST, order: 'providers_first' },
            );
            const all = [...hidden.groups, ...hidden.providers];
            const total = [0, 1].map((part) => cells.reduce((sum, cell) => sum + (cell[part] ?? 0), 0));
            // Of a whole that is small every part is.
            if (smallSum(rule === 'by files' ? total.slice(0, 1) : total, LEAST)) {
              cells.forEach((cell, g) => expect(hidden.groups[g]).toBe(cell.some((part) => part > 0)));
              continue;
            }
            const line = { cells, unions: providers };
            const text = `${JSON.stringify(cells)} ${JSON.stringify(providers)}`;
            expect(await isProtected(line, all, LEAST), text).toBe(true);
            const best = await leastHidden(line, LEAST);
            const more = all.filter(Boolean).length - best.small;
            expect(more, text).toBeGreaterThanOrEqual(best.more);
            lost += more;
            least += best.more;
            shown += all.length - all.filter(Boolean).length;
          }
        }
        expect(shown).toBeGreaterThan(50);
        expect(lost).toBeLessThanOrEqual(1.15 * least);
      },
      60_000 + MEASURED * 30_000,
    );
  });
});
