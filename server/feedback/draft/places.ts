import { subjectWords } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { createReferencesByAnswer } from '../../fieldwork/caseFiles/referencesByAnswer.ts';
import { reportFigures } from './figures.ts';
import type { FeedbackInput } from './input.ts';
import { checksWithFiles, reportPriorities } from './priorities.ts';

export type AnsweredFiles = ReturnType<typeof createReferencesByAnswer>;

/**
 * The files that fall short in the checks that a report names, by group and check: where the team looks first.
 *
 * Case files alone are told, since the provider keeps them itself, and of joint work those in which its own notes were
 * read; the others it may not know.
 */
export async function placesOf(
  answered: AnsweredFiles,
  input: FeedbackInput,
  own: readonly SampleGroup[],
  providerId: number,
): Promise<FeedbackInput['places']> {
  if (!subjectWords(input.tool.subject).areCaseFiles) return [];
  const priorities = reportPriorities(input, reportFigures(input));
  const told = new Set(checksWithFiles(priorities));
  const named = priorities.checks.filter((entry) => told.has(entry) || entry.standsOut.length > 0);
  const files = await answered.of(
    own.map(({ id }) => id),
    named.map(({ check }) => check.id),
    providerId,
  );
  return named.flatMap(({ check }) => {
    const bad = check.polarity === 'yes_is_bad' ? 'yes' : 'no';
    return own.flatMap(({ id, name, providers }) => {
      const references = files
        .filter(
          (file) =>
            file.groupId === id &&
            file.itemId === check.id &&
            file.answer === bad &&
            (providers.length < 2 || file.ownNotesRead),
        )
        .map(({ reference }) => reference);
      return references.length > 0 ? [{ group: name, checkId: check.id, references }] : [];
    });
  });
}
