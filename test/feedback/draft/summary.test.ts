import { describe, expect, it } from 'vitest';
import { checksOf, tally } from '../../../rules/index.ts';
import { changesBetween, reportFigures } from '../../../server/feedback/draft/figures.ts';
import { presentFeedback } from '../../../server/feedback/draft/presenter.ts';
import type { FeedbackInput } from '../../../server/feedback/draft/input.ts';
import type { AddedSection } from '../../../server/feedback/store/report.ts';
import { summaryLines } from '../../../server/feedback/draft/summary.ts';
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

const linesOf = (changes: Partial<FeedbackInput> = {}) => presentFeedback(input(changes)).summary.lines;

describe('the five lines', () => {
  // Own: plan 10 of 13, goals 5 of 12, forms missing 2 of 7 (so 5 of 7 are as they should be), housing never applied.
  it('say what was read, what is mostly there, what is mostly missing, what differs and what was found', () => {
    expect(
      linesOf({
        findings: [finding(1, 'One.'), finding(2, 'Two.', 'suggestion'), finding(3, 'Three.', 'suggestion')],
      }),
    ).toEqual([
      'Read: 13 of 14 planned case files of yours, in 2 sample groups.',
      'As it should be in at least three quarters of the files: 1 of 3 checks: “Plan”.',
      'As it should be in fewer than half of the files: 1 of 3 checks: “Goals”.',
      'Beside the others: no difference that these files can show in any of 2 checks.',
      'Found: 1 strength, 0 shortcomings and 2 suggestions. Queries can be raised until 23 March 2012.',
    ]);
  });

  it('say where a difference is clear, and which way it is good', () => {
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
    const lines = linesOf({ tally: counted, ownGroups: ['Ash'], plannedFiles: { Ash: 20 } });
    expect(lines[3]).toBe(
      'Beside the others: clearly ahead of them in “Plan”, “Forms” (fewer of them); clearly behind them in “Goals”; no difference that these files can show in 1 of 4 checks.',
    );
  });

  it('hold all checks of the report together against chance', () => {
    // 4 of 12 against 13 of 15 alone: Newcombe's interval leaves zero out and the mid-p is 0.007.
    const counted = (others: [number, number, number]) =>
      tally(tool, {
        groups: [
          { name: 'Ash', files: 12 },
          { name: 'Cedar', files: 15 },
        ],
        answers: [
          ...answersOf('Ash', { plan: [4, 8, 0], smart: [6, 6, 0], forms: [6, 6, 0] }),
          ...answersOf('Cedar', { plan: others, smart: [8, 7, 0], forms: [8, 7, 0] }),
        ],
        pairs: [],
      });
    const line = (others: [number, number, number]) =>
      linesOf({
        tally: counted(others),
        ownGroups: ['Ash'],
        plannedFiles: { Ash: 12 },
        smallNumberRule: 'by_item',
      })[3];
    expect(line([13, 2, 0])).toBe(
      'Beside the others: clearly behind them in “Plan”; no difference that these files can show in 2 of 3 checks.',
    );
    // 4 of 12 against 11 of 15: by itself below 0.05 and with an interval from 2 to 64 points, but not times three.
    expect(line([11, 4, 0])).toBe(
      'Beside the others: no difference that these files can show in any of 3 checks.',
    );
  });

  it('are five in a draft and without any file, too', () => {
    const empty = tally(tool, { groups: [], answers: [], pairs: [] });
    const lines = linesOf({ tally: empty, ownGroups: [], plannedFiles: {}, issue: null });
    expect(lines).toEqual([
      'No case file of yours was read.',
      'As it should be in at least three quarters of the files: there is nothing to say yet.',
      'As it should be in fewer than half of the files: there is nothing to say yet.',
      'Beside the others: there are too few files of others to compare with.',
      'Found: 0 strengths, 0 shortcomings and 0 suggestions.',
    ]);
  });

  it('hold nothing against figures that are withheld, and nothing for those that are neither good nor bad', () => {
    const figures = reportFigures(input({ smallNumberThreshold: 30 }));
    expect(figures.checks.filter(({ partnership }) => (partnership?.applicable ?? 0) > 0)).toEqual([]);
    const lines = summaryLines({ figures, checks: checksOf(tool), planned: null, queriesUntil: null });
    expect(lines[3]).toBe('Beside the others: there are too few files of others to compare with.');
    expect(lines.join(' ')).not.toContain('Abst');
  });

  it('take exactly three quarters for mostly there, and exactly half for neither', () => {
    const counted = tally(tool, {
      groups: [{ name: 'Ash', files: 8 }],
      answers: answersOf('Ash', { plan: [6, 2, 0], smart: [4, 4, 0], forms: [2, 6, 0], housing: [3, 5, 0] }),
      pairs: [],
    });
    const lines = linesOf({ tally: counted, ownGroups: ['Ash'], plannedFiles: { Ash: 8 } });
    expect(lines[1]).toContain('2 of 4 checks: “Plan”, no “Forms”.');
    expect(lines[2]).toContain('1 of 4 checks: “Housing”.');
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
      '8. How to read the figures',
    ]);
    expect(report.read.secondReadings?.paragraphs.join(' ')).toContain(
      'Both gave the same answer to 17 of 20 checks, 85%.',
    );
  });

  it('say by when things are to be done', () => {
    expect(presentFeedback(input()).next.steps.map(({ term }) => term)).toEqual([
      'Now',
      'By 23 March 2012',
      'By 6 April 2012',
      'After that',
    ]);
    expect(presentFeedback(input({ issue: null })).next.steps[1]?.term).toBe('Within 14 days of issue');
  });
});
