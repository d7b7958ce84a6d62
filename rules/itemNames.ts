import { foldHeading } from './fold.ts';

// What a heading may call an item besides the names that its tool gives it. A published tool is never edited, so what the
// field calls the same thing stands here, as code sets do.

/** What says only that a check is about what is in the notes. */
const ON_FILE =
  /(?:[\s,:-]+(?:(?:is|was) )?(?:on|in) (?:the )?(?:case )?(?:files?|notes)| (?:is |was )?(?:present|in place|evident|available|there|seen)|[\s,:-]*\(?y\/n\)?)$/;

/** Words that mean the same wherever they stand, with the one they are read as. */
const SAME: readonly (readonly [RegExp, string])[] = [
  // What the plan of somebody in treatment was called: care plans until 2010, recovery plans after, both since 2017.
  [/\b(?:treatment and recovery|recovery care|care|treatment|recovery|rec) plans?\b/g, 'recovery plan'],
  [/\b(?:key[ -]?work(?:ing)?|kw)\b/g, 'keywork'],
  [/\bkey ?workers?\b/g, 'key worker'],
  [/\btops?\b/g, 'top'],
];

/**
 * What may be short for the plan, and for something else as well: relapse prevention, child protection, a plan of risks.
 * So they are asked about, or told by what stands beside them.
 */
const SHORT = new Map(
  ['rp', 'rps', 'cp', 'cps', 'tp', 'tps', 'plan', 'plans'].map((short) => [short, 'recovery plan'] as const),
);

/** A name as {@link bookOfNames} compares them. @example plainName('Care Plan on file?') // 'recovery plan' */
function plainName(name: string): string {
  const folded = foldHeading(name.slice(0, 200)).replace(ON_FILE, '');
  return SAME.reduce((text, [words, word]) => text.replace(words, word), folded).trim();
}

interface Named {
  id: string;
  label: string;
  shortLabel: string;
  aliases: readonly string[];
}

/** Items by what they may be called. */
export interface BookOfNames<T> {
  /** The one item that a name means, in other words; undefined where none does or several do. */
  find: (name: string) => T | undefined;
  /** The item that a name may be short for, where it may be short for something else as well. */
  perhaps: (name: string) => T | undefined;
}

/** The items of a tool by what else they are called; what a tool itself calls them is looked up before. */
export function bookOfNames<T extends Named>(items: readonly T[]): BookOfNames<T> {
  const meant = new Map<string, Set<T>>();
  for (const item of items) {
    for (const name of [item.id, item.label, item.shortLabel, ...item.aliases].map(plainName)) {
      meant.set(name, (meant.get(name) ?? new Set<T>()).add(item));
    }
  }
  const only = (name: string): T | undefined => {
    const [first, second] = meant.get(name) ?? [];
    return second ? undefined : first;
  };
  return {
    find: (name) => only(plainName(name)),
    perhaps: (name) => {
      const long = SHORT.get(plainName(name));
      return long === undefined ? undefined : only(long);
    },
  };
}

/** What is said of a name that may be short for an item and for something else. */
export const perhapsText = ({ label }: Pick<Named, 'label'>): string => `may be short for “${label}”`;
