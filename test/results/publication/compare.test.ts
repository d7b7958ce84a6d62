import { afterAll, beforeAll, expect, it } from 'vitest';
import { overDispersion } from '../../../rules/index.ts';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { addNational, addPartnership, closedAuditOf, host, said } from '../../support/partnerships.ts';
import type { MadeUp, Partnership } from '../../support/partnerships.ts';
import { pdfUaProblems } from '../../support/pdfUa.ts';
import { readPdf, rowsOf } from '../../support/readPdf.ts';

onBothEngines('partnerships beside each other', (engine) => {
  let app: TestApp;
  let first: Partnership;
  let east: Partnership;
  let north: Partnership;
  let west: Partnership;
  const audits = new Map<Partnership, number>();
  let nora: Visitor;

  const MADE: MadeUp = {
    Ash: { recovery_plan: said(28, 12), top_missing: said(6, 34), children_identified: said(12, 28) },
  };
  /** Of whom few have children identified, so that this is suppressed. */
  const few = (yes: number): MadeUp => ({
    Oak: { recovery_plan: said(15, 15), top_missing: said(20, 10), children_identified: said(yes, 3 - yes) },
  });

  const publish = (partnership: Partnership, auditId: number) =>
    app.deps.database.within(partnership.scope, () =>
      app.deps.publication.publish(partnership.lead, auditId),
    );
  const withdraw = (partnership: Partnership) =>
    app.deps.database.within(partnership.scope, () =>
      app.deps.publication.withdraw(partnership.lead, audits.get(partnership) ?? 0),
    );
  const agree = async (partnership: Partnership, answer: 'yes' | 'no') => {
    const administrator = await app.asAddress(partnership.administratorEmail);
    const response = await administrator.post(urls.comparePublished(), { compares: answer });
    expect(response.headers['location']).toBe(urls.publishedFigures());
  };
  const rows = async (visitor: Visitor, checkId: string) =>
    tablesOf((await visitor.get(urls.partnershipsCheck('rodt', 1, checkId))).text)[0]?.rows.slice(1) ?? [];
  const names = async (visitor: Visitor) =>
    (await rows(visitor, 'recovery_plan')).map(([name = '']) => name.replace(/^\d+ /, ''));

  beforeAll(async () => {
    app = await startApp(engine);
    first = await host(app);
    [west, east, north] = [
      await addPartnership(app, 'Westshire'),
      await addPartnership(app, 'Eastshire'),
      await addPartnership(app, 'Northshire'),
    ];
    for (const partnership of [first, west, east, north]) {
      const auditId = await closedAuditOf(app, partnership, partnership === north ? few(1) : MADE);
      audits.set(partnership, auditId);
      await publish(partnership, auditId);
    }
    nora = await app.asAddress(await addNational(app));
  });
  afterAll(() => app.close());

  it('stand in no comparison unless they said so, and are read one by one', async () => {
    expect((await nora.get(urls.partnerships('rodt', 1))).status).toBe(404);
    const home = wordsOf((await nora.get('/')).text);
    for (const { name } of [west, east, north]) expect(home).toContain(name);
    expect(home).not.toContain('Partnerships beside each other');
    for (const partnership of [west, east, north]) await agree(partnership, 'yes');
    expect(await names(nora)).toEqual(['Eastshire', 'Northshire', 'Westshire']);
    const page = await nora.get(urls.partnerships('rodt', 1));
    expect(page.text).not.toContain('Audit of This organisation');
    expect(wordsOf(page.text)).toContain('3 partnerships');
  });

  it('are seen beside each other by those who take part alone, with their own marked', async () => {
    const lead = await app.asAddress(east.leadEmail);
    expect(await names(lead)).toEqual(['Eastshire (yours)', 'Northshire', 'Westshire']);
    // Lena’s organisation has published and does not take part.
    const lena = await app.as('lena');
    for (const url of [
      urls.partnerships('rodt', 1),
      urls.partnershipsCheck('rodt', 1, 'recovery_plan'),
      urls.partnershipsExport('rodt', 1, 'csv'),
      urls.partnershipsExport('rodt', 1, 'pdf'),
    ]) {
      expect((await lena.get(url)).status, url).toBe(404);
      expect((await lead.get(url)).status, url).toBe(200);
    }
    expect((await lena.get(urls.publishedFigures())).text).not.toContain('Eastshire');
  });

  it('are in the order of their names with of how many, and not ranked by what cannot be told apart', async () => {
    expect(await rows(nora, 'recovery_plan')).toEqual([
      ['1 Eastshire', '28 of 40', '70%', expect.any(String), 'inside'],
      ['2 Northshire', '15 of 30', '50%', expect.any(String), 'inside'],
      ['3 Westshire', '28 of 40', '70%', expect.any(String), 'inside'],
    ]);
    // A form that is missing is as it should not be: those without one are counted.
    expect((await rows(nora, 'top_missing')).map(([name, count]) => [name, count])).toEqual([
      ['1 Eastshire', '34 of 40'],
      ['2 Northshire', '10 of 30'],
      ['3 Westshire', '34 of 40'],
    ]);
    const page = wordsOf((await nora.get(urls.partnershipsCheck('rodt', 1, 'recovery_plan'))).text);
    expect(page).toContain('None lies outside the limits.');
    expect(page).toContain('3 of 3 partnerships have a figure that can be shown, together 71 of 110, 65%');
  });

  it('tell nothing of a suppressed figure: whatever it is, every page and file is the same', async () => {
    const everything = async () => {
      const { readable } = await app.deps.database.within(north.scope, () =>
        app.deps.publication.list(north.lead),
      );
      const pages = [
        (await nora.get(urls.publishedFigure(readable[0]?.id ?? 0))).text,
        (await nora.get(urls.partnerships('rodt', 1))).text,
        (await nora.get(urls.partnershipsCheck('rodt', 1, 'children_identified'))).text,
      ];
      const csv = await download(nora, urls.partnershipsExport('rodt', 1, 'csv'));
      const { body } = await download(nora, urls.partnershipsExport('rodt', 1, 'pdf'));
      const pdf = JSON.stringify(rowsOf(await readPdf(body)));
      const withoutTimes = (text: string) =>
        text
          .replace(/name="_csrf" value="[^"]*"/g, '')
          .replace(/\d{1,2}:\d{2}/g, 'TIME')
          .replace(/\/published-figures\/\d+/g, 'ADDRESS');
      return [...pages, csv.body.toString(), pdf].map(withoutTimes);
    };
    const own = (await rows(nora, 'children_identified')).find(([name]) => name === 'Northshire');
    expect(own).toEqual(['Northshire', '–', '[c]', '–', 'cannot be told']);
    const before = await everything();
    await withdraw(north);
    for (const yes of [0, 2, 3]) {
      const auditId = await closedAuditOf(app, north, few(yes));
      audits.set(north, auditId);
      await publish(north, auditId);
      expect(await everything()).toEqual(before);
      await withdraw(north);
    }
    // What is withdrawn is gone from the comparison too.
    expect(await names(nora)).toEqual(['Eastshire', 'Westshire']);
    const page = wordsOf((await nora.get(urls.partnershipsCheck('rodt', 1, 'recovery_plan'))).text);
    expect(page).toContain('It takes 3 partnerships with a figure');
    const auditId = await closedAuditOf(app, north, few(1));
    audits.set(north, auditId);
    await publish(north, auditId);
  });

  it('are compared by the same version of a tool alone, each by its latest audit', async () => {
    const groups = { Elm: { recovery_plan: said(11, 19) } };
    const [other, later] = [
      await closedAuditOf(app, west, groups, { toolVersion: 2, title: 'By the second version' }),
      await closedAuditOf(app, west, groups, { fieldworkEnd: '2026-03-31', title: 'A later one' }),
    ];
    await publish(west, other);
    await publish(west, later);
    expect((await rows(nora, 'recovery_plan')).at(-1)).toEqual([
      '3 Westshire',
      '11 of 30',
      '37%',
      expect.any(String),
      'inside',
    ]);
    const page = wordsOf((await nora.get(urls.partnerships('rodt', 1))).text);
    expect(page).toContain(
      'Version 2 was used too. It asks other things, so it is not compared with this one.',
    );
    expect(page).toContain('ago');
    // Of others than national readers nothing is told but what they take part in.
    const lead = await app.asAddress(east.leadEmail);
    expect(wordsOf((await lead.get(urls.partnerships('rodt', 1))).text)).not.toContain('Version 2');
    expect((await lead.get(urls.partnerships('rodt', 2))).status).toBe(404);
  });

  it('leave every comparison once they say so, or their organisation is ended', async () => {
    await agree(north, 'no');
    expect(await names(nora)).toEqual(['Eastshire', 'Westshire']);
    const lead = await app.asAddress(north.leadEmail);
    expect((await lead.get(urls.partnerships('rodt', 1))).status).toBe(404);
    await agree(north, 'yes');
    const setEnded = (isEnded: boolean) =>
      app.deps.database.within(first.scope, () =>
        app.deps.organisations.setEnded(app.ids.adam, west.scope.home, isEnded),
      );
    await setEnded(true);
    expect(await names(nora)).toEqual(['Eastshire', 'Northshire']);
    await setEnded(false);
    expect(await names(nora)).toEqual(['Eastshire', 'Northshire', 'Westshire']);
    const lines = await app.deps.database.within(north.scope, () => app.deps.activity.list({ limit: 2 }));
    expect(lines.map(({ action }) => action)).toContain('organisation.compared');
  });

  it('can be taken along as CSV and as a tagged PDF, with a line in the activity', async () => {
    const csv = (await download(nora, urls.partnershipsExport('rodt', 1, 'csv'))).body.toString();
    expect(csv).toContain(
      'rodt,1,recovery_plan,Is there a recovery plan on file?,Files with a yes,Eastshire',
    );
    const { body } = await download(nora, urls.partnershipsExport('rodt', 1, 'pdf'));
    expect(pdfUaProblems(body)).toEqual([]);
    const lines = await app.deps.database.within(first.scope, () => app.deps.activity.list({ limit: 2 }));
    expect(lines.map(({ action, detail }) => [action, detail])).toEqual([
      ['publishedFigures.exported', { tool: 'rodt 1', format: 'pdf' }],
      ['publishedFigures.exported', { tool: 'rodt 1', format: 'csv' }],
    ]);
  });

  it('set the limits wider where partnerships differ by more than chance, and say so to whoever reads them', async () => {
    // Spiegelhalter's additive model: φ 2.3007 and τ² 0.014106 around 94 of 125.
    const differing: [string, number, number][] = [
      ['Ashshire', 18, 20],
      ['Beechshire', 12, 20],
      ['Cedarshire', 27, 30],
      ['Elmshire', 22, 30],
      ['Firshire', 15, 25],
    ];
    for (const partnership of [east, north, west]) await agree(partnership, 'no');
    const made = new Map<Partnership, number>();
    for (const [name, yes, of] of differing) {
      const partnership = await addPartnership(app, name);
      const groups = { Oak: { recovery_plan: said(yes, of - yes) } };
      const auditId = await closedAuditOf(app, partnership, groups, { fieldworkEnd: '2026-02-27' });
      await app.deps.database.within(partnership.scope, () =>
        app.deps.publication.publish(partnership.lead, auditId),
      );
      await agree(partnership, 'yes');
      made.set(partnership, auditId);
    }
    expect(
      (await rows(nora, 'recovery_plan')).map(([name, count, , , place]) => [name, count, place]),
    ).toEqual(differing.map(([name, yes, of], i) => [`${i + 1} ${name}`, `${yes} of ${of}`, 'inside']));
    const { text } = await nora.get(urls.partnershipsCheck('rodt', 1, 'recovery_plan'));
    const words = wordsOf(text);
    expect(words).toContain('5 of 5 partnerships have a figure that can be shown, together 94 of 125, 75%');
    expect(words).toContain('Within the dashed curves lie about 95 of 100 lines that differ as these do');
    expect(words).toContain(
      'These lines differ among themselves by more than chance, so the curves are set wider',
    );
    expect(words).not.toContain('by chance alone, within the whole ones');
    expect(overDispersion(differing.map(([, yes, applicable]) => ({ yes, applicable })))).toEqual({
      phi: expect.closeTo(2.3007, 4) as number,
      tauSquared: expect.closeTo(0.014106, 6) as number,
    });
  });
});
