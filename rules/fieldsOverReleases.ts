import type { Counted } from './appliesToNobody.ts';
import type { Division, SmallNumbers, SuppressedTable } from './disclosure.ts';
import { hideOverReleases } from './overReleases.ts';
import type { Release } from './overReleases.ts';
import type { AnswersShownBefore, FieldShownBefore } from './shownBefore.ts';

// The same of files by the values of one field, and of the answers to a question that is told of all files alone.

type Keyed = Counted & { key: string };

/** What is shown of one field, to be kept until its figures change. */
export function fieldShownNow(
  division: Division,
  masks: SuppressedTable,
  units: readonly Keyed[],
): FieldShownBefore {
  return {
    values: units.map(({ key }) => key),
    ...(division.of === 'values' && {
      files: { counts: units.map(({ files }) => files), hidden: masks.units.map(({ files }) => files) },
    }),
    checks: Object.fromEntries(
      (units[0]?.checks ?? []).map(({ id }, c) => [
        id,
        {
          cells: units.map(({ checks }) => [checks[c]?.yes ?? 0, checks[c]?.no ?? 0]),
          all: masks.overall.checks[c] ?? false,
          values: masks.units.map(({ checks }) => checks[c] ?? false),
        },
      ]),
    ),
  };
}

/**
 * The masks of one field with more hidden where what was shown of it before asks for that: first of how many files have each
 * value, without which no figure of them is shown, then of its figures, which are judged by counts as they are in one state.
 * What cannot be helped shows in the figure of all files, and so is asked about by sample group.
 */
export function maskFieldOverReleases(
  division: Division,
  masks: SuppressedTable,
  units: readonly Keyed[],
  before: readonly FieldShownBefore[],
  { threshold }: Pick<SmallNumbers, 'threshold'>,
): SuppressedTable {
  if (before.length === 0) return masks;
  const own = fieldShownNow(division, masks, units);
  // The same files in other bands: what lies in one of these and in one of those is told by the difference.
  if (before.some(({ values }) => !isSameValues(values, own.values))) {
    const nothing = units.map(({ checks }) => ({ files: true, checks: checks.map(() => true) }));
    return { ...masks, units: nothing };
  }
  const held = hideOverReleases(filesRelease(own), before.filter(({ files }) => files).map(filesRelease), {
    threshold,
    byFiles: true,
  }).newest.groups;
  const isHidden = (value: number) => own.files !== undefined && (held[value]?.hidden ?? false);
  const withFiles = {
    ...masks,
    units: masks.units.map(({ files, checks }, u) => ({
      files: files || isHidden(u),
      checks: checks.map((hidden) => hidden || isHidden(u)),
    })),
  };
  const now = fieldShownNow(division, withFiles, units);
  const hidden = Object.keys(now.checks).map((id) =>
    hideOverReleases(
      fieldRelease(now, id),
      before.filter(({ checks }) => checks[id]).map((one) => fieldRelease(one, id)),
      { threshold, byFiles: false },
    ).newest.groups.map((value) => value.hidden),
  );
  return {
    ...withFiles,
    units: withFiles.units.map((unit, u) => ({
      ...unit,
      checks: unit.checks.map((mask, c) => mask || (hidden[c]?.[u] ?? false)),
    })),
  };
}

const isSameValues = (a: readonly string[], b: readonly string[]): boolean => a.join('\n') === b.join('\n');

const filesRelease = ({ values, files }: FieldShownBefore): Release =>
  answersRelease({ values, counts: files?.counts ?? [], hidden: files?.hidden ?? [] });

/** How many files have each value; how many there are in all is always shown. */
const answersRelease = ({ values, counts, hidden }: AnswersShownBefore): Release => ({
  groups: values.map((key, v) => ({ key, cell: [counts[v] ?? 0], hidden: hidden[v] ?? true })),
  providers: [],
  allHidden: false,
});

/** Which of the answers of all files are hidden, with those that what was shown of them before asks for. */
export const hideAnswersOverReleases = (
  now: AnswersShownBefore,
  before: readonly AnswersShownBefore[],
  threshold: number,
): boolean[] =>
  before.length === 0
    ? now.hidden
    : hideOverReleases(answersRelease(now), before.map(answersRelease), {
        threshold,
        byFiles: true,
      }).newest.groups.map(({ hidden }) => hidden);

/**
 * Which of several answers to one question are hidden, each held by itself: of a file that was added between two releases
 * the numbers of an answer tell whether it has it. Where these were not kept, and the files are others, none is shown.
 */
export function hideOptionsOverReleases(
  now: AnswersShownBefore & Required<Pick<AnswersShownBefore, 'options'>>,
  before: readonly AnswersShownBefore[],
  threshold: number,
): boolean[] {
  const { ids, hidden } = now.options;
  const isUnknown = before.some(({ options, counts }) => !options && counts.join() !== now.counts.join());
  if (isUnknown) return ids.map(() => true);
  return ids.map((id, o) => {
    const earlier = before.flatMap((one) => optionRelease(one, id));
    const [own] = optionRelease(now, id);
    if (!own || earlier.length === 0) return hidden[o] ?? true;
    return hideOverReleases(own, earlier, { threshold, byFiles: false }).newest.groups.some(
      (one) => one.hidden,
    );
  });
}

/** What was shown of one of several answers; nothing where it was not kept, or there was no such answer. */
function optionRelease({ options }: AnswersShownBefore, id: string): Release[] {
  const at = options?.ids.indexOf(id) ?? -1;
  const cell = options?.cells[at];
  if (!options || !cell) return [];
  return [
    { groups: [{ key: id, cell, hidden: options.hidden[at] ?? true }], providers: [], allHidden: true },
  ];
}

function fieldRelease({ values, checks }: FieldShownBefore, id: string): Release {
  const check = checks[id];
  return {
    groups: values.map((key, v) => ({
      key,
      cell: check?.cells[v] ?? [0, 0],
      hidden: check?.values[v] ?? true,
    })),
    providers: [],
    allHidden: check?.all ?? true,
  };
}
