import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { download } from '../support/page.ts';

onBothEngines('providers', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
  });
  afterAll(() => app.close());

  it('are added in place, at the sample group that they are missing from, once whatever the spelling', async () => {
    const { auditId } = await newAudit(app, { state: 'draft' });
    const group = { plannedFiles: '3', newProvider: 'The Ark' };
    const form = (await lena.get(urls.newGroup(auditId))).text;
    expect(form).toContain('A provider that is missing');
    expect((await lena.post(urls.groups(auditId), { ...group, name: '' })).status).toBe(422);
    expect(await app.deps.providers.byName('The Ark')).toBeNull();
    await lena.post(urls.groups(auditId), { ...group, name: 'One' });
    await lena.post(urls.groups(auditId), { ...group, name: 'Two', newProvider: 'the ark' });
    const groups = (await app.deps.audits.groups(auditId)).slice(-2);
    expect(groups.map(({ providers }) => providers.map(({ name }) => name))).toEqual([
      ['The Ark'],
      ['The Ark'],
    ]);
  });

  it('are retired, so that no new group or account is offered them, and keep what they have', async () => {
    const { auditId, groupIds } = await newAudit(app, {
      state: 'draft',
      groups: [{ name: 'Old', providers: ['The Old Mill'] }],
    });
    const id = (await app.deps.providers.byName('The Old Mill'))?.id ?? 0;
    expect((await lena.get(urls.provider(id))).text).toContain('Retire The Old Mill?');
    await lena.post(urls.providerRetire(id), { retired: 'yes' });
    expect((await lena.get(urls.providers())).text).toContain('The Old Mill is retired');
    expect((await lena.get(urls.newGroup(auditId))).text).not.toContain('The Old Mill');
    expect((await lena.get(urls.group(auditId, groupIds[0] ?? 0))).text).toContain('The Old Mill');
    expect((await (await app.as('adam')).get(urls.newPerson())).text).not.toContain('The Old Mill');
    expect((await lena.get(urls.providers())).text).toContain('Retired');
    expect((await app.deps.audits.groups(auditId))[0]?.providers[0]?.name).toBe('The Old Mill');
    await lena.post(urls.providerRetire(id), { retired: 'no' });
    expect((await lena.get(urls.newGroup(auditId))).text).toContain('The Old Mill');
  });

  it('have a contact, which stands on the list of files to pull', async () => {
    const { auditId, groupIds } = await newAudit(app, { groups: [{ name: 'Own' }] });
    const id = (await app.deps.providers.byName('The Bridge'))?.id ?? 0;
    const refused = await lena.post(urls.providerContact(id), { contactEmail: 'nobody' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Enter an email address');
    await lena.post(urls.providerContact(id), {
      contactName: 'Records office',
      contactEmail: 'Records@example.org',
      contactPhone: '023 8000 0000',
    });
    expect(await app.deps.providers.detailsOf(id)).toMatchObject({
      contactName: 'Records office',
      contactEmail: 'records@example.org',
      retiredAt: null,
    });
    await lena.upload(urls.sampleList(auditId), 'reference,group\nA-1,Own\nA-2,Own');
    await app.deps.sampling.draw(app.ids.lena, auditId, {
      seed: 'SEED',
      groups: [{ groupId: groupIds[0] ?? 0, method: 'random', by: 'number', amount: 1 }],
    });
    const { body } = await download(lena, urls.drawnList(auditId, 'pdf', id));
    expect(body.length).toBeGreaterThan(1000);
    expect((await lena.get(urls.providers())).text).toContain(
      'Records office, records@example.org, 023 8000 0000',
    );
  });

  it('stand on pages of fifty with a search once they are more, and the retired ones by themselves', async () => {
    const few = await lena.get(urls.providers());
    expect(few.text).not.toContain('Name or contact');
    await app.deps.database.pool('providers').insert(
      Array.from({ length: 300 }, (_, i) => ({
        name: `Zone ${String(i).padStart(3, '0')}`,
        created_at: '2026-01-01T00:00:00.000Z',
      })),
    );
    const namesOn = (text: string) =>
      [...text.matchAll(/aria-label="Change ([^"]*)"/g)].map(([, name]) => name);
    const first = await lena.get(urls.providers());
    expect(namesOn(first.text)).toHaveLength(50);
    // A form to add one stands on every page, and no page grows with what there is.
    expect(first.text).toContain('Add a provider');
    expect(first.text.length).toBeLessThan(60_000);
    expect(first.text).toContain(`href="${urls.providers()}?page=2"`);
    const found = await lena.get(`${urls.providers()}?q=zone+299`);
    expect(namesOn(found.text)).toEqual(['Zone 299']);
    expect((await lena.get(`${urls.providers()}?q=nobody`)).text).toContain(
      'No provider fits what you chose.',
    );
    const id = (await app.deps.providers.byName('Zone 299'))?.id ?? 0;
    await lena.post(urls.providerRetire(id), { retired: 'yes' });
    expect(namesOn((await lena.get(`${urls.providers()}?state=retired`)).text)).toEqual(['Zone 299']);
    expect(namesOn((await lena.get(`${urls.providers()}?q=zone+299`)).text)).toEqual([]);
  });
});
