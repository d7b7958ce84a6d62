import { rm } from 'node:fs/promises';
import { StateError } from '../../platform/errors.ts';
import type { SheetProblem } from '../../../rules/index.ts';
import type { SheetChoices } from './caseSheet.ts';
import type { SheetPreview } from './importer.ts';
import { createKeptFiles } from './keptFiles.ts';
import type { KeptFile } from './keptFiles.ts';

/** How far an import is. Nothing of it counts before it is done. */
export type ImportJob =
  | { state: 'running'; written: number; of: number }
  | { state: 'done'; files: number; leftOut: SheetProblem[] }
  | { state: 'failed'; error: unknown };

/** A sheet that was sent and waits for its sender's word, is being imported, or was within the last hour. */
export interface WaitingSheet extends KeptFile {
  /** As the browser named the file; only ever shown. */
  readonly name: string;
  preview: SheetPreview;
  /** What its sender has said of it so far. */
  choices: SheetChoices;
  /** Rises with every look at it, so that answers to an earlier one are told. */
  looks: number;
  /** What to say about the file beside its preview, or null. */
  readonly note: string | null;
  job: ImportJob | null;
}

type Work = (
  progress: (written: number, of: number) => void,
) => Promise<{ files: number; leftOut: SheetProblem[] }>;

export type WaitingSheets = ReturnType<typeof createWaitingSheets>;

/**
 * Keeps sheets between their preview and the word to import them, and knows the imports under way. A sheet goes
 * when it is imported or called off, when the same person sends another one, and after an hour in any case.
 *
 * @param lifetime - in milliseconds
 */
export function createWaitingSheets(lifetime?: number) {
  // An import that takes so long is left to end.
  const files = createKeptFiles<WaitingSheet>('imports', isRunning, lifetime);

  return {
    /** Takes a file over, by moving it, and keeps it with what was found in it. */
    keep: (
      sent: Pick<WaitingSheet, 'auditId' | 'owner' | 'name' | 'path' | 'preview' | 'choices' | 'note'>,
    ): Promise<WaitingSheet> => files.keep(sent, (kept) => ({ ...sent, ...kept, looks: 1, job: null })),

    /** The sheet of this address, or null when there is none that this session may see. */
    find: (auditId: number, owner: string, token: string): WaitingSheet | null =>
      files.find(auditId, owner, token),

    /** The import into an audit that is under way, or null. */
    runningIn(auditId: number): WaitingSheet | null {
      return files.all().find((sheet) => sheet.auditId === auditId && isRunning(sheet)) ?? null;
    },

    discard: (sheet: WaitingSheet): Promise<void> => files.discard(sheet),

    /** Keeps what another look at a sheet has found, by what its sender has said of it. */
    lookedAt(sheet: WaitingSheet, preview: SheetPreview, choices: SheetChoices): void {
      Object.assign(sheet, { preview, choices, looks: sheet.looks + 1 });
    },

    /**
     * Begins the import of a sheet and does not wait for it: it goes on when the browser is closed. What comes of it
     * is in the sheet's job.
     *
     * @param work - the import; returns how many case files it brought, and what was wrong with rows that it left out
     * @returns a promise for its end, which never fails
     * @throws StateError while another sheet is being imported into the audit
     */
    begin(sheet: WaitingSheet, work: Work): Promise<void> {
      if (sheet.job) throw new StateError('This sheet has been imported or refused already.');
      if (this.runningIn(sheet.auditId)) {
        throw new StateError('A sheet is being imported into this audit. Wait until it is done.');
      }
      sheet.job = { state: 'running', written: 0, of: sheet.preview.files };
      return run(sheet, work);
    },
  };
}

const isRunning = (sheet: WaitingSheet): boolean => sheet.job?.state === 'running';

async function run(sheet: WaitingSheet, work: Work): Promise<void> {
  try {
    const done = await work((written, of) => {
      sheet.job = { state: 'running', written, of };
    });
    sheet.job = { state: 'done', ...done };
    // Rows that were left out can be had back for the rest of its time. What cannot be removed goes with the folder.
    if (done.leftOut.length === 0) await rm(sheet.path, { force: true }).catch(() => undefined);
  } catch (error) {
    sheet.job = { state: 'failed', error };
  }
}
