import { z } from 'zod';
import { ROLES } from '../../access/policy.ts';
import type { Role } from '../../access/policy.ts';
import { ticked } from '../../web/form.ts';

/** A code of an app as people type it, with spaces between. */
const digits = z
  .string()
  .max(40)
  .default('')
  .transform((typed) => typed.replace(/\s/g, ''));

/** Whoever signs in without a password is not asked for one. */
const password = (isAsked: boolean) =>
  z
    .string()
    .min(isAsked ? 1 : 0, 'Enter your password.')
    .max(1000)
    .default('');

/** What the second step asks for. */
const typedCode = { code: digits, recovery: z.string().max(80).trim().default('') };
const isTyped = ({ code, recovery }: { code: string; recovery: string }) =>
  recovery !== '' || /^\d{6}$/.test(code);
const notTyped = { path: ['code'], message: 'Enter the six digits that the app shows.' };

export const codeForm = z.object(typedCode).refine(isTyped, notTyped);

/** A change to what signing in asks for: with the password, and a code. */
export const confirmedForm = (hasPassword: boolean) =>
  z
    .object({ password: password(hasPassword), ...typedCode })
    .refine(isTyped, { ...notTyped, when: () => true });

export const setUpForm = (hasPassword: boolean) =>
  z.object({
    sealed: z.string().max(2000).default(''),
    code: digits.pipe(z.string().regex(/^\d{6}$/, notTyped.message)),
    password: password(hasPassword),
  });

export const rolesForm = z.object({
  roles: ticked.transform((values) => ROLES.filter((role): role is Role => values.includes(role))),
});
