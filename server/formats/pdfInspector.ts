import { Worker } from 'node:worker_threads';
import PQueue from 'p-queue';
import type { PdfProblem } from './pdfInspection.ts';
import { threadFile } from './threads.ts';

/** A file of the size that is taken is looked through in one or two seconds. */
const DEADLINE_MILLISECONDS = 20_000;
/** Who comes after so many is told to come again rather than to wait for all of them. */
const WAITING_MAXIMUM = 10;
const MEMORY_MEGABYTES = 256;
const GONE = 'Whoever sent the file has gone. Nothing was saved.';

/** A PDF was not looked through; says why, and that it was not kept. */
export class NotInspectedError extends Error {}

/** Makes what looks through PDFs, one at a time, each on a thread that ends with its deadline. */
export function createPdfInspector(settings: { deadlineMilliseconds: number; waitingMaximum: number }) {
  const { deadlineMilliseconds, waitingMaximum } = settings;
  const queue = new PQueue({ concurrency: 1 });

  /**
   * Whether a file is a PDF that only shows something, as `pdfProblem` says; what cannot be told by the deadline, or
   * takes too much memory, is unreadable.
   *
   * @param gone - ends the work at once, also where it waits
   * @throws NotInspectedError where too many files wait, or whoever sent this one has gone
   */
  return async (file: string, gone: AbortSignal): Promise<PdfProblem | null> => {
    if (queue.size >= waitingMaximum) {
      throw new NotInspectedError(
        'Other files are being looked through at this moment. Nothing was saved. Try again in a minute.',
      );
    }
    return queue.add(async () => {
      if (gone.aborted) throw new NotInspectedError(GONE);
      return look(file, gone, deadlineMilliseconds);
    });
  };
}

async function look(
  file: string,
  gone: AbortSignal,
  deadlineMilliseconds: number,
): Promise<PdfProblem | null> {
  const worker = new Worker(threadFile('pdfWorker'), {
    workerData: file,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEGABYTES },
  });
  // The program need not wait for it to end.
  worker.unref();
  let deadline: NodeJS.Timeout | undefined;
  let leave = () => {};
  try {
    return await new Promise<PdfProblem | null>((resolve, reject) => {
      deadline = setTimeout(() => resolve('unreadable'), deadlineMilliseconds);
      leave = () => reject(new NotInspectedError(GONE));
      gone.addEventListener('abort', leave);
      worker.once('message', resolve);
      worker.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? resolve('unreadable') : reject(error),
      );
    });
  } finally {
    clearTimeout(deadline);
    gone.removeEventListener('abort', leave);
    await worker.terminate();
  }
}

/** Looks through PDFs for the whole program. */
export const inspectPdf = createPdfInspector({
  deadlineMilliseconds: DEADLINE_MILLISECONDS,
  waitingMaximum: WAITING_MAXIMUM,
});
