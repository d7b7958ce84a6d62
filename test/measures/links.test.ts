import { afterAll, beforeAll, expect, it } from 'vitest';
import { instrumentItemsOf } from '../../rules/index.ts';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { exampleOf, scoredAudit } from '../support/scoredAudit.ts';
import { formsOf, wordsOf } from '../support/form.ts';
import { byCounts, closedAudit, setStandard } from '../support/improvement.ts';
import { download, tablesOf } from '../support/page.ts';
import { pdfUaProblems } from '../support/pdfUa.ts';
import { toolOf } from '../audits/instruments.ts';

// Of ten files each, The Bridge has a recovery plan in 4 and the other provider in all: 14 of 20, 70%.
onOneEngine('figures of audits beside measures', (engine) => {
  let app: TestApp;
  let [lena, carl, stan] = [{} as Visitor, {} as Visitor, {} as Visitor];
  let auditId = 0;
  const MEASURE = 'done_all';
  const put = (figure: string, measure = MEASURE, id = auditId) =>
    lena.post(urls.measureLinks(id), { figure, measure });
  const beside = (html: string) =>
    tablesOf(html).find(({ caption }) => caption === 'Figures of audits beside this measure')?.rows ?? [];
  const rowOf = async (visitor: Visitor, title: string) =>
    beside((await visitor.get(urls.measure(MEASURE))).text).find(([first]) => first?.startsWith(title));

  beforeAll(async () => {
    app = await startApp(engine);
    [lena, carl, stan] = [await app.as('lena'), await app.as('carl'), await app.as('stan')];
    await app.deps.measures.loadExample(app.ids.lena, 'southampton-2011-12');
    ({ auditId } = await closedAudit(app));
    setStandard(app, 'recovery_plan', 90);
  });
  afterAll(async () => {
    setStandard(app, 'recovery_plan', undefined);
    await app.close();
  });

  it('are put there by the lead, where the tool proposes it with one press', async () => {
    const item = instrumentItemsOf(app.deps.tools.must('rodt', 1).instrument).find(
      ({ id }) => id === 'recovery_plan',
    );
    Object.assign(item ?? {}, { measure: MEASURE });
    const page = (await lena.get(urls.measureLinks(auditId))).text;
    Object.assign(item ?? {}, { measure: undefined });
    expect(wordsOf(page)).toContain('The tool proposes');
    const proposal = formsOf(page).find(({ fields }) => fields['figure'] === 'check:recovery_plan');
    expect(proposal?.fields['measure']).toBe(MEASURE);
    expect((await put('check:recovery_plan')).status).toBe(303);
    const wrong = await put('check:no_such_check', 'no_such_measure');
    expect(wrong.status).toBe(422);
    expect(wordsOf(wrong.text)).toContain('Choose a figure of the audit.');
    expect(wordsOf(wrong.text)).toContain('Choose the measure that it bears on.');
  });

  it('stand on the measure with interval and standard, and the measure on the results', async () => {
    const row = await rowOf(carl, 'Spring audit');
    expect(row?.[0]).toBe('Spring audit 28 February 2012 to 2 March 2012');
    // Wilson's 95% interval of 14 of 20 is 48.1% to 85.5%.
    expect(row?.[1]).toContain('70% 14 of 20 files where the check applied, 95% interval 48% to 86%');
    expect(row?.[2]).toBe('at least 90% not reached');
    expect(row?.[3]).toContain('Drug Intervention Programme: 100% reached 10 of 10');
    expect(row?.[3]).toContain('The Bridge: 40% not reached 4 of 10');
    const results = (await carl.get(urls.results(auditId))).text;
    expect(wordsOf(results)).toContain('Measures that these figures bear on');
    expect(wordsOf(results)).toContain('Successful completions, all');
    expect(results).not.toContain(urls.measureLinks(auditId));
    expect((await lena.get(urls.results(auditId))).text).toContain(urls.measureLinks(auditId));
  });

  it('are nothing to who has no part in the audit, and no figure before it is closed to a commissioner', async () => {
    const { auditId: open } = await newAudit(app, { title: 'Still open' });
    await app.deps.audits.addMember(app.ids.lena, open, app.ids.carl, 'commissioner');
    expect((await put('check:smart', MEASURE, open)).status).toBe(303);
    expect(wordsOf((await stan.get(urls.measure(MEASURE))).text)).not.toContain('Audits that bear on it');
    expect((await rowOf(carl, 'Still open'))?.slice(1).join()).toMatch(
      /The audit is not closed yet\. You can read .*,–,–$/,
    );
    expect((await rowOf(lena, 'Still open'))?.[1]).toContain(
      'no files The audit is not closed: its figures may still change.',
    );
  });

  it('are suppressed as in the results, and in what is taken along for the lead too', async () => {
    await byCounts(app, auditId);
    const hidden = await rowOf(carl, 'Spring audit');
    expect(hidden?.[3]).toContain('The Bridge: [c]');
    expect(hidden?.[3]).toContain('Drug Intervention Programme: [c]');
    expect(hidden?.[3]).not.toMatch(/of 10/);
    const seen = await rowOf(lena, 'Spring audit');
    expect(seen?.[3]).toContain('4 of 10');
    const pdf = (await download(lena, urls.measureExport(MEASURE, 'pdf'))).body;
    expect(pdfUaProblems(pdf)).toEqual([]);
    const lines = await app.deps.activity.list({ auditId, limit: 5 });
    expect(lines.map(({ action }) => action)).toContain('results.exported');
  });

  it('can be scores, and are taken away again after a question', async () => {
    const tool = toolOf('record_quality');
    const records = exampleOf(tool, 'examples/record-quality/case-files.csv');
    const scored = await scoredAudit(app, tool, { One: records }, { closed: true });
    const [criterion] = tool.criteria;
    expect((await put(`criterion:${criterion?.id ?? ''}`, MEASURE, scored)).status).toBe(303);
    const text = beside((await lena.get(urls.measure(MEASURE))).text)
      .map((row) => row[1])
      .find((cell) => cell?.startsWith('Overall score'));
    expect(text).toMatch(/ \d+\.\d\d mean of \d+ of \d+ case files/);
    const page = (await lena.get(urls.measureLinks(scored))).text;
    expect(wordsOf(page)).toContain('Nothing of the audit or the measure changes.');
    const remove = formsOf(page).find(({ action }) => action.endsWith('/remove'));
    expect((await lena.post(remove?.action ?? '')).status).toBe(303);
    expect(wordsOf((await lena.get(urls.measureLinks(scored))).text)).not.toContain('Take it away');
  });
});
