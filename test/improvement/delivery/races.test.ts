import { afterAll, beforeAll, expect, it } from 'vitest';
import type { User } from '../../../server/people/accounts/repository.ts';
import { NotFoundError } from '../../../server/platform/errors.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { beside as atTheSameMoment } from '../../support/beside.ts';

onBothEngines('a delivery plan that two people change at the same moment', (engine) => {
  let app: TestApp;
  let lena: User;
  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.deps.accounts.get(app.ids.lena);
  });
  afterAll(() => app.close());

  const save = (planId: number | null, followers: number[] = []) =>
    app.deps.delivery.save(lena.id, planId, {
      title: 'Plan',
      partnership: 'Riverside',
      firstDay: '2026-04-01',
      lastDay: '2099-03-31',
      followers,
    });
  const begin = () => save(null);
  async function* sheet() {
    yield* [
      ['heading', 'action', 'owner', 'role', 'due', 'themes'],
      ['Exits', 'Plan the discharge', 'Partnership', '', '2026-09-30', ''],
    ].map((cells, i) => ({ row: i + 1, cells }));
  }
  const takeOver = (planId: number) => app.deps.delivery.takeOver(lena.id, planId, sheet());
  const linesOf = async (planId: number) => (await app.deps.delivery.shown(lena, planId)).lines;

  /** Begins the second while the first is written and not yet committed. */
  const beside = <T>(first: () => Promise<unknown>, second: () => Promise<T>) =>
    atTheSameMoment(app, first, second);

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

  it('has the followers that were chosen last, and none of a plan that is gone', async () => {
    const planId = await begin();
    await beside(
      () => save(planId, [lena.id]),
      () => save(planId, [lena.id, app.ids.carl]),
    );
    const { followers } = await app.deps.delivery.plan(planId);
    expect(new Set(followers)).toEqual(new Set([lena.id, app.ids.carl]));
    const late = await beside(
      () => app.deps.delivery.remove(lena.id, planId),
      () => save(planId, [lena.id]),
    );
    expect(late).toBeInstanceOf(NotFoundError);
  });

  it('is given to no meeting once it is removed', async () => {
    const planId = await begin();
    const providerId = (await app.deps.providers.byName('The Bridge'))?.id ?? 0;
    const meeting = { providerId, planId, heldOn: '2027-03-01', place: '', people: 'Manager', readers: [] };
    const late = await beside(
      () => app.deps.delivery.remove(lena.id, planId),
      () => app.deps.meetings.save(lena, null, meeting),
    );
    expect(late).toMatchObject({ errors: [{ field: 'planId' }] });
  });
});
