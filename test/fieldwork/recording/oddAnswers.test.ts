import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';

const TOP = 'Is a TOP form that was due missing?';

onOneEngine('answers that do not fit', (engine) => {
  let test: TestApp;
  let amir: Visitor;
  let lena: Visitor;
  let auditId: number;
  let ash: number;
  let birch: number;
  let made = 0;

  beforeAll(async () => {
    test = await startApp(engine);
    [amir, lena] = [await test.as('amir'), await test.as('lena')];
    // Birch leaves TOP forms out.
    ({
      auditId,
      groupIds: [ash = 0, birch = 0],
    } = await newAudit(test));
  });
  afterAll(() => test.close());

  const begin = async (groupId: number) => {
    made += 1;
    const file = { reference: `ODD-${made}`, groupId };
    return test.deps.recording.create(test.ids.amir, auditId, file);
  };
  const pageOf = async (fileId: number) => {
    const url = urls.file(auditId, fileId);
    return { url, form: formTo((await amir.get(url)).text, url) };
  };
  const answersOf = async (fileId: number) =>
    Object.fromEntries((await test.deps.recording.get(auditId, fileId)).answers);
  /** One change, as the page sends it by itself. */
  const change = async (fileId: number, fields: Record<string, string>) => {
    const { form } = await pageOf(fileId);
    return amir.post(urls.fileAnswers(auditId, fileId), {
      _csrf: String(form.fields['_csrf']),
      version: String(form.fields['version']),
      ...fields,
    });
  };

  it.each(['yes', 'no'])('asks before %s is saved for a check that the group leaves out', async (answer) => {
    const fileId = await begin(birch);
    const { url, form } = await pageOf(fileId);
    const entered = { 'answer.top_missing': answer, comment: 'Two folders.' };
    const asked = await amir.post(url, filledIn(form, entered, 'Save'));
    expect(asked.status).toBe(422);
    expect(wordsOf(asked.text)).toContain(
      `${TOP} This does not apply to Birch, and you answered ${answer}. If the file says so, save once more.`,
    );
    expect(asked.text).toContain('href="#answer.top_missing"');
    expect(await answersOf(fileId)).toEqual({ top_missing: 'na' });

    const again = formTo(asked.text, url);
    expect(again.fields).toMatchObject(entered);
    expect((await amir.post(url, filledIn(again, {}, 'Save'))).status).toBe(303);
    expect(await answersOf(fileId)).toEqual({ top_missing: answer });
    // It was said once that it is meant: no later save asks for it again.
    const later = await pageOf(fileId);
    const saved = await amir.post(url, filledIn(later.form, { 'answer.psychosocial': 'yes' }, 'Save'));
    expect(saved.status).toBe(303);
    // Another answer that does not fit either is another question.
    const turned = answer === 'yes' ? 'no' : 'yes';
    const { form: last } = await pageOf(fileId);
    expect((await amir.post(url, filledIn(last, { 'answer.top_missing': turned }, 'Save'))).status).toBe(422);
  });

  it('does not take for sure what was asked of another answer', async () => {
    const fileId = await begin(birch);
    const { url, form } = await pageOf(fileId);
    const asked = await amir.post(url, filledIn(form, { 'answer.top_missing': 'yes' }, 'Save'));
    const other = filledIn(formTo(asked.text, url), { 'answer.top_missing': 'no' }, 'Save');
    expect((await amir.post(url, other)).status).toBe(422);
    expect(await answersOf(fileId)).toEqual({ top_missing: 'na' });
  });

  it('takes not applicable and not recorded without a question, and an answer where the check applies', async () => {
    const out = await begin(birch);
    const nothing = await pageOf(out);
    const emptied = await amir.post(
      nothing.url,
      filledIn(nothing.form, { 'answer.top_missing': '' }, 'Save'),
    );
    expect(emptied.status).toBe(303);
    const within = await begin(ash);
    const { url, form } = await pageOf(within);
    expect((await amir.post(url, filledIn(form, { 'answer.top_missing': 'yes' }, 'Save'))).status).toBe(303);
  });

  it('asks for a yes that hangs on a no, whichever of the two is new', async () => {
    const child = await begin(ash);
    await change(child, { 'answer.recovery_plan': 'no' });
    const asked = await change(child, { 'answer.smart': 'yes' });
    expect(asked.status).toBe(422);
    expect(JSON.parse(asked.text)).toEqual({
      code: 'invalid',
      errors: [
        {
          field: 'answer.smart',
          text: 'Are the plan’s goals SMART? You answered yes, although “Rec plan” is no. If the file says so, save once more.',
        },
      ],
    });
    expect(await answersOf(child)).toEqual({ recovery_plan: 'no' });
    expect((await change(child, { 'answer.smart': 'no' })).status).toBe(200);

    const parent = await begin(ash);
    await change(parent, { 'answer.recovery_plan': 'yes', 'answer.smart': 'yes' });
    expect((await change(parent, { 'answer.recovery_plan': 'no' })).status).toBe(422);
    const sure = { 'answer.recovery_plan': 'no', 'sure.smart': 'yes' };
    expect((await change(parent, sure)).status).toBe(200);
    expect(await answersOf(parent)).toEqual({ recovery_plan: 'no', smart: 'yes' });
  });

  it('asks when a file goes to a group that leaves out what is answered', async () => {
    const fileId = await begin(ash);
    await change(fileId, { 'answer.top_missing': 'no' });
    const moved = await change(fileId, { groupId: String(birch) });
    expect(moved.status).toBe(422);
    expect(moved.text).toContain('This does not apply to Birch');
    expect((await change(fileId, { groupId: String(birch), 'sure.top_missing': 'no' })).status).toBe(200);
  });

  it('keeps what was asked about on the page for two versions', async () => {
    const fileId = await begin(birch);
    const { url, form } = await pageOf(fileId);
    await change(fileId, { 'answer.psychosocial': 'yes' });
    const sent = {
      ...filledIn(form, { 'answer.top_missing': 'yes' }, 'Save'),
      'sure.top_missing': 'yes',
    };
    const both = await amir.post(url, sent);
    expect(both.status).toBe(409);
    expect(formTo(both.text, url).fields).toMatchObject({ 'sure.top_missing': 'yes' });
  });

  it('lists them in the results and on the progress page, each with its file, and counts them as given', async () => {
    const other = await newAudit(test, {
      title: 'Listed',
      groups: [{ name: 'Open access', exclusions: ['top_missing', 'smart'] }],
    });
    const groupId = other.groupIds[0] ?? 0;
    const answered = ['yes', 'yes', 'no', null];
    for (const [i, answer] of answered.entries()) {
      const file = { reference: `OA-${i + 1}`, groupId };
      const fileId = await test.deps.recording.create(test.ids.amir, other.auditId, file);
      if (answer === null) continue;
      const { version } = await test.deps.recording.get(other.auditId, fileId, test.ids.amir);
      await test.deps.recording.save(test.ids.amir, await test.deps.audits.get(other.auditId), fileId, {
        version,
        reference: undefined,
        groupId: undefined,
        // A yes where no plan is would be told of twice, if what does not apply at all were not told alone.
        answers: new Map([
          ['top_missing', answer],
          ['recovery_plan', 'no'],
          ...(i === 0 ? ([['smart', 'yes']] as const) : []),
        ]),
        comments: new Map(),
        comment: undefined,
        complete: undefined,
        sure: new Map([
          ['top_missing', answer],
          ['smart', 'yes'],
        ]),
      });
    }
    const { tally } = await test.deps.results.of(other.auditId);
    expect(tally.overall.checks.find(({ id }) => id === 'top_missing')).toMatchObject({
      yes: 2,
      no: 1,
      notApplicable: 1,
    });
    expect(tally.contradictions).toEqual([
      { group: 'Open access', check: 'smart', files: 1, excluded: true },
      { group: 'Open access', check: 'top_missing', files: 3, excluded: true },
    ]);
    const results = await lena.get(urls.results(other.auditId));
    expect(wordsOf(results.text)).toContain(
      'Open access: 3 files with yes or no for "TOPs missing" although it does not apply to this group. OA-1 OA-2 OA-3',
    );
    const progress = wordsOf((await lena.get(urls.progress(other.auditId))).text);
    expect(progress).toContain('4 contradictions');
    expect(progress).toContain(`Open access: ${TOP} (does not apply to this group)`);
  });
});
