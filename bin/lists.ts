import { InvalidArgumentError, Option } from 'commander';
import {
  combine,
  foldGroup,
  headlineOf,
  HEADLINES,
  howChosen,
  NOTHING_SUPPRESSED,
  showUnit,
  weightedFigures,
} from '../rules/index.ts';
import type { Headline, Tally, Tool, WeightedCheck } from '../rules/index.ts';
import { CommandError } from './failure.ts';

/** What a command was told of the lists that groups were drawn from. */
export interface ListOptions {
  /** Files on the list, by the name of the group. */
  listed?: Map<string, number>;
  headline?: Headline;
}

/** The option that says how many files are on the list of a group. */
export const listedOption = (): Option =>
  new Option(
    '--listed <group=files>',
    'how many files are on the list that this group was drawn from; may be given several times',
  ).argParser((value: string, earlier: Map<string, number> | undefined) => {
    const match = /^(.+)=([1-9]\d{0,8})$/.exec(value);
    if (!match?.[1]) throw new InvalidArgumentError('It must be a group and a number, such as "Bridge=200".');
    return new Map([...(earlier ?? []), [match[1].trim(), Number(match[2])]]);
  });

/** The option that says which figure of all files the command goes by. */
export const headlineOption = (): Option =>
  new Option(
    '--headline <figure>',
    'which figure of all files is the headline, where lists are told and groups were drawn at different rates',
  )
    .choices(HEADLINES)
    .default('weighted');

/**
 * A tally that knows of the lists its groups were drawn from.
 *
 * @throws CommandError where there is no such group, or its list is shorter than what was read of it
 */
export function withLists(tool: Tool, tally: Tally, listed: ReadonlyMap<string, number>): Tally {
  const left = new Map([...listed].map(([name, files]) => [foldGroup(name), { name, files }]));
  const groups = tally.groups.map((group) => {
    const list = left.get(foldGroup(group.name));
    if (!list) return group;
    left.delete(foldGroup(group.name));
    if (list.files < group.files) {
      throw new CommandError(
        `--listed "${list.name}=${list.files}": the sheet has ${group.files} files of this group, more than the list.`,
      );
    }
    return { ...group, unread: list.files - group.files };
  });
  const [unknown] = left.values();
  if (unknown) {
    throw new CommandError(
      `--listed "${unknown.name}=${unknown.files}": the sheet has no group of this name.`,
    );
  }
  return { ...tally, groups, overall: combine(tool, groups) };
}

/** Figures of all files beside those that count each once. */
export interface Weighed {
  /** Null where they cannot be had, or would be the same. */
  weighted: WeightedCheck[] | null;
  headline: Headline;
}

/** The figures of all files weighted by the lists that were told. */
export function weigh(tool: Tool, { groups, overall }: Tally, decided: Headline): Weighed {
  const chosen = howChosen(
    groups.map(({ name, files, unread }) => ({
      name,
      files,
      draw:
        unread === undefined
          ? null
          : { method: 'random', listed: files + unread, drawn: files, begun: files },
    })),
    { seed: null, printed: false },
  );
  const shown = (unit: Tally['overall'], name: string) =>
    showUnit({ key: name, name, ...unit }, NOTHING_SUPPRESSED);
  const table = {
    units: groups.map((group) => shown(group, group.name)),
    overall: shown(overall, 'all'),
    notRecorded: undefined,
  };
  const weighted = weightedFigures(table, chosen, tool);
  return { weighted, headline: headlineOf(decided, weighted) };
}
