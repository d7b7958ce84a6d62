import { HAVE, isSkippedBefore, MODALS } from './actWords.ts';
import { PERIODS } from './howOften.ts';
import type { TimeSpan } from './times.ts';
import { numberOf } from './tokens.ts';
import type { Token } from './tokens.ts';
import type { Lexicon } from './words.ts';

/** Whether a word leads to what is to come. */
export const leadsAhead = (token: Token | undefined): boolean =>
  token !== undefined && (token.word === 'to' || MODALS.has(token.word));

/** How many words may stand before the verb of a report: "last month the service user". */
const SUBJECT_REACH = 7;

/** "Agreed to attend" is no report: these lead to what is to be done. */
const LEADS_TO_ACT = new Set(['agree', 'ask', 'advise', 'remind', 'tell', 'need', 'commit']);

const WAS = new Set(['had', 'was', 'were', "wasn't", "weren't", "didn't", 'did']);

/** Of what is told, in place of what is to be done. */
const SAYS = new Set(['reports', 'states', 'says']);

const HOW_ONE_IS = new Set(['be', 'being', 'more', 'less', 'feel', 'feeling', 'get', 'stay', 'to']);

const DESCRIBING = new Set(
  'supervised prescribed furnished shared planned structured assisted supported sheltered balanced guided monitored'.split(
    ' ',
  ),
);

const PASSED = new Set(['last', 'yesterday', 'previous', 'since']);

const ENDS = new Set(['by', 'until', 'till', 'before', 'within', 'for']);

/** The words of a part that tells what has been and nothing that is to come: attended 3 groups in March; null where it does not. */
export function reportIn(
  part: readonly Token[],
  times: readonly TimeSpan[],
  lexicon: Lexicon,
): string[] | null {
  const verb = pastVerbAt(part, times, lexicon) ?? (tellsPastTime(part) ? doneAt(part, lexicon) : null);
  if (verb === null || looksAhead(part, verb, lexicon)) return null;
  // "GP registered by 3 May" says what is to be so by then.
  const hasEnd = times.some(({ from, role, lead }) => role === 'end' && ENDS.has(lead) && from > verb);
  return hasEnd ? null : part.slice(verb, verb + 3).map(({ raw }) => raw);
}

/** Where the verb of a report stands: at the head, or after who did it. */
function pastVerbAt(part: readonly Token[], times: readonly TimeSpan[], lexicon: Lexicon): number | null {
  let subject = false;
  let passed = false;
  for (let i = 0; i < part.length && i < SUBJECT_REACH; i += 1) {
    const token = part[i];
    if (!token) return null;
    const { word } = token;
    // "In March the service user", "January:" lead to it.
    if (part[i + 1]?.word === ':' || times.some(({ from, to }) => from <= i && i < to)) continue;
    if (WAS.has(word) || word === 'currently') return i;
    if (SAYS.has(word) && (subject || (word === 'says' && i === 0))) return i;
    // "To have made", "will have made": by then.
    if (HAVE.has(word) && leadsAhead(part[i - 1])) return null;
    if (HAVE.has(word) && word !== 'having') return isPerfect(part, i, lexicon) ? i : null;
    // "Cut", "put" and "set" are only told from what is to come by their time.
    const mayBePast = lexicon.forms.get(word)?.some(({ form }) => form === 'ed') ?? false;
    if (mayBePast && tellsPastTime(part)) return i;
    // "Be more motivated" says how somebody is to be.
    if (isOnlyPast(word, lexicon) && HOW_ONE_IS.has(part[i - 1]?.word ?? '')) return null;
    if (isOnlyPast(word, lexicon)) return isReport(part, i, subject, passed, lexicon) ? i : null;
    if (lexicon.sets.agents.has(word) || ['service', 'key', 'i'].includes(word)) subject = true;
    else if (PASSED.has(word)) passed = true;
    else if (passed && token.kind === 'word') continue;
    else if (!isBeforeVerb(token, lexicon)) return null;
  }
  return null;
}

/** Where something is said to be done, with nothing before it that is to be done: form sent last week. */
function doneAt(part: readonly Token[], lexicon: Lexicon): number | null {
  for (const [i, { word }] of part.entries()) {
    if (isOnlyPast(word, lexicon)) return i;
    const bare = lexicon.forms.get(word)?.some(({ form }) => form === 'base') ?? false;
    if (bare && (i === 0 || part[i - 1]?.word === 'to' || lexicon.sets.agents.has(part[i - 1]?.word ?? '')))
      return null;
  }
  return null;
}

const isBeforeVerb = (token: Token, lexicon: Lexicon) =>
  token.kind !== 'word' || isSkippedBefore(token, lexicon) || lexicon.sets.function.has(token.word);

/** Has not used, had been. */
function isPerfect(part: readonly Token[], at: number, lexicon: Lexicon): boolean {
  for (let i = at + 1; i < part.length && i <= at + 3; i += 1) {
    const word = part[i]?.word ?? '';
    if (word === 'been' || isOnlyPast(word, lexicon)) return !leadsToAct(part, i, lexicon);
    if (lexicon.forms.get(word)?.some(({ form }) => form === 'ed')) return true;
    if (!['not', 'never', 'now', 'already', 'recently', 'just', 'only', 'also'].includes(word)) return false;
  }
  return false;
}

/** Attended, went; not cut or set, which may be still to come. */
function isOnlyPast(word: string, lexicon: Lexicon): boolean {
  const readings = lexicon.forms.get(word);
  return readings !== undefined && readings.length > 0 && readings.every(({ form }) => form === 'ed');
}

const leadsToAct = (part: readonly Token[], at: number, lexicon: Lexicon) =>
  part[at + 1]?.word === 'to' &&
  lexicon.forms.has(part[at + 2]?.word ?? '') &&
  (lexicon.forms
    .get(part[at]?.word ?? '')
    ?.some(({ base }) => LEADS_TO_ACT.has(base) || (lexicon.passOn.has(base) && base !== 'return')) ??
    false);

/** Whether a past form is said of what somebody did: "used needles" and "key worker allocated" are not. */
function isReport(
  part: readonly Token[],
  at: number,
  subject: boolean,
  passed: boolean,
  lexicon: Lexicon,
): boolean {
  if (leadsToAct(part, at, lexicon)) return false;
  if (passed) return true;
  const next = part[at + 1];
  if (!next) return false;
  const small = lexicon.sets.function.has(next.word) || numberOf(next) !== null || next.word === 'x';
  if (subject || small) return true;
  // "Supervised consumption daily": how something is.
  if (DESCRIBING.has(part[at]?.word ?? '')) return false;
  return lexicon.sets.eventsDone.has(part[at]?.word ?? '') || part.length > at + 2;
}

/** Last week, yesterday, two days ago; not "by the last week of May". */
function tellsPastTime(part: readonly Token[]): boolean {
  return part.some(({ word }, i) => {
    if (word === 'yesterday' || word === 'ago') return true;
    const before = part[i - 1]?.word ?? '';
    return (
      word === 'last' &&
      PERIODS.has(part[i + 1]?.word ?? '') &&
      !['the', 'by', 'until', 'from', 'than'].includes(before)
    );
  });
}

/** Whether something is still to come after a past verb: "and will", "to attend", "is to be". */
function looksAhead(part: readonly Token[], verb: number, lexicon: Lexicon): boolean {
  return part.some(({ word }, i) => {
    if (MODALS.has(word) || ["won't", 'needs', 'wants', 'hopes', 'would'].includes(word)) return true;
    if (word === 'next' && i > verb) return true;
    if (word !== 'to') return false;
    const next = part[i + 1]?.word ?? '';
    const bare = lexicon.forms.get(next)?.some(({ form }) => form === 'base') ?? false;
    return next === 'be' || (bare && part[i + 2] !== undefined && i > verb + 1);
  });
}
