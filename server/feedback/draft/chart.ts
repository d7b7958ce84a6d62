import type { Check, CheckTally, CheckWithInterval } from '../../../rules/index.ts';
import type { PairRow, PairsSpec, Shown } from '../../formats/chart/index.ts';
import type { Figure, GlanceRow } from '../store/report.ts';

/** A check with its figures in numbers and as they are printed. */
export interface ChartedCheck {
  check: Check;
  row: GlanceRow;
  own: CheckWithInterval;
  /** Null where it is withheld. */
  others: CheckWithInterval | null;
}

/** The provider's figures beside those of all other files as a picture; what is withheld is not in it. */
export function glanceChart(sections: { title: string; rows: ChartedCheck[] }[]): PairsSpec {
  return {
    title: 'Your files beside the other files of the audit: share with a yes, check by check',
    description:
      'On a scale from 0 to 100%, a filled dot for your files and an open one for the other files, each with its 95% interval as a line.',
    key: { first: 'Your files', second: 'Other files', standard: 'Standard' },
    sections: sections.map(({ title, rows }) => ({ title, rows: rows.map(pairOf) })),
  };
}

function pairOf({ check, row, own, others }: ChartedCheck): PairRow {
  const standard = check.standard ?? null;
  const remark = remarkOn(check);
  return {
    label: row.label,
    remark,
    first: { value: shareOf(own), text: writtenIn(row.own) },
    second: { value: others && shareOf(others), text: writtenIn(row.partnership) },
    standard: standard === null ? null : standard / 100,
    words: `${row.label} ${[
      `Yours ${inWords(row.own)}`,
      others === null ? 'others suppressed' : `others ${inWords(row.partnership)}`,
      ...(standard === null ? [] : [`standard ${standard}%`]),
      ...(remark === null ? [] : [remark]),
    ].join('; ')}.`,
  };
}

function shareOf({
  yes,
  applicable,
  interval,
}: CheckTally & Pick<CheckWithInterval, 'interval'>): Shown | null {
  return applicable === 0 ? null : { share: yes / applicable, interval: interval ?? null };
}

/** The percentage, or what stands in the table where there is none. */
function writtenIn(figure: Figure): string {
  return figure.percent === '' ? figure.count : figure.percent;
}

function inWords({ percent, interval }: Figure): string {
  return percent === '' ? 'no figure' : `${percent}${interval === '' ? '' : `, interval ${interval}`}`;
}

function remarkOn({ polarity }: Check): string | null {
  return { yes_is_good: null, yes_is_bad: 'lower is better', neither: 'neither good nor bad' }[polarity];
}
