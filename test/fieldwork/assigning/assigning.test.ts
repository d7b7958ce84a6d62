import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { PersonName, TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { filledIn, formsOf, formTo, wordsOf } from '../../support/form.ts';
import { formErrors } from '../../support/formErrors.ts';
import { tablesOf } from '../../support/page.ts';
import { saveReading } from '../../support/readings.ts';

const LIST = [
  'reference,group',
  ...Array.from({ length: 6 }, (_, n) => `A-${n + 1},Ash`),
  ...Array.from({ length: 4 }, (_, n) => `B-${n + 1},Birch`),
].join('\n');

onBothEngines('files assigned to auditors', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let beth: Visitor;
  let auditId = 0;
  let groups: number[] = [];

  beforeAll(async () => {
    app = await startApp(engine);
    [lena, amir, beth] = [await app.as('lena'), await app.as('amir'), await app.as('beth')];
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    // What was left of the test before stands on nobody's home page any more.
    await app.deps.database.pool('assigned_files').delete();
    const made = await newAudit(app);
    ({ auditId, groupIds: groups } = made);
    await lena.upload(urls.sampleList(auditId), LIST);
    const fields = groups.flatMap((id, i): [string, string][] => [
      [`amount-${id}`, String([5, 3][i])],
      [`by-${id}`, 'number'],
      [`method-${id}`, 'random'],
    ]);
    await lena.post(urls.sampleDraw(auditId), { seed: 'SEED-1', ...Object.fromEntries(fields) });
  });

  const page = () => urls.assigned(auditId);
  const spreadForm = async () =>
    formsOf((await lena.get(page())).text).find(({ choices }) => 'readers' in choices) ?? fail();
  const giveForm = async () =>
    formsOf((await lena.get(page())).text).find(({ choices }) => 'userId' in choices) ?? fail();
  const fail = (): never => {
    throw new Error('the page has no such form');
  };
  const spread = async () =>
    lena.post(page(), filledIn(await spreadForm(), {}, 'Share the 8 files out evenly'));
  /** Who has which files, by the lead's page. */
  const shares = async () => {
    const rows = tablesOf((await lena.get(page())).text).flatMap(({ rows: all }) => all.slice(1));
    return rows.map(([reference = '', , who = '']) => `${reference} ${who}`.trim());
  };
  const of = (all: string[], name: string) =>
    all.filter((line) => line.endsWith(name)).map((line) => line.split(' ')[0] ?? '');
  /** Presses what the home page of somebody offers as the next file. */
  const goOn = async (visitor: Visitor) => {
    const home = await visitor.get(urls.home());
    const button = formsOf(home.text).find(({ action }) => action.startsWith(urls.audit(auditId)));
    if (!button) return home;
    return visitor.post(button.action, {});
  };
  const completeAt = async (who: PersonName, location: string) => {
    const fileId = Number(location.split('/').at(-1));
    await saveReading(app, who, auditId, fileId, { answers: { recovery_plan: 'yes' } });
    return fileId;
  };

  it('are shared out evenly with one press, and everybody is led through their own', async () => {
    const done = await spread();
    expect([done.status, done.headers['location']]).toEqual([303, page()]);
    const all = await shares();
    const [his, hers] = [of(all, 'Amir Auditor'), of(all, 'Beth Auditor')];
    // Eight files among the two auditors, and of neither group more than one more to either.
    expect([his.length, hers.length]).toEqual([4, 4]);
    for (const group of ['A', 'B']) {
      const [a, b] = [his, hers].map(
        (files) => files.filter((reference) => reference.startsWith(group)).length,
      );
      expect(Math.abs((a ?? 0) - (b ?? 0))).toBeLessThanOrEqual(1);
    }
    expect(await activityOf(app, auditId)).toContain('files.assigned');

    // From the home page, file after file, over both groups, to the end.
    expect(wordsOf((await amir.get(urls.home())).text)).toContain('0 of your 4 files are complete.');
    let location = (await goOn(amir)).headers['location'] ?? '';
    const read: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      const fileId = await completeAt('amir', location);
      read.push((await app.deps.recording.get(auditId, fileId, app.ids.amir)).reference);
      location = (await amir.post(urls.fileNext(auditId, fileId))).headers['location'] ?? '';
    }
    expect(read.toSorted()).toEqual(his.toSorted());
    expect(location).toBe(urls.files(auditId));
    expect(wordsOf((await amir.get(urls.files(auditId))).text)).toContain('All your files are complete');
    expect(wordsOf((await amir.get(urls.home())).text)).not.toContain('Go on with');
    // What is Beth's waits for Beth.
    expect(wordsOf((await beth.get(urls.home())).text)).toContain('0 of your 4 files are complete.');
  });

  it('that are begun are gone on with first', async () => {
    await spread();
    const first = await goOn(amir);
    const location = first.headers['location'] ?? '';
    const { reference } = await app.deps.recording.get(auditId, Number(location.split('/').at(-1)));
    const home = await amir.get(urls.home());
    expect(wordsOf(home.text)).toContain(`Go on with ${reference}`);
    expect(home.text).toContain(`href="${location}"`);
    const list = wordsOf((await amir.get(urls.files(auditId))).text);
    expect(list).toContain(`Go on with ${reference}`);
    expect(list).toContain('For Beth Auditor');
  });

  it('are given one by one, to somebody else, and to nobody', async () => {
    const form = await giveForm();
    const keys = form.choices['files'] ?? [];
    expect(keys).toHaveLength(8);
    const button = 'Give the ticked files';
    const two = keys.slice(0, 2);
    const give = async (files: string[], userId: string) =>
      lena.post(page(), filledIn(await giveForm(), { files, userId }, button));
    expect((await give(two, String(app.ids.beth))).status).toBe(303);
    expect(of(await shares(), 'Beth Auditor')).toHaveLength(2);
    expect((await give(two.slice(0, 1), String(app.ids.lena))).status).toBe(303);
    expect((await give(two.slice(1), 'nobody')).status).toBe(303);
    const all = await shares();
    expect([of(all, 'Beth Auditor'), of(all, 'Lena Lead').length]).toEqual([[], 1]);
    // Only what is free is shared out, and whoever has some gets fewer.
    const readers = [app.ids.lena, app.ids.amir].map(String);
    await lena.post(page(), { readers, do: 'spread' });
    expect(of(await shares(), 'Lena Lead')).toHaveLength(4);

    for (const [fields, errors] of [
      [{ do: 'give', userId: String(app.ids.beth) }, { files: 'Tick at least one file.' }],
      [{ do: 'give', files: two }, { userId: 'Choose a person, or nobody.' }],
      [
        { do: 'give', files: two, userId: String(app.ids.stan) },
        { userId: 'Choose somebody of the panel from the list.' },
      ],
      [
        { do: 'give', files: two, userId: String(app.ids.carl) },
        { userId: 'Choose somebody of the panel from the list.' },
      ],
      [{ do: 'spread' }, { readers: 'Tick at least one person of the panel.' }],
      [
        { do: 'spread', readers: String(app.ids.stan) },
        { readers: 'Tick at least one person of the panel.' },
      ],
    ] as const) {
      const sent = Object.fromEntries(
        Object.entries(fields).map(([k, v]) => [k, typeof v === 'string' ? v : [...v]]),
      );
      const answer = await lena.post(page(), sent);
      expect([answer.status, formErrors(answer.text)]).toEqual([422, errors]);
    }
  });

  it('go on to the file that takes the place of one that cannot be found', async () => {
    await spread();
    const before = of(await shares(), 'Amir Auditor');
    const lost = (await app.deps.sampling.files(auditId)).find(({ reference }) => reference === before[0]);
    const { next } = await app.deps.fromSample.notFound(app.ids.amir, auditId, lost?.id ?? 0, 'Moved away');
    expect(next).not.toBeNull();
    expect(of(await shares(), 'Amir Auditor').toSorted()).toEqual(
      [...before.slice(1), next ?? ''].toSorted(),
    );
  });

  it('are nobody’s once their person has left the panel, or the sample is drawn anew', async () => {
    await spread();
    await app.deps.audits.removeMember(app.ids.lena, auditId, app.ids.beth);
    expect(of(await shares(), 'Beth Auditor')).toEqual([]);
    expect(of(await shares(), 'Amir Auditor')).toHaveLength(4);
    expect(wordsOf((await beth.get(urls.home())).text)).not.toContain('Go on with');
    const [ash = 0] = groups;
    await lena.post(urls.sampleDraw(auditId), {
      [`amount-${ash}`]: '2',
      [`by-${ash}`]: 'number',
      [`method-${ash}`]: 'random',
    });
    expect(of(await shares(), 'Amir Auditor')).toEqual([]);
  });

  it('stay open to colleagues, and can be given outside the sample too', async () => {
    await spread();
    const his = of(await shares(), 'Amir Auditor')[0] ?? '';
    const sampled = (await app.deps.sampling.files(auditId)).find(({ reference }) => reference === his);
    // Beth helps out: nobody is kept from a file.
    const begun = await beth.post(urls.sampledFileBegin(auditId, sampled?.id ?? 0));
    expect(begun.status).toBe(303);
    await completeAt('beth', begun.headers['location'] ?? '');
    const [ash = 0] = groups;
    const fileId = await app.deps.recording.create(app.ids.lena, auditId, {
      reference: 'EXTRA-1',
      groupId: ash,
    });
    const key = `file-${fileId}`;
    expect((await giveForm()).choices['files']).toContain(key);
    await lena.post(page(), { do: 'give', files: key, userId: String(app.ids.amir) });
    expect(of(await shares(), 'Amir Auditor')).toContain('EXTRA-1');
    const removed = await lena.post(urls.fileRemove(auditId, fileId));
    expect(removed.status).toBe(303);
    expect(of(await shares(), 'Amir Auditor')).not.toContain('EXTRA-1');
  });

  it('show nothing where nothing is assigned', async () => {
    expect(wordsOf((await amir.get(urls.home())).text)).not.toContain('Go on with');
    for (const visitor of [amir, lena]) {
      const words = wordsOf((await visitor.get(urls.files(auditId))).text);
      expect(words).not.toContain('Your files');
      expect(words).not.toContain('Who reads what');
      expect(words).not.toContain('For Amir');
    }
    // It begins at the panel.
    expect((await lena.get(urls.panel(auditId))).text).toContain(`href="${page()}"`);
    const { auditId: empty } = await newAudit(app, { groups: [], state: 'draft' });
    expect(wordsOf((await lena.get(urls.assigned(empty))).text)).toContain('There is no file yet');
    const [ash = 0] = groups;
    await app.deps.recording.create(app.ids.lena, auditId, { reference: 'EXTRA-1', groupId: ash });
    await app.deps.steps.changeState(app.ids.lena, auditId, 'close');
    const late = await lena.post(page(), { do: 'spread', readers: String(app.ids.amir) });
    expect(late.status).toBe(409);
    expect(formTo((await lena.get(urls.panel(auditId))).text, urls.panel(auditId)).buttons).toHaveLength(1);
  });
});
