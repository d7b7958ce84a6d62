import { cpus, loadavg } from 'node:os';
import { expect, it } from 'vitest';
import { checksOf } from '../../rules/index.ts';
import { urls } from '../../server/web/urls.ts';
import { startSeveral } from '../support/severalPrograms.ts';
import type { Session, SeveralPrograms } from '../support/severalPrograms.ts';
import { median, timed } from './largeAudit.ts';
import { answersOf, auditorOf, makeManyAudits, WATCHERS } from './manyAudits.ts';
import type { Size } from './manyAudits.ts';

// What pages, saves and the disk come to when one installation holds the audits of a country. SCALE takes a share of it:
// 0.01 is done in a minute.

const SHARE = Number(process.env['SCALE'] ?? 1);
const SIZE: Size = {
  partnerships: 150,
  auditsOfEach: Math.max(2, Math.round(20 * Math.sqrt(SHARE))),
  filesOfEach: Math.max(20, Math.round(500 * Math.sqrt(SHARE))),
};
const ROUNDS = 9;
const CLIENTS = 16;
const LOOP_SECONDS = 8;
const PROCESSES = [1, 2, 4] as const;

const load = () => `load ${(loadavg()[0] ?? 0).toFixed(1)} on ${cpus().length} processors`;
const ms = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} ms`;

it('pages, saves and the disk of an installation of many partnerships', async () => {
  let made = { openAuditId: 0, fileIds: [] as number[] };
  let checkIds: string[] = [];
  const lines: string[] = [];
  const filled = performance.now();
  const several = await startSeveral(Math.max(...PROCESSES), async (deps) => {
    made = await makeManyAudits(deps, SIZE, CLIENTS);
    checkIds = checksOf(deps.tools.must('rodt', 1)).flatMap(({ id, dependsOn }) =>
      // On the first of them others hang, which would be asked about.
      dependsOn || id === 'recovery_plan' ? [] : [id],
    );
    const all = checksOf(deps.tools.must('rodt', 1)).length;
    const size = await deps.database.pool.raw<{ rows: { of: string; bytes: string }[] }>(`
      select 'the whole database' as of, pg_database_size(current_database()) as bytes
      union all select 'answers, with their index', pg_total_relation_size('answers')`);
    lines.push(
      `${SIZE.partnerships} partnerships, ${SIZE.partnerships * SIZE.auditsOfEach} audits of ${SIZE.filesOfEach} files, ${answersOf(SIZE, all).toLocaleString('en-GB')} answers (${load()})`,
      ...size.rows.map(({ of, bytes }) => `  on the disk, ${of}: ${Math.round(Number(bytes) / 1e6)} MB`),
    );
    lines.push(`  bringing a database up to date that is: ${ms(await timed(() => deps.database.migrate()))}`);
  });
  lines.push(`  made in ${Math.round((performance.now() - filled) / 1000)} s, programs started`);
  try {
    await pages(several, made.openAuditId, lines);
    await saves(several, made, checkIds, lines);
  } finally {
    console.log(lines.join('\n'));
    await several.close();
  }
});

async function pages(several: SeveralPrograms, openAuditId: number, lines: string[]): Promise<void> {
  const asked: Record<(typeof WATCHERS)[number], string[]> = {
    lead1: [urls.home(), urls.followUp(), urls.results(openAuditId), urls.files(openAuditId)],
    commissioner1: [
      urls.home(),
      urls.followUp(),
      urls.results(openAuditId - 1),
      urls.compare(openAuditId - 1),
    ],
    manager1: [urls.home(), urls.followUp()],
    overall: [urls.home(), urls.followUp(), urls.board(), urls.programme(), urls.providers()],
    administrator1: [urls.home(), urls.people(), urls.allActivity(), urls.retention()],
    national1: [urls.home(), urls.partnerships('rodt', 1)],
  };
  for (const who of WATCHERS) {
    const { session } = await several.signIn(who);
    for (const from of asked[who]) {
      const times: number[] = [];
      let bytes = 0;
      for (let i = 0; i < ROUNDS; i += 1) {
        times.push(
          await timed(async () => {
            const response = await fetch(several.at(0) + from, {
              headers: { cookie: session.cookie },
              redirect: 'manual',
            });
            bytes = (await response.text()).length;
            expect([who, from, response.status]).toEqual([who, from, 200]);
          }),
        );
      }
      lines.push(
        `  ${who}, ${from}: median ${ms(median(times))}, the first ${ms(times[0] ?? Number.NaN)}, ${Math.round(bytes / 1000)} kB`,
      );
    }
  }
}

async function saves(
  several: SeveralPrograms,
  { openAuditId, fileIds }: { openAuditId: number; fileIds: number[] },
  checkIds: string[],
  lines: string[],
): Promise<void> {
  const sessions: Session[] = [];
  for (let i = 0; i < CLIENTS; i += 1) sessions.push((await several.signIn(auditorOf(i))).session);
  const versions = await versionsOf(several, fileIds);
  for (const count of PROCESSES) {
    let done = 0;
    const began = performance.now();
    await Promise.all(
      sessions.map(async ({ cookie, token }, a) => {
        for (let n = 0; performance.now() - began < LOOP_SECONDS * 1000; n += 1) {
          const version = versions[a] ?? 2;
          const response = await fetch(
            several.at(a % count) + urls.fileAnswers(openAuditId, fileIds[a] ?? 0),
            {
              method: 'POST',
              headers: { accept: 'application/json', cookie, 'x-csrf-token': token },
              body: new URLSearchParams({
                version: String(version),
                [`answer.${checkIds[n % checkIds.length]}`]: ['yes', 'no'][n % 2] ?? '',
              }),
            },
          );
          expect(response.status, await response.text()).toBe(200);
          versions[a] = version + 1;
          done += 1;
        }
      }),
    );
    const seconds = (performance.now() - began) / 1000;
    lines.push(
      `  saves from ${CLIENTS} browsers, ${count === 1 ? 'one process' : `${count} processes`}: ${(done / seconds).toFixed(0)} a second`,
    );
  }
  lines.push(
    `  bare upserts from ${CLIENTS} connections: ${(await upserts(several, fileIds)).toFixed(0)} a second`,
  );
}

async function versionsOf(several: SeveralPrograms, fileIds: number[]): Promise<number[]> {
  const deps = await several.openDeps();
  try {
    const rows = (await deps.database
      .pool('reviews')
      .whereIn('case_file_id', fileIds)
      .select('case_file_id', 'version')) as {
      case_file_id: number;
      version: number;
    }[];
    return fileIds.map((id) => rows.find((row) => row.case_file_id === id)?.version ?? 0);
  } finally {
    await deps.database.close();
  }
}

/** Upserts of one row each in the same database, in transactions of their own, a second. */
async function upserts(several: SeveralPrograms, fileIds: number[]): Promise<number> {
  const deps = await several.openDeps();
  try {
    const { pool } = deps.database;
    const ids = (await pool('reviews').whereIn('case_file_id', fileIds).pluck('id')) as number[];
    let done = 0;
    const began = performance.now();
    await Promise.all(
      ids.map(async (review) => {
        for (let n = 0; performance.now() - began < LOOP_SECONDS * 1000; n += 1) {
          await pool('answers')
            .insert({ review_id: review, item_id: 'smart', value: n % 2 ? 'yes' : 'no' })
            .onConflict(['review_id', 'item_id'])
            .merge();
          done += 1;
        }
      }),
    );
    return done / ((performance.now() - began) / 1000);
  } finally {
    await deps.database.close();
  }
}
