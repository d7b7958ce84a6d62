import { itemById } from '../../../rules/index.ts';
import type { CheckTally, Tool } from '../../../rules/index.ts';
import type { GroupSample } from '../../fieldwork/sampling/service.ts';
import { reportFigures } from '../draft/figures.ts';
import type { FeedbackInput } from '../draft/input.ts';
import { FINDING_KINDS } from '../store/findings.ts';
import type { ReportFigures } from '../store/report.ts';
import { REPORT_DATA_FORMAT } from '../store/reportData.ts';
import type {
  AnswerCounts,
  FigureData,
  FindingData,
  ParticularData,
  ReportData,
  SampleData,
} from '../store/reportData.ts';

/** What a report would say if it were issued now, as data. */
export function reportDataOf(input: FeedbackInput): ReportData {
  const figures = reportFigures(input);
  return {
    format: REPORT_DATA_FORMAT,
    figures: {
      ...countsOf(figures),
      withheldBelow: input.smallNumberThreshold,
      withheldBy: input.smallNumberRule,
      contradictions: contradictionsOf(input),
      ...(figures.besides
        ? { besides: figures.besides.map(({ id, own, others }) => ({ id, own, others })) }
        : {}),
    },
    findings: findingsOf(figures),
    particulars: particularsOf(input),
  };
}

/** The answers to a check as they are kept with a report. */
export const answerCounts = ({ yes, no, notApplicable, notRecorded }: CheckTally): AnswerCounts => [
  yes,
  no,
  notApplicable,
  notRecorded,
];

/** The counts of a report, as they are kept with every one. */
export function countsOf(figures: ReportFigures): Pick<FigureData, 'allFiles' | 'checks' | 'groups'> {
  return {
    allFiles: figures.allFiles,
    checks: figures.checks.map(({ id, own, partnership }) => ({
      id,
      own: answerCounts(own),
      partnership: partnership && answerCounts(partnership),
    })),
    groups: figures.groups
      .filter(({ files }) => files > 0)
      .map(({ files, checks }) => ({ files, checks: checks.map(answerCounts) })),
  };
}

/** The findings of a report, kind by kind as it gives them. */
export function findingsOf({ findings }: Pick<ReportFigures, 'findings'>): FindingData[] {
  return FINDING_KINDS.flatMap((kind) =>
    findings
      .filter((finding) => finding.kind === kind)
      .map(({ id, itemId, text }) => ({ id, kind, itemId, text })),
  );
}

function contradictionsOf({ tally, ownGroups }: FeedbackInput): FigureData['contradictions'] {
  return tally.contradictions.flatMap(({ group, check, files }) => {
    const place = ownGroups.indexOf(group);
    return place < 0 ? [] : [{ group: place, checkId: check, files }];
  });
}

type GroupData = ParticularData['groups'][number];

function particularsOf(input: FeedbackInput): ParticularData {
  const { audit, tool, provider, secondReadings } = input;
  return {
    tool: { id: tool.id, version: tool.version },
    audit: {
      title: audit.title,
      partnership: audit.partnership,
      fieldworkStart: audit.fieldworkStart,
      fieldworkEnd: audit.fieldworkEnd,
    },
    provider,
    groups: input.ownGroups.map((name) => ({
      name,
      providers: input.providersByGroup[name] ?? [provider],
      planned: input.plannedFiles[name] ?? null,
      ...caseloadOf(input, name),
    })),
    samples: input.samples.map(sampleOf),
    notes: input.notes
      .filter(({ files }) => files > 0)
      .map(({ group, files, read, missing }) => ({ group, files, read, missing })),
    ...(input.training ? { training: { files: input.training.files, reason: input.training.reason } } : {}),
    secondReadings:
      secondReadings === null || secondReadings.files === 0
        ? null
        : {
            files: secondReadings.files,
            agreed: secondReadings.agreed,
            compared: secondReadings.compared,
            settled: secondReadings.settled,
          },
    comments: commentsOf(tool, input.comments),
    // Not there where nothing is left out, as in reports from before anything could be.
    ...(tool.leftOut
      ? { leftOut: tool.leftOut.map(({ item, reason }) => ({ itemId: item.id, reason })) }
      : {}),
    added: (input.more ?? []).map(({ data }) => data),
  };
}

function caseloadOf({ sizes }: FeedbackInput, group: string): Pick<GroupData, 'caseload'> {
  const size = sizes?.get(group);
  if (!size) return {};
  const { listed, entered } = size;
  return { caseload: { entered: entered.files, isDrawn: entered.isDrawn, listed } };
}

function sampleOf(sample: GroupSample): SampleData {
  return {
    group: sample.group,
    seed: sample.seed,
    method: sample.method,
    draws: sample.draws,
    listed: sample.listed,
    drawn: sample.drawn,
    // In the order of the reasons, as the report gives them: the files come in no order that means anything.
    notFound: sample.notFound
      .map(({ reason, replaced }) => ({ reason, replaced }))
      .toSorted((a, b) => compare(a.reason, b.reason) || Number(a.replaced) - Number(b.replaced)),
    outsideSample: sample.outsideSample,
  };
}

/** Comments as a report prints them: trimmed, each once for an item, in an order of their own. */
function commentsOf(tool: Tool, comments: FeedbackInput['comments']): ParticularData['comments'] {
  const byItem = new Map<string, ParticularData['comments'][number]>();
  for (const { item, text: written } of comments) {
    const text = written.trim();
    if (text === '') continue;
    const itemId = item !== null && itemById(tool, item) ? item : null;
    const key = JSON.stringify([itemId, text]);
    const known = byItem.get(key);
    if (known) known.files += 1;
    else byItem.set(key, { itemId, text, files: 1 });
  }
  return [...byItem.entries()].toSorted(([a], [b]) => compare(a, b)).map(([, comment]) => comment);
}

/** By the numbers of the characters: an order that no version of a language's rules can change. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
