import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Database } from '../../platform/db/database.ts';
import type { OrganisationScope } from '../../platform/db/organisationScope.ts';
import { AppError, StateError } from '../../platform/errors.ts';
import { inAnHour, LostLease } from '../../platform/leases.ts';
import type { Lease, Leases } from '../../platform/leases.ts';
import type { Logger } from '../../platform/log.ts';

/** How often it is looked for jobs whose program was ended. */
const LOOK_MILLISECONDS = 5000;
/** A job that ends its program each time is not begun without end. */
const MOST_BEGUN = 3;
const ENDED_IN_THE_MIDDLE = 'The program was ended in the middle of it. Begin again to issue the others.';

const outcomeSchema = z.object({
  providerId: z.number(),
  provider: z.string(),
  outcome: z.enum(['issued', 'unchanged', 'held']),
  /** Why it was not issued, for a page. */
  why: z.string().nullable(),
});
const fileSchema = z.object({ id: z.number(), sha256: z.string(), name: z.string(), at: z.string() });

/** What has become of one provider's report. */
export type JobOutcome = z.infer<typeof outcomeSchema>;
/** An issued report as a file of an archive. */
export type PackedReport = z.infer<typeof fileSchema>;

export type JobState =
  | { state: 'running'; done: number; of: number; step: string }
  | { state: 'done'; files: PackedReport[] }
  | { state: 'cancelled'; done: number; of: number }
  | { state: 'failed'; message: string };

/** All reports of an audit being issued or packed. */
export interface ReportJob {
  readonly token: string;
  readonly auditId: number;
  readonly actorId: number;
  readonly kind: 'issue' | 'zip';
  readonly outcomes: JobOutcome[];
  readonly job: JobState;
  readonly cancelled: boolean;
}

/** What a job works with. */
export interface JobControl {
  /** Says how far it is, before each step; also where it is stopped when called off, or when its program ends. */
  progress: (done: number, of: number, step: string) => Promise<void>;
  /** Writes down what became of a report, within the transaction that issues it: so it counts once. */
  outcome: (outcome: JobOutcome) => Promise<void>;
}

/** The work of a job from where it is: what has an outcome is done. Returns the reports to be packed. */
export type JobWork = (
  job: Pick<ReportJob, 'auditId' | 'actorId' | 'kind' | 'outcomes'>,
  control: JobControl,
) => Promise<PackedReport[]>;

/** A job was called off between two steps. */
class Cancelled extends Error {}
/** Its program ends; another one goes on with it. */
class Handed extends Error {}

interface Row {
  token: string;
  audit_id: number;
  user_id: number;
  kind: 'issue' | 'zip';
  state: JobState['state'];
  done: number;
  of: number;
  step: string;
  cancelled: boolean | number;
  begun: number;
  outcomes: string;
  files: string;
  failure: string | null;
  expires_at: string;
}

export type ReportJobs = ReturnType<typeof createReportJobs>;

const ownerOf = (owner: string) => createHash('sha256').update(owner).digest('hex');
const leaseOf = (auditId: number) => `reports of audit ${auditId}`;

/**
 * Keeps the jobs under way and, for an hour, what they brought, in the database: any program tells how far one is, and
 * goes on with one whose program was ended.
 *
 * @param parts - explain: says in words why one failed
 */
export function createReportJobs(parts: {
  database: Database;
  leases: Leases;
  work: JobWork;
  explain: (error: unknown) => string;
  log: Logger;
  now: () => Date;
}) {
  const { database, leases, work, explain, log, now } = parts;
  const rows = () => database.query('report_jobs');
  const at = () => now().toISOString();
  let isStopping = false;
  const underWay = new Set<Promise<void>>();

  /** Changes a job that is under way; its row as it is then, or null where it is not any more. */
  const change = async (token: string, values: Partial<Row>): Promise<Row | null> => {
    const [row] = (await database.writeBriefly(() =>
      rows().where({ token, state: 'running' }).update(values).returning('*'),
    )) as Row[];
    return row ?? null;
  };
  /**
   * The same, by whoever works on it, together with their lease.
   *
   * @throws LostLease where another program has taken over; then nothing is written
   */
  const changeHeld = (lease: Lease, token: string, values: Partial<Row>): Promise<Row | null> =>
    database.write(async () => {
      await lease.confirm();
      return change(token, values);
    });
  /** What came of it is told for an hour, also of one that took longer than that. */
  const end = (lease: Lease, token: string, values: Partial<Row> & Pick<Row, 'state'>) =>
    changeHeld(lease, token, { ...values, expires_at: inAnHour(now()) });

  function controlOf(lease: Lease, token: string, outcomes: JobOutcome[]): JobControl {
    return {
      async progress(done, of, step) {
        if (isStopping) throw new Handed();
        const row = await changeHeld(lease, token, { done, of, step });
        if (!row || row.cancelled) throw new Cancelled();
      },
      async outcome(outcome) {
        const all = [...outcomes, outcome];
        if (!(await changeHeld(lease, token, { outcomes: JSON.stringify(all) }))) throw new Cancelled();
        outcomes.push(outcome);
      },
    };
  }

  /** Writes down why a job came to no end. What another program goes on with is left to it. */
  async function endBroken(error: unknown, lease: Lease, token: string): Promise<void> {
    if (error instanceof Handed || error instanceof LostLease) return;
    if (error instanceof Cancelled) {
      await end(lease, token, { state: 'cancelled' });
      return;
    }
    if (!(error instanceof AppError)) log.error({ err: error }, 'reports failed');
    await end(lease, token, { state: 'failed', failure: explain(error) });
  }

  /** A job that was taken over keeps to the organisation of its audit, as it did where it was begun. */
  async function scopeOf(auditId: number): Promise<OrganisationScope> {
    const { scope, query } = database;
    if (scope !== null) return scope;
    const audit = await query('audits')
      .where({ id: auditId })
      .first<{ organisation_id: number } | undefined>('organisation_id');
    const [all] = await query('organisations').count<{ n: number | string }[]>('* as n');
    const home = audit?.organisation_id ?? 0;
    return { home, all: [home], isOnly: Number(all?.n) === 1 };
  }

  /** Works on a job from where it is, and gives its lease back. */
  async function run(row: Row, lease: Lease): Promise<void> {
    const { token } = row;
    const { auditId, actorId, kind, outcomes } = ofRow(row);
    try {
      const files = await database.within(await scopeOf(auditId), () =>
        work({ auditId, actorId, kind, outcomes }, controlOf(lease, token, outcomes)),
      );
      await end(lease, token, { state: 'done', files: JSON.stringify(files) });
    } catch (error) {
      await endBroken(error, lease, token);
    } finally {
      await lease.release();
    }
  }

  /** Begins, or goes on, and does not wait; the promise never fails. */
  function start(row: Row, lease: Lease): Promise<void> {
    const finished: Promise<void> = run(row, lease)
      .catch((error: unknown) => {
        // Whoever took over in the last moment goes on with it.
        if (!(error instanceof LostLease)) log.error({ err: error }, 'a job of reports broke off');
      })
      .finally(() => underWay.delete(finished));
    underWay.add(finished);
    return finished;
  }

  /** Makes a job one's own; null, and the lease given back, where it has ended or does so now. */
  async function goOn(token: string, lease: Lease): Promise<Row | null> {
    let mine: Row | null = null;
    try {
      const begun = database.query.raw('begun + 1') as unknown as number;
      const row = await changeHeld(lease, token, { begun });
      const isOver = row !== null && (row.begun > MOST_BEGUN || row.expires_at <= at());
      if (isOver) await end(lease, token, { state: 'failed', failure: ENDED_IN_THE_MIDDLE });
      else mine = row;
      return mine;
    } finally {
      // Also where that could not be written: kept here, nobody else could go on with it.
      if (mine === null) await lease.release();
    }
  }

  return {
    /** The job of this address, or null when there is none that this session may see. */
    async find(auditId: number, owner: string, token: string): Promise<ReportJob | null> {
      const row = await rows()
        .where({ token, audit_id: auditId, owner: ownerOf(owner) })
        .where((inTime) => inTime.where('expires_at', '>', at()).orWhere({ state: 'running' }))
        .first<Row | undefined>();
      return row ? ofRow(row) : null;
    },

    /** Asks a job to stop before its next step. */
    async cancel({ token }: Pick<ReportJob, 'token'>): Promise<void> {
      await change(token, { cancelled: true });
    },

    /**
     * Begins a job and does not wait for it.
     *
     * @returns its token, and a promise for its end, which never fails
     * @throws StateError while another job of the audit is under way
     */
    async begin(about: {
      auditId: number;
      actorId: number;
      owner: string;
      kind: ReportJob['kind'];
    }): Promise<{ token: string; finished: Promise<void> }> {
      const { auditId, actorId, kind } = about;
      const lease = await leases.take(leaseOf(auditId));
      if (!lease) throw new StateError('Reports of this audit are being issued. Wait until that is done.');
      const row = {
        token: randomBytes(24).toString('base64url'),
        audit_id: auditId,
        user_id: actorId,
        owner: ownerOf(about.owner),
        kind,
        state: 'running' as const,
        done: 0,
        of: 0,
        step: 'Getting ready',
        cancelled: false,
        begun: 1,
        outcomes: '[]',
        files: '[]',
        failure: null,
        expires_at: inAnHour(now()),
      };
      try {
        await database.write(async () => {
          await rows().where({ audit_id: auditId, owner: row.owner }).delete();
          await rows().insert(row);
        });
      } catch (error) {
        await lease.release();
        throw error;
      }
      return { token: row.token, finished: start(row, lease) };
    },

    /**
     * Goes on with jobs whose program was ended, from where they are.
     *
     * @returns a promise for the end of what was taken over
     */
    async takeOver(): Promise<{ taken: number; finished: Promise<unknown> }> {
      const open = await rows().where({ state: 'running' }).select<{ token: string; audit_id: number }[]>();
      const taken: Promise<void>[] = [];
      for (const { token, audit_id } of open) {
        if (isStopping) break;
        const lease = await leases.take(leaseOf(audit_id));
        if (!lease) continue;
        const row = await goOn(token, lease);
        if (row) taken.push(start(row, lease));
      }
      return { taken: taken.length, finished: Promise.all(taken) };
    },

    /** Removes what was kept for its hour. */
    removeEnded: (): Promise<number> =>
      database.writeBriefly(() =>
        rows().where('expires_at', '<=', at()).whereNot({ state: 'running' }).delete(),
      ),

    /** Has jobs stop before their next step, for another program to go on with, and waits until they have. */
    async stop(): Promise<void> {
      isStopping = true;
      await Promise.all(underWay);
    },
  };
}

function ofRow(row: Row): ReportJob {
  return {
    token: row.token,
    auditId: row.audit_id,
    actorId: row.user_id,
    kind: row.kind,
    outcomes: z.array(outcomeSchema).parse(JSON.parse(row.outcomes)),
    job: stateOf(row),
    cancelled: Boolean(row.cancelled),
  };
}

function stateOf({ state, done, of, step, files, failure }: Row): JobState {
  switch (state) {
    case 'running':
      return { state, done, of, step };
    case 'done':
      return { state, files: z.array(fileSchema).parse(JSON.parse(files)) };
    case 'cancelled':
      return { state, done, of };
    case 'failed':
      return { state, message: failure ?? '' };
  }
}

/**
 * Looks every few seconds for jobs whose program was ended. Returns what stops that, and hands on what is under way
 * here.
 */
export function startTakingOver(jobs: ReportJobs, log: Logger): () => Promise<void> {
  let busy = false;
  const look = async () => {
    if (busy) return;
    busy = true;
    try {
      await jobs.takeOver();
    } catch (error) {
      log.error({ err: error }, 'it was not looked for jobs to go on with');
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void look(), LOOK_MILLISECONDS).unref();
  void look();
  return () => {
    clearInterval(timer);
    return jobs.stop();
  };
}
