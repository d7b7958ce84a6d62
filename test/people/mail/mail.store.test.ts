import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createMailRepository } from '../../../server/people/mail/repository.ts';
import type { MailRepository } from '../../../server/people/mail/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { EVENING, MORNING, NOON, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of mail', (engine) => {
  let test: StoreTest;
  let mail: MailRepository;
  beforeAll(async () => {
    test = await startStore(engine);
    mail = createMailRepository(test.database);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    await test.database.query('outgoing_mail').delete();
    await test.database.query('mail_preferences').delete();
  });

  const write = async (subject: string, at = MORNING) => {
    await mail.add({ userId: test.people.lena, subject, body: `Body of ${subject}`, at });
    return (await mail.list(100)).find((one) => one.subject === subject)?.id ?? 0;
  };

  it('gives out what is due, the oldest first, and each to one that takes it', async () => {
    const [first, second] = [await write('First'), await write('Second', NOON)];
    await write('Later', EVENING);
    expect(await mail.due(NOON, 10)).toEqual([first, second]);
    expect(await mail.due(NOON, 1)).toEqual([first]);
    const taken = await Promise.all([1, 2, 3].map(() => mail.take(first, NOON, EVENING)));
    expect(taken.filter((one) => one !== null)).toEqual([
      { userId: test.people.lena, subject: 'First', body: 'Body of First', link: null, attempts: 1 },
    ]);
    expect(await mail.due(NOON, 10)).toEqual([second]);
    // Whoever took it and fell over: it is due again afterwards.
    expect(await mail.take(first, EVENING, '2026-11-23T09:00:00.000Z')).toMatchObject({ attempts: 2 });
  });

  it('forgets the words of what is sent, and tries again what failed until it is given up', async () => {
    const [sent, failed] = [await write('Sent'), await write('Failed')];
    await mail.take(sent, MORNING, NOON);
    await mail.markSent(sent, NOON);
    await mail.markFailed(failed, 'no server', EVENING);
    expect(await mail.unsent()).toBe(1);
    expect(await mail.list(10)).toMatchObject([
      { id: failed, state: 'waiting', problem: 'no server', nextTryAt: EVENING, sentAt: null },
      { id: sent, state: 'sent', problem: '', sentAt: NOON, attempts: 1, userName: 'Lena' },
    ]);
    expect(await test.database.query('outgoing_mail').where({ id: sent }).pluck('body')).toEqual(['']);
    await mail.markFailed(failed, 'no such person', null);
    expect((await mail.list(10))[0]).toMatchObject({ state: 'given_up', problem: 'no such person' });
    expect(await mail.unsent()).toBe(1);
    expect(await mail.due(EVENING, 10)).toEqual([]);
    expect([
      await mail.again(failed, EVENING),
      await mail.again(sent, EVENING),
      await mail.again(9999, NOON),
    ]).toEqual([true, false, false]);
    expect(await mail.due(EVENING, 10)).toEqual([failed]);
  });

  it('lists what is not sent before the newest of what is', async () => {
    for (const subject of ['a', 'b', 'c', 'd']) await write(subject);
    const ids = new Map((await mail.list(10)).map(({ subject, id }) => [subject, id]));
    for (const subject of ['b', 'd']) await mail.markSent(ids.get(subject) ?? 0, NOON);
    expect((await mail.list(3)).map(({ subject }) => subject)).toEqual(['c', 'a', 'd']);
  });

  it('takes everybody to want mail until they say otherwise', async () => {
    const { amir } = test.people;
    expect(await mail.preference(amir)).toEqual({ wanted: true, lastDigestAt: null });
    await mail.setWanted(amir, false);
    expect(await mail.preference(amir)).toEqual({ wanted: false, lastDigestAt: null });
    await mail.setWanted(amir, true);
    expect(await mail.preference(amir)).toEqual({ wanted: true, lastDigestAt: null });
  });

  it('lets one of several make a digest, keeps the wish, and lets it be made again later', async () => {
    const { beth } = test.people;
    await mail.setWanted(beth, false);
    const claimed = await Promise.all([1, 2, 3].map(() => mail.claimDigest(beth, NOON, MORNING)));
    expect(claimed.filter(Boolean)).toEqual([true]);
    expect(await mail.preference(beth)).toEqual({ wanted: false, lastDigestAt: NOON });
    expect(await mail.claimDigest(beth, EVENING, MORNING)).toBe(false);
    expect(await mail.claimDigest(beth, EVENING, NOON)).toBe(true);
    // Of whom nothing was kept before.
    expect(await mail.claimDigest(test.people.amir, NOON, MORNING)).toBe(true);
    expect(await mail.preference(test.people.amir)).toEqual({ wanted: true, lastDigestAt: NOON });
  });
});
