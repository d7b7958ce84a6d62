import type { Audit } from '../audits/repository.ts';
import { countOf } from '../formats/english.ts';
import type { NextStep, NextStepKind } from './nextStep.ts';

/** What others wait for comes first, then what is under way, then what has not begun. */
const ORDER: readonly NextStepKind[] = ['answerQueries', 'close', 'readTwice', 'record', 'issue'];
/** So many are read at one look. */
const SHOWN = 5;

/**
 * What to do next, over all audits of a home page: the first as the page's one next step, the others beneath it.
 *
 * @returns null where nothing is
 */
export function presentToDo(all: readonly { audit: Audit; step: NextStep }[]) {
  const rank = ({ step }: { step: NextStep }) => {
    const at = ORDER.indexOf(step.kind);
    return at === -1 ? ORDER.length : at;
  };
  const [first, ...others] = all
    .toSorted((a, b) => rank(a) - rank(b) || b.audit.fieldworkStart.localeCompare(a.audit.fieldworkStart))
    .map(({ audit, step }) => ({ auditTitle: audit.title, ...step }));
  if (!first) return null;
  const left = others.length - SHOWN;
  return {
    first,
    others: others.slice(0, SHOWN),
    more: left > 0 ? `${countOf(left, 'audit')} more with something to do among the audits below.` : null,
  };
}
