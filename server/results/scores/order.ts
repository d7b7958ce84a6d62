import type { Criterion, Instrument } from '../../../rules/index.ts';
import type { ScoredRecord } from './scoring.ts';

/** Every criterion before those it is made of, with how many are above it. */
export function topDown({
  criteria,
}: Pick<Instrument, 'criteria'>): { criterion: Criterion; depth: number }[] {
  const walk = (criterion: Criterion, depth: number): { criterion: Criterion; depth: number }[] => [
    { criterion, depth },
    ...criterion.of.flatMap((part) => (typeof part === 'string' ? [] : walk(part, depth + 1))),
  ];
  return criteria.flatMap((criterion) => walk(criterion, 0));
}

/** Records with the first rank first; those with an equal rank as they came, and those without one last. */
export const inRankOrder = (records: readonly ScoredRecord[]): ScoredRecord[] =>
  records.toSorted((a, b) => (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER));
