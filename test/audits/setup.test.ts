import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StateError } from '../../server/platform/errors.ts';
import { readCsv } from '../../server/formats/csv.ts';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { activityOf, newAudit } from '../support/audit.ts';
import { formErrors } from '../support/formErrors.ts';
import { filledIn, formsOf, formTo, wordsOf } from '../support/form.ts';
import { tablesOf } from '../support/page.ts';

onOneEngine('setting up an audit', (engine) => {
  let test: TestApp;
  let lena: Visitor;

  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
  });
  afterAll(() => test.close());

  const formAt = async (page: string, action: string, visitor = lena) =>
    formTo((await visitor.get(page)).text, action);
  /** Fills a form of a page in, sends it, and expects it to be taken. */
  async function send(
    page: string,
    action: string,
    changes: Record<string, string | string[]>,
    button: string,
  ): Promise<string> {
    const answer = await lena.post(action, filledIn(await formAt(page, action), changes, button));
    expect(answer.status, wordsOf(answer.text)).toBe(303);
    return String(answer.headers['location']);
  }
  /** Takes a step without a page, as a stale one would. */
  const step = (auditId: number, to: 'open' | 'close' | 'reopen') =>
    lena.post(urls.auditState(auditId), { step: to });
  const stateOf = async (auditId: number) => (await test.deps.audits.get(auditId)).state;
  const idOf = async (name: string) => String((await test.deps.providers.byName(name))?.id);

  describe('step by step through the pages', () => {
    let auditId: number;
    let overview: string;

    it('begins with a draft that its maker leads', async () => {
      overview = await send(
        urls.newAudit(),
        urls.audits(),
        {
          title: 'Case-file audit, spring 2027',
          partnership: 'Southampton',
          fieldworkStart: '1/3/2027',
          fieldworkEnd: '2027-03-05',
        },
        'Make the audit',
      );
      auditId = Number(overview.split('/').at(-1));
      const words = wordsOf((await lena.get(overview)).text);
      expect(words).toContain('The audit is made, as a draft.');
      expect(words).toContain('Fieldwork: 1 March 2027 to 5 March 2027.');
      expect(words).toContain('Add the sample groups');
      const audit = await test.deps.audits.get(auditId);
      expect(audit).toMatchObject({
        state: 'draft',
        toolId: 'rodt',
        toolVersion: 2,
        smallNumberThreshold: 5,
      });
      expect([...audit.panel]).toEqual([[test.ids.lena, 'lead']]);
    });

    it('is not opened without groups', async () => {
      const refused = await step(auditId, 'open');
      expect(refused.status).toBe(409);
      expect(wordsOf(refused.text)).toContain('Add at least one sample group before you open the audit.');
      expect(await stateOf(auditId)).toBe('draft');
    });

    it('takes groups with providers, and with checks that do not apply', async () => {
      const add = (changes: Record<string, string | string[]>) =>
        send(urls.newGroup(auditId), urls.groups(auditId), changes, 'Save the sample group');
      await add({
        name: 'Alone',
        plannedFiles: '12',
        exclusions: ['top_missing', 'comprehensive_assessment'],
      });
      await add({
        name: 'Joint',
        plannedFiles: '9',
        providerIds: [await idOf('The Bridge'), await idOf('Drug Intervention Programme')],
      });
      await add({ name: 'Last', plannedFiles: '1', providerIds: await idOf('The Bridge') });
      const [table] = tablesOf((await lena.get(overview)).text);
      expect(table?.rows.slice(1).map((row) => [row[0], row[2], row[3]])).toEqual([
        ['Alone', 'None yet', 'TOPs missing, Comp. assess.'],
        ['Joint', 'Drug Intervention Programme and The Bridge', 'None'],
        ['Last', 'The Bridge', 'None'],
      ]);
    });

    it('is not opened while a group has no provider, and says which', async () => {
      expect(wordsOf((await lena.get(overview)).text)).toContain('These sample groups have no provider yet');
      const refused = await step(auditId, 'open');
      expect(refused.status).toBe(409);
      expect(wordsOf(refused.text)).toContain('Name at least one provider for every sample group');
      const [alone] = await test.deps.audits.groups(auditId);
      const url = urls.group(auditId, alone?.id ?? 0);
      const form = await formAt(url, url);
      // The form shows what is saved, so that saving it again changes nothing.
      expect(form.fields).toMatchObject({
        name: 'Alone',
        plannedFiles: '12',
        exclusions: ['top_missing', 'comprehensive_assessment'],
      });
      await send(url, url, { providerIds: await idOf('The Bridge') }, 'Save the sample group');
      const [saved] = await test.deps.audits.groups(auditId);
      expect(saved).toMatchObject({ name: 'Alone', plannedFiles: 12, providers: [{ name: 'The Bridge' }] });
      expect(new Set(saved?.exclusions)).toEqual(new Set(['top_missing', 'comprehensive_assessment']));
    });

    it('keeps the groups in the order that the lead gives them', async () => {
      const order = async () => (await test.deps.audits.groups(auditId)).map(({ name }) => name);
      const press = async (group: string, button: 'Up' | 'Down') => {
        const found = (await test.deps.audits.groups(auditId)).find(({ name }) => name === group);
        const action = urls.groupMove(auditId, found?.id ?? 0);
        const form = formsOf((await lena.get(overview)).text).find(
          (f) => f.action === action && f.buttons.some(({ text }) => text === button),
        );
        if (!form) throw new Error(`${group} cannot be moved ${button}`);
        expect((await lena.post(action, filledIn(form, {}, button))).status).toBe(303);
      };
      await press('Last', 'Up');
      expect(await order()).toEqual(['Alone', 'Last', 'Joint']);
      await press('Alone', 'Down');
      expect(await order()).toEqual(['Last', 'Alone', 'Joint']);
      await expect(press('Last', 'Up')).rejects.toThrow('cannot be moved');
      await expect(press('Joint', 'Down')).rejects.toThrow('cannot be moved');
      // Beyond the ends nothing happens, and nothing but a number of places is understood.
      const [first] = await test.deps.audits.groups(auditId);
      const move = urls.groupMove(auditId, first?.id ?? 0);
      await lena.post(move, { by: '-1' });
      expect((await lena.post(move, { by: '7' })).status).toBe(400);
      expect(await order()).toEqual(['Last', 'Alone', 'Joint']);
      await press('Last', 'Down');
      expect(await order()).toEqual(['Alone', 'Last', 'Joint']);
    });

    it('takes no case file, answer or import while it is a draft', async () => {
      const [group] = await test.deps.audits.groups(auditId);
      const lines = await activityOf(test, auditId);
      const page = await lena.get(urls.files(auditId));
      expect(wordsOf(page.text)).toContain('The audit is a draft.');
      expect(formsOf(page.text).filter(({ fields }) => 'reference' in fields)).toEqual([]);
      const direct = await lena.post(urls.files(auditId), { reference: 'A-1', groupId: String(group?.id) });
      expect(direct.status).toBe(409);
      expect(wordsOf(direct.text)).toContain('The audit is not open yet');
      await expect(importInto(auditId, 'reference,group\nA-1,Alone\n')).rejects.toThrow(StateError);
      expect(await activityOf(test, auditId)).toEqual(lines);
      expect((await test.deps.audits.groups(auditId)).every(({ files }) => files === 0)).toBe(true);
    });

    it('gets a panel', async () => {
      const panel = urls.panel(auditId);
      const add = (person: 'amir' | 'carl' | 'stan', capacity: string, more: Record<string, string> = {}) =>
        send(panel, panel, { userId: String(test.ids[person]), capacity, ...more }, 'Save');
      await add('amir', 'auditor');
      await add('carl', 'commissioner', { figures: 'suppressed' });
      await add('stan', 'lead');
      await add('stan', 'auditor');
      const [table] = tablesOf((await lena.get(panel)).text);
      expect(table?.rows.slice(1).map(([name, , part]) => [name, part])).toEqual([
        ['Lena Lead (you)', 'Panel lead'],
        ['Amir Auditor', 'Auditor'],
        ['Stan Stranger', 'Auditor'],
        ['Carl Commissioner', 'Commissioner: small numbers suppressed'],
      ]);
      const words = wordsOf((await lena.get(overview)).text);
      expect(words).toContain('Panel so far: 1 lead, 2 auditors, 1 commissioner.');
      expect(words).toMatch(/Panel 1 lead, 2 auditors, 1 commissioner Sample groups/);
      const stan = await test.as('stan');
      expect((await stan.get(overview)).status).toBe(200);
      expect((await stan.post(panel, { userId: String(test.ids.stan), capacity: 'lead' })).status).toBe(403);
      expect((await lena.post(urls.panelMember(auditId, test.ids.stan))).status).toBe(303);
      expect((await stan.get(overview)).status).toBe(404);
      expect((await lena.post(urls.panelMember(auditId, test.ids.stan))).status).toBe(404);
    });

    it('takes several people in one press, all or none, with every reason', async () => {
      const panel = urls.panel(auditId);
      const partsNow = async () =>
        tablesOf((await lena.get(panel)).text)[0]
          ?.rows.slice(1)
          .map(([name, , part]) => `${name}: ${part}`);
      const before = await partsNow();
      const { beth, stan, carl, paula } = test.ids;
      const refused = await lena.post(panel, {
        userId: [beth, carl, paula].map(String),
        capacity: 'auditor',
      });
      expect(refused.status).toBe(422);
      expect(formErrors(refused.text)).toEqual({
        userId:
          'Carl Commissioner does not have the role for this. Paula Provider does not have the role for this. Nobody was added.',
      });
      expect(await partsNow()).toEqual(before);
      // Who was ticked still is.
      expect(formTo(refused.text, panel).fields['userId']).toEqual([String(beth), String(carl)]);
      const form = formTo((await lena.get(panel)).text, panel);
      const both = filledIn(form, { userId: [String(beth), String(stan)], capacity: 'auditor' }, 'Save');
      expect((await lena.post(panel, both)).status).toBe(303);
      expect(await partsNow()).toEqual([
        'Lena Lead (you): Panel lead',
        'Amir Auditor: Auditor',
        'Beth Auditor: Auditor',
        'Stan Stranger: Auditor',
        'Carl Commissioner: Commissioner: small numbers suppressed',
      ]);
      for (const id of [beth, stan])
        expect((await lena.post(urls.panelMember(auditId, id))).status).toBe(303);
    });

    it('gives nobody a part without the role for it, and never loses its last lead', async () => {
      const panel = urls.panel(auditId);
      const lines = await activityOf(test, auditId);
      for (const [userId, capacity, status, reason] of [
        [test.ids.beth, 'lead', 422, 'Beth Auditor does not have the role for this.'],
        [test.ids.carl, 'auditor', 422, 'Carl Commissioner does not have the role for this.'],
        [test.ids.paula, 'auditor', 422, 'Paula Provider does not have the role for this.'],
        [test.ids.adam, 'lead', 422, 'Adam Admin does not have the role for this.'],
        [9999, 'auditor', 422, 'Choose a person from the list.'],
        ['', '', 422, 'Choose at least one person.'],
        [test.ids.beth, 'king', 422, 'Choose what the person does.'],
        [test.ids.lena, 'auditor', 409, 'An audit needs a lead.'],
      ] as const) {
        const answer = await lena.post(panel, { userId: String(userId), capacity });
        expect([answer.status, wordsOf(answer.text).includes(reason)], reason).toEqual([status, true]);
      }
      expect((await lena.post(urls.panelMember(auditId, test.ids.lena))).status).toBe(409);
      expect(await activityOf(test, auditId)).toEqual(lines);
    });

    it('is opened, and then takes case files', async () => {
      await send(overview, urls.auditState(auditId), {}, 'Yes, open the audit');
      expect(await stateOf(auditId)).toBe('open');
      const [group] = await test.deps.audits.groups(auditId);
      const amir = await test.as('amir');
      const begun = await amir.post(urls.files(auditId), { reference: 'A-1', groupId: String(group?.id) });
      expect(begun.status).toBe(303);
      const review = await test.deps.recording.get(
        auditId,
        Number(String(begun.headers['location']).split('/').at(-1)),
      );
      expect(Object.fromEntries(review.answers)).toEqual({
        top_missing: 'na',
        comprehensive_assessment: 'na',
      });
    });

    it('is not closed without a case file, and told everything that was done', async () => {
      const { auditId: empty } = await newAudit(test);
      const refused = await step(empty, 'close');
      expect(refused.status).toBe(409);
      expect(wordsOf(refused.text)).toContain('Record at least one case file before you close the audit.');
      const told = (await activityOf(test, auditId)).map((line) => line.split(' ')[0]);
      expect(told.slice(0, 4)).toEqual(['audit.created', 'group.created', 'group.created', 'group.created']);
      expect(told.filter((action) => action === 'audit.opened')).toHaveLength(1);
      expect(told.at(-1)).toBe('caseFile.created');
      const page = wordsOf((await lena.get(urls.auditActivity(auditId))).text);
      expect(page).toContain('opened the audit');
      expect(page).toContain('began a case file');
    });
  });

  it('leads to its sample before it is opened', async () => {
    const { auditId, groupIds } = await newAudit(test, { state: 'draft', groups: [{ name: 'Ash' }] });
    const overview = async () => lena.get(urls.audit(auditId));
    const before = await overview();
    expect(before.text).toContain(`<a class="govuk-link" href="${urls.sample(auditId)}">Draw the sample</a>`);
    expect(wordsOf(before.text)).toContain('or pick the files yourselves');
    const content = Buffer.from('reference,group\nA,Ash\nB,Ash\nC,Ash\n');
    const list = await lena.upload(urls.sampleList(auditId), { name: 'caseload.csv', content });
    expect(list.status).toBe(303);
    expect(wordsOf((await overview()).text)).toContain('Draw the sample');
    const [ash] = groupIds;
    const draw = { [`amount-${ash}`]: '2', [`by-${ash}`]: 'number', [`method-${ash}`]: 'random' };
    expect((await lena.post(urls.sampleDraw(auditId), { seed: 'S-1', ...draw })).status).toBe(303);
    const drawn = wordsOf((await overview()).text);
    expect(drawn).toContain('2 files are drawn for 3 planned.');
    expect(drawn).not.toContain('Draw the sample');
  });

  it('lets nothing be changed or recorded once it is closed', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const [group = 0, empty = 0] = groupIds;
    const fileId = await test.deps.recording.create(test.ids.amir, auditId, {
      reference: 'A-1',
      groupId: group,
    });
    const file = urls.file(auditId, fileId);
    const recording = filledIn(await formAt(file, file), { comment: 'Late.' }, 'Save');
    const details = filledIn(
      await formAt(urls.auditDetails(auditId), urls.auditDetails(auditId)),
      { title: 'Another' },
      'Save the details',
    );
    const groupForm = filledIn(
      await formAt(urls.group(auditId, empty), urls.group(auditId, empty)),
      { name: 'Another' },
      'Save the sample group',
    );
    expect((await step(auditId, 'close')).status).toBe(303);
    const lines = await activityOf(test, auditId);
    const before = await test.deps.audits.groups(auditId);

    const posts: [string, Record<string, string | string[]>, number][] = [
      [urls.auditDetails(auditId), details, 409],
      [urls.groups(auditId), { name: 'New', plannedFiles: '1', providerIds: await idOf('The Bridge') }, 409],
      [urls.group(auditId, empty), groupForm, 409],
      [urls.groupMove(auditId, group), { by: '1' }, 409],
      [urls.groupRemove(auditId, empty), {}, 409],
      [urls.files(auditId), { reference: 'A-2', groupId: String(group) }, 409],
      [file, recording, 422],
      [urls.fileRemove(auditId, fileId), {}, 409],
      [urls.auditState(auditId), { step: 'open' }, 409],
      [urls.auditState(auditId), { step: 'close' }, 409],
      [urls.auditState(auditId), { step: 'burn' }, 400],
    ];
    for (const [url, body, status] of posts) {
      const answer = await lena.post(url, body);
      expect([url, answer.status]).toEqual([url, status]);
    }
    await expect(importInto(auditId, 'reference,group\nA-2,Ash\n')).rejects.toThrow(
      'Case files can only be imported into an open audit.',
    );
    expect(await activityOf(test, auditId)).toEqual(lines);
    expect(await test.deps.audits.groups(auditId)).toEqual(before);
    expect((await test.deps.recording.get(auditId, fileId)).version).toBe(1);
    expect((await test.deps.audits.get(auditId)).title).toBe('Spring audit');

    expect((await step(auditId, 'reopen')).status).toBe(303);
    expect((await lena.post(file, recording)).status).toBe(303);
  });

  async function importInto(auditId: number, csv: string): Promise<number> {
    return test.deps.importer.importCaseFiles(
      test.ids.lena,
      auditId,
      readCsv(Readable.from([Buffer.from(csv)])),
    );
  }

  it('fills a check that no longer applies in where nothing was answered, and nowhere else', async () => {
    const { auditId, groupIds } = await newAudit(test, { groups: [{ name: 'Ash' }, { name: 'Birch' }] });
    const [ash = 0, birch = 0] = groupIds;
    await importInto(
      auditId,
      'reference,group,referrals,smart\nA-yes,Ash,yes,yes\nA-no,Ash,no,\nA-nr,Ash,,yes\nA-na,Ash,na,\nB-nr,Birch,,\n',
    );
    const lines = await test.deps.recording.lines(auditId, test.deps.tools.must('rodt', 1));
    const idOfFile = (reference: string) => lines.find((line) => line.reference === reference)?.id ?? 0;
    // A comment that stands where no answer is yet stays.
    const open = urls.file(auditId, idOfFile('A-nr'));
    await send(open, open, { 'comment.referrals': 'Ask again.' }, 'Save');
    const stale = await formAt(open, open);

    const url = urls.group(auditId, ash);
    await send(url, url, { exclusions: ['referrals'] }, 'Save the sample group');
    const answers: Record<string, [string | null, number]> = {};
    for (const reference of ['A-yes', 'A-no', 'A-nr', 'A-na', 'B-nr']) {
      const review = await test.deps.recording.get(auditId, idOfFile(reference));
      answers[reference] = [review.answers.get('referrals') ?? null, review.version];
    }
    expect(answers).toEqual({
      'A-yes': ['yes', 1],
      'A-no': ['no', 1],
      'A-nr': ['na', 3],
      'A-na': ['na', 1],
      'B-nr': [null, 1],
    });
    const filled = await test.deps.recording.get(auditId, idOfFile('A-nr'));
    expect(filled.comments.get('referrals')).toBe('Ask again.');
    expect(filled.answers.get('smart')).toBe('yes');
    // Whoever had the file open is asked rather than overwriting it.
    expect((await lena.post(open, filledIn(stale, {}, 'Save'))).status).toBe(409);
    const [line] = await test.deps.activity.list({ auditId, limit: 1 });
    expect(line).toMatchObject({ action: 'group.changed', detail: { answersFilled: 1, answersCleared: 0 } });

    // Taking the exclusion back leaves what stands in the files: the tool has that answer, so the panel may have given it.
    await send(url, url, { exclusions: [] }, 'Save the sample group');
    expect((await test.deps.recording.get(auditId, idOfFile('A-nr'))).answers.get('referrals')).toBe('na');
    expect((await test.deps.audits.groups(auditId)).find(({ id }) => id === birch)?.exclusions).toEqual([]);
  });

  it('removes an empty group, but none with case files', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const [ash = 0, birch = 0] = groupIds;
    const fileId = await test.deps.recording.create(test.ids.amir, auditId, {
      reference: 'A-1',
      groupId: ash,
    });
    const page = await lena.get(urls.group(auditId, ash));
    expect(wordsOf(page.text)).toContain('This group holds 1 case file, so it cannot be removed.');
    expect(formsOf(page.text).some(({ action }) => action === urls.groupRemove(auditId, ash))).toBe(false);
    const refused = await lena.post(urls.groupRemove(auditId, ash));
    expect(refused.status).toBe(409);
    expect(wordsOf(refused.text)).toContain('Ash has case files, so it cannot be removed.');
    // Nor may its files be left without anybody to give them back to.
    const url = urls.group(auditId, ash);
    const bare = await lena.post(
      url,
      filledIn(await formAt(url, url), { providerIds: [] }, 'Save the sample group'),
    );
    expect(bare.status).toBe(422);
    expect(wordsOf(bare.text)).toContain('Name at least one provider: files are recorded already.');

    await send(urls.group(auditId, birch), urls.groupRemove(auditId, birch), {}, 'Yes, remove the group');
    expect((await test.deps.audits.groups(auditId)).map(({ name }) => name)).toEqual(['Ash']);
    expect((await test.deps.recording.get(auditId, fileId)).reference).toBe('A-1');
    expect((await lena.get(urls.group(auditId, birch))).status).toBe(404);
  });

  it('does not find a group under another audit', async () => {
    const [one, two] = [await newAudit(test), await newAudit(test)];
    const foreign = one.groupIds[0] ?? 0;
    for (const url of [urls.group(two.auditId, foreign), urls.groupRemove(two.auditId, foreign)]) {
      expect((await lena.post(url, { name: 'x', plannedFiles: '1' })).status).toBe(404);
    }
    expect((await test.deps.audits.groups(one.auditId)).map(({ name }) => name)).toEqual(['Ash', 'Birch']);
  });
});
