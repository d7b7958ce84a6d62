import { describe, expect, it } from 'vitest';
import { tally } from '../../../rules/index.ts';
import { changesBetween, reportFigures } from '../../../server/feedback/draft/figures.ts';
import { presentFeedback } from '../../../server/feedback/draft/presenter.ts';
import type { FeedbackInput } from '../../../server/feedback/draft/input.ts';
import type { AddedSection } from '../../../server/feedback/store/report.ts';
import type { Finding } from '../../../server/feedback/store/findings.ts';
import { answersOf, input, tool } from '../../support/feedbackInput.ts';

const finding = (id: number, text: string, kind: Finding['kind'] = 'strength'): Finding => ({
  id,
  auditId: 1,
  providerId: 1,
  kind,
  itemId: null,
  text,
  takenFrom: null,
  takenItem: null,
});

const frontOf = (changes: Partial<FeedbackInput> = {}) => presentFeedback(input(changes)).front;
const lines = (changes: Partial<FeedbackInput> = {}) =>
  Object.fromEntries((frontOf(changes).beside?.lines ?? []).map(({ term, text }) => [term, text]));

describe('the first page', () => {
  // Own: plan 10 of 13, goals 5 of 12, forms missing 2 of 7 (so 5 of 7 are as they should be), housing never applied.
  it('gives a verdict in two sentences, what to change first and what to keep', () => {
    const { verdict, basis, change, keep } = frontOf();
    expect(verdict).toEqual([
      'Of 1 check with a standard, 1 misses it. Of 2 checks without a standard, none is as it should be in at least three quarters of your files, and 1 in fewer than half.',
      'What has to change first is “Are its goals SMART?”: no in 7 of 12 files.',
    ]);
    expect(basis).toBe('The panel has not written its findings; this order comes from the counts alone.');
    expect(change?.points).toEqual([
      {
        label: 'Are its goals SMART?',
        count: 'No in 7 of 12 files (58%).',
        more: ['No sample group stands out.', 'What the others have is suppressed.'],
        panel: [],
      },
      {
        label: 'Is there a plan?',
        count: 'No in 3 of 13 files (23%). Standard: yes in at least 80%, missed.',
        more: [
          'No sample group stands out.',
          'The others: 13 of 20 yes (65%), a difference that may be chance.',
        ],
        panel: [],
      },
      {
        label: 'Is a TOP form missing?',
        count: 'Yes in 2 of 7 files (29%).',
        more: [
          'No sample group stands out.',
          'The others: 6 of 20 yes (30%), a difference that may be chance.',
        ],
        panel: [],
      },
    ]);
    expect(keep).toMatchObject({
      points: [],
      none: 'No check is as it should be in three quarters of your files.',
    });
  });

  it('takes the panel’s word before the counts, and gives it', () => {
    const { basis, change, keep } = frontOf({
      findings: [
        { ...finding(1, 'Forms come late.', 'shortcoming'), itemId: 'forms' },
        { ...finding(2, 'Ask at the review.', 'suggestion'), itemId: 'forms' },
        finding(3, 'A warm office.'),
      ],
    });
    expect(basis).toBeNull();
    expect(change?.points[0]).toMatchObject({
      label: 'Is a TOP form missing?',
      panel: ['Forms come late.', 'Ask at the review.'],
    });
    expect(keep?.points).toEqual([]);
  });

  it('says where the others are better or worse, and what cannot be compared', () => {
    const counted = tally(tool, {
      groups: [
        { name: 'Ash', files: 20 },
        { name: 'Cedar', files: 20 },
      ],
      answers: [
        ...answersOf('Ash', { plan: [18, 2, 0], smart: [3, 17, 0], forms: [2, 18, 0], housing: [9, 11, 0] }),
        ...answersOf('Cedar', {
          plan: [6, 14, 0],
          smart: [15, 5, 0],
          forms: [15, 5, 0],
          housing: [10, 10, 0],
        }),
      ],
      pairs: [],
    });
    const of = { tally: counted, ownGroups: ['Ash'], plannedFiles: { Ash: 20 } };
    expect(lines(of)).toEqual({
      Better: 'Clearly in “Is there a plan?”, “Is a TOP form missing?”.',
      Worse: 'Clearly in “Are its goals SMART?”.',
      'About the same': '1 of 4 checks: no difference that these files can show.',
      'Since last time': 'There is no audit before this one to compare with.',
      'How sure': '“Clearly” is more than chance explains; “perhaps” is worth a look and may be chance.',
    });
    expect(lines({ ...of, smallNumberThreshold: 30 })).toEqual({
      'Not comparable': '4 checks, of which the figure of the others is suppressed because it is small.',
      'Since last time': 'There is no audit before this one to compare with.',
    });
  });

  it('calls a share that the others have too no difference', () => {
    const counts: Parameters<typeof answersOf>[1] = {
      plan: [10, 10, 0],
      smart: [19, 1, 0],
      forms: [1, 19, 0],
      housing: [20, 0, 0],
    };
    const counted = tally(tool, {
      groups: [
        { name: 'Ash', files: 20 },
        { name: 'Cedar', files: 20 },
      ],
      answers: [...answersOf('Ash', counts), ...answersOf('Cedar', counts)],
      pairs: [],
    });
    const { change } = frontOf({ tally: counted, ownGroups: ['Ash'], plannedFiles: { Ash: 20 } });
    expect(change?.points[0]?.more).toContain('The others: 10 of 20 yes (50%) as well.');
  });

  it('says what went up and down since the audit before, and when that was', () => {
    const before = {
      title: 'Autumn audit',
      fieldworkEnd: '2010-10-05',
      files: 40,
      own: new Map([
        ['plan', { yes: 2, applicable: 40 }],
        ['smart', { yes: 38, applicable: 40 }],
        ['forms', { yes: 12, applicable: 40 }],
      ]),
    };
    expect(lines({ before })['Since last time']).toBe(
      'Against Autumn audit, 5 October 2010, 40 case files of yours. Up: clearly in “Is there a plan?”. Down: clearly in “Are its goals SMART?”. The same in 1 of 3 checks.',
    );
  });

  it('says by when things are to be done, where, and whom to ask', () => {
    const { dates } = frontOf({
      contact: { name: 'Lena Lead', email: 'lena@example.org', phone: '023 8000 0000' },
    });
    expect(dates.steps.map(({ term, href }) => [term, href])).toEqual([
      ['Now', 'http://audit.example/audits/1/feedback/2/report'],
      ['By Friday 23 March 2012', 'http://audit.example/audits/1/feedback/2/report#queries'],
      ['By Friday 6 April 2012', 'http://audit.example/audits/1/improvement/2'],
    ]);
    expect(dates.ask).toBe('Lena Lead, lena@example.org, 023 8000 0000');
    expect(frontOf({ issue: null }).dates.steps[1]?.term).toBe('Within 14 days of issue');
    expect(frontOf({ contact: { name: '', email: '', phone: '' } }).dates.ask).toBe(
      'Ask the lead of the panel.',
    );
  });

  it('has nothing to rank without any file, and no page for the team', () => {
    const empty = tally(tool, { groups: [], answers: [], pairs: [] });
    const report = presentFeedback(input({ tally: empty, ownGroups: [], plannedFiles: {} }));
    expect(report.front).toMatchObject({
      verdict: [
        'None of your case files has been read in this audit yet, so there are no figures to report.',
      ],
      basis: null,
      change: null,
      keep: null,
      beside: null,
    });
    expect(report.team).toBeUndefined();
  });
});

describe('the page for the team', () => {
  it('has the judged checks, the worst first, and those that are neither apart', () => {
    const { team } = presentFeedback(input());
    expect(
      team?.chart.sections.map(({ rows }) =>
        rows.map(({ label, first, second, end }) => [label, first.text, second.text, end]),
      ),
    ).toEqual([
      [
        ['Are its goals SMART?', '5 of 12, 42%', '', ['not compared']],
        // 2 of 7 are missing, so 5 of 7 are as they should be; of the others 14 of 20.
        ['Is a TOP form missing?', '5 of 7, 71%', '14 of 20, 70%', ['may be chance']],
        ['Is there a plan?', '10 of 13, 77%', '13 of 20, 65%', ['standard missed', 'may be chance']],
      ],
      [['Does it aim at abstinence?', '2 of 13, 15%', '', ['not compared']]],
    ]);
    expect(team?.shows).toBe(
      'Of 3 checks that can be good or bad, “Are its goals SMART?” is furthest from how it should be, with 5 of 12 files; the others are clearly or perhaps better in none. Where only yours is drawn the figure of the others is suppressed, because it is small: in 2 checks. 1 check applied to none of yours and is not shown.',
    );
  });

  it('says where what falls short comes from, with the files that the provider knows', () => {
    const counted = tally(tool, {
      groups: [
        { name: 'Ash', files: 5 },
        { name: 'Birch', files: 8 },
      ],
      answers: [
        ...answersOf('Ash', { plan: [1, 4, 0], forms: [0, 5, 0] }),
        ...answersOf('Birch', { plan: [8, 0, 0], forms: [6, 2, 0] }),
      ],
      pairs: [],
    });
    const { team, front } = presentFeedback(
      input({
        tally: counted,
        notes: [{ group: 'Birch', files: 8, read: 6, missing: 2 }],
        places: [
          { group: 'Ash', checkId: 'plan', references: ['A-1', 'A-2', 'A-4', 'A-5'] },
          { group: 'Birch', checkId: 'forms', references: ['B-7'] },
        ],
      }),
    );
    expect(front.change?.points.map(({ more }) => more[0])).toEqual([
      'Above all in Birch (6 of 8).',
      'Above all in Ash (4 of 5).',
    ]);
    expect(team?.origins.groups).toEqual([
      {
        name: 'Birch (joint work with The Bridge; your notes were read for 6 of 8):',
        text: '“Is a TOP form missing?” falls short in 6 of 8.',
        files:
          'Files to look at: B-7. Of joint work, only files in which your own notes were read are named.',
        question: '',
      },
      {
        name: 'Ash:',
        text: '“Is there a plan?” falls short in 4 of 5.',
        files: 'Files to look at: A-1, A-2, A-4, A-5.',
        question: '',
      },
    ]);
  });
});

describe('what has changed', () => {
  const before = reportFigures(
    input({ findings: [finding(1, 'Stays.'), finding(2, 'Goes.'), finding(3, 'Old words.')] }),
  );
  const changed = input({ findings: [finding(1, 'Stays.'), finding(3, 'New words.'), finding(4, 'Comes.')] });
  const ash = changed.tally.groups[0]?.checks[0];

  it('is each figure and finding that differs, and no other', () => {
    const after = structuredClone(reportFigures(changed));
    const [plan] = after.checks;
    if (!plan || !ash) throw new Error('there are no figures');
    Object.assign(plan.own, { yes: 11, no: 2 });
    plan.partnership = null;
    const { figures, findings } = changesBetween(before, after);
    expect(figures.map(({ label, whose, after: is }) => [label, whose, is?.yes ?? null])).toEqual([
      ['Is there a plan?', 'own', 11],
      ['Is there a plan?', 'others', null],
    ]);
    expect(findings).toEqual([
      { change: 'reworded', before: 'Old words.', after: 'New words.' },
      { change: 'added', before: null, after: 'Comes.' },
      { change: 'removed', before: 'Goes.', after: null },
    ]);
    expect(changesBetween(before, before)).toEqual({ figures: [], findings: [] });
  });

  it('is said in the version that comes after, and in no first one', () => {
    const { issue } = input();
    if (!issue) throw new Error('it is a draft');
    const changes = {
      since: 1,
      queries: 2,
      corrections: 0,
      changed: changesBetween(before, reportFigures(changed)),
    };
    const report = presentFeedback({ ...changed, issue: { ...issue, version: 2, changes } });
    expect(report.changes?.heading).toBe('What has changed since version 1');
    expect(report.changes?.paragraphs).toEqual([
      'This version takes the place of version 1. 2 queries were answered since, and 0 answers were corrected under them.',
    ]);
    expect(report.changes?.items).toEqual([
      'A finding is put otherwise: “New words.” Before: “Old words.”',
      'A finding is new: “Comes.”',
      'A finding is no longer made: “Goes.”',
    ]);
    expect(report.documentTitle).toBe('Feedback for New Road: Spring audit, version 2');
    expect(presentFeedback(input()).changes).toBeNull();
  });
});

describe('the other new sections', () => {
  it('number themselves, with what another part of the program adds', () => {
    const more: AddedSection[] = [
      {
        heading: 'Goals, letter by letter',
        paragraphs: ['Of 12 goals.'],
        tables: [{ caption: 'Letters', columns: ['Letter', 'Met'], rows: [['Specific', '5 of 12']] }],
        data: { about: 'goals', plans: 4, goals: 12, letters: [], needs: null, examples: [] },
      },
    ];
    const report = presentFeedback(input({ more, secondReadings: { files: 2, agreed: 17, compared: 20 } }));
    expect(
      [report.byGroup, ...report.more, report.findings, report.howToRead].map(({ heading }) => heading),
    ).toEqual([
      '3. By sample group',
      '4. Goals, letter by letter',
      '5. What we found',
      '7. How to read the figures',
    ]);
    expect(report.read.secondReadings?.paragraphs.join(' ')).toContain(
      'Both gave the same answer to 17 of 20 checks, 85%.',
    );
  });
});
