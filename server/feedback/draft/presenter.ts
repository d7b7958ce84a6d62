import { checksOf, isSelfAudit, subjectWords, SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { HowChosen, Priorities } from '../../../rules/index.ts';
import { countOf, cutShort, listOf } from '../../formats/english.ts';
import { butNotFound } from '../../results/figures/chosen.ts';
import type { Definition, FeedbackReport, FrontPage, ReportFigures } from '../store/report.ts';
import { presentGroups } from './byGroup.ts';
import { presentAnswers } from './answers.ts';
import { presentChanges } from './changes.ts';
import { presentComments } from './comments.ts';
import { reportFigures } from './figures.ts';
import { presentFindings } from './findings.ts';
import { presentFront } from './front.ts';
import { presentGlance } from './glance.ts';
import type { FeedbackInput } from './input.ts';
import { LONGEST_NAME } from './points.ts';
import { readingAids } from './readingAids.ts';
import { presentScores, scoreText } from './scores.ts';
import { chosenOf } from './samples.ts';
import { jointWork } from './jointWork.ts';
import { reportPriorities } from './priorities.ts';
import { presentFiles, presentTeam } from './team.ts';
import { abbreviationsIn, isAbbreviation, wordsIn } from './words.ts';
import { presentRead } from './whatWasRead.ts';

/**
 * Puts the feedback to one provider into words.
 *
 * @throws RangeError when the tally is not of this tool.
 */
export function presentFeedback(input: FeedbackInput): FeedbackReport & { front: FrontPage } {
  const { tool, issue } = input;
  const figures = reportFigures(input);
  const words = subjectWords(tool.subject);
  const priorities = reportPriorities(input, figures);
  const team = presentTeam(input, figures, priorities);
  const report: FeedbackReport & { front: FrontPage } = {
    ...presentTitle(input, figures),
    createdAt: input.asAt,
    front: presentFront(input, figures, priorities, scoreLines(input)),
    ...(team ? { team } : {}),
    changes: presentChanges(issue, words),
    introduction: [],
    ...presentSections(input, figures, priorities),
  };
  const { howToRead, ...read } = report;
  if (!JSON.stringify(read).includes(SUPPRESSED_MARK)) {
    const isSaid = JSON.stringify(read).includes('suppressed');
    howToRead.definitions = howToRead.definitions.flatMap(({ term, text }) =>
      term !== SUPPRESSED_MARK ? [{ term, text }] : isSaid ? [{ term: 'Suppressed', text }] : [],
    );
  }
  const told = wordsIn([report.facts, report.front, report.team], words);
  if (report.team && told.length > 0)
    report.team.words = `“${howToRead.heading}” explains ${listOf(told.map(({ term }) => term))}.`;
  const used = [...abbreviationsIn(report), ...told.filter(({ term }) => !isAbbreviation(term))];
  if (used.length > 0) howToRead.abbreviations = { heading: 'Words and abbreviations', definitions: used };
  // Last, so that no words are looked for in it.
  if (input.logo) report.logo = input.logo;
  return report;
}

/** What came of the criteria at the top: where a tool makes scores, its checks alone are not what the report is about. */
function scoreLines({ scores }: FeedbackInput): string[] {
  if (!scores) return [];
  return scores.instrument.criteria.map(
    (criterion) =>
      `${criterion.title}: yours ${scoreText(scores, scores.own, criterion)}.${
        scores.others.records > 0 ? ` The others: ${scoreText(scores, scores.others, criterion)}.` : ''
      }`,
  );
}

/** What the report is, of which audit and whether it is issued. */
function presentTitle(input: FeedbackInput, figures: ReportFigures) {
  const { audit, tool, provider, issue } = input;
  const draft = issue === null;
  const version = issue && issue.version > 1 ? `, version ${issue.version}` : '';
  return {
    documentTitle: `${draft ? 'DRAFT: ' : ''}Feedback for ${provider}: ${audit.title}${version}`,
    footer: `${draft ? 'DRAFT, not issued · ' : ''}${provider} · ${audit.title}${version}`,
    kicker:
      tool.subject.id === 'case_file'
        ? 'Case-file audit: feedback to the service'
        : 'Audit: feedback to the service',
    heading: `Feedback for ${cutShort(provider, LONGEST_NAME)}`,
    draftNotice: draft ? 'This report has not been issued. Its figures and findings may still change.' : null,
    facts: factsOf(input, figures),
  };
}

/** What was looked at, how and when, and what stands before it. */
function factsOf(input: FeedbackInput, { files, groups }: ReportFigures): Definition[] {
  const { audit, tool, provider, issue, ownGroups, plannedFiles } = input;
  const words = subjectWords(tool.subject);
  const planned = ownGroups.reduce<number | null>((sum, name) => {
    const count = plannedFiles[name];
    return sum === null || count === undefined ? null : sum + count;
  }, 0);
  const read = groups.filter((group) => group.files > 0);
  const chosen = files === 0 ? '' : chosenInBrief(chosenOf(input, read));
  return [
    // The heading begins a long name only.
    ...(provider.length > LONGEST_NAME ? [{ term: 'Service', text: provider }] : []),
    { term: 'Audit', text: `${audit.title}, ${audit.partnership}` },
    {
      term: `Your ${words.files}`,
      text: `${files}${planned === null || files > planned ? '' : ` of ${planned} planned`} ${words.many} ${words.read}${planned !== null && files > planned ? ` (${planned} planned)` : ''}, in ${countOf(read.length, 'sample group')}${chosen}`,
    },
    ...jointWork(input, { files, groups }, words),
    {
      term: 'Fieldwork',
      text: `${period(audit.fieldworkStart, audit.fieldworkEnd)}, with ${tool.title}, version ${tool.version}`,
    },
    {
      term: 'Status',
      text: `${issue ? `Version ${issue.version}, issued on ${dateOf(issue.at)}` : 'Draft, not issued'}; figures as at ${dateOf(input.asAt)}`,
    },
  ];
}

const chosenInBrief = ({ way, groups }: HowChosen): string =>
  `; ${WAYS[way]}${way === 'all' ? butNotFound(groups) : ''}`;

const WAYS: Record<HowChosen['way'], string> = {
  unknown: 'how they were chosen is not known',
  beforehand: 'chosen beforehand, not drawn',
  all: 'all that were on the list',
  random: 'drawn at random from a list',
  every: 'drawn in equal steps through a list',
  workers: 'drawn at random from a list, at least one of each worker',
  whole: 'all that you have, by the number entered at set-up',
  elsewhere: 'drawn at random outside this program, as the panel lead said',
  mixed: 'chosen in different ways',
};

/** The sections with numbers, in their order. */
function presentSections(input: FeedbackInput, figures: ReportFigures, priorities: Priorities) {
  const { tool } = input;
  let sections = 0;
  const numbered = (title: string) => {
    sections += 1;
    return `${sections}. ${title}`;
  };
  const read = presentRead(input, figures, numbered(`What was ${subjectWords(tool.subject).read} and how`));
  const hasChecks = checksOf(tool).length > 0;
  // Sections on checks are left out by whoever shows them where there are no checks, so they take no number.
  const ofChecks = (title: string) => (hasChecks ? numbered(title) : title);
  const scores = presentScores(input, () => numbered('What was scored'));
  const glance = presentGlance(input, figures, ofChecks('The figures at a glance'));
  const byGroup = presentGroups(tool, figures.groups, ofChecks('By sample group'));
  const answers = presentAnswers(input, () =>
    numbered(hasChecks ? 'Answers to the other questions' : 'The answers'),
  );
  const more = (input.more ?? []).map(({ heading, paragraphs, tables }) => ({
    heading: numbered(heading),
    paragraphs,
    tables,
  }));
  const files = presentFiles(input, priorities, numbered);
  const findings = presentFindings(input, numbered('What we found'));
  const comments = presentComments(
    input,
    numbered(isSelfAudit(tool) ? 'What you wrote' : 'What the auditors wrote'),
  );
  const howToRead: FeedbackReport['howToRead'] = {
    heading: numbered('How to read the figures'),
    definitions: readingAids(input),
    shortNames: null,
    abbreviations: null,
    source: `The questions come from the audit tool “${tool.title}”, version ${tool.version}. It rests on: ${tool.source}`,
  };
  return {
    read,
    ...(scores ? { scores } : {}),
    glance,
    byGroup,
    ...(answers ? { answers } : {}),
    more: files ? [...more, files] : more,
    findings,
    comments,
    howToRead,
  };
}

function period(start: string, end: string): string {
  return start === end ? britishDate(start) : `${britishDate(start)} to ${britishDate(end)}`;
}

// To make one takes longer than to write ten dates with it.
const LONG_DATE = { day: 'numeric', month: 'long', year: 'numeric' } as const;
const DAYS = new Intl.DateTimeFormat('en-GB', { ...LONG_DATE, timeZone: 'UTC' });
const DAYS_OF_BRITAIN = new Intl.DateTimeFormat('en-GB', { ...LONG_DATE, timeZone: 'Europe/London' });

/** @example britishDate('2012-02-28') // '28 February 2012' */
function britishDate(date: string): string {
  return DAYS.format(new Date(`${date}T00:00:00Z`));
}

/** The day of an ISO date-time where the services are. */
function dateOf(time: string): string {
  return DAYS_OF_BRITAIN.format(new Date(time));
}
