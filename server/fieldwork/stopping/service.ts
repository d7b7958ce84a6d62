import { checksOf, setupMayChange, stopWhenSure, stopWhenSureTogether } from '../../../rules/index.ts';
import type {
  Check,
  CheckOutcome,
  FileSays,
  ReadSoFar,
  Stopping,
  StoppingState,
  Tool,
} from '../../../rules/index.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import { hasSettlements } from '../caseFiles/countingAnswer.ts';
import type { createRecordAnswers, RecordAnswers } from '../caseFiles/recordAnswers.ts';
import { hasBegun, isCommitted, orderHashOf } from '../sampling/readingOrder.ts';
import type { GroupDraw, SampledFile, SampleRepository } from '../sampling/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import type { StoppingRepository, StoppingSetUp } from '../sampling/stoppingStore.ts';

/** Where a chosen check stands in one sample group. */
export interface GroupStanding extends Stopping {
  group: string;
  /** Files on its list, and how many of them were drawn. */
  listed: number;
  drawn: number;
  /** Files that count: the drawn ones in their order, up to the first that is not complete. */
  read: number;
  /** Of these, yes and yes or no. */
  yes: number;
  applicable: number;
  /** Where the first readings by themselves are sure of something else: of what, and since which file; else null. */
  asFirstRead: { state: StoppingState; since: number } | null;
}

/** Where a chosen check stands, group by group and over all of them. */
export interface CheckStanding {
  check: Check;
  standard: number;
  groups: GroupStanding[];
  /** Names of groups with files that are asked it and were not drawn, so that nothing is said of them. */
  outside: string[];
  /** Null where there is but one group, or it was not asked for. */
  together: StoppingState | null;
}

/** All that the page of stopping shows. */
export interface StoppingView {
  tool: Tool;
  setUp: StoppingSetUp | null;
  /** SHA-256 of the order as it is now; null where nothing was drawn at random. */
  orderHash: string | null;
  /** Whether recording has begun, so that the sample and what was set up are fixed. */
  isFixed: boolean;
  /** Groups whose files were not drawn at random, so that nothing can be said of them. */
  notDrawn: string[];
  /** Complete files that come later in the order than one that is not complete. */
  ahead: number;
  /** The place in the order of the file that they wait for, by group. */
  waitsFor: { group: string; place: number }[];
  /** Empty where the order is not the one that was committed. */
  checks: CheckStanding[];
}

/** What is told of a sample group in which every chosen check is sure. */
export interface SureGroup {
  group: string;
  /** Whether the last file that counts made it so. */
  isNew: boolean;
}

/** The one definition of where reading may stop: the groups in which every chosen check that they are asked is sure. */
export function sureGroups({ checks }: Pick<StoppingView, 'checks'>): SureGroup[] {
  const all = checks.flatMap(({ groups }) => groups);
  return [...new Set(all.map(({ group }) => group))].flatMap((group) => {
    const own = all.filter((one) => one.group === group);
    if (own.some(({ state }) => state === 'read on')) return [];
    return [{ group, isNew: own.some(({ since, read }) => since === read) }];
  });
}

/** Whether the standard of a check is the most that may have a yes. */
export const isAtMost = ({ polarity }: Pick<Check, 'polarity'>): boolean => polarity === 'yes_is_bad';

/** Whether a sample can be sure of a standard: of at least 100%, or at most 0%, only the whole list can. */
export const canBeHeld = (standard: number): boolean => standard >= 1 && standard <= 99;

/** The standards that are not those of the audit, which there is but one of: what a check has to say of it. */
export const againstStandard = (
  checks: readonly Check[],
  standards: ReadonlyMap<string, number>,
): { id: string; text: string }[] =>
  checks.flatMap(({ id, label, standard }) => {
    const wanted = standards.get(id);
    if (wanted === undefined || standard === undefined || wanted === standard) return [];
    const instead = canBeHeld(standard)
      ? '. Enter that, leave it empty'
      : ', which no sample can be sure of. Leave it empty';
    const text = `${label}: the standard of this audit is ${standard}%${instead}, or change it under Standards first.`;
    return [{ id, text }];
  });

export type StoppingService = ReturnType<typeof createStoppingService>;

export function createStoppingService(parts: {
  database: Database;
  audits: AuditRepository;
  samples: SampleRepository;
  records: ReturnType<typeof createRecordAnswers>;
  stopping: StoppingRepository;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, samples, records, stopping, activity, tools, now } = parts;

  /** What a page says and what it is worked out from; no check where the order is not the committed one. */
  async function gathered(audit: Audit, known: readonly SampleGroup[] | undefined) {
    const { id: auditId } = audit;
    const tool = tools.of(audit);
    const sample = await samples.of(auditId);
    const setUp = await stopping.of(auditId);
    const hash = await orderHashOf(samples, auditId);
    const groups = known ?? (await audits.groups(auditId));
    const draws = await samples.draws(auditId);
    const groupsNotDrawn = groups.filter(
      ({ id }) => !draws.some((draw) => draw.groupId === id && draw.method === 'random'),
    );
    const view = {
      tool,
      setUp,
      orderHash: hash,
      isFixed: !setupMayChange(audit.state) || hasBegun(sample, groups),
      notDrawn: groupsNotDrawn.map(({ name }) => name),
    };
    if (!isCommitted(setUp, hash)) return { view, checks: [], inOrder: [], asFirstRead: [], groupsNotDrawn };
    const checks = checksOf(tool).filter(({ id }) => setUp.standards.has(id));
    const ids = checks.map(({ id }) => id);
    const files = await samples.drawnFiles(auditId);
    const inOrder = orderOf(groups, draws, files, await records.of(auditId, ids));
    const asFirstRead = (await hasSettlements(database, auditId))
      ? orderOf(groups, draws, files, await records.of(auditId, ids, 'first'))
      : [];
    return { view, checks, inOrder, asFirstRead, groupsNotDrawn };
  }

  /**
   * Where stopping stands in an audit.
   *
   * @param by - groups: those of the audit where they are at hand; isBrief: without what holds for all of them together
   */
  async function of(
    audit: Audit,
    { groups, isBrief = false }: { groups?: readonly SampleGroup[]; isBrief?: boolean } = {},
  ): Promise<StoppingView> {
    const { view, checks, inOrder, asFirstRead, groupsNotDrawn } = await database.read(() =>
      gathered(audit, groups),
    );
    const setUp = view.setUp;
    if (setUp === null || checks.length === 0) return { ...view, ahead: 0, waitsFor: [], checks: [] };
    return {
      ...view,
      ahead: inOrder.reduce((sum, { ahead }) => sum + ahead, 0),
      waitsFor: inOrder.flatMap(({ group, read, ahead }) =>
        ahead === 0 ? [] : [{ group: group.name, place: read.length + 1 }],
      ),
      checks: besideFirst(
        await standingsOf(checks, setUp, { inOrder, groupsNotDrawn, isBrief }),
        await standingsOf(checks, setUp, { inOrder: asFirstRead, groupsNotDrawn, isBrief: true }),
      ),
    };
  }

  return {
    of,

    /** A sample group, by its name, where every chosen check is sure in it; null where it is not, or stopping is not set up. */
    sureIn: async (audit: Audit, group: string): Promise<SureGroup | null> =>
      sureGroups(await of(audit, { isBrief: true })).find((one) => one.group === group) ?? null,

    /** What the rule says of each chosen check; empty where none is set up, or its order does not hold. */
    async outcomes(audit: Audit, all: readonly SampleGroup[]): Promise<CheckOutcome[]> {
      if (!audit.stopsWhenSure || !audit.hasCases) return [];
      const { checks } = await of(audit, { groups: all });
      return checks.map(({ check, standard, groups, outside, together }) => ({
        id: check.id,
        standard,
        groups: groups.map(({ group, state }) => ({ group, outcome: state })),
        outside,
        together,
      }));
    },

    /**
     * Sets up which checks are held against which standard, and commits the order of reading. Only while nothing was read:
     * whoever has seen answers could choose by them.
     *
     * @throws StateError where nothing was drawn at random, or recording has begun
     */
    async set(
      actorId: number,
      auditId: number,
      wanted: { errorPerMille: number; standards: ReadonlyMap<string, number> },
    ): Promise<void> {
      await database.write(async () => {
        const audit: Audit | null = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        const sample = await samples.of(auditId);
        const hash = await orderHashOf(samples, auditId);
        if (!setupMayChange(audit.state) || !sample || hash === null) {
          throw new StateError(
            `Draw the ${audit.words.files} at random from a list first: the order of the draw is the order of reading.`,
          );
        }
        if (hasBegun(sample, await audits.groups(auditId))) {
          throw new StateError(
            'Recording has begun, so nothing was changed: a rule that is chosen later proves nothing.',
          );
        }
        // The form has said so before; between the two the audit's standard may have been changed.
        const other = againstStandard(checksOf(tools.of(audit)), wanted.standards);
        if (other.length > 0)
          throw new StateError(`${other.map(({ text }) => text).join(' ')} Nothing was changed.`);
        await stopping.set(auditId, {
          ...wanted,
          orderHash: hash,
          setAt: now().toISOString(),
          setBy: actorId,
        });
        await activity.add({
          userId: actorId,
          action: 'stopping.set',
          auditId,
          detail: { checks: wanted.standards.size },
        });
      });
    },
  };
}

/** A group that was drawn at random, with its complete files in the order of the draw. */
interface GroupInOrder {
  group: SampleGroup;
  draw: GroupDraw;
  /** Up to the first that is not complete; null for one that cannot be found. */
  read: (RecordAnswers | null)[];
  ahead: number;
}

function orderOf(
  groups: readonly SampleGroup[],
  draws: readonly GroupDraw[],
  files: readonly SampledFile[],
  answers: readonly RecordAnswers[],
): GroupInOrder[] {
  const complete = new Map(
    answers.flatMap((record) => (record.completedAt === null ? [] : [[record.fileId, record] as const])),
  );
  return groups.flatMap((group): GroupInOrder[] => {
    const draw = draws.find(({ groupId, method }) => groupId === group.id && method === 'random');
    if (!draw) return [];
    // One that was put into another group since is none of this list any more.
    const recordOf = ({ caseFileId }: SampledFile) => {
      const record = complete.get(caseFileId ?? -1);
      return record === undefined || record.groupId === group.id ? record : null;
    };
    const own = files
      .filter(({ groupId }) => groupId === group.id)
      .map((file) => (file.status === 'not_found' ? null : recordOf(file)));
    const first = own.indexOf(undefined);
    const end = first === -1 ? own.length : first;
    const isRead = (file: (typeof own)[number]) => file !== undefined;
    const read = own.slice(0, end).flatMap((file) => (file === undefined ? [] : [file]));
    return [{ group, draw, read, ahead: own.slice(end).filter(isRead).length }];
  });
}

/**
 * Works out where each check stands, a group at a time: the bounds of a long list take tens of milliseconds when they are
 * first asked for, in which nobody else gets an answer.
 */
async function standingsOf(
  checks: readonly Check[],
  setUp: StoppingSetUp,
  {
    inOrder,
    groupsNotDrawn,
    isBrief,
  }: { inOrder: readonly GroupInOrder[]; groupsNotDrawn: readonly SampleGroup[]; isBrief: boolean },
): Promise<CheckStanding[]> {
  const standings: CheckStanding[] = [];
  for (const check of checks) {
    const standard = setUp.standards.get(check.id) ?? 0;
    // Where a yes is bad, the files with a no have to be as many as the standard leaves.
    const error = setUp.errorPerMille / 1000;
    const rule = { standard: isAtMost(check) ? 100 - standard : standard, error };
    const asked = inOrder.filter(({ group }) => !group.exclusions.includes(check.id));
    const soFar = asked.map(({ draw, read }) => soFarOf(check, draw, read));
    const groups: GroupStanding[] = [];
    for (const [i, { group, draw }] of asked.entries()) {
      const own = soFar[i] ?? { caseload: draw.listed, says: [] };
      groups.push({
        group: group.name,
        ...countsOf(check, draw, own),
        ...stopWhenSure(own, rule),
        asFirstRead: null,
      });
      await othersFirst();
    }
    const together = isBrief || asked.length < 2 ? null : togetherOf(soFar, rule);
    const outside = groupsNotDrawn
      .filter(({ exclusions, files }) => files > 0 && !exclusions.includes(check.id))
      .map(({ name }) => name);
    standings.push({ check, standard, groups, outside, together });
    await othersFirst();
  }
  return standings;
}

/** Puts beside each group what the first readings were sure of, where settled answers have changed that. */
function besideFirst(now: CheckStanding[], first: CheckStanding[]): CheckStanding[] {
  return now.map((standing, i) => ({
    ...standing,
    groups: standing.groups.map((group) => {
      const was = first[i]?.groups.find((one) => one.group === group.group);
      return was && was.since !== null && was.state !== group.state
        ? { ...group, asFirstRead: { state: was.state, since: was.since } }
        : group;
    }),
  }));
}

/** Of so many checks, or states of them, it is remembered what holds of all lists together. */
const MOST_REMEMBERED = 500;
const remembered = new Map<string, StoppingState>();

/**
 * What holds of all lists together, remembered by all that it is made of: it takes tens of milliseconds a check, and every page
 * and document with a figure of it asks.
 */
function togetherOf(soFar: readonly ReadSoFar[], rule: Parameters<typeof stopWhenSure>[1]): StoppingState {
  const key = JSON.stringify([
    rule.standard,
    rule.error,
    soFar.map(({ caseload, says }) => [caseload, says]),
  ]);
  const state = remembered.get(key) ?? stopWhenSureTogether(soFar, rule);
  // The last that were asked for stay.
  remembered.delete(key);
  remembered.set(key, state);
  const [oldest] = remembered.keys();
  if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  return state;
}

/** Lets whoever else waits have an answer before going on. */
const othersFirst = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const soFarOf = (check: Check, draw: GroupDraw, read: GroupInOrder['read']): ReadSoFar => ({
  caseload: draw.listed,
  says: read.map((file): FileSays =>
    file === null ? 'does not count' : saysOf(file.answers.get(check.id), isAtMost(check)),
  ),
});

function countsOf(check: Check, { listed, drawn }: GroupDraw, { says }: ReadSoFar) {
  const count = (...what: FileSays[]) => says.filter((one) => what.includes(one)).length;
  return {
    listed,
    drawn,
    read: says.length,
    yes: count(isAtMost(check) ? 'no' : 'yes'),
    applicable: count('yes', 'no'),
  };
}

function saysOf(answer: string | undefined, isTurned: boolean): FileSays {
  if (answer === 'yes' || answer === 'no') return (answer === 'yes') === isTurned ? 'no' : 'yes';
  return answer === 'na' ? 'does not count' : 'no answer';
}
