import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { csvCells, takeAlong } from '../../support/exports.ts';
import { wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import {
  addNational,
  addPartnership,
  closedAuditOf,
  host,
  record,
  said,
} from '../../support/partnerships.ts';
import type { Partnership } from '../../support/partnerships.ts';

onBothEngines('figures that an organisation publishes', (engine) => {
  let app: TestApp;
  let first: Partnership;
  let east: Partnership;
  let auditId: number;
  let eastId: number;
  let lena: Visitor;
  let nora: Visitor;

  const currentId = async (partnership: Partnership) =>
    (await app.deps.publication.list(partnership.lead)).readable[0]?.id ?? 0;
  /** By check what a reader of a page sees of all files. */
  const seenAt = (text: string) =>
    Object.fromEntries(
      (tablesOf(text)[0]?.rows.slice(1) ?? []).map(([label = '', ...cells]) => [
        label.replace(NOTE, ''),
        cells,
      ]),
    );
  const NOTE = / (?:Yes is a shortcoming|Not scored)$/;

  const setEnded = (isEnded: boolean) =>
    app.deps.database.within(first.scope, () =>
      app.deps.organisations.setEnded(app.ids.adam, east.scope.home, isEnded),
    );

  beforeAll(async () => {
    app = await startApp(engine);
    first = await host(app);
    east = await addPartnership(app, 'Eastshire');
    auditId = await closedAuditOf(app, first, {
      Ash: { recovery_plan: said(8, 4), referrals: said(7, 5), children_identified: said(1, 1) },
      Birch: { recovery_plan: said(5, 3), referrals: said(4, 4) },
    });
    eastId = await closedAuditOf(app, east, {
      Oak: { recovery_plan: said(20, 10), referrals: said(15, 15) },
    });
    lena = await app.as('lena');
    nora = await app.asAddress(await addNational(app));
  });
  afterAll(() => app.close());

  it('are seen by nobody outside before, and the lead is told who will see what', async () => {
    expect(wordsOf((await nora.get('/')).text)).toContain('No organisation has published any figures yet.');
    const page = await lena.get(urls.publish(auditId));
    expect(page.status).toBe(200);
    expect(wordsOf(page.text)).toContain('Who will see what');
    expect(wordsOf(page.text)).toContain('so no comparison has them');
    // It leads there from the results.
    expect((await lena.get(urls.results(auditId))).text).toContain(`href="${urls.publish(auditId)}"`);
  });

  it('are those that every export of the whole audit has, and nothing of its groups', async () => {
    expect((await lena.post(urls.publish(auditId))).headers['location']).toBe(urls.publish(auditId));
    const page = await nora.get(urls.publishedFigure(await currentId(first)));
    expect(page.status).toBe(200);
    const { csv } = await takeAlong(lena, auditId, {});
    const [heading = []] = csv;
    const exported = csv.filter((row) => row[0] === 'All files');
    const shown = seenAt(page.text);
    expect(Object.keys(shown)).toHaveLength(exported.length);
    const column = (name: string) => heading.indexOf(name);
    for (const row of exported) {
      const [count = '', share = ''] = shown[row[column('Question')] ?? ''] ?? [];
      const yes = row[column('Yes')] ?? '';
      if (yes === '[c]') expect([count, share]).toEqual(['–', '[c]']);
      else if (yes === '–') expect(count).toBe('–');
      else
        expect([count, share]).toEqual([
          `${yes} of ${row[column('Yes or no')]}`,
          `${row[column('Yes of yes or no, %')]}%`,
        ]);
    }
    // The file that readers take along says the same, check by check.
    const csvUrl = urls.publishedFigureCsv(await currentId(first));
    const [takenHeading = [], ...rows] = await csvCells((await download(nora, csvUrl)).body);
    const takenColumn = (name: string) => takenHeading.indexOf(name);
    for (const name of ['Yes', 'Yes or no', 'Yes of yes or no, %', 'Interval from, %', 'Interval to, %']) {
      expect(rows.map((row) => [row[takenColumn('Question')], row[takenColumn(name)]])).toEqual(
        exported.map((row) => [row[column('Question')], row[column(name)]]),
      );
    }
    // Where a yes is not good it is said, in the same words on the page, in the file and beside the results.
    const notes = rows.map((row) => [row[takenColumn('Question')], row[takenColumn('What a yes is')]]);
    expect(new Set(notes.map(([, note]) => note))).toEqual(
      new Set(['', 'Yes is a shortcoming', 'Not scored']),
    );
    expect(
      tablesOf(page.text)[0]
        ?.rows.slice(1)
        .map(([label]) => label),
    ).toEqual(notes.map((pair) => pair.join(' ').trim()));
    const marked = tablesOf((await lena.get(urls.results(auditId))).text).flatMap(({ rows: [head = []] }) =>
      head.filter((cell) => NOTE.test(cell)),
    );
    expect(marked).toHaveLength(notes.filter(([, note]) => note !== '').length);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([takenHeading.length]));
    expect((await (await app.asAddress(east.leadEmail)).get(csvUrl)).status).toBe(404);
    expect(Object.values(shown).some(([count]) => count === '13 of 20')).toBe(true);
    expect(Object.values(shown).some(([, share]) => share === '[c]')).toBe(true);
    for (const word of ['Ash', 'Birch', 'The Bridge', 'Lena Lead']) expect(page.text).not.toContain(word);
  });

  it('cannot be published while they may change, by another organisation, or twice alike', async () => {
    expect((await lena.post(urls.publish(auditId))).status).toBe(409);
    expect((await lena.post(urls.publish(eastId))).status).toBe(404);
    expect((await lena.get(urls.publish(eastId))).status).toBe(404);
    const lead = await app.asAddress(east.leadEmail);
    expect((await lead.get(urls.publishedFigure(await currentId(first)))).status).toBe(404);
    expect((await lead.post(urls.withdrawPublished(auditId))).status).toBe(404);
    expect(wordsOf((await lead.get(urls.publishedFigures())).text)).not.toContain('This organisation');
  });

  it('say that they may be corrected while the audit is open again, and keep the dates of what was replaced', async () => {
    await lena.post(urls.auditState(auditId), { step: 'reopen' });
    const id = await currentId(first);
    expect(wordsOf((await nora.get(urls.publishedFigure(id))).text)).toContain('may be corrected');
    expect((await lena.post(urls.publish(auditId))).status).toBe(409);
    // Enough files that nothing small follows from the two versions.
    await record(app, first, auditId, {
      Birch: { recovery_plan: said(6, 6), referrals: said(6, 6) },
    });
    await lena.post(urls.auditState(auditId), { step: 'close', knows: 'yes' });
    expect((await lena.post(urls.publish(auditId))).status).toBe(303);
    expect((await nora.get(urls.publishedFigure(id))).status).toBe(404);
    const page = await nora.get(urls.publishedFigure(await currentId(first)));
    expect(wordsOf(page.text)).toMatch(/Version 1: published .* replaced/);
    expect(page.text).not.toContain('13 of 20');
    const kept = await app.deps.database.everywhere(() =>
      app.deps.database
        .pool('published_figures')
        .orderBy('version')
        .select<{ figures: string | null }[]>('figures'),
    );
    expect(kept.map(({ figures }) => figures === null)).toEqual([true, false]);
  });

  it('leave out what would tell few beside what was published before', async () => {
    await lena.post(urls.auditState(auditId), { step: 'reopen' });
    await record(app, first, auditId, {
      Ash: { recovery_plan: 'n', referrals: 'n' },
    });
    await lena.post(urls.auditState(auditId), { step: 'close', knows: 'yes' });
    expect(wordsOf((await lena.get(urls.publish(auditId))).text)).toContain('tell something small');
    expect((await lena.post(urls.publish(auditId))).status).toBe(409);
  });

  it('are gone everywhere once they are withdrawn, or their organisation is ended', async () => {
    const lead = await app.asAddress(east.leadEmail);
    expect((await lead.post(urls.publish(eastId))).status).toBe(303);
    const id = await currentId(east);
    expect((await nora.get(urls.publishedFigure(id))).status).toBe(200);
    await setEnded(true);
    expect((await nora.get(urls.publishedFigure(id))).status).toBe(404);
    expect((await nora.get('/')).text).not.toContain('Eastshire');
    await setEnded(false);
    expect((await nora.get(urls.publishedFigure(id))).status).toBe(200);
    const administrator = await app.asAddress(east.administratorEmail);
    expect((await administrator.post(urls.withdrawPublished(eastId))).headers['location']).toBe(
      urls.publishedFigures(),
    );
    expect((await nora.get(urls.publishedFigure(id))).status).toBe(404);
    expect((await nora.get('/')).text).not.toContain('Eastshire');
    expect((await administrator.post(urls.withdrawPublished(eastId))).status).toBe(409);
    const lines = await app.deps.database.within(east.scope, () =>
      app.deps.activity.list({ auditId: eastId, limit: 3 }),
    );
    expect(lines.map(({ action }) => action)).toEqual([
      'publishedFigures.withdrawn',
      'publishedFigures.added',
      'audit.closed',
    ]);
  });

  it('are withdrawn with the version that is published at the same moment', async () => {
    const { publication, database } = app.deps;
    const ofEast = <T>(work: () => Promise<T>) => database.within(east.scope, work);
    const id = await closedAuditOf(app, east, {
      Elm: { recovery_plan: said(20, 10), referrals: said(15, 15) },
    });
    const leader = await app.asAddress(east.leadEmail);
    await ofEast(() => publication.publish(east.lead, id));
    await leader.post(urls.auditState(id), { step: 'reopen' });
    await record(app, east, id, { Elm: { recovery_plan: said(12, 12), referrals: said(12, 12) } });
    await leader.post(urls.auditState(id), { step: 'close', knows: 'yes' });
    let commit = (): void => undefined;
    const told = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let publishing: Promise<void> | undefined;
    await new Promise<void>((isPublished) => {
      publishing = ofEast(() =>
        database.write(async () => {
          expect(await publication.publish(east.lead, id)).toBe(2);
          isPublished();
          await told;
        }),
      );
    });
    const withdrawing = ofEast(() => publication.withdraw(east.lead, id));
    // Somebody else who waits for the database has had an answer by the time that it waits too.
    await ofEast(() => database.read(() => publication.list(east.lead)));
    commit();
    await Promise.all([publishing, withdrawing]);
    expect(
      (await ofEast(() => publication.list(east.lead))).readable.map(({ auditId: of }) => of),
    ).not.toContain(id);
  });

  it('are read by nobody whom another organisation calls a national reader', async () => {
    await expect(
      app.deps.database.within(east.scope, () =>
        app.deps.accounts.create(east.administrator.id, {
          name: 'Nat',
          email: 'nat@east.example.org',
          roles: ['national'],
          providerId: null,
        }),
      ),
    ).rejects.toThrow();
    const administrator = await app.asAddress(east.administratorEmail);
    expect((await administrator.get(urls.newPerson())).text).not.toContain('National reader');
    expect((await (await app.as('adam')).get(urls.newPerson())).text).toContain('National reader');
  });
});

onBothEngines('an installation of one organisation', (engine) => {
  it('meets nothing of published figures', async () => {
    const app = await startApp(engine);
    try {
      const auditId = await closedAuditOf(app, await host(app), { Ash: { recovery_plan: said(8, 4) } });
      const [lena, adam] = [await app.as('lena'), await app.as('adam')];
      const pages = [
        await lena.get('/'),
        await lena.get(urls.results(auditId)),
        await adam.get('/'),
        await adam.get(urls.newPerson()),
        await adam.get(urls.people()),
        await adam.get(urls.signInRules()),
        await adam.get(urls.severalPeople()),
      ];
      for (const { text } of pages) {
        expect(text).not.toMatch(/National reader|Published figures/);
        expect(text).not.toContain(urls.publish(auditId));
      }
    } finally {
      await app.close();
    }
  });
});
