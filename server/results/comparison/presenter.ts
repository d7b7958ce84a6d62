import {
  checksOf,
  itemsOf,
  leftOutBesideText,
  leftOutText,
  ownStandardsText,
  segmentLabel,
  SUPPRESSED_MARK,
  isNonePicked,
} from '../../../rules/index.ts';
import type { ShownUnit, SubjectWords, Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import { countOf, daysInWords } from '../../formats/english.ts';
import { presentAnswers } from '../figures/answers.ts';
import { denominatorText, exportLinks } from '../figures/presenter.ts';
import type { ShownResults } from '../figures/service.ts';
import { smallNumbersText, WHY_SUPPRESSED } from '../figures/shown.ts';
import { urls } from '../../web/urls.ts';
import { presentScores } from '../scores/presenter.ts';
import { at } from './at.ts';
import { auditLabels, presentBasis, titled } from './audits.ts';
import { overviewOf, overviewText } from '../figures/overview.ts';
import { overallChecks } from './charts.ts';
import { presentChecks } from './checks.ts';
import { presentCriteria } from './criteria.ts';
import { presentFilter } from './filter.ts';
import { divides, searchOf } from './form.ts';
import { presentItems } from './items.ts';
import { linesOf } from './lines.ts';
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
  const { words } = audit;
  const { compared } = query;
  const several = results.length > 1;
  const labels = auditLabels(results.map((one) => one.audit));
  const whole = compared.by === 'audit';
  const against = several || whole ? 'in the audit before' : `in the other ${words.files}`;

  const checks = presentChecks(comparison, labels, against);
  const lines = linesOf(comparison, labels, words);
  const items = presentItems(comparison, lines, unitHead(compared, mainResults));
  const criteria = presentCriteria(comparison, lines, unitHead(compared, mainResults));
  // In a document of one audit its answers are told in full, of several side by side.
  const inFull = comparison.isDocument && !several;
  const answers = inFull ? presentAnswers(mainResults, unitHead(compared, mainResults)) : null;
  const ownScores = inFull ? at(comparison.scores, main) : null;
  const summary = presentSummary(checks, words);
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
    /** Of each sample group, whose work it is. */
    groups: mainResults.groups.map(({ name, providers }) => ({ name, providers })),
    /** What the audit that is looked at is called beside others. */
    mainLabel: at(labels, main),
    /** Its lines with their files; null where that is suppressed. */
    units: comparison.units
      .filter(({ audit: of }) => of === main)
      .map(({ unit }) => ({ name: unit.name, files: unit.files })),
    filesText:
      mainResults.table.overall.files === null ? SUPPRESSED_MARK : String(mainResults.table.overall.files),
    today: comparison.today,
    fieldworkEnd: audit.fieldworkEnd,
    /** How the files of the audit that is looked at were chosen. */
    way: mainResults.chosen.way,
    isNonePicked: isNonePicked(mainResults.chosen),
    denominator: query.denominator,
    /** Of which files the percentages are, to follow "Files with a yes, ". */
    basis: basisOf(query.denominator, words),
    /** What one line of a table is, such as "Sample group". */
    unitHead: unitHead(compared, mainResults),
    words,
    several,
    againstHead: several || whole ? 'to the audit before' : `to the other ${words.files}`,
    comparedWith: several || whole ? 'the audit before' : `the other ${words.files}`,
    audits: results.map((one, i) => ({
      ...presentBasis(one, at(labels, i), compared),
      /** How its readers were trained, in a document; empty where there is nothing to say. */
      training: comparison.training.get(one.audit.id) ?? '',
    })),
    unknown: comparison.unknown,
    /** Which lines are not here, and why, in sentences. */
    leftOut: [
      ...linesLeftOut(comparison),
      ...ofTools(comparison, labels, comparison.results.length > 1 ? leftOutBesideText : leftOutText),
    ],
    /** Standards that audits have in the place of those of their tools. */
    ownStandards: ofTools(comparison, labels, ownStandardsText),
    checks,
    /** The answers to questions that are no checks in full; null where they are not. */
    answers,
    /** What the audit scores, in full; null where it is not scored, or this is not told in full. */
    scores: ownScores && presentScores(ownScores, [], { by: undefined, criterion: undefined }, user),
    /** The tool whose questions these are. */
    instrument: mainResults.tool.instrument,
    /** The questions that are no checks, and the criteria, with their lines side by side. */
    items,
    criteria,
    /** The checks of which there is nothing to show, in one line for page and PDF; null where there are none. */
    suppressedText: suppressedText(checks),
    summary,
    overview: overviewOf(
      overallChecks(checks, at(labels, main)),
      several ? titled(audit, at(labels, main)) : null,
      basisOf(query.denominator, words),
      words,
    ),
    /** What the overview shows, in one sentence. */
    overviewShows: overviewText(overallChecks(checks, at(labels, main)), words),
    suppressed: results.some((one) => one.suppressed),
    /** One press that takes all groups together of which something is suppressed; null where that changes nothing. */
    takeTogether: takeTogether(comparison),
    smallNumbers: [...new Set(results.map(smallNumbersText))].join(' '),
    method: methodNotes({
      words,
      against: several || whole ? 'before' : 'others',
      byProvider: compared.by === 'provider',
      smallNumbers: results.flatMap((one) => (one.suppressed ? [smallNumbersText(one)] : [])),
      basis: denominatorText(query.denominator, words),
      compared: cutText(compared, mainResults),
      made: summary.made,
      chanceText: summary.chanceText,
      hasChecks: checksOf(mainResults.tool).length > 0,
      answersElsewhere:
        answers === null && items.length === 0 && !audit.isBaseline && asksMore(mainResults.tool),
    }),
    filter: presentFilter(comparison),
    links: {
      self: urls.compare(audit.id, search),
      // Of the usual breakdowns there is one document with all of them; what somebody has chosen is one of its own.
      pdf: urls.resultsPdf(audit.id, isWhole(query, results) ? '' : search),
      word: urls.resultsWord(audit.id, isWhole(query, results) ? '' : search),
      ...exportLinks(audit, user, (format, all) =>
        urls.exportComparison(audit.id, format, `${search}${all ? '&figures=all' : ''}`),
      ),
      // A CSV file holds one table.
      parts: [
        ...(checks.length > 0 && items.length > 0
          ? [
              {
                text: 'CSV of the other questions',
                href: urls.exportComparison(audit.id, 'csv', `${search}&part=items`),
              },
            ]
          : []),
        ...(criteria.length > 0
          ? [
              {
                text: 'CSV of the scores',
                href: urls.exportComparison(audit.id, 'csv', `${search}&part=scores`),
              },
            ]
          : []),
      ],
    },
    /** ISO date-time of the last change of any of the audits. */
    asAt: results.reduce((latest, one) => (one.asAt > latest ? one.asAt : latest), mainResults.asAt),
  };
}

/** Whether what a comparison shows is all of one of the three that the document for a committee has. */
const isWhole = (query: CompareQuery, results: readonly ShownResults[]): boolean =>
  query.compared.by !== 'fields' &&
  query.units.length === 0 &&
  query.checks.length === 0 &&
  query.denominator === 'applicable' &&
  (query.compared.by === 'audit' ? query.withAudits.length === 0 : results.length === 1);

/**
 * What is suppressed of single groups can be shown of them together, unless it is of all files: the groups of which a
 * check is suppressed, of that check for which most others then have a figure, too.
 */
function takeTogether({ query, results, main }: Comparison): { text: string; href: string } | null {
  const { audit, table } = at(results, main);
  if (query.compared.by !== 'group' || query.together) return null;
  const hidden = table.overall.checks
    .map((_, c) => table.units.filter(({ checks }) => checks[c]?.kind === 'suppressed'))
    .filter(({ length }) => length > 0);
  const gained = (by: ShownUnit[]) =>
    hidden.filter((groups) => groups.every((group) => by.includes(group))).length;
  const [small] = hidden
    .filter(({ length }) => length > 1 && length < table.units.length)
    .toSorted((a, b) => gained(b) - gained(a));
  if (!small) return null;
  return {
    text: `Take ${small.length} groups with suppressed figures together`,
    href: urls.compare(audit.id, searchOf({ ...query, units: small.map(({ key }) => key), together: true })),
  };
}

/** Whether a tool asks what is counted and is no check. */
const asksMore = (tool: Tool): boolean =>
  itemsOf(tool).some((item) => item.kind === 'rating' || (item.kind === 'field' && item.type !== 'text'));

const basisOf = (denominator: CompareQuery['denominator'], { files }: SubjectWords): string =>
  denominator === 'applicable'
    ? 'of those where the check applied'
    : `of those where the check applied, checks that hang on another among ${files} with what they hang on`;

/** Up to how many lines that are left out are named one by one. */
const NAMED_UP_TO = 12;

function suppressedText(checks: CompareCheck[]): string | null {
  const names = checks.filter(({ isSuppressed }) => isSuppressed).map(({ label }) => label);
  if (names.length === 0) return null;
  const which = names.length === checks.length ? 'every check' : countOf(names.length, 'check');
  return `Every figure of ${which} is suppressed ${WHY_SUPPRESSED}: ${names.join(' ')}`;
}

function linesLeftOut({ leftOut, query, results, main }: Comparison): string[] {
  const { empty, hidden } = leftOut;
  const { tool, audit } = at(results, main);
  const { file, files } = audit.words;
  const dividing = checksOf(tool).filter(({ id }) => divides(query.compared, id));
  const named = (names: string[]) => (names.length > NAMED_UP_TO ? '' : `: ${names.join('; ')}`);
  const text = (names: string[], why: string) =>
    names.length === 0
      ? []
      : [
          `${countOf(names.length, 'line')} ${names.length === 1 ? 'is' : 'are'} left out because ${why}${named(names)}.`,
        ];
  return [
    ...text(empty, `no ${file} belongs there`),
    ...text(hidden, 'every figure there is suppressed'),
    ...dividing.map(
      ({ label }) => `The check “${label}” is left out: it is what the ${files} are divided by.`,
    ),
  ];
}

/** What each audit has otherwise than its tool, such as questions left out; nothing of those that have not. */
function ofTools({ results }: Comparison, labels: string[], textOf: (tool: Tool) => string): string[] {
  return results.flatMap(({ tool }, i) => {
    const text = textOf(tool);
    if (text === '') return [];
    return [results.length > 1 ? `${at(labels, i)}: ${text}` : text];
  });
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
