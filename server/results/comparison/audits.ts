import {
  GROUP_FIELD,
  isClosed,
  segmentLabel,
  SUPPRESSED_MARK,
  whichAnswersCount,
} from '../../../rules/index.ts';
import type { Audit } from '../../audits/repository.ts';
import { countOf, daysInWords, monthInWords, timeInWords } from '../../formats/english.ts';
import { leftOutAsData } from '../exports/presenter.ts';
import { outcomesBeside } from '../figures/outcomes.ts';
import { chosenText, weightedText } from '../figures/chosen.ts';
import type { ShownResults } from '../figures/service.ts';
import { smallNumbersText } from '../figures/shown.ts';
import { at } from './at.ts';
import type { Compared } from './form.ts';

/** On how many files of an audit the comparison rests. */
export function presentBasis(of: ShownResults, label: string, compared: Compared) {
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
    leftOut: leftOutAsData(of.tool),
    tool: { id: of.tool.id, version: of.tool.version, title: of.tool.title, source: of.tool.source },
    suppressed: of.suppressed,
    threshold: of.threshold,
    /** What of it is a small number, in words. */
    smallNumbers: smallNumbersText(of),
    /** How its files were chosen, and what is weighted, in words. */
    chosenText: chosenText(of.chosen, audit.words),
    weightedText: weightedText(of),
    chosen: of.chosen,
    weighted: of.weighted,
    headline: of.headline,
    outcomes: of.outcomes,
    /** What is sure of its checks where the panel might stop reading; null elsewhere. */
    sure: outcomesBeside(of),
    changedAt: of.asAt,
    fieldwork: daysInWords(audit.fieldworkStart, audit.fieldworkEnd),
    files,
    /** Of a self-audit, which answers count. */
    whichCount: of.validated && whichAnswersCount(of.validated, true),
    filesText: files === null ? SUPPRESSED_MARK : countOf(files, audit.words.one, audit.words.many),
    completeFiles: of.completeFiles,
    /** Null where files are not divided by a field. */
    notRecorded: fields === null ? null : (table.notRecorded ?? null),
    notRecordedText: fields === null ? null : notRecordedText(table.notRecorded, fields),
    provisional: !isClosed(audit.state),
    baseline: audit.isBaseline,
    baselineText: audit.isBaseline ? baselineText(of) : null,
    asAt: timeInWords(of.asAt),
  };
}

/** What of a published table stands in a comparison. */
const baselineText = ({ items }: ShownResults): string =>
  (items?.items.length ?? 0) > 0
    ? 'Percentages and means of a published table, as printed.'
    : 'Totals of a published table.';

function notRecordedText(files: number | null | undefined, fields: string): string {
  if (files === null) return `How many of them had ${fields} not recorded is suppressed.`;
  return `${files === 0 || files === undefined ? 'None' : files} of them had ${fields} not recorded.`;
}

/** An audit by its label, with its title where that does not say it already. */
export const titled = (audit: Audit, label: string): string =>
  label.startsWith(audit.title) ? label : `${audit.title}, ${label}`;

/** By what an audit is called beside others: its month, its title too where that is not enough, and at last its number. */
export function auditLabels(audits: Audit[]): string[] {
  const alone = (texts: string[], i: number) => texts.filter((text) => text === texts[i]).length === 1;
  const months = audits.map((audit) => monthInWords(audit.fieldworkStart));
  const titles = audits.map((audit, i) => `${audit.title}, ${at(months, i)}`);
  return audits.map((audit, i) => {
    if (alone(months, i)) return at(months, i);
    return alone(titles, i) ? audit.title : `${audit.title} (audit ${audit.id})`;
  });
}
