import type { Counted } from './appliesToNobody.ts';
import type { SmallNumbers, SuppressedTable } from './disclosure.ts';
import { isFewFiles } from './fewFiles.ts';
import { KnownSums } from './knownSums.ts';
import type { CountsShownBefore, ShownBefore } from './shownBefore.ts';
import { isEmpty, isSmallCell } from './suppression.ts';
import type { Cell } from './suppression.ts';

// What follows of hidden figures by holding what is shown now against what was shown of the same audit before. Groups that
// were not touched between two releases have the same figures in both, so what one of them shows the other does not hide.

/** What readers outside the panel were shown of one check at one time, by sample group and by provider. */
export interface Release {
  /** Groups with files, by their keys in the audit: yes and no. */
  groups: { key: string; cell: Cell; hidden: boolean }[];
  /** By provider the keys of its groups. */
  providers: { groups: readonly string[]; hidden: boolean }[];
  /** Whether the figure of all files is hidden. */
  allHidden: boolean;
}

/** Groups of which something small follows from several releases, whatever is hidden in the newest. */
interface ToldOverReleases {
  groups: string[];
}

interface Rule {
  threshold: number;
  /** Whether the number of files decides what is small, or yes and no. */
  byFiles: boolean;
}

/** What a group had in every release that it was in, or what one of them has beyond that. */
interface Unit {
  group: string;
  cell: Cell;
  isChange: boolean;
}

/** A sum that follows, by the positions of its units. */
type Told = readonly number[];

/**
 * Hides more of the newest release, so that nothing small that earlier ones hid, or that it hides itself, follows from all of
 * them together.
 *
 * A group whose counts changed is taken as what all of its releases have and what each has beyond that: of a file that was
 * added between two of them the figures of all files tell its answers, whatever is hidden of groups. What cannot be helped is
 * given back, so that somebody can be asked.
 *
 * @param earlier - in any order; what follows from these alone was told already
 * @returns the newest release with what is hidden of it, and what follows in spite of that
 */
export function hideOverReleases(
  newest: Release,
  earlier: readonly Release[],
  rule: Rule,
): { newest: Release; told: ToldOverReleases[] } {
  const own = {
    ...newest,
    groups: newest.groups.map((group) => ({ ...group })),
    providers: newest.providers.map((provider) => ({ ...provider })),
  };
  const over = new OverReleases([own, ...earlier], rule);
  const before = new Set((over.told(earlier) ?? []).map(keyOf));
  const toldNow = () => over.told([own, ...earlier])?.filter((told) => !before.has(keyOf(told))) ?? null;
  if (toldNow()?.length === 0) return { newest: own, told: [] };
  // From nothing shown but the figure of all, the larger first, whatever adds nothing to what follows then is shown again.
  const open = [...own.groups.filter(({ cell }) => !isEmpty(cell)), ...own.providers].filter(
    ({ hidden }) => !hidden,
  );
  for (const one of open) one.hidden = true;
  const unhelped = toldNow();
  if (unhelped === null) return { newest: own, told: [{ groups: own.groups.map(({ key }) => key) }] };
  const sizeOf = (groups: readonly string[]) =>
    own.groups.reduce((sum, { key, cell }) => sum + (groups.includes(key) ? filesOf(cell) : 0), 0);
  const bySize = open
    .map((one) => ({ one, size: sizeOf('groups' in one ? one.groups : [one.key]) }))
    .toSorted((x, y) => y.size - x.size);
  for (const { one } of bySize) {
    one.hidden = false;
    if ((toldNow()?.length ?? Infinity) > unhelped.length) one.hidden = true;
  }
  return { newest: own, told: over.named(unhelped) };
}

const filesOf = (cell: Cell): number => cell.reduce((sum, count) => sum + count, 0);

const keyOf = (told: Told): string => told.join(' ');

class OverReleases {
  readonly #units: Unit[] = [];
  /** By group and counts, of which units these are. */
  readonly #parts = new Map<string, number[]>();
  readonly #rule: Rule;

  constructor(releases: readonly Release[], rule: Rule) {
    this.#rule = rule;
    const versions = new Map<string, Cell[]>();
    for (const { groups } of releases) {
      for (const { key, cell } of groups) {
        const known = versions.get(key) ?? [];
        const counted = this.#counted(cell);
        if (!known.some((other) => isSame(other, counted))) known.push(counted);
        versions.set(key, known);
      }
    }
    for (const [group, cells] of versions) {
      const base = (cells[0] ?? []).map((_, part) => Math.min(...cells.map((cell) => cell[part] ?? 0)));
      const common = this.#unit({ group, cell: base, isChange: false });
      for (const cell of cells) {
        const change = cell.map((count, part) => count - (base[part] ?? 0));
        const more = this.#unit({ group, cell: change, isChange: true });
        this.#parts.set(versionKey(group, cell), [...common, ...more]);
      }
    }
  }

  /** What is known to be nothing is no unit. */
  #unit(unit: Unit): number[] {
    return isEmpty(unit.cell) ? [] : [this.#units.push(unit) - 1];
  }

  #counted(cell: Cell): Cell {
    return this.#rule.byFiles ? [filesOf(cell)] : cell;
  }

  /** What small follows from some releases; null where there is too much to go through. */
  told(releases: readonly Release[]): Told[] | null {
    const shown = releases.flatMap((release) => this.#linesOf(release));
    const alone = new Set(
      shown.flatMap(({ units, isGroup }) => (isGroup && units.length === 1 ? units : [])),
    );
    const lines = [
      ...new Map(
        shown
          .map(({ units }) => units.filter((unit) => !alone.has(unit)))
          .filter((units) => units.length > 0)
          .map((units) => [keyOf(units), units]),
      ).values(),
    ];
    const unknown = [...new Set(lines.flat())].toSorted((a, b) => a - b);
    if (unknown.length === 0) return [];
    const known = new KnownSums(lines.map((line) => unknown.map((unit) => Number(line.includes(unit)))));
    const sets = known.sets(
      unknown.map((unit) => this.#units[unit]?.cell ?? []),
      (sum, units) => this.#isSmall(sum) || (!this.#rule.byFiles && units <= MOST_OF_A_GROUP),
    );
    // A group that is shown whole may be known whole.
    const legitimate = new Set(shown.flatMap(({ units, isGroup }) => (isGroup ? [keyOf(units)] : [])));
    return (
      sets
        ?.map(({ units }) => units.map((unit) => unknown[unit] ?? -1))
        .filter((told) => !legitimate.has(keyOf(told)) && this.#isTelling(told)) ?? null
    );
  }

  #linesOf({ groups, providers, allHidden }: Release): { units: number[]; isGroup: boolean }[] {
    const of = (some: readonly Release['groups'][number][], isGroup: boolean) => ({
      units: some
        .flatMap(({ key, cell }) => this.#parts.get(versionKey(key, this.#counted(cell))) ?? [])
        .toSorted((a, b) => a - b),
      isGroup,
    });
    return [
      ...(allHidden ? [] : [of(groups, false)]),
      ...groups.filter(({ hidden }) => !hidden).map((group) => of([group], true)),
      ...providers
        .filter(({ hidden }) => !hidden)
        .map((provider) =>
          of(
            groups.filter(({ key }) => provider.groups.includes(key)),
            false,
          ),
        ),
    ];
  }

  #isSmall(sum: Cell): boolean {
    const { threshold, byFiles } = this.#rule;
    return byFiles ? isFewFiles(sum[0] ?? 0, threshold) : isSmallCell(sum, threshold);
  }

  /** Something small; or by counts one group alone, which was hidden so that another one does not follow from it. */
  #isTelling(told: Told): boolean {
    const units = told.flatMap((unit) => this.#units[unit] ?? []);
    const sum = (units[0]?.cell ?? []).map((_, part) =>
      units.reduce((all, { cell }) => all + (cell[part] ?? 0), 0),
    );
    if (this.#isSmall(sum)) return true;
    const isOneGroup = new Set(units.map(({ group }) => group)).size === 1;
    return !this.#rule.byFiles && isOneGroup && units.some(({ isChange }) => !isChange);
  }

  /** By the groups that they are of, each once. */
  named(told: readonly Told[]): ToldOverReleases[] {
    const groups = told.map((units) => [...new Set(units.map((unit) => this.#units[unit]?.group ?? ''))]);
    return [...new Map(groups.map((of) => [of.join(' '), { groups: of }])).values()];
  }
}

/** What a group has in all releases, and what it has beyond that in one. */
const MOST_OF_A_GROUP = 2;

const versionKey = (group: string, cell: Cell): string => `${group}: ${cell.join(' ')}`;
const isSame = (a: Cell, b: Cell): boolean => a.every((count, part) => count === b[part]);

type Masks = Record<'groups' | 'providers', SuppressedTable>;
type Keyed = Counted & { key: string };

/** What is shown of an audit, to be kept until its figures change. */
export function shownNow(
  masks: Masks,
  groups: readonly Keyed[],
  providers: readonly (readonly number[])[],
  until: string,
): ShownBefore {
  const first = groups[0]?.checks ?? [];
  return {
    until,
    groups: groups.map(({ key }) => key),
    providers: providers.map((own) => [...own]),
    checks: Object.fromEntries(
      first.map(({ id }, c) => [
        id,
        {
          cells: groups.map(({ checks }) => [checks[c]?.yes ?? 0, checks[c]?.no ?? 0]),
          all: masks.groups.overall.checks[c] ?? false,
          groups: masks.groups.units.map(({ checks }) => checks[c] ?? false),
          providers: masks.providers.units.map(({ checks }) => checks[c] ?? false),
        },
      ]),
    ),
  };
}

/** Something small that follows of a check in spite of all that is hidden, by the keys of the groups it is in. */
interface ToldOfCheck extends ToldOverReleases {
  check: string;
}

/** The masks of an audit with more hidden where what was shown of it before asks for that, and what cannot be helped. */
export function maskOverReleases(
  masks: Masks,
  groups: readonly Keyed[],
  providers: readonly (readonly number[])[],
  before: readonly ShownBefore[],
  rule: SmallNumbers,
): { masks: Masks; told: ToldOfCheck[] } {
  const now = shownNow(masks, groups, providers, '');
  const told: ToldOfCheck[] = [];
  const hidden = Object.keys(now.checks).map((id) => {
    const byFiles = rule.byFiles.has(id);
    const found = hideOverReleases(
      releaseOf(now, id),
      before.filter(({ checks }) => checks[id]).map((one) => releaseOf(one, id)),
      { threshold: rule.threshold, byFiles },
    );
    told.push(...found.told.map(({ groups: of }) => ({ check: id, groups: of })));
    return found.newest;
  });
  const withHidden = (table: SuppressedTable, of: 'groups' | 'providers'): SuppressedTable => ({
    ...table,
    units: table.units.map((unit, u) => ({
      ...unit,
      checks: unit.checks.map((own, c) => own || (hidden[c]?.[of][u]?.hidden ?? false)),
    })),
  });
  return {
    masks: {
      groups: withHidden(masks.groups, 'groups'),
      providers: withHidden(masks.providers, 'providers'),
    },
    told,
  };
}

const releaseOf = (shown: ShownBefore, id: string): Release => releaseOfCounts(shown, shown.checks[id]);

/** One figure as it was shown by the groups and providers of an audit. */
export function releaseOfCounts(
  { groups, providers }: Pick<ShownBefore, 'groups' | 'providers'>,
  check: CountsShownBefore | undefined,
): Release {
  return {
    groups: groups.map((key, g) => ({
      key,
      cell: check?.cells[g] ?? [0, 0],
      hidden: check?.groups[g] ?? true,
    })),
    providers: providers.map((own, p) => ({
      groups: own.flatMap((g) => groups[g] ?? []),
      hidden: check?.providers[p] ?? true,
    })),
    allHidden: check?.all ?? true,
  };
}
