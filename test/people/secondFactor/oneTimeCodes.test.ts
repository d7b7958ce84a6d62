import { describe, expect, it } from 'vitest';
import {
  keyUri,
  newRecoveryCodes,
  newSecret,
  recoveryHash,
  stepOf,
} from '../../../server/people/secondFactor/oneTimeCodes.ts';

// RFC 6238, appendix B: the secret 12345678901234567890 in base32, SHA-1, the last six of eight digits.
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const at = (seconds: number) => new Date(seconds * 1000);

describe('codes of an authenticator app', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('are those of RFC 6238 at %i s', (seconds, code) => {
    expect(stepOf(SECRET, code, at(seconds), null)).toBe(Math.floor(seconds / 30));
  });

  it('are taken half a minute early or late, not a whole one, and never at a step that was taken', () => {
    // Of the step from 1234567890 to 1234567919, which is number 41152263.
    const code = '005924';
    const step = 41_152_263;
    const taken = (seconds: number, after: number | null = null) => stepOf(SECRET, code, at(seconds), after);
    expect(taken(1_234_567_889)).toBe(step);
    expect(taken(1_234_567_949)).toBe(step);
    expect(taken(1_234_567_859)).toBeNull();
    expect(taken(1_234_567_950)).toBeNull();
    expect(taken(1_234_567_900, step - 1)).toBe(step);
    expect(taken(1_234_567_900, step)).toBeNull();
    expect(stepOf(SECRET, '005925', at(1_234_567_900), null)).toBeNull();
  });

  it('come from secrets of 160 bits, which an app reads with the address and our name', () => {
    const secret = newSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(newSecret()).not.toBe(secret);
    const uri = new URL(keyUri(secret, 'lena@example.org'));
    expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
      'otpauth:',
      'totp',
      '/Casefile audit:lena@example.org',
    ]);
    expect(Object.fromEntries(uri.searchParams)).toMatchObject({ secret, issuer: 'Casefile audit' });
  });
});

describe('recovery codes', () => {
  it('are ten, all different, and read however their groups are typed', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^([a-hj-km-np-z2-9]{4}-){5}[a-hj-km-np-z2-9]{4}$/);
    const [code = ''] = codes;
    expect(recoveryHash(` ${code.toUpperCase().replaceAll('-', ' ')} `)).toBe(recoveryHash(code));
    expect(recoveryHash(code)).not.toContain(code.slice(0, 4));
  });
});
