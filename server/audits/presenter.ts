import {
  CASE_FILES,
  isClosed,
  leastFilesToShow,
  setupMayChange,
  suppressionRuleOf,
} from '../../rules/index.ts';
import type { AuditState, SubjectWords, Tool } from '../../rules/index.ts';
import type { User } from '../people/accounts/repository.ts';
import { countOf, dayForForm, daysInWords } from '../formats/english.ts';
import { textOf } from '../web/form.ts';
import type { FormBody } from '../web/form.ts';
import { agreementOf, can, capacitiesOf } from '../access/policy.ts';
import type { Capacity } from '../access/policy.ts';
import { urls } from '../web/urls.ts';
import type { Provider } from '../people/providers.ts';
import { mayBeDrawn } from './groupChecks.ts';
import { presentExclusions } from './exclusionsPresenter.ts';
import type { Audit, SampleGroup } from './repository.ts';
import { presentToolList } from './toolListPresenter.ts';

export const STATE_TAGS: Record<AuditState, { text: string; colour: string }> = {
  draft: { text: 'Draft', colour: 'grey' },
  open: { text: 'Open', colour: 'blue' },
  closed: { text: 'Closed', colour: 'green' },
  final: { text: 'Final', colour: 'turquoise' },
};

/** The tag of an audit's state; a baseline has none. */
export const stateTag = (audit: Audit): { text: string; colour: string } =>
  audit.isBaseline ? { text: 'Baseline', colour: 'purple' } : STATE_TAGS[audit.state];

export const CAPACITY_LABELS: Record<Capacity, string> = {
  lead: 'Panel lead',
  auditor: 'Auditor',
  commissioner: 'Commissioner',
};

/** A page in the head of an audit, under the name by which pages say where they stand. */
interface HeaderPage {
  page: string;
  /** What its link says; the name unless something shorter will do. */
  text?: string;
  href: string;
  may: boolean;
}

/**
 * What stands at the top of every page of an audit: a first row of sections, and for the section one is in a second row
 * of its pages. Twelve links in one row would wrap, so a page is one or two links away.
 */
export function presentHeader(audit: Audit, user: User) {
  const sections: { text: string; pages: HeaderPage[] }[] = [
    { text: 'Overview', pages: overviewPages(audit, user) },
    { text: audit.words.Many, pages: caseFilePages(audit, user) },
    { text: 'Results', pages: resultPages(audit, user) },
    { text: 'Feedback', pages: feedbackPages(audit, user) },
    { text: 'Panel', pages: panelPages(audit, user) },
    { text: 'Activity', pages: activityPages(audit, user) },
  ];
  return {
    title: audit.title,
    partnership: audit.partnership,
    fieldwork: daysInWords(audit.fieldworkStart, audit.fieldworkEnd),
    state: stateTag(audit),
    href: urls.audit(audit.id),
    /** For a commissioner who sees all figures: said on every page, since nothing else tells them from others. */
    // Of what is no person nothing is suppressed, so that there is nothing to keep back.
    agreement: audit.words.personal ? agreementOf(user, { audit }) : null,
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

const overviewPages = (audit: Audit, user: User): HeaderPage[] => [
  { page: 'Overview', href: urls.audit(audit.id), may: can(user, 'audit.read', { audit }) },
];

const caseFilePages = (audit: Audit, user: User): HeaderPage[] => [
  {
    page: audit.words.Many,
    text: audit.words.Files,
    href: urls.files(audit.id),
    may: can(user, 'caseFile.read', { audit }),
  },
  audit.plansCalls
    ? { page: 'Plan the calls', href: urls.calls(audit.id), may: can(user, 'calls.plan', { audit }) }
    : { page: 'Sample', href: urls.sample(audit.id), may: can(user, 'sample.manage', { audit }) },
  { page: 'Progress', href: urls.progress(audit.id), may: can(user, 'audit.readProgress', { audit }) },
  {
    page: 'Stop when sure',
    href: urls.stopping(audit.id),
    may: audit.stopsWhenSure && can(user, 'stopping.read', { audit }),
  },
  { page: 'Second readings', href: urls.readings(audit.id), may: can(user, 'readings.manage', { audit }) },
  {
    page: 'Self-audits',
    href: urls.selfAudits(audit.id),
    may: audit.isSelfAudit && can(user, 'selfAudits.read', { audit }),
  },
  {
    page: 'Questionnaire',
    href: urls.questionnaire(audit.id),
    may: audit.isSelfCompleted && can(user, 'questionnaire.count', { audit }),
  },
  {
    page: 'Coding',
    href: urls.coding(audit.id),
    may: audit.hasCodedTexts && can(user, 'texts.code', { audit }),
  },
];

/** Where somebody is led who wants to see what came of an audit: to its scores, where it has any. */
export const resultsHref = (audit: Pick<Audit, 'id' | 'isScored'>): string =>
  audit.isScored ? urls.scores(audit.id) : urls.results(audit.id);

function resultPages(audit: Audit, user: User): HeaderPage[] {
  const may = can(user, 'results.read', { audit });
  return [
    { page: 'Scores', href: urls.scores(audit.id), may: audit.isScored && may },
    { page: 'Results', text: 'Table', href: urls.results(audit.id), may },
    { page: 'Compare', href: urls.compare(audit.id), may },
    {
      page: 'Completeness',
      text: 'NDTMS records',
      href: urls.completeness(audit.id),
      may: audit.hasExtract && can(user, 'completeness.read', { audit }),
    },
    { page: 'Then and now', href: urls.thenAndNow(audit.id), may: audit.predecessorId !== null && may },
    { page: 'Trend', href: urls.trend(audit.id), may: audit.predecessorId !== null && may },
    {
      page: 'Publish',
      href: urls.publish(audit.id),
      // Outside the organisation there is nobody where it is the only one.
      may: user.organisationName !== null && isClosed(audit.state) && can(user, 'figures.publish', { audit }),
    },
  ];
}

const feedbackPages = (audit: Audit, user: User): HeaderPage[] => [
  {
    page: 'Feedback',
    text: 'Reports',
    href: urls.feedback(audit.id),
    may: can(user, 'feedback.manage', { audit }),
  },
  {
    page: 'Improvement',
    text: 'Improvement plans',
    href: urls.improvement(audit.id),
    may: isClosed(audit.state) && can(user, 'improvementPlans.read', { audit }),
  },
];

const panelPages = (audit: Audit, user: User): HeaderPage[] => [
  { page: 'Panel', href: urls.panel(audit.id), may: can(user, 'audit.choosePanel', { audit }) },
];

const activityPages = (audit: Audit, user: User): HeaderPage[] => [
  { page: 'Activity', href: urls.auditActivity(audit.id), may: can(user, 'audit.readActivity', { audit }) },
];

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
          smallNumberRule: audit.smallNumberRule,
          smallNumberOrder: audit.smallNumberOrder,
          headline: audit.headline,
        }
      : {});
  const words = audit?.words ?? CASE_FILES;
  const rule = values['smallNumberRule'];
  const order = values['smallNumberOrder'];
  const own = tools.find(({ id, version }) => id === audit?.toolId && version === audit.toolVersion);
  return {
    header: audit && presentHeader(audit, user),
    action: audit ? urls.auditDetails(audit.id) : urls.audits(),
    back: audit ? urls.audit(audit.id) : urls.home(),
    values,
    personal: own?.subject.personal ?? true,
    rules: [
      {
        value: 'by_item',
        text: 'Small numbers of what the check is about (recommended)',
        hint: {
          text: `What a service did${words.areCaseFiles ? ', such as whether a plan is on file,' : ''} is suppressed where it rests on too few ${words.files}. Who somebody is, such as gender, is suppressed where too few have a yes or a no.`,
        },
        checked: rule === 'by_item',
      },
      {
        value: 'by_counts',
        text: 'Small numbers of anything',
        hint: {
          text: `Stricter: every figure is suppressed where too few ${words.files} have a yes or a no. Of small groups, commissioners will see next to nothing.`,
        },
        checked: rule === 'by_counts',
      },
    ],
    orders: [
      {
        value: 'providers_first',
        text: 'Figures of providers (recommended)',
        hint: {
          text: 'A sample group is hidden rather, so that each provider can be seen beside the others.',
        },
        checked: order === 'providers_first',
      },
      {
        value: 'groups_first',
        text: 'Figures of sample groups',
        hint: { text: 'A provider is hidden rather. For audits in which groups are what is compared.' },
        checked: order === 'groups_first',
      },
    ],
    offersHeadline: audit !== null && mayBeDrawn(audit),
    headlines: presentHeadlines(textOf(values, 'headline'), words),
    ...presentToolList(tools, audit, textOf(values, 'tool')),
  };
}

const presentHeadlines = (chosen: string, { file, files, read, list }: SubjectWords) => [
  {
    value: 'weighted',
    text: 'Weighted by the sizes of the groups (recommended)',
    hint: {
      text: `Each group counts by the ${files} on its ${list}, or as entered for it, so that the figure speaks of all ${files} there are, however many of each group were ${read}.`,
    },
    checked: chosen === 'weighted',
  },
  {
    value: 'unweighted',
    text: `All ${files} that were ${read}, each once`,
    hint: {
      text: `What everybody can count. A group of which more were ${read} for its size counts for more; for a round that is to stand beside earlier ones that were counted so. It speaks of the ${files} that were ${read}, and not of every ${file} there is.`,
    },
    checked: chosen === 'unweighted',
  },
];

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
          ...(group.caseload ? { caseloadFiles: String(group.caseload.files) } : {}),
          ...(group.caseload?.isDrawn ? { caseloadDrawn: 'yes' } : {}),
          providerIds: group.providers.map((provider) => String(provider.id)),
          exclusions: group.exclusions,
        }
      : {});
  const chosenProviders = [values['providerIds'] ?? []].flat();
  return {
    header: presentHeader(audit, user),
    action: group ? urls.group(audit.id, group.id) : urls.groups(audit.id),
    removeAction: group && group.files === 0 ? urls.groupRemove(audit.id, group.id) : null,
    back: urls.audit(audit.id),
    name: group?.name ?? null,
    filesText: group && group.files > 0 ? countOf(group.files, audit.words.one, audit.words.many) : null,
    values,
    plannedHint: plannedHint(audit, tool),
    offersCaseload: mayBeDrawn(audit),
    isCaseloadDrawn: [values['caseloadDrawn'] ?? []].flat().length > 0,
    isSelfAudit: audit.isSelfAudit,
    providersHint: audit.isSelfAudit
      ? 'Whose people answer. Tick one: each provider has a sample group of its own.'
      : tool.subject.personal
        ? 'Whose notes are read. Tick several for joint work.'
        : 'Who is to be given a report on this group; none where there is nobody.',
    providers: providers.map((provider) => ({
      value: String(provider.id),
      text: provider.name,
      checked: chosenProviders.includes(String(provider.id)),
    })),
    exclusions: presentExclusions(audit, tool, [values['exclusions'] ?? []].flat()),
  };
}

/** What readers outside the panel will see of a group, by how many files it has. */
function plannedHint(audit: Audit, tool: Tool): string | null {
  if (!tool.subject.personal) return null;
  const { words } = audit;
  const least = audit.smallNumberThreshold;
  const counts = `at least ${least} ${words.files} have a yes and at least ${least} a no, which no group of fewer than ${leastFilesToShow(least)} ${words.files} can have`;
  const { byFiles } = suppressionRuleOf(tool, audit);
  return `${
    byFiles.size > 0
      ? `Commissioners see what the service did, check by check, where a check applies to at least ${least} ${words.files} of a group; figures about who somebody is only where ${counts}.`
      : `Commissioners see a figure of a group only where ${counts}.`
  } The panel sees all, and so does a provider of its own ${words.files}.`;
}

/** Who takes part in an audit, and who could be asked to. */
export function presentPanel(audit: Audit, people: User[], user: User, values: FormBody = {}) {
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
        figures: capacity === 'commissioner' ? figuresSeen(audit, person.id) : null,
        disabled: person.disabled,
        removeAction: urls.panelMember(audit.id, person.id),
        own: person.id === user.id,
      })),
    action: urls.panel(audit.id),
    assignedHref: setupMayChange(audit.state) && !audit.isBaseline ? urls.assigned(audit.id) : null,
    candidates: people
      .filter((person) => !person.disabled && capacitiesOf(person.roles).length > 0)
      // Whoever is on the panel already is there only to be given another part.
      .toSorted((a, b) => Number(audit.panel.has(a.id)) - Number(audit.panel.has(b.id)))
      .map((person) => ({
        value: String(person.id),
        checked: [values['userId'] ?? []].flat().includes(String(person.id)),
        text: `${person.name} (${capacitiesOf(person.roles)
          .map((c) => CAPACITY_LABELS[c].toLowerCase())
          .join(', ')})${audit.panel.has(person.id) ? ', on the panel' : ''}`,
      })),
    capacities: order.map((capacity) => ({
      value: capacity,
      text: CAPACITY_LABELS[capacity],
      hint: { text: capacityHints(audit.words)[capacity] },
      checked: values['capacity'] === capacity,
    })),
    figures: FIGURES_SEEN.map((choice) => ({ ...choice, checked: values['figures'] === choice.value })),
    agreement: values['agreement'] ?? '',
  };
}

const capacityHints = ({ one, many }: SubjectWords): Record<Capacity, string> => ({
  lead: 'Sets the audit up, opens and closes it, issues the reports.',
  auditor: `Records ${many} and sees the results.`,
  commissioner: `Sees the results once the audit is closed; no ${one}.`,
});

const FIGURES_SEEN = [
  {
    value: 'suppressed',
    text: 'Small numbers suppressed',
    hint: {
      text: 'For everybody who is not responsible for these services. What they see can be passed on.',
    },
  },
  {
    value: 'all',
    text: 'All figures, for management',
    hint: {
      text: 'For the partnership’s own commissioner, under its data-sharing agreement. Every page says not to pass them on.',
    },
  },
];

function figuresSeen(audit: Audit, userId: number): string {
  const agreement = audit.agreements.get(userId);
  return agreement === undefined ? 'small numbers suppressed' : `all figures, under ${agreement}`;
}
