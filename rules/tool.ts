import { foldName } from './fold.ts';
import type { Instrument } from './instrument/schema.ts';

export { foldName } from './fold.ts';

/** Everything an item has, whatever its kind. */
interface ItemBase {
  id: string;
  /** The question as it is read on the recording page. */
  label: string;
  /** For table heads. */
  shortLabel: string;
  /** How to decide, so that two people answer alike. */
  guidance: string;
  /** Other headings under which a spreadsheet may bring this item; letter case does not matter. */
  aliases: string[];
  /** Whether results may be broken down by this item. */
  segment: boolean;
  /** Whether the answers say who somebody is, or what a service did; see {@link isAboutPractice}. */
  about?: 'person' | 'practice' | undefined;
  /** What a provider might do about it, for a lead to choose from and put into other words. */
  suggestions: string[];
}

/** A question with yes and no. */
export interface Check extends ItemBase {
  kind: 'check';
  /** What a yes means for the provider. */
  polarity: 'yes_is_good' | 'yes_is_bad' | 'neither';
  /** Share of applicable files, in percent, that the check is expected to reach. */
  standard?: number | undefined;
  /** The check that this one only makes sense under, and the answer it needs there. */
  dependsOn?: { item: string; answer: 'yes' | 'no' } | undefined;
  /** Whether it may be not applicable. */
  na: boolean;
  /** Whether a file that falls short here may mean that somebody comes to harm: it is what a report names first. */
  safety?: true | undefined;
}

/** An answer that can be chosen. */
export interface Option {
  id: string;
  label: string;
  aliases: readonly string[];
  /** When to choose it: the line of a code book, or what a right answer to a scenario holds. */
  guidance?: string | undefined;
}

/** A question with the options of a scale, from one end to the other, up to its cap where it has one. */
export interface Rating extends ItemBase {
  kind: 'rating';
  /** With scores for all of them or for none. */
  options: (Option & { score: number | null })[];
  na: boolean;
}

/** A fact: one of several options, several of them, a number, a date or a text. */
export type Field = ItemBase & { kind: 'field' } & (
    | {
        type: 'choice' | 'multiple';
        options: Option[];
        na: boolean;
        /** The id of the text that it is coded from afterwards, by two people; then it is not recorded with the rest. */
        codes?: string | undefined;
      }
    | {
        type: 'number';
        minimum: number;
        maximum: number;
        unit?: string | undefined;
        /** Where the bands begin in which results are broken down, beside the minimum; an audit may set others. */
        bands?: number[] | undefined;
        na: boolean;
      }
    | { type: 'date'; na: boolean }
    | { type: 'text'; maximumLength: number }
  );

export type Item = Check | Rating | Field;

export interface Section {
  id: string;
  title: string;
  description?: string | undefined;
  items: Item[];
}

/**
 * What an audit tool asks of a record, and how people are asked it. Made of a definition of either format in
 * `audits/ID.vN.json`; once published it is never edited, a change is a new version.
 */
export interface Tool extends Pick<
  Instrument,
  'id' | 'version' | 'title' | 'description' | 'source' | 'subject' | 'calls' | 'topWindows' | 'smartWords'
> {
  sections: Section[];
  /** Of which its definition is. In the first, ratings are kept as their scores. */
  format: 1 | 2;
  /** The same tool as its answers are tallied and scored. */
  instrument: Instrument;
  /** Items that an audit leaves out, with why: of a tool as an audit asks it (`withoutItems`), none of them is in it. */
  leftOut?: readonly { item: Item; reason: string }[] | undefined;
  /** Standards that an audit sets in the place of the tool's, which stands beside them (`withStandards`). */
  ownStandards?: readonly { item: Item; atLeast: number; before: number | null }[] | undefined;
  /** A later version by whose windows other TOP forms were due (`withNewerTop`). */
  newerTop?: { version: number; windows: NonNullable<Instrument['topWindows']> } | undefined;
}

/** Whether the provider's own people answer it, so that nobody of the panel records anything. */
export const isSelfAudit = (tool: Pick<Tool, 'instrument'>): boolean =>
  tool.instrument.answeredBy === 'provider';

/** All items of a tool in the order in which they are asked and reported. */
export function itemsOf(tool: Pick<Tool, 'sections'>): Item[] {
  return tool.sections.flatMap((section) => section.items);
}

/** Whether an item is coded from a text once that is recorded, and so is asked of nobody who records. */
export const isCodedAfterwards = (item: Item): boolean =>
  item.kind === 'field' && item.type === 'choice' && item.codes !== undefined;

/** All checks of a tool in the order in which they are asked and reported. */
export function checksOf(tool: Pick<Tool, 'sections'>): Check[] {
  return itemsOf(tool).filter((item) => item.kind === 'check');
}

/** Whether an item is judged by whoever reads, and not a fact: a check or a rating. */
export const isJudged = (item: Item): item is Check | Rating => item.kind !== 'field';

/** What is judged, in the order in which it is asked: checks and ratings. */
export const judgedOf = (tool: Pick<Tool, 'sections'>): (Check | Rating)[] => itemsOf(tool).filter(isJudged);

/** What these are called: checks, or questions where any is a rating. */
export const judgedWord = (tool: Pick<Tool, 'sections'>): 'checks' | 'questions' =>
  judgedOf(tool).every(({ kind }) => kind === 'check') ? 'checks' : 'questions';

/** Whether an item asks what a service did, and not who somebody is. */
export const isAboutPractice = ({ about, segment }: Pick<ItemBase, 'about' | 'segment'>): boolean =>
  (about ?? (segment ? 'person' : 'practice')) === 'practice';

/** The item with this id, or undefined. */
export function itemById(tool: Pick<Tool, 'sections'>, id: string): Item | undefined {
  return itemsOf(tool).find((item) => item.id === id);
}

/** Whether a tool asks about recovery plans at all, be it that an audit leaves these questions out. */
export const usesRecoveryPlans = (tool: Tool): boolean =>
  [...itemsOf(tool), ...(tool.leftOut ?? []).map(({ item }) => item)].some(
    ({ kind, id }) => kind === 'check' && (id === 'recovery_plan' || id === 'top_missing'),
  );

/** Every heading by which an item may be called in a spreadsheet, folded. */
export function namesOf(item: Pick<ItemBase, 'id' | 'label' | 'shortLabel' | 'aliases'>): string[] {
  return [item.id, item.label, item.shortLabel, ...item.aliases].map(foldName);
}

/** What heads the column of the comments on an item, before the item's id; no name of an item may begin so. */
export const COMMENT_PREFIX = 'comment.';
/** What heads the columns of where the answer to an item was seen, before its id; a name of an item goes before them. */
export const PLACE_PREFIX = 'seen.';
export const ENTRY_DATE_PREFIX = 'dated.';
