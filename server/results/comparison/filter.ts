import { checksOf, GROUP_FIELD, segmentItemsOf, segmentLabel } from '../../../rules/index.ts';
import { countOf, daysInWords } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import { denominatorName, hasParents } from '../figures/presenter.ts';
import { besideItemsOf, COMPARED_DENOMINATORS, cutKey, divides } from './form.ts';
import type { Comparison } from './service.ts';

/** The form above a comparison: what is compared, which lines, which checks, which audits. */
export function presentFilter(comparison: Comparison) {
  const { query, results, main } = comparison;
  const shown = results[main];
  if (!shown) throw new RangeError('the comparison is not of its own audit');
  const { tool, audit, table, groups } = shown;
  const { compared } = query;
  const [by, and] = compared.by === 'fields' ? compared.fields : [compared.by];
  // A published table has no case files to divide.
  const fields = !audit.hasCases ? [] : segmentItemsOf(tool).map((item) => item.id);
  const choice = (id: string) => ({ value: id, text: segmentLabel(tool, id) });
  const ofChecks = checksOf(tool).filter(({ id }) => !divides(compared, id));
  const checks = [...ofChecks, ...(compared.by === 'fields' ? [] : besideItemsOf(tool))];
  const asked = ofChecks.length === checks.length ? 'check' : 'question';
  const lines =
    compared.by === 'group' ? groups : table.units.filter(({ key }) => !comparison.leftOut.keys.has(key));
  return {
    action: urls.compare(audit.id),
    /** Which breakdown the ticks of the lines belong to. */
    of: cutKey(compared),
    by: {
      value: by,
      items: [
        { value: 'group', text: 'Sample groups' },
        { value: 'provider', text: 'Providers' },
        { value: 'audit', text: 'Whole audits' },
        ...fields.map(choice),
      ],
    },
    and:
      fields.length === 0
        ? null
        : {
            value: and ?? '',
            items: [{ value: '', text: 'Nothing more' }, ...[GROUP_FIELD, ...fields].map(choice)],
          },
    units:
      compared.by === 'audit'
        ? []
        : lines.map(({ key, name }) => ({
            value: key,
            text: name,
            checked: query.units.includes(key),
          })),
    /** Groups that are ticked can stand as one line beside the others; null where there are too few to choose from. */
    together: compared.by === 'group' && lines.length > 2 ? { checked: query.together } : null,
    /** What is asked: checks, or questions where any is none. */
    asked,
    checks: checks.map(({ id, label }) => ({
      value: id,
      text: label,
      checked: query.checks.includes(id),
    })),
    audits: auditChoices(comparison),
    denominator: hasParents(audit, tool)
      ? {
          value: query.denominator,
          items: COMPARED_DENOMINATORS.map((value) => ({ value, text: denominatorName(value, tool) })),
        }
      : null,
    /** What is compared now, in a few words. */
    chosen: chosenText(comparison, lines.length, checks.length, asked),
    /** Whether the form hides something of the audit, which the page then says. */
    narrowed: query.units.length > 0 || query.checks.length > 0,
    all: urls.compare(
      audit.id,
      `?by=${encodeURIComponent(by)}${and ? `&and=${encodeURIComponent(and)}` : ''}`,
    ),
  };
}

/** The audits that can be put beside the one that is looked at. */
function auditChoices({ results, main, choices }: Comparison) {
  return choices.map(({ audit: other, related }) => ({
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
  }));
}

function chosenText(
  { query, results }: Comparison,
  units: number,
  checks: number,
  asked: 'check' | 'question',
): string {
  const lines =
    query.compared.by === 'audit'
      ? countOf(results.length, 'audit')
      : query.units.length === 0
        ? allOf(units, 'line')
        : query.together
          ? `${query.units.length} of ${countOf(units, 'line')} together`
          : `${query.units.length} of ${countOf(units, 'line')}`;
  return [
    lines,
    query.checks.length === 0 ? allOf(checks, asked) : `${query.checks.length} of ${countOf(checks, asked)}`,
    ...(query.compared.by !== 'audit' && results.length > 1 ? [countOf(results.length, 'audit')] : []),
  ].join(', ');
}

/** @example allOf(9, 'line') // 'all 9 lines' */
function allOf(n: number, thing: string): string {
  if (n === 0) return `no ${thing}`;
  return n === 1 ? `the only ${thing}` : `all ${countOf(n, thing)}`;
}
