import { Readable } from 'node:stream';
import type { User } from '../../server/access/person.ts';
import { readCsv } from '../../server/formats/csv.ts';
import type { OrganisationScope } from '../../server/platform/db/organisationScope.ts';
import { PASSWORD } from './app.ts';
import type { TestApp } from './app.ts';

/** An organisation with a lead of its own, as far as tests of published figures need one. */
export interface Partnership {
  name: string;
  scope: OrganisationScope;
  lead: User;
  leadEmail: string;
  administrator: User;
  administratorEmail: string;
}

/** By check the answers of the files of one sample group, as many letters as there are files. */
export type MadeUp = Record<string, Record<string, string>>;

const WORDS: Record<string, string> = { y: 'yes', n: 'no' };

let batch = 0;

/** The organisation that runs the installation, with Lena and Adam. */
export async function host({ deps, ids }: TestApp): Promise<Partnership> {
  return deps.database.everywhere(async () => ({
    name: 'This organisation',
    scope: { home: 1, all: [1], isOnly: false },
    lead: await deps.accounts.get(ids.lena),
    leadEmail: 'lena@example.org',
    administrator: await deps.accounts.get(ids.adam),
    administratorEmail: 'adam@example.org',
  }));
}

/** Adds an organisation with a lead and an administrator. */
export async function addPartnership({ deps }: TestApp, name: string): Promise<Partnership> {
  const key = name.toLowerCase().replaceAll(' ', '-');
  const { id } = await deps.organisations.add(null, {
    name,
    person: `${name} first`,
    email: `first@${key}.example.org`,
  });
  const scope = { home: id, all: [id], isOnly: false };
  return deps.database.within(scope, async () => {
    await deps.providers.create(null, `Service of ${name}`);
    const [leadEmail, administratorEmail] = [`lead@${key}.example.org`, `admin@${key}.example.org`];
    const made = [];
    for (const [email, role] of [
      [leadEmail, 'lead'],
      [administratorEmail, 'administrator'],
    ] as const) {
      const userId = await deps.accounts.createWithPassword(
        { name: `${name} ${role}`, email, roles: [role], providerId: null },
        PASSWORD,
      );
      made.push(await deps.accounts.get(userId));
    }
    const [lead, administrator] = made;
    if (!lead || !administrator) throw new Error('a partnership has two people');
    return { name, scope, lead, leadEmail, administrator, administratorEmail };
  });
}

/** A national reader; gives the address with which they sign in. */
export async function addNational({ deps }: TestApp, email = 'nora@example.org'): Promise<string> {
  const scope = { home: 1, all: [1], isOnly: false };
  await deps.database.within(scope, () =>
    deps.accounts.createWithPassword(
      { name: 'Nora National', email, roles: ['national'], providerId: null },
      PASSWORD,
    ),
  );
  return email;
}

/** Records further files into an open audit. */
export async function record(
  { deps }: TestApp,
  { scope, lead }: Partnership,
  auditId: number,
  groups: MadeUp,
): Promise<void> {
  batch += 1;
  const ofBatch = batch;
  const checks = [...new Set(Object.values(groups).flatMap((group) => Object.keys(group)))];
  const rows = Object.entries(groups).flatMap(([name, answers]) =>
    Array.from({ length: Math.max(...Object.values(answers).map(({ length }) => length)) }, (_, i) =>
      [
        `${name}-${ofBatch}-${i}`,
        name,
        ...checks.map((check) => WORDS[answers[check]?.[i] ?? ''] ?? ''),
      ].join(','),
    ),
  );
  const sheet = readCsv(
    Readable.from([Buffer.from([['reference', 'group', ...checks].join(','), ...rows].join('\n'))]),
  );
  await deps.database.within(scope, () =>
    deps.importer.importCaseFiles(lead.id, auditId, sheet, { complete: true }),
  );
}

/** An audit of a partnership with these files, closed. */
export async function closedAuditOf(
  app: TestApp,
  partnership: Partnership,
  groups: MadeUp,
  details: { title?: string; toolId?: string; toolVersion?: number; fieldworkEnd?: string } = {},
): Promise<number> {
  const { deps } = app;
  const { scope, lead, name } = partnership;
  const auditId = await deps.database.within(scope, async () => {
    const made = await deps.audits.create(lead.id, {
      title: `Audit of ${name}`,
      partnership: name,
      toolId: 'rodt',
      toolVersion: 1,
      fieldworkStart: '2026-01-05',
      fieldworkEnd: '2026-01-09',
      ...details,
    });
    const providers = await deps.providers.list();
    for (const group of Object.keys(groups)) {
      await deps.audits.createGroup(lead.id, made, {
        name: group,
        plannedFiles: 5,
        providerIds: [providers[0]?.id ?? 0],
        exclusions: [],
      });
    }
    await deps.steps.changeState(lead.id, made, 'open');
    return made;
  });
  await record(app, partnership, auditId, groups);
  await deps.database.within(scope, () => deps.steps.changeState(lead.id, auditId, 'close'));
  return auditId;
}

/** So many yes and no, such as `said(8, 4)`. */
export const said = (yes: number, no: number): string => 'y'.repeat(yes) + 'n'.repeat(no);
