import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ShownItem } from '../../../rules/index.ts';
import { urls } from '../../../server/web/urls.ts';
import { toolOf } from '../../audits/instruments.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { takeFrom } from '../../support/exports.ts';
import { formTo, wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { readPdf, rowsOf } from '../../support/readPdf.ts';
import { exampleOf, scoredAudit } from '../../support/scoredAudit.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../audits/examples/${name}`, import.meta.url), 'utf8');
const questions = example('service-review-2007/questions.csv');
const ANSWERS = ['weak', 'fair', 'good', 'excellent'];
/** Two questions as they are printed: the answers, and the mean. */
const PRINTED = {
  q1_1: ['q1_1', '36%', '48%', '11%', '5%', '1.9'],
  q2_1: ['q2_1', '21%', '79%', '–', '–', '1.8'],
};
const details = {
  title: 'Review of 2007, as printed',
  partnership: 'England',
  source: 'Review of 2008, tables 2 to 11',
  fieldworkStart: '01/10/2006',
  fieldworkEnd: '30/11/2006',
};

onOneEngine('a printed distribution as a baseline', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let baseline: number;
  let review: number;

  /** The form as it is proposed, filled in. */
  async function form(
    text: string,
    more: Record<string, string> = {},
  ): Promise<Record<string, string | string[]>> {
    const { status, text: html } = await lena.post(urls.newBaseline(), { table: text, ...more });
    expect(status).toBe(200);
    return { ...formTo(html, urls.baselines()).fields, ...details };
  }
  const idIn = (location: string | undefined) => Number(/audits\/(\d+)\/baseline/.exec(location ?? '')?.[1]);

  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
    const made = await lena.post(urls.baselines(), { ...(await form(questions)), files: '149' });
    baseline = idIn(made.headers['location']);
    const tool = toolOf('service_review_2007');
    const returns = exampleOf(tool, 'examples/service-review-2007/returns.csv');
    review = await scoredAudit(test, tool, { 'All partnerships': returns }, { closed: true });
  });
  afterAll(() => test.close());

  it('is offered where the table is checked, for the tools that have its answers', async () => {
    const page = await lena.post(urls.publishedTables(), { table: questions });
    const { fields } = formTo(page.text, urls.newBaseline());
    expect(fields['tool']).toBe('service_review_2007');
    expect(page.text).toContain('value="diversity_review_2008"');
    expect((await form(questions, { tool: 'diversity_review_2008' }))['tool']).toBe('diversity_review_2008');
  });

  it('is a closed audit of 149 partnerships, with a page that speaks of partnerships and names what is wrong in print', async () => {
    const { audit, groups, completeFiles } = await test.deps.results.of(baseline);
    expect(audit).toMatchObject({ isBaseline: true, state: 'closed', toolId: 'service_review_2007' });
    expect(groups.map(({ name, files }) => [name, files])).toEqual([['All partnerships', 149]]);
    expect(completeFiles).toBe(149);
    const words = wordsOf((await lena.get(urls.baseline(baseline))).text);
    expect(words).toContain('Review of 2008, tables 2 to 11');
    expect(words).toContain('There are only its figures: no partnerships, so nothing can be recorded');
    expect(words).toContain('All partnerships (149): 149 partnerships in all');
    expect(words).not.toContain('case file');
    const wrong = questions.replace(',36,48,11,5,1.9,', ',36,48,41,5,1.9,');
    const made = await lena.post(urls.baselines(), { ...(await form(wrong)), files: '149' });
    const other = wordsOf((await lena.get(made.headers['location'] ?? '')).text);
    expect(other).toContain('The percentages add up to 130%, and rounding cannot explain it');
  });

  it('has results with percentages and means as printed, a dash where none is, and no count', async () => {
    const page = await lena.get(urls.results(baseline));
    expect(page.status).toBe(200);
    const rows = tablesOf(page.text).flatMap((table) => table.rows);
    expect(rows.find(([head]) => head?.startsWith('Are the board’s members'))).toEqual([
      'Are the board’s members senior enough, and do they attend?',
      '36%',
      '48%',
      '11%',
      '5%',
      '149 of 149',
      '0',
      '1.9 as printed',
    ]);
    const words = wordsOf(page.text);
    expect(words).toContain('Percentages and means stand as they are printed.');
    expect(words).not.toContain('case file');
  });

  it('stands beside a new review on page, PDF, CSV, workbook and JSON', async () => {
    const search = `?by=audit&with=${baseline}`;
    const page = await lena.get(urls.compare(review, search));
    expect(wordsOf(page.text)).toContain('Percentages and means of a published table, as printed.');
    const { csv, xlsx, json } = await takeFrom(lena, (format) =>
      urls.exportComparison(review, format, search),
    );
    const sheet = xlsx.find(({ sheet: name }) => name === 'Other questions')?.rows ?? [];
    const [heading = []] = csv;
    const at = (row: readonly unknown[], name: string) => row[heading.indexOf(name)];
    const data = json as {
      items: { id: string; label: string; rows: { audit: string; figure: ShownItem }[] }[];
    };
    const rowsOfPdf = async (chosen: string) =>
      rowsOf(await readPdf((await download(lena, urls.resultsPdf(review, `${search}${chosen}`))).body));
    const pdf = await rowsOfPdf('&check=q1_1&check=q2_1');
    // Of many questions it has the means alone.
    const means = await rowsOfPdf('');
    for (const [id, ...figures] of [PRINTED.q1_1, PRINTED.q2_1]) {
      const item = data.items.find((one) => one.id === id);
      const figure = item?.rows.find(({ audit }) => audit === 'Oct 2006')?.figure;
      const percents = ANSWERS.map((answer) => figure?.printed?.percents[answer]?.text ?? '–');
      expect([...percents, figure?.printed?.mean?.text], `${id}, JSON`).toEqual(figures);
      expect(new Set(Object.values(figure?.counts ?? {}))).toEqual(new Set([null]));
      const table = tablesOf(page.text).find(({ caption }) => caption === item?.label);
      expect(
        table?.rows.find(([line]) => line === 'Oct 2006'),
        `${id}, page`,
      ).toEqual(['Oct 2006', ...figures.slice(0, -1), '149 of 149', '0', `${figures.at(-1)} as printed`]);
      const inPdf = pdf.filter(
        (row) => row[0] === 'Oct 2006' && figures.slice(0, -1).every((text) => row.includes(text)),
      );
      expect(inPdf.length, `${id}, PDF`).toBe(1);
      const ofMeans = means.find(([label]) => label === item?.label);
      expect(ofMeans, `${id}, means in the PDF`).toContain(figures.at(-1));
      for (const rows of [csv, sheet]) {
        const own = rows.filter((row) => at(row, 'Audit') === 'Oct 2006' && at(row, 'Item') === id);
        const shares = own.map((row) => at(row, 'Given of answered, %'));
        // A question that stops at fair has no rows of the answers above.
        const wanted = figures
          .slice(0, -1)
          .flatMap((text) => (text === '–' ? [] : [Number(text.replace('%', ''))]));
        // A workbook has shares as numbers that it shows as percentages.
        const told = shares.map((share) =>
          rows === sheet ? Math.round(Number(share) * 100) : Number(share),
        );
        expect(told, `${id}, export`).toEqual(wanted);
        expect(own.map((row) => at(row, 'Given'))).toEqual(own.map(() => '–'));
        expect(new Set(own.map((row) => at(row, 'Why there is no figure')))).toEqual(
          new Set(['printed as a percentage alone']),
        );
      }
    }
  });

  it('names every fault of the form and keeps what was typed', async () => {
    const count = (await test.deps.audits.all()).length;
    const response = await lena.post(urls.baselines(), {
      ...(await form(questions)),
      title: '',
      files: 'many',
      'item-1': 'q1_1',
      'answer-2': 'none of them',
    });
    expect(response.status).toBe(422);
    const words = wordsOf(response.text);
    expect(words).toContain('Enter a title');
    expect(words).toContain('Enter of how many the percentages are, at least 1.');
    expect(words).toContain(
      'Service users and carers involved in strategic planning” is chosen for another row already.',
    );
    expect(words).toContain('Choose the answer from the list.');
    expect(formTo(response.text, urls.baselines()).fields['files']).toBe('many');
    expect(await test.deps.audits.all()).toHaveLength(count);
  });

  it('is asked how many there are, and no fewer than a row is of', async () => {
    const text = 'Question,N,Weak %,Fair %\n1.1,120,40,60\n1.2,149,50,50';
    const fields = await form(text);
    expect(fields['files']).toBe('149');
    const response = await lena.post(urls.baselines(), { ...fields, files: '130' });
    expect(wordsOf(response.text)).toContain('A row of the table is of 149, so enter at least that.');
  });

  it('shows a commissioner what is about persons suppressed, and not the table that holds it', async () => {
    const text = 'Question,male %,female %,other %,N\ngender,55,36,9,11';
    const tool = 'service_user_questionnaire';
    const made = await lena.post(urls.baselines(), await form(text, { tool }));
    const id = idIn(made.headers['location']);
    await test.deps.audits.addMember(test.ids.lena, id, test.ids.carl, 'commissioner');
    const carl = await test.as('carl');
    const shown = wordsOf((await carl.get(urls.results(id))).text);
    expect(shown).toContain('[c]');
    expect(shown).not.toContain('36%');
    expect(shown).not.toContain('9%');
    expect(wordsOf((await carl.get(urls.baseline(id))).text)).not.toContain('36');
    expect(wordsOf((await lena.get(urls.results(id))).text)).toContain('36%');
  });

  it('says of each row that is left out why, and is not made of nothing', async () => {
    const row = (name: string, cells: string) => `${name},${cells}`;
    const heading = 'Question,N,Yes %,No %,N/A %';
    const left = [
      row('Discharge file', '500,25,75,'),
      row('Discharge NDTMS', '500,20,80,'),
      row('TOP start file', '10,26,74,'),
      row('TOP start NDTMS', '100,60,60,'),
      row('TOP review file', '100,50,,20'),
      row('TOP review NDTMS', '100,,,'),
    ];
    const record = { tool: 'record_quality' };
    const whole = [heading, ...left, row('Hep B file', '20,25,50,25')].join('\n');
    const made = await lena.post(urls.baselines(), await form(whole, record));
    const words = wordsOf((await lena.get(made.headers['location'] ?? '')).text);
    expect(words).toContain(
      '2 rows were left out because several whole numbers give their percentages: Discharge file; Discharge NDTMS.',
    );
    for (const text of [
      '1 row was left out because no whole number gives its percentages: TOP start file.',
      '1 row was left out because its answers come to more than all: TOP start NDTMS.',
      '1 row was left out because it does not say how many were a yes, a no and not applicable: TOP review file.',
      '1 row was left out because it has no percentage from 0% to 100% under an answer that was chosen: TOP review NDTMS.',
      'Yes and no of a check are as printed',
    ]) {
      expect(words).toContain(text);
    }
    const { tally } = await test.deps.results.of(idIn(made.headers['location']));
    expect(tally.overall.checks.find(({ id }) => id === 'hep_b_file')).toMatchObject({
      yes: 5,
      no: 10,
      notApplicable: 5,
      notRecorded: 480,
    });
    const knex = test.deps.database.pool;
    const count = async () => [
      (await test.deps.audits.all()).length,
      (await knex('activity').where({ action: 'baseline.created' })).length,
    ];
    const before = await count();
    const none = await lena.post(urls.baselines(), {
      ...(await form([heading, ...left].join('\n'), record)),
      title: 'Kept as typed',
    });
    expect(none.status).toBe(422);
    const error = wordsOf(none.text);
    expect(error).toContain('Nothing can be taken over of this table. See of how many its percentages are');
    expect(error).toContain('2 rows were left out because several whole numbers give their percentages');
    expect(formTo(none.text, urls.baselines()).fields['title']).toBe('Kept as typed');
    expect(await count()).toEqual(before);
  });

  it('has the mark of suppression in place of a suppressed mean, on the page and in exports', async () => {
    const heading = 'Question,Strongly disagree %,Disagree %,Neither %,Agree %,Strongly agree %,Mean,N';
    const tool = 'service_user_questionnaire';
    const made = await lena.post(
      urls.baselines(),
      await form(`${heading}\nrespected,2,8,10,40,40,4.1,100`, { tool }),
    );
    const id = idIn(made.headers['location']);
    await test.deps.database.pool('audits').where({ id }).update({ small_number_rule: 'by_counts' });
    await test.deps.audits.addMember(test.ids.lena, id, test.ids.carl, 'commissioner');
    const carl = await test.as('carl');
    const page = tablesOf((await carl.get(urls.results(id))).text).flatMap((table) => table.rows);
    expect(page.find(([head]) => head === 'I am treated with respect here')).toEqual([
      'I am treated with respect here',
      '[c]',
      '8%',
      '10%',
      '40%',
      '[c]',
      '100 of 100',
      '0',
      '[c]',
    ]);
    const { csv, xlsx } = await takeFrom(carl, (format) => urls.exportResults(id, format, { of: 'items' }));
    const sheet = xlsx.find(({ sheet: name }) => name === 'Other questions')?.rows ?? [];
    const at = (line: readonly unknown[], name: string) => line[(csv[0] ?? []).indexOf(name)];
    for (const lines of [csv, sheet]) {
      const own = lines.filter((line) => line.includes('respected'));
      expect(own.map((line) => at(line, 'Why there is no figure'))).toContain(
        'printed as a percentage alone',
      );
      expect(new Set(own.map((line) => at(line, 'Mean')))).toEqual(new Set(['[c]']));
    }
  });
});
