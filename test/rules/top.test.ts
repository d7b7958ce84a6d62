import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTool } from '../../rules/index.ts';
import { topCompletion, topFindings, topRuleInWords, topThreshold } from '../../rules/top.ts';
import type { TopForm, TopRecord, TopStage, TopWindow } from '../../rules/top.ts';

const WINDOWS: TopWindow[] = [
  {
    from: '2007-10-01',
    start: { withinDays: 14 },
    review: { fromWeek: 5, toWeek: 26 },
    exit: { withinDays: 14 },
    threshold: 80,
  },
];

/** As later tools have them: in days, with further reviews. */
const DAYS: TopWindow = {
  from: '2007-10-01',
  start: { withinDays: 14 },
  review: { fromDay: 28, toDay: 182, further: { everyDays: 182, openDays: 182 } },
  exit: { withinDays: 14 },
  threshold: 80,
};

const form = (date: string, stage: TopStage | null = null): TopForm => ({ date, stage });
/** In treatment from Monday 2 January 2012; a review is due from 6 February to 2 July. */
const record = (more: Partial<TopRecord>): TopRecord => ({
  episodes: [{ start: '2012-01-02', exit: null }],
  forms: [],
  readOn: '2012-10-01',
  reportsToNdtms: true,
  ...more,
});
const statuses = (more: Partial<TopRecord>, windows = WINDOWS) =>
  topFindings(record(more), windows).forms.map(({ status }) => status);

describe('TOP forms beside one that counts', () => {
  const found = (dates: [string, TopStage][], more: Partial<TopRecord> = {}) =>
    topFindings(
      record({ forms: dates.map(([date, stage]) => form(date, stage)), readOn: '2013-03-01', ...more }),
      [DAYS],
    );

  it('are early first reviews, and no later review that came too early', () => {
    // On the first day and 20 days after it, beside one in the window.
    for (const day of ['2012-01-02', '2012-01-22']) {
      const { forms, reasons, answer } = found([
        ['2012-01-02', 'start'],
        [day, 'review'],
        ['2012-04-02', 'review'],
      ]);
      expect(forms.map(({ status }) => status)).toEqual([
        'present',
        'present',
        'missing',
        'not due yet',
        'not due yet',
      ]);
      expect(answer).toBe('yes');
      expect(reasons).toContain('Review form 2 was due from 2012-07-03 to 2012-12-31 and is missing.');
      expect(reasons).toContain(
        `The review form of ${day} is an early first review: that one was due from 2012-01-30 to 2012-07-02 and is there, so this one counts for none.`,
      );
    }
  });

  it('are told of starts and exits as well', () => {
    const { reasons, answer } = found(
      [
        ['2011-12-01', 'start'],
        ['2012-01-02', 'start'],
        ['2012-01-10', 'exit'],
        ['2012-02-10', 'exit'],
      ],
      { episodes: [{ start: '2012-01-02', exit: '2012-01-12' }] },
    );
    expect(answer).toBe('no');
    expect(reasons).toContain(
      'The start form of 2011-12-01 is early: the one that was due from 2011-12-19 to 2012-01-16 is there, so this one counts for none.',
    );
    expect(reasons).toContain(
      'The exit form of 2012-02-10 is late: the one that was due from 2011-12-29 to 2012-01-26 is there, so this one counts for none.',
    );
  });

  it('say nothing where the one outside is the only one', () => {
    const { reasons } = found([
      ['2012-01-02', 'start'],
      ['2012-01-22', 'review'],
    ]);
    expect(reasons).toContain(
      'Review form 1 of 2012-01-22 is too early: it was due from 2012-01-30 to 2012-07-02, so it counts as missing.',
    );
    expect(reasons.join(' ')).not.toContain('counts for none');
  });
});

describe('times in treatment that overlap', () => {
  const reasonsOf = (windows: TopWindow[], earlierExit: string) =>
    topFindings(
      record({
        episodes: [
          { start: '2011-06-06', exit: earlierExit },
          { start: '2012-01-02', exit: null },
        ],
      }),
      windows,
    ).reasons;
  const told =
    'The time in treatment from 2011-06-06 ends on 2012-01-05, after another begins on 2012-01-02. Look at these dates again.';

  it('are told, whether they count as one or not', () => {
    expect(reasonsOf([{ ...DAYS, journey: { withinDays: 21 } }], '2012-01-05')).toEqual(
      expect.arrayContaining(['The times in treatment from 2011-06-06 and 2012-01-02 count as one.', told]),
    );
    expect(reasonsOf([DAYS], '2012-01-05')).toContain(told);
  });

  it('name the one that ends last', () => {
    const { reasons } = topFindings(
      record({
        episodes: [
          { start: '2011-06-06', exit: '2012-02-01' },
          { start: '2011-07-04', exit: '2011-08-01' },
          { start: '2012-01-02', exit: null },
        ],
      }),
      [{ ...DAYS, journey: { withinDays: 21 } }],
    );
    expect(reasons.filter((reason) => reason.includes('Look at these dates again'))).toEqual([
      'The time in treatment from 2011-06-06 ends on 2012-02-01, after another begins on 2011-07-04. Look at these dates again.',
      'The time in treatment from 2011-06-06 ends on 2012-02-01, after another begins on 2012-01-02. Look at these dates again.',
    ]);
  });

  it('do not where one begins on the day on which the other ends', () => {
    expect(reasonsOf([{ ...DAYS, journey: { withinDays: 21 } }], '2012-01-02').join(' ')).not.toContain(
      'Look at these dates again',
    );
  });
});

describe('TOP forms of a file', () => {
  it('are due from windows round start, review and exit', () => {
    const found = topFindings(record({ episodes: [{ start: '2012-01-02', exit: '2012-09-03' }] }), WINDOWS);
    expect(found.forms.map(({ from, to }) => [from, to])).toEqual([
      ['2011-12-19', '2012-01-16'],
      ['2012-02-06', '2012-07-02'],
      ['2012-08-20', '2012-09-17'],
    ]);
    expect(found.forms.map(({ status }) => status)).toEqual(['missing', 'missing', 'missing']);
    expect([found.answer, found.due, found.present]).toEqual(['yes', 3, 0]);
    expect(found.reasons).toHaveLength(3);
  });

  it('are present on the first and the last day of a window, early or late a day outside', () => {
    const review = (date: string) =>
      statuses({ forms: [form('2012-01-02', 'start'), form(date, 'review')] })[1];
    expect(['2012-02-05', '2012-02-06', '2012-07-02', '2012-07-03'].map(review)).toEqual([
      'early',
      'present',
      'present',
      'late',
    ]);
    expect(statuses({ forms: [form('2011-12-18', 'start')] })[0]).toBe('early');
    expect(statuses({ forms: [form('2011-12-19', 'start')] })[0]).toBe('present');
  });

  it('say first what is lacking, since a page with little room shows the first reasons', () => {
    const { reasons } = topFindings(
      record({
        episodes: [
          { start: '2011-06-06', exit: '2011-12-26' },
          { start: '2012-01-02', exit: null },
        ],
        forms: [form('2011-06-06', 'start'), form('2011-06-06', 'start'), form('2011-10-03', 'review')],
      }),
      [{ ...DAYS, journey: { withinDays: 21 } }],
    );
    expect(reasons).toEqual([
      'Review form 2 was due from 2011-12-06 to 2012-06-04 and is missing.',
      'The times in treatment from 2011-06-06 and 2012-01-02 count as one.',
      'The start form of 2011-06-06 is in its window.',
      'Review form 1 of 2011-10-03 is in its window.',
      'Two TOP forms of 2011-06-06 of the same kind count as one.',
    ]);
  });

  it('are no shortcoming where all are in their windows', () => {
    const found = topFindings(record({ forms: [form('2012-01-05'), form('2012-04-02')] }), WINDOWS);
    expect([found.answer, found.due, found.present]).toEqual(['no', 2, 2]);
  });

  it('are not due before their window has ended', () => {
    expect(statuses({ readOn: '2012-01-16' })).toEqual(['not due yet', 'not due yet', 'not due yet']);
    expect(statuses({ readOn: '2012-01-17' })).toEqual(['missing', 'not due yet', 'not due yet']);
    expect(topFindings(record({ readOn: '2012-01-10' }), WINDOWS)).toMatchObject({ answer: 'no', due: 0 });
    // One that is there in time counts, though it was not due yet.
    expect(statuses({ readOn: '2012-03-01', forms: [form('2012-02-20', 'review')] })[1]).toBe('present');
    // One of after the reading was not there to be read.
    expect(statuses({ readOn: '2012-01-20', forms: [form('2012-02-01', 'start')] })[0]).toBe('missing');
  });

  it('have no review where treatment ended before the fifth week, nor one missing before the 26th', () => {
    const ended = (exit: string, forms: TopForm[] = []) =>
      statuses({ episodes: [{ start: '2012-01-02', exit }], forms: [form('2012-01-02', 'start'), ...forms] });
    expect(ended('2012-02-01')).toEqual(['present', 'not due yet', 'missing']);
    expect(ended('2012-05-07')).toEqual(['present', 'not due yet', 'missing']);
    expect(ended('2012-05-07', [form('2012-03-05', 'review')])).toEqual(['present', 'present', 'missing']);
    expect(ended('2012-07-02')).toEqual(['present', 'missing', 'missing']);
  });

  it('serve one stage each where windows overlap', () => {
    const short = [{ start: '2012-01-02', exit: '2012-01-16' }];
    expect(statuses({ episodes: short, forms: [form('2012-01-09')] })).toEqual([
      'present',
      'not due yet',
      'missing',
    ]);
    expect(statuses({ episodes: short, forms: [form('2012-01-09'), form('2012-01-16')] })).toEqual([
      'present',
      'not due yet',
      'present',
    ]);
    // What the form says goes before what would fit.
    expect(statuses({ episodes: short, forms: [form('2012-01-09', 'exit')] })).toEqual([
      'missing',
      'not due yet',
      'present',
    ]);
  });

  it('are one where two of the same stage have the same day', () => {
    const short = [{ start: '2012-01-02', exit: '2012-01-16' }];
    const twice = [form('2012-01-09', 'start'), form('2012-01-09', 'start')];
    expect(statuses({ episodes: short, forms: twice })).toEqual(['present', 'not due yet', 'missing']);
    const both = [form('2012-01-09', 'start'), form('2012-01-09', 'exit')];
    expect(statuses({ episodes: short, forms: both })).toEqual(['present', 'not due yet', 'present']);
  });

  it('are those of the later time in treatment', () => {
    const episodes = [
      { start: '2012-05-07', exit: null },
      { start: '2011-06-06', exit: '2011-12-05' },
    ];
    const forms = [form('2011-06-06', 'start'), form('2011-12-05', 'exit')];
    expect(statuses({ episodes, forms })).toEqual(['missing', 'not due yet', 'not due yet']);
    expect(statuses({ episodes, forms: [...forms, form('2012-05-07', 'start')] })[0]).toBe('present');
  });

  it('are no reviews where they are of after the exit, and that is said', () => {
    const found = topFindings(
      record({
        episodes: [{ start: '2012-01-02', exit: '2012-04-11' }],
        forms: [form('2012-01-02', 'start'), form('2012-04-11', 'exit'), form('2012-05-31', 'review')],
      }),
      [DAYS],
    );
    expect(found).toMatchObject({ answer: 'no', due: 2, present: 2 });
    expect(found.reasons).toContain(
      'The review form of 2012-05-31 is of after the exit, so it counts for none.',
    );
  });

  it('are named where they do not say what they are and are of after the exit, unless one is needed', () => {
    const after = (...forms: ReturnType<typeof form>[]) =>
      topFindings(record({ episodes: [{ start: '2012-01-02', exit: '2012-04-11' }], forms }), [DAYS]);
    const found = after(form('2012-01-02', 'start'), form('2012-04-11', 'exit'), form('2012-05-31', null));
    expect(found).toMatchObject({ answer: 'no', due: 2, present: 2 });
    expect(found.reasons).toContain(
      'The form of 2012-05-31, which does not say what it is, is of after the exit, so it counts for none.',
    );
    const needed = after(form('2012-01-02', 'start'), form('2012-04-16', null));
    expect(needed).toMatchObject({ answer: 'no', due: 2, present: 2 });
    expect(needed.reasons.join(' ')).not.toContain('counts for none');
  });

  it('take a form that says start to a start within 14 days, whatever exit lies between', () => {
    const episodes = [
      { start: '2011-06-06', exit: '2012-01-02' },
      { start: '2012-01-02', exit: null },
    ];
    const on = (date: string, stage: TopStage | null) =>
      statuses({ episodes, forms: [form(date, stage)] })[0];
    expect(on('2011-12-28', 'start')).toBe('present');
    expect(on('2011-12-19', 'start')).toBe('present');
    expect(on('2011-12-18', 'start')).toBe('missing');
    // One that does not say so is the earlier exit’s.
    expect(on('2011-12-28', null)).toBe('missing');
    expect(on('2011-12-28', 'exit')).toBe('missing');
    // Nor is the start form of the earlier time that of the later, where that began a week before.
    const close = [
      { start: '2011-12-26', exit: '2012-01-01' },
      { start: '2012-01-02', exit: null },
    ];
    expect(statuses({ episodes: close, forms: [form('2011-12-26', 'start')] })[0]).toBe('missing');
    expect(statuses({ episodes: close, forms: [form('2011-12-31', 'start')] })[0]).toBe('present');
  });

  it('are not asked of groups outside NDTMS, and not guessed without a start', () => {
    expect(topFindings(record({ reportsToNdtms: false }), WINDOWS)).toMatchObject({ answer: 'na', due: 0 });
    expect(statuses({ reportsToNdtms: false })).toEqual([
      'not applicable',
      'not applicable',
      'not applicable',
    ]);
    expect(topFindings(record({ episodes: [] }), WINDOWS).answer).toBeNull();
    expect(
      topFindings(record({ episodes: [{ start: '2006-01-02', exit: null }] }), WINDOWS).answer,
    ).toBeNull();
  });

  it('go by the windows in force on the day', () => {
    const [first] = WINDOWS;
    const later: TopWindow[] = [
      ...WINDOWS,
      { ...(first as TopWindow), from: '2012-01-02', start: { withinDays: 7 }, threshold: 90 },
    ];
    expect(statuses({ forms: [form('2012-01-12', 'start')] }, later)[0]).toBe('late');
    expect(
      statuses(
        { episodes: [{ start: '2012-01-01', exit: null }], forms: [form('2012-01-12', 'start')] },
        later,
      )[0],
    ).toBe('present');
    expect(['2007-09-30', '2012-01-01', '2012-01-02'].map((day) => topThreshold(later, day))).toEqual([
      null,
      80,
      90,
    ]);
  });
});

describe('dates of any length and kind', () => {
  it('give a reason and never a throw', () => {
    const long = '2'.repeat(100_000);
    for (const text of [
      long,
      '',
      ' ',
      '2012-13-01',
      '2012-02-30',
      '02/01/2012',
      '0000-00-00',
      '\u0000',
      '２０１２-01-02',
    ]) {
      for (const more of [
        { episodes: [{ start: text, exit: null }] },
        { episodes: [{ start: '2012-01-02', exit: text }] },
        { forms: [form(text, 'start')] },
        { readOn: text },
      ]) {
        const found = topFindings(record(more), WINDOWS);
        expect(found.answer).toBeNull();
        expect(found.reasons.join('').length).toBeGreaterThan(20);
        // What was typed is not said again.
        expect(found.reasons.join('').length).toBeLessThan(300);
      }
    }
  });

  it('count for years of treatment, and for hundreds of forms', () => {
    const windows: TopWindow[] = [
      { ...DAYS, review: { fromDay: 28, toDay: 56, further: { everyDays: 28, openDays: 28 } } },
    ];
    const forms = Array.from({ length: 500 }, (_, i) =>
      form(`2012-01-${String((i % 28) + 1).padStart(2, '0')}`),
    );
    const found = topFindings(record({ forms, readOn: '2112-01-01' }), windows);
    expect(found.forms.length).toBeGreaterThan(1200);
  });
});

describe('completion', () => {
  it('is counted from forms, per group and over all, and held against the threshold unrounded', () => {
    const files = [
      { group: 'A', findings: { due: 3, present: 3 } },
      { group: 'A', findings: { due: 2, present: 1 } },
      { group: 'B', findings: { due: 200, present: 159 } },
      { group: 'C', findings: { due: 0, present: 0 } },
    ];
    const { groups, overall } = topCompletion(files, 80);
    expect(groups.get('A')).toEqual({ due: 5, present: 4, percent: 80, reached: true });
    // 79.5%, which rounds to 80% and is still not reached.
    expect(groups.get('B')).toEqual({ due: 200, present: 159, percent: 80, reached: false });
    expect(groups.get('C')).toEqual({ due: 0, present: 0, percent: null, reached: null });
    expect(overall).toEqual({ due: 205, present: 163, percent: 80, reached: false });
  });
});

describe('windows in a tool', () => {
  const rodt = JSON.parse(
    readFileSync(new URL('../../audits/rodt.v1.json', import.meta.url), 'utf8'),
  ) as object;
  const problems = (more: object) => {
    const result = parseTool({ ...rodt, ...more });
    return 'problems' in result ? result.problems.map(({ at }) => at) : [];
  };
  it('are optional, dated and in order', () => {
    const [first] = WINDOWS;
    expect(problems({})).toEqual([]);
    expect(problems({ topWindows: undefined })).toEqual([]);
    expect(problems({ topWindows: [] })).toEqual(['topWindows']);
    expect(problems({ topWindows: [first, first] })).toEqual(['topWindows[1].from']);
    expect(problems({ topWindows: [{ ...first, from: '2012-02-30' }] })).toEqual(['topWindows[0].from']);
    expect(problems({ topWindows: [{ ...first, review: { fromWeek: 26, toWeek: 5 } }] })).toEqual([
      'topWindows[0].review.toWeek',
    ]);
    expect(problems({ topWindows: [{ ...first, weeks: 5 }] })).toEqual(['topWindows[0]']);
  });
  it('have reviews in weeks or in days, whole, and further ones in days', () => {
    const review = (of: object) => problems({ topWindows: [{ ...DAYS, review: of }] });
    expect(review(DAYS.review)).toEqual([]);
    expect(review({ fromDay: 28, toDay: 182 })).toEqual([]);
    expect(review({})).toEqual(['topWindows[0].review']);
    expect(review({ fromWeek: 5 })).toEqual(['topWindows[0].review']);
    expect(review({ fromWeek: 5, toWeek: 26, fromDay: 28, toDay: 182 })).toEqual(['topWindows[0].review']);
    expect(review({ fromWeek: 5, toWeek: 26, fromDay: 28 })).toEqual(['topWindows[0].review']);
    expect(review({ fromDay: 28, toDay: 182, toWeek: 26 })).toEqual(['topWindows[0].review']);
    expect(review({ fromDay: 182, toDay: 28 })).toEqual(['topWindows[0].review.toDay']);
    const further = { everyDays: 182, openDays: 182 };
    expect(review({ fromWeek: 5, toWeek: 26, further })).toEqual(['topWindows[0].review.further']);
    expect(review({ fromDay: 28, toDay: 182, further: { everyDays: 91, openDays: 92 } })).toEqual([
      'topWindows[0].review.further.openDays',
    ]);
    expect(review({ fromDay: 28, toDay: 182, further: { everyDays: 1, openDays: 1 } })).toEqual([
      'topWindows[0].review.further.everyDays',
    ]);
  });
  it('are said in words, with what no source confirms', () => {
    const parsed = parseTool(
      JSON.parse(readFileSync(new URL('../../audits/rodt.v2.json', import.meta.url), 'utf8')),
    );
    const windows = ('tool' in parsed && parsed.tool.topWindows) || [];
    expect(topRuleInWords(windows, '2012-02-28')).toMatchObject({
      sentences: [
        'A start form is due within 14 days of the start of treatment, before or after.',
        'A review form is due 28 to 182 days after the start. Where treatment ends before the last of these days, the exit form takes its place.',
        'A further review falls due every 182 days for as long as treatment goes on: 183 to 364 days after the start, and so on.',
        'An exit form is due within 14 days of the exit, before or after.',
        'What fell due before 2009-07-01 goes by the rule in force then.',
        'Times in treatment count as one where at most 21 days lie between them.',
      ],
      choices: expect.arrayContaining([expect.stringContaining('Weeks 5 to 26 in their widest reading')]),
      source: expect.stringContaining('Homan and Hall'),
    });
    expect(topRuleInWords(windows, '2009-06-30')?.sentences[1]).toContain('77 to 105 days after the start.');
    expect(topRuleInWords(windows, '2009-06-30')?.sentences[2]).toBe(
      'A further review falls due every 91 days for as long as treatment goes on: 168 to 196 days after the start, and so on.',
    );
    expect(topRuleInWords(windows, '2007-09-30')).toBeNull();
    // A tool of the first format says the same of itself, and names no choice.
    expect(topRuleInWords(WINDOWS, '2012-02-28')).toMatchObject({ choices: [], source: null });
    expect(topRuleInWords(WINDOWS, '2012-02-28')?.sentences[1]).toContain(
      'due 35 to 182 days after the start.',
    );
  });
  it('stand in the RODT tool from week 5 to 26', () => {
    const result = parseTool(rodt);
    expect('tool' in result && result.tool.topWindows).toEqual(WINDOWS);
  });
  it('stand beside a panel’s own words', () => {
    expect(problems({ smartWords: { verbs: { ending: ['chase'] } } })).toEqual([]);
    expect(problems({ smartWords: { verb: [] } })).toEqual(['smartWords']);
    expect(problems({ smartWords: { hollow: ['Support'] } })).toEqual(['smartWords.hollow[0]']);
  });
});
