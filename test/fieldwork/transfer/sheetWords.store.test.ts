import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSheetWordStore } from '../../../server/fieldwork/transfer/wordStore.ts';
import { onBothEngines } from '../../support/app.ts';
import { newStoredAudit, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of what sheets were said to mean', (engine) => {
  let test: StoreTest;
  beforeAll(async () => {
    test = await startStore(engine);
  });
  afterAll(() => test.close());

  it('keeps words for one audit, the last word counting', async () => {
    const store = createSheetWordStore(test.database);
    const one = await newStoredAudit(test);
    const other = await newStoredAudit(test);
    await store.keep(one.auditId, [
      { place: 'column.', word: 'auditor', meaning: 'out' },
      { place: 'smart', word: 'part', meaning: 'no' },
    ]);
    await store.keep(one.auditId, [{ place: 'smart', word: 'part', meaning: 'nr' }]);
    expect(await store.of(one.auditId)).toEqual([
      { place: 'column.', word: 'auditor', meaning: 'out' },
      { place: 'smart', word: 'part', meaning: 'nr' },
    ]);
    expect(await store.of(other.auditId)).toEqual([]);
  });
});
