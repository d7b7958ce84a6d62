import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { foldGroup } from '../../../rules/index.ts';
import type { ProgressReport } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import { readCsv } from '../../formats/csv.ts';
import type { SheetLine } from '../../formats/csv.ts';
import type { AccountRepository, User } from '../../people/accounts/repository.ts';
import type { ActivityAction, ActivityRepository } from '../../people/activity/repository.ts';
import type { ProviderService } from '../../people/providers.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import { fileToKeep, mustHaveRoom, progressAfter } from '../actions/keeping.ts';
import type { ActionNote } from '../actions/noteRepository.ts';
import { lineKey, newLines, PARTNERSHIP, readPlanSheet } from './reading.ts';
import type { Owner, ReadLine, RowProblem } from './reading.ts';
import type {
  DeliveryLine,
  DeliveryPlan,
  DeliveryPlanDetails,
  DeliveryRepository,
  LineDetails,
} from './repository.ts';

/** A plan as one reader may see it: a provider its own lines. */
export interface ShownPlan {
  plan: DeliveryPlan;
  lines: DeliveryLine[];
  owners: Owner[];
}

/** The plans that come with the program, under the folders of their files. */
export const DELIVERY_EXAMPLES = [
  {
    id: 'treatment-plan-2010-11',
    title: 'Treatment plan 2010/11: 17 headings, 90 lines',
    plan: {
      title: 'Adult drug treatment plan 2010/11 (example)',
      partnership: 'Example county',
      firstDay: '2010-04-01',
      lastDay: '2011-03-31',
    },
  },
  {
    id: 'treatment-plan-2009-10',
    title: 'Treatment plan 2009/10: 8 headings, 28 lines',
    plan: {
      title: 'Adult drug treatment plan 2009/10 (example)',
      partnership: 'Example district',
      firstDay: '2009-04-01',
      lastDay: '2010-03-31',
    },
  },
] as const;

/** The most lines that one plan holds. */
const MOST_LINES = 10_000;
/** So many problems of a sheet are told at once. */
const MOST_PROBLEMS = 20;

/** Somebody has saved the line since the form was opened. */
const STALE =
  'Somebody else has changed this line since you opened it. Look at it again before you change it.';

export type DeliveryService = ReturnType<typeof createDeliveryService>;

/** Delivery plans: written by those who commission, reported on by whoever owns a line. */
export function createDeliveryService(parts: {
  database: Database;
  store: DeliveryRepository;
  providers: Pick<ProviderService, 'list' | 'details'>;
  accounts: Pick<AccountRepository, 'list'>;
  activity: ActivityRepository;
  folder: string;
  now: () => Date;
}) {
  const { database, store, providers, accounts, activity, folder, now } = parts;
  const at = () => now().toISOString();
  const log = (
    userId: number | null,
    action: ActivityAction,
    subject: string,
    detail: Record<string, number | string> = {},
  ) => activity.add({ userId, action, subject, detail });

  async function owners(): Promise<Owner[]> {
    const details = await providers.details();
    return (await providers.list()).map(({ id, name }) => ({
      id,
      name,
      hasLeft: Boolean(details.get(id)?.retiredAt),
    }));
  }

  async function mustHave(planId: number): Promise<DeliveryPlan> {
    const plan = await store.plan(planId);
    if (!plan) throw new NotFoundError();
    return plan;
  }

  /** As one piece, with the plan held: what is looked at before a change still holds when it is written. */
  const holding = <T>(planId: number, work: () => Promise<T>): Promise<T> =>
    database.alone('directory', async () => {
      await store.lock(planId);
      await mustHave(planId);
      return work();
    });

  async function mustHaveLine(planId: number, lineId: number): Promise<DeliveryLine> {
    const line = await store.line(planId, lineId);
    if (!line) throw new NotFoundError();
    return line;
  }

  /** Themes in the spelling that the plan has of them already. */
  function spelled<T extends LineDetails>(lines: readonly T[], kept: readonly LineDetails[]): T[] {
    const known = new Map<string, string>();
    for (const theme of [...kept, ...lines].flatMap(({ themes }) => themes)) {
      if (!known.has(foldGroup(theme))) known.set(foldGroup(theme), theme);
    }
    return lines.map((line) => ({
      ...line,
      themes: line.themes.map((theme) => known.get(foldGroup(theme)) ?? theme),
    }));
  }

  /** Adds lines, all or none. */
  async function add(
    actorId: number | null,
    plan: DeliveryPlan,
    lines: readonly ReadLine[],
  ): Promise<{ added: number[]; unchanged: number }> {
    return holding(plan.id, async () => {
      const kept = await store.lines(plan.id);
      const { fresh, unchanged, problems } = newLines(lines, kept);
      refuseRows(problems);
      if (kept.length + fresh.length > MOST_LINES) {
        const most = MOST_LINES.toLocaleString('en-GB');
        throw new InputError([
          { field: 'table', text: `A plan holds at most ${most} lines. Make a second plan.` },
        ]);
      }
      const added = await store.addLines(plan.id, spelled(fresh, kept), at());
      if (added.length > 0) {
        await log(actorId, 'deliveryPlan.linesAdded', `delivery plan ${plan.id}`, { lines: added.length });
      }
      return { added, unchanged };
    });
  }

  /** The lines of a sheet, or all that is wrong with it. */
  async function readSheet(planId: number, sheet: AsyncIterable<SheetLine>): Promise<ReadLine[]> {
    const { lines, problems } = await readPlanSheet(sheet, {
      plan: await mustHave(planId),
      owners: await owners(),
    });
    refuseRows(problems);
    if (lines.length === 0) refuseRows([{ row: 2, text: 'There is a heading and no row under it.' }]);
    return lines;
  }

  async function takeOver(actorId: number | null, planId: number, sheet: AsyncIterable<SheetLine>) {
    const plan = await mustHave(planId);
    const lines = await readSheet(planId, sheet);
    const { added, unchanged } = await add(actorId, plan, lines);
    return { added: added.length, unchanged };
  }

  async function save(
    actorId: number | null,
    id: number | null,
    details: DeliveryPlanDetails,
  ): Promise<number> {
    return database.alone('directory', async () => {
      if (id !== null) {
        await store.lock(id);
        await mustHave(id);
      }
      const planId = await store.savePlan(id, details, { userId: actorId, at: at() });
      await log(
        actorId,
        id === null ? 'deliveryPlan.created' : 'deliveryPlan.changed',
        `delivery plan ${planId}`,
      );
      return planId;
    });
  }

  return {
    owners,
    mustHaveLine,
    add,
    readSheet,
    takeOver,
    save,

    /** Whom a plan can tell of what is late: leads and commissioners whose accounts are open. */
    followers: async (): Promise<User[]> =>
      (await accounts.list()).filter(
        (user) => !user.disabled && user.roles.some((role) => role === 'lead' || role === 'commissioner'),
      ),

    /** All plans that somebody may see, with how many lines they may see of each. */
    list: (user: User): Promise<{ plan: DeliveryPlan; lines: number }[]> =>
      database.read(async () => {
        const counts = await store.counts(user.providerId ?? undefined);
        return (await store.plans())
          .map((plan) => ({ plan, lines: counts.get(plan.id) ?? 0 }))
          .filter(({ lines }) => user.providerId === null || lines > 0);
      }),

    /** A plan with the lines that somebody may see. @throws NotFoundError for a provider without a line in it */
    shown: (user: User, planId: number): Promise<ShownPlan> =>
      database.read(async () => {
        const plan = await mustHave(planId);
        const lines = (await store.lines(planId, user.providerId ?? undefined)).filter((line) =>
          can(user, 'deliveryLine.read', { line }),
        );
        if (user.providerId !== null && lines.length === 0) throw new NotFoundError();
        return { plan, lines, owners: await owners() };
      }),

    plan: mustHave,

    /** The lines of all plans of a partnership that somebody may see, each with who owns it. */
    ofPartnership: (
      user: User,
      isIts: (partnership: string) => boolean,
    ): Promise<{ plans: DeliveryPlan[]; lines: (DeliveryLine & { owner: string })[] }> =>
      database.read(async () => {
        const plans = (await store.plans()).filter(({ partnership }) => isIts(partnership));
        const names = new Map((await owners()).map(({ id, name }) => [id, name]));
        const lines = [];
        for (const plan of plans) {
          for (const line of await store.lines(plan.id)) {
            if (!can(user, 'deliveryLine.read', { line })) continue;
            const owner =
              line.providerId === null ? PARTNERSHIP : (names.get(line.providerId) ?? PARTNERSHIP);
            lines.push({ ...line, owner });
          }
        }
        return { plans, lines };
      }),

    /** A line with what was reported of it. */
    line: (
      planId: number,
      lineId: number,
    ): Promise<{ plan: DeliveryPlan; line: DeliveryLine; notes: ActionNote[] }> =>
      database.read(async () => ({
        plan: await mustHave(planId),
        line: await mustHaveLine(planId, lineId),
        notes: await store.notes(lineId),
      })),

    /** Takes a plan away with its lines, as long as nothing was reported of any. */
    async remove(actorId: number, planId: number): Promise<void> {
      await holding(planId, async () => {
        const { lines, reported } = await store.reported(planId);
        if (reported > 0) {
          throw new StateError(
            `Something has been reported under ${reported} of ${lines} lines, so the plan cannot be removed.`,
          );
        }
        await store.removePlan(planId);
        await log(actorId, 'deliveryPlan.removed', `delivery plan ${planId}`, { lines });
      });
    },

    async changeLine(
      actorId: number,
      planId: number,
      lineId: number,
      version: number,
      details: LineDetails,
    ): Promise<void> {
      await holding(planId, async () => {
        await mustHaveLine(planId, lineId);
        const others = (await store.lines(planId)).filter(({ id }) => id !== lineId);
        if (others.some((other) => lineKey(other) === lineKey(details))) {
          throw new InputError([
            { field: 'action', text: 'The plan has this line already, under the same heading.' },
          ]);
        }
        const [line = details] = spelled([details], others);
        if (!(await store.changeLine(lineId, version, line))) throw new StateError(STALE);
        await log(actorId, 'deliveryLine.changed', `delivery line ${lineId}`);
      });
    },

    /** Takes a line off; one that has notes under it stays, so that nothing reported is lost. */
    async removeLine(actorId: number, planId: number, lineId: number): Promise<void> {
      await holding(planId, async () => {
        await mustHaveLine(planId, lineId);
        if ((await store.noteCount(lineId)).notes > 0) {
          throw new StateError(
            'Progress has been reported under this line, so it cannot be removed. Change it instead.',
          );
        }
        await store.removeLine(lineId);
        await log(actorId, 'deliveryLine.removed', `delivery line ${lineId}`);
      });
    },

    /** Says how far a line is; its owner says started and done, lead or commissioner confirm. */
    async report(
      actorId: number,
      planId: number,
      lineId: number,
      report: ProgressReport,
      text: string,
    ): Promise<void> {
      await holding(planId, async () => {
        const line = await mustHaveLine(planId, lineId);
        await store.setProgress(lineId, progressAfter(report, line, at()));
        await store.addNote({ actionId: lineId, userId: actorId, kind: report, text, at: at() });
        await log(actorId, 'deliveryLine.progress', `delivery line ${lineId}`, { report });
      });
    },

    /** Adds a note or evidence under a line, perhaps with a file, which is read only when there is room for it. */
    async addNote(
      actorId: number,
      planId: number,
      lineId: number,
      entry: {
        text: string;
        file: (() => Promise<Parameters<typeof fileToKeep>[0]>) | null;
        isEvidence: boolean;
      },
    ): Promise<void> {
      const mustTake = async () => {
        await mustHaveLine(planId, lineId);
        mustHaveRoom(await store.noteCount(lineId), entry.file !== null);
      };
      await database.read(mustTake);
      const file = entry.file && (await entry.file());
      await holding(planId, async () => {
        // Asked again: others may have written since.
        await mustTake();
        const kind = entry.isEvidence || file ? 'evidence' : 'note';
        const noteId = await store.addNote({
          actionId: lineId,
          userId: actorId,
          kind,
          text: entry.text,
          at: at(),
        });
        if (file) await store.addFile(noteId, fileToKeep(file));
        const bytes = file?.content.length ?? 0;
        await log(actorId, 'deliveryLine.noted', `delivery line ${lineId}`, { kind, bytes });
      });
    },

    /** A file under a line; that somebody fetched it is written down. */
    async fetchFile(actorId: number, planId: number, lineId: number, noteId: number) {
      await mustHaveLine(planId, lineId);
      const file = await store.file(lineId, noteId);
      if (!file) throw new NotFoundError();
      await log(actorId, 'deliveryLine.evidenceFetched', `delivery line ${lineId}`);
      return file;
    },

    /** Writes down that a plan was taken out of the program. */
    exported: (actorId: number, planId: number, format: string, lines: number): Promise<void> =>
      log(actorId, 'deliveryPlan.exported', `delivery plan ${planId}`, { format, lines }),

    /** Loads one of the examples of the program as a plan of its own. */
    async loadExample(actorId: number, id: string): Promise<number> {
      const example = DELIVERY_EXAMPLES.find((one) => one.id === id);
      if (!example) throw new NotFoundError();
      const content = await readFile(path.join(folder, 'audits/examples/delivery', `${id}.csv`));
      return database.write(async () => {
        const planId = await save(actorId, null, { ...example.plan, followers: [] });
        await takeOver(actorId, planId, readCsv(Readable.from([content])));
        return planId;
      });
    },
  };
}

/** Refuses a sheet with all that is wrong in it; of very many the first ones and how many more. */
function refuseRows(problems: readonly RowProblem[]): void {
  if (problems.length === 0) return;
  const errors = problems
    .toSorted((a, b) => a.row - b.row)
    .slice(0, MOST_PROBLEMS)
    .map(({ row, text }) => ({ field: 'table', text: `Row ${row}, ${text}` }));
  const more = problems.length - errors.length;
  if (more > 0) {
    errors.push({ field: 'table', text: `And ${more.toLocaleString('en-GB')} more of the kind.` });
  }
  throw new InputError(errors);
}
