import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOutsideIdentityRepository } from '../../../server/people/signOn/repository.ts';
import type { OutsideIdentityRepository } from '../../../server/people/signOn/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { EVENING, MORNING, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of who people are at a provider', (engine) => {
  let test: StoreTest;
  let store: OutsideIdentityRepository;
  beforeAll(async () => {
    test = await startStore(engine);
    store = createOutsideIdentityRepository(test.database);
  });
  afterAll(() => test.close());

  it('keeps one of a person, each once, and holds an address against a subject once', async () => {
    const { lena, amir } = test.people;
    const issuer = 'https://login.example.org';
    const of = (userId: number, subject: string | null, expectedEmail: string | null) => ({
      userId,
      issuer,
      subject,
      expectedEmail,
      linkedAt: MORNING,
    });
    expect(await store.put(of(lena, null, 'lena@example.org'))).toBe(true);
    expect(await store.put(of(amir, null, 'lena@example.org'))).toBe(false);
    expect(await store.byExpectedEmail('https://elsewhere.example', 'lena@example.org')).toBeNull();
    expect((await store.byExpectedEmail(issuer, 'lena@example.org'))?.userId).toBe(lena);
    expect([await store.bind(lena, 'one'), await store.bind(lena, 'two')]).toEqual([true, false]);
    await store.used(lena, EVENING);
    const bound = { ...of(lena, 'one', null), usedAt: EVENING };
    expect([await store.bySubject(issuer, 'one'), await store.of(lena)]).toEqual([bound, bound]);
    expect(await store.byExpectedEmail(issuer, 'lena@example.org')).toBeNull();
    expect(await store.put(of(amir, 'one', null))).toBe(false);
    expect(await store.put(of(amir, 'two', null))).toBe(true);
    expect(await store.linked(issuer)).toEqual(new Set([lena, amir]));
    expect([await store.remove(lena), await store.remove(lena)]).toEqual([true, false]);
  });
});
