import { CASE_FILES } from '../../rules/index.ts';
import { createStandardStore } from '../../server/audits/standards/store.ts';
import { createLeftOutStore } from '../../server/audits/leftOut/store.ts';
import { createAuditRepository } from '../../server/audits/repository.ts';
import type { AuditDetails, AuditRepository } from '../../server/audits/repository.ts';
import { createCaseFileRepository } from '../../server/fieldwork/caseFiles/repository.ts';
import type { CaseFileRepository } from '../../server/fieldwork/caseFiles/repository.ts';
import { interestsIn } from '../../server/fieldwork/interests/store.ts';
import { createCaseFileCounts } from '../../server/fieldwork/caseFiles/counts.ts';
import type { Reading, ReadingChange } from '../../server/fieldwork/caseFiles/reading.ts';
import { createReadingRepository } from '../../server/fieldwork/readings/repository.ts';
import { createAccountRepository } from '../../server/people/accounts/repository.ts';
import { createActivityRepository } from '../../server/people/activity/repository.ts';
import { createProviderService } from '../../server/people/providers.ts';
import { readConfig } from '../../server/platform/config.ts';
import { openDatabase } from '../../server/platform/db/database.ts';
import type { Database } from '../../server/platform/db/database.ts';
import { emptyDatabase } from './emptyDatabase.ts';
import type { Engine } from './emptyDatabase.ts';

/** A database of its own with what the rows of most stores hang on; no application, no tool, no words. */
export interface StoreTest {
  database: Database;
  audits: AuditRepository;
  caseFiles: CaseFileRepository;
  people: Record<'lena' | 'amir' | 'beth', number>;
  providers: Record<'bridge' | 'dip', number>;
  close(): Promise<void>;
}

/** Moments in the order in which they come. */
export const [MORNING, NOON, EVENING] = [
  '2026-11-22T09:00:00.000Z',
  '2026-11-22T12:00:00.000Z',
  '2026-11-22T18:00:00.000Z',
];

export const DETAILS: AuditDetails = {
  title: 'Spring audit',
  partnership: 'Southampton',
  toolId: 'rodt',
  toolVersion: 1,
  fieldworkStart: '2012-02-28',
  fieldworkEnd: '2012-03-02',
  smallNumberThreshold: 5,
  smallNumberRule: 'by_item',
  smallNumberOrder: 'providers_first',
  headline: 'weighted',
};

export async function startStore(engine: Engine): Promise<StoreTest> {
  const { environment, remove } = await emptyDatabase(engine);
  const database = openDatabase(readConfig(environment));
  const accounts = createAccountRepository(database);
  const now = () => new Date(MORNING);
  const service = createProviderService({
    database,
    activity: createActivityRepository(database, now, 'a key of the tests'),
    now,
  });
  const person = (name: string) =>
    accounts.create({
      email: `${name.toLowerCase()}@example.org`,
      name,
      roles: ['auditor'],
      providerId: null,
      passwordHash: null,
      at: MORNING,
    });
  return {
    database,
    audits: createAuditRepository(
      database,
      createCaseFileCounts(database),
      () => database.query('ndtms_extracts'),
      {
        know: () => Promise.resolve(),
        traitsOf: (id) => ({
          isSelfAudit: false,
          isSelfCompleted: false,
          hasCodedTexts: false,
          words: CASE_FILES,
          plansCalls: false,
          hasCriteria: id === 'service_review_2007',
        }),
      },
      createLeftOutStore(database),
      createStandardStore(database),
      (auditId) => interestsIn(database, auditId),
    ),
    caseFiles: createCaseFileRepository(database),
    people: { lena: await person('Lena'), amir: await person('Amir'), beth: await person('Beth') },
    providers: {
      bridge: await service.create(null, 'The Bridge'),
      dip: await service.create(null, 'Drug Intervention Programme'),
    },
    async close() {
      await database.close();
      await remove();
    },
  };
}

/** A draft audit with a group of The Bridge, and one of both providers. */
export async function newStoredAudit({ audits, providers: { bridge, dip } }: StoreTest) {
  const auditId = await audits.create(DETAILS, MORNING);
  const group = { plannedFiles: 3, exclusions: [] };
  return {
    auditId,
    ash: await audits.createGroup(auditId, { ...group, name: 'Ash', providerIds: [bridge] }),
    joint: await audits.createGroup(auditId, { ...group, name: 'Joint', providerIds: [bridge, dip] }),
  };
}

/** Begins a file with answers and comments by item; returns its id and that of its first reading. */
export async function newStoredFile(
  { database, caseFiles, people }: StoreTest,
  auditId: number,
  file: {
    groupId: number;
    reference: string;
    answers?: Record<string, string>;
    comments?: Record<string, string>;
    comment?: string;
    completedAt?: string;
    by?: number;
  },
): Promise<{ fileId: number; readingId: number }> {
  const [fileId = 0] = await caseFiles.create(
    auditId,
    [
      {
        groupId: file.groupId,
        reference: file.reference,
        answers: new Map(Object.entries(file.answers ?? {})),
        comments: new Map(Object.entries(file.comments ?? {})),
        comment: file.comment ?? '',
        completedAt: file.completedAt ?? null,
      },
    ],
    file.by ?? people.amir,
    MORNING,
  );
  const row = await database
    .query('reviews')
    .where({ case_file_id: fileId, reading: 1 })
    .first<{ id: number }>('id');
  return { fileId, readingId: row.id };
}

/** Saves what a reader has changed of the reading that is theirs, and returns how it is kept. */
export async function saveStored(
  { caseFiles }: StoreTest,
  auditId: number,
  fileId: number,
  userId: number,
  change: Partial<ReadingChange>,
): Promise<Reading> {
  const get = async () => {
    const reading = await caseFiles.byFile(auditId, fileId, userId);
    if (!reading) throw new Error('there is no such file');
    return reading;
  };
  const reading = await get();
  const kept = await caseFiles.save(
    reading,
    {
      reference: reading.reference,
      groupId: reading.groupId,
      answers: new Map(),
      comments: new Map(),
      comment: reading.comment,
      notes: new Map(),
      commentSets: new Map(),
      completedAt: reading.completedAt,
      lastChange: null,
      ...change,
    },
    userId,
    NOON,
  );
  if (!kept) throw new Error('somebody else was quicker');
  return get();
}

/** Has a file read a second time, by whoever did not read it first. */
export async function drawStored(
  { database, people }: StoreTest,
  auditId: number,
  fileId: number,
  notApplicable: string[] = [],
): Promise<void> {
  const readings = createReadingRepository(database);
  const drawId = await readings.addDraw(
    auditId,
    { seed: 7, percent: 10, oneAGroup: true, frame: [], drawn: 1, drawnAt: MORNING },
    people.lena,
  );
  await readings.addSecondReadings(
    drawId,
    [{ file: fileId, startVersion: 9, answers: new Map(notApplicable.map((id) => [id, 'na'])) }],
    MORNING,
  );
}
