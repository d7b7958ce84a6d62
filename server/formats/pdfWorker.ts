import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { pdfProblem } from './pdfInspection.ts';

// What runs on the thread that `inspectPdf` starts: one file, one answer.
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
parentPort?.postMessage(await pdfProblem(await readFile(String(workerData))));
