import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp } from '../support/app.ts';
import type { PersonName, TestApp } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { parseHtml } from '../support/html.ts';
import { wordsOf } from '../support/form.ts';
import { recordFile } from '../support/improvement.ts';
import { drawAll } from '../support/readings.ts';

/** The texts and addresses of the part of a page that is headed by this id. */
function partOf(html: string, headedBy: string): { text: string; hrefs: string[] } {
  const part = { text: '', hrefs: [] as string[] };
  let isIn = false;
  for (const token of parseHtml(html)) {
    if (token.kind !== 'text' && token.name === 'section')
      isIn = token.kind === 'open' && token.attributes.get('aria-labelledby') === headedBy;
    else if (isIn && token.kind === 'text') part.text += ` ${token.text}`;
    else if (isIn && token.kind === 'open' && token.attributes.has('href'))
      part.hrefs.push(token.attributes.get('href') ?? '');
  }
  return { ...part, text: part.text.replace(/\s+/g, ' ').trim() };
}

onOneEngine('what to do next, on the home page', (engine) => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startApp(engine);
  });
  afterAll(() => test.close());

  const home = async (person: PersonName) =>
    partOf((await (await test.as(person)).get(urls.home())).text, 'to-do');
  /** What the audit's own page gives as its next step. */
  const overview = async (person: PersonName, auditId: number) =>
    partOf((await (await test.as(person)).get(urls.audit(auditId))).text, 'next-step').text;
  const NOTHING = { text: '', hrefs: [] };

  it('is nothing without an audit, and for whoever only waits', async () => {
    for (const person of ['lena', 'amir', 'carl', 'adam', 'paula'] as const)
      expect(await home(person)).toEqual(NOTHING);
  });

  it('names the reports that are still to be issued, in the words of the audit’s own page', async () => {
    const { deps, ids } = test;
    const names = ['The Bridge', 'Haven', 'Lantern'];
    const { auditId, groupIds } = await newAudit(test, {
      title: 'Partly out',
      groups: names.map((name) => ({ name, plannedFiles: 1, providers: [name] })),
    });
    for (const [i, groupId] of groupIds.entries())
      await recordFile(test, auditId, groupId, `P-${i}`, { recovery_plan: 'yes' });
    await deps.steps.changeState(ids.lena, auditId, 'close');
    for (const [i, step] of [
      'Issue the reports 1 of 3 providers has its report.',
      'Issue the reports 2 of 3 providers have their reports.',
    ].entries()) {
      await deps.reports.issue(ids.lena, auditId, (await deps.providers.byName(names[i] ?? ''))?.id ?? 0);
      expect(await home('lena')).toEqual({
        text: `Next step in Partly out ${step} Go on`,
        hrefs: [urls.feedback(auditId)],
      });
      expect(await overview('lena', auditId)).toContain(`Next step ${step}`);
    }
    await deps.reports.issue(ids.lena, auditId, (await deps.providers.byName('Lantern'))?.id ?? 0);
    expect(await home('lena')).toEqual(NOTHING);
  });

  it('closes no audit of which a group is not read, however many files of others are', async () => {
    const { auditId, groupIds } = await newAudit(test, {
      title: 'Uneven audit',
      groups: [
        { name: 'Ash', plannedFiles: 1 },
        { name: 'Birch', plannedFiles: 1 },
      ],
    });
    const [ash = 0, birch = 0] = groupIds;
    for (const reference of ['U-1', 'U-2'])
      await recordFile(test, auditId, ash, reference, { recovery_plan: 'yes' });
    const step =
      'Record the case files 2 files are recorded, 2 were planned, and of Birch 0 of 1. All that are recorded are complete.';
    expect((await home('lena')).text).toBe(`Next step in Uneven audit ${step} Go on`);
    expect(await overview('lena', auditId)).toContain(`Next step ${step}`);
    await recordFile(test, auditId, birch, 'U-3', { recovery_plan: 'yes' });
    const close = 'Close the audit 3 files are recorded, where 2 were planned, and 3 of 3 are complete.';
    expect((await home('lena')).text).toContain(`Next step in Uneven audit ${close}`);
    // More than were planned are of no plan.
    expect(await overview('lena', auditId)).toContain('3 files are recorded, where 2 were planned.');
    expect(wordsOf((await (await test.as('lena')).get(urls.files(auditId))).text)).toContain(
      '2 files (1 planned) begun, 2 of 2 complete.',
    );
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    for (const name of ['The Bridge']) {
      const provider = await test.deps.providers.byName(name);
      await test.deps.reports.issue(test.ids.lena, auditId, provider?.id ?? 0);
    }
  });

  it('follows an audit from its draft to its reports, in the words of its own page', async () => {
    const { deps, ids } = test;
    const { auditId, groupIds } = await newAudit(test, {
      title: 'Spring audit',
      state: 'draft',
      groups: [{ name: 'Ash', plannedFiles: 2 }],
    });
    await deps.audits.addMember(ids.lena, auditId, ids.carl, 'commissioner');
    const groupId = groupIds[0] ?? 0;
    expect(await home('lena')).toEqual({
      text: 'Next step in Spring audit Open the audit once its case files are chosen Go on',
      hrefs: [urls.audit(auditId)],
    });
    // Of a panel without anybody who reads it is the first thing.
    for (const auditor of [ids.amir, ids.beth]) await deps.audits.removeMember(ids.lena, auditId, auditor);
    expect((await home('lena')).text).toContain('Choose the panel and the case files, then open the audit');
    for (const auditor of [ids.amir, ids.beth])
      await deps.audits.addMember(ids.lena, auditId, auditor, 'auditor');
    expect(await home('amir')).toEqual(NOTHING);

    await deps.steps.changeState(ids.lena, auditId, 'open');
    for (const person of ['lena', 'amir'] as const) {
      expect(await home(person)).toEqual({
        text: 'Next step in Spring audit Record the case files 0 of 2 planned files are recorded. Go on',
        hrefs: [urls.files(auditId)],
      });
    }
    await recordFile(test, auditId, groupId, 'R-1', { recovery_plan: 'yes' });
    await deps.recording.create(ids.amir, auditId, { reference: 'R-2', groupId });
    const half =
      'Complete the case files 2 of 2 planned files are recorded. 1 of 2 recorded files is incomplete.';
    expect((await home('amir')).text).toBe(`Next step in Spring audit ${half} Go on`);
    expect(await overview('amir', auditId)).toBe(`Next step ${half} Go to the case files`);

    const { id: second, version } = await deps.recording
      .lines(auditId, deps.tools.of(await deps.audits.get(auditId)), ids.amir)
      .then((lines) => lines.find(({ reference }) => reference === 'R-2') ?? { id: 0, version: 0 });
    await deps.recording.save(ids.amir, await deps.audits.get(auditId), second, {
      version,
      reference: 'R-2',
      groupId,
      answers: new Map([['recovery_plan', 'no']]),
      comments: new Map(),
      comment: '',
      complete: true,
      sure: new Map([['recovery_plan', 'no']]),
    });
    const close = 'Close the audit All 2 planned files are recorded (2 of 2), and 2 of 2 are complete.';
    expect(await home('lena')).toEqual({
      text: `Next step in Spring audit ${close} Go on`,
      hrefs: [urls.audit(auditId)],
    });
    expect(await overview('lena', auditId)).toContain(`Next step ${close}`);
    // The first reader has nothing left; the second one, who has not read them, has.
    await drawAll(test, auditId);
    expect(await home('amir')).toEqual(NOTHING);
    const again =
      'Read files a second time All 2 planned files are recorded. 2 files are to be read again, each by somebody who has not read it before.';
    for (const person of ['beth', 'lena'] as const)
      expect((await home(person)).text).toBe(`Next step in Spring audit ${again} Go on`);
    // The lead may close it all the same.
    expect(await overview('lena', auditId)).toContain(
      `Next step ${again} Go to the case files Close the audit`,
    );

    await deps.steps.changeState(ids.lena, auditId, 'close');
    expect(await home('lena')).toEqual({
      text: 'Next step in Spring audit Look at the results, then issue the reports 0 of 1 provider has its report. Go on',
      hrefs: [urls.feedback(auditId)],
    });
    for (const person of ['amir', 'beth', 'carl', 'paula'] as const)
      expect(await home(person)).toEqual(NOTHING);
  });

  it('puts first what others wait for, and names the rest and how many there are', async () => {
    const { deps, ids } = test;
    const closed =
      (await deps.audits.ofMember(ids.lena)).find(({ title }) => title === 'Spring audit')?.id ?? 0;
    for (let i = 1; i <= 7; i += 1) await newAudit(test, { title: `Audit ${i}`, state: 'draft', groups: [] });
    const { hrefs, text } = await home('lena');
    expect(hrefs[0]).toBe(urls.feedback(closed));
    expect(hrefs).toHaveLength(6);
    expect(text).toContain('Add the sample groups : Audit');
    expect(text).toMatch(/2 audits more with something to do among the audits below\.$/);
  });

  it('leaves out what is archived', async () => {
    const { deps, ids } = test;
    for (const audit of await deps.audits.ofMember(ids.lena))
      await deps.administration.archive(ids.lena, audit.id);
    expect(await home('lena')).toEqual(NOTHING);
  });
});
