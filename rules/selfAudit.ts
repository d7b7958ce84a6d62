import type { Answers } from './answers.ts';
import { scoreRecord } from './instrument/score.ts';
import type { CriterionScore } from './instrument/score.ts';
import { criteriaOf, instrumentItemsOf, judgedItemsOf, optionsOf } from './instrument/parts.ts';
import type { Instrument } from './instrument/schema.ts';

/** What a self-audit scores on one criterion, by the provider's own answers and by those that count. */
export interface OwnAndValidated {
  id: string;
  title: string;
  own: CriterionScore;
  validated: CriterionScore;
  /** The validated score less the own one; null where either is missing. */
  difference: number | null;
}

/**
 * Scores a self-audit twice: as its provider answered it, and as it was validated.
 *
 * @param own - what the provider answered, by item id
 * @param counting - the same with what was validated otherwise in its place
 * @param excluded - ids of items that are not asked
 */
export function ownAndValidated(
  instrument: Instrument,
  own: Answers,
  counting: Answers,
  excluded: ReadonlySet<string> = new Set(),
): OwnAndValidated[] {
  const validated = new Map(scoreRecord(instrument, counting, excluded).map((score) => [score.id, score]));
  const titles = new Map(criteriaOf(instrument).map(({ id, title }) => [id, title]));
  return scoreRecord(instrument, own, excluded).flatMap((score) => {
    const other = validated.get(score.id);
    if (!other) return [];
    const isKnown = score.score !== null && other.score !== null;
    return [
      {
        id: score.id,
        title: titles.get(score.id) ?? score.id,
        own: score,
        validated: other,
        difference: isKnown ? (other.score ?? 0) - (score.score ?? 0) : null,
      },
    ];
  });
}

/** How many of the answers that self-audits have handed in are validated: agreed with, or another one put in their place. */
export interface Validated {
  /** Every question that is asked of a self-audit that was handed in, answered or not. */
  answers: number;
  validated: number;
}

/**
 * Which answers count, and of how many: the one sentence for pages, documents, exports and other programs.
 *
 * @param providers - whether these are answers of several providers
 * @example whichAnswersCount({ answers: 13, validated: 0 }, false) // 'None of the 13 answers is validated, so the provider’s own answers count.'
 */
export function whichAnswersCount({ answers, validated }: Validated, providers: boolean): string {
  const whose = providers ? 'the providers’' : 'the provider’s';
  if (answers === 0) return 'No self-audit is handed in yet, so no answer counts.';
  if (validated === 0) return `None of the ${answers} answers is validated, so ${whose} own answers count.`;
  if (validated === answers) return `All ${answers} answers are validated, and the validated ones count.`;
  const are = validated === 1 ? 'is' : 'are';
  return `${validated} of ${answers} answers ${are} validated, and there the validated answer counts. For the other ${answers - validated} ${whose} own answers count.`;
}

/** The own answers with what was settled in their place; null stands for an answer that does not hold. */
export function withSettled(own: Answers, settled: ReadonlyMap<string, string | null>): Answers {
  const counting = new Map(own);
  for (const [id, value] of settled) {
    if (value === null) counting.delete(id);
    else counting.set(id, value);
  }
  return counting;
}

/** What stands on one question of a self-audit: what its provider said, and what was validated. */
export interface AnswerTwice {
  own: string | null;
  /** The same answer or another one; null where it was validated as not recorded, or nobody has said. */
  validated: string | null;
  isValidated: boolean;
  /** The validated answer where there is one, else the own one. */
  counting: string | null;
  /** What the answers count for; null of an answer without a score, and without an answer. */
  ownScore: number | null;
  validatedScore: number | null;
  /** The validated score less the own one; null where either is missing. */
  difference: number | null;
}

/**
 * Holds what a provider answered to one question beside what was validated.
 *
 * @param itemId - of a question, or of a criterion that is judged, which has no own answer
 * @param settled - what was validated; null where nobody has said
 */
export function answerTwice(
  instrument: Instrument,
  itemId: string,
  own: string | null,
  settled: { value: string | null } | null,
): AnswerTwice {
  const item = [...instrumentItemsOf(instrument), ...judgedItemsOf(instrument)].find(
    ({ id }) => id === itemId,
  );
  const options = item?.kind === 'scale' ? optionsOf(instrument, item) : [];
  const scoreOf = (answer: string | null) => options.find(({ id }) => id === answer)?.score ?? null;
  const validated = settled?.value ?? null;
  const [ownScore, validatedScore] = [scoreOf(own), scoreOf(validated)];
  return {
    own,
    validated,
    isValidated: settled !== null,
    counting: settled ? validated : own,
    ownScore,
    validatedScore,
    difference: ownScore === null || validatedScore === null ? null : validatedScore - ownScore,
  };
}
