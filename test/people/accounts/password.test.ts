import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  BusyError,
  hashPassword,
  PASSWORD_COST,
  verifyPassword,
} from '../../../server/people/accounts/password.ts';

const derivations: { N?: number; r?: number; p?: number }[] = [];
const { scrypt } = crypto;

// Every derivation is counted with its cost, and really done.
beforeAll(() => {
  crypto.scrypt = ((...parameters: Parameters<typeof scrypt>) => {
    const { N, r, p } = parameters[3] as { N: number; r: number; p: number };
    derivations.push({ N, r, p });
    scrypt(...parameters);
  }) as typeof scrypt;
  syncBuiltinESMExports();
});
afterAll(() => {
  crypto.scrypt = scrypt;
  syncBuiltinESMExports();
});

const CHEAP = { N: 1024, r: 8, p: 1 };

describe('a password', () => {
  beforeEach(() => {
    derivations.length = 0;
  });

  it('is hashed at the cost that OWASP asks for when nothing else is said', async () => {
    const hash = await hashPassword('correct horse battery staple');
    expect(derivations).toEqual([{ N: 131_072, r: 8, p: 1 }]);
    expect(hash).toMatch(/^scrypt\$131072\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(await verifyPassword('correct horse battery staple', hash)).toBe(true);
    expect(await verifyPassword('correct horse battery stapler', hash)).toBe(false);
  });

  it('has another salt, and so another hash, each time', async () => {
    const hashes = await Promise.all([hashPassword('the same', CHEAP), hashPassword('the same', CHEAP)]);
    expect(hashes[0]).not.toBe(hashes[1]);
    for (const hash of hashes) expect(await verifyPassword('the same', hash)).toBe(true);
  });

  it('is checked at the cost it was hashed with', async () => {
    const hash = await hashPassword('the same', CHEAP);
    derivations.length = 0;
    await verifyPassword('the same', hash);
    expect(derivations).toEqual([CHEAP]);
  });

  it('is told apart by case, by spaces at its ends and by length', async () => {
    const hash = await hashPassword('Correct Horse', CHEAP);
    for (const other of ['correct horse', ' Correct Horse', 'Correct Horse ', 'Correct Hors', '']) {
      expect(await verifyPassword(other, hash), JSON.stringify(other)).toBe(false);
    }
  });

  it('is the same however its letters are put together by the keyboard', async () => {
    const hash = await hashPassword('caf\u00e9 au lait', CHEAP);
    expect(await verifyPassword('cafe\u0301 au lait', hash)).toBe(true);
  });

  it.each([[null], [''], ['plain'], ['scrypt$1024$8$1$'], ['bcrypt$1024$8$1$aaaa$bbbb']])(
    'costs as much to refuse, and is refused, where there is no hash (%s)',
    async (hash) => {
      expect(await verifyPassword('anything', hash)).toBe(false);
      expect(derivations).toEqual([PASSWORD_COST]);
    },
  );
});

describe('many passwords at once', () => {
  it('wait in a queue with an end, and whoever was here before goes first', async () => {
    const hash = await hashPassword('the right one', CHEAP);
    const order: string[] = [];
    const flood = Array.from({ length: 200 }, () =>
      verifyPassword('a wrong one', hash, 'anybody').then(
        () => void order.push('looked at'),
        (error: unknown) => void order.push(error instanceof BusyError ? 'refused' : 'failed'),
      ),
    );
    const right = verifyPassword('the right one', hash, 'known').then(
      (is) => void order.push(`right: ${is}`),
    );
    await Promise.all([...flood, right]);
    // One is being looked at and fifteen wait; the others are told at once.
    expect(order.filter((what) => what === 'refused')).toHaveLength(184);
    const looked = order.filter((what) => what !== 'refused');
    expect(looked).toHaveLength(17);
    expect(looked.indexOf('right: true')).toBe(1);
  });
});
