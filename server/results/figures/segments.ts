import {
  checksOf,
  crossedKey,
  crossedName,
  GROUP_FIELD,
  fieldShownNow,
  maskCrossedSegments,
  maskFieldOverReleases,
  maskSegments,
  mayBeCrossed,
  tally,
} from '../../../rules/index.ts';
import type {
  CrossedField,
  Division,
  FieldShownBefore,
  SuppressedTable,
  SuppressionRule,
  SegmentField,
  SegmentValue,
  ShownTable,
  Tally,
  Tool,
  UnitFigures,
  UnitMask,
} from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import { masksOfGroups } from './masks.ts';
import { allOf, groupsOfProviders, showTable } from './shown.ts';

/** One of the fields by which files are divided: the sample group, or one of the tool. */
export type Dimension = typeof GROUP_FIELD | SegmentField;

/** How many files, and how many answers, there are by the values of one or two fields; null is a file without one. */
export interface SegmentCounts {
  files: { keys: (string | null)[]; files: number }[];
  answers: SegmentAnswers[];
  /** Those that stand beside the answer that their check hangs on, which is the parent's. */
  pairs: (SegmentAnswers & { parentAnswer: string })[];
}

interface SegmentAnswers {
  keys: (string | null)[];
  check: string;
  answer: string;
  files: number;
}

/** No value of a field has this key. */
const WITHOUT = '';

/**
 * The figures of an audit by the values of one field or of two at once, as somebody may see them. Values that no file
 * has are units as well; of crossings only where something is suppressed, since else there would be too many.
 *
 * @param rule - by which small numbers are suppressed; null where everything may be seen
 */
export function showSegments(
  dimensions: [Dimension] | [Dimension, Dimension],
  counts: SegmentCounts,
  { tool, groups, tally: byGroup }: { tool: Tool; groups: SampleGroup[]; tally: Pick<Tally, 'groups'> },
  rule: SuppressionRule | null,
): ShownTable {
  const [rows, columns] = dimensions.map((dimension, d) => new Part(dimension, d, counts, tool, groups));
  if (!rows) throw new RangeError('there is no field to divide by');
  const dividing = new Set(checksOf(tool).flatMap((check, c) => (check.segment ? [c] : [])));
  if (!columns) {
    const masks = rule && rows.masks(byGroup.groups, dividing, rule);
    const suppressed = rows.suppressed(masks);
    return showTable(rows.withValue(rows.units), rows.overall, suppressed, rows.notRecorded(masks));
  }
  const both = tallyBy(
    tool,
    rows.values.flatMap((a) => columns.values.map((b) => crossedKey(a.key, b.key))),
    counts,
    ([a, b]) => crossedKey(a ?? WITHOUT, b ?? WITHOUT),
  );
  const grid = rows.values.map((a, r) =>
    columns.values.map((b, c): UnitFigures => {
      const found = both.groups[r * columns.values.length + c];
      if (!found) throw new RangeError('a crossing was not counted');
      return { ...found, key: crossedKey(a.key, b.key), name: crossedName(a.name, b.name) };
    }),
  );
  const isWith = (r: number, c: number) =>
    rows.values[r]?.key !== WITHOUT && columns.values[c]?.key !== WITHOUT;
  const withBoth = <T>(of: T[][]): T[] => of.flatMap((row, r) => row.filter((_, c) => isWith(r, c)));
  if (rule === null) {
    const units = withBoth(grid).filter(({ files }) => files > 0);
    const files = units.reduce((sum, unit) => sum + unit.files, 0);
    return showTable(units, rows.overall, null, rows.overall.files - files);
  }
  const crossed = [rows, columns].map((part) => part.crossed(byGroup.groups, dividing, rule)) as [
    CrossedField,
    CrossedField,
  ];
  const masks = mayBeCrossed(rule)
    ? maskCrossedSegments(...crossed, grid, dividing, rule.threshold)
    : grid.map((row) => row.map(({ checks }) => ({ files: true, checks: checks.map(() => true) })));
  return showTable(
    withBoth(grid),
    rows.overall,
    { units: withBoth(masks), overall: crossed[0].masks.overall },
    notRecordedIn([rows, columns], [crossed[0].masks, crossed[1].masks], grid, masks),
  );
}

/** What readers outside the panel are shown of one field, to be kept. */
export function shownOfField(
  field: SegmentField,
  counts: SegmentCounts,
  { tool, groups, tally: byGroup }: { tool: Tool; groups: SampleGroup[]; tally: Pick<Tally, 'groups'> },
  rule: SuppressionRule,
): FieldShownBefore {
  const part = new Part(field, 0, counts, tool, groups);
  const dividing = new Set(checksOf(tool).flatMap((check, c) => (check.segment ? [c] : [])));
  return fieldShownNow(part.division, part.masks(byGroup.groups, dividing, rule), part.units);
}

/** How many files are without one value or the other; null where the numbers that it is made of are suppressed. */
function notRecordedIn(
  parts: [Part, Part],
  masks: [SuppressedTable, SuppressedTable],
  grid: UnitFigures[][],
  crossed: UnitMask[][],
): number | null {
  const [a = 0, b = 0] = parts.map((part, p) => part.notRecorded(masks[p] ?? null));
  if (a === null || b === null) return null;
  // Groups are never without a value.
  const [row, column] = parts.map((part) => part.values.findIndex(({ key }) => key === WITHOUT));
  const both = grid[row ?? -1]?.[column ?? -1];
  if (!both) return a + b;
  return crossed[row ?? -1]?.[column ?? -1]?.files ? null : a + b - both.files;
}

/** One of the fields of a view, by itself. */
class Part {
  /** Last the files without a value; a group every file has. */
  readonly values: SegmentValue[];
  /** In the order of the values, like the masks. */
  readonly units: UnitFigures[];
  readonly overall: UnitFigures;
  readonly division: Division;
  /** Where the parts are those of a field, which. */
  readonly #fieldId: string | null;
  /** Where the parts are sample groups, those of each provider. */
  readonly #providers: number[][] | null;

  constructor(
    dimension: Dimension,
    position: number,
    counts: SegmentCounts,
    tool: Tool,
    groups: SampleGroup[],
  ) {
    this.#fieldId = dimension === GROUP_FIELD ? null : dimension.item.id;
    this.#providers = dimension === GROUP_FIELD ? groupsOfProviders(groups) : null;
    if (dimension === GROUP_FIELD) {
      this.values = groups.map(({ id, name }) => ({ key: String(id), name }));
      this.division = { of: 'values' };
    } else {
      const { item } = dimension;
      this.values = [...dimension.values, { key: WITHOUT, name: 'Not recorded' }];
      this.division =
        item.kind === 'check'
          ? { of: 'checkAnswers', check: checksOf(tool).findIndex(({ id }) => id === item.id) }
          : { of: 'values' };
    }
    const figures = tallyBy(
      tool,
      this.values.map(({ key }) => key),
      counts,
      (keys) => keys[position] ?? WITHOUT,
    );
    this.units = figures.groups.map((unit, u) => ({
      ...unit,
      key: unit.name,
      name: this.values[u]?.name ?? '',
    }));
    this.overall = { ...allOf(tool), ...figures.overall };
  }

  masks(groups: Tally['groups'], dividing: ReadonlySet<number>, rule: SuppressionRule): SuppressedTable {
    return this.#providers
      ? masksOfGroups(this.units, this.#providers, this.overall, rule).groups
      : maskFieldOverReleases(
          this.division,
          maskSegments(this.division, this.units, this.overall, groups, dividing, rule),
          this.units,
          (rule.before ?? []).flatMap(({ fields }) => fields?.[this.#fieldId ?? ''] ?? []),
          rule,
        );
  }

  crossed(groups: Tally['groups'], dividing: ReadonlySet<number>, rule: SuppressionRule): CrossedField {
    return { division: this.division, units: this.units, masks: this.masks(groups, dividing, rule) };
  }

  withValue<T>(of: T[]): T[] {
    return of.filter((_, u) => this.values[u]?.key !== WITHOUT);
  }

  suppressed(masks: SuppressedTable | null): SuppressedTable | null {
    return masks && { ...masks, units: this.withValue(masks.units) };
  }

  /** How many files have no value; null where that is suppressed, undefined of groups. */
  notRecorded(masks: SuppressedTable | null): number | null | undefined {
    const at = this.values.findIndex(({ key }) => key === WITHOUT);
    const unit = this.units[at];
    if (!unit) return undefined;
    return masks?.units[at]?.files ? null : unit.files;
  }
}

/** The figures of the files by a key that is made of the values of a count. */
function tallyBy(
  tool: Tool,
  keys: string[],
  counts: SegmentCounts,
  keyOf: (values: (string | null)[]) => string,
): Tally {
  const files = new Map(keys.map((key) => [key, 0]));
  for (const count of counts.files) {
    const key = keyOf(count.keys);
    files.set(key, (files.get(key) ?? 0) + count.files);
  }
  return tally(tool, {
    groups: [...files].map(([name, of]) => ({ name, files: of })),
    answers: counts.answers.map(({ keys: values, ...count }) => ({ ...count, group: keyOf(values) })),
    pairs: counts.pairs.map(({ keys: values, ...count }) => ({ ...count, group: keyOf(values) })),
  });
}
