import { criteriaOf, labelOf } from '../../../rules/index.ts';
import type { FeedbackInput } from '../draft/input.ts';
import { goalsIn } from '../store/reportData.ts';
import type { FigureData, FindingData, ParticularData } from '../store/reportData.ts';
import type { KeptReport } from '../store/reports.ts';
import { answerCounts, reportDataOf } from './draftData.ts';
import { dataOfOlder } from './olderReports.ts';

/** In what a draft differs from the report that the provider has, so that a lead can tell whether a new one is due. */
export interface DraftDifference {
  /** The version that the provider has. */
  since: number;
  /** Labels of the checks whose figures of the provider's own files differ. */
  own: string[];
  /** Labels of those of which only the figure of the whole partnership does. */
  partnership: string[];
  /** How many findings are new, gone, reworded or moved. */
  findings: number;
  /** Whether names or comments, or how the files were chosen and read, differ. */
  words: boolean;
}

/** Whether there is something to tell the provider that it has not been told: figures of others alone are not. */
export function isReportDue({ own, findings, words }: DraftDifference): boolean {
  return own.length > 0 || findings > 0 || words;
}

/** In what a draft differs from an issued report, told by the data of both; null where both say the same. */
export function differenceOf(kept: KeptReport, since: number, input: FeedbackInput): DraftDifference | null {
  const now = reportDataOf(input);
  const before = kept.data ?? dataOfOlder(kept, input, now);
  // Before the rule was kept another one decided what is withheld, which is no change of what the report is about.
  const figures =
    before.figures.withheldBy === undefined ? withNothingWithheld(now.figures, input) : now.figures;
  const { own, partnership } = changedFigures(before.figures, figures);
  const findings = changedFindings(before.findings, now.findings);
  const words = !isEqual(before.particulars, asToldBefore(before.particulars, now.particulars));
  if (own.length + partnership.length + findings === 0 && !words) return null;
  const titles = new Map(criteriaOf(input.tool.instrument).map(({ id, title }) => [id, title]));
  const labelled = (ids: string[]) => ids.map((id) => labelOf(input.tool, id) ?? titles.get(id) ?? id);
  return { since, own: labelled(own), partnership: labelled(partnership), findings, words };
}

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A report from before the answers of self-audits, or settled differences, were told says nothing of them to differ from. */
function asToldBefore(before: ParticularData | null, now: ParticularData): ParticularData {
  const areAnswersTold = before?.added.some(({ about }) => about === 'selfAudit') ?? false;
  const told = before?.secondReadings;
  return {
    ...now,
    added: areAnswersTold ? now.added : goalsIn(now.added),
    secondReadings:
      now.secondReadings && told && told.settled === undefined
        ? withoutSettled(now.secondReadings)
        : now.secondReadings,
  };
}

const withoutSettled = ({
  files,
  agreed,
  compared,
}: NonNullable<ParticularData['secondReadings']>): ParticularData['secondReadings'] => ({
  files,
  agreed,
  compared,
});

function withNothingWithheld(figures: FigureData, { tally }: FeedbackInput): FigureData {
  const all = new Map(tally.overall.checks.map((check) => [check.id, answerCounts(check)]));
  return {
    ...figures,
    checks: figures.checks.map((check) => ({ ...check, partnership: all.get(check.id) ?? null })),
  };
}

/** Ids of the checks whose figures differ: the provider's own, together or in a group, or the partnership's alone. */
function changedFigures(before: FigureData, now: FigureData): { own: string[]; partnership: string[] } {
  const told = (figures: FigureData) =>
    new Map(
      figures.checks.map(({ id, own, partnership }, i) => [
        id,
        {
          own: [
            own,
            figures.groups.map(({ checks }) => checks[i]),
            figures.contradictions.filter(({ checkId }) => checkId === id),
          ],
          // What it is withheld for is a figure too: that it is below a number, among so many files.
          beside: partnership ?? { below: figures.withheldBelow, of: figures.allFiles },
          isWithheld: partnership === null,
        },
      ]),
    );
  // A report from before the answers to other questions were told says nothing of them to differ from.
  const besides = before.besides ?? [];
  const besidesNow = new Map((before.besides ? (now.besides ?? []) : []).map((one) => [one.id, one]));
  const differing = (whose: 'own' | 'others') =>
    besides.flatMap((was) => {
      const is = besidesNow.get(was.id);
      return isEqual(was[whose], is?.[whose]) ? [] : [was.id];
    });
  const earlier = told(before);
  const current = told(now);
  // A question that was left out since: what the report says of it is said no longer.
  const own: string[] = [...earlier.keys()].filter((id) => !current.has(id));
  own.push(...differing('own'));
  const partnership = differing('others').filter((id) => !own.includes(id));
  for (const [id, is] of current) {
    const was = earlier.get(id);
    if (!isEqual(was?.own, is.own)) own.push(id);
    else if (!isEqual(was?.beside, is.beside) && !(before.withheldBy === undefined && was?.isWithheld))
      partnership.push(id);
  }
  return { own, partnership };
}

/** How many findings are new, gone, reworded, or stand in another place among those that are as they were. */
function changedFindings(before: FindingData[], now: FindingData[]): number {
  const isIn = (list: FindingData[]) => {
    const texts = new Set(list.map((finding) => JSON.stringify(finding)));
    return (finding: FindingData) => texts.has(JSON.stringify(finding));
  };
  const asBefore = now.filter(isIn(before));
  const stayed = before.filter(isIn(now));
  const moved = asBefore.filter(({ id }, i) => stayed[i]?.id !== id).length;
  const gone = before.filter(({ id }) => !now.some((finding) => finding.id === id)).length;
  return now.length - asBefore.length + gone + moved;
}
