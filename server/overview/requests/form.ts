import { z } from 'zod';
import { tidyReference } from '../../../rules/index.ts';

/** The reference that a service gives of the person who asks. */
export const requestForm = z.object({
  reference: z
    .string()
    .default('')
    .transform((text) => tidyReference(text))
    .refine((text) => text !== '', 'Enter the reference under which the service keeps the person.')
    .refine((text) => text.length <= 60, 'A reference has at most 60 characters.'),
});
