import { subjectWords, suppressionRuleOf } from '../../../rules/index.ts';
import { isToldBeside, itemsBeside } from '../../results/figures/items.ts';
import type { ResultsWithItems } from '../../results/figures/service.ts';
import { scoresBeside } from '../../results/scores/shown.ts';
import type { AuditScores } from '../../results/scores/shown.ts';
import type { FeedbackInput } from './input.ts';

/** The answers and scores of one provider beside those of the others, as far as its tool has them. */
export function besideOthers(
  { audit, tool, groups, items, itemCounts, scores }: ResultsWithItems & { scores: AuditScores | null },
  ownGroups: readonly string[],
  ownIds: readonly number[],
): Pick<FeedbackInput, 'answersBeside' | 'scores'> {
  const { personal, areCaseFiles } = subjectWords(tool.subject);
  // Who wrote the notes knows whom they are about; who was asked without a name must not be known by few answers.
  const inFull = areCaseFiles || !personal;
  const rule = personal
    ? { ...suppressionRuleOf(tool, audit), smallNumberRule: audit.smallNumberRule }
    : null;
  const told = items.filter(({ item }) => isToldBeside(item, tool));
  return {
    answersBeside:
      told.length === 0 || itemCounts === null
        ? null
        : itemsBeside(
            { instrument: tool.instrument, items: told, counts: itemCounts, groups },
            (name) => ownGroups.includes(name),
            rule,
            inFull,
          ),
    scores: scores && scoresBeside(scores, (id) => ownIds.includes(id), { suppressed: personal, inFull }),
  };
}
