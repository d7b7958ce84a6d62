import { describe, expect, it } from 'vitest';
import { driftOf, guidanceOf, gwetAc1, gwetAc1Of, kappa, pabak } from '../../../rules/index.ts';
import type { ReaderAnswer } from '../../../rules/index.ts';

/** Twelve units read by up to four people, as the R package irrCAC has them (cac.raw4raters). */
const FOUR_RATERS = [
  '1 1 1',
  '2 2 3 2',
  '3 3 3 3',
  '3 3 3 3',
  '2 2 2 2',
  '1 2 3 4',
  '4 4 4 4',
  '1 1 2 1',
  '2 2 2 2',
  '5 5 5',
  '1 1',
  '3',
].map((line) => line.split(' '));

describe('the agreement of many readers', () => {
  it('has the published coefficient of irrCAC', () => {
    expect(gwetAc1Of(FOUR_RATERS)).toBeCloseTo(0.77544, 5);
  });
  it('is that of two readers where there are two, and says 0.808 where kappa says 0.318', () => {
    const files = [
      ...Array.from({ length: 80 }, () => ['yes', 'yes']),
      ...Array.from({ length: 10 }, () => ['yes', 'no']),
      ...Array.from({ length: 5 }, () => ['no', 'yes']),
      ...Array.from({ length: 5 }, () => ['no', 'no']),
    ];
    const table = [
      [80, 10],
      [5, 5],
    ];
    expect(gwetAc1Of(files)).toBeCloseTo(gwetAc1(table)?.value ?? 0, 12);
    expect(gwetAc1Of(files)).toBeCloseTo(0.808, 3);
    expect(kappa(table)?.value).toBeCloseTo(0.3182, 4);
    expect(pabak(table)).toBeCloseTo(0.7, 12);
    expect(files.filter(([a, b]) => a === b)).toHaveLength(85);
  });
  it('knows nothing of files that one person has read, and 1 where all say one thing', () => {
    expect(gwetAc1Of([['yes'], ['no']])).toBeNull();
    expect(gwetAc1Of([['yes', 'yes', 'yes']])).toBe(1);
  });
});

/** Answers of readers to checks in files: a letter is an answer, a capital one is not the settled one. */
const answersOf = (readers: Record<string, Record<number, string>>): ReaderAnswer[] =>
  Object.entries(readers).flatMap(([itemId, of]) =>
    Object.entries(of).flatMap(([readerId, letters]) =>
      letters.split('').map((letter, file) => ({
        readerId: Number(readerId),
        itemId,
        file: String(file),
        answer: letter.toLowerCase(),
        agrees: letter === letter.toLowerCase(),
      })),
    ),
  );

describe('the guidance of a check', () => {
  // Twelve others that readers 1, 2 and 3 read as they are settled, and reader 4 does not.
  const others = Object.fromEntries(
    ['a', 'b', 'c'].map((id) => [id, { 1: 'ynynn', 2: 'ynynn', 3: 'ynynn', 4: 'NYNYY' }]),
  );

  it('is unclear where readers who read all else well do not agree on it', () => {
    const answers = answersOf({ ...others, smart: { 1: 'yynnn', 2: 'NyYnn', 3: 'yNnYY', 4: 'yynnn' } });
    expect(guidanceOf('smart', answers)).toMatchObject({ goodReaders: 3, files: 5, verdict: 'unclear' });
    expect(guidanceOf('a', answers).verdict).toBe('unknown');
  });
  it('is clear where they agree, whatever a reader says who reads badly throughout', () => {
    const answers = answersOf({ ...others, smart: { 1: 'yynnn', 2: 'yynnn', 3: 'yynnn', 4: 'NNYYY' } });
    expect(guidanceOf('smart', answers)).toMatchObject({ goodReaders: 3, ac1: 1, verdict: 'clear' });
  });
  it('goes by AC1: one reader apart in files that are nearly all alike makes nothing unclear', () => {
    const most = 'y'.repeat(20);
    const alike = Object.fromEntries(['a', 'b'].map((id) => [id, { 1: most, 2: most }]));
    const answers = answersOf({ ...alike, plan: { 1: `${'y'.repeat(18)}NN`, 2: `NN${'y'.repeat(18)}` } });
    // Both readers say no twice, never to the same file: kappa is below 0.
    expect(
      kappa([
        [16, 2],
        [2, 0],
      ])?.value,
    ).toBeLessThan(0);
    expect(guidanceOf('plan', answers)).toMatchObject({ goodReaders: 2, verdict: 'clear' });
  });
  it('cannot be told of one or two made-up files, however many readers they make pairs of', () => {
    const everybody = (letters: string) => ({ 1: letters, 2: letters, 3: letters, 4: letters, 5: letters });
    const well = Object.fromEntries(['a', 'b', 'c'].map((id) => [id, everybody('ynynn')]));
    const one = answersOf({ ...well, smart: { 1: 'y', 2: 'N', 3: 'y', 4: 'N', 5: 'y' } });
    expect(guidanceOf('smart', one)).toMatchObject({ files: 1, pairs: 10, verdict: 'few' });
    const two = answersOf({ ...well, smart: { 1: 'yy', 2: 'NN', 3: 'yy', 4: 'NN', 5: 'yy' } });
    expect(guidanceOf('smart', two)).toMatchObject({ files: 2, pairs: 20, verdict: 'few' });
    const three = answersOf({ ...well, smart: { 1: 'yyy', 2: 'NNN', 3: 'yyy', 4: 'NNN', 5: 'yyy' } });
    expect(guidanceOf('smart', three)).toMatchObject({ files: 3, pairs: 30, verdict: 'unclear' });
  });
  it('cannot be told of one good reader, nor of few files', () => {
    const few = answersOf({ ...others, smart: { 1: 'yy', 2: 'NN' } });
    expect(guidanceOf('smart', few)).toMatchObject({ goodReaders: 3, files: 2, verdict: 'few' });
    const alone = answersOf({ a: { 1: 'ynynnynynn', 2: 'NYNYYNYNYY' }, smart: { 1: 'yynnn', 2: 'NNYYY' } });
    expect(guidanceOf('smart', alone)).toMatchObject({ goodReaders: 1, verdict: 'unknown' });
  });
});

describe('the drift of a reader', () => {
  const files = (...agreed: number[]) => agreed.map((one) => ({ agreed: one, of: 10 }));

  it('is as likely by chance as 2 of 70 ways to halve eight files, where every later one is worse', () => {
    expect(driftOf(files(10, 10, 9, 10, 7, 6, 7, 5))).toEqual({
      early: { agreed: 39, of: 40 },
      late: { agreed: 25, of: 40 },
      p: 2 / 70,
    });
  });
  it('has nothing to tell of fewer files, and leaves a middle one out', () => {
    expect(driftOf(files(10, 10, 10, 5, 5, 5, 5)).p).toBeNull();
    expect(driftOf(files(10, 10, 10, 10, 0, 5, 5, 5, 5))).toMatchObject({
      late: { agreed: 20, of: 40 },
      p: 2 / 70,
    });
    expect(driftOf([])).toEqual({ early: { agreed: 0, of: 0 }, late: { agreed: 0, of: 0 }, p: null });
  });
  it('is no drift where the halves are alike, however many files there are', () => {
    expect(driftOf(files(9, 8, 9, 8, 9, 8, 9, 8)).p).toBe(1);
    const many = driftOf(files(...Array.from({ length: 20 }, (_, n) => (n < 10 ? 9 : 6)))).p;
    expect(many).toBeLessThan(0.001);
    expect(driftOf(files(...Array.from({ length: 20 }, (_, n) => 8 + (n % 2)))).p).toBeGreaterThan(0.9);
  });
});
