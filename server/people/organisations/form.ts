import { z } from 'zod';
import { emailAddress, requiredText } from '../../web/form.ts';

const name = requiredText('Enter the name of the organisation.', 120);

export const nameForm = z.object({ name });
export const newOrganisationForm = z.object({
  name,
  person: requiredText('Enter the name of its first administrator.', 120),
  email: emailAddress,
});
export const providerForm = z.object({
  providerId: z.coerce.number('Choose a provider from the list.').int().positive(),
});
