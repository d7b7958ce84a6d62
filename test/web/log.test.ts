import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '../../server/platform/log.ts';
import { urls } from '../../server/web/urls.ts';
import { emailOf, onBothEngines, PASSWORD, startApp, tokenIn, withExample } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';

interface Line {
  level: number;
  time: string;
  msg: string;
  [key: string]: unknown;
}

const SECRETS = {
  name: 'Quentin Quillfeather',
  email: 'quillfeather@example.org',
  password: 'marmalade tuba window',
  wrongPassword: 'marmalade tuba widow',
  reference: 'ZEBRA-4711',
  comment: 'She moved to Winchester in March.',
  fileComment: 'A letter from the GP is missing.',
  provider: 'The Xylophone Centre',
  unknownEmail: 'stranger-at-the-door@example.org',
};

onBothEngines('the log', (engine) => {
  let app: TestApp;
  const lines: string[] = [];
  let token = '';
  let sessionCookie = '';

  beforeAll(async () => {
    app = await startApp(engine, {
      log: createLog('debug', { write: (line: string) => void lines.push(line) }),
    });
  });
  afterAll(() => app.close());

  const parsed = () => lines.map((line) => JSON.parse(line) as Line);

  function expectNoSecrets(): void {
    const all = lines.join('');
    const words = [...Object.values(SECRETS), token, sessionCookie, PASSWORD, emailOf('lena'), 'Lena Lead'];
    for (const word of words) {
      expect(word).not.toBe('');
      expect(all).not.toContain(word);
      expect(all).not.toContain(encodeURIComponent(word));
      expect(all).not.toContain(new URLSearchParams({ x: word }).toString().slice(2));
    }
    // Nor whole bodies, headers or cookies.
    expect(all).not.toMatch(/"(body|headers|cookie|set-cookie|bindings)"/i);
    expect(all).not.toContain('answer.');
  }

  it('has a line a request of method, route, status, time and the id of the person, and nothing else', async () => {
    const auditId = await withExample(app);
    const adam = await app.as('adam');
    const lena = await app.as('lena');
    lines.length = 0;

    // An account, its link, and the password chosen by it.
    const link = await adam.post(urls.people(), {
      name: SECRETS.name,
      email: SECRETS.email,
      roles: 'auditor',
    });
    token = /\/invitations\/([\w-]{32})/.exec(link.text)?.[1] ?? '';
    const agent = request.agent(app.app);
    const page = await agent.get(urls.invitation(token));
    const passwords = { password: SECRETS.password, repeated: SECRETS.password };
    const chosen = await agent
      .post(urls.invitation(token))
      .type('form')
      .send({ _csrf: tokenIn(page.text), ...passwords });
    expect(chosen.status).toBe(303);
    await agent.get(urls.invitation(token));

    // Signing in, rightly and wrongly.
    const visitor = app.anonymous();
    await visitor.post(urls.signIn(), { email: SECRETS.email, password: SECRETS.wrongPassword });
    await visitor.post(urls.signIn(), { email: SECRETS.unknownEmail, password: SECRETS.wrongPassword });
    const signedIn = await visitor.post(urls.signIn(), { email: SECRETS.email, password: SECRETS.password });
    expect(signedIn.status).toBe(303);
    sessionCookie =
      String([signedIn.headers['set-cookie'] ?? []].flat().find((set) => set.startsWith('casefile-audit=')))
        .split(';')[0]
        ?.replace('casefile-audit=', '') ?? '';

    // A provider, and a case file with answers and comments; refused ones too.
    await lena.post(urls.providers(), { name: SECRETS.provider });
    const groupId = (await app.deps.audits.groups(auditId))[0]?.id ?? 0;
    const made = await lena.post(urls.files(auditId), {
      reference: SECRETS.reference,
      groupId: String(groupId),
    });
    expect(made.status).toBe(303);
    const fileUrl = String(made.headers['location']);
    const fields = {
      version: '1',
      reference: SECRETS.reference,
      groupId: String(groupId),
      'answer.recovery_plan': 'yes',
      'answer.gender': 'female',
      'comment.recovery_plan': SECRETS.comment,
      comment: SECRETS.fileComment,
    };
    expect((await lena.post(fileUrl, fields)).status).toBe(303);
    expect((await lena.post(fileUrl, fields)).status).toBe(409);
    expect(
      (await lena.post(fileUrl, { ...fields, version: '2', 'answer.recovery_plan': 'perhaps' })).status,
    ).toBe(422);
    await lena.get(`${fileUrl}?note=${encodeURIComponent(SECRETS.comment)}`);
    await lena.get(`/${encodeURIComponent(SECRETS.reference)}`);

    const requests = parsed().filter((line) => line.msg === 'request');
    expect(requests.length).toBeGreaterThan(12);
    for (const line of requests) {
      expect(Object.keys(line).toSorted()).toEqual(
        [
          'complete',
          'level',
          'method',
          'milliseconds',
          'msg',
          'requestId',
          'route',
          'status',
          'time',
          'userId',
        ].toSorted(),
      );
    }
    const saved = requests.find(
      (line) => line['route'] === '/audits/:auditId/files/:fileId' && line['status'] === 303,
    );
    expect(saved).toMatchObject({ method: 'POST', userId: app.ids.lena, complete: true });
    expect(requests.map((line) => line['route'])).toContain('/invitations/:token');
    expect(new Set(requests.map((line) => line['requestId'])).size).toBe(requests.length);
    expectNoSecrets();
  });

  it('tells of a fault of the program without what was being saved', async () => {
    const { pool } = app.deps.database;
    const lena = await app.as('lena');
    const auditId = (await app.deps.audits.all())[0]?.id ?? 0;
    const file = await pool('case_files').where({ reference: SECRETS.reference }).first<{
      id: number;
      group_id: number;
    }>('id', 'group_id');
    await lena.get(urls.home());
    lines.length = 0;

    // A statement that fails with all its values in hand.
    await pool.schema.renameTable('answers', 'answers_moved');
    await pool.schema.createTable('answers', (table) => table.integer('review_id'));
    const saved = await lena.post(urls.file(auditId, file.id), {
      version: '2',
      reference: SECRETS.reference,
      groupId: String(file.group_id),
      'answer.recovery_plan': 'no',
      'comment.recovery_plan': `${SECRETS.comment} Changed.`,
      comment: `${SECRETS.fileComment} Changed.`,
    });
    expect(saved.status).toBe(500);
    await pool.schema.dropTable('answers');
    await pool.schema.renameTable('answers_moved', 'answers');

    // One that the rules of the database refuse; PostgreSQL names the row in the details of its error.
    await expect(
      app.deps.database.write(async () => {
        await app.deps.database
          .query('providers')
          .insert({ name: SECRETS.provider, created_at: '2026-01-01' });
      }),
    ).rejects.toSatisfy((error) => {
      app.deps.log.error({ err: error }, 'request failed');
      return true;
    });

    const faults = parsed().filter((line) => line.level === 50);
    expect(faults).toHaveLength(2);
    for (const line of faults) {
      // Enough to find the cause by.
      const err = line['err'] as Record<string, unknown>;
      expect(Object.keys(err).toSorted()).toEqual(['code', 'message', 'stack', 'type']);
      expect(String(err['message'])).toMatch(/answers|providers/);
      expect(String(err['stack']).length).toBeGreaterThan(50);
    }
    expectNoSecrets();
  });

  it('says nothing of an error that is none but its kind', () => {
    lines.length = 0;
    app.deps.log.error({ err: SECRETS.comment }, 'request failed');
    app.deps.log.error({ err: { comment: SECRETS.comment } }, 'request failed');
    expect(parsed().map((line) => line['err'])).toEqual([{ type: 'string' }, { type: 'object' }]);
  });

  it('is silent below its level', async () => {
    const few: string[] = [];
    const log = createLog('error', { write: (line: string) => void few.push(line) });
    log.info('nothing');
    log.error('something');
    expect(few).toHaveLength(1);
  });
});
