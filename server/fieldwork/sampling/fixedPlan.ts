import { z } from 'zod';
import { LOT_MAXIMUM, lotRisks, smallestLotPlan } from '../../../rules/index.ts';
import type { LotQuality, SubjectWords } from '../../../rules/index.ts';
import { countOf, listOf } from '../../formats/english.ts';
import type { FieldError } from '../../platform/errors.ts';
import { parseForm, textOf, wholeNumber } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';

/** The errors that can be accepted, as 1 in so many; the first is offered. */
const RISKS = ['10', '20', '100'] as const;
const OFFERED = { standard: '80', poor: '50', missesGood: RISKS[0], passesBad: RISKS[0] };

const STANDARD = 'Enter the standard as a whole percentage from 1 to 100.';
const POOR = 'Enter the share at which it is to be found missing as a whole percentage from 0 to 99.';
const risk = z.enum(RISKS, 'Choose how often this may happen.').transform(Number);

const planForm = z
  .object({
    standard: wholeNumber(1, 100, STANDARD),
    poor: wholeNumber(0, 99, POOR),
    missesGood: risk,
    passesBad: risk,
  })
  .refine(({ standard, poor }) => poor < standard, {
    path: ['poor'],
    message: 'Enter a share at which it is to be found missing that is below the standard.',
  });

type FixedPlanQuestion = z.infer<typeof planForm>;

/** A fixed plan as it is asked for in the address, so that it changes nothing. */
export interface FixedPlanAsked {
  /** What was typed; null where nobody asks. */
  values: FormBody | null;
  /** Null where nobody asks, or something is wrong with it. */
  question: FixedPlanQuestion | null;
}

export const NOT_ASKED: FixedPlanAsked = { values: null, question: null };

/** Reads what is asked of a fixed plan. */
export function readFixedPlan(values: FormBody): FixedPlanAsked & { errors: FieldError[] } {
  if (!('standard' in values)) return { ...NOT_ASKED, errors: [] };
  const form = parseForm(planForm, values);
  return { values, question: form.values ?? null, errors: form.errors ?? [] };
}

/** A sample group as a plan is made for it. */
interface PlannedGroup {
  name: string;
  /** How many files it has; null where that is not known. */
  files: number | null;
}

/** What is asked for a fixed plan, and the plan of each group. */
export function presentFixedPlan(
  { values, question }: FixedPlanAsked,
  parts: {
    groups: readonly PlannedGroup[];
    errorAt: (field: string) => { text: string } | null;
    words: SubjectWords;
  },
) {
  const field = (name: keyof typeof OFFERED) => ({
    name,
    value: values ? textOf(values, name) : OFFERED[name],
    error: parts.errorAt(name),
  });
  const risks = RISKS.map((value) => ({ value, text: `1 in ${value}` }));
  return {
    open: values !== null,
    standard: field('standard'),
    poor: field('poor'),
    missesGood: { ...field('missesGood'), items: risks },
    passesBad: { ...field('passesBad'), items: risks },
    answers: question ? answersOf(question, parts.groups, parts.words) : [],
  };
}

/** One plan for each group of a known size, and one for all others. */
function answersOf(question: FixedPlanQuestion, groups: readonly PlannedGroup[], words: SubjectWords) {
  const known = groups.flatMap(({ name, files }) =>
    files === null ? [] : [{ name, text: planInWords(question, files, words, '') }],
  );
  const others = groups.filter(({ files }) => files === null).map(({ name }) => name);
  if (known.length > 0 && others.length === 0) return known;
  const unknown =
    known.length === 0
      ? null
      : `${listOf(others)}, of which it is not known how many ${words.files} there are`;
  const each = others.length > 1 ? ' of each group' : '';
  return [...known, { name: unknown, text: planInWords(question, null, words, each) }];
}

/**
 * A plan in a few sentences.
 *
 * @param each - of what so many are read, where the plan is for several groups
 */
function planInWords(
  question: FixedPlanQuestion,
  caseload: number | null,
  words: SubjectWords,
  each: string,
) {
  const quality = qualityOf(question, caseload);
  const plan = smallestLotPlan(quality, {
    missesGood: 1 / question.missesGood,
    passesBad: 1 / question.passesBad,
  });
  const read = words.read === 'read' ? 'Read' : 'Record';
  if (!plan) {
    return caseload !== null && caseload <= LOT_MAXIMUM + 1
      ? `${read} all ${countOf(caseload, words.file, words.files)}: with fewer, one of the two mistakes is made more often than you accept.`
      : `More than ${LOT_MAXIMUM.toLocaleString('en-GB')} ${words.files} would have to be ${words.read}. Enter a share further below the standard, or accept mistakes more often.`;
  }
  const risks = lotRisks(plan, quality);
  const without = (files: number, most = '') =>
    caseload === null ? '' : ` (${files === 0 ? 'none' : `${most}${files}`} without it)`;
  return [
    `${read} ${caseload === null ? countOf(plan.read, words.file, words.files) : `${plan.read} of the ${countOf(caseload, words.file, words.files)}`}${each}, drawn at random.`,
    `With ${plan.mayFail === 0 ? 'none' : plan.mayFail === 1 ? 'one or none' : `${plan.mayFail} or fewer`} without it, accept.`,
    `With ${plan.mayFail + 1} or more without it, say that the standard is missed.`,
    `A group that keeps to it${without(quality.good, 'at most ')} would be said to miss it ${timesText(risks.missesGood)}, one at ${question.poor}%${without(quality.bad)} would pass ${timesText(risks.passesBad)}.`,
  ].join(' ');
}

/** What a group is held against: shares without it, or whole numbers of those that there are. */
const qualityOf = ({ standard, poor }: FixedPlanQuestion, caseload: number | null): LotQuality => ({
  caseload,
  good: caseload === null ? (100 - standard) / 100 : Math.floor((caseload * (100 - standard)) / 100),
  bad: caseload === null ? (100 - poor) / 100 : Math.ceil((caseload * (100 - poor)) / 100),
});

/** @example timesText(0.0676) // '7 times in 100' */
function timesText(chance: number): string {
  const times = Math.round(100 * chance);
  return times === 0 ? 'less than once in 100 times' : `${countOf(times, 'time')} in 100`;
}
