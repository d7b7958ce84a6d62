import { instrumentItemsOf, judgedItemsOf, optionsOf } from '../../rules/index.ts';
import type { Instrument } from '../../rules/index.ts';

/** The ready tools after sources of 2014 to 2026: id, what its records are called, whether they are of persons, criteria. */
export const LIBRARY = [
  ['treatment_recovery_plan', 'case files', true, 0],
  ['risk_management_plan', 'case files', true, 0],
  ['naloxone_supply', 'case files', true, 0],
  ['hepatitis_c_micro_elimination', 'case files', true, 0],
  ['outcome_records', 'case files', true, 0],
  ['parents_safeguarding', 'case files', true, 0],
  ['ost_self_assessment', 'self-assessments', false, 2],
  ['commissioning_quality_standard', 'partnerships', false, 5],
  ['lived_experience_recovery', 'partnerships', false, 3],
  ['cqc_readiness', 'services', false, 6],
  ['ost_audit_nz_2014', 'services', false, 6],
  ['mat_standards_scotland', 'partnerships', false, 12],
] as const;

/**
 * A made-up sheet in which record r has the r-th answer to every item and judgement, from the first on in turn; not
 * applicable counts as the last, where an item may be so.
 */
export function madeSheet(instrument: Instrument, records: number): string {
  const asked = [...instrumentItemsOf(instrument), ...judgedItemsOf(instrument)];
  const answersTo = asked.map((item) => [
    ...optionsOf(instrument, item).map(({ id }) => id),
    ...(item.kind !== 'text' && item.na ? ['na'] : []),
  ]);
  const lines = Array.from({ length: records }, (_, r) =>
    [`R-${r + 1}`, ...answersTo.map((answers) => answers[r % answers.length] ?? '')].join(','),
  );
  return `${[['reference', ...asked.map(({ id }) => id)].join(','), ...lines].join('\n')}\n`;
}
