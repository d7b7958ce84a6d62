import { checkDraft, filledDraft, itemsOf, scoreRecord, toTool } from '../../../rules/index.ts';
import type { Instrument, Tool } from '../../../rules/index.ts';
import { presentBar } from '../../audits/drafts/barPresenter.ts';
import type { DraftPage } from '../../audits/drafts/barPresenter.ts';
import { presentProblems } from '../../audits/drafts/presenter.ts';
import { problemsOf } from '../../audits/drafts/problems.ts';
import type { Draft } from '../../audits/drafts/service.ts';
import { presentQuestions } from '../../fieldwork/recording/presenter.ts';
import type { FormState } from '../../fieldwork/recording/form.ts';
import type { FieldError } from '../../platform/errors.ts';
import { urls } from '../../web/urls.ts';
import { resultHeads } from '../figures/presenter.ts';
import { topDown } from '../scores/order.ts';
import { ruleInWords, scoreWords } from '../scores/words.ts';

/** A draft as a tool that can be looked at; null where what is wrong with it stands in the way. */
export function toolOfDraft({ definition }: Draft): Tool | null {
  const checked = checkDraft(filledDraft(definition));
  return 'instrument' in checked ? toTool(checked.instrument, 2) : null;
}

/** What the pages have in common: where there is no tool to show, what is in its way. */
function common(draft: Draft, tool: Tool | null, page: DraftPage) {
  const filled = filledDraft(draft.definition);
  return {
    bar: presentBar(draft, null, page),
    inTheWay: tool ? [] : presentProblems(draft, problemsOf(filled, checkDraft(filled).problems)),
  };
}

/** How a draft will look: the recording page, and the heads of the tables of results. */
export function presentPreview(draft: Draft) {
  const tool = toolOfDraft(draft);
  return {
    ...common(draft, tool, 'Preview'),
    questions: tool && presentQuestions(tool, new Map(), []),
    heads: tool ? resultHeads(tool) : [],
    criteria: tool
      ? topDown(tool.instrument).map(({ criterion, depth }) => ({ title: criterion.title, depth }))
      : [],
    others: tool
      ? itemsOf(tool)
          .filter(({ kind }) => kind !== 'check')
          .map(({ label }) => label)
      : [],
    madeUp: (draft.definition.training ?? []).map(({ title, notes }) => ({ title, notes })),
    tryHref: urls.toolDraftTry(draft.id),
    paperHref: urls.toolDraftPaper(draft.id),
  };
}

/**
 * The page on which a draft is tried.
 *
 * @param answers - what was answered; null before anything was
 */
export function presentTry(
  draft: Draft,
  state: FormState,
  errors: FieldError[],
  answers: ReadonlyMap<string, string> | null,
) {
  const tool = toolOfDraft(draft);
  return {
    ...common(draft, tool, 'Try it'),
    action: urls.toolDraftTry(draft.id),
    questions: tool && presentQuestions(tool, state, errors),
    outcome: tool && answers && presentOutcome(tool, answers),
  };
}

/** What answers come to: how many there are, and each score with how it came about. */
function presentOutcome(tool: Tool, answers: ReadonlyMap<string, string>) {
  const items = itemsOf(tool);
  return {
    answered: `${answers.size} of ${items.length} questions answered.`,
    scores: scoresOf(tool.instrument, answers),
  };
}

function scoresOf(instrument: Instrument, answers: ReadonlyMap<string, string>) {
  const scores = new Map(scoreRecord(instrument, answers).map((score) => [score.id, score]));
  return topDown(instrument).flatMap(({ criterion, depth }) => {
    const score = scores.get(criterion.id);
    if (!score) return [];
    return [
      {
        title: criterion.title,
        depth,
        score: scoreWords(instrument, criterion, score),
        rule: ruleInWords(instrument, criterion, score),
      },
    ];
  });
}
