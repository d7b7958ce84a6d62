import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp, withExample } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { takeAlong } from '../support/exports.ts';
import { filledIn, formTo, wordsOf } from '../support/form.ts';
import { download, tablesOf } from '../support/page.ts';
import { readPdf } from '../support/readPdf.ts';

const AGREEMENT = 'Partnership agreement of April 2026';
const NOTICE = `Includes small numbers: do not pass on. You see all figures of this audit, for management, under ${AGREEMENT}.`;

onBothEngines('a commissioner on a panel', (engine) => {
  let test: TestApp;
  let auditId: number;
  let lena: Visitor;
  let carl: Visitor;

  beforeAll(async () => {
    test = await startApp(engine);
    auditId = await withExample(test);
    [lena, carl] = [await test.as('lena'), await test.as('carl')];
  });
  afterAll(() => test.close());

  const put = async (fields: Record<string, string>) => {
    const page = await lena.get(urls.panel(auditId));
    const form = formTo(page.text, urls.panel(auditId));
    const person = { userId: String(test.ids.carl), capacity: 'commissioner' };
    return lena.post(form.action, { ...filledIn(form, { ...person }), ...fields });
  };
  const results = async (visitor: Visitor) => (await visitor.get(urls.results(auditId))).text;
  const marks = (html: string) =>
    tablesOf(html).flatMap(({ rows }) => rows.flat().filter((c) => c === '[c]'));

  it('is put there with a choice of figures, which nobody makes for the lead', async () => {
    const none = await put({});
    expect(none.status).toBe(422);
    expect(wordsOf(none.text)).toContain('Choose which figures the commissioner sees.');
    const unnamed = await put({ figures: 'all', agreement: ' ' });
    expect(unnamed.status).toBe(422);
    expect(wordsOf(unnamed.text)).toContain(
      'Name the agreement under which the commissioner sees all figures.',
    );
    // What was chosen is still chosen.
    expect(formTo(unnamed.text, urls.panel(auditId)).fields['figures']).toBe('all');
    expect((await put({ figures: 'all', agreement: AGREEMENT })).status).toBe(303);
    expect(wordsOf((await lena.get(urls.panel(auditId))).text)).toContain(
      `Commissioner: all figures, under ${AGREEMENT}`,
    );
    const [line] = await test.deps.activity.list({ limit: 1 });
    expect(line).toMatchObject({
      action: 'panel.added',
      subject: `person ${test.ids.carl}`,
      detail: { capacity: 'commissioner', figures: 'all', agreement: AGREEMENT },
    });
  });

  it('sees nothing before the audit is closed, whatever was agreed', async () => {
    expect((await carl.get(urls.results(auditId))).status).toBe(403);
    expect(wordsOf((await carl.get(urls.audit(auditId))).text)).not.toContain('Includes small numbers');
  });

  it('sees then every figure as the panel does, is told so on every page, and meets no case file', async () => {
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    const [own, panels] = [await results(carl), await results(lena)];
    const figures = (html: string) =>
      tablesOf(html).filter(({ caption }) => caption.includes('by sample group'));
    expect(figures(own)).toHaveLength(3);
    expect(figures(own)).toEqual(figures(panels));
    for (const url of [
      urls.audit(auditId),
      urls.results(auditId),
      urls.compare(auditId),
      urls.improvement(auditId),
    ]) {
      const { status, text } = await carl.get(url);
      expect([url, status]).toEqual([url, 200]);
      expect(wordsOf(text)).toContain(NOTICE);
      expect(marks(text)).toEqual([]);
      expect(text).not.toMatch(/\/files\/\d+/);
      expect(text).not.toContain('BR-0');
    }
    expect(wordsOf(own)).not.toContain('although');
    expect(wordsOf(panels)).toContain('although');
    expect(wordsOf(panels)).not.toContain('Includes small numbers: do not pass on. You see');
    for (const url of [urls.files(auditId), urls.exportFiles(auditId, 'csv'), urls.feedback(auditId)])
      expect((await carl.get(url)).status).toBe(403);
  });

  it('takes suppressed figures along unless all are asked for, and never case files', async () => {
    const usual = await takeAlong(carl, auditId, { by: 'gender' });
    expect(usual.json.suppressed).toBe(true);
    expect(usual.csv.flat()).toContain('[c]');
    const all = await takeAlong(carl, auditId, { by: 'gender', figures: 'all' });
    expect(all.json.suppressed).toBe(false);
    expect(all.csv.flat()).not.toContain('[c]');
    expect(all.xlsx.map(({ sheet }) => sheet)).not.toContain('Case files');
    expect(JSON.stringify(all.xlsx)).toContain('They include small numbers: do not pass them on.');
    const [line] = await test.deps.activity.list({ limit: 1 });
    expect(line).toMatchObject({ userId: test.ids.carl, action: 'results.exportedUnsuppressed' });
    const pdf = await readPdf((await download(carl, `${urls.resultsPdf(auditId)}?by=gender`)).body);
    expect(pdf.text).toContain('[c]');
  });

  it('reads by a token what can be passed on, unless all is asked for', async () => {
    const { deps, ids } = test;
    const expiresOn = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const { token } = await deps.tokens.issue(ids.adam, { userId: ids.carl, name: 'Board', expiresOn });
    const ask = async (query: string) =>
      (
        await request(test.app)
          .get(`/api/v1/audits/${auditId}/results?by=gender${query}`)
          .set('Authorization', `Bearer ${token}`)
      ).body as { suppressed: boolean };
    expect((await ask('')).suppressed).toBe(true);
    expect((await ask('&figures=all')).suppressed).toBe(false);
  });

  it('sees small numbers suppressed at once when the choice is changed, and asks in vain for more', async () => {
    expect((await put({ figures: 'suppressed' })).status).toBe(303);
    const html = await results(carl);
    expect(marks(html).length).toBeGreaterThan(5);
    expect(wordsOf(html)).not.toContain('do not pass on');
    const refused = await carl.get(urls.exportResults(auditId, 'json', { figures: 'all' }));
    expect(refused.status).toBe(403);
    expect(wordsOf((await lena.get(urls.panel(auditId))).text)).toContain(
      'Commissioner: small numbers suppressed',
    );
  });
});
