import {
  answerText,
  CHECK_ANSWER_LABELS,
  itemById,
  oddAnswersIn,
  subjectWords,
} from '../../../rules/index.ts';
import type { Answers, Item, OddAnswer, Tool } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { FieldError } from '../../platform/errors.ts';

/** What one review says, and in which group; null for a group that is gone. */
interface InGroup {
  answers: Answers;
  group: Pick<SampleGroup, 'name' | 'exclusions'> | null;
}

/** The answers that do not fit after a save, and were not there before it in the same way. */
function newlyOdd(tool: Tool, before: InGroup, after: InGroup): OddAnswer[] {
  const key = ({ item, answer, why }: OddAnswer) => [item.id, answer, why].join(' ');
  const known = new Set(oddIn(tool, before).map(key));
  return oddIn(tool, after).filter((odd) => !known.has(key(odd)));
}

const oddIn = (tool: Tool, { answers, group }: InGroup) =>
  oddAnswersIn(tool, answers, group?.exclusions ?? []);

/** What speaks against a save: what cannot be not applicable, or else answers that do not fit and that nobody is sure of. */
export function problemsOf(
  tool: Tool,
  before: InGroup,
  after: InGroup,
  { answers, sure }: { answers: ReadonlyMap<string, string | null>; sure?: Answers | undefined },
): FieldError[] {
  const never = neverNotApplicable(tool, after.group?.exclusions ?? [], answers);
  if (never.length > 0) return never;
  return newlyOdd(tool, before, after)
    .filter(({ item, answer }) => sure?.get(item.id) !== answer)
    .map((odd) => askAbout(tool, odd, after));
}

/** What is wrong where what always applies is said not to, in a group that is asked it. */
function neverNotApplicable(
  tool: Tool,
  exclusions: readonly string[],
  answers: ReadonlyMap<string, string | null>,
): FieldError[] {
  return [...answers].flatMap(([itemId, value]) => {
    const item = value === 'na' && !exclusions.includes(itemId) ? itemById(tool, itemId) : undefined;
    if (!item || !('na' in item) || item.na) return [];
    return [{ field: `answer.${itemId}`, text: `${item.label}: cannot be not applicable.` }];
  });
}

/** What is asked before an answer that does not fit is taken: the item by its name, and what it does not fit to. */
function askAbout(tool: Tool, odd: OddAnswer, after: InGroup): FieldError {
  const { item, answer, why } = odd;
  const words = subjectWords(tool.subject);
  const parent = item.kind === 'check' && item.dependsOn ? itemById(tool, item.dependsOn.item) : undefined;
  const other = CHECK_ANSWER_LABELS[wordOf(after.answers.get(parent?.id ?? ''))].toLowerCase();
  const given = givenText(item, answer);
  return {
    field: `answer.${item.id}`,
    text:
      why === 'excluded'
        ? `${item.label} This does not apply to ${after.group?.name ?? 'the group'}, and ${given}. If the ${words.file} says so, save once more.`
        : `${item.label} ${capital(given)}, although “${parent?.shortLabel ?? ''}” is ${other}. If the ${words.file} says so, save once more.`,
  };
}

/** What was answered, as it is chosen; of a text only that there is one, since it may be long. */
function givenText(item: Item, answer: string): string {
  if (item.kind === 'field' && item.type === 'text') return 'you wrote something';
  const text = answerText(item, answer);
  return `you answered ${item.kind === 'check' ? text.toLowerCase() : text}`;
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const wordOf = (answer: string | undefined): keyof typeof CHECK_ANSWER_LABELS =>
  answer === 'yes' || answer === 'no' || answer === 'na' ? answer : 'nr';
