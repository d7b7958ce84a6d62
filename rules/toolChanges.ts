import { checksOf } from './tool.ts';
import type { Check, Tool } from './tool.ts';

/** How a check differs between two versions of a tool. */
export interface ToolChange {
  id: string;
  label: string;
  kind: 'added' | 'removed' | 'changed';
  /** What was changed of it, in words; empty unless the check is in both. */
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

function differences(before: Check, after: Check): string[] {
  const standard = (check: Check) => (check.standard === undefined ? 'none' : `${check.standard}%`);
  return [
    ...(before.label === after.label ? [] : [`the question, which was “${before.label}”`]),
    ...(before.guidance === after.guidance ? [] : ['how to decide']),
    ...(before.polarity === after.polarity ? [] : ['what a yes means']),
    ...(before.standard === after.standard
      ? []
      : [`the standard, from ${standard(before)} to ${standard(after)}`]),
    ...(before.dependsOn?.item === after.dependsOn?.item &&
    before.dependsOn?.answer === after.dependsOn?.answer
      ? []
      : ['the check it hangs on']),
  ];
}
