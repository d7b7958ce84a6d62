import { cpus, loadavg } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { emailOf, PASSWORD, startApp, withExample } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { findChromium } from '../support/browser.ts';
import { listen } from '../support/listen.ts';
import { median, timed } from './largeAudit.ts';

const AUDITS = 5;
const ROUNDS = 9;

const ms = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
const load = () => `load ${(loadavg()[0] ?? 0).toFixed(1)} on ${cpus().length} processors`;

/** From the last answer of the example's last file to the archive of its providers' reports, in milliseconds. */
async function fromLastFileToReports(test: TestApp): Promise<number> {
  const { deps, ids } = test;
  const auditId = await withExample(test);
  const last = await deps.database
    .pool('case_files')
    .where('audit_id', auditId)
    .orderBy('id', 'desc')
    .first<{ id: number }>('id');
  const save = async (complete: boolean) =>
    deps.recording.save(ids.amir, await deps.audits.get(auditId), last.id, {
      version: (await deps.recording.get(auditId, last.id, ids.amir)).version,
      reference: undefined,
      groupId: undefined,
      answers: new Map(),
      comments: new Map(),
      comment: undefined,
      complete,
    });
  await save(false);
  return timed(async () => {
    await save(true);
    await deps.steps.changeState(ids.lena, auditId, 'close');
    const owner = 'bench';
    const about = { kind: 'issue' as const, auditId, actorId: ids.lena, owner };
    const { token, finished } = await deps.reportJobs.begin(about);
    await finished;
    const job = await deps.reportJobs.find(auditId, owner, token);
    expect(job?.outcomes.map(({ outcome }) => outcome)).toEqual(['issued', 'issued', 'issued']);
    expect(job?.job.state === 'done' ? job.job.files : []).toHaveLength(3);
  });
}

it('from the last file recorded to all provider PDFs of the example (sqlite)', async () => {
  const test = await startApp('sqlite');
  try {
    const times: number[] = [];
    for (let i = 0; i < AUDITS; i += 1) times.push(await fromLastFileToReports(test));
    console.log(
      [
        `from the last of 52 case files recorded to three reports issued, frozen and packed as one archive, sqlite (${load()})`,
        `  the first one of a program just started ${ms(times[0] ?? Number.NaN)}, median of ${AUDITS} ${ms(median(times))}, slowest ${ms(Math.max(...times))} (below 5,000 ms)`,
      ].join('\n'),
    );
  } finally {
    await test.close();
  }
}, 300_000);

it('one report as PDF, and the page of the same report printed by headless Chromium', async () => {
  const test = await startApp('sqlite');
  const { deps } = test;
  const server = await listen(deps);
  try {
    const auditId = await withExample(test);
    const [entry] = await deps.feedback.of(auditId);
    if (!entry) throw new Error('the example has no provider');
    const providerId = entry.provider.id;
    const program = async () => buffer(await deps.feedback.draftPdf(auditId, providerId));
    const first = await timed(program);
    const ours: number[] = [];
    const executablePath = findChromium(process.env);
    if (executablePath === null) {
      for (let i = 0; i < ROUNDS; i += 1) ours.push(await timed(program));
      console.log(
        [
          `the report to ${entry.provider.name} as PDF, from the database to its bytes: first ${ms(first)}, median of ${ROUNDS} ${ms(median(ours))} (${load()})`,
          '  the same page printed by headless Chromium: left out, no Chromium found; set CHROMIUM_PATH',
        ].join('\n'),
      );
      return;
    }
    const began = performance.now();
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const started = performance.now() - began;
    try {
      const page = await browser.newPage();
      await page.goto(server.address + urls.signIn());
      await page.fill('[name=email]', emailOf('lena'));
      await page.fill('[name=password]', PASSWORD);
      await page.click('main button');
      await page.waitForLoadState();
      const draft = server.address + urls.feedbackDraft(auditId, providerId);
      const opened: number[] = [];
      const printed: number[] = [];
      for (let i = 0; i < ROUNDS; i += 1) {
        ours.push(await timed(program));
        opened.push(
          await timed(async () => {
            expect((await page.goto(draft))?.status()).toBe(200);
          }),
        );
        printed.push(await timed(() => page.pdf({ format: 'A4', tagged: true, outline: true })));
      }
      console.log(
        [
          `the report to ${entry.provider.name} as PDF, medians of ${ROUNDS}, in turn (${load()})`,
          `  by the program, from the database to the bytes: ${ms(median(ours))}; the first one ${ms(first)}`,
          `  by headless Chromium ${browser.version()}: printing the open page ${ms(median(printed))}, opening it ${ms(median(opened))}, starting the browser ${ms(started)}`,
          `  ratio of printing alone to the program ${(median(printed) / median(ours)).toFixed(1)}`,
        ].join('\n'),
      );
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
    await test.close();
  }
}, 300_000);
