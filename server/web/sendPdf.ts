import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Sends a PDF as it is made, to be looked at; nothing of it stays in a shared computer's cache. */
export async function sendPdf(res: Response, pdf: Readable, name: string): Promise<void> {
  res.type('application/pdf').set({
    'Cache-Control': 'no-store',
    'Content-Disposition': shownAs(name),
  });
  await pipeline(pdf, res);
}

/** Says that a file is to be looked at and what it is called, in letters of any script (RFC 6266). */
export function shownAs(name: string): string {
  const plain = name.replace(/[^\x20-\x7E]|["\\]/g, '-');
  if (plain === name) return `inline; filename="${name}"`;
  const coded = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `inline; filename="${plain}"; filename*=UTF-8''${coded}`;
}
