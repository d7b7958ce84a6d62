import { randomBytes } from 'node:crypto';
import { Zip, ZipPassThrough } from 'fflate';
import { StateError } from '../../platform/errors.ts';

const HOUR_MILLISECONDS = 3_600_000;

/** A file of an archive. */
export interface ArchiveEntry {
  name: string;
  bytes: Uint8Array;
  /** ISO date-time that the archive gives it. */
  at: string;
}

/** What has become of one provider's report. */
export interface JobOutcome {
  provider: string;
  outcome: 'issued' | 'unchanged' | 'held';
  /** Why it was not issued, for a page. */
  why: string | null;
}

export type JobState =
  | { state: 'running'; done: number; of: number; step: string }
  | { state: 'done'; zip: Buffer | null; files: number }
  | { state: 'cancelled'; done: number; of: number }
  | { state: 'failed'; error: unknown };

/** All reports of an audit being issued or packed. Nothing of it is kept but what each issue wrote whole. */
export interface ReportJob {
  readonly token: string;
  readonly auditId: number;
  /** The session that began it; nobody else sees it. */
  readonly owner: string;
  readonly kind: 'issue' | 'zip';
  outcomes: JobOutcome[];
  job: JobState;
  cancelled: boolean;
}

/** What a job works with. To say how far it is, before each step, is also where it is stopped when called off. */
export interface JobControl {
  progress: (done: number, of: number, step: string) => void;
  outcome: (outcome: JobOutcome) => void;
}

/** A job was called off between two steps. */
class Cancelled extends Error {}

export type ReportJobs = ReturnType<typeof createReportJobs>;

/**
 * Keeps the jobs under way and, for an hour, what they brought. They live in memory: a program that is killed forgets
 * them, and every report is by then issued whole or not at all.
 *
 * @param lifetime - in milliseconds
 */
export function createReportJobs(lifetime = HOUR_MILLISECONDS) {
  const jobs = new Map<string, ReportJob>();

  return {
    /** The job of this address, or null when there is none that this session may see. */
    find(auditId: number, owner: string, token: string): ReportJob | null {
      const job = jobs.get(token);
      return job?.auditId === auditId && job.owner === owner ? job : null;
    },

    /** Asks a job to stop before its next step. */
    cancel(job: ReportJob): void {
      job.cancelled = true;
    },

    /**
     * Begins a job and does not wait for it.
     *
     * @param work - returns the files to pack
     * @returns the job, and a promise for its end, which never fails
     * @throws StateError while another job of the audit is under way
     */
    begin(
      about: { auditId: number; owner: string; kind: ReportJob['kind'] },
      work: (control: JobControl) => Promise<ArchiveEntry[]>,
    ): { job: ReportJob; finished: Promise<void> } {
      const running = [...jobs.values()].some(
        (job) => job.auditId === about.auditId && job.job.state === 'running',
      );
      if (running) throw new StateError('Reports of this audit are being issued. Wait until that is done.');
      for (const [token, job] of jobs) {
        if (job.owner === about.owner && job.auditId === about.auditId) jobs.delete(token);
      }
      const job: ReportJob = {
        ...about,
        token: randomBytes(24).toString('base64url'),
        outcomes: [],
        job: { state: 'running', done: 0, of: 0, step: 'Getting ready' },
        cancelled: false,
      };
      jobs.set(job.token, job);
      const finished = run(job, work);
      setTimeout(() => jobs.delete(job.token), lifetime).unref();
      return { job, finished };
    },
  };
}

async function run(job: ReportJob, work: (control: JobControl) => Promise<ArchiveEntry[]>): Promise<void> {
  let last = { done: 0, of: 0 };
  try {
    const files = await work({
      progress(done, of, step) {
        last = { done, of };
        job.job = { state: 'running', done, of, step };
        if (job.cancelled) throw new Cancelled();
      },
      outcome: (outcome) => job.outcomes.push(outcome),
    });
    job.job = { state: 'done', zip: files.length > 0 ? await pack(files) : null, files: files.length };
  } catch (error) {
    job.job = error instanceof Cancelled ? { state: 'cancelled', ...last } : { state: 'failed', error };
  }
}

/** Packs files into a ZIP archive, as they are: a PDF is compressed already. */
export function pack(files: readonly ArchiveEntry[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    const zip = new Zip((error, chunk, final) => {
      if (error) reject(error);
      else {
        chunks.push(chunk);
        if (final) resolve(Buffer.concat(chunks));
      }
    });
    for (const { name, bytes, at } of files) {
      const entry = new ZipPassThrough(name);
      entry.mtime = new Date(at);
      zip.add(entry);
      entry.push(bytes, true);
    }
    zip.end();
  });
}
