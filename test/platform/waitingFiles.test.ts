import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createLeases } from '../../server/platform/leases.ts';
import { createWaitingFiles } from '../../server/platform/waitingFiles.ts';
import type { WaitingRoom } from '../../server/platform/waitingFiles.ts';
import { onBothEngines } from '../support/app.ts';
import { newStoredAudit, startStore } from '../support/store.ts';
import type { StoreTest } from '../support/store.ts';

const HOUR = 3_600_000;
const SECRET = 'a reference that nobody else may read';

onBothEngines('files that wait', (engine) => {
  let test: StoreTest;
  let folder: string;
  let clock: number;
  let auditId: number;
  const now = () => new Date(clock);
  beforeAll(async () => {
    test = await startStore(engine);
    folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-test-'));
    ({ auditId } = await newStoredAudit(test));
  });
  afterAll(async () => {
    await test.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    clock = Date.parse('2026-11-30T09:00:00.000Z');
    await test.database.query('waiting_files').delete();
    await test.database.query('leases').delete();
  });

  const leases = () => createLeases({ database: test.database, now, leaseSeconds: 30 });
  const program = (room?: WaitingRoom) => {
    return createWaitingFiles({ database: test.database, leases: leases(), now, ...(room ? { room } : {}) });
  };
  const place = (more: object = {}) => ({
    purpose: 'caseFiles' as const,
    auditId,
    userId: test.people.lena,
    owner: 'a session of Lena',
    ...more,
  });
  function file(bytes: Buffer | string = SECRET): string {
    const name = path.join(folder, String(Math.random()));
    writeFileSync(name, bytes);
    return name;
  }
  const must = <T>(value: T | null | undefined): T => {
    if (value === null || value === undefined) throw new Error('there is nothing');
    return value;
  };

  it('are asked about at another program, with all that was found in them', async () => {
    const [one, other] = [program(), program()];
    const about = {
      words: new Map([['a', 'b']]),
      rows: new Set([3]),
      name: 'a.csv',
      note: null,
      nothing: undefined,
    };
    const large = Buffer.alloc(2_500_000, 'reference,group\n');
    const token = await one.keep(place(), file(large), about);
    const found = must(await other.find(place(), token));
    expect(found).toEqual({ token, about, looks: 1, state: 'waiting', written: 0, of: 0 });
    const copies: string[] = [];
    await other.withFile(found, (copy) => {
      copies.push(copy);
      expect(readFileSync(copy).equals(large)).toBe(true);
      return Promise.resolve();
    });
    // Nothing of it stays on the disk of the machine.
    expect(readdirSync(path.dirname(must(copies[0])))).toEqual([]);

    expect(await other.lookedAt(found, { ...about, name: 'again' })).toBe(true);
    expect(await one.lookedAt(found, { ...about, name: 'too late' })).toBe(false);
    expect(await one.find(place(), token)).toMatchObject({ about: { name: 'again' }, looks: 2 });
  });

  it('are for the session that sent them, for its audit and purpose', async () => {
    const files = program();
    const token = await files.keep(place(), file(), {});
    for (const other of [
      { owner: 'another session' },
      { auditId: auditId + 1 },
      { purpose: 'caseload' as const },
    ])
      expect(await files.find({ ...place(), ...other }, token)).toBeNull();
    expect(await files.find(place(), `${token}a`)).toBeNull();
  });

  it('tell nothing to whoever reads the database', async () => {
    const token = await program().keep(place(), file(), { note: SECRET });
    const rows: unknown[] = [
      ...(await test.database.query('waiting_files').select()),
      ...(await test.database.query('waiting_file_parts').select()),
    ];
    const text = rows
      .map((row) =>
        Object.values(row as object)
          .map(String)
          .join(' '),
      )
      .join(' ');
    expect(rows).toHaveLength(2);
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(token);
    expect(text).not.toContain('a session of Lena');
    // A part that was put in place of another, or changed, is not read.
    await test.database.query('waiting_file_parts').update({ bytes: Buffer.alloc(80) });
    await expect(program().withFile({ token }, () => Promise.resolve())).rejects.toThrow();
  });

  it('are given to nobody short of a part, as where they are called off while they are read', async () => {
    const files = program();
    const parts = () => test.database.query('waiting_file_parts');
    for (const missing of [0, 1, 2]) {
      const token = await files.keep(place(), file(Buffer.alloc(2_500_000)), {});
      await parts().where({ place: missing }).delete();
      await expect(files.withFile({ token }, () => Promise.resolve('worked on'))).rejects.toThrow(
        'not there any more',
      );
    }
    const token = await files.keep(place(), file(), {});
    await files.discard({ token });
    await expect(files.withFile({ token }, () => Promise.resolve('worked on'))).rejects.toThrow(
      'not there any more',
    );
    // One about which more is known by then is whole.
    const known = await files.keep(place(), file(), {});
    expect(await files.lookedAt({ token: known, looks: 1 }, { more: SECRET })).toBe(true);
    expect(await files.withFile({ token: known }, () => Promise.resolve('worked on'))).toBe('worked on');
    await files.discardFile({ token: known });
    await expect(files.withFile({ token: known }, () => Promise.resolve('worked on'))).rejects.toThrow(
      'not there any more',
    );
  });

  it('take up no room once the file itself is gone, or could not be kept', async () => {
    const room = { ofOne: 3000, ofAll: 3000 };
    const files = program(room);
    const large = () => file(Buffer.alloc(2000));
    const token = await files.keep(place({ owner: 'one' }), large(), { done: true });
    await expect(files.keep(place({ owner: 'two' }), large(), {})).rejects.toThrow('wait for your word');
    await files.discardFile({ token });
    expect(await files.find(place({ owner: 'one' }), token)).toMatchObject({ about: { done: true } });
    const second = await files.keep(place({ owner: 'two' }), large(), {});
    await files.discard({ token: second });

    let writes = 0;
    const write = test.database.writeBriefly;
    const failing = createWaitingFiles({
      database: {
        ...test.database,
        get query() {
          return test.database.query;
        },
        writeBriefly: (work) => {
          writes += 1;
          return writes === 2 ? Promise.reject(new Error('the disk is full')) : write(work);
        },
      },
      leases: leases(),
      now,
      room,
    });
    await expect(failing.keep(place({ owner: 'three' }), large(), {})).rejects.toThrow('the disk is full');
    expect(await test.database.query('waiting_files').where({ state: 'arriving' })).toEqual([]);
    await files.keep(place({ owner: 'three' }), large(), {});
  });

  it('have a page at their end for an hour, however long the work on them took', async () => {
    const files = program();
    const token = await files.keep(place(), file(), {});
    const run = await files.begin(auditId, must(await files.find(place(), token)), 1);
    clock += HOUR + 60_000;
    await run.end({ done: true });
    await run.leave();
    expect(await files.find(place(), token)).toMatchObject({ state: 'ended', about: { done: true } });
    expect(await files.removeEnded()).toBe(0);
    clock += HOUR;
    expect(await files.find(place(), token)).toBeNull();
    expect(await files.removeEnded()).toBe(1);
  });

  it('may be sent at the same time, and each that stays is whole', async () => {
    const large = file(Buffer.alloc(3_500_000));
    const tokens = await Promise.all([0, 1, 2].map(() => program().keep(place(), large, {})));
    const found = await Promise.all(tokens.map((token) => program().find(place(), token)));
    const stay = found.filter((one) => one !== null);
    expect(stay.length).toBeGreaterThan(0);
    expect(await test.database.query('waiting_file_parts')).toHaveLength(4 * stay.length);
  });

  it('make room for the next one of the same person, and go after an hour', async () => {
    const files = program();
    const first = await files.keep(place(), file(), {});
    const second = await files.keep(place(), file(), {});
    expect(await files.find(place(), first)).toBeNull();
    const kept = async () =>
      Number(must(await test.database.query('waiting_file_parts').count('* as n').first())['n']);
    expect(await kept()).toBe(1);
    clock += HOUR - 1;
    expect(await files.removeEnded()).toBe(0);
    expect(await files.find(place(), second)).not.toBeNull();
    clock += 1;
    expect(await files.find(place(), second)).toBeNull();
    expect(await files.removeEnded()).toBe(1);
    expect(await kept()).toBe(0);
  });

  it('have one room, whichever program takes them', async () => {
    const room = { ofOne: 3000, ofAll: 5000 };
    const sent = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) =>
        program(room).keep(
          place({ owner: `session ${i}`, userId: i % 2 === 0 ? test.people.lena : test.people.amir }),
          file(Buffer.alloc(1000)),
          {},
        ),
      ),
    );
    const refused = sent.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(refused.length).toBeGreaterThanOrEqual(4);
    expect(refused.join()).toContain('send this one again');
    const { sum } = must(
      await test.database
        .query('waiting_files')
        .sum('bytes as sum')
        .first<{ sum: number | string } | undefined>(),
    );
    expect(Number(sum)).toBeLessThanOrEqual(room.ofAll);
    await test.database.query('waiting_files').delete();
    for (const owner of ['one', 'two'])
      await program(room).keep(place({ owner }), file(Buffer.alloc(1000)), {});
    await expect(program(room).keep(place({ owner: 'three' }), file(Buffer.alloc(1000)), {})).rejects.toThrow(
      'Other files of yours wait',
    );
    // Somebody else has room still.
    await program(room).keep(place({ userId: test.people.beth }), file(Buffer.alloc(1000)), {});
  });

  it('are worked on once, and anybody sees how far that is', async () => {
    const [one, other] = [program(), program()];
    const token = await one.keep(place(), file(), { name: 'a.csv' });
    const found = must(await one.find(place(), token));
    const pressed = await Promise.allSettled([one, other].map((files) => files.begin(auditId, found, 40)));
    const run = must(pressed.flatMap((press) => (press.status === 'fulfilled' ? [press.value] : []))[0]);
    expect(pressed.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(await other.find(place(), token)).toMatchObject({ state: 'running', of: 40 });
    expect(await other.runningIn(auditId)).toEqual({ written: 0, of: 40 });
    // It does not run out in the middle, and another sheet neither takes its place nor goes in beside it.
    clock += 10_000;
    const second = await one.keep(place({ owner: 'another session' }), file(), {});
    await expect(other.begin(auditId, { token: second }, 1)).rejects.toThrow('Wait until it is done');

    await test.database.write(() => run.end({ name: 'a.csv', files: 40 }));
    await run.leave();
    expect(await other.find(place(), token)).toMatchObject({ state: 'ended', about: { files: 40 } });
    expect(await other.runningIn(auditId)).toBeNull();
    await expect(other.begin(auditId, found, 40)).rejects.toThrow('imported or refused already');
  });

  it('are worked on again where a program was ended, of which then nothing counts', async () => {
    const [killed, other] = [program(), program()];
    const token = await killed.keep(place(), file(), {});
    const found = must(await killed.find(place(), token));
    const lost = await killed.begin(auditId, found, 40);
    clock += leases().milliseconds + 1000;
    expect(await other.find(place(), token)).toMatchObject({ state: 'interrupted' });
    const run = await other.begin(auditId, found, 40);
    await expect(
      test.database.write(async () => {
        await test.database
          .query('providers')
          .insert({ name: 'Written by what was only slow', created_at: now().toISOString() });
        await lost.end({});
      }),
    ).rejects.toThrow('Another program has gone on');
    expect(await test.database.query('providers').where({ name: 'Written by what was only slow' })).toEqual(
      [],
    );
    await run.end({ done: true });
    await run.leave();
    expect(await killed.find(place(), token)).toMatchObject({ state: 'ended', about: { done: true } });
  });
});
