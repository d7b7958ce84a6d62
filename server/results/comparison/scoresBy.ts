import { listOf } from '../../formats/english.ts';
import { extremesOf } from '../figures/extremes.ts';
import type { NamedMean } from '../figures/extremes.ts';
import type { CompareView } from './presenter.ts';

// How scores differ from line to line and from audit to audit, by their intervals alone: no test is made of them.

/** Criteria at the top that are told. */
const TOLD = 3;

/** Which line scores highest and lowest on what is at the top, as far as intervals tell them apart; empty without scores by line. */
export function scoresByText({ scores, unitHead }: CompareView): string[] {
  if (!scores) return [];
  const lines = scores.divided.rows.filter(({ isAll }) => !isAll);
  if (lines.length < 2) return [];
  const tops = new Set(scores.overall.map(({ id }) => id));
  return scores.divided.columns
    .flatMap(({ id, title }, c) => (tops.has(id) ? [{ title, c }] : []))
    .slice(0, TOLD)
    .map(({ title, c }) => {
      const cells = lines.map(({ name, cells: own }) => ({ name, cell: own[c] }));
      const means = cells.flatMap(({ name, cell }): NamedMean[] =>
        !cell || cell.suppressed || !Number.isFinite(Number(cell.mean))
          ? []
          : [{ name, text: cell.mean, value: Number(cell.mean), ends: cell.ends }],
      );
      const hidden = cells.filter(({ cell }) => cell?.suppressed === true).length;
      return `${title}: ${meansText(means, unitHead.toLowerCase())}${hidden > 0 ? `; ${hidden} of ${lines.length} are suppressed` : ''}.`;
    });
}

function meansText(means: readonly NamedMean[], line: string): string {
  const [first] = means;
  if (!first || means.length < 2) return 'nothing can be compared';
  if (means.every(({ text }) => text === first.text)) return `each ${line} has a mean of ${first.text}`;
  const found = extremesOf(means, { one: `which ${line}` });
  if ('told' in found) return found.told;
  const of = (level: readonly NamedMean[]) =>
    `${listOf(level.map(({ name }) => name))} (${level[0]?.text ?? ''})`;
  return `highest in ${of(found.highest)}, lowest in ${of(found.lowest)}; their 95% intervals lie apart from those of all others`;
}

/** How what is at the top scored from audit to audit; empty where no two audits stand beside each other. */
export function scoresOverTimeText({ criteria, several }: CompareView): string[] {
  if (!several) return [];
  return criteria
    .filter(({ isTop }) => isTop)
    .slice(0, TOLD)
    .flatMap(({ title, rows }) => {
      const told = rows.flatMap(({ total, audit, figure }) => {
        if (!total || figure.kind !== 'figure' || figure.tally.mean === null) return [];
        const { mean } = figure.tally;
        return [{ audit: audit ?? '', mean, ends: figure.interval ?? ([mean, mean] as const) }];
      });
      const [before, after] = told.slice(-2);
      if (!before || !after) return [];
      const way = after.mean > before.mean ? 'higher' : 'lower';
      const isApart = before.ends[1] < after.ends[0] || after.ends[1] < before.ends[0];
      const sure = isApart
        ? `${way}: their 95% intervals lie apart`
        : 'too close to call, since means are not tested against each other';
      return [
        `${title}: a mean of ${before.mean.toFixed(2)} in ${before.audit}, then ${after.mean.toFixed(2)} in ${after.audit}; ${sure}.`,
      ];
    });
}
