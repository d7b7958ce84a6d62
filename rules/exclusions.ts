import { codedTextsOf } from './instrument/parts.ts';
import { isCodedAfterwards, itemById, itemsOf } from './tool.ts';
import type { Item, Tool } from './tool.ts';

// What a sample group is not asked, of whatever kind it is. In its records it stands as not applicable, so that it leaves
// counts, criteria and what is missing as any other answer of that name does. A text is not counted: it is left empty.
// An answer that somebody gives there all the same is counted as it was given, among the answers to its question, and
// listed as a contradiction; no criterion takes it in, since the group's scores are to be of what it is asked.

const isText = (item: Item | undefined): boolean => item?.kind === 'field' && item.type === 'text';

/**
 * The items of a tool that a sample group need not be asked: all but those that the program fills in itself, and those
 * that are coded from a text, which go with the text.
 */
export function itemsToExclude(tool: Tool): Item[] {
  const { calls, instrument } = tool;
  const filledIn = new Set([calls?.scenario, calls?.caller, calls?.time, instrument.selfCompletion?.item]);
  return itemsOf(tool).filter((item) => !filledIn.has(item.id) && !isCodedAfterwards(item));
}

/** What a group is not asked, with what is coded from it. */
export function exclusionsWithCodes(
  { instrument }: Pick<Tool, 'instrument'>,
  ids: readonly string[],
): string[] {
  const coded = codedTextsOf(instrument).flatMap(({ code, text }) =>
    ids.includes(text.id) ? [code.id] : [],
  );
  return [...new Set([...ids, ...coded])];
}

/** The answers that a record of a group begins with, since its group is not asked them. */
export const answersOfExcluded = (tool: Tool, exclusions: readonly string[]): Map<string, 'na'> =>
  new Map(exclusions.flatMap((id) => (isText(itemById(tool, id)) ? [] : [[id, 'na'] as const])));

/**
 * The items that are asked again and cannot be not applicable by the tool: where that stands in a record, it was the
 * group's set-up that said so, and nobody could give such an answer any more.
 */
export const noLongerLetOff = (tool: Tool, before: readonly string[], after: readonly string[]): string[] =>
  before.filter((id) => {
    const item = itemById(tool, id);
    return !after.includes(id) && item !== undefined && 'na' in item && !item.na;
  });

/**
 * What changes of a record's answers when it comes to another group: "not applicable" goes where it was the old group's
 * set-up alone that said so, and comes where the new one is not asked and nothing was recorded.
 */
export function answersOfMove(
  tool: Tool,
  answers: ReadonlyMap<string, string>,
  { from, to }: Record<'from' | 'to', { exclusions: readonly string[] }>,
): Map<string, string | null> {
  const added = to.exclusions.filter((id) => !from.exclusions.includes(id));
  return new Map<string, string | null>([
    ...noLongerLetOff(tool, from.exclusions, to.exclusions).flatMap((id) =>
      answers.get(id) === 'na' ? [[id, null] as const] : [],
    ),
    ...[...answersOfExcluded(tool, added)].filter(([id]) => !answers.has(id)),
  ]);
}

/** A tool as a group is asked it: what it is not asked may be not applicable there, whatever the tool says of it. */
export function asAskedOf(tool: Tool, exclusions: readonly string[]): Tool {
  const isLetOff = (item: Item) => exclusions.includes(item.id) && 'na' in item && !item.na;
  if (!itemsOf(tool).some(isLetOff)) return tool;
  return {
    ...tool,
    sections: tool.sections.map((section) => ({
      ...section,
      items: section.items.map((item) => (isLetOff(item) && 'na' in item ? { ...item, na: true } : item)),
    })),
  };
}

/**
 * Whether an answer stands where none is expected: one to an item that the file's group is not asked. What does not apply
 * has no answer, and what was not recorded says nothing.
 */
export const isOutOfPlace = (answer: string | null | undefined): answer is string =>
  answer !== null && answer !== undefined && answer !== 'na';

/** What an answer to something that the group is not asked is called, and how it counts where that takes a word. */
export const outOfPlaceWords = (item: Item | undefined): { given: string; counted: string } => ({
  given: item?.kind === 'check' ? 'yes or no' : 'an answer',
  counted: item?.kind === 'rating' ? ', counted in the answers to it and in no score' : '',
});

/**
 * What sample groups are not asked, for whoever reads their figures; empty where all are asked everything.
 *
 * @example notAskedText(tool, groups) // 'Not asked, so not applicable: in Bridge “TOP missing”.'
 */
export function notAskedText(
  tool: Tool,
  groups: readonly { name: string; exclusions: readonly string[] }[],
): string {
  const items = itemsToExclude(tool);
  const texts = groups.flatMap(({ name, exclusions }) => {
    const own = items.filter(({ id }) => exclusions.includes(id)).map(({ shortLabel }) => `“${shortLabel}”`);
    return own.length === 0 ? [] : [`in ${name} ${own.join(', ')}`];
  });
  return texts.length === 0 ? '' : `Not asked, so not applicable: ${texts.join('; ')}.`;
}
