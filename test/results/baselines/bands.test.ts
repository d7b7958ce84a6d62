import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { toolOf } from '../../audits/instruments.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { takeFrom } from '../../support/exports.ts';
import { formTo, wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { readPdf, rowsOf } from '../../support/readPdf.ts';
import { exampleOf, scoredAudit } from '../../support/scoredAudit.ts';

const OVERALL = [
  'Overall rating,Partnerships,%,Trusts,%',
  'Weak,0,0,0,0',
  'Fair,31,21,34,22',
  'Good,67,45,63,41',
  'Excellent,51,34,55,36',
  'Total,149,100,152,100',
].join('\n');
/** What the report prints of the criteria, in percent. */
const CRITERIA = [
  'Criterion,Weak %,Fair %,Good %,Excellent %',
  'C1,–,–,44,35',
  'C2,23,–,–,0',
  'C4,2,–,31,27',
  'C5,0,1,–,86',
  'C9,–,–,18,61',
  'C10,–,–,50,20',
].join('\n');
const BANDS = ['weak', 'fair', 'good', 'excellent'];
const details = {
  partnership: 'England',
  source: 'Review of 2008, table 1',
  fieldworkStart: '01/10/2006',
  fieldworkEnd: '30/11/2006',
};

interface CriterionData {
  id: string;
  rows: {
    audit: string;
    unit: string;
    figure: { printed?: { scored: number; bands: Record<string, { text: string; count: number | null }> } };
  }[];
}

onOneEngine('printed results of criteria as a baseline', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let overall: number;
  let criteria: number;
  let review: number;

  const idIn = (location: string | undefined) => Number(/audits\/(\d+)\/baseline/.exec(location ?? '')?.[1]);
  async function take(title: string, table: string, more: Record<string, string> = {}): Promise<number> {
    const { text } = await lena.post(urls.newBaseline(), { table, tool: 'service_review_2007' });
    const { fields } = formTo(text, urls.baselines());
    const made = await lena.post(urls.baselines(), { ...fields, ...details, title, ...more });
    expect(made.status, wordsOf(made.text)).toBe(303);
    return idIn(made.headers['location']);
  }

  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
    overall = await take('Overall, as printed', OVERALL);
    criteria = await take('Criteria, as printed', CRITERIA, { files: '149' });
    const tool = toolOf('service_review_2007');
    const returns = exampleOf(tool, 'examples/service-review-2007/returns.csv');
    review = await scoredAudit(test, tool, { Partnerships: returns }, { closed: true, exclusions: ['q4_2'] });
  });
  afterAll(() => test.close());

  it('is two groups, each with its own number, and has a page that leads to its scores', async () => {
    const groups = await test.deps.audits.groups(overall);
    expect(groups.map(({ name, files }) => [name, files])).toEqual([
      ['Partnerships', 149],
      ['Trusts', 152],
    ]);
    const page = await lena.get(urls.baseline(overall));
    expect(page.text).toContain(`href="${urls.scores(overall)}"`);
    expect(page.text).not.toContain(`href="${urls.results(overall)}">`);
    expect(wordsOf(page.text)).toContain('Partnerships (149), Trusts (152): 301 partnerships in all');
  });

  it('has scores with the numbers that are printed, of each group and added up', async () => {
    const words = wordsOf((await lena.get(urls.scores(overall))).text);
    expect(words).toContain('0 weak, 65 fair, 130 good and 106 excellent, of 301 partnerships in print');
    // Nothing of it was planned, scored or is there one by one.
    expect(words).toContain('Partnerships in print 301');
    expect(words).toContain('Means and bands as they are printed.');
    expect(words).not.toMatch(/planned|Complete|With every partnership/);
    const table = tablesOf((await lena.get(urls.scores(overall))).text).find(({ caption }) =>
      caption.startsWith('Scores by'),
    );
    const at = table?.rows.find(([name]) => name === 'Partnerships') ?? [];
    expect(at.join(' ')).toContain('Weak 0 Fair 31 Good 67 Excellent 51');
    const printed = wordsOf((await lena.get(urls.scores(criteria))).text);
    expect(printed).toContain('Good 44% Excellent 35%');
  });

  it('stands beside the returns on page, PDF, CSV, workbook, JSON and the interface', async () => {
    const search = `?by=audit&with=${overall}&with=${criteria}`;
    const page = await lena.get(urls.compare(review, search));
    expect(wordsOf(page.text)).toContain('What comes from a published table is as it is printed there.');
    const table = tablesOf(page.text).find(({ caption }) => caption === 'Overall');
    const cells = table?.rows.map((row) => row.slice(1, 5).join('; ')) ?? [];
    // The returns come to the printed results of the partnerships: 0, 31, 67 and 51.
    expect(cells).toContain('0 of 149 0%; 31 of 149 21%; 67 of 149 45%; 51 of 149 34%');
    expect(cells).toContain('0 of 301; 65 of 301; 130 of 301; 106 of 301');
    const { csv, xlsx, json } = await takeFrom(lena, (format) =>
      urls.exportComparison(review, format, `${search}&part=scores`),
    );
    const data = (json as { criteria: CriterionData[] }).criteria;
    const figures = (id: string) =>
      data
        .find((one) => one.id === id)
        ?.rows.flatMap(({ figure }) => (figure.printed ? [figure.printed] : [])) ?? [];
    const [, , ...none] = figures('overall').filter(({ bands }) => Object.keys(bands).length > 0);
    expect(none).toEqual([]);
    expect(BANDS.map((band) => figures('overall')[0]?.bands[band]?.count)).toEqual([0, 65, 130, 106]);
    expect(figures('c1')[0]?.bands).toEqual({
      good: { text: '44%', share: 0.44, count: null },
      excellent: { text: '35%', share: 0.35, count: null },
    });
    const sheet = xlsx.find(({ sheet: name }) => name === 'Scores')?.rows ?? [];
    const heading = (sheet[0] ?? []).map(String);
    const ofSheet = (id: string) =>
      sheet
        .filter((row) => row[heading.indexOf('Criterion')] === id)
        .map((row) => ['Weak', 'Fair', 'Good', 'Excellent'].map((band) => row[heading.indexOf(band)]));
    expect(ofSheet('overall')).toContainEqual([0, 65, 130, 106]);
    expect(ofSheet('c1')).toContainEqual(['–', '–', '44%', '35%']);
    expect(csv.some((row) => row.includes('44%') && row.includes('35%'))).toBe(true);
    const pdf = rowsOf(await readPdf((await download(lena, urls.resultsPdf(review, search))).body));
    expect(pdf.some((row) => row.includes('65 of 301') && row.includes('106 of 301'))).toBe(true);
    expect(pdf.some((row) => row.includes('44%') && row.includes('35%'))).toBe(true);
  });

  it('stands group beside group', async () => {
    const search = `?by=group&with=${overall}`;
    const page = await lena.get(urls.compare(review, search));
    const rows = tablesOf(page.text).find(({ caption }) => caption === 'Overall')?.rows ?? [];
    expect(rows.map((row) => row.slice(1, 5).join('; '))).toContain(
      '0 of 152, 0%; 34 of 152, 22%; 63 of 152, 41%; 55 of 152, 36%',
    );
  });

  it('is written as its page has it', async () => {
    const { csv, xlsx, json } = await takeFrom(lena, (format) => urls.exportScores(overall, format, {}));
    const groups = (json as { groups: { name: string; criteria: { id: string; printed?: unknown }[] }[] })
      .groups;
    const told = groups[1]?.criteria.find(({ id }) => id === 'overall')?.printed;
    expect(told).toMatchObject({ scored: 152, bands: { fair: { text: '34 of 152, 22%', count: 34 } } });
    expect(csv.some((row) => row[0] === 'Trusts' && row.slice(-4).join() === '0,34,63,55')).toBe(true);
    const sheet = xlsx.find(({ sheet: name }) => name === 'Scores')?.rows ?? [];
    expect(sheet.some((row) => row[0] === 'Trusts' && row.slice(-4).join() === '0,34,63,55')).toBe(true);
    const pdf = rowsOf(await readPdf((await download(lena, urls.scoresPdf(overall, {}))).body));
    expect(pdf.flat().join(' ')).toContain('0 of 301 65 of 301 130 of 301 106 of 301');
  });

  it('goes with all that was taken over', async () => {
    await lena.post(urls.baselineRemove(criteria), {});
    expect((await lena.get(urls.scores(criteria))).status).toBe(404);
  });
});
