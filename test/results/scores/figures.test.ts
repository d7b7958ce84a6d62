import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import request from 'supertest';
import { criteriaOf } from '../../../rules/index.ts';
import type { CriterionTally, Instrument, ScoreInBrief } from '../../../rules/index.ts';
import { scoreText, tallyText } from '../../../bin/recordsTable.ts';
import { readRecords } from '../../../bin/records.ts';
import { readCsv } from '../../../server/formats/csv.ts';
import { capitalised, decimalText } from '../../../server/formats/english.ts';
import { bandsOf, scoreWords } from '../../../server/results/scores/words.ts';
import { urls } from '../../../server/web/urls.ts';
import { fileOf, toolOf } from '../../audits/instruments.ts';
import { ENGINE_OF_PAGES, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { takeFrom } from '../../support/exports.ts';
import { download, tablesOf } from '../../support/page.ts';
import { readPdf, rowsOf } from '../../support/readPdf.ts';
import { exampleOf, scoredAudit } from '../../support/scoredAudit.ts';

interface Unit {
  name?: string;
  files: number;
  criteria: CriterionTally[];
}
interface Tallied {
  groups: (Unit & { name: string })[];
  overall: Unit;
}
interface Scored {
  reference: string;
  group: string | null;
  criteria: ScoreInBrief[];
  rank: number | null;
}

/** The example with its records in groups, as the command line reads it. */
function sheetInGroups(file: string, groupOf: (cells: Record<string, string>, row: number) => string) {
  const [head = '', ...lines] = fileOf(file).trim().split('\n');
  const heading = head.split(',');
  const groups = lines.map((line, row) => {
    const cells = line.split(',');
    return groupOf(Object.fromEntries(heading.map((name, c) => [name, cells[c] ?? ''])), row);
  });
  return {
    text: [`${head},group`, ...lines.map((line, row) => `${line},${groups[row] ?? ''}`)].join('\n'),
    groups,
  };
}

/** A word may be broken at a hyphen, where a column is narrow. */
const unbroken = (text: string) => text.replace(/\s+/g, '');

describe.each([
  {
    id: 'service_review_2007',
    file: 'examples/service-review-2007/returns.csv',
    exclude: ['q4_2'],
    groupOf: (cells: Record<string, string>) => (cells['region'] ?? '').replaceAll('_', ' '),
    overall: { scored: 149, bands: { weak: 0, fair: 31, good: 67, excellent: 51 } },
    possible: '10 to 40',
  },
  {
    id: 'diversity_review_2008',
    file: 'examples/diversity-2008/returns.csv',
    exclude: [],
    groupOf: (_: Record<string, string>, row: number) => (row % 3 === 0 ? 'First' : 'Others'),
    overall: { scored: 149, bands: {} },
    possible: '11 to 43',
  },
])(
  'the scores of $id are the same as those of the command line',
  ({ id, file, exclude, groupOf, ...printed }) => {
    const tool: Instrument = toolOf(id);
    const criteria = criteriaOf(tool);
    const excluded = new Set<string>(exclude);
    const { text, groups } = sheetInGroups(file, groupOf);
    let test: TestApp;
    let lena: Visitor;
    let auditId: number;
    let tally: Tallied;
    let scores: Scored[];

    beforeAll(async () => {
      test = await startApp(ENGINE_OF_PAGES);
      lena = await test.as('lena');
      const records = Object.entries(exampleOf(tool, file));
      const names = [...new Set(groups)];
      const inGroups = Object.fromEntries(
        names.map((name) => [name, Object.fromEntries(records.filter((_, r) => groups[r] === name))]),
      );
      auditId = await scoredAudit(test, tool, inGroups, { exclusions: exclude, closed: true });
      const complain = (line: string) => {
        throw new Error(line);
      };
      const read = await readRecords(
        tool,
        readCsv(Readable.from([Buffer.from(text)])),
        { excluded },
        complain,
      );
      tally = JSON.parse(tallyText(tool, read, true)) as Tallied;
      scores = JSON.parse(scoreText(tool, read, true)) as Scored[];
    });
    afterAll(() => test.close());

    const urlOf = (format: string) => urls.exportScores(auditId, format, { by: 'group' });
    const briefly = ({ name, files, criteria: own }: Unit) => ({
      ...(name === undefined ? {} : { name }),
      files,
      criteria: own,
    });
    const byReference = <T extends { reference: string }>(all: readonly T[]) =>
      all.toSorted((a, b) => a.reference.localeCompare(b.reference));

    it('which says what is printed', () => {
      const { scored, bands } = tally.overall.criteria.at(-1) ?? {};
      expect({ scored, bands }).toEqual(printed.overall);
    });

    it('as JSON, by group, overall and record', async () => {
      const { json } = await takeFrom(lena, urlOf);
      expect(json).toMatchObject({
        suppressed: false,
        groups: tally.groups.map(briefly),
        overall: briefly(tally.overall),
      });
      expect(byReference((json as { records: Scored[] }).records)).toEqual(byReference(scores));
    });

    it('by token', async () => {
      const expiresOn = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
      const issued = { userId: test.ids.carl, name: 'Carl', expiresOn };
      const { token } = await test.deps.tokens.issue(test.ids.adam, issued);
      const answer = await request(test.app)
        .get(urls.apiScores(auditId))
        .set('Authorization', `Bearer ${token}`);
      const body = JSON.parse(answer.text) as Tallied & { records: Scored[] };
      expect(body.groups).toEqual(tally.groups.map(briefly));
      expect(body.overall).toEqual(briefly(tally.overall));
      expect(byReference(body.records)).toEqual(byReference(scores));
    });

    it('as CSV and workbook, in every cell', async () => {
      const { csv, xlsx } = await takeFrom(lena, urlOf);
      const [heading = [], ...rows] = csv;
      const column = (name: string) => heading.indexOf(name);
      const units = [...tally.groups, { ...tally.overall, name: `All ${tool.subject.many}` }];
      let cells = 0;
      for (const [u, unit] of units.entries()) {
        for (const [c, criterion] of criteria.entries()) {
          const row = rows[u * criteria.length + c] ?? [];
          const own = unit.criteria[c];
          const cell = (value: number | null | undefined) => String(value ?? '–');
          expect(row.slice(0, 4)).toEqual([unit.name, String(unit.files), criterion.id, criterion.title]);
          for (const [name, value] of [
            ['With a score', own?.scored],
            ['Without a score', own?.unscored],
            ['Sum', own?.sum],
            ['Mean', own?.mean],
            ['Least', own?.least],
            ['Most', own?.most],
            ...bandsOf(tool, criterion).map(({ id: band, label }) => [label, own?.bands[band]] as const),
          ] as const) {
            expect(row[column(name)], `${unit.name} ${criterion.id} ${name}`).toBe(cell(value));
            cells += 1;
          }
        }
      }
      expect(cells).toBeGreaterThan(units.length * criteria.length * 6);
      const sheet = xlsx[0]?.rows.slice(1).map((row) => row.map((cell) => String(cell ?? '')));
      expect(sheet).toEqual(rows);
      expect(xlsx.map((one) => one.sheet)).toEqual(['Scores', 'Partnerships', 'Notes']);
      const [, ...ofRecords] = xlsx[1]?.rows ?? [];
      for (const row of ofRecords) {
        const own = scores.find(({ reference }) => reference === row[0]);
        expect(row.slice(0, 3)).toEqual([own?.reference, own?.group, own?.rank ?? '–']);
        const wanted = own?.criteria.flatMap(({ score, band }) => [score ?? '–', band ?? '–']);
        expect(row.slice(3)).toEqual(wanted);
      }
      expect(ofRecords).toHaveLength(149);
    });

    /** How the bands of a criterion stand on the page and in the PDF. */
    const bandsText = (
      own: CriterionTally | undefined,
      criterion: (typeof criteria)[number],
      between: string,
    ) =>
      bandsOf(tool, criterion)
        .map(({ id: band, label }) => {
          const n = own?.bands[band] ?? 0;
          return `${label} ${n} (${Math.floor((200 * n + (own?.scored ?? 0)) / (2 * (own?.scored ?? 1)))}%)`;
        })
        .join(between);

    it('on the page, in every row, and by group', async () => {
      const page = (await lena.get(urls.scores(auditId, { by: 'group' }))).text;
      const [ofCriteria, divided, ofRecords] = tablesOf(page);
      expect(ofCriteria?.rows.slice(1)).toHaveLength(criteria.length);
      criteria.forEach((criterion, c) => {
        const own = tally.overall.criteria[c];
        const [title, scored, mean, span, bands] = ofCriteria?.rows[c + 1] ?? [];
        expect([title, scored]).toEqual([criterion.title, `${own?.scored} of 149`]);
        expect(mean).toMatch(new RegExp(`^${own?.mean?.toFixed(2)}( 95%: [\\d.]+ to [\\d.]+)?$`));
        expect(span).toContain(`${decimalText(own?.least ?? 0)} to ${decimalText(own?.most ?? 0)} possible`);
        const expected = bandsText(own, criterion, ' ');
        expect(bands).toBe(expected === '' ? '– No bands' : `${expected} Who is where : ${criterion.title}`);
      });
      expect(ofCriteria?.rows.at(-1)?.[3]).toContain(`possible ${printed.possible}`);

      const heads = divided?.rows[0] ?? [];
      const units = [...tally.groups, { ...tally.overall, name: `All ${tool.subject.many}` }];
      units.forEach((unit, u) => {
        const row = divided?.rows[u + 1] ?? [];
        expect(row.slice(0, 2)).toEqual([unit.name, String(unit.files)]);
        for (const [c, { id: criterion, title }] of criteria.entries()) {
          const own = unit.criteria[c];
          expect(row[heads.indexOf(title)], `${unit.name} ${criterion}`).toMatch(
            new RegExp(`^${own?.mean?.toFixed(2)} sum ${own?.sum} of ${own?.scored}( |$)`),
          );
        }
      });

      const [columns = [], ...rows] = ofRecords?.rows ?? [];
      expect(rows).toHaveLength(149);
      expect(rows.map((row) => Number(row[1]))).toEqual(
        scores.map(({ rank }) => rank ?? 0).toSorted((a, b) => a - b),
      );
      for (const row of rows) {
        const own = scores.find(({ reference }) => reference === row[0]);
        for (const [c, criterion] of criteria.entries()) {
          const score = own?.criteria[c] ?? { score: null, band: null };
          expect(row[columns.indexOf(criterion.title)]?.split(' : how')[0]).toBe(
            scoreWords(tool, criterion, score),
          );
        }
      }
    });

    it('in the PDF, in every row, and by group', async () => {
      const pdf = await readPdf((await download(lena, urls.scoresPdf(auditId, { by: 'group' }))).body);
      const rows = rowsOf(pdf).map((row) => row.map((cell) => cell.replace(/\s+/g, ' ').trim()));
      const columns = rows.find((cells) => cells[0] === 'Criterion') ?? [];
      criteria.forEach((criterion, c) => {
        const own = tally.overall.criteria[c];
        const row =
          rows.find((cells) => cells[0] === criterion.title && /^\d+ of 149$/.test(cells[1] ?? '')) ?? [];
        expect(row[1]).toBe(`${own?.scored} of 149`);
        expect(row[2]?.split(' ')[0]).toBe(own?.mean?.toFixed(2));
        // A column for each band, or one with all where there are many.
        const together = columns.indexOf('In each band');
        const told =
          together >= 0
            ? row[together]
            : bandsOf(tool, criterion)
                .map(({ label }) => `${label} ${row[columns.indexOf(label)]?.replace(/ (\S+)$/, ' ($1)')}`)
                .join(' ');
        expect(told ?? '').toBe(bandsText(own, criterion, ' '));
      });
      const heads = rows.filter((cells) => cells[0] === 'Sample group');
      expect(heads.length).toBeGreaterThan(1);
      for (const head of heads) {
        const at = rows.indexOf(head);
        [...tally.groups, { ...tally.overall, name: `All ${tool.subject.many}` }].forEach((unit, u) => {
          const row = rows[at + 1 + u] ?? [];
          expect(row.slice(0, 2)).toEqual([unit.name, String(unit.files)]);
          head.slice(2).forEach((title, t) => {
            const own =
              unit.criteria[criteria.findIndex((criterion) => unbroken(criterion.title) === unbroken(title))];
            expect(row[t + 2], `${unit.name} ${title}`).toBe(
              `${own?.mean?.toFixed(2)} sum ${own?.sum} of ${own?.scored}`,
            );
          });
        });
      }
    });

    it('for one record, on its page and in its PDF', async () => {
      const shown = await test.deps.scores.record(
        auditId,
        (
          await test.deps.scores.shown(auditId, 'group', {
            id: test.ids.lena,
            roles: ['lead'],
            providerId: null,
            organisationId: 1,
            organisations: [1],
          })
        ).records?.[7]?.fileId ?? 0,
      );
      const { reference, fileId } = shown.record;
      const own = scores.find((one) => one.reference === reference);
      const page = (await lena.get(urls.recordScore(auditId, fileId))).text;
      const pdf = await readPdf((await download(lena, urls.recordScorePdf(auditId, fileId))).body);
      const rank = `Rank ${own?.rank} of 149. ${capitalised(tool.subject.many)} with equal scores share a rank.`;
      expect(page).toContain(rank);
      const told = pdf.text.replace(/\s+/g, ' ');
      expect(told).toContain(rank);
      for (const [c, criterion] of criteria.entries()) {
        const score = scoreWords(tool, criterion, own?.criteria[c] ?? { score: null, band: null });
        expect(page).toContain(`${criterion.title}: <span class="score-criterion__score">${score}</span>`);
        expect(told).toContain(`${criterion.title}: ${score}`);
      }
    });
  },
);
