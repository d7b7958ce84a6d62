import { ACTION_STATUSES, foldGroup, isDueSoon, statusOf } from '../../../rules/index.ts';
import type { ActionStatus } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import { countOf, dayForForm, dayInWords, daysInWords, plainName } from '../../formats/english.ts';
import type { User } from '../../people/accounts/repository.ts';
import type { FieldError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { dueInWords } from '../actions/dueDate.ts';
import { STATUS_TAGS } from '../actions/tags.ts';
import type { TextWarningView } from '../plans/textWarning.ts';
import { cellField, ENTRY_ROWS } from './form.ts';
import { LINE_COLUMNS, PARTNERSHIP } from './reading.ts';
import type { LineColumn, Owner } from './reading.ts';
import type { DeliveryLine, DeliveryPlan, LineDetails } from './repository.ts';
import { DELIVERY_EXAMPLES } from './service.ts';
import type { ShownPlan } from './service.ts';

/** A page shows so many lines at once; files have all. */
const MOST_ON_A_PAGE = 300;

/** How the columns of a line are called on pages. */
const COLUMN_WORDS: Record<LineColumn, string> = {
  heading: 'Heading',
  action: 'What will be done',
  owner: 'Owner',
  role: 'Role',
  due: 'Due',
  'done when': 'Done when',
  themes: 'Themes',
};

/** What a plan is narrowed to; all of it where nothing is given. */
export interface PlanFilter {
  heading: string;
  theme: string;
  owner: string;
  status: string;
}

/** Reads the filter out of an address; what is not known narrows nothing. */
export function readPlanFilter(query: Record<string, unknown>): PlanFilter {
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].slice(0, 200) : '');
  return { heading: text('heading'), theme: text('theme'), owner: text('owner'), status: text('status') };
}

/** Who owns a line, in words. */
export function ownerText(
  line: Pick<LineDetails, 'providerId' | 'ownerRole'>,
  owners: readonly Owner[],
): string {
  const owner = line.providerId === null ? null : owners.find(({ id }) => id === line.providerId);
  return [owner?.name ?? PARTNERSHIP, line.ownerRole].filter((part) => part !== '').join(', ');
}

const hasLeft = (line: Pick<LineDetails, 'providerId'>, owners: readonly Owner[]): boolean =>
  owners.some(({ id, hasLeft: left }) => id === line.providerId && left);

/** The plans that somebody may see. */
export function presentPlans(plans: { plan: DeliveryPlan; lines: number }[], user: User) {
  const mayManage = can(user, 'deliveryPlans.manage');
  return {
    mayManage,
    isProvider: user.providerId !== null,
    newHref: urls.newDeliveryPlan(),
    meetingsHref: can(user, 'meetings.read') ? urls.meetings() : null,
    followUpHref: can(user, 'followUp.read') ? urls.followUp() : null,
    plans: plans.map(({ plan, lines }) => ({
      title: plan.title,
      href: urls.deliveryPlan(plan.id),
      partnership: plan.partnership,
      days: daysInWords(plan.firstDay, plan.lastDay),
      lines: countOf(lines, 'line'),
    })),
    examples: mayManage ? DELIVERY_EXAMPLES.map(({ id, title }) => ({ value: id, text: title })) : [],
    examplesAction: urls.deliveryExamples(),
  };
}

/** The form of a new plan, or to change one. */
export function presentPlanForm(
  plan: DeliveryPlan | null,
  followers: readonly User[],
  user: User,
  body: FormBody | null,
) {
  const ticked = new Set(
    body
      ? [body['followers'] ?? []].flat()
      : (plan?.followers ?? (followers.some(({ id }) => id === user.id) ? [user.id] : [])).map(String),
  );
  const values: FormBody = body ?? {
    title: plan?.title ?? '',
    partnership: plan?.partnership ?? '',
    firstDay: plan ? dayForForm(plan.firstDay) : '',
    lastDay: plan ? dayForForm(plan.lastDay) : '',
  };
  return {
    values,
    back: plan ? urls.deliveryPlan(plan.id) : urls.deliveryPlans(),
    backText: plan ? plan.title : 'Delivery plans',
    action: plan ? urls.deliveryPlanEdit(plan.id) : urls.deliveryPlans(),
    removeAction: plan ? urls.deliveryPlanRemove(plan.id) : null,
    warning: null,
    followers: followers.map(({ id, name }) => ({
      value: String(id),
      text: name,
      checked: ticked.has(String(id)),
    })),
  };
}

/** The one view of a plan: page, workbook, PDF and Word document are made from it. */
export type PlanView = ReturnType<typeof presentDeliveryPlan>;

export function presentDeliveryPlan(
  { plan, lines, owners }: ShownPlan,
  filter: PlanFilter,
  user: User,
  today: string,
) {
  const all = lines.map((line) => ({ line, status: statusOf(line, today), owner: ownerText(line, owners) }));
  const organisationOf = ({ providerId }: DeliveryLine) =>
    owners.find(({ id }) => id === providerId)?.name ?? PARTNERSHIP;
  const themes = spellings(lines.flatMap((line) => line.themes));
  const theme = themes.find((one) => foldGroup(one) === foldGroup(filter.theme)) ?? null;
  const headings = [...new Set(lines.map(({ heading }) => heading))];
  const heading = headings.find((one) => one === filter.heading) ?? null;
  const organisations = [...new Set(lines.map(organisationOf))].toSorted((a, b) =>
    a.localeCompare(b, 'en-GB'),
  );
  const owner = organisations.find((one) => one === filter.owner) ?? null;
  const status =
    ACTION_STATUSES.find((one) => one === filter.status) ?? (filter.status === 'due' ? 'due' : null);
  const hasTheme = (line: DeliveryLine, wanted: string) =>
    line.themes.some((one) => foldGroup(one) === foldGroup(wanted));
  const fitting = all.filter(
    ({ line, status: is }) =>
      (heading === null || line.heading === heading) &&
      (theme === null || hasTheme(line, theme)) &&
      (owner === null || organisationOf(line) === owner) &&
      (status === null || (status === 'due' ? isDueSoon(line, today) : is === status)),
  );
  const query = queryOf({ heading, theme, owner, status });
  const count = (...wanted: ActionStatus[]) => fitting.filter(({ status: is }) => wanted.includes(is)).length;
  const under = new Set(fitting.map(({ line }) => line.heading)).size;
  const left = all.filter(
    ({ line, status: is }) => hasLeft(line, owners) && is !== 'done' && is !== 'confirmed',
  );
  const option = (value: string, text: string, chosen: string | null) => ({
    value,
    text,
    selected: value === chosen,
  });
  const narrowedBeside = [
    ...(heading === null ? [] : [`heading ${heading}`]),
    ...(owner === null ? [] : [`owner ${owner}`]),
    ...(status === null
      ? []
      : [status === 'due' ? 'due within 30 days' : STATUS_TAGS[status].text.toLowerCase()]),
  ];
  const mayManage = can(user, 'deliveryPlans.manage');
  const sections = sectionsOf(fitting, { plan, owners, today });
  return {
    title: theme === null ? plan.title : `${theme}: ${plan.title}`,
    planTitle: plan.title,
    theme,
    partnership: plan.partnership,
    days: daysInWords(plan.firstDay, plan.lastDay),
    today: dayInWords(today),
    fileName:
      plainName(theme === null ? plan.title : `${plan.title} ${theme}`).slice(0, 80) || 'delivery-plan',
    isProvider: user.providerId !== null,
    mayManage,
    back: urls.deliveryPlans(),
    all: lines.length,
    sentence: `${countOf(fitting.length, 'line')} under ${countOf(under, 'heading')}`,
    figures: {
      lines: fitting.length,
      late: count('late'),
      dueSoon: fitting.filter(({ line }) => isDueSoon(line, today)).length,
      done: count('done', 'confirmed'),
      confirmed: count('confirmed'),
    },
    filtered: Object.keys(query).length > 0,
    narrowedTo: [...(theme === null ? [] : [`theme ${theme}`]), ...narrowedBeside],
    /** The same without the theme, which is the title of documents. */
    narrowedBeside,
    selects: [
      {
        name: 'theme',
        label: 'Theme',
        items: [option('', 'All themes', theme), ...themes.map((one) => option(one, one, theme))],
      },
      {
        name: 'heading',
        label: 'Heading',
        items: [option('', 'All headings', heading), ...headings.map((one) => option(one, one, heading))],
      },
      {
        name: 'owner',
        label: 'Owner',
        items: [option('', 'All owners', owner), ...organisations.map((one) => option(one, one, owner))],
      },
      {
        name: 'status',
        label: 'Status',
        items: [
          option('', 'Any status', status),
          ...ACTION_STATUSES.map((one) => option(one, STATUS_TAGS[one].text, status)),
          option('due', 'Due within 30 days', status),
        ],
      },
    ],
    themes: themes.map((one) => {
      const own = lines.filter((line) => hasTheme(line, one));
      const places = new Set(own.map((line) => line.heading)).size;
      return {
        text: one,
        href: urls.deliveryPlan(plan.id, { theme: one }),
        note: `${countOf(own.length, 'line')} under ${countOf(places, 'heading')}`,
      };
    }),
    left:
      left.length === 0
        ? null
        : {
            text: `${countOf(left.length, 'line')} ${left.length === 1 ? 'belongs' : 'belong'} to a provider that has left: ${[...new Set(left.map(({ line }) => organisationOf(line)))].join(', ')}. Give ${left.length === 1 ? 'it' : 'them'} another owner.`,
            lines: left.map(({ line }) => ({
              text: line.action,
              href: urls.deliveryLineForm(plan.id, line.id, 'edit'),
            })),
          },
    links: {
      plan: urls.deliveryPlan(plan.id),
      enter: urls.deliveryLines(plan.id),
      take: urls.deliveryImport(plan.id),
      edit: urls.deliveryPlanEdit(plan.id),
      xlsx: urls.deliveryPlanFile(plan.id, 'xlsx', query),
      pdf: urls.deliveryPlanFile(plan.id, 'pdf', query),
      docx: urls.deliveryPlanFile(plan.id, 'docx', query),
    },
    sections,
    onPage: cutSections(sections, MOST_ON_A_PAGE),
    shownOf:
      fitting.length > MOST_ON_A_PAGE
        ? `The first ${MOST_ON_A_PAGE} of ${fitting.length.toLocaleString('en-GB')} lines are shown. Choose a theme, heading, owner or status, or take all of them as a file.`
        : null,
  };
}

type Judged = { line: DeliveryLine; status: ActionStatus; owner: string };

/** Lines under their headings, in the order in which headings first come. */
function sectionsOf(
  lines: readonly Judged[],
  { plan, owners, today }: { plan: DeliveryPlan; owners: readonly Owner[]; today: string },
) {
  const byHeading = new Map<string, Judged[]>();
  for (const one of lines) byHeading.set(one.line.heading, [...(byHeading.get(one.line.heading) ?? []), one]);
  return [...byHeading].map(([heading, own], i) => ({
    id: `heading-${i + 1}`,
    heading,
    lines: own.map(({ line, status, owner }) => ({
      action: line.action,
      href: urls.deliveryLine(plan.id, line.id),
      owner,
      organisation: owners.find(({ id }) => id === line.providerId)?.name ?? PARTNERSHIP,
      role: line.ownerRole,
      ownerHasLeft: hasLeft(line, owners),
      due: dueInWords(line.due, today, status),
      dueDay: line.due,
      measure: line.measure,
      answers: line.answers?.label ?? '',
      themes: line.themes.map((text) => ({ text, href: urls.deliveryPlan(plan.id, { theme: text }) })),
      status: STATUS_TAGS[status],
      doneDay: line.doneAt?.slice(0, 10) ?? '',
      confirmedDay: line.confirmedAt?.slice(0, 10) ?? '',
    })),
  }));
}

type Section = ReturnType<typeof sectionsOf>[number];

/** The first so many lines, under their headings. */
function cutSections(sections: readonly Section[], most: number): Section[] {
  let room = most;
  return sections.flatMap((section) => {
    const lines = section.lines.slice(0, Math.max(0, room));
    room -= section.lines.length;
    return lines.length === 0 ? [] : [{ ...section, lines }];
  });
}

function spellings(themes: readonly string[]): string[] {
  const found = new Map<string, string>();
  for (const theme of themes) if (!found.has(foldGroup(theme))) found.set(foldGroup(theme), theme);
  return [...found.values()].toSorted((a, b) => a.localeCompare(b, 'en-GB'));
}

const queryOf = (filter: Record<string, string | null>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(filter).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );

/** The table in which lines are entered. */
export function presentEntry(
  plan: DeliveryPlan,
  owners: readonly Owner[],
  headings: readonly string[],
  body: FormBody,
) {
  return {
    back: urls.deliveryPlan(plan.id),
    backText: plan.title,
    action: urls.deliveryLines(plan.id),
    take: urls.deliveryImport(plan.id),
    lastDay: dayInWords(plan.lastDay),
    warning: null as TextWarningView['warning'] | null,
    heads: LINE_COLUMNS.map((column) => COLUMN_WORDS[column]),
    headings,
    owners: [PARTNERSHIP, ...owners.filter(({ hasLeft: left }) => !left).map(({ name }) => name)],
    rows: Array.from({ length: ENTRY_ROWS }, (_, i) => ({
      number: i + 1,
      cells: LINE_COLUMNS.map((column) => ({
        name: cellField(i + 1, column),
        head: COLUMN_WORDS[column],
        label: `${COLUMN_WORDS[column]}, row ${i + 1}`,
        list: column === 'owner' ? 'owners' : column === 'heading' ? 'headings' : null,
        value: textOf(body, cellField(i + 1, column)),
      })),
    })),
  };
}

/** The page on which a sheet of lines is taken over. */
export const presentPlanImport = (plan: DeliveryPlan, text: string) => ({
  back: urls.deliveryPlan(plan.id),
  backText: plan.title,
  action: urls.deliveryImport(plan.id),
  columns: LINE_COLUMNS,
  lastDay: dayInWords(plan.lastDay),
  partnership: PARTNERSHIP,
  warning: null as TextWarningView['warning'] | null,
  templates: (['xlsx', 'csv'] as const).map((format) => ({
    href: urls.deliveryTemplate(format),
    text: format === 'xlsx' ? 'an Excel workbook' : 'CSV',
  })),
  text,
});

/** Errors of cells, each at the field of its cell. */
export const cellErrors = (
  row: number,
  problems: readonly { column: LineColumn; text: string }[],
): FieldError[] =>
  problems.map(({ column, text }) => ({
    field: cellField(row, column),
    text: row === 0 ? text : `Row ${row}, ${COLUMN_WORDS[column].toLowerCase()}: ${text}`,
  }));
