import { z } from 'zod';
import { smartWordsAdditionsSchema } from '../smart/words.ts';
import { topWindowsSchema } from '../topWindows.ts';
import { trainingFilesSchema } from './trainingFiles.ts';

// The second format of a tool: what is asked of a record, and how the answers become scores, as data. A check is a scale
// of two, a rating one of four; section, criterion, theme and overall are one thing at different height.

export const identifierSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'must be lower-case letters, digits and underscores, starting with a letter')
  .max(60)
  .refine(
    (id) => id !== 'na' && id !== 'nr',
    'stands for not applicable or not recorded, so it cannot be an id',
  );
const text = (longest: number) => z.string().trim().min(1, 'must not be empty').max(longest);

const optionSchema = z.strictObject({
  id: identifierSchema,
  label: text(60),
  aliases: z.array(text(60)).default([]),
});

export const scaleSchema = z.strictObject({
  /** From one end to the other. With scores for all of them or for none: a scale without is never good or bad. */
  options: z
    .array(optionSchema.extend({ score: z.number().optional() }))
    .min(2, 'needs at least two options')
    .max(11, 'must have at most 11 options'),
});

const subjectSchema = z.strictObject({
  id: identifierSchema,
  /** What one record is about, as it stands in the middle of a sentence. */
  one: text(40),
  many: text(40),
  /** Whether a record is about one person, so that small numbers could point at somebody. */
  personal: z.boolean(),
});

const itemBase = {
  id: identifierSchema,
  /** The question as it is read on the recording page. */
  label: text(120),
  /** For table heads. */
  shortLabel: text(16),
  /** How to decide, in plain English, so that two people answer alike. */
  guidance: text(2000),
  /** Other headings under which a spreadsheet may bring this item; letter case does not matter. */
  aliases: z.array(text(60)).default([]),
  /** Whether results may be broken down by this item. */
  segment: z.boolean().default(false),
  /** Whether the answers say who somebody is, or what a service did. */
  about: z.enum(['person', 'practice']).optional(),
  /** The document and the place in it on which the item rests, where the tool's own source does not say it. */
  source: text(400).optional(),
  /** The answer to another item without which this one makes no sense. */
  dependsOn: z.strictObject({ item: identifierSchema, answer: identifierSchema }).optional(),
  /** What a respondent reads beneath the question, where answers come without an interviewer; the guidance is for the panel. */
  hint: text(300).optional(),
  /** What a provider might do about it, for a lead to choose from and put into other words. */
  suggestions: z.array(text(400)).max(10, 'must be at most 10').default([]),
};

/** The share of records, in percent of those with an answer that applies, that is expected to have one of some answers. */
const targetSchema = z.strictObject({
  of: z.array(identifierSchema).min(1, 'needs at least one answer'),
  atLeast: z.int().min(0).max(100),
});

const expected = {
  target: targetSchema.optional(),
  /** Why there is no target, so that a gap in the sources is not taken for one in the tool. */
  noStandard: text(300).optional(),
};

const scaleItemSchema = z.strictObject({
  kind: z.literal('scale'),
  ...itemBase,
  /** The id of one of the tool's scales. */
  scale: identifierSchema,
  /** The best answer that can be given, where the question is capped. */
  highest: identifierSchema.optional(),
  na: z.boolean().default(true),
  ...expected,
  /** Whether a record that falls short here may mean that somebody comes to harm: of a scale of yes and no with scores. */
  safety: z.literal(true).optional(),
  /** The id of a measure of the partnership that its figure bears on, to be proposed to the lead. */
  measure: identifierSchema.optional(),
  /** Worked out from a number: the answer is the option of the last band that begins at or below it. */
  from: z
    .strictObject({
      number: identifierSchema,
      bands: z
        .array(z.strictObject({ from: z.number(), answer: identifierSchema }))
        .min(2, 'needs at least two bands'),
    })
    .optional(),
});

const choiceOptionSchema = optionSchema.extend({
  /** When to choose it: the line of a code book, or what a right answer to a scenario holds. */
  guidance: text(1000).optional(),
});

const options = z
  .array(choiceOptionSchema)
  .min(2, 'needs at least two options')
  .max(100, 'must be at most 100');

const choiceItemSchema = z.strictObject({
  kind: z.literal('choice'),
  ...itemBase,
  options,
  na: z.boolean().default(false),
  ...expected,
  /** Coded from what stands in a text item, by people who use the options as their code book. */
  from: z.strictObject({ codes: identifierSchema }).optional(),
});

const multipleItemSchema = z.strictObject({
  kind: z.literal('multiple'),
  ...itemBase,
  options,
  na: z.boolean().default(false),
});

const numberItemSchema = z.strictObject({
  kind: z.literal('number'),
  ...itemBase,
  minimum: z.number(),
  maximum: z.number(),
  unit: text(20).optional(),
  /** Where the bands begin in which results are broken down, beside the minimum. */
  bands: z.array(z.number()).optional(),
  na: z.boolean().default(false),
});

const dateItemSchema = z.strictObject({
  kind: z.literal('date'),
  ...itemBase,
  na: z.boolean().default(false),
});

const textItemSchema = z.strictObject({
  kind: z.literal('text'),
  ...itemBase,
  maximumLength: z.int().min(1).max(4000).default(200),
});

export const itemSchema = z.discriminatedUnion('kind', [
  scaleItemSchema,
  choiceItemSchema,
  multipleItemSchema,
  numberItemSchema,
  dateItemSchema,
  textItemSchema,
]);

const bandSchema = z.strictObject({
  id: identifierSchema,
  label: text(60),
  /** The least value that belongs to the band. */
  from: z.number(),
  /** What the band counts for further up, where the criterion hands on its band and not its value. */
  score: z.number().optional(),
});

/** Items and criteria put together; the tree of them is how a tool scores. */
export interface Criterion {
  id: string;
  title: string;
  /** Ids of items, or criteria of its own. */
  of: (string | Criterion)[];
  aggregate: 'mean' | 'sum' | 'least' | 'most' | 'median' | 'judgement';
  /** Of the criterion's parts by id, where they do not count alike; for means and sums. */
  weights?: Record<string, number> | undefined;
  /** From the lowest; a value that equals a cut belongs to the band above it. */
  bands?: { id: string; label: string; from: number; score?: number | undefined }[] | undefined;
  /** What the criterion hands on: its value, or the score of its band. */
  scoredBy: 'value' | 'band';
  /** Answers to one item above which the criterion cannot come. */
  limits: { item: string; answers: string[]; atMost: number }[];
  /** Of a judgement: the scale from which a person chooses with the items in view. */
  scale?: string | undefined;
  source?: string | undefined;
  /** The id of a measure of the partnership that it bears on, to be proposed to the lead. */
  measure?: string | undefined;
}

export const criterionSchema: z.ZodType<Criterion> = z.lazy(() =>
  z.strictObject({
    id: identifierSchema,
    title: text(80),
    of: z.array(z.union([identifierSchema, criterionSchema])),
    aggregate: z.enum(['mean', 'sum', 'least', 'most', 'median', 'judgement']),
    weights: z.record(z.string(), z.number().positive('must be above 0')).optional(),
    bands: z.array(bandSchema).min(2, 'needs at least two bands').optional(),
    scoredBy: z.enum(['value', 'band']).default('value'),
    limits: z
      .array(
        z.strictObject({
          item: identifierSchema,
          answers: z.array(identifierSchema).min(1, 'needs at least one answer'),
          atMost: z.number(),
        }),
      )
      .default([]),
    scale: identifierSchema.optional(),
    source: text(400).optional(),
    measure: identifierSchema.optional(),
  }),
);

const sectionSchema = z.strictObject({
  id: identifierSchema,
  title: text(80),
  description: text(400).optional(),
  items: z.array(itemSchema).min(1, 'needs at least one item'),
});

/** How calls with a script are planned, of a tool whose records are calls. */
const callsSchema = z.strictObject({
  /** The choice of scripts. What a right answer to each holds is the guidance of its option. */
  scenario: identifierSchema,
  /** The text with the caller's pseudonym. */
  caller: identifierSchema,
  /** The choice of times of day. */
  time: identifierSchema,
  /** Items that are answered by holding what was said against the right answers of the scenario. */
  accuracy: z.array(identifierSchema).min(1, 'needs at least one item'),
  /** By option of the scenario: the story that the caller tells, without what a right answer to it is. */
  stories: z.record(identifierSchema, text(600)),
});

/** What the list of tools says of one beside its first sentence, so that a lead can choose. */
const catalogueSchema = z.strictObject({
  /** What an audit with it looks at; people are those who are called or asked. */
  group: z.enum(['files', 'services', 'partnerships', 'people']),
  /** Who answers, as it stands after "Answered by". */
  who: text(80),
  /** The source in short, with its year. */
  basis: text(80),
});

export const instrumentSchema = z.strictObject({
  format: z.literal(2),
  id: identifierSchema,
  version: z.int().min(1),
  title: text(120),
  description: text(1000),
  /** The document the tool rests on. */
  source: text(400),
  subject: subjectSchema,
  /**
   * Respondents can answer by themselves, with a code and without an account: the choice item that keeps how a record
   * was answered, and the answer it then has. They are not asked that item, nor what is worked out or coded from another.
   */
  selfCompletion: z.strictObject({ item: identifierSchema, answer: identifierSchema }).optional(),
  scales: z.record(identifierSchema, scaleSchema).default({}),
  sections: z.array(sectionSchema).min(1, 'needs at least one section'),
  criteria: z.array(criterionSchema).default([]),
  /** Ids of the criteria by which records are ranked, the first before the next; the higher the better. */
  rankBy: z.array(identifierSchema).min(1, 'needs at least one criterion').optional(),
  /** Whose own people answer, where it is not the panel: a self-audit is answered by the provider that it is about. */
  answeredBy: z.literal('provider').optional(),
  /** How its calls are planned; without it records are no calls that could be. */
  calls: callsSchema.optional(),
  /** When TOP forms fall due; without them none is looked for. */
  topWindows: topWindowsSchema.optional(),
  /** What the panel adds to the words by which goals are read. */
  smartWords: smartWordsAdditionsSchema.optional(),
  /** How the tool stands in the list of tools; one that does not say stands among others. */
  catalogue: catalogueSchema.optional(),
  /** Made-up files that its readers learn by; those of a tool that comes with the program stand beside it. */
  training: trainingFilesSchema.optional(),
});

export type Instrument = z.infer<typeof instrumentSchema>;
export type InstrumentItem = z.infer<typeof itemSchema>;
export type ScaleItem = z.infer<typeof scaleItemSchema>;
export type Scale = z.infer<typeof scaleSchema>;
