import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createExtractRepository } from '../../../server/fieldwork/sampling/extractRepository.ts';
import type {
  ExtractRepository,
  ExtractSummary,
  KeptClient,
} from '../../../server/fieldwork/sampling/extractRepository.ts';
import { createSampleRepository } from '../../../server/fieldwork/sampling/repository.ts';
import type { SampleRepository } from '../../../server/fieldwork/sampling/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { MORNING, newStoredAudit, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of extracts', (engine) => {
  let test: StoreTest;
  let samples: SampleRepository;
  let extracts: ExtractRepository;
  let auditId: number;
  beforeAll(async () => {
    test = await startStore(engine);
    samples = createSampleRepository(test.database);
    extracts = createExtractRepository(test.database);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId } = await newStoredAudit(test));
    await samples.setList(auditId, [], test.people.lena, MORNING);
  });

  const SUMMARY: ExtractSummary = {
    rows: 3,
    clients: 2,
    dataSet: 'K',
    asOf: '2014-03-31',
    hasGroups: false,
    identifying: [{ heading: 'DOB', kind: 'dates of birth' }],
    unread: ['NATION'],
    unnamed: 1,
    notes: [{ kind: 'code', column: 'ETHNIC', value: 'T', clients: 1, row: 3 }],
    moreNotes: 0,
    units: [
      { agency: 'N1', clients: 2, counts: { top: { due: 3, complete: 1, files: 2, completeFiles: 0 } } },
    ],
    shared: 0,
    openCodes: [{ part: 'drug1', column: 'DRUG1', code: '1101', clients: 1 }],
  };
  const client = (reference: string): KeptClient => ({
    reference,
    agency: 'N1',
    row: 2,
    group: null,
    codes: { sex: 'F', ethnic: null, drug1: '1101', drug2: null },
    journey: { start: '2013-09-02', exit: null },
    earlier: [{ start: '2013-01-07', exit: '2013-04-26' }],
    forms: [{ date: '2013-09-05', stage: 'start' }],
  });
  const choices = { agencies: { N1: [7], N2: [] }, codes: { 'drug1 1101': 'heroin' } };

  it('gives back what was kept, and the later extract in place of the earlier', async () => {
    expect(await extracts.of(auditId)).toBeNull();
    const first = { summary: SUMMARY, choices: { agencies: {}, codes: {} } };
    await extracts.set(auditId, first, [client('A-1'), client('A-2')]);
    expect(await extracts.of(auditId)).toEqual(first);
    expect(await extracts.clients(auditId)).toEqual([client('A-1'), client('A-2')]);
    const second = { summary: { ...SUMMARY, dataSet: null }, choices };
    await extracts.set(auditId, second, [client('É-3')]);
    expect(await extracts.of(auditId)).toEqual(second);
    expect(await extracts.clients(auditId)).toEqual([client('É-3')]);
  });

  it('finds a client whatever the case of the reference', async () => {
    await extracts.set(auditId, { summary: SUMMARY, choices }, [client('A-1'), client('É-3')]);
    expect(await extracts.client(auditId, 'a-1')).toEqual(client('A-1'));
    expect(await extracts.client(auditId, 'É-3')).toEqual(client('É-3'));
    expect(await extracts.client(auditId, 'A-2')).toBeNull();
  });

  it('keeps many clients, and loses them with the list or when the audit is closed', async () => {
    const many = Array.from({ length: 1201 }, (_, i) => client(`A-${i}`));
    await extracts.set(auditId, { summary: SUMMARY, choices }, many);
    expect(await extracts.clients(auditId)).toHaveLength(1201);
    await samples.forgetFields(auditId);
    expect(await extracts.clients(auditId)).toEqual([]);
    expect(await extracts.of(auditId)).not.toBeNull();
    await extracts.set(auditId, { summary: SUMMARY, choices }, [client('A-1')]);
    await samples.setList(auditId, [], test.people.lena, MORNING);
    expect(await extracts.of(auditId)).toBeNull();
    expect(await extracts.clients(auditId)).toEqual([]);
  });
});
