import { urls } from '../../server/web/urls.ts';
import type { TestApp } from './app.ts';
import { newAudit } from './audit.ts';
import { openAll } from './pageStates.ts';
import type { PageState } from './pageStates.ts';
import { drawAll, saveReading } from './readings.ts';

/** An audit that stops when it is sure: all that is read of Ash has a plan, and nothing of Birch is read yet. */
async function stopped(app: TestApp): Promise<number> {
  const { auditId, groupIds } = await newAudit(app, { title: 'Reads until it is sure' });
  const rows = ['Ash', 'Birch'].flatMap((group) =>
    Array.from({ length: 12 }, (_, n) => [`${group[0] ?? ''}-${n + 1}`, group]),
  );
  await app.deps.sampling.upload(
    app.ids.lena,
    auditId,
    (async function* () {
      yield* [['reference', 'group'], ...rows].map((cells, i) => ({ row: i + 1, cells }));
    })(),
  );
  await app.deps.sampling.draw(app.ids.lena, auditId, {
    seed: null,
    groups: groupIds.map((groupId) => ({ groupId, method: 'random', by: 'number', amount: 12 })),
  });
  const lena = await app.as('lena');
  await lena.post(urls.stopping(auditId), { error: '50', 'standard.recovery_plan': '80' });
  const files = await app.deps.sampling.files(auditId);
  for (const file of files.filter(({ groupId }) => groupId === groupIds[0]).slice(0, 10)) {
    const fileId = await app.deps.fromSample.begin(app.ids.amir, auditId, file.id);
    await saveReading(app, 'amir', auditId, fileId, { answers: { recovery_plan: 'yes' }, complete: true });
  }
  return auditId;
}

/** An audit of which some files were read twice, so that its shares can be corrected for how they were read. */
async function corrected(app: TestApp): Promise<number> {
  const { auditId, groupIds } = await newAudit(app, { title: 'Read twice' });
  const files: number[] = [];
  for (const [i, value] of ['yes', 'yes', 'no', 'yes', 'no'].entries()) {
    const file = { reference: `T-${i}`, groupId: groupIds[0] ?? 0 };
    const fileId = await app.deps.recording.create(app.ids.amir, auditId, file);
    await saveReading(app, 'amir', auditId, fileId, { answers: { recovery_plan: value } });
    files.push(fileId);
  }
  await drawAll(app, auditId);
  for (const [i, value] of ['yes', 'yes', 'no'].entries()) {
    await saveReading(app, 'beth', auditId, files[i] ?? 0, { answers: { recovery_plan: value } });
  }
  return auditId;
}

/** An audit of which files of at least fourteen workers are read, and some are not. */
async function byWorkers(app: TestApp): Promise<number> {
  const { auditId, groupIds } = await newAudit(app, { title: 'By worker', groups: [{ name: 'Ash' }] });
  const rows = Array.from({ length: 30 }, (_, n) => [`W-${n}`, 'Ash', `W${(n % 15) + 1}`]);
  await app.deps.sampling.upload(
    app.ids.lena,
    auditId,
    (async function* () {
      yield* [['reference', 'group', 'worker code'], ...rows].map((cells, i) => ({ row: i + 1, cells }));
    })(),
  );
  await app.deps.sampling.draw(app.ids.lena, auditId, {
    seed: null,
    groups: groupIds.map((groupId) => ({ groupId, method: 'random', by: 'number', amount: 28 })),
  });
  for (const [i, file] of (await app.deps.sampling.files(auditId)).slice(0, 27).entries()) {
    const fileId = await app.deps.fromSample.begin(app.ids.amir, auditId, file.id);
    const answers = { recovery_plan: i % 3 === 0 ? 'no' : 'yes' };
    await saveReading(app, 'amir', auditId, fileId, { answers, complete: true });
  }
  return auditId;
}

/** Pages of methods that somebody has set up, beside those of audits that have none. */
export const METHOD_STATES: PageState[] = [
  {
    name: 'stopping, one group sure and one not begun',
    as: 'lena',
    shows: 'Read on there.',
    async go(page, { app }) {
      await page.goto(app.address + urls.stopping(await stopped(app)));
      await openAll(page);
    },
  },
  {
    name: 'estimates, shares corrected for how files were read',
    as: 'lena',
    shows: 'stands for all that its first reader read in its group',
    async go(page, { app }) {
      await page.goto(app.address + urls.estimates(await corrected(app)));
      await openAll(page);
    },
  },
  {
    name: 'results, what is sure of a standard beside the figures',
    as: 'lena',
    shows: 'What is sure by the order of reading',
    async go(page, { app }) {
      await page.goto(app.address + urls.results(await stopped(app)));
    },
  },
  {
    name: 'estimates, how alike files of one worker are',
    as: 'lena',
    shows: 'Workers are held against others of their own group',
    async go(page, { app }) {
      await page.goto(app.address + urls.estimates(await byWorkers(app)));
      await openAll(page);
    },
  },
  {
    name: 'sample, what it takes to be sure before the draw',
    as: 'lena',
    shows: 'With the 3 planned it can never say',
    async go(page, { app }) {
      const { auditId, groupIds } = await newAudit(app, {
        title: 'Not drawn yet',
        groups: [{ name: 'Ash' }, { name: 'Birch' }],
      });
      const [ash = 0] = groupIds;
      await app.deps.audits.updateGroup(app.ids.lena, auditId, ash, {
        name: 'Ash',
        plannedFiles: 3,
        caseload: { files: 40, isDrawn: false },
        providerIds: (await app.deps.audits.groups(auditId)).flatMap(({ id, providers }) =>
          id === ash ? providers.map((provider) => provider.id) : [],
        ),
        exclusions: [],
      });
      await page.goto(`${app.address}${urls.sample(auditId)}?sureOf=80&wrongly=50`);
    },
  },
  {
    name: 'sample, a fixed plan that is answered',
    as: 'lena',
    shows: 'accept. With 7 or more without it',
    async go(page, { app }) {
      const { auditId } = await newAudit(app, { title: 'Read as planned', groups: [{ name: 'Ash' }] });
      await page.goto(`${app.address}${urls.sample(auditId)}?standard=80&poor=50&missesGood=10&passesBad=10`);
    },
  },
];
