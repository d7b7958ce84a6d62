import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { startApp } from '../support/app.ts';
import { formTo, wordsOf } from '../support/form.ts';
import { download } from '../support/page.ts';
import { check, shelter } from '../support/toolDrafts.ts';

let app: TestApp;
let lena: Visitor;
beforeAll(async () => {
  app = await startApp('sqlite');
  lena = await app.as('lena');
});
afterAll(() => app.close());

describe('the preview of a draft', () => {
  it('asks as the recording page does, shows the heads of results, and prints the form', async () => {
    const draft = await app.deps.drafts.createDraft(app.ids.lena, shelter());
    const { text } = await lena.get(urls.toolDraftPreview(draft));
    for (const name of ['answer.key_worker', 'answer.weekly', 'answer.handover', 'answer.age_band']) {
      expect(text).toContain(`name="${name}"`);
    }
    expect(wordsOf(text)).toContain('Only where "key_worker" is yes.');
    expect(text).toContain('<abbr title="Is a key worker named?">key_worker</abbr>');
    const pdf = await download(lena, urls.toolDraftPaper(draft));
    expect(pdf.body.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('shows a draft of which words are still missing, and says what else stands in the way', async () => {
    const missing = { ...shelter({ id: 'missing', source: '', description: '' }) };
    const [first] = missing.sections;
    first?.items.push(check('empty', '', { guidance: '', shortLabel: '' }) as never);
    const draft = await app.deps.drafts.createDraft(app.ids.lena, missing);
    expect(wordsOf((await lena.get(urls.toolDraftPreview(draft))).text)).toContain(
      'Question 4, still without words',
    );
    const broken = await app.deps.drafts.createDraft(app.ids.lena, shelter({ id: 'broken', scales: {} }));
    const page = await lena.get(urls.toolDraftPreview(broken));
    expect(page.text).toContain(`${urls.toolPart(broken, 'item', 'key_worker')}#answer`);
    expect((await lena.get(urls.toolDraftPaper(broken))).status).toBe(409);
    expect((await lena.post(urls.toolDraftTry(broken), {})).status).toBe(200);
  });
});

describe('trying a draft', () => {
  it('scores what was answered by hand, and keeps nothing', async () => {
    const draft = await app.deps.drafts.createDraft(app.ids.lena, shelter({ id: 'tried' }));
    const count = async () =>
      Number((await app.deps.database.query('case_files').count('* as n').first<{ n: number | string }>()).n);
    const before = await count();
    // A sum of 1 for yes and 3 for good.
    const tried = await lena.post(urls.toolDraftTry(draft), {
      'answer.key_worker': 'yes',
      'answer.handover': 'good',
    });
    expect(wordsOf(tried.text)).toContain('2 of 4 questions answered. Nothing was kept.');
    expect(wordsOf(tried.text)).toContain('Overall 4 Sum of 2 answers 4.');
    expect(formTo(tried.text, urls.toolDraftTry(draft)).fields).toMatchObject({ 'answer.key_worker': 'yes' });
    const half = await lena.post(urls.toolDraftTry(draft), { 'answer.key_worker': 'yes' });
    expect(wordsOf(half.text)).toContain('No score: 1 of 2 answers is missing');
    const wrong = await lena.post(urls.toolDraftTry(draft), { 'answer.key_worker': 'perhaps' });
    expect(wrong.status).toBe(422);
    expect(await count()).toBe(before);
    expect((await app.deps.drafts.get(draft)).revision).toBe(1);
  });
});

describe('a tool of 300 questions', () => {
  const many = () =>
    shelter({
      id: 'many',
      criteria: [],
      sections: [0, 1, 2].map((s) => ({
        id: `s${s}`,
        title: `Section ${s}`,
        items: Array.from({ length: 100 }, (_, i) => check(`q_${s}_${i}`, `Question ${i} of section ${s}?`)),
      })),
    });

  it('is written, tried, published and recorded', async () => {
    const draft = await app.deps.drafts.createDraft(app.ids.lena, many());
    expect(wordsOf((await lena.get(urls.toolDraft(draft))).text)).toContain('300 questions');
    const url = urls.toolPart(draft, 'item', 'q_2_99');
    const { fields } = formTo((await lena.get(url)).text, url);
    expect((await lena.post(url, { ...fields, guidance: 'The last of all.' })).status).toBe(303);
    await lena.post(urls.toolDraftStep(draft), { revision: '2', step: 'item:q_2_99:to:s0:0' });
    const all = Object.fromEntries(
      many().sections.flatMap(({ items }) =>
        items.flatMap(({ id }) => [
          [`answer.${id}`, 'yes'],
          [`comment.${id}`, ''],
        ]),
      ),
    );
    const tried = await lena.post(urls.toolDraftTry(draft), all);
    expect(wordsOf(tried.text)).toContain('300 of 300 questions answered.');
    const { revision } = await app.deps.drafts.get(draft);
    await app.deps.drafts.publish(app.ids.stan, draft, revision, new Map());
    const details = {
      title: 'Many',
      partnership: 'Here',
      fieldworkStart: '2026-09-01',
      fieldworkEnd: '2026-09-04',
    };
    const auditId = await app.deps.audits.create(app.ids.lena, {
      ...details,
      toolId: 'many',
      toolVersion: 1,
    });
    const [provider] = await app.deps.providers.list();
    const group = { name: 'All', plannedFiles: 1, providerIds: [provider?.id ?? 0], exclusions: [] };
    const groupId = await app.deps.audits.createGroup(app.ids.lena, auditId, group);
    await app.deps.steps.changeState(app.ids.lena, auditId, 'open');
    const begun = await lena.post(urls.files(auditId), { reference: 'A-1', groupId: String(groupId) });
    const file = begun.headers['location'] ?? '';
    const form = formTo((await lena.get(file)).text, file);
    const saved = await lena.post(file, { ...form.fields, ...all, intent: 'complete' });
    expect(saved.status).toBe(303);
    expect(wordsOf((await lena.get(file)).text)).toContain('300 of 300 answers recorded');
  });
});
