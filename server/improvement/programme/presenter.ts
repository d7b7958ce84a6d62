import { daysFrom, isClosed, REPEATS } from '../../../rules/index.ts';
import type { ProgrammeState } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import type { User } from '../../access/person.ts';
import { stateTag } from '../../audits/presenter.ts';
import { countOf, dayForForm, dayInWords, timeInWords } from '../../formats/english.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import type { PlannedLine, ProgrammeService } from './service.ts';
import { repeatText } from './words.ts';

const TAGS: Record<ProgrammeState, { text: string; colour: string }> = {
  overdue: { text: 'Overdue', colour: 'red' },
  due: { text: 'Due', colour: 'yellow' },
  underWay: { text: 'Under way', colour: 'blue' },
  later: { text: 'Later', colour: 'grey' },
  done: { text: 'Nothing more planned', colour: 'grey' },
};

/** The page of the programme: what is overdue and due first. */
export function presentProgramme(lines: PlannedLine[], today: string, user: User) {
  const shown = lines.map((one) => presentLine(one, today, user));
  return {
    mayManage: can(user, 'programme.manage'),
    newHref: urls.newProgrammeLine(),
    calendarHref: urls.programmeCalendar(),
    toBegin: shown.filter(({ isToBegin }) => isToBegin),
    others: shown.filter(({ isToBegin }) => !isToBegin),
  };
}

function presentLine({ line, tool, next, state, last, subject }: PlannedLine, today: string, user: User) {
  const isUnderWay = last !== null && !isClosed(last.state);
  return {
    id: line.id,
    title: line.title,
    href: can(user, 'programme.manage') ? urls.programmeLine(line.id) : null,
    tool: tool?.title ?? 'A tool that is offered no more',
    partnership: line.partnership,
    providers: line.providers.map(({ name }) => name).join(', '),
    when: next === null ? '–' : dayInWords(next),
    whenNote: next === null ? '' : dueText(next, today),
    often: repeatText(line.everyMonths),
    lead: line.leadName ?? 'Nobody yet',
    tag: TAGS[state],
    isToBegin: state === 'overdue' || state === 'due',
    last: last && {
      title: last.title,
      href: can(user, 'audit.read', { audit: last }) ? urls.audit(last.id) : null,
      state: stateTag(last).text.toLowerCase(),
    },
    begin:
      next !== null && !isUnderWay && can(user, 'programme.begin', subject)
        ? { action: urls.programmeLineBegin(line.id), due: next, isRepeat: last !== null }
        : null,
    why: next === null ? null : whyNot(last, isUnderWay, can(user, 'programme.begin', subject), user),
  };
}

/** Why a round cannot be begun by this reader, who otherwise would have a button; null for all others. */
function whyNot(
  last: PlannedLine['last'],
  isUnderWay: boolean,
  mayBegin: boolean,
  user: User,
): string | null {
  if (!can(user, 'programme.manage') || !last) return null;
  if (isUnderWay) return `Can be begun once “${last.title}” is closed.`;
  return mayBegin ? null : `Begun by who leads “${last.title}”, from which it is copied.`;
}

/** @example dueText('2026-11-28', '2026-11-30') // '2 days ago' */
function dueText(day: string, today: string): string {
  const days = daysFrom(today, day);
  if (days === 0) return 'today';
  return days < 0 ? `${countOf(-days, 'day')} ago` : `in ${countOf(days, 'day')}`;
}

/** The form of a line, new or as it is. */
export function presentLineForm(parts: {
  own: PlannedLine | null;
  choices: Awaited<ReturnType<ProgrammeService['choices']>>;
  values: FormBody | null;
  user: User;
}) {
  const { own, choices, user } = parts;
  const values = parts.values ?? (own ? valuesOf(own) : startingValues(user));
  const text = (name: string) => [values[name] ?? ''].flat()[0] ?? '';
  const ticked = [values['providerIds'] ?? []].flat();
  const select = (name: string, items: { value: string; text: string }[]) =>
    items.map((item) => ({ ...item, selected: item.value === text(name) }));
  const tools = choices.tools.map((tool) => ({ value: tool.id, text: tool.title }));
  const isOffered = own === null || tools.some(({ value }) => value === own.line.toolId);
  return {
    own: own && {
      title: own.line.title,
      version: own.line.version,
      remove: urls.programmeLineRemove(own.line.id),
      rounds: own.line.rounds.length,
      last: own.last && own.last.title,
    },
    action: own ? urls.programmeLine(own.line.id) : urls.programme(),
    back: urls.programme(),
    values: Object.fromEntries(
      ['title', 'partnership', 'dueOn', 'fieldworkDays', 'plannedFiles'].map((name) => [name, text(name)]),
    ),
    tools: select('toolId', [
      ...(own ? [] : [{ value: '', text: 'Choose a tool' }]),
      ...(isOffered ? [] : [{ value: own.line.toolId, text: 'The tool as before, offered no more' }]),
      ...tools,
    ]),
    providers: choices.providers.map(({ id, name }) => ({
      value: String(id),
      text: name,
      checked: ticked.includes(String(id)),
    })),
    repeats: select(
      'everyMonths',
      REPEATS.map((months) => ({ value: String(months), text: repeatText(months) })),
    ),
    leads: select('leadId', [
      { value: '', text: 'Nobody yet' },
      ...choices.leads.map(({ id, name }) => ({ value: String(id), text: name })),
    ]),
    rounds:
      own || choices.rounds.length === 0
        ? []
        : select('lastRoundId', [
            { value: '', text: 'None: this will be the first' },
            ...choices.rounds.map(({ id, title }) => ({ value: String(id), text: title })),
          ]),
  };
}

const valuesOf = ({ line, next }: PlannedLine): FormBody => ({
  title: line.title,
  toolId: line.toolId,
  partnership: line.partnership,
  providerIds: line.providers.map(({ id }) => String(id)),
  dueOn: dayForForm(next ?? line.dueOn),
  everyMonths: String(line.everyMonths),
  fieldworkDays: String(line.fieldworkDays),
  plannedFiles: String(line.plannedFiles),
  leadId: line.leadId === null ? '' : String(line.leadId),
});

const startingValues = (user: User): FormBody => ({
  everyMonths: '12',
  fieldworkDays: '3',
  plannedFiles: '20',
  leadId: user.roles.includes('lead') ? String(user.id) : '',
});

/** The page of one's own calendar. */
export const presentCalendar = (madeAt: string | null, address: string | null) => ({
  back: urls.programme(),
  action: urls.programmeCalendar(),
  endAction: urls.programmeCalendarEnd(),
  made: madeAt === null ? null : timeInWords(madeAt),
  address,
});
