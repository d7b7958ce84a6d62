import { instrumentWithout } from './instrument/leftOut.ts';
import { checksOf, itemById, itemsOf } from './tool.ts';
import type { Check, Item, Tool } from './tool.ts';

/** An item that is left out of a whole audit, and why, in the words of whoever left it out. */
export interface LeftOut {
  itemId: string;
  reason: string;
}

/**
 * A tool as an audit asks it: without the items that are left out, each of which is kept beside it with the reason.
 * What hung on one of them stands by itself, and a section of which nothing is left is gone.
 *
 * @param leftOut - ids that the tool does not have are passed over
 * @returns the tool itself where nothing of it is left out
 */
export function withoutItems(tool: Tool, leftOut: readonly LeftOut[]): Tool {
  if (leftOut.length === 0) return tool;
  const reasons = new Map(leftOut.map(({ itemId, reason }) => [itemId, reason]));
  const out = itemsOf(tool).flatMap((item) => {
    const reason = reasons.get(item.id);
    return reason === undefined ? [] : [{ item, reason }];
  });
  if (out.length === 0) return tool;
  const ids = new Set(out.map(({ item }) => item.id));
  const sections = tool.sections.map((section) => ({
    ...section,
    items: section.items.filter(({ id }) => !ids.has(id)).map((item) => standingAlone(item, ids)),
  }));
  return {
    ...tool,
    sections: sections.filter(({ items }) => items.length > 0),
    instrument: instrumentWithout(tool.instrument, ids),
    leftOut: out,
  };
}

const hangsOnOneOf = (item: Item, ids: ReadonlySet<string>) =>
  item.kind === 'check' && item.dependsOn !== undefined && ids.has(item.dependsOn.item);

const standingAlone = (item: Item, ids: ReadonlySet<string>): Item =>
  item.kind === 'check' && hangsOnOneOf(item, ids) ? { ...item, dependsOn: undefined } : item;

/** The items of a tool that hang on this one. */
export const hangingOn = (tool: Tool, id: string): Item[] =>
  itemsOf(tool).filter((item) => hangsOnOneOf(item, new Set([id])));

/** What an item is called in an audit, also one that is left out of it, which is said; null where the tool has none such. */
export function labelOf(tool: Tool, id: string | null): string | null {
  if (id === null) return null;
  const out = tool.leftOut?.find(({ item }) => item.id === id);
  return itemById(tool, id)?.label ?? (out ? `${out.item.label} (left out of this audit)` : null);
}

/** Whether an item of the tool is left out of the audit. */
export const isLeftOut = ({ leftOut = [] }: Tool, id: string | null): boolean =>
  leftOut.some(({ item }) => item.id === id);

/** The checks of an audit with those that are left out of it, last: for what was written about them before. */
export const checksEverAsked = (tool: Tool): Check[] => [
  ...checksOf(tool),
  ...(tool.leftOut ?? []).flatMap(({ item }) => (item.kind === 'check' ? [item] : [])),
];

/**
 * What is left out of an audit and why, for whoever reads its figures; empty where nothing is.
 *
 * @example leftOutText(tool) // 'Left out of this audit, so asked nowhere and in no figure: “Goals are SMART” (it was misread).'
 */
export function leftOutText({ leftOut = [] }: Pick<Tool, 'leftOut'>): string {
  if (leftOut.length === 0) return '';
  const named = leftOut.map(({ item, reason }) => `“${item.label}” (${reason.replace(/[.\s]+$/, '')})`);
  return `Left out of this audit, so asked nowhere and in no figure: ${named.join('; ')}.`;
}
