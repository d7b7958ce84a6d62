import { describe, expect, it } from 'vitest';
import { tally } from '../../../rules/index.ts';
import { reportFigures } from '../../../server/feedback/draft/figures.ts';
import type { FeedbackInput } from '../../../server/feedback/draft/input.ts';
import { lettersSection } from '../../../server/feedback/draft/smartCriteria.ts';
import type { FeedbackPlans } from '../../../server/feedback/draft/smartCriteria.ts';
import { differenceOf, isReportDue } from '../../../server/feedback/reports/difference.ts';
import { reportDataOf } from '../../../server/feedback/reports/draftData.ts';
import { readReportData } from '../../../server/feedback/store/reportData.ts';
import type { Finding } from '../../../server/feedback/store/findings.ts';
import type { ReportFigures } from '../../../server/feedback/store/report.ts';
import type { KeptReport, OlderReport } from '../../../server/feedback/store/reports.ts';
import { answersOf, input, tool } from '../../support/feedbackInput.ts';

const PLANS: FeedbackPlans = {
  figures: {
    letters: {
      plans: 3,
      goals: 7,
      letters: [
        { letter: 'specific', met: 5, 'not met': 2, 'cannot tell': 0 },
        { letter: 'measurable', met: 4, 'not met': 3, 'cannot tell': 0 },
        { letter: 'achievable', met: 1, 'not met': 0, 'cannot tell': 6 },
        { letter: 'realistic', met: 2, 'not met': 0, 'cannot tell': 5 },
        { letter: 'timeBound', met: 6, 'not met': 1, 'cannot tell': 0 },
      ],
    },
    needs: [
      { domain: 'drug_alcohol', found: 3, withoutGoal: 0 },
      { domain: 'housing', found: 2, withoutGoal: 1 },
    ],
  },
  examples: [{ shown: 'Attend AA', better: 'Attend AA 2 times a week until 30 March' }],
};

const goalsOf = (plans: FeedbackPlans) => {
  const section = lettersSection(plans);
  return { more: section ? [section] : [] };
};

const finding = (id: number, text: string, changes: Partial<Finding> = {}): Finding => ({
  id,
  auditId: 1,
  providerId: 2,
  kind: 'shortcoming',
  itemId: null,
  text,
  takenFrom: null,
  takenItem: null,
  ...changes,
});

/** A report with something in every part of it. */
const FULL: Partial<FeedbackInput> = {
  samples: [
    {
      group: 'Ash',
      seed: 'K7QX2M9A',
      method: 'random',
      draws: 2,
      listed: 60,
      drawn: 6,
      notFound: [{ reason: 'Lent to the court', replaced: true }],
      outsideSample: 1,
      leftOut: 0,
      stopsAt: 0,
    },
  ],
  comments: [
    { item: 'plan', text: 'Well kept.' },
    { item: null, text: 'A tidy file. ' },
    { item: 'plan', text: 'Well kept.' },
  ],
  notes: [{ group: 'Birch', files: 8, read: 6, missing: 2 }],
  secondReadings: { files: 2, agreed: 7, compared: 8, settled: 1 },
  ...goalsOf(PLANS),
};
const FOUND = { findings: [finding(1, 'No dates.'), finding(2, 'No reviews.', { itemId: 'plan' })] };

/** The figures of the whole audit with other answers to one check in one group. */
const answered = (group: string, check: string, counts: [number, number, number]) => {
  const before = input().tally;
  return tally(tool, {
    groups: before.groups.map(({ name, files }) => ({ name, files })),
    answers: before.groups.flatMap(({ name, checks }) =>
      checks.flatMap(({ id, yes, no, notApplicable }) =>
        answersOf(name, { [id]: name === group && id === check ? counts : [yes, no, notApplicable] }),
      ),
    ),
    pairs: before.contradictions.map(({ group: name, check: id, files }) => ({
      group: name,
      check: id,
      answer: 'yes',
      parentAnswer: 'no',
      files,
    })),
  });
};

/** As it is kept with a report and read again. */
const kept = (of: FeedbackInput): KeptReport => ({
  figures: reportFigures(of),
  data: readReportData(JSON.stringify(reportDataOf(of))),
  older: null,
});

const AS_IT_WAS = { since: 3, own: [], partnership: [], findings: 0, words: false };

describe('in what a draft differs from an issued report', () => {
  const before = input({ ...FULL, ...FOUND });
  const differing = (changes: Partial<FeedbackInput>) =>
    differenceOf(kept(before), 3, { ...before, ...changes });

  it('is nothing where it says the same, whatever the day and the version', () => {
    expect(
      differing({
        asAt: '2013-01-01T00:00:00Z',
        issue: null,
        days: { queryDays: 1, planDays: 2, changeDays: null, nation: 'scotland' },
      }),
    ).toBeNull();
    expect(differing(goalsOf(structuredClone(PLANS)))).toBeNull();
    // Comments and lost files come in no order, and the report trims and counts them.
    expect(
      differing({
        comments: [
          { item: null, text: 'A tidy file.' },
          ...['Well kept.', '  Well kept.', ' '].map((text) => ({ item: 'plan', text })),
        ],
      }),
    ).toBeNull();
  });

  it('is its own figures, together or in one group', () => {
    expect(differing({ tally: answered('Ash', 'plan', [3, 2, 0]) })).toEqual({
      ...AS_IT_WAS,
      own: ['Is there a plan?'],
    });
    // One more in one group and one fewer in the other: the provider's figure is as it was, those of its groups are not.
    const ash = answered('Ash', 'housing', [1, 1, 3]);
    const birch = answered('Birch', 'housing', [1, 1, 6]);
    const moved = { ...before, tally: ash };
    expect(differenceOf(kept(moved), 3, { ...before, tally: birch })?.own).toEqual(['Was housing arranged?']);
  });

  it('is answers that do not fit together', () => {
    const contradictions = before.tally.contradictions.map((one) => ({ ...one, files: one.files - 1 }));
    expect(differing({ tally: { ...before.tally, contradictions } })).toEqual({
      ...AS_IT_WAS,
      own: ['Are its goals SMART?'],
    });
  });

  it('is figures of the other files, which alone make no new version due', () => {
    const others = differing({ tally: answered('Cedar', 'abstinence', [9, 11, 0]) });
    expect(others?.partnership).toContain('Does it aim at abstinence?');
    expect(others).toMatchObject({ own: [], findings: 0, words: false });
    expect(others && isReportDue(others)).toBe(false);
    // A figure that is withheld says below which number it is.
    const withheld = differing({ smallNumberThreshold: 6 });
    expect(withheld).toMatchObject({ own: [], findings: 0, words: false });
    expect(withheld?.partnership).toEqual(['Are its goals SMART?', 'Does it aim at abstinence?']);
  });

  it('is findings that are new, gone, reworded or in another place', () => {
    const [first, second] = FOUND.findings;
    if (!first || !second) throw new Error('there are no findings');
    const count = (findings: Finding[]) => differing({ findings })?.findings ?? 0;
    expect(count([first, second])).toBe(0);
    expect(count([first, second, finding(3, 'Good talks.', { kind: 'strength' })])).toBe(1);
    expect(count([first])).toBe(1);
    expect(count([first, { ...second, text: 'Few reviews.' }])).toBe(1);
    expect(count([first, { ...second, itemId: null }])).toBe(1);
    expect(count([first, { ...second, kind: 'strength' }])).toBe(1);
    expect(count([second, first])).toBe(2);
    // From what a finding was drafted is nothing that the report says.
    expect(count([{ ...first, takenFrom: 'No dates at all.' }, second])).toBe(0);
  });

  it.each<[string, Partial<FeedbackInput>]>([
    ['a comment', { comments: [{ item: 'plan', text: 'Kept badly.' }] }],
    [
      'a comment on another check',
      { comments: before.comments.map(({ text }) => ({ item: 'smart', text })) },
    ],
    ['how many files a comment is on', { comments: before.comments.slice(1) }],
    ['the name of the provider', { provider: 'Old Road' }],
    ['the title of the audit', { audit: { ...before.audit, title: 'Autumn audit' } }],
    ['the days of fieldwork', { audit: { ...before.audit, fieldworkEnd: '2012-03-03' } }],
    [
      'the name of another provider in joint work',
      { providersByGroup: { ...before.providersByGroup, Birch: ['New Road', 'The Arch'] } },
    ],
    ['how many files were planned', { plannedFiles: { ...before.plannedFiles, Ash: 7 } }],
    [
      'how many files of joint work were read',
      { notes: [{ group: 'Birch', files: 8, read: 7, missing: 1 }] },
    ],
    ['second readings', { secondReadings: { files: 2, agreed: 8, compared: 8, settled: 0 } }],
    [
      'how many differences of second readings are settled',
      { secondReadings: { files: 2, agreed: 7, compared: 8, settled: 0 } },
    ],
    [
      'how many files a group has, as was entered',
      { sizes: new Map([['Birch', { listed: null, entered: { files: 90, isDrawn: true } }]]) },
    ],
    ['the seed of the sample', { samples: before.samples.map((one) => ({ ...one, seed: 'OTHER' })) }],
    [
      'why a file was not found',
      { samples: before.samples.map((one) => ({ ...one, notFound: [{ reason: 'Lost', replaced: true }] })) },
    ],
    [
      'an example of a goal',
      goalsOf({ ...PLANS, examples: [{ shown: 'Attend AA', better: 'Attend AA each Monday' }] }),
    ],
    ['the goals of plans', goalsOf({ ...PLANS, figures: { ...PLANS.figures, needs: [] } })],
  ])('is words where it is %s', (_what, changes) => {
    expect(differing(changes)).toEqual({ ...AS_IT_WAS, words: true });
  });

  it('is nothing that a report of before settled differences were told could have said', () => {
    const then = kept(before);
    if (!then.data) throw new Error('the report has no data');
    const { particulars } = then.data;
    const older: KeptReport = {
      ...then,
      data: {
        ...then.data,
        particulars: { ...particulars, secondReadings: { files: 2, agreed: 7, compared: 8 } },
      },
    };
    const since = (changes: Partial<FeedbackInput>) => differenceOf(older, 3, { ...before, ...changes });
    expect(since({ secondReadings: { files: 2, agreed: 7, compared: 8, settled: 0 } })).toBeNull();
    expect(since({ secondReadings: { files: 2, agreed: 6, compared: 8, settled: 1 } })).toEqual({
      ...AS_IT_WAS,
      words: true,
    });
  });

  it('is words alone where a group is renamed', () => {
    const renamed = (name: string) => (name === 'Ash' ? 'Willow' : name);
    const inGroup = <T extends { group: string }>(one: T) => ({ ...one, group: renamed(one.group) });
    const tallied = before.tally;
    expect(
      differing({
        ownGroups: before.ownGroups.map(renamed),
        plannedFiles: { ...before.plannedFiles, Willow: 6 },
        providersByGroup: { ...before.providersByGroup, Willow: ['New Road'] },
        samples: before.samples.map(inGroup),
        tally: {
          ...tallied,
          groups: tallied.groups.map((group) => ({ ...group, name: renamed(group.name) })),
          contradictions: tallied.contradictions.map(inGroup),
        },
      }),
    ).toEqual({ ...AS_IT_WAS, words: true });
  });
});

describe('a report that was issued before its data was kept', () => {
  // The marks are those that the program made of these drafts then.
  const PLAIN = 'f7caec870adc873f8128928b7d3b4ab0e7c20040b7884cd064b09b2e7f0e8986';
  const MARK_OF_FULL = 'b505e2ba1cc4314d6496cab1fb025a27203c60ec1a10bf0a9ee804f52dfc4142';
  const WORDS_THEN = {
    heading: '4. The goals of your recovery plans',
    paragraphs: [
      'The auditors entered the plans of 3 files of yours, with 7 goals. Fixed rules read each goal letter by letter: is it specific, measurable, achievable, realistic and time-bound? They advise; people may rightly see a goal otherwise, and the figures above are the auditors’ own answers.',
      'Achievable and realistic cannot be told from the words of a goal, but from whether the service user agreed it, which support is named and which need it answers. Where a plan does not say, the letter cannot be told; that is never counted as met.',
    ],
    tables: [
      {
        caption: 'Goals by letter',
        columns: ['Letter', 'Met', 'Not met', 'Cannot tell'],
        rows: [
          ['S: Specific', '5 of 7', '2 of 7', '0 of 7'],
          ['M: Measurable', '4 of 7', '3 of 7', '0 of 7'],
          ['A: Achievable', '1 of 7', '0 of 7', '6 of 7'],
          ['R: Realistic', '2 of 7', '0 of 7', '5 of 7'],
          ['T: Time-bound', '6 of 7', '1 of 7', '0 of 7'],
        ],
      },
      {
        caption: 'Needs found at assessment that no goal answers',
        columns: ['Need', 'Plans without a goal for it, of those with this need'],
        rows: [['Housing', '1 of 2']],
      },
      {
        caption: 'Goals as they stand, and how they could read',
        columns: ['A goal from a plan', 'A better wording'],
        rows: [['Attend AA', 'Attend AA 2 times a week until 30 March']],
      },
    ],
  };
  const OLDER: OlderReport = {
    rest: MARK_OF_FULL,
    more: [WORDS_THEN],
    comments: ['A tidy file.', 'Well kept.'],
  };
  const before = input(FULL);
  const keptThen = (older: OlderReport, of = before): KeptReport => ({
    figures: JSON.parse(
      JSON.stringify({ ...reportFigures(of), basis: 'anything', rest: older.rest }),
    ) as ReportFigures,
    data: null,
    older,
  });
  const differing = (changes: Partial<FeedbackInput>, older = OLDER) =>
    differenceOf(keptThen(older), 3, { ...before, ...changes });

  it('says what the draft says, as the program was when it was issued', () => {
    expect(differing({})).toBeNull();
    const plain = { rest: PLAIN, more: [], comments: [] };
    expect(differenceOf(keptThen(plain, input()), 3, input())).toBeNull();
  });

  it('does so however the program words it now', () => {
    const reworded = goalsOf(PLANS).more.map((section) => ({
      ...section,
      heading: 'Aims',
      paragraphs: ['Plans of 3 files.'],
      tables: section.tables.map((table) => ({
        ...table,
        caption: 'Aims',
        columns: table.columns.map(() => 'X'),
      })),
    }));
    expect(differing({ more: reworded })).toBeNull();
  });

  it('differs where its figures or findings do', () => {
    expect(differing({ tally: answered('Ash', 'plan', [3, 2, 0]) })?.own).toEqual(['Is there a plan?']);
    expect(differing(FOUND)).toEqual({ ...AS_IT_WAS, findings: 2 });
  });

  it.each<[string, Partial<FeedbackInput>]>([
    ['a comment', { comments: [{ item: 'plan', text: 'Kept badly.' }] }],
    ['the name of the provider', { provider: 'Old Road' }],
    ['how many files were planned', { plannedFiles: { ...before.plannedFiles, Ash: 7 } }],
    [
      'how many files of joint work were read',
      { notes: [{ group: 'Birch', files: 8, read: 7, missing: 1 }] },
    ],
    ['second readings', { secondReadings: { files: 2, agreed: 8, compared: 8, settled: 0 } }],
    ['the seed of the sample', { samples: before.samples.map((one) => ({ ...one, seed: 'OTHER' })) }],
    [
      'an example of a goal',
      goalsOf({ ...PLANS, examples: [{ shown: 'Attend AA', better: 'Attend AA each Monday' }] }),
    ],
    ['the goals of plans', goalsOf({ ...PLANS, figures: { ...PLANS.figures, needs: [] } })],
    [
      'the number of plans',
      goalsOf({ ...PLANS, figures: { ...PLANS.figures, letters: { ...PLANS.figures.letters, plans: 4 } } }),
    ],
  ])('differs where it is %s', (_what, changes) => {
    expect(differing(changes)).toEqual({ ...AS_IT_WAS, words: true });
  });

  it('is told by its comments where it is one of the first, which have no mark', () => {
    const first = { ...OLDER, rest: null };
    expect(differing({}, first)).toBeNull();
    expect(differing({ provider: 'Old Road' }, first)).toBeNull();
    expect(differing({ comments: before.comments.slice(0, 1) }, first)).toEqual({
      ...AS_IT_WAS,
      words: true,
    });
  });
});

it('is refused as data of a form that this program does not know', () => {
  const data = JSON.stringify({ ...reportDataOf(input()), format: 2 });
  expect(() => readReportData(data)).toThrow('form 2');
});
