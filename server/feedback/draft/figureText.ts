import type { Check, CheckTally, CheckWithInterval, SubjectWords, Tool } from '../../../rules/index.ts';
import { countOf } from '../../formats/english.ts';
import { shareInterval } from '../../results/figures/chosen.ts';
import type { Figure } from '../store/report.ts';

/** Stands where there is nothing to divide by. */
export const DASH = '–';

/** Sections that hold checks; what a section asks besides them is not reported. */
export function sectionsOf(tool: Tool): { title: string; checks: Check[] }[] {
  return tool.sections
    .map(({ title, items }) => ({ title, checks: items.filter((item) => item.kind === 'check') }))
    .filter(({ checks }) => checks.length > 0);
}

export function figuresOf(all: CheckWithInterval[], check: Check): CheckWithInterval {
  const found = all.find((figures) => figures.id === check.id);
  if (!found) throw new RangeError(`no figures for the check ${check.id}`);
  return found;
}

export function figure(figures: CheckTally & { interval?: CheckWithInterval['interval'] }): Figure {
  const { yes, applicable, percentOfApplicable } = figures;
  if (percentOfApplicable === null) return { count: DASH, percent: '', interval: '' };
  return {
    count: `${yes} of ${applicable}`,
    percent: `${percentOfApplicable}%`,
    interval: figures.interval === undefined ? '' : shareInterval(figures.interval),
  };
}

/** What is to be known of a check beside its figure. */
export function remarksOn(check: Check): string[] {
  return [
    ...(check.polarity === 'yes_is_bad' ? ['a yes is a shortcoming'] : []),
    ...(check.polarity === 'neither' ? ['neither good nor bad'] : []),
    ...(check.standard === undefined ? [] : [`standard: ${check.standard}%`]),
  ];
}

/** @example filesText(2, words) // '2 case files' */
export const filesText = (count: number, { one, many }: SubjectWords): string => countOf(count, one, many);

/** @example list(['a', 'b', 'c']) // 'a, b and c' */
export function list(names: string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

const collator = new Intl.Collator('en-GB');

/** Orders texts by their words, and those of the same words in one way. */
export function byWords(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : 1);
}
