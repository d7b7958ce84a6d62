import { criteriaOf } from '../../../rules/index.ts';
import type { Criterion, Instrument } from '../../../rules/index.ts';
import type { FieldError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';

/** What the address of the page asks for. */
export interface ScoresRequest {
  by: string | undefined;
  /** The criterion of which it is shown who is in which band. */
  criterion: string | undefined;
}

const asked = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** What the address of the page of scores asks for. */
export const readScoresRequest = (query: Record<string, unknown>): ScoresRequest => ({
  by: asked(query['by']),
  criterion: asked(query['criterion']),
});

/** What a person can judge of a record, and what was chosen so far. */
export interface Judgement {
  /** The version of the reading that is in view. */
  version: number;
  criteria: Criterion[];
  /** By criterion id the option, or na. */
  chosen: ReadonlyMap<string, string>;
}

/** The criteria of a tool that a person judges with the answers in view. */
export const judgedOf = (instrument: Instrument): Criterion[] =>
  criteriaOf(instrument).filter(({ aggregate }) => aggregate === 'judgement');

/** The name of the field in which a criterion is judged. */
export const judgementName = (criterionId: string): string => `judgement.${criterionId}`;

/** Reads what was judged; a criterion that the form does not show keeps its judgement, an empty one is taken back. */
export function readJudgements(
  instrument: Instrument,
  body: FormBody,
): { version: number; answers: Map<string, string | null>; errors: FieldError[] } {
  const answers = new Map<string, string | null>();
  const errors: FieldError[] = [];
  for (const { id, title, scale } of judgedOf(instrument)) {
    const field = judgementName(id);
    if (!(field in body)) continue;
    const chosen = textOf(body, field);
    const options = instrument.scales[scale ?? '']?.options ?? [];
    if (chosen === '' || chosen === 'na' || options.some((option) => option.id === chosen)) {
      answers.set(id, chosen === '' ? null : chosen);
    } else errors.push({ field, text: `${title}: choose one of the answers.` });
  }
  return { version: Number(textOf(body, 'version')) || 0, answers, errors };
}
