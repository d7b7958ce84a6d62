import type { PlanState, RequiredResponse } from '../../../rules/index.ts';
import type { ReportStanding } from './report.ts';
import type { ActionNote } from '../actions/noteRepository.ts';
import type { Plan, PlanAction } from './repository.ts';

/** A provider's plan with what it has to answer; what its pages and the follow-up are made from. */
export interface PlanOverview extends ReportStanding {
  /** Null until the provider has begun. */
  plan: Plan | null;
  state: PlanState;
  marked: ReadonlySet<string>;
  toAnswer: RequiredResponse[];
  actions: PlanAction[];
  reasons: ReadonlyMap<string, string>;
  /** Ids of the checks that are still to be answered. */
  unanswered: string[];
}

/** One action of a plan with what was reported of it, oldest first. */
export interface ActionOverview {
  of: PlanOverview;
  action: PlanAction;
  notes: ActionNote[];
}
