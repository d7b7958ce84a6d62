import { z } from 'zod';
import { emailAddress, requiredText } from '../../web/form.ts';
import type { LinkBy } from './service.ts';

/** Who a person is at the provider: by an address, or by what the provider itself knows them by. */
export const linkForm = z
  .discriminatedUnion(
    'outsideBy',
    [
      z.object({ outsideBy: z.literal('email'), outsideEmail: emailAddress }),
      z.object({
        outsideBy: z.literal('subject'),
        outsideSubject: requiredText('Enter what the provider names the person by.', 255),
      }),
    ],
    'Choose how the person is known there.',
  )
  .transform((form): LinkBy =>
    form.outsideBy === 'email' ? { email: form.outsideEmail } : { subject: form.outsideSubject },
  );
