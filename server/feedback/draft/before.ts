import { checksOf, combine } from '../../../rules/index.ts';
import type { Share, Tool } from '../../../rules/index.ts';
import type { Results } from '../../results/figures/service.ts';
import type { FeedbackInput } from './input.ts';

/** What of an earlier audit a report needs. */
export type AuditBefore = Pick<Results, 'audit' | 'tool' | 'groups' | 'tally'>;

/**
 * The provider's own figures of the audit before, by check id, of the checks that both ask alike; null where it had no
 * files in it.
 */
export function ownBefore(
  { audit, tool, groups, tally }: AuditBefore,
  now: Tool,
  providerId: number,
): FeedbackInput['before'] {
  if (tool.id !== now.id) return null;
  const mine = groups.filter(({ providers }) => providers.some(({ id }) => id === providerId));
  const sumOf = (of: typeof mine) => {
    const names = new Set(of.map(({ name }) => name));
    return combine(
      tool,
      tally.groups.filter(({ name }) => names.has(name)),
    );
  };
  const all = sumOf(mine);
  if (all.files === 0) return null;
  const alike = new Set(
    checksOf(now).flatMap(({ id, polarity }) =>
      checksOf(tool).some((check) => check.id === id && check.polarity === polarity) ? [id] : [],
    ),
  );
  const sharesOf = ({ checks }: typeof all) =>
    new Map<string, Share>(
      checks.flatMap(({ id, yes, applicable }) =>
        alike.has(id) ? [[id, { yes, applicable }] as const] : [],
      ),
    );
  const alone = mine.filter(({ providers }) => providers.length === 1);
  return {
    title: audit.title,
    fieldworkEnd: audit.fieldworkEnd,
    files: all.files,
    own: sharesOf(all),
    ...(alone.length < mine.length ? { alone: sharesOf(sumOf(alone)) } : {}),
  };
}
