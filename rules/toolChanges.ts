import { checksOf } from './tool.ts';
import type { Check, Tool } from './tool.ts';

/** How a check differs between two versions of a tool. */
export interface ToolChange {
  id: string;
  label: string;
  kind: 'added' | 'removed' | 'changed';
  /** What of it was changed, in words that follow "is changed:"; empty unless the check is in both. */
  what: string[];
}

/** The checks that differ between an earlier and a later version, in the order of the later one, those removed last. */
export function toolChanges(before: Tool, after: Tool): ToolChange[] {
  const old = checksOf(before);
  const current = checksOf(after);
  const changes = current.flatMap((check): ToolChange[] => {
    const previous = old.find(({ id }) => id === check.id);
    if (!previous) return [{ id: check.id, label: check.label, kind: 'added', what: [] }];
    const what = differences(previous, check);
    return what.length > 0 ? [{ id: check.id, label: check.label, kind: 'changed', what }] : [];
  });
  const removed = old
    .filter((check) => !current.some(({ id }) => id === check.id))
    .map((check): ToolChange => ({ id: check.id, label: check.label, kind: 'removed', what: [] }));
  return [...changes, ...removed];
}

/**
 * Whether a yes to a check means the opposite in two versions of a tool, so that its shares cannot be held against each
 * other: what was good in one is a shortcoming in the other.
 */
export function isReversed(before: Check, after: Check): boolean {
  const meanings = new Set([before.polarity, after.polarity]);
  return meanings.has('yes_is_good') && meanings.has('yes_is_bad');
}

/** The checks that two versions of a tool share, but with a yes that means the opposite. */
export function reversedChecks(one: Tool, other: Tool): Set<string> {
  const checks = new Map(checksOf(other).map((check) => [check.id, check]));
  return new Set(
    checksOf(one).flatMap((check) => {
      const counterpart = checks.get(check.id);
      return counterpart && isReversed(check, counterpart) ? [check.id] : [];
    }),
  );
}

function differences(before: Check, after: Check): string[] {
  const standard = (check: Check) => (check.standard === undefined ? 'none' : `${check.standard}%`);
  return [
    ...(before.label === after.label ? [] : [`the question (it was “${before.label}”)`]),
    ...(before.guidance === after.guidance ? [] : ['how to decide']),
    ...(before.polarity === after.polarity ? [] : ['what a yes means']),
    ...(before.standard === after.standard
      ? []
      : [`the standard (from ${standard(before)} to ${standard(after)})`]),
    ...(before.dependsOn?.item === after.dependsOn?.item &&
    before.dependsOn?.answer === after.dependsOn?.answer
      ? []
      : ['the check it hangs on']),
  ];
}
