import type { Knex } from 'knex';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storageFault } from '../../server/platform/db/faults.ts';
import { explain } from '../../server/web/errors.ts';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { Engine, TestApp, Visitor } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../support/form.ts';

interface Pool {
  acquireConnection(): Promise<unknown>;
  releaseConnection(connection: unknown): Promise<void>;
  pool: { max: number };
}

/** Runs a statement on every connection that the program may ever use. */
async function onEveryConnection(knex: Knex, sql: string): Promise<void> {
  const client = knex.client as Pool;
  const connections: unknown[] = [];
  for (let i = 0; i < client.pool.max; i += 1) connections.push(await client.acquireConnection());
  for (const connection of connections) await knex.raw(sql).connection(connection);
  for (const connection of connections) await client.releaseConnection(connection);
}

onBothEngines('where the database cannot be written to', (engine: Engine) => {
  let test: TestApp;
  let amir: Visitor;
  let auditId: number;
  let fileId: number;
  beforeEach(async () => {
    test = await startApp(engine);
    const made = await newAudit(test);
    auditId = made.auditId;
    fileId = await test.deps.recording.create(test.ids.lena, auditId, {
      reference: 'A-1',
      groupId: made.groupIds[0] ?? 0,
    });
    amir = await test.as('amir');
  });
  afterEach(() => test.close());

  async function content(): Promise<string> {
    const tables = ['case_files', 'reviews', 'answers', 'activity', 'audits'];
    const rows = await Promise.all(
      tables.map((table) => test.deps.database.pool(table).select('*').orderBy(1) as Promise<unknown[]>),
    );
    return JSON.stringify(rows);
  }

  /** Sends the recording form with an answer and a long comment. */
  async function save() {
    const url = urls.file(auditId, fileId);
    const form = formTo((await amir.get(url)).text, url);
    return () => amir.post(url, filledIn(form, { 'answer.smart': 'yes', comment: 'x'.repeat(4000) }, 'Save'));
  }

  it('says that it can only be read, saves nothing, and goes on when it can be written to again', async () => {
    const send = await save();
    const before = await content();
    const [off, on] =
      engine === 'sqlite'
        ? ['pragma query_only = on', 'pragma query_only = off']
        : [
            'set session characteristics as transaction read only',
            'set session characteristics as transaction read write',
          ];
    await onEveryConnection(test.deps.database.pool, off);
    const refused = await send();
    expect(refused.status).toBe(503);
    expect(wordsOf(refused.text)).toContain('Nothing was saved, not even in part.');
    expect(wordsOf(refused.text)).toContain('The records can be read at the moment, but not changed.');
    expect(refused.headers['content-type']).toContain('text/html');
    // Reading goes on.
    expect((await amir.get(urls.file(auditId, fileId))).status).toBe(200);
    await onEveryConnection(test.deps.database.pool, on);
    expect(await content()).toBe(before);
    expect((await send()).status).toBe(303);
    expect(await content()).not.toBe(before);
  });

  it('says that the disk is full, and nothing is half-written', async () => {
    const { pool } = test.deps.database;
    const lena = await test.as('lena');
    const rows = Array.from({ length: 900 }, (_, i) => `F-${i},Ash,yes,"${'long '.repeat(60)}"`).join('\n');
    const sent = await lena.upload(urls.importFiles(auditId), {
      name: 'a.csv',
      content: `reference,group,smart,comment\n${rows}\n`,
    });
    const sheetUrl = String(sent.headers['location']);
    const before = await content();
    if (engine === 'sqlite') {
      const [{ page_count: pages }] = (await pool.raw('pragma page_count')) as [{ page_count: number }];
      await onEveryConnection(pool, `pragma max_page_count = ${pages + 20}`);
    } else {
      // What PostgreSQL raises on a full disk, at the five hundredth case file.
      await pool.raw(`create function no_room() returns trigger language plpgsql as $$
        begin
          if new.reference = 'F-500' then raise exception 'no room' using errcode = '53100'; end if;
          return new;
        end $$`);
      await pool.raw(
        'create trigger no_room before insert on case_files for each row execute function no_room()',
      );
    }
    const failed = await lena.post(sheetUrl);
    const html =
      failed.status === 303 ? (await lena.get(String(failed.headers['location']))).text : failed.text;
    expect(wordsOf(html)).toContain('There is no room left where the records are kept.');
    expect(wordsOf(html)).toContain('Nothing was saved, not even in part.');
    expect(await content()).toBe(before);
    expect((await lena.get(urls.files(auditId))).status).toBe(200);
  });
});

describe('what is told of a fault', () => {
  const fault = (code: string) => Object.assign(new Error('insert into answers values (secret)'), { code });

  it.each([
    ['SQLITE_FULL', 'There is no room left'],
    ['53100', 'There is no room left'],
    ['ENOSPC', 'There is no room left'],
    ['SQLITE_READONLY', 'can be read at the moment, but not changed'],
    ['25006', 'can be read at the moment, but not changed'],
    ['SQLITE_IOERR', 'could not be read or written'],
    ['58030', 'could not be read or written'],
    ['SQLITE_BUSY', 'Others were saving'],
    ['40P01', 'Others were saving'],
    ['40001', 'Others were saving'],
    ['57P01', 'The database does not answer'],
    ['ECONNREFUSED', 'The database does not answer'],
  ])('%s', (code, words) => {
    for (const error of [fault(code), new Error('wrapped', { cause: fault(code) })]) {
      const { status, message } = explain(error);
      expect(status).toBe(503);
      expect(message).toContain(words);
      expect(message).toContain('Nothing was saved');
      expect(message).not.toContain('secret');
    }
  });

  it('is something else where the program is at fault', () => {
    for (const error of [
      fault('SQLITE_CONSTRAINT'),
      fault('23505'),
      new TypeError('x'),
      null,
      'SQLITE_FULL',
    ]) {
      expect(storageFault(error)).toBeNull();
      expect(explain(error).status).toBe(500);
    }
  });
});
