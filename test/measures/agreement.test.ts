import { Readable } from 'node:stream';
import { readSheet } from 'read-excel-file/node';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCsv } from '../../server/formats/csv.ts';
import type { ApiMeasureFigures, ApiMeasureView, ApiPlaceView } from '../../server/api/schemas.ts';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { download, tablesOf } from '../support/page.ts';
import { readPdf, rowsOf } from '../support/readPdf.ts';
import { readWord } from '../support/word.ts';

const textOf = (part: unknown): string =>
  typeof part === 'string' ? part : typeof part === 'number' ? String(part) : '';

/** The words of a cell in the order of the alphabet: formats put note and verdict in different places. */
const wordsIn = (parts: readonly unknown[]): string => {
  const words = parts
    .flatMap((part) =>
      textOf(part)
        // A line of a PDF may end after a hyphen.
        .replace(/(\w-) (?=\w)/g, '$1')
        .replaceAll(' ,', ',')
        .split(/\s+/),
    )
    .filter((word) => word !== '');
  return words.length === 0 ? '–' : words.toSorted().join(' ');
};

/** A table of a sheet, whose texts have notes and verdicts in columns of their own, as the page has it. */
function joined([heading = [], ...rows]: unknown[][]): string[][] {
  const heads = heading.map(textOf);
  return rows.map((row) => {
    const cells: unknown[][] = [];
    heads.forEach((head, i) => {
      if (head.endsWith(': number')) return;
      // A verdict that is the text itself stands once on the page.
      if (/: (note|judged)$/.test(head)) {
        if (row[i] !== row[i - 1]) cells.at(-1)?.push(row[i]);
      } else cells.push([row[i]]);
    });
    return cells.map(wordsIn);
  });
}

type Table = NonNullable<ApiPlaceView['measures']>;
const ofApi = (table: Table | null) =>
  (table?.rows ?? []).map(({ name, note, cells }) => [
    wordsIn([name, note]),
    ...cells.map((cell) => wordsIn([cell.text, cell.note, cell.judged === cell.text ? '' : cell.judged])),
  ]);

onOneEngine('figures of measures', (engine) => {
  let app: TestApp;
  let carl: Visitor;
  let token: string;
  beforeAll(async () => {
    app = await startApp(engine);
    carl = await app.as('carl');
    for (const id of ['oxfordshire-2008-09', 'southampton-2011-12']) {
      await app.deps.measures.loadExample(app.ids.lena, id);
    }
    const expiresOn = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const of = { userId: app.ids.carl, name: 'Figures', expiresOn };
    token = (await app.deps.tokens.issue(app.ids.adam, of)).token;
  });
  afterAll(() => app.close());

  const api = async <T>(url: string): Promise<T> =>
    JSON.parse((await request(app.app).get(url).set('Authorization', `Bearer ${token}`)).text) as T;
  const pageRows = async (url: string, table = 0) =>
    (tablesOf((await carl.get(url)).text)[table]?.rows.slice(1) ?? []).map((row) =>
      row.map((cell) => wordsIn([cell])),
    );
  const pdfRows = async (url: string) => rowsOf(await readPdf((await download(carl, url)).body));
  const sheetRows = async (url: string, sheet = 1) =>
    readSheet(Readable.from([(await download(carl, url)).body]) as never, sheet) as Promise<unknown[][]>;
  const plain = (rows: readonly (readonly string[])[]) =>
    rows.map((row) => row.map((cell) => wordsIn([cell])));

  it.each([
    ['the target table', 'drug_users_treated', '2008/09', 10],
    ['penetration', 'penetration', '2008/09', 19],
  ])('are the same in page, PDF, workbook and interface, cell by cell: %s', async (_, id, period, rows) => {
    const page = await pageRows(urls.measure(id, { period }));
    expect(page).toHaveLength(rows);
    const pdf = plain(await pdfRows(urls.measureExport(id, 'pdf', { period })));
    expect(pdf.filter((row) => row[0] !== wordsIn(['Place'])).slice(0, rows)).toEqual(page);
    expect(joined(await sheetRows(urls.measureExport(id, 'xlsx', { period })))).toEqual(page);
    const view = await api<ApiMeasureView>(urls.apiMeasureView(id, { period }));
    expect(ofApi(view.places)).toEqual(page);
  });

  it('are the same in the sheet of a place: page, PDF, CSV, workbook and interface', async () => {
    const place =
      (await app.deps.measures.overview()).places.find(({ name }) => name === 'Southampton')?.id ?? 0;
    const view = { period: 'Q4 2011/12' };
    const page = await pageRows(urls.measurePlace(place, view));
    expect(page.length).toBeGreaterThan(35);
    const pdf = plain(await pdfRows(urls.measurePlaceExport(place, 'pdf', view)));
    expect(pdf.filter((row) => row[0] !== wordsIn(['Measure']))).toEqual(page);
    expect(joined(await sheetRows(urls.measurePlaceExport(place, 'xlsx', view)))).toEqual(page);
    const { text } = await carl.get(urls.measurePlaceExport(place, 'csv', view));
    const csv: string[][] = [];
    for await (const { cells } of readCsv(Readable.from([Buffer.from(text)]))) csv.push(cells);
    expect(joined(csv)).toEqual(page);
    expect(ofApi((await api<ApiPlaceView>(urls.apiMeasurePlace(place, view))).measures)).toEqual(page);
  });

  it('are the same over time: page, PDF, workbook, CSV and interface', async () => {
    const id = 'completions_month';
    const page = await pageRows(urls.measure(id), 1);
    expect(page).toHaveLength(12);
    const pdf = plain(await pdfRows(urls.measureExport(id, 'pdf')));
    expect(pdf.slice(-12)).toEqual(page);
    const [, ...sheet] = await sheetRows(urls.measureExport(id, 'xlsx'), 2);
    expect(
      sheet.map(([period, , figure, note, limits, signals]) => [
        wordsIn([period]),
        wordsIn([figure, note]),
        wordsIn([limits]),
        wordsIn([signals]),
      ]),
    ).toEqual(page);
    const { series } = await api<ApiMeasureView>(urls.apiMeasureView(id));
    expect(
      series?.periods.map(({ period, figure, limits, signals }) =>
        [period, figure, limits, signals || 'no'].map((cell) => wordsIn([cell])),
      ),
    ).toEqual(page);
    // The CSV file has every figure as it was printed, as the interface has.
    const lines: string[][] = [];
    const { text } = await carl.get(urls.measureExport(id, 'csv'));
    for await (const { cells } of readCsv(Readable.from([Buffer.from(text)]))) lines.push(cells);
    const { figures } = await api<ApiMeasureFigures>(urls.apiMeasure(id));
    const told = figures.map(({ place, period, kind, asPrinted }) => [place, period.name, kind, asPrinted]);
    expect(lines.slice(1).map(([, place, , period, kind, figure]) => [place, period, kind, figure])).toEqual(
      told,
    );
    expect(
      told
        .filter(([, , kind]) => kind === 'actual')
        .map(([, period, , figure]) => plain([[period ?? '', figure ?? '']])[0]),
    ).toEqual(page.map((row) => row.slice(0, 2)));
  });

  it('of a delivery plan and of its theme: page, PDF, Word and workbook', async () => {
    const planId = await app.deps.delivery.loadExample(app.ids.lena, 'treatment-plan-2010-11');
    for (const [view, count] of [
      [{ theme: 'detoxification' }, 5],
      [{}, 90],
    ] as const) {
      const page = tablesOf((await carl.get(urls.deliveryPlan(planId, view))).text).flatMap(({ rows }) =>
        rows.slice(1).map((row) => row.map((cell) => wordsIn([cell]))),
      );
      expect(page).toHaveLength(count);
      const pdf = plain(await pdfRows(urls.deliveryPlanFile(planId, 'pdf', view))).filter(
        (row) => row.at(-1) !== 'Status',
      );
      // On paper the themes stand under what will be done, and when it is done beside them.
      expect(pdf.map(([, owner, due, status]) => [owner, due, status])).toEqual(
        page.map(([, , owner, due, status]) => [owner, due, status]),
      );
      const word = readWord((await download(carl, urls.deliveryPlanFile(planId, 'docx', view))).body);
      expect(plain(word.tables.flatMap(({ rows }) => rows))).toEqual(pdf);
      const [, ...lines] = await sheetRows(urls.deliveryPlanFile(planId, 'xlsx', view));
      expect(lines.map(([, action, , , , , themes]) => [wordsIn([action]), wordsIn([themes])])).toEqual(
        page.map(([action, themes]) => [action, themes]),
      );
      expect(
        lines.map(([, action, , , , measure, themes]) =>
          wordsIn([
            action,
            measure ? `Done when: ${textOf(measure)}` : '',
            themes ? `Themes: ${textOf(themes)}` : '',
          ]),
        ),
      ).toEqual(pdf.map(([first]) => first));
    }
  });
});
