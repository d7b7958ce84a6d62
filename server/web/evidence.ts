import { readFile } from 'node:fs/promises';
import type { Response } from 'express';
import { looksLikeDateOfBirth, looksLikeNhsNumber } from '../../rules/index.ts';
import { AppError, InputError } from '../platform/errors.ts';
import { inspectPdf, NotInspectedError } from '../formats/pdfInspector.ts';
import type { PdfProblem } from '../formats/pdfInspection.ts';

/** A file that may be kept as evidence. */
export interface EvidenceFile {
  name: string;
  content: Buffer;
}

export const EVIDENCE_MAXIMUM_MEGABYTES = 20;
const NAME_MAXIMUM_LENGTH = 100;

const WHY: Record<PdfProblem, string> = {
  'not a PDF': 'The file is not a PDF, whatever its name says. Save the document as PDF and choose that.',
  'broken off': 'The PDF is not complete. Save it again and choose that.',
  script: 'The PDF holds a script or a form that runs one. Print it to a new PDF and choose that.',
  attachment: 'The PDF has other files in it. Print it to a new PDF and choose that.',
  launch: 'The PDF can start or send something by itself. Print it to a new PDF and choose that.',
  locked: 'The PDF is locked or encrypted, so it could not be checked. Save it without a password.',
  unreadable: 'The PDF is packed in a way that could not be checked. Print it to a new PDF and choose that.',
};

/**
 * Reads a file that is to be kept as evidence, once it is told by its content that it may be.
 *
 * @throws InputError that says what is wrong with it, at the field `file`
 */
export async function readEvidence(upload: {
  name: string;
  path: string;
  bytes: number;
  gone: AbortSignal;
}): Promise<EvidenceFile> {
  const refuse = (text: string) => new InputError([{ field: 'file', text: `${text} Nothing was saved.` }]);
  if (upload.bytes === 0) throw refuse('The file is empty.');
  if (upload.bytes > EVIDENCE_MAXIMUM_MEGABYTES * 1024 * 1024) {
    throw refuse(
      `The file is larger than ${EVIDENCE_MAXIMUM_MEGABYTES} MB. Leave out what is not needed, or save it with smaller pictures.`,
    );
  }
  const name = cleanFileName(upload.name);
  if (looksLikeNhsNumber(name) || looksLikeDateOfBirth(name)) {
    throw refuse('The name of the file looks as if it told of a person. Rename the file first.');
  }
  const problem = await inspectPdf(upload.path, upload.gone).catch((error: unknown) => {
    throw error instanceof NotInspectedError ? new AppError(503, error.message) : error;
  });
  if (problem) throw refuse(WHY[problem]);
  return { name, content: await readFile(upload.path) };
}

/**
 * The name of a file as it can be kept and handed out again: no folders, no signs that a system or a header could take
 * for something else, and .pdf at its end.
 *
 * @example cleanFileName('C:\\Plans\\Training log.PDF') // 'Training log.pdf'
 */
export function cleanFileName(given: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? '';
  const plain = last
    .normalize('NFC')
    .replace(/\.pdf$/i, '')
    .replace(/[^\p{L}\p{N} ._()-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[ .]+|[ .]+$/g, '')
    .slice(0, NAME_MAXIMUM_LENGTH)
    .trim();
  return `${plain || 'evidence'}.pdf`;
}

/** How large a file is. @example sizeInWords(2048) // '2 KB' */
export function sizeInWords(bytes: number): string {
  const kilobytes = Math.ceil(bytes / 1024);
  return kilobytes < 1024 ? `${kilobytes} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** What a file of somebody else's is handed out with: it is saved, never shown within the program, and may do nothing there. */
export function sendEvidence(res: Response, file: { name: string; content: Buffer }): void {
  res
    .attachment(file.name)
    .type('application/pdf')
    .set({
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    })
    .send(file.content);
}
