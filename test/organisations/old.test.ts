import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { openDatabase } from '../../server/platform/db/database.ts';
import { BELONGS } from '../../server/platform/db/organisationTables.ts';

const FILLED = new URL('../fixtures/schema-0017/filled.sqlite.gz', import.meta.url);

it('gives all that an earlier version had to the first organisation', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-old-organisations-'));
  writeFileSync(path.join(folder, 'casefile-audit.sqlite'), gunzipSync(readFileSync(FILLED)));
  const database = openDatabase({ databaseUrl: null, dataDir: folder });
  try {
    await database.migrate();
    expect(await database.pool('organisations').pluck('id')).toEqual([1]);
    const filled: string[] = [];
    for (const [table, { to }] of Object.entries(BELONGS)) {
      if (to !== 'organisation') continue;
      const owners = await database
        .pool(table)
        .distinct('organisation_id')
        .pluck<number[]>('organisation_id');
      if (owners.length > 0) filled.push(table);
      expect(
        owners.filter((owner) => owner !== 1),
        table,
      ).toEqual([]);
    }
    expect(filled).toEqual(expect.arrayContaining(['activity', 'audits', 'providers', 'users']));
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
