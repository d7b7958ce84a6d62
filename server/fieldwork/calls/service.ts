import { planCalls, referenceKey, setupMayChange } from '../../../rules/index.ts';
import type { CallPlan, CallShortage, PlannedCall, Tool } from '../../../rules/index.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import { countOf, listOf } from '../../formats/english.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { CaseFileRepository } from '../caseFiles/repository.ts';
import type { Sample, SampleRepository } from '../sampling/repository.ts';
import { callsField } from './fields.ts';
import type { CallPlanRepository, CallWishes, KeptCallPlan } from './repository.ts';

/** A tool whose calls are planned. */
export type CallTool = Tool & { calls: NonNullable<Tool['calls']> };

/** One call of a plan, and how far it is. */
export interface CallLine {
  reference: string;
  groupId: number;
  /** What the plan fills in; null once the audit was closed, when it is forgotten. */
  caller: string | null;
  scenario: string | null;
  time: string | null;
  /** The first day of its week; null as above. */
  week: string | null;
  status: 'to do' | 'begun' | 'made' | 'not made';
  /** The record that it was begun as. */
  fileId: number | null;
}

/** Everything that the page of a plan shows. */
export interface CallPlanState {
  tool: CallTool;
  groups: SampleGroup[];
  sample: Sample | null;
  kept: KeptCallPlan | null;
  /** In the order of their references. */
  calls: CallLine[];
}

export type CallService = ReturnType<typeof createCallService>;

export function createCallService(parts: {
  database: Database;
  audits: AuditRepository;
  samples: SampleRepository;
  callPlans: CallPlanRepository;
  caseFiles: CaseFileRepository;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, samples, callPlans, caseFiles, activity, tools, now } = parts;
  const at = () => now().toISOString();

  /** @throws NotFoundError for an audit whose records are no calls that are planned */
  function toolOf(audit: Audit): CallTool {
    const tool = tools.of(audit);
    const { calls } = tool;
    if (!calls) throw new NotFoundError('The records of this audit are no calls, so none can be planned.');
    return { ...tool, calls };
  }

  /** The audit, held for a change of its plan. */
  async function forPlan(auditId: number): Promise<{ audit: Audit; tool: CallTool; sample: Sample | null }> {
    const audit = await audits.lock(auditId);
    if (!audit) throw new NotFoundError();
    const tool = toolOf(audit);
    if (!setupMayChange(audit.state)) {
      throw new StateError('The audit is closed, so the plan of its calls cannot be changed.');
    }
    const sample = await samples.of(auditId);
    if (sample && sample.lockedAt !== null) {
      throw new StateError('The first call is recorded, so the plan is fixed. Nothing was changed.');
    }
    return { audit, tool, sample };
  }

  async function linesOf(
    auditId: number,
    { calls }: CallTool,
    kept: KeptCallPlan | null,
  ): Promise<CallLine[]> {
    const listed = await samples.list(auditId);
    const saidOf = new Map(
      listed.map(({ reference, fields }) => [
        reference,
        fields === null ? {} : (JSON.parse(fields) as Record<string, string>),
      ]),
    );
    const complete = new Set(
      (await caseFiles.lines(auditId, { asked: [], read: [] })).flatMap(({ id, completedAt }) =>
        completedAt === null ? [] : [id],
      ),
    );
    return (await samples.drawnFiles(auditId))
      .map(({ reference, groupId, caseFileId, status }): CallLine => {
        const said = saidOf.get(reference) ?? {};
        const begun = caseFileId !== null && complete.has(caseFileId) ? 'made' : 'begun';
        return {
          reference,
          groupId,
          caller: said[calls.caller] ?? null,
          scenario: said[calls.scenario] ?? null,
          time: said[calls.time] ?? null,
          week: kept?.weeks.get(reference) ?? null,
          status: status === 'not_found' ? 'not made' : caseFileId === null ? 'to do' : begun,
          fileId: caseFileId,
        };
      })
      .toSorted((a, b) => (a.reference < b.reference ? -1 : 1));
  }

  return {
    toolOf,

    state: (audit: Audit): Promise<CallPlanState> =>
      database.read(async () => {
        const tool = toolOf(audit);
        const kept = await callPlans.of(audit.id);
        return {
          tool,
          groups: await audits.groups(audit.id),
          sample: await samples.of(audit.id),
          kept,
          calls: await linesOf(audit.id, tool, kept),
        };
      }),

    /**
     * Draws a plan in place of the one before. The same wishes and seed give the same plan; its calls become records to
     * be recorded, each with its scenario, caller and time of day.
     *
     * @returns how many calls there are
     * @throws InputError where there is no such plan, saying what stands in the way
     */
    async plan(
      actorId: number,
      auditId: number,
      { seed, wishes }: { seed: string; wishes: CallWishes },
    ): Promise<number> {
      return database.write(async () => {
        const { audit, tool, sample } = await forPlan(auditId);
        const groups = await audits.groups(auditId);
        const plan = planOf(seed, wishes, groups);
        const references = namesFor(plan.calls.length, await caseFiles.references(auditId));
        const calls = plan.calls.map((call, i) => ({ ...call, reference: references[i] ?? '' }));
        if (!sample) await samples.setList(auditId, [], actorId, at());
        await samples.setDraw(auditId, seed, [], drawnFrom(tool, calls, groups), actorId, at());
        const weeks = new Map(
          calls.map(({ reference, week }) => [reference, weekAfter(audit.fieldworkStart, week)]),
        );
        await callPlans.set(auditId, { wishes, weeks });
        await activity.add({
          userId: actorId,
          action: 'calls.planned',
          auditId,
          detail: { seed, calls: calls.length, callers: new Set(calls.map(({ caller }) => caller)).size },
        });
        return calls.length;
      });
    },

    async remove(actorId: number, auditId: number): Promise<void> {
      await database.write(async () => {
        const { sample } = await forPlan(auditId);
        if (!sample) return;
        await samples.remove(auditId);
        await activity.add({ userId: actorId, action: 'calls.planRemoved', auditId });
      });
    },
  };
}

/** The plan, with services by their ids as texts. */
function planOf(seed: string, wishes: CallWishes, groups: SampleGroup[]): CallPlan {
  const plan = planCalls({
    seed,
    services: wishes.services.map(({ groupId, calls }) => ({ id: String(groupId), calls })),
    callers: wishes.callers.map(({ pseudonym, not, most }) => ({
      id: pseudonym,
      not: not.map(String),
      most,
    })),
    scenarios: wishes.scenarios,
    times: wishes.times,
    weeks: wishes.weeks,
  });
  if ('short' in plan) throw new InputError(plan.short.map((short) => shortageInWords(short, groups)));
  return plan;
}

function shortageInWords(short: CallShortage, groups: SampleGroup[]): FieldError {
  const { services, wanted, callers, able } = short;
  const names = services.flatMap((id) => groups.find((group) => String(group.id) === id)?.name ?? []);
  const field = callsField(services[0] ?? '');
  if (callers.length === 0) {
    return {
      field,
      text: `Nobody may call ${listOf(names)}. Enter a caller who may, or plan no call there.`,
    };
  }
  const [want, them] = names.length === 1 ? ['is to get', 'it'] : ['are to get', 'them'];
  const who =
    callers.length === 1
      ? `only ${listOf(callers)} may call ${them}`
      : `only ${listOf(callers)} may call ${them}, together`;
  return {
    field,
    text: `${listOf(names)} ${want} ${countOf(wanted, 'call')}, and ${who} at most ${able} times. Enter another caller who may, let somebody make more, or plan ${wanted - able} fewer.`,
  };
}

/** C01, C02 and so on, without those that are taken. */
function namesFor(count: number, taken: readonly string[]): string[] {
  const known = new Set(taken.map(referenceKey));
  const names: string[] = [];
  for (let n = 1; names.length < count; n += 1) {
    const name = `C${String(n).padStart(count + taken.length > 99 ? 3 : 2, '0')}`;
    if (!known.has(referenceKey(name))) names.push(name);
  }
  return names;
}

/** Calls as drawn files of their groups, with what the plan fills in as if it came from a list. */
function drawnFrom(
  { calls: { scenario, caller, time } }: CallTool,
  calls: (PlannedCall & { reference: string })[],
  groups: SampleGroup[],
) {
  return groups.flatMap((group) =>
    calls
      .filter(({ service }) => service === String(group.id))
      .map((call, i) => ({
        groupId: group.id,
        row: calls.indexOf(call) + 1,
        reference: call.reference,
        fields: JSON.stringify({
          [scenario]: call.scenario,
          [caller]: call.caller,
          [time]: call.time,
        }),
        status: 'drawn' as const,
        position: i + 1,
      })),
  );
}

const DAY_MS = 86_400_000;
const weekAfter = (first: string, week: number): string =>
  new Date(Date.parse(`${first}T00:00:00Z`) + week * 7 * DAY_MS).toISOString().slice(0, 10);
