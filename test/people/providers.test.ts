import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp, withExample } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { filledIn, formTo, wordsOf } from '../support/form.ts';

onOneEngine('the list of providers', (engine) => {
  let test: TestApp;
  let lena: Visitor;

  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
  });
  afterAll(() => test.close());

  const add = async (name: string) => {
    const form = formTo((await lena.get(urls.providers())).text, urls.providers());
    return lena.post(form.action, filledIn(form, { name }, 'Add the provider'));
  };
  const names = async () => (await test.deps.providers.list()).map(({ name }) => name);

  it('takes a new one, without the spaces around it', async () => {
    const answer = await add('  New Road Centre ');
    expect([answer.status, answer.headers['location']]).toEqual([303, urls.providers()]);
    expect(wordsOf((await lena.get(urls.providers())).text)).toContain('The provider is added.');
    expect(await names()).toEqual(['Drug Intervention Programme', 'New Road Centre', 'The Bridge']);
    const [line] = await test.deps.activity.list({ limit: 1 });
    expect(line).toMatchObject({ action: 'provider.created', userId: test.ids.lena });
  });

  it.each([
    ['', 'Enter the name of the provider.'],
    ['   ', 'Enter the name of the provider.'],
    ['x'.repeat(121), 'This must be at most 120 characters.'],
    ['the BRIDGE', 'There is a provider called The Bridge already.'],
  ])('refuses %j with the reason and keeps what was typed', async (name, reason) => {
    const before = await names();
    const [line] = await test.deps.activity.list({ limit: 1 });
    const answer = await add(name);
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain(reason);
    expect(formTo(answer.text, urls.providers()).fields['name']).toBe(name);
    expect(await names()).toEqual(before);
    expect((await test.deps.activity.list({ limit: 1 }))[0]).toEqual(line);
  });

  it('takes one name once, however many enter it at the same moment', async () => {
    const visitors = await Promise.all(
      (['lena', 'stan', 'lena', 'stan'] as const).map((name) => test.as(name)),
    );
    const answers = await Promise.all(
      visitors.map((visitor) => visitor.post(urls.providers(), { name: 'At Once' })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 422, 422, 422]);
    expect((await names()).filter((name) => name === 'At Once')).toHaveLength(1);
  });

  it('renames one in all its audits, and not to a name that is taken', async () => {
    const auditId = await withExample(test);
    const id = (await test.deps.providers.byName('New Road Centre'))?.id ?? 0;
    const rename = async (name: string) => {
      const form = formTo((await lena.get(urls.provider(id))).text, urls.provider(id));
      return lena.post(form.action, filledIn(form, { name }, 'Save the name'));
    };
    const taken = await rename('the bridge');
    expect(taken.status).toBe(422);
    expect(wordsOf(taken.text)).toContain('There is a provider called The Bridge already.');
    expect(formTo(taken.text, urls.provider(id)).fields['name']).toBe('the bridge');
    // Its own name in other capitals is no other name.
    expect((await rename('NEW ROAD centre')).status).toBe(303);
    expect((await rename('Old <Road> & Sons')).status).toBe(303);
    expect(wordsOf((await lena.get(urls.audit(auditId))).text)).toContain('Old <Road> & Sons');
    expect((await test.deps.activity.list({ limit: 1 }))[0]).toMatchObject({
      action: 'provider.renamed',
      subject: `provider ${id}`,
    });
  });

  it('has nothing at the address of one that is not there', async () => {
    for (const id of ['9999', '0', 'x']) {
      expect((await lena.get(urls.provider(id))).status).toBe(404);
      expect((await lena.post(urls.provider(id), { name: 'New' })).status).toBe(404);
    }
  });
});
