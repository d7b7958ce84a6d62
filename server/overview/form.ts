import { z } from 'zod';

export const stepForm = z.object({ step: z.enum(['open', 'close', 'reopen', 'finish', 'resume']) });
