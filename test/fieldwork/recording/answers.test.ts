import request from 'supertest';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { emailOf, onOneEngine, PASSWORD, startApp } from '../../support/app.ts';
import type { PersonName, TestApp } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';

/** A browser as the recording page's script uses it. */
class Script {
  readonly agent;
  #token = '';
  constructor(test: TestApp) {
    this.agent = request.agent(test.app);
  }
  async session() {
    const answer = await this.agent.get(urls.session()).set('accept', 'application/json').expect(200);
    const session = answer.body as {
      user: { id: number; name: string } | null;
      csrfToken: string;
      deviceKey: string | null;
    };
    this.#token = session.csrfToken;
    return session;
  }
  async signIn(person: PersonName) {
    await this.session();
    const answer = await this.post(urls.signIn(), { email: emailOf(person), password: PASSWORD });
    if (answer.status !== 303) throw new Error(`${person} could not sign in: ${answer.status}`);
    const session = await this.session();
    if (!session.user) throw new Error(`the session of ${person} is not there`);
    return session;
  }
  post(url: string, fields: Record<string, string>, token = this.#token) {
    return this.agent
      .post(url)
      .set('accept', 'application/json')
      .set('x-csrf-token', token)
      .type('form')
      .send(fields);
  }
}

onOneEngine('one answer at a time', (engine) => {
  let test: TestApp;
  let amir: Script;
  let beth: Script;
  let auditId: number;
  let groupIds: number[];
  let fileId: number;
  let url: string;
  let number = 0;

  const scriptOf = async (person: PersonName) => {
    const script = new Script(test);
    await script.signIn(person);
    return script;
  };
  const saved = () => test.deps.recording.get(auditId, fileId);

  beforeAll(async () => {
    test = await startApp(engine);
    [amir, beth] = await Promise.all([scriptOf('amir'), scriptOf('beth')]);
    ({ auditId, groupIds } = await newAudit(test));
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    number += 1;
    fileId = await test.deps.recording.create(test.ids.lena, auditId, {
      reference: `A-${number}`,
      groupId: groupIds[0] ?? 0,
    });
    url = urls.fileAnswers(auditId, fileId);
  });

  it('is saved, leaves the rest as it is, and is told with all that the page has to know', async () => {
    const first = await amir.post(url, { version: '1', 'answer.smart': 'yes', comment: 'On the whole.' });
    expect(first.status).toBe(200);
    const second = await amir.post(url, { version: '2', 'answer.months_in_treatment': ' 09 ' });
    expect(second.body).toMatchObject({
      version: 3,
      complete: false,
      recordedText: '2 of 22 answers recorded',
      state: {
        reference: `A-${number}`,
        groupId: String(groupIds[0]),
        'answer.smart': 'yes',
        'answer.balance': '',
        'answer.months_in_treatment': '9',
        comment: 'On the whole.',
      },
    });
    expect((second.body as { savedText: string }).savedText).toMatch(/^Saved at \d\d:\d\d by Amir Auditor$/);
    expect(second.headers['cache-control']).toBe('no-store');
    const review = await saved();
    expect(Object.fromEntries(review.answers)).toEqual({ smart: 'yes', months_in_treatment: '9' });
    expect(review).toMatchObject({ version: 3, comment: 'On the whole.', completedAt: null });
    // Each save and its line belong together.
    expect((await activityOf(test, auditId)).filter((line) => line.endsWith(`case file ${fileId}`))).toEqual([
      `caseFile.created case file ${fileId}`,
      `caseFile.saved case file ${fileId}`,
      `caseFile.saved case file ${fileId}`,
    ]);
  });

  it('takes an answer and a comment away again', async () => {
    await amir.post(url, { version: '1', 'answer.smart': 'yes', 'comment.smart': 'Why.' }).expect(200);
    await amir.post(url, { version: '2', 'answer.smart': '' }).expect(200);
    expect((await saved()).answers.size).toBe(0);
    expect(Object.fromEntries((await saved()).comments)).toEqual({ smart: 'Why.' });
    await amir.post(url, { version: '3', 'comment.smart': ' ' }).expect(200);
    expect((await saved()).comments.size).toBe(0);
  });

  it('saves a change once that is sent twice because the answer was lost', async () => {
    const change = { version: '1', change: '0123456789abcdef', 'answer.smart': 'yes' };
    const first = await amir.post(url, change).expect(200);
    const again = await amir.post(url, change).expect(200);
    expect(again.body).toEqual(first.body);
    expect((await saved()).version).toBe(2);
    const lines = (await activityOf(test, auditId)).filter((line) => line.endsWith(`case file ${fileId}`));
    expect(lines).toHaveLength(2);
  });

  it('does not take the change of somebody else for its own', async () => {
    await amir.post(url, { version: '1', change: 'amir-0001', 'answer.smart': 'yes' }).expect(200);
    await beth.post(url, { version: '2', change: 'beth-0001', 'answer.smart': 'no' }).expect(200);
    const again = await amir.post(url, { version: '1', change: 'amir-0001', 'answer.smart': 'yes' });
    expect(again.status).toBe(409);
    expect(again.body).toMatchObject({ code: 'stale', by: 'Beth Auditor' });
    expect((again.body as { at: string }).at).toMatch(/^\d\d:\d\d$/);
    expect((await saved()).answers.get('smart')).toBe('no');
    // A form that was saved as a whole is no change of a device.
    await test.deps.recording.save(test.ids.beth, await test.deps.audits.get(auditId), fileId, {
      version: 3,
      reference: undefined,
      groupId: undefined,
      answers: new Map(),
      comments: new Map(),
      comment: undefined,
      complete: undefined,
    });
    await beth.post(url, { version: '2', change: 'beth-0001', 'answer.smart': 'no' }).expect(409);
  });

  it('refuses what cannot be read and what is not asked, and writes nothing', async () => {
    const lines = await activityOf(test, auditId);
    for (const [field, value] of [
      ['answer.smart', 'perhaps'],
      ['answer.months_in_treatment', '1e3'],
      ['answer.nothing', 'yes'],
      ['comment.nothing', 'Hm.'],
      ['comment.smart', 'x'.repeat(4001)],
      ['comment', 'x'.repeat(4001)],
      ['reference', '943 476 5919'],
      ['groupId', '999999'],
    ] as const) {
      const answer = await amir.post(url, { version: '1', 'answer.balance': 'yes', [field]: value });
      expect(answer.status, field).toBe(422);
      expect(answer.body, field).toMatchObject({ code: 'invalid', errors: [{ field }] });
    }
    await amir.post(url, { version: '1', 'answer.smart': 'a\0b' }).expect(400);
    expect((await saved()).version).toBe(1);
    expect(await activityOf(test, auditId)).toEqual(lines);
  });

  it('completes a file, names the next one, and takes it up again', async () => {
    const groupId = groupIds[1] ?? 0;
    const [one, two] = await Promise.all([
      test.deps.recording.create(test.ids.lena, auditId, { reference: `A-${number}-1`, groupId }),
      test.deps.recording.create(test.ids.lena, auditId, { reference: `A-${number}-2`, groupId }),
    ]);
    const done = await amir.post(urls.fileAnswers(auditId, one), { version: '1', intent: 'complete' });
    expect(done.body).toMatchObject({ complete: true });
    const next = await amir.post(urls.fileNext(auditId, one), {});
    expect(next.body).toMatchObject({ next: urls.file(auditId, two), message: null });
    await amir.post(urls.fileAnswers(auditId, two), { version: '1', intent: 'complete' });
    const last = await amir.post(urls.fileNext(auditId, two), {});
    expect(last.body).toEqual({
      next: null,
      list: urls.files(auditId),
      message: 'Birch has 1 more planned file: enter the reference of the next one.',
    });
    const page = await amir.agent.get(urls.files(auditId));
    expect(page.text).toContain(`A-${number}-2 is saved at`);
    expect(page.text).toContain(
      'It is complete. Birch has 1 more planned file: enter the reference of the next one.',
    );
    const again = await amir.post(urls.fileAnswers(auditId, one), { version: '2', intent: 'uncomplete' });
    expect(again.body).toMatchObject({ complete: false, version: 3 });
  });

  it('is refused by a closed audit, a wrong token, a person without the right, and nobody', async () => {
    const fields = { version: '1', 'answer.smart': 'yes' };
    const forged = await amir.post(url, fields, 'forged');
    expect([forged.status, (forged.body as { code: string }).code]).toEqual([403, 'token']);
    const carl = await scriptOf('carl');
    await test.deps.audits.addMember(test.ids.lena, auditId, test.ids.carl, 'commissioner');
    for (const [person, status] of [
      ['carl', 403],
      ['stan', 404],
      ['paula', 404],
      ['adam', 404],
    ] as const) {
      const script = person === 'carl' ? carl : await scriptOf(person);
      const answer = await script.post(url, fields);
      expect([answer.status, (answer.body as { code: string }).code], person).toEqual([status, 'refused']);
    }
    const nobody = new Script(test);
    expect(await nobody.session()).toMatchObject({ user: null, deviceKey: null });
    const answer = await nobody.post(url, fields);
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([401, 'signedOut']);
    // With a session that has run out there is no token to hold against either.
    const stale = await new Script(test).post(url, fields, 'of-a-session-before');
    expect(stale.status).toBe(401);
    expect((await saved()).version).toBe(1);

    const lena = await scriptOf('lena');
    await lena.post(url, fields).expect(200);
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    const closed = await amir.post(url, { version: '2', 'answer.smart': 'no' });
    expect([closed.status, (closed.body as { code: string }).code]).toEqual([409, 'state']);
    expect((await saved()).answers.get('smart')).toBe('yes');
    await test.deps.steps.changeState(test.ids.lena, auditId, 'reopen');
  });

  it('gives each person one key of their own for what a device keeps', async () => {
    const [first, again, other] = await Promise.all([
      amir.session(),
      scriptOf('amir').then((script) => script.session()),
      beth.session(),
    ]);
    expect(first.user).toEqual({ id: test.ids.amir, name: 'Amir Auditor' });
    expect(Buffer.from(first.deviceKey ?? '', 'base64url')).toHaveLength(32);
    expect(again.deviceKey).toBe(first.deviceKey);
    expect(other.deviceKey).not.toBe(first.deviceKey);
  });
});
