import { GROUP_FIELD } from '../../../rules/index.ts';
import { groupBy } from '../../../server/platform/groupBy.ts';
import type { CountOf, MadeAudit, MadeFile } from '../disclosure.ts';
import { LEVELS } from './reader.ts';
import type { Figure, Hidden, Reading } from './reader.ts';
import { isBetween, Worlds } from './worlds.ts';
import type { Kinds, Known } from './worlds.ts';

/** So often all hidden counts are pushed to and fro at once for nothing, before one is looked for by itself. */
const MOST_IN_VAIN = 2;

interface Range {
  least: number;
  most: number;
}
const widthOf = ({ least, most }: Range): number => most - least;

/** A hidden count that a reader knows too well. */
export interface Leak extends Range {
  what: string;
  value: number;
  /** By what: the figures alone, or somebody who knows as well by which rule they are hidden. */
  by: 'figures' | 'rule';
  /** What shown totals alone would leave. */
  byTotals: Range;
}

/**
 * What a reader finds out of hidden counts, by whole numbers, the rule known: all that could not be two numbers as far
 * apart as shown totals alone leave open.
 *
 * The reader knows every figure that is shown, and that with other files the same would have been hidden. That a count
 * can be another number is shown by files in which it is, and all that is shown is the same; where none are found it
 * counts as found out.
 *
 * @param apart - a hidden count is known too well where it could not be two numbers that are so far apart
 * @param isSame - whether of these files just the same would be shown and hidden; every world where the rule is not known
 */
export async function leaksOf(
  audit: MadeAudit,
  kinds: Kinds,
  reading: Reading,
  {
    apart,
    isSame,
    random,
  }: { apart: number; isSame: ((files: MadeFile[]) => boolean) | null; random: () => number },
): Promise<Leak[]> {
  const told = reading.figures.flatMap(({ known }) => known);
  const truth = kinds.worldOf(audit);
  const ranges = new Map(reading.hidden.map((one) => [one, { least: one.value, most: one.value }]));
  const bounds = new Map<Hidden, Range>();
  const open = () =>
    reading.hidden.filter((one) => {
      const width = widthOf(ranges.get(one) ?? EMPTY);
      return width < apart && width < widthOf(bounds.get(one) ?? ANY);
    });
  const seen = new Set<string>();
  const offer = (world: readonly number[] | null): boolean => {
    if (!world) return false;
    // What cannot help is not looked at.
    const values = open().map((one) => [one, kinds.valueIn(world, one.count)] as const);
    const helps = values.some(([one, value]) => {
      const range = ranges.get(one) ?? EMPTY;
      return value < range.least || value > range.most;
    });
    const key = world.join();
    if (!helps || seen.has(key)) return false;
    seen.add(key);
    if (isSame && !isSame(kinds.filesOf(world, audit.groups))) return false;
    for (const [one, value] of values) {
      const range = ranges.get(one) ?? EMPTY;
      ranges.set(one, { least: Math.min(range.least, value), most: Math.max(range.most, value) });
    }
    return true;
  };
  const push = (counts = open()) =>
    counts.map(({ count }) => ({ count, times: Math.ceil(random() * 9) * (random() < 0.5 ? 1 : -1) }));
  /** Pushes hidden counts to and fro until several times nothing new comes of it. */
  const toAndFro = (worlds: Worlds, counts: () => Hidden[]): void => {
    for (let vain = 0; vain < MOST_IN_VAIN && counts().length > 0;) {
      const costs = push(counts());
      const isNew = [1, -1].map((by) =>
        offer(worlds.least(costs.map(({ count, times }) => ({ count, times: times * by })))),
      );
      vain = isNew.includes(true) ? 0 : vain + 1;
    }
  };
  const loose = await Worlds.of(kinds, told);
  // Worlds that are likely to be hidden alike are looked at first.
  const likely: Worlds[] = [];
  if (isSame)
    for (const kept of [reading.kept, reading.keptLarge])
      likely.push(await Worlds.of(kinds, [...told, ...kept]));
  try {
    if (!isSame) {
      toAndFro(loose, open);
      settleByFigures();
    }
    for (const worlds of isSame ? [...likely, loose] : []) {
      // First the answers to one check alone, so that little else can come to be hidden otherwise.
      const checkByCheck = (look: (own: () => Hidden[]) => void): void => {
        for (const [check] of groupBy(open(), (one) => one.check)) {
          worlds.vary(check, truth);
          look(() => open().filter((one) => one.check === check));
        }
        worlds.vary(null, truth);
      };
      checkByCheck((own) => toAndFro(worlds, own));
      if (worlds === likely[0]) settleByFigures();
      toAndFro(worlds, open);
      checkByCheck((own) => own().forEach((one) => pushAlone(one, worlds)));
      for (const one of open()) pushAlone(one, worlds);
    }
    const found: Leak[] = [];
    for (const one of reading.hidden.filter((other) => widthOf(ranges.get(other) ?? EMPTY) < apart)) {
      const byFigures = bounds.get(one) ?? boundsIn(loose, one);
      const byTotals = await boundsByTotals(one, reading.figures, byFigures);
      const wanted = Math.min(apart, widthOf(byTotals));
      const range = ranges.get(one) ?? EMPTY;
      const by = widthOf(byFigures) < wanted ? 'figures' : 'rule';
      if (widthOf(range) < wanted)
        found.push({
          what: one.what,
          value: one.value,
          by,
          byTotals,
          ...(by === 'figures' ? byFigures : range),
        });
    }
    return found;
  } finally {
    for (const worlds of [...likely, loose]) worlds.dispose();
  }

  /** What the figures alone leave no more of need not be looked for. */
  function settleByFigures(): void {
    for (const one of open()) {
      const range = boundsIn(loose, one);
      bounds.set(one, range);
      if (!isSame) ranges.set(one, range);
    }
  }

  function pushAlone(one: Hidden, worlds: Worlds): void {
    for (const times of [1, -1]) offer(worlds.least([{ count: one.count, times }]));
    for (const by of isSame ? [1, -1, 2, -2] : []) {
      const isOpen = open().includes(one) && one.value + by >= 0;
      const { least, most } = ranges.get(one) ?? EMPTY;
      if (!isOpen || (one.value + by >= least && one.value + by <= most)) continue;
      const other = isBetween(one.count, one.value + by);
      offer(worlds.nearest(truth, [other]));
      offer(worlds.least(push(), [other]));
    }
  }

  function boundsIn(worlds: Worlds, { count }: Hidden): Range {
    const [least, most] = [1, -1].map((times) => {
      const world = worlds.least([{ count, times }]);
      if (!world) throw new Error('there is no world at all');
      return kinds.valueIn(world, count);
    });
    return { least: least ?? 0, most: most ?? 0 };
  }

  /** The narrowest that shown totals leave. */
  async function boundsByTotals(one: Hidden, figures: readonly Figure[], byFigures: Range): Promise<Range> {
    let narrowest = { least: 0, most: Infinity };
    for (const totals of totalsOf(one, figures, audit)) {
      // Nothing is left to be excused where less is wide enough.
      if (widthOf(narrowest) <= Math.min(apart, widthOf(byFigures))) break;
      const worlds = await Worlds.of(kinds, totals);
      try {
        const range = boundsIn(worlds, one);
        if (widthOf(range) < widthOf(narrowest)) narrowest = range;
      } finally {
        worlds.dispose();
      }
    }
    return narrowest;
  }
}

const EMPTY: Range = { least: 0, most: 0 };
const ANY: Range = { least: 0, most: Infinity };

/**
 * The shown totals that a hidden count is a part of, with how many files there are. Each stands for itself: what follows
 * from taking one from another is what must not follow. All figures of groups together are a total of a count by a field
 * where its check is about practice: they are shown of any five files or more, whatever they say, so that services can be
 * held against each other, and no hiding of a field could take back what they say of it. Of a crossing the totals are those of its row and its column, which
 * are decided on before it; of a figure among files with a plan they are those of the same files that it stands beside.
 */
function* totalsOf(
  hidden: Hidden,
  figures: readonly Figure[],
  { groups, tool }: Pick<MadeAudit, 'groups' | 'tool'>,
): Generator<Known[]> {
  // By the answers to a check that divides them as well.
  const dividing = new Set(
    tool.sections.flatMap(({ items }) => items).flatMap(({ id, segment }) => (segment ? [id] : [])),
  );
  const ofFiles = figures
    .filter(({ check, level }) =>
      level === 'overall' ? check === null : hidden.check !== null && (check === null || dividing.has(check)),
    )
    .flatMap(({ known }) => known);
  const parents = new Map(
    tool.sections
      .flatMap(({ items }) => items)
      .flatMap((one) =>
        one.kind === 'check' && one.dependsOn ? [[one.id, one.dependsOn.item] as const] : [],
      ),
  );
  const isAmong = hidden.what.endsWith('among those');
  const own = new Set([hidden.check, ...(isAmong ? [parents.get(hidden.check ?? '')] : [])]);
  const around = figures.filter(
    ({ unit, check }) =>
      own.has(check ?? null) &&
      (unit !== null || hidden.unit === null) &&
      isWithin(hidden.unit, unit, groups),
  );
  const isOwn = ({ unit }: Figure) => isWithin(unit, hidden.unit, groups);
  const others = around.filter((one) => isAmong || !isOwn(one));
  const known = (all: readonly Figure[]): Known[] => [...ofFiles, ...all.flatMap((one) => one.known)];
  yield known([]);
  if (hidden.level === 'crossing') yield known(others.filter(({ level }) => level !== 'crossing'));
  const before = figures.filter(
    ({ unit, check, level }) =>
      unit !== null && own.has(check) && LEVELS.indexOf(level) < LEVELS.indexOf(hidden.level),
  );
  const beside = isAmong ? others.filter(isOwn) : [];
  if (hidden.isByFiles && LEVELS.indexOf(hidden.level) > LEVELS.indexOf('groups'))
    yield known(
      figures.filter(
        ({ check, level }) =>
          level === 'groups' && (own.has(check) || (check !== null && dividing.has(check))),
      ),
    );
  const byUnit = groupBy([...new Set([...others, ...before])], ({ unit }) => keyOf(unit));
  for (const one of byUnit.values()) yield known([...beside, ...one]);
}

const keyOf = (unit: CountOf | null): string =>
  unit === null
    ? ''
    : [...unit]
        .map(([factor, values]) => `${factor}=${[...values].toSorted().join()}`)
        .toSorted()
        .join(';');

/** Whether all files of one unit are of another one. */
function isWithin(part: CountOf | null, whole: CountOf | null, groups: MadeAudit['groups']): boolean {
  if (whole === null) return part === null;
  if (part === null) return whole.size === 0;
  return [...whole].every(([factor, values]) => {
    const all = factor === GROUP_FIELD ? groups.map(({ id }) => String(id)) : null;
    const own = part.get(factor) ?? (all && new Set(all));
    return own !== null && [...own].every((value) => values.has(value));
  });
}
