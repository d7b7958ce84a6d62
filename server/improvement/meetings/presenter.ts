import { statusOf } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import { countOf, dayForForm, dayInWords, plainName } from '../../formats/english.ts';
import type { User } from '../../people/accounts/repository.ts';
import type { Provider } from '../../people/providers.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { dueInWords } from '../actions/dueDate.ts';
import { STATUS_TAGS } from '../actions/tags.ts';
import type { DeliveryPlan } from '../delivery/repository.ts';
import { PARTNERSHIP } from '../delivery/reading.ts';
import type { TextWarningView } from '../plans/textWarning.ts';
import type { Proposals } from './proposals.ts';
import type { AgendaKind, Meeting } from './repository.ts';
import type { ShownMeeting } from './service.ts';

const KINDS: Record<AgendaKind, string> = {
  decision: 'Decided last time',
  late: 'Late',
  standard: 'Standard missed',
  measure: 'Measure changed',
  query: 'Open query',
  own: 'Added',
};

/** The meetings that somebody may read. */
export const presentMeetings = (meetings: { meeting: Meeting; provider: Provider }[], user: User) => ({
  mayManage: can(user, 'meetings.manage'),
  isProvider: user.providerId !== null,
  newHref: urls.newMeeting(),
  back: urls.deliveryPlans(),
  meetings: meetings.map(({ meeting, provider }) => ({
    day: dayInWords(meeting.heldOn),
    href: urls.meeting(meeting.id),
    provider: provider.name,
    minutes: meeting.minutedAt === null ? 'not yet' : 'written',
    next: meeting.nextOn === null ? '–' : dayInWords(meeting.nextOn),
  })),
});

/** So many meetings, the latest, stand on a provider's first page. */
const MOST_AT_HOME = 3;

/** What a provider has agreed with those who commission it: its lines of delivery plans, and its meetings. Null without any. */
export function presentAgreed(
  plans: { plan: DeliveryPlan; lines: number }[],
  meetings: { meeting: Meeting; provider: Provider }[],
) {
  const found = [
    ...plans.map(({ plan, lines }) => ({
      title: plan.title,
      href: urls.deliveryPlan(plan.id),
      text: `Delivery plan of ${plan.partnership}: ${countOf(lines, 'line')} of yours. Say there how far each is.`,
    })),
    ...meetings.slice(0, MOST_AT_HOME).map(({ meeting }) => ({
      title: `Contract review on ${dayInWords(meeting.heldOn)}`,
      href: urls.meeting(meeting.id),
      text: `${meeting.minutedAt === null ? 'The agenda is here.' : 'The minutes are here.'}${meeting.nextOn === null ? '' : ` The next one is on ${dayInWords(meeting.nextOn)}.`}`,
    })),
  ];
  return found.length > 0 ? found : null;
}

/** The form of a new meeting, or of its date and people. */
export function presentMeetingForm(
  meeting: Meeting | null,
  choices: { providers: Provider[]; plans: DeliveryPlan[]; readers: User[] },
  user: User,
  body: FormBody | null,
) {
  const values: FormBody = body ?? {
    providerId: meeting ? String(meeting.providerId) : '',
    planId: meeting ? String(meeting.planId ?? '') : String(choices.plans[0]?.id ?? ''),
    heldOn: meeting ? dayForForm(meeting.heldOn) : '',
    place: meeting?.place ?? '',
    people: meeting?.people ?? '',
  };
  const ticked = body ? [body['readers'] ?? []].flat() : (meeting?.readers ?? [user.id]).map(String);
  const option = (value: string, text: string, name: string) => ({
    value,
    text,
    selected: textOf(values, name) === value,
  });
  return {
    values,
    back: meeting ? urls.meeting(meeting.id) : urls.meetings(),
    backText: meeting ? 'The meeting' : 'Contract review meetings',
    action: meeting ? urls.meetingForm(meeting.id, 'edit') : urls.meetings(),
    isNew: meeting === null,
    warning: null,
    providers: [
      option('', 'Choose', 'providerId'),
      ...choices.providers
        .filter(({ id }) => meeting === null || id === meeting.providerId)
        .map(({ id, name }) => option(String(id), name, 'providerId')),
    ],
    plans: [
      option('', 'None yet', 'planId'),
      ...choices.plans.map(({ id, title }) => option(String(id), title, 'planId')),
    ],
    readers: choices.readers.map(({ id, name }) => ({
      value: String(id),
      text: name,
      checked: ticked.includes(String(id)),
    })),
  };
}

/** The one view of a meeting: its page and its PDF are made from it. */
export type MeetingView = ReturnType<typeof presentMeeting>;

export function presentMeeting(
  { meeting, provider, plan, agenda, lines }: ShownMeeting,
  proposed: Proposals | null,
  user: User,
  today: string,
) {
  const form = (name: string) => urls.meetingForm(meeting.id, name);
  const mayWrite = can(user, 'meeting.write', { meeting });
  return {
    title: `Contract review with ${provider.name}`,
    provider: provider.name,
    day: dayInWords(meeting.heldOn),
    place: meeting.place,
    people: meeting.people
      .split('\n')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
    next: meeting.nextOn === null ? null : dayInWords(meeting.nextOn),
    isMinuted: meeting.minutedAt !== null,
    fileName: `contract-review-${plainName(provider.name)}-${meeting.heldOn}.pdf`,
    mayWrite,
    back: urls.meetings(),
    version: meeting.version,
    links: {
      pdf: urls.meetingPdf(meeting.id),
      edit: form('edit'),
      agenda: form('agenda'),
      minutes: form('minutes'),
      plan: plan && can(user, 'deliveryPlans.read') ? urls.deliveryPlan(plan.id) : null,
    },
    planTitle: plan?.title ?? null,
    /** What was typed to be added, where it could not be saved. */
    own: '',
    warning: null as TextWarningView['warning'] | null,
    agenda: agenda.map((line) => ({
      id: line.id,
      kind: KINDS[line.kind],
      text: line.text,
      decision: line.decision,
      fixed: line.decision !== '' || line.lineIds.length > 0,
      actions: line.lineIds.flatMap((id) => {
        const one = lines.get(id);
        if (!one) return [];
        const status = statusOf(one, today);
        return [
          {
            text: one.action,
            owner: one.providerId === null ? PARTNERSHIP : provider.name,
            due: dueInWords(one.due, today, status),
            status: STATUS_TAGS[status],
            href: can(user, 'deliveryLine.read', { line: one })
              ? urls.deliveryLine(one.planId, one.id)
              : null,
          },
        ];
      }),
    })),
    count: countOf(agenda.length, 'line'),
    proposals: (proposed?.lines ?? []).map(({ kind, source, text }) => ({
      value: source,
      text,
      hint: { text: KINDS[kind] },
    })),
    someSuppressed: proposed?.someSuppressed ?? false,
  };
}

/** The form of the minutes. */
export function presentMinutes({ meeting, provider, plan, agenda }: ShownMeeting, body: FormBody | null) {
  return {
    back: urls.meeting(meeting.id),
    action: urls.meetingForm(meeting.id, 'minutes'),
    version: body ? textOf(body, 'version') : meeting.version,
    nextOn: body ? textOf(body, 'nextOn') : meeting.nextOn === null ? '' : dayForForm(meeting.nextOn),
    planTitle: plan?.title ?? null,
    lastDay: plan ? dayInWords(plan.lastDay) : null,
    warning: null as TextWarningView['warning'] | null,
    editHref: urls.meetingForm(meeting.id, 'edit'),
    agenda: agenda.map((line, i) => {
      const of = (name: string, kept: string) => ({
        name: `${name}-${line.id}`,
        value: body ? textOf(body, `${name}-${line.id}`) : kept,
      });
      const owner = of('owner', '');
      return {
        number: i + 1,
        text: line.text,
        decision: of('decision', line.decision),
        action: of('action', ''),
        due: of('due', ''),
        agreed: line.lineIds.length,
        owner: {
          name: owner.name,
          items: [provider.name, PARTNERSHIP].map((name) => ({
            value: name,
            text: name,
            selected: owner.value === name,
          })),
        },
      };
    }),
  };
}
