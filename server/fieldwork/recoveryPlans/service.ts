import {
  checksOf,
  copiedGoals,
  deriveFile,
  PLAN_LIMITS,
  planFigures,
  takesAnswers,
  topThreshold,
  withAdditions,
} from '../../../rules/index.ts';
import type {
  CopiedGoal,
  DerivedFile,
  PlanContext,
  PlanEntry,
  PlanFigures,
  SmartWords,
  Tool,
} from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import type { Reading } from '../caseFiles/reading.ts';
import type { CaseFileRepository } from '../caseFiles/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import type { ExtractRepository } from '../sampling/extractRepository.ts';
import type { PlanOfFile, RecoveryPlanRepository, StoredPlan } from './repository.ts';

/** The plan of one reading, with what follows from it. */
export interface ReadingPlan {
  /** Null where nothing was entered yet. */
  stored: StoredPlan | null;
  derived: DerivedFile | null;
  context: PlanContext;
  /** What the caseload list says of treatment and TOP, with which a plan begins that nobody has saved; null for nothing. */
  listed: Pick<PlanEntry, 'treatmentStart' | 'treatmentExit' | 'topForms'> | null;
}

/** The plan of a file as it counts, with what follows from it. */
export interface CountingPlan extends PlanOfFile {
  group: string;
  derived: DerivedFile;
}

/** All that the plans of an audit come to. */
export interface AuditPlans {
  figures: PlanFigures;
  plans: CountingPlan[];
}

/** Somebody else saved the plan after the form was opened. */
export class StalePlanError extends StateError {
  readonly current: StoredPlan;
  constructor(current: StoredPlan) {
    super('Somebody else has saved this plan since you opened it.');
    this.current = current;
  }
}

/** Plans whose findings are kept in memory. */
const MOST_REMEMBERED = 20_000;

export type RecoveryPlanService = ReturnType<typeof createRecoveryPlanService>;

export function createRecoveryPlanService(parts: {
  database: Database;
  audits: AuditRepository;
  caseFiles: CaseFileRepository;
  plans: RecoveryPlanRepository;
  extracts: Pick<ExtractRepository, 'client'>;
  activity: ActivityRepository;
  tools: Tools;
  smartWords: SmartWords;
  now: () => Date;
}) {
  const { database, audits, caseFiles, plans, activity, tools, now } = parts;
  // Made once for each tool: what is read from the lists is kept with them.
  const wordsByTool = new Map<Tool, SmartWords>();
  // Reading a goal takes about a millisecond, and most plans have not changed since their figures were last asked for.
  const derivedOf = new Map<number, { key: string; derived: DerivedFile }>();
  const copiedIn = new Map<number, { key: string; copied: CopiedGoal[] }>();

  /** What plans of an audit are held against; they are read as on the last day of fieldwork. */
  function contextOf(audit: Audit, tool: Tool, group: SampleGroup | undefined): PlanContext {
    const words = wordsByTool.get(tool) ?? withAdditions(parts.smartWords, tool.smartWords);
    wordsByTool.set(tool, words);
    return {
      readOn: audit.fieldworkEnd,
      reportsToNdtms: !(group?.exclusions.includes('top_missing') ?? false),
      windows: tool.topWindows ?? [],
      words,
    };
  }

  function derive(plan: PlanOfFile, context: PlanContext): DerivedFile {
    const key = `${plan.version} ${context.readOn} ${context.reportsToNdtms}`;
    const known = derivedOf.get(plan.readingId);
    if (known?.key === key) return known.derived;
    const derived = deriveFile(plan.entry, context);
    if (derivedOf.size >= MOST_REMEMBERED) derivedOf.clear();
    derivedOf.set(plan.readingId, { key, derived });
    return derived;
  }

  /** The dates of treatment and of TOP forms that came with the caseload list, newest journey. */
  async function listedFor(auditId: number, reference: string): Promise<ReadingPlan['listed']> {
    const client = await parts.extracts.client(auditId, reference);
    if (!client || client.journey === null) return null;
    const { start, exit } = client.journey;
    // Forms of a time in treatment before are none of this one.
    const before = client.earlier.at(-1)?.exit ?? '';
    const forms = client.forms.filter(({ date }) => date > before || date >= start);
    return {
      treatmentStart: start,
      treatmentExit: exit,
      topForms: forms.slice(-PLAN_LIMITS.topForms),
    };
  }

  /** @throws StateError when the form shows a first reading, and the file was drawn to be read again since */
  function refuseOther(reading: Reading, readingId: number): void {
    if (reading.id === readingId) return;
    throw new StateError(
      'This case file was drawn to be read a second time since you opened it, so nothing was saved. Open it again from the list of files: there you have an empty form, for a reading of your own.',
    );
  }

  return {
    refuseOther,

    /** What was entered of the plan in a reading, and what follows from it. */
    async ofReading(audit: Audit, groups: readonly SampleGroup[], reading: Reading): Promise<ReadingPlan> {
      const tool = tools.must(audit.toolId, audit.toolVersion);
      const context = contextOf(
        audit,
        tool,
        groups.find((group) => group.id === reading.groupId),
      );
      const stored = await plans.ofReading(reading.id);
      return {
        stored,
        derived: stored && deriveFile(stored.entry, context),
        context,
        listed: stored ? null : await listedFor(audit.id, reading.reference),
      };
    },

    /**
     * Saves what a form says of a plan.
     *
     * @param form - with the reading and the version that it was based on, 0 where there was no plan
     * @throws StalePlanError when the form was based on an older state; nothing is written then
     */
    async save(
      actorId: number,
      auditId: number,
      fileId: number,
      form: { readingId: number; version: number; entry: PlanEntry },
    ): Promise<StoredPlan> {
      return database.write(async () => {
        const audit = await audits.hold(auditId);
        if (!audit) throw new NotFoundError();
        if (!takesAnswers(audit.state)) {
          throw new StateError(
            audit.state === 'draft'
              ? 'The audit is not open yet, so no plan can be entered. Its lead opens it.'
              : 'The audit is closed, so nothing can be changed. Its lead can reopen it.',
          );
        }
        const reading = await caseFiles.byFile(auditId, fileId, actorId);
        if (!reading) throw new NotFoundError('This case file has been removed.');
        refuseOther(reading, form.readingId);
        if (reading.frozen) {
          throw new StateError(
            'Both readings of this case file are complete, so neither can be changed. The lead settles where they differ.',
          );
        }
        const at = now().toISOString();
        const saved = await plans.save(reading.id, form.version, form.entry, actorId, at);
        const current = await plans.ofReading(reading.id);
        if (!current) throw new NotFoundError('This case file has been removed.');
        if (!saved) throw new StalePlanError(current);
        await activity.add({
          userId: actorId,
          action: 'recoveryPlan.saved',
          auditId,
          subject: `case file ${fileId}`,
          detail: {
            version: current.version,
            ...(reading.number === 1 ? {} : { reading: reading.number }),
          },
        });
        return current;
      });
    },

    /**
     * The plans of an audit's first readings with their figures, of these groups. To be called within one read with
     * whatever it has to fit.
     */
    async ofAudit(audit: Audit, groups: readonly SampleGroup[]): Promise<AuditPlans> {
      const tool = tools.must(audit.toolId, audit.toolVersion);
      const groupOf = new Map(groups.map((group) => [group.id, group]));
      const found = (await plans.ofAudit(audit.id)).flatMap((plan): CountingPlan[] => {
        const group = groupOf.get(plan.groupId);
        if (!group) return [];
        return [{ ...plan, group: group.name, derived: derive(plan, contextOf(audit, tool, group)) }];
      });
      const { readOn } = contextOf(audit, tool, undefined);
      return {
        plans: found,
        figures: planFigures(
          found,
          groups.map(({ name, exclusions }) => ({
            name,
            reportsToNdtms: !exclusions.includes('top_missing'),
          })),
          checksOf(tool).map(({ id }) => id),
          tool.topWindows ? topThreshold(tool.topWindows, readOn) : null,
        ),
      };
    },

    /** Goals that stand in several of these files in the same words, with the references of the files. */
    copied(audit: Audit, found: readonly CountingPlan[]): CopiedGoal[] {
      const key = found
        .map(({ readingId, version, reference }) => `${readingId} ${version} ${reference}`)
        .join();
      const known = copiedIn.get(audit.id);
      if (known?.key === key) return known.copied;
      const { words } = contextOf(audit, tools.must(audit.toolId, audit.toolVersion), undefined);
      const copied = copiedGoals(
        found.map(({ reference, entry }) => ({ file: reference, goals: entry.goals })),
        words,
      );
      copiedIn.set(audit.id, { key, copied });
      return copied;
    },

    lastChange: (auditId: number): Promise<string | null> => plans.lastChange(auditId),
  };
}
