import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { formTo, wordsOf } from '../../support/form.ts';
import { everything, shelter } from '../../support/toolDrafts.ts';

let app: TestApp;
let lena: Visitor;
let stan: Visitor;
let amir: Visitor;
beforeAll(async () => {
  app = await startApp('sqlite');
  [lena, stan, amir] = [await app.as('lena'), await app.as('stan'), await app.as('amir')];
});
afterAll(() => app.close());

const locationOf = ({ headers }: { headers: Record<string, string> }) => headers['location'] ?? '';
const idIn = (location: string) => Number(/\/tool-drafts\/(\d+)/.exec(location)?.[1]);
const draftOf = (id: string, more: Record<string, unknown> = {}) =>
  app.deps.drafts.createDraft(app.ids.lena, shelter({ id, ...more }));

/** Sends the form of a page with other values, as a browser would. */
async function fill(who: Visitor, url: string, values: Record<string, string | string[]>) {
  const { fields } = formTo((await who.get(url)).text, url);
  return who.post(url, { ...fields, ...values });
}
const add = (draft: number, what: string, title = '') =>
  lena.post(urls.toolDraftAdd(draft), { what, section: '', title });
const step = async (draft: number, asked: string) => {
  const { revision } = await app.deps.drafts.get(draft);
  return lena.post(urls.toolDraftStep(draft), { step: asked, revision: String(revision) });
};

describe('a tool with nothing beside its questions', () => {
  it('has one line from which something can be added, and no word more', async () => {
    const draft = await draftOf('plain');
    const words = wordsOf((await lena.get(urls.toolDraft(draft))).text);
    expect(words).toContain('Beside the questions Add something that few tools need');
    const head = wordsOf((await lena.get(urls.toolPart(draft, 'head', ''))).text);
    for (const word of ['script', 'TOP', 'made-up']) expect(head).not.toContain(word);
    const read = wordsOf((await (await app.as('adam')).get(urls.toolDraft(draft))).text);
    expect(read).not.toContain('Beside the questions');
  });
});

describe('made-up files that are written with a tool', () => {
  let draft = 0;
  const file = () => urls.toolPart(draft, 'training', 'first_night');
  const right = {
    'a.key_worker': 'yes',
    'r.key_worker': 'She is named on day 1.',
    'a.weekly': 'no',
    'r.weekly': 'They met once in three weeks.',
    'a.handover': 'fair',
    'r.handover': 'Short, but each night has one.',
  };

  it('ask the questions of the tool, and say at each what is missing', async () => {
    draft = await draftOf('learning');
    const added = await add(draft, 'training', 'A first night');
    expect(locationOf(added)).toBe(file());
    const page = await lena.get(file());
    const { choices } = formTo(page.text, file());
    expect(choices['a.key_worker']).toEqual(['yes', 'no', 'na']);
    expect(choices['a.handover']).toEqual(['poor', 'fair', 'good', 'na']);
    expect(choices['a.age_band']).toEqual(['under_25', 'from_25', '']);
    const words = wordsOf(page.text);
    expect(words).toContain('Write what stands in it.');
    expect(words.match(/Choose the answer that is right\./g)).toHaveLength(6);
    const tree = await lena.get(urls.toolDraft(draft));
    expect(tree.text).toContain(`href="${file()}#a.weekly"`);
  });

  it('are refused where a reason is missing, an answer contradicts another, or somebody could be found', async () => {
    await fill(lena, file(), {
      ...right,
      notes: 'Day 1\nCame at ten. Ring 023 8000 1234.\n\nSince then\nDay 3: rang.',
      'a.key_worker': 'no',
      'a.weekly': 'yes',
      'r.handover': '',
    });
    const words = wordsOf((await lena.get(file())).text);
    expect(words).toContain('It holds what looks like a phone number. Take it out.');
    expect(words).toContain('It is a yes beside an answer that rules it out.');
    expect(words).toContain('Say why it is that answer.');
    const page = wordsOf((await stan.get(urls.toolDraftPublish(draft))).text);
    expect(page).toContain('A first night: It holds what looks like a phone number.');
  });

  it('are shown in the preview, published with the version, and stand in the file of it', async () => {
    await fill(lena, file(), {
      ...right,
      notes: 'Day 1\nCame at ten.\nWas asked who to ring.\n\nSince then\nDay 3: rang.',
    });
    expect((await app.deps.drafts.publication(draft)).problems).toEqual([]);
    expect(wordsOf((await lena.get(urls.toolDraftPreview(draft))).text)).toContain(
      'Made-up file: A first night Day 1 Came at ten. Was asked who to ring. Since then Day 3: rang.',
    );
    const published = await fill(stan, urls.toolDraftPublish(draft), {});
    expect(locationOf(published)).toBe(urls.tool('learning', 1));
    expect(wordsOf((await lena.get(urls.tool('learning', 1))).text)).toContain('1 made-up file');
    const json = JSON.parse((await lena.get(urls.toolFile('learning', 1, 'json'))).text) as {
      training: { settled: Record<string, { answer: string }> }[];
    };
    expect(json.training[0]?.settled['handover']?.answer).toBe('fair');
    const taken = wordsOf((await lena.get(urls.toolExport('learning', 1))).text);
    expect(taken).toContain('made-up files with settled answers are not in the form');
  });

  it('are read by auditors before their first file, and told by what was settled', async () => {
    const made = await lena.post(urls.audits(), {
      title: 'Shelter audit',
      partnership: 'Here',
      fieldworkStart: '01/09/2026',
      fieldworkEnd: '04/09/2026',
      tool: 'learning:1',
    });
    const auditId = Number(/\d+/.exec(locationOf(made))?.[0]);
    const [provider] = await app.deps.providers.list();
    await lena.post(urls.groups(auditId), {
      name: 'All',
      plannedFiles: '2',
      providerIds: String(provider?.id),
      exclusions: '',
    });
    await lena.post(urls.panel(auditId), { userId: String(app.ids.amir), capacity: 'auditor' });
    await app.deps.steps.changeState(app.ids.lena, auditId, 'open');
    expect((await lena.post(urls.readers(auditId), { training: 'yes', reason: '' })).status).toBe(303);
    const [group] = await app.deps.audits.groups(auditId);
    const begin = { groupId: String(group?.id), reference: 'A-1' };
    expect(locationOf(await amir.post(urls.files(auditId), begin))).toBe(urls.training(auditId));
    const url = urls.trainingFile(auditId, 'first_night');
    const read = { 'answer.key_worker': 'yes', 'answer.weekly': 'no', 'answer.handover': 'good' };
    expect((await amir.post(url, read)).status).toBe(303);
    const told = wordsOf((await amir.get(url)).text);
    expect(told).toContain('You read 2 of 3 questions as settled.');
    expect(told).toContain('Short, but each night has one.');
    expect(locationOf(await amir.post(urls.files(auditId), begin))).toMatch(/\/files\/\d+$/);
  });

  it('come along into the next version, follow its questions, and their change is told', async () => {
    const begun = await lena.post(urls.tools(), { title: '', from: 'learning:1', as: 'version' });
    draft = idIn(locationOf(begun));
    const item = urls.toolPart(draft, 'item', 'weekly');
    await fill(lena, item, { id: 'met_weekly' });
    await fill(lena, file(), { 'r.met_weekly': 'Once in three weeks is not weekly.' });
    const { definition } = await app.deps.drafts.get(draft);
    expect(definition.training?.[0]?.settled['met_weekly']).toEqual({
      answer: 'no',
      reason: 'Once in three weeks is not weekly.',
    });
    const page = wordsOf((await stan.get(urls.toolDraftPublish(draft))).text);
    expect(page).toContain('Made-up case file A first night Changed what is settled, or why');
    await step(draft, 'training:first_night:remove');
    expect((await app.deps.drafts.get(draft)).definition.training).toBeUndefined();
    expect(wordsOf((await stan.get(urls.toolDraftPublish(draft))).text)).toContain(
      'Made-up case file A first night Taken out',
    );
  });

  it('come with a copy of the tool of the program, and through a file of ours', async () => {
    const begun = await lena.post(urls.tools(), { title: 'Our own RODT', from: 'rodt:2', as: 'copy' });
    const copied = await app.deps.drafts.get(idIn(locationOf(begun)));
    expect(copied.definition.training?.map(({ id }) => id)).toHaveLength(5);
    expect((await app.deps.drafts.publication(copied.id)).problems).toEqual([]);
    const { text } = await lena.get(urls.toolFile('rodt', 2, 'json'));
    const upload = await lena.upload(urls.toolImports(), { name: 'rodt.json', content: text });
    const found = locationOf(upload);
    expect(wordsOf((await lena.get(found)).text)).toContain('with what is settled of it and why');
    const made = await fill(lena, found, {});
    const imported = await app.deps.drafts.get(idIn(locationOf(made)));
    expect(imported.definition.training).toEqual(copied.definition.training);
    expect((await app.deps.drafts.publication(imported.id)).changes).toEqual([]);
  });
});

describe('calls, TOP forms and words of goals', () => {
  it('are added, filled in, told as changes, taken back and taken out', async () => {
    const { calls, topWindows, smartWords, ...rest } = everything();
    expect([calls, topWindows, smartWords]).not.toContain(undefined);
    const first = await app.deps.drafts.createDraft(app.ids.lena, { ...rest, id: 'callers' });
    await app.deps.drafts.publish(app.ids.stan, first, 1, new Map());
    const begun = await lena.post(urls.tools(), { title: '', from: 'callers:1', as: 'version' });
    const draft = idIn(locationOf(begun));
    expect(locationOf(await add(draft, 'calls'))).toBe(urls.toolPart(draft, 'calls', ''));
    const page = urls.toolPart(draft, 'calls', '');
    expect(wordsOf((await lena.get(page)).text)).toContain('Choose the question.');
    await fill(lena, page, { scenario: 'script', caller: 'caller', time: 'mode', accuracy: ['', 'correct'] });
    expect(wordsOf((await lena.get(page)).text)).toContain('Write what the caller tells.');
    await fill(lena, page, { 'story.first': 'You ask for help.', 'story.second': 'You ask for a friend.' });

    expect((await add(draft, 'top', 'July 2009')).status).toBe(422);
    expect(locationOf(await add(draft, 'top', '1/7/2009'))).toBe(urls.toolPart(draft, 'top', '2009-07-01'));
    const top = urls.toolPart(draft, 'top', '2009-07-01');
    expect(wordsOf((await lena.get(top)).text)).toContain('Enter both ends of the review.');
    const numbers = { start: '14', exit: '14', threshold: '80', reviewFrom: '182', reviewTo: '28' };
    await fill(lena, top, numbers);
    expect(wordsOf((await lena.get(top)).text)).toContain('It must come after the first of the two.');
    await fill(lena, top, { reviewFrom: '28', reviewTo: '182' });

    expect(locationOf(await add(draft, 'words'))).toBe(urls.toolPart(draft, 'words', ''));
    const words = urls.toolPart(draft, 'words', '');
    expect((await fill(lena, words, { 'w.spelling': 'recieve' })).status).toBe(422);
    await fill(lena, words, { 'w.agents': 'Outreach, night shelter', others: 'weather: rain' });
    expect(wordsOf((await lena.get(words)).text)).toContain('There is no list called "weather".');
    await fill(lena, words, { others: 'themes.housing: night shelter' });

    const { problems, changes } = await app.deps.drafts.publication(draft);
    expect(problems).toEqual([]);
    expect(changes.map(({ what }) => what)).toEqual([
      ['when TOP forms fall due', 'the words by which goals are read', 'how calls are planned'],
    ]);
    const { definition, revision } = await app.deps.drafts.get(draft);
    expect(definition).toMatchObject({
      calls: { scenario: 'script', stories: { first: 'You ask for help.' } },
      topWindows: [{ from: '2009-07-01', review: { fromDay: 28, toDay: 182 }, threshold: 80 }],
      smartWords: { agents: ['outreach', 'night shelter'], themes: { housing: ['night shelter'] } },
    });
    await lena.post(urls.toolDraftUndo(draft), { revision: String(revision) });
    expect((await app.deps.drafts.publication(draft)).problems).toHaveLength(1);
    for (const part of ['calls:', 'words:', 'top:2009-07-01']) await step(draft, `${part}:remove`);
    expect((await app.deps.drafts.publication(draft)).changes).toEqual([]);
  });
});
