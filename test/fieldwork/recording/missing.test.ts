import { afterAll, beforeAll, expect, it } from 'vitest';
import { itemsOf } from '../../../rules/index.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';

const COMPLETE = 'Save and complete';

onOneEngine('completing a file with answers missing', (engine) => {
  let test: TestApp;
  let amir: Visitor;
  let auditId: number;
  let ash: number;
  let made = 0;
  const items = () => itemsOf(test.deps.tools.must('rodt', 1));

  beforeAll(async () => {
    test = await startApp(engine);
    amir = await test.as('amir');
    ({
      auditId,
      groupIds: [ash = 0],
    } = await newAudit(test));
  });
  afterAll(() => test.close());

  const begin = async () => {
    made += 1;
    const file = { reference: `MISS-${made}`, groupId: ash };
    const fileId = await test.deps.recording.create(test.ids.amir, auditId, file);
    return { fileId, url: urls.file(auditId, fileId) };
  };
  const formAt = async (address: string, url = address) => formTo((await amir.get(address)).text, url);
  const reading = (fileId: number) => test.deps.recording.get(auditId, fileId);
  /** An answer to everything but these. */
  const allBut = (...left: string[]) =>
    Object.fromEntries(
      items().flatMap((item) => {
        if (left.includes(item.id)) return [];
        const value =
          item.kind === 'check'
            ? 'yes'
            : item.kind === 'field' && item.type === 'choice'
              ? (item.options[0]?.id ?? '')
              : '3';
        return [[`answer.${item.id}`, value]];
      }),
    );

  it('stops once, saves what was entered, and names each with a link; a second press goes on', async () => {
    const { fileId, url } = await begin();
    const left = ['smart', 'children_identified', 'gender'];
    const first = await amir.post(url, filledIn(await formAt(url), allBut(...left), COMPLETE));
    expect([first.status, first.headers['location']]).toEqual([303, `${url}?missing`]);
    expect(await reading(fileId)).toMatchObject({ completedAt: null });
    expect((await reading(fileId)).answers.get('psychosocial')).toBe('yes');

    const page = await amir.get(`${url}?missing`);
    expect(wordsOf(page.text)).toContain('Not complete yet: 3 answers are missing');
    const [, section = ''] = /data-missing-list>(.*?)<\/ul>/s.exec(page.text) ?? [];
    expect([...section.matchAll(/href="#([^"]+)">([^<]+)</g)].map(([, name, text]) => [name, text])).toEqual([
      ['answer.smart', 'SMART'],
      ['answer.children_identified', 'Children'],
      ['answer.gender', 'Gender'],
    ]);
    for (const id of left) expect(page.text).toContain(`id="answer.${id}"`);

    const second = await amir.post(url, filledIn(formTo(page.text, url), {}, COMPLETE));
    expect(second.status).toBe(303);
    expect((await reading(fileId)).completedAt).not.toBeNull();
  });

  it('stops again only where more is missing than was told of', async () => {
    const { fileId, url } = await begin();
    await amir.post(url, filledIn(await formAt(url), allBut('smart'), COMPLETE));
    const again = await formAt(`${url}?missing`, url);
    const more = await amir.post(url, filledIn(again, { 'answer.balance': '' }, COMPLETE));
    expect(more.headers['location']).toBe(`${url}?missing`);
    expect((await reading(fileId)).completedAt).toBeNull();
    const fewer = await formAt(`${url}?missing`, url);
    await amir.post(url, filledIn(fewer, { 'answer.smart': 'no' }, COMPLETE));
    expect((await reading(fileId)).completedAt).not.toBeNull();
  });

  it('does not stop where everything is answered, nor a save', async () => {
    const whole = await begin();
    await amir.post(whole.url, filledIn(await formAt(whole.url), allBut(), COMPLETE));
    expect((await reading(whole.fileId)).completedAt).not.toBeNull();
    const part = await begin();
    const saved = await amir.post(part.url, filledIn(await formAt(part.url), {}, 'Save'));
    expect(saved.headers['location']).toBe(part.url);
    // The address alone stops nothing that is complete.
    expect(wordsOf((await amir.get(`${whole.url}?missing`)).text)).not.toContain('Not complete yet');
  });
});
