import { z } from 'zod';

// Made-up files that readers of a tool learn by, as they are written: in the definition of a tool that was made in the
// browser, or in a file of their own beside one that comes with the program.

const text = (longest: number) => z.string().trim().min(1, 'must not be empty').max(longest);

/** A text without line breaks: where a made-up file is edited, a break begins another entry. */
export const inOneLine = (words: string): string =>
  words
    .split(/\s*[\r\n]+\s*/)
    .join(' ')
    .trim();

const line = (longest: number) => text(longest).overwrite(inOneLine);

const trainingFileSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/, 'lower-case letters, digits and underscores, at most 60'),
  title: text(120),
  notes: z
    .array(
      z.strictObject({
        heading: line(80),
        entries: z.array(line(800)).min(1, 'needs an entry under each heading'),
      }),
    )
    .min(1, 'must not be empty'),
  /** The answers that are right, with the reason for each, by item id. */
  settled: z.record(z.string(), z.strictObject({ answer: text(120), reason: text(400) })),
});

export const trainingFilesSchema = z.array(trainingFileSchema).min(1).max(12, 'must be at most 12');

export type TrainingFileData = z.infer<typeof trainingFileSchema>;
