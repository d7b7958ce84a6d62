import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Request, RequestHandler } from 'express';
import multer from 'multer';
import { AppError } from '../platform/errors.ts';
import { temporaryFolder } from '../platform/temporary.ts';
import { currentUser } from './session.ts';

/** The largest sheet that is taken; a million rows of answers are about this much. */
const UPLOAD_MAXIMUM_BYTES = 100 * 1024 * 1024;

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

/**
 * Takes forms with a file, before their token is looked at: the token is one of their fields. Only from people who
 * are signed in, so that nobody else can fill the disk.
 */
export function takeUploads(): RequestHandler {
  const folder = temporaryFolder('uploads');
  const take = multer({
    storage: multer.diskStorage({
      destination: (_req, _file, done) => done(null, folder()),
      filename: (_req, _file, done) => done(null, randomUUID()),
    }),
    limits: { files: 1, fileSize: UPLOAD_MAXIMUM_BYTES, fields: 100, fieldSize: 1_000_000 },
  }).single('file');
  return (req, res, next) => {
    if (!req.is('multipart/form-data') || !currentUser(req)) {
      next();
      return;
    }
    take(req, res, (error: unknown) => {
      const { file } = req;
      if (file) {
        const gone = new AbortController();
        uploads.set(req, { name: file.originalname, path: file.path, bytes: file.size, gone: gone.signal });
        res.on('close', () => {
          gone.abort();
          void rm(file.path, { force: true });
        });
      }
      if (error instanceof multer.MulterError && error.code === 'LIMIT_FILE_SIZE') {
        const megabytes = UPLOAD_MAXIMUM_BYTES / 1024 / 1024;
        next(new AppError(413, `The file is larger than ${megabytes} MB. Nothing was taken from it.`));
      } else if (error || !holdsTexts(req.body)) {
        next(new AppError(400, 'The file could not be read. Go back and try again.'));
      } else next();
    });
  };
}
