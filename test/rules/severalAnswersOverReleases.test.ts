import { describe, expect, it } from 'vitest';
import { answersShownNow, showItemOfPerson } from '../../rules/index.ts';
import type { AnswersShownBefore, ItemFigures } from '../../rules/index.ts';

const THRESHOLD = 5;

/** A question of which one person may give several answers: how many gave each, of so many who answered. */
const figures = (answered: number, counts: Record<string, number>): ItemFigures => ({
  id: 'used',
  kind: 'multiple',
  counts,
  notApplicable: 0,
  notRecorded: 0,
  answered,
  sum: null,
  mean: null,
  interval: null,
  segments: null,
});
const shownOf = (now: ItemFigures, before: AnswersShownBefore[] = []) =>
  showItemOfPerson(now, THRESHOLD, before).counts;

const first = figures(40, { opiates: 20, crack: 12, alcohol: 30 });
const before = [answersShownNow(first, THRESHOLD, [])];

describe('several answers to one question, over releases', () => {
  it('are shown again where nothing changed, and where as many came as are not few', () => {
    expect(shownOf(first)).toEqual({ opiates: 20, crack: 12, alcohol: 30 });
    expect(shownOf(first, before)).toEqual({ opiates: 20, crack: 12, alcohol: 30 });
    const more = figures(60, { opiates: 30, crack: 20, alcohol: 40 });
    expect(shownOf(more, before)).toEqual({ opiates: 30, crack: 20, alcohol: 40 });
  });

  it('are hidden each by itself where one person came, whose answers would be told', () => {
    const more = figures(41, { opiates: 20, crack: 13, alcohol: 30 });
    expect(shownOf(more, before)).toEqual({ opiates: null, crack: null, alcohol: null });
  });

  it('are hidden where a few came who gave an answer, though many came', () => {
    const more = figures(60, { opiates: 30, crack: 14, alcohol: 40 });
    expect(shownOf(more, before)).toEqual({ opiates: 30, crack: null, alcohol: 40 });
  });

  it('stay hidden afterwards, and in what is kept', () => {
    const more = figures(60, { opiates: 30, crack: 14, alcohol: 40 });
    const kept = [...before, answersShownNow(more, THRESHOLD, before)];
    expect(kept[1]?.options?.hidden).toEqual([false, true, false]);
    expect(shownOf(more, kept)).toEqual({ opiates: 30, crack: null, alcohol: 40 });
  });

  it('are none of them shown where it was not kept how many gave each, and the files are others', () => {
    const [{ options: _, ...old } = { values: [], counts: [], hidden: [] }] = before;
    expect(shownOf(first, [old])).toEqual({ opiates: 20, crack: 12, alcohol: 30 });
    expect(shownOf(figures(50, { opiates: 25, crack: 20, alcohol: 35 }), [old])).toEqual({
      opiates: null,
      crack: null,
      alcohol: null,
    });
  });
});
