import { afterAll, beforeAll, expect, it } from 'vitest';
import type { User } from '../../../server/people/accounts/repository.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';

onBothEngines('a delivery plan that two people change at the same moment', (engine) => {
  let app: TestApp;
  let lena: User;
  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.deps.accounts.get(app.ids.lena);
  });
  afterAll(() => app.close());

  const begin = () =>
    app.deps.delivery.save(lena.id, null, {
      title: 'Plan',
      partnership: 'Riverside',
      firstDay: '2026-04-01',
      lastDay: '2099-03-31',
      followers: [],
    });
  async function* sheet() {
    yield* [
      ['heading', 'action', 'owner', 'role', 'due', 'themes'],
      ['Exits', 'Plan the discharge', 'Partnership', '', '2026-09-30', ''],
    ].map((cells, i) => ({ row: i + 1, cells }));
  }
  const takeOver = (planId: number) => app.deps.delivery.takeOver(lena.id, planId, sheet());
  const linesOf = async (planId: number) => (await app.deps.delivery.shown(lena, planId)).lines;

  /** Begins the second while the first is written and not yet committed. @returns what became of the second */
  async function beside<T>(first: () => Promise<unknown>, second: () => Promise<T>): Promise<T | Error> {
    const { database } = app.deps;
    let commit = (): void => undefined;
    const told = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let writing: Promise<void> | undefined;
    await new Promise<void>((isWritten, hasFailed) => {
      writing = database.write(async () => {
        await first();
        isWritten();
        await told;
      });
      writing.catch(hasFailed);
    });
    const other = second().catch((error: unknown) => error as Error);
    // As many answers of the database as the second needs where nothing holds it back.
    for (let i = 0; i < 20; i += 1) await database.read(() => app.deps.delivery.list(lena));
    commit();
    await writing;
    return other;
  }

  const report = (planId: number, lineId: number) =>
    app.deps.delivery.report(lena.id, planId, lineId, 'started', 'Begun with two services');

  it('keeps what is reported under a line that somebody takes off', async () => {
    const planId = await begin();
    await takeOver(planId);
    const lineId = (await linesOf(planId))[0]?.id ?? 0;
    const refused = await beside(
      () => report(planId, lineId),
      () => app.deps.delivery.removeLine(lena.id, planId, lineId),
    );
    expect(String(refused)).toContain('Progress has been reported under this line');
    expect((await app.deps.delivery.line(planId, lineId)).notes.map(({ text }) => text)).toEqual([
      'Begun with two services',
    ]);
  });

  it('keeps what is reported in a plan that somebody removes', async () => {
    const planId = await begin();
    await takeOver(planId);
    const lineId = (await linesOf(planId))[0]?.id ?? 0;
    const refused = await beside(
      () => report(planId, lineId),
      () => app.deps.delivery.remove(lena.id, planId),
    );
    expect(String(refused)).toContain('Something has been reported under 1 of 1 lines');
    expect(await linesOf(planId)).toHaveLength(1);
  });

  it('has each line of a sheet once that two people take over', async () => {
    const planId = await begin();
    const second = await beside(
      () => takeOver(planId),
      () => takeOver(planId),
    );
    expect(second).toEqual({ added: 0, unchanged: 1 });
    expect(await linesOf(planId)).toHaveLength(1);
  });
});
