import { Readable } from 'node:stream';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCsv } from '../../../server/formats/csv.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { takeAlong } from '../../support/exports.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { formErrors } from '../../support/formErrors.ts';
import { download, tablesOf } from '../../support/page.ts';
import { readPdf, words } from '../../support/readPdf.ts';

/** Twenty files of each group, of which so many have a plan; and how many files the service has for it. */
const GROUPS = [
  { name: 'Ash', yes: 18, all: 200 },
  { name: 'Birch', yes: 12, all: 60 },
  { name: 'Cedar', yes: 8, all: 40 },
];
const SHEET = [
  'reference,group,recovery_plan',
  ...GROUPS.flatMap(({ name, yes }) =>
    Array.from({ length: 20 }, (_, n) => `${name[0]}-${n + 1},${name},${n < yes ? 'yes' : 'no'}`),
  ),
].join('\n');

onOneEngine('sizes of groups that a lead entered', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let auditId = 0;
  let groupIds: number[] = [];

  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    const groups = GROUPS.map(({ name }) => ({ name, plannedFiles: 20 }));
    ({ auditId, groupIds } = await newAudit(app, { groups }));
    const sheet = readCsv(Readable.from([Buffer.from(SHEET)]));
    await app.deps.importer.importCaseFiles(app.ids.lena, auditId, sheet);
  });
  afterAll(() => app.close());

  /** What a browser sends of the form of a group, with what was typed. */
  async function enter(of: number, groupId: number, typed: Record<string, string>) {
    const address = urls.group(of, groupId);
    const form = formTo((await lena.get(address)).text, address);
    return lena.post(address, { ...filledIn(form, {}, 'Save the sample group'), ...typed });
  }
  const enterAll = async (typed: Record<string, string>) => {
    for (const [i, { all }] of GROUPS.entries()) {
      const saved = await enter(auditId, groupIds[i] ?? 0, { caseloadFiles: String(all), ...typed });
      expect(saved.status).toBe(303);
    }
  };
  const rowsOf = async () => tablesOf((await lena.get(urls.results(auditId))).text)[0]?.rows ?? [];

  it('are refused at their field where they cannot be, with what was typed kept', async () => {
    const [ash = 0] = groupIds;
    for (const [typed, error] of [
      [
        { caseloadFiles: '12.5' },
        'Enter how many case files the service has for this group, a whole number such as 200, or leave it empty.',
      ],
      [
        { caseloadFiles: '0' },
        'Enter how many case files the service has for this group, a whole number such as 200, or leave it empty.',
      ],
      [{ caseloadFiles: '19' }, 'Enter at least 20, as many as are planned, or leave it empty.'],
      [
        { caseloadFiles: '19', plannedFiles: '5' },
        'Enter at least 20, as many as are recorded in this group, or leave it empty.',
      ],
      [
        { caseloadFiles: '', caseloadDrawn: 'yes' },
        'Enter how many case files these were drawn from, or untick that they were drawn.',
      ],
    ] as const) {
      const refused = await enter(auditId, ash, typed);
      expect(refused.status).toBe(422);
      expect(formErrors(refused.text)).toEqual({ caseloadFiles: error });
      const again = formTo(refused.text, urls.group(auditId, ash)).fields;
      expect([again['caseloadFiles'], again['caseloadDrawn']]).toEqual([
        typed.caseloadFiles,
        'caseloadDrawn' in typed ? 'yes' : undefined,
      ]);
    }
    expect((await app.deps.audits.groups(auditId)).map(({ caseload }) => caseload)).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('weigh nothing where files were not drawn at random, and the page says that they are not used', async () => {
    await enterAll({});
    expect(wordsOf((await lena.get(urls.audit(auditId))).text)).toMatch(/Ash 20 of 20 200 in all The Bridge/);
    const rows = await rowsOf();
    expect(rows.at(-1)?.slice(0, 3)).toEqual(['All files', '60', expect.stringMatching(/^38 of 60 63%/)]);
    expect(rows.map(([name]) => name).join()).not.toContain('weighted');
    const text = wordsOf((await lena.get(urls.results(auditId))).text);
    expect(text).toContain('The files were chosen beforehand, not drawn at random.');
    expect(text).toContain(
      'Ash has 200 files as entered at set-up; that is not used, since its files were not drawn at random.',
    );
  });

  it('weigh by what the lead says was drawn from: page, CSV, JSON, API and PDF alike, and say whose word it is', async () => {
    await enterAll({ caseloadDrawn: 'yes' });
    const rows = await rowsOf();
    // 38 of 60 is 63.33%; (200 · 0.9 + 60 · 0.6 + 40 · 0.4) / 300 is 77.33%, 66.65 to 85.35, whole percent outwards.
    expect(rows.slice(-2).map((row) => [row[0], row[2]])).toEqual([
      ['All files, weighted (headline)', '77% 66% to 86%'],
      ['All files', '38 of 60 63%'],
    ]);
    const said =
      'The files were drawn at random outside this program, as the panel lead said at set-up, from as many as were entered there (Ash 200, Birch 60, Cedar 40).';
    const text = wordsOf((await lena.get(urls.results(auditId))).text);
    expect(text).toContain(said);
    expect(text).toContain('drawn at different rates (Ash 20 of 200, Birch 20 of 60, Cedar 20 of 40)');
    expect(text).not.toContain('list');
    const { csv, json } = await takeAlong(lena, auditId, { figures: 'all' });
    const heading = csv[0] ?? [];
    const cell = (name: string, column: string) =>
      csv.find((row) => row[0] === name && row[2] === 'recovery_plan')?.[heading.indexOf(column)];
    expect(cell('All files', 'Weighted, of yes or no, %')).toBe('77');
    expect(cell('All files', 'How the files were chosen')).toContain(said);
    expect(cell('Ash', 'How the files were chosen')).toBe(
      'Drawn at random outside this program, as the panel lead said, from 200',
    );
    const { token } = await app.deps.tokens.issue(app.ids.adam, {
      userId: app.ids.lena,
      name: 'For Lena',
      expiresOn: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
    });
    const answer = await request(app.app)
      .get(`/api/v1/audits/${auditId}/results`)
      .set('Authorization', `Bearer ${token}`);
    for (const of of [json, JSON.parse(answer.text)] as unknown as Weighted[]) {
      const plan = of.weighted.find(({ id }) => id === 'recovery_plan')?.applicable;
      expect(plan?.share).toBeCloseTo(0.77333, 5);
      expect(plan?.interval[0]).toBeCloseTo(0.6665, 4);
      expect(plan?.interval[1]).toBeCloseTo(0.8535, 4);
      expect(of.chosen).toMatchObject({ way: 'elsewhere', seed: null });
      expect(of.chosen.groups[0]).toMatchObject({ way: 'elsewhere', listed: 200, entered: 200 });
    }
    const pdf = words((await readPdf((await download(lena, urls.resultsPdf(auditId))).body)).text);
    expect(pdf).toContain(said);
    expect(pdf).toContain('77% weighted; 38 of 60, 63%');
  });

  it('stay below a list, and stand beside it where they differ', async () => {
    const list = ['Ref,Stratum', ...Array.from({ length: 100 }, (_, n) => `L-${n + 1},Ash`)].join('\n');
    const before = formTo((await lena.get(urls.sample(auditId))).text, '#size');
    expect(before.fields['population']).toBe('300');
    const uploaded = await lena.upload(urls.sampleList(auditId), list);
    expect(uploaded.status, wordsOf(uploaded.text)).toBe(303);
    expect(wordsOf((await lena.get(urls.sample(auditId))).text)).toContain('(200 entered at set-up)');
    const text = wordsOf((await lena.get(urls.results(auditId))).text);
    expect(text).toContain('Ash has 100 on its list and 200 as entered at set-up; the list counts.');
    expect(text).toContain('(Ash 20 of 100, Birch 20 of 60, Cedar 20 of 40)');
    await lena.post(urls.sampleListRemove(auditId));
  });

  it('leave nothing to estimate in a group of which all files were read', async () => {
    await enter(auditId, groupIds[2] ?? 0, { caseloadFiles: '20' });
    const { csv } = await takeAlong(lena, auditId, { figures: 'all' });
    const heading = csv[0] ?? [];
    expect(csv.find(([name]) => name === 'Cedar')?.[heading.indexOf('How the files were chosen')]).toBe(
      'All files that the service has, by the number entered',
    );
    const cedar = (await rowsOf()).find(([name]) => name === 'Cedar');
    expect(cedar?.[2]).toBe('8 of 20 40%');
    await enter(auditId, groupIds[2] ?? 0, { caseloadFiles: '40' });
  });

  it('are in the report to a provider, which says so', async () => {
    const [bridge] = (await app.deps.audits.groups(auditId)).flatMap(({ providers }) => providers);
    const page = wordsOf((await lena.get(urls.feedbackDraft(auditId, bridge?.id ?? 0))).text);
    expect(page).toContain('drawn at random outside this program, as the panel lead said');
    expect(page).toContain('from as many as were entered there (Ash 200, Birch 60, Cedar 40)');
    expect(page).toContain('the figure to quote (the headline) is the weighted one');
  });

  it('are not changed once the audit is closed, nor taken over by an audit made like it, which says so', async () => {
    const copy = await lena.get(urls.copyAudit(auditId));
    const note =
      'How many files the service has for each group, and how they were drawn, is not taken over: it is of its day. Enter it in the new audit.';
    expect(wordsOf(copy.text)).toContain(note);
    const { fields } = formTo(copy.text, urls.copyAudit(auditId));
    const days = { fieldworkStart: '01/03/2013', fieldworkEnd: '02/03/2013' };
    const made = await lena.post(urls.copyAudit(auditId), { ...fields, ...days });
    expect(made.status).toBe(303);
    const copyId = Number(/\d+/.exec(String(made.headers['location']))?.[0]);
    const copied = await app.deps.audits.groups(copyId);
    expect(copied.map(({ name, caseload }) => [name, caseload])).toEqual(
      GROUPS.map(({ name }) => [name, null]),
    );
    const [ash = 0] = groupIds;
    const { fields: typed } = formTo(
      (await lena.get(urls.group(auditId, ash))).text,
      urls.group(auditId, ash),
    );
    await app.deps.database.pool('audits').where({ id: auditId }).update({ state: 'closed' });
    const refused = await lena.post(urls.group(auditId, ash), { ...typed, caseloadFiles: '300' });
    expect(refused.status).toBe(409);
    const kept = (await app.deps.audits.groups(auditId)).map(({ caseload }) => caseload?.files);
    expect(kept).toEqual([200, 60, 40]);
    expect(wordsOf((await lena.get(urls.repeatAudit(auditId))).text)).toContain(note);
  });

  it('are not asked where no files are drawn, and not kept where somebody sends them', async () => {
    const self = await newAudit(app, {
      state: 'draft',
      tool: 'self_audit_harm_reduction',
      groups: [{ name: 'The Bridge' }],
    });
    const address = urls.group(self.auditId, self.groupIds[0] ?? 0);
    const page = (await lena.get(address)).text;
    expect(page).not.toContain('caseloadFiles');
    const { fields } = formTo(page, address);
    expect((await lena.post(address, { ...fields, caseloadFiles: '50' })).status).toBe(303);
    expect((await app.deps.audits.groups(self.auditId)).map(({ caseload }) => caseload)).toEqual([null]);
  });
});

interface Weighted {
  weighted: { id: string; applicable: { share: number; interval: [number, number] } }[];
  chosen: { way: string; groups: object[] };
}
