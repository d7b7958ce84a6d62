import { findActs } from './smart/acts.ts';
import { measurable } from './smart/measurable.ts';
import { readText } from './smart/read.ts';
import { specific } from './smart/specific.ts';
import { timeBound } from './smart/timeBound.ts';
import type { Goal, LetterFinding, PlanDates, ReadPart, Verdict } from './smart/types.ts';
import { lexiconOf } from './smart/words.ts';
import type { Lexicon, SmartWords } from './smart/words.ts';

export { VERDICTS } from './smart/types.ts';
export type { Goal, PlanDates, Verdict } from './smart/types.ts';
export { parseSmartWords, withAdditions } from './smart/words.ts';
export type { SmartWords } from './smart/words.ts';

/** The five letters, in their order. */
export const LETTERS = ['specific', 'measurable', 'achievable', 'realistic', 'timeBound'] as const;
export type Letter = (typeof LETTERS)[number];

/** What was found in a goal, letter by letter. */
export type GoalFindings = Record<Letter, LetterFinding>;

/** A plan as it is handed over to be checked. */
export interface PlanToCheck extends PlanDates {
  goals: readonly Goal[];
}

const finding = (verdict: Verdict, code: string, suggestion = '', words: string[] = []): LetterFinding => ({
  verdict,
  code,
  words,
  suggestion,
});

/**
 * Reads one goal letter by letter. It advises: whether a plan is SMART is for the auditor to say. A and R cannot be
 * told from a text and come from the fields.
 *
 * @param goal - its text, and the fields where they are known
 * @param dates - the plan's date and its next review's, YYYY-MM-DD, or null where they are not known
 * @param words - the lists by which the text is read; `withAdditions` adds those of a tool
 * @see test/goals/README.md for where each line is drawn
 */
export function checkGoal(goal: Goal, dates: PlanDates, words: SmartWords): GoalFindings {
  const lexicon = lexiconOf(words);
  const parts = readText(goal.text, lexicon);
  const unreadable = unreadableFinding(parts);
  const readable = parts
    .filter(({ readability }) => readability === 'readable')
    .map((part) => ({ part, acts: findActs(part, lexicon) }));
  return {
    specific: textLetter(unreadable, () => specific(readable, lexicon), readable.length),
    measurable: textLetter(unreadable, () => measurable(readable, lexicon), readable.length),
    achievable: achievable(goal),
    realistic: realistic(goal),
    timeBound: timeBound(named(goal.targetDate) ? (goal.targetDate ?? null) : null, parts, dates, lexicon),
  };
}

/** Reads all goals of a plan. */
export function checkPlan(plan: PlanToCheck, words: SmartWords): { goals: GoalFindings[] } {
  return { goals: plan.goals.map((goal) => checkGoal(goal, plan, words)) };
}

/** S or M of a text of which a part may not be readable: one good part is enough, and what was not read may be one. */
function textLetter(
  unreadable: LetterFinding | null,
  judge: () => LetterFinding,
  readable: number,
): LetterFinding {
  if (readable === 0) {
    return (
      unreadable ??
      finding('not met', 'nothing_written', 'Write down what is to be done, by whom and by when.')
    );
  }
  const judged = judge();
  return judged.verdict === 'met' || !unreadable ? judged : unreadable;
}

function unreadableFinding(parts: readonly ReadPart[]): LetterFinding | null {
  const part = parts.find(
    ({ readability }) => readability === 'unreadable' || readability === 'points elsewhere',
  );
  if (!part) return null;
  const words = part.tokens.slice(0, 8).map(({ raw }) => raw);
  return part.readability === 'unreadable'
    ? finding('cannot tell', 'unreadable', 'The text could not be read as English. Read it yourself.', words)
    : finding(
        'cannot tell',
        'points_elsewhere',
        'Write the goal out here, so that the plan can be read by itself.',
        words,
      );
}

/** Whether a field holds anything: a lone dash does not. */
function named(field: string | null | undefined): boolean {
  for (const sign of field ?? '') if (/[\p{L}\p{N}]/u.test(sign)) return true;
  return false;
}

function achievable({ agreed, support }: Goal): LetterFinding {
  if (agreed === false) {
    return finding('not met', 'not_agreed', 'Agree the goal with the service user, or leave it out.');
  }
  if (agreed !== true) {
    return finding(
      'cannot tell',
      'agreement_not_recorded',
      'Record whether the service user agreed the goal.',
    );
  }
  return named(support)
    ? finding('met', 'agreed_with_support')
    : finding('cannot tell', 'support_not_named', 'Name the support that it takes.');
}

function realistic({ agreed, need }: Goal): LetterFinding {
  if (!named(need))
    return finding('cannot tell', 'need_not_named', 'Say which need found at assessment the goal answers.');
  if (agreed === false) {
    return finding('not met', 'not_agreed', 'Agree the goal with the service user, or leave it out.');
  }
  return agreed === true
    ? finding('met', 'answers_need')
    : finding('cannot tell', 'agreement_not_recorded', 'Record whether the service user agreed the goal.');
}

/** A goal that stands word for word, dates apart, in several files. */
export interface CopiedGoal {
  /** As the first of the files has it. */
  text: string;
  files: string[];
}

/** Shorter goals, such as "Register with GP", are alike without being copied. */
const COPIED_FROM_WORDS = 4;
/** What leads to a date goes with it. */
const LEADS = new Set(['by', 'on', 'until', 'till', 'before', 'from', 'in', 'the']);

/**
 * Goals that stand in several files in the same words: capitals, signs and dates make no difference. Within one file
 * a repeated goal counts once.
 *
 * @param plans - each with the name of its file
 */
export function copiedGoals(
  plans: readonly { file: string; goals: readonly Pick<Goal, 'text'>[] }[],
  words: SmartWords,
): CopiedGoal[] {
  const lexicon = lexiconOf(words);
  const seen = new Map<string, { text: string; files: Set<string> }>();
  for (const { file, goals } of plans) {
    for (const { text } of goals) {
      const key = foldGoal(text, lexicon);
      if (key === null) continue;
      const known = seen.get(key) ?? { text: text.trim(), files: new Set<string>() };
      known.files.add(file);
      seen.set(key, known);
    }
  }
  return [...seen.values()]
    .filter(({ files }) => files.size > 1)
    .map(({ text, files }) => ({ text, files: [...files] }))
    .toSorted((a, b) => b.files.length - a.files.length);
}

function foldGoal(text: string, lexicon: Lexicon): string | null {
  const words = readText(text, lexicon).flatMap(({ tokens, timed }) =>
    tokens
      .filter((token, i) => token.kind !== 'sign' && !timed[i] && !(timed[i + 1] && LEADS.has(token.word)))
      .map(({ word }) => word),
  );
  return words.length >= COPIED_FROM_WORDS ? words.join(' ') : null;
}
