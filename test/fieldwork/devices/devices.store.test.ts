import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDeviceRepository } from '../../../server/fieldwork/devices/repository.ts';
import { onBothEngines } from '../../support/app.ts';
import { DETAILS, MORNING, NOON, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

onBothEngines('the store of device copies', (engine) => {
  let test: StoreTest;
  beforeAll(async () => {
    test = await startStore(engine);
  });
  afterAll(() => test.close());

  it('keeps one key for each person and audit, until it is destroyed', async () => {
    const devices = createDeviceRepository(test.database);
    const { amir, beth } = test.people;
    const open = async (fieldworkEnd: string) => {
      const id = await test.audits.create({ ...DETAILS, fieldworkEnd }, MORNING);
      await test.audits.setState(id, 'open', MORNING);
      return id;
    };
    const [going, ended, closed] = [
      await open('2026-11-22'),
      await open('2026-11-21'),
      await open('2026-12-31'),
    ];
    await test.audits.setState(closed, 'closed', NOON);
    await Promise.all(['one', 'two', 'three'].map((key) => devices.add(going, amir, key, MORNING)));
    const key = await devices.key(going, amir);
    await devices.add(going, amir, 'four', NOON);
    expect(await devices.key(going, amir)).toBe(key);
    expect(await devices.key(going, beth)).toBeNull();
    await devices.add(going, beth, 'hers', MORNING);
    await devices.add(ended, amir, 'ended', MORNING);
    await devices.add(closed, amir, 'closed', MORNING);

    await devices.removeEnded('2026-11-22');
    expect([await devices.key(going, amir), await devices.key(going, beth)]).toEqual([key, 'hers']);
    expect([await devices.key(ended, amir), await devices.key(closed, amir)]).toEqual([null, null]);
    await devices.remove(going, amir);
    expect([await devices.key(going, amir), await devices.key(going, beth)]).toEqual([null, 'hers']);
    await devices.removeOfAudit(going);
    expect(await devices.key(going, beth)).toBeNull();
  });
});
