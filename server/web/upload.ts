import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Request, Response } from 'express';
import multer from 'multer';
import { AppError } from '../platform/errors.ts';
import { temporaryFolder } from '../platform/temporary.ts';
import { csrfError, currentUser, hasToken, isCsrfError } from './session.ts';

/** The largest sheet that is taken; a million rows of answers are about this much. */
const UPLOAD_MAXIMUM_BYTES = 100 * 1024 * 1024;

/** The longest text that is taken beside a file, or in its place. */
const LONGEST_TEXT = 1_000_000;

/** A file that came with a form, kept in a temporary place until the answer has gone out. */
export interface Upload {
  /** As the browser named it; only ever shown, never used as a path. */
  name: string;
  path: string;
  bytes: number;
  /** Aborted once the answer has gone out, or whoever sent the file has gone before. */
  gone: AbortSignal;
}

const uploads = new WeakMap<Request, Upload>();

/** The file that came with the form in the field `file`, or null when none was chosen. */
export function uploadOf(req: Request): Upload | null {
  return uploads.get(req) ?? null;
}

/** Whether a form is texts by name. The library makes objects and lists of names such as `a[b]` and `a[400000000]`. */
function holdsTexts(body: unknown): boolean {
  return Object.entries(body ?? {}).every(
    ([name, value]) => !name.includes('[') && (typeof value === 'string' || isShortList(value)),
  );
}

const isShortList = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length <= 1000 &&
  Object.keys(value).length === value.length &&
  value.every((text) => typeof text === 'string');

/** How many forms with a file one person may be sending at the same time. */
const AT_ONCE = 3;

export const isWithFile = (req: Request): boolean => Boolean(req.is('multipart/form-data'));

/**
 * Takes the form with a file of a request, once it is known that its person may send one there. The token has to come
 * in a header or in a field before the file: where it does not fit, no byte of the file is kept.
 */
export function createUploads(): (req: Request, res: Response) => Promise<void> {
  const folder = temporaryFolder('uploads');
  const underWay = new Map<number, number>();
  const take = multer({
    storage: multer.diskStorage({
      destination: (_req, _file, done) => done(null, folder()),
      filename: (_req, _file, done) => done(null, randomUUID()),
    }),
    fileFilter: (req, _file, done) => (hasToken(req) ? done(null, true) : done(csrfError())),
    limits: { files: 1, fileSize: UPLOAD_MAXIMUM_BYTES, fields: 100, parts: 101, fieldSize: LONGEST_TEXT },
  }).single('file');

  return async (req, res) => {
    const userId = currentUser(req)?.id ?? 0;
    const others = underWay.get(userId) ?? 0;
    if (others >= AT_ONCE) {
      throw new AppError(
        429,
        `${AT_ONCE} files are on their way from you already. Wait until they are through, and send this one again.`,
      );
    }
    underWay.set(userId, others + 1);
    res.once('close', () => {
      const left = (underWay.get(userId) ?? 1) - 1;
      if (left > 0) underWay.set(userId, left);
      else underWay.delete(userId);
    });
    const error = await new Promise<unknown>((resolve) => void take(req, res, resolve));
    // Where something of the form is wrong the library has removed the file already, and forgotten where it was.
    if (error !== undefined) throw explained(error);
    keepUntilAnswered(req, res);
    if (!holdsTexts(req.body)) throw unreadable();
    if (!hasToken(req)) throw csrfError();
  };
}

/** Remembers the file of a request, and removes it once the answer has gone out. */
function keepUntilAnswered(req: Request, res: Response): void {
  const { file } = req;
  if (!file) return;
  const { path } = file;
  const gone = new AbortController();
  uploads.set(req, { name: file.originalname, path, bytes: file.size, gone: gone.signal });
  const remove = () => {
    gone.abort();
    void rm(path, { force: true }).catch(() => undefined);
  };
  if (res.closed) remove();
  else res.once('close', remove);
}

const unreadable = () => new AppError(400, 'The file could not be read. Go back and try again.');

function explained(error: unknown): unknown {
  if (isCsrfError(error)) return error;
  if (error instanceof multer.MulterError && error.code === 'LIMIT_FILE_SIZE') {
    const megabytes = UPLOAD_MAXIMUM_BYTES / 1024 / 1024;
    return new AppError(413, `The file is larger than ${megabytes} MB. Nothing was taken from it.`);
  }
  if (error instanceof multer.MulterError && error.code === 'LIMIT_FIELD_VALUE') {
    return new AppError(
      413,
      `What was pasted is longer than ${LONGEST_TEXT.toLocaleString('en-GB')} characters. Nothing was taken from it. Save the sheet as a CSV or Excel file, go back, and choose that file.`,
    );
  }
  return unreadable();
}
