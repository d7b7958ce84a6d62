import { z } from 'zod';
import { foldName } from '../fold.ts';
import { smartWordsAdditionsSchema } from '../smart/words.ts';
import { COMMENT_PREFIX, namesOf } from '../tool.ts';
import { topWindowsSchema } from '../topWindows.ts';
import { pathText } from './problems.ts';
import type { InstrumentProblem } from './problems.ts';

/**
 * The first format of a tool: what is asked of a case file, as data. `audits/README.md` explains it to its authors.
 */

const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'must be lower-case letters, digits and underscores, starting with a letter')
  .max(60);
const text = (longest: number) => z.string().trim().min(1, 'must not be empty').max(longest);

/** Everything an item has, whatever its kind. */
const itemBase = {
  id: identifier,
  /** The question as an auditor reads it on the recording page. */
  label: text(120),
  /** For table heads: at most 16 characters. */
  shortLabel: text(16),
  /** How to decide, in plain English, so that two auditors answer alike. */
  guidance: text(2000),
  /** Other headings under which a spreadsheet may bring this item; letter case does not matter. */
  aliases: z.array(text(60)).default([]),
  /** Whether results may be broken down by this item. */
  segment: z.boolean().default(false),
};

const checkSchema = z.strictObject({
  kind: z.literal('check'),
  ...itemBase,
  /** What a yes means for the provider. */
  polarity: z.enum(['yes_is_good', 'yes_is_bad', 'neither']),
  /** Share of applicable files, in percent, that the check is expected to reach. */
  standard: z.int().min(0).max(100).optional(),
  /** The check that this one only makes sense under, and the answer it needs there. */
  dependsOn: z.strictObject({ item: identifier, answer: z.enum(['yes', 'no']) }).optional(),
  /**
   * Whether the answers say who somebody is, or what a service did: what of them is a small number outside the panel.
   * Left out, checks by which results may be broken down are about the person, the others about practice.
   */
  about: z.enum(['person', 'practice']).optional(),
  /** Whether a file that falls short here may mean that somebody comes to harm: reports name such checks first. */
  safety: z.literal(true).optional(),
  /** The id of a measure of the partnership that its figure bears on, to be proposed to the lead. */
  measure: identifier.optional(),
  /** What a provider might do where the check is not met, for a lead to choose from and put into other words. */
  suggestions: z.array(text(400)).max(10, 'must be at most 10').default([]),
});

const optionSchema = z.strictObject({
  id: identifier,
  label: text(60),
  aliases: z.array(text(60)).default([]),
});

const fieldSchema = z.discriminatedUnion('type', [
  z.strictObject({
    kind: z.literal('field'),
    type: z.literal('choice'),
    ...itemBase,
    options: z.array(optionSchema).min(2, 'a choice needs at least two options'),
  }),
  z.strictObject({
    kind: z.literal('field'),
    type: z.literal('number'),
    ...itemBase,
    minimum: z.number(),
    maximum: z.number(),
    unit: text(20).optional(),
    /** Where the bands begin in which results are broken down, beside the minimum; an audit may set others. */
    bands: z.array(z.number()).optional(),
  }),
  z.strictObject({ kind: z.literal('field'), type: z.literal('date'), ...itemBase }),
  z.strictObject({
    kind: z.literal('field'),
    type: z.literal('text'),
    ...itemBase,
    maximumLength: z.int().min(1).max(4000).default(200),
  }),
]);

const ratingSchema = z.strictObject({
  kind: z.literal('rating'),
  ...itemBase,
  /** The highest score that can be given: 4 unless the question is capped lower. */
  highest: z.int().min(2).max(4).default(4),
});

const itemSchema = z.discriminatedUnion('kind', [checkSchema, fieldSchema, ratingSchema]);

const sectionSchema = z.strictObject({
  id: identifier,
  title: text(80),
  description: text(400).optional(),
  items: z.array(itemSchema).min(1, 'a section needs at least one item'),
});

const toolSchema = z.strictObject({
  id: identifier,
  version: z.int().min(1),
  title: text(120),
  description: text(1000),
  /** The document the tool rests on. */
  source: text(400),
  sections: z.array(sectionSchema).min(1, 'a tool needs at least one section'),
  /** When TOP forms fall due; without them none is looked for. */
  topWindows: topWindowsSchema.optional(),
  /** What the panel adds to the words by which goals are read. */
  smartWords: smartWordsAdditionsSchema.optional(),
});

export type Format1Tool = z.infer<typeof toolSchema>;
export type Format1Item = z.infer<typeof itemSchema>;
export type Format1Check = z.infer<typeof checkSchema>;
export type Format1Field = z.infer<typeof fieldSchema>;

/** Columns of a sheet of case files that are not items; no item may be called so. */
const RESERVED_NAMES = ['reference', 'group', 'comment', 'complete'];

/** Reads a definition of the first format and reports every problem of it at once. */
export function parseFormat1(data: unknown): { tool: Format1Tool } | { problems: InstrumentProblem[] } {
  const parsed = toolSchema.safeParse(data);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      at: pathText(issue.path),
      problem: issue.message,
    }));
    return { problems: [...problems, ...duplicateIds(data), ...crossProblems(data)] };
  }
  const problems = [...duplicateIds(data), ...crossProblems(data)];
  return problems.length > 0 ? { problems } : { tool: parsed.data };
}

const looseIds = z.object({
  sections: z.array(
    z.object({
      id: z.unknown().optional(),
      items: z.array(z.looseObject({ id: z.unknown().optional() })).catch([]),
    }),
  ),
});

function duplicateIds(data: unknown): InstrumentProblem[] {
  const loose = looseIds.safeParse(data);
  if (!loose.success) return [];
  const problems: InstrumentProblem[] = [];
  const firstAt = new Map<unknown, string>();
  const note = (id: unknown, at: string) => {
    if (typeof id !== 'string') return;
    const earlier = firstAt.get(id);
    if (earlier) problems.push({ at, problem: `the id "${id}" is already used at ${earlier}` });
    else firstAt.set(id, at);
  };
  loose.data.sections.forEach((section, s) => {
    note(section.id, `sections[${s}].id`);
    section.items.forEach((item, i) => note(item.id, `sections[${s}].items[${i}].id`));
  });
  return problems;
}

/** What is wrong between items. Those that are broken themselves are passed over, so that the rest is told at once. */
function crossProblems(data: unknown): InstrumentProblem[] {
  const loose = looseIds.safeParse(data);
  if (!loose.success) return [];
  const problems: InstrumentProblem[] = [];
  const nameOwner = new Map<string, string>(RESERVED_NAMES.map((name) => [name, 'a column of every sheet']));
  const seenChecks = new Set<unknown>();
  loose.data.sections.forEach((section, s) => {
    section.items.forEach((raw, i) => {
      const at = `sections[${s}].items[${i}]`;
      const parsed = itemSchema.safeParse(raw);
      if (!parsed.success) {
        // Perhaps it is the check that a later one hangs on.
        seenChecks.add(raw.id);
        return;
      }
      const item = parsed.data;
      for (const name of new Set(namesOf(item))) {
        if (name.startsWith(COMMENT_PREFIX)) {
          problems.push({ at, problem: `the name "${name}" begins like the column of a comment` });
        }
        const owner = nameOwner.get(name);
        if (owner !== undefined) {
          problems.push({
            at,
            problem: `the name "${name}" (id, label, short label or alias) is also that of ${owner}`,
          });
        } else nameOwner.set(name, item.id);
      }
      if (item.kind === 'check') {
        problems.push(...dependencyProblems(item, at, seenChecks));
        seenChecks.add(item.id);
      }
      if (item.kind === 'field') problems.push(...fieldProblems(item, at));
    });
  });
  return problems;
}

function dependencyProblems(
  check: Format1Check,
  at: string,
  seenChecks: ReadonlySet<unknown>,
): InstrumentProblem[] {
  const problems: InstrumentProblem[] = [];
  const parent = check.dependsOn?.item;
  if (parent !== undefined && !seenChecks.has(parent)) {
    problems.push({
      at: `${at}.dependsOn.item`,
      problem: `"${parent}" is not a check that comes before this one`,
    });
  }
  if (check.polarity === 'neither' && check.standard !== undefined) {
    problems.push({
      at: `${at}.standard`,
      problem: 'a check that is neither good nor bad cannot have a standard',
    });
  }
  if (check.polarity === 'neither' && check.safety) {
    problems.push({
      at: `${at}.safety`,
      problem: 'a check that is neither good nor bad cannot be about safety',
    });
  }
  return problems;
}

function fieldProblems(field: Format1Field, at: string): InstrumentProblem[] {
  switch (field.type) {
    case 'choice':
      return optionProblems(field.options, at);
    case 'number':
      return numberProblems(field, at);
    case 'text':
      return field.segment ? [{ at: `${at}.segment`, problem: 'free text cannot be used for segments' }] : [];
    case 'date':
      return [];
  }
}

function numberProblems(
  { bands, minimum, maximum }: Format1Field & { type: 'number' },
  at: string,
): InstrumentProblem[] {
  const problems: InstrumentProblem[] = [];
  if (minimum > maximum) {
    problems.push({ at: `${at}.minimum`, problem: 'the minimum is above the maximum' });
  }
  const wrong = bands?.some((begin, b) => begin <= (bands[b - 1] ?? minimum) || begin > maximum) ?? false;
  if (wrong) {
    const problem = 'the bands must begin above the minimum, go up, and begin at the maximum at most';
    problems.push({ at: `${at}.bands`, problem });
  }
  return problems;
}

function optionProblems(
  options: { id: string; label: string; aliases: string[] }[],
  at: string,
): InstrumentProblem[] {
  const problems: InstrumentProblem[] = [];
  const owner = new Map<string, string>();
  options.forEach((option, o) => {
    for (const name of new Set([option.id, option.label, ...option.aliases].map(foldName))) {
      const other = owner.get(name);
      if (other !== undefined)
        problems.push({ at: `${at}.options[${o}]`, problem: `"${name}" also means the option ${other}` });
      else owner.set(name, option.id);
    }
  });
  return problems;
}
