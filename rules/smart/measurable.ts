import type { Acts } from './acts.ts';
import { countsIn } from './counts.ts';
import type { Counts, Measure } from './countsSoFar.ts';
import { eventIn } from './events.ts';
import { weeklyIn } from './howOften.ts';
import { wordsOf } from './specific.ts';
import type { LetterFinding, ReadPart } from './types.ts';
import type { Lexicon } from './words.ts';

const SUGGESTIONS = {
  no_measure: 'Say how much, how often or what will show that it was done: “twice a week”, “a form sent”.',
  vague_quantity: 'Put a number in place of the loose amount: “two meetings a week”, not “several”.',
  no_unit: 'Say what the number counts: units a week, meetings, cigarettes a day.',
  dose_only:
    'A dose says what is prescribed, not what will be done. Add how often, or the dose to be reached.',
  change_without_amount: 'Say from how much to how much: “from 60 units a week to 30”.',
  repeated_without_count: 'Say how often: “twice a week”, “8 meetings”, “every Tuesday”.',
} as const;

type Code = keyof typeof SUGGESTIONS;

const ORDER: readonly Code[] = [
  'no_unit',
  'vague_quantity',
  'change_without_amount',
  'repeated_without_count',
  'dose_only',
  'no_measure',
];

/** Whether a number with a unit, or an event that can be seen, tells when a goal is reached. */
export function measurable(
  parts: readonly { part: ReadPart; acts: Acts }[],
  lexicon: Lexicon,
): LetterFinding {
  let miss: { code: Code; words: string[] } = { code: 'no_measure', words: [] };
  for (const { part, acts } of parts) {
    // What has been measures nothing that is to come.
    if (part.report) continue;
    const counts = countsIn(part, lexicon);
    const weekly = weeklyIn(part);
    const found =
      counts.measure ??
      (weekly && acts.acts.length > 0 ? counted(weekly) : null) ??
      eventIn(part, acts, counts, lexicon);
    if (found) return { verdict: 'met', code: found.code, words: found.words, suggestion: '' };
    const code = missOf(part, acts, counts);
    if (ORDER.indexOf(code.code) < ORDER.indexOf(miss.code)) miss = code;
  }
  return { verdict: 'not met', code: miss.code, words: miss.words, suggestion: SUGGESTIONS[miss.code] };
}

const counted = (words: string[]): Measure => ({ code: 'counted', words });

function missOf(part: ReadPart, acts: Acts, counts: Counts): { code: Code; words: string[] } {
  const loose = counts.vague[0];
  if (counts.noUnit.length > 0 && acts.acts.some((act) => act.kinds.has('change')))
    return { code: 'no_unit', words: counts.noUnit };
  if (loose) return { code: 'vague_quantity', words: loose.words };
  const change = acts.acts.find((act) => act.kinds.has('change'));
  if (change) return { code: 'change_without_amount', words: wordsOf(part, change) };
  if (counts.dose) return { code: 'dose_only', words: counts.dose.words };
  const repeated = acts.acts.find((act) => act.kinds.has('visit') || act.kinds.has('repeated'));
  if (repeated && repeated.object) return { code: 'repeated_without_count', words: wordsOf(part, repeated) };
  if (counts.noUnit.length > 0) return { code: 'no_unit', words: counts.noUnit };
  return { code: 'no_measure', words: [] };
}
