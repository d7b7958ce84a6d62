import { z } from 'zod';
import { readPlanEntry, referenceKey, takesAnswers } from '../../../rules/index.ts';
import type { PlanEntry, PlanProblem } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { AuditRepository } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { RecoveryPlanRepository } from './repository.ts';

/** More problems than this are not listed: the file is wrong then, and not its plans. */
const MOST_PROBLEMS = 100;

const fileSchema = z.object({
  plans: z.array(z.object({ reference: z.string(), plan: z.unknown() })),
});

export type PlanTransfer = ReturnType<typeof createPlanTransfer>;

/** Takes the plans of an audit out as JSON, and in again: sheets of case files hold the answers alone. */
export function createPlanTransfer(parts: {
  database: Database;
  audits: AuditRepository;
  plans: RecoveryPlanRepository;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, audits, plans, activity, now } = parts;

  return {
    /** The plans of all first readings of an audit, in the order in which the files were begun, as JSON. */
    async export(actorId: number, auditId: number): Promise<string> {
      const found = await plans.ofAudit(auditId);
      await activity.add({
        userId: actorId,
        action: 'recoveryPlans.exported',
        auditId,
        detail: { plans: found.length },
      });
      const content = { plans: found.map(({ reference, entry }) => ({ reference, plan: entry })) };
      return `${JSON.stringify(content, null, 2)}\n`;
    },

    /**
     * Takes plans into the first readings of an open audit's files, all of them or none; a plan that is there already
     * is never replaced.
     *
     * @param json - as `export` gives it
     * @returns how many plans were taken in
     * @throws InputError with every problem, each of which names the file it is about
     */
    async import(actorId: number, auditId: number, json: string): Promise<number> {
      const file = parseFile(json);
      return database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        if (!takesAnswers(audit.state)) {
          throw new StateError('Plans can only be imported into an open audit.');
        }
        const targets = await plans.targets(auditId);
        const problems: string[] = [];
        const ready: { readingId: number; entry: PlanEntry }[] = [];
        const seen = new Set<string>();
        for (const { reference, plan } of file) {
          const key = referenceKey(reference);
          const name = reference.trim() === '' ? '(no reference)' : reference.trim().slice(0, 40);
          const target = targets.get(key);
          if (!target) problems.push(`${name}: there is no such case file in this audit.`);
          else if (seen.has(key)) problems.push(`${name}: there are two plans of this file.`);
          else if (target.hasPlan) problems.push(`${name}: this file has a plan already.`);
          else if (target.frozen)
            problems.push(`${name}: both readings are complete, so nothing can be changed.`);
          seen.add(key);
          const read = readPlanEntry(plan, audit.fieldworkEnd);
          if ('problems' in read)
            problems.push(...read.problems.map((found) => `${name}, ${inWords(found)}`));
          else if (target) ready.push({ readingId: target.readingId, entry: read.plan });
        }
        if (problems.length > 0) throw fileError(problems);
        const at = now().toISOString();
        for (const { readingId, entry } of ready) await plans.save(readingId, 0, entry, actorId, at);
        await activity.add({
          userId: actorId,
          action: 'recoveryPlans.imported',
          auditId,
          detail: { plans: ready.length },
        });
        return ready.length;
      });
    },
  };
}

function parseFile(json: string): { reference: string; plan?: unknown }[] {
  let data: unknown;
  try {
    // A byte order mark is no JSON, but some programs write one.
    data = JSON.parse(json.startsWith('\uFEFF') ? json.slice(1) : json);
  } catch {
    throw fileError(['The file is not JSON. Choose the file of plans that an export gave you.']);
  }
  const parsed = fileSchema.safeParse(data);
  if (!parsed.success) {
    throw fileError(['The file is JSON, but not one of plans. Choose the file that an export gave you.']);
  }
  if (parsed.data.plans.length === 0) throw fileError(['There are no plans in the file.']);
  return parsed.data.plans;
}

/** @example inWords({ path: ['goals', 0, 'text'], problem: 'must not be empty' }) // 'goals 1 text: must not be empty' */
function inWords({ path, problem }: PlanProblem): string {
  const at = path.map((step) => (typeof step === 'number' ? step + 1 : step)).join(' ');
  return `${at === '' ? 'plan' : at}: ${problem}`;
}

function fileError(problems: readonly string[]): InputError {
  const rest = problems.length - MOST_PROBLEMS;
  const shown = problems.slice(0, MOST_PROBLEMS);
  if (rest > 0) shown.push(`And ${rest} more.`);
  return new InputError(shown.map((text) => ({ field: 'file', text })));
}
