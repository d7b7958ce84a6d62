import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';

/** Where they go; ONLY=report makes those whose names begin so. */
const FOLDER = process.env['PICTURES'] ?? path.join(tmpdir(), 'casefile-audit-pictures');
const ONLY = process.env['ONLY'] ?? '';
const DPI = process.env['DPI'] ?? '60';

/** A document at its extremes may have more; those after them are as these. */
const MOST_PAGES = '40';

const hasPdftoppm = spawnSync('pdftoppm', ['-v']).error === undefined;

/** Writes a document and, where pdftoppm is there, a picture of each of its pages; prints where they are. */
export async function picture(name: string, make: () => Promise<Buffer>): Promise<void> {
  if (!name.startsWith(ONLY)) return;
  mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, `${name}.pdf`);
  const bytes = await make();
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  writeFileSync(file, bytes);
  console.log(file);
  if (!hasPdftoppm) return;
  const pages = path.join(FOLDER, name);
  rmSync(pages, { recursive: true, force: true });
  mkdirSync(pages);
  spawnSync('pdftoppm', ['-r', DPI, '-l', MOST_PAGES, '-png', file, path.join(pages, 'page')]);
  console.log(`  ${path.join(pages, 'page-*.png')}: ${readdirSync(pages).length} pages`);
}

/** Writes a file of another kind and a PDF that LibreOffice makes of it, where it is there. */
export async function converted(name: string, format: string, make: () => Promise<Buffer>): Promise<void> {
  if (!name.startsWith(ONLY)) return;
  mkdirSync(FOLDER, { recursive: true });
  const file = path.join(FOLDER, `${name}.${format}`);
  writeFileSync(file, await make());
  spawnSync('soffice', ['--headless', '--convert-to', 'pdf', '--outdir', FOLDER, file]);
  const pdf = path.join(FOLDER, `${name}.pdf`);
  if (existsSync(pdf)) await picture(name, () => Promise.resolve(readFileSync(pdf)));
}
