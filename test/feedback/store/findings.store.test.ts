import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createFindingRepository } from '../../../server/feedback/store/findings.ts';
import type { FindingRepository } from '../../../server/feedback/store/findings.ts';
import { knownCodes } from '../../../server/fieldwork/caseFiles/knownCodes.ts';
import { createSampleRepository } from '../../../server/fieldwork/sampling/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { MORNING, newStoredAudit, newStoredFile, NOON, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of findings', (engine) => {
  let test: StoreTest;
  let findings: FindingRepository;
  let auditId: number;
  let ash: number;
  beforeAll(async () => {
    test = await startStore(engine);
    findings = createFindingRepository(test.database);
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId, ash } = await newStoredAudit(test));
  });

  const add = (text: string, providerId = test.providers.bridge, takenFrom: string | null = null) =>
    findings.add(
      auditId,
      providerId,
      { kind: 'strength', itemId: 'smart', text, takenFrom, takenItem: takenFrom === null ? null : 'smart' },
      test.people.lena,
      MORNING,
    );

  it('keeps findings for each provider in their order, however it is changed', async () => {
    const { bridge, dip } = test.providers;
    const [a, b, c] = [await add('a'), await add('b', bridge, 'As it was written.'), await add('c')];
    const other = await add('d', dip);
    expect((await findings.of(auditId, bridge)).map(({ id }) => id)).toEqual([a, b, c]);
    expect((await findings.of(auditId, bridge))[1]).toEqual({
      id: b,
      auditId,
      providerId: bridge,
      kind: 'strength',
      itemId: 'smart',
      text: 'b',
      takenFrom: 'As it was written.',
      takenItem: 'smart',
    });
    await findings.order([c, a, b]);
    await findings.update(a, { kind: 'suggestion', itemId: null, text: 'A' }, test.people.amir, NOON);
    await findings.remove(b);
    const d = await add('after all');
    expect((await findings.of(auditId, bridge)).map(({ id, kind, text }) => [id, kind, text])).toEqual([
      [c, 'strength', 'c'],
      [a, 'suggestion', 'A'],
      [d, 'strength', 'after all'],
    ]);
    expect((await findings.of(auditId, dip)).map(({ id }) => id)).toEqual([other]);
    expect(await findings.counts(auditId)).toEqual(
      new Map([
        [bridge, 3],
        [dip, 1],
      ]),
    );
  });

  it('looks for the references of files that were begun and of those on the list, and for workers there', async () => {
    await newStoredFile(test, auditId, { groupId: ash, reference: 'Begun' });
    const list = [{ groupId: ash, row: 2, reference: 'Listed', fields: null, worker: 'W1' }];
    await createSampleRepository(test.database).setList(auditId, list, test.people.lena, MORNING);
    expect(await knownCodes(test.database, auditId)).toEqual({
      references: ['Begun', 'Listed'],
      workers: ['W1'],
    });
  });

  it('keeps what was decided on texts once, each decision by itself', async () => {
    const { bridge, dip } = test.providers;
    const decide = (fingerprints: string[], decision: 'left_out' | 'kept') =>
      findings.decide(auditId, bridge, fingerprints, decision, test.people.lena, NOON);
    await Promise.all([decide(['one', 'two'], 'kept'), decide(['one', 'two'], 'kept')]);
    await decide(['one'], 'left_out');
    await decide([], 'kept');
    expect(await findings.decisions(auditId, bridge)).toEqual({
      kept: new Set(['one', 'two']),
      left_out: new Set(['one']),
    });
    await findings.undecide(auditId, bridge, 'one', 'kept');
    expect(await findings.decisions(auditId, bridge)).toEqual({
      kept: new Set(['two']),
      left_out: new Set(['one']),
    });
    expect(await findings.decisions(auditId, dip)).toEqual({ kept: new Set(), left_out: new Set() });
  });
});
