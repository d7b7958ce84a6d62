import { z } from 'zod';

/** Whether what an organisation publishes may stand beside what others have published. */
export const comparesForm = z.object({
  compares: z.enum(['yes', 'no'], 'Say whether your figures may stand beside those of others.'),
});
