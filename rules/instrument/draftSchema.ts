import { z } from 'zod';

// A tool while it is written: of the shape of the second format, with whatever is still missing or wrong in it. What is
// not known here stays in it and is told by `parseInstrument`, so that nothing falls out of a definition unsaid.

const text = z.string().default('');
const names = z.array(z.string()).default([]);

const optionSchema = z.looseObject({
  id: text,
  label: text,
  aliases: names,
  score: z.number().optional(),
  guidance: z.string().optional(),
});

const DRAFT_KINDS = ['scale', 'choice', 'multiple', 'number', 'date', 'text'] as const;

const itemSchema = z.looseObject({
  kind: z.enum(DRAFT_KINDS, 'must be scale, choice, multiple, number, date or text'),
  id: text,
  label: text,
  shortLabel: text,
  guidance: text,
  aliases: names,
  segment: z.boolean().default(false),
  about: z.enum(['person', 'practice']).optional(),
  safety: z.literal(true).optional(),
  source: z.string().optional(),
  measure: z.string().optional(),
  hint: z.string().optional(),
  suggestions: names,
  dependsOn: z.looseObject({ item: text, answer: text }).optional(),
  scale: z.string().optional(),
  highest: z.string().optional(),
  na: z.boolean().optional(),
  noStandard: z.string().optional(),
  target: z.looseObject({ of: names, atLeast: z.number() }).optional(),
  from: z
    .looseObject({
      number: z.string().optional(),
      bands: z.array(z.looseObject({ from: z.number(), answer: text })).optional(),
      codes: z.string().optional(),
    })
    .optional(),
  options: z.array(optionSchema).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  unit: z.string().optional(),
  bands: z.array(z.number()).optional(),
  maximumLength: z.number().optional(),
});

const sectionSchema = z.looseObject({
  id: text,
  title: text,
  description: z.string().optional(),
  items: z.array(itemSchema).default([]),
});

/** A criterion of a draft: as `Criterion`, with whatever is still wrong in it. */
export interface DraftCriterion {
  [name: string]: unknown;
  id: string;
  title: string;
  of: (string | DraftCriterion)[];
  aggregate: 'mean' | 'sum' | 'least' | 'most' | 'median' | 'judgement';
  weights?: Record<string, number> | undefined;
  bands?: { id: string; label: string; from: number; score?: number | undefined }[] | undefined;
  scoredBy: 'value' | 'band';
  limits: { item: string; answers: string[]; atMost: number }[];
  scale?: string | undefined;
  source?: string | undefined;
  measure?: string | undefined;
}

const criterionSchema: z.ZodType<DraftCriterion> = z.lazy(() =>
  z.looseObject({
    id: text,
    title: text,
    of: z.array(z.union([z.string(), criterionSchema])).default([]),
    aggregate: z.enum(['mean', 'sum', 'least', 'most', 'median', 'judgement']).default('mean'),
    weights: z.record(z.string(), z.number()).optional(),
    bands: z
      .array(z.looseObject({ id: text, label: text, from: z.number(), score: z.number().optional() }))
      .optional(),
    scoredBy: z.enum(['value', 'band']).default('value'),
    limits: z.array(z.looseObject({ item: text, answers: names, atMost: z.number() })).default([]),
    scale: z.string().optional(),
    source: z.string().optional(),
    measure: z.string().optional(),
  }),
);

const callsSchema = z.looseObject({
  scenario: text,
  caller: text,
  time: text,
  accuracy: names,
  stories: z.record(z.string(), z.string()).default({}),
});

const within = z.looseObject({ withinDays: z.number().optional() });

const topWindowSchema = z.looseObject({
  from: text,
  start: within.default({}),
  review: z
    .looseObject({
      fromWeek: z.number().optional(),
      toWeek: z.number().optional(),
      fromDay: z.number().optional(),
      toDay: z.number().optional(),
      further: z
        .looseObject({ everyDays: z.number().optional(), openDays: z.number().optional() })
        .optional(),
    })
    .default({}),
  exit: within.default({}),
  journey: within.optional(),
  threshold: z.number().optional(),
  source: z.string().optional(),
  choices: z.array(z.string()).optional(),
});

const trainingFileSchema = z.looseObject({
  id: text,
  title: text,
  notes: z.array(z.looseObject({ heading: text, entries: names })).default([]),
  settled: z.record(z.string(), z.looseObject({ answer: text, reason: text })).default({}),
});

export const draftSchema = z.looseObject({
  format: z.literal(2),
  id: z.string().min(1, 'must not be empty'),
  version: z.int().default(1),
  title: text,
  description: text,
  source: text,
  subject: z
    .looseObject({ id: text, one: text, many: text, personal: z.boolean().default(true) })
    .default({ id: 'case_file', one: 'case file', many: 'case files', personal: true }),
  scales: z.record(z.string(), z.looseObject({ options: z.array(optionSchema).default([]) })).default({}),
  sections: z.array(sectionSchema).default([]),
  criteria: z.array(criterionSchema).default([]),
  rankBy: z.array(z.string()).optional(),
  selfCompletion: z.looseObject({ item: text, answer: text }).optional(),
  answeredBy: z.string().optional(),
  calls: callsSchema.optional(),
  topWindows: z.array(topWindowSchema).optional(),
  smartWords: z.record(z.string(), z.unknown()).optional(),
  catalogue: z.looseObject({ group: text, who: text, basis: text }).optional(),
  training: z.array(trainingFileSchema).optional(),
});

/** A set of windows for TOP forms in a draft. */
export type DraftTopWindow = z.infer<typeof topWindowSchema>;
/** A made-up file of a draft. */
export type DraftTrainingFile = z.infer<typeof trainingFileSchema>;
export type DraftTool = z.infer<typeof draftSchema>;
export type DraftItem = z.infer<typeof itemSchema>;
export type DraftSection = z.infer<typeof sectionSchema>;
export type DraftOption = z.infer<typeof optionSchema>;
