import { checksOf, itemById, itemsOf, percent } from '../../../rules/index.ts';
import type { Check, CheckTally, CheckWithInterval, Tally, Tool } from '../../../rules/index.ts';
import type { Finding, FindingKind } from '../store/findings.ts';
import { dayInWords, intervalText } from '../../formats/english.ts';
import type { GroupSample } from '../../fieldwork/sampling/service.ts';
import { glanceChart } from './chart.ts';
import { reportFigures } from './figures.ts';
import type {
  AddedSection,
  Definition,
  FeedbackReport,
  Figure,
  GlanceRow,
  ReportChanges,
  ReportFigures,
} from '../store/report.ts';
import { summaryLines } from './summary.ts';

/** What makes a draft a report. */
export interface Issue {
  /** From 1. */
  version: number;
  /** ISO date-time. */
  at: string;
  /** YYYY-MM-DD */
  queriesUntil: string;
  planDue: string;
  /** Against the version before; null in a first one. */
  changes: { since: number; queries: number; corrections: number; changed: ReportChanges } | null;
}

/** What the feedback to one provider is made from. */
export interface FeedbackInput {
  /** Dates as YYYY-MM-DD. */
  audit: { title: string; partnership: string; fieldworkStart: string; fieldworkEnd: string };
  tool: Tool;
  provider: string;
  /** The providers whose notes make up each group; several where the work is joint. */
  providersByGroup: Record<string, string[]>;
  /** Of the whole audit. */
  tally: Tally;
  /** The names of the groups whose notes were this provider's, in order. */
  ownGroups: string[];
  /** By group. */
  plannedFiles: Record<string, number>;
  /** How the files of this provider's groups were drawn; groups that were not drawn are not in it. */
  samples: GroupSample[];
  /** Of this provider's files; the item is null where a comment is about the whole file. */
  comments: { item: string | null; text: string }[];
  /** Of the groups that are joint work: of how many files this provider's notes were read, or could not be had. */
  notes: { group: string; files: number; read: number; missing: number }[];
  /** In the order of the report. */
  findings: Finding[];
  /** Of the provider's groups: files read twice, and on how many answers both readers agree; null without any. */
  secondReadings: { files: number; agreed: number; compared: number } | null;
  /** What other parts of the program add, behind the figures. */
  more?: AddedSection[];
  smallNumberThreshold: number;
  /** How many days there are for queries and for an improvement plan. */
  days: { queryDays: number; planDays: number };
  /** Null while the report is a draft. */
  issue: Issue | null;
  /** ISO date-time of the last change of the data. */
  asAt: string;
}

/** Stands where there is nothing to divide by. */
export const DASH = '–';
/** Stands where a figure of the partnership is withheld. */
export const MASK = '[low]';

const GROUPS_PER_TABLE = 6;
/** Beside more groups than this, checks go by their short names. */
const GROUPS_WITH_FULL_LABELS = 4;

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
  const { audit, tool, provider, issue } = input;
  const figures = reportFigures(input);
  const draft = issue === null;
  const version = issue && issue.version > 1 ? `, version ${issue.version}` : '';
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
  const howToRead = numbered('How to read the figures');
  if (byGroup.shortNames) {
    byGroup.paragraphs.push(`The checks have short names here; section ${sections} gives them in full.`);
  }

  const report: FeedbackReport = {
    documentTitle: `${draft ? 'DRAFT: ' : ''}Feedback for ${provider}: ${audit.title}${version}`,
    footer: `${draft ? 'DRAFT, not issued · ' : ''}${provider} · ${audit.title}${version}`,
    createdAt: input.asAt,
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
    read,
    glance,
    byGroup,
    more,
    findings,
    comments,
    next,
    howToRead: {
      heading: howToRead,
      definitions: readingAids(input),
      shortNames: byGroup.shortNames
        ? {
            heading: 'Short names in the tables by sample group',
            definitions: checksOf(tool).map((check) => ({ term: check.shortLabel, text: check.label })),
          }
        : null,
      abbreviations: null,
      source: `The questions come from the audit tool “${tool.title}”, version ${tool.version}. It rests on: ${tool.source}`,
    },
  };
  const used = ABBREVIATIONS.filter(({ term }) => new RegExp(`\\b${term}s?\\b`).test(JSON.stringify(report)));
  if (used.length > 0) report.howToRead.abbreviations = { heading: 'Abbreviations', definitions: used };
  return report;
}

/** What a version says of the one before it. */
function presentChanges(issue: Issue | null): FeedbackReport['changes'] {
  if (!issue?.changes) return null;
  const { since, queries, corrections, changed } = issue.changes;
  const text = (figures: CheckTally | null) =>
    figures === null
      ? 'withheld'
      : [figure(figures).count, figure(figures).percent].filter(Boolean).join(', ');
  const items = [
    ...changed.figures.map(
      ({ label, whose, before, after }) =>
        `“${label}”, ${whose === 'own' ? 'your files' : 'whole partnership'}: ${text(after)}; before ${text(before)}.`,
    ),
    ...changed.findings.map(({ change, before, after }) =>
      change === 'added'
        ? `A finding is new: “${after ?? ''}”`
        : change === 'removed'
          ? `A finding is no longer made: “${before ?? ''}”`
          : `A finding is put otherwise: “${after ?? ''}” Before: “${before ?? ''}”`,
    ),
  ];
  return {
    heading: `What has changed since version ${since}`,
    paragraphs: [
      `This version takes the place of version ${since}. ${queries === 1 ? '1 query was' : `${queries} queries were`} answered since, and ${corrections === 1 ? '1 answer was' : `${corrections} answers were`} corrected under ${queries === 1 ? 'it' : 'them'}.`,
      ...(items.length === 0 ? ['No figure and no finding differs.'] : []),
    ],
    items,
  };
}

const KIND_HEADINGS: Record<FindingKind, string> = {
  strength: 'Strengths',
  shortcoming: 'Shortcomings',
  suggestion: 'Suggestions',
};

function presentFindings({ tool, findings }: FeedbackInput, heading: string): FeedbackReport['findings'] {
  const kinds = (Object.keys(KIND_HEADINGS) as FindingKind[])
    .map((kind) => ({
      heading: KIND_HEADINGS[kind],
      items: findings
        .filter((finding) => finding.kind === kind)
        .map(({ id, itemId, text }) => ({
          id,
          about: itemId === null ? null : (itemById(tool, itemId)?.label ?? null),
          text,
        })),
    }))
    .filter((kind) => kind.items.length > 0);
  return {
    heading,
    paragraphs: [
      kinds.length > 0
        ? 'This is what the panel took from the files, the figures and the auditors’ comments.'
        : 'The panel has written no findings.',
    ],
    kinds,
  };
}

function nextSteps({ issue, days }: FeedbackInput): Definition[] {
  const by = (date: string | undefined, within: number) =>
    date === undefined ? `Within ${within} days of issue` : `By ${dayInWords(date)}`;
  return [
    {
      term: 'Now',
      text: 'Read the report with your team, and tell the panel in the program that you have received it.',
    },
    {
      term: by(issue?.queriesUntil, days.queryDays),
      text: 'Raise a query on any check or finding that does not fit what you know. The panel lead answers each, corrects an answer where that is due, and issues the report anew.',
    },
    {
      term: by(issue?.planDue, days.planDays),
      text: 'Send in your improvement plan: what you will do, who sees to it, by when, and how one will see that it is done.',
    },
    {
      term: 'After that',
      text: 'The audit becomes final once every query is answered. A re-audit asks the same questions again.',
    },
  ];
}

function presentRead(
  input: FeedbackInput,
  { groups: own, files: read }: ReportFigures,
  heading: string,
): FeedbackReport['read'] {
  const names = input.ownGroups;
  const filesOf = (name: string) => own.find((group) => group.name === name)?.files ?? 0;
  const providersOf = (name: string) => input.providersByGroup[name] ?? [input.provider];
  const planned = names.map((name) => input.plannedFiles[name]);
  const allPlanned = planned.reduce<number | undefined>(
    (sum, count) => (sum === undefined || count === undefined ? undefined : sum + count),
    0,
  );
  const joint = names.some((name) => providersOf(name).length > 1);
  return {
    heading,
    paragraphs: [
      'Case files were chosen in sample groups, each for one reason. These are the groups with notes of yours.',
      ...(joint
        ? [
            'Where several services are named, their notes on the same people were read together. The figures for such a group speak of the work of all of them.',
          ]
        : []),
      ...input.notes.filter((group) => group.files > 0).map(notesText),
    ],
    caption: 'Case files read and planned',
    columns: ['Sample group', 'Files read', 'Planned', 'Whose notes'],
    rows: names.map((name) => ({
      group: name,
      read: String(filesOf(name)),
      planned: plannedText(input.plannedFiles[name]),
      notes: list(providersOf(name)),
    })),
    total:
      names.length > 1
        ? { group: 'Together', read: String(read), planned: plannedText(allPlanned), notes: '' }
        : null,
    sample: presentSamples(input.samples, own),
    secondReadings: presentSecondReadings(input.secondReadings),
  };
}

function presentSecondReadings(
  twice: FeedbackInput['secondReadings'],
): FeedbackReport['read']['secondReadings'] {
  if (twice === null || twice.files === 0) return null;
  const share = percent(twice.agreed, twice.compared);
  return {
    heading: 'Read twice',
    paragraphs: [
      `To see how alike auditors read, ${files(twice.files)} of yours ${twice.files === 1 ? 'was' : 'were'} read a second time by somebody who had not seen the first reading. ${
        share === null
          ? 'No check was answered by both.'
          : `Both gave the same answer to ${twice.agreed} of ${twice.compared} checks, ${share}%.`
      } Where they differed, the panel lead settled which answer counts.`,
    ],
  };
}

/** How the files were drawn, so that anybody with the list can check it; null where nothing was. */
function presentSamples(
  samples: GroupSample[],
  own: ReportFigures['groups'],
): FeedbackReport['read']['sample'] {
  const [first] = samples;
  if (!first) return null;
  const drawn = (method: GroupSample['method']) =>
    samples.filter((sample) => sample.method === method).map((sample) => sample.group);
  const random = drawn('random');
  const every = drawn('every');
  const chosen = own
    .filter(({ name, files: read }) => read > 0 && !samples.some(({ group }) => group === name))
    .map(({ name }) => name);
  const beside = samples.filter((sample) => sample.beside > 0);
  const sentences = [
    random.length > 0 ? `The files of ${list(random)} were drawn at random from a list of the caseload.` : '',
    every.length > 0
      ? `The files of ${list(every)} were drawn in equal steps through a list of the caseload, from a random start.`
      : '',
    chosen.length > 0 ? `The files of ${list(chosen)} were chosen by the panel and not drawn.` : '',
    `The seed is ${first.seed}: the same list and seed give the same sample.`,
    first.draws > 1
      ? `The sample was drawn ${first.draws} times before recording began; the last draw holds.`
      : '',
  ];
  const lost = samples.filter((sample) => sample.notFound.length > 0);
  return {
    heading: 'How the files were drawn',
    paragraphs: [
      sentences.filter((sentence) => sentence !== '').join(' '),
      ...(beside.length > 0
        ? [
            `Also read, although not drawn: ${list(beside.map(({ group, beside: count }) => `${files(count)} of ${group}`))}.`,
          ]
        : []),
    ],
    caption: 'Files on the list, drawn and not found',
    columns: ['Sample group', 'On the list', 'Drawn', 'Not found'],
    rows: samples.map((sample) => ({
      group: sample.group,
      listed: String(sample.listed),
      drawn: String(sample.drawn),
      notFound: notFoundText(sample),
    })),
    notFound:
      lost.length === 0
        ? null
        : {
            heading: 'Drawn files that could not be read',
            items: lost.flatMap((sample) => notFoundItems(sample)),
          },
  };
}

/** How many drawn files were not found, and of how many of them the reserve took the place. */
function notFoundText({ notFound }: GroupSample): string {
  const replaced = notFound.filter((file) => file.replaced).length;
  if (replaced === 0) return String(notFound.length);
  const those = replaced === notFound.length ? (replaced === 1 ? '' : 'all ') : `${replaced} `;
  return `${notFound.length}, ${those}replaced from the reserve`;
}

/** The reasons of one group, each once, in the order of their words and not of the files. */
function notFoundItems({ group, notFound }: GroupSample): string[] {
  const counts = new Map<string, { reason: string; replaced: boolean; times: number }>();
  for (const { reason, replaced } of notFound) {
    const key = JSON.stringify([reason, replaced]);
    counts.set(key, { reason, replaced, times: (counts.get(key)?.times ?? 0) + 1 });
  }
  return [...counts.values()]
    .toSorted((a, b) => byWords(a.reason, b.reason))
    .map(
      ({ reason, replaced, times }) =>
        `${group}, ${files(times)}: “${reason}” ${replaced ? 'Replaced by the next of the reserve.' : 'Not replaced: the reserve was used up.'}`,
    );
}

/** What became of the provider's notes in one group of joint work. */
function notesText(of: FeedbackInput['notes'][number]): string {
  const unsaid = of.files - of.read - of.missing;
  if (unsaid === of.files) {
    return `${of.group}: the auditors did not say of any file whether your notes were there to be read.`;
  }
  const found = `${of.group}: your notes were read for ${of.read} of ${files(of.files)}, and could not be had for ${of.missing}.`;
  return unsaid === 0 ? found : `${found} For ${unsaid} the auditors did not say.`;
}

function presentGlance(
  { tool, tally }: FeedbackInput,
  figures: ReportFigures,
  heading: string,
): FeedbackReport['glance'] {
  const checks = checksOf(tool);
  const sections = sectionsOf(tool).map((section) => ({
    title: section.title,
    rows: section.checks.map((check) => {
      const found = figures.checks.find((entry) => entry.id === check.id);
      if (!found) throw new RangeError(`no figures for the check ${check.id}`);
      const { own, partnership } = found;
      const row: GlanceRow = {
        label: check.label,
        remarks: remarksOn(check),
        own: figure(own),
        partnership: partnership ? figure(partnership) : { count: MASK, percent: '', interval: '' },
        leftOut: leftOut(own),
      };
      return { check, row, own, partnership };
    }),
  }));
  const labelOf = (id: string | undefined) => checks.find((check) => check.id === id)?.label ?? '';
  const ownNames = new Set(figures.groups.map((group) => group.name));
  const contradictions = tally.contradictions
    .filter(({ group }) => ownNames.has(group))
    .map(({ group, check: id, files: count }) => {
      const dependsOn = checks.find((check) => check.id === id)?.dependsOn;
      return `${group}, ${files(count)}: yes to “${labelOf(id)}”, although the answer to “${labelOf(dependsOn?.item)}” is not ${dependsOn?.answer ?? 'yes'}.`;
    });
  return {
    heading,
    paragraphs: [
      `For each check, the share of your files with a yes stands beside that of the whole partnership, ${files(figures.allFiles)}, yours among them. The line through a dot is its 95% interval: with as few files as these, chance alone could have moved the percentage anywhere along it.`,
    ],
    chart: figures.files === 0 ? null : glanceChart(sections),
    reading: [
      '“8 of 12, 67%” means: the check applied to 12 files, and 8 of these had a yes. Only files with a yes or a no count; the last column says how many of yours are left out, and why. The range below a figure is its 95% interval.',
    ],
    caption: 'Yes answers of the files each check applied to',
    columns: ['Check', 'Your files', 'Whole partnership', 'Left out of yours'],
    sections: sections.map(({ title, rows }) => ({ title, rows: rows.map(({ row }) => row) })),
    contradictions:
      contradictions.length > 0
        ? {
            heading: 'Answers that do not fit together',
            lead: 'Some answers about the same file disagree with each other. They are counted above as they were recorded, so please read these checks with care.',
            items: contradictions,
          }
        : null,
  };
}

function presentGroups(tool: Tool, own: ReportFigures['groups'], heading: string): FeedbackReport['byGroup'] {
  const groups = own.filter((group) => group.files > 0);
  const [only] = groups;
  if (only === undefined) {
    return {
      heading,
      paragraphs: ['No files have been read yet.'],
      caution: '',
      shortNames: false,
      tables: [],
    };
  }
  const smallest = Math.min(...groups.map((group) => group.files));
  const effect =
    smallest === 1
      ? 'A group of 1 case file can only show 0% or 100%'
      : `In a group of ${files(smallest)}, one file more or less moves a percentage by about ${percent(1, smallest)} points`;
  const caution = `Please take small groups with care. ${effect}, and chance alone makes groups of this size differ. The figures are for looking at together, not for ranking.`;
  if (groups.length === 1) {
    return {
      heading,
      paragraphs: [
        `All your files that were read belong to one sample group, ${only.name}. The figures above are those of this group.`,
      ],
      caution,
      shortNames: false,
      tables: [],
    };
  }
  const shortNames = groups.length > GROUPS_WITH_FULL_LABELS;
  const count = Math.ceil(groups.length / GROUPS_PER_TABLE);
  const size = Math.ceil(groups.length / count);
  return {
    heading,
    paragraphs: [
      'The same figures for each sample group: the number of yes answers of the files the check applied to, and the percentage.',
    ],
    caution,
    shortNames,
    tables: Array.from({ length: count }, (_, t) => {
      const shown = groups.slice(t * size, (t + 1) * size);
      return {
        caption: `Yes answers by sample group${count > 1 ? `, table ${t + 1} of ${count}` : ''}`,
        columns: ['Check', ...shown.map((group) => `${group.name} (${files(group.files)})`)],
        sections: sectionsOf(tool).map(({ title, checks }) => ({
          title,
          rows: checks.map((check) => ({
            label: shortNames ? check.shortLabel : check.label,
            remarks: remarksOn(check),
            cells: shown.map((group) => figure(figuresOf(group.checks, check))),
          })),
        })),
      };
    }),
  };
}

function presentComments(
  { tool, comments, findings }: FeedbackInput,
  heading: string,
): FeedbackReport['comments'] {
  const items = itemsOf(tool);
  const known = new Set(items.map((item) => item.id));
  const topicOf = (item: string | null) => (item !== null && known.has(item) ? item : null);
  const topics = [
    ...items.map((item) => ({ id: item.id as string | null, heading: item.label })),
    { id: null, heading: 'About the whole file' },
  ].map(({ id, heading: about }) => {
    const counts = new Map<string, number>();
    for (const comment of comments) {
      const text = comment.text.trim();
      if (text !== '' && topicOf(comment.item) === id) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    // By their words: in the order of the files, the comments of one person could be put together.
    const sorted = [...counts].toSorted(([a], [b]) => byWords(a, b));
    return {
      heading: about,
      comments: sorted.map(([text, count]) => ({
        text,
        times: count > 1 ? `written about ${files(count)}` : null,
      })),
    };
  });
  const filled = topics.filter((topic) => topic.comments.length > 0);
  return {
    heading,
    paragraphs: [
      filled.length > 0
        ? 'These are the auditors’ own words, check by check. They stand in alphabetical order, so their order says nothing about which file they belong to. What was taken up in a finding is not repeated.'
        : findings.some((finding) => finding.takenFrom !== null)
          ? 'The auditors’ comments on your files are taken up in the findings.'
          : 'The auditors left no comments on your files.',
    ],
    topics: filled,
  };
}

const collator = new Intl.Collator('en-GB');

function byWords(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : 1);
}

function readingAids({ tool, smallNumberThreshold: least }: FeedbackInput): Definition[] {
  const checks = checksOf(tool);
  return [
    {
      term: 'Applicable',
      text: 'A check is applicable to a file when it was answered yes or no. A no includes that the auditor found no evidence in the file. Every percentage in this report is a share of the applicable files, in whole percent.',
    },
    {
      term: 'All files',
      text: 'Other tables may divide by all files of a group, whether the check applied to them or not, and then show lower percentages. This report never does.',
    },
    {
      term: '95% interval',
      text: 'If the same number of other files had been drawn again and again, 95 of 100 such ranges would hold the share that all files have. It is wide where few files were read: 2 of 2 is 100%, with a range from 34% to 100%.',
    },
    {
      term: 'Did not apply',
      text: 'The check does not fit the file. This says nothing good or bad about it.',
    },
    {
      term: 'Not recorded',
      text: 'The auditor gave no answer. This tells you about the audit, not about your service.',
    },
    {
      term: `${DASH} (dash)`,
      text: 'There is no figure: in every file the check did not apply or was not recorded. A dash is not 0%.',
    },
    {
      term: MASK,
      text: `The partnership’s figure is withheld, because fewer than ${least} files had a yes, or fewer than ${least} had a no, or because fewer than ${least} files of other providers are in it. Numbers as low as that could point to one person. Your own figures are never withheld from you.`,
    },
    ...(checks.some((check) => check.polarity === 'yes_is_bad')
      ? [
          {
            term: 'A yes is a shortcoming',
            text: 'The check asks whether something is missing or wrong, so a low percentage is the good news.',
          },
        ]
      : []),
    ...(checks.some((check) => check.polarity === 'neither')
      ? [
          {
            term: 'Neither good nor bad',
            text: 'The check describes what is in the file. A high percentage is no better than a low one.',
          },
        ]
      : []),
    ...(checks.some((check) => check.standard !== undefined)
      ? [
          {
            term: 'Standard',
            text: 'The percentage of applicable files that the audit tool expects a check to reach.',
          },
        ]
      : []),
    {
      term: 'Differences',
      text: 'A difference between your files and the partnership may be chance, above all when few files were read. It is a reason to look closer, not a verdict.',
    },
  ];
}

/** Sections that hold checks; what a section asks besides them is not reported. */
function sectionsOf(tool: Tool): { title: string; checks: Check[] }[] {
  return tool.sections
    .map(({ title, items }) => ({ title, checks: items.filter((item) => item.kind === 'check') }))
    .filter(({ checks }) => checks.length > 0);
}

function figuresOf(all: CheckWithInterval[], check: Check): CheckWithInterval {
  const found = all.find((figures) => figures.id === check.id);
  if (!found) throw new RangeError(`no figures for the check ${check.id}`);
  return found;
}

function figure(figures: CheckTally & { interval?: CheckWithInterval['interval'] }): Figure {
  const { yes, applicable, percentOfApplicable } = figures;
  if (percentOfApplicable === null) return { count: DASH, percent: '', interval: '' };
  return {
    count: `${yes} of ${applicable}`,
    percent: `${percentOfApplicable}%`,
    interval: figures.interval ? intervalText(figures.interval) : '',
  };
}

function leftOut({ notApplicable, notRecorded }: CheckTally): string[] {
  return [
    ...(notApplicable > 0 ? [`${notApplicable} did not apply`] : []),
    ...(notRecorded > 0 ? [`${notRecorded} not recorded`] : []),
  ];
}

function remarksOn(check: Check): string[] {
  return [
    ...(check.polarity === 'yes_is_bad' ? ['a yes is a shortcoming'] : []),
    ...(check.polarity === 'neither' ? ['neither good nor bad'] : []),
    ...(check.standard === undefined ? [] : [`standard: ${check.standard}%`]),
  ];
}

function files(count: number): string {
  return count === 1 ? '1 case file' : `${count} case files`;
}

function plannedText(count: number | undefined): string {
  return count === undefined ? 'not stated' : String(count);
}

function list(names: string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
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
