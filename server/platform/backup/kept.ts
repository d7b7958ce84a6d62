import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import { wouldChange } from '../db/upgrade.ts';
import type { Logger } from '../log.ts';
import { programVersion } from '../paths.ts';
import { makeBackup } from './backup.ts';
import type { BackupReport } from './backup.ts';
import { BackupError, installationOf } from './container.ts';
import { ownInstallation } from './installation.ts';

const MINUTE_MILLISECONDS = 60_000;
const HOUR_MILLISECONDS = 60 * MINUTE_MILLISECONDS;
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS;
/** When one that failed is tried again, and when one that was begun counts as ended in the middle. */
const AGAIN_AFTER = HOUR_MILLISECONDS;
const GIVEN_UP_AFTER = 6 * HOUR_MILLISECONDS;
const SHOWN = 50;

/** Why a backup was made. */
export type BackupReason = 'schedule' | 'command' | 'upgrade';

/** A backup that was made, or was to be made. */
export interface KeptBackup {
  id: number;
  reason: BackupReason;
  /** Ended in the middle, with the program, is `failed` too. */
  state: 'begun' | 'good' | 'failed';
  begunAt: string;
  file: string | null;
  bytes: number | null;
  rows: number | null;
  isEncrypted: boolean;
  problem: string | null;
}

/** How it stands with the backups of this installation. */
export interface BackupState {
  lastGood: KeptBackup | null;
  /** Whether the last good one is older than administrators are to be warned of. */
  isLate: boolean;
  warnHours: number | null;
  /** Null where the program makes none by itself. */
  schedule: { folder: string; keep: number; at: string } | null;
  /** Generations in its folder that are not known to be of this installation, and are left alone. */
  others: string[];
  recent: KeptBackup[];
}

export type KeptBackups = ReturnType<typeof createKeptBackups>;

const GENERATION = /^casefile-audit-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.backup$/;
const inName = (at: Date) => `${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;

/**
 * The last moment at or before `now` that a schedule names.
 *
 * @param at - HH:MM in UTC
 */
export function lastSlot(now: Date, at: string): string {
  const today = new Date(`${now.toISOString().slice(0, 10)}T${at}:00.000Z`);
  return (today <= now ? today : new Date(today.getTime() - DAY_MILLISECONDS)).toISOString();
}

/** The generations in a folder, those of this installation and the others, each from the oldest to the newest. */
async function generationsIn(
  folder: string,
  own: string | null,
): Promise<{ mine: string[]; others: string[] }> {
  const mine: string[] = [];
  const others: string[] = [];
  for (const name of readdirSync(folder)
    .filter((one) => GENERATION.test(one))
    .toSorted()) {
    const isOwn = own !== null && (await installationOf(path.join(folder, name))) === own;
    (isOwn ? mine : others).push(name);
  }
  return { mine, others };
}

/**
 * Removes all but the newest generations of this installation in a folder, up to the one that was just made. What is dated
 * later, by a clock that was wrong, is not counted and not touched, and nor is what another installation made.
 *
 * @returns those that are not known to be of this installation
 */
async function removeOld(folder: string, keep: number, made: string): Promise<string[]> {
  const { mine, others } = await generationsIn(folder, await installationOf(path.join(folder, made)));
  const counted = mine.filter((name) => name <= made);
  for (const name of counted.slice(0, Math.max(0, counted.length - keep))) rmSync(path.join(folder, name));
  return others;
}

/** A backup with the time in its name, and which others in its folder are not of this installation. */
export interface Generation {
  file: string;
  report: BackupReport;
  others: string[];
}

interface BackupRow {
  id: number;
  reason: BackupReason;
  state: 'begun' | 'good' | 'failed';
  begun_at: string;
  file: string | null;
  /** Text where the driver of PostgreSQL gives it. */
  bytes: number | string | null;
  rows: number | string | null;
  is_encrypted: boolean | number | null;
  problem: string | null;
}

/** Makes backups, remembers that they were made, and says how it stands with them. */
export function createKeptBackups(parts: {
  database: Database;
  config: Config;
  log: Logger;
  now: () => Date;
}) {
  const { database, config, log, now } = parts;
  const ago = (milliseconds: number) => new Date(now().getTime() - milliseconds).toISOString();

  const make = async (file: string) => {
    const installation = await ownInstallation(database);
    const about = { program: programVersion(), madeAt: now().toISOString(), installation };
    return makeBackup(database, file, about, config.backupKey);
  };
  const goodOnes = (file: string, report: BackupReport) => ({
    state: 'good',
    ended_at: now().toISOString(),
    file: path.resolve(file),
    bytes: report.bytes,
    rows: report.rows,
    sha256: report.sha256,
    is_encrypted: report.isEncrypted,
    problem: null,
  });

  /** Writes down that a backup was made, where the database is new enough to hold it. */
  async function remember(reason: BackupReason, file: string, report: BackupReport): Promise<void> {
    if (!(await database.query.schema.hasTable('backups'))) return;
    await database.query('backups').insert({ reason, begun_at: report.madeAt, ...goodOnes(file, report) });
  }

  /** Makes the backup of a moment one's own: of several servers one gets it. Null where another one has it, or it is made. */
  async function take(slot: string): Promise<number | null> {
    const begun_at = now().toISOString();
    const begun = { reason: 'schedule', slot, state: 'begun', begun_at };
    const [own] = (await database.write(() =>
      database.query('backups').insert(begun).onConflict('slot').ignore().returning('id'),
    )) as { id: number }[];
    if (own) return own.id;
    const row = (await database.query('backups').where({ slot }).first('id', 'state', 'begun_at')) as
      { id: number; state: string; begun_at: string } | undefined;
    if (!row || row.state === 'good') return null;
    if (row.begun_at > ago(row.state === 'failed' ? AGAIN_AFTER : GIVEN_UP_AFTER)) return null;
    const taken = await database.write(() =>
      database
        .query('backups')
        .where({ id: row.id, begun_at: row.begun_at })
        .update({ state: 'begun', begun_at, problem: null }),
    );
    return taken === 1 ? row.id : null;
  }

  async function keepIn(folder: string, keep: number): Promise<Generation> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = path.join(folder, `casefile-audit-${inName(now())}.backup`);
    const report = await make(file);
    // Only once there is a new one, whole. Where the old ones cannot be removed it is a backup all the same.
    let others: string[] = [];
    try {
      others = await removeOld(folder, keep, path.basename(file));
    } catch (error) {
      log.error({ err: error, folder }, 'older backups could not be removed');
    }
    if (others.length > 0) {
      log.warn(
        { folder, others },
        'there are backups in this folder that another installation made; they are left alone',
      );
    }
    return { file, report, others };
  }

  async function othersIn(folder: string | null): Promise<string[]> {
    if (folder === null || !existsSync(folder)) return [];
    try {
      return (await generationsIn(folder, (await ownInstallation(database)) ?? null)).others;
    } catch {
      // The page tells of backups; that a folder cannot be read is told by the next one that fails.
      return [];
    }
  }

  return {
    /** Makes one backup under a name. @throws BackupError where there is something under it */
    async write(file: string): Promise<BackupReport> {
      const report = await make(file);
      await remember('command', file, report);
      return report;
    },

    /** Makes a backup with the time in its name and removes all but the newest ones in the folder. */
    async writeInto(folder: string, keep: number): Promise<Generation> {
      const made = await keepIn(folder, keep);
      await remember('command', made.file, made.report);
      return made;
    },

    /** Makes the backup that the schedule asks for, unless it is made or another server is at it. Never fails. */
    async makeIfDue(): Promise<void> {
      const { folder, keep, at } = config.backups;
      if (folder === null) return;
      let id: number | null = null;
      try {
        id = await take(lastSlot(now(), at));
        if (id === null) return;
        const { file, report } = await keepIn(folder, keep);
        await database.query('backups').where({ id }).update(goodOnes(file, report));
        log.info({ file, rows: report.rows, bytes: report.bytes }, 'a backup was made');
      } catch (error) {
        log.error({ err: error }, 'the backup was not made');
        const problem = error instanceof Error ? error.message : String(error);
        const failed = { state: 'failed', ended_at: now().toISOString(), problem };
        if (id !== null)
          await database
            .query('backups')
            .where({ id })
            .update(failed)
            .catch(() => undefined);
      }
    },

    /**
     * Brings the database up to date, with a backup made before where there is something in it to be changed.
     *
     * @throws BackupError where that cannot be made: then nothing is changed
     */
    async beforeUpgrade(upgrade: () => Promise<void>): Promise<void> {
      const { beforeUpgrade, folder } = config.backups;
      if (!beforeUpgrade || !(await wouldChange(database.pool))) return upgrade();
      const into = folder ?? path.join(config.dataDir, 'backups');
      const file = path.join(into, `before-upgrade-${inName(now())}.backup`);
      let report: BackupReport;
      try {
        mkdirSync(into, { recursive: true, mode: 0o700 });
        report = await make(file);
      } catch (error) {
        throw new BackupError(
          `The database was not brought up to date, since no backup could be made before in ${into}: ` +
            `${error instanceof Error ? error.message : String(error)} Set BACKUP_DIR to a folder with room, or ` +
            'BACKUP_BEFORE_UPGRADE=no if you have made one yourself.',
        );
      }
      await upgrade();
      await remember('upgrade', file, report);
      log.warn(
        { file },
        'the database was brought up to date; to go back, stop the program, install the version before, and restore ' +
          'this file into an empty DATA_DIR or database',
      );
    },

    /** How it stands: the last good one, whether that is too old, and the newest. */
    async state(): Promise<BackupState> {
      const rows = (await database
        .query('backups')
        .orderBy('begun_at', 'desc')
        .limit(SHOWN)
        .select('*')) as BackupRow[];
      const good = (await database
        .query('backups')
        .where({ state: 'good' })
        .orderBy('begun_at', 'desc')
        .first('*')) as BackupRow | undefined;
      const { warnHours, folder, keep, at } = config.backups;
      const isLate = warnHours !== null && !(good && good.begun_at > ago(warnHours * HOUR_MILLISECONDS));
      const lost = ago(GIVEN_UP_AFTER);
      return {
        lastGood: good ? ofRow(good, lost) : null,
        isLate,
        warnHours,
        schedule: folder === null ? null : { folder, keep, at },
        others: await othersIn(folder),
        recent: rows.map((row) => ofRow(row, lost)),
      };
    },
  };
}

const numberOf = (value: number | string | null) => (value === null ? null : Number(value));

function ofRow(row: BackupRow, lost: string): KeptBackup {
  const { id, reason, file } = row;
  const isLost = row.state === 'begun' && row.begun_at < lost;
  return {
    id,
    reason,
    file,
    state: isLost ? 'failed' : row.state,
    begunAt: row.begun_at,
    bytes: numberOf(row.bytes),
    rows: numberOf(row.rows),
    isEncrypted: Boolean(row.is_encrypted),
    problem: isLost ? 'It was ended in the middle.' : row.problem,
  };
}

/** Looks every minute whether a backup is due. Returns what ends that; one under way is finished. */
export function startBackups(backups: KeptBackups): () => void {
  let busy = false;
  const look = async () => {
    if (busy) return;
    busy = true;
    await backups.makeIfDue().finally(() => (busy = false));
  };
  const timer = setInterval(() => void look(), MINUTE_MILLISECONDS);
  timer.unref();
  void look();
  return () => clearInterval(timer);
}
