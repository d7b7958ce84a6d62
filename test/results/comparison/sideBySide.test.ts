import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instrument } from '../../../rules/index.ts';
import { isScoredAlike } from '../../../server/results/comparison/criteria.ts';
import { urls } from '../../../server/web/urls.ts';
import { figuresOf, recordsOf, toolOf } from '../../audits/instruments.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { takeFrom } from '../../support/exports.ts';
import { wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { readPdf, rowsOf } from '../../support/readPdf.ts';
import { scoredAudit } from '../../support/scoredAudit.ts';

const review = toolOf('diversity_review_2008');
const ITEMS = ['q1_1', 'q2_2', 'q6_2'];
const CRITERION = 'c1';

type Records = ReturnType<typeof recordsOf>;
const byReference = (records: Records) =>
  Object.fromEntries(records.map(({ reference, answers }) => [reference, answers]));

/** What stands of a question in some records: the numbers that every place has to say. */
function itemOf(instrument: Instrument, records: Records, id: string) {
  const found = figuresOf(instrument, records).items.get(id);
  if (!found) throw new Error(id);
  return found;
}

describe('whether scores of two versions of a tool may stand side by side', () => {
  it('is no where an answer counts otherwise, though the rule is the same', () => {
    expect(isScoredAlike(review, structuredClone(review), CRITERION)).toBe(true);
    const other = structuredClone(review);
    for (const scale of Object.values(other.scales)) {
      for (const option of scale.options) if (typeof option.score === 'number') option.score += 1;
    }
    expect(isScoredAlike(review, other, CRITERION)).toBe(false);
  });
});

onOneEngine('questions and scores of several lines side by side', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let auditId: number;
  let other: number;
  const all = recordsOf(review, 'examples/diversity-2008/returns.csv');
  const groups: Record<string, Records> = {
    North: all.slice(0, 25),
    Middle: all.slice(25, 60),
    South: all.slice(60, 100),
  };
  const own = Object.values(groups).flat();
  const rest = all.slice(100, 140);
  const LINES: [string, Records][] = [...Object.entries(groups), ['All partnerships', own]];

  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
    const split = Object.fromEntries(Object.entries(groups).map(([name, one]) => [name, byReference(one)]));
    auditId = await scoredAudit(test, review, split, { closed: true });
    other = await scoredAudit(test, review, { North: byReference(rest) }, { closed: true });
  });
  afterAll(() => test.close());

  /** The cells of a line in the table of that name. */
  const rowIn = (tables: ReturnType<typeof tablesOf>, caption: string, line: string) =>
    tables.find((table) => table.caption === caption)?.rows.find(([head]) => head === line);

  it('are the same on the page, in CSV, workbook and JSON, in every cell', async () => {
    const page = await lena.get(urls.compare(auditId));
    const tables = tablesOf(page.text);
    const { csv, xlsx, json } = await takeFrom(lena, (format) => urls.exportComparison(auditId, format));
    const [heading = [], ...lines] = csv;
    const sheet = xlsx.find(({ sheet: name }) => name === 'Other questions')?.rows ?? [];
    const data = json as CompareData;
    const cell = (row: readonly unknown[], name: string) => row[heading.indexOf(name)];
    for (const [name, records] of LINES) {
      for (const id of ITEMS) {
        const tally = itemOf(review, records, id);
        const label = data.items.find((one) => one.id === id)?.label ?? '';
        const figure = data.items.find((one) => one.id === id)?.rows.find((row) => row.unit === name)?.figure;
        expect(figure, `${name}, ${id}, JSON`).toMatchObject({
          counts: tally.counts,
          answered: tally.answered,
          notRecorded: tally.notRecorded,
          sum: tally.sum,
        });
        const shown = rowIn(tables, label, name) ?? [];
        expect(shown[0], `${name}, ${id}`).toBe(name);
        for (const [answer, given] of Object.entries(tally.counts)) {
          const told = `${name}, ${id}, ${answer}`;
          expect(
            shown.some((text) => text.startsWith(`${given} of ${tally.answered} `)),
            told,
          ).toBe(true);
          for (const rows of [lines, sheet]) {
            const row = rows.find(
              (one) => one[0] === name && cell(one, 'Item') === id && cell(one, 'Answer') === answer,
            );
            expect([Number(cell(row ?? [], 'Given')), Number(cell(row ?? [], 'Answered'))], told).toEqual([
              given,
              tally.answered,
            ]);
          }
        }
        expect(shown.at(-1), `${name}, ${id}, mean`).toMatch(new RegExp(`^${tally.mean?.toFixed(2)} `));
      }
    }
  });

  it('say what each line scores, with bands, mean and interval', async () => {
    const page = await lena.get(urls.compare(auditId));
    const tables = tablesOf(page.text);
    const { json, xlsx } = await takeFrom(lena, (format) => urls.exportComparison(auditId, format));
    const [heading = [], ...rows] = xlsx.find(({ sheet }) => sheet === 'Scores')?.rows ?? [];
    const data = json as CompareData;
    for (const [name, records] of LINES) {
      const tally = figuresOf(review, records).criteria.get(CRITERION);
      const criterion = data.criteria.find(({ id }) => id === CRITERION);
      expect(criterion?.rows.find((row) => row.unit === name)?.figure).toMatchObject({ ...tally });
      const shown = rowIn(tables, criterion?.title ?? '', name) ?? [];
      expect(shown.at(-1)).toMatch(new RegExp(`^${tally?.mean?.toFixed(2)} \\d\\.\\d+ to \\d`));
      const row = rows.find((one) => one[0] === name && one[3] === CRITERION) ?? [];
      expect(row[heading.indexOf('Sum')]).toBe(tally?.sum);
    }
    const scores = await download(lena, `${urls.exportComparison(auditId, 'csv')}?part=scores`);
    expect(scores.body.toString('utf8')).toContain('Criterion');
  });

  it('stand beside those of another audit of the same questions, on the page and in the PDF', async () => {
    const search = `?by=audit&with=${other}`;
    const page = await lena.get(urls.compare(auditId, search));
    expect(wordsOf(page.text)).toContain('Answers side by side');
    const tables = tablesOf(page.text);
    const [id = ''] = ITEMS;
    const [mine, theirs] = [itemOf(review, own, id), itemOf(review, rest, id)];
    const label = tables.find(({ rows }) =>
      rows.some((row) => row.at(-1)?.startsWith(`${theirs.mean?.toFixed(2)} `)),
    )?.caption;
    const means = tables.find(({ caption }) => caption === label)?.rows.map((row) => row.at(-1) ?? '') ?? [];
    for (const one of [mine, theirs]) {
      expect(means.some((text) => text.startsWith(`${one.mean?.toFixed(2)} `))).toBe(true);
    }
    const pdf = rowsOf(await readPdf((await download(lena, urls.resultsPdf(auditId, search))).body));
    const row = pdf.find(([head]) => head === label) ?? [];
    expect(new Set(row.slice(1))).toEqual(new Set([mine, theirs].map(({ mean }) => mean?.toFixed(2))));
  });

  it('show only what is chosen', async () => {
    const page = await lena.get(urls.compare(auditId, '?by=group&check=q2_2'));
    const { json } = await takeFrom(lena, (format) =>
      urls.exportComparison(auditId, format, '?by=group&check=q2_2'),
    );
    expect((json as CompareData).items.map(({ id }) => id)).toEqual(['q2_2']);
    expect(wordsOf(page.text)).toContain('1 of 17 questions');
  });

  it('are suppressed as the results are, where they are about persons', async () => {
    const asked = toolOf('service_user_questionnaire');
    const answers = byReference(recordsOf(asked, 'examples/service-user-questionnaire/answers.csv'));
    const entries = Object.entries(answers);
    const few = { Few: Object.fromEntries(entries.slice(0, 3)), Many: Object.fromEntries(entries.slice(3)) };
    const id = await scoredAudit(test, asked, few, { closed: true });
    const carl = await test.as('carl');
    const told = (await takeFrom(carl, (format) => urls.exportComparison(id, format))).json as CompareData;
    const shown = (await takeFrom(carl, (format) => urls.exportResults(id, format))).json as {
      units: { name: string; items: { id: string }[] }[];
    };
    expect(told.items.length).toBeGreaterThan(0);
    let suppressed = 0;
    for (const { id: itemId, rows } of told.items) {
      for (const { unit, figure, total } of rows) {
        if (total) continue;
        const there = shown.units.find(({ name }) => name === unit)?.items.find((one) => one.id === itemId);
        expect(figure, `${unit}, ${itemId}`).toEqual(there);
        if (figure.suppressed) suppressed += 1;
      }
    }
    expect(suppressed).toBeGreaterThan(0);
  });
});

interface CompareData {
  items: {
    id: string;
    label: string;
    rows: { unit: string; total: boolean; figure: { suppressed: boolean } }[];
  }[];
  criteria: { id: string; title: string; rows: { unit: string; figure: object }[] }[];
}
