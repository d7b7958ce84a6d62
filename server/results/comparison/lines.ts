import type { SubjectWords } from '../../../rules/index.ts';
import { at } from './at.ts';
import type { Comparison } from './service.ts';

/** One line of a question or criterion: a part of one of the audits, or all of it. */
export interface CompareLine {
  /** Which of the audits it is of. */
  of: number;
  /** Of the unit; "all" for a whole audit. */
  key: string;
  unit: string;
  /** Which audit it is of; null where there is but one. */
  audit: string | null;
  /** Unit and audit in one. */
  label: string;
  total: boolean;
}

/** The lines of a comparison, as its checks have them: part by part, and the audits as a whole last. */
export function linesOf(
  { query, results, units }: Comparison,
  labels: readonly string[],
  { files }: SubjectWords,
): CompareLine[] {
  const several = results.length > 1;
  const whole = query.compared.by === 'audit';
  const line = (of: number, key: string, unit: string, total: boolean): CompareLine => {
    const audit = several ? at(labels, of) : null;
    const label = audit === null ? unit : whole ? audit : `${unit}, ${audit}`;
    return { of, key, unit, audit, label, total };
  };
  return [
    ...(whole ? [] : units.map(({ audit, unit }) => line(audit, unit.key, unit.name, false))),
    ...results.map((_, of) => line(of, 'all', `All ${files}`, true)),
  ];
}
