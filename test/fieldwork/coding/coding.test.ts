import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';
import { codesOf, surveyAudit } from '../../support/questionnaire.ts';

const ITEM = 'recovery_code';

const examples: { recovery_words: string; recovery_code: string }[] = parse(
  readFileSync(
    new URL('../../../audits/examples/service-user-questionnaire/answers.csv', import.meta.url),
    'utf8',
  ),
  { columns: true },
);

/** Records with these texts, handed in with codes. */
async function write(app: TestApp, auditId: number, groupId: number, texts: string[]): Promise<void> {
  for (const [i, code] of (await codesOf(app, auditId, groupId, texts.length)).entries()) {
    await app.deps.respondents.answer(code, 'recovery_words', { is: 'answer', value: texts[i] ?? '' });
    await app.deps.respondents.handIn(code);
  }
}

const textsOf = async ({ deps, ids }: TestApp, auditId: number) => {
  const { items } = await deps.coding.of(auditId, ids.lena);
  return items[0]?.texts ?? [];
};
const codeThatCounts = async ({ deps }: TestApp, auditId: number, fileId: number) =>
  (await deps.recording.get(auditId, fileId)).answers.get(ITEM);

onBothEngines('texts that two people code', (engine) => {
  let app: TestApp;
  let auditId: number;
  let ash: number;
  let files: number[];
  beforeAll(async () => {
    app = await startApp(engine);
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    ({ auditId, ash } = await surveyAudit(app));
    await write(app, auditId, ash, ['A flat and a job', 'Off it', 'Better']);
    files = (await textsOf(app, auditId)).map(({ fileId }) => fileId);
  });

  const code = (who: 'lena' | 'amir' | 'beth', fileId: number | undefined, value: string) =>
    app.deps.coding.code(app.ids[who], auditId, ITEM, fileId ?? 0, value);

  it('count once both say the same, and wait for the lead where they do not', async () => {
    const [same = 0, other = 0, once = 0] = files;
    await code('amir', same, 'clear');
    await code('amir', other, 'detox');
    await code('amir', once, 'vague');
    expect(await codeThatCounts(app, auditId, same)).toBeUndefined();
    await code('beth', same, 'clear');
    await code('beth', other, 'detox_staying_off');
    expect(await codeThatCounts(app, auditId, same)).toBe('clear');
    expect(await codeThatCounts(app, auditId, other)).toBeUndefined();
    expect((await textsOf(app, auditId)).map(({ state }) => state)).toEqual(['agreed', 'differs', 'once']);
    await app.deps.coding.settle(app.ids.lena, auditId, ITEM, other, 'detox');
    expect(await codeThatCounts(app, auditId, other)).toBe('detox');
    expect(await app.deps.coding.countSingle(app.ids.lena, auditId, ITEM)).toBe(1);
    expect(await codeThatCounts(app, auditId, once)).toBe('vague');
    // A second code that says something else takes the single one back, until the lead settles it.
    await code('beth', once, 'clear');
    expect(await codeThatCounts(app, auditId, once)).toBeUndefined();
    expect((await textsOf(app, auditId)).map(({ state }) => state)).toEqual(['agreed', 'settled', 'differs']);
    // What people wrote and ticked is as it was.
    const { answers } = await app.deps.recording.get(auditId, other);
    expect(Object.fromEntries(answers)).toEqual({
      mode: 'self_online',
      recovery_words: 'Off it',
      recovery_code: 'detox',
    });
  });

  it('are never coded twice by one person, nor by a third', async () => {
    const [file = 0] = files;
    await code('amir', file, 'clear');
    // Until somebody else has coded it the own code can be changed.
    await code('amir', file, 'vague');
    const [line] = await textsOf(app, auditId);
    expect(line?.codings.map(({ value, coder }) => [value, coder])).toEqual([['vague', 1]]);
    await code('beth', file, 'vague');
    await expect(code('amir', file, 'clear')).rejects.toThrow('has its codes already');
    await expect(code('lena', file, 'clear')).rejects.toThrow('has its codes already');
    await expect(app.deps.coding.settle(app.ids.lena, auditId, ITEM, file, 'clear')).rejects.toThrow(
      'not two codes',
    );
    await expect(code('amir', files[1], 'nonsense')).rejects.toThrow('Choose a code');
    await expect(code('amir', 999_999, 'clear')).rejects.toThrow();
  });

  it('that two code at the same moment have a first and a second', async () => {
    await Promise.all(files.flatMap((file) => [code('amir', file, 'clear'), code('beth', file, 'clear')]));
    for (const line of await textsOf(app, auditId)) {
      expect(line.codings.map(({ coder }) => coder)).toEqual([1, 2]);
      expect(line.counting).toBe('clear');
    }
    await expect(
      Promise.all([code('lena', files[0], 'vague'), code('lena', files[1], 'vague')]),
    ).rejects.toThrow();
  });

  it('are left alone when the audit is closed', async () => {
    await app.deps.auditRepository.setState(auditId, 'closed', new Date().toISOString());
    await expect(code('amir', files[0], 'clear')).rejects.toThrow('closed');
    await expect(app.deps.coding.countSingle(app.ids.lena, auditId, ITEM)).rejects.toThrow('closed');
  });

  it('that came with a code are not coded again', async () => {
    const { deps, ids } = app;
    await deps.database.query('answers').insert({
      review_id: (await textsOf(app, auditId))[0]?.readingId,
      item_id: ITEM,
      value: 'clear',
    });
    expect((await textsOf(app, auditId))[0]?.state).toBe('elsewhere');
    expect(await deps.coding.next(auditId, ITEM, ids.amir)).toBe(files[1]);
    await expect(code('amir', files[0], 'vague')).rejects.toThrow('has its codes already');
  });
});

describe('the pages of coding', () => {
  let app: TestApp;
  let auditId: number;
  beforeAll(async () => {
    app = await startApp('sqlite');
    const survey = await surveyAudit(app);
    auditId = survey.auditId;
    const texts = examples.slice(0, 20).map(({ recovery_words: text }) => text);
    await write(app, auditId, survey.ash, [...texts, 'Getting clean, with Sarah Jones']);
  });
  afterAll(() => app.close());

  it('show one text after another beside the code book, blind to what anybody else said', async () => {
    const [amir, beth] = [await app.as('amir'), await app.as('beth')];
    const visited: string[] = [];
    for (let i = 0; i < 20; i += 1) {
      const { headers } = await amir.get(urls.codingNext(auditId, ITEM));
      const address = String(headers['location']);
      visited.push(address);
      const page = await amir.get(address);
      expect(wordsOf(page.text)).toContain('Coming off, or a medicine, and nothing after it.');
      expect(page.text).not.toContain(' checked');
      const text = examples[i]?.recovery_words ?? '';
      expect(wordsOf(page.text)).toContain(text);
      await amir.post(address, { code: examples[i]?.recovery_code ?? '' });
    }
    expect(new Set(visited).size).toBe(20);
    // Beth is led to what Amir has coded, and sees nothing of it: no code, no name, nothing chosen.
    for (const [i, address] of visited.entries()) {
      const { headers } = await beth.get(urls.codingNext(auditId, ITEM));
      expect(headers['location']).toBe(address);
      const page = await beth.get(address);
      expect(page.text).not.toContain('Amir');
      expect(page.text).not.toContain(' checked');
      // Of every fifth text she thinks otherwise.
      const own = examples[i]?.recovery_code ?? '';
      await beth.post(address, { code: i % 5 === 4 ? (own === 'vague' ? 'clear' : 'vague') : own });
    }
    const overview = wordsOf((await beth.get(urls.coding(auditId))).text);
    expect(overview).not.toContain('Differences');
    expect(overview).toContain('1 text left for you');
  });

  it('tell by kappa how alike two people code, worked out from the codes themselves', async () => {
    const lena = await app.as('lena');
    const page = await lena.get(urls.coding(auditId));
    const pairs = examples.slice(0, 20).map(({ recovery_code: own }, i) => {
      const second = i % 5 === 4 ? (own === 'vague' ? 'clear' : 'vague') : own;
      return [own, second] as const;
    });
    const share = (who: 0 | 1, value: string) => pairs.filter((pair) => pair[who] === value).length / 20;
    const values = [...new Set(pairs.flat())];
    const expected = values.reduce((sum, value) => sum + share(0, value) * share(1, value), 0);
    const kappa = (16 / 20 - expected) / (1 - expected);
    const [table] = tablesOf(page.text);
    expect(table?.rows[1]?.[0]).toBe('20 of 21 texts');
    expect(table?.rows[1]?.[1]).toContain('16 of 20, 80%');
    expect(table?.rows[1]?.[2]).toContain(kappa.toFixed(3));
  });

  it('let the lead settle differences, and ask for a choice', async () => {
    const lena = await app.as('lena');
    const differing = (await textsOf(app, auditId)).filter(({ state }) => state === 'differs');
    expect(differing).toHaveLength(4);
    const fileId = differing[0]?.fileId ?? 0;
    const settle = urls.codingSettle(auditId, ITEM, fileId);
    const empty = await lena.post(settle);
    expect(empty.status).toBe(422);
    expect(wordsOf(empty.text)).toContain('choose a code');
    expect((await lena.post(settle, { [`settle-${fileId}`]: 'detox' })).status).toBe(303);
    expect(await codeThatCounts(app, auditId, fileId)).toBe('detox');
    expect(wordsOf((await lena.get(urls.coding(auditId))).text)).toContain('1 of 4 differences');
  });

  it('warn of what may tell who somebody is', async () => {
    const amir = await app.as('amir');
    const last = (await textsOf(app, auditId)).at(-1);
    const page = await amir.get(urls.codingText(auditId, ITEM, last?.fileId ?? 0));
    expect(wordsOf(page.text)).toContain('“Sarah Jones” looks like a name');
    expect(page.text).toContain(urls.file(auditId, last?.fileId ?? 0));
  });
});
