import { describe, expect, it } from 'vitest';
import { storageFault } from '../../../server/platform/db/faults.ts';
import { createTurns } from '../../../server/platform/db/turns.ts';

function later() {
  let end = () => {};
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { done, end };
}

describe('those who write to SQLite', () => {
  it('do so one after the other, in order, also when one fails', async () => {
    const inTurn = createTurns();
    const order: string[] = [];
    const first = later();
    const writes = [
      inTurn(async () => {
        order.push('first begins');
        await first.done;
        order.push('first ends');
      }),
      inTurn(() => Promise.reject(new Error('second fails'))),
      inTurn(async () => void order.push('third')),
    ];
    await expect.poll(() => order).toEqual(['first begins']);
    first.end();
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(order).toEqual(['first begins', 'first ends', 'third']);
  });

  it('are told when their turn does not come, and one that has begun is not broken off', async () => {
    const inTurn = createTurns(1);
    const first = later();
    let ended = false;
    const long = inTurn(async () => {
      await first.done;
      ended = true;
      return 'whole';
    });
    let looked = false;
    const waits = inTurn(async () => void (looked = true));
    const failure = await waits.catch((error: unknown) => error);
    expect(storageFault(failure)).toBe('busy');
    first.end();
    expect(await long).toBe('whole');
    expect([ended, looked]).toEqual([true, false]);
  });
});
