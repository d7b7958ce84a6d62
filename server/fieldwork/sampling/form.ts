import { z } from 'zod';
import {
  itemForNdtms,
  looksLikeDateOfBirth,
  looksLikeNhsNumber,
  parseAnswer,
  SAMPLING_METHODS,
  SEED_MAXIMUM_LENGTH,
  SEED_PATTERN,
} from '../../../rules/index.ts';
import type { SubjectWords, Tool } from '../../../rules/index.ts';
import type { FieldError } from '../../platform/errors.ts';
import { parseForm, textOf, wholeNumber } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { agencyField, amountField, byField, codeField, LEFT_OUT, methodField } from './fields.ts';
import { codeKey } from './extractList.ts';
import type { ExtractChoices, ExtractSummary } from './extractRepository.ts';
import type { GroupChoice } from './draw.ts';

const choiceForm = ({ file, files }: SubjectWords) =>
  z.object({
    method: z.enum(SAMPLING_METHODS, 'Choose how the group is drawn.'),
    by: z.enum(['number', 'percent'], `Choose ${files} or percent.`),
    amount: wholeNumber(
      1,
      100_000,
      `Enter a whole number, at least 1, or leave it empty to draw no ${file}.`,
    ),
  });

/** What is wrong with a seed that somebody has typed, or null; without one a seed is made. */
export function seedProblem(seed: string): string | null {
  const personal = looksLikeNhsNumber(seed) || looksLikeDateOfBirth(seed);
  if (seed === '' || (SEED_PATTERN.test(seed) && seed.length <= SEED_MAXIMUM_LENGTH && !personal))
    return null;
  return `Enter a seed of letters and figures, with hyphens between them if you like, at most ${SEED_MAXIMUM_LENGTH} characters, and nothing about a person.`;
}

/** Reads how the groups are to be drawn; a group without a number is not drawn. An empty seed is null. */
export function readDrawForm(
  body: FormBody,
  groups: readonly { id: number; name: string }[],
  words: SubjectWords,
): { seed: string | null; groups: GroupChoice[]; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const chosen: GroupChoice[] = [];
  const seed = textOf(body, 'seed').trim();
  const problem = seedProblem(seed);
  if (problem !== null) errors.push({ field: 'seed', text: problem });
  for (const { id, name } of groups) {
    const amount = textOf(body, amountField(id)).trim();
    if (amount === '') continue;
    const form = parseForm(choiceForm(words), {
      method: textOf(body, methodField(id)),
      by: textOf(body, byField(id)),
      amount,
    });
    if (!form.values) {
      errors.push(...form.errors.map(({ text }) => ({ field: amountField(id), text: `${name}: ${text}` })));
    } else if (form.values.by === 'percent' && form.values.amount > 100) {
      errors.push({ field: amountField(id), text: `${name}: enter a percentage from 1 to 100.` });
    } else chosen.push({ groupId: id, ...form.values });
  }
  if (chosen.length === 0 && errors.length === 0) {
    const first = groups[0];
    errors.push({
      field: first ? amountField(first.id) : 'seed',
      text: `Enter for at least one group how many ${words.files} are to be drawn.`,
    });
  }
  return { seed: seed === '' ? null : seed, groups: chosen, errors };
}

/** What the help with the size of a sample is asked: whole numbers, the shares in percent. */
export const sizeForm = ({ files }: SubjectWords) =>
  z.object({
    population: wholeNumber(1, 1_000_000, `Enter how many ${files} there are, a whole number from 1.`),
    expected: wholeNumber(1, 99, 'Enter the share you expect, a whole percentage from 1 to 99.'),
    precision: wholeNumber(1, 50, 'Enter the precision, from 1 to 50 percentage points.'),
    confidence: wholeNumber(80, 99, 'Choose how sure you want to be.'),
  });
export type SizeQuestion = z.infer<ReturnType<typeof sizeForm>>;

/** Reads which sample group each agency of an extract is, and what the codes mean that no list knows. */
export function readExtractForm(
  body: FormBody,
  { units, openCodes, hasGroups }: ExtractSummary,
  { tool, groups }: { tool: Tool; groups: readonly { id: number }[] },
): { choices: ExtractChoices; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const choices: ExtractChoices = { agencies: {}, codes: {} };
  for (const [place, { agency }] of hasGroups ? [] : units.entries()) {
    const chosen = textOf(body, agencyField(place));
    const group = groups.find(({ id }) => String(id) === chosen);
    if (group) choices.agencies[agency] = [group.id];
    else if (chosen === LEFT_OUT) choices.agencies[agency] = [];
    else errors.push({ field: agencyField(place), text: `Choose the sample group of agency ${agency}.` });
  }
  for (const [place, { part, code }] of openCodes.entries()) {
    const item = itemForNdtms(tool, part);
    const meaning = item && parseAnswer(item, textOf(body, codeField(place)));
    if (meaning && 'value' in meaning && meaning.value !== null) {
      choices.codes[codeKey(part, code)] = meaning.value;
    }
  }
  if (errors.length === 0 && !hasGroups && Object.values(choices.agencies).every((ids) => ids.length === 0)) {
    errors.push({ field: agencyField(0), text: 'Choose a sample group for at least one agency.' });
  }
  return { choices, errors };
}
