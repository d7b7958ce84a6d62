import { bandIdsOf } from './instrument/criterionTally.ts';
import { criteriaOf, instrumentItemsOf, optionsOf, partsOf } from './instrument/parts.ts';
import { scoreRanges } from './instrument/score.ts';
import type { Criterion, InstrumentItem } from './instrument/schema.ts';
import { checksOf, foldName, namesOf } from './tool.ts';
import type { Tool } from './tool.ts';

// What rows and columns of a printed distribution can be: questions and criteria of a tool, their answers and bands.

/** A question or a criterion that a row can be of, with what its answers or bands count for. */
export interface Target {
  id: string;
  isCheck: boolean;
  options: ReadonlyMap<string, number | null>;
  /** Of a criterion: the least and the most that it can come to. */
  range: { least: number; most: number } | null;
}

/** The questions of a tool that have answers to choose from. */
const closedItems = (tool: Tool): InstrumentItem[] =>
  instrumentItemsOf(tool.instrument).filter((item) => optionsOf(tool.instrument, item).length > 0);

/** The criteria of a tool whose results fall into bands. */
const bandedCriteria = ({ instrument }: Tool): Criterion[] =>
  criteriaOf(instrument).filter((criterion) => bandIdsOf(instrument, criterion).length > 0);

/** The bands of a criterion; those of a judgement are the options of its scale. */
export function bandsIn(
  { instrument }: Tool,
  criterion: Criterion,
): { id: string; label: string; score: number | null }[] {
  const bands = criterion.bands ?? instrument.scales[criterion.scale ?? '']?.options ?? [];
  return bands.map(({ id, label, score }) => ({ id, label, score: score ?? null }));
}

/** By id, what a row can be of. */
export function targetsOf(tool: Tool): Map<string, Target> {
  const checks = new Set(checksOf(tool).map(({ id }) => id));
  const ranges = scoreRanges(tool.instrument);
  const items = closedItems(tool).map((item): Target => ({
    id: item.id,
    isCheck: checks.has(item.id),
    options: new Map(optionsOf(tool.instrument, item).map(({ id, score }) => [id, score])),
    range: null,
  }));
  const criteria = bandedCriteria(tool).map((criterion): Target => ({
    id: criterion.id,
    isCheck: false,
    // A mean of bands is one of the criterion where it is scored by them alone.
    options: new Map(
      bandsIn(tool, criterion).map(({ id, score }) => [
        id,
        criterion.scoredBy === 'band' || criterion.scale ? score : null,
      ]),
    ),
    range: ranges.get(criterion.id) ?? null,
  }));
  return new Map([...items, ...criteria].map((one) => [one.id, one]));
}

/** Every answer of a tool and every band of its criteria once, by its id; two scales may have the same. */
export function answersOfTool(tool: Tool): { id: string; label: string }[] {
  const all = [
    ...closedItems(tool).flatMap((item) => optionsOf(tool.instrument, item)),
    ...bandedCriteria(tool).flatMap((criterion) => bandsIn(tool, criterion)),
  ];
  return [...new Map(all.map(({ id, label }) => [id, { id, label }])).values()];
}

/** The questions and criteria that a row can be, as they are chosen from. */
export const questionsOfTool = (tool: Tool): { id: string; label: string }[] => [
  ...closedItems(tool).map(({ id, label, shortLabel }) => ({ id, label: `${shortLabel}: ${label}` })),
  ...bandedCriteria(tool).map(({ id, title }) => ({ id, label: `Criterion: ${title}` })),
];

/** The ids of the criteria of a tool that a printed table can have results of. */
export const bandedIdsOf = (tool: Tool): string[] => bandedCriteria(tool).map(({ id }) => id);

/** What the answers and bands of a tool are called: by label, id and score. */
export function answerNames(tool: Tool): Map<string, string> {
  const names = new Map<string, string>();
  const all = [
    ...closedItems(tool).flatMap((item) => optionsOf(tool.instrument, item)),
    ...bandedCriteria(tool).flatMap((criterion) => bandsIn(tool, criterion)),
  ];
  for (const { id, label, score } of all) {
    for (const name of [label, id, ...(score === null ? [] : [String(score), `score ${score}`])]) {
      if (!names.has(foldName(name))) names.set(foldName(name), id);
    }
  }
  return names;
}

/** The questions of a tool by all that they are called; null where two are called so. */
export function itemNames(tool: Tool): Map<string, string | null> {
  return namesToIds(closedItems(tool).map((item) => [item.id, namesOf(item)]));
}

/** The criteria of a tool by all that they are called: title, id, and "criterion 4" of those that are made of questions. */
export function criterionNames(tool: Tool): Map<string, string | null> {
  const criteria = bandedCriteria(tool);
  const items = new Set(instrumentItemsOf(tool.instrument).map(({ id }) => id));
  const ofItems = criteria.filter((criterion) => partsOf(criterion).some((id) => items.has(id)));
  const tops = tool.instrument.criteria.length === 1 ? tool.instrument.criteria.map(({ id }) => id) : [];
  return namesToIds(
    criteria.map((criterion) => {
      const number = ofItems.indexOf(criterion) + 1;
      const numbered = number > 0 ? [`criterion ${number}`, `c${number}`] : [];
      const whole = tops.includes(criterion.id) ? WHOLE : [];
      return [criterion.id, [criterion.title, criterion.id, ...numbered, ...whole]];
    }),
  );
}

const WHOLE = [
  'overall',
  'overall rating',
  'overall result',
  'overall results',
  'overall score',
  'overall assessment',
];

function namesToIds(
  all: readonly (readonly [id: string, names: readonly string[]])[],
): Map<string, string | null> {
  const found = new Map<string, string | null>();
  for (const [id, names] of all) {
    for (const name of names.map(foldName)) {
      const other = found.get(name);
      found.set(name, other === undefined || other === id ? id : null);
    }
  }
  return found;
}
