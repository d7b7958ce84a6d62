import { randomBytes } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Deps } from '../server/deps.ts';
import { NotFoundError } from '../server/platform/errors.ts';
import { fileName } from '../server/feedback/reports/fileName.ts';
import type { ProviderFeedback } from '../server/feedback/draft/service.ts';
import { CommandError } from './failure.ts';
import { beforeLeaving } from './leaving.ts';

/**
 * Writes the feedback to one provider of an audit, known by its name, as PDF.
 *
 * @throws CommandError that names the audit's providers when this one is not among them
 */
export async function writeReport(
  deps: Deps,
  auditId: number,
  provider: string,
  file: string,
): Promise<void> {
  await mustFindAudit(deps, auditId);
  const entries = await deps.feedback.of(auditId);
  const entry = entries.find((e) => e.provider.name.toLowerCase() === provider.trim().toLowerCase());
  if (!entry) {
    const names = entries.map((e) => e.provider.name).join(', ');
    throw new CommandError(
      `Audit ${auditId} has no provider called "${provider}". ${names === '' ? 'It has none yet' : `It has: ${names}`}.`,
    );
  }
  await writeWhole(file, await pdfFor(deps, auditId, entry));
}

/** What was issued, as it was issued; a draft while nothing is. */
async function pdfFor(deps: Deps, auditId: number, entry: ProviderFeedback): Promise<Readable> {
  return entry.issued
    ? Readable.from([await deps.reports.pdf(entry.issued)])
    : deps.feedback.draftPdf(auditId, entry.provider.id);
}

/**
 * Writes the feedback to every provider of an audit into a folder, made if it is missing.
 *
 * @param wrote - is told each file as soon as it is there
 */
export async function writeAllReports(
  deps: Deps,
  auditId: number,
  folder: string,
  wrote: (file: string) => void,
): Promise<void> {
  const audit = await mustFindAudit(deps, auditId);
  const entries = await deps.feedback.of(auditId);
  if (entries.length === 0) throw new CommandError(`Audit ${auditId} has no providers yet.`);
  await mkdir(folder, { recursive: true });
  const taken = new Set<string>();
  for (const entry of entries) {
    const file = path.join(folder, freeName(fileName(audit.title, entry.provider.name), taken));
    await writeWhole(file, await pdfFor(deps, auditId, entry));
    wrote(file);
  }
}

async function mustFindAudit(deps: Deps, auditId: number) {
  try {
    return await deps.audits.get(auditId);
  } catch (error) {
    if (error instanceof NotFoundError) throw new CommandError(`There is no audit ${auditId}.`);
    throw error;
  }
}

/** Names that differ in signs only, such as "A & B" and "A/B", must not overwrite each other. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n += 1) free = name.replace(/\.pdf$/, `-${n}.pdf`);
  taken.add(free);
  return free;
}

const unfinished = new Set<string>();
let cleaning = false;

/** Writes beside the file first, so that nobody ever finds half a report under its name. */
export async function writeWhole(file: string, content: Readable): Promise<void> {
  if (!cleaning) {
    beforeLeaving(() => unfinished.forEach((left) => rmSync(left, { force: true })));
    cleaning = true;
  }
  const folder = path.dirname(path.resolve(file));
  const temporary = path.join(folder, `.${path.basename(file)}.${randomBytes(6).toString('hex')}`);
  unfinished.add(temporary);
  try {
    await pipeline(content, createWriteStream(temporary, { flags: 'wx' }));
    await rename(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    // The name that was asked for says more than that of the temporary file.
    if (error instanceof Error && 'path' in error) {
      Object.assign(
        error,
        error.path === temporary && !('dest' in error) ? { path: folder } : { path: file },
      );
    }
    throw error;
  } finally {
    unfinished.delete(temporary);
  }
}
