/** Where an audit stands. Only an open one takes answers; feedback is released from a closed one. */
export type AuditState = 'draft' | 'open' | 'closed';

/** A step that moves an audit on, and where it leads. */
export type AuditStep = 'open' | 'close' | 'reopen';

const STEPS: Record<AuditStep, { from: AuditState; to: AuditState }> = {
  open: { from: 'draft', to: 'open' },
  close: { from: 'open', to: 'closed' },
  reopen: { from: 'closed', to: 'open' },
};

const STANDS: Record<AuditState, string> = {
  draft: 'still a draft',
  open: 'open already',
  closed: 'closed already',
};

/** What an audit is like when a step is considered. */
export interface AuditSituation {
  state: AuditState;
  groups: number;
  groupsWithoutProvider: number;
  files: number;
  feedbackReleased: number;
}

/** The state a step leads to, or what stands in its way, as a sentence for the panel lead. */
export function takeStep(step: AuditStep, audit: AuditSituation): { to: AuditState } | { problem: string } {
  const { from, to } = STEPS[step];
  if (audit.state !== from)
    return { problem: `The audit is ${STANDS[audit.state]}, so this step is not possible.` };
  if (step === 'open' && audit.groups === 0) {
    return { problem: 'Add at least one sample group before you open the audit.' };
  }
  if (step === 'open' && audit.groupsWithoutProvider > 0) {
    return { problem: 'Name at least one provider for every sample group before you open the audit.' };
  }
  if (step === 'close' && audit.files === 0) {
    return { problem: 'Record at least one case file before you close the audit.' };
  }
  if (step === 'reopen' && audit.feedbackReleased > 0) {
    return { problem: 'Feedback has been released. Withdraw it before you reopen the audit.' };
  }
  return { to };
}

/** Whether case files and answers may be written. */
export function takesAnswers(state: AuditState): boolean {
  return state === 'open';
}

/** Whether the set-up of an audit (title, dates, groups) may still be changed. */
export function setupMayChange(state: AuditState): boolean {
  return state !== 'closed';
}

/** Whether the feedback to a provider may be released. */
export function feedbackMayBeReleased(state: AuditState): boolean {
  return state === 'closed';
}
