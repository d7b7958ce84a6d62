import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawSecondReadings } from '../../../rules/index.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp, withExample } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';
import { saveReading } from '../../support/readings.ts';

const GROUP_NAME = expect.any(String) as unknown as string;

onOneEngine('drawing the files to be read again', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let amir: Visitor;

  beforeAll(async () => {
    test = await startApp(engine);
    [lena, amir] = await Promise.all([test.as('lena'), test.as('amir')]);
  });
  afterAll(() => test.close());

  const draw = async (auditId: number, changes: Record<string, string | string[]> = {}) => {
    const form = formTo((await lena.get(urls.readings(auditId))).text, urls.readings(auditId));
    return lena.post(form.action, filledIn(form, changes, 'Draw at random'));
  };

  it('takes 5% and one of each group unless told otherwise, keeps the seed, and lists them', async () => {
    const auditId = await withExample(test);
    const page = await lena.get(urls.readings(auditId));
    expect(wordsOf(page.text)).toContain('52 files can be drawn now');
    expect((await draw(auditId)).status).toBe(303);

    const { draws, files, candidates } = await test.deps.readings.of(auditId);
    const [kept] = draws;
    if (!kept) throw new Error('the draw was not kept');
    expect(kept).toMatchObject({ percent: 5, oneAGroup: true, drawn: 9, drawnByName: 'Lena Lead' });
    expect(kept.frame).toHaveLength(52);
    expect(kept.seed).toBeGreaterThan(0);
    // Whoever has the seed and the frame can draw it again.
    expect(drawSecondReadings(kept.frame, kept).toSorted((a, b) => a - b)).toEqual(
      files.map((file) => file.fileId),
    );
    expect(new Set(files.map((file) => file.groupId)).size).toBe(9);
    expect(candidates).toBe(43);
    expect((await activityOf(test, auditId)).at(-1)).toMatch(/^readings\.drawn draw \d+$/);

    const after = await lena.get(urls.readings(auditId));
    const words = wordsOf(after.text);
    expect(words).toContain('9 of 52 files: 5%, at least one of each group');
    expect(words).toContain(`Seed ${kept.seed}`);
    const [table] = tablesOf(after.text);
    expect(table?.rows.slice(1).map((row) => row.slice(0, 5))).toEqual(
      files.map((file) => [file.reference, GROUP_NAME, 'Lena Lead', 'Nobody yet', 'To do, 0 of 22']),
    );

    // Drawn files are not drawn again.
    expect((await draw(auditId, { percent: '100' })).status).toBe(303);
    const all = await test.deps.readings.of(auditId);
    expect(all.files).toHaveLength(52);
    expect(all.draws.map((each) => each.drawn)).toEqual([9, 43]);
    expect((await draw(auditId)).status).toBe(422);
  });

  it('draws from complete files alone that somebody on the panel has not read', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const file = (reference: string) =>
      test.deps.recording.create(test.ids.amir, auditId, { reference, groupId: groupIds[0] ?? 0 });
    const [half, everybodys, one] = [await file('HALF'), await file('ALL'), await file('ONE')];
    await saveReading(test, 'amir', auditId, half, { complete: false });
    for (const who of ['amir', 'beth', 'lena'] as const) await saveReading(test, who, auditId, everybodys);
    const nothing = await draw(auditId, { percent: '100' });
    expect(nothing.status).toBe(422);
    expect(wordsOf(nothing.text)).toContain('There is no file to draw from');
    expect(formTo(nothing.text, urls.readings(auditId)).fields).toMatchObject({
      percent: '100',
      oneAGroup: 'yes',
    });
    await saveReading(test, 'amir', auditId, one);
    expect((await draw(auditId, { percent: '100', oneAGroup: [] })).status).toBe(303);
    const { files, draws } = await test.deps.readings.of(auditId);
    expect(files.map(({ fileId }) => fileId)).toEqual([one]);
    expect(draws[0]?.oneAGroup).toBe(false);
  });

  it.each(['', '0', '101', '5.5', 'five'])('refuses a share of "%s"', async (percent) => {
    const { auditId, groupIds } = await newAudit(test, { title: `A share of ${percent}` });
    const id = await test.deps.recording.create(test.ids.amir, auditId, {
      reference: 'A',
      groupId: groupIds[0] ?? 0,
    });
    await saveReading(test, 'amir', auditId, id);
    const answer = await draw(auditId, { percent });
    expect(answer.status).toBe(422);
    expect(wordsOf(answer.text)).toContain('Enter a share from 1 to 100 percent');
    expect((await test.deps.readings.of(auditId)).files).toEqual([]);
  });

  it('begins with what does not apply to the group, and nothing else', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const id = await test.deps.recording.create(test.ids.amir, auditId, {
      reference: 'BIRCH',
      groupId: groupIds[1] ?? 0,
    });
    await saveReading(test, 'amir', auditId, id, { answers: { smart: 'yes', gender: 'male' } });
    await draw(auditId);
    const second = await test.deps.recording.get(auditId, id, test.ids.beth);
    expect(second.number).toBe(2);
    expect(Object.fromEntries(second.answers)).toEqual({ top_missing: 'na' });
    // A check that is left out later is answered in both readings.
    await test.deps.audits.updateGroup(test.ids.lena, auditId, groupIds[1] ?? 0, {
      name: 'Birch',
      plannedFiles: 3,
      providerIds: [(await test.deps.providers.byName('The Bridge'))?.id ?? 0],
      exclusions: ['top_missing', 'referrals'],
    });
    for (const who of ['amir', 'beth'] as const) {
      expect((await test.deps.recording.get(auditId, id, test.ids[who])).answers.get('referrals')).toBe('na');
    }
  });

  it('lets the lead take a file off the list that nobody has begun, and no other', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const id = await test.deps.recording.create(test.ids.amir, auditId, {
      reference: 'OFF',
      groupId: groupIds[0] ?? 0,
    });
    await saveReading(test, 'amir', auditId, id, { answers: { smart: 'yes' } });
    await draw(auditId);
    const off = urls.readingWithdraw(auditId, id);
    expect((await lena.post(off)).status).toBe(303);
    expect((await lena.get(urls.reading(auditId, id))).status).toBe(404);
    expect((await activityOf(test, auditId)).at(-1)).toBe(`reading.withdrawn case file ${id}`);
    // It is an ordinary file again, which everybody may read.
    expect((await test.deps.recording.get(auditId, id, test.ids.beth)).answers.get('smart')).toBe('yes');

    await draw(auditId);
    await saveReading(test, 'beth', auditId, id, { complete: false });
    expect((await lena.post(off)).status).toBe(409);
    expect((await test.deps.readings.of(auditId)).files).toHaveLength(1);
    expect((await amir.post(off)).status).toBe(403);
  });

  it('has no place for it in a draft, and none for drawing in a closed audit', async () => {
    const { auditId } = await newAudit(test, { state: 'draft' });
    expect(wordsOf((await lena.get(urls.readings(auditId))).text)).toContain(
      'Files can be drawn once it is open',
    );
    expect((await lena.post(urls.readings(auditId), { percent: '5' })).status).toBe(409);
  });
});
