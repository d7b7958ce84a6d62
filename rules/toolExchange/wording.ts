import { foldName } from '../fold.ts';
import { proposedShortLabel } from '../instrument.ts';

const ENTITIES: Record<string, string> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
};

/** Of the tags that forms use; what else stands between angles may be words. */
const TAG =
  /<\/?(?:a|b|big|br|center|div|em|font|h[1-6]|hr|i|img|label|li|ol|p|pre|small|span|strong|sub|sup|table|tbody|td|th|tr|u|ul)\b[^<>]*>/gi;

/** A text without the tags, signs and stars with which forms set letters; words and their order stay. */
export function plainText(text: string): string {
  return text
    .replace(TAG, ' ')
    .replace(/&(nbsp|amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? ' ')
    .replaceAll('**', '')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,;:?!])/g, '$1')
    .trim();
}

/** A text of at most so many characters, cut between words where it can be. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const room = text.slice(0, longest - 1);
  const space = room.lastIndexOf(' ');
  return `${(space > longest / 2 ? room.slice(0, space) : room).replace(/[\s.,;:]+$/, '')}…`;
}

/** A name in words. @example inWords('shelter_notes') // 'Shelter notes' */
export function inWords(name: string): string {
  const words = name.replace(/[_\s]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Letters, digits and underscores made of a text, as ids are; empty where nothing of it can be kept. */
export function idOf(text: string, longest = 60): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036F'’]/g, '')
    .replace(/[^a-z0-9]+/g, '_');
  const cut = plain.replace(/^[_\d]+/, '').slice(0, longest);
  return cut.replace(/_+$/, '');
}

/** Words that stand for not applicable and not recorded. */
const RESERVED_IDS = new Set(['na', 'nr']);

/** Whether a name can be an id as it stands. */
export const isId = (name: string): boolean => /^[a-z][a-z0-9_]{0,59}$/.test(name) && !RESERVED_IDS.has(name);

/**
 * Gives each name to one only.
 *
 * @param taken - names that nobody may have
 */
export function createNames(taken: readonly string[]) {
  const owners = new Map<string, string>(taken.map((name) => [foldName(name), '']));
  return {
    /** Gives it away, if nobody else has it. */
    claim(owner: string, name: string): boolean {
      if ((owners.get(foldName(name)) ?? owner) !== owner) return false;
      owners.set(foldName(name), owner);
      return true;
    },
    /** The first of name, name_2, name_3 … that nobody has. */
    claimId(wanted: string): string {
      for (let n = 1; ; n += 1) {
        const id = n === 1 ? wanted : `${wanted.slice(0, 56)}_${n}`;
        if (owners.has(foldName(id))) continue;
        owners.set(foldName(id), id);
        return id;
      }
    },
  };
}
export type Names = ReturnType<typeof createNames>;

const SHORT = 16;

/** A head for a narrow column made of a question, that nobody else has. */
export function ownShortLabel(owner: string, label: string, names: Names): string {
  const short = proposedShortLabel(label);
  for (let n = 1; ; n += 1) {
    const end = n === 1 ? '' : ` ${n}`;
    const tried = `${short.slice(0, SHORT - end.length).trim()}${end}`.trim();
    if (tried !== '' && names.claim(owner, tried)) return tried;
  }
}
