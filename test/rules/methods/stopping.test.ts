import { describe, expect, it } from 'vitest';
import { evidenceAfter } from '../../../rules/methods/martingale.ts';
import { stopWhenSure, stopWhenSureTogether } from '../../../rules/index.ts';
import type { FileSays } from '../../../rules/index.ts';

const rows = (...parts: [FileSays, number][]): FileSays[] =>
  parts.flatMap(([says, times]) => Array.from<FileSays>({ length: times }).fill(says));

describe('bets against a hypothesis', () => {
  // 40 files, of which at most 32 comply under the hypothesis; all that are read do.
  const all = Array.from<number>({ length: 40 }).fill(100);
  const of40 = { caseload: 40, most: 3200 };
  const firstBelow = (evidence: number[]) => evidence.findIndex((one) => 1 / one <= 0.05);

  it('stops at the 12th with everything staked, and at the 14th by ALPHA with 0.95', () => {
    const product = evidenceAfter(all, { ...of40, stake: (mean) => 1 / mean });
    expect(firstBelow(product)).toBe(11);
    expect(1 / (product[11] ?? 0)).toBeCloseTo(0.0404, 4);
    const alpha = evidenceAfter(all, {
      ...of40,
      stake: (mean) => (0.95 - mean) / (mean * (1 - mean)),
    });
    expect(firstBelow(alpha)).toBe(13);
    expect(1 / (alpha[13] ?? 0)).toBeCloseTo(0.0417, 4);
    // The 33rd cannot be under the hypothesis.
    expect(alpha[31]).toBeLessThan(Infinity);
    expect(alpha[32]).toBe(Infinity);
  });

  it('refuses more files than there are', () => {
    expect(() => evidenceAfter([0, 0], { caseload: 1, most: 50, stake: () => 0 })).toThrow(RangeError);
  });
});

/** Every row of so many answers. */
function* rowsOf(length: number, of: readonly FileSays[]): Generator<FileSays[]> {
  if (length === 0) yield [];
  else for (const row of rowsOf(length - 1, of)) for (const one of of) yield [...row, one];
}

const countIn = (says: readonly FileSays[], what: FileSays) => says.filter((one) => one === what).length;

describe('stopping when sure', () => {
  it.each([
    { standard: 50, error: 0.4, caseload: 13, of: ['yes', 'no'] as const },
    { standard: 80, error: 0.2, caseload: 13, of: ['yes', 'no'] as const },
    { standard: 60, error: 0.5, caseload: 8, of: ['yes', 'no', 'does not count'] as const },
  ])('is wrong no oftener than accepted in any caseload, every order counted: %j', (given) => {
    const { caseload, of, ...rule } = given;
    // Of one caseload every order is as likely as any other.
    const orders = new Map<string, { all: number; wrong: number }>();
    for (const says of rowsOf(caseload, of)) {
      const [yes, no] = [countIn(says, 'yes'), countIn(says, 'no')];
      if (yes + no === 0) continue;
      const found = orders.get(`${yes} ${no}`) ?? { all: 0, wrong: 0 };
      orders.set(`${yes} ${no}`, found);
      found.all += 1;
      const isMet = 100 * yes >= rule.standard * (yes + no);
      if (stopWhenSure({ caseload, says }, rule).state !== (isMet ? 'met' : 'not met')) found.wrong += 1;
    }
    const chances = [...orders.values()].map(({ all, wrong }) => wrong / all);
    expect(Math.max(...chances)).toBeLessThanOrEqual(rule.error);
    // It is wrong at times, so it says something before all is read.
    expect(Math.max(...chances)).toBeGreaterThan(rule.error / 10);
  });

  it('is wrong no oftener over two groups that are drawn apart', () => {
    const rule = { standard: 60, error: 0.5 };
    const sizes = [5, 4] as const;
    const orders = new Map<string, { all: number; wrong: number }>();
    for (const first of rowsOf(sizes[0], ['yes', 'no'])) {
      for (const second of rowsOf(sizes[1], ['yes', 'no'])) {
        const yes = [countIn(first, 'yes'), countIn(second, 'yes')] as const;
        const found = orders.get(yes.join(' ')) ?? { all: 0, wrong: 0 };
        orders.set(yes.join(' '), found);
        found.all += 1;
        const isMet = 100 * (yes[0] + yes[1]) >= rule.standard * 9;
        const isWrong = Array.from({ length: 9 }, (_, read) => read + 1).some((read) => {
          const state = stopWhenSureTogether(
            [
              { caseload: sizes[0], says: first.slice(0, Math.ceil(read / 2)) },
              { caseload: sizes[1], says: second.slice(0, Math.floor(read / 2)) },
            ],
            rule,
          );
          return state === (isMet ? 'not met' : 'met');
        });
        if (isWrong) found.wrong += 1;
      }
    }
    const chances = [...orders.values()].map(({ all, wrong }) => wrong / all);
    expect(orders.size).toBe(30);
    expect(Math.max(...chances)).toBeLessThanOrEqual(rule.error);
    expect(Math.max(...chances)).toBeGreaterThan(0);
  });

  it('says met, not met or read on, since when, and how many more', () => {
    const rule = { standard: 80, error: 0.05 };
    const open = stopWhenSure({ caseload: 40, says: rows(['yes', 5]) }, rule);
    expect(open).toMatchObject({ state: 'read on', since: null });
    const met = stopWhenSure({ caseload: 40, says: rows(['yes', 30]) }, rule);
    expect(met).toMatchObject({ state: 'met', atLeast: null, atMost: null });
    // What it said at the earliest is when it comes, either way.
    expect(met.since).toBe(5 + (open.atLeast?.met ?? 0));
    const missed = stopWhenSure({ caseload: 40, says: rows(['yes', 5], ['no', 30]) }, rule);
    expect(missed).toMatchObject({ state: 'not met', since: 5 + (open.atLeast?.['not met'] ?? 0) });
    expect(met.since).toBeGreaterThan(11);
    expect(met.since).toBeLessThan(18);
    expect(open.atMost).toBeLessThanOrEqual(35);
    // What was once sure stays so.
    const later = stopWhenSure({ caseload: 40, says: rows(['yes', met.since ?? 0], ['no', 8]) }, rule);
    expect(later).toMatchObject({ state: 'met', since: met.since });
  });

  it('is never longer open than it said at most', () => {
    const rule = { standard: 70, error: 0.1 };
    const { atMost } = stopWhenSure({ caseload: 14, says: rows(['yes', 2], ['no', 1]) }, rule);
    expect(atMost).toBeLessThanOrEqual(11);
    const isOpen = (says: FileSays[]): boolean =>
      stopWhenSure({ caseload: 14, says }, rule).state === 'read on';
    const longest = (says: FileSays[]): number =>
      says.length === 14 || !isOpen(says)
        ? says.length
        : Math.max(longest([...says, 'yes']), longest([...says, 'no']));
    expect(longest(rows(['yes', 2], ['no', 1])) - 3).toBeLessThanOrEqual(atMost ?? 0);
  });

  it('knows when everything was read, and what counts for neither side', () => {
    const rule = { standard: 80, error: 0.05 };
    const state = (caseload: number, ...parts: [FileSays, number][]) =>
      stopWhenSure({ caseload, says: rows(...parts) }, rule).state;
    expect(state(5, ['yes', 4], ['no', 1])).toBe('met');
    expect(state(5, ['yes', 3], ['no', 1], ['does not count', 1])).toBe('not met');
    expect(state(5, ['does not count', 5])).toBe('none');
    // An answer that is missing could be either.
    expect(state(5, ['yes', 3], ['no', 1], ['no answer', 1])).toBe('read on');
    expect(stopWhenSureTogether([{ caseload: 2, says: rows(['yes', 2]) }], rule)).toBe('met');
    expect(
      stopWhenSureTogether(
        [
          { caseload: 300, says: rows(['yes', 40]) },
          { caseload: 200, says: rows(['yes', 40]) },
        ],
        rule,
      ),
    ).toBe('met');
    expect(
      stopWhenSureTogether(
        [
          { caseload: 300, says: rows(['yes', 40]) },
          { caseload: 200, says: [] },
        ],
        rule,
      ),
    ).toBe('read on');
  });

  it.each([
    [{ standard: 0, error: 0.05 }],
    [{ standard: 100, error: 0.05 }],
    [{ standard: 80.5, error: 0.05 }],
    [{ standard: 80, error: 0 }],
    [{ standard: 80, error: 0.6 }],
  ])('refuses %j', (rule) => {
    expect(() => stopWhenSure({ caseload: 5, says: [] }, rule)).toThrow(RangeError);
    expect(() => stopWhenSureTogether([], rule)).toThrow(RangeError);
  });
});
