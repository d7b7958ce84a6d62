import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Message } from '../../../server/platform/mail/mailer.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { closedAudit, sentPlan } from '../../support/improvement.ts';
import type { Closed } from '../../support/improvement.ts';

onBothEngines('digests', (engine) => {
  let test: TestApp;
  let at: Closed;
  const post = {
    taken: [] as Message[],
    async send(message: Message): Promise<void> {
      await Promise.resolve();
      post.taken.push(message);
    },
  };
  beforeAll(async () => {
    test = await startApp(engine, { now: () => new Date('2027-02-10T09:00:00Z'), mailer: post });
    at = await closedAudit(test);
  });
  afterAll(() => test.close());

  it('are made and sent once where two processes make it at the same time', async () => {
    await sentPlan(test, at, '2027-02-01');
    await test.deps.database.pool('outgoing_mail').delete();
    const made = await Promise.all([test.deps.digests.makeDigests(), test.deps.digests.makeDigests()]);
    expect(made[0] + made[1]).toBe(3);
    const rounds = await Promise.all([test.deps.mail.deliver(), test.deps.mail.deliver()]);
    expect(rounds[0].sent + rounds[1].sent).toBe(3);
    expect(post.taken).toHaveLength(3);
  });
});
