import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  isNdtmsHeading,
  missingNdtmsColumns,
  monthsIn,
  ndtmsCollector,
  ndtmsCompleteness,
  ndtmsDataSetOf,
  ndtmsReached,
  ndtmsStandards,
  newestJourney,
  parseTool,
  readNdtmsHeading,
  showNdtmsUnits,
  sumOfNdtmsUnits,
} from '../../rules/index.ts';
import type { NdtmsMeasure, NdtmsUnit } from '../../rules/index.ts';
import { EXTRACTS, makeExtract } from '../fixtures/ndtms/make.ts';

const rodt = parseTool(JSON.parse(readFileSync('audits/rodt.v1.json', 'utf8')));
if (!('tool' in rodt)) throw new Error('the tool cannot be read');
const WINDOWS = rodt.tool.topWindows ?? [];
const TODAY = '2014-04-15';

const SEPARATORS = { partnership: ',', oneAgency: '\t', large: ';' } as const;
function collected(name: keyof typeof EXTRACTS) {
  const { text } = makeExtract(name);
  const [first = [], ...rows] = text.split('\r\n').map((line) => line.split(SEPARATORS[name]));
  const heading = readNdtmsHeading(first);
  const collector = ndtmsCollector(heading, TODAY);
  rows.forEach((cells, i) => expect(collector.add(cells, i + 2), `row ${i + 2}`).toEqual([]));
  return { heading, extract: collector.finish() };
}

/** Reads a few rows under a heading of their own. */
function read(headings: string, ...rows: string[]) {
  const heading = readNdtmsHeading(headings.split(','));
  const collector = ndtmsCollector(heading, TODAY);
  const problems = rows.flatMap((row, i) => collector.add(row.split(','), i + 2));
  return { heading, problems, extract: collector.finish() };
}
const HEAD = 'AGNCY,CLIENT,EPISODID,TRIAGED,MODST,DISD,ETHNIC,HEPBSTAT,TOPDATE,TRSTAGE';

const figures = (unit: NdtmsUnit | undefined) =>
  Object.fromEntries(
    Object.entries(unit?.counts ?? {}).map(([measure, { complete, due }]) => [measure, [complete, due]]),
  );

describe('the heading of an extract', () => {
  it.each([
    [makeExtract('partnership').text.split('\r\n')[0]?.split(',') ?? [], 'K'],
    [makeExtract('oneAgency').text.split('\r\n')[0]?.split('\t') ?? [], 'H'],
    [makeExtract('large').text.split('\r\n')[0]?.split(';') ?? [], 'P or later'],
  ])('is known by what nothing else has', (heading, dataSet) => {
    expect(isNdtmsHeading(heading)).toBe(true);
    expect(isNdtmsHeading(heading.map((name) => ` ${name.toLowerCase()} `))).toBe(true);
    expect(ndtmsDataSetOf(heading)).toBe(dataSet);
    expect(missingNdtmsColumns(readNdtmsHeading(heading))).toEqual([]);
  });

  it.each([
    'reference,group,gender,ethnicity,primary_drug,months_in_treatment',
    'Name,Ref,Stratum',
    'SEX,DOB,ETHNIC,PC,DAT',
    'Client,Agency,Group,DOB,Sex,Ethnic,Consent',
  ])('is not found in a list of another kind: %s', (heading) => {
    expect(isNdtmsHeading(heading.split(','))).toBe(false);
  });

  it('names what says who somebody is, and what else is not read', () => {
    const { identifying, unread, unnamed } = readNdtmsHeading([
      ...'AGNCY CLIENT FINITIAL SINITIAL DOB PC NHSNO Surname TRIAGED'.split(' '),
      'First name',
      'Date of birth',
      'Home address',
      'Mobile',
      'attrbdat',
      'GPPTCE',
      'Seen 12/03/1971',
    ]);
    expect(identifying.map(({ heading }) => heading)).toEqual([
      'FINITIAL',
      'SINITIAL',
      'DOB',
      'PC',
      'NHSNO',
      'Surname',
      'First name',
      'Date of birth',
      'Home address',
      'Mobile',
      'attrbdat',
    ]);
    expect(unread).toEqual(['GPPTCE']);
    expect(unnamed).toBe(1);
  });

  it('says which columns are missing without which nothing can be made of it', () => {
    expect(missingNdtmsColumns(readNdtmsHeading('EPISODID,REFLD,DISD,DISRSN,SEX'.split(',')))).toEqual([
      'AGNCY',
      'CLIENT',
      'TRIAGED or MODST',
    ]);
  });
});

describe('the rows of a client', () => {
  it('become one, with the dates of the newest journey and the codes of the newest episode', () => {
    const { extract, problems } = read(
      HEAD,
      'N1,A-1,1,07/01/2013,14/01/2013,26/04/2013,A,C,15/01/2013,S',
      'N1,A-1,1,07/01/2013,14/01/2013,26/04/2013,A,C,25/04/2013,E',
      'N1,A-1,2,26/08/2013,02/09/2013,NA,,B,05/09/2013,S',
      'N1,A-1,2,26/08/2013,09/09/2013,NA,,B,05/09/2013,S',
      'N1,a-1,2,26/08/2013,09/09/2013,NA,,B,02/12/2013,review',
    );
    expect(problems).toEqual([]);
    expect(extract).toMatchObject({ rows: 5, asOf: '2013-12-02', notes: [] });
    expect(extract.clients).toHaveLength(1);
    expect(extract.clients[0]).toMatchObject({
      agency: 'N1',
      reference: 'A-1',
      // Whoever stated it once need not be asked who they are again; the record of today lacks it all the same.
      codes: { ethnic: 'A' },
      newest: { ethnic: null, hepB: 'B' },
      journey: { start: '2013-09-02', exit: null },
      earlier: [{ start: '2013-01-14', exit: '2013-04-26' }],
      isDischarged: false,
      forms: [
        { date: '2013-01-15', stage: 'start' },
        { date: '2013-04-25', stage: 'exit' },
        { date: '2013-09-05', stage: 'start' },
        { date: '2013-12-02', stage: 'review' },
      ],
    });
  });

  it('are put together without the number of an episode, by its dates', () => {
    const { extract } = read(
      'AGNCY,CLIENT,REFLD,TRIAGED,DISD,HEPCSTAT,HEPBSTAT',
      'N1,A-1,01/01/2014,02/01/2014,,A,',
      'N1,A-1,01/01/2014,02/01/2014,,A,B',
    );
    expect(extract.clients[0]).toMatchObject({
      newest: { hepC: 'A', hepB: 'B' },
      journey: { start: '2014-01-02', exit: null },
      earlier: [],
    });
  });

  it('are refused where they may have slipped, and nothing of them is repeated', () => {
    const long = read(HEAD, 'N1,A-1,1,07/01/2013,14/01/2013,,A,C,15/01/2013,S,SO14 7XQ');
    expect(long.problems.map(({ problem, value }) => [problem.slice(0, 41), value])).toEqual([
      ['has 11 cells under a heading of 10, so th', ''],
    ]);
    // A cell is missing in the middle, so the triage date stands where the number of the episode should.
    const short = read(HEAD, 'N1,A-1,07/01/2013,14/01/2013,,A,C,15/01/2013,S');
    expect(short.problems[0]?.problem).toContain('has 9 cells under a heading of 10');
    // Spreadsheets leave out empty cells at the end.
    expect(read(HEAD, 'N1,A-1,1,07/01/2013,14/01/2013').problems).toEqual([]);
    expect(read(HEAD, 'N1,A-1,1,07/01/2013,14/01/2013,,A,C,15/01/2013,S,,').problems).toEqual([]);
  });

  it.each([
    [',A-1,1,07/01/2013', 'AGNCY', 'is missing'],
    ['SO14 7XQ,A-1,1,07/01/2013', 'AGNCY', 'no code of an agency'],
    ['N1,,1,07/01/2013', 'CLIENT', 'is missing'],
    ['N1,943 476 5919,1,07/01/2013', 'CLIENT', 'looks like an NHS number'],
    ['N1,17/03/1971,1,07/01/2013', 'CLIENT', 'looks like a date of birth'],
    ['N1,A-1,1,02/28/2013', 'TRIAGED', 'has the month before the day'],
  ])('are refused: %s', (row, column, problem) => {
    const { problems } = read(HEAD, `${row}${',NA'.repeat(6)}`);
    expect(problems.map((one) => [one.row, one.column, one.value])).toEqual([[2, column, '']]);
    expect(problems[0]?.problem).toContain(problem);
  });

  it('are read otherwise than they stand there in some places, named once for each value', () => {
    const { extract, problems } = read(
      HEAD,
      'N1,A-1,1,07/01/2013,14/01/2013,,T9,C,15/01/2013,S',
      'N1,A-1,1,07/01/2013,14/01/2013,,T9,C,16/01/2013,X',
      'N1,A-2,1,07/01/2013,14/01/2013,,T9,Q,31/02/2013,S',
      'N1,A-3,1,07/01/2013,14/01/2013,26/12/2012,SO14,C,15/01/2033,S',
      'N1,A-4,1,07/01/2013,14/01/2013,,A,C,NA,NA',
      'N1,A-4,1,07/01/2013,14/01/2013,,B,C,NA,NA',
    );
    expect(problems).toEqual([]);
    expect(extract.notes).toEqual([
      { kind: 'code', column: 'ETHNIC', value: 'T9', clients: 2, row: 2 },
      { kind: 'code', column: 'TRSTAGE', value: 'X', clients: 1, row: 3 },
      { kind: 'date', column: 'TOPDATE', value: '', clients: 1, row: 4 },
      { kind: 'code', column: 'HEPBSTAT', value: 'Q', clients: 1, row: 4 },
      { kind: 'future', column: 'TOPDATE', value: '', clients: 1, row: 5 },
      { kind: 'order', column: 'DISD before MODST', value: '', clients: 1, row: 5 },
      { kind: 'order', column: 'DISD before TRIAGED', value: '', clients: 1, row: 5 },
      // Part of a postcode, which has slipped here.
      { kind: 'code', column: 'ETHNIC', value: '', clients: 1, row: 5 },
      { kind: 'two values', column: 'ETHNIC', value: '', clients: 1, row: 7 },
    ]);
    expect(extract.clients.map(({ journey }) => journey)).toEqual([
      { start: '2013-01-14', exit: null },
      { start: '2013-01-14', exit: null },
      null,
      { start: '2013-01-14', exit: null },
    ]);
  });

  it('leave out who has not agreed that the record is shared', () => {
    const { extract, problems } = read(
      `${HEAD},CONSENT`,
      'N1,A-1,1,07/01/2013,14/01/2013,,A,C,,,Y',
      'N1,,,,,,,,,,N',
      'N1,,,,,,,,,,N',
    );
    expect(problems).toEqual([]);
    expect(extract.clients).toHaveLength(1);
    expect(extract.notes).toEqual([{ kind: 'no consent', column: 'CONSENT', value: '', clients: 2, row: 3 }]);
  });
});

describe('a journey', () => {
  const spell = (start: string, exit: string | null = null) => ({ start, exit });
  it.each([
    ['nothing', [], null],
    ['one episode', [spell('2013-01-07')], spell('2013-01-07')],
    ['21 days between', [spell('2013-01-07', '2013-08-12'), spell('2013-09-02')], spell('2013-01-07')],
    ['22 days between', [spell('2013-01-07', '2013-08-11'), spell('2013-09-02')], spell('2013-09-02')],
    [
      'one within another',
      [spell('2013-01-07', '2013-12-01'), spell('2013-02-04', '2013-03-04')],
      spell('2013-01-07', '2013-12-01'),
    ],
    [
      'one that goes on beside one that ends',
      [spell('2013-01-07'), spell('2013-02-04', '2013-03-04')],
      spell('2013-01-07'),
    ],
  ])('is made of %s', (_, episodes, journey) => {
    expect(newestJourney(episodes.toReversed()).journey).toEqual(journey);
  });

  it.each([
    [spell('2012-01-31'), '2012-02-28', 0],
    [spell('2012-01-31'), '2012-02-29', 1],
    [spell('2012-01-31'), '2013-01-31', 12],
    [spell('2012-01-31', '2012-06-01'), '2014-01-01', 4],
    [spell('2014-01-31'), '2014-01-01', 0],
  ])('%j is so many months by %s', (journey, asOf, months) => {
    expect(monthsIn(journey, asOf)).toBe(months);
  });
});

describe('completeness', () => {
  it('of the partnership is as worked out by hand from the kinds of clients', () => {
    const { heading, extract } = collected('partnership');
    expect(extract.asOf).toBe('2014-03-31');
    expect(extract.clients).toHaveLength(120);
    const units = ndtmsCompleteness(extract, heading, WINDOWS);
    // N0001, start: all of 60 but 2 not begun; 3 are late. Review: 20 + 10 + 5 were in treatment for 26 weeks, 25 have
    // it. Exit: 6 + 4 have left, 6 with the form.
    expect(figures(units.get('N0001'))).toEqual({
      top: [86, 103],
      top_start: [55, 58],
      top_review: [25, 35],
      top_exit: [6, 10],
      hep_b: [55, 60],
      hep_c: [52, 60],
      parental: [54, 60],
      children: [57, 60],
      ethnicity: [59, 60],
      ethnicity_stated: [57, 60],
      discharge_reason: [6, 10],
    });
    expect(figures(units.get('N0002'))).toEqual({
      top: [51, 74],
      top_start: [38, 40],
      top_review: [10, 22],
      top_exit: [3, 12],
      hep_b: [30, 40],
      hep_c: [32, 40],
      // Three more have a code of a later data set.
      parental: [30, 40],
      children: [36, 40],
      ethnicity: [40, 40],
      ethnicity_stated: [39, 40],
      discharge_reason: [3, 12],
    });
    expect(figures(units.get('N0003'))).toEqual({
      top: [33, 36],
      top_start: [19, 19],
      top_review: [13, 15],
      top_exit: [1, 2],
      hep_b: [18, 20],
      hep_c: [16, 20],
      parental: [20, 20],
      children: [19, 20],
      ethnicity: [18, 20],
      ethnicity_stated: [18, 20],
      discharge_reason: [1, 2],
    });
    expect(figures(sumOfNdtmsUnits([...units.values()]))).toEqual({
      top: [170, 213],
      top_start: [112, 117],
      top_review: [48, 72],
      top_exit: [10, 24],
      hep_b: [103, 120],
      hep_c: [100, 120],
      parental: [104, 120],
      children: [112, 120],
      ethnicity: [117, 120],
      ethnicity_stated: [114, 120],
      discharge_reason: [10, 24],
    });
    expect(extract.notes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'code', column: 'PRNTSTAT', value: '21', clients: 3 }),
        expect.objectContaining({ kind: 'code', column: 'ETHNIC', value: 'T', clients: 1 }),
        expect.objectContaining({ kind: 'no consent', clients: 3 }),
      ]),
    );
    expect(extract.notes).toHaveLength(3);
  });

  it('of one agency asks nothing that fell due after the latest date in the extract', () => {
    const { heading, extract } = collected('oneAgency');
    // The newest clients had their start forms then; who was 26 weeks in treatment a month later has nothing due yet.
    expect(extract.asOf).toBe('2014-02-04');
    expect(figures(ndtmsCompleteness(extract, heading, WINDOWS).get('N0852'))).toEqual({
      top: [93, 99],
      top_start: [57, 60],
      top_review: [24, 24],
      top_exit: [12, 15],
      hep_b: [60, 60],
      hep_c: [45, 60],
      parental: [60, 60],
      children: [60, 60],
      ethnicity: [60, 60],
      ethnicity_stated: [60, 60],
      discharge_reason: [12, 15],
    });
  });

  it('of 300 clients whose agencies number them alike counts each for itself', () => {
    const { heading, extract } = collected('large');
    expect(extract.clients).toHaveLength(300);
    const units = ndtmsCompleteness(extract, heading, WINDOWS);
    expect(figures(units.get('N0010'))).toEqual({
      // 200 but 5 not begun, 5 late; 80 + 40 + 10, 90 of them; 30 + 10, 30 of them.
      top: [190 + 90 + 30, 195 + 130 + 40],
      top_start: [190, 195],
      top_review: [90, 130],
      top_exit: [30, 40],
      hep_b: [170, 200],
      hep_c: [150, 200],
      parental: [180, 200],
      children: [190, 200],
      ethnicity: [196, 200],
      ethnicity_stated: [188, 200],
      discharge_reason: [30, 40],
    });
    expect(figures(units.get('N0011'))).toMatchObject({
      top: [95 + 45 + 15, 100 + 65 + 20],
      top_start: [95, 100],
      top_review: [45, 65],
      top_exit: [15, 20],
      hep_b: [80, 100],
      parental: [90, 100],
    });
  });

  it('is not counted of what the extract has no column for, nor of TOP without its windows', () => {
    const { heading, extract } = read(
      'AGNCY,CLIENT,TRIAGED,MODST,DISD,ETHNIC,TOPDATE',
      'N1,A-1,07/01/2013,14/01/2013,,Z,',
    );
    expect(Object.keys(ndtmsCompleteness(extract, heading, []).get('N1')?.counts ?? {})).toEqual([
      'ethnicity',
      'ethnicity_stated',
    ]);
    const [shown] = showNdtmsUnits([...ndtmsCompleteness(extract, heading, []).values()], null).units;
    expect(shown?.map(({ kind }) => kind).filter((kind) => kind === 'absent')).toHaveLength(9);
  });

  it('is held against its standards by the counts, not by the rounded figure', () => {
    expect(ndtmsStandards('top', 80)).toEqual([80]);
    expect(ndtmsStandards('ethnicity', 80)).toEqual([98, 100]);
    expect(ndtmsStandards('hep_b', 80)).toEqual([]);
    // 79.8% is printed as 80%, 97.5% as 98%.
    expect(ndtmsReached({ complete: 170, due: 213 }, [80])).toBeNull();
    expect(ndtmsReached({ complete: 117, due: 120 }, [98, 100])).toBeNull();
    expect(ndtmsReached({ complete: 59, due: 60 }, [98, 100])).toBe(98);
    expect(ndtmsReached({ complete: 40, due: 40 }, [98, 100])).toBe(100);
  });

  it('is suppressed where it rests on few clients, or where that would follow', () => {
    const { heading, extract } = collected('partnership');
    const units = [...ndtmsCompleteness(extract, heading, WINDOWS)]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([, unit]) => unit);
    const kinds = (shown: ReturnType<typeof showNdtmsUnits>, measure: NdtmsMeasure) => {
      const at = Object.keys(units[0]?.counts ?? {}).indexOf(measure);
      return [...shown.units, shown.overall].map((counts) => counts[at]?.kind);
    };
    const shown = showNdtmsUnits(units, { threshold: 5, byFiles: true });
    // Two clients of N0003 have left; with all other figures they would follow, so that of the next small one goes too.
    expect(kinds(shown, 'top_exit')).toEqual(['count', 'suppressed', 'suppressed', 'count']);
    expect(kinds(shown, 'discharge_reason')).toEqual(['count', 'suppressed', 'suppressed', 'count']);
    // All forms minus start and review forms are the exit forms.
    expect(kinds(shown, 'top')).toEqual(['count', 'suppressed', 'suppressed', 'count']);
    // All of 40 or none of them tells of a service.
    expect(kinds(shown, 'ethnicity')).toEqual(['count', 'count', 'count', 'count']);
    expect(kinds(showNdtmsUnits(units, null), 'top_exit')).toEqual(['count', 'count', 'count', 'count']);
    // By counts, the strict rule: 1, 0 and 2 without a code are few.
    const strict = showNdtmsUnits(units, { threshold: 5, byFiles: false });
    expect(kinds(strict, 'ethnicity')).toEqual(Array.from({ length: 4 }, () => 'suppressed'));
  });
});
