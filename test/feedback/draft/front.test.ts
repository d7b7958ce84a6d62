import { describe, expect, it } from 'vitest';
import { tally } from '../../../rules/index.ts';
import { changesBetween, reportFigures } from '../../../server/feedback/draft/figures.ts';
import { presentFeedback } from '../../../server/feedback/draft/presenter.ts';
import type { FeedbackInput } from '../../../server/feedback/draft/input.ts';
import type { AddedSection } from '../../../server/feedback/store/report.ts';
import type { Finding } from '../../../server/feedback/store/findings.ts';
import { answersOf, check, input, parsed, tool, toolHead } from '../../support/feedbackInput.ts';

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
      'Of 3 checks that can be good or bad, none is to keep and 3 are to change, 1 of them as it should be in fewer than half of your files. Of 1 check with a standard, 1 misses it.',
      'First to change is “Are its goals SMART?”: no in 7 of 12 files.',
    ]);
    expect(basis).toBe('The panel has not written its findings; this order comes from the counts alone.');
    expect(change?.points).toEqual([
      {
        label: 'Are its goals SMART?',
        count: 'No in 7 of 12 files (58%).',
        more: ['What the others have is suppressed.', 'Without joint files: 2 of 4.'],
        panel: [],
      },
      {
        label: 'Is there a plan?',
        count: 'No in 3 of 13 files (23%). Standard: yes in at least 80%, missed.',
        more: ['The others: no in 7 of 20 (35%).', 'Without joint files: 1 of 5.'],
        panel: [],
      },
      {
        label: 'Is a TOP form missing?',
        count: 'Yes in 2 of 7 files (29%).',
        more: ['The others: yes in 6 of 20 (30%).', 'It rests on joint files alone.'],
        panel: [],
      },
    ]);
    // The name of a single service would say whose figures these are, and of two those of a check that applied to one.
    expect(change?.lead).toContain('The others: 20 files of 1 service.');
    const { providersByGroup, ownGroups } = input();
    const [name = ''] = input().tally.groups.flatMap((group) =>
      group.files > 0 && !ownGroups.includes(group.name) ? [group.name] : [],
    );
    const leadWith = (services: string[]) =>
      frontOf({ providersByGroup: { ...providersByGroup, [name]: services } }).change?.lead;
    expect(leadWith(['Dovetail', 'New Road'])).toContain('The others: 20 files of 2 services.');
    expect(leadWith(['Dovetail', 'New Road', 'Fern'])).toContain(
      'The others: 20 files of Dovetail, New Road and Fern.',
    );
    expect(keep).toMatchObject({
      points: [],
      none: 'None: every check that can be good or bad has something to change.',
    });
  });

  it('has nothing to keep or to change where nothing that can be good or bad applied, and says so', () => {
    const { tally: own, ownGroups } = input();
    const groups = own.groups.map((group) => ({ name: group.name, files: group.files }));
    const answers = own.groups.flatMap(({ name, files, checks }) =>
      checks.flatMap(({ id, yes, no, notApplicable }) =>
        answersOf(name, {
          [id]: ownGroups.includes(name) && id !== 'abstinence' ? [0, 0, files] : [yes, no, notApplicable],
        }),
      ),
    );
    const { verdict, keep } = frontOf({ tally: tally(tool, { groups, answers, pairs: [] }) });
    expect(verdict).toEqual([
      'No check that can be good or bad applied to any of these, so there is no verdict.',
    ]);
    expect(keep).toMatchObject({
      points: [],
      none: 'None: no check that can be good or bad applied to any of these.',
    });
  });

  it('names no other service where a sample group among the files names none, and says so', () => {
    const { providersByGroup, ownGroups, tally: own } = input();
    const elm = {
      ...own.groups.find(({ name }) => name === 'Cedar'),
      name: 'Elm',
    } as (typeof own)['groups'][0];
    const lead = (services: Record<string, string[]>) =>
      frontOf({
        tally: { ...own, groups: [...own.groups, elm] },
        providersByGroup: { ...providersByGroup, ...services },
        ownGroups,
      }).change?.lead;
    expect(lead({ Cedar: ['Dovetail', 'New Road', 'Fern'], Elm: [] })).toContain(
      'The others: 40 files of 3 services and 1 sample group without one.',
    );
    expect(lead({ Cedar: [] })).toContain('The others: 40 files of 2 sample groups without a service.');
    expect(lead({ Cedar: ['Dovetail', 'New Road'], Elm: ['Fern'] })).toContain(
      'The others: 40 files of Dovetail, New Road and Fern.',
    );
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
      pairs: null,
    });
    const of = { tally: counted, ownGroups: ['Ash'], plannedFiles: { Ash: 20 } };
    expect(lines(of)).toEqual({
      Better: 'Very clearly in “Is there a plan?”, “Is a TOP form missing?”.',
      Worse: 'Very clearly in “Are its goals SMART?”.',
      'May be chance': 'The difference in 1 of 4 checks.',
      'Since last time': 'There is no audit before this one to compare with.',
      'How sure':
        '“Very clearly” comes by chance alone in about 1 of 100 such reports, “may be chance” is too little to tell.',
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
      pairs: null,
    });
    const { change } = frontOf({ tally: counted, ownGroups: ['Ash'], plannedFiles: { Ash: 20 } });
    expect(change?.points[0]?.more).toContain('The others: no in 10 of 20 (50%) as well.');
  });

  it('gives both figures of a check in one direction: what falls short to be changed, what is right to be kept', () => {
    const counted = tally(tool, {
      groups: [
        { name: 'Ash', files: 20 },
        { name: 'Cedar', files: 20 },
      ],
      answers: [
        ...answersOf('Ash', { plan: [18, 2, 0], smart: [3, 17, 0], forms: [2, 18, 0] }),
        ...answersOf('Cedar', { plan: [17, 3, 0], smart: [6, 14, 0], forms: [7, 13, 0] }),
      ],
      pairs: null,
    });
    const { change, keep } = frontOf({
      tally: counted,
      ownGroups: ['Ash'],
      plannedFiles: { Ash: 20 },
      smallNumberThreshold: 1,
    });
    const told = (part: typeof change) => part?.points.map(({ count, more }) => [count, more[0]]);
    expect(told(change)).toEqual([['No in 17 of 20 files (85%).', 'The others: no in 14 of 20 (70%).']]);
    expect(told(keep)).toEqual([
      [
        'Yes in 18 of 20 files (90%). Standard: yes in at least 80%, met.',
        'The others: yes in 17 of 20 (85%).',
      ],
      ['No in 18 of 20 files (90%).', 'The others: no in 13 of 20 (65%).'],
    ]);
  });

  it('says of a check about safety why it is first, and of each to change whether it moved', () => {
    const safe = parsed({
      ...toolHead,
      sections: [
        {
          id: 'on_risk',
          title: 'Risk',
          items: [
            check('risk', 'Was a risk assessment done?', 'Risk', { safety: true }),
            check('goals', 'Are goals dated?', 'Goals'),
          ],
        },
      ],
    });
    const counted = tally(safe, {
      groups: [
        { name: 'Ash', files: 20 },
        { name: 'Cedar', files: 20 },
      ],
      answers: [
        ...answersOf('Ash', { risk: [18, 2, 0], goals: [9, 11, 0] }),
        ...answersOf('Cedar', { risk: [17, 3, 0], goals: [8, 12, 0] }),
      ],
      pairs: null,
    });
    const { verdict, change } = frontOf({
      tool: safe,
      tally: counted,
      ownGroups: ['Ash'],
      plannedFiles: { Ash: 20 },
      smallNumberThreshold: 1,
      before: {
        title: 'Autumn audit',
        fieldworkEnd: '2010-10-05',
        files: 40,
        own: new Map([
          ['risk', { yes: 35, applicable: 40 }],
          ['goals', { yes: 0, applicable: 40 }],
        ]),
      },
    });
    expect(verdict.at(-1)).toBe(
      'First to change, for safety, is “Was a risk assessment done?”: no in 2 of 20 files.',
    );
    expect(change?.points.map(({ more }) => more)).toEqual([
      ['The others: no in 3 of 20 (15%).', 'Last time: no in 5 of 40 (13%), which may be chance.'],
      ['The others: no in 12 of 20 (60%).', 'Last time: no in 40 of 40 (100%), now very clearly better.'],
    ]);
  });

  it('gives each check one verdict, and names what is to change after the first three', () => {
    const many = parsed({
      ...toolHead,
      sections: [
        {
          id: 'all',
          title: 'All',
          items: [
            check('risk', 'Was a risk assessment done?', 'Risk', { safety: true }),
            ...['a', 'b', 'c', 'd', 'e', 'f'].map((id) => check(id, `Is ${id} there?`, id)),
          ],
        },
      ],
    });
    const counted = tally(many, {
      groups: [
        { name: 'Ash', files: 40 },
        { name: 'Cedar', files: 40 },
      ],
      answers: [
        // Right in 36 of 40, and still the first to change, so it is not among those to keep.
        ...answersOf('Ash', {
          risk: [36, 4, 0],
          a: [4, 36, 0],
          b: [5, 35, 0],
          c: [25, 15, 0],
          d: [24, 16, 0],
          e: [40, 0, 0],
          f: [39, 1, 0],
        }),
        ...answersOf('Cedar', {
          risk: [36, 4, 0],
          a: [4, 36, 0],
          b: [5, 35, 0],
          c: [39, 1, 0],
          d: [24, 16, 0],
          e: [40, 0, 0],
          f: [39, 1, 0],
        }),
      ],
      pairs: null,
    });
    const of = {
      tool: many,
      tally: counted,
      ownGroups: ['Ash'],
      plannedFiles: { Ash: 40 },
      smallNumberThreshold: 1,
    };
    const { verdict, change, keep } = frontOf(of);
    expect(verdict[0]).toBe(
      'Of 7 checks that can be good or bad, 2 are to keep and 5 are to change, 2 of them as they should be in fewer than half of your files.',
    );
    expect(change?.points.map(({ label }) => label)).toEqual([
      'Was a risk assessment done?',
      'Is a there?',
      'Is b there?',
    ]);
    expect(change?.more).toBe(
      'Then 2 more checks to change (see “Every check”), 1 of them clearly worse than the others: “Is c there?”.',
    );
    expect(keep?.points.map(({ label }) => label)).toEqual(['Is e there?', 'Is f there?']);
    // The second page names the files of those to change first, and of what is clearly worse.
    expect(presentFeedback(input(of)).team?.origins.groups.map(({ name }) => name)).toEqual([
      'Was a risk assessment done?',
      'Is a there?',
      'Is b there?',
      'Is c there?',
    ]);
    expect(keep?.more).toBe('');
    // The picture has the same two lists.
    expect(
      presentFeedback(input(of)).team?.chart.sections.map(({ title, rows }) => [title, rows.length]),
    ).toEqual([
      ['5 checks to change: share as it should be', 5],
      ['2 checks to keep: share as it should be', 2],
    ]);
  });

  it('says how many of those that fall short do so because of what a check hangs on', () => {
    const counted = tally(tool, {
      groups: [{ name: 'Ash', files: 21 }],
      answers: answersOf('Ash', { plan: [14, 7, 0], smart: [1, 20, 0] }),
      pairs: [
        { group: 'Ash', check: 'smart', answer: 'yes', parentAnswer: 'yes', files: 1 },
        { group: 'Ash', check: 'smart', answer: 'no', parentAnswer: 'yes', files: 13 },
        { group: 'Ash', check: 'smart', answer: 'no', parentAnswer: 'no', files: 7 },
      ],
    });
    const { front, glance, team } = presentFeedback(
      input({ tally: counted, ownGroups: ['Ash'], plannedFiles: { Ash: 21 } }),
    );
    expect(front.change?.points[0]).toMatchObject({
      label: 'Are its goals SMART?',
      count: 'No in 20 of 21 files (95%).',
    });
    expect(front.change?.points[0]?.more).toContain('Of the 14 with “yes” at “Is there a plan?”: no in 13.');
    // Once for all checks that hang on it, on both pages.
    // The plan, being among the first to change, says so itself, on both pages.
    const once = 'For that alone these fall short in 1 check that hangs on it, too: “Are its goals SMART?”.';
    expect(front.change?.points[1]).toMatchObject({ label: 'Is there a plan?' });
    expect(front.change?.points[1]?.more).toContain(once);
    expect(front.change?.lead).toContain('in how many files it falls short, with what hangs on it.');
    expect(front.change?.lead).not.toContain('lack');
    expect(team?.origins.groups[1]?.text).toContain(once);
    expect(team?.origins.paragraphs.join(' ')).not.toContain('lack');
    expect(glance.below).toEqual([
      '14 of your 21 files have the answer yes to “Is there a plan?”. The checks that ask more of it count the others, too; without these a yes is in: “Are its goals SMART?” 1 of 14.',
    ]);
  });

  it('says once what hangs on a plan where the plan itself is not among the first to change', () => {
    const counted = tally(tool, {
      groups: [{ name: 'Ash', files: 20 }],
      answers: answersOf('Ash', { plan: [17, 3, 0], smart: [1, 19, 0] }),
      pairs: [
        { group: 'Ash', check: 'smart', answer: 'yes', parentAnswer: 'yes', files: 1 },
        { group: 'Ash', check: 'smart', answer: 'no', parentAnswer: 'yes', files: 16 },
        { group: 'Ash', check: 'smart', answer: 'no', parentAnswer: 'no', files: 3 },
      ],
    });
    const { front, team } = presentFeedback(
      input({ tally: counted, ownGroups: ['Ash'], plannedFiles: { Ash: 20 } }),
    );
    const once =
      '3 files lack a “yes” at “Is there a plan?” and for that alone fall short in 1 check: “Are its goals SMART?”.';
    expect(front.change?.lead).toContain(once);
    expect(team?.origins.paragraphs).toContain(once);
  });

  it('says first that a plan is missing where more falls short for want of it, with its files', () => {
    const counted = tally(tool, {
      groups: [{ name: 'Ash', files: 21 }],
      answers: answersOf('Ash', { plan: [11, 10, 0], smart: [5, 16, 0] }),
      pairs: [
        { group: 'Ash', check: 'smart', answer: 'yes', parentAnswer: 'yes', files: 5 },
        { group: 'Ash', check: 'smart', answer: 'no', parentAnswer: 'yes', files: 6 },
        { group: 'Ash', check: 'smart', answer: 'no', parentAnswer: 'no', files: 10 },
      ],
    });
    const references = Array.from({ length: 10 }, (_, i) => `A-${i + 1}`);
    const { front, team } = presentFeedback(
      input({
        tally: counted,
        ownGroups: ['Ash'],
        plannedFiles: { Ash: 21 },
        places: [{ group: 'Ash', checkId: 'plan', references }],
      }),
    );
    // 10 without a plan and 10 answers on its goals for want of it, against 16 on goals.
    expect(front.verdict.at(-1)).toBe(
      'First to change is “Is there a plan?”: no in 10 of 21 files, and 1 check hangs on it.',
    );
    expect(team?.origins.groups[0]).toMatchObject({
      name: 'Is there a plan?',
      files: `Files to look at (10 of 10): ${references.join(', ')}.`,
    });
  });

  it('says at the top how much is joint work, and whether the provider’s own notes were read', () => {
    const joint = (changes: Partial<FeedbackInput>) =>
      presentFeedback(input(changes)).facts.find(({ term }) => term === 'Joint work')?.text;
    const notes = (read: number, missing: number) => ({
      notes: [{ group: 'Birch', files: 8, read, missing }],
    });
    const begins = '8 of your 13 files, with The Bridge: figures of the work of both.';
    expect(joint(notes(0, 0))).toBe(
      `${begins} Whether your own notes were read was recorded for none of them.`,
    );
    expect(joint(notes(5, 1))).toBe(
      `${begins} Your own notes were read for 5 of the 8 and could not be had for 1. For 2 nobody recorded it.`,
    );
    // The files of the provider alone are not asked it.
    expect(presentFeedback(input()).read.paragraphs).toContain(
      '“Is a TOP form missing?” rests on joint files alone.',
    );
    // A small share is said where notes were not read or that was not recorded, and is not where all were.
    const small = {
      tally: tally(tool, {
        groups: [
          { name: 'Ash', files: 40 },
          { name: 'Birch', files: 8 },
        ],
        answers: answersOf('Ash', { plan: [30, 10, 0] }),
        pairs: null,
      }),
    };
    expect(joint({ ...small, ...notes(7, 0) })).toContain('For 1 nobody recorded it.');
    expect(joint({ ...small, ...notes(8, 0) })).toBeUndefined();
    expect(joint({ providersByGroup: { Ash: ['New Road'], Birch: ['New Road'] } })).toBeUndefined();
  });

  it('says wherever a verdict stands that it holds only with joint files', () => {
    const counted = tally(tool, {
      groups: [
        { name: 'Ash', files: 6 },
        { name: 'Birch', files: 34 },
        { name: 'Cedar', files: 15 },
      ],
      answers: [
        ...answersOf('Ash', { plan: [3, 3, 0], housing: [3, 3, 0] }),
        ...answersOf('Birch', { plan: [1, 33, 0], housing: [17, 17, 0] }),
        ...answersOf('Cedar', { plan: [11, 4, 0], housing: [8, 7, 0] }),
      ],
      pairs: null,
    });
    // 4 of 40 against 11 of 15 is clear; without joint work it is 3 of 6 against 11 of 15, mid-p 0.237.
    const of = { tally: counted, smallNumberThreshold: 1 };
    const { front, team, howToRead } = presentFeedback(input(of));
    const only = 'only with joint files, without them it may be chance';
    expect(lines(of)['Worse']).toBe(
      'Only with joint files, without them it may be chance: clearly in “Is there a plan?”.',
    );
    expect(front.change?.points[0]?.more).toEqual([
      `The others: no in 4 of 15 (27%), yours is clearly worse, ${only}.`,
      'Without joint files: 3 of 6.',
    ]);
    const rows = team?.chart.sections.flatMap((section) => section.rows);
    expect(rows?.map(({ end }) => end)).toEqual([
      ['standard missed', 'clearly worse, joint files only'],
      ['may be chance'],
    ]);
    expect(rows?.[0]?.words).toContain(`standard missed; clearly worse (${only}).`);
    expect(howToRead.definitions.find(({ term }) => term === 'Joint files')?.text).toContain(
      'Every difference is judged a second time without these',
    );
    // Where both agree nothing is said.
    const own = { Ash: ['New Road'], Birch: ['New Road'], Cedar: ['The Bridge'] };
    const alone = presentFeedback(input({ ...of, providersByGroup: own }));
    expect(JSON.stringify(alone)).not.toContain('only with joint');
    expect(alone.howToRead.definitions.map(({ term }) => term)).not.toContain('Joint files');
  });

  it('says where joint files hide a difference', () => {
    const counted = tally(tool, {
      groups: [
        { name: 'Ash', files: 12 },
        { name: 'Birch', files: 11 },
        { name: 'Cedar', files: 15 },
      ],
      answers: [
        ...answersOf('Ash', { plan: [4, 8, 0] }),
        ...answersOf('Birch', { plan: [7, 4, 0] }),
        ...answersOf('Cedar', { plan: [11, 4, 0] }),
      ],
      pairs: null,
    });
    // 11 of 23 against 11 of 15 may be chance; 4 of 12 against it has mid-p 0.038.
    expect(lines({ tally: counted, smallNumberThreshold: 1 })).toMatchObject({
      'May be chance':
        'The difference in 1 of 1 check; without joint files “Is there a plan?” is clearly worse.',
    });
  });

  it('says whether a plan is to be sent in, by what is marked when it is issued', () => {
    const planStep = (changes: Partial<FeedbackInput>) => frontOf(changes).dates.steps.at(-1)?.text;
    expect(planStep({ marked: ['smart'] })).toContain(
      'To answer besides missed standards: “Are its goals SMART?”. You set the dates of the changes in it.',
    );
    const plain = parsed({
      ...toolHead,
      sections: [{ id: 'on_risk', title: 'Risk', items: [check('risk', 'Is the risk told?', 'Risk')] }],
    });
    const of = { tool: plain, tally: tally(plain, { groups: [], answers: [], pairs: [] }), ownGroups: [] };
    expect(planStep({ ...of, marked: ['risk'] })).toContain('To answer: 1 check, “Is the risk told?”.');
    // No day stands beside a plan that nobody has to send in.
    const { dates } = frontOf(of);
    expect(dates.steps.map(({ term }) => term)).toEqual(['Now', 'By Friday 23 March 2012']);
    expect(dates.note).toContain('No plan is asked for so far: the panel has marked no check for you.');
    expect(frontOf({ ...of, marked: ['risk'] }).dates.note).toBeNull();
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
      'Against Autumn audit, 5 October 2010, 40 files of yours; in brackets those as they should be. Better: very clearly in “Is there a plan?” (2 of 40, now 10 of 13). Worse: clearly in “Are its goals SMART?” (38 of 40, now 5 of 12). May be chance in 1 of 3 checks.',
    );
  });

  it('says by when things are to be done, where, and whom to ask', () => {
    const { dates } = frontOf({
      contact: { name: 'Lena Lead', role: 'panel lead', email: 'lena@example.org', phone: '023 8000 0000' },
    });
    expect(dates.steps.map(({ term, href }) => [term, href])).toEqual([
      ['Now', 'http://audit.example/audits/1/feedback/2/report'],
      ['By Friday 23 March 2012', 'http://audit.example/audits/1/feedback/2/report#queries'],
      ['By Friday 6 April 2012', 'http://audit.example/audits/1/improvement/2'],
    ]);
    expect(dates.ask).toBe('Lena Lead, panel lead, lena@example.org, 023 8000 0000');
    const draft = frontOf({ issue: null }).dates.steps;
    expect(draft[1]?.term).toBe('Within 14 days of issue');
    // The lead who presses it in a draft would come to a page that is not there.
    expect(draft.map(({ href }) => href !== '')).toEqual([false, false, true]);
    // A panel may say by when the first changes are made; where nothing has to change first it is not said.
    const set = { ...input().days, changeDays: 90 };
    expect(frontOf({ issue: null, days: set }).dates.steps.at(-1)).toMatchObject({
      term: 'Within 90 days of issue',
      text: 'Have made what stands under “To change first”, or say in the plan why not and by when.',
    });
    const { issue } = input();
    const dated = frontOf({ issue: issue && { ...issue, changesDue: '2012-06-07' } }).dates.steps;
    expect(dated.at(-1)?.term).toBe('By Thursday 7 June 2012');
    expect(dated.at(-2)?.text).toMatch(/You set the dates of all other changes in it\./);
    // What is due first stands first, in a draft and in what is issued.
    const soon = frontOf({ issue: null, days: { ...set, changeDays: 21 } }).dates.steps;
    expect(soon.map(({ term }) => term)).toEqual([
      'Now',
      'Within 14 days of issue',
      'Within 21 days of issue',
      'Within 28 days of issue',
    ]);
    const early = frontOf({ issue: issue && { ...issue, changesDue: '2012-03-30' } }).dates.steps;
    expect(early.map(({ term }) => term).slice(1)).toEqual([
      'By Friday 23 March 2012',
      'By Friday 30 March 2012',
      'By Friday 6 April 2012',
    ]);
    // Without a plan nothing can be said in it.
    const unasked = {
      ...tool,
      sections: tool.sections.map((section) => ({
        ...section,
        items: section.items.map((item) => (item.kind === 'check' ? { ...item, standard: undefined } : item)),
      })),
    } as typeof tool;
    const planless = frontOf({ issue: null, days: set, tool: unasked }).dates;
    expect(planless.steps.map(({ term }) => term)).toEqual([
      'Now',
      'Within 14 days of issue',
      'Within 90 days of issue',
    ]);
    expect(planless.steps.at(-1)?.text).toBe(
      'Have made what stands under “To change first”, or tell the panel lead why not and by when.',
    );
    expect(planless.note).toContain('No plan is asked for so far');
    // Where the panel has set no day either, the days are said to be the provider's own.
    const free = frontOf({ issue: null, tool: unasked }).dates;
    expect(free.steps.at(-1)).toMatchObject({
      term: 'By days that you set',
      text: 'Change what stands first above. No plan is asked for so far, and the panel has set no day.',
    });
    expect(free.note).toBeNull();
    const good = tally(tool, {
      groups: [{ name: 'Ash', files: 5 }],
      answers: answersOf('Ash', { plan: [5, 0, 0] }),
      pairs: null,
    });
    const nothing = frontOf({ issue: null, days: set, tally: good, ownGroups: ['Ash'] });
    expect(nothing.change?.points).toEqual([]);
    expect(nothing.dates.steps).toHaveLength(3);
    expect(frontOf({ contact: { name: '', role: 'panel lead', email: '', phone: '' } }).dates.ask).toBe(
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
      'Furthest from how it should be is “Are its goals SMART?”: 5 of 12 files are right. The line through a dot is its 95% interval: where the share of all files like these could well lie. 2 lines count fewer than your 13: the check did not apply to the rest, or was not recorded. Where only yours is drawn the figure of the others is suppressed, because it is small: in 2 checks. 1 check applied to none of yours and is not shown.',
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
      pairs: null,
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
    expect(front.change?.points.map(({ more }) => more[1])).toEqual([
      'In Birch (joint work with The Bridge) 6 of 8, in your other files 0 of 5.',
      'In Ash 4 of 5, in your other files 0 of 8.',
    ]);
    expect(team?.origins.groups).toEqual([
      {
        name: 'Is a TOP form missing?',
        text: 'Yes in 6 of 13 files (46%). In Birch (joint work with The Bridge; your notes were read for 6 of 8) 6 of 8, in your other files 0 of 5.',
        files: 'Files to look at (1 of 6; 5 not named): B-7.',
        question: '',
      },
      {
        name: 'Is there a plan?',
        text: 'No in 4 of 13 files (31%). In Ash 4 of 5, in your other files 0 of 8.',
        files: 'Files to look at (4 of 4): A-1, A-2, A-4, A-5.',
        question: '',
      },
    ]);
    expect(team?.origins.paragraphs).toContain(
      'Not named: files of joint work with The Bridge of which nobody recorded that your notes were read. Ask Lena Lead (lena@example.org) which of them are yours.',
    );
  });

  it('names every file of a check, and whoever the service has named for files', () => {
    const references = Array.from({ length: 12 }, (_, i) => `A-${i + 1}`);
    const counted = tally(tool, {
      groups: [{ name: 'Ash', files: 12 }],
      answers: answersOf('Ash', { plan: [0, 12, 0] }),
      pairs: null,
    });
    const { team } = presentFeedback(
      input({
        tally: counted,
        ownGroups: ['Ash'],
        places: [{ group: 'Ash', checkId: 'plan', references }],
        filesContact: 'Carol Clerk',
      }),
    );
    expect(team?.origins.groups.map(({ files }) => files)).toEqual([
      'Files to look at (12 of 12): A-1, A-2, A-3, A-4, A-5, A-6, A-7, A-8, A-9, A-10, A-11, A-12.',
    ]);
    // More than the page can hold stand in a section of their own, every one, and the page says so.
    const all = Array.from({ length: 70 }, (_, i) => `A-${i + 1}`);
    const long = presentFeedback(
      input({
        tally: tally(tool, {
          groups: [{ name: 'Ash', files: 70 }],
          answers: answersOf('Ash', { plan: [0, 70, 0] }),
          pairs: null,
        }),
        ownGroups: ['Ash'],
        places: [{ group: 'Ash', checkId: 'plan', references: all }],
      }),
    );
    expect(long.team?.origins.groups[0]?.files).toBe(
      'Files to look at (70 of 70): each of them stands in the section “Files to look at”.',
    );
    expect(long.more.at(-1)).toMatchObject({
      heading: '4. Files to look at',
      tables: [{ caption: 'Is there a plan?', rows: [['Ash', all.join(', ')]] }],
    });
    expect(team?.origins.paragraphs.join(' ')).toContain('Your contact for files is Carol Clerk.');
    expect(team?.origins.paragraphs.join(' ')).not.toContain('Not named');
  });

  it('says a word that all lines would end in once, above them', () => {
    const counts: Parameters<typeof answersOf>[1] = {
      plan: [10, 10, 0],
      smart: [12, 8, 0],
      forms: [8, 12, 0],
    };
    const counted = tally(tool, {
      groups: [
        { name: 'Ash', files: 20 },
        { name: 'Cedar', files: 20 },
      ],
      answers: [...answersOf('Ash', counts), ...answersOf('Cedar', { ...counts, plan: [11, 9, 0] })],
      pairs: null,
    });
    const { team, front } = presentFeedback(
      input({ tally: counted, ownGroups: ['Ash'], plannedFiles: { Ash: 20 } }),
    );
    expect(team?.chart.sections.flatMap(({ rows }) => rows.flatMap(({ end }) => end))).toEqual([
      'standard missed',
    ]);
    expect(team?.shows).toContain('Each difference from the others may be chance.');
    expect(front.change?.lead).toBe(
      'Counted here: those that fall short. In this order: safety, what the panel wrote down, in how many files it falls short. The others: 20 files of 1 service.',
    );
    expect(front.beside?.lines.map(({ term }) => term)).not.toContain('How sure');
  });

  it('points to where the words are told that it uses', () => {
    const { team, howToRead } = presentFeedback(input());
    expect(team?.words).toBe(
      '“6. How to read the figures” explains RODT, SMART, TOP, sample group, chosen beforehand and the program.',
    );
    const told = howToRead.abbreviations?.definitions.map(({ term }) => term);
    expect(told).toEqual(expect.arrayContaining(['SMART', 'sample group', 'the program']));
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
    const report = presentFeedback(
      input({ more, secondReadings: { files: 2, agreed: 17, compared: 20, settled: 3 } }),
    );
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
