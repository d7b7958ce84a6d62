import { z } from 'zod';
import { stopWhenSure } from '../../../rules/index.ts';
import type { SubjectWords } from '../../../rules/index.ts';
import { countOf, listOf } from '../../formats/english.ts';
import type { FieldError } from '../../platform/errors.ts';
import { parseForm, textOf, wholeNumber } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { errorItems, ERRORS } from './form.ts';

const STANDARD = 'Enter the standard as a whole percentage from 1 to 99.';
const OFFERED = { sureOf: '80', wrongly: String(ERRORS[0]) };

const questionForm = z.object({
  sureOf: wholeNumber(1, 99, STANDARD),
  wrongly: z.enum(ERRORS.map(String), 'Choose how often this may happen.').transform(Number),
});

type Question = z.infer<typeof questionForm>;

/** How many files it takes to be sure, as it is asked for in the address before anything is drawn. */
export interface BeforeDraw {
  /** What was typed; null where nobody asks. */
  values: FormBody | null;
  /** Null where nobody asks, or something is wrong with it. */
  question: Question | null;
}

export const NOT_ASKED_BEFORE: BeforeDraw = { values: null, question: null };

interface ListedGroup {
  name: string;
  /** How many files it has; null where that is not known. */
  files: number | null;
  planned: number;
}

/** A group, and what it takes at the least: all with what is asked, or none with it; null where its size is not known. */
export interface LeastToRead extends ListedGroup {
  atLeast: { met: number; 'not met': number } | null;
}

/** Reads what is asked of being sure. */
export function readBeforeDraw(values: FormBody): BeforeDraw & { errors: FieldError[] } {
  if (!('sureOf' in values)) return { ...NOT_ASKED_BEFORE, errors: [] };
  const form = parseForm(questionForm, values);
  return { values, question: form.values ?? null, errors: form.errors ?? [] };
}

/** Works it out a group at a time: the bounds of a long list take a while, and in between others have an answer. */
export async function leastToRead(
  { question }: BeforeDraw,
  groups: readonly ListedGroup[],
): Promise<LeastToRead[]> {
  if (!question) return [];
  const rule = { standard: question.sureOf, error: question.wrongly / 1000 };
  const found: LeastToRead[] = [];
  for (const group of groups) {
    const caseload = group.files ?? 0;
    const atLeast = caseload === 0 ? null : stopWhenSure({ caseload, says: [] }, rule).atLeast;
    found.push({ ...group, atLeast });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return found;
}

/** What is asked before the draw, and what it takes group by group. */
export function presentBeforeDraw(
  { values, question }: BeforeDraw,
  groups: readonly LeastToRead[],
  { errorAt, words }: { errorAt: (field: string) => { text: string } | null; words: SubjectWords },
) {
  const field = (name: keyof typeof OFFERED) => ({
    name,
    value: values ? textOf(values, name) : OFFERED[name],
    error: errorAt(name),
  });
  const unknown = groups.filter(({ atLeast }) => atLeast === null).map(({ name }) => name);
  return {
    open: values !== null,
    sureOf: field('sureOf'),
    wrongly: { ...field('wrongly'), items: errorItems },
    answers: question ? groups.flatMap((group) => leastInWords(group, question.sureOf, words)) : [],
    unknown:
      unknown.length === 0
        ? null
        : `How many ${words.files} there are of ${listOf(unknown)} is not known yet: upload the list, or enter it with the group.`,
  };
}

function leastInWords(
  { name, files, planned, atLeast }: LeastToRead,
  standard: number,
  words: SubjectWords,
): { name: string; text: string }[] {
  if (files === null || atLeast === null) return [];
  const least = `Of ${countOf(files, words.file, words.files)}, “met” takes ${atLeast.met} at the least, if all of them have it; “not met” takes ${atLeast['not met']}, if none has.`;
  const never = (['met', 'not met'] as const).filter((state) => planned < atLeast[state]);
  const advice =
    never.length === 0
      ? `With the ${planned} planned it can come to either. A share nearer to ${standard}% takes more, and may stay open.`
      : `With the ${planned} planned it can never say ${listOf(never.map((state) => `“${state}”`))}, whatever they say: draw more.`;
  return [{ name, text: `${least} ${advice}` }];
}
