import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { download } from '../../support/page.ts';
import { pdfUaProblems } from '../../support/pdfUa.ts';
import { readPdf, rowsOf, words } from '../../support/readPdf.ts';

const LIST = [
  'reference,group',
  ...Array.from({ length: 6 }, (_, n) => `A-${n + 1},Own`),
  ...Array.from({ length: 4 }, (_, n) => `J-${n + 1},Joint`),
].join('\n');

onOneEngine('the list of drawn files to pull', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let auditId = 0;
  let bridge = 0;
  let dip = 0;

  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    const made = await newAudit(app, {
      groups: [
        { name: 'Own', providers: ['The Bridge'] },
        { name: 'Joint', providers: ['The Bridge', 'Drug Intervention Programme'] },
      ],
    });
    auditId = made.auditId;
    bridge = (await app.deps.providers.byName('The Bridge'))?.id ?? 0;
    dip = (await app.deps.providers.byName('Drug Intervention Programme'))?.id ?? 0;
    await lena.upload(urls.sampleList(auditId), LIST);
  });
  afterAll(() => app.close());

  it('is not there before anything is drawn', async () => {
    expect((await lena.get(urls.drawnList(auditId, 'pdf'))).status).toBe(404);
  });

  it('has every drawn file under each of its providers, in the order of the draw, as CSV and as tagged PDF', async () => {
    const [own = 0, joint = 0] = (await app.deps.audits.groups(auditId)).map(({ id }) => id);
    await app.deps.sampling.draw(app.ids.lena, auditId, {
      seed: 'SEED',
      groups: [
        { groupId: own, method: 'random', by: 'number', amount: 3 },
        { groupId: joint, method: 'random', by: 'number', amount: 2 },
      ],
    });
    const drawn = await app.deps.sampling.files(auditId);
    const referencesOf = (groupId: number) =>
      drawn.filter((file) => file.groupId === groupId).map(({ reference }) => reference);
    const [first] = drawn;
    await app.deps.fromSample.begin(app.ids.lena, auditId, first?.id ?? 0);

    const csv = (await download(lena, urls.drawnList(auditId, 'csv'))).body
      .toString()
      .slice(1)
      .trim()
      .split('\r\n');
    expect(csv[0]).toBe('provider,group,place,reference,state');
    expect(csv.slice(1)).toEqual([
      ...referencesOf(joint).map(
        (reference, i) => `Drug Intervention Programme,Joint,${i + 1},${reference},to pull`,
      ),
      ...referencesOf(own).map(
        (reference, i) => `The Bridge,Own,${i + 1},${reference},${i === 0 ? 'begun' : 'to pull'}`,
      ),
      ...referencesOf(joint).map((reference, i) => `The Bridge,Joint,${i + 1},${reference},to pull`),
    ]);

    const { body: bytes } = await download(lena, urls.drawnList(auditId, 'pdf', dip));
    expect(pdfUaProblems(bytes)).toEqual([]);
    const pdf = await readPdf(bytes);
    const rows = rowsOf(pdf).map((row) => row[1]);
    expect(rows).toEqual(expect.arrayContaining(referencesOf(joint)));
    for (const reference of referencesOf(own)) expect(rows).not.toContain(reference);
    expect(words(pdf.text)).toContain('joint work with The Bridge');
    expect(words(pdf.text)).toContain('2 files drawn: 2 to pull, 0 begun, 0 not found.');
    expect(await activityOf(app, auditId)).toContain(`sample.listTaken provider ${dip}`);
  });

  it('is offered on the page of the sample, by provider', async () => {
    const page = (await lena.get(urls.sample(auditId))).text;
    for (const providerId of [undefined, bridge, dip]) {
      expect(page).toContain(`href="${urls.drawnList(auditId, 'pdf', providerId)}"`);
      expect(page).toContain(`href="${urls.drawnList(auditId, 'csv', providerId)}"`);
    }
  });

  it('stands beside blank forms, of the audit and of its tool', async () => {
    expect((await lena.get(urls.files(auditId))).text).toContain(`href="${urls.blankForm(auditId)}"`);
    expect((await lena.get(urls.tool('rodt', 1))).text).toContain(`href="${urls.toolForm('rodt', 1)}"`);
    await app.deps.leftOut.leaveOut(app.ids.lena, auditId, {
      itemId: 'smart',
      reason: 'It was read in two ways.',
    });
    const form = await readPdf((await download(lena, urls.blankForm(auditId))).body);
    expect(words(form.text)).toContain('It was read in two ways');
    const guided = await readPdf((await download(lena, urls.toolForm('rodt', 1, true))).body);
    expect(words(guided.text)).toContain('How to decide');
    expect(words(guided.text)).not.toContain('It was read in two ways');
  });
});
