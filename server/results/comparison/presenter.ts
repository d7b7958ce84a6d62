import { checksOf, itemsOf, segmentLabel, smallNumbersInWords } from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import { countOf, daysInWords } from '../../formats/english.ts';
import { presentAnswers } from '../figures/answers.ts';
import { DENOMINATOR_TEXTS, exportLinks } from '../figures/presenter.ts';
import type { ShownResults } from '../figures/service.ts';
import { urls } from '../../web/urls.ts';
import { at } from './at.ts';
import { auditLabels, presentBasis, titled } from './audits.ts';
import { overviewOf } from './charts.ts';
import { presentChecks } from './checks.ts';
import { presentFilter } from './filter.ts';
import { divides, searchOf } from './form.ts';
import type { Compared, CompareQuery } from './form.ts';
import { methodNotes } from './method.ts';
import type { Comparison } from './service.ts';
import { presentSummary } from './summary.ts';
import type { CompareCheck } from './view.ts';

/** A comparison in numbers and in words, with nothing left to compute: for the page, the PDF and every export. */
export type CompareView = ReturnType<typeof presentComparison>;

/** Presents one comparison to one reader. */
export function presentComparison(comparison: Comparison, user: User) {
  const { query, results, main } = comparison;
  const mainResults = at(results, main);
  const { audit } = mainResults;
  const { compared } = query;
  const several = results.length > 1;
  const labels = auditLabels(results.map((one) => one.audit));
  const whole = compared.by === 'audit';
  const against = several || whole ? 'in the audit before' : 'in the other files';

  const checks = presentChecks(comparison, labels, against);
  const answers = presentAnswers(mainResults, unitHead(compared, mainResults));
  const summary = presentSummary(checks);
  const search = searchOf(query);
  return {
    header: presentHeader(audit, user),
    auditId: audit.id,
    title: audit.title,
    partnership: audit.partnership,
    fieldwork: daysInWords(audit.fieldworkStart, audit.fieldworkEnd),
    compared: cutText(compared, mainResults),
    /** What the overview is of. */
    overviewOf: several ? titled(audit, at(labels, main)) : null,
    /** The same as the address has it. */
    breakdown: compared,
    denominator: query.denominator,
    /** Of which files the percentages are, to follow "Files with a yes, ". */
    basis: BASES[query.denominator],
    /** What one line of a table is, such as "Sample group". */
    unitHead: unitHead(compared, mainResults),
    several,
    againstHead: several || whole ? 'to the audit before' : 'to the other files',
    comparedWith: several || whole ? 'the audit before' : 'the other files',
    audits: results.map((one, i) => presentBasis(one, at(labels, i), compared)),
    unknown: comparison.unknown,
    /** Which lines are not here, and why, in sentences. */
    leftOut: leftOutTexts(comparison),
    checks,
    /** The answers to questions that are no checks; null where they were not asked for. */
    answers,
    /** The checks of which there is nothing to show, in one line for page and PDF; null where there are none. */
    suppressedText: suppressedText(checks),
    summary,
    overview: overviewOf(
      checks,
      at(labels, main),
      several ? titled(audit, at(labels, main)) : null,
      BASES[query.denominator],
    ),
    suppressed: results.some((one) => one.suppressed),
    smallNumbers: [...new Set(results.map((one) => smallNumbersInWords(one.tool, one.audit)))].join(' '),
    method: methodNotes({
      against: several || whole ? 'before' : 'others',
      byProvider: compared.by === 'provider',
      smallNumbers: results.flatMap((one) =>
        one.suppressed ? [smallNumbersInWords(one.tool, one.audit)] : [],
      ),
      basis: DENOMINATOR_TEXTS[query.denominator],
      made: summary.made,
      chanceText: summary.chanceText,
      answersElsewhere: answers === null && !audit.isBaseline && asksMore(mainResults.tool),
    }),
    filter: presentFilter(comparison),
    links: {
      self: urls.compare(audit.id, search),
      pdf: urls.resultsPdf(audit.id, search),
      ...exportLinks(audit, user, (format, all) =>
        urls.exportComparison(audit.id, format, `${search}${all ? '&figures=all' : ''}`),
      ),
    },
    /** ISO date-time of the last change of any of the audits. */
    asAt: results.reduce((latest, one) => (one.asAt > latest ? one.asAt : latest), mainResults.asAt),
  };
}

/** Whether a tool asks what is counted and is no check. */
const asksMore = (tool: Tool): boolean =>
  itemsOf(tool).some((item) => item.kind === 'rating' || (item.kind === 'field' && item.type !== 'text'));

const BASES: Record<CompareQuery['denominator'], string> = {
  applicable: 'of those where the check applied',
  parent: 'of those where the check applied, checks that hang on another among files with what they hang on',
};

/** Up to how many lines that are left out are named one by one. */
const NAMED_UP_TO = 12;

function suppressedText(checks: CompareCheck[]): string | null {
  const names = checks.filter(({ isSuppressed }) => isSuppressed).map(({ label }) => label);
  if (names.length === 0) return null;
  const which = names.length === checks.length ? 'every check' : countOf(names.length, 'check');
  return `Suppressed: every figure of ${which}, because small numbers could point to somebody: ${names.join(' ')}`;
}

function leftOutTexts({ leftOut, query, results, main }: Comparison): string[] {
  const { empty, hidden } = leftOut;
  const { tool } = at(results, main);
  const dividing = checksOf(tool).filter(({ id }) => divides(query.compared, id));
  const named = (names: string[]) => (names.length > NAMED_UP_TO ? '' : `: ${names.join('; ')}`);
  const text = (names: string[], why: string) =>
    names.length === 0
      ? []
      : [
          `${countOf(names.length, 'line')} ${names.length === 1 ? 'is' : 'are'} left out because ${why}${named(names)}.`,
        ];
  return [
    ...text(empty, 'no file belongs there'),
    ...text(hidden, 'every figure there is suppressed'),
    ...dividing.map(({ label }) => `The check “${label}” is left out: it is what the files are divided by.`),
  ];
}

function cutText(compared: Compared, of: ShownResults): string {
  switch (compared.by) {
    case 'group':
      return 'Sample groups';
    case 'provider':
      return 'Providers';
    case 'audit':
      return 'Whole audits';
    case 'fields':
      return fieldLabels(compared.fields, of);
  }
}

function unitHead(compared: Compared, of: ShownResults): string {
  switch (compared.by) {
    case 'group':
      return 'Sample group';
    case 'provider':
      return 'Provider';
    case 'audit':
      return 'Audit';
    case 'fields':
      return fieldLabels(compared.fields, of);
  }
}

const fieldLabels = (fields: readonly string[], { tool }: ShownResults): string =>
  fields.map((id) => segmentLabel(tool, id)).join(' and ');
