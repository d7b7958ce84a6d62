import { beforeAll, describe, expect, it } from 'vitest';
import path from 'node:path';
import type { Tool } from '../../../rules/index.ts';
import { readCompareQuery, searchOf } from '../../../server/results/comparison/form.ts';
import { projectFolder } from '../../../server/platform/paths.ts';
import { loadTools } from '../../../server/audits/tools.ts';

describe('what an address asks for', () => {
  let tool: Tool;
  beforeAll(async () => {
    tool = (await loadTools(path.join(projectFolder(), 'audits'))).must('rodt', 1);
  });
  const read = (search: string) => {
    const raw: Record<string, string[]> = {};
    for (const [name, value] of new URLSearchParams(search)) (raw[name] ??= []).push(value);
    return readCompareQuery(raw, tool, { hasFiles: true });
  };

  it.each([
    '?by=group',
    '?by=provider&unit=3&unit=7&check=smart',
    '?by=audit&with=2&with=14',
    '?by=gender',
    '?by=gender&and=group',
    '?by=group&and=gender&unit=3%7Emale',
    '?by=children_identified&and=months_in_treatment',
    '?by=gender&and=primary_drug&unit=male%2Cheroin&check=smart&check=all_needs&with=2',
  ])('comes out as it went in: %s', (search) => {
    const { query, unknown } = read(search);
    expect(searchOf(query)).toBe(search);
    expect(unknown).toEqual([]);
  });

  it('is the sample groups without a word', () => {
    expect(read('').query).toEqual({
      compared: { by: 'group' },
      units: [],
      together: false,
      checks: [],
      withAudits: [],
      denominator: 'applicable',
    });
  });

  it('keeps of which files the percentages are in the address, and takes nothing else for it', () => {
    const { query, unknown } = read('?by=group&denominator=parent');
    expect(query.denominator).toBe('parent');
    expect(unknown).toEqual([]);
    expect(searchOf(query)).toBe('?by=group&denominator=parent');
    expect(read('?denominator=files')).toMatchObject({
      query: { denominator: 'applicable' },
      unknown: ['percentages of other files'],
    });
  });

  it('says what the tool does not have, and passes it over', () => {
    expect(read('?by=star_sign&check=smart&check=luck&with=abc')).toEqual({
      query: {
        compared: { by: 'group' },
        units: [],
        together: false,
        checks: ['smart'],
        withAudits: [],
        denominator: 'applicable',
      },
      unknown: ['a way of dividing the files', 'a check', 'an audit'],
    });
    expect(read('?by=gender&and=star_sign').unknown).toEqual(['a second field']);
    // A field, but one by which results are not broken down; nor is a check that is none.
    expect(read('?by=recovery_plan').unknown).toEqual(['a way of dividing the files']);
  });

  it('takes the sample group for one field of two, and for none by itself', () => {
    expect(read('?by=group&and=gender').query.compared).toEqual({
      by: 'fields',
      fields: ['group', 'gender'],
    });
    expect(read('?by=group&and=group').query.compared).toEqual({ by: 'group' });
    expect(read('?by=group&and=star_sign')).toMatchObject({
      query: { compared: { by: 'group' } },
      unknown: ['a second field'],
    });
    for (const by of ['provider', 'audit']) {
      expect(read(`?by=${by}&and=gender`)).toMatchObject({
        query: { compared: { by } },
        unknown: ['a second field beside providers or whole audits'],
      });
    }
  });

  it('divides nothing by fields where there are no case files', () => {
    expect(readCompareQuery({ by: 'gender' }, tool, { hasFiles: false })).toMatchObject({
      query: { compared: { by: 'group' } },
      unknown: ['a way of dividing the files'],
    });
  });

  it('drops the ticks of another cut, whose keys may mean others here', () => {
    expect(read('?by=provider&of=group&unit=3').query.units).toEqual([]);
    expect(read('?by=provider&of=provider&unit=3').query.units).toEqual(['3']);
    expect(read('?by=gender&and=gender').query.compared).toEqual({ by: 'fields', fields: ['gender'] });
  });

  it('takes anything for an address', () => {
    for (const raw of [{ by: [] }, { by: 5 }, { unit: { a: 1 } }, { with: ['', '0', '-1', '1e3'] }]) {
      expect(readCompareQuery(raw, tool, { hasFiles: true }).query.compared).toEqual({ by: 'group' });
    }
  });
});
