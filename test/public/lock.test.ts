import { describe, expect, it } from 'vitest';
import { alive, sealKeys, unlock } from '../../public/lock.js';

const HOUR = 60 * 60 * 1000;

describe('the lock of a prepared device', () => {
  const facts = { preparedAt: 0, version: '1', files: 2, total: 2 };
  const lock = {
    user: 3,
    salt: new Uint8Array(16),
    iv: new Uint8Array(12),
    data: new ArrayBuffer(0),
    seenAt: 100 * HOUR,
    lasts: 14 * HOUR,
    copies: { 5: { ...facts, ends: 110 * HOUR }, 6: { ...facts, ends: 200 * HOUR } },
  };

  it('holds copies until the session is over, and each until its fieldwork is', () => {
    expect(alive(lock, 100 * HOUR)).toEqual(['5', '6']);
    expect(alive(lock, 110 * HOUR - 1)).toEqual(['5', '6']);
    expect(alive(lock, 110 * HOUR)).toEqual(['6']);
    expect(alive(lock, 114 * HOUR - 1)).toEqual(['6']);
    expect(alive(lock, 114 * HOUR)).toEqual([]);
  });

  it('opens with the address and the password of whoever closed it, and with nothing else', async () => {
    const who = { email: 'amir@example.org', password: 'correct horse battery staple' };
    const keys = { device: 'a key', copies: { 5: 'another' } };
    const sealed = await sealKeys(3, who, keys);
    expect(new TextDecoder('latin1').decode(sealed.data)).not.toContain('key');
    expect(await unlock(sealed, { ...who, email: ' Amir@Example.org' })).toEqual(keys);
    expect(await unlock(sealed, { ...who, password: 'correct horse battery' })).toBeNull();
    expect(await unlock(sealed, { ...who, email: 'beth@example.org' })).toBeNull();
    // The same password makes another seal the next time.
    const another = await sealKeys(3, who, keys);
    expect(new Uint8Array(another.data)).not.toEqual(new Uint8Array(sealed.data));
  });
});
