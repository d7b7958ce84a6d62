import { Exchange, isSmallByAnswers, roomOf } from './exchange.ts';
import type { BoundSum, Room } from './exchange.ts';
import { isFewFiles } from './fewFiles.ts';
import { KnownSums, stillFollows } from './knownSums.ts';
import type { Hideable, KnownSum } from './knownSums.ts';
import { isEmpty, isSmallCell, sumOf } from './suppression.ts';
import type { Cell } from './suppression.ts';

// Which figures of sample groups and providers are hidden beside those that are small, given that the whole audit is
// shown: as few as it takes. Providers are sums of groups, and may overlap.

/** What is counted of one check by sample group, and which groups each provider's figure adds up. */
interface GroupedFigures {
  /** By group yes and no; or, where the number of files decides, on how many the figure rests. */
  cells: readonly Cell[];
  /** The positions of the groups of each provider. */
  providers: readonly (readonly number[])[];
  /** How many files each group has, which is shown. */
  files: readonly number[];
}

/** Which of two choices that hide as much is taken: the one that leaves the providers, or the sample groups. */
export const SMALL_NUMBER_ORDERS = ['providers_first', 'groups_first'] as const;
export type SmallNumberOrder = (typeof SMALL_NUMBER_ORDERS)[number];

interface HiddenFigures {
  groups: boolean[];
  providers: boolean[];
}

/**
 * Decides which groups and providers are hidden where small figures are, and the figure of all is shown.
 *
 * Small ones are hidden, then as few more as are found that leave no set of hidden groups, of which the figure follows
 * by adding and taking away what is shown, that is small; by counts also none that is one group alone, and no hidden
 * yes of a group or a provider that could not be two others of which the same would be hidden. Which of several choices is
 * taken depends on what every reader sees (how many files a group has, the share of all, the place in the list) and on
 * which figures are hidden, never on how large these are: whoever knows this rule would work that out from the choice.
 */
export function hideFigures(
  figures: GroupedFigures,
  { threshold, order }: { threshold: number; order: SmallNumberOrder },
): HiddenFigures {
  const own = hiddenBy(figures, threshold, order);
  if (figures.providers.length === 0) return own;
  // Providers that share groups can be kept only by hiding many groups, and the other way round: the fewer are hidden.
  const other = hiddenBy(
    figures,
    threshold,
    order === 'providers_first' ? 'groups_first' : 'providers_first',
  );
  return countOf(other) < countOf(own) ? other : own;
}

const isByFiles = ({ cells }: Pick<GroupedFigures, 'cells'>): boolean => (cells[0]?.length ?? 1) === 1;

const countOf = ({ groups, providers }: HiddenFigures): number =>
  [...groups, ...providers].filter(Boolean).length;

/**
 * Groups in the order in which they are sooner hidden: the smallest of those that, by the share of all, can be expected to
 * leave room for others behind them, then the largest of the rest. Those of which nothing is counted are left out.
 */
export function hidingOrder(figures: Pick<GroupedFigures, 'cells' | 'files'>, threshold: number): number[] {
  const { cells, files } = figures;
  const [yes = 0, no = 0] = sumOf(cells);
  const byFiles = isByFiles(figures);
  const rare = byFiles ? 1 : Math.min(yes, no) / Math.max(1, yes + no);
  const room = byFiles ? threshold : 2 * threshold + 1;
  const isRoomy = (g: number) => (files[g] ?? 0) * rare >= room;
  const size = (g: number) => (isRoomy(g) ? (files[g] ?? 0) : -(files[g] ?? 0));
  return cells
    .flatMap((cell, g) => (isEmpty(cell) ? [] : [g]))
    .toSorted((a, b) => Number(isRoomy(b)) - Number(isRoomy(a)) || size(a) - size(b) || b - a);
}

function hiddenBy(figures: GroupedFigures, threshold: number, order: SmallNumberOrder): HiddenFigures {
  const hiding = new Hiding(figures, threshold, order);
  hiding.run();
  return hiding.hidden;
}

/** A group or a provider that could be hidden. */
interface Choice {
  of: 'groups' | 'providers';
  at: number;
}

/** Of so many sums that follow, the shortest, it is asked at once what would hide them. */
const MOST_AT_ONCE = 40;
/** So far apart are the numbers that a hidden one could be. */
const APART = 2;

class Hiding {
  readonly hidden: HiddenFigures;
  readonly #figures: GroupedFigures;
  readonly #threshold: number;
  readonly #byFiles: boolean;
  /** All that could be hidden, in the order in which it is sooner. */
  readonly #choices: Choice[];
  readonly #isTotalSmall: boolean;
  /** By how many answers each group could be others: by this rule, and for all that somebody knows who does not know it. */
  readonly #rooms: readonly (readonly Room[])[];
  /** Providers that are small, and would not be with other answers. */
  readonly #bound: readonly { at: number; room: Room }[];

  constructor(figures: GroupedFigures, threshold: number, order: SmallNumberOrder) {
    const { cells, providers } = figures;
    this.#figures = figures;
    this.#threshold = threshold;
    this.#byFiles = isByFiles(figures);
    const wholes = providers.map((own) => this.#sum(own));
    this.hidden = {
      groups: cells.map((cell) => this.#isSmall(cell)),
      providers: wholes.map((whole) => this.#isSmall(whole)),
    };
    const all = sumOf(cells);
    this.#isTotalSmall = this.#isSmall(all);
    this.#rooms = [
      cells.map((cell) => roomOf(cell, threshold)),
      cells.map(([yes = 0, no = 0]) => ({ up: no, down: yes })),
    ];
    this.#bound = wholes.flatMap((whole, at) =>
      !this.#byFiles && isSmallByAnswers(whole, threshold) ? [{ at, room: roomOf(whole, threshold) }] : [],
    );
    const groups = hidingOrder(figures, threshold).map((at): Choice => ({ of: 'groups', at }));
    const sums = providers
      .map((own, at) => ({ at, files: own.reduce((sum, g) => sum + (figures.files[g] ?? 0), 0) }))
      // Nothing is to be hidden where nothing is counted, nor where all is, which is shown.
      .filter(({ at }) => !isEmpty(wholes[at] ?? []) && wholes[at]?.some((part, i) => part !== all[i]))
      .toSorted((a, b) => a.files - b.files || b.at - a.at)
      .map(({ at }): Choice => ({ of: 'providers', at }));
    this.#choices = order === 'providers_first' ? [...groups, ...sums] : [...sums, ...groups];
  }

  run(): void {
    // All parts of a small whole are small.
    if (this.#isTotalSmall) return;
    for (;;) {
      const unknown = this.#unknown();
      if (unknown.groups.length === 0) return;
      const telling = this.#telling(unknown);
      const more =
        telling === null
          ? this.#open()
              .filter(({ of }) => of === 'providers')
              .slice(0, 1)
          : telling.sets.length > 0
            ? this.#against(telling, unknown)
            : this.#besideStiff(unknown);
      if (more.length === 0) return;
      for (const { of, at } of more) this.hidden[of][at] = true;
    }
  }

  /** The sums that follow of what is hidden and may not; null where there are too many to go through. */
  #telling({ groups, lines }: Unknown): { known: KnownSums; sets: KnownSum[] } | null {
    const known = new KnownSums(lines);
    const sets = known.sets(
      groups.map((g) => this.#figures.cells[g] ?? []),
      (sum, of) => this.#isTelling(sum, of),
    );
    return sets && { known, sets };
  }

  #isSmall(cell: Cell): boolean {
    return this.#byFiles ? isFewFiles(cell[0] ?? 0, this.#threshold) : isSmallCell(cell, this.#threshold);
  }

  #sum(groups: readonly number[]): Cell {
    return sumOf(groups.map((g) => this.#figures.cells[g] ?? []));
  }

  #open(): Choice[] {
    return this.#choices.filter(({ of, at }) => !this.hidden[of][at]);
  }

  #unknown(also: readonly Choice[] = []): Unknown {
    const { cells, providers } = this.#figures;
    const isHidden = (of: Choice['of'], at: number) =>
      this.hidden[of][at] === true || also.some((one) => one.of === of && one.at === at);
    const groups = cells.flatMap((cell, at) => (isHidden('groups', at) && !isEmpty(cell) ? [at] : []));
    const shown = providers.flatMap((_, at) => (isHidden('providers', at) ? [] : [at]));
    const line = (p: number) => indicator(groups, providers[p] ?? []);
    const bounds = this.#bound
      .filter(({ at }) => !shown.includes(at))
      .map(({ at, room }): BoundSum => ({ on: line(at), room }));
    return { groups, shown, lines: [groups.map(() => 1), ...shown.map(line)], bounds };
  }

  /** Whether a sum of so many hidden groups may not follow. */
  #isTelling(sum: Cell, groups: number): boolean {
    return this.#byFiles ? this.#isSmall(sum) : groups < 2 || this.#isSmall(sum);
  }

  /** The fewest choices found after which none of these sums follows any more, or the one that helps most. */
  #against({ known, sets }: { known: KnownSums; sets: KnownSum[] }, { shown }: Unknown): Choice[] {
    const telling = sets.toSorted((a, b) => a.units.length - b.units.length).slice(0, MOST_AT_ONCE);
    const { providers } = this.#figures;
    const open = this.#open().map((choice) => {
      const { of, at } = choice;
      const isOn = (p: number) => (of === 'groups' ? (providers[p]?.includes(at) ?? false) : p === at);
      const onLines = [Number(of === 'groups'), ...shown.map((p) => Number(isOn(p)))];
      return { choice, onLines, nothings: known.nothingsOn(onLines) };
    });
    const left = (...hidden: [Hideable, Hideable?]) =>
      telling.filter((set) => stillFollows(set, hidden)).length;
    const lefts = open.map((one) => left(one));
    const least = Math.min(...lefts);
    const best = open[lefts.indexOf(least)];
    if (!best) return [];
    if (least === 0) return [best.choice];
    for (const [i, one] of open.entries()) {
      const other = open.slice(i + 1).find((two) => !telling.some((set) => stillFollows(set, [one, two])));
      if (other) return [one.choice, other.choice];
    }
    return [best.choice];
  }

  /** Where a hidden yes could not be two other numbers, though it might, the first that leaves it more of them. */
  #besideStiff(unknown: Unknown): Choice[] {
    const stiff = this.#stiff(unknown);
    if (stiff === undefined) return [];
    const open = this.#open();
    const helps = (...more: Choice[]) => this.#couldVary(stiff, this.#unknown(more));
    const one = open.find((choice) => helps(choice));
    if (one) return [one];
    for (const [i, first] of open.entries()) {
      const second = open.slice(i + 1).find((choice) => helps(first, choice));
      if (second) return [first, second];
    }
    return open.slice(0, 1);
  }

  /** The groups of a hidden figure that could not be two other numbers, though it might. */
  #stiff(unknown: Unknown): readonly number[] | undefined {
    if (this.#byFiles) return undefined;
    const { cells, providers } = this.#figures;
    const isThere = (group: number) => !isEmpty(cells[group] ?? []);
    return [
      // What leaves a provider more numbers leaves them to its groups as a rule.
      ...providers.filter((own, p) => this.hidden.providers[p] === true && own.some(isThere)),
      ...unknown.groups.map((g) => [g]),
    ].find((of) => !this.#couldVary(of, unknown));
  }

  /**
   * Whether the yes of some groups together could be others that are far enough apart, as far as the figure of all leaves
   * it open: with what is small staying so, and else for all that can be known without this rule.
   */
  #couldVary(of: readonly number[], unknown: Unknown): boolean {
    const { groups, lines, bounds } = unknown;
    const [byRule = [], byAll = []] = this.#rooms;
    const exchangeOf = (rooms: readonly Room[], held: readonly BoundSum[]) =>
      new Exchange(
        groups.map((g) => rooms[g] ?? { up: 0, down: 0 }),
        lines,
        held,
      );
    const within = indicator(groups, of);
    unknown.exchange ??= exchangeOf(byRule, bounds);
    const wanted = Math.min(APART, this.#leftByTotal(of, byRule));
    if (!unknown.exchange.couldVary(within, wanted)) return false;
    if (wanted === APART) return true;
    return exchangeOf(byAll, []).couldVary(within, Math.min(APART, this.#leftByTotal(of, byAll)));
  }

  /** How far apart the numbers are that some groups could be if nothing but the figure of all were shown. */
  #leftByTotal(of: readonly number[], rooms: readonly Room[]): number {
    const [there, elsewhere] = [true, false].map((isIn) =>
      rooms.reduce(
        (sum, { up, down }, g) =>
          of.includes(g) === isIn ? { up: sum.up + up, down: sum.down + down } : sum,
        { up: 0, down: 0 },
      ),
    ) as [Room, Room];
    return Math.min(there.up, elsewhere.down) + Math.min(there.down, elsewhere.up);
  }
}

const indicator = (groups: readonly number[], of: readonly number[]): number[] =>
  groups.map((g) => Number(of.includes(g)));

/** The hidden groups in which there is something, the providers that are shown, and as lines all and what these have of them. */
interface Unknown {
  groups: number[];
  shown: number[];
  lines: number[][];
  /** Hidden providers that stay small. */
  bounds: BoundSum[];
  /** What these groups could exchange by the rule, once it was asked for. */
  exchange?: Exchange;
}
