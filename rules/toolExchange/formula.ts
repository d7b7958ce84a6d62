import type { ForeignFormula } from './foreign.ts';

const AGGREGATES: Record<string, ForeignFormula['aggregate']> = {
  sum: 'sum',
  mean: 'mean',
  min: 'least',
  max: 'most',
  median: 'median',
};

/** What a formula puts together, where it is a plain sum, mean, least, most or median of questions. */
export interface PlainFormula {
  aggregate: ForeignFormula['aggregate'];
  of: string[];
  /** Whether it works with whatever has been answered. */
  skipsEmpty: boolean;
  isRounded: boolean;
}

/**
 * Reads a formula of a form.
 *
 * @param nameIn - the name of the question that a part refers to, or null where it is something else
 * @returns null where it is no such formula
 * @example plainFormula('([a] + [b]) / 2', bracketed) // { aggregate: 'mean', of: ['a', 'b'], … }
 */
export function plainFormula(text: string, nameIn: (part: string) => string | null): PlainFormula | null {
  const formula = text.replace(/\s+/g, '');
  const rounded = /^round\((.*),\d+\)$/i.exec(formula)?.[1];
  if (rounded !== undefined) {
    const inner = plainFormula(rounded, nameIn);
    return inner && { ...inner, isRounded: true };
  }
  const all = (parts: string[]): string[] | null => {
    const names = parts.map(nameIn);
    const known = names.filter((name) => name !== null);
    return known.length === names.length ? known : null;
  };
  const call = /^(sum|mean|min|max|median)\((.*)\)$/i.exec(formula);
  const aggregate = AGGREGATES[call?.[1]?.toLowerCase() ?? ''];
  if (call && aggregate) {
    const of = all((call[2] ?? '').split(','));
    return of && { aggregate, of, skipsEmpty: true, isRounded: false };
  }
  const divided = /^\((.*)\)(?:\/|div)(\d+)$/.exec(formula);
  const added = divided?.[1] ?? /^\((.*)\)$/.exec(formula)?.[1] ?? formula;
  const of = all(added.split('+'));
  if (!of) return null;
  if (!divided) return of.length > 1 ? { aggregate: 'sum', of, skipsEmpty: false, isRounded: false } : null;
  return Number(divided[2]) === of.length
    ? { aggregate: 'mean', of, skipsEmpty: false, isRounded: false }
    : null;
}
