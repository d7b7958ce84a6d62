import { optionsOf, readAnswer } from '../../../rules/index.ts';
import type { Instrument, InstrumentItem } from '../../../rules/index.ts';
import type { FormBody } from '../../web/form.ts';
import { textOf } from '../../web/form.ts';
import type { Given } from './respondentService.ts';

/** What a question is called in its form, whatever it is. */
export const ANSWER = 'answer';

/** Where somebody wants to go from a question. */
type Way = 'next' | 'back' | 'skip';

/** What somebody answered to one question and where they want to go from there; or what is wrong with it. */
export function readQuestionForm(
  instrument: Instrument,
  item: InstrumentItem,
  body: FormBody,
): { way: Way; given: Given; error: string | null; typed: string[] } {
  const go = textOf(body, 'go');
  const way: Way = go === 'back' || go === 'skip' ? go : 'next';
  // Some old browsers send no name of the button at all, and then it is the first: next.
  if (way === 'skip') return { way, given: { is: 'skip' }, error: null, typed: [] };
  const typed = [body[ANSWER] ?? []].flat().map((one) => one.replaceAll('\r\n', '\n').trim());
  const entered = typed.filter((one) => one !== '');
  const parsed = readAnswer(instrument, item, entered.join(item.kind === 'text' ? '\n' : ';'));
  if ('problem' in parsed) {
    return { way, given: { is: 'answer', value: null }, error: problemText(item, parsed.problem), typed };
  }
  const { value } = parsed;
  const isMissing = value === null && way === 'next';
  return {
    way,
    given: { is: 'answer', value },
    error: isMissing ? missingText(instrument, item) : null,
    typed,
  };
}

const OR_NOT = 'or press “I would rather not answer”';

function missingText(instrument: Instrument, item: InstrumentItem): string {
  if (optionsOf(instrument, item).length === 0) return `Write your answer, ${OR_NOT}.`;
  return item.kind === 'multiple' ? `Choose one or more, ${OR_NOT}.` : `Choose an answer, ${OR_NOT}.`;
}

function problemText(item: InstrumentItem, problem: string): string {
  switch (item.kind) {
    case 'text':
      return `Write less: at most ${item.maximumLength} letters and signs.`;
    case 'number':
      return `Write a number from ${item.minimum} to ${item.maximum}.`;
    case 'date':
      return 'Write a day, such as 27/3/2026.';
    case 'scale':
    case 'choice':
    case 'multiple':
      return `This ${problem}.`;
  }
}
