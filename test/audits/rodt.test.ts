import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checksOf, foldName, itemsOf, namesOf, parseTool } from '../../rules/index.ts';
import type { Tool } from '../../rules/index.ts';

const audits = new URL('../../audits/', import.meta.url);

function parsed(data: unknown): Tool {
  const result = parseTool(data);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems, null, 2));
  return result.tool;
}

const rodt = parsed(JSON.parse(readFileSync(new URL('rodt.v1.json', audits), 'utf8')));

describe('the RODT tool, version 1', () => {
  it('is accepted, under the id and version that its file name says', () => {
    expect([rodt.id, rodt.version]).toEqual(['rodt', 1]);
  });

  it('asks its items in the order of the printed table, then the assessments, then the facts', () => {
    expect(rodt.sections.map((section) => [section.id, section.items.map((item) => item.id)])).toEqual([
      [
        'recovery',
        [
          'recovery_plan',
          'abstinence',
          'reduction',
          'smart',
          'all_needs',
          'balance',
          'review_required',
          'social_networks',
          'recovery_capital',
          'referrals',
          'top_missing',
          'keywork_by_plan',
          'psychosocial',
        ],
      ],
      ['assessments', ['initial_assessment', 'comprehensive_assessment', 'risk_assessment']],
      [
        'service_user',
        [
          'children_identified',
          'gender',
          'ethnicity',
          'primary_drug',
          'secondary_drug',
          'months_in_treatment',
        ],
      ],
    ]);
  });

  it('says of each check what a yes means', () => {
    const idsWith = (polarity: string) =>
      checksOf(rodt)
        .filter((check) => check.polarity === polarity)
        .map((check) => check.id);
    expect(idsWith('neither')).toEqual(['abstinence', 'reduction', 'review_required', 'children_identified']);
    expect(idsWith('yes_is_bad')).toEqual(['top_missing']);
    expect(idsWith('yes_is_good')).toEqual([
      'recovery_plan',
      'smart',
      'all_needs',
      'balance',
      'social_networks',
      'recovery_capital',
      'referrals',
      'keywork_by_plan',
      'psychosocial',
      'initial_assessment',
      'comprehensive_assessment',
      'risk_assessment',
    ]);
  });

  it('hangs the six checks about the plan on there being one, and no other', () => {
    expect(
      checksOf(rodt)
        .filter((check) => check.dependsOn)
        .map((check) => check.id),
    ).toEqual(['abstinence', 'reduction', 'smart', 'all_needs', 'balance', 'review_required']);
    for (const { dependsOn } of checksOf(rodt)) {
      if (dependsOn) expect(dependsOn).toEqual({ item: 'recovery_plan', answer: 'yes' });
    }
  });

  it('sets no standard, as its source sets none', () => {
    expect(checksOf(rodt).filter((check) => check.standard !== undefined)).toEqual([]);
  });

  it('breaks results down by all that is known about the service user, and by nothing else', () => {
    const segments = itemsOf(rodt).filter((item) => item.segment);
    expect(segments).toEqual(rodt.sections[2]?.items);
  });

  it.each(itemsOf(rodt).map((item) => [item.id, item] as const))(
    '%s fits one row of the recording page and says how to decide',
    (_id, item) => {
      expect(item.label.length).toBeLessThanOrEqual(70);
      expect(item.shortLabel.length).toBeLessThanOrEqual(16);
      expect(item.guidance.length).toBeGreaterThanOrEqual(60);
      const sentences = item.guidance.match(/[.?!](?=\s|$)/g) ?? [];
      expect(sentences.length).toBeGreaterThanOrEqual(2);
      expect(sentences.length).toBeLessThanOrEqual(5);
    },
  );

  it.each([
    ['Rec plan', 'recovery_plan'],
    ['ABS orien', 'abstinence'],
    ['RED', 'reduction'],
    ['SMART', 'smart'],
    ['all needs', 'all_needs'],
    ['balance', 'balance'],
    ['rev REQ', 'review_required'],
    ['social net', 'social_networks'],
    ['Rec cap', 'recovery_capital'],
    ['Refs', 'referrals'],
    ['Tops missing', 'top_missing'],
    ['kw by plan', 'keywork_by_plan'],
    ['psycho', 'psychosocial'],
  ])('knows the printed heading "%s" as %s', (heading, id) => {
    const owners = itemsOf(rodt).filter((item) => namesOf(item).includes(foldName(heading)));
    expect(owners.map((item) => item.id)).toEqual([id]);
  });

  it('offers none as a secondary drug only, and the same drugs for both', () => {
    const options = (id: string) => {
      const item = itemsOf(rodt).find((candidate) => candidate.id === id);
      return item?.kind === 'field' && item.type === 'choice' ? item.options.map((option) => option.id) : [];
    };
    expect(options('primary_drug')).toContain('heroin');
    expect(options('primary_drug')).not.toContain('none');
    expect(options('secondary_drug')).toEqual(['none', ...options('primary_drug')]);
  });
});

describe('the RODT tool, version 2', () => {
  const second = parsed(JSON.parse(readFileSync(new URL('rodt.v2.json', audits), 'utf8')));

  it('differs from the first in when TOP forms fall due, and in the guidance of that check alone', () => {
    const guidanceOf = (tool: Tool) => checksOf(tool).find(({ id }) => id === 'top_missing')?.guidance ?? '';
    const without = (tool: Tool) => ({
      ...tool,
      version: null,
      topWindows: null,
      instrument: null,
      sections: tool.sections.map((section) => ({
        ...section,
        items: section.items.map((item) => (item.id === 'top_missing' ? { ...item, guidance: null } : item)),
      })),
    });
    expect(second.version).toBe(2);
    expect(without(second)).toEqual(without(rodt));
    expect(guidanceOf(second)).not.toBe(guidanceOf(rodt));
  });

  it('says in the guidance the days that are in its windows', () => {
    const guidance = checksOf(second).find(({ id }) => id === 'top_missing')?.guidance ?? '';
    const now = second.topWindows?.at(-1);
    for (const words of [
      `within ${now?.start.withinDays} days of the start`,
      `within ${now?.exit.withinDays} days of the exit`,
      `${now?.review.fromDay} to ${now?.review.toDay} days after the start`,
      `every further ${now?.review.further?.everyDays} days`,
      `at most ${now?.journey?.withinDays} days apart`,
    ]) {
      expect(guidance).toContain(words);
    }
  });
});

describe('the example in audits/README.md', () => {
  const readme = readFileSync(new URL('README.md', audits), 'utf8');
  const example = /```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

  it('is a definition that is accepted as it stands, with every kind of item in it', () => {
    const tool = parsed(JSON.parse(example));
    expect(new Set(itemsOf(tool).map((item) => item.kind))).toEqual(new Set(['check', 'field', 'rating']));
  });
});
