import { checksOf } from '../../rules/index.ts';
import type { Deps } from '../../server/deps.ts';
import { createPerson } from '../support/severalPrograms.ts';

/** How much there is: so many partnerships with so many audits each over the years. */
export interface Size {
  partnerships: number;
  auditsOfEach: number;
  filesOfEach: number;
}

export const answersOf = ({ partnerships, auditsOfEach, filesOfEach }: Size, checks: number): number =>
  partnerships * auditsOfEach * filesOfEach * checks;

const GROUPS = 5;
const AT = '2026-11-23T12:00:00.000Z';

/** People who look at it: of one partnership, and of all of them. */
export const WATCHERS = [
  'lead1',
  'commissioner1',
  'manager1',
  'overall',
  'administrator1',
  'national1',
] as const;
/** Who record, in the open audit of the first partnership. */
export const auditorOf = (i: number) => `auditor${i}`;

/**
 * Fills PostgreSQL with the audits of many partnerships, made by the database itself: each has a lead, a commissioner, two
 * providers and audits that are closed, but for the last one, which is open.
 *
 * @returns the open audit of the first partnership, and its first file
 */
export async function makeManyAudits(
  deps: Deps,
  size: Size,
  auditors: number,
): Promise<{ openAuditId: number; fileIds: number[] }> {
  const { pool } = deps.database;
  const { partnerships, auditsOfEach, filesOfEach } = size;
  const audits = partnerships * auditsOfEach;
  const lead = await createPerson(deps, 'lead1', ['lead']);
  const commissioner = await createPerson(deps, 'commissioner1', ['commissioner']);
  const ofAll = await createPerson(deps, 'overall', ['lead']);
  await createPerson(deps, 'administrator1', ['administrator']);
  await createPerson(deps, 'national1', ['national']);
  const recording: number[] = [];
  for (let i = 0; i < auditors; i += 1) recording.push(await createPerson(deps, auditorOf(i), ['auditor']));
  // The others never sign in.
  await pool.raw(`
    insert into users (email, name, session_epoch, created_at)
    select 'person-' || i || '@example.org', 'Person ' || i, 0, '${AT}' from generate_series(1, ${2 * partnerships}) i`);
  await pool.raw(`
    insert into user_roles (user_id, role)
    select id, case when id % 2 = 0 then 'lead' else 'commissioner' end from users where email like 'person-%'`);
  await pool.raw(`
    insert into providers (name, created_at)
    select 'Provider ' || i, '${AT}' from generate_series(1, ${2 * partnerships}) i`);
  const [first] = (await pool('providers').orderBy('id').limit(1).select('id')) as { id: number }[];
  const provider = first?.id ?? 0;
  await deps.accounts.createWithPassword(
    { name: 'manager1', email: 'manager1@example.org', roles: ['provider'], providerId: provider },
    'correct horse battery staple',
  );
  const model = await deps.audits.create(lead, {
    title: 'Model',
    partnership: 'Partnership 1',
    toolId: 'rodt',
    toolVersion: 1,
    fieldworkStart: '2026-11-23',
    fieldworkEnd: '2026-11-23',
  });
  const columns = Object.keys((await pool('audits').where({ id: model }).first()) as object).filter(
    (name) => !['id', 'title', 'partnership', 'state', 'fieldwork_start', 'fieldwork_end'].includes(name),
  );
  await pool.raw(`
    insert into audits (title, partnership, state, fieldwork_start, fieldwork_end, ${columns.join(', ')})
    select 'Audit ' || a || ' of partnership ' || p, 'Partnership ' || p,
      case when a = ${auditsOfEach} then 'open' else 'closed' end,
      (2026 - (${auditsOfEach} - a) / 2) || '-11-02', (2026 - (${auditsOfEach} - a) / 2) || '-11-06',
      ${columns.map((name) => `model.${name}`).join(', ')}
    from audits model, generate_series(1, ${partnerships}) p, generate_series(1, ${auditsOfEach}) a
    where model.id = ${model} order by p, a`);
  // Audit a of partnership p has the number model + (p − 1) × audits + a.
  const of = `((audits.id - ${model} - 1) / ${auditsOfEach})`;
  await pool.raw(`
    insert into panel_members (audit_id, user_id, capacity)
    select audits.id, case when ${of} = 0 then ${lead} else strangers.lead + 2 * ${of} end, 'lead'
      from audits, (select min(id) - 2 as lead from users where email like 'person-%' and id % 2 = 0) strangers
      where audits.id > ${model}
    union all select audits.id, ${ofAll}, 'lead' from audits where audits.id > ${model}
    union all select audits.id, ${commissioner}, 'commissioner' from audits where ${of} = 0 and audits.id > ${model}`);
  await pool.raw(`
    insert into sample_groups (audit_id, position, name, planned_files)
    select audits.id, g, 'Group ' || g, ${Math.ceil(filesOfEach / GROUPS)}
    from audits, generate_series(1, ${GROUPS}) g where audits.id > ${model} order by audits.id, g`);
  await pool.raw(`
    insert into sample_group_providers (group_id, provider_id)
    select sample_groups.id, ${provider} + 2 * ((audit_id - ${model} - 1) / ${auditsOfEach}) + (position % 2)
    from sample_groups`);
  await pool.raw(`
    insert into case_files (audit_id, group_id, reference, created_at)
    select sample_groups.audit_id, sample_groups.id, 'F-' || f, '${AT}'
    from sample_groups, generate_series(1, ${filesOfEach}) f
    where f % ${GROUPS} = position - 1 order by sample_groups.audit_id, f`);
  await pool.raw(`
    insert into reviews (case_file_id, reading, version, comment, completed_at, updated_by, updated_at)
    select id, 1, 2, '', '${AT}', ${lead}, '${AT}' from case_files order by id`);
  const checks = checksOf(deps.tools.must('rodt', 1)).map(({ id }, k) => `(${k}, '${id}')`);
  await pool.raw(`
    insert into answers (review_id, item_id, value)
    select reviews.id, item, case when (reviews.id::bigint * 7919 + k * 104729 + reviews.id / (k + 3)) % 100 < 70 then 'yes' else 'no' end
    from reviews cross join (values ${checks.join(', ')}) checks(k, item) order by reviews.id, item`);
  await pool.raw('vacuum analyze');
  const openAuditId = model + auditsOfEach;
  await publishAll(deps, lead, openAuditId - 1);
  for (const id of recording) await deps.audits.addMember(lead, openAuditId, id, 'auditor');
  const fileIds = (await pool('case_files')
    .where({ audit_id: openAuditId })
    .orderBy('id')
    .limit(auditors)
    .pluck('id')) as number[];
  await pool('reviews').whereIn('case_file_id', fileIds).update({ completed_at: null });
  return { openAuditId, fileIds: audits > 0 ? fileIds : [] };
}

/** Publishes every closed audit with the figures of one, and lets them stand beside each other. */
async function publishAll(deps: Deps, lead: number, closedId: number): Promise<void> {
  const { pool } = deps.database;
  const { figures } = await deps.publication.publishable(await deps.accounts.get(lead), closedId);
  await pool.raw(
    `
    insert into published_figures (audit_id, version, tool_id, tool_version, tool_title, title, partnership,
      fieldwork_start, fieldwork_end, figures, sha256, published_at, published_by)
    select id, 1, tool_id, tool_version, ?, title, partnership, fieldwork_start, fieldwork_end, ?, ?, '${AT}', ${lead}
    from audits where state = 'closed'`,
    [figures.tool.title, JSON.stringify(figures), '0'.repeat(64)],
  );
  await pool('organisations').update({ compares: true });
}
