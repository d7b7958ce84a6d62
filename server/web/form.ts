import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { AppError, InputError } from '../platform/errors.ts';
import type { FieldError } from '../platform/errors.ts';
import { parseDate } from '../../rules/index.ts';

/** The fields of a form as they were sent: text, or several texts for tick boxes. */
export type FormBody = Record<string, string | string[]>;

/** The form of a request, without the token that only guards it. */
export function formBody(req: Request): FormBody {
  const body: unknown = req.body;
  if (!body || typeof body !== 'object') return {};
  const { _csrf, ...fields } = body as FormBody & { _csrf?: unknown };
  return fields;
}

/** A form as it was sent, to be offered again after signing in. */
export interface KeptForm {
  action: string;
  fields: { name: string; value: string }[];
}

/**
 * The form of a request, to be kept over a sign-in; null when it holds a password, which is written into no page, and
 * when it came with a file and so was not read.
 */
export function keptForm(req: Request): KeptForm | null {
  if (!req.body) return null;
  const body = formBody(req);
  if ('password' in body) return null;
  const fields = Object.entries(body).flatMap(([name, value]) =>
    [value].flat().map((text) => ({ name, value: text })),
  );
  return { action: req.originalUrl, fields };
}

/** Refuses a form with the character NUL, which no page of ours sends and PostgreSQL cannot hold, with 400. */
export function refuseNul(req: Request): void {
  if (
    Object.values(formBody(req))
      .flat()
      .some((text) => text.includes('\0'))
  ) {
    throw new AppError(400, 'What you sent holds a character that cannot be saved. Nothing was saved.');
  }
}

/** The same of every request. */
export const refuseUnstorable: RequestHandler = (req, _res, next) => {
  refuseNul(req);
  next();
};

/** One text of a form; empty when it is missing. */
export function textOf(body: FormBody, name: string): string {
  const value = body[name];
  return (Array.isArray(value) ? value[value.length - 1] : value) ?? '';
}

/** Reads a form; every problem is reported, each at its field. */
export function parseForm<T>(
  schema: z.ZodType<T>,
  body: FormBody,
): { values: T; errors?: undefined } | { values?: undefined; errors: FieldError[] } {
  const parsed = schema.safeParse(body);
  if (parsed.success) return { values: parsed.data };
  const errors = new Map<string, FieldError>();
  for (const issue of parsed.error.issues) {
    const field = String(issue.path[0] ?? '');
    // The first problem of a field is enough to go on with.
    if (!errors.has(field)) errors.set(field, { field, text: issue.message });
  }
  return { errors: [...errors.values()] };
}

/** A line of text that must be there. */
export const requiredText = (missing: string, longest: number) =>
  z
    .string()
    .trim()
    .default('')
    .pipe(z.string().min(1, missing).max(longest, `This must be at most ${longest} characters.`));

/** The ending of addresses in the place of those that were erased: nobody has one, and nobody may take one. */
export const ERASED_ENDING = '@erased.invalid';

export const emailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .default('')
  .pipe(
    z
      .email('Enter an email address, such as name@example.org.')
      .max(254)
      .refine(
        (entered) => !entered.endsWith(ERASED_ENDING),
        `Enter another email address: those that end in ${ERASED_ENDING} stand for people who have left.`,
      ),
  );

/** Tick boxes: none, one or several values. */
export const ticked = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((value) => (Array.isArray(value) ? value : [value]).filter((v) => v !== ''));

/** Tick boxes of ids. */
export const tickedIds = ticked.transform((values) => values.map(Number)).pipe(z.array(z.int().positive()));

/** A day as people write it, kept as YYYY-MM-DD. */
export const day = (missing: string) =>
  z
    .string()
    .trim()
    .default('')
    .transform((entered, context) => {
      const date = parseDate(entered);
      if (date === null) {
        context.addIssue({ code: 'custom', message: missing });
        return z.NEVER;
      }
      return date;
    });

/** A whole number as people write it. */
export const wholeNumber = (from: number, to: number, message: string) =>
  z
    .string()
    .trim()
    .default('')
    .transform((entered) => (/^\d{1,9}$/.test(entered) ? Number(entered) : Number.NaN))
    .pipe(z.int(message).min(from, message).max(to, message));

/** Runs a service; what it finds wrong with the input comes back as errors of the form, all else is thrown on. */
export async function withInputErrors<T>(
  work: () => Promise<T>,
): Promise<{ result: T; errors?: undefined } | { result?: undefined; errors: FieldError[] }> {
  try {
    return { result: await work() };
  } catch (error) {
    if (error instanceof InputError) return { errors: error.errors };
    throw error;
  }
}
