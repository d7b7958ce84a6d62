/**
 * Where an audit stands. Only an open one takes answers; reports are issued from a closed one; one that is fed back
 * is final.
 */
export type AuditState = 'draft' | 'open' | 'closed' | 'fedBack';

/** A step that moves an audit on, and where it leads. */
export type AuditStep = 'open' | 'close' | 'reopen' | 'finish' | 'resume';

const STEPS: Record<AuditStep, { from: AuditState; to: AuditState }> = {
  open: { from: 'draft', to: 'open' },
  close: { from: 'open', to: 'closed' },
  reopen: { from: 'closed', to: 'open' },
  finish: { from: 'closed', to: 'fedBack' },
  resume: { from: 'fedBack', to: 'closed' },
};

const STANDS: Record<AuditState, string> = {
  draft: 'still a draft',
  open: 'open already',
  closed: 'closed already',
  fedBack: 'fed back already',
};

/** What an audit is like when a step is considered. */
export interface AuditSituation {
  state: AuditState;
  groups: number;
  groupsWithoutProvider: number;
  files: number;
  providers: number;
  /** Providers that have a report they can read. */
  reportsIssued: number;
  /** Queries that nobody has answered. */
  openQueries: number;
  /** Providers that can still raise queries. */
  mayStillQuery: number;
  /** Names of providers whose report says other figures of their own files than the answers now do. */
  outdated: readonly string[];
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
  if (step === 'reopen' && audit.reportsIssued > 0) {
    return { problem: 'Reports have been issued. Withdraw them before you reopen the audit.' };
  }
  if (step === 'finish' && audit.reportsIssued < audit.providers) {
    return {
      problem: `${audit.reportsIssued} of ${audit.providers} providers have a report. Issue the others first.`,
    };
  }
  if (step === 'finish' && audit.openQueries > 0) {
    return { problem: 'A query is open. Answer it before you make the audit final.' };
  }
  if (step === 'finish' && audit.outdated.length > 0) {
    const [which, it] = audit.outdated.length === 1 ? ['report to', 'it'] : ['reports to', 'them'];
    return {
      problem: `An answer was corrected since, so the figures in the ${which} ${audit.outdated.join(' and ')} are no longer right. Issue ${it} anew before you make the audit final.`,
    };
  }
  if (step === 'finish' && audit.mayStillQuery > 0) {
    return {
      problem: 'A provider can still raise queries. The audit can be made final once that time is over.',
    };
  }
  return { to };
}

/** Whether case files and answers may be written. */
export function takesAnswers(state: AuditState): boolean {
  return state === 'open';
}

/** Whether the set-up of an audit (title, dates, groups) may still be changed. */
export function setupMayChange(state: AuditState): boolean {
  return !isClosed(state);
}

/** Whether no answer is recorded any more, so that the figures can be read outside the panel. */
export function isClosed(state: AuditState): boolean {
  return state === 'closed' || state === 'fedBack';
}

/** Whether reports may be issued, queried and put right: figures hold still, and nothing is final yet. */
export function reportsMayBeIssued(state: AuditState): boolean {
  return state === 'closed';
}

/** How many days a provider has for queries, and for its improvement plan, unless the lead sets others. */
export const DEFAULT_FEEDBACK_DAYS = { queryDays: 14, planDays: 28 } as const;

/** The last of so many days after a day, both as YYYY-MM-DD. */
export function dayAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
