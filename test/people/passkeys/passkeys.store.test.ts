import { afterAll, beforeAll, expect, it } from 'vitest';
import { createPasskeyRepository } from '../../../server/people/passkeys/repository.ts';
import type { PasskeyRepository } from '../../../server/people/passkeys/repository.ts';
import { siteOf } from '../../../server/people/passkeys/service.ts';
import { onBothEngines } from '../../support/app.ts';
import { EVENING, MORNING, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of passkeys', (engine) => {
  let test: StoreTest;
  let store: PasskeyRepository;
  beforeAll(async () => {
    test = await startStore(engine);
    store = createPasskeyRepository(test.database);
  });
  afterAll(() => test.close());

  it('keeps several of a person, each authenticator once, and removes their own alone', async () => {
    const { lena, amir } = test.people;
    const one = {
      userId: lena,
      credentialId: 'one',
      publicKey: 'key',
      counter: 0,
      name: 'Laptop',
      addedAt: MORNING,
    };
    expect(await store.add(one)).toBe(true);
    expect(await store.add({ ...one, credentialId: 'two', name: 'Key' })).toBe(true);
    expect(await store.add({ ...one, userId: amir })).toBe(false);
    const [first, second] = await store.of(lena);
    expect(first).toEqual({ ...one, id: first?.id, usedAt: null });
    expect(second?.name).toBe('Key');
    expect(await store.of(amir)).toEqual([]);

    // More than an integer of 32 bits holds.
    await store.used(second?.id ?? 0, 4_294_967_295, EVENING);
    expect(await store.byCredential('two')).toMatchObject({ counter: 4_294_967_295, usedAt: EVENING });
    expect(await store.byCredential('three')).toBeNull();

    expect(await store.remove(amir, first?.id ?? 0)).toBe(false);
    expect(await store.remove(lena, first?.id ?? 0)).toBe(true);
    expect([await store.removeAll(lena), await store.removeAll(lena)]).toEqual([1, 0]);
  });
});

it.each([
  ['https://audit.example.org', { origin: 'https://audit.example.org', host: 'audit.example.org' }],
  ['https://example.org/audit', { origin: 'https://example.org', host: 'example.org' }],
  ['http://localhost:3000', { origin: 'http://localhost:3000', host: 'localhost' }],
  ['http://192.0.2.7:3000', null],
  ['http://[2001:db8::7]:3000', null],
])('passkeys at %s are for %o', (publicUrl, site) => {
  expect(siteOf(publicUrl)).toEqual(site);
});
