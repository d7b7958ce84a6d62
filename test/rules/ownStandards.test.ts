import { describe, expect, it } from 'vitest';
import {
  checksOf,
  missesStandard,
  otherThanToolBeside,
  otherThanToolText,
  parseTool,
  standardsOf,
  standardsTakenOver,
  withoutItems,
  withStandards,
} from '../../rules/index.ts';
import type { Tool } from '../../rules/index.ts';

const item = (id: string, more: Record<string, unknown>) => ({
  kind: 'scale',
  id,
  label: `Question ${id}`,
  shortLabel: id,
  guidance: 'Yes where it is there.',
  aliases: [],
  scale: 'good',
  na: true,
  ...more,
});
const scale = (yes: number, no: number) => ({
  options: [
    { id: 'yes', label: 'Yes', aliases: [], score: yes },
    { id: 'no', label: 'No', aliases: [], score: no },
  ],
});
const parsed = parseTool({
  format: 2,
  id: 'made',
  version: 1,
  title: 'Made',
  description: 'Made.',
  source: 'Made.',
  subject: { id: 'case_file', one: 'case file', many: 'case files', personal: true },
  scales: {
    good: scale(1, 0),
    bad: scale(0, 1),
    rated: {
      options: ['weak', 'fair', 'fine'].map((id, score) => ({ id, label: id, aliases: [], score })),
    },
  },
  sections: [
    {
      id: 'practice',
      title: 'Practice',
      items: [
        item('plan', { target: { of: ['yes'], atLeast: 90 } }),
        item('late', { scale: 'bad' }),
        item('note', { scale: 'rated', target: { of: ['fair', 'fine'], atLeast: 70 } }),
        item('tone', { scale: 'rated' }),
      ],
    },
  ],
  criteria: [],
});
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const tool: Tool = parsed.tool;

describe('standards that an audit has of its own', () => {
  it('can be set of checks that are good or bad, and of others whose expected answers the tool names', () => {
    expect(standardsOf(tool).map(({ item: { id }, of, atLeast }) => [id, of, atLeast])).toEqual([
      ['plan', ['yes'], 90],
      ['late', ['no'], null],
      ['note', ['fair', 'fine'], 70],
    ]);
  });

  it('stand in the place of those of the tool, wherever one is asked for, with what the tool says beside them', () => {
    const own = withStandards(tool, [
      { itemId: 'plan', atLeast: 60 },
      { itemId: 'late', atLeast: 80 },
      { itemId: 'note', atLeast: 50 },
      { itemId: 'gone', atLeast: 10 },
    ]);
    const [plan, late] = checksOf(own);
    expect([plan?.standard, late?.standard]).toEqual([60, 20]);
    // 7 of 10 miss the tool's 90% and reach the audit's 60%; 3 of 10 that should not be are more than one in five.
    const [before] = checksOf(tool);
    expect(before && missesStandard(before, { yes: 7, applicable: 10 })).toBe(true);
    expect(plan && missesStandard(plan, { yes: 7, applicable: 10 })).toBe(false);
    expect(late && missesStandard(late, { yes: 3, applicable: 10 })).toBe(true);
    expect(standardsOf(own).map(({ atLeast }) => atLeast)).toEqual([60, 80, 50]);
    expect(otherThanToolText(own)).toBe(
      'Standards set for this audit: “Question plan” as it should be in at least 60% (the tool: 90%); “Question late” as it should be in at least 80% (the tool: none); “Question note” as it should be in at least 50% (the tool: 70%).',
    );
    expect(withStandards(tool, [])).toBe(tool);
  });

  it('are taken over into another audit of questions that its tool has with the same answers expected', () => {
    const own = [
      { itemId: 'plan', atLeast: 60 },
      { itemId: 'late', atLeast: 80 },
      { itemId: 'note', atLeast: 50 },
      { itemId: 'gone', atLeast: 10 },
    ];
    expect(standardsTakenOver(own, tool, tool)).toEqual(own.slice(0, 3));
    // In the other version what was bad is good, one question is gone, and one has this very standard.
    const [section] = tool.sections;
    const items = (section?.items ?? []).flatMap((one) =>
      one.kind !== 'check' || one.id === 'note'
        ? []
        : one.id === 'late'
          ? [{ ...one, polarity: 'yes_is_good' as const }]
          : [one],
    );
    const other: Tool = { ...tool, sections: section ? [{ ...section, items }] : [] };
    expect(standardsTakenOver(own, tool, other)).toEqual([{ itemId: 'plan', atLeast: 60 }]);
    expect(standardsTakenOver([{ itemId: 'plan', atLeast: 90 }], tool, other)).toEqual([]);
  });

  it('are told beside another audit as what is compared, unlike questions that are left out', () => {
    const own = [{ itemId: 'plan', atLeast: 60 }];
    const standards =
      'Standards set for this audit: “Question plan” as it should be in at least 60% (the tool: 90%).';
    expect(otherThanToolBeside(withStandards(tool, own))).toBe(standards);
    const leftOut = (...ids: string[]) =>
      otherThanToolBeside(
        withStandards(
          withoutItems(
            tool,
            ids.map((itemId) => ({ itemId, reason: 'It was misread.' })),
          ),
          own,
        ),
      );
    expect(leftOut('late')).toBe(
      `Left out of this audit, so asked nowhere and in no figure: “Question late” (It was misread). It is not compared. ${standards}`,
    );
    expect(leftOut('late', 'note')).toContain('They are not compared.');
    expect(otherThanToolBeside(tool)).toBe('');
  });
});
