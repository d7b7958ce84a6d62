import { describe, expect, it } from 'vitest';
import { drawSample, fnv1a, randomFrom, sampleCount, SEED_PATTERN, xoshiro128 } from '../../rules/index.ts';
import type { SamplingMethod } from '../../rules/index.ts';

const LIST = Array.from({ length: 12 }, (_, n) => `F-${String(n + 1).padStart(2, '0')}`);
const draw = (seed: string, method: SamplingMethod, count: number, group = 'Ash', list = LIST) =>
  drawSample({ seed, group, list, method, count });

describe('the random numbers', () => {
  it('are those of the generator as it was published', () => {
    const random = xoshiro128([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, () => random.next())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('begin from the hash of the text as it was published', () => {
    expect([fnv1a(''), fnv1a('a'), fnv1a('foobar')]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
    expect(randomFrom('SEED-1\nash').next()).toBe(3690945641);
  });

  it('below a number are each as likely', () => {
    const random = xoshiro128([1, 2, 3, 4]);
    const counts = [0, 0, 0];
    for (let i = 0; i < 30_000; i += 1) {
      const number = random.below(3);
      counts[number] = (counts[number] ?? 0) + 1;
    }
    for (const count of counts)
      expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(30_000 * (1 / 3) * (2 / 3)));
  });

  it('never stand still', () => {
    const random = xoshiro128([0, 0, 0, 0]);
    expect(new Set(Array.from({ length: 20 }, () => random.next())).size).toBeGreaterThan(10);
  });
});

// The draws were worked out by a program in another language, from the description alone.
describe('a draw', () => {
  it('at random is always the same with the same seed and list', () => {
    expect(draw('SEED-1', 'random', 4)).toEqual({
      drawn: ['F-06', 'F-05', 'F-09', 'F-01'],
      reserve: ['F-11', 'F-10', 'F-04', 'F-08', 'F-02', 'F-12', 'F-03', 'F-07'],
    });
    expect(draw('SEED-2', 'random', 4).drawn).toEqual(['F-01', 'F-07', 'F-03', 'F-10']);
  });

  it('at random does not depend on the order of the sheet', () => {
    expect(draw('SEED-1', 'random', 4, 'Ash', LIST.toReversed())).toEqual(draw('SEED-1', 'random', 4));
  });

  it('of more files begins with the same ones', () => {
    const { drawn, reserve } = draw('SEED-1', 'random', 4);
    expect(draw('SEED-1', 'random', 6).drawn).toEqual([...drawn, ...reserve.slice(0, 2)]);
  });

  it('of another group of the same size is another one, and letters of any size name the group', () => {
    expect(draw('SEED-1', 'random', 4, 'Birch').drawn).toEqual(['F-07', 'F-12', 'F-06', 'F-04']);
    expect(draw('SEED-1', 'random', 4, 'ASH')).toEqual(draw('SEED-1', 'random', 4, 'ash'));
  });

  it('of every k-th walks through the list in its order, in steps as equal as can be', () => {
    expect(draw('SEED-1', 'every', 5)).toEqual({
      drawn: ['F-02', 'F-04', 'F-06', 'F-09', 'F-11'],
      reserve: ['F-07', 'F-10', 'F-05', 'F-03', 'F-08', 'F-12', 'F-01'],
    });
    expect(draw('SEED-3', 'every', 5).drawn).toEqual(['F-01', 'F-03', 'F-05', 'F-08', 'F-10']);
  });

  it('of every k-th has equal steps where they are whole', () => {
    for (const seed of ['a', 'b', 'c', 'd']) {
      const places = draw(seed, 'every', 3).drawn.map((reference) => LIST.indexOf(reference));
      expect(places.map((place, i) => place - (places[0] ?? 0) - 4 * i)).toEqual([0, 0, 0]);
      expect(places[0]).toBeLessThan(4);
    }
  });

  it.each(['random', 'every'] as const)('%s takes every file once, drawn or in reserve', (method) => {
    for (let count = 0; count <= LIST.length; count += 1) {
      const { drawn, reserve } = draw(`seed${count}`, method, count);
      expect(drawn).toHaveLength(count);
      expect([...drawn, ...reserve].toSorted()).toEqual(LIST);
    }
  });

  it('of nothing is empty, and more than there is cannot be drawn', () => {
    expect(draw('x', 'random', 0, 'Ash', [])).toEqual({ drawn: [], reserve: [] });
    expect(() => draw('x', 'every', 13)).toThrow(RangeError);
    expect(() => draw('x', 'random', -1)).toThrow(RangeError);
    expect(() => draw('x', 'random', 1.5)).toThrow(RangeError);
  });

  // Each of 10 files is drawn with probability 3/10; over 10,000 seeds 3,000 times, give or take 46.
  it.each(['random', 'every'] as const)('%s draws each file about as often over many seeds', (method) => {
    const list = LIST.slice(0, 10);
    const times = new Map(list.map((reference) => [reference, 0]));
    const firstReserve = new Map(list.map((reference) => [reference, 0]));
    for (let seed = 0; seed < 10_000; seed += 1) {
      const { drawn, reserve } = draw(`S${seed}`, method, 3, 'Ash', list);
      for (const reference of drawn) times.set(reference, (times.get(reference) ?? 0) + 1);
      const next = reserve[0] ?? '';
      firstReserve.set(next, (firstReserve.get(next) ?? 0) + 1);
    }
    const within = (count: number, p: number) =>
      Math.abs(count - 10_000 * p) < 5 * Math.sqrt(10_000 * p * (1 - p));
    expect([...times].filter(([, count]) => !within(count, 0.3))).toEqual([]);
    expect([...firstReserve].filter(([, count]) => !within(count, 0.1))).toEqual([]);
  });
});

describe('how many files', () => {
  it.each([
    [{ by: 'number', amount: 7 } as const, 52, 7],
    [{ by: 'percent', amount: 10 } as const, 52, 6],
    [{ by: 'percent', amount: 10 } as const, 50, 5],
    [{ by: 'percent', amount: 7 } as const, 100, 7],
    [{ by: 'percent', amount: 1 } as const, 3, 1],
    [{ by: 'percent', amount: 100 } as const, 3, 3],
  ])('%j of %i are %i', (amount, listed, count) => {
    expect(sampleCount(amount, listed)).toBe(count);
  });
});

describe('a seed', () => {
  it('is letters and figures with hyphens between', () => {
    for (const seed of ['A', 'K7QD-93NX', 'spring2012']) expect(SEED_PATTERN.test(seed)).toBe(true);
    for (const seed of ['', '-A', 'A--B', 'Ann Smith', 'é', 'A\nB'])
      expect(SEED_PATTERN.test(seed)).toBe(false);
  });
});

describe('a draw with at least one file of each worker', () => {
  // Of six, three, two and one file.
  const workers = new Map(LIST.map((file, i) => [file, `W${i < 6 ? 1 : i < 9 ? 2 : i < 11 ? 3 : 4}`]));
  const drawn = (seed: string, count: number, list = LIST) =>
    drawSample({ seed, group: 'Ash', list, method: 'workers', count, workers });

  it('reads every worker, draws as many as asked for, and loses no file', () => {
    for (let n = 0; n < 200; n += 1) {
      const { drawn: some, reserve } = drawn(`SEED-${n}`, 5);
      expect(some).toHaveLength(5);
      expect(new Set(some.map((file) => workers.get(file))).size).toBe(4);
      expect([...some, ...reserve].toSorted()).toEqual(LIST);
    }
  });

  it('is the same with the same seed, whatever the order of the sheet', () => {
    expect(drawn('SEED-1', 6, LIST.toReversed())).toEqual(drawn('SEED-1', 6));
    expect(drawn('SEED-2', 6)).not.toEqual(drawn('SEED-1', 6));
  });

  it('draws a file with the chance that its description names, and so not each alike', () => {
    const draws = 6000;
    const times = new Map<string, number>();
    for (let n = 0; n < draws; n += 1)
      for (const file of drawn(`SEED-${n}`, 6).drawn) times.set(file, (times.get(file) ?? 0) + 1);
    for (const [file, of] of [
      ['F-01', 6],
      ['F-07', 3],
      ['F-10', 2],
      ['F-12', 1],
    ] as const) {
      const chance = 1 / of + (1 - 1 / of) * ((6 - 4) / (12 - 4));
      const error = 5 * Math.sqrt((chance * (1 - chance)) / draws);
      expect(Math.abs((times.get(file) ?? 0) / draws - chance)).toBeLessThanOrEqual(error);
    }
  });

  it('is refused with fewer files than workers, and where a file has none', () => {
    expect(() => drawn('SEED-1', 3)).toThrow(RangeError);
    expect(() => drawn('SEED-1', 6, [...LIST, 'F-13'])).toThrow(RangeError);
  });
});
