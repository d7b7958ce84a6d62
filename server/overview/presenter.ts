import {
  AUDIT_STEPS,
  checksOf,
  isClosed,
  itemsMayBeLeftOut,
  itemsToExclude,
  leftOutText,
  ownStandardsText,
  plannedViewInWords,
  setupMayChange,
  smallNumbersInWords,
  standardsOf,
  whichAnswersCount,
} from '../../rules/index.ts';
import type { Tool, Validated } from '../../rules/index.ts';
import type { User } from '../people/accounts/repository.ts';
import { can } from '../access/policy.ts';
import { presentHeader, resultsHref } from '../audits/presenter.ts';
import type { Audit } from '../audits/repository.ts';
import { groupsSharingProviders, groupsWithoutProvider } from '../audits/groupProviders.ts';
import { countOf } from '../formats/english.ts';
import { recordedIn } from '../results/figures/items.ts';
import type { Results, ResultsWithItems } from '../results/figures/service.ts';
import { urls } from '../web/urls.ts';
import type { FormBody } from '../web/form.ts';
import type { WaitingAlerts } from '../fieldwork/safeguarding/service.ts';
import { nextStepOf, recordedOfPlanned } from './nextStep.ts';
import type { FeedbackProgress } from './nextStep.ts';
import { presentWhatItCanShow } from './whatItCanShow.ts';

/** Names of providers: their report shows old figures, or old words, or their plan is not sent in. */
interface Standing {
  outdated: string[];
  reworded: string[];
  unsent: string[];
}

/**
 * Whose report has to be issued anew, and why; null where each says what it should. Words alone are no reason once the
 * audit can be made final: then they are named where that is asked.
 */
function presentReissue(standing: Pick<Standing, 'outdated' | 'reworded'> | null, isEarly: boolean) {
  const outdated = standing?.outdated ?? [];
  const reworded = isEarly || outdated.length > 0 ? (standing?.reworded ?? []) : [];
  const all = [...outdated, ...reworded];
  if (all.length === 0) return null;
  const which = `${reworded.length === 0 ? 'corrected ' : ''}${all.length === 1 ? 'report' : 'reports'}`;
  return {
    title: `Issue the ${which} to ${inWords(all)} anew`,
    texts: [
      ...(outdated.length > 0
        ? [
            `Figures of ${inWords(outdated)} have changed since ${outdated.length === 1 ? 'its report was' : 'their reports were'} issued. As long as ${outdated.length === 1 ? 'it has the old one' : 'they have the old ones'}, the audit cannot be made final.`,
          ]
        : []),
      ...(reworded.length > 0
        ? [`Findings or comments for ${inWords(reworded)} differ from what was issued.`]
        : []),
    ],
  };
}

/** What is unusual when an audit is made final, each as a sentence. */
function beforeFinal(
  { reportsIssued, unacknowledged }: FeedbackProgress,
  standing: Standing | null,
): string[] {
  const { unsent = [], reworded = [] } = standing ?? {};
  return [
    ...reworded.map(
      (name) =>
        `The report to ${name} differs from what it has, in findings or comments: issue it anew first, or ${name} never reads them.`,
    ),
    ...(unacknowledged.length > 0
      ? [
          `${unacknowledged.length} of ${countOf(reportsIssued, 'report')} ${unacknowledged.length === 1 ? 'is' : 'are'} not acknowledged: ${inWords(unacknowledged)}.`,
        ]
      : []),
    ...(unsent.length > 0
      ? [
          `${unsent.length} of ${countOf(reportsIssued, 'improvement plan')} ${unsent.length === 1 ? 'is' : 'are'} not sent in: ${inWords(unsent)}. Plans go on after the audit is final.`,
        ]
      : []),
  ];
}

const inWords = (names: string[]): string => {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
};

/** What the overview of an audit is made of. */
export interface AuditOverview {
  results: ResultsWithItems;
  user: User;
  /** How far the reports to the providers are. */
  feedback: FeedbackProgress;
  /** Names of providers whose report or plan is not as it should be; null for whoever cannot do anything about it. */
  standing: Standing | null;
  /** What is left to do with second readings. */
  readings: { unread: number; unsettled: number; incomplete: number; begun: number };
  /** What small the figures would tell beside what was shown of the audit before. */
  told: { check: string; groups: string[] }[];
  /** Drawn files that were opened and of which nothing is recorded, which closing puts back. */
  onlyOpened: number;
  /** Safeguarding alerts that wait and that this reader may read. */
  alerts: WaitingAlerts['alerts'];
  /** Who is told if somebody may be at risk, for whoever sets the audit up; null for anybody else. */
  safeguarding: { text: string; isMissing: boolean } | null;
  /** Whether readers read made-up files first, for whoever chooses it; null where there is nothing to choose. */
  training: { text: string; href: string; link: string } | null;
  /** Made-up files that this reader has to read before a file of the audit. */
  madeUp: number;
  /** How many files are drawn. */
  drawnFiles: number;
  /** Where stopping when sure stands; null where it is not set up. */
  stopping: { isSure: boolean; text: string } | null;
  /** The change between rounds that somebody asks about, as the address has it. */
  change: FormBody;
}

/** The overview of an audit: its groups, and the next thing to do. */
export function presentAudit(overview: AuditOverview) {
  const { results, user } = overview;
  const { audit, groups, tool } = results;
  const reports = presentReports(overview);
  const isValidated = results.validated !== null && isAllValidated(results.validated, overview);
  return {
    header: presentHeader(audit, user),
    tool: { text: `${tool.title}, version ${tool.version}`, href: urls.tool(tool.id, tool.version) },
    smallNumbers: `${tool.subject.personal ? 'Suppressed outside the panel. ' : ''}${smallNumbersInWords(tool, audit)}`,
    questionsLeftOut: presentLeftOut(audit, tool, user),
    standards: presentStandardsOf(audit, tool, user),
    state: audit.state,
    isSelfAudit: audit.isSelfAudit,
    /** Nothing of a published table was planned or is recorded. */
    isBaseline: audit.isBaseline,
    /** What heads the column that says how far each group is. */
    recordedHead: audit.isSelfAudit
      ? 'Handed in'
      : audit.isBaseline
        ? audit.words.Files
        : `${audit.words.Files} recorded`,
    validated: results.validated,
    isAllValidated: isValidated,
    whichCount: results.validated && whichAnswersCount(results.validated, true),
    selfAuditsHref: can(user, 'selfAudits.read', { audit }) ? urls.selfAudits(audit.id) : null,
    stopping: overview.stopping && { ...overview.stopping, href: urls.stopping(audit.id) },
    steps: AUDIT_STEPS,
    next: nextStepOf(
      {
        audit,
        tool,
        groups,
        completeFiles: results.completeFiles,
        unreadTwice: overview.readings.unread,
        isAllValidated: isValidated,
        isSure: overview.stopping?.isSure ?? false,
        madeUp: overview.madeUp,
        feedback: overview.feedback,
        reissue: reports.reissue?.title ?? null,
        alerts: overview.alerts,
      },
      user,
    ),
    training: overview.training,
    safeguarding: overview.safeguarding && { ...overview.safeguarding, href: urls.safeguarding(audit.id) },
    told: overview.told.map(({ check, groups: of }) => `${check} (${inWords(of)})`),
    panelText: panelInWords(audit),
    groupsSharingProviders: groupsSharingProviders(tool, groups).map((group) => group.name),
    groupsWithoutProvider: groupsWithoutProvider(tool, groups).map((group) => group.name),
    ...presentRights(audit, user),
    ...presentLinks(audit, user),
    ...presentRecording(overview),
    ...reports,
    ...presentReadings(audit, overview.readings),
    /** Nothing new where nobody asks for it: of other tools a group seldom leaves anything out. */
    tellsExclusions: checksOf(tool).length > 0 || groups.some(({ exclusions }) => exclusions.length > 0),
    groups: presentGroups(results),
    canShow:
      setupMayChange(audit.state) && can(user, 'audit.setUp', { audit })
        ? presentWhatItCanShow(results, overview.change)
        : null,
    plannedView: audit.isBaseline || isClosed(audit.state) ? '' : plannedViewInWords(tool, audit, groups),
  };
}

/** Whether every provider has handed in and every answer is validated, so that the audit can be closed. */
const isAllValidated = ({ answers, validated }: Validated, { results, feedback }: AuditOverview): boolean =>
  answers > 0 &&
  validated === answers &&
  results.groups.reduce((sum, { files }) => sum + files, 0) === feedback.providers;

/** What is left out of the audit; null where nothing is and this reader cannot leave anything out. */
function presentLeftOut(audit: Audit, tool: Tool, user: User) {
  const href = can(user, 'item.leaveOut', { audit }) ? urls.leftOut(audit.id) : null;
  const text = leftOutText(tool);
  if (text === '' && (href === null || !itemsMayBeLeftOut(audit.state))) return null;
  return {
    text: text || 'None.',
    href,
    link: itemsMayBeLeftOut(audit.state) ? 'Leave a question out, or put one back' : 'See who left it out',
  };
}

/** Which standards the audit has of its own; null where it has none and this reader can set none. */
function presentStandardsOf(audit: Audit, tool: Tool, user: User) {
  const mayHave = standardsOf(tool).length > 0;
  const href = mayHave && can(user, 'audit.setUp', { audit }) ? urls.standards(audit.id) : null;
  const text = ownStandardsText(tool);
  if (text === '' && (href === null || !setupMayChange(audit.state))) return null;
  return {
    text: text || 'Those of the tool.',
    href,
    link: setupMayChange(audit.state) ? 'Set standards for this audit' : 'See the standards',
  };
}

/** What the reader may do here. */
function presentRights(audit: Audit, user: User) {
  const subject = { audit };
  return {
    maySetUp: can(user, 'audit.setUp', subject) && setupMayChange(audit.state),
    mayChangeState: can(user, 'audit.changeState', subject),
    mayReadFiles: can(user, 'caseFile.read', subject),
    mayReadResults: can(user, 'results.read', subject),
  };
}

/** Where the overview leads; null where the reader may not go, or nothing is there. */
function presentLinks(audit: Audit, user: User) {
  const subject = { audit };
  const mayRepeat = isClosed(audit.state) && can(user, 'audit.repeat', subject);
  return {
    stateAction: urls.auditState(audit.id),
    repeatHref: mayRepeat ? urls.repeatAudit(audit.id) : null,
    previousHref: audit.predecessorId === null ? null : urls.audit(audit.predecessorId),
    manageHref: can(user, 'audit.archive', subject) ? urls.manageAudit(audit.id) : null,
    detailsHref: urls.auditDetails(audit.id),
    newGroupHref: urls.newGroup(audit.id),
    filesHref: urls.files(audit.id),
    resultsHref: resultsHref(audit),
    feedbackHref: urls.feedback(audit.id),
    panelHref: urls.panel(audit.id),
    callsHref: audit.plansCalls && can(user, 'calls.plan', subject) ? urls.calls(audit.id) : null,
    questionnaireHref:
      audit.isSelfCompleted && can(user, 'questionnaire.count', subject)
        ? urls.questionnaire(audit.id)
        : null,
    sampleHref: can(user, 'sample.manage', subject) ? urls.sample(audit.id) : null,
    readingsHref: urls.readings(audit.id),
  };
}

/** How far the recording is: files drawn, planned, recorded and complete, and their answers. */
function presentRecording({ results, drawnFiles, onlyOpened }: AuditOverview) {
  const { audit, groups, tally, completeFiles } = results;
  const files = groups.reduce((sum, group) => sum + group.files, 0);
  const planned = groups.reduce((sum, group) => sum + group.plannedFiles, 0);
  return {
    drawnText:
      drawnFiles > 0
        ? `${countOf(drawnFiles, `${audit.words.file} is`, `${audit.words.files} are`)} drawn`
        : null,
    files,
    planned,
    recordedOfPlanned: recordedOfPlanned(files, planned, audit.words),
    completeFiles,
    incompleteFiles: files - completeFiles,
    onlyOpened:
      onlyOpened > 0
        ? `${countOf(onlyOpened, audit.words.file, audit.words.files)} ${onlyOpened === 1 ? 'was' : 'were'} opened and nothing is recorded of ${onlyOpened === 1 ? 'it. Closing puts it' : 'them. Closing puts them'} back on the list as not ${audit.words.read}.`
        : null,
    answers: recordedIn(results, results.items),
    contradictions: tally.contradictions.reduce((sum, contradiction) => sum + contradiction.files, 0),
  };
}

/** How far the reports to the providers are, and what is in the way of the end. */
function presentReports({ feedback, standing }: AuditOverview) {
  const { providers, reportsIssued, mayStillQuery } = feedback;
  return {
    providers,
    issued: reportsIssued,
    reissue: presentReissue(standing, mayStillQuery > 0),
    beforeFinal: beforeFinal(feedback, standing),
  };
}

/** What is left to do with second readings; null where nothing is. */
function presentReadings(audit: Audit, readings: AuditOverview['readings']) {
  return {
    unreadTwice: readings.unread > 0 ? countOf(readings.unread, audit.words.file, audit.words.files) : null,
    givenUp: readings.incomplete > 0 ? presentGivenUp(readings) : null,
    unsettled: readings.unsettled > 0 ? countOf(readings.unsettled, 'difference') : null,
  };
}

/** The sample groups, in the order of every table. */
function presentGroups({ audit, groups, tool }: Results) {
  const items = itemsToExclude(tool);
  return groups.map((group, i) => ({
    name: group.name,
    plannedFiles: group.plannedFiles,
    files: group.files,
    caseload: group.caseload ? `${group.caseload.files} in all` : null,
    providers: group.providers.map((provider) => provider.name).join(' and '),
    exclusions: items
      .filter(({ id }) => group.exclusions.includes(id))
      .map(({ shortLabel }) => shortLabel)
      .join(', '),
    href: urls.group(audit.id, group.id),
    moveAction: urls.groupMove(audit.id, group.id),
    first: i === 0,
    last: i === groups.length - 1,
  }));
}

/** Who is on the panel, by what they do there. @example '1 lead, 2 auditors, 1 commissioner' */
function panelInWords(audit: Audit): string {
  const capacities = [...audit.panel.values()];
  return (['lead', 'auditor', 'commissioner'] as const)
    .map((capacity) => ({ capacity, people: capacities.filter((own) => own === capacity).length }))
    .filter(({ people }) => people > 0)
    .map(({ capacity, people }) => countOf(people, capacity))
    .join(', ');
}

/** What becomes of second readings that are not complete once the audit was closed. */
function presentGivenUp({ incomplete, begun }: { incomplete: number; begun: number }) {
  const isOne = incomplete === 1;
  const begunText =
    begun === incomplete
      ? isOne
        ? 'It is'
        : 'All of them are'
      : `${begun} of them ${begun === 1 ? 'is' : 'are'}`;
  return {
    count: countOf(incomplete, 'second reading'),
    are: isOne ? 'is' : 'are',
    them: isOne ? 'it' : 'them',
    they: isOne ? 'it is' : 'they are',
    begun:
      begun > 0
        ? `${begunText} begun: what was recorded in ${begun === 1 ? 'it' : 'them'} is deleted.`
        : null,
  };
}
