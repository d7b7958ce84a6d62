import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Sends a PDF as it is made, to be looked at; nothing of it stays in a shared computer's cache. */
export async function sendPdf(res: Response, pdf: Readable, name: string): Promise<void> {
  res.type('application/pdf').set({
    'Cache-Control': 'no-store',
    'Content-Disposition': `inline; filename="${name}"`,
  });
  await pipeline(pdf, res);
}
