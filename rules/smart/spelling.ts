/** What is known of how words are written. */
interface Spelling {
  /** Shorthand and usual misspellings, and what they stand for. */
  spelling: ReadonlyMap<string, string>;
  /** Every word that needs no correction. */
  known: ReadonlySet<string>;
  /** Words one letter away, by what is left when a letter is left out. */
  near: ReadonlyMap<string, readonly string[]>;
}

/** Words of the calendar; four letters are enough to know a mistyped one: mnth, aprl, juen. */
const CALENDAR_WORDS =
  'monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december week weeks weekly daily fortnight fortnightly month months monthly today tomorrow tonight';

/** Words of time that need no correction, and that a mistyped word may have been. */
export const TIME_WORDS = `${CALENDAR_WORDS} until before after within every twice three times meeting meetings appointment weekend christmas review minutes`;

const CALENDAR = new Set(CALENDAR_WORDS.split(' '));

/** The fewest letters of a word that may be mistyped, and of one of the calendar. */
const SHORTEST_WORD = 5;
const SHORTEST_OF_CALENDAR = 4;

/** The words that a mistyped one may have been, by what is left when a letter is left out. */
export function nearWords(forms: ReadonlyMap<string, readonly { form: string }[]>): Map<string, string[]> {
  const near = new Map<string, string[]>();
  const correctable = [...forms]
    .filter(([, list]) => list.some(({ form }) => form !== 'ed'))
    .map(([word]) => word);
  for (const word of new Set([...correctable, ...TIME_WORDS.split(' ')])) {
    if (word.length < (CALENDAR.has(word) ? SHORTEST_OF_CALENDAR : SHORTEST_WORD)) continue;
    for (const left of withoutOne(word)) near.set(left, [...(near.get(left) ?? []), word]);
  }
  return near;
}

function withoutOne(word: string): string[] {
  const out = [word];
  for (let i = 0; i < word.length; i += 1) out.push(word.slice(0, i) + word.slice(i + 1));
  return out;
}

/** Longer words are not typing errors of anything here. */
const LONGEST_WORD = 20;

const ABOUT = '-ish';

/** What a mistyped word was to be: one of the verbs or words of time that is one letter away; else the word itself. */
export function corrected(lexicon: Spelling, word: string): string {
  // "13 March-ish": about then.
  if (word.endsWith(ABOUT)) return corrected(lexicon, word.slice(0, -ABOUT.length));
  const spelt = lexicon.spelling.get(word);
  if (spelt !== undefined) return spelt;
  if (word.length < SHORTEST_OF_CALENDAR || word.length > LONGEST_WORD || lexicon.known.has(word))
    return word;
  if (word.endsWith("'s") || word.includes('-')) return word;
  for (const left of withoutOne(word)) {
    for (const candidate of lexicon.near.get(left) ?? []) {
      // A plural is no typing error.
      if (word === `${candidate}s`) continue;
      // So short a word is only read as one of the calendar, with a letter left out or two swapped.
      const isShort = word.length < SHORTEST_WORD;
      if (isShort && !(CALENDAR.has(candidate) && candidate.length >= word.length)) continue;
      if (candidate[0] === word[0] && oneApart(word, candidate)) return candidate;
    }
  }
  return word;
}

/** One letter more, less or another, or two neighbours swapped. */
function oneApart(a: string, b: string): boolean {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > i && endB > i && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const [restA, restB] = [a.slice(i, endA), b.slice(i, endB)];
  if (restA.length + restB.length === 1) return true;
  // Another letter makes too many other words of short ones: chase, cease.
  if (restA.length === 1 && restB.length === 1) return a.length > 5;
  return restA.length === 2 && restB === `${restA[1]}${restA[0]}`;
}
