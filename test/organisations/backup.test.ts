import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { setReadingsApart } from '../../server/fieldwork/caseFiles/restored.ts';
import { createDeps } from '../../server/deps.ts';
import { makeBackup } from '../../server/platform/backup/backup.ts';
import { restoreBackup } from '../../server/platform/backup/restore.ts';
import { readConfig } from '../../server/platform/config.ts';
import { openDatabase } from '../../server/platform/db/database.ts';
import type { Database } from '../../server/platform/db/database.ts';
import { emptyDatabase } from '../support/emptyDatabase.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { addSecondOrganisation } from '../support/organisations.ts';
import type { SecondOrganisation } from '../support/organisations.ts';

onBothEngines('a backup of two organisations', (engine) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-two-'));
  let app: TestApp;
  let second: SecondOrganisation;

  beforeAll(async () => {
    app = await startApp(engine);
    second = await addSecondOrganisation(app.deps);
    const { database, accountErasure, providers } = app.deps;
    // What each may have that one alone could.
    await database.within(second.scope, async () => {
      await providers.create(null, 'The Bridge');
      await accountErasure.choose(second.ids.administrator, 6);
    });
    await database.within({ home: 1, all: [1], isOnly: false }, () =>
      accountErasure.choose(app.ids.adam, 12),
    );
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const ABOUT = { program: '0.1.0', madeAt: '2026-11-30T02:00:00.000Z' };
  const TABLES = ['organisations', 'providers', 'retention_periods', 'users', 'activity'];
  const rowsIn = ({ pool, everywhere }: Database) =>
    everywhere(() =>
      Promise.all(
        TABLES.map(async (table) => {
          const rows: Record<string, unknown>[] = await pool(table).select('*');
          return rows
            .map((row) =>
              JSON.stringify(
                Object.entries({ ...row, compares: null }).toSorted(([a], [b]) => a.localeCompare(b)),
              ),
            )
            .toSorted();
        }),
      ),
    );

  it.each(['sqlite', 'postgres'] as const)('is restored on %s, and keeps them apart there', async (onto) => {
    const file = path.join(folder, `to-${onto}.backup`);
    await app.deps.database.everywhere(() => makeBackup(app.deps.database, file, ABOUT, null));
    const place = await emptyDatabase(onto);
    const database = openDatabase(readConfig(place.environment));
    try {
      await database.everywhere(() => restoreBackup(database, file, null, { loaded: setReadingsApart }));
      expect(await rowsIn(database)).toEqual(await rowsIn(app.deps.database));
      const deps = await createDeps(readConfig(place.environment));
      const names = async () => (await deps.providers.list()).map(({ name }) => name);
      expect(await deps.database.within(second.scope, names)).toEqual(['Second Provider', 'The Bridge']);
      expect(await deps.database.within(second.scope, () => deps.accountErasure.months())).toBe(6);
      if (onto === 'postgres') {
        const locked = await deps.database
          .pool('pg_class')
          .where({ relname: 'audits' })
          .first('relrowsecurity');
        expect(locked).toEqual({ relrowsecurity: true });
      }
      await deps.database.close();
    } finally {
      await database.close();
      await place.remove();
    }
  });
});
