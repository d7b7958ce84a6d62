import type { Audit } from '../audits/repository.ts';
import { countOf } from '../formats/english.ts';
import type { User } from '../access/person.ts';
import type { WaitingAlerts } from '../fieldwork/safeguarding/service.ts';
import { alertFirst } from './nextStep.ts';
import type { NextStep, NextStepKind } from './nextStep.ts';

/** What others wait for comes first, then what is under way, then what has not begun. */
const ORDER: readonly NextStepKind[] = [
  'answerQueries',
  'close',
  'readMadeUp',
  'readTwice',
  'record',
  'issue',
];
/** So many are read at one look. */
const SHOWN = 5;

/** Safeguarding alerts that wait, audit by audit; they go before everything else on a home page. */
export const presentAlerts = (waiting: readonly WaitingAlerts[], user: User) =>
  waiting.flatMap(({ audit, alerts }) => {
    const step = alertFirst({ audit, alerts }, user);
    return step === null ? [] : [{ auditTitle: audit.title, ...step }];
  });

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
