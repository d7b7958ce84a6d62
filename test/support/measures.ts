import type { SheetLine } from '../../server/formats/csv.ts';

/** A sheet as its reader gives it line by line. */
export async function* sheetOf(lines: readonly (readonly string[])[]): AsyncGenerator<SheetLine> {
  yield* lines.map((cells, i) => ({ row: i + 1, cells: [...cells] }));
}

/** What is measured in the sheets below. */
export const MEASURES_OF_BAD = [
  ['label', 'unit', 'better'],
  ['Waiting', 'people', 'lower'],
  ['Completed', 'percent', 'higher'],
] as const;

const HEADING = ['measure', 'place', 'place kind', 'period', 'kind', 'figure', 'numerator', 'denominator'];
const figure = (measure: string, period: string, kind: string, text: string, of: string[] = []) => [
  measure,
  'Ash',
  'partnership',
  period,
  kind,
  text,
  ...of,
];

/** Bad sheets of figures, each refused whole with the words and the row named, or kept with what is said about it. */
export const BAD_FIGURES: {
  what: string;
  sheet: string[][];
  refused?: string;
  said?: { measure: string; period: string; text: string };
}[] = [
  {
    what: 'a range printed 13 to 9',
    sheet: [
      HEADING,
      figure('Waiting', '2001/02', 'actual', '12'),
      figure('Waiting', '2001/02', 'top quartile', '13 to 9'),
    ],
    said: { measure: 'waiting', period: '2001/02', text: '9 to 13' },
  },
  {
    what: 'a target without baseline',
    sheet: [HEADING, figure('Waiting', '2003/04', 'target', '3')],
    said: { measure: 'waiting', period: '2003/04', text: 'The target 3 has no baseline' },
  },
  {
    what: 'a denominator of 0 in the text of a figure',
    sheet: [
      HEADING,
      figure('Completed', '2004/05', 'actual', '5 of 9'),
      figure('Completed', '2005/06', 'actual', '57% (3 of 0)'),
    ],
    refused: 'Row 3, figure: "57% (3 of 0)" has a denominator of 0, of which there is no rate.',
  },
  {
    what: 'a denominator of 0 in a column of its own',
    sheet: [HEADING, figure('Completed', '2006/07', 'actual', '57%', ['3', '0'])],
    refused: 'Row 2, denominator: of 0 there is no rate. Leave the row out.',
  },
  {
    what: 'two figures of one place, period and kind',
    sheet: [
      HEADING,
      figure('Waiting', '2007/08', 'actual', '8'),
      figure('Waiting', '1/4/2007 to 31/3/2008', 'actual', '9'),
    ],
    refused: 'There is a figure of this measure, place, period and kind already: 8.',
  },
  {
    what: 'a period that overlaps',
    sheet: [HEADING, figure('Waiting', '2009/10', 'actual', '8'), figure('Waiting', '2010', 'actual', '9')],
    refused: 'The period shares days with 2009/10, of which there is a figure already.',
  },
];
