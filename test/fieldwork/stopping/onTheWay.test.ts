import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';
import { drawAll, saveReading } from '../../support/readings.ts';

const ON_LIST = 14;
const SURE =
  'Reading may stop in Ash: every chosen check is sure there. Whether you read on is for the panel to say.';

onOneEngine('being told on the way that reading may stop', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  beforeAll(async () => {
    app = await startApp(engine);
    [lena, amir] = await Promise.all([app.as('lena'), app.as('amir')]);
  });
  afterAll(() => app.close());

  /** An audit with all fourteen files of Ash drawn, of which 80% are to have a plan. */
  async function stopping(standards: Record<string, string> = { 'standard.recovery_plan': '80' }) {
    const { auditId, groupIds } = await newAudit(app, { groups: [{ name: 'Ash', plannedFiles: ON_LIST }] });
    const [ash = 0] = groupIds;
    const list = ['Ref,Stratum', ...Array.from({ length: ON_LIST }, (_, n) => `A-${n + 1},Ash`)].join('\n');
    await lena.upload(urls.sampleList(auditId), list);
    await lena.post(urls.sampleDraw(auditId), {
      seed: 'SEED-1',
      [`amount-${ash}`]: String(ON_LIST),
      [`by-${ash}`]: 'number',
      [`method-${ash}`]: 'random',
    });
    await lena.post(urls.stopping(auditId), { error: '50', ...standards });
    const [first] = await app.deps.sampling.files(auditId);
    return { auditId, first: await app.deps.fromSample.begin(app.ids.amir, auditId, first?.id ?? 0) };
  }

  /** Completes a file on its page without any script; where that leads and what is said there. */
  async function complete(
    auditId: number,
    fileId: number,
    answer: string,
    more: Record<string, string> = {},
  ) {
    await saveReading(app, 'amir', auditId, fileId, {
      answers: { recovery_plan: answer, ...more },
      complete: false,
    });
    const url = urls.file(auditId, fileId);
    const missing = `${url}?missing`;
    const press = async (at: string) =>
      amir.post(url, filledIn(formTo((await amir.get(at)).text, url), {}, 'Save and complete'));
    const once = await press(url);
    const saved = once.headers['location'] === missing ? await press(missing) : once;
    const leads = saved.headers['location'] ?? '';
    return { leads, said: wordsOf((await amir.get(leads)).text) };
  }
  const idIn = (leads: string) => Number(/files\/(\d+)$/.exec(leads)?.[1]);
  const begun = async (auditId: number) =>
    (await app.deps.sampling.files(auditId)).filter(({ caseFileId }) => caseFileId !== null).length;

  /** Reads files with this answer one after the other until the program opens none by itself. */
  async function untilSure(auditId: number, first: number, answer: string) {
    const fileIds = [first];
    for (;;) {
      const { leads, said } = await complete(auditId, fileIds.at(-1) ?? 0, answer);
      if (leads === urls.files(auditId)) return { fileIds, said };
      expect(said).not.toContain('Reading may stop');
      fileIds.push(idIn(leads));
      if (fileIds.length > ON_LIST) throw new Error('it was never sure');
    }
  }

  it('opens the list, and begins nothing new, with the file that makes a group sure; whoever reads on is told each time', async () => {
    const { auditId, first } = await stopping();
    const { fileIds, said } = await untilSure(auditId, first, 'no');
    expect(said).toContain(`It is complete. ${SURE}`);
    // The list says it too, to whoever comes back to it.
    const list = await amir.get(urls.files(auditId));
    expect(wordsOf(list.text)).toContain('Every chosen check is sure in every group.');
    expect(list.text).toContain(`href="${urls.stopping(auditId)}"`);
    expect(await begun(auditId)).toBe(fileIds.length);
    const since = tablesOf((await lena.get(urls.stopping(auditId))).text)[0]?.rows[1];
    expect(since?.slice(1)).toEqual([
      'Not met',
      `0 of ${fileIds.length}`,
      `${fileIds.length} of ${ON_LIST}`,
      `Sure since file ${fileIds.length} of the order.`,
    ]);

    const another = (await app.deps.sampling.files(auditId))[fileIds.length];
    const next = await app.deps.fromSample.begin(app.ids.amir, auditId, another?.id ?? 0);
    const on = await complete(auditId, next, 'no');
    expect(on.said).toContain(`It is complete. This is the next file of the group. ${SURE}`);
    expect(idIn(on.leads)).toBeGreaterThan(next);
  });

  it('says once which check has become sure while another is open, and at the end which stayed so', async () => {
    const { auditId, first } = await stopping({
      'standard.recovery_plan': '80',
      'standard.risk_assessment': '80',
    });
    const told: number[] = [];
    let fileId = first;
    for (let read = 1; read <= ON_LIST; read += 1) {
      // Whether the risk is assessed stays open: the answer of every other file is missing.
      const more: Record<string, string> = read % 2 === 1 ? {} : { risk_assessment: 'yes' };
      const { leads, said } = await complete(auditId, fileId, 'no', more);
      if (said.includes('Rec plan is sure in Ash now (not met). Not sure there yet: Risk assess.'))
        told.push(read);
      expect(said).not.toContain('Reading may stop');
      if (read < ON_LIST) fileId = idIn(leads);
      else
        expect(said).toContain(
          'No other file of this group is left to record. Not sure there yet: Risk assess.',
        );
    }
    const since = tablesOf((await lena.get(urls.stopping(auditId))).text)[0]?.rows[1]?.[4];
    expect(told).toHaveLength(1);
    expect(since).toContain(`since file ${told[0]} of the order.`);
  });

  it('stops so, too, at a file that was waited for while later ones were read already', async () => {
    const { auditId, first } = await stopping();
    const { fileIds } = await untilSure(auditId, first, 'no');
    const other = await stopping();
    const drawn = await app.deps.sampling.files(other.auditId);
    const begin = (place: number) =>
      app.deps.fromSample.begin(app.ids.amir, other.auditId, drawn[place]?.id ?? 0);
    // All but the first of as many as it takes, and one more behind them; nothing of them counts yet.
    for (let place = 1; place <= fileIds.length; place += 1)
      await saveReading(app, 'amir', other.auditId, await begin(place), {
        answers: { recovery_plan: 'no' },
      });
    const { leads, said } = await complete(other.auditId, other.first, 'no');
    expect(leads).toBe(urls.files(other.auditId));
    expect(said).toContain(`It is complete. ${SURE}`);
    expect(await begun(other.auditId)).toBe(fileIds.length + 1);
  });

  it('says that all of the list is read where it is, and that nothing was given up', async () => {
    const { auditId, first } = await stopping();
    const drawn = await app.deps.sampling.files(auditId);
    for (const { id } of drawn.slice(1)) {
      const fileId = await app.deps.fromSample.begin(app.ids.amir, auditId, id);
      await saveReading(app, 'amir', auditId, fileId, { answers: { recovery_plan: 'no' } });
    }
    const { said } = await complete(auditId, first, 'no');
    expect(said).toContain('Every chosen check is sure in Ash, and all files on its list are read.');
    const page = wordsOf((await lena.get(urls.stopping(auditId))).text);
    expect(page).toContain('Every chosen check is sure in every group, and all files on the lists are read.');
    expect(page).toMatch(/Sure since file \d+ of the order\. All files on the list are read\./);
    expect(page).toContain('If you stop All files on the lists are read, so nothing was given up.');
  });

  it('names the file that was left behind where many wait for it', async () => {
    const { auditId, first } = await stopping();
    const drawn = await app.deps.sampling.files(auditId);
    const begin = (place: number) => app.deps.fromSample.begin(app.ids.amir, auditId, drawn[place]?.id ?? 0);
    const behind =
      /(\d) complete files do not count yet: they come later in the order than one that is not complete: ([^ ]+) \(file 1 of Ash\)\./;
    const overview = async () => wordsOf((await lena.get(urls.audit(auditId))).text);
    for (let place = 1; place <= 5; place += 1) {
      const { said } = await complete(auditId, await begin(place), 'no');
      expect(said).not.toMatch(behind);
    }
    expect(await overview()).not.toMatch(behind);
    const { said } = await complete(auditId, await begin(6), 'no');
    expect(behind.exec(said)?.slice(1)).toEqual(['6', drawn[0]?.reference]);
    expect(behind.exec(await overview())?.slice(1)).toEqual(['6', drawn[0]?.reference]);
    await complete(auditId, first, 'no');
    expect(await overview()).not.toMatch(behind);
  });

  it('is the same where the page saves by script', async () => {
    const { auditId, first } = await stopping();
    let fileId = first;
    for (let read = 1; ; read += 1) {
      expect(read).toBeLessThan(ON_LIST);
      await saveReading(app, 'amir', auditId, fileId, { answers: { recovery_plan: 'no' } });
      const response = await amir.post(
        `${urls.file(auditId, fileId)}/next`,
        {},
        { accept: 'application/json' },
      );
      const { next, message } = JSON.parse(response.text) as { next: string | null; message: string | null };
      if (next === null) {
        expect(message).toBe(SURE);
        expect(await begun(auditId)).toBe(read);
        return;
      }
      fileId = idIn(next);
    }
  });

  it('begins no drawn file after a second reading in a group that is sure', async () => {
    const { auditId, first } = await stopping();
    const { fileIds } = await untilSure(auditId, first, 'no');
    await drawAll(app, auditId);
    const beth = await app.as('beth');
    const before = await begun(auditId);
    for (const fileId of fileIds)
      await saveReading(app, 'beth', auditId, fileId, { answers: { recovery_plan: 'no' } });
    const response = await beth.post(
      `${urls.file(auditId, fileIds.at(-1) ?? 0)}/next`,
      {},
      {
        accept: 'application/json',
      },
    );
    expect(JSON.parse(response.text)).toMatchObject({ next: null });
    expect(await begun(auditId)).toBe(before);
  });

  it('says what settled answers have changed of what was sure', async () => {
    const { auditId, first } = await stopping();
    const { fileIds } = await untilSure(auditId, first, 'no');
    await drawAll(app, auditId);
    for (const fileId of fileIds)
      await saveReading(app, 'beth', auditId, fileId, { answers: { recovery_plan: 'yes' } });
    const row = async () => tablesOf((await lena.get(urls.stopping(auditId))).text)[0]?.rows[1] ?? [];
    expect((await row())[4]).not.toContain('first readings');
    for (const fileId of fileIds) {
      const url = urls.reading(auditId, fileId);
      const form = formTo((await lena.get(url)).text, url);
      const settled = { 'settle.recovery_plan': 'yes', 'reason.recovery_plan': 'The plan is on page 2.' };
      await lena.post(url, filledIn(form, settled, 'Save what is settled'));
    }
    const now = await row();
    expect(now.slice(1, 3)).toEqual(['Read on', `${fileIds.length} of ${fileIds.length}`]);
    expect(now[4]).toMatch(
      new RegExp(
        `^By the first readings alone it is “not met” from file ${fileIds.length} of the order on; settled answers changed that\\. Met after \\d+ more`,
      ),
    );
    const told = 'Settled answers changed what was sure: Rec plan in Ash was “not met”.';
    expect(wordsOf((await lena.get(urls.stopping(auditId))).text)).toContain(told);
    expect(wordsOf((await lena.get(urls.audit(auditId))).text)).toContain(told);
  });
});
