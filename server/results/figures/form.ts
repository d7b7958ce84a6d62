import { GROUP_FIELD } from '../../../rules/index.ts';
import type { Breakdown } from './shown.ts';

/** How files are to be divided, as an address says it: by=group, provider or a field, and=a second field. */
export function readBreakdown(query: Record<string, unknown>): Breakdown {
  const [by, and] = [query['by'], query['and']].map((value) => (typeof value === 'string' ? value : ''));
  if (by && and) return { by: 'fields', fields: [by, and] };
  if (!by || by === GROUP_FIELD) return { by: 'group' };
  return by === 'provider' ? { by } : { by: 'fields', fields: [by] };
}
