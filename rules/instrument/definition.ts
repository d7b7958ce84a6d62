import { z } from 'zod';
import { criterionSchema, itemSchema, scaleSchema } from './schema.ts';
import type { Criterion, InstrumentItem, Scale } from './schema.ts';

/** The parts of a definition that have the right shape, and where they stand, so that all its problems are told at once. */
export interface Definition {
  scales: Record<string, Scale>;
  sections: { at: string; id: string }[];
  items: { at: string; item: InstrumentItem }[];
  /** Each with its own parts by id alone. */
  criteria: { at: string; criterion: Criterion }[];
  rankBy: string[];
  selfCompletion: { item: string; answer: string } | undefined;
  subjectIsPersonal: boolean;
  /** Ids of what is there but has not the right shape: a reference to it is no problem of its own. */
  broken: Set<string>;
}

const loose = z.object({
  scales: z.record(z.string(), z.unknown()).catch({}),
  sections: z
    .array(
      z.object({ id: z.unknown().optional(), items: z.array(z.unknown()).catch([]) }).catch({ items: [] }),
    )
    .catch([]),
  criteria: z.array(z.unknown()).catch([]),
  rankBy: z.array(z.string()).catch([]),
  selfCompletion: z.object({ item: z.string(), answer: z.string() }).optional().catch(undefined),
  // Of a broken subject it is told elsewhere that it is broken.
  subject: z.object({ personal: z.boolean() }).catch({ personal: true }),
});
const withId = z.looseObject({ id: z.string() });
const withParts = z.looseObject({ of: z.array(z.unknown()) });

/** Takes a definition apart, whatever is wrong with it. */
export function definitionIn(data: unknown): Definition {
  const { scales, sections, criteria, rankBy, selfCompletion, subject } = loose
    .catch({ scales: {}, sections: [], criteria: [], rankBy: [], subject: { personal: true } })
    .parse(data);
  const found: Definition = {
    scales: {},
    sections: [],
    items: [],
    criteria: [],
    rankBy,
    selfCompletion,
    subjectIsPersonal: subject.personal,
    broken: new Set(),
  };
  for (const [id, raw] of Object.entries(scales)) {
    const scale = scaleSchema.safeParse(raw);
    if (scale.success) found.scales[id] = scale.data;
    else found.broken.add(id);
  }
  sections.forEach(({ id, items }, s) => {
    if (typeof id === 'string') found.sections.push({ at: `sections[${s}]`, id });
    items.forEach((raw, i) => {
      const item = itemSchema.safeParse(raw);
      if (item.success) found.items.push({ at: `sections[${s}].items[${i}]`, item: item.data });
      else markBroken(found, raw);
    });
  });
  criteria.forEach((raw, c) => takeCriterion(found, raw, `criteria[${c}]`));
  return found;
}

function markBroken({ broken }: Definition, raw: unknown): void {
  const named = withId.safeParse(raw);
  if (named.success) broken.add(named.data.id);
}

function takeCriterion(found: Definition, raw: unknown, at: string): void {
  const parts = withParts.safeParse(raw);
  const children = parts.success ? parts.data.of : [];
  children.forEach((child, p) => {
    if (typeof child !== 'string') takeCriterion(found, child, `${at}.of[${p}]`);
  });
  // Read without its own criteria, so that one that is broken in them is still judged itself.
  const own = children.filter((child) => typeof child === 'string' || withId.safeParse(child).success);
  const shallow = own.map((child) => (typeof child === 'string' ? child : bare(child)));
  const criterion = criterionSchema.safeParse(parts.success ? { ...parts.data, of: shallow } : raw);
  if (criterion.success) found.criteria.push({ at, criterion: criterion.data });
  else markBroken(found, raw);
}

/** A criterion by its id alone, in a shape that passes. */
const bare = (raw: unknown): Criterion => {
  const { id } = withId.parse(raw);
  return { id, title: id, of: [], aggregate: 'sum', scoredBy: 'value', limits: [] };
};
