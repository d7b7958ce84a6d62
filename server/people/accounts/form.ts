import { z } from 'zod';
import { emailAddress, requiredText, ticked } from '../../web/form.ts';
import { OWN_PATH } from '../../web/ownPath.ts';
import { ROLES } from '../../access/policy.ts';
import type { Role } from '../../access/policy.ts';
import { PASSWORD_MINIMUM_LENGTH } from './password.ts';

const newPassword = z
  .string()
  .default('')
  .pipe(
    z
      .string()
      .min(PASSWORD_MINIMUM_LENGTH, `Choose a password of at least ${PASSWORD_MINIMUM_LENGTH} characters.`)
      .max(200, 'A password can have at most 200 characters.'),
  );

/** A new password, typed twice. */
const twice = { password: newPassword, repeated: z.string().default('') };
export const sameTwice = (form: { password: string; repeated: string }) => form.password === form.repeated;
export const notSame = { path: ['repeated'], message: 'The two passwords are not the same.' };

const name = requiredText('Enter a name.', 120);

/** What somebody says who makes an account for themselves, with its password typed twice. */
export const ownAccountFields = { name, email: emailAddress, ...twice };

export const signInForm = z.object({
  email: z.string().max(1000).trim().toLowerCase().default(''),
  password: z.string().max(1000).default(''),
  next: z.string().default(''),
  again: z.string().default(''),
});

export const choosePasswordForm = z.object(twice).refine(sameTwice, notSame);

/** The password of somebody who is signed in, and has no app to ask a code of. */
export const confirmForm = z
  .object({ password: z.string().min(1, 'Enter your password.').max(1000).default('') })
  .transform(({ password }) => ({ password, code: '', recovery: '' }));

export const changePasswordForm = z
  .object({ current: z.string().min(1, 'Enter your current password.').max(1000).default(''), ...twice })
  .refine(sameTwice, notSame);

export const personForm = z.object({
  name,
  email: emailAddress,
  roles: ticked.transform((values) => ROLES.filter((role): role is Role => values.includes(role))),
  providerId: z
    .string()
    .default('')
    .transform((value) => (/^\d{1,9}$/.test(value) ? Number(value) : null)),
});

/** What was sent by a form that came too late, kept over the sign-in. */
export const sendAgainForm = z.object({
  action: z.string().regex(OWN_PATH),
  fields: z.array(z.object({ name: z.string(), value: z.string() })).max(1000),
});
