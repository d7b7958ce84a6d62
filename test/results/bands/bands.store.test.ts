import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBandsRepository } from '../../../server/results/bands/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { newStoredAudit, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of bands', (engine) => {
  let test: StoreTest;
  beforeAll(async () => {
    test = await startStore(engine);
  });
  afterAll(() => test.close());

  it('keeps where the bands of an item begin, in place of what was set before', async () => {
    const bands = createBandsRepository(test.database);
    const [one, two] = [await newStoredAudit(test), await newStoredAudit(test)];
    expect(await bands.of(one.auditId)).toEqual(new Map());
    await bands.set(one.auditId, 'months', [3, 12]);
    await bands.set(one.auditId, 'age', [18]);
    await bands.set(one.auditId, 'months', [6.5]);
    await bands.set(two.auditId, 'months', []);
    expect(await bands.of(one.auditId)).toEqual(
      new Map([
        ['months', [6.5]],
        ['age', [18]],
      ]),
    );
    expect(await bands.of(two.auditId)).toEqual(new Map([['months', []]]));
  });
});
