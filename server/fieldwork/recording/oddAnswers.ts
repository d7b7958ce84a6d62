import { CHECK_ANSWER_LABELS, itemById, oddAnswersIn, subjectWords } from '../../../rules/index.ts';
import type { Answers, OddAnswer, Tool } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { FieldError } from '../../platform/errors.ts';

/** What one review says, and in which group; null for a group that is gone. */
interface InGroup {
  answers: Answers;
  group: Pick<SampleGroup, 'name' | 'exclusions'> | null;
}

/** The answers that do not fit after a save, and were not there before it in the same way. */
export function newlyOdd(tool: Tool, before: InGroup, after: InGroup): OddAnswer[] {
  const key = ({ check, answer, why }: OddAnswer) => [check.id, answer, why].join(' ');
  const known = new Set(oddIn(tool, before).map(key));
  return oddIn(tool, after).filter((odd) => !known.has(key(odd)));
}

const oddIn = (tool: Tool, { answers, group }: InGroup) =>
  oddAnswersIn(tool, answers, group?.exclusions ?? []);

/** What is asked before an answer that does not fit is taken: the check by its name, and what it does not fit to. */
export function askAbout(tool: Tool, odd: OddAnswer, after: InGroup): FieldError {
  const { check, answer, why } = odd;
  const words = subjectWords(tool.subject);
  const parent = check.dependsOn && itemById(tool, check.dependsOn.item);
  const given = labelOf(answer);
  const other = labelOf(after.answers.get(parent?.id ?? ''));
  return {
    field: `answer.${check.id}`,
    text:
      why === 'excluded'
        ? `${check.label} This does not apply to ${after.group?.name ?? 'the group'}, and you answered ${given}. If the ${words.file} says so, save once more.`
        : `${check.label} You answered ${given}, although “${parent?.shortLabel ?? ''}” is ${other}. If the ${words.file} says so, save once more.`,
  };
}

function labelOf(answer: string | undefined): string {
  const isAnswer = answer === 'yes' || answer === 'no' || answer === 'na';
  return CHECK_ANSWER_LABELS[isAnswer ? answer : 'nr'].toLowerCase();
}
