import { findTimes } from './dates.ts';
import { reportIn } from './reports.ts';
import { corrected } from './spelling.ts';
import { isLatin, numberOf, partsOf, tokenise } from './tokens.ts';
import type { Token } from './tokens.ts';
import type { Readability, ReadPart } from './types.ts';
import { phraseAt } from './words.ts';
import type { Lexicon } from './words.ts';

/** Reads a text once: its parts, whether each can be read, and the times it tells. */
export function readText(text: string, lexicon: Lexicon): ReadPart[] {
  const tokens = withSpokenFigures(tokenise(text), lexicon);
  const asWritten = tokens.map(({ word }) => word);
  for (const token of tokens) if (token.kind === 'word') token.word = corrected(lexicon, token.word);
  const whole = readabilityOf(tokens, lexicon);
  // A word of another language is no mistyped English one: "septembre".
  if (whole === 'unreadable') tokens.forEach((token, i) => (token.word = asWritten[i] ?? token.word));
  const parts = partsOf(
    tokens,
    (word) => lexicon.forms.get(word)?.some(({ form }) => form === 'base') ?? false,
  );
  if (parts.length === 0) return [{ tokens, readability: whole, times: [], timed: [], report: null }];
  return parts.map((part) => {
    const times = findTimes(part, lexicon);
    const timed = Array.from({ length: part.length }, () => false);
    for (const { from, to } of times) timed.fill(true, from, to);
    const own = readabilityOf(part, lexicon);
    // One line may be too short to tell its language; the whole text may not.
    const readability =
      whole === 'unreadable' || (own === 'nothing' && parts.length > 1)
        ? own === 'nothing'
          ? 'nothing'
          : whole
        : own;
    return { tokens: part, readability, times, timed, report: reportIn(part, times, lexicon) };
  });
}

/** Words in which a figure stands for its sound, such as b4, are cut in two where the figure begins; joins those that are known. */
function withSpokenFigures(tokens: readonly Token[], lexicon: Lexicon): Token[] {
  const out: Token[] = [];
  for (const token of tokens) {
    const before = out.at(-1);
    const raw = `${before?.raw ?? ''}${token.raw}`;
    const isOne = before !== undefined && token.glued && before.kind !== token.kind;
    const word = isOne && raw.length <= LONGEST_SPOKEN ? raw.toLowerCase() : '';
    if (before && lexicon.spelling.has(word))
      out[out.length - 1] = { ...before, kind: 'word', raw, word, end: token.end };
    else out.push(token);
  }
  return out;
}

const LONGEST_SPOKEN = 10;

/** Of so few words that one of them has to be a small word of another language. */
const FEW_WORDS = 3;

const LONGEST_POINTER = 8;

/** Where else a goal may be written. */
const WRITTEN_ELSEWHERE = new Set(
  'plan plans notes file record records document documents documentation casenotes appendix attachment letter page section system minutes overleaf'.split(
    ' ',
  ),
);

/** Please refer to the maternity plan, see recovery plan on the system: only what they name, with nothing to be done. */
function pointsTo(tokens: readonly Token[], first: number): boolean {
  let at = tokens[first]?.word === 'please' ? first + 1 : first;
  const verb = tokens[at]?.word;
  if (verb === 'refer' && ['to', 'back'].includes(tokens[at + 1]?.word ?? ''))
    at += tokens[at + 2]?.word === 'to' ? 3 : 2;
  else if (verb === 'see' || verb === 'per') at += 1;
  else return false;
  for (let i = at; i < at + 5; i += 1) {
    const token = tokens[i];
    if (token?.kind !== 'word') return false;
    const next = tokens[i + 1];
    const ends = next?.kind !== 'word' || ['on', 'in', 'from', 'dated', 'for', 'of'].includes(next.word);
    if (WRITTEN_ELSEWHERE.has(token.word) && ends) return true;
    if (['about', 're', 'regarding', 'and', 'for', 'to', 'with', 'at'].includes(token.word)) return false;
  }
  return false;
}

/** How many signs in a row stand for what could not be read, and how many such rows a text has. */
const LONGEST_MARK = 4;
const GAPS = 2;

/** "S.. Dr ?????? re ....": where words should be there are only marks. */
function hasGaps(tokens: readonly Token[]): boolean {
  let gaps = 0;
  let run = 0;
  for (const [i, token] of tokens.entries()) {
    const goesOn = token.kind === 'sign' && token.glued && token.raw === tokens[i - 1]?.raw;
    run = ['?', '.', '_', '…'].includes(token.raw) ? (goesOn ? run + 1 : 1) : 0;
    if (run === LONGEST_MARK) gaps += 1;
  }
  return gaps >= GAPS;
}

/** "[handwriting]", "(water damage)": a note of whoever typed it. */
const DAMAGE = new Set(['handwriting', 'smudged', 'torn', 'faded', 'damage', 'damaged', 'scrawl']);

function tellsIllegible(tokens: readonly Token[]): boolean {
  const open = tokens.findIndex(({ word }) => word === '[');
  return open >= 0 && tokens.slice(open + 1, open + 4).some(({ word }) => DAMAGE.has(word));
}

/** "Prescribing goals as per Dr Nair's letter", "goals 3-5 unchanged": nothing of it stands here. */
function asPerElsewhere(tokens: readonly Token[]): boolean {
  const per = tokens.findIndex(({ word }, i) => word === 'per' && tokens[i - 1]?.word === 'as');
  const last = tokens.findLast(({ kind }) => kind === 'word')?.word ?? '';
  if (per > 0 && WRITTEN_ELSEWHERE.has(last)) return true;
  return GOALS.has(tokens[0]?.word ?? '') && tokens.slice(1, 6).some(({ word }) => word === 'unchanged');
}

const GOALS = new Set(['goal', 'goals', 'actions', 'targets', 'aims']);

function readabilityOf(tokens: readonly Token[], lexicon: Lexicon): Readability {
  const words = tokens.filter((token) => token.kind === 'word');
  const numbers = tokens.some((token) => token.kind === 'number');
  if (words.length === 0) return numbers ? 'readable' : 'nothing';
  const first = tokens.findIndex((token) => token.kind === 'word');
  const nothing = phraseAt(lexicon.phrases.nothing, tokens, first);
  if (nothing > 0 && nothing === words.length && !numbers) return 'nothing';
  if (tokens.some((_, i) => phraseAt(lexicon.phrases.illegible, tokens, i) > 0)) return 'unreadable';
  if (hasGaps(tokens) || tellsIllegible(tokens)) return 'unreadable';
  if (words.length <= LONGEST_POINTER && asPerElsewhere(tokens)) return 'points elsewhere';
  const pointer = phraseAt(lexicon.phrases.pointers, tokens, first);
  if (pointer > 0 && words.length <= pointer + 6) return 'points elsewhere';
  if (words.length <= LONGEST_POINTER && pointsTo(tokens, first)) return 'points elsewhere';

  return isEnglish(words, tokens[0], lexicon) ? 'readable' : 'unreadable';
}

/** Words of English and of other languages, and names that are the same in all: they tell nothing. */
const EITHER = new Set(
  'a i aa ca do no me to on in as so an am is at per due come or are was die mai pour sale fin'.split(' '),
);

/** Shorthand that is a small word elsewhere: NA, w for with. Alone it shows no other language. */
const SHORTHAND = new Set(['na', 'w', 'co', 'med', 'ir', 'os']);

/** English words that keep their accents. */
const ACCENTED = new Set([
  'café',
  'cafés',
  'fiancé',
  'fiancée',
  'résumé',
  'naïve',
  'crèche',
  'protégé',
  'née',
]);

/** Whether words are English: told by small words of other languages, accents, and how few words are known. */
function isEnglish(words: readonly Token[], head: Token | undefined, lexicon: Lexicon): boolean {
  let latin = 0;
  let english = 0;
  let foreign = 0;
  let certain = 0;
  let unknown = 0;
  for (const token of words) {
    if (isLatin(token)) latin += 1;
    const { word } = token;
    const isName = token.capital && token !== head;
    if (EITHER.has(word)) continue;
    if (lexicon.sets.foreign.has(word)) {
      foreign += 1;
      if (!SHORTHAND.has(word)) certain += 1;
    } else if (lexicon.known.has(word) || looksEnglish(word) || numberOf(token) !== null) english += 1;
    else if (isAccented(word) && !ACCENTED.has(word) && !isName) {
      foreign += 1;
      certain += 1;
    } else if (!isName && word.length > 1) unknown += 1;
  }
  if (latin * 2 < words.length) return false;
  if (english === 0 && (foreign > 0 || words.length > FEW_WORDS)) return false;
  if (certain > 0 && foreign > 1 && foreign >= english) return false;
  return words.length <= FEW_WORDS || foreign + unknown <= english * 2;
}

/** Letters that English does not have. */
function isAccented(word: string): boolean {
  for (const sign of word) if (sign > '\u00bf' && /\p{Script=Latin}/u.test(sign)) return true;
  return false;
}

const ENDINGS = ['ing', 'tion', 'ment', 'ness', 'ly', 'ed', 'ght', "'s", 'ship', 'ful', 'less', 'ity'];

function looksEnglish(word: string): boolean {
  return word.length > 4 && ENDINGS.some((ending) => word.endsWith(ending));
}
