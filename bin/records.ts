import { Option } from 'commander';
import {
  exclusionsWithCodes,
  foldGroup,
  fromAnswersOfFormat1,
  instrumentItemsOf,
  itemById,
  itemsToExclude,
  problemText,
  RecordCounter,
  withoutItems,
} from '../rules/index.ts';
import type { Answers, Instrument, RecordFigures, Tally, Tool } from '../rules/index.ts';
import { countOf } from '../server/formats/english.ts';
import type { SheetLine } from '../server/formats/csv.ts';
import { readRecordSheet } from '../server/results/figures/recordSheet.ts';
import type { LeftOutItems, SheetRecords } from '../server/results/figures/recordSheet.ts';
import { CommandError } from './failure.ts';

/** How a command that counts or scores a sheet was called. */
export interface FigureOptions {
  tool: string;
  toolVersion?: number;
  file: string;
  exclude?: string[];
  excludeIn?: string[];
  hidden?: 'take' | 'leave';
  json?: boolean;
}

const several = (value: string, earlier: string[] | undefined) => [...(earlier ?? []), value];

/** The option that leaves items out of the figures. */
export const excludeOption = (): Option =>
  new Option('--exclude <item>', 'leave this item out; may be given several times').argParser(several);

/** The option that leaves items out of one group alone. */
export const excludeInOption = (): Option =>
  new Option(
    '--exclude-in <group:item>',
    'what a group is not asked: not applicable there where nothing was recorded; may be given several times',
  ).argParser(several);

/**
 * The items that are left out.
 *
 * @throws CommandError where the tool has no such item
 */
export function excludedOf(instrument: Instrument, ids: readonly string[] = []): Set<string> {
  const known = new Set(instrumentItemsOf(instrument).map(({ id }) => id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new CommandError(
      `There is no item "${unknown}" in ${instrument.id} version ${instrument.version}.`,
    );
  }
  return new Set(ids);
}

/**
 * What each group is not asked.
 *
 * @param pairs - the name of a group and the id of an item, with a colon between
 * @returns ids by group, and the groups of which something was said and that none of some names is
 * @throws CommandError where the tool has no such item
 */
export function exclusionsByGroup(tool: Tool, pairs: readonly string[] = []) {
  const known = itemsToExclude(tool).map(({ id }) => id);
  const byGroup = new Map<string, string[]>();
  for (const pair of pairs) {
    const at = pair.lastIndexOf(':');
    const [group, item] = [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()];
    if (group === '')
      throw new CommandError(`"${pair}" has to be a group and an item, such as "Bridge:${item}".`);
    if (!known.includes(item))
      throw new CommandError(
        `There is no item "${item}" in ${tool.id} version ${tool.version} that a group need not be asked.`,
      );
    byGroup.set(
      foldGroup(group),
      exclusionsWithCodes(tool, [...(byGroup.get(foldGroup(group)) ?? []), item]),
    );
  }
  return {
    exclusionsOf: (group: string | null) => (group === null ? [] : (byGroup.get(foldGroup(group)) ?? [])),
    /** @throws CommandError where there is no group of a name that something was said of */
    mustBeAmong: (names: readonly string[]): void => {
      const there = new Set(names.map(foldGroup));
      const missing = [...byGroup.keys()].find((name) => !there.has(name));
      if (missing !== undefined) throw new CommandError(`There is no group "${missing}" in the sheet.`);
    },
  };
}

/**
 * A tool without the items that its form leaves out.
 *
 * @throws CommandError where the tool has no such item
 */
export function formWithout(tool: Tool, ids: readonly string[] = []): Tool {
  const unknown = ids.find((id) => !itemById(tool, id));
  if (unknown !== undefined) {
    throw new CommandError(`There is no item "${unknown}" in ${tool.id} version ${tool.version}.`);
  }
  return withoutItems(
    tool,
    ids.map((itemId) => ({ itemId, reason: 'left out of this form' })),
  );
}

/**
 * Counts and scores the records of a sheet.
 *
 * @param warn - told every problem, a line each
 * @param hidden - whether rows that a workbook does not show are counted; they are asked about where it is not said
 * @throws CommandError when there was any
 */
export async function readRecords(
  instrument: Instrument,
  lines: AsyncIterable<SheetLine>,
  leftOut: LeftOutItems,
  warn: (line: string) => void,
  hidden?: 'take' | 'leave',
): Promise<SheetRecords> {
  let problems = 0;
  const read = await readRecordSheet(
    instrument,
    lines,
    leftOut,
    (found) => {
      problems += 1;
      warn(problemText(found));
    },
    hidden,
  );
  if (read) return read;
  throw new CommandError(`The sheet has ${countOf(problems, 'problem')}, so there are no figures.`);
}

interface Figures {
  groups: { name: string; files: number }[];
  overall: { files: number };
}

/** Counts every item of a tool of the first format, beside what is counted of its checks. */
export function withRecords(instrument: Instrument, { excluded, exclusionsOf }: LeftOutItems) {
  const counter = new RecordCounter(instrument, excluded, exclusionsOf);
  const turned = fromAnswersOfFormat1(instrument);
  return {
    add: (group: string, answers: Answers) => void counter.add(group, turned(answers)),
    /** A tally with items and criteria in each of its groups, and overall. */
    beside<T extends Figures>(figures: T) {
      const { items, criteria } = counter.overall();
      return {
        ...figures,
        groups: figures.groups.map((group): T['groups'][number] & RecordFigures => ({
          ...group,
          ...counter.ofGroup(group.name),
        })),
        overall: { ...figures.overall, items, criteria },
      };
    },
  };
}

/** A tool and its figures without some items: what is left out is not there. */
export function leaveOut(
  tool: Tool,
  figures: Tally,
  excluded: ReadonlySet<string>,
): { tool: Tool; figures: Tally } {
  const stays = ({ id }: { id: string }) => !excluded.has(id);
  const isOut = (check: string) => {
    const item = itemById(tool, check);
    const parent = item?.kind === 'check' ? item.dependsOn?.item : undefined;
    return excluded.has(check) || (parent !== undefined && excluded.has(parent));
  };
  return {
    tool: {
      ...tool,
      sections: tool.sections.map((section) => ({ ...section, items: section.items.filter(stays) })),
    },
    figures: {
      ...figures,
      groups: figures.groups.map((group) => ({ ...group, checks: group.checks.filter(stays) })),
      overall: { ...figures.overall, checks: figures.overall.checks.filter(stays) },
      contradictions: figures.contradictions.filter(({ check }) => !isOut(check)),
    },
  };
}
