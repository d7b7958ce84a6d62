import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Deps } from '../../../server/deps.ts';
import { sealOf } from '../../../server/platform/db/activitySeal.ts';
import type { SealedLine } from '../../../server/platform/db/activitySeal.ts';
import { createDeps } from '../../../server/deps.ts';
import { readConfig } from '../../../server/platform/config.ts';
import { onBothEngines, onOneEngine, startApp } from '../../support/app.ts';
import { emptyDatabase } from '../../support/emptyDatabase.ts';
import { wordsOf } from '../../support/form.ts';

onBothEngines('the chain of the activity', (engine) => {
  let deps: Deps;
  let folder: string;
  let close: () => Promise<void>;
  let heads: string;

  beforeEach(async () => {
    const place = await emptyDatabase(engine);
    folder = place.environment['DATA_DIR'] ?? '';
    heads = path.join(folder, 'heads.jsonl');
    deps = await createDeps(readConfig({ ...place.environment, ACTIVITY_HEADS_FILE: heads }));
    close = async () => {
      await deps.database.close();
      await place.remove();
    };
  });
  afterEach(() => close());

  const write = async (from: number, to: number) => {
    for (let n = from; n <= to; n += 1) {
      await deps.activity.add({ userId: 1, action: 'caseFile.saved', auditId: 7, subject: `case file ${n}` });
    }
  };
  const found = async () => {
    const { problems, further } = await deps.activityChain.check();
    expect(further).toBe(0);
    return problems.map(({ kind, id }) => [kind, id]);
  };
  const table = (name: string) => deps.database.pool(name);
  /** As somebody would who knows how seals are made, and has the database but not the files. */
  const remake = async () => {
    const lines = (await table('activity').orderBy('id').select('*')) as SealedLine[];
    await table('activity_seals').delete();
    let before = '';
    for (const [i, line] of lines.entries()) {
      before = sealOf(before, i + 1, line);
      await table('activity_seals').insert({
        seq: i + 1,
        activity_id: line.id,
        hash: before,
        sealed_at: line.at,
      });
    }
  };

  it('seals what comes behind any number of lines that somebody else wrote, and tells of those', async () => {
    await write(1, 3);
    expect(await deps.activityChain.seal('first')).toBe(3);
    const forged = Array.from({ length: 1100 }, (_, n) => ({
      at: '2026-11-30T10:00:00.000Z',
      user_id: 1,
      action: 'person.signedIn',
      detail: '{}',
      mark: `AAAAAAAAAAA.x${n}`,
    }));
    await deps.database.pool.batchInsert('activity', forged, 100);
    await write(4, 6);
    expect(await deps.activityChain.seal('some')).toBe(3);
    const { problems, further, sealed, waiting } = await deps.activityChain.check();
    expect([problems.length + further, sealed, waiting]).toEqual([1100, 6, 0]);
    await write(7, 8);
    expect(await deps.activityChain.seal('some')).toBe(2);
    const line = (await table('activity').where({ subject: 'case file 5' }).first('id')) as { id: number };
    await table('activity').where({ id: line.id }).delete();
    await table('activity').where('mark', 'like', 'AAAAAAAAAAA.x%').delete();
    expect(await found()).toEqual([['removed', line.id]]);
  });

  it('says which line was changed, removed or added, and that the end was cut off', async () => {
    await write(1, 12);
    expect(await deps.activityChain.seal('last')).toBe(12);
    expect(await deps.activityChain.seal()).toBe(0);
    expect(await found()).toEqual([]);
    const whole = await deps.activityChain.check();
    expect(whole).toMatchObject({ sealed: 12, waiting: 0 });
    const kept = JSON.parse(readFileSync(path.join(folder, 'activity-head.json'), 'utf8')) as {
      hash: string;
    };
    expect(kept).toMatchObject({ seq: 12, hash: whole.head });
    expect(statSync(path.join(folder, 'activity-head.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(heads, 'utf8')).toContain(kept.hash);

    // Each column, one line each.
    const changes: [number, Record<string, unknown>][] = [
      [2, { at: '2020-01-01T00:00:00.000Z' }],
      [3, { user_id: 2 }],
      [4, { action: 'caseFile.removed' }],
      [5, { audit_id: null }],
      [6, { subject: 'case file 99' }],
      [7, { detail: '{"n":1}' }],
    ];
    const before = (await table('activity').orderBy('id').select('*')) as SealedLine[];
    for (const [id, change] of changes) await table('activity').where({ id }).update(change);
    expect(await found()).toEqual(changes.map(([id]) => ['changed', id]));
    for (const line of before) await table('activity').where({ id: line.id }).update(line);
    expect(await found()).toEqual([]);

    // In the middle without its seal, with its seal, and two at once with theirs.
    await table('activity').where({ id: 4 }).delete();
    expect(await found()).toEqual([['removed', 4]]);
    await table('activity_seals').where({ activity_id: 4 }).delete();
    await table('activity').where('id', '>=', 8).where('id', '<=', 9).delete();
    await table('activity_seals').where('activity_id', '>=', 8).where('activity_id', '<=', 9).delete();
    const { problems } = await deps.activityChain.check();
    expect(problems.map(({ text }) => text)).toEqual([
      'One line was removed with what sealed it, between line 3 and line 5.',
      '2 lines were removed with what sealed them, between line 7 and line 10.',
    ]);
  });

  it('finds what was added, with a mark of another line, with none, and with a seal', async () => {
    await write(1, 3);
    await deps.activityChain.seal();
    const [line] = (await table('activity').where({ id: 2 }).select('*')) as SealedLine[];
    const { id: _, ...copy } = line as SealedLine;
    await expect(table('activity').insert(copy)).rejects.toThrow();
    await table('activity').insert({ ...copy, mark: null });
    await table('activity').insert({ ...copy, mark: 'made.up' });
    const added = (await table('activity').where('id', '>', 3).orderBy('id').select('id')) as {
      id: number;
    }[];
    expect(await found()).toEqual(added.map(({ id }) => ['inserted', id]));
    // The program goes on, and seals none of them.
    await write(4, 5);
    expect(await deps.activityChain.seal()).toBe(2);
    expect(await found()).toEqual(added.map(({ id }) => ['inserted', id]));
    await table('activity').where({ mark: 'made.up' }).delete();
    await remake();
    expect(await found()).toEqual([
      ['inserted', added[0]?.id],
      ['remade', null],
    ]);
  });

  it('finds an end that is cut off, and seals that were made anew', async () => {
    await write(1, 4);
    await deps.activityChain.seal('last');
    await write(5, 9);
    await deps.activityChain.seal('last');
    const lines = (await table('activity').orderBy('id').select('*')) as SealedLine[];

    await table('activity_seals').where('seq', '>', 6).delete();
    await table('activity').where('id', '>', 6).delete();
    const { problems } = await deps.activityChain.check();
    expect(problems).toMatchObject([{ kind: 'cutOff', id: null }]);
    expect(problems[0]?.text).toMatch(
      /^The last 3 lines are missing: 9 were sealed at .*, and there are 6\.$/,
    );

    // Whoever makes all seals anew is found by the heads, which say from where.
    for (const line of lines.slice(6)) await table('activity').insert(line);
    await table('activity').where({ id: 6 }).delete();
    await remake();
    const remade = await deps.activityChain.check();
    expect(remade.problems.map(({ kind }) => kind)).toEqual(['cutOff']);
    await write(10, 12);
    await deps.activityChain.seal('last');
    const again = await deps.activityChain.check();
    expect(again.problems).toMatchObject([
      { kind: 'remade', text: expect.stringContaining('The first 4, ') },
    ]);

    await table('activity_seals')
      .where({ seq: 2 })
      .update({ hash: 'f'.repeat(64) });
    expect((await deps.activityChain.check()).problems.map(({ kind, id }) => [kind, id])).toContainEqual([
      'sealChanged',
      2,
    ]);
  });

  it('is one chain whoever seals, while many write, and holds no name', async () => {
    const writers = Array.from({ length: 8 }, (_, w) =>
      (async () => {
        for (let n = 0; n < 15; n += 1) {
          await deps.database.write(async () => {
            await deps.activity.add({ userId: w, action: 'caseFile.saved', subject: `case file ${n}` });
            await deps.database.query('settings').insert({ name: `w ${w} ${n}`, value: '' });
          });
          if (n % 5 === 0) await deps.activityChain.seal();
        }
      })(),
    );
    await Promise.all(writers);
    await deps.activityChain.seal('last');
    expect(await deps.activityChain.check()).toMatchObject({ sealed: 120, waiting: 0, problems: [] });

    // An account is erased: its lines stay, and so does the chain.
    const person = { name: 'Erasmus Erased', email: 'erasmus@example.org', providerId: null };
    await deps.accounts.create(null, { ...person, roles: ['auditor'] });
    await deps.activityChain.seal('last');
    await table('one_time_links').delete();
    await table('user_roles').delete();
    await table('users').delete();
    expect(await found()).toEqual([]);
    expect(JSON.stringify(await table('activity').select('*'))).not.toContain('rasmus');
  });
});

onOneEngine('the page that checks the activity', (engine) => {
  it('says that all is well, and what is not, here and at home', async () => {
    const app = await startApp(engine);
    const adam = await app.as('adam');
    const words = async (url: string) => wordsOf((await adam.get(url)).text);
    expect(await words('/activity')).toContain('Check that no line was changed, removed or added');
    expect(await words('/activity/check')).toContain('The lines have not been checked yet');
    await app.deps.activityChain.seal();
    expect((await adam.post('/activity/check')).status).toBe(303);
    expect(await words('/activity/check')).toContain('Every line is as it was written');
    expect(await words('/')).not.toContain('Somebody has changed the activity');
    await app.deps.database.pool('activity').where({ id: 1 }).delete();
    await adam.post('/activity/check');
    expect(await words('/activity/check')).toContain('Line 1 was removed.');
    expect(await words('/')).toContain('found 1 thing that the program did not do');
    await app.deps.activityChain.checkDaily();
    expect((await app.deps.activityChain.lastCheck())?.problems).toHaveLength(1);
    await app.close();
  });
});
