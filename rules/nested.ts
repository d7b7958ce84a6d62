import type { Counted } from './appliesToNobody.ts';

type Answers = Counted['checks'][number];

const inOrder = ({ yes, no, notApplicable, notRecorded }: Answers) => [yes, no, notApplicable, notRecorded];

/**
 * Whether the figures of a check by the answers to another one, beside those of the sample groups, say what the answers of
 * few files are: where all files of some answers are in one group, the figure of the group less theirs is of the rest of the
 * group; and where all files of some groups have one answer, its figure less theirs is of the rest that have it. Where
 * nothing is left, each is the rest of the others.
 *
 * @param units - by the answers to the dividing check: yes, no, not applicable, not recorded
 * @param of - check: the position of the check that is told; own: that of the dividing one
 * @param told - isShown: whether a group's figure is shown; isSmall: whether one of a few files may not be
 */
export function tellsOfRest(
  groups: readonly Counted[],
  units: readonly Counted[],
  { check, own }: { check: number; own: number },
  told: {
    isShown: (of: Answers) => boolean;
    isSmall: (of: { yes: number; applicable: number }) => boolean;
  },
): boolean {
  const shareOf = (all: readonly Counted[]) => {
    const sum = (count: (of: Answers) => number) =>
      all.reduce((total, { checks }) => total + (checks[check] ? count(checks[check]) : 0), 0);
    return { yes: sum(({ yes }) => yes), applicable: sum(({ yes, no }) => yes + no) };
  };
  const isSmallRest = (whole: Counted, parts: readonly Counted[]): boolean => {
    const [all, taken] = [shareOf([whole]), shareOf(parts)];
    const rest = { yes: all.yes - taken.yes, applicable: all.applicable - taken.applicable };
    if (parts.length === 0) return false;
    return rest.applicable > 0
      ? told.isSmall(rest)
      : parts.length > 1 &&
          parts.some((part) => shareOf([part]).applicable > 0 && told.isSmall(shareOf([part])));
  };
  const known = groups.flatMap((group) => {
    const [figure, dividing] = [group.checks[check], group.checks[own]];
    return figure && dividing && told.isShown(figure) && told.isShown(dividing)
      ? [{ group, byUnit: inOrder(dividing) }]
      : [];
  });
  return (
    known.some(({ group, byUnit }) =>
      isSmallRest(
        group,
        units.filter((unit, u) => unit.files > 0 && byUnit[u] === unit.files),
      ),
    ) ||
    units.some((unit, u) =>
      isSmallRest(
        unit,
        known.flatMap(({ group, byUnit }) => (group.files > 0 && byUnit[u] === group.files ? [group] : [])),
      ),
    )
  );
}
