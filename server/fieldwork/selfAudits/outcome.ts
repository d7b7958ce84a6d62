import { criteriaOf, scoreRanges, whichAnswersCount } from '../../../rules/index.ts';
import type { CriterionScore } from '../../../rules/index.ts';
import { capitalised, countOf, decimalText } from '../../formats/english.ts';
import { decisionsOf, differs, linesOf, scoresOf, validatedOf } from './selfAudit.ts';
import type { SelfAudit } from './selfAudit.ts';
import { answerInWords, differenceText } from './words.ts';

/**
 * A provider's own scores beside the validated ones, and every answer that was validated as another one. The same for
 * pages and report.
 */
export function presentOutcome(selfAudit: SelfAudit) {
  const { tool, excluded } = selfAudit;
  const lines = linesOf(selfAudit);
  const validated = validatedOf(selfAudit);
  // A criterion that is judged has a validated score before any answer is validated.
  const decided = decisionsOf(selfAudit).filter(({ settled }) => settled !== null).length;
  const differing = lines.filter(differs);
  const ranges = scoreRanges(tool.instrument, excluded);
  const scoreText = (id: string, score: CriterionScore) =>
    scoreInWords(selfAudit, score, ranges.get(id)?.most);
  return {
    counts: whichAnswersCount(validated, false),
    decided: validated.validated,
    differing: differing.length,
    scores: scoresOf(selfAudit).map((pair) => ({
      title: pair.title,
      own: scoreText(pair.id, pair.own),
      validated: decided === 0 ? 'Not validated' : scoreText(pair.id, pair.validated),
      difference: decided === 0 ? '–' : capitalised(differenceText(pair.difference)),
    })),
    differences: differing.map(({ item, handedIn, settled }) => ({
      label: item.label,
      own: answerInWords(item, handedIn),
      validated: answerInWords(item, settled?.value ?? null),
      reason: settled?.reason ?? '',
    })),
    judgements: selfAudit.judged.map(({ item, settled }) => ({
      label: item.label,
      answer: settled ? answerInWords(item, settled.value) : 'Not judged yet',
      reason: settled?.reason ?? '',
    })),
  };
}

/** A score with the most that can be reached and its band, or why there is none. */
function scoreInWords({ tool }: SelfAudit, score: CriterionScore, most: number | undefined): string {
  if (score.notApplicable) return 'Not applicable';
  const criterion = criteriaOf(tool.instrument).find(({ id }) => id === score.id);
  if (score.score === null) {
    return criterion?.aggregate === 'judgement'
      ? 'Judged by whoever validates'
      : `No score: ${countOf(score.missing.length, 'answer')} missing`;
  }
  const bands = criterion?.bands ?? tool.instrument.scales[criterion?.scale ?? '']?.options;
  const band = bands?.find(({ id }) => id === score.band)?.label;
  const figure = `${decimalText(score.score)}${most === undefined ? '' : ` of ${decimalText(most)}`}`;
  const limited = score.limitedBy.length > 0 ? ', held down by one answer' : '';
  return `${figure}${band === undefined ? '' : `, ${band.toLowerCase()}`}${limited}`;
}
