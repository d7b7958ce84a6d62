import { emptyPlan, NEED_DOMAIN_LABELS } from '../../../rules/index.ts';
import type { PlanEntry } from '../../../rules/index.ts';

/** A part of a plan that somebody can have changed on their own, in JSON; a part that is not there has no entry. */
export type PlanParts = ReadonlyMap<string, string>;

const SINGLE = [
  'date',
  'reviewDate',
  'orientation',
  'agreed',
  'keyWorkerNamed',
  'earlierStart',
  'earlierExit',
  'treatmentStart',
  'treatmentExit',
] as const;

const LABELS: Record<(typeof SINGLE)[number], string> = {
  date: 'Date of the plan',
  reviewDate: 'Planned review',
  orientation: 'Orientation',
  agreed: 'Signed or agreed',
  keyWorkerNamed: 'Key worker named',
  earlierStart: 'Start of the earlier time in treatment',
  earlierExit: 'Exit from the earlier time in treatment',
  treatmentStart: 'Start of treatment',
  treatmentExit: 'Exit from treatment',
};

/**
 * A plan in parts. A goal is known by its words, so that one which moved because another was taken out is still the
 * same; where the same words stand twice they are counted.
 */
export function partsOf(entry: PlanEntry): PlanParts {
  const parts = new Map<string, string>();
  for (const name of SINGLE) if (entry[name] !== null) parts.set(name, JSON.stringify(entry[name]));
  for (const need of entry.needs) parts.set(`need.${need.domain}`, JSON.stringify(need));
  const add = (key: string, value: unknown) => {
    let free = key;
    for (let n = 2; parts.has(free); n += 1) free = `${key}#${n}`;
    parts.set(free, JSON.stringify(value));
  };
  for (const goal of entry.goals) add(`goal.${goal.text.toLowerCase()}`, goal);
  for (const form of entry.topForms) add(`top.${form.date}.${form.stage ?? ''}`, form);
  return parts;
}

/** A plan put together again from parts; whether it is one is still to be checked. */
export function planOf(parts: PlanParts): unknown {
  const data: Record<string, unknown> & { needs: unknown[]; goals: unknown[]; topForms: unknown[] } = {
    ...emptyPlan(),
    needs: [],
    goals: [],
    topForms: [],
  };
  for (const [key, json] of parts) {
    const value: unknown = JSON.parse(json);
    if (key.startsWith('need.')) data.needs.push(value);
    else if (key.startsWith('goal.')) data.goals.push(value);
    else if (key.startsWith('top.')) data.topForms.push(value);
    else data[key] = value;
  }
  return data;
}

/** A part that two versions of a plan have differently; null where a version does not have it. */
export interface PartDifference {
  key: string;
  theirs: string | null;
  yours: string | null;
  /** Which of them stands where only one of the two was changed; null where somebody has to choose. */
  chosen: 'theirs' | 'yours' | null;
}

/**
 * What two versions of a plan have differently, and what is the same in both.
 *
 * @param base - what both began with; null where it is not known
 */
export function comparePlans(
  theirs: PlanParts,
  yours: PlanParts,
  base: PlanParts | null,
): { same: Map<string, string>; differences: PartDifference[] } {
  const same = new Map<string, string>();
  const differences: PartDifference[] = [];
  for (const key of new Set([...theirs.keys(), ...yours.keys()])) {
    const [their, your] = [theirs.get(key) ?? null, yours.get(key) ?? null];
    if (their !== null && their === your) {
      same.set(key, their);
      continue;
    }
    const before = base ? (base.get(key) ?? null) : undefined;
    const chosen = before === their ? 'yours' : before === your ? 'theirs' : null;
    differences.push({ key, theirs: their, yours: your, chosen });
  }
  return { same, differences };
}

/** What a part is called. */
export function partLabel(key: string): string {
  const single = SINGLE.find((name) => name === key);
  if (single) return LABELS[single];
  if (key.startsWith('need.')) {
    return `Need: ${(NEED_DOMAIN_LABELS as Record<string, string>)[key.slice('need.'.length)] ?? key}`;
  }
  if (key === 'goals' || key === 'topForms') return key === 'goals' ? 'The goals' : 'The TOP forms';
  return key.startsWith('goal.') ? 'Goal' : 'TOP form';
}
