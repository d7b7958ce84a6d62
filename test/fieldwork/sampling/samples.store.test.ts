import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createSampleRepository } from '../../../server/fieldwork/sampling/repository.ts';
import type { SampleRepository } from '../../../server/fieldwork/sampling/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { EVENING, MORNING, newStoredAudit, newStoredFile, NOON, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of samples', (engine) => {
  let test: StoreTest;
  let samples: SampleRepository;
  let auditId: number;
  let ash: number;
  let joint: number;
  beforeAll(async () => {
    test = await startStore(engine);
    samples = createSampleRepository(test.database);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId, ash, joint } = await newStoredAudit(test));
  });

  const listed = (
    groupId: number,
    row: number,
    reference: string,
    fields: Record<string, string> | null = null,
  ) => ({
    groupId,
    row,
    worker: null,
    reference,
    fields: fields === null ? null : JSON.stringify(fields),
  });
  const LIST = () => [
    listed(ash, 3, 'A-2', { gender: 'female' }),
    listed(ash, 2, 'A-1', { gender: 'male' }),
    listed(ash, 4, 'É-3'),
    listed(ash, 5, 'A-4'),
    listed(joint, 6, 'J-1'),
  ];
  const draw = async () => {
    await samples.setList(auditId, LIST(), test.people.lena, MORNING);
    const [two, one, three, four, other] = LIST();
    if (!one || !two || !three || !four || !other) throw new Error('the list is short');
    const drawn = (groupId: number, name: string, count: number) => ({
      groupId,
      groupName: name,
      method: 'random' as const,
      by: 'number' as const,
      amount: count,
      listed: 4,
      drawn: count,
    });
    await samples.setDraw(
      auditId,
      'SEED',
      [drawn(ash, 'Ash', 2), drawn(joint, 'Joint', 1)],
      [
        { ...two, position: 1, status: 'drawn' },
        { ...three, position: 2, status: 'drawn' },
        { ...four, position: 3, status: 'reserve' },
        { ...one, position: 4, status: 'reserve' },
        { ...other, position: 1, status: 'drawn' },
      ],
      test.people.amir,
      NOON,
    );
  };

  it('keeps a list in the order of its sheet, in place of the one before', async () => {
    expect(await samples.of(auditId)).toBeNull();
    expect(await samples.hasGroup(ash)).toBe(false);
    await samples.setList(auditId, [listed(joint, 2, 'Old')], test.people.amir, MORNING);
    await samples.setList(auditId, LIST(), test.people.lena, NOON);
    expect(await samples.of(auditId)).toEqual({
      auditId,
      listedAt: NOON,
      listedByName: 'Lena',
      leftOut: 0,
      seed: null,
      drawnAt: null,
      drawnByName: null,
      draws: 0,
      lockedAt: null,
    });
    expect((await samples.list(auditId)).map(({ reference }) => reference)).toEqual([
      'A-1',
      'A-2',
      'É-3',
      'A-4',
      'J-1',
    ]);
    expect((await samples.list(auditId))[0]).toEqual(listed(ash, 2, 'A-1', { gender: 'male' }));
    expect(await samples.listedByGroup(auditId)).toEqual(
      new Map([
        [ash, 4],
        [joint, 1],
      ]),
    );
    expect(await samples.hasGroup(ash)).toBe(true);
    expect(await samples.drawnFiles(auditId)).toEqual([]);
    await samples.remove(auditId);
    expect([await samples.of(auditId), await samples.list(auditId)]).toEqual([null, []]);
  });

  it('keeps a long list', async () => {
    const files = Array.from({ length: 1200 }, (_, i) => listed(ash, i + 2, `L-${i}`));
    await samples.setList(auditId, files, test.people.lena, MORNING);
    expect(await samples.list(auditId)).toEqual(files);
  });

  it('keeps a draw in place of the one before, with how often it was drawn', async () => {
    await draw();
    await draw();
    await samples.setDraw(auditId, 'LAST', [], [], test.people.lena, EVENING);
    expect(await samples.of(auditId)).toMatchObject({
      seed: 'LAST',
      drawnAt: EVENING,
      drawnByName: 'Lena',
      draws: 2,
    });
    expect([await samples.draws(auditId), await samples.drawnFiles(auditId)]).toEqual([[], []]);
    await draw();
    expect((await samples.draws(auditId)).toSorted((a, b) => a.groupId - b.groupId)).toEqual([
      { groupId: ash, groupName: 'Ash', method: 'random', by: 'number', amount: 2, listed: 4, drawn: 2 },
      { groupId: joint, groupName: 'Joint', method: 'random', by: 'number', amount: 1, listed: 4, drawn: 1 },
    ]);
  });

  it('gives what was drawn by group and in the order of the draw, and the reserve with its size', async () => {
    await draw();
    const drawn = await samples.drawnFiles(auditId);
    expect(drawn.map(({ groupId, reference, position }) => [groupId, reference, position])).toEqual([
      [ash, 'A-2', 1],
      [ash, 'É-3', 2],
      [joint, 'J-1', 1],
    ]);
    expect(await samples.drawnFile(auditId, drawn[1]?.id ?? 0)).toEqual(drawn[1]);
    expect(await samples.drawnFile(auditId, 9999)).toBeNull();
    expect(await samples.reserves(auditId, 1)).toEqual(new Map([[ash, { references: ['A-4'], files: 2 }]]));
  });

  it('takes the next of the reserve in the place of a file that was not found, until it is used up', async () => {
    await draw();
    const first = async () => {
      const found = (await samples.drawnFiles(auditId)).find(({ status }) => status === 'drawn');
      if (!found) throw new Error('nothing is drawn');
      return found;
    };
    expect(await samples.replace(await first(), 'It is at another site.')).toBe('A-4');
    expect(await samples.replace(await first(), 'So is this.')).toBe('A-1');
    expect(await samples.replace(await first(), 'And this.')).toBeNull();
    const [gone, , next] = await samples.drawnFiles(auditId);
    expect(gone).toMatchObject({
      reference: 'A-2',
      status: 'not_found',
      reason: 'It is at another site.',
      replacedBy: 'A-4',
    });
    expect(next).toMatchObject({ reference: 'A-4', status: 'not_found', replacedBy: null });
    expect(await samples.reserves(auditId, 5)).toEqual(new Map());
  });

  it('says of a drawn file that it was begun, by its reference in whatever small letters, and fixes the sample', async () => {
    await draw();
    const outside = await newStoredFile(test, auditId, { groupId: ash, reference: 'A-4' });
    await samples.begun(auditId, 'A-4', outside.fileId, NOON);
    expect((await samples.of(auditId))?.lockedAt).toBeNull();
    const { fileId } = await newStoredFile(test, auditId, { groupId: ash, reference: 'a-2' });
    await samples.begun(auditId, 'a-2', fileId, NOON);
    await samples.begun(auditId, 'A-2', outside.fileId, EVENING);
    expect((await samples.of(auditId))?.lockedAt).toBe(NOON);
    const drawn = await samples.drawnFiles(auditId);
    expect(drawn.map(({ caseFileId }) => caseFileId)).toEqual([fileId, null, null]);
    await samples.begun(auditId, 'É-3', outside.fileId, EVENING);
    expect((await samples.drawnFiles(auditId))[1]?.caseFileId).toBe(outside.fileId);
    expect((await samples.of(auditId))?.lockedAt).toBe(NOON);
  });

  it('says so of many that came in at once, by the reference as it is written', async () => {
    await draw();
    await samples.begunAll(auditId, NOON);
    expect((await samples.of(auditId))?.lockedAt).toBeNull();
    const two = await newStoredFile(test, auditId, { groupId: ash, reference: 'A-2' });
    await newStoredFile(test, auditId, { groupId: joint, reference: 'j-1' });
    const other = await newStoredAudit(test);
    await newStoredFile(test, other.auditId, { groupId: other.ash, reference: 'É-3' });
    await samples.begunAll(auditId, NOON);
    expect((await samples.drawnFiles(auditId)).map(({ caseFileId }) => caseFileId)).toEqual([
      two.fileId,
      null,
      null,
    ]);
    expect((await samples.of(auditId))?.lockedAt).toBe(NOON);
  });

  it('gives what the list says of a drawn file, and forgets it of everybody', async () => {
    await draw();
    expect(await samples.fieldsOf(auditId, 'a-2')).toEqual(new Map([['gender', 'female']]));
    // Not drawn, nothing said, not there.
    for (const reference of ['A-1', 'É-3', 'X'])
      expect(await samples.fieldsOf(auditId, reference)).toEqual(new Map());
    await samples.forgetFields(auditId);
    expect((await samples.list(auditId)).map(({ fields }) => fields)).toEqual([null, null, null, null, null]);
    expect(await samples.fieldsOf(auditId, 'A-2')).toEqual(new Map());
  });

  it('forgets which case file a drawn file was begun as when that is removed', async () => {
    await draw();
    const { fileId } = await newStoredFile(test, auditId, { groupId: ash, reference: 'A-2' });
    await samples.begun(auditId, 'A-2', fileId, NOON);
    await test.caseFiles.remove(fileId);
    expect((await samples.drawnFiles(auditId))[0]?.caseFileId).toBeNull();
  });
});
