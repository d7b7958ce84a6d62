import { z } from 'zod';
import { nearWords, TIME_WORDS } from './spelling.ts';
import type { Token } from './tokens.ts';

/**
 * The words by which a goal is read, as data: `audits/words/smart.vN.json`. A published version is never edited; what a
 * panel adds of its own stands in the definition of its tool.
 */

const entry = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(60)
  .refine((text) => text === text.toLowerCase(), 'must be in small letters');
const entries = z.array(entry).min(1, 'needs at least one word').max(2000);
const pairs = z.record(entry, entry);

const verbLists = {
  /** Acts that end and can be seen to have happened: register, write, book. */
  ending: entries,
  /** Acts that are repeated and need a count: use, read, keep. */
  repeated: entries,
  /** Acts that are repeated unless they are for one occasion or one day: attend, go, see. */
  visit: entries,
  /** Changes that need an amount: reduce, cut. */
  change: entries,
  /** Ends of something named: stop, give up. */
  stopping: entries,
  /** What nobody else could say was done, some in several words: engage, work on. */
  vague: entries,
  /** Verbs that leave it to the next one: continue to attend, support him to ring. */
  passOn: entries,
  /** Wishes and attempts: want to, try to. */
  wish: entries,
  /** Acts that need no object: walk, swim. */
  activity: entries,
};

/** Lists that came with versions 2 to 5: those of version 1 stay as they were published. */
const laterVerbLists = {
  /** Vague verbs that are acts where a thing is named: sort out a bus pass. */
  settling: entries.optional(),
  /** Vague verbs that are acts where a place or a proof is got by them: find work, gain a certificate. */
  finding: entries.optional(),
  /** Wishes in somebody's own words, after which the act counts: want to, would like to. */
  wanting: entries.optional(),
  /** Verbs that are nouns or adjectives as often (light, step): what follows shows which. */
  alsoNouns: entries.optional(),
  /** Verbs that a mistyped word may have been; all of them where the list is missing. */
  mistyped: entries.optional(),
};

const laterLists = {
  /** Things of which it can be seen whether one has them: a pass, a form. */
  things: entries.optional(),
  /** What makes a thing to be got a mere wish: better, healthier. */
  comparatives: entries.optional(),
  /** What one can be seen to have found or gained: work, a flat, a certificate. */
  found: entries.optional(),
  /** Drinks and drugs as they are counted: no pints, no joints. */
  servings: entries.optional(),
  /** What before "service" names none: support services, other agencies. */
  looseBefore: entries.optional(),
  /** What nobody could say had stopped: worrying, beating myself. */
  looseDoings: entries.optional(),
  /** Being with somebody, which says as much as the company that is named: hanging around with. */
  companyDoings: entries.optional(),
  /** Company that is nobody in particular: people, the wrong crowd. */
  looseCompany: entries.optional(),
};

const themeLists = {
  risk: entries,
  socialNetworks: entries,
  referrals: entries,
  housing: entries,
  health: entries,
  purposefulActivity: entries,
  peerSupport: entries,
  familyAndFriends: entries,
};

/** The same lists without any that has to be there. */
const someThemes = z.strictObject(themeLists).partial();

const plainLists = {
  /** Past forms that show an event: completed, sent. */
  eventsDone: entries,
  /** Nouns of an event: referral, assessment. */
  events: entries,
  /** What a visit to is a single occasion: the dentist, court. */
  occasions: entries,
  substances: entries,
  medicines: entries,
  /** Nouns that name nothing: support, issues. */
  hollow: entries,
  /** Words after a verb that are no object: better, regularly, weeks. */
  notObjects: entries,
  /** Articles, prepositions, pronouns and the like. */
  function: entries,
  /** Persons and organisations that act. */
  agents: entries,
  /** Nouns before "to" that do not act: support to attend. */
  notAgents: entries,
  /** What is no time: soon, ongoing. */
  emptyTimes: entries,
  /** What is no quantity: several, regularly. */
  vagueQuantities: entries,
  /** What points elsewhere: as above. */
  pointers: entries,
  /** What stands for nothing written: tbc. */
  nothing: entries,
  illegible: entries,
  /** Small words of other languages. */
  foreign: entries,
  /** Words that show a text to be English and are in no other list. */
  common: entries,
  /** Words whose number is part of a name: step 4, level 1. */
  nameWords: entries,
  /** Words that make the number before them one of a house. */
  roads: entries,
};

const wordsSchema = z.strictObject({
  id: z.literal('smart'),
  version: z.int().min(1),
  description: z.string().trim().min(1).max(400),
  verbs: z.strictObject({ ...verbLists, ...laterVerbLists }),
  /** Past forms that do not end in -ed, and their verbs. */
  irregular: pairs,
  ...plainLists,
  ...laterLists,
  /** Shorthand and usual misspellings, and what they stand for. */
  spelling: pairs,
  themes: z.strictObject(themeLists),
  /** Longer words that hold a word of a theme and are not about it: key work is no work. */
  notThemes: someThemes,
});

/** All lists of words, as they stand in a file. */
export type SmartWords = z.infer<typeof wordsSchema>;

/** What a panel may add to the lists in the definition of its tool. */
export const smartWordsAdditionsSchema = z.strictObject({
  verbs: z
    .strictObject({ ...verbLists, ...laterVerbLists })
    .partial()
    .optional(),
  irregular: pairs.optional(),
  ...z.object(plainLists).partial().shape,
  ...laterLists,
  spelling: pairs.optional(),
  themes: someThemes.optional(),
  notThemes: someThemes.optional(),
});
type SmartWordsAdditions = z.infer<typeof smartWordsAdditionsSchema>;

/**
 * Reads a file of word lists and reports every problem of it at once.
 *
 * @param data - the parsed JSON of `audits/words/smart.vN.json`
 */
export function parseSmartWords(
  data: unknown,
): { words: SmartWords } | { problems: { at: string; problem: string }[] } {
  const parsed = wordsSchema.safeParse(data);
  if (parsed.success) return { words: parsed.data };
  return {
    problems: parsed.error.issues.map((issue) => ({
      at: issue.path.map(String).join('.') || '(top)',
      problem: issue.message,
    })),
  };
}

type Lists = Record<string, string[] | undefined>;

/** The lists with what a panel added; a word is never taken out. */
export function withAdditions(words: SmartWords, additions: SmartWordsAdditions | undefined): SmartWords {
  if (!additions) return words;
  const merge = <T extends Lists>(base: T, added: Lists | undefined): T => {
    const merged: Lists = { ...base };
    for (const [name, list] of Object.entries(added ?? {})) {
      if (list) merged[name] = [...new Set([...(base[name] ?? []), ...list])];
    }
    return merged as T;
  };
  const { verbs, themes, notThemes, irregular, spelling, ...plainAdditions } = additions;
  const {
    id,
    version,
    description,
    verbs: ownVerbs,
    themes: ownThemes,
    notThemes: ownNotThemes,
    irregular: ownIrregular,
    spelling: ownSpelling,
    ...lists
  } = words;
  return {
    id,
    version,
    description,
    ...merge(lists, plainAdditions as Lists),
    verbs: merge(ownVerbs, verbs as Lists | undefined),
    themes: merge(ownThemes, themes as Lists | undefined),
    notThemes: merge<Lists>(ownNotThemes, notThemes),
    irregular: { ...ownIrregular, ...irregular },
    spelling: { ...ownSpelling, ...spelling },
  };
}

/** Several words in a row, found by the first of them. */
type Phrases = ReadonlyMap<string, readonly (readonly string[])[]>;

export type VerbForm = 'base' | 's' | 'ing' | 'ed';
export type VerbClass = 'ending' | 'repeated' | 'visit' | 'change' | 'stopping' | 'vague';

type ListName = keyof typeof plainLists | keyof typeof laterLists;

/** The lists made ready for look-up. */
export interface Lexicon {
  /** Every form of every verb of one word. */
  forms: ReadonlyMap<string, readonly { base: string; form: VerbForm }[]>;
  classes: ReadonlyMap<string, ReadonlySet<VerbClass>>;
  /** Vague phrases by their first word, longest first. */
  vague: Phrases;
  /** Stopping and changing phrases of several words: give up, bring down. */
  phrasal: Phrases;
  phrasalClass: ReadonlyMap<string, VerbClass>;
  passOn: ReadonlySet<string>;
  wish: ReadonlySet<string>;
  activity: ReadonlySet<string>;
  settling: ReadonlySet<string>;
  finding: ReadonlySet<string>;
  wanting: ReadonlySet<string>;
  /** Verbs that are nouns or adjectives as often. */
  alsoNouns: ReadonlySet<string>;
  sets: Record<ListName, ReadonlySet<string>>;
  phrases: Record<ListName, Phrases>;
  themes: Record<keyof typeof themeLists, Phrases>;
  notThemes: Record<keyof typeof themeLists, Phrases>;
  spelling: ReadonlyMap<string, string>;
  known: ReadonlySet<string>;
  /** Words one letter away, by what is left when a letter is left out. */
  near: ReadonlyMap<string, readonly string[]>;
}

const made = new WeakMap<SmartWords, Lexicon>();

/** The lists made ready for look-up; made once for each set of lists. */
export function lexiconOf(words: SmartWords): Lexicon {
  const earlier = made.get(words);
  if (earlier) return earlier;
  const lexicon = compile(words);
  made.set(words, lexicon);
  return lexicon;
}

const listNames = [...Object.keys(plainLists), ...Object.keys(laterLists)] as ListName[];

function compile(words: SmartWords): Lexicon {
  const { phrasal, ...verbs } = verbsOf(words);
  const sets = Object.fromEntries(
    listNames.map((name) => [name, new Set(words[name] ?? [])]),
  ) as unknown as Lexicon['sets'];
  const phrases = Object.fromEntries(
    listNames.map((name) => [name, phrasesOf(words[name] ?? [])]),
  ) as Lexicon['phrases'];
  const byTheme = (lists: Lists) =>
    Object.fromEntries(
      Object.keys(themeLists).map((name) => [name, phrasesOf(lists[name] ?? [])]),
    ) as Lexicon['themes'];
  return {
    ...verbs,
    vague: phrasesOf(words.verbs.vague),
    phrasal: phrasesOf(phrasal),
    passOn: new Set(words.verbs.passOn),
    wish: new Set(words.verbs.wish),
    activity: new Set(words.verbs.activity),
    settling: new Set(words.verbs.settling ?? []),
    finding: new Set(words.verbs.finding ?? []),
    wanting: new Set(words.verbs.wanting ?? []),
    alsoNouns: new Set(words.verbs.alsoNouns ?? []),
    sets,
    phrases,
    themes: byTheme(words.themes),
    notThemes: byTheme(words.notThemes),
    spelling: new Map(Object.entries(words.spelling)),
    known: knownWords(words, verbs.forms),
    near: nearWords(mistypedForms(words, verbs.forms)),
  };
}

/** The verbs in all their forms, and of what kind each is. */
function verbsOf(
  words: SmartWords,
): Pick<Lexicon, 'forms' | 'classes' | 'phrasalClass'> & { phrasal: string[] } {
  const forms = new Map<string, { base: string; form: VerbForm }[]>();
  const classes = new Map<string, Set<VerbClass>>();
  const phrasal: string[] = [];
  const phrasalClass = new Map<string, VerbClass>();
  const addForm = (word: string, base: string, form: VerbForm) => {
    const list = forms.get(word) ?? [];
    if (!list.some((known) => known.base === base && known.form === form)) list.push({ base, form });
    forms.set(word, list);
  };
  const addVerb = (base: string) => {
    for (const [form, word] of inflect(base)) addForm(word, base, form);
  };
  for (const kind of ['ending', 'repeated', 'visit', 'change', 'stopping', 'vague'] as const) {
    for (const verb of words.verbs[kind]) {
      if (verb.includes(' ')) {
        if (kind !== 'vague') {
          phrasal.push(verb);
          phrasalClass.set(verb, kind);
        }
        addVerb(verb.split(' ')[0] ?? verb);
        continue;
      }
      addVerb(verb);
      classes.set(verb, (classes.get(verb) ?? new Set()).add(kind));
    }
  }
  for (const list of [words.verbs.passOn, words.verbs.wish, words.verbs.activity]) {
    for (const verb of list) addVerb(verb.split(' ')[0] ?? verb);
  }
  for (const [past, base] of Object.entries(words.irregular)) addForm(past, base, 'ed');
  for (const form of ['is', 'am', 'are']) addForm(form, 'be', 's');
  addForm('has', 'have', 's');
  return { forms, classes, phrasal, phrasalClass };
}

/** The forms that a mistyped word may have been: of rarer verbs it is more often another word. */
function mistypedForms(words: SmartWords, forms: Lexicon['forms']): Lexicon['forms'] {
  if (!words.verbs.mistyped) return forms;
  const may = new Set(words.verbs.mistyped);
  return new Map([...forms].filter(([, list]) => list.some(({ base }) => may.has(base))));
}

/** Every word that needs no correction. */
function knownWords(words: SmartWords, forms: Lexicon['forms']): Set<string> {
  const known = new Set<string>([...forms.keys(), ...Object.keys(words.spelling), ...TIME_WORDS.split(' ')]);
  for (const name of listNames) {
    if (name !== 'foreign')
      for (const text of words[name] ?? []) for (const word of text.split(' ')) known.add(word);
  }
  for (const list of Object.values(words.themes))
    for (const text of list) for (const word of text.split(' ')) known.add(word);
  return known;
}

function inflect(base: string): [VerbForm, string][] {
  // Its other forms stand with those that are irregular; "bed" is none.
  if (base === 'be')
    return [
      ['base', 'be'],
      ['ing', 'being'],
    ];
  const last = base.at(-1) ?? '';
  const stem = base.slice(0, -1);
  const out: [VerbForm, string][] = [
    ['base', base],
    ['s', `${base}s`],
    ['ing', `${base}ing`],
    ['ing', `${base}${last}ing`],
    ['ed', `${base}ed`],
    ['ed', `${base}${last}ed`],
  ];
  if ('sxzho'.includes(last)) out.push(['s', `${base}es`]);
  if (last === 'e') out.push(['ing', `${stem}ing`], ['ed', `${base}d`]);
  if (last === 'y') out.push(['s', `${stem}ies`], ['ed', `${stem}ied`]);
  return out;
}

function phrasesOf(list: readonly string[]): Phrases {
  const phrases = new Map<string, string[][]>();
  for (const text of list) {
    const parts = text.split(' ');
    const [first = ''] = parts;
    phrases.set(first, [...(phrases.get(first) ?? []), parts]);
  }
  for (const group of phrases.values()) group.sort((a, b) => b.length - a.length);
  return phrases;
}

/** How many tokens from here on are one of the phrases; 0 for none. The longest counts. */
export function phraseAt(phrases: Phrases, tokens: readonly Token[], at: number, first?: string): number {
  const group = phrases.get(first ?? tokens[at]?.word ?? '');
  if (!group) return 0;
  for (const parts of group) {
    if (parts.every((part, i) => i === 0 || tokens[at + i]?.word === part)) return parts.length;
  }
  return 0;
}
