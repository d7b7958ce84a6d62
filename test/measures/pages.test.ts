import { Readable } from 'node:stream';
import { readSheet as readWorkbook } from 'read-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { filledIn, formsOf, formTo, wordsOf } from '../support/form.ts';
import { sheetOf } from '../support/measures.ts';
import { download, tablesOf } from '../support/page.ts';
import { pdfUaProblems } from '../support/pdfUa.ts';
import { readPdf, words } from '../support/readPdf.ts';

onOneEngine('the pages of measures', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let carl: Visitor;
  beforeAll(async () => {
    app = await startApp(engine);
    [lena, carl] = [await app.as('lena'), await app.as('carl')];
  });
  afterAll(() => app.close());

  const placeId = async (name: string) =>
    (await app.deps.measures.overview()).places.find((place) => place.name === name)?.id ?? 0;
  const rowOf = (html: string, name: string) =>
    tablesOf(html)
      .flatMap(({ rows }) => rows)
      .find(([first]) => first?.startsWith(name));

  it('begin with nothing, and then offer an example that a commissioner can read', async () => {
    expect(wordsOf((await lena.get(urls.home())).text)).not.toContain('Measures');
    // Who commissions is led there before there is any.
    expect(wordsOf((await carl.get(urls.home())).text)).toContain(
      'Do you get figures every quarter? Measures and targets',
    );
    const first = await lena.get(urls.measures());
    expect(wordsOf(first.text)).toContain('There is no measure yet.');
    for (const example of ['oxfordshire-2008-09', 'southampton-2011-12']) {
      expect((await lena.post(urls.measureExamples(), { example })).status).toBe(303);
    }
    expect(wordsOf((await lena.get(urls.home())).text)).toContain('Measures and targets');
    const list = wordsOf((await carl.get(urls.measures())).text);
    expect(list).toContain('Southampton');
    expect(list).toContain('Enter figures');
    // The third is offered beside the two that are loaded; one of those goes and comes back.
    const title = 'North East Lincolnshire 2009/10: who is in treatment';
    const third = 'north-east-lincolnshire-2009-10';
    expect(list).toContain(`Load ${title}`);
    expect(list).not.toContain('Load Oxfordshire');
    expect((await carl.post(urls.measureExamples(), { example: third })).status).toBe(303);
    expect(await placeId('North East Lincolnshire')).toBeGreaterThan(0);
    const remove = formsOf((await carl.get(urls.measures())).text).find(
      ({ action, buttons }) =>
        action === urls.measureExampleRemove() && buttons.some(({ value }) => value === third),
    );
    expect(remove).toBeDefined();
    expect((await carl.post(urls.measureExampleRemove(), { example: third })).status).toBe(303);
    expect(await placeId('North East Lincolnshire')).toBe(0);
    expect(wordsOf((await carl.get(urls.measures())).text)).toContain(`Load ${title}`);
  });

  it('show the target table of Oxfordshire: +21.4%, fifth of ten, 3% wanted', async () => {
    const { text } = await carl.get(urls.measure('drug_users_treated', { period: '2008/09' }));
    expect(rowOf(text, 'Oxfordshire')).toEqual([
      'Oxfordshire 1 of 10',
      '1,986',
      '1,636 2007/08',
      '1,685 +3%',
      '+21.4% 5 of 10',
      'reached',
    ]);
    // Its targets go on to 2010/11. Unasked, the last period is shown in which anything was reached.
    const unasked = (await carl.get(urls.measurePlace(await placeId('Oxfordshire')))).text;
    expect(wordsOf(unasked)).toContain('1,986');
    const penetration = (await carl.get(urls.measure('penetration'))).text;
    expect(rowOf(penetration, 'Southampton')).toEqual([
      'Southampton 10 of 19',
      '53.32% 762 of 1,429',
      '53.32%',
    ]);
    expect(rowOf(penetration, 'Windsor')).toEqual([
      'Windsor & Maidenhead 4 of 19',
      '58.74% 223 of 380',
      '58.68% printed +0.06',
    ]);
    expect(wordsOf(penetration)).toContain(
      'An estimate that was not whole before it was printed explains that.',
    );
  });

  it('show the indicator sheet of Southampton, travel judged by polarity and ranges by their ends', async () => {
    const id = await placeId('Southampton');
    const { text } = await carl.get(urls.measurePlace(id, { period: 'Q4 2011/12' }));
    expect(rowOf(text, 'Re-presented within six months, opiate')).toEqual([
      'Re-presented within six months, opiate users lower is better',
      '22%',
      '–',
      '9 to 13% not in it printed 13 to 9%',
      '15% worse',
    ]);
    expect(rowOf(text, 'Re-presented within six months, all')?.slice(1, 3)).toEqual([
      '14%',
      '−1 point better',
    ]);
    expect(wordsOf(text)).toContain('Of 27 measures with an earlier figure, 9 became better and 6 worse');
    expect(wordsOf(text)).toContain('202 + 559 + 592 is 1,353, and printed is 1,354.');
    const series = (await carl.get(urls.measure('completions_month'))).text;
    expect(wordsOf(series)).toContain(
      'Southampton over time All that differs between these periods can be chance.',
    );
    expect(series).toContain('<svg');
  });

  it('show a measure of which there are estimates alone, and beside a figure what the cluster and the country have', async () => {
    const estimates = (await carl.get(urls.measure('opiate_users'))).text;
    expect(rowOf(estimates, 'Southampton')).toEqual(['Southampton', '1,321 1,039 to 1,600']);
    const before = (await carl.get(urls.measure('opiate_users', { period: '2008/09' }))).text;
    expect(rowOf(before, 'Southampton')?.[1]).toBe('1,354');
    const completions = (await carl.get(urls.measure('done_opiate'))).text;
    expect(rowOf(completions, 'Southampton')).toEqual([
      'Southampton',
      '7%',
      '10 to 15% not in it',
      '9% worse',
    ]);
    // Of what is counted the country has more than a place in any case.
    const waiting = (await carl.get(urls.measure('waiting_6', { period: 'Q4 2011/12' }))).text;
    expect(rowOf(waiting, 'Southampton')).toEqual(['Southampton', '0', '140']);
  });

  it('draw no limits of chance about fewer than five single figures, and say so', async () => {
    const { text } = await carl.get(urls.measure('done_all'));
    expect(wordsOf(text)).toContain('There are too few periods to tell a change from chance');
    expect(wordsOf(text)).not.toContain('All that differs between these periods can be chance.');
    expect(wordsOf(text)).not.toContain('Chance alone');
    expect(text).toContain('<svg');
  });

  it('give all of it as PDF, CSV and workbook, of which the figures can be taken over again', async () => {
    const id = await placeId('Southampton');
    for (const url of [
      urls.measurePlaceExport(id, 'pdf', { period: 'Q4 2011/12' }),
      urls.measureExport('completions_month', 'pdf'),
      urls.measureExport('penetration', 'pdf'),
      urls.measureExport('drug_users_treated', 'pdf', { period: '2008/09' }),
    ]) {
      expect(pdfUaProblems((await download(carl, url)).body), url).toEqual([]);
    }
    const workbook = await download(carl, urls.measureExport('penetration', 'xlsx'));
    const rows = await readWorkbook(Readable.from([workbook.body]) as never);
    expect(rows[1]?.slice(0, 4)).toEqual(['Oxfordshire', '1 of 19', '74.66%', 74.66]);
    const csv = (await carl.get(urls.measureExport('penetration', 'csv'))).text;
    expect(csv).toContain('penetration,Oxfordshire,partnership,2008/09,actual,74.66%,1986,2660,');
    const again = await lena.upload(urls.measureImport(), { name: 'penetration.csv', content: csv });
    expect(again.status).toBe(303);
    expect(wordsOf((await lena.get(urls.measures())).text)).toContain(
      '0 figures taken over, 19 stood there already.',
    );
  });

  it('take a pasted sheet and a workbook whole, or tell every problem and keep what was pasted', async () => {
    const heading = ['measure', 'place', 'period', 'kind', 'figure'];
    const pasted = (figure: string) =>
      [heading, ['Waiting over three weeks', 'Southampton', 'Q1 2012/13', 'actual', figure]]
        .map((row) => row.join('\t'))
        .join('\n');
    const wrong = await lena.post(urls.measureImport(), { table: pasted('three') });
    expect(wrong.status).toBe(422);
    expect(wordsOf(wrong.text)).toContain('Row 2, figure: "three" is no figure.');
    expect(formTo(wrong.text, urls.measureImport()).fields['table']).toContain('three');
    expect((await lena.post(urls.measureImport(), { table: pasted('3%') })).status).toBe(303);
    const content = await writeXlsxFile(
      [heading, ['waiting_6', 'Southampton', 'Q1 2012/13', 'actual', '4']].map((row) =>
        row.map((value) => ({ value, type: String })),
      ),
    ).toBuffer();
    expect((await lena.upload(urls.measureImport(), { name: 'a.xlsx', content })).status).toBe(303);
    const sheet = (await lena.get(urls.measurePlace(await placeId('Southampton')))).text;
    expect(rowOf(sheet, 'Waiting over three')?.slice(1, 3)).toEqual(['3%', '+1 point worse']);
    expect(rowOf(sheet, 'Waiting over six')?.slice(1, 3)).toEqual(['4', '+4 worse']);
    const damaged = await lena.upload(urls.measureImport(), { name: 'a.csv', content: Buffer.from([0, 1]) });
    expect([damaged.status, wordsOf(damaged.text)]).toEqual([
      422,
      expect.stringContaining('neither CSV nor an Excel workbook'),
    ]);
  });

  it('take an indicator sheet as it is printed, of the place and period that stand beside it', async () => {
    const table = [
      ['Indicator', 'Local', 'Top quartile', 'National'],
      ['Successful completions, all', '14%', '', '15%'],
      ['Waiting over six weeks', '', '', ''],
    ];
    const pasted = (rows: string[][]) => rows.map((row) => row.join('\t')).join('\n');
    const beside = { place: 'Southampton', period: 'Q2 2012/13' };
    const wrong = await lena.post(urls.measureImport(), { table: pasted(table), ...beside, period: 'soon' });
    expect(wordsOf(wrong.text)).toContain('"soon" is no period.');
    expect(formTo(wrong.text, urls.measureImport()).fields['place']).toBe('Southampton');
    const without = await lena.post(urls.measureImport(), { table: pasted(table) });
    expect(wordsOf(without.text)).toContain('There is no column "place". Enter the place here');
    const right = await carl.post(urls.measureImport(), { table: pasted(table), ...beside });
    const id = await placeId('Southampton');
    expect(right.headers.location).toBe(urls.measurePlace(id, { period: 'Q2 2012/13' }));
    const sheet = (await carl.get(urls.measurePlace(id, { period: 'Q2 2012/13' }))).text;
    expect(rowOf(sheet, 'Successful completions, all')?.slice(1)).toEqual([
      '14%',
      '+2 points better',
      '15% worse',
    ]);
  });

  it('ask once about measures, places and columns that are new in a sheet, and keep nothing before', async () => {
    const table = [
      ['Indicator', 'Local', 'Direction of travel', 'RAG', 'National'],
      ['Naloxone kits handed out', '120', '+15', 'green', ''],
      ['Offered a hepatitis C test', '62%', '-3%', 'amber', '70%'],
      ['Successful completions (all)', '15%', '+1%', 'green', '15%'],
      ['Footnote', '1', 'improving', '', ''],
    ]
      .map((row) => row.join('\t'))
      .join('\n');
    const sent = { table, place: 'Basingstoke', period: 'Q3 2012/13' };
    const before = (await app.deps.measures.overview()).measures.length;
    const asked = await carl.post(urls.measureImport(), sent);
    expect(asked.status).toBe(200);
    expect(wordsOf(asked.text)).toContain('Not read: the column “RAG”.');
    expect(wordsOf(asked.text)).toContain('Not read: 1 travel: “improving” in row 5.');
    const form = formTo(asked.text, urls.measureImport());
    expect(form.fields).toMatchObject({ ...sent, 'unit-0': '', 'unit-1': 'percent' });
    const answers = {
      'place-0': 'new-partnership',
      'measure-0': 'new-higher',
      'unit-0': 'kits',
      'measure-1': 'new-higher',
      'measure-2': 'same-done_all',
    };
    const missing = await carl.post(urls.measureImport(), filledIn(form, { ...answers, 'unit-0': '' }));
    expect(missing.status).toBe(422);
    expect(wordsOf(missing.text)).toContain('Say what “Footnote” is.');
    expect(wordsOf(missing.text)).toContain('Enter the unit of “Naloxone kits handed out”');
    expect((await app.deps.measures.overview()).measures).toHaveLength(before);
    const again = formTo(missing.text, urls.measureImport());
    expect(again.fields['measure-2']).toBe('same-done_all');
    const taken = await carl.post(
      urls.measureImport(),
      filledIn(again, { ...answers, 'measure-3': 'leave-out' }),
    );
    const id = await placeId('Basingstoke');
    expect(taken.headers.location).toBe(urls.measurePlace(id, { period: 'Q3 2012/13' }));
    const sheet = (await carl.get(urls.measurePlace(id, { period: 'Q3 2012/13' }))).text;
    expect(wordsOf(sheet)).toContain(
      '5 figures taken over, 3 figures of the period before worked out from the travel.',
    );
    expect(sheet).toContain(`href="${urls.board()}?place=`);
    expect(rowOf(sheet, 'Naloxone kits')?.slice(1, 3)).toEqual(['120', '+15 better']);
    expect(rowOf(sheet, 'Offered a hepatitis C')?.slice(1)).toEqual(['62%', '−3 points worse', '70% worse']);
    expect(rowOf(sheet, 'Successful completions, all')?.slice(1, 3)).toEqual(['15%', '+1 point better']);
    // The same sheet again is the same figures: nothing is asked of names, and nothing is there twice.
    const twice = await carl.post(urls.measureImport(), {
      ...sent,
      table: table.replace(/\nFootnote.*/, ''),
    });
    expect(formTo(twice.text, urls.measureImport()).fields['measure-0']).toBeDefined();
    const known = table
      .replace(/\nFootnote.*/, '')
      .replace('(all)', 'all')
      .replace('completions all', 'completions, all');
    const asksColumns = await carl.post(urls.measureImport(), { ...sent, table: known });
    expect(wordsOf(asksColumns.text)).toContain('Not read: the column “RAG”.');
    await carl.post(urls.measureImport(), filledIn(formTo(asksColumns.text, urls.measureImport()), {}));
    expect(wordsOf((await carl.get(urls.measurePlace(id))).text)).toContain(
      '0 figures taken over, 5 stood there already.',
    );
  });

  it('take a printed figure of the period before rather than one that follows from a travel', async () => {
    const rows = (local: string, travel: string) =>
      [`measure\tlocal\ttravel`, `Waiting over six weeks\t${local}\t${travel}`].join('\n');
    const at = { place: 'Fareham', period: '' };
    await carl.post(urls.measurePlaces(), { name: at.place, kind: 'partnership' });
    await carl.post(urls.measureImport(), { table: rows('7', ''), ...at, period: 'May 2013' });
    await carl.post(urls.measureImport(), { table: rows('9', '+1'), ...at, period: 'June 2013' });
    const id = await placeId(at.place);
    const sheet = (await carl.get(urls.measurePlace(id, { period: 'June 2013' }))).text;
    expect(rowOf(sheet, 'Waiting over six')?.slice(1, 3)).toEqual(['9', '+2 worse']);
  });

  it('ask about nothing else than a travel of which no figure can be worked out', async () => {
    const table = 'measure\tlocal\ttravel\nWaiting over six weeks\t200\t+10%';
    const sent = { table, place: 'Fareham', period: 'August 2013' };
    const asked = await carl.post(urls.measureImport(), sent);
    expect(wordsOf(asked.text)).toContain('Not read: 1 travel: “+10%” in row 2.');
    const form = formTo(asked.text, urls.measureImport());
    expect((await carl.post(urls.measureImport(), filledIn(form, {}))).status).toBe(303);
    const sheet = (await carl.get(urls.measurePlace(await placeId('Fareham'), { period: 'August 2013' })))
      .text;
    expect(wordsOf(sheet)).toContain('1 figure taken over.');
  });

  it('ask once whether travels without % are percentage points, and read them only then', async () => {
    const table = [
      ['Indicator', 'Local', 'Direction of travel', 'National average'],
      ['Successful completions, all', '18%', '+2', '15%'],
      ['Waiting over six weeks', '4', 'improving', ''],
    ];
    const sent = (period: string) => ({
      table: table.map((row) => row.join('\t')).join('\n'),
      place: 'Fareham',
      period,
    });
    const answered = async (period: string, fields: Record<string, string>) => {
      const asked = await carl.post(urls.measureImport(), sent(period));
      expect(wordsOf(asked.text)).toContain('1 travel: “+2” in row 2. As percentage points');
      expect(wordsOf(asked.text)).toContain('Not read: 1 travel: “improving” in row 3.');
      const form = formTo(asked.text, urls.measureImport());
      expect(form.fields['points']).toBeUndefined();
      expect((await carl.post(urls.measureImport(), filledIn(form, fields))).status).toBe(303);
      const sheet = (await carl.get(urls.measurePlace(await placeId('Fareham'), { period }))).text;
      return rowOf(sheet, 'Successful completions, all')?.slice(1);
    };
    // Without a travel there is no column for it.
    expect(await answered('Q2 2014/15', {})).toEqual(['18%', '15% better']);
    expect(await answered('Q2 2015/16', { points: 'yes' })).toEqual([
      '18%',
      '+2 points better Q1 2015/16',
      '15% better',
    ]);
  });

  it('find what was answered by the name, when somebody else adds one of the names meanwhile', async () => {
    const head = ['measure', 'place', 'period', 'kind', 'figure'];
    const row = (measure: string, at: string) => [measure, at, 'Q1 2013/14', 'actual', '5'];
    const rows = [head, row('First of three', 'Aldham'), row('Second of three', 'Birham')];
    const table = rows.map((cells) => cells.join('\t')).join('\n');
    const asked = formTo((await carl.post(urls.measureImport(), { table })).text, urls.measureImport());
    const answered = filledIn(asked, {
      'place-0': 'new-provider',
      'place-1': 'new-partnership',
      'measure-0': 'new-higher',
      'unit-0': 'kits',
      'measure-1': 'new-lower',
      'unit-1': 'people',
    });
    // Meanwhile the first of each is there, and the sheet has a third one.
    await lena.post(urls.measures(), { label: 'First of three', unit: 'kits', better: 'neither' });
    await lena.post(urls.measurePlaces(), { name: 'Aldham', kind: 'provider' });
    const more = { ...answered, table: `${table}\n${row('Third of three', 'Birham').join('\t')}` };
    const again = await carl.post(urls.measureImport(), more);
    expect(again.status).toBe(422);
    expect(wordsOf(again.text)).toContain('Say what “Third of three” is.');
    expect(wordsOf(again.text)).not.toContain('Say what “Second of three” is.');
    const form = formTo(again.text, urls.measureImport());
    expect(form.fields).toMatchObject({
      'place-0': 'new-partnership',
      'measure-0': 'new-lower',
      'unit-0': 'people',
    });
    const last = filledIn(form, { 'measure-1': 'leave-out' });
    expect((await carl.post(urls.measureImport(), last)).status).toBe(303);
    const { measures, places } = await app.deps.measures.overview();
    const second = measures.find(({ label }) => label === 'Second of three');
    expect([second?.unit, second?.better]).toEqual(['people', 'lower']);
    expect(places.find(({ name }) => name === 'Birham')?.kind).toBe('partnership');
  });

  it('enter figures in a table: what is wrong is told at its cell, and nothing is half-written', async () => {
    const place = String(await placeId('Southampton'));
    expect(wordsOf((await lena.get(`${urls.measureFigures()}?place=${place}&period=soon`)).text)).toContain(
      '"soon" is no period.',
    );
    const url = urls.measureFigures({ place, period: 'Q1 2012/13' });
    const tableIn = (html: string) => {
      const table = formsOf(html).find(({ fields }) => 'shown' in fields);
      if (!table) throw new Error('the page has no table of figures');
      return table;
    };
    const form = tableIn((await lena.get(url)).text);
    expect(form.fields['f-waiting_3-actual']).toBe('3%');
    const changes = { 'f-done_all-actual': '13% (110 of 850)', 'f-waiting_3-actual': '2 of 0' };
    const wrong = await lena.post(urls.measureFigures(), filledIn(form, changes));
    expect(wrong.status).toBe(422);
    expect(wordsOf(wrong.text)).toContain('Waiting over three weeks: "2 of 0" has a denominator of 0');
    const again = tableIn(wrong.text);
    expect(again.fields['f-done_all-actual']).toBe('13% (110 of 850)');
    const right = filledIn(again, { 'f-waiting_3-actual': '', source: 'The return' });
    expect((await lena.post(urls.measureFigures(), right)).status).toBe(303);
    const sheet = (await lena.get(urls.measurePlace(place, { period: 'Q1 2012/13' }))).text;
    expect(rowOf(sheet, 'Successful completions, all')?.slice(1, 3)).toEqual([
      '13% 110 of 850',
      '+1 point better',
    ]);
    expect(rowOf(sheet, 'Waiting over three')).toBeUndefined();
  });

  it('add, change and remove measures and places, and refuse what would be there twice', async () => {
    const measure = { label: 'Naloxone given out', unit: 'people', better: 'higher' };
    expect((await lena.post(urls.measures(), measure)).status).toBe(303);
    const twice = await lena.post(urls.measures(), measure);
    expect([twice.status, wordsOf(twice.text)]).toEqual([422, expect.stringContaining('already')]);
    const edit = urls.measureEdit('naloxone_given_out');
    expect((await lena.post(edit, { ...measure, better: '' })).status).toBe(422);
    expect((await lena.post(edit, { ...measure, unit: 'kits' })).status).toBe(303);
    const unit = await lena.post(urls.measureEdit('waiting_6'), {
      label: 'Waiting',
      unit: '%',
      better: 'lower',
    });
    expect(wordsOf(unit.text)).toContain('There are figures in people, so the unit cannot change.');
    expect((await lena.post(urls.measureRemove('naloxone_given_out'))).status).toBe(303);
    expect((await lena.get(edit)).status).toBe(404);
    expect((await lena.post(urls.measurePlaces(), { name: 'southampton', kind: 'partnership' })).status).toBe(
      422,
    );
    const renamed = { name: 'Southampton City', kind: 'partnership' };
    expect((await lena.post(urls.measurePlace(await placeId('Southampton')), renamed)).status).toBe(303);
    expect(rowOf((await lena.get(urls.measure('penetration'))).text, 'Southampton City')).toBeDefined();
  });

  it('keep to pages where there are very many places, each found by its name', async () => {
    const heading = ['measure', 'place', 'place kind', 'period', 'kind', 'figure'];
    const rows = Array.from({ length: 1200 }, (_, i) => [
      'waiting_6',
      `Ward ${i + 1}`,
      'region',
      'Q1 2012/13',
      'actual',
      String(i),
    ]);
    const lines = [heading, ...rows];
    await app.deps.measures.takeOver(app.ids.lena, sheetOf(lines), { replace: false });
    const first = (await carl.get(urls.measure('waiting_6', { period: 'Q1 2012/13' }))).text;
    expect(first.length).toBeLessThan(200_000);
    expect(rowOf(first, 'Ward 1 ')?.[0]).toContain('1 of 12');
    expect(rowOf(first, 'Ward 1200')).toBeUndefined();
    expect(wordsOf(first)).toContain('1101 to 1200');
    const last = await carl.get(
      urls.measure('waiting_6', { period: 'Q1 2012/13', page: '13', place: 'ward 1200' }),
    );
    expect(rowOf(last.text, 'Ward 1200')).toBeDefined();
    expect(last.text).toContain('value="Ward 1200"');
    // The PDF has both ends and the place that is looked at, and says that the others are in the workbook.
    const asked = { period: 'Q1 2012/13', place: 'ward 600' };
    const pdf = (await download(carl, urls.measureExport('waiting_6', 'pdf', asked))).body;
    expect(pdfUaProblems(pdf)).toEqual([]);
    const { text, pages } = await readPdf(pdf);
    expect(pages.length).toBeLessThan(6);
    const printed = words(text);
    expect(printed).toContain('45 of 1,20');
    for (const [name, isThere] of [
      ['Ward 10 ', true],
      ['Ward 600 ', true],
      ['Ward 1199 ', true],
      ['Ward 300 ', false],
    ] as const) {
      expect([name, printed.includes(name)]).toEqual([name, isThere]);
    }
    const workbook = await download(carl, urls.measureExport('waiting_6', 'xlsx', asked));
    const all = (await readWorkbook(Readable.from([workbook.body]) as never, 1)) as unknown[][];
    expect(all.filter(([name]) => String(name).startsWith('Ward '))).toHaveLength(1200);
    const list = await carl.get(`${urls.measures()}?q=ward 119`);
    expect(list.text.length).toBeLessThan(200_000);
    expect(wordsOf(list.text)).toContain('11 of 1,2');
  });
});
