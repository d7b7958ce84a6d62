import { z } from 'zod';
import { parseDate, personalDataProblem } from '../../../rules/index.ts';
import type { FieldError } from '../../platform/errors.ts';
import { day, requiredText, textOf, ticked, tickedIds, wholeNumber } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import type { AgendaLine } from './repository.ts';
import type { EnteredMinute } from './service.ts';

const LONGEST = { line: 300, decision: 2000, people: 2000 } as const;

const optionalId = z
  .string()
  .default('')
  .transform((text) => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : null));

export const meetingForm = z.object({
  providerId: optionalId.refine((id) => id !== null, 'Choose the provider.').transform((id) => id ?? 0),
  planId: optionalId,
  heldOn: day('Enter the day of the meeting, such as 31/03/2027.'),
  place: z.string().trim().default('').pipe(z.string().max(160, 'This must be at most 160 characters.')),
  people: requiredText('Say who comes, by role, a line each.', LONGEST.people).refine(
    (text) => personalDataProblem(text, '2000-01-01') === null,
    'This holds what looks like an address or a number of a person. Write roles.',
  ),
  readers: tickedIds,
});

const version = wholeNumber(1, 999_999_999, 'The page was not complete. Open it again.');

export const agendaForm = z.object({
  version,
  kept: tickedIds,
  sources: ticked,
  own: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    )
    .refine(
      (lines) => lines.every(({ length }) => length <= LONGEST.line),
      `A line has at most ${LONGEST.line} characters.`,
    ),
});

/** Reads the minutes, with what is wrong at each field. */
export function readMinutes(body: FormBody, agenda: readonly AgendaLine[], heldOn: string) {
  const errors: FieldError[] = [];
  const parsed = version.safeParse(textOf(body, 'version'));
  if (!parsed.success) errors.push({ field: 'version', text: 'The page was not complete. Open it again.' });
  const written = textOf(body, 'nextOn').trim();
  const nextOn = parseDate(written);
  if (written !== '' && nextOn === null) {
    errors.push({ field: 'nextOn', text: 'Enter the next day like 31/03/2027, or leave it empty.' });
  } else if (nextOn !== null && nextOn <= heldOn) {
    errors.push({ field: 'nextOn', text: 'The next meeting has to be later than this one.' });
  }
  const minutes = agenda.map(({ id }): EnteredMinute => {
    const of = (name: string) => textOf(body, `${name}-${id}`).trim();
    const minute = {
      agendaId: id,
      decision: of('decision'),
      action: of('action'),
      owner: of('owner'),
      due: of('due'),
    };
    const personal = personalDataProblem(minute.decision, heldOn);
    if (minute.decision.length > LONGEST.decision) {
      errors.push({ field: `decision-${id}`, text: `This must be at most ${LONGEST.decision} characters.` });
    } else if (personal) errors.push({ field: `decision-${id}`, text: `This ${personal}` });
    return minute;
  });
  return { errors, entry: { version: parsed.data ?? 0, nextOn, minutes } };
}
