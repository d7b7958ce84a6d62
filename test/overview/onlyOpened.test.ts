import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { wordsOf } from '../support/form.ts';

/** Eight files of Ash with the gender of each, as a caseload list has it. */
const LIST = [
  'Ref,Stratum,Gender',
  ...Array.from({ length: 8 }, (_, n) => `A-0${n + 1},Ash,${n % 2 ? 'male' : 'female'}`),
].join('\n');

onBothEngines('drawn files that were opened and not read', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    amir = await app.as('amir');
  });
  afterAll(() => app.close());

  /** An audit of which some drawn files are opened: those at these places, in the order of reading. */
  async function opened(...at: number[]) {
    const { auditId, groupIds } = await newAudit(app);
    const [ash = 0] = groupIds;
    await lena.upload(urls.sampleList(auditId), LIST);
    await lena.post(urls.sampleDraw(auditId), {
      seed: 'SEED-1',
      [`amount-${ash}`]: '6',
      [`by-${ash}`]: 'number',
      [`method-${ash}`]: 'random',
    });
    const drawn = await app.deps.sampling.files(auditId);
    const files: number[] = [];
    for (const i of at) {
      const { headers } = await amir.post(urls.sampledFileBegin(auditId, drawn[i]?.id ?? 0));
      files.push(Number(/(\d+)$/.exec(String(headers['location']))?.[1]));
    }
    const save = async (fileId: number, fields: Record<string, string>) => {
      const { version } = await app.deps.recording.get(auditId, fileId);
      await amir.post(urls.fileAnswers(auditId, fileId), { version: String(version), ...fields });
    };
    const close = () => lena.post(urls.auditState(auditId), { step: 'close' });
    const page = async () => wordsOf((await lena.get(urls.audit(auditId))).text);
    const recorded = async () =>
      (await app.deps.database.pool('case_files').where({ audit_id: auditId }).pluck('id')) as number[];
    return { auditId, drawn, files, save, close, page, recorded };
  }

  it('are put back on the list when the audit is closed, and the lead is told before', async () => {
    const { auditId, files, save, close, page, recorded } = await opened(0, 1, 2);
    const [read = 0, second = 0] = files;
    await save(read, { 'answer.recovery_plan': 'yes' });
    expect(await page()).toContain(
      '2 files were opened and nothing is recorded of them. Closing puts them back on the list as not read.',
    );
    await close();
    expect(await recorded()).toEqual([read]);
    const results = await app.deps.results.of(auditId);
    expect([results.audit.state, results.tally.overall.files]).toEqual(['closed', 1]);
    const lines = await app.deps.database
      .pool('activity')
      .where({ audit_id: auditId, action: 'caseFile.removed' });
    expect(lines).toHaveLength(2);
    expect(lines.map(({ subject }: { subject: string }) => subject)).toContain(`case file ${second}`);
    // They are still drawn: the papers can be read once the audit is open again.
    const left = await app.deps.sampling.files(auditId);
    expect(left.filter(({ status }) => status === 'drawn')).toHaveLength(6);
    expect(left.filter(({ caseFileId }) => caseFileId !== null)).toHaveLength(1);
  });

  it.each([
    ['an answer', { 'answer.recovery_plan': 'no' }],
    ['an answer that was taken back', { 'answer.recovery_plan': '' }],
    ['a comment', { comment: 'The notes are in another building.' }],
  ])('stay where somebody has recorded %s', async (_, fields) => {
    const { files, save, close, page, recorded } = await opened(0, 1);
    const [read = 0, touched = 0] = files;
    await save(read, { 'answer.recovery_plan': 'yes' });
    await save(touched, 'comment' in fields ? fields : { 'answer.recovery_plan': 'no' });
    await save(touched, fields);
    expect(await page()).not.toContain('nothing is recorded of');
    await close();
    expect((await recorded()).toSorted((a, b) => a - b)).toEqual(files);
  });

  it('keep an audit from being closed where there is nothing else in it', async () => {
    const { close, recorded, files } = await opened(0);
    const refused = await close();
    expect(refused.status).toBe(409);
    expect(wordsOf(refused.text)).toContain('Record at least one case file before you close the audit.');
    expect(await recorded()).toEqual(files);
  });
});
