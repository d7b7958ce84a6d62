import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';
import { saveReading } from '../../support/readings.ts';

/** Forty files of Ash, of which all that are read have a plan; ten of Birch, of which none has. */
const LIST = [
  'Ref,Stratum',
  ...Array.from({ length: 40 }, (_, n) => `A-${n + 1},Ash`),
  ...Array.from({ length: 10 }, (_, n) => `B-${n + 1},Birch`),
].join('\n');

onOneEngine('stopping when it is sure', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let auditId = 0;
  let groups: [ash: number, birch: number] = [0, 0];

  const draw = (seed: string) => {
    const wanted: Record<string, string> = { seed };
    for (const [group, amount] of [
      [groups[0], '30'],
      [groups[1], '10'],
    ]) {
      wanted[`amount-${group}`] = String(amount);
      wanted[`by-${group}`] = 'number';
      wanted[`method-${group}`] = 'random';
    }
    return lena.post(urls.sampleDraw(auditId), wanted);
  };
  const wanted = { error: '50', 'standard.recovery_plan': '80' };
  const page = async (who: Visitor = lena) => (await who.get(urls.stopping(auditId))).text;
  const rowsOf = async () => tablesOf(await page())[0]?.rows.slice(1) ?? [];

  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    const made = await newAudit(app);
    auditId = made.auditId;
    groups = [made.groupIds[0] ?? 0, made.groupIds[1] ?? 0];
  });
  afterAll(() => app.close());

  it('asks for a draw first, and says what is wrong with a standard', async () => {
    expect(wordsOf(await page())).toContain('Draw the files at random from a list first');
    expect((await lena.post(urls.stopping(auditId), wanted)).status).toBe(409);
    await lena.upload(urls.sampleList(auditId), LIST);
    await draw('SEED-1');
    expect((await lena.get(urls.sample(auditId))).text).toContain(urls.stopping(auditId));
    const wrong = await lena.post(urls.stopping(auditId), { ...wanted, 'standard.recovery_plan': '100' });
    expect(wrong.status).toBe(422);
    expect(wordsOf(wrong.text)).toContain('enter a whole percentage from 1 to 99');
    // Nobody meets it who has not asked for it.
    expect((await lena.get(urls.files(auditId))).text).not.toContain(urls.stopping(auditId));
  });

  it('commits the order by a hash that anybody can make again, and asks anew after another draw', async () => {
    expect((await lena.post(urls.stopping(auditId), wanted)).status).toBe(303);
    const lapsed = 'The sample was drawn anew after “Stop when sure” was set up.';
    const places = async () => [
      wordsOf((await lena.get(urls.sample(auditId))).text).includes(lapsed),
      wordsOf((await lena.get(urls.audit(auditId))).text).includes(lapsed),
    ];
    expect(await places()).toEqual([false, false]);
    await draw('SEED-2');
    expect(await places()).toEqual([true, true]);
    expect(wordsOf(await page())).toContain('The sample was drawn anew after this was set up.');
    expect(await rowsOf()).toEqual([]);
    // Of an order that no longer holds nothing is said beside the figures either.
    const reports = async () =>
      app.deps.sampling
        .reports(auditId, await app.deps.audits.groups(auditId))
        .then((all) => all.map((one) => one.stopsAt));
    expect(await reports()).toEqual([0, 0]);
    await lena.post(urls.stopping(auditId), wanted);
    expect(await reports()).toEqual([1, 1]);
    const order = await app.deps.sampleRepository.order(auditId);
    expect(order).toHaveLength(50);
    const lines = order.map(
      ({ groupId, position, reference }) =>
        `${groupId === groups[0] ? 'Ash' : 'Birch'}\t${position}\t${reference}\n`,
    );
    expect(await page()).toContain(createHash('sha256').update(lines.join('')).digest('hex'));
    expect((await lena.get(urls.files(auditId))).text).toContain(urls.stopping(auditId));
  });

  it('goes by the standard of the audit, and is set up anew where that is changed', async () => {
    const setTo = async (atLeast: string) =>
      lena.post(urls.standards(auditId), { 'atLeast.recovery_plan': atLeast });
    await setTo('70');
    expect(wordsOf((await lena.get(urls.audit(auditId))).text)).toContain(
      '“Stop when sure” went by another standard, so it is no longer set up: set it up anew.',
    );
    expect(await app.deps.stoppingRepository.of(auditId)).toBeNull();
    const other = await lena.post(urls.stopping(auditId), wanted);
    expect(other.status).toBe(422);
    expect(wordsOf(other.text)).toContain('the standard of this audit is 70%');
    await setTo('80');
    expect((await lena.post(urls.stopping(auditId), wanted)).status).toBe(303);
    // What it does not go by may be set as before.
    await lena.post(urls.standards(auditId), { 'atLeast.recovery_plan': '80', 'atLeast.smart': '60' });
    expect((await app.deps.stoppingRepository.of(auditId))?.standards).toEqual(
      new Map([['recovery_plan', 80]]),
    );
  });

  it('says after each complete file what is sure, and how many more it takes', async () => {
    expect(wordsOf(await page())).toContain('No file counts yet.');
    const files = await app.deps.sampling.files(auditId);
    const own = (group: number) => files.filter(({ groupId }) => groupId === group);
    const read = async (file: { id: number }, answer: string, complete = true) => {
      const fileId = await app.deps.fromSample.begin(app.ids.amir, auditId, file.id);
      await saveReading(app, 'amir', auditId, fileId, { answers: { recovery_plan: answer }, complete });
    };
    const ash = own(groups[0]);
    for (const file of ash.slice(0, 5)) await read(file, 'yes');
    for (const file of own(groups[1]).slice(0, 6)) await read(file, 'no');
    const [first, second, all] = await rowsOf();
    expect(first?.slice(0, 4)).toEqual(['Ash', 'Read on', '5 of 5', '5 of 40']);
    expect(first?.[4]).toMatch(
      /^Met after \d+ more at the earliest, if all are a yes; not met after \d+, if all are a no\. 25 of the drawn files are left, so it may stay open with these\. Sure in any case once \d+ more are read; nobody has to\.$/,
    );
    expect(second?.slice(0, 4)).toEqual(['Birch', 'Not met', '0 of 6', '6 of 10']);
    expect(second?.[4]).toMatch(/^Sure since file \d of the order\.$/);
    expect(all?.slice(0, 2)).toEqual(['All groups together', 'Not sure yet']);
    expect(wordsOf(await page())).toContain(
      'Reading may stop in Birch. Not sure yet: Rec plan in Ash. Read on there.',
    );
    expect(wordsOf(await page())).toContain(
      '“Read on” is no verdict, whatever share the files read so far have: it can still be chance.',
    );
    // As many more as it said at least, all with a yes, are just enough; what comes later in the order waits.
    const least = Number(/Met after (\d+)/.exec(first?.[4] ?? '')?.[1]);
    for (const file of ash.slice(6, 5 + least)) await read(file, 'yes');
    expect((await rowsOf())[0]?.slice(0, 4)).toEqual(['Ash', 'Read on', '5 of 5', '5 of 40']);
    expect(wordsOf(await page())).toContain(
      `${least - 1} complete ${least === 2 ? 'file does' : 'files do'} not count yet: ${least === 2 ? 'it comes' : 'they come'} later in the order than one that is not complete: A-25 (file 6 of Ash).`,
    );
    await read(ash[5] ?? { id: 0 }, 'yes');
    const total = 5 + least;
    expect((await rowsOf())[0]).toEqual([
      'Ash',
      'Met',
      `${total} of ${total}`,
      `${total} of 40`,
      `Sure since file ${total} of the order.`,
    ]);
    const text = wordsOf(await page(await app.as('amir')));
    expect(text).toContain('Every chosen check is sure in every group.');
    expect(text).toContain('Nobody has to stop.');
    expect(text).toContain('Each of the two is wrong for 1 in 20 lists at most');
    expect(text).toContain('The more of them stand here, the likelier it is that one of them is wrong.');
    expect(text).toMatch(
      /all files on the list could be anywhere between: Ash \d+% to \d+%; Birch \d+% to \d+%/,
    );
  });

  it('is said on the overview, before the audit is closed, and wherever it says how the files were chosen', async () => {
    const overview = wordsOf((await lena.get(urls.audit(auditId))).text);
    expect(overview).toContain('Stop when sure: Every chosen check is sure in every group.');
    const said = wordsOf((await lena.get(urls.results(auditId))).text);
    expect(said).toContain('it was decided that reading may stop once it is sure of 1 check.');
    // All of Birch were drawn, and not all were read: it is a sample of its list, and nobody picked it.
    expect(said).toMatch(/So far read of the drawn files: Ash \d+ of 30 and Birch 6 of 10\./);
    expect(said.slice(said.indexOf('The files were'), said.indexOf('The files were') + 400)).toContain(
      'The files were drawn at random from a caseload list (seed SEED-2).',
    );
    expect(said).not.toContain('All files on the list');
    expect(said).not.toContain('chosen beforehand');
    // One judgement: what is sure is said beside the figures, in the words of its own page.
    const [, all = ''] = /All groups together (Met|Not met|Not sure yet)/.exec(wordsOf(await page())) ?? [];
    expect(said).toContain(
      `What is sure by the order of reading: Is there a recovery plan on file?, at least 80%: met in Ash; not met in Birch; all groups together ${all.toLowerCase()}.`,
    );
    expect(said).toContain('A figure above or below its standard is not yet sure of all files on the list.');
  });

  it('keeps the standards that it goes by once somebody has seen answers', async () => {
    for (const recoveryPlan of ['75', '']) {
      const refused = await lena.post(urls.standards(auditId), { 'atLeast.recovery_plan': recoveryPlan });
      expect(refused.status).toBe(409);
      expect(wordsOf(refused.text)).toContain(
        'Recording has begun, and the panel stops reading by the standard of “Is there a recovery plan on file?”. That stays as it is, so nothing was changed.',
      );
    }
    await lena.post(urls.standards(auditId), { 'atLeast.recovery_plan': '80', 'atLeast.smart': '65' });
    expect((await app.deps.auditRepository.byId(auditId))?.standards).toEqual([
      { itemId: 'recovery_plan', atLeast: 80 },
      { itemId: 'smart', atLeast: 65 },
    ]);
  });

  it('cannot be chosen once somebody has seen answers', async () => {
    const refused = await lena.post(urls.stopping(auditId), { ...wanted, 'standard.smart': '65' });
    expect(refused.status).toBe(409);
    // On its own page, beside how things stand.
    expect(wordsOf(refused.text)).toContain(
      'Recording has begun, so nothing was changed: a rule that is chosen later proves nothing.',
    );
    expect(tablesOf(refused.text)[0]?.rows[1]?.[0]).toBe('Ash');
    expect(wordsOf(await page())).toContain('Recording has begun, so this cannot be changed any more');
  });

  it('holds a check of which a yes is bad against the most that may have one', async () => {
    const heldAt70 = async (listed: number) => {
      const made = await newAudit(app, { groups: [{ name: 'Ash' }] });
      const [ash = 0] = made.groupIds;
      const url = urls.stopping(made.auditId);
      await lena.upload(
        urls.sampleList(made.auditId),
        ['Ref,Stratum', ...Array.from({ length: listed }, (_, n) => `A-${n + 1},Ash`)].join('\n'),
      );
      await lena.post(urls.sampleDraw(made.auditId), {
        seed: 'SEED-3',
        [`amount-${ash}`]: String(listed),
        [`by-${ash}`]: 'number',
        [`method-${ash}`]: 'random',
      });
      const asked = (await lena.get(url)).text;
      await lena.post(url, { error: '50', 'standard.top_missing': '70' });
      const files = await app.deps.sampling.files(made.auditId);
      const read = async (from: number, answers: readonly string[]) => {
        for (const [i, answer] of answers.entries()) {
          const fileId = await app.deps.fromSample.begin(
            app.ids.amir,
            made.auditId,
            files[from + i]?.id ?? 0,
          );
          const said = { answers: { top_missing: answer }, complete: true };
          await saveReading(app, 'amir', made.auditId, fileId, said);
        }
      };
      const row = async () => tablesOf((await lena.get(url)).text)[0]?.rows[1] ?? [];
      return { asked, read, row, text: async () => wordsOf((await lena.get(url)).text) };
    };

    const long = await heldAt70(40);
    // As where the standards of an audit are set: how many are to be as they ought to be.
    const hint = 'A yes is bad here: enter the share that is to have a no.';
    expect(wordsOf(long.asked)).toContain(`Is a TOP form that was due missing? ${hint}`);
    expect(wordsOf(long.asked)).not.toContain(`Is there a recovery plan on file? ${hint}`);
    // What is neither good nor bad has no standard to be held against.
    expect(long.asked).toContain('name="standard.recovery_plan"');
    expect(long.asked).not.toContain('name="standard.abstinence"');
    await long.read(0, ['no', 'no', 'yes', 'no']);
    expect(await long.text()).toContain(
      'Standard: at least 70% a no (a yes is bad here: at most 30% a yes), of all files on the list where it applies, read or not.',
    );
    const first = await long.row();
    expect(first.slice(0, 4)).toEqual(['Ash', 'Read on', '1 of 4', '4 of 40']);
    expect(first[4]).toMatch(
      /Met after \d+ more at the earliest, if all are a no; not met after \d+, if all are a yes/,
    );
    // As many more as it said at least, all with a yes, and it is not met.
    const least = Number(/not met after (\d+)/.exec(first[4] ?? '')?.[1]);
    await long.read(
      4,
      Array.from({ length: least }, () => 'yes'),
    );
    expect((await long.row()).slice(0, 2)).toEqual(['Ash', 'Not met']);

    // All of the list: 3 of 10 are 30%, which is just what may be.
    const short = await heldAt70(10);
    await short.read(0, ['yes', 'no', 'no', 'yes', 'no', 'no', 'no', 'yes', 'no', 'no']);
    expect((await short.row()).slice(0, 4)).toEqual(['Ash', 'Met', '3 of 10', '10 of 10']);

    // Six as they should be were enough to say so; the fourth of twelve that is not is one too many all the same.
    const turned = await heldAt70(12);
    await turned.read(0, ['no', 'no', 'no', 'no', 'no', 'no']);
    expect((await turned.row()).slice(0, 2)).toEqual(['Ash', 'Met']);
    await turned.read(6, ['yes', 'yes', 'yes', 'yes']);
    expect(await turned.row()).toEqual([
      'Ash',
      'Not met',
      '4 of 10',
      '10 of 12',
      'Counted since file 10 of the order. From file 6 on this page said “met”, by what had been read till then.',
    ]);
    await turned.read(10, ['no', 'no']);
    expect((await turned.row())[4]).toBe(
      'All files on the list are read. From file 6 on this page said “met”, by what had been read till then.',
    );
    expect(await turned.text()).toContain(
      'of every number of files to which the check may apply up to 1,000, and beyond that of one number in each thousandth',
    );
  });

  it('says what it holds of all lists whatever an unread group says, and sends nobody to a draw that is over', async () => {
    const made = await newAudit(app, { groups: [{ name: 'Ash' }, { name: 'Birch' }] });
    const url = urls.stopping(made.auditId);
    const list = [30, 5].flatMap((files, g) =>
      Array.from({ length: files }, (_, n) => `${'AB'[g]}-${n + 1},${['Ash', 'Birch'][g]}`),
    );
    await lena.upload(urls.sampleList(made.auditId), ['Ref,Stratum', ...list].join('\n'));
    const drawn = Object.fromEntries(
      made.groupIds.flatMap((id, g) => [
        [`amount-${id}`, String([30, 2][g])],
        [`by-${id}`, 'number'],
        [`method-${id}`, 'random'],
      ]),
    );
    await lena.post(urls.sampleDraw(made.auditId), { seed: 'SEED-4', ...drawn });
    await lena.post(url, { error: '50', 'standard.recovery_plan': '80' });
    const rows = async () => tablesOf((await lena.get(url)).text)[0]?.rows ?? [];
    // Two of Birch are too few for “met”; until a file is begun more can be drawn.
    expect((await rows())[2]?.[4]).toMatch(/draw( \d+)? more/);
    const files = await app.deps.sampling.files(made.auditId);
    const [ash = 0] = made.groupIds;
    for (const { id } of files.filter(({ groupId }) => groupId === ash)) {
      const fileId = await app.deps.fromSample.begin(app.ids.amir, made.auditId, id);
      await saveReading(app, 'amir', made.auditId, fileId, { answers: { recovery_plan: 'no' } });
    }
    const [, own, birch, all] = await rows();
    expect(own?.slice(0, 2)).toEqual(['Ash', 'Not met']);
    expect(birch?.slice(0, 2)).toEqual(['Birch', 'Read on']);
    expect(birch?.[4]).not.toMatch(/draw( \d+)? more/);
    expect(all).toEqual([
      'All groups together',
      'Not met',
      '',
      '',
      'Each group counts by the files on its list. It is so whatever the files of Birch say, of which none counts yet.',
    ]);
  });
});
