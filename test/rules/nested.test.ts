import { describe, expect, it } from 'vitest';
import { maskSegments } from '../../rules/disclosure.ts';
import { tellsOfRest } from '../../rules/nested.ts';

type Answers = [yes: number, no: number, notApplicable: number, notRecorded: number];
const add = (all: readonly Answers[]): Answers => [
  all.reduce((s, [yes]) => s + yes, 0),
  all.reduce((s, [, no]) => s + no, 0),
  all.reduce((s, [, , notApplicable]) => s + notApplicable, 0),
  all.reduce((s, [, , , notRecorded]) => s + notRecorded, 0),
];
const filesOf = (answers: Answers) => answers.reduce((sum, count) => sum + count, 0);
const answersOf = (id: string, [yes, no, notApplicable, notRecorded]: Answers) => ({
  id,
  yes,
  no,
  notApplicable,
  notRecorded,
});

/** A check, whether there is a plan, by the answers to another one, of groups of which each has files of each answer. */
function tables(groups: readonly (readonly [Answers, Answers, Answers, Answers])[]) {
  const counted = (plan: Answers, children: Answers) => ({
    files: filesOf(plan),
    checks: [answersOf('plan', plan), answersOf('children', children)],
  });
  const asAnswer = (u: number, files: number): Answers =>
    [0, 1, 2, 3].map((at) => (at === u ? files : 0)) as Answers;
  const units = [0, 1, 2, 3].map((u) => {
    const plan = add(groups.map((group) => group[u] ?? [0, 0, 0, 0]));
    return counted(plan, asAnswer(u, filesOf(plan)));
  });
  const byGroup = groups.map((group) => counted(add(group), group.map(filesOf) as Answers));
  return { units, byGroup, overall: counted(add(groups.flat()), units.map(({ files }) => files) as Answers) };
}

function hiddenOf(groups: Parameters<typeof tables>[0]): boolean[] {
  const { units, byGroup, overall } = tables(groups);
  const rule = { threshold: 5, byFiles: new Set<string>(), order: 'groups_first' as const };
  const division = { of: 'checkAnswers' as const, check: 1 };
  return maskSegments(division, units, overall, byGroup, new Set(), rule).units.map(
    ({ checks }) => checks[0] ?? false,
  );
}

const NOBODY: Answers = [0, 0, 0, 0];

describe('figures by the answers to a check, beside those of groups', () => {
  // All files of the first group are not applicable, and of the second all but those here.
  const of = (rest: Answers) =>
    hiddenOf([
      [NOBODY, NOBODY, [45, 61, 8, 2], NOBODY],
      [[8, 9, 0, 1], [7, 13, 0, 1], rest, NOBODY],
    ]);

  it('do not tell of two files that are left of a group', () => {
    // 15 yes of the second group less 8 and 7 are none of two files; 60 of all less 45 and 15 as well.
    expect(of([0, 2, 0, 0])).toEqual([true, true, true, true]);
  });

  it('are shown where what is left may be', () => {
    expect(of([9, 12, 0, 0]).slice(0, 3)).toEqual([false, false, false]);
    // Nothing is told of files to which the check does not apply.
    expect(of([0, 0, 2, 0]).slice(0, 3)).toEqual([false, false, false]);
  });

  it('tell of one hidden answer where a group is made up of them', () => {
    const { units, byGroup } = tables([
      [[8, 9, 0, 0], [1, 13, 0, 0], NOBODY, NOBODY],
      [NOBODY, NOBODY, [45, 61, 0, 0], NOBODY],
    ]);
    const isSmall = ({ yes, applicable }: { yes: number; applicable: number }) =>
      yes < 5 || applicable - yes < 5;
    const tells = (isShown: () => boolean) =>
      tellsOfRest(byGroup, units, { check: 0, own: 1 }, { isShown, isSmall });
    expect(tells(() => true)).toBe(true);
    // Of a group that is not shown nothing is taken away.
    expect(tells(() => false)).toBe(false);
  });
});
