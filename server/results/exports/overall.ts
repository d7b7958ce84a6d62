import { DENOMINATORS, itemById, overallFigures } from '../../../rules/index.ts';
import type { OverallFigures, ShownWeighted, SubjectWords } from '../../../rules/index.ts';
import type { FilledCell } from '../../formats/workbook.ts';
import type { ShownResults } from '../figures/service.ts';
import { NONE, SUPPRESSED } from './marks.ts';
import { intervalCells, percentCell } from './percents.ts';

/** Which figure of all files is the headline, and the weighted one in each denominator, in their order. */
export const weightedHeading = ({ files }: SubjectWords): string[] => [
  'Headline',
  ...['yes or no', `all ${files}`, 'those'].flatMap((of) => [
    `Weighted, of ${of}, %`,
    `Weighted, of ${of}, from, %`,
    `Weighted, of ${of}, to, %`,
  ]),
];

/** As many empty cells as the heading has, in rows of anything but all files. */
export const NO_WEIGHTED: readonly string[] = Array<string>(1 + 3 * DENOMINATORS.length).fill('');

/** The weighted figures of a check in all files; empty where there is nothing to weigh. */
export function weightedCells(
  shown: Pick<ShownResults, 'tool' | 'table' | 'weighted' | 'headline'>,
  checkId: string,
): readonly FilledCell[] {
  const check = shown.weighted?.find(({ id }) => id === checkId);
  if (!check) return NO_WEIGHTED;
  const headline = overallFigures(shown, checkId, 'applicable')?.headline.by ?? '';
  const item = itemById(shown.tool, checkId);
  const hangs = item?.kind === 'check' && item.dependsOn !== undefined;
  return [
    headline,
    ...figureCells(check.applicable),
    ...figureCells(check.files),
    // Of a check that hangs on none, they would be the first again.
    ...(hangs ? figureCells(check.parent) : ['', '', '']),
  ];
}

export const OVERALL_HEADING: readonly string[] = [
  'Headline',
  'Weighted, %',
  'Weighted from, %',
  'Weighted to, %',
];

/** The same in the denominator of a comparison; empty of anything but all files, and where there is nothing to weigh. */
export function overallCells(overall: OverallFigures | null): FilledCell[] {
  const weighted = [overall?.headline, overall?.beside].find((one) => one?.by === 'weighted');
  if (!overall || weighted?.by !== 'weighted') return Array<string>(OVERALL_HEADING.length).fill('');
  return [overall.headline.by, ...figureCells(weighted.figure)];
}

function figureCells(figure: ShownWeighted): FilledCell[] {
  if (figure.kind === 'figure') return [percentCell(figure.percent), ...intervalCells(figure.interval)];
  return Array<string>(3).fill(figure.kind === 'suppressed' ? SUPPRESSED : NONE);
}
