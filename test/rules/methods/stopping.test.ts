import { describe, expect, it } from 'vitest';
import { evidenceAfter } from '../../../rules/methods/martingale.ts';
import { stopWhenSure, stopWhenSureTogether } from '../../../rules/index.ts';
import type { FileSays } from '../../../rules/index.ts';
import { stoppingBounds } from '../../../rules/methods/stoppingBounds.ts';

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
      const last = stopWhenSure({ caseload, says }, rule);
      // Whoever stopped heeded what was said first.
      if ((last.before ?? last).state !== (isMet ? 'met' : 'not met')) found.wrong += 1;
      expect(last.state).toBe(isMet ? 'met' : 'not met');
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
    expect(longest(rows(['yes', 2], ['no', 1])) - 3).toBe(atMost);
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

  it('says at once what can be counted, beyond the last bound and whatever a check does not apply to', () => {
    const rule = { standard: 80, error: 0.05 };
    // One yes of five no bound tells from 80% for long: 320 of 400 are enough, and 81 no are too many.
    const near = (fives: number) => Array.from({ length: fives }, () => rows(['no', 1], ['yes', 4])).flat();
    const open = stopWhenSure({ caseload: 400, says: near(62) }, rule);
    expect(open).toMatchObject({ state: 'read on', atLeast: { met: 72, 'not met': 19 }, atMost: 90 });
    const says = [...near(62), ...rows(['yes', 72])];
    expect(stopWhenSure({ caseload: 400, says: says.slice(0, -1) }, rule).state).toBe('read on');
    expect(stopWhenSure({ caseload: 400, says }, rule)).toMatchObject({ state: 'met', since: 382 });
    const missed = [...near(62), ...rows(['no', 19])];
    expect(stopWhenSure({ caseload: 400, says: missed.slice(0, -1) }, rule).state).toBe('read on');
    expect(stopWhenSure({ caseload: 400, says: missed }, rule)).toMatchObject({
      state: 'not met',
      since: 329,
    });
    // Where it does not apply to ten of them, 312 of 390 are enough, and 79 no too many.
    const fewer = [...rows(['does not count', 10]), ...near(62)];
    expect(stopWhenSure({ caseload: 400, says: fewer }, rule).atLeast).toEqual({ met: 64, 'not met': 17 });
    // Files that it does not apply to can settle it themselves.
    const settled = [...near(62), ...rows(['yes', 64], ['does not count', 9])];
    expect(stopWhenSure({ caseload: 400, says: settled }, rule).state).toBe('read on');
    expect(stopWhenSure({ caseload: 400, says: [...settled, 'does not count'] }, rule)).toMatchObject({
      state: 'met',
      since: 384,
    });
    // An answer that is missing is no no that would be one too many.
    const unknown = [...rows(['no answer', 9]), ...near(62), ...rows(['no', 18])];
    expect(stopWhenSure({ caseload: 400, says: unknown }, rule).state).toBe('read on');
  });

  it('goes by what is counted once that is otherwise, and says what was said before', () => {
    const rule = { standard: 80, error: 0.05 };
    const at = (...parts: [FileSays, number][]) => stopWhenSure({ caseload: 50, says: rows(...parts) }, rule);
    const since = at(['yes', 20]).since ?? 0;
    expect(since).toBeLessThan(20);
    // Ten of fifty may be a no: the eleventh is one too many.
    expect(at(['yes', 20], ['no', 10])).toMatchObject({ state: 'met', since, before: null });
    const otherwise = { state: 'not met', since: 31, before: { state: 'met', since } };
    expect(at(['yes', 20], ['no', 11])).toMatchObject(otherwise);
    expect(at(['yes', 20], ['no', 30])).toMatchObject(otherwise);
    expect(at(['no', 8], ['yes', 42])).toMatchObject({
      state: 'met',
      since: 48,
      before: { state: 'not met' },
    });
    // Where a missing answer leaves both, what was said stays.
    expect(at(['yes', 39], ['no', 10], ['no answer', 1])).toMatchObject({
      state: 'met',
      since,
      before: null,
    });
    expect(at(['yes', 45], ['no', 5])).toMatchObject({ state: 'met', since, before: null });
  });

  it('looks at no more places where a list is longer', () => {
    const rule = { standard: 80, error: 0.1 };
    const looks = (caseload: number, says: FileSays[]) => {
      // Bounds are kept, so those that are looked into are these.
      const bounds = stoppingBounds(caseload, rule);
      const { met } = bounds;
      let looked = 0;
      bounds.met = new Proxy(met, {
        get: (target, key) => {
          looked += 1;
          return Reflect.get(target, key) as unknown;
        },
      });
      const { atMost } = stopWhenSure({ caseload, says }, rule);
      bounds.met = met;
      return { looked, atMost };
    };
    for (const caseload of [1000, 4000]) {
      const before = looks(caseload, []);
      expect(before.atMost).toBe(caseload);
      expect(before.looked).toBeGreaterThan(100);
      // There are bounds for 300 files: two ends at each, what closes, and the two soonest.
      expect(before.looked).toBeLessThan(2000);
    }
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
