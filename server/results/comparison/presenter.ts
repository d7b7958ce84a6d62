import {
  checksOf,
  CONFIDENCE,
  figureOf,
  GROUP_FIELD,
  isClosed,
  isReversed,
  itemById,
  segmentLabel,
} from '../../../rules/index.ts';
import type {
  Check,
  ComparedUnit,
  ShareDifference,
  ShownFigure,
  ShownUnit,
  Tool,
} from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import type { Chart } from '../../formats/chart/index.ts';
import {
  countOf,
  daysInWords,
  differenceIntervalText,
  intervalText,
  monthInWords,
  pointsText,
  timeInWords,
} from '../../formats/english.ts';
import { exportLinks } from '../figures/presenter.ts';
import type { ShownResults } from '../figures/service.ts';
import { urls } from '../../web/urls.ts';
import { chartOf, funnelOf } from './charts.ts';
import { presentFilter } from './filter.ts';
import { divides, searchOf } from './form.ts';
import type { Compared } from './form.ts';
import { methodNotes } from './method.ts';
import type { Comparison } from './service.ts';
import { exactText, missingText, verdictText } from './verdicts.ts';

/** One figure of a comparison, in numbers and in words. */
export interface CompareRow {
  /** Of the unit; "all" for a whole audit. */
  key: string;
  unit: string;
  /** Which audit it is of; null where there is but one. */
  audit: string | null;
  /** Unit and audit in one. */
  label: string;
  /** All files of an audit. */
  total: boolean;
  /** Case files of the unit; null where that is hidden. */
  files: number | null;
  /** The number by which a funnel names it; null without a funnel. */
  number: number | null;
  /** Null where the audit's tool does not have the check. */
  figure: ShownFigure | null;
  /** Such as "8 of 12", "67%" and "39% to 87%"; empty where there is no figure. */
  count: string;
  percent: string;
  interval: string;
  /** "hidden", "not applicable" and so on; null where there is a figure. */
  missing: string | null;
  /** Null for all files of a single audit, which stand against nothing. */
  difference: ShareDifference | null;
  /** What the figure is held against, such as "33 of 40, 83%"; empty where it cannot be told. */
  other: string;
  /** Such as "−15 points", "−46 to +10" and "p = 0.028"; empty where there is none. */
  points: string;
  differenceInterval: string;
  exact: string;
  sentence: string;
  /** Whether the difference is a clear one. */
  clear: boolean;
}

export interface CompareCheck {
  id: string;
  label: string;
  shortLabel: string;
  /** What a yes means where it is not good, and the standard where there is one. */
  notes: string[];
  /** In percent. */
  standard: number | null;
  rows: CompareRow[];
  chart: Chart;
  /** Where ten or more units have a figure. */
  funnel: Chart | null;
}

/** A comparison in numbers and in words, with nothing left to compute: for the page, the PDF and every export. */
export type CompareView = ReturnType<typeof presentComparison>;

/** From how many units on a funnel is drawn. */
const FUNNEL_FROM = 10;

/** Presents one comparison to one reader. */
export function presentComparison(comparison: Comparison, user: User) {
  const { query, results, main, units, wholes, checkIds } = comparison;
  const mainResults = at(results, main);
  const { audit, tool } = mainResults;
  const { compared } = query;
  const several = results.length > 1;
  const labels = auditLabels(results.map((one) => one.audit));
  const whole = compared.by === 'audit';
  const against = several || whole ? 'in the audit before' : 'in the other files';

  const checks = checkIds.map((id, c): CompareCheck => {
    const check = itemById(tool, id) as Check;
    const rowsOf = (of: ComparedUnit[], total: boolean) =>
      of.map((one) => {
        const label = several || whole ? at(labels, one.audit) : null;
        const held = total && !several ? null : at(one.differences, c);
        return rowOf(one.unit, id, { audit: label, total, whole, held, against });
      });
    const rows = [...rowsOf(units, false), ...rowsOf(wholes, true)];
    const standard = check.standard ?? null;
    const drawn = { label: check.label, standard, rows, against };
    const withFigure = rows.filter((row) => !row.total && row.figure?.kind === 'figure');
    const funnel = !several && withFigure.length >= FUNNEL_FROM ? funnelOf(drawn) : null;
    if (funnel) withFigure.forEach((row, i) => (row.number = i + 1));
    return {
      id,
      label: check.label,
      shortLabel: check.shortLabel,
      notes: [
        ...NOTES[check.polarity],
        ...(standard === null ? [] : [`The standard is ${standard}%.`]),
        ...results.flatMap((one, i) => otherwiseAsked(check, one.tool, at(labels, i))),
      ],
      standard,
      rows,
      chart: chartOf(drawn, whole),
      funnel,
    };
  });

  const made = checks.flatMap(({ id, label, rows }) =>
    rows.flatMap((row) =>
      row.difference && row.difference.verdict !== 'cannot be told' ? [{ id, check: label, row }] : [],
    ),
  );
  const hidden = checks.reduce(
    (sum, { rows }) => sum + rows.filter((row) => row.difference?.unknown === 'masked').length,
    0,
  );
  const clear = made.filter(({ row }) => row.clear);
  const seeming = made.filter(({ row }) => row.difference?.seems).length;
  // Rounded up, in the floating point of the machine: 20 times 0.05 is not 1.0000000000000009.
  const byChance = Math.ceil(Math.round(1e6 * made.length * (1 - CONFIDENCE)) / 1e6);
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
    cut: compared,
    /** What one line of a table is, such as "Sample group". */
    unitHead: unitHead(compared, mainResults),
    several,
    againstHead: several || whole ? 'to the audit before' : 'to the other files',
    heldAgainst: several || whole ? 'the audit before' : 'the other files',
    audits: results.map((one, i) => presentBasis(one, at(labels, i), compared)),
    unknown: comparison.unknown,
    /** Which lines are not here, and why, in sentences. */
    leftOut: leftOutTexts(comparison),
    checks,
    summary: {
      made: made.length,
      hidden,
      /** What is said where none is clear. */
      nothingText: `Nothing: none of ${made.length} comparisons${hidden > 0 ? ' that can be shown' : ''} shows a clear difference.`,
      /** How many comparisons a reader cannot be shown; null where there are none. */
      hiddenText:
        hidden === 0
          ? null
          : `${hidden} of ${countOf(made.length + hidden, 'comparison')} cannot be shown (small numbers).`,
      clear: clear.map(({ id, check, row }) => ({
        id,
        check,
        anchor: `check-${id}`,
        label: row.label,
        text: clearText(row),
      })),
      seeming,
      seemingText:
        clear.length === 0 ? `${seeming} of them` : seeming === 1 ? 'one other' : `${seeming} others`,
      /** How many would be clear by chance alone, if nothing differed. */
      byChance,
    },
    overview: overviewOf(checks, at(labels, main), several ? titled(audit, at(labels, main)) : null),
    masked: results.some((one) => one.masked),
    threshold: Math.max(...results.map((one) => one.threshold)),
    method: methodNotes({
      against: several || whole ? 'before' : 'others',
      byProvider: compared.by === 'provider',
      thresholds: results.flatMap((one) => (one.masked ? [one.threshold] : [])),
      made: made.length,
      byChance,
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

const NOTES: Record<Check['polarity'], string[]> = {
  yes_is_good: [],
  yes_is_bad: ['Yes is a shortcoming, so lower is better.'],
  neither: ['Yes is neither good nor bad.'],
};

/** That another audit asked this check otherwise, in an earlier or later version of the tool. */
function otherwiseAsked(check: Check, tool: Tool, audit: string): string[] {
  const other = itemById(tool, check.id);
  if (other?.kind !== 'check') return [];
  if (isReversed(check, other)) {
    return [`In ${audit} a yes meant the opposite, so that its figures cannot stand here.`];
  }
  if (other.label !== check.label) return [`In ${audit} the question was “${other.label}”`];
  return other.guidance === check.guidance ? [] : [`In ${audit} it was decided by other guidance.`];
}

function rowOf(
  unit: ShownUnit,
  checkId: string,
  of: { audit: string | null; total: boolean; whole: boolean; held: ShareDifference | null; against: string },
): CompareRow {
  const { audit, total, held } = of;
  const figure = figureOf(unit, checkId);
  const shown = figure?.kind === 'figure' ? figure : null;
  const name = total ? 'All files' : unit.name;
  return {
    key: unit.key,
    unit: name,
    audit,
    label: audit === null ? name : of.whole ? audit : `${name}, ${audit}`,
    total,
    files: unit.files,
    number: null,
    figure: figure ?? null,
    count: shown ? `${shown.yes} of ${shown.applicable}` : '',
    percent: shown ? `${shown.percentOfApplicable}%` : '',
    interval: shown?.interval ? intervalText(shown.interval) : '',
    missing: missingText(figure),
    difference: held,
    other: held?.other
      ? `${held.other.yes} of ${held.other.applicable}, ${held.other.percentOfApplicable}%`
      : '',
    points: held?.points === undefined || held.points === null ? '' : pointsText(held.points),
    differenceInterval: held?.interval ? differenceIntervalText(held.interval) : '',
    exact: held?.exact === undefined || held.exact === null ? '' : exactText(held.exact),
    sentence: held ? verdictText(held, of.against) : '',
    clear: held?.verdict === 'clearly higher' || held?.verdict === 'clearly lower',
  };
}

/** A clear difference with its figures in one sentence. */
function clearText(row: CompareRow): string {
  const sentence = row.sentence.charAt(0).toLowerCase() + row.sentence.slice(1);
  return `${sentence.replace(/\.$/, '')}: ${row.count}, ${row.percent}, against ${row.other}; ${row.points} (${row.differenceInterval}).`;
}

/** On how many files of an audit the comparison rests. */
function presentBasis(of: ShownResults, label: string, compared: Compared) {
  const { audit, table } = of;
  const files = table.overall.files;
  const fields =
    compared.by === 'fields'
      ? compared.fields
          .filter((id) => id !== GROUP_FIELD)
          .map((id) => segmentLabel(of.tool, id).toLowerCase())
          .join(' or ')
      : null;
  return {
    id: audit.id,
    label,
    /** Label and title in one. */
    heading: titled(audit, label),
    title: audit.title,
    partnership: audit.partnership,
    fieldworkStart: audit.fieldworkStart,
    fieldworkEnd: audit.fieldworkEnd,
    state: audit.state,
    tool: { id: of.tool.id, version: of.tool.version, title: of.tool.title, source: of.tool.source },
    masked: of.masked,
    threshold: of.threshold,
    changedAt: of.asAt,
    fieldwork: daysInWords(audit.fieldworkStart, audit.fieldworkEnd),
    files,
    filesText: files === null ? 'hidden' : countOf(files, 'case file'),
    completeFiles: of.completeFiles,
    /** Null where files are not divided by a field. */
    notRecorded: fields === null ? null : (table.notRecorded ?? null),
    notRecordedText: fields === null ? null : notRecordedText(table.notRecorded, fields),
    provisional: !isClosed(audit.state),
    baseline: audit.isBaseline,
    asAt: timeInWords(of.asAt),
  };
}

function notRecordedText(files: number | null | undefined, fields: string): string {
  if (files === null) return `How many of them had ${fields} not recorded is hidden.`;
  return `${files === 0 || files === undefined ? 'None' : files} of them had ${fields} not recorded.`;
}

/** Up to how many lines that are left out are named one by one. */
const NAMED_UP_TO = 12;

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
    ...text(hidden, 'every figure there is hidden'),
    ...dividing.map(({ label }) => `The check “${label}” is left out: it is what the files are divided by.`),
  ];
}

/** An audit by its label, with its title where that does not say it already. */
const titled = (audit: Audit, label: string): string =>
  label.startsWith(audit.title) ? label : `${audit.title}, ${label}`;

/** @param audit - which it is of; null where there is but one */
function overviewOf(checks: CompareCheck[], label: string, audit: string | null): Chart {
  const rows = checks.map((check) => {
    const row = check.rows.findLast((one) => one.total && (one.audit === null || one.audit === label));
    const figure = row?.figure?.kind === 'figure' ? row.figure : null;
    const written = row && figure ? `${row.count}, ${row.percent}` : (row?.missing ?? 'not asked');
    return {
      label: check.label,
      figure: written,
      value: figure ? { share: figure.yes / figure.applicable, interval: figure.interval } : null,
      standard: check.standard === null ? null : check.standard / 100,
      words: `${check.label} ${written}${check.standard === null ? '' : `, standard ${check.standard}%`}.`,
    };
  });
  return {
    kind: 'bars',
    title: `All files ${audit === null ? 'together' : `of ${audit}`}: files with a yes, of those where the check applied`,
    description: 'Bars from 0 to 100%, one a check.',
    rows,
  };
}

/** By what an audit is called beside others: its month, its title too where that is not enough, and at last its number. */
function auditLabels(audits: Audit[]): string[] {
  const alone = (texts: string[], i: number) => texts.filter((text) => text === texts[i]).length === 1;
  const months = audits.map((audit) => monthInWords(audit.fieldworkStart));
  const titles = audits.map((audit, i) => `${audit.title}, ${at(months, i)}`);
  return audits.map((audit, i) => {
    if (alone(months, i)) return at(months, i);
    return alone(titles, i) ? audit.title : `${audit.title} (audit ${audit.id})`;
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

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`there is nothing at place ${index}`);
  return found;
}
