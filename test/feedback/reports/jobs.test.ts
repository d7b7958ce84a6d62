import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createReportJobs } from '../../../server/feedback/reports/jobs.ts';
import type { JobControl, JobWork } from '../../../server/feedback/reports/jobs.ts';
import { createLeases } from '../../../server/platform/leases.ts';
import { createLog } from '../../../server/platform/log.ts';
import { onBothEngines } from '../../support/app.ts';
import { newStoredAudit, startStore } from '../../support/store.ts';
import type { StoreTest } from '../../support/store.ts';

const HOUR = 3_600_000;
const PROVIDERS = ['One', 'Two', 'Three', 'Four', 'Five'];

onBothEngines('a job of reports', (engine) => {
  let test: StoreTest;
  let clock: number;
  let auditId: number;
  /** What was done for each provider, in order, by whichever program. */
  let issued: string[];
  const now = () => new Date(clock);
  beforeAll(async () => {
    test = await startStore(engine);
    ({ auditId } = await newStoredAudit(test));
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    clock = Date.parse('2026-11-30T09:00:00.000Z');
    issued = [];
    await test.database.query('report_jobs').delete();
    await test.database.query('leases').delete();
  });

  /** Issues what has no outcome yet; `before` is what happens before each. */
  const issuing =
    (before: (provider: string) => Promise<void> = () => Promise.resolve()): JobWork =>
    async ({ outcomes }, { progress, outcome }: JobControl) => {
      for (const [i, provider] of PROVIDERS.entries()) {
        if (outcomes.some(({ providerId }) => providerId === i)) continue;
        await progress(i, PROVIDERS.length, `issuing the report to ${provider}`);
        await before(provider);
        await test.database.write(async () => {
          await outcome({ providerId: i, provider, outcome: 'issued', why: null });
        });
        issued.push(provider);
      }
      return [{ id: 1, sha256: 'x', name: 'one.pdf', at: now().toISOString() }];
    };
  const leases = () => createLeases({ database: test.database, now, leaseSeconds: 30 });
  const program = (work: JobWork = issuing()) =>
    createReportJobs({
      database: test.database,
      leases: leases(),
      work,
      explain: (error) => `In words: ${String(error)}`,
      log: createLog('silent'),
      now,
    });
  const about = (owner = 'a session') => ({
    auditId,
    actorId: test.people.lena,
    owner,
    kind: 'issue' as const,
  });
  function gate() {
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    let reach: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (reach = resolve));
    return {
      open,
      reached,
      at: (name: string) => async (provider: string) => {
        if (provider !== name) return;
        reach();
        await opened;
      },
    };
  }

  it('tells at any program how far it is and what came of it, and no other session', async () => {
    const held = gate();
    const one = program(issuing(held.at('Three')));
    const other = program();
    const { token, finished } = await one.begin(about());
    await held.reached;
    expect(await other.find(auditId, 'a session', token)).toMatchObject({
      job: { state: 'running', done: 2, of: 5, step: 'issuing the report to Three' },
      outcomes: [{ provider: 'One' }, { provider: 'Two' }],
    });
    await expect(other.begin(about('another session'))).rejects.toThrow('Wait until that is done');
    expect((await other.takeOver()).taken).toBe(0);
    held.open();
    await finished;
    expect(await other.find(auditId, 'a session', token)).toMatchObject({
      job: { state: 'done', files: [{ name: 'one.pdf' }] },
      outcomes: PROVIDERS.map((provider) => ({ provider, outcome: 'issued' })),
    });
    expect(await other.find(auditId, 'another session', token)).toBeNull();
    expect(await other.find(auditId + 1, 'a session', token)).toBeNull();
    clock += HOUR;
    expect(await other.find(auditId, 'a session', token)).toBeNull();
    expect(await other.removeEnded()).toBe(1);
  });

  it('is gone on with where its program was ended, and no report is issued twice', async () => {
    const held = gate();
    const killed = program(issuing(held.at('Three')));
    const { token, finished } = await killed.begin(about());
    await held.reached;
    clock += leases().milliseconds + 1000;
    const others = [program(), program()];
    const taken = await Promise.all(others.map((jobs) => jobs.takeOver()));
    expect(taken.map((one) => one.taken).toSorted((a, b) => a - b)).toEqual([0, 1]);
    await Promise.all(taken.map((one) => one.finished));
    // The first one was only slow.
    held.open();
    await finished;
    expect(issued).toEqual(PROVIDERS);
    const job = await others[0]?.find(auditId, 'a session', token);
    expect(job).toMatchObject({ job: { state: 'done' } });
    expect(job?.outcomes.map(({ provider }) => provider)).toEqual(PROVIDERS);
  });

  it.each(['goes on', 'fails'])(
    'is left alone by a program that was only slow and %s, while another is at it',
    async (how) => {
      const [slow, later] = [gate(), gate()];
      const held = slow.at('Three');
      const one = program(
        issuing(async (provider) => {
          await held(provider);
          if (provider === 'Three' && how === 'fails') throw new Error('no luck');
        }),
      );
      const other = program(issuing(later.at('Four')));
      const { token, finished } = await one.begin(about());
      await slow.reached;
      clock += leases().milliseconds + 1000;
      const taken = await other.takeOver();
      await later.reached;
      slow.open();
      await finished;
      expect(await other.find(auditId, 'a session', token)).toMatchObject({
        job: { state: 'running', done: 3, of: 5, step: 'issuing the report to Four' },
      });
      later.open();
      await taken.finished;
      const job = await other.find(auditId, 'a session', token);
      expect(job).toMatchObject({ job: { state: 'done' } });
      expect(job?.outcomes.map(({ provider }) => provider)).toEqual(PROVIDERS);
      expect(issued).toEqual(PROVIDERS);
    },
  );

  it('is handed on by a program that stops', async () => {
    const held = gate();
    const stopping = program(issuing(held.at('Two')));
    const { token } = await stopping.begin(about());
    await held.reached;
    const stopped = stopping.stop();
    held.open();
    await stopped;
    expect(issued).toEqual(['One', 'Two']);
    const other = program();
    await (
      await other.takeOver()
    ).finished;
    expect(issued).toEqual(PROVIDERS);
    expect(await other.find(auditId, 'a session', token)).toMatchObject({ job: { state: 'done' } });
  });

  it('stops when it is called off at any program, and leaves what was done', async () => {
    const held = gate();
    const one = program(issuing(held.at('Two')));
    const other = program();
    const { token, finished } = await one.begin(about());
    await held.reached;
    await other.cancel({ token });
    expect(await other.find(auditId, 'a session', token)).toMatchObject({ cancelled: true });
    held.open();
    await finished;
    expect(await other.find(auditId, 'a session', token)).toMatchObject({ job: { state: 'cancelled' } });
    expect(issued).toEqual(['One', 'Two']);
    expect((await other.takeOver()).taken).toBe(0);
  });

  it('says in words why it failed, and does not end one program after the other', async () => {
    const failing = program(() => Promise.reject(new Error('no luck')));
    const failed = await failing.begin(about());
    await failed.finished;
    expect(await failing.find(auditId, 'a session', failed.token)).toMatchObject({
      job: { state: 'failed', message: 'In words: Error: no luck' },
    });

    const never = () => program(() => new Promise(() => undefined));
    const { token } = await never().begin(about());
    for (const taken of [1, 1, 0]) {
      clock += leases().milliseconds + 1000;
      expect((await never().takeOver()).taken).toBe(taken);
    }
    expect(await program().find(auditId, 'a session', token)).toMatchObject({
      job: {
        state: 'failed',
        message: 'The program was ended in the middle of it. Begin again to issue the others.',
      },
    });
  });
});
