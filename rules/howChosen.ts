import { groupSize } from './groupSize.ts';
import type { KnownSize } from './groupSize.ts';
import type { SamplingMethod } from './sampling.ts';
import type { ShownFigure, ShownTable } from './shown.ts';
import { areRatesUneven, weightedShare } from './weighting.ts';
import type { Stratum } from './weighting.ts';
import { checksOf } from './tool.ts';
import type { Tool } from './tool.ts';

/**
 * How the files of a group were chosen: all of a list that could be found, some of it at random or in equal steps, some so
 * that every worker is read, all that the service has or some of them at random, as a lead entered it, or beforehand.
 */
type Way = 'all' | SamplingMethod | 'whole' | 'elsewhere' | 'beforehand';

/** A sample group with files, and how these were chosen. */
export interface ChosenGroup {
  name: string;
  /** Files that were read. */
  files: number;
  way: Way;
  /** Files that were drawn from: on the list, or as was entered; null where nothing was drawn. */
  listed: number | null;
  /** Files that the service has by what a lead entered; not there where nobody did. */
  entered?: number;
  /** Files that were read although they were not drawn. */
  outside: number;
  /** Files that were drawn, could not be found, and have none in their place. */
  notFound: number;
}

/** How the files of an audit were chosen. */
export interface HowChosen {
  /** Of the groups with files; mixed where they differ, unknown of a printed table. */
  way: Way | 'mixed' | 'unknown';
  /** With which the same list gives the same draw; null where nothing was drawn. */
  seed: string | null;
  /** Rows of the list that were left out, so that they could not be drawn; only where there are any. */
  leftOut?: number;
  groups: ChosenGroup[];
  /** Reading that ended before all that was drawn was read, as had been decided beforehand; null where it did not. */
  stopped: { checks: number; groups: { name: string; files: number; drawn: number }[] } | null;
}

interface Draw {
  method: SamplingMethod;
  listed: number;
  drawn: number;
  begun: number;
  missing?: number;
  stopsAt?: number;
}

/** Whether drawn files are left that nobody has read, though they are there as far as is known. */
const isReadShort = ({ drawn, begun, missing = 0 }: Draw): boolean => begun + missing < drawn;

/**
 * A list that was drawn whole is taken whole, be it that some could not be found. Drawn at random it is an order of reading,
 * though: a panel that stops before its end has read a sample of it.
 */
const wayOf = (draw: Draw): Way =>
  draw.drawn === draw.listed && !(draw.method === 'random' && isReadShort(draw)) ? 'all' : draw.method;

/**
 * How the files of an audit were chosen, from how its groups were drawn.
 *
 * @param groups - draw: null where none was made of the group in the program; size: where a lead entered it; begun: how many of the drawn files were read; missing: how many
 *   could not be found and have none in their place; stopsAt: of how many checks the panel had to be sure to stop
 * @param of - printed: whether the figures are those of a printed table; leftOut: how many rows of the list were left out
 */
export function howChosen(
  groups: readonly {
    name: string;
    files: number;
    draw: Draw | null;
    size?: KnownSize | undefined;
  }[],
  { seed, printed, leftOut = 0 }: { seed: string | null; printed: boolean; leftOut?: number },
): HowChosen {
  if (printed) return { way: 'unknown', seed: null, groups: [], stopped: null };
  const chosen = groups
    .filter(({ files }) => files > 0)
    .map(({ name, files, draw, size }): ChosenGroup => {
      const entered = size && { entered: size.entered.files };
      if (!draw) return { name, files, ...withoutDraw(files, size), notFound: 0, ...entered };
      const { listed, begun, missing: notFound = 0 } = draw;
      return {
        name,
        files,
        way: wayOf(draw),
        listed,
        outside: Math.max(0, files - begun),
        notFound,
        ...entered,
      };
    });
  const ways = new Set(chosen.map(({ way }) => way));
  const [way = 'beforehand'] = ways;
  return {
    way: ways.size > 1 ? 'mixed' : way,
    seed: chosen.some(isDrawnHere) ? seed : null,
    ...(leftOut > 0 && chosen.some(isDrawnHere) && { leftOut }),
    groups: chosen,
    stopped: stoppedOf(groups),
  };
}

/**
 * How files were chosen that the program did not draw: all there are, at random by the word of the lead, or beforehand. A
 * number alone is no draw, so that without that word nothing is said of files that were not read.
 */
function withoutDraw(
  files: number,
  size: KnownSize | undefined,
): Pick<ChosenGroup, 'way' | 'listed' | 'outside'> {
  const all = size ? groupSize(size) : null;
  if (all !== null && files === all) return { way: 'whole', listed: all, outside: 0 };
  if (all === null || size?.entered.isDrawn !== true) return { way: 'beforehand', listed: null, outside: 0 };
  return { way: 'elsewhere', listed: all, outside: Math.max(0, files - all) };
}

/** Whether the program drew the files of a group, from a list and by a seed. */
const isDrawnHere = ({ way }: ChosenGroup): boolean =>
  way !== 'whole' && way !== 'elsewhere' && way !== 'beforehand';

function stoppedOf(groups: Parameters<typeof howChosen>[0]): HowChosen['stopped'] {
  const short = groups.flatMap(({ name, draw }) =>
    draw?.stopsAt && isReadShort(draw) ? [{ name, files: draw.begun, drawn: draw.drawn }] : [],
  );
  const checks = Math.max(0, ...groups.map(({ draw }) => draw?.stopsAt ?? 0));
  return short.some(({ files }) => files > 0) ? { checks, groups: short } : null;
}

/**
 * How many files of the list of a group were not read, by its name; null where its files say nothing of a list: it was not
 * drawn, or files were read that were not, or some files of it were likelier to be drawn than others.
 */
export function unreadOf({ groups }: HowChosen, name: string): number | null {
  const group = groups.find((one) => one.name === name);
  if (!group || isPicked(group) || group.listed === null || group.outside > 0 || group.listed < group.files)
    return null;
  return group.listed - group.files;
}

/** Whether the files of all groups say something of a list that they were drawn from. */
export const areAllDrawn = (chosen: HowChosen): boolean =>
  chosen.groups.every(({ name }) => unreadOf(chosen, name) !== null);

/** Whether files of a group were likelier to be chosen than others, so that nothing is known of the rest by chance alone. */
const isPicked = ({ way }: ChosenGroup): boolean => way === 'beforehand' || way === 'workers';

/** Whether no group was picked: what an interval says of its list then holds for all files together. */
export const isNonePicked = ({ groups }: HowChosen): boolean => groups.length > 0 && !groups.some(isPicked);

/** Whether there is anything to weigh: all groups were drawn from lists, at different rates. */
export const isUneven = (chosen: HowChosen): boolean =>
  areAllDrawn(chosen) &&
  areRatesUneven(chosen.groups.map(({ listed, files }) => ({ listed: listed ?? 0, read: files })));

/** A share of all files on the lists, as one reader may see it; share is exact, percent whole, the interval in shares from 0 to 1. */
export type ShownWeighted =
  | { kind: 'figure'; share: number; percent: number; interval: [low: number, high: number] | null }
  | { kind: 'suppressed' }
  | { kind: 'none' };

/** The weighted figures of a check, of files where it applied, of all, and among those with what it hangs on. */
export interface WeightedCheck {
  id: string;
  applicable: ShownWeighted;
  files: ShownWeighted;
  parent: ShownWeighted;
}

/**
 * The figures of all files weighted by what the groups were drawn from, check by check; null where they cannot
 * be, or would be those of the files as they were read: where a group was not drawn, files were read that were not, or
 * all groups were drawn at one rate.
 *
 * A file that says nothing of a check stands for nobody, as if it had not been read: those of its group that do say something
 * stand for the whole list. Of all files, which is a figure of every file, answered or not, each stands for its part.
 *
 * They are made from what is shown of the groups. Where a figure of one is suppressed the weighted one is as well: it adds
 * the groups up otherwise than the figure of all does, so that the two would tell what is hidden.
 *
 * @param table - by sample group, in any order
 */
export function weightedFigures(
  table: ShownTable,
  chosen: HowChosen,
  tool: Pick<Tool, 'sections'>,
): WeightedCheck[] | null {
  const units = table.units.filter(({ files }) => files !== 0);
  const strata = units.map(({ name }) => chosen.groups.find((group) => group.name === name));
  const rates = strata.map((group) => ({ listed: group?.listed ?? 0, read: group?.files ?? 0 }));
  if (!isUneven(chosen)) return null;
  const parentOf = new Map(
    checksOf(tool).flatMap(({ id, dependsOn }) => (dependsOn ? [[id, dependsOn.item] as const] : [])),
  );
  return table.overall.checks.map(({ id }, c) => {
    const parentAt = table.overall.checks.findIndex((check) => check.id === parentOf.get(id));
    const of = (
      counts: (figure: ShownFigure, read: number, parent?: ShownFigure) => Counts | 'suppressed',
    ) => {
      const own = units.map((unit, u) => {
        const figure = unit.checks[c];
        return figure ? counts(figure, rates[u]?.read ?? 0, unit.checks[parentAt]) : 'suppressed';
      });
      if (own.includes('suppressed') || table.overall.checks[c]?.kind === 'suppressed') {
        return { kind: 'suppressed' } as const;
      }
      return shownOf(own.map((count, u) => ({ listed: rates[u]?.listed ?? 0, ...(count as Counts) })));
    };
    return { id, applicable: of(applicableOf), files: of(allOf), parent: of(amongOf) };
  });
}

type Counts = Omit<Stratum, 'listed'>;

function applicableOf(figure: ShownFigure, read: number): Counts | 'suppressed' {
  if (figure.kind === 'suppressed') return 'suppressed';
  if (figure.kind === 'none') return { read, yes: 0, no: 0 };
  return { read: read - figure.notRecorded, yes: figure.yes, no: figure.no };
}

function allOf(figure: ShownFigure, read: number): Counts | 'suppressed' {
  if (figure.kind === 'suppressed') return 'suppressed';
  const yes = figure.kind === 'none' ? 0 : figure.yes;
  return { read, yes, no: read - yes };
}

/** Whether a file belongs to these is not known either where it says nothing of what the check hangs on. */
function amongOf(figure: ShownFigure, read: number, parent?: ShownFigure): Counts | 'suppressed' {
  if (figure.kind !== 'figure' || !figure.among) return applicableOf(figure, read);
  const { among } = figure;
  if (among.kind === 'suppressed' || parent?.kind === 'suppressed') return 'suppressed';
  if (among.kind === 'none') return { read, yes: 0, no: 0 };
  const unknown = parent?.kind === 'figure' ? parent.notRecorded : 0;
  return { read: read - unknown - among.notRecorded, yes: among.yes, no: among.no };
}

function shownOf(strata: Stratum[]): ShownWeighted {
  const found = weightedShare(strata);
  if (!found) return { kind: 'none' };
  const { share, interval } = found;
  return { kind: 'figure', share, percent: Math.floor(100 * share + 0.5), interval };
}
