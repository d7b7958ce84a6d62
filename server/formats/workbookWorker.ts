import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { writeWorkbookHere } from './workbook.ts';
import type { WorkbookContent } from './workbook.ts';

// What runs on the thread that `writeWorkbook` starts: rows come in batches, and null is the end of them.
async function* rows(): AsyncGenerator<readonly string[]> {
  if (!parentPort) throw new Error('this runs on a thread of the program only');
  for await (const [batch] of on(parentPort, 'message') as AsyncIterable<[readonly string[][] | null]>) {
    if (batch === null) return;
    yield* batch;
  }
}

const { file, ...content } = workerData as { file: string } & Omit<WorkbookContent, 'rows'>;
await writeWorkbookHere(file, { ...content, rows: rows() });
