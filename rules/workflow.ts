import type { SubjectWords } from './subjectWords.ts';

/**
 * Where an audit stands. Only an open one takes answers; reports are issued from a closed one; one that is fed back
 * is final.
 */
export type AuditState = 'draft' | 'open' | 'closed' | 'final';

/** A step that moves an audit on, and where it leads. */
export type AuditStep = 'open' | 'close' | 'reopen' | 'finish' | 'resume';

const STANDS: Record<AuditState, string> = {
  draft: 'still a draft',
  open: 'open already',
  closed: 'closed already',
  final: 'final already',
};

/** What an audit is like when a step is considered. */
export interface AuditSituation {
  state: AuditState;
  words: SubjectWords;
  groups: number;
  groupsWithoutProvider: number;
  /** Of a self-audit: groups whose provider is not theirs alone. */
  groupsSharingProviders: number;
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

/** Everything about one step, from the rule to the words under which it is offered. */
interface StepDefinition {
  from: AuditState;
  to: AuditState;
  /** What stands in its way, as a sentence for the panel lead; null where nothing does. */
  obstacle: (audit: AuditSituation) => string | null;
  /** What the step is called where it is offered. */
  label: string;
  /** What is asked before it is taken, and what follows from it. */
  question: { asked: string; consequence: string };
  /** What the button says that takes it. */
  button: string;
  /** What is said once it is taken. */
  notice: (words: SubjectWords) => string;
  /** What the activity calls it. */
  activity: 'audit.opened' | 'audit.closed' | 'audit.reopened' | 'audit.finished' | 'audit.resumed';
}

/** The steps of an audit's life: each in one place, with its rule, its words and its name in the activity. */
export const AUDIT_STEPS: Readonly<Record<AuditStep, StepDefinition>> = {
  open: {
    from: 'draft',
    to: 'open',
    obstacle: obstacleToOpening,
    label: 'Open the audit',
    question: {
      asked: 'Open this audit?',
      consequence:
        'The panel can record from then on. The audit is no draft any more: it cannot be discarded, and its tool stays as it is once a record is begun.',
    },
    button: 'Yes, open the audit',
    notice: (words) => `The audit is open: the panel can record ${words.many} now.`,
    activity: 'audit.opened',
  },
  close: {
    from: 'open',
    to: 'closed',
    obstacle: ({ files, words }) =>
      files === 0 ? `Record at least one ${words.one} before you close the audit.` : null,
    label: 'Close the audit',
    question: {
      asked: 'Close this audit?',
      consequence:
        'No answer can be changed after that. The results can then be read by commissioners, and fed back to the providers.',
    },
    button: 'Yes, close the audit',
    notice: () =>
      'The audit is closed: no answer can be changed any more. Next, look at the results, write the findings and issue the reports.',
    activity: 'audit.closed',
  },
  reopen: {
    from: 'closed',
    to: 'open',
    obstacle: ({ reportsIssued }) =>
      reportsIssued > 0 ? 'Reports have been issued. Withdraw them before you reopen the audit.' : null,
    label: 'Reopen the audit',
    question: {
      asked: 'Reopen this audit?',
      consequence: 'Answers can be changed again, and so can the results.',
    },
    button: 'Yes, reopen the audit',
    notice: () => 'The audit is open again.',
    activity: 'audit.reopened',
  },
  finish: {
    from: 'closed',
    to: 'final',
    obstacle: obstacleToFinishing,
    label: 'Make the audit final',
    question: {
      asked: 'Make this audit final?',
      consequence:
        'No report can be queried, corrected, withdrawn or issued anew after that, and no finding changed. You can take the audit up again.',
    },
    button: 'Yes, make it final',
    notice: () => 'The audit is fed back and final.',
    activity: 'audit.finished',
  },
  resume: {
    from: 'final',
    to: 'closed',
    obstacle: () => null,
    label: 'Take the audit up again',
    question: {
      asked: 'Is the audit not final after all?',
      consequence: 'Reports can then be issued anew. Those that were issued stay as they are.',
    },
    button: 'Yes, take it up again',
    notice: () => 'The audit is not final any more: reports can be queried and issued anew.',
    activity: 'audit.resumed',
  },
};

function obstacleToOpening(audit: AuditSituation): string | null {
  if (audit.groups === 0) return 'Add at least one sample group before you open the audit.';
  if (audit.groupsWithoutProvider > 0) {
    return 'Name at least one provider for every sample group before you open the audit.';
  }
  if (audit.groupsSharingProviders > 0) {
    return 'Give every provider a sample group of its own before you open the audit: in a self-audit each answers once, for itself.';
  }
  return null;
}

function obstacleToFinishing(audit: AuditSituation): string | null {
  if (audit.reportsIssued < audit.providers) {
    return `${audit.reportsIssued} of ${audit.providers} providers have a report. Issue the others first.`;
  }
  if (audit.openQueries > 0) return 'A query is open. Answer it before you make the audit final.';
  if (audit.outdated.length > 0) {
    const [which, it] = audit.outdated.length === 1 ? ['report to', 'it'] : ['reports to', 'them'];
    return `An answer was corrected or a question left out since, so the figures in the ${which} ${audit.outdated.join(' and ')} are no longer right. Issue ${it} anew before you make the audit final.`;
  }
  if (audit.mayStillQuery > 0) {
    return 'A provider can still raise queries. The audit can be made final once that time is over.';
  }
  return null;
}

/** The state a step leads to, or what stands in its way, as a sentence for the panel lead. */
export function takeStep(step: AuditStep, audit: AuditSituation): { to: AuditState } | { problem: string } {
  const { from, to, obstacle } = AUDIT_STEPS[step];
  if (audit.state !== from) {
    return { problem: `The audit is ${STANDS[audit.state]}, so this step is not possible.` };
  }
  const problem = obstacle(audit);
  return problem === null ? { to } : { problem };
}

/** Whether case files and answers may be written. */
export function takesAnswers(state: AuditState): boolean {
  return state === 'open';
}

/** Whether the set-up of an audit (title, dates, groups) may still be changed. */
export function setupMayChange(state: AuditState): boolean {
  return !isClosed(state);
}

/** Whether items may be left out of the audit and put back: as long as anything of it may still change. */
export function itemsMayBeLeftOut(state: AuditState): boolean {
  return state !== 'final';
}

/** Whether no answer is recorded any more, so that the figures can be read outside the panel. */
export function isClosed(state: AuditState): boolean {
  return state === 'closed' || state === 'final';
}

/** Whether reports may be issued, queried and put right: figures hold still, and nothing is final yet. */
export function reportsMayBeIssued(state: AuditState): boolean {
  return state === 'closed';
}

/** How many days a provider has for queries, and for its improvement plan, unless the lead sets others. */
export const DEFAULT_FEEDBACK_DAYS = { queryDays: 14, planDays: 28, changeDays: null } as const;

/** The last of so many days after a day, both as YYYY-MM-DD. */
export function dayAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
