import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { SegmentField, Tool } from '../../../rules/index.ts';
import { createBaselineRepository } from '../../../server/results/baselines/repository.ts';
import { createReadingRepository } from '../../../server/fieldwork/readings/repository.ts';
import { createResultsRepository } from '../../../server/results/figures/repository.ts';
import type { ResultsRepository } from '../../../server/results/figures/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { check, parsed } from '../../support/feedbackInput.ts';
import { MORNING, newStoredAudit, newStoredFile, NOON, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

const field = (type: string, id: string, more: Record<string, unknown> = {}) => ({
  kind: 'field',
  type,
  id,
  label: id,
  shortLabel: id,
  guidance: 'Read.',
  ...more,
});
const tool: Tool = parsed({
  id: 'sample',
  version: 1,
  title: 'Sample',
  description: 'For tests.',
  source: 'None.',
  sections: [
    {
      id: 'all',
      title: 'All',
      items: [
        check('plan', 'Is there a plan?', 'Plan'),
        check('smart', 'Is it SMART?', 'Smart', { dependsOn: { item: 'plan', answer: 'yes' } }),
        field('date', 'started'),
        field('number', 'months', { minimum: 0, maximum: 600 }),
        field('text', 'drug'),
      ],
    },
  ],
});
const itemOf = (id: string) => {
  const item = tool.sections.flatMap(({ items }) => items).find((one) => one.id === id);
  if (!item || item.kind !== 'field') throw new Error(`there is no field ${id}`);
  return item;
};
const values = (keys: string[]) => keys.map((key) => ({ key, name: key }));
const DRUG: SegmentField = {
  item: itemOf('drug'),
  reading: { as: 'text' },
  values: values(['opiates', 'alcohol']),
};
const MONTHS: SegmentField = {
  item: itemOf('months'),
  reading: { as: 'band', from: [0, 3, 12.5] },
  values: values(['0', '3', '12.5']),
};
const STARTED: SegmentField = {
  item: itemOf('started'),
  reading: { as: 'year', first: 2010, last: 2012 },
  values: values(['before', '2010', '2011', '2012', 'after']),
};

onBothEngines('the store of results', (engine) => {
  let test: StoreTest;
  let results: ResultsRepository;
  let auditId: number;
  let ash: number;
  let joint: number;
  beforeAll(async () => {
    test = await startStore(engine);
    results = createResultsRepository(test.database);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId, ash, joint } = await newStoredAudit(test));
  });

  const begin = (reference: string, groupId: number, answers: Record<string, string>, completedAt?: string) =>
    newStoredFile(test, auditId, { groupId, reference, answers, ...(completedAt ? { completedAt } : {}) });
  const settle = (readingId: number, item: string, value: string | null) =>
    createReadingRepository(test.database).settle(
      readingId,
      item,
      { value, reason: 'Seen.' },
      test.people.lena,
      NOON,
    );
  const sorted = (lines: string[]) => lines.toSorted();
  const counted = async (isBaseline = false) => {
    const { groups, answers, pairs } = await test.database.read(async () =>
      results.counts({ id: auditId, isBaseline, isErased: false }, tool, await test.audits.groups(auditId)),
    );
    return {
      groups: groups.map(({ name, files }) => `${name} ${files}`),
      answers: sorted(
        answers.filter(({ files }) => files > 0).map((a) => `${a.group} ${a.check} ${a.answer} ${a.files}`),
      ),
      pairs: sorted(
        (pairs ?? [{ group: 'not', check: 'known', answer: '', parentAnswer: '', files: 0 }])
          .filter(({ files, group }) => files > 0 || group === 'not')
          .map((p) => `${p.group} ${p.check} ${p.answer} beside ${p.parentAnswer} ${p.files}`),
      ),
    };
  };
  const divided = async (...dimensions: (SegmentField | 'group')[]) => {
    const { files, answers } = await test.database.read(() => results.segments(auditId, tool, dimensions));
    return {
      files: sorted(files.map(({ keys, files: n }) => `${keys.join(' x ')}: ${n}`)),
      answers: sorted(answers.map((a) => `${a.keys.join(' x ')}: ${a.check} ${a.answer} ${a.files}`)),
    };
  };

  it('counts answers by group and check, and beside which answer to the check that they hang on', async () => {
    await begin('A', ash, { plan: 'yes', smart: 'yes', drug: 'yes' });
    await begin('B', ash, { plan: 'no', smart: 'yes' });
    await begin('C', ash, { plan: 'no', smart: 'no' });
    const last = await begin('D', joint, { plan: 'yes', smart: 'na' });
    await begin('E', joint, {});
    expect(await counted()).toEqual({
      groups: ['Ash 3', 'Joint 2'],
      answers: [
        'Ash plan no 2',
        'Ash plan yes 1',
        'Ash smart no 1',
        'Ash smart yes 2',
        'Joint plan yes 1',
        'Joint smart na 1',
      ],
      pairs: [
        'Ash smart no beside no 1',
        'Ash smart yes beside no 1',
        'Ash smart yes beside yes 1',
        'Joint smart na beside yes 1',
      ],
    });
    await settle(last.readingId, 'plan', 'na');
    await settle(last.readingId, 'smart', 'yes');
    const after = await counted();
    expect(after.answers.slice(4)).toEqual(['Joint plan na 1', 'Joint smart yes 1']);
    expect(after.pairs).toContain('Joint smart yes beside na 1');
    await settle(last.readingId, 'smart', null);
    expect((await counted()).answers.slice(4)).toEqual(['Joint plan na 1']);
  });

  it('takes what was published for the counts of a baseline', async () => {
    const counts = [
      { groupId: ash, check: 'plan', answer: 'yes', files: 2 },
      { groupId: ash, check: 'plan', answer: 'no', files: 1 },
    ];
    const baseline = { source: 'A report', base: 'all' as const, lines: [] };
    await createBaselineRepository(test.database).create(auditId, baseline, counts);
    expect(await counted(true)).toEqual({
      groups: ['Ash 3', 'Joint 3'],
      answers: ['Ash plan no 1', 'Ash plan yes 2'],
      pairs: ['not known  beside  0'],
    });
  });

  it('counts beside the answer that a check hangs on by the values of a field too, as it is settled', async () => {
    await begin('A', ash, { plan: 'yes', smart: 'yes', drug: 'opiates' });
    await begin('B', ash, { plan: 'no', smart: 'no', drug: 'opiates' });
    await begin('C', joint, { plan: 'yes', smart: 'no' });
    const moved = await begin('D', joint, { plan: 'no', smart: 'yes', drug: 'alcohol' });
    const pairs = async () => {
      const found = await test.database.read(() => results.segments(auditId, tool, [DRUG]));
      return sorted(
        found.pairs.map(
          (p) => `${p.keys.join()}: ${p.check} ${p.answer} beside ${p.parentAnswer} ${p.files}`,
        ),
      );
    };
    expect(await pairs()).toEqual([': smart no beside yes 1', 'opiates: smart yes beside yes 1']);
    await settle(moved.readingId, 'plan', 'yes');
    expect(await pairs()).toEqual([
      ': smart no beside yes 1',
      'alcohol: smart yes beside yes 1',
      'opiates: smart yes beside yes 1',
    ]);
  });

  it('divides files and answers by texts, bands of numbers and years, as they are settled', async () => {
    await begin('A', ash, { plan: 'yes', drug: 'opiates', months: '2.9', started: '2009-12-31' });
    const moved = await begin('B', ash, { plan: 'no', drug: 'opiates', months: '3', started: '2010-01-01' });
    await begin('C', joint, { plan: 'yes', drug: 'alcohol', months: '12.5', started: '2012-12-31' });
    await begin('D', joint, { plan: 'yes', months: '100', started: '2013-01-01' });
    await begin('E', joint, {});
    expect(await divided(DRUG)).toEqual({
      files: [': 2', 'alcohol: 1', 'opiates: 2'],
      answers: [': plan yes 1', 'alcohol: plan yes 1', 'opiates: plan no 1', 'opiates: plan yes 1'],
    });
    expect((await divided(MONTHS)).files).toEqual(['0: 1', '12.5: 2', '3: 1', ': 1']);
    expect((await divided(STARTED)).files).toEqual(['2010: 1', '2012: 1', ': 1', 'after: 1', 'before: 1']);
    expect((await divided('group')).files).toEqual([`${ash}: 2`, `${joint}: 3`]);
    expect((await divided(DRUG, MONTHS)).files).toEqual([
      ' x 12.5: 1',
      ' x : 1',
      'alcohol x 12.5: 1',
      'opiates x 0: 1',
      'opiates x 3: 1',
    ]);
    expect((await divided('group', DRUG)).answers).toEqual([
      `${ash} x opiates: plan no 1`,
      `${ash} x opiates: plan yes 1`,
      `${joint} x : plan yes 1`,
      `${joint} x alcohol: plan yes 1`,
    ]);
    expect((await divided(DRUG, 'group')).files).toEqual([
      ` x ${joint}: 2`,
      `alcohol x ${joint}: 1`,
      `opiates x ${ash}: 2`,
    ]);
    await settle(moved.readingId, 'drug', 'alcohol');
    await settle(moved.readingId, 'plan', null);
    expect(await divided(DRUG)).toEqual({
      files: [': 2', 'alcohol: 2', 'opiates: 1'],
      answers: [': plan yes 1', 'alcohol: plan yes 1', 'opiates: plan yes 1'],
    });
  });

  it('gives files in the order in which they were begun, with the answers that count', async () => {
    const two = await begin('Z', joint, { plan: 'yes', drug: 'opiates', smart: 'no' }, MORNING);
    await begin('A', ash, {});
    await settle(two.readingId, 'smart', null);
    expect(await results.files(auditId, ['plan', 'smart'])).toEqual([
      { reference: 'Z', group: 'Joint', complete: true, values: new Map([['plan', 'yes']]) },
      { reference: 'A', group: 'Ash', complete: false, values: new Map() },
    ]);
  });

  it('says how many files are complete, and when anything was last recorded', async () => {
    expect(await results.progress({ id: auditId, isErased: false })).toEqual({
      complete: 0,
      lastChange: null,
    });
    await begin('A', ash, {}, NOON);
    await begin('B', ash, {});
    expect(await results.progress({ id: auditId, isErased: false })).toEqual({
      complete: 1,
      lastChange: MORNING,
    });
  });
});
