import type { InstrumentItem } from './instrument/schema.ts';
import { leftOutText } from './leftOut.ts';
import { itemsOf } from './tool.ts';
import type { Check, Item, Tool } from './tool.ts';

/** A standard that an audit has in the place of the one of its tool: what is as it should be, in at least so many percent. */
export interface OwnStandard {
  itemId: string;
  atLeast: number;
}

/** A question of which an audit may set the standard, with the answers that are as they should be and the tool's own. */
export interface StandardOf {
  item: Item;
  of: string[];
  /** Null where the tool sets none. */
  atLeast: number | null;
}

const targetOf = (item: InstrumentItem | undefined) =>
  item?.kind === 'scale' || item?.kind === 'choice' ? item.target : undefined;

const instrumentItem = ({ instrument }: Tool, id: string): InstrumentItem | undefined =>
  instrument.sections.flatMap(({ items }) => items).find((item) => item.id === id);

/** The questions that can have a standard: checks that are good or bad, and others of which the tool names the answers. */
export const standardsOf = (tool: Tool): StandardOf[] =>
  itemsOf(tool).flatMap((item): StandardOf[] => {
    if (item.kind === 'check') {
      if (item.polarity === 'neither') return [];
      const isBad = item.polarity === 'yes_is_bad';
      const atLeast = item.standard === undefined ? null : isBad ? 100 - item.standard : item.standard;
      return [{ item, of: [isBad ? 'no' : 'yes'], atLeast }];
    }
    const target = targetOf(instrumentItem(tool, item.id));
    return target ? [{ item, of: target.of, atLeast: target.atLeast }] : [];
  });

/**
 * A tool with the standards that an audit sets in the place of its own, each kept beside what the tool says.
 *
 * @param own - of items that the tool does not have, or that can have none, are passed over
 * @returns the tool itself where the audit sets none
 */
export function withStandards(tool: Tool, own: readonly OwnStandard[]): Tool {
  if (own.length === 0) return tool;
  const known = new Map(standardsOf(tool).map((one) => [one.item.id, one]));
  const set = own.flatMap(({ itemId, atLeast }) => {
    const found = known.get(itemId);
    return found ? [{ item: found.item, of: found.of, atLeast, before: found.atLeast }] : [];
  });
  if (set.length === 0) return tool;
  const byId = new Map(set.map((one) => [one.item.id, one]));
  const ofCheck = (item: Check, atLeast: number): Check => ({
    ...item,
    standard: item.polarity === 'yes_is_bad' ? 100 - atLeast : atLeast,
  });
  return {
    ...tool,
    sections: tool.sections.map((section) => ({
      ...section,
      items: section.items.map((item) => {
        const one = byId.get(item.id);
        return one && item.kind === 'check' ? ofCheck(item, one.atLeast) : item;
      }),
    })),
    instrument: {
      ...tool.instrument,
      sections: tool.instrument.sections.map((section) => ({
        ...section,
        items: section.items.map((item): InstrumentItem => {
          const one = byId.get(item.id);
          if (!one || (item.kind !== 'scale' && item.kind !== 'choice')) return item;
          return { ...item, noStandard: undefined, target: { of: one.of, atLeast: one.atLeast } };
        }),
      })),
    },
    ownStandards: set.map(({ item, atLeast, before }) => ({ item, atLeast, before })),
  };
}

/**
 * The standards of an audit that hold in another one like it: of questions that its tool has too, with the same answers as they
 * should be. What says the same as that tool is none of its own.
 */
export function standardsTakenOver(own: readonly OwnStandard[], from: Tool, to: Tool): OwnStandard[] {
  const by = (tool: Tool) => new Map(standardsOf(tool).map((one) => [one.item.id, one]));
  const [before, after] = [by(from), by(to)];
  return own.filter(({ itemId, atLeast }) => {
    const [was, is] = [before.get(itemId), after.get(itemId)];
    if (!was || !is || was.item.kind !== is.item.kind || is.atLeast === atLeast) return false;
    return was.of.length === is.of.length && was.of.every((answer) => is.of.includes(answer));
  });
}

/**
 * Which standards an audit has of its own, for whoever reads its figures; empty where it has none.
 *
 * @example ownStandardsText(tool) // 'Standards set for this audit: “Plan on file” as it should be in at least 60% (the tool: 90%).'
 */
export function ownStandardsText({ ownStandards = [] }: Pick<Tool, 'ownStandards'>): string {
  if (ownStandards.length === 0) return '';
  const named = ownStandards.map(
    ({ item, atLeast, before }) =>
      `“${item.label}” as it should be in at least ${atLeast}% (the tool: ${before === null ? 'none' : `${before}%`})`,
  );
  return `Standards set for this audit: ${named.join('; ')}.`;
}

/** What an audit has otherwise than its tool: what it leaves out, and its own standards; empty where it has all as published. */
export const otherThanToolText = (tool: Pick<Tool, 'leftOut' | 'ownStandards'>): string =>
  [leftOutText(tool), ownStandardsText(tool)].filter((text) => text !== '').join(' ');

/** The same of an audit beside another one: what it leaves out is not compared, what has a standard of its own is. */
export const otherThanToolBeside = (tool: Pick<Tool, 'leftOut' | 'ownStandards'>): string =>
  [leftOutBesideText(tool), ownStandardsText(tool)].filter((text) => text !== '').join(' ');

/** What an audit leaves out, said beside another one; empty where it has all. */
export function leftOutBesideText(tool: Pick<Tool, 'leftOut'>): string {
  const out = leftOutText(tool);
  const notCompared = tool.leftOut?.length === 1 ? 'It is not compared.' : 'They are not compared.';
  return out === '' ? '' : `${out} ${notCompared}`;
}
