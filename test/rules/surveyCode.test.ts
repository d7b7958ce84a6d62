import { describe, expect, it } from 'vitest';
import { CODE_LENGTH, CODE_SIGNS, makeCode, showCode, tidyCode } from '../../rules/index.ts';

describe('a code of a questionnaire', () => {
  it('is read however it was typed', () => {
    const code = 'C7DM3XPW95TQ';
    for (const typed of [code, 'C7DM-3XPW-95TQ', ' c7dm 3xpw 95tq ', 'c7dm–3xpw.95tq', 'C7DM-3XPW-9STQ'])
      expect(tidyCode(typed), typed).toBe(code);
    expect(showCode(code)).toBe('C7DM-3XPW-95TQ');
  });

  it('reads signs that look alike as the one that is used', () => {
    expect(tidyCode('SZBGU2345678')).toBe('5286V2345678');
    for (const sign of '01ABEGILOSUZ') expect(CODE_SIGNS).not.toContain(sign);
  });

  it('is nothing else', () => {
    for (const typed of [
      '',
      'C7DM-3XPW',
      'C7DM-3XPW-95TQ2',
      'C7DM-3XPW-95T0',
      'C7DM-3XPW-95T<',
      '𝟐'.repeat(12),
    ])
      expect(tidyCode(typed), typed).toBeNull();
    expect(tidyCode('2'.repeat(100_000))).toBeNull();
  });

  it('is made of signs that are drawn, with 55 bits in it', () => {
    let next = 0;
    expect(makeCode((below) => next++ % below)).toBe(CODE_SIGNS.slice(0, CODE_LENGTH));
    expect(CODE_LENGTH * Math.log2(CODE_SIGNS.length)).toBeGreaterThan(55);
    expect(new Set(CODE_SIGNS).size).toBe(CODE_SIGNS.length);
  });
});
