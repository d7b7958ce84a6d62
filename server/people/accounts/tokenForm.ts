import { z } from 'zod';
import { day, requiredText, wholeNumber } from '../../web/form.ts';

export const tokenForm = z.object({
  name: requiredText('Enter what the token is for, such as "Quarterly dashboard".', 120),
  userId: wholeNumber(1, 999_999_999, 'Choose a person.'),
  expiresOn: day('Enter the last day on which it can be used, such as 31/03/2027.'),
});
