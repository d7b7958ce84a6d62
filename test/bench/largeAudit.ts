import { checksOf } from '../../rules/index.ts';
import type { Deps } from '../../server/deps.ts';
import { PASSWORD } from '../support/app.ts';

const GROUPS = 10;
export const LEAD = 'lead@example.org';

/**
 * An audit with so many case files, each with an answer to every check and one field, in ten groups; made by the database itself.
 * Where there is no recovery plan, nearly all that hangs on it is a no, as in real files.
 */
export async function makeLargeAudit(deps: Deps, files: number): Promise<number> {
  const { pool, engine } = deps.database;
  const lead = await deps.accounts.createWithPassword(
    { name: 'Lead', email: LEAD, roles: ['lead'], providerId: null },
    PASSWORD,
  );
  const auditId = await deps.audits.create(lead, {
    title: 'Large',
    partnership: 'Bench',
    toolId: 'rodt',
    toolVersion: 1,
    fieldworkStart: '2026-11-23',
    fieldworkEnd: '2026-11-23',
  });
  const provider = await deps.providers.create(null, 'The Bridge');
  const groupIds: number[] = [];
  for (let i = 0; i < GROUPS; i += 1) {
    groupIds.push(
      await deps.audits.createGroup(lead, auditId, {
        name: `Group ${i + 1}`,
        plannedFiles: Math.ceil(files / GROUPS),
        providerIds: [provider],
        exclusions: [],
      }),
    );
  }
  await deps.steps.changeState(lead, auditId, 'open');
  const at = '2026-11-23T12:00:00.000Z';
  await pool.raw(`
    insert into case_files (audit_id, group_id, reference, created_at)
    with recursive numbers(i) as (select 0 union all select i + 1 from numbers where i < ${files - 1})
    select ${auditId}, ${groupIds[0]} + (i * 7 + i / 11) % ${GROUPS}, 'F-' || i, '${at}' from numbers`);
  await pool.raw(`
    insert into reviews (case_file_id, reading, version, comment, completed_at, updated_by, updated_at)
    select id, 1, 2, '', '${at}', ${lead}, '${at}' from case_files where audit_id = ${auditId} order by id`);
  const checks = checksOf(deps.tools.must('rodt', 1)).map(
    ({ id, dependsOn }, k) => `(${k}, '${id}', ${dependsOn ? 1 : 0})`,
  );
  await pool.raw(`
    insert into answers (review_id, item_id, value)
    with checks(k, item, hangs) as (values ${checks.join(', ')}),
    drawn as (
      select reviews.id as review_id, item, hangs,
        (reviews.id * 7919 + k * 104729 + (reviews.id / (k + 3)) * 31) % 100 as h,
        (reviews.id * 6151 + reviews.id / 7) % 100 as p
      from reviews join case_files on case_files.id = reviews.case_file_id cross join checks
      where case_files.audit_id = ${auditId})
    select review_id, item, case
      when item = 'recovery_plan' then case when p < 79 then 'yes' else 'no' end
      when h < 55 and (hangs = 0 or p < 79 or h < 2) then 'yes'
      when h < 90 then 'no' else 'na' end
    from drawn order by review_id, item`);
  // Fields are answered as well, and are no part of the tally.
  await pool.raw(`
    insert into answers (review_id, item_id, value)
    select reviews.id, 'gender', case when reviews.id % 3 = 0 then 'female' else 'male' end
    from reviews join case_files on case_files.id = reviews.case_file_id where case_files.audit_id = ${auditId}`);
  // What each of the two does by itself in time.
  await pool.raw(engine === 'sqlite' ? 'analyze' : 'vacuum analyze');
  return auditId;
}

/** The bare query: the same counts by group, check and answer of first readings, and nothing else. */
export const bareTally = (deps: Deps, auditId: number): string => `
  select case_files.group_id, answers.item_id, answers.value, count(*) as files
  from case_files
  join reviews on reviews.case_file_id = case_files.id and reviews.reading = 1
  join answers on answers.review_id = reviews.id
  where case_files.audit_id = ${auditId} and answers.value is not null and answers.item_id in (${checksOf(
    deps.tools.must('rodt', 1),
  )
    .map(({ id }) => `'${id}'`)
    .join(', ')})
  group by case_files.group_id, answers.item_id, answers.value`;

export function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** Milliseconds of a piece of work. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
