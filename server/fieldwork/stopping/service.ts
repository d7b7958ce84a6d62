import { checksOf, setupMayChange } from '../../../rules/index.ts';
import type { Check, CheckOutcome, StoppingState, Tool } from '../../../rules/index.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import { hasSettlements } from '../caseFiles/countingAnswer.ts';
import type { createRecordAnswers } from '../caseFiles/recordAnswers.ts';
import { hasBegun, isCommitted, orderHashOf } from '../sampling/readingOrder.ts';
import type { SampleRepository } from '../sampling/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import type { StoppingRepository, StoppingSetUp } from '../sampling/stoppingStore.ts';
import { besideFirst, orderOf, standingsOf, sureGroups, turned } from './standings.ts';
import type { CheckStanding, GroupInOrder } from './standings.ts';

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
  /** In which groups complete files come later in the order than one that is not: how many, and which one they wait for. */
  waiting: Waiting[];
  /** Empty where the order is not the one that was committed. */
  checks: CheckStanding[];
}

/** Complete files of a group that do not count yet, and the file that they wait for. */
export interface Waiting {
  group: string;
  files: number;
  /** Its place in the order, and its reference. */
  place: number;
  reference: string;
}

const waitingOf = ({ group, read, ahead, waitsFor }: GroupInOrder): Waiting[] =>
  waitsFor === null ? [] : [{ group: group.name, files: ahead, place: read.length + 1, reference: waitsFor }];

/** Where a sample group stands after a file of it was read. */
export interface GroupAfterFile {
  group: string;
  /** Whether every chosen check is sure in it. */
  isSure: boolean;
  /** Whether every file on its list counts. */
  isAllRead: boolean;
  /** Whether every one is sure, and would not be without that file. */
  isNew: boolean;
  /** The checks that are sure and would not be without that file. */
  newlySure: { check: Check; state: StoppingState }[];
  /** The checks that are not sure yet. */
  open: Check[];
  waiting: Waiting[];
}

/** Whether a sample can be sure of a standard: of at least 100%, or at most 0%, only the whole list can. */
export const canBeHeld = (standard: number): boolean => standard >= 1 && standard <= 99;

const isVerdict = (state: StoppingState | undefined): state is 'met' | 'not met' =>
  state === 'met' || state === 'not met';

/** The standards that are not those of the audit, which there is but one of: what a check has to say of it. */
export const againstStandard = (
  checks: readonly Check[],
  standards: ReadonlyMap<string, number>,
): { id: string; text: string }[] =>
  checks.flatMap((check) => {
    const { id, label, standard } = check;
    const wanted = standards.get(id);
    if (wanted === undefined || standard === undefined || wanted === standard) return [];
    const instead = canBeHeld(standard)
      ? '. Enter that, leave it empty'
      : ', which no sample can be sure of. Leave it empty';
    const text = `${label}: the standard of this audit is ${turned(check, standard)}%${instead}, or change it under Standards first.`;
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
    const nothing = { inOrder: [], asFirstRead: [], withoutFile: () => [] };
    if (!isCommitted(setUp, hash)) return { view, checks: [], groupsNotDrawn, ...nothing };
    const checks = checksOf(tool).filter(({ id }) => setUp.standards.has(id));
    const ids = checks.map(({ id }) => id);
    const files = await samples.drawnFiles(auditId);
    const answers = await records.of(auditId, ids);
    const inOrder = orderOf(groups, draws, files, answers);
    const asFirstRead = (await hasSettlements(database, auditId))
      ? orderOf(groups, draws, files, await records.of(auditId, ids, 'first'))
      : [];
    const withoutFile = (fileId: number) =>
      orderOf(
        groups,
        draws,
        files,
        answers.filter((record) => record.fileId !== fileId),
      );
    return { view, checks, inOrder, asFirstRead, groupsNotDrawn, withoutFile };
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
    if (setUp === null || checks.length === 0) return { ...view, waiting: [], checks: [] };
    return {
      ...view,
      waiting: inOrder.flatMap(waitingOf),
      checks: besideFirst(
        await standingsOf(checks, setUp, { inOrder, groupsNotDrawn, isBrief }),
        await standingsOf(checks, setUp, { inOrder: asFirstRead, groupsNotDrawn, isBrief: true }),
      ),
    };
  }

  return {
    of,

    /**
     * Where a sample group stands after one of its files was read; null where stopping is not set up, or nothing can be said.
     *
     * @param after - the group by its name, and the file of it that was read last
     */
    async afterFile(audit: Audit, after: { group: string; fileId: number }): Promise<GroupAfterFile | null> {
      const { group, fileId } = after;
      const { view, checks, inOrder, groupsNotDrawn, withoutFile } = await database.read(() =>
        gathered(audit, undefined),
      );
      const { setUp } = view;
      if (setUp === null) return null;
      const standingsBy = async (order: readonly GroupInOrder[]) => {
        const own = order.filter((one) => one.group.name === group);
        return standingsOf(checks, setUp, { inOrder: own, groupsNotDrawn, isBrief: true });
      };
      const standings = await standingsBy(inOrder);
      if (standings.every(({ groups }) => groups.length === 0)) return null;
      const before = await standingsBy(withoutFile(fileId));
      const stateIn = (standing: CheckStanding | undefined) => standing?.groups[0]?.state;
      return {
        group,
        isSure: sureGroups(standings).includes(group),
        isAllRead: standings.every(({ groups }) => groups.every(({ read, listed }) => read === listed)),
        isNew: sureGroups(standings).includes(group) && !sureGroups(before).includes(group),
        newlySure: standings.flatMap((standing, i) => {
          const state = stateIn(standing);
          const isNew = isVerdict(state) && stateIn(before[i]) !== state;
          return isNew ? [{ check: standing.check, state }] : [];
        }),
        open: standings.flatMap((standing) => (stateIn(standing) === 'read on' ? [standing.check] : [])),
        waiting: inOrder.filter((one) => one.group.name === group).flatMap(waitingOf),
      };
    },

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
