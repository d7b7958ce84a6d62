import { countOf, listOf } from '../../formats/english.ts';
import { drawnOf } from './charts.ts';
import { clearIn, linesIn, otherOf, shortName, wayOf, WAYS } from './found.ts';
import type { CompareView } from './presenter.ts';
import type { Beside } from './view.ts';

/** What other audits of a series say, as the document tells it. */
export type BesideView = Beside<CompareView>;

/** Lines that are followed from one audit to another; of more there is the number. */
const FOLLOWED = 2;
/** Checks of a line that are followed. */
const FOLLOWED_CHECKS = 3;

/** What an audit is called beside those that are compared with it. */
const labelOf = ({ overTime }: BesideView, { auditId, mainLabel }: CompareView): string =>
  overTime.audits.find(({ id }) => id === auditId)?.label ?? mainLabel;

/** What each other audit says where this one says which lines differ. */
export function othersText(own: CompareView, beside: BesideView): string[] {
  const line = own.unitHead.toLowerCase();
  const isNoneHere = clearIn(own).length === 0;
  return beside.others.map((other) => {
    const label = labelOf(beside, other);
    const clear = clearIn(other);
    const { made } = other.summary;
    if (made === 0) return `In ${label} no ${line} can be compared.`;
    if (clear.length === 0) return `In ${label} none of ${made}${isNoneHere ? '' : ' is clear'}.`;
    const lines = linesIn(clear);
    const told = lines.slice(0, FOLLOWED).map((name) => {
      const of = clear.filter(({ row }) => row.label === name);
      const ways = [...new Set(of.map(({ way }) => way))];
      const way = ways.length === 1 && ways[0] ? WAYS[ways[0]] : 'different';
      return `${shortName(name)} was clearly ${way} in ${countOf(of.length, 'check')}`;
    });
    const more = lines.length - told.length;
    return `In ${label} ${listOf([...told, ...(more > 0 ? [`${more} more differed`] : [])])}.`;
  });
}

/** What became of each line that any of the audits named, in the checks for which it did. */
export function movedText(own: CompareView, beside: BesideView): string[] {
  const named = [own, ...beside.others].flatMap((view) => {
    const clear = clearIn(view);
    const audit = labelOf(beside, view);
    return linesIn(clear).map((line) => ({
      line,
      audit,
      found: clear.filter(({ row }) => row.label === line),
    }));
  });
  const texts = named.slice(0, FOLLOWED).flatMap(({ line, audit, found }) => {
    const parts = found
      .slice(0, FOLLOWED_CHECKS)
      .map(({ check: { id } }) => changeOf(beside.overTime, id, line, audit));
    const more = found.length - parts.length;
    return [
      `${shortName(line)}, named in ${audit}: ${[
        ...parts.filter((text) => text !== null),
        ...(more > 0 ? [`${countOf(more, 'more check')} not followed here`] : []),
      ].join('; ')}.`,
    ];
  });
  const more = named.length - texts.length;
  return [
    ...texts,
    ...(more > 0
      ? [
          `${countOf(more, 'more line')} that ${more === 1 ? 'was' : 'were'} named ${more === 1 ? 'is' : 'are'} not followed here.`,
        ]
      : []),
  ];
}

/** How one check of a line changed from the audit that named it, or to it where that is the last. */
function changeOf(overTime: CompareView, id: string, line: string, audit: string): string | null {
  const check = overTime.checks.find((one) => one.id === id);
  if (!check) return null;
  const rows = check.rows.filter(({ unit, total }) => unit === line && !total);
  const at = rows.findIndex((row) => row.audit === audit);
  const row = rows[at + 1] ?? rows[at];
  const [then, now] = row ? [otherOf({ check, row }), drawnOf(row, check)] : [null, null];
  if (!row || !then || !now) return `“${check.label}” cannot be followed`;
  const sure = row.clear ? 'clearly ' : row.perhaps ? 'perhaps ' : null;
  return `${sure === null ? 'no clear change' : `${sure}${WAYS[wayOf(check, row)]}`} in “${check.label}” (${then.count}, ${then.percent}, then ${now.count}, ${now.percent})`;
}
