import { randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '../../platform/temporary.ts';

const HOUR_MILLISECONDS = 3_600_000;

/** A file that was sent for an audit and waits for its sender's word. */
export interface KeptFile {
  /** In its address; cannot be guessed. */
  readonly token: string;
  readonly auditId: number;
  /** The session that sent it; nobody else sees it. */
  readonly owner: string;
  readonly path: string;
}

/**
 * Keeps files for their senders: until they are discarded, the same person sends another one for the audit, or their
 * time is over.
 *
 * @param isBusy - whether something is being done with a file, which then stays until that has ended
 * @param lifetime - in milliseconds
 */
export function createKeptFiles<T extends KeptFile>(
  purpose: 'imports' | 'lists',
  isBusy: (file: T) => boolean = () => false,
  lifetime = HOUR_MILLISECONDS,
) {
  const folder = temporaryFolder(purpose);
  const files = new Map<string, T>();
  /** What ends each file's time. */
  const timers = new Map<string, NodeJS.Timeout>();

  async function discard(file: KeptFile): Promise<void> {
    files.delete(file.token);
    clearTimeout(timers.get(file.token));
    timers.delete(file.token);
    await rm(file.path, { force: true });
  }

  function startTimer(file: T): void {
    clearTimeout(timers.get(file.token));
    const timer = setTimeout(() => {
      if (isBusy(file)) startTimer(file);
      else void discard(file);
    }, lifetime);
    timers.set(file.token, timer.unref());
  }

  return {
    /**
     * Takes a file over, by moving it.
     *
     * @param about - makes what is kept with it
     */
    async keep(sent: Pick<KeptFile, 'auditId' | 'owner' | 'path'>, about: (kept: KeptFile) => T): Promise<T> {
      const token = randomBytes(24).toString('base64url');
      const file = about({ ...sent, token, path: path.join(folder(), token) });
      await rename(sent.path, file.path);
      const earlier = [...files.values()].filter(
        (other) => other.owner === sent.owner && other.auditId === sent.auditId && !isBusy(other),
      );
      await Promise.all(earlier.map(discard));
      files.set(token, file);
      startTimer(file);
      return file;
    },

    /** The file of this address, or null when there is none that this session may see. */
    find(auditId: number, owner: string, token: string): T | null {
      const file = files.get(token);
      return file?.auditId === auditId && file.owner === owner ? file : null;
    },

    all: (): T[] => [...files.values()],

    discard,
  };
}
