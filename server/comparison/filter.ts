import { checksOf } from '../../rules/index.ts';
import { countOf, daysInWords } from '../formats/words.ts';
import { urls } from '../urls.ts';
import { cutKey, segmentItems } from './form.ts';
import type { Comparison } from './service.ts';

/** The form above a comparison: what is compared, which lines, which checks, which audits. */
export function presentFilter(comparison: Comparison) {
  const { query, results, main, choices } = comparison;
  const shown = results[main];
  if (!shown) throw new RangeError('the comparison is not of its own audit');
  const { tool, audit, table } = shown;
  const { compared } = query;
  const [by, and] = compared.by === 'fields' ? compared.fields : [compared.by];
  const segments = segmentItems(tool).map((item) => ({ value: item.id, text: item.label }));
  return {
    action: urls.compare(audit.id),
    /** Which cut the ticks of the lines belong to. */
    of: cutKey(compared),
    by: {
      value: by,
      items: [
        { value: 'group', text: 'Sample groups' },
        { value: 'provider', text: 'Providers' },
        { value: 'audit', text: 'Whole audits' },
        ...segments,
      ],
    },
    and: { value: and ?? '', items: [{ value: '', text: 'Nothing more' }, ...segments] },
    units:
      compared.by === 'audit'
        ? []
        : table.units.map(({ key, name }) => ({
            value: key,
            text: name,
            checked: query.units.includes(key),
          })),
    checks: checksOf(tool).map(({ id, label }) => ({
      value: id,
      text: label,
      checked: query.checks.includes(id),
    })),
    audits: choices.map(({ audit: other, related }) => ({
      value: String(other.id),
      text: other.title,
      hint: {
        text: [
          other.partnership,
          daysInWords(other.fieldworkStart, other.fieldworkEnd),
          ...(related ? ['re-audit or predecessor'] : []),
          ...(other.isBaseline ? ['a published table'] : []),
        ].join('; '),
      },
      checked: results.some((one, i) => i !== main && one.audit.id === other.id),
    })),
    /** What is compared now, in a few words. */
    chosen: chosenText(comparison, table.units.length, checksOf(tool).length),
    /** Whether the form hides something of the audit, which the page then says. */
    narrowed: query.units.length > 0 || query.checks.length > 0,
    all: urls.compare(
      audit.id,
      `?by=${encodeURIComponent(by)}${and ? `&and=${encodeURIComponent(and)}` : ''}`,
    ),
  };
}

function chosenText({ query, results }: Comparison, units: number, checks: number): string {
  const lines =
    query.compared.by === 'audit'
      ? countOf(results.length, 'audit')
      : query.units.length === 0
        ? `all ${countOf(units, 'line')}`
        : `${query.units.length} of ${countOf(units, 'line')}`;
  return [
    lines,
    query.checks.length === 0
      ? `all ${countOf(checks, 'check')}`
      : `${query.checks.length} of ${countOf(checks, 'check')}`,
    ...(query.compared.by !== 'audit' && results.length > 1 ? [countOf(results.length, 'audit')] : []),
  ].join(', ');
}
