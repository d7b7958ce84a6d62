import { DENOMINATORS, GROUP_FIELD } from '../../../rules/index.ts';
import type { Denominator } from '../../../rules/index.ts';
import type { Breakdown } from './shown.ts';

/** How files are to be divided, as an address says it: by=group, provider or a field, and=a second field. */
export function readBreakdown(query: Record<string, unknown>): Breakdown {
  const [by, and] = [query['by'], query['and']].map((value) => (typeof value === 'string' ? value : ''));
  if (by && and) return { by: 'fields', fields: [by, and] };
  if (!by || by === GROUP_FIELD) return { by: 'group' };
  return by === 'provider' ? { by } : { by: 'fields', fields: [by] };
}

/** Of which files percentages are to be, as an address says it; of those where a check applied if it does not. */
export const readDenominator = (value: unknown): Denominator =>
  DENOMINATORS.find((one) => one === value) ?? 'applicable';
