import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { hasSettlements } from '../../../server/fieldwork/caseFiles/countingAnswer.ts';
import { FILE_COMMENT } from '../../../server/fieldwork/caseFiles/reading.ts';
import type { CountedCaseFile } from '../../../server/fieldwork/caseFiles/countedCaseFiles.ts';
import { settledComments } from '../../../server/fieldwork/caseFiles/settledComments.ts';
import { createReadingRepository } from '../../../server/fieldwork/readings/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import {
  drawStored,
  MORNING,
  newStoredAudit,
  newStoredFile,
  NOON,
  saveStored,
  startStore,
} from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of case files', (engine) => {
  let test: StoreTest;
  let auditId: number;
  let ash: number;
  let joint: number;
  beforeAll(async () => {
    test = await startStore(engine);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId, ash, joint } = await newStoredAudit(test));
  });

  const begin = (reference: string, more: Partial<Parameters<typeof newStoredFile>[2]> = {}) =>
    newStoredFile(test, auditId, { groupId: ash, reference, ...more });
  const read = async (fileId: number, viewer: number | null) => {
    const review = await test.caseFiles.byFile(auditId, fileId, viewer);
    if (!review) throw new Error('there is no such file');
    return review;
  };
  const all = async (): Promise<CountedCaseFile[]> => {
    const files: CountedCaseFile[] = [];
    await test.database.read(async () => {
      for await (const file of test.caseFiles.all(auditId)) files.push(file);
    });
    return files;
  };

  it('begins a file and gives its reading whole', async () => {
    const { fileId, readingId } = await begin('R-1', {
      answers: { recovery_plan: 'yes', smart: 'no' },
      comments: { smart: 'No dates.', balance: 'Hm.' },
      comment: 'On the whole.',
    });
    expect(await read(fileId, null)).toEqual({
      id: readingId,
      number: 1,
      isReadTwice: false,
      isOfViewer: false,
      frozen: false,
      startVersion: 1,
      fileId,
      auditId,
      groupId: ash,
      group: {
        id: ash,
        name: 'Ash',
        providers: [{ id: expect.any(Number), name: 'The Bridge' }],
        exclusions: [],
      },
      reference: 'R-1',
      version: 1,
      answers: new Map([
        ['recovery_plan', 'yes'],
        ['smart', 'no'],
      ]),
      comments: new Map([
        ['smart', 'No dates.'],
        ['balance', 'Hm.'],
      ]),
      places: new Map(),
      entryDates: new Map(),
      comment: 'On the whole.',
      noteSets: [],
      commentSets: new Map(),
      completedAt: null,
      updatedAt: MORNING,
      updatedByName: 'Amir',
      lastChange: null,
    });
    expect(await test.caseFiles.byFile(auditId, 9999, null)).toBeNull();
    expect(await test.caseFiles.byFile(9999, fileId, null)).toBeNull();
  });

  it('has nothing of an audit without a file', async () => {
    expect([await all(), await test.caseFiles.lines(auditId, { asked: ['smart'], read: [] })]).toEqual([
      [],
      [],
    ]);
    expect(await test.caseFiles.itemsWith(auditId, 'comment')).toEqual(new Set());
  });

  it('begins many in batches, in the order given, and tells how far it is', async () => {
    const files = Array.from({ length: 650 }, (_, i) => ({
      groupId: i % 2 === 0 ? ash : joint,
      reference: `M-${i}`,
      answers: new Map([['smart', i % 3 === 0 ? 'yes' : 'no']]),
      completedAt: i === 0 ? NOON : null,
    }));
    const told: number[] = [];
    const ids = await test.caseFiles.create(auditId, files, null, MORNING, (n) => told.push(n));
    expect(told).toEqual([300, 600, 650]);
    expect(ids).toHaveLength(650);
    const whole = await all();
    expect(whole.map(({ fileId }) => fileId)).toEqual(ids);
    expect(whole.map(({ reference }) => reference)).toEqual(files.map(({ reference }) => reference));
    expect(whole[3]?.answers).toEqual(new Map([['smart', 'yes']]));
    expect((await test.caseFiles.references(auditId)).toSorted()).toEqual(
      files.map(({ reference }) => reference).toSorted(),
    );
    const lines = await test.caseFiles.lines(auditId, { asked: ['smart'], read: [] });
    expect(lines[0]).toMatchObject({ completedAt: NOON, updatedBy: null, updatedByName: null });
  });

  it('refuses a reference that the audit has, and takes it in another audit', async () => {
    await begin('Same');
    await expect(begin('Same')).rejects.toThrow(/unique/i);
    const other = await newStoredAudit(test);
    await newStoredFile(test, other.auditId, { groupId: other.ash, reference: 'Same' });
  });

  it('finds a file by its reference, in whatever small letters of English, and in others as written', async () => {
    const [ab, e] = [await begin('AB-1'), await begin('É-1')];
    const find = (reference: string) => test.caseFiles.fileWithReference(auditId, reference);
    expect([await find('ab-1'), await find('Ab-1')]).toEqual([ab.fileId, ab.fileId]);
    expect(await find('É-1')).toBe(e.fileId);
    expect(await find('AB-2')).toBeNull();
  });

  it('lists files with how many of the asked items have an answer, comments and other items apart', async () => {
    const one = await begin('L-1', { answers: { smart: 'yes', balance: 'no', gender: 'female' } });
    const two = await begin('L-2', { comments: { smart: 'Hm.' }, by: test.people.beth });
    const lines = await test.caseFiles.lines(auditId, {
      asked: ['smart', 'balance', 'recovery_plan'],
      read: ['smart', 'gender'],
    });
    expect(lines).toEqual([
      {
        id: one.fileId,
        groupId: ash,
        reference: 'L-1',
        completedAt: null,
        updatedAt: MORNING,
        updatedBy: test.people.amir,
        updatedByName: 'Amir',
        recorded: 2,
        read: 2,
        version: 1,
      },
      expect.objectContaining({ id: two.fileId, updatedByName: 'Beth', recorded: 0, read: 0 }),
    ]);
  });

  it('saves answers and comments, takes them away, and keeps what is not named', async () => {
    const { fileId, readingId } = await begin('S-1', {
      answers: { smart: 'yes', balance: 'no', referrals: 'yes' },
      comments: { balance: 'Kept.' },
    });
    const after = await saveStored(test, auditId, fileId, test.people.beth, {
      reference: 'S-2',
      groupId: joint,
      answers: new Map<string, string | null>([
        ['smart', null],
        ['balance', null],
        ['all_needs', 'na'],
      ]),
      comments: new Map<string, string | null>([
        ['all_needs', 'New.'],
        ['referrals', null],
      ]),
      comment: 'Whole.',
      completedAt: NOON,
      lastChange: 'device-1',
    });
    expect(after).toMatchObject({
      reference: 'S-2',
      groupId: joint,
      version: 2,
      comment: 'Whole.',
      completedAt: NOON,
      updatedAt: NOON,
      updatedByName: 'Beth',
      lastChange: 'device-1',
    });
    expect(after.answers).toEqual(
      new Map([
        ['referrals', 'yes'],
        ['all_needs', 'na'],
      ]),
    );
    expect(after.comments).toEqual(
      new Map([
        ['balance', 'Kept.'],
        ['all_needs', 'New.'],
      ]),
    );
    // A row that holds nothing is not kept.
    const items = await test.database.query('answers').where({ review_id: readingId }).pluck('item_id');
    expect(new Set(items)).toEqual(new Set(['all_needs', 'balance', 'referrals']));
    const readers = await test.database
      .query('review_readers')
      .where({ review_id: readingId })
      .pluck('user_id');
    expect(new Set(readers)).toEqual(new Set([test.people.amir, test.people.beth]));
  });

  it('lets one of two save who began with the same version', async () => {
    const { fileId } = await begin('V-1');
    const review = await read(fileId, null);
    const change = (value: string) => ({
      reference: review.reference,
      groupId: review.groupId,
      answers: new Map([['smart', value]]),
      comments: new Map(),
      comment: '',
      notes: new Map(),
      commentSets: new Map(),
      completedAt: null,
      lastChange: null,
    });
    const { amir, beth } = test.people;
    const saved = await Promise.all([
      test.database.write(() => test.caseFiles.save(review, change('yes'), amir, NOON)),
      test.database.write(() => test.caseFiles.save(review, change('no'), beth, NOON)),
    ]);
    const after = await read(fileId, null);
    // Who saved is its reader; nobody in particular is none.
    expect(saved.filter((one) => one !== null)).toEqual([{ ...after, isOfViewer: true }]);
    expect(after.version).toBe(2);
    expect(after.answers.get('smart')).toBe(saved[0] ? 'yes' : 'no');
  });

  it('keeps whose notes were read and whose a comment is about, where several have worked on a file', async () => {
    const { bridge, dip } = test.providers;
    const { fileId } = await begin('N-1', { groupId: joint, comments: { smart: 'Theirs.' } });
    const names = [
      { providerId: dip, name: 'Drug Intervention Programme' },
      { providerId: bridge, name: 'The Bridge' },
    ];
    expect((await read(fileId, null)).noteSets).toEqual(names.map((set) => ({ ...set, state: null })));
    const { amir } = test.people;
    const once = await saveStored(test, auditId, fileId, amir, {
      notes: new Map([
        [bridge, 'read'],
        [dip, 'missing'],
      ]),
      commentSets: new Map([
        ['smart', dip],
        [FILE_COMMENT, bridge],
      ]),
    });
    expect(once.noteSets.map(({ state }) => state)).toEqual(['missing', 'read']);
    expect(once.commentSets).toEqual(
      new Map([
        ['smart', dip],
        [FILE_COMMENT, bridge],
      ]),
    );
    const twice = await saveStored(test, auditId, fileId, amir, {
      notes: new Map([
        [bridge, null],
        [dip, 'read'],
      ]),
      commentSets: new Map([
        ['smart', bridge],
        [FILE_COMMENT, null],
      ]),
    });
    expect(twice.noteSets.map(({ state }) => state)).toEqual(['read', null]);
    expect(twice.commentSets).toEqual(new Map([['smart', bridge]]));
  });

  it('shows the first reading to who made it, and the second to everybody else', async () => {
    const { amir, beth, lena } = test.people;
    const { fileId } = await begin('T-1', { answers: { smart: 'yes' }, completedAt: MORNING });
    await drawStored(test, auditId, fileId, ['top_missing']);
    expect(await read(fileId, amir)).toMatchObject({ number: 1, version: 1, frozen: false });
    const second = await read(fileId, beth);
    expect(second).toMatchObject({ number: 2, version: 9, startVersion: 9, updatedByName: null });
    expect(second.answers).toEqual(new Map([['top_missing', 'na']]));
    expect((await read(fileId, null)).number).toBe(2);
    expect(
      (await test.caseFiles.secondLines(auditId, { asked: ['smart', 'top_missing'], read: [] }, lena)).map(
        ({ recorded }) => recorded,
      ),
    ).toEqual([1]);
    expect(await test.caseFiles.secondLines(auditId, { asked: ['smart'], read: [] }, amir)).toEqual([]);
    const done = await saveStored(test, auditId, fileId, beth, { completedAt: NOON });
    expect(done).toMatchObject({ number: 2, version: 10, frozen: true });
    expect((await read(fileId, amir)).frozen).toBe(true);
  });

  it('counts what was settled, with the comment that goes with it', async () => {
    const { beth, lena } = test.people;
    const { fileId, readingId } = await begin('C-1', {
      answers: { smart: 'yes', balance: 'yes', referrals: 'yes' },
      comments: { smart: 'First on smart.', referrals: 'First on referrals.' },
      completedAt: MORNING,
    });
    const plain = await begin('C-2', { answers: { smart: 'no' } });
    expect(await hasSettlements(test.database, auditId)).toBe(false);
    await drawStored(test, auditId, fileId);
    await saveStored(test, auditId, fileId, beth, {
      answers: new Map([
        ['smart', 'no'],
        ['balance', 'no'],
        ['keywork_by_plan', 'no'],
      ]),
      comments: new Map([
        ['smart', 'Second on smart.'],
        ['balance', 'Second on balance.'],
      ]),
      places: new Map([['smart', 'Page 2']]),
      entryDates: new Map([['smart', '2012-02-03']]),
      completedAt: NOON,
    });
    expect(await test.caseFiles.itemsWith(auditId, 'comment')).toEqual(new Set(['smart', 'referrals']));
    expect(await test.caseFiles.itemsWith(auditId, 'place')).toEqual(new Set());
    const readings = createReadingRepository(test.database);
    const settle = (item: string, value: string | null) =>
      readings.settle(readingId, item, { value, reason: 'Seen again.' }, lena, NOON);
    await settle('smart', 'no');
    await settle('balance', 'no');
    await settle('referrals', null);
    await settle('keywork_by_plan', 'no');

    expect(await hasSettlements(test.database, auditId)).toBe(true);
    expect(await test.caseFiles.itemsWith(auditId, 'comment')).toEqual(
      new Set(['smart', 'balance', 'referrals']),
    );
    const [whole, other] = await all();
    expect(whole?.answers).toEqual(
      new Map([
        ['smart', 'no'],
        ['balance', 'no'],
        ['keywork_by_plan', 'no'],
      ]),
    );
    expect(whole?.comments.get('smart')).toBe('Second on smart.');
    expect(whole?.comments.get('balance')).toBe('Second on balance.');
    expect([other?.fileId, other?.answers]).toEqual([plain.fileId, new Map([['smart', 'no']])]);
    const settled = await settledComments(test.database, [readingId, plain.readingId]);
    expect([...settled.keys()]).toEqual([readingId]);
    expect(settled.get(readingId)?.get('smart')).toEqual({
      comment: 'Second on smart.',
      place: 'Page 2',
      entry_on: '2012-02-03',
    });
    expect([whole?.places.get('smart'), whole?.entryDates.get('smart')]).toEqual(['Page 2', '2012-02-03']);
    expect(await test.caseFiles.itemsWith(auditId, 'entry_on')).toEqual(new Set(['smart']));
    expect(settled.get(readingId)?.size).toBe(4);
    expect(await settledComments(test.database, [])).toEqual(new Map());
  });

  it('fills in what does not apply where nothing was recorded, in every reading', async () => {
    const { lena } = test.people;
    const answered = await begin('F-1', { answers: { smart: 'yes' } });
    const commented = await begin('F-2', { comments: { smart: 'Kept.' } });
    const elsewhere = await begin('F-3', { groupId: joint });
    const filled = await test.caseFiles.fillNotApplicable({ groupId: ash }, ['smart', 'balance'], lena, NOON);
    expect(filled).toBe(3);
    expect(await read(answered.fileId, null)).toMatchObject({
      version: 2,
      answers: new Map([
        ['smart', 'yes'],
        ['balance', 'na'],
      ]),
      updatedByName: 'Lena',
    });
    const after = await read(commented.fileId, null);
    expect(after.version).toBe(3);
    expect(after.answers).toEqual(
      new Map([
        ['smart', 'na'],
        ['balance', 'na'],
      ]),
    );
    expect(after.comments).toEqual(new Map([['smart', 'Kept.']]));
    expect(await read(elsewhere.fileId, null)).toMatchObject({ version: 1, answers: new Map() });
  });

  it('removes a file with all that hangs on it', async () => {
    const { fileId, readingId } = await begin('G-1', { answers: { smart: 'yes' } });
    await test.caseFiles.remove(fileId);
    expect(await test.caseFiles.byFile(auditId, fileId, null)).toBeNull();
    for (const table of ['answers', 'review_readers'])
      expect(await test.database.query(table).where({ review_id: readingId })).toEqual([]);
  });
});
