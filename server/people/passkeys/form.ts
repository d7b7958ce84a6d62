import { z } from 'zod';
import { requiredText } from '../../web/form.ts';

/** What the script of the page adds: the answer of the device, as JSON. */
const response = z
  .string()
  .max(20_000)
  .default('')
  .transform((text): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  });

export const addPasskeyForm = z.object({
  name: requiredText('Enter a name by which you know the device, such as “Work laptop”.', 120),
  response,
});

export const signInByPasskeyForm = z.object({ response });
