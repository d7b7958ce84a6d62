import { expect, it } from 'vitest';
import { WORKED_OUT } from '../../rules/index.ts';
import { columnsLeftOut, oneFigureARow } from '../../server/measures/wideSheet.ts';
import type { TravelLeftOut } from '../../server/measures/wideSheet.ts';
import { sheetOf } from '../support/measures.ts';

/** What one row with a local figure and a travel comes to: the figures of the period before, and travels left out. */
async function taken(local: string, travel: string, { period = 'Q3 2012/13', points = false } = {}) {
  const left: TravelLeftOut[] = [];
  const lines = sheetOf([
    ['Indicator', 'Local', 'Travel'],
    ['People in treatment', local, travel],
  ]);
  const at = { place: 'Ash', period, points, onTravelLeftOut: (one: TravelLeftOut) => left.push(one) };
  const rows: string[][] = [];
  for await (const { cells } of oneFigureARow(lines, at)) rows.push(cells);
  const [heading = [], ...figures] = rows;
  const cell = (row: readonly string[], head: string) => row[heading.indexOf(head)] ?? '';
  const earlier = figures.filter((row) => cell(row, 'period') === 'Q2 2012/13');
  return { earlier: earlier.map((row) => [cell(row, 'figure'), cell(row, 'source')]), left };
}

it.each([
  ['200', '+10', '190', ''],
  ['1,321', '+21', '1300', ''],
  ['1321', '-1,000', '2321', ''],
  ['2.4', '–0.1', '2.5', ''],
  ['62%', '-3%', '65%', ', taken as percentage points'],
  ['62%', '+3 points', '59%', ', taken as percentage points'],
])('a figure of %s that travelled %s was %s', async (local, travel, figure, more) => {
  expect(await taken(local, travel)).toEqual({ earlier: [[figure, `${WORKED_OUT}${more}`]], left: [] });
});

it.each([
  ['200', '+10%'],
  ['62%', '-3'],
  ['200', '+3 points'],
  ['1,321', '57% (755 of 1,321)'],
  ['57% (755 of 1,321)', '+2%'],
  ['200', '£20'],
  ['£200', '+20'],
  ['200', '↑'],
  ['200', 'improving'],
  ['', '+3'],
  ['5', '+8'],
  ['95%', '-8%'],
  ['200', '1,32'],
])(
  'of a figure of %s and a travel of %s nothing is worked out, and the travel is named',
  async (local, travel) => {
    const mayBePoints = local === '62%' && travel === '-3';
    expect(await taken(local, travel)).toEqual({
      earlier: [],
      left: [{ row: 2, text: travel, mayBePoints }],
    });
  },
);

it.each([
  ['62%', '-3', '65%', ', taken as percentage points'],
  // What is no share stays what it is.
  ['200', '+10', '190', ''],
])(
  'once they are said to be points, a figure of %s that travelled %s was %s',
  async (local, travel, figure, more) => {
    expect(await taken(local, travel, { points: true })).toEqual({
      earlier: [[figure, `${WORKED_OUT}${more}`]],
      left: [],
    });
  },
);

it.each([
  ['200', '+10%'],
  ['2%', '+3'],
  ['62%', 'improving'],
])('%s that travelled %s is none of points, whatever was said', async (local, travel) => {
  expect(await taken(local, travel, { points: true })).toEqual({
    earlier: [],
    left: [{ row: 2, text: travel, mayBePoints: false }],
  });
});

it('names a travel of days before which no period comes, and none where there is no travel', async () => {
  const { left } = await taken('200', '+10', { period: '2/4/2012 to 11/5/2012' });
  expect(left).toEqual([{ row: 2, text: '+10', mayBePoints: false }]);
  for (const none of ['', ' ', '-', '–']) expect(await taken('200', none)).toEqual({ earlier: [], left: [] });
});

it('reads one column of travels, and names a second', () => {
  expect(columnsLeftOut(['Indicator', 'Local', 'Travel', 'Direction of travel', 'RAG'])).toEqual([
    'Direction of travel',
    'RAG',
  ]);
});

it('reads the columns as printed sheets call them', () => {
  const printed = [
    'Indicator',
    'Local figure',
    'Direction of travel',
    'Top quartile range',
    'National average',
  ];
  expect(columnsLeftOut(printed)).toEqual([]);
});
