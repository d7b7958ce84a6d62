import { createHash } from 'node:crypto';
import { changesBetween, reportFigures } from '../draft/figures.ts';
import { presentFeedback } from '../draft/presenter.ts';
import type { FeedbackInput } from '../draft/presenter.ts';
import type { KeptFigures } from '../store/reports.ts';

/** In what a draft differs from the report that the provider has, so that a lead can tell whether a new one is due. */
export interface DraftDifference {
  /** The version that the provider has. */
  since: number;
  /** Labels of the checks whose figures of the provider's own files differ. */
  own: string[];
  /** Labels of those of which only the figure of the whole partnership does. */
  partnership: string[];
  /** How many findings are new, gone or reworded. */
  findings: number;
  /** Whether comments, or how the files were chosen and read, differ. */
  words: boolean;
}

/** Whether there is something to tell the provider that it has not been told: figures of others alone are not. */
export function isReportDue({ own, findings, words }: DraftDifference): boolean {
  return own.length > 0 || findings > 0 || words;
}

/** The figures of a draft with what its report is compared by later on. */
export function keptFiguresOf(input: FeedbackInput): KeptFigures {
  return { ...reportFigures(input), basis: basisOf(input), rest: restOf(input) };
}

/** In what a draft differs from an issued report; null where both say the same. */
export function differenceOf(kept: KeptFigures, since: number, input: FeedbackInput): DraftDifference | null {
  if (kept.basis === basisOf(input)) return null;
  const { figures, findings } = changesBetween(kept, reportFigures(input));
  const labels = (whose: 'own' | 'partnership') =>
    figures.filter((change) => change.whose === whose).map(({ label }) => label);
  const own = labels('own');
  const partnership = labels('partnership').filter((label) => !own.includes(label));
  const isExplained = own.length + partnership.length + findings.length > 0;
  return {
    since,
    own,
    partnership,
    findings: findings.length,
    // What was issued before the rest was kept can be told apart by what is left over alone.
    words: kept.rest === undefined ? !isExplained : kept.rest !== restOf(input),
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What a draft says, whenever it is issued. */
function basisOf(input: FeedbackInput): string {
  const timeless = {
    ...input,
    issue: null,
    asAt: '2000-01-01T00:00:00Z',
    days: { queryDays: 0, planDays: 0 },
  };
  return sha256(JSON.stringify(presentFeedback(timeless)));
}

/** What a draft says of the provider beside its figures and findings. */
function restOf(input: FeedbackInput): string {
  const { audit, provider, ownGroups, samples, notes, secondReadings, more, goalExamples } = input;
  // The report sorts them; they come in no order.
  const comments = input.comments.map(({ item, text }) => `${item ?? ''} ${text}`).toSorted();
  const ofOwn = <T>(byGroup: Record<string, T>) => ownGroups.map((group) => byGroup[group]);
  return sha256(
    JSON.stringify([
      { audit, provider, ownGroups, samples, comments, notes, secondReadings, more, goalExamples },
      ofOwn(input.providersByGroup),
      ofOwn(input.plannedFiles),
    ]),
  );
}
