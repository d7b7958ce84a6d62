import { AUDIT_STEPS, setupMayChange } from '../../rules/index.ts';
import type { SubjectWords, Tool } from '../../rules/index.ts';
import { can } from '../access/policy.ts';
import type { User } from '../access/person.ts';
import { groupsSharingProviders, groupsWithoutProvider } from '../audits/groupProviders.ts';
import type { Audit, SampleGroup } from '../audits/repository.ts';
import { resultsHref } from '../audits/presenter.ts';
import { countOf, listOf } from '../formats/english.ts';
import { urls } from '../web/urls.ts';

/** How far the reports to the providers of an audit are. */
export interface FeedbackProgress {
  providers: number;
  reportsIssued: number;
  openQueries: number;
  /** How many providers can still raise queries. */
  mayStillQuery: number;
  /** Names of providers that have not said that they have their report. */
  unacknowledged: string[];
}

/** What of an audit says what has to be done next in it. */
export interface StandOfAudit {
  audit: Audit;
  tool: Tool;
  groups: SampleGroup[];
  /** Files whose first reading is complete. */
  completeFiles: number;
  /** Files drawn for a second reading that are not read twice. */
  unreadTwice: number;
  /** Whether every provider has handed its self-audit in and every answer is validated. */
  isAllValidated: boolean;
  /** Whether reading may stop, by what was set up for it. */
  isSure: boolean;
  feedback: FeedbackProgress;
  /** Made-up files that this person has to read before a file of the audit. */
  madeUp?: number;
  /** Whose report has to be issued anew, as a heading; null where nobody's, or where nobody can do anything about it. */
  reissue: string | null;
  /** Safeguarding alerts that nobody has acknowledged and that this person may read, the oldest first. */
  alerts?: readonly { id: number; isOverdue: boolean; toName: string | null; toUserId: number | null }[];
}

/** The one thing to do next in an audit, for one person. */
export interface NextStep {
  kind: NextStepKind;
  title: string;
  /** How far it is, of how many; empty where there is no number to tell. */
  text: string;
  /** Where it is done. */
  href: string;
}

export type NextStepKind =
  | 'readAlert'
  | 'waitForOpening'
  | 'addGroups'
  | 'nameProviders'
  | 'separateProviders'
  | 'openSelfAudit'
  | 'open'
  | 'validate'
  | 'readMadeUp'
  | 'record'
  | 'close'
  | 'readTwice'
  | 'nothingToRecord'
  | 'answerQueries'
  | 'reissue'
  | 'issue'
  | 'waitForQueries'
  | 'finish'
  | 'readResults'
  | 'waitForClosing';

/** The one thing to do next in an audit, by its state and by what the person may do. */
export function nextStepOf(stand: StandOfAudit, user: User): NextStep {
  const { audit } = stand;
  const alert = alertFirst(stand, user);
  if (alert !== null) return alert;
  const mayChangeState = can(user, 'audit.changeState', { audit });
  if (audit.state === 'draft') return inDraft(stand, user);
  if (audit.state === 'open' && audit.isSelfAudit) return inSelfAudit(stand, user);
  if (audit.state === 'open' && can(user, 'caseFile.read', { audit })) return whileRecording(stand, user);
  if (audit.state === 'closed' && mayChangeState) return afterClosing(stand);
  if ((audit.state === 'closed' || audit.state === 'final') && can(user, 'results.read', { audit })) {
    return {
      kind: 'readResults',
      title: 'Read the results',
      text: audit.state === 'final' ? 'The audit is fed back and final.' : 'The audit is closed.',
      href: resultsHref(audit),
    };
  }
  return {
    kind: 'waitForClosing',
    title: 'Wait until the audit is closed',
    text: 'The panel is still at work. The results can be read here once the panel lead has closed the audit.',
    href: urls.audit(audit.id),
  };
}

/** What goes before everything else: somebody may be at risk, and nobody has said that they have it. */
export function alertFirst(
  { audit, alerts = [] }: Pick<StandOfAudit, 'audit' | 'alerts'>,
  user: User,
): NextStep | null {
  const [oldest] = alerts;
  if (!oldest) return null;
  const isOwn = oldest.toUserId === user.id || oldest.toUserId === null;
  const waits = countOf(alerts.length, 'alert waits', 'alerts wait');
  const to = oldest.toName ?? 'the leads of the panel';
  return {
    kind: 'readAlert',
    title: oldest.isOverdue
      ? 'Phone: a safeguarding alert is not acknowledged'
      : `Read the safeguarding ${alerts.length === 1 ? 'alert' : 'alerts'}`,
    text: `${waits} to be acknowledged${isOwn ? '' : `, sent to ${to}`}.${oldest.isOverdue ? ' The time for it is over.' : ''}`,
    href: urls.alert(audit.id, oldest.id),
  };
}

function inDraft({ audit, tool, groups }: StandOfAudit, user: User): NextStep {
  const { words } = audit;
  const step = (kind: NextStepKind, title: string, text = ''): NextStep => ({
    kind,
    title,
    text,
    href: urls.audit(audit.id),
  });
  if (!(can(user, 'audit.setUp', { audit }) && setupMayChange(audit.state))) {
    return step('waitForOpening', 'Wait until the audit is open');
  }
  if (groups.length === 0) return step('addGroups', 'Add the sample groups');
  if (groupsWithoutProvider(tool, groups).length > 0) return step('nameProviders', 'Name the providers');
  if (groupsSharingProviders(tool, groups).length > 0)
    return step('separateProviders', 'Give every provider a group of its own');
  if (audit.isSelfAudit) return step('openSelfAudit', 'Choose who validates, then open the audit');
  // Whoever has put auditors on it has chosen the panel.
  return [...audit.panel.values()].includes('auditor')
    ? step('open', `Open the audit once its ${words.many} are chosen`)
    : step('open', `Choose the panel and the ${words.many}, then open the audit`);
}

function inSelfAudit({ audit, groups, feedback, isAllValidated }: StandOfAudit, user: User): NextStep {
  const files = groups.reduce((sum, group) => sum + group.files, 0);
  const { providers } = feedback;
  const text = `The providers answer this audit themselves. ${files} of ${providers} ${providers === 1 ? 'provider has' : 'providers have'} a self-audit handed in.`;
  const step = (kind: NextStepKind, title: string, href: string): NextStep => ({ kind, title, text, href });
  if (!can(user, 'selfAudits.read', { audit }))
    return step('waitForClosing', 'Wait until the audit is closed', urls.audit(audit.id));
  const href = urls.selfAudits(audit.id);
  if (!isAllValidated) return step('validate', 'Validate what the providers hand in', href);
  return can(user, 'audit.changeState', { audit })
    ? step('close', AUDIT_STEPS.close.label, urls.audit(audit.id))
    : step('nothingToRecord', 'Everything is validated', href);
}

/** How many are recorded of those that were planned; of more than were planned nothing is left of the plan. */
export const recordedOfPlanned = (files: number, planned: number, words: SubjectWords): string =>
  files > planned
    ? `${files} ${words.files} are recorded, where ${planned} were planned`
    : `${files} of ${planned} planned ${words.files} are recorded`;

function whileRecording(
  { audit, groups, completeFiles, unreadTwice, isSure, madeUp = 0 }: StandOfAudit,
  user: User,
): NextStep {
  const mayChangeState = can(user, 'audit.changeState', { audit });
  const { words } = audit;
  // A lead has an audit to look after, and meets them where they begin a file themselves.
  if (madeUp > 0 && !mayChangeState) {
    return {
      kind: 'readMadeUp',
      title: `Read ${madeUp === 1 ? `a made-up ${words.file}` : `made-up ${words.files}`} first`,
      text: `${countOf(madeUp, `made-up ${words.file}`, `made-up ${words.files}`)} before your first ${words.file}: you see what you read otherwise, and why. Nothing of it counts.`,
      href: urls.training(audit.id),
    };
  }
  const files = groups.reduce((sum, group) => sum + group.files, 0);
  const planned = groups.reduce((sum, group) => sum + group.plannedFiles, 0);
  const incomplete = files - completeFiles;
  const href = urls.files(audit.id);
  // More files of one group are none of another: all together may be as many as planned with a group of which none is read.
  const short = groups.filter((group) => group.files < group.plannedFiles);
  if (short.length > 0 || incomplete > 0) {
    const of = ` and of ${listOf(short.map(({ name, files: own, plannedFiles }) => `${name} ${own} of ${plannedFiles}`))}`;
    const recorded =
      short.length > 0 && files >= planned
        ? `${files} ${words.files} are recorded, ${planned} were planned,${of}.`
        : `${recordedOfPlanned(files, planned, words)}.`;
    return {
      kind: 'record',
      title: isSure
        ? 'Stop here, or read on'
        : short.length === 0
          ? `Complete the ${words.many}`
          : audit.isSelfCompleted && can(user, 'questionnaire.count', { audit })
            ? 'Ask people, and record what they say'
            : `Record the ${words.many}`,
      text:
        incomplete > 0
          ? `${recorded} ${incomplete} of ${files} recorded ${words.files} ${incomplete === 1 ? 'is' : 'are'} incomplete.`
          : files > 0
            ? `${recorded} All that are recorded are complete.`
            : recorded,
      href,
    };
  }
  if (unreadTwice > 0) {
    const count = countOf(unreadTwice, words.file, words.files);
    return {
      kind: 'readTwice',
      title: `Read ${words.files} a second time`,
      text: `All ${planned} planned ${words.files} are recorded. ${count} ${unreadTwice === 1 ? 'is' : 'are'} to be read again, each by somebody who has not read it before.`,
      href,
    };
  }
  if (mayChangeState) {
    return {
      kind: 'close',
      title: AUDIT_STEPS.close.label,
      text: `${files === planned ? `All ${planned} planned ${words.files} are recorded (${files} of ${planned})` : recordedOfPlanned(files, planned, words)}, and ${completeFiles} of ${files} are complete.`,
      href: urls.audit(audit.id),
    };
  }
  return {
    kind: 'nothingToRecord',
    title: 'Nothing is left to record',
    text: `${recordedOfPlanned(files, planned, words)}, and ${completeFiles} of ${files} are complete. The panel lead closes the audit.`,
    href,
  };
}

function afterClosing({ audit, feedback, reissue }: StandOfAudit): NextStep {
  const { providers, reportsIssued, openQueries, mayStillQuery } = feedback;
  const step = (kind: NextStepKind, title: string, text = ''): NextStep => ({
    kind,
    title,
    text,
    href: kind === 'finish' ? urls.audit(audit.id) : urls.feedback(audit.id),
  });
  if (openQueries > 0) {
    return step(
      'answerQueries',
      'Answer the queries',
      `${countOf(openQueries, 'query', 'queries')} of the providers ${openQueries === 1 ? 'is' : 'are'} not answered yet.`,
    );
  }
  if (reissue !== null) return step('reissue', reissue);
  if (providers > reportsIssued) {
    return step(
      'issue',
      reportsIssued === 0 ? 'Look at the results, then issue the reports' : 'Issue the reports',
      `${reportsIssued} of ${countOf(providers, 'provider')} ${providers === 1 || reportsIssued === 1 ? 'has its report' : 'have their reports'}.`,
    );
  }
  if (mayStillQuery > 0) {
    return step(
      'waitForQueries',
      'Wait for queries',
      `Every provider has its report, and ${countOf(mayStillQuery, 'provider')} can still raise queries. After that the audit can be made final.`,
    );
  }
  return step(
    'finish',
    AUDIT_STEPS.finish.label,
    'Every provider has its report, the time for queries is over, and none is open.',
  );
}

/** Steps that wait for this person, as against those that wait for others or are only to be read. */
const TO_DO: ReadonlySet<NextStepKind> = new Set([
  'addGroups',
  'nameProviders',
  'separateProviders',
  'openSelfAudit',
  'open',
  'readMadeUp',
  'record',
  'close',
  'readTwice',
  'answerQueries',
  'issue',
]);

/** Whether the step is something for this person to do. */
export const isToDo = ({ kind }: NextStep): boolean => TO_DO.has(kind);
