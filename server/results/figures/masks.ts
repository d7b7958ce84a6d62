import { createHash } from 'node:crypto';
import { maskOverReleases, maskSampleGroups } from '../../../rules/index.ts';
import type { SuppressionRule } from '../../../rules/index.ts';

type Masks = ReturnType<typeof maskSampleGroups>;
type Counted = Parameters<typeof maskSampleGroups>[2];

/** Of so many audits, or states of them, it is remembered what is suppressed. */
const MOST_REMEMBERED = 200;
const remembered = new Map<string, Masks>();

/**
 * What is suppressed by group and by provider, remembered by all that it hangs on: the counts themselves, the providers
 * and the rule. There is nothing of which it could be out of date, however the counts came about.
 *
 * @param providers - for each the positions of its groups
 */
export function masksOfGroups(
  groups: readonly (Counted & { key: string })[],
  providers: readonly (readonly number[])[],
  overall: Counted,
  rule: SuppressionRule,
): Masks {
  const countsOf = ({ files, checks }: Counted) => [files, checks.map(({ id, yes, no }) => [id, yes, no])];
  const made = [
    [rule.threshold, rule.order, [...rule.byFiles]],
    providers,
    groups.map(countsOf),
    countsOf(overall),
    rule.before?.length ? [rule.before, groups.map(({ key: own }) => own)] : [],
  ];
  const key = createHash('sha256').update(JSON.stringify(made)).digest('base64');
  const masks = remembered.get(key) ?? masksBeside();
  // The last that were asked for stay.
  remembered.delete(key);
  remembered.set(key, masks);
  const [oldest] = remembered.keys();
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  return masks;

  function masksBeside(): Masks {
    const own = maskSampleGroups(groups, providers, overall, rule);
    return rule.before?.length ? maskOverReleases(own, groups, providers, rule.before, rule).masks : own;
  }
}
