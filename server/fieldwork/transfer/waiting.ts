import type { WaitingFiles } from '../../platform/waitingFiles.ts';
import type { SheetProblem } from '../../../rules/index.ts';
import type { SheetChoices } from './sheetReading.ts';
import type { SheetPreview } from './sheetReading.ts';

/** What came of an import. */
interface ImportDone {
  files: number;
  leftOut: SheetProblem[];
}

/** Why an import came to nothing, in words. */
export interface ImportFailure {
  problems: SheetProblem[];
  message: string;
}

/** How far an import is. Nothing of it counts before it is done. */
export type ImportJob =
  | { state: 'running'; written: number; of: number }
  | ({ state: 'done' } & ImportDone)
  | ({ state: 'failed' } & ImportFailure);

/** What is kept of a sheet beside its rows. */
interface KeptSheet {
  /** As the browser named the file; only ever shown. */
  name: string;
  preview: SheetPreview;
  /** What its sender has said of it so far. */
  choices: SheetChoices;
  /** What to say about the file beside its preview, or null. */
  note: string | null;
  /** Which rows the workbook did not show, where what is kept of it is no workbook. */
  hiddenRows?: ReadonlySet<number>;
  ended: Exclude<ImportJob, { state: 'running' }> | null;
}

/** A sheet that was sent and waits for its sender's word, is being imported, or was within the last hour. */
export interface WaitingSheet extends Omit<KeptSheet, 'ended'> {
  readonly token: string;
  readonly auditId: number;
  /** Rises with every look at it, so that answers to an earlier one are told. */
  readonly looks: number;
  readonly job: ImportJob | null;
  /** Whether the program was ended in the middle of its import; nothing of that counts. */
  readonly wasInterrupted: boolean;
}

/**
 * The import itself.
 *
 * @param run - last: to be called last within its transaction, so that the import counts once and is known to be done
 */
export type ImportWork = (
  file: string,
  run: { progress: (written: number, of: number) => void; last: (done: ImportDone) => Promise<void> },
) => Promise<unknown>;

export type WaitingSheets = ReturnType<typeof createWaitingSheets>;

/**
 * Keeps sheets between their preview and the word to import them, and knows the imports under way, whichever program
 * is asked. A sheet goes when it is imported or called off, when the same person sends another one, and after an hour in
 * any case.
 */
export function createWaitingSheets(files: WaitingFiles, purpose: 'caseFiles' | 'caseload') {
  const placeOf = (auditId: number, owner: string) => ({ purpose, auditId, owner });
  const keptOf = ({ name, preview, choices, note, hiddenRows }: Omit<KeptSheet, 'ended'>): KeptSheet => ({
    name,
    preview,
    choices,
    note,
    ...(hiddenRows && { hiddenRows }),
    ended: null,
  });

  return {
    /** Keeps a file with what was found in it; returns its token. */
    keep: (
      sent: Omit<KeptSheet, 'ended'> & { auditId: number; userId: number; owner: string; path: string },
    ): Promise<string> =>
      files.keep({ ...placeOf(sent.auditId, sent.owner), userId: sent.userId }, sent.path, keptOf(sent)),

    /** The sheet of this address, or null when there is none that this session may see. */
    async find(auditId: number, owner: string, token: string): Promise<WaitingSheet | null> {
      const found = await files.find<KeptSheet>(placeOf(auditId, owner), token);
      if (!found) return null;
      const { about, looks, state, written, of } = found;
      const { ended, ...kept } = about;
      const job: ImportJob | null = state === 'running' ? { state, written, of } : ended;
      return { ...kept, auditId, token, looks, job, wasInterrupted: state === 'interrupted' };
    },

    /** How far the import into an audit is, or null where there is none. */
    async runningIn(auditId: number): Promise<ImportJob | null> {
      const running = await files.runningIn(auditId);
      return running && { state: 'running', ...running };
    },

    discard: (sheet: WaitingSheet): Promise<void> => files.discard(sheet),
    withFile: <R>(sheet: WaitingSheet, work: (file: string) => Promise<R>): Promise<R> =>
      files.withFile(sheet, work),

    /** Keeps what another look at a sheet has found, by what its sender has said of it. */
    async lookedAt(sheet: WaitingSheet, preview: SheetPreview, choices: SheetChoices): Promise<void> {
      await files.lookedAt(sheet, keptOf({ ...sheet, preview, choices }));
    },

    /** Writes down what came of a sheet that was taken at once, so that what was left out can be had back. */
    async taken(sheet: WaitingSheet, done: ImportDone): Promise<void> {
      await files.lookedAt(sheet, { ...keptOf(sheet), ended: { state: 'done', ...done } });
    },

    /**
     * Begins the import of a sheet and does not wait for it: it goes on when the browser is closed.
     *
     * @param explain - puts into words why it failed
     * @returns a promise for its end, which never fails
     * @throws StateError while another sheet is being imported into the audit, or where this one was
     */
    async begin(
      sheet: WaitingSheet,
      work: ImportWork,
      explain: (error: unknown) => ImportFailure,
    ): Promise<{ finished: Promise<void> }> {
      const run = await files.begin(sheet.auditId, sheet, sheet.preview.files);
      const end = (ended: KeptSheet['ended']) => run.end({ ...keptOf(sheet), ended });
      const doIt = async (): Promise<void> => {
        try {
          let left = 0;
          const last = (done: ImportDone) => {
            left = done.leftOut.length;
            return end({ state: 'done', ...done });
          };
          await files.withFile(sheet, (file) => work(file, { progress: run.progress, last }));
          // Rows that were left out can be had back for the rest of its time.
          if (left === 0) await files.discardFile(sheet).catch(() => undefined);
        } catch (error) {
          // Where even that cannot be written, it is told as one whose program was ended.
          await end({ state: 'failed', ...explain(error) }).catch(() => undefined);
        } finally {
          await run.leave().catch(() => undefined);
        }
      };
      return { finished: doIt() };
    },
  };
}
