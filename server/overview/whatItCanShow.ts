import { z } from 'zod';
import { checksOf, filesFor, powerOf } from '../../rules/index.ts';
import type { Results } from '../results/figures/service.ts';
import { parseForm, textOf, wholeNumber } from '../web/form.ts';
import type { FormBody } from '../web/form.ts';

/** The change that is asked about unless somebody asks about another one, in percent. */
const USUAL = { from: '60', to: '80' };
/** Four times in five: what studies are usually planned for. */
const LIKELIHOOD = 0.8;
const MOST_FILES = 400;

const changeForm = z
  .object({
    from: wholeNumber(0, 100, 'Enter a whole percentage from 0 to 100.'),
    to: wholeNumber(0, 100, 'Enter a whole percentage from 0 to 100.'),
  })
  .refine(({ from, to }) => from !== to, {
    path: ['to'],
    message: 'Enter another percentage than the one before.',
  });

/**
 * What an audit of the planned size can show at its re-audit, before anybody reads a file; null where there is nothing
 * to plan for. What is clear is what the comparison calls so.
 *
 * @param typed - the change that is asked about, as the address has it
 */
export function presentWhatItCanShow({ audit, tool, groups }: Results, typed: FormBody) {
  const checks = checksOf(tool).length;
  const planned = groups.reduce((sum, group) => sum + group.plannedFiles, 0);
  if (checks === 0 || planned === 0) return null;
  const isAsked = 'from' in typed || 'to' in typed;
  const values = isAsked ? { from: textOf(typed, 'from'), to: textOf(typed, 'to') } : USUAL;
  const form = parseForm(changeForm, values);
  const { words } = audit;
  return {
    values,
    isAsked,
    errors: Object.fromEntries((form.errors ?? []).map(({ field, text }) => [field, { text }])),
    answer: form.values ? answerOf(form.values, { planned, checks, groups, words }) : null,
  };
}

function answerOf(
  { from, to }: { from: number; to: number },
  {
    planned,
    checks,
    groups,
    words,
  }: Pick<Results, 'groups'> & { planned: number; checks: number; words: Results['audit']['words'] },
) {
  const alone = { before: from / 100, after: to / 100, comparisons: 1 };
  const inView = { ...alone, comparisons: checks };
  const change = `a ${to > from ? 'rise' : 'fall'} from ${from}% to ${to}%`;
  const needed = (files: number | null) =>
    files === null ? `more than ${MOST_FILES} ${words.files}` : `${files} ${words.files}`;
  return {
    text: `With ${files(planned, words)} now and as many at the re-audit, ${change} of one check is found as clear ${oftenText(power(alone, planned))}. For four times in five it takes ${needed(filesFor(alone, LIKELIHOOD))} a round.`,
    inView:
      checks > 1
        ? `That is for one check looked at alone. Where all ${checks} checks are compared at once, which is what “Then and now” does, a single change is found ${oftenText(power(inView, planned))} or more; for four times in five it takes ${needed(filesFor(inView, LIKELIHOOD))} a round.`
        : null,
    groups:
      groups.length > 1
        ? groups.map((group) => ({
            name: group.name,
            planned: group.plannedFiles,
            alone: percentText(power(alone, group.plannedFiles)),
            inView: percentText(power(inView, group.plannedFiles)),
          }))
        : [],
    checks,
  };
}

const files = (n: number, words: Results['audit']['words']): string =>
  `${n} planned ${n === 1 ? words.file : words.files}`;

/** Beyond so many files the likelihood is that of so many: it only goes up. */
const power = (change: { before: number; after: number; comparisons: number }, n: number): number =>
  powerOf({ ...change, files: Math.min(n, MOST_FILES) });

/** Rounded down at the upper end: never a certainty that is none. */
const percentText = (likelihood: number): string =>
  likelihood > 0.99 ? 'over 99%' : likelihood < 0.01 ? 'under 1%' : `${Math.round(likelihood * 100)}%`;

/** @example oftenText(0.26) // 'in 26 of 100 re-audits' */
const oftenText = (likelihood: number): string =>
  likelihood > 0.99
    ? 'in over 99 of 100 re-audits'
    : likelihood < 0.01
      ? 'in fewer than 1 of 100 re-audits'
      : `in ${Math.round(likelihood * 100)} of 100 re-audits`;
