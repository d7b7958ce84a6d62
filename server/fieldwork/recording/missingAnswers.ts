import { missingIn } from '../../../rules/index.ts';
import type { Answers, Item, Tool } from '../../../rules/index.ts';
import { countOf } from '../../formats/english.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { answerName } from './fieldNames.ts';

/** The field in which a form says which missing answers its person was told of, by the names of their fields. */
export const TOLD_OF = 'missing';

/**
 * Whether completing a file has to stop: answers are missing of which the person was not told yet. Told once, the next
 * press goes on, unless more are missing by then.
 */
export function stopsAtMissing(tool: Tool, answers: Answers, body: FormBody): boolean {
  const toldOf = new Set(textOf(body, TOLD_OF).split(' '));
  return missingIn(tool, answers).some((item) => !toldOf.has(answerName(item.id)));
}

/** What is missing of a file that was to be completed, each with the place where it is answered. */
export function presentMissing(tool: Tool, answers: Answers) {
  const missing = missingIn(tool, answers);
  return {
    title: `Not complete yet: ${countOf(missing.length, 'answer is', 'answers are')} missing`,
    names: missing.map((item) => answerName(item.id)).join(' '),
    links: missing.map((item) => ({ href: `#${answerName(item.id)}`, text: shortOf(item) })),
  };
}

/** What an item is called where many are named in one place. */
export const shortOf = (item: Item): string => (item.kind === 'check' ? item.shortLabel : item.label);
