import { Agent, request } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCode, showCode } from '../../../rules/index.ts';
import {
  WRONG_CODES_FROM_ADDRESS,
  WRONG_CODES_IN_ALL,
} from '../../../server/fieldwork/questionnaire/respondentRoutes.ts';
import { createLog } from '../../../server/platform/log.ts';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, serve, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { wordsOf } from '../../support/form.ts';
import { answerAll, codesOf, handIn, phone, surveyAudit } from '../../support/questionnaire.ts';

let drawn = 0;
/** Codes that look right, each another one, and of which none was made. */
const guess = () => {
  drawn += 1;
  let rest = drawn;
  return makeCode((below) => {
    const sign = rest % below;
    rest = Math.floor(rest / below);
    return sign;
  });
};

/** Everything that is in the database, as text. */
async function databaseText({ deps }: TestApp): Promise<string> {
  const tables: { name: string }[] = await deps.database
    .pool('sqlite_master')
    .where({ type: 'table' })
    .select('name');
  const rows = await Promise.all(tables.map(({ name }) => deps.database.pool(name).select('*')));
  return JSON.stringify(rows);
}

const recordsIn = async ({ deps }: TestApp, auditId: number): Promise<string[]> =>
  (await deps.recording.lines(auditId, deps.tools.must('rodt', 1))).map(({ reference }) => reference);

describe('codes of a questionnaire under attack', () => {
  let app: TestApp;
  let auditId: number;
  let ash: number;
  const lines: string[] = [];
  let server: Server;

  /** Tries so many wrong codes, twenty at a time over connections that stay. */
  async function tryFrom(
    tries: number,
    address: (i: number) => string,
    told: (status: number) => void,
  ): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const { port } = server.address() as AddressInfo;
    const one = (i: number) =>
      new Promise<void>((resolve, reject) => {
        const headers = { 'X-Forwarded-For': address(i) };
        request({ host: '127.0.0.1', port, path: urls.underCode(guess()), agent, headers }, (res) => {
          res.resume().once('end', () => {
            told(res.statusCode ?? 0);
            resolve();
          });
        })
          .once('error', reject)
          .end();
      });
    for (let from = 0; from < tries; from += 200) {
      const some = Math.min(200, tries - from);
      await Promise.all(Array.from({ length: some }, (_, i) => one(from + i)));
    }
    agent.destroy();
  }

  beforeAll(async () => {
    const destination = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    app = await startApp('sqlite', { log: createLog('trace', destination) });
    // So that tries can come from everywhere.
    app.app.set('trust proxy', 1);
    server = await serve(app.app);
    ({ auditId, ash } = await surveyAudit(app));
  });
  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await app.close();
  });

  it('are refused when wrong, whatever is asked with them', async () => {
    const { get, post } = phone(app, '10.0.0.1');
    const wrong = [guess(), 'x', '%3Cscript%3E', '..%2F..%2Fetc', "'%20or%201=1", 'É'.repeat(12)];
    for (const code of wrong) {
      expect((await get(`/q/${code}`)).status, code).toBe(404);
      expect((await get(`/q/${code}/1`)).status, code).toBe(404);
      expect((await post(`/q/${code}/check`)).status, code).toBe(404);
    }
    expect(await recordsIn(app, auditId)).toEqual([]);
  });

  it('open nothing once they are withdrawn, and what was begun with them is gone', async () => {
    const { deps, ids } = app;
    const [one = '', two = '', used = ''] = await codesOf(app, auditId, ash, 3);
    const visitor = phone(app, '10.0.0.2');
    await visitor.post(urls.question(one, 1), { go: 'next', answer: 'A flat' });
    await handIn(visitor, used);
    await deps.questionnaire.withdrawCode(ids.lena, auditId, showCode(one));
    for (const sent of [
      await visitor.get(urls.question(one, 1)),
      await visitor.post(urls.question(one, 1), { go: 'next', answer: 'Another' }),
      await visitor.post(urls.checkAnswers(one)),
    ]) {
      expect(wordsOf(sent.text)).toContain('This code no longer works');
      expect(sent.text).not.toContain('A flat');
    }
    const { sheets } = await deps.questionnaire.of(auditId);
    expect(await deps.questionnaire.withdrawSheet(ids.lena, auditId, sheets[0]?.id ?? 0)).toBe(1);
    expect(wordsOf((await visitor.get(urls.underCode(two))).text)).toContain('This code no longer works');
    // What is handed in stays, and its code cannot be withdrawn.
    expect(wordsOf((await visitor.get(urls.underCode(used))).text)).toContain('This code was used');
    await expect(deps.questionnaire.withdrawCode(ids.lena, auditId, used)).rejects.toThrow('handed in');
    expect(await recordsIn(app, auditId)).toHaveLength(1);
  });

  it('belong to their audit alone: its lead can neither withdraw nor see those of another', async () => {
    const { deps, ids } = app;
    const other = await surveyAudit(app, { title: 'Another survey' });
    const [code = ''] = await codesOf(app, other.auditId, other.birch);
    await expect(deps.questionnaire.withdrawCode(ids.lena, auditId, code)).rejects.toThrow('no such code');
    await expect(
      deps.questionnaire.makeCodes(ids.lena, auditId, { groupId: other.ash, codes: 1 }),
    ).rejects.toThrow('Choose a sample group');
    const { sheets } = await deps.questionnaire.of(other.auditId);
    await expect(deps.questionnaire.withdrawSheet(ids.lena, auditId, sheets[0]?.id ?? 0)).rejects.toThrow();
    const before = await recordsIn(app, auditId);
    await handIn(phone(app, '10.0.0.3'), code);
    expect(await recordsIn(app, auditId)).toEqual(before);
    expect(await recordsIn(app, other.auditId)).toHaveLength(1);
  });

  it('carry no script: what is written is shown as it was written', async () => {
    const [code = ''] = await codesOf(app, auditId, ash);
    const visitor = phone(app, '10.0.0.4');
    const script = '<script>alert(1)</script>"><img src=x onerror=alert(1)>';
    await visitor.post(urls.question(code, 1), { go: 'next', answer: script });
    for (const page of [
      await visitor.get(urls.question(code, 1)),
      await visitor.get(urls.checkAnswers(code)),
      await visitor.post(urls.enterCode(), { code: script }),
    ]) {
      expect(page.text).not.toMatch(/<script|<img/);
      expect(page.headers['content-security-policy']).toContain("script-src 'self'");
    }
    await visitor.post(urls.checkAnswers(code));
    const lena = await app.as('lena');
    const { items } = await app.deps.coding.of(auditId, app.ids.lena);
    const line = items[0]?.texts.find(({ text }) => text === script);
    const coding = await lena.get(urls.codingText(auditId, 'recovery_code', line?.fileId ?? 0));
    expect(coding.text).not.toContain('<script>alert');
    expect(coding.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('stand huge and broken input', async () => {
    const [code = ''] = await codesOf(app, auditId, ash);
    const visitor = phone(app, '10.0.0.5');
    const statuses = [
      await visitor.post(urls.question(code, 1), { go: 'next', answer: 'x'.repeat(2_000_000) }),
      await visitor.post(urls.question(code, 1), { go: 'next', answer: 'x'.repeat(60_000) }),
      await visitor.post(urls.question(code, 1), { go: 'next', answer: 'a\0b' }),
      await visitor.post(urls.question(code, 2), { go: 'next', answer: Array(90).fill('groups') }),
      await visitor.post(urls.enterCode(), { code: '2'.repeat(60_000) }),
      await visitor.get(`/q/${'2'.repeat(7000)}`),
      await visitor.get('/q/%E0%A4%A'),
    ].map(({ status, text }) => {
      expect(text).toContain(status === 303 ? 'Redirecting' : '<h1>');
      return status;
    });
    expect(statuses).toEqual([413, 422, 400, 303, 404, 404, 400]);
    // The same answer many times is one.
    expect((await visitor.get(urls.question(code, 2))).text.match(/ checked/g)).toHaveLength(1);
  });

  it('leave nothing in the database by which a code, an address or a hidden answer could be read', async () => {
    const [open = '', used = ''] = await codesOf(app, auditId, ash, 2);
    const address = '203.0.113.77';
    const visitor = phone(app, address);
    await visitor.post(urls.question(open, 1), { go: 'next', answer: 'Never to be read here' });
    await answerAll(visitor, used);
    await visitor.post(urls.question(used, 1), { go: 'next', answer: 'Handed in for all to read' });
    await visitor.post(urls.checkAnswers(used));
    const text = await databaseText(app);
    for (const code of [open, used, showCode(open), showCode(used)]) expect(text).not.toContain(code);
    expect(text).not.toContain(address);
    expect(text).not.toContain('Never to be read here');
    expect(text).toContain('Handed in for all to read');
    // A used code has neither a time nor a draft; no line of the activity tells when somebody handed in.
    const rows: { draft: string | null }[] = await app.deps.database
      .pool('questionnaire_codes')
      .where({ state: 'used' })
      .select('*');
    for (const row of rows)
      expect(Object.keys(row).toSorted()).toEqual(['draft', 'id', 'lookup', 'sheet_id', 'state']);
    expect(rows.every(({ draft }) => draft === null)).toBe(true);
    const lookups: { lookup: string }[] = await app.deps.database
      .pool('questionnaire_codes')
      .orderBy('id')
      .where('sheet_id', app.deps.database.pool('questionnaire_sheets').max('id'))
      .select('lookup');
    expect(lookups.map(({ lookup }) => lookup)).toEqual(lookups.map(({ lookup }) => lookup).toSorted());
    const activity = await app.deps.activity.list({ auditId, limit: 1000 });
    expect(activity.filter(({ userId }) => userId === null)).toEqual([]);
    expect(activity.some(({ action }) => action.startsWith('caseFile.'))).toBe(false);
  });

  it('are slowed down for whoever tries them, and 10,000 tries are in vain', async () => {
    const [code = ''] = await codesOf(app, auditId, ash);
    const guesser = phone(app, '192.0.2.1');
    const statuses = new Map<number, number>();
    await tryFrom(
      10_000,
      () => '192.0.2.1',
      (status) => {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      },
    );
    expect(statuses.get(404)).toBe(WRONG_CODES_FROM_ADDRESS);
    expect(statuses.get(429)).toBe(10_000 - WRONG_CODES_FROM_ADDRESS);
    // Not even a right code is told from a wrong one there.
    const blocked = await guesser.get(urls.underCode(code));
    expect(blocked.status).toBe(429);
    expect(Number(blocked.headers['retry-after'])).toBeGreaterThan(0);
    expect(wordsOf(blocked.text)).toContain('Codes were tried too often');
    // Nobody else is held up by it.
    expect((await phone(app, '192.0.2.2').get(urls.underCode(code))).status).toBe(200);
  }, 120_000);

  it('are slowed down for guesses from everywhere together, but not for those who have used a right one', async () => {
    const [code = ''] = await codesOf(app, auditId, ash);
    const known = phone(app, '198.51.100.9');
    expect((await known.get(urls.underCode(code))).status).toBe(200);
    const found: number[] = [];
    await tryFrom(
      WRONG_CODES_IN_ALL,
      (i) => `198.51.${100 + (i >> 8)}.${i & 255}`,
      (status) => found.push(status),
    );
    expect(new Set(found)).toEqual(new Set([404, 429]));
    expect((await phone(app, '198.18.0.1').get(urls.underCode(code))).status).toBe(429);
    expect((await known.get(urls.underCode(code))).status).toBe(200);
  }, 120_000);

  it('stand in no line of the log, nor does an address or an answer', () => {
    // The name of a request may look like a code.
    const log = lines.map((line) => line.replace(/"requestId":"[^"]+"/, ''));
    expect(log.length).toBeGreaterThan(10_000);
    const holding = (what: RegExp) => log.filter((line) => what.test(line)).slice(0, 3);
    expect(holding(/"route":"\/q\/:code\/:number"/)).toHaveLength(3);
    expect(holding(/[2-9CDFHJKMNPQRTVWXY]{12}/)).toEqual([]);
    expect(holding(/\d+\.\d+\.\d+\.\d+/)).toEqual([]);
    expect(holding(/A flat|Handed in|referer|x-forwarded/i)).toEqual([]);
    expect(holding(/"level":50/)).toEqual([]);
  });
});

onBothEngines('a code that two send in at once', (engine) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(engine);
  });
  afterAll(() => app.close());

  it('gives one record, and keeps the answers of both that came before', async () => {
    const { deps } = app;
    const { auditId, ash } = await surveyAudit(app);
    const codes = await codesOf(app, auditId, ash, 4);
    await Promise.all(
      codes.flatMap((code) =>
        ['recovery_words', 'gender', 'ethnicity'].map((item) =>
          deps.respondents.answer(code, item, { is: 'answer', value: item === 'gender' ? 'male' : 'mixed' }),
        ),
      ),
    );
    const outcomes = await Promise.all(
      codes.flatMap((code) => [1, 2, 3].map(() => deps.respondents.handIn(code))),
    );
    expect(outcomes.filter(({ is }) => is === 'handedIn')).toHaveLength(4);
    expect(outcomes.filter(({ is }) => is === 'used')).toHaveLength(8);
    const lines = await deps.recording.lines(auditId, deps.tools.must('rodt', 1));
    expect(lines).toHaveLength(4);
    for (const { id } of lines) {
      const { answers } = await deps.recording.get(auditId, id);
      expect(answers.size).toBe(4);
    }
  });

  it('is handed in or withdrawn, never both', async () => {
    const { deps, ids } = app;
    const { auditId, ash } = await surveyAudit(app);
    const codes = await codesOf(app, auditId, ash, 6);
    const outcomes = await Promise.all(
      codes.map(async (code) => {
        const [handed, withdrawn] = await Promise.all([
          deps.respondents.handIn(code),
          deps.questionnaire.withdrawCode(ids.lena, auditId, code).then(
            () => true,
            () => false,
          ),
        ]);
        return (handed.is === 'handedIn') !== withdrawn;
      }),
    );
    expect(outcomes).toEqual(codes.map(() => true));
  });

  it('is not handed in into an audit that is being closed', async () => {
    const { deps } = app;
    const { auditId, ash } = await surveyAudit(app);
    const codes = await codesOf(app, auditId, ash, 4);
    const [, ...handed] = await Promise.all([
      deps.database.write(async () => {
        await deps.auditRepository.lock(auditId);
        await deps.auditRepository.setState(auditId, 'closed', new Date().toISOString());
      }),
      ...codes.map((code) => deps.respondents.handIn(code)),
    ]);
    const lines = await deps.recording.lines(auditId, deps.tools.must('rodt', 1));
    expect(lines).toHaveLength(handed.filter(({ is }) => is === 'handedIn').length);
    expect((await deps.respondents.open(codes[0] ?? '')).is).toMatch(/over|used/);
  });
});
