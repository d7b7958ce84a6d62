import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { threadFile } from './threads.ts';
import type { WorkbookContent } from './workbook.ts';

const ROWS_A_BATCH = 100;

/**
 * Writes an Excel workbook as `writeWorkbookHere` does, on a thread of its own: to make one of ten thousand rows takes
 * seconds, in which nobody else would get an answer.
 *
 * @param file - where to write it
 */
export async function writeWorkbook(file: string, content: WorkbookContent): Promise<void> {
  const { rows, ...rest } = content;
  const worker = new Worker(threadFile('workbookWorker'), { workerData: { file, ...rest } });
  const send = (rowsOrEnd: readonly (readonly string[])[] | null) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    worker.postMessage(rowsOrEnd);
  };
  const ended = once(worker, 'exit');
  // Told of where it is waited for.
  ended.catch(() => undefined);
  try {
    let batch: (readonly string[])[] = [];
    for await (const row of rows) {
      batch.push(row);
      if (batch.length < ROWS_A_BATCH) continue;
      send(batch);
      batch = [];
      await new Promise((resolve) => setImmediate(resolve));
    }
    send(batch);
    send(null);
    await ended;
  } finally {
    await worker.terminate();
  }
}
