import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { wordsOf } from '../../support/form.ts';
import { saveReading } from '../../support/readings.ts';

const rows = (worker: (n: number) => string) =>
  ['reference,group,worker code', ...Array.from({ length: 8 }, (_, n) => `A-${n},Ash,${worker(n)}`)].join(
    '\n',
  );
const workerOf = (n: number) => `W${n < 4 ? 1 : n < 6 ? 2 : n}`;

onBothEngines('a sample with at least one file of each worker', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let auditId = 0;
  let ash = 0;

  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    const made = await newAudit(app, { groups: [{ name: 'Ash' }] });
    auditId = made.auditId;
    ash = made.groupIds[0] ?? 0;
  });

  const upload = (list: string) => lena.upload(urls.sampleList(auditId), list);
  const draw = (amount: number) =>
    lena.post(urls.sampleDraw(auditId), {
      seed: 'SEED-1',
      [`amount-${ash}`]: String(amount),
      [`by-${ash}`]: 'number',
      [`method-${ash}`]: 'workers',
    });
  const drawn = () => app.deps.sampling.files(auditId);
  const worker = (reference: string) => workerOf(Number(reference.split('-')[1]));

  it('is offered where the list names workers, and has one of each', async () => {
    await upload('reference,group\nA-1,Ash\n');
    const page = async () => (await lena.get(urls.sample(auditId))).text;
    expect(await page()).not.toContain('value="workers"');
    await upload(rows(workerOf));
    expect(await page()).toContain('value="workers"');
    expect((await draw(5)).status).toBe(303);
    const files = await drawn();
    expect(files).toHaveLength(5);
    expect(new Set(files.map(({ reference }) => worker(reference)))).toEqual(
      new Set(['W1', 'W2', 'W6', 'W7']),
    );
    expect(wordsOf(await page())).toContain(
      '5 files of 8 on the list, drawn at random with at least one of each worker.',
    );
  });

  it('is refused, with the numbers, where it cannot be', async () => {
    await upload(rows(workerOf));
    expect(wordsOf((await draw(3)).text)).toContain(
      'Ash has 4 workers on the list, and 3 files cannot have one of each. Draw at least 4, or draw at random.',
    );
    await upload(rows((n) => (n < 2 ? '' : workerOf(n))));
    expect(wordsOf((await draw(5)).text)).toContain('2 of 8 files on the list have no worker code');
  });

  it('takes the next file of the same worker for one that is not found', async () => {
    await upload(rows(workerOf));
    await draw(4);
    const lost = (await drawn()).find(({ reference }) => worker(reference) === 'W2');
    const { next } = await app.deps.fromSample.notFound(
      app.ids.lena,
      auditId,
      lost?.id ?? 0,
      'At another site',
    );
    expect(worker(next ?? 'A-0')).toBe('W2');
  });

  it('says that it is no simple random sample, wherever it says how the files were chosen', async () => {
    await upload(rows(workerOf));
    await draw(4);
    for (const file of await drawn()) {
      const fileId = await app.deps.fromSample.begin(app.ids.amir, auditId, file.id);
      await saveReading(app, 'amir', auditId, fileId, { answers: { recovery_plan: 'yes' } });
    }
    const words = wordsOf((await lena.get(urls.results(auditId))).text);
    expect(words).toContain(
      'drawn at random so that every worker on the caseload list is read (seed SEED-1)',
    );
    expect(words).toContain('this is no simple random sample of the list');
    expect(words).not.toContain('An interval is that of the whole list');
  });
});
