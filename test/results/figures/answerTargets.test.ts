import { describe, expect, it } from 'vitest';
import { instrumentItemsOf } from '../../../rules/index.ts';
import type { Instrument, ShownItem } from '../../../rules/index.ts';
import { cellsOf, headsOf, scaleColumns } from '../../../server/results/figures/answerCells.ts';
import { ANSWERS_HEADING, answerRows } from '../../../server/results/exports/answers.ts';
import { describedItems } from '../../../server/results/figures/items.ts';
import type { ShownItems } from '../../../server/results/figures/items.ts';
import { toolOf } from '../../audits/instruments.ts';

/** The review of 2007 with a target for its first question: 75% good or excellent. */
function withTarget(): Instrument {
  const instrument = structuredClone(toolOf('service_review_2007'));
  const [first] = instrumentItemsOf(instrument);
  if (first?.kind !== 'scale') throw new Error('the first question is no scale');
  first.target = { of: ['good', 'excellent'], atLeast: 75 };
  return instrument;
}

const shown = (id: string, [weak, fair, good, excellent]: (number | null)[]): ShownItem => {
  const counts = { weak, fair, good, excellent } as Record<string, number | null>;
  const isHidden = Object.values(counts).includes(null);
  const answered = isHidden ? null : Object.values(counts).reduce<number>((sum, n) => sum + (n ?? 0), 0);
  const none = { sum: null, mean: null, interval: null };
  return {
    id,
    kind: 'scale',
    suppressed: isHidden,
    counts,
    notApplicable: 0,
    notRecorded: 0,
    answered,
    ...none,
  };
};

describe('a target of a question that is no check', () => {
  const told = (items: ShownItem[]) => {
    const columns = scaleColumns(withTarget(), 'four_point', items);
    const at = headsOf(columns).findIndex(({ head }) => head === 'Target');
    return items.map((item) => cellsOf(item, 20, columns)[at]);
  };
  const text = 'Good or Excellent: at least 75%';

  it('says whether it is met, of how many, by the integers', () => {
    expect(told([shown('q1_1', [2, 3, 10, 5])])).toEqual([
      { text: '15 of 20, 75%', note: `Met. ${text}`, suppressed: false },
    ]);
    // 145 of 194 is 74.7%, which is shown as 75% and does not reach it.
    expect(told([shown('q1_1', [49, 0, 145, 0])])).toEqual([
      { text: '145 of 194, 75%', note: `Not met. ${text}`, suppressed: false },
    ]);
  });

  it('is taken along with the answers, whether it is met and of how many', () => {
    const instrument = withTarget();
    const items = instrumentItemsOf(instrument)
      .slice(0, 2)
      .map((item) => ({ item, field: null }));
    const of = (first: (number | null)[]): ShownItems =>
      ({
        instrument,
        items,
        units: [],
        overall: { name: 'All', files: 194, items: [shown('q1_1', first), shown('q1_2', [1, 1, 1, 1])] },
      }) as unknown as ShownItems;
    const standard = (first: (number | null)[]) =>
      answerRows(of(first)).map((row) => row.slice(2 + ANSWERS_HEADING.indexOf('Standard')));
    const rows = standard([49, 0, 145, 0]);
    expect(rows.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => [text, 145, 'no']));
    expect(rows.slice(4)).toEqual(Array.from({ length: 4 }, () => ['', '', '']));
    expect(standard([2, 3, 10, 5])[0]).toEqual([text, 15, 'yes']);
    expect(standard([null, null, null, null])[0]?.slice(1)).toEqual(['[c]', '[c]']);
    expect(describedItems(of([2, 3, 10, 5])).map(({ standard: own }) => own)).toEqual([
      { answers: ['good', 'excellent'], atLeast: 75 },
      null,
    ]);
  });

  it('has no figure where nothing is answered, where it is suppressed, and where there is no target', () => {
    const cells = told([
      shown('q1_1', [0, 0, 0, 0]),
      shown('q1_1', [null, null, null, null]),
      shown('q1_2', [1, 1, 1, 1]),
    ]);
    expect(cells.map((cell) => cell?.text)).toEqual(['–', '[c]', '']);
    expect(cells[1]?.suppressed).toBe(true);
  });

  it('is no column where no question has one', () => {
    const columns = scaleColumns(toolOf('service_review_2007'), 'four_point', [shown('q1_1', [1, 1, 1, 1])]);
    expect(headsOf(columns).map(({ head }) => head)).not.toContain('Target');
  });
});
