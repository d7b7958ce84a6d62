import { criteriaOf, instrumentItemsOf, optionsOf, partsOf } from './parts.ts';
import type { Criterion, Instrument } from './schema.ts';

/** What one record scores on one criterion, and why. */
export interface CriterionScore {
  id: string;
  /** What the criterion hands on and what is compared; null where it cannot be told. */
  score: number | null;
  /** What its parts came to before bands and limits. */
  value: number | null;
  /** The id of the band; null where there are no bands or no score. */
  band: string | null;
  /** Ids of the items or criteria for want of which there is no score. */
  missing: string[];
  /** Whether no part applies, so that the criterion leaves those it is part of. */
  notApplicable: boolean;
  /** The limits that brought the score down. */
  limitedBy: { item: string; atMost: number }[];
  /** What it was made of: the score of each part, and its weight. Parts that do not apply have none. */
  parts: { id: string; score: number | null; weight: number; notApplicable: boolean }[];
}

type Answers = ReadonlyMap<string, string>;
type Part = CriterionScore['parts'][number];

/** Sums of tenths are compared with cuts as people compare them. */
const NEARLY = 1e-9;

/**
 * Scores one record on every criterion of a tool. What does not apply leaves its criterion; what is missing leaves the
 * criterion, and all that it is part of, without a score.
 *
 * @param answers - item id to value, and for a judgement criterion id to the option chosen
 * @param excluded - ids of items that are left out of this audit
 * @returns one score a criterion, each after those it is made of
 */
export function scoreRecord(
  instrument: Instrument,
  answers: Answers,
  excluded: ReadonlySet<string> = new Set(),
): CriterionScore[] {
  const scores = new Map<string, CriterionScore>();
  const ofItem = scoresOfItems(instrument, answers);
  for (const criterion of criteriaOf(instrument)) {
    const parts = partsOf(criterion)
      .filter((id) => !excluded.has(id))
      .map((id): Part => {
        const weight = criterion.weights?.[id] ?? 1;
        const made = scores.get(id);
        if (made) return { id, weight, score: made.score, notApplicable: made.notApplicable };
        const own = ofItem(id);
        return { id, weight, score: own.score, notApplicable: own.notApplicable };
      });
    scores.set(
      criterion.id,
      criterion.aggregate === 'judgement'
        ? judged(instrument, criterion, answers, parts, excluded.has(criterion.id))
        : counted(withLimitsAsked(criterion, excluded), answers, parts),
    );
  }
  return [...scores.values()];
}

/** A criterion with the limits that are asked. */
const withLimitsAsked = (criterion: Criterion, excluded: ReadonlySet<string>): Criterion => ({
  ...criterion,
  limits: criterion.limits.filter(({ item }) => !excluded.has(item)),
});

/** What an answer to an item counts for. */
function scoresOfItems(instrument: Instrument, answers: Answers) {
  const items = new Map(instrumentItemsOf(instrument).map((item) => [item.id, item]));
  return (id: string): { score: number | null; notApplicable: boolean } => {
    const item = items.get(id);
    const value = answers.get(id);
    if (item === undefined || value === undefined) return { score: null, notApplicable: false };
    if (value === 'na') return { score: null, notApplicable: true };
    if (item.kind === 'number') return { score: Number(value), notApplicable: false };
    const score = optionsOf(instrument, item).find((option) => option.id === value)?.score ?? null;
    return { score, notApplicable: false };
  };
}

function judged(
  instrument: Instrument,
  { id, scale }: Criterion,
  answers: Answers,
  parts: Part[],
  isExcluded: boolean,
): CriterionScore {
  const chosen = answers.get(id);
  const option = instrument.scales[scale ?? '']?.options.find((one) => one.id === chosen);
  const notApplicable = chosen === 'na' || (isExcluded && option === undefined);
  const score = option?.score ?? null;
  const missing = option || notApplicable ? [] : [id];
  return { id, score, value: score, band: option?.id ?? null, missing, notApplicable, limitedBy: [], parts };
}

function counted(criterion: Criterion, answers: Answers, parts: Part[]): CriterionScore {
  const { id } = criterion;
  const applying = parts.filter((part) => !part.notApplicable);
  const missing = applying.filter(({ score }) => score === null).map((part) => part.id);
  const notApplicable = applying.length === 0;
  const none = { id, score: null, value: null, band: null, missing, notApplicable, limitedBy: [], parts };
  if (notApplicable || missing.length > 0) return none;

  const value = aggregated(criterion, applying);
  const first = handedOn(criterion, value);
  // Below the lowest band there is none to hand on, and the value is on another scale.
  if (first.score === null) return { ...none, value };
  const { score } = first;
  const limits = criterion.limits.filter(({ item, answers: those, atMost }) => {
    const answer = answers.get(item);
    return answer !== undefined && those.includes(answer) && atMost < score;
  });
  if (limits.length === 0) return { ...none, score, band: first.band, value };
  const atMost = Math.min(...limits.map((limit) => limit.atMost));
  const limitedBy = limits.map((limit) => ({ item: limit.item, atMost: limit.atMost }));
  return { ...none, ...limited(criterion, atMost), value, limitedBy };
}

function aggregated({ aggregate }: Criterion, parts: readonly Part[]): number {
  const scores = parts.map(({ score }) => score ?? 0);
  const sum = parts.reduce((total, { score, weight }) => total + (score ?? 0) * weight, 0);
  switch (aggregate) {
    case 'mean':
      return sum / parts.reduce((total, { weight }) => total + weight, 0);
    case 'sum':
      return sum;
    case 'least':
      return Math.min(...scores);
    case 'most':
      return Math.max(...scores);
    case 'median': {
      const sorted = scores.toSorted((a, b) => a - b);
      const middle = sorted.length / 2;
      return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
    }
    case 'judgement':
      throw new Error('A judgement is chosen, not counted');
  }
}

/** The band of a value: the last that begins at or below it. */
export const bandAt = ({ bands = [] }: Criterion, value: number) =>
  bands.findLast(({ from }) => value >= from - NEARLY) ?? null;

function handedOn(criterion: Criterion, value: number): { score: number | null; band: string | null } {
  const band = bandAt(criterion, value);
  const score = criterion.scoredBy === 'band' ? (band?.score ?? null) : value;
  return { score, band: band?.id ?? null };
}

/** The score and band under a limit: the best band that counts for no more, or the limit itself. */
function limited(criterion: Criterion, atMost: number): { score: number; band: string | null } {
  if (criterion.scoredBy === 'value') return { score: atMost, band: bandAt(criterion, atMost)?.id ?? null };
  const band = (criterion.bands ?? []).findLast(({ score }) => score !== undefined && score <= atMost);
  return { score: band?.score ?? atMost, band: band?.id ?? null };
}

/** The least and the most that can be scored on each criterion, by the answers that can be given. */
export function scoreRanges(
  instrument: Instrument,
  excluded: ReadonlySet<string> = new Set(),
): Map<string, { least: number; most: number }> {
  const extreme = (pick: (scores: number[]) => number) => {
    const answers = new Map<string, string>();
    for (const item of instrumentItemsOf(instrument)) {
      if (item.kind === 'number') {
        answers.set(item.id, String(pick([item.minimum, item.maximum])));
        continue;
      }
      const scored = optionsOf(instrument, item).filter(({ score }) => score !== null);
      const wanted = pick(scored.map(({ score }) => score ?? 0));
      const option = scored.find(({ score }) => score === wanted);
      if (option) answers.set(item.id, option.id);
    }
    for (const { id, aggregate, scale } of criteriaOf(instrument)) {
      if (aggregate !== 'judgement') continue;
      const scored = instrument.scales[scale ?? '']?.options ?? [];
      const wanted = pick(scored.map(({ score }) => score ?? 0));
      const option = scored.find(({ score }) => score === wanted);
      if (option) answers.set(id, option.id);
    }
    return new Map(scoreRecord(instrument, answers, excluded).map(({ id, score }) => [id, score]));
  };
  const least = extreme((scores) => Math.min(...scores));
  const most = extreme((scores) => Math.max(...scores));
  return new Map(
    [...least].flatMap(([id, low]) => {
      const high = most.get(id) ?? null;
      return low === null || high === null ? [] : [[id, { least: low, most: high }] as const];
    }),
  );
}
