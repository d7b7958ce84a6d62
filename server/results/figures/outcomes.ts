import { checksOf, isClosed } from '../../../rules/index.ts';
import type { AuditState, CheckOutcome, Outcome, StandardVerdict } from '../../../rules/index.ts';
import { listOf } from '../../formats/english.ts';
import type { ShownResults } from './service.ts';

/** An outcome in a word or two, to stand in a sentence. */
export function outcomeWord(outcome: Outcome, state: AuditState): string {
  if (outcome === 'read on') return isClosed(state) ? 'not sure' : 'not sure yet';
  return outcome === 'none' ? 'applies to none' : outcome;
}

/** A verdict in the same words. */
export const verdictWord = (verdict: StandardVerdict, state: AuditState): string =>
  verdict === 'not sure' ? outcomeWord('read on', state) : verdict;

/**
 * What the rule by which the panel may stop reading says of a check, group by group and of all together.
 *
 * @example 'met in Ash; not met in Birch; all groups together not sure yet'
 */
export function outcomeText({ groups, together }: CheckOutcome, state: AuditState): string {
  const told = [...new Set(groups.map(({ outcome }) => outcome))].map((outcome) => {
    const own = groups.filter((one) => one.outcome === outcome).map(({ group }) => group);
    return `${outcomeWord(outcome, state)} in ${listOf(own)}`;
  });
  const all = together === null ? [] : [`all groups together ${outcomeWord(together, state)}`];
  return [...told, ...all].join('; ');
}

/** What is sure, as it stands beside the figures of an audit; null where nothing is told. */
export function outcomesBeside({ outcomes, tool, audit }: Pick<ShownResults, 'outcomes' | 'tool' | 'audit'>) {
  if (outcomes.length === 0) return null;
  return {
    lines: checksOf(tool).flatMap(({ id, label, polarity }) => {
      const found = outcomes.find((one) => one.id === id);
      const bound = polarity === 'yes_is_bad' ? 'at most' : 'at least';
      return found ? [`${label}, ${bound} ${found.standard}%: ${outcomeText(found, audit.state)}.`] : [];
    }),
    note: `A figure above or below its standard is not yet sure of all ${audit.words.files} on the list.`,
  };
}
