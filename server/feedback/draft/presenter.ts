import { checksOf, SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { Definition, FeedbackReport, ReportFigures } from '../store/report.ts';
import { presentGroups } from './byGroup.ts';
import { presentChanges } from './changes.ts';
import { presentComments } from './comments.ts';
import { reportFigures } from './figures.ts';
import { files } from './figureText.ts';
import { presentFindings } from './findings.ts';
import { presentGlance } from './glance.ts';
import type { FeedbackInput } from './input.ts';
import { nextSteps } from './nextSteps.ts';
import { readingAids } from './readingAids.ts';
import { summaryLines } from './summary.ts';
import { presentRead } from './whatWasRead.ts';

const ABBREVIATIONS: readonly Definition[] = [
  { term: 'NDTMS', text: 'National Drug Treatment Monitoring System, to which services report.' },
  { term: 'RODT', text: 'Recovery orientated drug treatment.' },
  {
    term: 'SMART',
    text: 'Specific, measurable, achievable, realistic and time-bound: said of the goals in a plan.',
  },
  {
    term: 'TOP',
    text: 'Treatment Outcomes Profile: a form filled in with the service user at the start of treatment, at reviews and at the end.',
  },
];

/**
 * Puts the feedback to one provider into words.
 *
 * @throws RangeError when the tally is not of this tool.
 */
export function presentFeedback(input: FeedbackInput): FeedbackReport {
  const { tool, issue } = input;
  const figures = reportFigures(input);
  const report: FeedbackReport = {
    ...presentTitle(input),
    createdAt: input.asAt,
    summary: {
      heading: 'In five lines',
      lines: summaryLines({
        figures,
        checks: checksOf(tool),
        planned: input.ownGroups.every((name) => input.plannedFiles[name] !== undefined)
          ? input.ownGroups.reduce((sum, name) => sum + (input.plannedFiles[name] ?? 0), 0)
          : null,
        queriesUntil: issue?.queriesUntil ?? null,
      }),
    },
    changes: presentChanges(issue),
    introduction: [
      figures.files === 0
        ? 'None of your case files has been read in this audit yet, so there are no figures to report.'
        : `Auditors read ${files(figures.files)} of yours and answered the same questions about each. This report tells you what they found.`,
      'It describes what is written in the files. It does not judge the people who work with them, and good work that was not written down cannot show here. We hope it helps you see what to keep and what to build on.',
    ],
    ...presentSections(input, figures),
  };
  const { howToRead, ...read } = report;
  if (!JSON.stringify(read).includes(SUPPRESSED_MARK)) {
    howToRead.definitions = howToRead.definitions.filter(({ term }) => term !== SUPPRESSED_MARK);
  }
  const used = ABBREVIATIONS.filter(({ term }) => new RegExp(`\\b${term}s?\\b`).test(JSON.stringify(report)));
  if (used.length > 0) howToRead.abbreviations = { heading: 'Abbreviations', definitions: used };
  return report;
}

/** What the report is, of which audit and whether it is issued. */
function presentTitle(input: FeedbackInput) {
  const { audit, tool, provider, issue } = input;
  const draft = issue === null;
  const version = issue && issue.version > 1 ? `, version ${issue.version}` : '';
  return {
    documentTitle: `${draft ? 'DRAFT: ' : ''}Feedback for ${provider}: ${audit.title}${version}`,
    footer: `${draft ? 'DRAFT, not issued · ' : ''}${provider} · ${audit.title}${version}`,
    kicker: 'Case-file audit: feedback to the service',
    heading: `Feedback for ${provider}`,
    draftNotice: draft ? 'This report has not been issued. Its figures and findings may still change.' : null,
    facts: [
      { term: 'Audit', text: audit.title },
      { term: 'Partnership', text: audit.partnership },
      { term: 'Fieldwork', text: period(audit.fieldworkStart, audit.fieldworkEnd) },
      { term: 'Audit tool', text: `${tool.title}, version ${tool.version}` },
      { term: 'Figures as at', text: dateOf(input.asAt) },
      {
        term: 'Status',
        text: issue ? `Version ${issue.version}, issued on ${dateOf(issue.at)}` : 'Draft, not issued',
      },
    ],
  };
}

/** The sections with numbers, in their order. */
function presentSections(input: FeedbackInput, figures: ReportFigures) {
  const { tool } = input;
  let sections = 0;
  const numbered = (title: string) => {
    sections += 1;
    return `${sections}. ${title}`;
  };
  const read = presentRead(input, figures, numbered('What was read and how'));
  const glance = presentGlance(input, figures, numbered('The figures at a glance'));
  const byGroup = presentGroups(tool, figures.groups, numbered('By sample group'));
  const more = (input.more ?? []).map(({ heading, paragraphs, tables }) => ({
    heading: numbered(heading),
    paragraphs,
    tables,
  }));
  const findings = presentFindings(input, numbered('What we found'));
  const comments = presentComments(input, numbered('What the auditors wrote'));
  const next = { heading: numbered('What happens next'), steps: nextSteps(input) };
  const howToRead: FeedbackReport['howToRead'] = {
    heading: numbered('How to read the figures'),
    definitions: readingAids(input),
    shortNames: byGroup.shortNames
      ? {
          heading: 'Short names in the tables by sample group',
          definitions: checksOf(tool).map((check) => ({ term: check.shortLabel, text: check.label })),
        }
      : null,
    abbreviations: null,
    source: `The questions come from the audit tool “${tool.title}”, version ${tool.version}. It rests on: ${tool.source}`,
  };
  if (byGroup.shortNames) {
    byGroup.paragraphs.push(`The checks have short names here; section ${sections} gives them in full.`);
  }
  return { read, glance, byGroup, more, findings, comments, next, howToRead };
}

function period(start: string, end: string): string {
  return start === end ? britishDate(start) : `${britishDate(start)} to ${britishDate(end)}`;
}

/** @example britishDate('2012-02-28') // '28 February 2012' */
function britishDate(date: string): string {
  return dayFormat('UTC').format(new Date(`${date}T00:00:00Z`));
}

/** The day of an ISO date-time where the services are. */
function dateOf(time: string): string {
  return dayFormat('Europe/London').format(new Date(time));
}

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone });
}
