import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { StateError } from '../../../server/platform/errors.ts';
import { reportFigures } from '../../../server/feedback/draft/figures.ts';
import { reportDataOf } from '../../../server/feedback/reports/draftData.ts';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf } from '../../support/audit.ts';
import { closedAudit } from '../../support/fedBack.ts';
import { readPdf, rowsOf } from '../../support/readPdf.ts';

onBothEngines('a report that is issued while others write', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let auditId: number;
  let bridge: number;
  let dip: number;
  let fileIds: number[];

  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
  });
  afterAll(() => test.close());
  beforeEach(async () => {
    ({ auditId, bridge, dip, fileIds } = await closedAudit(test));
  });

  const issue = () => test.deps.reports.issue(test.ids.lena, auditId, bridge);
  const find = (text: string) =>
    test.deps.findings.add(test.ids.lena, auditId, bridge, { kind: 'shortcoming', itemId: null, text });
  /** An answer of the first file is put right under a query, as a lead does it. */
  const correct = async (value: string, fileId = fileIds[0] ?? 0) => {
    const query = { about: null, text: 'Is that so?' };
    const queryId = await test.deps.queries.raise(test.ids.paula, auditId, bridge, query);
    await test.deps.queries.correct(test.ids.lena, auditId, bridge, queryId, {
      fileId,
      itemId: 'recovery_plan',
      value,
      reason: 'Found in the file.',
    });
    return queryId;
  };

  it('has the old or the new figures where answers change while it is issued, never a mixture', async () => {
    await issue();
    await find('Something else.');
    const work = [
      correct('no', fileIds[0]),
      issue(),
      correct('no', fileIds[2]),
      issue(),
      correct('no', fileIds[4]),
      issue(),
    ];
    await Promise.all(work);
    await issue();
    for (const report of await test.deps.reports.versions(auditId, bridge)) {
      const { figures, content } = await test.deps.reports.frozen(report);
      const own = figures.checks.find(({ id }) => id === 'recovery_plan')?.own;
      const groups = figures.groups.map(
        ({ checks }) => checks.find(({ id }) => id === 'recovery_plan')?.yes ?? 0,
      );
      expect(own?.yes).toBe(groups.reduce((sum, yes) => sum + yes, 0));
      expect((own?.yes ?? 0) + (own?.no ?? 0)).toBe(7);
      const row = content?.glance.sections.flatMap(({ rows }) => rows)[0];
      expect(row?.own.count).toBe(`${own?.yes} of 7`);
      const bytes = await test.deps.reports.pdf(report);
      const printed = rowsOf(await readPdf(bytes)).find((cells) =>
        cells[0]?.startsWith('Is there a recovery'),
      );
      expect(printed?.[1]).toContain(`${own?.yes} of 7`);
    }
    const [newest] = await test.deps.reports.versions(auditId, bridge);
    if (!newest) throw new Error('there is no report');
    const last = (await test.deps.reports.frozen(newest)).figures.checks.find(
      ({ id }) => id === 'recovery_plan',
    );
    expect(last?.own).toMatchObject({ yes: 0, no: 7 });
  });

  it('has all answers of a save or none, and those of the closed audit, where files are saved while it is closed and issued', async () => {
    const { deps, ids } = test;
    /** Changes two answers of a file in one save; they are the same in every file. */
    const save = async (fileId: number, value: string) => {
      const { version } = await deps.recording.get(auditId, fileId, ids.amir);
      await deps.recording.save(ids.amir, await deps.audits.get(auditId), fileId, {
        version,
        reference: undefined,
        groupId: undefined,
        answers: new Map([
          ['recovery_plan', value],
          ['smart', value],
        ]),
        comments: new Map(),
        comment: undefined,
        complete: undefined,
      });
    };
    /** Presses a button again and again until the audit has come so far. */
    const insist = async (work: () => Promise<unknown>) => {
      for (;;) {
        try {
          return await work();
        } catch (error) {
          if (!(error instanceof StateError)) throw error;
        }
      }
    };
    const closeAndIssue = async () => {
      await deps.steps.changeState(ids.lena, auditId, 'close');
      await Promise.all([insist(issue), insist(() => deps.reports.issue(ids.lena, auditId, dip))]);
    };
    await deps.steps.changeState(ids.lena, auditId, 'reopen');
    for (const fileId of fileIds) await save(fileId, 'yes');

    for (let round = 0; round < 6; round += 1) {
      const value = round % 2 === 0 ? 'no' : 'yes';
      await Promise.all([
        // Some are too late: the audit is closed by then, and they change nothing.
        ...fileIds.map((fileId) => save(fileId, value).catch((error: unknown) => error)),
        closeAndIssue(),
      ]);
      for (const provider of [bridge, dip]) {
        const [report] = await deps.reports.versions(auditId, provider);
        if (!report) throw new Error('nothing was issued');
        const { figures, data } = await deps.reports.frozen(report);
        const yes = (id: string) => {
          const check = figures.checks.find((one) => one.id === id);
          const groups = figures.groups.map(({ checks }) => checks.find((one) => one.id === id)?.yes);
          return [check?.own.yes, check?.partnership?.yes, ...groups];
        };
        expect(yes('smart')).toEqual(yes('recovery_plan'));
        const input = await deps.feedback.input(auditId, provider);
        expect({ figures, data }).toEqual({ figures: reportFigures(input), data: reportDataOf(input) });
        await deps.reports.withdraw(ids.lena, auditId, provider);
      }
      await deps.steps.changeState(ids.lena, auditId, 'reopen');
      // As it would be had nobody been in a hurry, so that the next round begins with equal answers.
      for (const fileId of fileIds) await save(fileId, value);
    }
  });

  it('is done once, however often the button is pressed', async () => {
    await Promise.all([
      lena.post(urls.feedbackIssue(auditId, bridge)),
      (await test.as('lena')).post(urls.feedbackIssue(auditId, bridge)),
    ]);
    expect((await lena.post(urls.feedbackIssue(auditId, bridge))).status).toBe(303);
    const told = (await activityOf(test, auditId)).filter((line) => line.startsWith('report.issued'));
    expect(told).toHaveLength(1);
  });
});
