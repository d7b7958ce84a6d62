import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answerTwice, isSelfAudit, ownAndValidated, parseTool, withSettled } from '../../rules/index.ts';
import type { Tool } from '../../rules/index.ts';
import { ITEMS } from '../support/selfAudit.ts';

function toolOf(file: string): Tool {
  const parsed = parseTool(
    JSON.parse(readFileSync(new URL(`../../audits/${file}`, import.meta.url), 'utf8')),
  );
  if ('problems' in parsed) throw new Error('not read');
  return parsed.tool;
}
const tool = toolOf('self_audit_safeguarding.v1.json');

const answersOf = (values: string) =>
  new Map(
    values.split('').flatMap((letter, i) => {
      const value = { i: 'in_place', p: 'partly', n: 'not_in_place', a: 'na' }[letter];
      return value === undefined ? [] : [[ITEMS[i] ?? '', value] as const];
    }),
  );

describe('a self-audit', () => {
  it('is a tool that its provider answers', () => {
    expect(isSelfAudit(tool)).toBe(true);
    expect(isSelfAudit(toolOf('rodt.v2.json'))).toBe(false);
    expect(isSelfAudit(toolOf('service_review_2007.v1.json'))).toBe(false);
    for (const name of ['harm_reduction', 'primary_care']) {
      expect(isSelfAudit(toolOf(`self_audit_${name}.v1.json`))).toBe(true);
    }
  });

  it('scores twice, by the own answers and by those that were validated', () => {
    // People: 2+2+1+1 = 6 of 4 questions, 1.5; validated with level 2 partly: 2+1+1+1 = 5, 1.25.
    // Finding out: all in place, 2; nothing is validated otherwise.
    // Acting: 2+2+1+0 of four that apply, 1.25; validated with procedure not in place: 0+2+1+0 = 3, 0.75.
    const own = answersOf('iippiiiiiaipn');
    expect([...own].slice(8)).toEqual([
      ['procedure', 'in_place'],
      ['referrals', 'na'],
      ['conferences', 'in_place'],
      ['sharing', 'partly'],
      ['learning', 'not_in_place'],
    ]);
    const counting = withSettled(
      own,
      new Map<string, string | null>([
        ['level_2', 'partly'],
        ['lead', 'in_place'],
        ['procedure', 'not_in_place'],
      ]),
    );
    expect(
      ownAndValidated(tool.instrument, own, counting).map(({ id, own: a, validated: b, difference }) => [
        id,
        a.score,
        a.band,
        b.score,
        b.band,
        difference,
      ]),
    ).toEqual([
      ['people', 1.5, 'partly', 1.25, 'partly', -0.25],
      ['finding', 2, 'in_place', 2, 'in_place', 0],
      ['acting', 1.25, 'partly', 0.75, 'gaps', -0.5],
    ]);
  });

  it('has no difference where an answer is missing, or was validated as missing', () => {
    const own = answersOf('iiii');
    const counting = withSettled(own, new Map([['checks', null]]));
    const [people, finding] = ownAndValidated(tool.instrument, own, counting);
    expect(people).toMatchObject({ own: { score: 2 }, validated: { score: null, missing: ['checks'] } });
    expect(people?.difference).toBeNull();
    expect(finding?.difference).toBeNull();
  });

  it('is held down by a limit in the validated score alone, where the own answer does not say so', () => {
    const own = answersOf('iiii');
    const [people] = ownAndValidated(
      tool.instrument,
      own,
      withSettled(own, new Map([['lead', 'not_in_place']])),
    );
    // 0+2+2+2 = 6, a mean of 1.5; without a lead no more than 1.
    expect(people?.validated).toMatchObject({ value: 1.5, score: 1, band: 'partly' });
    expect(people?.difference).toBe(-1);
  });

  it('holds an own answer beside the validated one, with what each counts for', () => {
    const of = (own: string | null, settled: { value: string | null } | null) =>
      Object.values<unknown>({ ...answerTwice(tool.instrument, 'lead', own, settled) });
    // In place counts 2, partly 1, not in place 0.
    expect(of('in_place', { value: 'not_in_place' })).toEqual([
      'in_place',
      'not_in_place',
      true,
      'not_in_place',
      2,
      0,
      -2,
    ]);
    expect(of('partly', { value: 'partly' })).toEqual(['partly', 'partly', true, 'partly', 1, 1, 0]);
    expect(of('partly', null)).toEqual(['partly', null, false, 'partly', 1, null, null]);
    // Validated as not recorded: nothing counts, and what was said stays.
    expect(of('partly', { value: null })).toEqual(['partly', null, true, null, 1, null, null]);
    expect(of('na', { value: 'partly' })).toEqual(['na', 'partly', true, 'partly', null, 1, null]);
  });
});
