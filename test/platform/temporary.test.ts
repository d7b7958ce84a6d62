import { existsSync, mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { removeLeftOvers } from '../../server/platform/temporary.ts';

const made: string[] = [];
afterEach(() => Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))));

/** A folder as a program that was killed leaves it, last changed some hours ago. */
function left(purpose: string, hours: number): string {
  const folder = mkdtempSync(path.join(tmpdir(), `casefile-audit-${purpose}-`));
  made.push(folder);
  writeFileSync(path.join(folder, 'file'), 'reference,answer\n');
  const at = Date.now() / 1000 - hours * 3600;
  utimesSync(folder, at, at);
  return folder;
}

it('removes what a program that was killed has left, and nothing that may still be needed', async () => {
  const gone = [left('exports', 1.5), left('uploads', 25), left('imports', 1.5), left('sheet', 25)];
  const stay = [
    left('exports', 0.5),
    left('uploads', 2),
    left('imports', 0.5),
    left('sheet', 2),
    left('others', 99),
  ];
  await removeLeftOvers();
  expect(gone.filter((folder) => existsSync(folder))).toEqual([]);
  expect(stay.filter((folder) => !existsSync(folder))).toEqual([]);
});
