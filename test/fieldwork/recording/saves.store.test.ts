import { afterAll, beforeAll, expect, it } from 'vitest';
import { FILE_COMMENT } from '../../../server/fieldwork/caseFiles/reading.ts';
import { createCaseFileRepository } from '../../../server/fieldwork/caseFiles/repository.ts';
import type { RecordedForm } from '../../../server/fieldwork/recording/service.ts';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';

onBothEngines('one save', (engine) => {
  let app: TestApp;
  let auditId = 0;
  let groupIds: number[] = [];
  beforeAll(async () => {
    app = await startApp(engine);
    ({ auditId, groupIds } = await newAudit(app, {
      groups: [
        { name: 'Ash' },
        { name: 'Birch', providers: ['The Bridge', 'Drug Intervention Programme'], exclusions: ['balance'] },
      ],
    }));
  });
  afterAll(() => app.close());

  const begin = (reference: string, group: number) =>
    app.deps.recording.create(app.ids.amir, auditId, { reference, groupId: groupIds[group] ?? 0 });

  it('asks the database ten times, four times of them while others wait, whatever others declared', async () => {
    const fileId = await begin('S-1', 0);
    const providerIds = [(await app.deps.providers.byName('Drug Intervention Programme'))?.id ?? 0];
    await app.deps.interests.declare(app.ids.beth, auditId, { providerIds, workers: [] });
    const amir = await app.as('amir');
    const save = (version: number, answer: string) =>
      amir.post(urls.fileAnswers(auditId, fileId), { version: String(version), 'answer.smart': answer });
    expect((await save(1, 'yes')).status).toBe(200);

    const asked: string[] = [];
    const listen = ({ sql }: { sql: string }) => asked.push(sql);
    app.deps.database.pool.on('query', listen);
    const { body, status } = await save(2, 'no');
    app.deps.database.pool.off('query', listen);
    expect(status).toBe(200);
    expect(body).toMatchObject({ version: 3, state: { 'answer.smart': 'no' } });

    const begins = asked.findIndex((sql) => sql.startsWith('BEGIN'));
    const inside = asked
      .slice(begins + 1)
      .filter((sql) => !/^(COMMIT|SELECT 1|savepoint|release)/i.test(sql));
    expect(inside, inside.join('\n')).toHaveLength(4);
    expect(asked.slice(0, begins), asked.join('\n')).toHaveLength(6);
  });

  it('answers with the reading as it is kept, whatever was changed in it', async () => {
    const { recording, audits } = app.deps;
    const { amir, beth } = app.ids;
    const fileId = await begin('S-2', 1);
    const audit = await audits.get(auditId);
    const [bridge = 0, programme = 0] = (await recording.get(auditId, fileId, amir)).noteSets.map(
      ({ providerId }) => providerId,
    );
    const nothing = {
      reference: undefined,
      groupId: undefined,
      answers: new Map<string, string | null>(),
      comments: new Map<string, string | null>(),
      comment: undefined,
      complete: undefined,
    };
    const changes: Partial<RecordedForm>[] = [
      { answers: new Map([['recovery_plan', 'yes'] as const, ['smart', 'no'] as const]), changeId: 'c-1' },
      { answers: new Map([['smart', null]]), comments: new Map([['smart', 'Vague.']]), comment: 'Thick.' },
      {
        notes: new Map([
          [bridge, 'read' as const],
          [programme, 'missing' as const],
        ]),
        commentSets: new Map([
          ['smart', bridge],
          [FILE_COMMENT, programme],
        ]),
      },
      {
        notes: new Map([[programme, null]]),
        commentSets: new Map([['smart', null]]),
        comments: new Map([['smart', null]]),
      },
      { complete: true },
      { reference: 'S-2 B', groupId: groupIds[0], complete: false },
      { groupId: groupIds[1], answers: new Map([['balance', 'na']]) },
    ];
    let version = 1;
    for (const [i, change] of changes.entries()) {
      // Two people in turn: whoever is new to it becomes a reader of it.
      const who = i % 2 === 0 ? amir : beth;
      const saved = await recording.save(who, audit, fileId, { ...nothing, ...change, version });
      version += 1;
      expect(saved.version).toBe(version);
      expect(saved, `change ${i + 1}`).toEqual(await recording.get(auditId, fileId, who));
    }
    const readers = await app.deps.database
      .pool('review_readers')
      .where({ review_id: (await recording.get(auditId, fileId)).id })
      .select('user_id');
    expect(readers).toHaveLength(2);
  });

  it('comes too late where the file was drawn to be read again, or the audit closed, since its page was asked for', async () => {
    const { recording, audits, database, steps } = app.deps;
    const { amir, lena } = app.ids;
    const fileId = await begin('S-3', 0);
    const audit = await audits.get(auditId);
    const form: RecordedForm = {
      version: 1,
      reference: undefined,
      groupId: undefined,
      answers: new Map([['smart', 'yes']]),
      comments: new Map(),
      comment: undefined,
      complete: undefined,
    };
    // A second reading that begins between the look and the write: whoever saved would be its reader, and not blind.
    const stolen = database.pool('reviews').insert({
      case_file_id: fileId,
      reading: 2,
      version: 2,
      comment: '',
      completed_at: null,
      updated_by: null,
      updated_at: '2026-11-30T00:00:00.000Z',
    });
    const reading = await recording.get(auditId, fileId, amir);
    await stolen;
    const change = {
      reference: reading.reference,
      groupId: reading.groupId,
      answers: form.answers,
      comments: form.comments,
      comment: '',
      notes: new Map(),
      commentSets: new Map(),
      completedAt: null,
      lastChange: null,
    };
    expect(
      await createCaseFileRepository(database).save(reading, change, amir, '2026-11-30T00:00:00.000Z'),
    ).toBeNull();
    expect((await recording.get(auditId, fileId, amir)).answers.has('smart')).toBe(false);

    const other = await begin('S-4', 0);
    await steps.changeState(lena, auditId, 'close');
    await expect(recording.save(amir, audit, other, form)).rejects.toThrow('The audit is closed');
    expect((await recording.get(auditId, other, amir)).answers.has('smart')).toBe(false);
  });
});
