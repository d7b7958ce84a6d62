import { z } from 'zod';
import { requiredText } from '../../web/form.ts';

const FINDING_MAXIMUM_LENGTH = 2000;

const kinds = z.enum(['strength', 'shortcoming', 'suggestion'], 'Choose what it is.');

export const findingForm = z.object({
  kind: kinds,
  itemId: z
    .string()
    .default('')
    .transform((id) => (id === '' ? null : id)),
  text: requiredText('Write the finding.', FINDING_MAXIMUM_LENGTH),
  /** The fingerprint of a text that is kept in spite of a warning. */
  keep: z.string().default(''),
  /** The fingerprint of the comment that it is drafted from. */
  takenFrom: z
    .string()
    .default('')
    .transform((fingerprint) => (fingerprint === '' ? null : fingerprint)),
});

export const findingMoveForm = z.object({
  by: z.enum(['-1', '1']).transform((by): -1 | 1 => (by === '1' ? 1 : -1)),
});

export const commentForm = z.object({
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  intent: z.enum(['strength', 'shortcoming', 'suggestion', 'leaveOut', 'putBack', 'keep']),
});
