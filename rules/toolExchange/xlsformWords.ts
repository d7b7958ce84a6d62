import type { ForeignField } from './foreign.ts';

// What stands in the cells of an XLSForm in the words of XPath, as far as a tool can keep it.

const ONE_ANSWER = /^\(?\s*\$\{([^}\s]+)\}\s*=\s*(?:'([^']*)'|"([^"]*)"|(-?\d+(?:\.\d+)?))\s*\)?$/;
const SELECTED = /^selected\(\s*\$\{([^}\s]+)\}\s*,\s*(?:'([^']*)'|"([^"]*)")\s*\)$/;

/** The answer that a row hangs on; null where there is no condition, or none that can be kept, which is told. */
export function conditionIn(
  text: string,
  several: ReadonlySet<string>,
  leaveOut: (what: string) => void,
): ForeignField['condition'] {
  if (text === '') return null;
  const [, field, single, double, number] = ONE_ANSWER.exec(text) ?? SELECTED.exec(text) ?? [];
  if (field !== undefined && !several.has(field))
    return { field, code: single ?? double ?? number ?? '', text };
  leaveOut(
    field === undefined
      ? `only “one question has one answer” can be kept as a condition, not: ${text}`
      : `a condition on one of several answers cannot be kept: ${text}`,
  );
  return null;
}

/** The bounds of a number; what cannot be kept of them is told. */
export function boundsIn(
  text: string,
  isWhole: boolean,
  leaveOut: (what: string) => void,
): { minimum: number | null; maximum: number | null } {
  const bounds = { minimum: null as number | null, maximum: null as number | null };
  if (text === '') return bounds;
  for (const part of text.split(/\band\b/)) {
    const [, sign = '', digits = ''] = /^[\s(]*\.\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)[\s)]*$/.exec(part) ?? [];
    // Of whole numbers those above 0 begin at 1; of others there is no least one.
    if (sign === '' || (sign.length === 1 && !isWhole)) {
      leaveOut(`such a bound cannot be kept: ${part.trim()}`);
      continue;
    }
    const by = sign.length === 2 ? 0 : 1;
    if (sign.startsWith('>')) bounds.minimum = Number(digits) + by;
    else bounds.maximum = Number(digits) - by;
  }
  return bounds;
}

/** The question that a part of a formula refers to. */
export const referred = (part: string): string | null => /^\$\{([^}\s]+)\}$/.exec(part)?.[1] ?? null;

const LOOKED_UP = /number\(instance\('[^']*'\)\/root\/item\[name\s*=\s*(\$\{[^}\s]+\})\]\/score\)/g;

/** A formula in which the score of an answer, looked up in its list, is the answer. */
export const scoresLookedUp = (text: string): string => text.replace(LOOKED_UP, '$1');
