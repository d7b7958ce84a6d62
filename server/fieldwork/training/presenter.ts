import { agreedOf, judgedOf, percent } from '../../../rules/index.ts';
import type { Agreed, ReaderAnswer, Tool } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { countOf } from '../../formats/english.ts';
import type { FieldError } from '../../platform/errors.ts';
import { urls } from '../../web/urls.ts';
import type { FormState } from '../recording/form.ts';
import { presentQuestions } from '../recording/presenter.ts';
import { answerInWords } from '../selfAudits/words.ts';
import type { FileOfReader, ReaderTraining } from './service.ts';

/** @example agreedText({ agreed: 17, of: 19 }) // '17 of 19, 89%' */
export const agreedText = ({ agreed, of }: Agreed): string =>
  of === 0 ? '–' : `${agreed} of ${of}, ${percent(agreed, of)}%`;

const countsOf = ({ results }: FileOfReader): Agreed => ({
  agreed: results?.filter(({ agrees }) => agrees).length ?? 0,
  of: results?.length ?? 0,
});

/** How many are read, and what that opens. */
function standText({ files }: ReaderTraining, { words }: Audit): string {
  const read = files.filter(({ results }) => results !== null).length;
  const left = files.length - read;
  if (left === 0)
    return `You have read all ${files.length}, so you can begin with the ${words.files} of the audit.`;
  return `You have read ${read} of ${files.length}. Read ${left === 1 ? 'the last one' : `the other ${left}`} before your first ${words.file} of the audit.`;
}

/** The page of a reader: what is to be read, and how it went. */
export function presentTraining(audit: Audit, tool: Tool, found: ReaderTraining | null, user: User) {
  return {
    header: presentHeader(audit, user),
    filesHref: urls.files(audit.id),
    isRead: found !== null,
    standText: found ? standText(found, audit) : '',
    isDone: found?.files.every(({ results }) => results !== null) ?? false,
    files: (found?.files ?? []).map((one) => ({
      title: one.file.title,
      href: urls.trainingFile(audit.id, one.file.id),
      stand: one.results ? `${agreedText(countsOf(one))} as settled` : 'To read',
      link: one.results ? 'See what was settled, and why' : 'Read it',
    })),
    checks: found && found.answers.length > 0 ? presentOwnChecks(tool, found.answers) : null,
  };
}

/** Check by check, in made-up files and in those read twice. */
function presentOwnChecks(tool: Tool, answers: readonly ReaderAnswer[]) {
  const madeUp = (one: ReaderAnswer) => one.file.startsWith('made up ');
  return judgedOf(tool).flatMap(({ id, label }) => {
    const own = answers.filter(({ itemId, agrees }) => itemId === id && agrees !== null);
    if (own.length === 0) return [];
    return [
      {
        label,
        madeUp: agreedText(agreedOf(own.filter(madeUp))),
        twice: agreedText(agreedOf(own.filter((one) => !madeUp(one)))),
      },
    ];
  });
}

/** One made-up file: to be answered, or what was settled of it and why. */
export function presentTrainingFile(parts: {
  audit: Audit;
  found: ReaderTraining;
  one: FileOfReader;
  user: User;
  state: FormState;
  errors: FieldError[];
}) {
  const { audit, found, one, user, state, errors } = parts;
  const next = found.files.find(({ results, file }) => results === null && file.id !== one.file.id);
  const { main, side } = presentQuestions(one.asked, state, errors);
  const counts = countsOf(one);
  return {
    header: presentHeader(audit, user),
    title: one.file.title,
    notes: one.file.notes,
    action: urls.trainingFile(audit.id, one.file.id),
    back: urls.training(audit.id),
    sections: one.results ? [] : [...main, ...side],
    outcome: one.results && {
      text:
        counts.agreed === counts.of
          ? `You read all ${countOf(counts.of, 'question')} as settled.`
          : `You read ${counts.agreed} of ${countOf(counts.of, 'question')} as settled. Where you did not, read why.`,
      otherwise: one.results.filter(({ agrees }) => !agrees).map(presentResult),
      alike: one.results.filter(({ agrees }) => agrees).map(presentResult),
      next: next
        ? { text: `Read the next: ${next.file.title}`, href: urls.trainingFile(audit.id, next.file.id) }
        : { text: `Go on to the ${audit.words.files}`, href: urls.files(audit.id) },
    },
  };
}

const presentResult = ({ item, own, settled, reason }: NonNullable<FileOfReader['results']>[number]) => ({
  label: item.label,
  own: answerInWords(item, own),
  settled: answerInWords(item, settled),
  reason,
});
