import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Mailer, Message } from '../../../server/platform/mail/mailer.ts';
import { urls } from '../../../server/web/urls.ts';
import { emailOf, onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { filledIn, formsOf, formTo, wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';
import { closedAudit, sentPlan } from '../../support/improvement.ts';
import type { Closed } from '../../support/improvement.ts';

/** A mail server that can be down, or take its time. */
class Post implements Mailer {
  taken: Message[] = [];
  down = false;
  async send(message: Message): Promise<void> {
    await Promise.resolve();
    if (this.down) throw new Error('connect ECONNREFUSED\n 192.0.2.1:25');
    this.taken.push(message);
  }
}

onOneEngine('mail', (engine) => {
  let test: TestApp;
  let at: Closed;
  const post = new Post();
  let moment = new Date('2027-02-10T09:00:00Z');
  const pass = (minutes: number) => {
    moment = new Date(moment.getTime() + minutes * 60_000);
  };

  beforeAll(async () => {
    test = await startApp(engine, { now: () => moment, mailer: post });
    at = await closedAudit(test);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    post.taken = [];
    post.down = false;
    await test.deps.database.pool('outgoing_mail').delete();
    await test.deps.database.pool('mail_preferences').delete();
    await test.deps.database.pool('improvement_plans').delete();
  });

  const sentTo = () => post.taken.map(({ to }) => to).toSorted();

  it('tells those who wait of a plan that is sent in, sent back and accepted', async () => {
    await sentPlan(test, at);
    await test.deps.mail.deliver();
    expect(sentTo()).toEqual([emailOf('carl'), emailOf('lena')]);
    expect(post.taken[0]?.text).toContain(`http://localhost:3000${urls.plan(at.auditId, at.bridge)}`);
    post.taken = [];
    await test.deps.improvement.take(test.ids.carl, at.auditId, at.bridge, 'sendBack', 2, 'A secret of ours');
    await test.deps.mail.deliver();
    expect(sentTo()).toEqual([emailOf('paula')]);
    // Mail can be read on the way: what people wrote is on the page only.
    expect(JSON.stringify(post.taken)).not.toContain('A secret of ours');
    await test.deps.mail.deliver();
    expect(post.taken).toHaveLength(1);
  });

  it('sends a digest of what is late or due, once a week, and none where nothing is', async () => {
    await sentPlan(test, at, '2027-02-01');
    await test.deps.database.pool('outgoing_mail').delete();
    expect(await test.deps.digests.makeDigests()).toBe(3);
    expect(await test.deps.digests.makeDigests()).toBe(0);
    await test.deps.mail.deliver();
    expect(sentTo()).toEqual([emailOf('carl'), emailOf('lena'), emailOf('paula')]);
    const digest = post.taken.find(({ to }) => to === emailOf('carl'));
    expect(digest?.subject).toBe('Improvement plans: 1 late, 0 due within 14 days');
    expect(digest?.text).toContain(
      'Late: 1 action\n- Is there a recovery plan on file? (The Bridge, Spring audit), due 1 February 2027, 9 days ago',
    );
    expect(digest?.text).toContain(`http://localhost:3000${urls.followUp()}`);
    expect(digest?.text).not.toContain('Write a recovery plan with everybody');
    pass(6 * 24 * 60);
    expect(await test.deps.digests.makeDigests()).toBe(0);
    pass(24 * 60);
    expect(await test.deps.digests.makeDigests()).toBe(3);
  });

  it('works out what somebody follows up only where something may be due for them', async () => {
    const worked = vi.spyOn(test.deps.followUp, 'of');
    try {
      // A plan whose actions are far away concerns nobody yet.
      const actionId = await sentPlan(test, at, '2027-08-01');
      expect(await test.deps.digests.makeDigests()).toBe(0);
      expect(worked).not.toHaveBeenCalled();

      // Late, and sent in: it concerns its provider, the lead and the commissioner, once.
      await test.deps.database.pool('plan_actions').where({ id: actionId }).update({ due: '2027-01-01' });
      await test.deps.database.pool('improvement_plans').update({ state: 'draft' });
      expect(await test.deps.digests.makeDigests()).toBe(1);
      expect(worked.mock.calls.map(([user]) => user.id)).toEqual([test.ids.paula]);
      await test.deps.database.pool('improvement_plans').update({ state: 'accepted' });
      expect(await test.deps.digests.makeDigests()).toBe(2);
      expect(worked).toHaveBeenCalledTimes(3);
      expect(await test.deps.digests.makeDigests()).toBe(0);
      expect(worked).toHaveBeenCalledTimes(3);
    } finally {
      worked.mockRestore();
    }
  });

  it('can be switched off by each person, and on again', async () => {
    const paula = await test.as('paula');
    const form = formTo((await paula.get(urls.account())).text, urls.accountMail());
    expect(form.fields['wanted']).toBe('yes');
    const { wanted: _, ...off } = filledIn(form, {}, 'Save');
    expect((await paula.post(form.action, off)).status).toBe(303);
    expect(
      formTo((await paula.get(urls.account())).text, urls.accountMail()).fields['wanted'],
    ).toBeUndefined();
    await sentPlan(test, at, '2027-02-01');
    await test.deps.digests.makeDigests();
    await test.deps.improvement.take(test.ids.carl, at.auditId, at.bridge, 'accept', 2, '');
    await test.deps.mail.deliver();
    expect(sentTo()).not.toContain(emailOf('paula'));
    expect(sentTo()).toContain(emailOf('carl'));
    await paula.post(form.action, { wanted: 'yes' });
    await test.deps.digests.makeDigests();
    await test.deps.mail.deliver();
    expect(sentTo()).toContain(emailOf('paula'));
    // Who has nothing to follow up has no switch.
    expect((await (await test.as('amir')).get(urls.account())).text).not.toContain(urls.accountMail());
  });

  it('stops nothing when the mail server is down, is tried again, and shown as not sent', async () => {
    post.down = true;
    await sentPlan(test, at, '2027-02-01');
    expect((await test.deps.improvement.of(at.auditId, at.bridge)).state).toBe('sent');
    expect(await test.deps.mail.deliver()).toEqual({ sent: 0, failed: 2 });
    // Not before its time.
    expect(await test.deps.mail.deliver()).toEqual({ sent: 0, failed: 0 });

    const adam = await test.as('adam');
    const page = await adam.get(urls.mail());
    expect(wordsOf(page.text)).toContain('2 messages are not sent.');
    expect(tablesOf(page.text)[0]?.rows[1]).toEqual([
      expect.any(String),
      'Improvement plan of The Bridge',
      expect.any(String),
      expect.stringMatching(
        /^Not sent yet Tried once\. The mail server said: connect ECONNREFUSED 192\.0\.2\.1:25\. Next attempt: .* Try again now$/,
      ),
    ]);

    pass(2);
    expect(await test.deps.mail.deliver()).toEqual({ sent: 0, failed: 2 });
    post.down = false;
    pass(4);
    expect(await test.deps.mail.deliver()).toEqual({ sent: 0, failed: 0 });
    pass(2);
    expect(await test.deps.mail.deliver()).toEqual({ sent: 2, failed: 0 });
    expect(wordsOf((await adam.get(urls.mail())).text)).toContain('All mail is sent.');
    const bodies = await test.deps.database.pool('outgoing_mail').select<{ body: string }[]>('body');
    expect(bodies.map(({ body }) => body)).toEqual(['', '']);
  });

  it('is given up after some days, and taken up again by a press', async () => {
    post.down = true;
    await sentPlan(test, at);
    let rounds = 0;
    for (; rounds < 40; rounds += 1) {
      if ((await test.deps.mail.list()).every(({ state }) => state === 'given_up')) break;
      await test.deps.mail.deliver();
      pass(24 * 60);
    }
    // The first attempt and eight more.
    expect(rounds).toBe(9);
    const adam = await test.as('adam');
    const page = await adam.get(urls.mail());
    expect(wordsOf(page.text)).toContain('Not sent, given up');
    post.down = false;
    for (const form of formsOf(page.text).filter(({ action }) => action.endsWith('/again'))) {
      expect((await adam.post(form.action, filledIn(form, {}, 'Try again now'))).status).toBe(303);
    }
    // And one to Adam himself, who has signed in from a browser that he had not signed in from before.
    expect(await test.deps.mail.deliver()).toEqual({ sent: 3, failed: 0 });
    expect((await adam.post(urls.mailAgain(999_999))).status).toBe(404);
  });

  it('goes to nobody whose account was disabled in the meantime', async () => {
    await sentPlan(test, at);
    await test.deps.accounts.setDisabled(test.ids.adam, test.ids.carl, true);
    expect(await test.deps.mail.deliver()).toEqual({ sent: 1, failed: 1 });
    expect(sentTo()).toEqual([emailOf('lena')]);
    await test.deps.accounts.setDisabled(test.ids.adam, test.ids.carl, false);
  });
});

onOneEngine('without a mail server', (engine) => {
  it('writes no mail down, and says so', async () => {
    const test = await startApp(engine);
    try {
      await sentPlan(test, await closedAudit(test), '2012-02-01');
      expect(await test.deps.digests.makeDigests()).toBe(0);
      expect(await test.deps.mail.list()).toEqual([]);
      const adam = await test.as('adam');
      expect(wordsOf((await adam.get(urls.mail())).text)).toContain('No mail server is set up');
      expect(wordsOf((await (await test.as('paula')).get(urls.account())).text)).toContain(
        'No mail server is set up here yet',
      );
      expect(wordsOf((await (await test.as('paula')).get(urls.home())).text)).toContain('Late 1');
    } finally {
      await test.close();
    }
  });
});
