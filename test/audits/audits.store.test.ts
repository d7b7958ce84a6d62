import { CASE_FILES } from '../../rules/index.ts';
import { createLeftOutStore } from '../../server/audits/leftOut/store.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothEngines } from '../support/app.ts';
import {
  DETAILS,
  drawStored,
  MORNING,
  newStoredAudit,
  newStoredFile,
  NOON,
  saveStored,
  startStore,
} from '../support/store.ts';
import type { StoreTest } from '../support/store.ts';

onBothEngines('the store of audits', (engine) => {
  let test: StoreTest;
  beforeAll(async () => {
    test = await startStore(engine);
  });
  afterAll(() => test.close());

  it('keeps an audit, its details and its state', async () => {
    const { audits } = test;
    const id = await audits.create(DETAILS, MORNING);
    expect(await audits.byId(id)).toEqual({
      ...DETAILS,
      id,
      state: 'draft',
      panel: new Map(),
      blindReaders: new Set(),
      agreements: new Map(),
      hasExtract: false,
      hasCases: true,
      isErased: false,
      isSelfAudit: false,
      isSelfCompleted: false,
      hasCodedTexts: false,
      words: CASE_FILES,
      isScored: false,
      plansCalls: false,
      stopsWhenSure: false,
      organisationId: 1,
      predecessorId: null,
      isBaseline: false,
      leftOut: [],
      standards: [],
      updatedAt: MORNING,
    });
    await audits.update(id, { ...DETAILS, title: 'Summer audit', smallNumberThreshold: 10 }, NOON);
    await audits.setState(id, 'open', NOON);
    expect(await audits.byId(id)).toMatchObject({
      title: 'Summer audit',
      smallNumberThreshold: 10,
      state: 'open',
      updatedAt: NOON,
    });
    await audits.touch(id, MORNING);
    expect((await audits.byId(id))?.updatedAt).toBe(MORNING);
    expect(await audits.byId(9999)).toBeNull();
  });

  it('keeps what is left out of an audit, with why, by whom and when', async () => {
    const { audits, people, database } = test;
    const leftOut = createLeftOutStore(database);
    const [id, other] = [await audits.create(DETAILS, MORNING), await audits.create(DETAILS, MORNING)];
    await leftOut.add(id, { itemId: 'smart', reason: 'misread by many' }, people.lena, MORNING);
    await leftOut.add(id, { itemId: 'gender', reason: 'not in the notes' }, people.amir, NOON);
    const smart = { itemId: 'smart', reason: 'misread by many', by: 'Lena', at: MORNING };
    const gender = { itemId: 'gender', reason: 'not in the notes', by: 'Amir', at: NOON };
    expect((await audits.byId(id))?.leftOut).toEqual([smart, gender]);
    expect((await audits.byId(other))?.leftOut).toEqual([]);
    await expect(
      leftOut.add(id, { itemId: 'smart', reason: 'once more' }, people.lena, NOON),
    ).rejects.toThrow();
    await leftOut.remove(id, 'smart');
    expect((await audits.byId(id))?.leftOut).toEqual([gender]);
  });

  it('gives an audit to be held or locked as it is read', async () => {
    const { audits, database } = test;
    const { auditId } = await newStoredAudit(test);
    const plain = await audits.byId(auditId);
    expect(await database.write(() => audits.lock(auditId))).toEqual(plain);
    expect(await database.write(() => audits.hold(auditId))).toEqual(plain);
    expect(await database.write(() => audits.lock(9999))).toBeNull();
    expect(await database.write(() => audits.hold(9999))).toBeNull();
  });

  it('lets nobody change an audit that somebody holds, until they are done', async () => {
    const { audits, database } = test;
    const { auditId } = await newStoredAudit(test);
    const told: string[] = [];
    let held: () => void = () => undefined;
    const isHeld = new Promise<void>((resolve) => {
      held = resolve;
    });
    const recording = database.write(async () => {
      await audits.hold(auditId);
      held();
      await new Promise((resolve) => setTimeout(resolve, 100));
      told.push(`recorded while ${(await audits.byId(auditId))?.state}`);
    });
    await isHeld;
    const closing = database.write(async () => {
      await audits.lock(auditId);
      await audits.setState(auditId, 'closed', NOON);
      told.push('closed');
    });
    await Promise.all([recording, closing]);
    expect(told).toEqual(['recorded while draft', 'closed']);
  });

  it('puts people in one place on the panel, and lists the audits of each, newest fieldwork first', async () => {
    const { audits } = test;
    const { amir, beth } = test.people;
    const [older, newer] = [
      await audits.create({ ...DETAILS, fieldworkStart: '2011-01-01' }, MORNING),
      await audits.create({ ...DETAILS, fieldworkStart: '2013-01-01' }, MORNING),
    ];
    const sameDay = await audits.create({ ...DETAILS, fieldworkStart: '2013-01-01' }, MORNING);
    for (const id of [older, newer, sameDay]) await audits.setMember(id, amir, 'auditor');
    await audits.setMember(newer, beth, 'commissioner');
    await audits.setMember(newer, amir, 'lead');
    expect((await audits.byId(newer))?.panel).toEqual(
      new Map([
        [amir, 'lead'],
        [beth, 'commissioner'],
      ]),
    );
    expect((await audits.ofMember(amir)).map(({ id }) => id)).toEqual([sameDay, newer, older]);
    await audits.removeMember(newer, amir);
    expect((await audits.ofMember(amir)).map(({ id }) => id)).toEqual([sameDay, older]);
    expect((await audits.ofMember(beth)).map(({ id }) => id)).toEqual([newer]);
    const all = (await audits.all()).map(({ id }) => id);
    expect(all).toEqual(all.toSorted((a, b) => a - b));
    expect(all).toEqual(expect.arrayContaining([older, newer, sameDay]));
  });

  it('names the audit that one repeats, and those that repeat it', async () => {
    const { audits } = test;
    const [first, other] = [await audits.create(DETAILS, MORNING), await audits.create(DETAILS, MORNING)];
    const [second, third] = [await audits.create(DETAILS, MORNING), await audits.create(DETAILS, MORNING)];
    await audits.setPredecessor(third, other);
    await audits.setPredecessor(third, first);
    await audits.setPredecessor(second, first);
    expect((await audits.byId(third))?.predecessorId).toBe(first);
    expect((await audits.successors(first)).map(({ id }) => id)).toEqual([second, third]);
    expect(await audits.successors(other)).toEqual([]);
  });

  it('keeps groups in their order with providers by name, exclusions and files', async () => {
    const { audits } = test;
    const { auditId, ash, joint } = await newStoredAudit(test);
    const { bridge, dip } = test.providers;
    await newStoredFile(test, auditId, { groupId: ash, reference: 'A-1' });
    await newStoredFile(test, auditId, { groupId: ash, reference: 'A-2' });
    const dipAndBridge = [
      { id: dip, name: 'Drug Intervention Programme' },
      { id: bridge, name: 'The Bridge' },
    ];
    const usual = { plannedFiles: 3, caseload: null, exclusions: [] };
    expect(await audits.groups(auditId)).toEqual([
      { ...usual, id: ash, name: 'Ash', providers: [dipAndBridge[1]], files: 2 },
      { ...usual, id: joint, name: 'Joint', providers: dipAndBridge, files: 0 },
    ]);
    const caseload = { files: 40, isDrawn: true };
    const elm = { name: 'Elm', plannedFiles: 8, caseload, providerIds: [], exclusions: ['smart'] };
    await audits.updateGroup(ash, elm);
    await audits.orderGroups([joint, ash]);
    const third = await audits.createGroup(auditId, {
      name: 'Oak',
      plannedFiles: 1,
      providerIds: [dip],
      exclusions: ['top_missing', 'smart'],
    });
    const groups = await audits.groups(auditId);
    expect(groups.map(({ id }) => id)).toEqual([joint, ash, third]);
    expect(groups[1]).toEqual({
      id: ash,
      name: 'Elm',
      plannedFiles: 8,
      caseload,
      providers: [],
      exclusions: ['smart'],
      files: 2,
    });
    expect(groups[2]?.exclusions.toSorted()).toEqual(['smart', 'top_missing']);
    await audits.removeGroup(third);
    expect((await audits.groups(auditId)).map(({ id }) => id)).toEqual([joint, ash]);
  });

  it('takes a name once in an audit', async () => {
    const { auditId } = await newStoredAudit(test);
    const group = { name: 'Ash', plannedFiles: 1, providerIds: [], exclusions: [] };
    await expect(test.audits.createGroup(auditId, group)).rejects.toThrow(/unique/i);
  });

  it('counts the files of a baseline as they were published', async () => {
    const { auditId } = await newStoredAudit(test);
    await test.database.query('audits').where({ id: auditId }).update({ is_baseline: true });
    expect((await test.audits.byId(auditId))?.isBaseline).toBe(true);
    expect((await test.audits.groups(auditId)).map(({ files }) => files)).toEqual([3, 3]);
  });

  it('knows who of the panel may still have to read a file a second time', async () => {
    const { audits } = test;
    const { lena, amir, beth } = test.people;
    const { auditId, ash } = await newStoredAudit(test);
    for (const id of [lena, amir, beth]) await audits.setMember(auditId, id, 'auditor');
    const { fileId } = await newStoredFile(test, auditId, {
      groupId: ash,
      reference: 'T',
      completedAt: NOON,
    });
    const blind = async () => (await audits.byId(auditId))?.blindReaders;
    expect(await blind()).toEqual(new Set());
    await drawStored(test, auditId, fileId);
    expect(await blind()).toEqual(new Set([lena, beth]));
    await saveStored(test, auditId, fileId, beth, { completedAt: NOON });
    expect(await blind()).toEqual(new Set());
  });
});
