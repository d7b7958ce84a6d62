import { z } from 'zod';
import { itemsOf, looksLikeNhsNumber, parseAnswer } from '../../../rules/index.ts';
import type { Answers, Tool } from '../../../rules/index.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { answerName } from '../recording/fieldNames.ts';

const LEAST_WORDS = 2;
const SAY_WHY =
  'Say in a few words why not, such as “all of the panel read last year’s audit”. Reports give the reason.';

/** Whether readers read made-up files first; why not is asked only of a no. */
export const trainingForm = z
  .object({
    training: z.enum(['yes', 'no'], 'Choose whether readers read made-up files first.'),
    reason: z
      .string()
      .default('')
      .transform((text) => text.replace(/\s+/g, ' ').trim())
      .pipe(z.string().max(300, 'The reason can have at most 300 characters.')),
  })
  .superRefine(({ training, reason }, context) => {
    if (training === 'yes') return;
    const problem =
      reason.split(' ').length < LEAST_WORDS
        ? SAY_WHY
        : looksLikeNhsNumber(reason)
          ? 'The reason holds what looks like an NHS number. Take it out: providers and commissioners read it.'
          : null;
    if (problem !== null) context.addIssue({ code: 'custom', path: ['reason'], message: problem });
  })
  .transform(({ training, reason }) => ({ reason: training === 'yes' ? null : reason }));

/** What was answered about a made-up file; what cannot be read counts as not answered. */
export function readTrainingAnswers(
  asked: Tool,
  body: FormBody,
): { answers: Answers; state: Map<string, string> } {
  const answers = new Map<string, string>();
  const state = new Map<string, string>();
  for (const item of itemsOf(asked)) {
    const name = answerName(item.id);
    const typed = textOf(body, name);
    const parsed = parseAnswer(item, typed);
    if ('value' in parsed && parsed.value !== null) answers.set(item.id, parsed.value);
    state.set(name, 'value' in parsed ? (parsed.value ?? '') : typed);
  }
  return { answers, state };
}
