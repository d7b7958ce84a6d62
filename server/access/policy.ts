// Long because it is the one table of who may do what.

import { isClosed, obstacleToErasing } from '../../rules/index.ts';
import type { AuditState } from '../../rules/index.ts';

/** Who may do what. The only place where a permission is decided; routes, menus and pages ask here. */

export const ROLES = ['administrator', 'lead', 'auditor', 'provider', 'commissioner', 'national'] as const;
export type Role = (typeof ROLES)[number];

/** How somebody takes part in one audit. */
export type Capacity = 'lead' | 'auditor' | 'commissioner';

/** The person as the policy sees them. A person may be administrator, lead and auditor in one. */
export interface Actor {
  id: number;
  roles: Role[];
  providerId: number | null;
  /** Whose account it is. */
  organisationId: number;
  /** Those whose things they may see: their own, and for a provider's person all that the provider works for. */
  organisations: readonly number[];
}

/** The organisation that runs the installation. */
export const HOST = 1;

/** Whether somebody is of the organisation that runs the installation. */
export const isHost = (actor: Pick<Actor, 'organisationId'>): boolean => actor.organisationId === HOST;

/** The roles that an organisation can give: who reads what all have published belongs to the one that runs the installation. */
export const rolesOf = (organisationId: number): readonly Role[] =>
  organisationId === HOST ? ROLES : ROLES.filter((role) => role !== 'national');

/**
 * What an action is done to: an audit with its panel, for feedback the provider it is for, and for an answer that
 * is put right the query under which it is.
 */
export interface Subject {
  /** The organisation to which it belongs; of what belongs to none, such as a page of one's own, it is left out. */
  organisation?: number;
  audit?: {
    id?: number;
    organisationId?: number;
    state: AuditState;
    panel: ReadonlyMap<number, Capacity>;
    /**
     * Those of the panel who may still have to read a file a second time, blind. Where they were not asked for, nobody
     * but a lead may do what hangs on it.
     */
    blindReaders?: ReadonlySet<number>;
    /** By user id, the agreement under which a commissioner sees all figures, for management. */
    agreements?: ReadonlyMap<number, string>;
    /** Taken over from a published table: no case files. */
    isBaseline?: boolean;
    /** What was recorded of its cases is erased; figures and reports are kept. */
    isErased?: boolean;
    /** Answered by the providers themselves: the panel reads and records nothing. */
    isSelfAudit?: boolean;
    /** It has scores, of single records and of them all. */
    isScored?: boolean;
    /** What a record of it is called, for refusals. */
    words?: { AOne: string; many: string; personal?: boolean };
  };
  /** What one of its providers answers about itself. */
  selfAudit?: { providerId: number; handedIn: boolean; everHandedIn: boolean };
  feedback?: { providerId: number; issued: boolean };
  /** A line of the audit programme, with those who commission its partnership. */
  programmeLine?: { commissioners: ReadonlySet<number> };
  /** Of a safeguarding alert: whom it was sent to; null where nobody was named. */
  safeguardingLead?: number | null;
  /** Where it is about one file: who declared an interest in its service or its worker, and never gets it. */
  keptFrom?: ReadonlySet<number>;
  /** What one record of the audit is about. */
  record?: { personal: boolean };
  query?: { open: boolean };
  /** The panels of all audits of a partnership; of one that has none, whoever may read measures reads its page. */
  partnership?: { panels: readonly ReadonlyMap<number, Capacity>[] };
  /** A line of a delivery plan: the provider that owns it, null where it is the partnership's. */
  line?: { providerId: number | null };
  /** A contract review meeting: with which provider, and who else may read it. */
  meeting?: { providerId: number; readers: readonly number[] };
  /** A draft of a tool, with everybody who has changed it. */
  draft?: { draftedBy: ReadonlySet<number> };
}

/**
 * Whether something is of an organisation of which this person may see nothing.
 *
 * @throws TypeError where it is said to be of one, and not of which: whoever loaded it did not read that column
 */
export function isOfOthers(actor: Pick<Actor, 'organisations'>, subject: Subject): boolean {
  const { audit } = subject;
  const isOther = (one: unknown): boolean => {
    if (typeof one !== 'number') throw new TypeError('the organisation of a subject was not loaded');
    return !actor.organisations.includes(one);
  };
  return (
    ('organisation' in subject && isOther(subject.organisation)) ||
    (audit !== undefined && 'organisationId' in audit && isOther(audit.organisationId))
  );
}

type Condition = (actor: Actor, subject: Subject) => boolean;

/** What is of the whole installation, and so for administrators of the organisation that runs it. */
const OF_THE_INSTALLATION: ReadonlySet<string> = new Set([
  'organisations.manage',
  'backups.read',
  'activity.verify',
]);

/** What needs case files, or changes what was taken over: nobody can do it to a baseline. */
const NOT_OF_BASELINES: ReadonlySet<string> = new Set([
  'audit.setUp',
  'item.leaveOut',
  'audit.changeState',
  'audit.readProgress',
  'sample.manage',
  'files.assign',
  'calls.plan',
  'completeness.read',
  'completeness.export',
  'caseFile.read',
  'caseFile.record',
  'caseFile.remove',
  'caseFile.sendBack',
  'caseFile.import',
  'caseFile.export',
  'readings.manage',
  'training.read',
  'training.choose',
  'readers.read',
  'interests.declare',
  'interests.read',
  'safeguarding.setUp',
  'alert.raise',
  'alert.read',
  'alert.acknowledge',
  'stopping.read',
  'questionnaire.count',
  'questionnaire.manage',
  'texts.code',
  'texts.settle',
  'feedback.manage',
  'feedback.fetch',
  'improvementPlans.read',
  'improvementPlan.read',
  'improvementPlan.write',
  'improvementPlan.decide',
  'improvementPlan.mark',
  'audit.repeat',
  'programme.begin',
  'audit.copy',
  'audit.archive',
  'audit.discard',
  'audit.askDeletion',
  'audit.askErasure',
  'audit.readErasure',
  'audit.confirmDeletion',
  'recordScore.read',
  'figures.publish',
  'feedback.respond',
  'request.answer',
  'answer.correct',
  'selfAudits.read',
  'selfAudit.read',
  'selfAudit.answer',
  'selfAudit.validate',
  'selfAudit.decide',
]);

/** What needs what was recorded of cases, or would change figures that are kept as counts alone. */
const NOT_OF_ERASED: ReadonlySet<string> = new Set([
  'audit.setUp',
  'item.leaveOut',
  'audit.changeState',
  'audit.askErasure',
  'audit.readProgress',
  'sample.manage',
  'files.assign',
  'calls.plan',
  'completeness.read',
  'completeness.export',
  'caseFile.read',
  'caseFile.record',
  'device.prepare',
  'caseFile.remove',
  'caseFile.sendBack',
  'caseFile.import',
  'caseFile.export',
  'readings.manage',
  'training.read',
  'training.choose',
  'readers.read',
  'interests.declare',
  'interests.read',
  'safeguarding.setUp',
  'alert.raise',
  'alert.read',
  'alert.acknowledge',
  'stopping.read',
  'questionnaire.count',
  'questionnaire.manage',
  'texts.code',
  'texts.settle',
  'recordScore.read',
  // A draft would be made of what is not there any more. Issued reports are fetched as before.
  'feedback.manage',
  'feedback.respond',
  'request.answer',
  'answer.correct',
]);

/** What there is to do where a record is about a person, who may be at risk. */
const OF_PERSONS: ReadonlySet<string> = new Set(['safeguarding.setUp', 'alert.raise']);

/** What the panel does with files that it reads itself: nobody can do it where providers answer about themselves. */
const NOT_OF_SELF_AUDITS: ReadonlySet<string> = new Set([
  'sample.manage',
  'caseFile.read',
  'caseFile.record',
  'caseFile.remove',
  'caseFile.import',
  'device.prepare',
  'audit.readProgress',
  'readings.manage',
  'training.read',
  'training.choose',
  'readers.read',
  'interests.declare',
  'interests.read',
  'safeguarding.setUp',
  'alert.raise',
  'alert.read',
  'alert.acknowledge',
  'stopping.read',
  'request.answer',
  'answer.correct',
]);

const always: Condition = () => true;
const ofSomeAudit: Condition = (_actor, subject) => subject.audit !== undefined;
const capacityOf = (actor: Actor, subject: Subject) => subject.audit?.panel.get(actor.id);
const leads: Condition = (actor, subject) => capacityOf(actor, subject) === 'lead';
const ofErasableAudit: Condition = (_actor, { audit }) =>
  audit !== undefined && obstacleToErasing(audit) === null;
const leadsErasable: Condition = (actor, subject) => leads(actor, subject) && ofErasableAudit(actor, subject);
const onPanel: Condition = (actor, subject) => ['lead', 'auditor'].includes(capacityOf(actor, subject) ?? '');
/**
 * Figures of a small group tell an auditor what the first reader of a file answered, so whoever may still be its
 * second reader waits. The lead has to see them, and sees the first readings anyway. Of a closed audit nobody waits:
 * second readings that are not complete by then are given up when it is reopened.
 */
const onPanelNotBlind: Condition = (actor, subject) =>
  onPanel(actor, subject) &&
  (leads(actor, subject) ||
    subject.audit?.state !== 'open' ||
    subject.audit.blindReaders?.has(actor.id) === false);
/** Whom a safeguarding alert was sent to, on the panel or not. */
const wasTold: Condition = (actor, { safeguardingLead }) => safeguardingLead === actor.id;
const commissions: Condition = (actor, subject) => capacityOf(actor, subject) === 'commissioner';
/** Figures of an unfinished audit would mislead, so a commissioner waits until it is closed. */
const commissionsClosed: Condition = (actor, subject) =>
  commissions(actor, subject) && subject.audit !== undefined && isClosed(subject.audit.state);
/** A commissioner who sees all figures, small numbers too: under an agreement that is named on the panel. */
const commissionsInFull: Condition = (actor, subject) =>
  commissionsClosed(actor, subject) && subject.audit?.agreements?.has(actor.id) === true;
const leadsUnderQuery: Condition = (actor, subject) => leads(actor, subject) && subject.query?.open === true;
const ownIssued: Condition = (actor, subject) =>
  subject.feedback !== undefined &&
  subject.feedback.issued &&
  subject.feedback.providerId === actor.providerId;
const ofSomeLine: Condition = (_actor, { line }) => line !== undefined;
/** A provider's own line; one of the partnership is nobody's, not that of somebody without a provider. */
const ownLine: Condition = (actor, { line }) =>
  actor.providerId !== null && line?.providerId === actor.providerId;
const sharesMeeting: Condition = (actor, { meeting }) => meeting?.readers.includes(actor.id) === true;
const ownMeeting: Condition = (actor, { meeting }) =>
  actor.providerId !== null && meeting?.providerId === actor.providerId;
/** A provider's own self-audit, from when the audit is open; that of another one does not exist for it. */
const ownSelfAudit: Condition = (actor, subject) =>
  subject.selfAudit !== undefined &&
  subject.audit !== undefined &&
  subject.audit.state !== 'draft' &&
  subject.selfAudit.providerId === actor.providerId;
const isHandedIn = ({ selfAudit }: Subject): boolean => selfAudit?.handedIn === true;
/** What was handed in stays with the panel while its provider has it back to change it. */
const wasHandedIn = ({ selfAudit }: Subject): boolean => selfAudit?.everHandedIn === true;

/** Lead or commissioner of an audit of the partnership, where it has any; without one nothing but measures is shown. */
const ofPartnership =
  (capacity: Capacity): Condition =>
  (actor, { partnership }) =>
    partnership === undefined ||
    partnership.panels.length === 0 ||
    partnership.panels.some((panel) => panel.get(actor.id) === capacity);

const POLICY = {
  'people.manage': { administrator: always },
  /** What signing in asks for, of whom. */
  'signIn.manage': { administrator: always },
  'activity.readAll': { administrator: always },
  /** Whether a line of the activity was changed, removed or added; the seals are over all of them. */
  'activity.verify': { administrator: always },
  /** Whom this installation keeps apart from each other. */
  'organisations.manage': { administrator: always },
  /** Outgoing mail: who gets what subject, and what is not sent; never the text. */
  'mail.read': { administrator: always },
  /** Whether this installation could be restored: when the last backup was made, and what went wrong. */
  'backups.read': { administrator: always },
  /** How long what is recorded of cases is kept, what is due, and what was erased. */
  'retention.manage': { administrator: always },
  /** To find where something is recorded about a person who asks; an administrator sees whom to pass it on to. */
  'request.find': { administrator: always, lead: always },
  /** To tell a person what is recorded about them, and to take it out. */
  'request.answer': { lead: leads },
  'providers.manage': { administrator: always, lead: always },
  /** To join two entries for one organisation: its people then see what was written to both. */
  'providers.join': { administrator: always },
  'tool.read': {
    administrator: always,
    lead: always,
    auditor: always,
    provider: always,
    commissioner: always,
  },

  /** The list of all tools, and drafts of them. */
  'tool.list': { administrator: always, lead: always },
  'tool.draft': { lead: always },
  /** By somebody who has not written it, or by an administrator. */
  'tool.publish': {
    administrator: always,
    lead: (actor, subject) => subject.draft?.draftedBy.has(actor.id) === false,
  },
  /** To offer a published version no longer, or again. */
  'tool.retire': { administrator: always, lead: always },

  'audit.create': { lead: always },
  'audit.read': { lead: onPanel, auditor: onPanel, commissioner: commissions },
  'audit.setUp': { lead: leads },
  /** To leave a question out of the whole audit, and to put it back. */
  'item.leaveOut': { lead: leads },
  'audit.changeState': { lead: leads },
  /** To set a draft up like an audit, whatever state that is in. */
  'audit.copy': { lead: leads },
  /** To put an audit away, out of the lists, and to take it out again. */
  'audit.archive': { lead: leads },
  /** To throw a draft away. */
  'audit.discard': { lead: leads },
  /** To ask for an audit to be deleted with all that is in it. */
  'audit.askDeletion': { lead: leads },
  /** To delete it, where somebody else has asked for it, or to refuse. An administrator sees no more of it than its size. */
  'audit.confirmDeletion': { administrator: ofSomeAudit, lead: leads },
  /** To ask for what was recorded of the cases of a final audit to be erased; the same second person confirms it. */
  'audit.askErasure': { administrator: ofErasableAudit, lead: leadsErasable },
  /** The certificate of an erasure: what and how much, of no case. */
  'audit.readErasure': { administrator: ofSomeAudit, lead: leads },
  'audit.choosePanel': { lead: leads },
  'audit.readActivity': { lead: leads },

  'sample.manage': { lead: leads },
  /** To say who of the panel reads which file; whom that keeps from one is said by `keptFrom` alone. */
  'files.assign': { lead: leads },
  /** Who calls which service, when, and with which story. */
  'calls.plan': { lead: leads },
  /**
   * How complete the records of the whole caseload list are, where it is an extract of the national data set. It rests on
   * the list and on nobody's reading, so no second reader has to wait. Small numbers and what is taken along are
   * asked as of results.
   */
  'completeness.read': { lead: onPanel, auditor: onPanel, commissioner: commissionsClosed },
  'completeness.export': { lead: onPanel, auditor: onPanel, commissioner: commissionsClosed },

  'caseFile.read': { lead: onPanel, auditor: onPanel },
  'caseFile.record': { lead: onPanel, auditor: onPanel },
  /** To keep what one may record on one's device, for work without a network. */
  'device.prepare': { lead: onPanel, auditor: onPanel },
  'caseFile.remove': { lead: leads },
  /** To send a complete file back to its auditor, and to see what was written about every reading of a file. */
  'caseFile.sendBack': { lead: leads },
  'caseFile.import': { lead: leads },
  /** Every answer and comment in one file, which the lead then answers for. */
  'caseFile.export': { lead: leads },
  'audit.readProgress': { lead: leads },

  /** To say for which services, and with which workers, one has worked: their files go to others. */
  'interests.declare': { lead: onPanel, auditor: onPanel },
  /** What everybody of the panel declared, and which files cannot be given to whom. */
  'interests.read': { lead: leads },
  /** To name who is told when somebody may be at risk, and by which rule. */
  'safeguarding.setUp': { lead: leads },
  /** To tell it, from inside a file. */
  'alert.raise': { lead: onPanel, auditor: onPanel },
  /** What was told: for whom it was sent to and the leads of the panel, and for nobody else. */
  'alert.read': {
    administrator: wasTold,
    lead: (actor, subject) => wasTold(actor, subject) || leads(actor, subject),
    auditor: wasTold,
  },
  'alert.acknowledge': {
    administrator: wasTold,
    lead: (actor, subject) => wasTold(actor, subject) || leads(actor, subject),
    auditor: wasTold,
  },
  /** Second readings: drawn, compared and settled by the lead; reading itself is caseFile.record. */
  'readings.manage': { lead: leads },
  /** Made-up files that readers learn by, and how one's own answers agree with what is settled. */
  'training.read': { lead: onPanel, auditor: onPanel },
  'training.choose': { lead: leads },
  /** How the answers of all readers agree with what is settled. */
  'readers.read': { lead: leads },

  /** How far the providers are with their self-audits, which are answered by their own people. */
  'selfAudits.read': { lead: leads, commissioner: commissions },
  /** One of them with its evidence, as it was handed in: before that it is the provider's alone. */
  'selfAudit.read': {
    lead: (actor, subject) => leads(actor, subject) && wasHandedIn(subject),
    commissioner: (actor, subject) => commissions(actor, subject) && wasHandedIn(subject),
    provider: ownSelfAudit,
  },
  'selfAudit.answer': { provider: ownSelfAudit },
  /** To agree with an answer or to put another one beside it. */
  'selfAudit.validate': {
    lead: (actor, subject) => leads(actor, subject) && isHandedIn(subject),
    commissioner: (actor, subject) => commissions(actor, subject) && isHandedIn(subject),
  },
  /** To give it back to its provider, and to say when the provider sees what was validated. */
  'selfAudit.decide': { lead: leads },
  /** A questionnaire that people answer with codes: how many did, by service, and who was asked. */
  'questionnaire.count': { lead: onPanel, auditor: onPanel },
  /** To make codes and to withdraw them. */
  'questionnaire.manage': { lead: leads },
  /** To put texts under codes, apart from whoever else does. */
  'texts.code': { lead: onPanel, auditor: onPanel },
  /** To decide where two codes differ, and to let single ones count. */
  'texts.settle': { lead: leads },

  /** Tables printed elsewhere; nothing in them is ours. */
  'published.check': { lead: always, commissioner: always },
  'baseline.create': { lead: always },
  'baseline.remove': {
    lead: (actor, subject) => leads(actor, subject) && subject.audit?.isBaseline === true,
  },

  /** Measures with their targets and figures: numbers of partnerships, of nobody's records. */
  'measures.read': { administrator: always, lead: always, commissioner: always },
  'measures.manage': { administrator: always, lead: always, commissioner: always },
  /** To say which figures of an audit bear on which measure. */
  'measures.link': { lead: leads },
  /** The page for a partnership's board: what changed in measures, audits and plans. */
  'board.read': { lead: ofPartnership('lead'), commissioner: ofPartnership('commissioner') },

  /** The year's audits as a plan, and the calendar of it. */
  'programme.read': { administrator: always, lead: always, commissioner: always },
  /** One line of it: a commissioner reads those of partnerships that they commission audits of. */
  'programme.readLine': {
    administrator: always,
    lead: always,
    commissioner: (actor, subject) => subject.programmeLine?.commissioners.has(actor.id) === true,
  },
  'programme.manage': { administrator: always, lead: always },
  /** To make the audit that is due: anew, or from the last round, which one has to lead. */
  'programme.begin': { lead: (actor, subject) => subject.audit === undefined || leads(actor, subject) },

  'tokens.manage': { administrator: always },

  'results.read': { lead: onPanelNotBlind, auditor: onPanelNotBlind, commissioner: commissionsClosed },
  /** Whether the panel may stop reading: what files say before the audit is closed, for those alone who read them. */
  'stopping.read': { lead: onPanelNotBlind, auditor: onPanelNotBlind },
  /** Small numbers as they are; everybody else sees them suppressed. */
  'results.readUnsuppressed': {
    lead: onPanelNotBlind,
    auditor: onPanelNotBlind,
    commissioner: commissionsInFull,
  },
  /** Takes results along, small numbers suppressed for everybody: an export leaves the panel. */
  'results.export': { lead: onPanelNotBlind, auditor: onPanelNotBlind, commissioner: commissionsClosed },
  /** Small numbers in an export, which whoever takes it then answers for. */
  'results.exportUnsuppressed': { lead: leads, commissioner: commissionsInFull },
  /** To show all files of a closed audit to those outside the organisation who read published figures. */
  'figures.publish': { lead: leads },
  'figures.withdraw': { administrator: ofSomeAudit, lead: leads },
  /** What was published: by national readers of all organisations; of others, what one's own takes part in. */
  'publishedFigures.read': { administrator: always, lead: always, commissioner: always, national: isHost },
  /** To say whether what one's organisation has published may stand beside what others have. */
  'publishedFigures.compare': { administrator: always },
  /**
   * What single records score, by their references, and which is first: of what is no person by whoever may read the
   * results; of persons by the panel alone.
   */
  'recordScore.read': {
    lead: onPanelNotBlind,
    auditor: onPanelNotBlind,
    commissioner: (actor, subject) => commissionsClosed(actor, subject) && subject.record?.personal === false,
  },

  /** Findings, drafts, issuing reports, answering queries. */
  'feedback.manage': { lead: leads },
  'feedback.fetch': { lead: leads, provider: ownIssued },
  /** To acknowledge a report and to raise queries. */
  'feedback.respond': { provider: ownIssued },
  /** After the audit was closed an answer can be put right only where a provider has asked, and nobody answered yet. */
  'answer.correct': { lead: leadsUnderQuery },

  /** The improvement plans of an audit side by side. */
  'improvementPlans.read': { lead: leads, commissioner: commissionsClosed },
  /** One provider's plan: the provider's own as soon as it has its report. */
  'improvementPlan.read': { lead: leads, commissioner: commissionsClosed, provider: ownIssued },
  'improvementPlan.write': { provider: ownIssued },
  /** To accept a plan or send it back, and to confirm that an action is done. */
  'improvementPlan.decide': { lead: leads, commissioner: commissionsClosed },
  'improvementPlan.mark': { lead: leads },
  /** All plans that somebody may read, over audits and providers. */
  'followUp.read': { lead: always, commissioner: always, provider: always },
  'audit.repeat': { lead: leads },

  /** Delivery plans of partnerships; of their lines a provider sees its own. */
  'deliveryPlans.read': { administrator: always, lead: always, commissioner: always, provider: always },
  'deliveryPlans.manage': { administrator: always, lead: always, commissioner: always },
  'deliveryLine.read': {
    administrator: ofSomeLine,
    lead: ofSomeLine,
    commissioner: ofSomeLine,
    provider: ownLine,
  },
  /** To say how far a line is, with notes and evidence. */
  'deliveryLine.report': { lead: ofSomeLine, commissioner: ofSomeLine, provider: ownLine },
  'deliveryLine.confirm': { lead: ofSomeLine, commissioner: ofSomeLine },

  /** Contract review meetings: of those one was made a reader of; a provider's own. */
  'meetings.read': { lead: always, commissioner: always, provider: always },
  'meetings.manage': { lead: always, commissioner: always },
  'meeting.read': { lead: sharesMeeting, commissioner: sharesMeeting, provider: ownMeeting },
  'meeting.write': { lead: sharesMeeting, commissioner: sharesMeeting },
} satisfies Record<string, Partial<Record<Role, Condition>>>;

export type Action = keyof typeof POLICY;
export const ACTIONS = Object.keys(POLICY) as Action[];

/** Whether this person may do this. A person with several roles may do what any of them allows. */
export function can(actor: Actor, action: Action, subject: Subject = {}): boolean {
  if (isOfOthers(actor, subject)) return false;
  if (OF_THE_INSTALLATION.has(action) && !isHost(actor)) return false;
  if (subject.audit?.isBaseline === true && NOT_OF_BASELINES.has(action)) return false;
  if (subject.audit?.isSelfAudit === true && NOT_OF_SELF_AUDITS.has(action)) return false;
  if (subject.audit?.isErased === true && NOT_OF_ERASED.has(action)) return false;
  if (subject.audit?.words?.personal === false && OF_PERSONS.has(action)) return false;
  // The audit itself is there for them, or it would seem to be gone.
  if (action !== 'audit.read' && subject.keptFrom?.has(actor.id) === true) return false;
  const row: Partial<Record<Role, Condition>> = POLICY[action];
  return actor.roles.some((role) => row[role]?.(actor, subject) ?? false);
}

/** The agreement under which somebody sees figures of an audit that others of their kind do not; null of all others. */
export const agreementOf = (actor: Actor, subject: Subject): string | null =>
  commissionsInFull(actor, subject) ? (subject.audit?.agreements?.get(actor.id) ?? null) : null;

/** Why somebody may not do this, as a sentence for them. */
export function refusalText(actor: Actor, action: Action, subject: Subject): string {
  if (subject.keptFrom?.has(actor.id) === true && onPanel(actor, subject)) {
    return `You have declared an interest in the service or the worker here, so somebody else of the panel reads and settles it.`;
  }
  const isResults = ['results.read', 'results.export', 'recordScore.read'].includes(action);
  const isCompleteness = action === 'completeness.read' || action === 'completeness.export';
  if (subject.audit?.isErased === true && NOT_OF_ERASED.has(action)) {
    return 'What was recorded of the cases of this audit was erased, since its time was over. Its figures, its reports and the certificate of the erasure are kept.';
  }
  if (action === 'recordScore.read' && commissionsClosed(actor, subject)) {
    return 'What single records score is for the panel alone, because they are about persons.';
  }
  if ((isResults || isCompleteness) && commissions(actor, subject)) {
    return 'The audit is not closed yet. You can read its results once the panel lead has closed it.';
  }
  if (isResults && onPanel(actor, subject)) {
    return `${subject.audit?.words?.AOne ?? 'A case file'} is still to be read a second time, and you may be the one to read it. So that you read it blind, you can see the results once its second reading is complete.`;
  }
  if (subject.audit?.isBaseline === true && NOT_OF_BASELINES.has(action)) {
    return `This is a baseline, taken over from a published table. It has no ${subject.audit.words?.many ?? 'case files'}, so there is nothing to record, draw, read or feed back, and what was taken over stays as it is.`;
  }
  if (action === 'audit.askErasure' && (leads(actor, subject) || actor.roles.includes('administrator'))) {
    const obstacle = subject.audit ? obstacleToErasing(subject.audit) : null;
    if (obstacle !== null) return obstacle;
  }
  if (action === 'tool.publish' && actor.roles.includes('lead')) {
    return 'You have worked on this draft, so another lead or an administrator publishes it.';
  }
  if (subject.audit?.isSelfAudit === true && NOT_OF_SELF_AUDITS.has(action)) {
    return 'The providers answer this audit themselves, so there is nothing for the panel to draw, record or read a second time. What they hand in is validated by the lead or a commissioner.';
  }
  if (subject.audit?.words?.personal === false && OF_PERSONS.has(action)) {
    return `This audit is about ${subject.audit.words.many} and no person, so nobody can be told of as at risk.`;
  }
  if (action === 'selfAudit.read' && !wasHandedIn(subject)) {
    return 'The provider has not handed its self-audit in yet. You can read it once it is handed in.';
  }
  if (action === 'selfAudit.validate' && !isHandedIn(subject)) {
    return 'The self-audit is with its provider. It can be validated once it is handed in.';
  }
  if (action === 'answer.correct' && leads(actor, subject)) {
    return 'The query is answered already, so nothing can be corrected under it.';
  }
  return 'Your role does not let you do this.';
}

/**
 * Which capacities a person's roles let them be given on an audit.
 * A lead may read files like an auditor; a commissioner never does.
 */
export function capacitiesOf(roles: Role[]): Capacity[] {
  const capacities = new Set<Capacity>();
  if (roles.includes('lead')) capacities.add('lead').add('auditor');
  if (roles.includes('auditor')) capacities.add('auditor');
  if (roles.includes('commissioner')) capacities.add('commissioner');
  return [...capacities];
}

/** What is wrong with a set of roles in an organisation, or null. Those who are judged, or who pay, do not sit on a panel. */
export function rolesProblem(roles: Role[], organisationId = HOST): string | null {
  if (roles.length === 0) return 'Choose at least one role.';
  if (roles.some((role) => !rolesOf(organisationId).includes(role))) {
    return 'National readers belong to the organisation that runs the installation. Choose another role.';
  }
  for (const alone of ['provider', 'commissioner', 'national'] as const) {
    if (roles.includes(alone) && roles.length > 1) {
      return `The role ${alone === 'national' ? 'national reader' : alone} cannot be combined with another one.`;
    }
  }
  return null;
}
