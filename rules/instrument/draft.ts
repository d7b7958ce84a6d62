import { foldName } from '../fold.ts';
import { draftSchema } from './draftSchema.ts';
import type { DraftCriterion, DraftTool } from './draftSchema.ts';
import { parseInstrument } from './parse.ts';
import { pathText, RESERVED_NAMES } from './problems.ts';
import type { InstrumentProblem } from './problems.ts';
import type { Instrument } from './schema.ts';

/**
 * Reads a definition as a draft: of either format, with whatever is still wrong in it as long as it has the shape of a
 * tool. Items, sections and criteria without an id, or with one that is taken, get one of their own.
 *
 * @returns the draft, or why it has not even the shape, each with the path to its spot
 */
export function readDraft(data: unknown): { draft: DraftTool } | { problems: InstrumentProblem[] } {
  const isFirst = typeof data === 'object' && data !== null && !('format' in data);
  const whole = isFirst ? parseInstrument(data) : null;
  if (whole && 'problems' in whole) return whole;
  const parsed = draftSchema.safeParse(whole ? whole.instrument : data);
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(({ path, message }) => ({ at: pathText(path), problem: message })),
    };
  }
  return { draft: withIds(parsed.data) };
}

/** What is wrong with a draft, all of it at once; the tool itself where nothing is. */
export function checkDraft(
  draft: DraftTool,
): { instrument: Instrument; problems: [] } | { problems: InstrumentProblem[] } {
  const parsed = parseInstrument(draft);
  if ('problems' in parsed) return { problems: distinct(parsed.problems) };
  return { instrument: parsed.instrument, problems: [] };
}

const distinct = (problems: InstrumentProblem[]): InstrumentProblem[] =>
  problems.filter((one, p) => problems.findIndex((o) => o.at === one.at && o.problem === one.problem) === p);

/**
 * A draft with words in place of those that are still missing, so that it can be looked at and tried before it is
 * finished. What else is wrong with it stays wrong.
 */
export function filledDraft(draft: DraftTool): DraftTool {
  let number = 0;
  const filled = draft.sections.map((section) => ({
    ...section,
    title: section.title || 'A section without a title',
    items: section.items.map((item) => {
      number += 1;
      return {
        ...item,
        label: item.label || `Question ${number}, still without words`,
        shortLabel: item.shortLabel || `Question ${number}`,
        guidance: item.guidance || 'How to decide is not said yet.',
      };
    }),
  }));
  return {
    ...draft,
    title: draft.title || 'A tool without a title',
    description: draft.description || 'Not described yet.',
    source: draft.source || 'No source is named yet.',
    sections: filled.filter(({ items }) => items.length > 0),
  };
}

/** Every id of a section, item or criterion of a draft: no two of them may be alike. */
export const idsOf = (draft: Pick<DraftTool, 'sections' | 'criteria'>): string[] => [
  ...draft.sections.flatMap(({ id, items }) => [id, ...items.map((item) => item.id)]),
  ...draftCriteriaOf(draft).map(({ id }) => id),
];

/** All criteria of a draft, each before those that it is made of. */
export function draftCriteriaOf({ criteria }: Pick<DraftTool, 'criteria'>): DraftCriterion[] {
  const within = (one: DraftCriterion): DraftCriterion[] => [
    one,
    ...one.of.flatMap((part) => (typeof part === 'string' ? [] : within(part))),
  ];
  return criteria.flatMap(within);
}

function withIds(draft: DraftTool): DraftTool {
  const taken = new Set<string>();
  const own = (id: string, label: string, otherwise: string) => {
    const free =
      id !== '' && !taken.has(id) ? id : freeId(id === '' ? proposedId(label) || otherwise : id, taken);
    taken.add(free);
    return free;
  };
  const criterion = (one: DraftCriterion): DraftCriterion => ({
    ...one,
    id: own(one.id, one.title, 'criterion'),
    of: one.of.map((part) => (typeof part === 'string' ? part : criterion(part))),
  });
  return {
    ...draft,
    sections: draft.sections.map((section) => ({
      ...section,
      id: own(section.id, section.title, 'section'),
      items: section.items.map((item) => ({ ...item, id: own(item.id, item.label, 'item') })),
    })),
    criteria: draft.criteria.map(criterion),
  };
}

/** An id that nothing else has: this one, or with a number behind it. */
export function freeId(id: string, taken: ReadonlySet<string>): string {
  if (!taken.has(id)) return id;
  for (let n = 2; ; n += 1) if (!taken.has(`${id}_${n}`)) return `${id}_${n}`;
}

/** Words that say nothing about a question, so they are no part of its short names. */
const EMPTY_WORDS = new Set(
  'a an and any are as at be been by did do does for from had has have how in is it its of on or that the their them there they this to was were what when where whether which who with'.split(
    ' ',
  ),
);
const LONGEST_ID = 40;
const LONGEST_SHORT_LABEL = 16;

const tellingWords = (label: string): string[] => {
  const words = foldName(label)
    .normalize('NFD')
    .replace(/[\u0300-\u036f’']/g, '')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const telling = words.filter((word) => !EMPTY_WORDS.has(word));
  return telling.length > 0 ? telling : words;
};

/** As many words from the beginning as have room, put together by a sign; the first one cut where it has none. */
function fitted(words: readonly string[], between: string, longest: number): string {
  let fit = '';
  for (const word of words) {
    const longer = fit === '' ? word : fit + between + word;
    if (longer.length > longest) break;
    fit = longer;
  }
  return fit === '' ? (words[0] ?? '').slice(0, longest) : fit;
}

/**
 * An id made from a label.
 *
 * @example proposedId('Is a key worker named?') // 'key_worker_named'
 */
export function proposedId(label: string): string {
  const id = fitted(tellingWords(label), '_', LONGEST_ID);
  const begun = /^[a-z]/.test(id) || id === '' ? id : `q_${id}`;
  return begun === 'na' || begun === 'nr' ? `q_${begun}` : begun;
}

/** The words of a label as they are written: abbreviations keep their capitals, and what has a hyphen stays together. */
function writtenWords(label: string): string[] {
  const words = label
    .split(/[^\p{L}\p{N}’'-]+/u)
    .map((word) => word.replace(/^[-’']+|[-’']+$/g, ''))
    .filter(Boolean)
    .map((word) => (word.length > 1 && word === word.toUpperCase() ? word : word.toLowerCase()));
  const telling = words.filter((word) => !EMPTY_WORDS.has(foldName(word)));
  return telling.length > 0 ? telling : words;
}

/**
 * A label for narrow columns, made from the whole one, that nothing else is called.
 *
 * @param taken - what other questions are called, folded
 * @example proposedShortLabel('Is a key worker named?') // 'Key worker named'
 */
export function proposedShortLabel(label: string, taken: ReadonlySet<string> = new Set()): string {
  const words = writtenWords(label);
  const begun = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
  const first = fitted(words, ' ', LONGEST_SHORT_LABEL);
  // What comes first is often what several questions are about, so the last word tells them apart.
  const ends = [...new Set([words[0], words.at(-1)].filter((word) => word !== undefined))];
  const found = [first, fitted(ends, ' ', LONGEST_SHORT_LABEL), words.at(-1) ?? '']
    .map((name) => begun(name.slice(0, LONGEST_SHORT_LABEL)))
    .find((name) => !taken.has(foldName(name)));
  if (found !== undefined) return found;
  for (let n = 2; ; n += 1) {
    const numbered = `${begun(first).slice(0, LONGEST_SHORT_LABEL - 3)} ${n}`;
    if (!taken.has(foldName(numbered))) return numbered;
  }
}

/** What all questions of a draft but one are called in sheets, with what no question may be called, folded. */
export const namesTaken = (draft: Pick<DraftTool, 'sections'>, own: string): Set<string> =>
  new Set(
    [
      ...RESERVED_NAMES,
      ...draft.sections
        .flatMap(({ items }) => items)
        .filter(({ id }) => id !== own)
        .flatMap(({ id, label, shortLabel, aliases }) => [id, label, shortLabel, ...aliases]),
    ].map(foldName),
  );
