import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiMeasureFigures, ApiMeasureView } from '../../server/api/schemas.ts';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { filledIn, formsOf, wordsOf } from '../support/form.ts';
import { BAD_FIGURES, MEASURES_OF_BAD, sheetOf } from '../support/measures.ts';

onOneEngine('bad figures of measures', (engine) => {
  let app: TestApp;
  let carl: Visitor;
  let token: string;
  beforeAll(async () => {
    app = await startApp(engine);
    carl = await app.as('carl');
    await app.deps.measures.takeOver(app.ids.carl, sheetOf(MEASURES_OF_BAD), { replace: false });
    const expiresOn = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const of = { userId: app.ids.carl, name: 'Figures', expiresOn };
    token = (await app.deps.tokens.issue(app.ids.adam, of)).token;
  });
  afterAll(() => app.close());

  const api = async <T>(url: string): Promise<T> =>
    JSON.parse((await request(app.app).get(url).set('Authorization', `Bearer ${token}`)).text) as T;
  const kept = async () => {
    const { observations, places } = await app.deps.measures.figures({});
    return [observations.map(({ place, asPrinted }) => [place, asPrinted]), places.map(({ name }) => name)];
  };
  const csvOf = (sheet: readonly (readonly string[])[]) =>
    sheet.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\n');

  it.each(BAD_FIGURES)('$what, pasted and as a file', async ({ sheet, refused, said }) => {
    const table = sheet.map((row) => row.join('\t')).join('\n');
    const before = await kept();
    const pasted = await carl.post(urls.measureImport(), { table });
    if (refused !== undefined) {
      const file = await carl.upload(urls.measureImport(), { name: 'figures.csv', content: csvOf(sheet) });
      expect([pasted.status, file.status]).toEqual([422, 422]);
      for (const { text } of [pasted, file]) {
        expect(wordsOf(text)).toContain(`Row ${sheet.length}`);
        expect(wordsOf(text)).toContain(refused);
      }
      expect(await kept()).toEqual(before);
      return;
    }
    const { measure = '', period = '', text = '' } = said ?? {};
    expect(pasted.status).toBe(303);
    expect(wordsOf((await carl.get(urls.measure(measure, { period }))).text)).toContain(text);
    expect(JSON.stringify(await api<ApiMeasureView>(urls.apiMeasureView(measure, { period })))).toContain(
      text,
    );
    const { figures } = await api<ApiMeasureFigures>(urls.apiMeasure(measure));
    const last = sheet.at(-1)?.[5];
    expect(figures.map(({ asPrinted }) => asPrinted)).toContain(last);
    const range = figures.find(({ asPrinted }) => asPrinted === '13 to 9');
    expect([range?.low, range?.high]).toEqual([9, 13]);
  });

  it.each([
    [
      'a denominator of 0',
      'f-completed-actual',
      '3 of 0',
      '2010/11',
      'Completed: "3 of 0" has a denominator of 0',
    ],
    [
      'a period that overlaps',
      'f-waiting-actual',
      '9',
      '2001',
      'Waiting: The period shares days with 2001/02',
    ],
    ['a range in words', 'f-waiting-top_quartile', 'nine', '2010/11', 'Waiting: "nine" is no figure.'],
  ])('%s, typed into the table', async (_, field, text, period, problem) => {
    const place = String((await app.deps.measures.overview()).places[0]?.id ?? 0);
    const html = (await carl.get(urls.measureFigures({ place, period }))).text;
    const form = formsOf(html).find(({ fields }) => 'shown' in fields);
    if (!form) throw new Error('the page has no table of figures');
    const before = await kept();
    // A good figure beside the bad one is not kept either.
    const wrong = await carl.post(
      urls.measureFigures(),
      filledIn(form, { 'f-waiting-target': '4', [field]: text }),
    );
    expect(wrong.status).toBe(422);
    expect(wordsOf(wrong.text)).toContain(problem);
    expect(wrong.text).toContain(`id="${field}-error"`);
    expect(await kept()).toEqual(before);
  });

  it('a renamed place keeps its figures, and a sheet under its old name is asked about', async () => {
    const [place] = (await app.deps.measures.overview()).places;
    const figures = (await kept())[0]?.length;
    const renamed = { name: 'Ash and Elm', kind: 'partnership' };
    expect((await carl.post(urls.measurePlace(place?.id ?? 0), renamed)).status).toBe(303);
    const under = (name: string) => ({ table: `measure\tlocal\nWaiting\t7`, place: name, period: '2012/13' });
    const asked = await carl.post(urls.measureImport(), under('Ash'));
    expect(wordsOf(asked.text)).toContain('Same as: Ash and Elm');
    expect((await kept())[0]).toHaveLength(figures ?? 0);
    expect((await carl.post(urls.measureImport(), under('ash and elm'))).status).toBe(303);
    expect((await kept())[1]).toEqual(['Ash and Elm']);
  });

  it('a problem that thousands of rows have is told once, and a text too long to paste says what to do', async () => {
    const row = (i: number) =>
      `Nowhere known,Ash and Elm,,${1000 + i},actual,5,${'A long report '.repeat(9)}`;
    const content = `measure,place,place kind,period,kind,figure,source\n${Array.from({ length: 2000 }, (_, i) => row(i)).join('\n')}`;
    const sent = await carl.upload(urls.measureImport(), { name: 'long.csv', content });
    expect(sent.status).toBe(422);
    expect(wordsOf(sent.text)).toContain(
      'Row 2 and 1,999 more rows, measure: there is no measure "Nowhere known".',
    );
    const table = 'x'.repeat(1_000_001);
    const pasted = await carl.upload(urls.measureImport(), null, { table });
    expect(pasted.status).toBe(413);
    expect(wordsOf(pasted.text)).toContain(
      'Save the sheet as a CSV or Excel file, go back, and choose that file.',
    );
  });
});
