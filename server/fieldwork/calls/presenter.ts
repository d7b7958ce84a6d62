import { itemById, SEED_MAXIMUM_LENGTH, setupMayChange } from '../../../rules/index.ts';
import type { Option } from '../../../rules/index.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import { countOf, dayInWords, timeInWords } from '../../formats/english.ts';
import type { User } from '../../people/accounts/repository.ts';
import type { FieldError } from '../../platform/errors.ts';
import { textOf, ticked } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { callsField, mostField, notField, pseudonymField } from './fields.ts';
import { callerRows, CALLERS_MAXIMUM, filledRows, WEEKS_MAXIMUM } from './form.ts';
import type { CallWishes } from './repository.ts';
import type { CallLine, CallPlanState, CallTool } from './service.ts';

/** How many calls a service gets where its group says nothing else, as in the source of scripted calls. */
const CALLS_A_SERVICE = 6;

const STATUS_TAGS: Record<CallLine['status'], { text: string; colour: string }> = {
  'to do': { text: 'To do', colour: 'yellow' },
  begun: { text: 'Begun', colour: 'blue' },
  made: { text: 'Made', colour: 'green' },
  'not made': { text: 'Not made', colour: 'grey' },
};

/** The options of a choice of the tool. */
export function optionsOfChoice(tool: CallTool, id: string): Option[] {
  const item = itemById(tool, id);
  return item?.kind === 'field' && item.type === 'choice' ? item.options : [];
}

/** Pseudonyms in the order of their letters and numbers, K2 before K10; a caller is addressed by the place in it. */
export const callersIn = (calls: readonly CallLine[]): string[] =>
  [...new Set(calls.flatMap(({ caller }) => caller ?? []))].toSorted((a, b) =>
    a.localeCompare(b, 'en-GB', { numeric: true }),
  );

/** The page on which the lead plans the calls, and sees how far they are. */
export function presentCallPlan(parts: {
  audit: Audit;
  state: CallPlanState;
  user: User;
  /** A seed that is offered for the next plan. */
  seed: string;
  /** What was typed, when the form is shown again. */
  typed: FormBody | null;
  errors: FieldError[];
}) {
  const { audit, state, user } = parts;
  const { sample, groups, calls } = state;
  const isFixed = (sample?.lockedAt ?? null) !== null;
  return {
    header: presentHeader(audit, user),
    auditHref: urls.audit(audit.id),
    filesHref: urls.files(audit.id),
    hasGroups: groups.length > 0,
    closed: !setupMayChange(audit.state),
    mayChange: setupMayChange(audit.state) && !isFixed,
    fixedAt: sample && sample.lockedAt !== null ? timeInWords(sample.lockedAt) : null,
    draft: audit.state === 'draft',
    answersHref: urls.rightAnswers(audit.id),
    plan: calls.length > 0 && sample ? presentDrawn(audit.id, state, sample) : null,
    action: urls.calls(audit.id),
    removeAction: urls.callsRemove(audit.id),
    form: presentForm(audit, state, parts),
  };
}

/** The plan that holds: how far the calls to each service are, who makes how many, and every call. */
function presentDrawn(
  auditId: number,
  { tool, groups, calls, kept }: CallPlanState,
  sample: NonNullable<CallPlanState['sample']>,
) {
  const labelOf = (id: string, value: string | null) =>
    optionsOfChoice(tool, id).find((option) => option.id === value)?.label ?? '';
  const nameOf = (groupId: number) => groups.find(({ id }) => id === groupId)?.name ?? '';
  const services = groups.flatMap((group) => {
    const own = calls.filter(({ groupId }) => groupId === group.id);
    return own.length > 0 ? [{ name: group.name, ...progressOf(own) }] : [];
  });
  return {
    seed: sample.seed ?? '',
    when: sample.drawnAt === null ? '' : `${timeInWords(sample.drawnAt)} by ${sample.drawnByName ?? ''}`,
    times: sample.draws,
    total: progressOf(calls),
    services,
    sheetsHref: urls.callerSheet(auditId, 'all'),
    callers: callersIn(calls).map((pseudonym, i) => {
      const own = calls.filter(({ caller }) => caller === pseudonym);
      return {
        pseudonym,
        ...progressOf(own),
        services: [...new Set(own.map(({ groupId }) => nameOf(groupId)))].toSorted().join(', '),
        sheetHref: urls.callerSheet(auditId, i + 1),
      };
    }),
    repeats: repeatsIn(calls).map(({ caller, groupId }) => `${caller} calls ${nameOf(groupId)}`),
    forgotten: kept === null,
    calls: calls.map((call) => ({
      reference: call.reference,
      service: nameOf(call.groupId),
      caller: call.caller ?? '',
      scenario: labelOf(tool.calls.scenario, call.scenario),
      time: labelOf(tool.calls.time, call.time),
      week: call.week === null ? '' : dayInWords(call.week),
      status: STATUS_TAGS[call.status],
      href: call.fileId === null ? null : urls.file(auditId, call.fileId),
    })),
  };
}

/** How many of some calls are made; those that cannot be made are told beside it. */
function progressOf(calls: readonly CallLine[]) {
  const count = (status: CallLine['status']) => calls.filter((call) => call.status === status).length;
  const [begun, notMade] = [count('begun'), count('not made')];
  return {
    made: count('made'),
    planned: calls.length,
    more: [
      ...(begun > 0 ? [`${begun} begun`] : []),
      ...(notMade > 0 ? [`${notMade} cannot be made`] : []),
    ].join(', '),
  };
}

/** Who calls a service with one scenario more than once. */
function repeatsIn(calls: readonly CallLine[]): { caller: string; groupId: number }[] {
  const seen = new Set<string>();
  const found = new Map<string, { caller: string; groupId: number }>();
  for (const { caller, groupId, scenario } of calls) {
    if (caller === null || scenario === null) continue;
    const pair = `${caller} ${groupId}`;
    if (seen.has(`${pair} ${scenario}`)) found.set(pair, { caller, groupId });
    seen.add(`${pair} ${scenario}`);
  }
  return [...found.values()];
}

/** What is asked for a plan: as typed, as it was asked before, or as it is offered at first. */
function presentForm(
  audit: Audit,
  { tool, groups, kept }: CallPlanState,
  { seed, typed, errors }: { seed: string; typed: FormBody | null; errors: FieldError[] },
) {
  const body = typed ?? (kept ? bodyOf(kept.wishes, groups) : firstBody(audit, tool, groups));
  const errorAt = (field: string) => {
    const found = errors.find((error) => error.field === field);
    return found ? { text: found.text } : null;
  };
  const input = (name: string) => ({ name, value: textOf(body, name), error: errorAt(name) });
  const options = (name: string, id: string) => ({
    error: errorAt(name),
    items: optionsOfChoice(tool, id).map(({ id: value, label }) => ({
      value,
      text: label,
      checked: ticked.parse(body[name]).includes(value),
    })),
  });
  const rows = callerRows((filledRows(body).at(-1) ?? -1) + 1);
  return {
    services: groups.map(({ id, name }) => ({ service: name, ...input(callsField(id)) })),
    callers: Array.from({ length: rows }, (_, i) => ({
      number: i + 1,
      pseudonym: input(pseudonymField(i)),
      most: input(mostField(i)),
      not: {
        name: notField(i),
        items: groups.map(({ id, name }) => ({
          value: String(id),
          text: name,
          checked: ticked.parse(body[notField(i)]).includes(String(id)),
        })),
      },
    })),
    mayAdd: rows < CALLERS_MAXIMUM,
    scenarios: options('scenarios', tool.calls.scenario),
    times: options('times', tool.calls.time),
    weeks: { ...input('weeks'), first: dayInWords(audit.fieldworkStart), maximum: WEEKS_MAXIMUM },
    seed: {
      value: typed ? textOf(typed, 'seed') : seed,
      maximum: SEED_MAXIMUM_LENGTH,
      error: errorAt('seed'),
    },
  };
}

/** Wishes as the form that asked for them. */
function bodyOf({ services, callers, scenarios, times, weeks }: CallWishes, groups: SampleGroup[]): FormBody {
  const wanted = new Map(services.map(({ groupId, calls }) => [groupId, calls]));
  return Object.fromEntries<string | string[]>([
    ...groups.map(({ id }) => [callsField(id), String(wanted.get(id) ?? 0)] as const),
    ...callers.flatMap(({ pseudonym, not, most }, i) => [
      [pseudonymField(i), pseudonym] as const,
      [notField(i), not.map(String)] as const,
      [mostField(i), most === null ? '' : String(most)] as const,
    ]),
    ['scenarios', scenarios],
    ['times', times],
    ['weeks', String(weeks)],
  ]);
}

/** What is offered before anything was asked: all stories, all times of day, the weeks of the fieldwork. */
function firstBody(audit: Audit, tool: CallTool, groups: SampleGroup[]): FormBody {
  const days = (Date.parse(audit.fieldworkEnd) - Date.parse(audit.fieldworkStart)) / 86_400_000 + 1;
  const weeks = Math.min(Math.max(Math.ceil(days / 7), 1), WEEKS_MAXIMUM);
  return Object.fromEntries<string | string[]>([
    ...groups.map(
      ({ id, plannedFiles }) => [callsField(id), String(plannedFiles || CALLS_A_SERVICE)] as const,
    ),
    ['scenarios', optionsOfChoice(tool, tool.calls.scenario).map(({ id }) => id)],
    ['times', optionsOfChoice(tool, tool.calls.time).map(({ id }) => id)],
    ['weeks', String(weeks)],
  ]);
}

/** What is said once a plan is drawn. */
export const plannedInWords = (calls: number): string => `${countOf(calls, 'call')} are planned.`;
