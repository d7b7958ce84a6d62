import { BETWEEN_ANSWERS, optionsOf, showCode } from '../../../rules/index.ts';
import type { Instrument, InstrumentItem } from '../../../rules/index.ts';
import { countOf, dayForForm, dayInWords } from '../../formats/english.ts';
import type { FieldError } from '../../platform/errors.ts';
import { urls } from '../../web/urls.ts';
import { ANSWER } from './respondentForm.ts';
import { askedOf } from './respondentService.ts';
import type { Opened, Survey } from './respondentService.ts';

/** Said with every text: what is written in it is read by a panel. */
const NO_NAMES = 'Please write no names, and nothing by which somebody could be known.';
const NOT_ANSWERED = 'You would rather not answer';

/** Why a code opens nothing, for whoever has it. */
export function presentNoSurvey(is: Exclude<Opened['is'], 'open' | 'wrong'>) {
  const words = {
    used: {
      title: 'These answers are handed in',
      text: 'This code was used. The answers that were given with it are handed in, and nobody can see or change them here. Thank you.',
    },
    withdrawn: {
      title: 'This code no longer works',
      text: 'Ask whoever gave it to you for another one. What was answered with it and not handed in is deleted.',
    },
    early: {
      title: 'The survey has not begun yet',
      text: 'Keep your code and try again in a few days, or ask whoever gave it to you.',
    },
    over: {
      title: 'The survey is over',
      text: 'No more answers can be given. Thank you for wanting to take part.',
    },
  };
  return words[is];
}

/** The first page under a code: what this is, and where to go on. */
export function presentStart(survey: Survey) {
  const { code, audit, group, draft } = survey;
  const asked = askedOf(survey);
  const done = asked.filter(({ id }) => draft.answers.has(id) || draft.skipped.has(id)).length;
  const next = asked.find(({ id }) => !draft.answers.has(id) && !draft.skipped.has(id));
  return {
    service: group.name,
    asker: audit.partnership,
    code: showCode(code),
    questionsText: countOf(asked.length, 'question'),
    doneText: done === 0 ? null : `You have been through ${done} of ${countOf(asked.length, 'question')}.`,
    goOn: next ? questionUrl(survey, next) : urls.checkAnswers(code),
    goOnText: done === 0 ? 'Begin' : 'Go on',
  };
}

/** The address of a question: its place among all that could be asked, which no answer changes. */
export const questionUrl = ({ code, questions }: Pick<Survey, 'code' | 'questions'>, item: InstrumentItem) =>
  urls.question(code, questions.indexOf(item) + 1);

/**
 * One question on its page.
 *
 * @param shown.typed - what was sent, when it is shown again
 * @param shown.fromCheck - whether it is only to be changed, and leads back to all answers
 */
export function presentQuestion(
  survey: Survey,
  item: InstrumentItem,
  { typed, fromCheck }: { typed: string[] | null; fromCheck: boolean },
) {
  const { instrument, draft } = survey;
  const asked = askedOf(survey);
  const place = asked.indexOf(item);
  const kept = draft.answers.get(item.id);
  const chosen =
    typed ?? (kept === undefined ? [] : kept.split(item.kind === 'multiple' ? BETWEEN_ANSWERS : '\0'));
  const options = [
    ...optionsOf(instrument, item).map(({ id, label }) => ({ value: id, text: label })),
    ...('na' in item && item.na ? [{ value: 'na', text: 'This does not apply to me' }] : []),
  ];
  return {
    action: `${questionUrl(survey, item)}${fromCheck ? '?check' : ''}`,
    nextText: fromCheck ? 'Save' : 'Next',
    name: ANSWER,
    place: place + 1,
    of: asked.length,
    isFirst: place === 0,
    question: item.label,
    hint: item.hint ?? null,
    noNames: item.kind === 'text' ? NO_NAMES : null,
    wasSkipped: draft.skipped.has(item.id) && typed === null,
    control: options.length > 0 ? (item.kind === 'multiple' ? 'boxes' : 'choice') : item.kind,
    options: options.map((option) => ({ ...option, checked: chosen.includes(option.value) })),
    value:
      item.kind === 'date' && typed === null && kept !== undefined ? dayForForm(kept) : (chosen[0] ?? ''),
    unit: item.kind === 'number' ? (item.unit ?? null) : null,
    maximumLength: item.kind === 'text' ? item.maximumLength : null,
    pause: showCode(survey.code),
  };
}

/** All answers before they are handed in. */
export function presentCheck(survey: Survey) {
  const { instrument, draft, code } = survey;
  const asked = askedOf(survey);
  const last = asked.at(-1);
  return {
    action: urls.checkAnswers(code),
    back: last ? questionUrl(survey, last) : urls.underCode(code),
    answered: asked.filter(({ id }) => draft.answers.has(id)).length,
    of: asked.length,
    code: showCode(code),
    answers: asked.map((item) => {
      const value = draft.answers.get(item.id);
      return {
        question: item.label,
        answer: value === undefined ? null : answerText(instrument, item, value),
        without: draft.skipped.has(item.id) ? NOT_ANSWERED : 'Not answered yet',
        change: `${questionUrl(survey, item)}?check`,
        changeText: value === undefined && !draft.skipped.has(item.id) ? 'Answer' : 'Change',
      };
    }),
  };
}

/** An answer in the words in which it was given. */
function answerText(instrument: Instrument, item: InstrumentItem, value: string): string {
  if (value === 'na' && item.kind !== 'text') return 'This does not apply to me';
  const labels = new Map(optionsOf(instrument, item).map(({ id, label }) => [id, label]));
  if (labels.size > 0) {
    const ids = item.kind === 'multiple' ? value.split(BETWEEN_ANSWERS) : [value];
    return ids.map((id) => labels.get(id) ?? id).join(', ');
  }
  if (item.kind === 'date') return dayInWords(value);
  return item.kind === 'number' && item.unit ? `${value} ${item.unit}` : value;
}

/** The page on which a code is entered. */
export const presentEnter = (typed: string, errors: FieldError[]) => ({
  action: urls.enterCode(),
  typed: typed.slice(0, 60),
  error: errors.length > 0,
});
