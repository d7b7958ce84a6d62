import {
  answersOf,
  AUDIT_STEPS,
  checksOf,
  isClosed,
  leastFilesToShow,
  setupMayChange,
} from '../../rules/index.ts';
import type { AuditState, Tool } from '../../rules/index.ts';
import type { User } from '../people/accounts/repository.ts';
import { countOf, dayForForm, daysInWords } from '../formats/english.ts';
import type { FormBody } from '../web/form.ts';
import { can, capacitiesOf } from '../access/policy.ts';
import type { Capacity } from '../access/policy.ts';
import type { Results } from '../results/figures/service.ts';
import { urls } from '../web/urls.ts';
import type { Provider } from '../people/providers.ts';
import type { Audit, SampleGroup } from './repository.ts';

export const STATE_TAGS: Record<AuditState, { text: string; colour: string }> = {
  draft: { text: 'Draft', colour: 'grey' },
  open: { text: 'Open', colour: 'blue' },
  closed: { text: 'Closed', colour: 'green' },
  fedBack: { text: 'Fed back', colour: 'turquoise' },
};

/** The tag of an audit's state; a baseline has none. */
export const stateTag = (audit: Audit): { text: string; colour: string } =>
  audit.isBaseline ? { text: 'Baseline', colour: 'purple' } : STATE_TAGS[audit.state];

export const CAPACITY_LABELS: Record<Capacity, string> = {
  lead: 'Panel lead',
  auditor: 'Auditor',
  commissioner: 'Commissioner',
};

/**
 * What stands at the top of every page of an audit: a first row of sections, and for the section one is in a second row
 * of its pages. Twelve links in one row would wrap, so a page is one or two links away.
 */
export function presentHeader(audit: Audit, user: User) {
  const subject = { audit };
  const mayReadResults = can(user, 'results.read', subject);
  const sections: { text: string; pages: HeaderPage[] }[] = [
    {
      text: 'Overview',
      pages: [{ page: 'Overview', href: urls.audit(audit.id), may: can(user, 'audit.read', subject) }],
    },
    {
      text: 'Case files',
      pages: [
        {
          page: 'Case files',
          text: 'Files',
          href: urls.files(audit.id),
          may: can(user, 'caseFile.read', subject),
        },
        { page: 'Sample', href: urls.sample(audit.id), may: can(user, 'sample.manage', subject) },
        { page: 'Progress', href: urls.progress(audit.id), may: can(user, 'audit.readProgress', subject) },
        {
          page: 'Second readings',
          href: urls.readings(audit.id),
          may: can(user, 'readings.manage', subject),
        },
      ],
    },
    {
      text: 'Results',
      pages: [
        { page: 'Results', text: 'Table', href: urls.results(audit.id), may: mayReadResults },
        { page: 'Compare', href: urls.compare(audit.id), may: mayReadResults },
        {
          page: 'Then and now',
          href: urls.thenAndNow(audit.id),
          may: audit.predecessorId !== null && mayReadResults,
        },
      ],
    },
    {
      text: 'Feedback',
      pages: [
        {
          page: 'Feedback',
          text: 'Reports',
          href: urls.feedback(audit.id),
          may: can(user, 'feedback.manage', subject),
        },
        {
          page: 'Improvement',
          text: 'Improvement plans',
          href: urls.improvement(audit.id),
          may: isClosed(audit.state) && can(user, 'plans.read', subject),
        },
      ],
    },
    {
      text: 'Panel',
      pages: [{ page: 'Panel', href: urls.panel(audit.id), may: can(user, 'audit.choosePanel', subject) }],
    },
    {
      text: 'Activity',
      pages: [
        {
          page: 'Activity',
          href: urls.auditActivity(audit.id),
          may: can(user, 'audit.readActivity', subject),
        },
      ],
    },
  ];
  return {
    title: audit.title,
    partnership: audit.partnership,
    fieldwork: daysInWords(audit.fieldworkStart, audit.fieldworkEnd),
    state: stateTag(audit),
    href: urls.audit(audit.id),
    sections: sections.flatMap((section) => {
      const pages = section.pages
        .filter(({ may }) => may)
        .map(({ page, text, href }) => ({ page, text: text ?? page, href }));
      const [first] = pages;
      if (!first) return [];
      // Who may see one page of a section is led there by the page's own name.
      return [{ text: pages.length === 1 ? first.page : section.text, href: first.href, pages }];
    }),
  };
}

/** A page in the head of an audit, under the name by which pages say where they stand. */
interface HeaderPage {
  page: string;
  /** What its link says; the name unless something shorter will do. */
  text?: string;
  href: string;
  may: boolean;
}

/** The audits of somebody's home page. */
export function presentAuditList(audits: Audit[], user: User) {
  return {
    audits: audits.map((audit) => ({
      title: audit.title,
      partnership: audit.partnership,
      href: urls.audit(audit.id),
      fieldwork: daysInWords(audit.fieldworkStart, audit.fieldworkEnd),
      state: stateTag(audit),
      capacity: CAPACITY_LABELS[audit.panel.get(user.id) ?? 'auditor'],
    })),
    mayCreate: can(user, 'audit.create'),
    publishedTables: can(user, 'published.check') ? urls.publishedTables() : null,
    isCommissioner: user.roles.includes('commissioner'),
    isAdministratorOnly: user.roles.length === 1 && user.roles[0] === 'administrator',
    newAudit: urls.newAudit(),
    exampleAudit: urls.exampleAudit(),
    people: urls.people(),
  };
}

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
  { reportsIssued, unacknowledged }: { reportsIssued: number; unacknowledged: string[] },
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

/** The overview of an audit: its groups, and the next thing to do. */
export function presentAudit(parts: {
  results: Results;
  user: User;
  /** How far the reports to the providers are. */
  fedBack: {
    providers: number;
    reportsIssued: number;
    openQueries: number;
    mayStillQuery: number;
    unacknowledged: string[];
  };
  /** Names of providers whose report or plan is not as it should be; null for whoever cannot do anything about it. */
  standing: Standing | null;
  /** What is left to do with second readings. */
  readings: { unread: number; unsettled: number; incomplete: number; begun: number };
  /** How many files are drawn. */
  drawnFiles: number;
}) {
  const { results, user, fedBack, readings, standing, drawnFiles } = parts;
  const { audit, groups, tool, tally, completeFiles } = results;
  const subject = { audit };
  const maySetUp = can(user, 'audit.setUp', subject);
  const checks = checksOf(tool);
  const files = groups.reduce((sum, group) => sum + group.files, 0);
  const planned = groups.reduce((sum, group) => sum + group.plannedFiles, 0);
  const providers = new Set(groups.flatMap((group) => group.providers.map((provider) => provider.id)));
  return {
    header: presentHeader(audit, user),
    tool: { text: `${tool.title}, version ${tool.version}`, href: urls.tool(tool.id, tool.version) },
    smallNumberThreshold: audit.smallNumberThreshold,
    maySetUp: maySetUp && setupMayChange(audit.state),
    mayChangeState: can(user, 'audit.changeState', subject),
    mayReadFiles: can(user, 'caseFile.read', subject),
    mayReadResults: can(user, 'results.read', subject),
    state: audit.state,
    steps: AUDIT_STEPS,
    stateAction: urls.auditState(audit.id),
    repeatHref:
      isClosed(audit.state) && can(user, 'audit.repeat', subject) ? urls.repeatAudit(audit.id) : null,
    previousHref: audit.predecessorId === null ? null : urls.audit(audit.predecessorId),
    detailsHref: urls.auditDetails(audit.id),
    newGroupHref: urls.newGroup(audit.id),
    filesHref: urls.files(audit.id),
    resultsHref: urls.results(audit.id),
    feedbackHref: urls.feedback(audit.id),
    panelHref: urls.panel(audit.id),
    panelText: panelInWords(audit),
    sampleHref: can(user, 'sample.manage', subject) ? urls.sample(audit.id) : null,
    drawnText: drawnFiles > 0 ? `${countOf(drawnFiles, 'file is', 'files are')} drawn` : null,
    files,
    planned,
    completeFiles,
    incompleteFiles: files - completeFiles,
    ...answersOf(tally),
    contradictions: tally.contradictions.reduce((sum, contradiction) => sum + contradiction.files, 0),
    providers: providers.size,
    issued: fedBack.reportsIssued,
    unissued: providers.size - fedBack.reportsIssued,
    openQueries: fedBack.openQueries > 0 ? countOf(fedBack.openQueries, 'query', 'queries') : null,
    mayStillQuery: fedBack.mayStillQuery > 0 ? countOf(fedBack.mayStillQuery, 'provider') : null,
    reissue: presentReissue(standing, fedBack.mayStillQuery > 0),
    beforeFinal: beforeFinal(fedBack, standing),
    unreadTwice: readings.unread > 0 ? countOf(readings.unread, 'file') : null,
    givenUp: readings.incomplete > 0 ? presentGivenUp(readings) : null,
    unsettled: readings.unsettled > 0 ? countOf(readings.unsettled, 'difference') : null,
    readingsHref: urls.readings(audit.id),
    groupsWithoutProvider: groups.filter((group) => group.providers.length === 0).map((group) => group.name),
    groups: groups.map((group, i) => ({
      name: group.name,
      plannedFiles: group.plannedFiles,
      files: group.files,
      providers: group.providers.map((provider) => provider.name).join(' and '),
      exclusions: checks
        .filter((check) => group.exclusions.includes(check.id))
        .map((check) => check.shortLabel)
        .join(', '),
      href: urls.group(audit.id, group.id),
      moveAction: urls.groupMove(audit.id, group.id),
      first: i === 0,
      last: i === groups.length - 1,
    })),
  };
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

/** The form for the details of a new or an existing audit. */
export function presentAuditForm(parts: {
  audit: Audit | null;
  values: FormBody | null;
  tools: Tool[];
  user: User;
}) {
  const { audit, tools, user } = parts;
  const values: FormBody =
    parts.values ??
    (audit
      ? {
          title: audit.title,
          partnership: audit.partnership,
          fieldworkStart: dayForForm(audit.fieldworkStart),
          fieldworkEnd: dayForForm(audit.fieldworkEnd),
          tool: `${audit.toolId}:${audit.toolVersion}`,
          smallNumberThreshold: String(audit.smallNumberThreshold),
        }
      : {});
  const only = tools.length === 1 && !audit;
  return {
    header: audit && presentHeader(audit, user),
    action: audit ? urls.auditDetails(audit.id) : urls.audits(),
    back: audit ? urls.audit(audit.id) : urls.home(),
    values,
    tools: tools.map((tool) => {
      const value = `${tool.id}:${tool.version}`;
      return {
        value,
        text: `${tool.title}, version ${tool.version}`,
        hint: { text: tool.description },
        checked: values['tool'] === value || (only && values['tool'] === undefined),
      };
    }),
  };
}

/** The form for a sample group. */
export function presentGroupForm(parts: {
  audit: Audit;
  group: SampleGroup | null;
  values: FormBody | null;
  providers: Provider[];
  tool: Tool;
  user: User;
}) {
  const { audit, group, providers, tool, user } = parts;
  const values: FormBody =
    parts.values ??
    (group
      ? {
          name: group.name,
          plannedFiles: String(group.plannedFiles),
          providerIds: group.providers.map((provider) => String(provider.id)),
          exclusions: group.exclusions,
        }
      : {});
  const chosenProviders = [values['providerIds'] ?? []].flat();
  const chosenExclusions = [values['exclusions'] ?? []].flat();
  return {
    header: presentHeader(audit, user),
    action: group ? urls.group(audit.id, group.id) : urls.groups(audit.id),
    removeAction: group && group.files === 0 ? urls.groupRemove(audit.id, group.id) : null,
    back: urls.audit(audit.id),
    name: group?.name ?? null,
    filesText: group && group.files > 0 ? countOf(group.files, 'case file') : null,
    values,
    plannedHint: `Commissioners see a figure of a group only where at least ${audit.smallNumberThreshold} files have a yes and at least ${audit.smallNumberThreshold} a no. A group of fewer than ${leastFilesToShow(audit.smallNumberThreshold)} files shows them no figure, one of a few more hardly any. The panel sees all, and so does a provider of its own files.`,
    providersHref: urls.providers(),
    providers: providers.map((provider) => ({
      value: String(provider.id),
      text: provider.name,
      checked: chosenProviders.includes(String(provider.id)),
    })),
    checks: checksOf(tool).map((check) => ({
      value: check.id,
      text: check.label,
      checked: chosenExclusions.includes(check.id),
    })),
  };
}

/** Who takes part in an audit, and who could be asked to. */
export function presentPanel(audit: Audit, people: User[], user: User) {
  const members = people.filter((person) => audit.panel.has(person.id));
  const order: Capacity[] = ['lead', 'auditor', 'commissioner'];
  return {
    header: presentHeader(audit, user),
    members: members
      .map((person) => ({ person, capacity: audit.panel.get(person.id) ?? 'auditor' }))
      .toSorted((a, b) => order.indexOf(a.capacity) - order.indexOf(b.capacity))
      .map(({ person, capacity }) => ({
        name: person.name,
        email: person.email,
        capacity: CAPACITY_LABELS[capacity],
        disabled: person.disabled,
        removeAction: urls.panelMember(audit.id, person.id),
        own: person.id === user.id,
      })),
    action: urls.panel(audit.id),
    candidates: people
      .filter((person) => !person.disabled && capacitiesOf(person.roles).length > 0)
      .map((person) => ({
        value: String(person.id),
        text: `${person.name} (${capacitiesOf(person.roles)
          .map((c) => CAPACITY_LABELS[c].toLowerCase())
          .join(', ')})`,
      })),
    capacities: order.map((capacity) => ({
      value: capacity,
      text: CAPACITY_LABELS[capacity],
      hint: { text: CAPACITY_HINTS[capacity] },
    })),
  };
}

const CAPACITY_HINTS: Record<Capacity, string> = {
  lead: 'Sets the audit up, opens and closes it, issues the reports.',
  auditor: 'Records case files and sees the results.',
  commissioner: 'Sees the results once the audit is closed, small numbers masked; no case file.',
};
