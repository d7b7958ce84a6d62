import { describe, expect, it } from 'vitest';
import { tally } from '../../../rules/index.ts';
import type { FeedbackInput } from '../../../server/feedback/draft/input.ts';
import { presentFeedback } from '../../../server/feedback/draft/presenter.ts';
import type { GroupSample } from '../../../server/fieldwork/sampling/service.ts';
import { answersOf, check, input, parsed, tool, toolHead } from '../../support/feedbackInput.ts';

describe('the title block', () => {
  it('names the provider, the audit, the dates and the tool', () => {
    const { heading, facts, documentTitle, footer, draftNotice } = presentFeedback(input());
    expect(heading).toBe('Feedback for New Road');
    expect(documentTitle).toBe('Feedback for New Road: Spring audit');
    expect(footer).toBe('New Road · Spring audit');
    expect(draftNotice).toBeNull();
    expect(Object.fromEntries(facts.map(({ term, text }) => [term, text]))).toEqual({
      Audit: 'Spring audit, Southampton partnership',
      'Your files': '13 of 14 planned case files read, in 2 sample groups; chosen beforehand, not drawn',
      'Joint work': '8 of your 13 files, with The Bridge: figures of the work of both.',
      Fieldwork: '28 February 2012 to 2 March 2012, with Recovery check (RODT), version 2',
      Status: 'Version 1, issued on 9 March 2012; figures as at 5 March 2012',
    });
  });

  it('says plainly when the feedback is a draft', () => {
    const { draftNotice, facts, footer, documentTitle } = presentFeedback(input({ issue: null }));
    expect(draftNotice).toContain('has not been issued');
    expect(facts.at(-1)?.text).toBe('Draft, not issued; figures as at 5 March 2012');
    expect(footer).toMatch(/^DRAFT, not issued/);
    expect(documentTitle).toMatch(/^DRAFT/);
  });

  it('gives one day of fieldwork once, and days as they are in Britain', () => {
    const { audit } = input();
    const { facts } = presentFeedback(
      input({ audit: { ...audit, fieldworkEnd: audit.fieldworkStart }, asAt: '2012-07-01T23:30:00Z' }),
    );
    expect(facts.find(({ term }) => term === 'Fieldwork')?.text).toMatch(/^28 February 2012, with/);
    expect(facts.find(({ term }) => term === 'Status')?.text).toMatch(/figures as at 2 July 2012$/);
  });
});

describe('what was read', () => {
  it('has each group with its files and whose notes were read beside the provider’s own', () => {
    const { read } = presentFeedback(input());
    expect(read.rows).toEqual([
      { group: 'Ash', read: '5', planned: '6', notes: 'nobody' },
      { group: 'Birch', read: '8', planned: '8', notes: 'The Bridge' },
    ]);
    expect(read.total).toEqual({ group: 'Together', read: '13', planned: '14', notes: '' });
    expect(read.paragraphs.join(' ')).toContain('read together');
  });

  it('says what became of the provider’s notes in joint work', () => {
    const notes = (...of: [files: number, read: number, missing: number][]) =>
      presentFeedback(
        input({ notes: of.map(([files, read, missing]) => ({ group: 'Birch', files, read, missing })) }),
      ).read.paragraphs.slice(3);
    expect(notes([8, 6, 2])).toEqual([
      'Birch: your notes were read for 6 of 8 case files, and could not be had for 2.',
    ]);
    expect(notes([8, 6, 0])).toEqual([
      'Birch: your notes were read for 6 of 8 case files, and could not be had for 0. For 2 the auditors did not say.',
    ]);
    expect(notes([8, 0, 0])).toEqual([
      'Birch: the auditors did not say of any file whether your notes were there to be read.',
    ]);
    expect(notes([0, 0, 0])).toEqual([]);
  });

  it('has a group of which nothing was read or planned', () => {
    const { read } = presentFeedback(input({ ownGroups: ['Ash', 'Dogwood'] }));
    // Without joint work there is no column that would say the provider's name in every row.
    expect(read.columns).toEqual(['Sample group', 'Files read', 'Planned']);
    expect(read.rows[1]).toEqual({ group: 'Dogwood', read: '0', planned: 'not stated', notes: '' });
    expect(read.total?.planned).toBe('not stated');
    expect(read.paragraphs.join(' ')).not.toContain('read together');
  });
});

describe('how the files were drawn', () => {
  const ash: GroupSample = {
    group: 'Ash',
    seed: 'K7QD-93NX',
    method: 'random',
    draws: 1,
    listed: 40,
    drawn: 6,
    notFound: [],
    outsideSample: 0,
    leftOut: 0,
    stopsAt: 0,
  };

  it('is left out where nothing was drawn', () => {
    expect(presentFeedback(input()).read.sample).toBeNull();
  });

  it('says what the lead said of a group that was drawn elsewhere, and of which list the seed is', () => {
    const sizes = new Map([['Birch', { listed: null, entered: { files: 90, isDrawn: true } }]]);
    const report = presentFeedback(input({ samples: [ash], sizes }));
    expect(report.read.sample?.paragraphs).toEqual([
      'The files of Ash were drawn at random from a list of the caseload. The files of Birch were drawn at random outside this program, as the panel lead said at set-up. Of those drawn from a list of the caseload the seed is K7QD-93NX: the same list and seed give the same sample.',
    ]);
    expect(report.facts.map(({ text }) => text).join(' ')).toContain('; chosen in different ways');
    const alone = presentFeedback(input({ sizes }));
    expect(alone.read.sample).toBeNull();
    expect(alone.glance.reading.join(' ')).toContain(
      'Drawn at random outside this program, as the panel lead said: Birch, from 90. Chosen beforehand: Ash.',
    );
  });

  it('says from which list, with which seed, and which groups were not drawn', () => {
    const sample = presentFeedback(input({ samples: [ash] })).read.sample;
    expect(sample?.paragraphs).toEqual([
      'The files of Ash were drawn at random from a list of the caseload. The files of Birch were chosen by the panel and not drawn. The seed is K7QD-93NX: the same list and seed give the same sample.',
    ]);
    expect(sample?.rows).toEqual([{ group: 'Ash', listed: '40', drawn: '6', notFound: '0' }]);
    expect(sample?.notFound).toBeNull();
  });

  it('says when it was drawn more than once, and what was read beside it', () => {
    const birch: GroupSample = { ...ash, group: 'Birch', method: 'every', draws: 3, outsideSample: 1 };
    const sample = presentFeedback(input({ samples: [{ ...ash, draws: 3 }, birch] })).read.sample;
    expect(sample?.paragraphs[0]).toContain('The files of Birch were drawn in equal steps');
    expect(sample?.paragraphs[0]).toContain('The sample was drawn 3 times before recording began');
    expect(sample?.paragraphs[0]).not.toContain('chosen by the panel');
    expect(sample?.paragraphs[1]).toBe('Also read, although not drawn: 1 case file of Birch.');
  });

  it('says how many rows of the list were left out before the draw', () => {
    const sample = presentFeedback(input({ samples: [{ ...ash, leftOut: 1 }] })).read.sample;
    expect(sample?.paragraphs[0]).toContain(
      '1 row of the caseload list was left out because something is wrong with it, and could not be drawn.',
    );
  });

  it('gives each reason once, in the order of the words and not of the files', () => {
    const notFound = [
      { reason: 'With the GP', replaced: true },
      { reason: 'At another site.', replaced: true },
      { reason: 'With the GP', replaced: true },
      { reason: 'With the GP', replaced: false },
    ];
    const sample = presentFeedback(input({ samples: [{ ...ash, notFound }] })).read.sample;
    expect(sample?.rows[0]?.notFound).toBe('4, 3 replaced from the reserve');
    const one = presentFeedback(input({ samples: [{ ...ash, notFound: notFound.slice(0, 1) }] })).read.sample;
    expect(one?.rows[0]?.notFound).toBe('1, replaced from the reserve');
    const both = presentFeedback(input({ samples: [{ ...ash, notFound: notFound.slice(0, 2) }] })).read
      .sample;
    expect(both?.rows[0]?.notFound).toBe('2, all replaced from the reserve');
    const none = presentFeedback(input({ samples: [{ ...ash, notFound: notFound.slice(3) }] })).read.sample;
    expect(none?.rows[0]?.notFound).toBe('1');
    expect(sample?.notFound?.items).toEqual([
      'Ash, 1 case file: “At another site.” Replaced by the next of the reserve.',
      'Ash, 2 case files: “With the GP” Replaced by the next of the reserve.',
      'Ash, 1 case file: “With the GP” Not replaced: the reserve was used up.',
    ]);
  });
});

describe('files that were read twice', () => {
  const told = (secondReadings: FeedbackInput['secondReadings']) =>
    presentFeedback(input({ secondReadings })).read.secondReadings?.paragraphs.join(' ');

  it('are told with what counts where both differ', () => {
    const of = (agreed: number, settled: number) => told({ files: 2, agreed, compared: 10, settled }) ?? '';
    expect(told(null)).toBeUndefined();
    expect(of(8, 2)).toBe(
      'To see how alike auditors read, 2 case files of yours were read a second time by somebody who had not seen the first reading. Both gave the same answer to 8 of 10 checks, 80%. Where they differed, the panel lead settled which answer counts.',
    );
    expect(of(8, 0)).toMatch(
      /80%\. Where they differed, nothing was settled, so the first reading counts\.$/,
    );
    expect(of(7, 1)).toMatch(
      /70%\. Where they differed, the panel lead settled 1 of 3; in the others the first reading counts\.$/,
    );
    expect(of(10, 0)).toMatch(/10 of 10 checks, 100%\.$/);
  });
});

describe('the figures at a glance', () => {
  const rows = (changes = {}) =>
    presentFeedback(input(changes)).glance.sections.flatMap((section) => section.rows);

  it('adds up the groups of the provider, and says what is left out', () => {
    expect(rows().map(({ label, own, leftOut }) => [label, own.count, own.percent, leftOut])).toEqual([
      ['Is there a plan?', '10 of 13', '77%', []],
      ['Are its goals SMART?', '5 of 12', '42%', ['1 not recorded']],
      ['Does it aim at abstinence?', '2 of 13', '15%', []],
      ['Is a TOP form missing?', '2 of 7', '29%', ['5 did not apply', '1 not recorded']],
      ['Was housing arranged?', '–', '', ['11 did not apply', '2 not recorded']],
    ]);
  });

  it('has the other files beside them, those of the provider not among them, and withholds what is small', () => {
    const others = (changes = {}) =>
      rows(changes).map(({ partnership }) => `${partnership.count} ${partnership.percent}`.trim());
    // What a service did is small where it rests on few files. Housing applies to nobody.
    expect(others({ smallNumberRule: 'by_item' })).toEqual([
      '13 of 20 65%',
      '2 of 20 10%',
      '0 of 20 0%',
      '6 of 20 30%',
      '–',
    ]);
    expect(others({ smallNumberRule: 'by_counts' })).toEqual([
      '13 of 20 65%',
      '[c]',
      '[c]',
      '6 of 20 30%',
      '–',
    ]);
  });

  it('takes the threshold of the audit, and never withholds the provider’s own figures', () => {
    const strict = rows({ smallNumberThreshold: 8 });
    // Where most of the column would be marks a sentence takes its place.
    const { glance, howToRead } = presentFeedback(input({ smallNumberThreshold: 8 }));
    expect(glance.columns).toEqual(['Check', 'Your files', 'Left out of yours']);
    expect(glance.paragraphs.join(' ')).toContain('is suppressed in 4 of 5 checks');
    expect(JSON.stringify(glance)).not.toContain('[c]');
    expect(howToRead.definitions.map(({ term }) => term)).toContain('Suppressed');
    expect(strict.map(({ partnership }) => partnership.count)).toEqual(['', '', '', '', '']);
    expect(strict.map(({ own }) => own.count)).toEqual(['10 of 13', '5 of 12', '2 of 13', '2 of 7', '–']);
    expect(rows({ smallNumberThreshold: 2 }).map(({ partnership }) => partnership.count)).toEqual([
      '13 of 20',
      '2 of 20',
      '[c]',
      '6 of 20',
      '–',
    ]);
  });

  it('says which way a check points, and its standard', () => {
    expect(rows().map(({ remarks }) => remarks)).toEqual([
      ['standard: 80%', 'yours without joint files: 4 of 5, 80%'],
      ['yours without joint files: 2 of 4, 50%'],
      ['neither good nor bad', 'yours without joint files: 1 of 5, 20%'],
      ['a yes is a shortcoming', 'yours are joint files alone'],
      [],
    ]);
  });

  it('are a picture of the same counts, right being better, with nothing in it that is withheld', () => {
    const chart = presentFeedback(input()).team?.chart;
    const drawn = chart?.sections.flatMap((section) => section.rows) ?? [];
    const shares = drawn.map(({ label, first, second, standard }) => [
      label,
      first.value?.share ?? null,
      second.value?.share ?? null,
      standard,
    ]);
    // Of the forms, 5 of 7 are not missing, and 14 of 20 of the others.
    expect(shares).toEqual([
      ['Are its goals SMART?', 5 / 12, null, null],
      ['Is a TOP form missing?', 5 / 7, 14 / 20, null],
      ['Is there a plan?', 10 / 13, 13 / 20, 0.8],
      ['Does it aim at abstinence?', 2 / 13, null, null],
    ]);
    expect(drawn.map(({ words: text }) => text)).toEqual([
      'Are its goals SMART? Yours 5 of 12, 42%, interval 19% to 69%; others suppressed; not compared.',
      'Is a TOP form missing? Yours 5 of 7, 71%, interval 35% to 92%; others 14 of 20, 70%, interval 48% to 86%; a no is as it should be; may be chance.',
      'Is there a plan? Yours 10 of 13, 77%, interval 49% to 92%; others 13 of 20, 65%, interval 43% to 82%; standard 80%; standard missed; may be chance.',
      'Does it aim at abstinence? Yours 2 of 13, 15%, interval 4% to 43%; others suppressed; not compared.',
    ]);
    // What is withheld is nowhere in what is kept: 2 of 20 is 10%.
    const { front, team } = presentFeedback(input());
    expect(JSON.stringify([front, team])).not.toMatch(/0\.1\b|\b10%/);
  });

  it('names contradictions of the provider’s groups alone', () => {
    expect(presentFeedback(input()).glance.contradictions?.items).toEqual([
      'Birch, 2 case files: yes to “Are its goals SMART?”, although the answer to “Is there a plan?” is not yes.',
    ]);
    expect(presentFeedback(input({ ownGroups: ['Ash'] })).glance.contradictions).toBeNull();
  });

  it('puts a contradiction of many groups into a table, one row a group', () => {
    const names = ['Ash', 'Birch', 'Cedar', 'Dogwood'];
    const counted = tally(tool, {
      groups: names.map((name) => ({ name, files: 3 })),
      answers: names.flatMap((name) => answersOf(name, { plan: [1, 2, 0], smart: [1, 2, 0] })),
      pairs: names.map((group, i) => ({
        group,
        check: 'smart',
        answer: 'yes',
        parentAnswer: 'no',
        files: i === 0 ? 2 : 1,
      })),
    });
    const found = presentFeedback(input({ tally: counted, ownGroups: names })).glance.contradictions;
    expect(found?.items).toEqual([]);
    expect(found?.tables).toEqual([
      {
        caption:
          'Yes to “Are its goals SMART?”, although the answer to “Is there a plan?” is not yes: 5 case files in 4 groups',
        columns: ['Sample group', 'Files'],
        rows: [
          ['Ash', '2'],
          ['Birch', '1'],
          ['Cedar', '1'],
          ['Dogwood', '1'],
        ],
      },
    ]);
  });
});

describe('long names of groups', () => {
  const names = ['one', 'two'].map((end) => `${'A name that nobody would have thought of '.repeat(3)}${end}`);
  const report = presentFeedback(
    input({
      ownGroups: names,
      providersByGroup: Object.fromEntries(names.map((name) => [name, ['New Road', 'The Bridge']])),
      notes: names.map((group) => ({ group, files: 3, read: 1, missing: 2 })),
      tally: tally(tool, {
        groups: names.map((name) => ({ name, files: 3 })),
        answers: names.flatMap((name) => answersOf(name, { plan: [1, 2, 0] })),
        pairs: [],
      }),
    }),
  );

  it('are cut at the heads of columns, told apart by their place, and stand in full where it is said what was read', () => {
    expect(report.byGroup.tables[0]?.columns).toEqual([
      'Check',
      '1. A name that nobody would have thought of… (3 files)',
      '2. A name that nobody would have thought of… (3 files)',
    ]);
    expect(report.byGroup.paragraphs.join(' ')).toContain('Long names are cut short');
    expect(report.read.rows.map(({ group }) => group)).toEqual(names);
  });

  it('stand together where the same is to be said of their notes', () => {
    const said = report.read.paragraphs.filter((text) => text.includes('your notes were read'));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/… and .*…: your notes were read for 1 of 3 case files, .* in each of them\.$/);
  });
});

describe('the figures by sample group', () => {
  it('has a column for each group', () => {
    const { tables, caution } = presentFeedback(input()).byGroup;
    expect(tables).toHaveLength(1);
    expect(tables[0]?.columns).toEqual(['Check', 'Ash (5 files)', 'Birch (8 files)']);
    const cells = tables[0]?.sections.flatMap(({ rows }) =>
      rows.map((row) => [row.label, ...row.cells.map((cell) => `${cell.count} ${cell.percent}`.trim())]),
    );
    expect(cells).toEqual([
      ['Is there a plan?', '4 of 5 80%', '6 of 8 75%'],
      ['Are its goals SMART?', '2 of 4 50%', '3 of 8 38%'],
      ['Does it aim at abstinence?', '1 of 5 20%', '1 of 8 13%'],
      ['Is a TOP form missing?', '–', '2 of 7 29%'],
      ['Was housing arranged?', '–', '–'],
    ]);
    expect(caution).toContain(
      'In a group of 5 case files, one file more or less moves a percentage by about 20 points',
    );
    expect(caution).toContain('not for ranking');
  });

  it('needs no table for a single group', () => {
    const { byGroup, howToRead } = presentFeedback(input({ ownGroups: ['Ash'] }));
    expect(byGroup.tables).toEqual([]);
    expect(byGroup.paragraphs.join(' ')).toContain('one sample group, Ash');
    expect(howToRead.shortNames).toBeNull();
  });

  it('has at most five groups in a table, evenly spread', () => {
    const small = parsed({
      ...toolHead,
      sections: [{ id: 's', title: 'S', items: [check('plan', 'Is there a plan?', 'Plan')] }],
    });
    const names = Array.from({ length: 13 }, (_, i) => `Group ${i + 1}`);
    const counted = tally(small, {
      groups: names.map((name) => ({ name, files: 1 })),
      answers: names.flatMap((name) => answersOf(name, { plan: [1, 0, 0] })),
      pairs: [],
    });
    const { tables, caution } = presentFeedback(
      input({ tool: small, tally: counted, ownGroups: names }),
    ).byGroup;
    expect(tables.map(({ columns }) => columns.length - 1)).toEqual([5, 5, 3]);
    expect(tables.flatMap(({ columns }) => columns.slice(1))).toEqual(
      names.map((name) => `${name} (1 file)`),
    );
    expect(tables[1]?.caption).toContain('table 2 of 3');
    expect(caution).toContain('can only show 0% or 100%');
  });
});

describe('what the auditors wrote', () => {
  const topics = (comments: { item: string | null; text: string }[]) =>
    presentFeedback(input({ comments })).comments.topics;

  it('stands in the order of the tool, then about the whole file', () => {
    const found = topics([
      { item: null, text: 'Tidy.' },
      { item: 'forms', text: 'Two missing.' },
      { item: 'started', text: 'Not clear.' },
      { item: 'plan', text: 'Good plan.' },
    ]);
    expect(found.map(({ heading }) => heading)).toEqual([
      'Is there a plan?',
      'Start',
      'Is a TOP form missing?',
      'About the whole file',
    ]);
  });

  it('is sorted by its words, with the same words once', () => {
    const comments = ['Éclair', 'zebra', ' Apple ', 'apple pie', 'zebra', 'zebra'].map((text) => ({
      item: 'plan',
      text,
    }));
    const [plan] = topics(comments);
    expect(plan?.comments).toEqual([
      { text: 'Apple', times: null },
      { text: 'apple pie', times: null },
      { text: 'Éclair', times: null },
      { text: 'zebra', times: 'written about 3 case files' },
    ]);
    expect(topics(comments.toReversed())).toEqual([plan]);
  });

  it('loses no comment, even on an item that is not in the tool', () => {
    expect(topics([{ item: 'gone', text: 'Kept.' }])).toEqual([
      { heading: 'About the whole file', comments: [{ text: 'Kept.', times: null }] },
    ]);
  });

  it('says so when there are none', () => {
    const { comments } = presentFeedback(input({ comments: [{ item: null, text: '  ' }] }));
    expect(comments).toMatchObject({
      paragraphs: ['The auditors left no comments on your files.'],
      topics: [],
    });
  });
});

describe('how to read the figures', () => {
  const { howToRead } = presentFeedback(input());
  const meaning = (term: string) =>
    howToRead.definitions.find((definition) => definition.term === term)?.text;

  it('explains the denominators, the dash and the mark', () => {
    expect(meaning('Applicable')).toContain('answered yes or no');
    expect(meaning('All files')).toContain('whether the check applied to them or not');
    expect(meaning('– (dash)')).toContain('did not apply or was not recorded');
    expect(meaning('[c]')).toContain('when fewer than 5 files have a yes or fewer than 5 a no');
    expect(meaning('Standard')).toContain('by the audit tool or as the panel lead set it for this audit');
    expect(meaning('A yes is a shortcoming')).toBeDefined();
  });

  it('explains the mark only where it stands in the report', () => {
    const termsOf = (changes: Parameters<typeof input>[0]) =>
      presentFeedback(input(changes)).howToRead.definitions.map(({ term }) => term);
    const shown = termsOf({ smallNumberRule: 'by_item' });
    expect(shown).not.toContain('[c]');
    expect([...shown, '[c]'].toSorted()).toEqual(termsOf({ smallNumberRule: 'by_counts' }).toSorted());
  });

  it('calls checks by their full names beside many groups, too', () => {
    const names = ['A', 'B', 'C', 'D', 'E'];
    const counted = tally(tool, {
      groups: names.map((name) => ({ name, files: 1 })),
      answers: [],
      pairs: [],
    });
    const report = presentFeedback(input({ tally: counted, ownGroups: names }));
    const labels = report.byGroup.tables[0]?.sections.flatMap(({ rows }) => rows.map((row) => row.label));
    expect(labels).toEqual([
      'Is there a plan?',
      'Are its goals SMART?',
      'Does it aim at abstinence?',
      'Is a TOP form missing?',
      'Was housing arranged?',
    ]);
    expect(report.howToRead.shortNames).toBeNull();
    expect(howToRead.shortNames).toBeNull();
  });

  it('explains the words and abbreviations that are used, and no others', () => {
    const terms = (changes = {}) =>
      presentFeedback(input(changes)).howToRead.abbreviations?.definitions.map(({ term }) => term);
    expect(terms()).toEqual(['RODT', 'SMART', 'TOP', 'sample group', 'chosen beforehand', 'the program']);
    expect(terms({ comments: [{ item: null, text: 'Outside NDTMS.' }] })).toContain('NDTMS');
    const smart = howToRead.abbreviations?.definitions.find(({ term }) => term === 'SMART');
    expect(smart?.text).toContain('Specific, measurable, achievable, realistic and time-bound');
  });
});

describe('odd cases', () => {
  it('reports a provider of whom nothing was read', () => {
    const report = presentFeedback(input({ ownGroups: [] }));
    expect(report.front.verdict[0]).toContain('None of your case files');
    expect(report.byGroup).toMatchObject({ paragraphs: ['No files have been read yet.'], tables: [] });
    expect(report.glance.sections[0]?.rows[0]?.own.count).toBe('–');
    expect(report.team).toBeUndefined();
  });

  it('refuses a tally of another tool', () => {
    const { tally: counted } = input();
    expect(() => presentFeedback(input({ tally: { ...counted, version: 1 } }))).toThrow(RangeError);
  });
});
