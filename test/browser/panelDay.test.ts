import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checksOf } from '../../rules/index.ts';
import { readConfig } from '../../server/platform/config.ts';
import { createDeps } from '../../server/deps.ts';
import { readCsv } from '../../server/formats/csv.ts';
import { projectFolder } from '../../server/platform/paths.ts';
import { urls } from '../../server/web/urls.ts';
import { emailOf, PASSWORD } from '../support/app.ts';
import { inBrowser, signIn } from '../support/browser.ts';
import { running } from '../support/cli.ts';
import type { Running } from '../support/cli.ts';
import { freePort } from '../support/freePort.ts';

const SHEET = path.join(projectFolder(), 'audits/examples/southampton-2012/case-files.csv');
const KEYS: Record<string, string> = { yes: 'y', no: 'n', na: 'a', '': 'r' };
/** How often the server is killed, and as often the network cut, over the 52 files. */
const FAULTS = 10;
const CHEAP = { N: 1024, r: 8, p: 1 };

interface CaseFile {
  reference: string;
  group: string;
  answers: Map<string, string>;
}

async function sheetFiles(): Promise<CaseFile[]> {
  const files: CaseFile[] = [];
  let heading: string[] = [];
  for await (const { cells } of readCsv(createReadStream(SHEET))) {
    if (heading.length === 0) heading = cells;
    else {
      const row = new Map(heading.map((name, i) => [name, cells[i] ?? '']));
      files.push({ reference: row.get('reference') ?? '', group: row.get('group') ?? '', answers: row });
    }
  }
  return files;
}

function poll<T>(look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: 15_000 });
}

inBrowser('a panel day on which all goes wrong', ({ page: newPage }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-day-'));
  let environment: Record<string, string>;
  let address: string;
  let server: Running;
  let page: Page;
  let auditId: number;
  let exampleId: number;
  let checkIds: string[];
  let files: CaseFile[];

  const openDeps = () => createDeps(readConfig(environment), { passwordCost: CHEAP });
  async function start(): Promise<void> {
    server = running(['serve'], environment);
    await server.until(/casefile-audit is at/);
  }

  beforeAll(async () => {
    const port = await freePort();
    environment = { DATA_DIR: folder, LOG_LEVEL: 'silent', PORT: String(port), HOST: '127.0.0.1' };
    address = `http://127.0.0.1:${port}`;
    files = await sheetFiles();

    // The example, to compare with, and an audit of the same groups in which nothing is recorded yet.
    const deps = await openDeps();
    const lena = await deps.accounts.createWithPassword(
      { name: 'Lena Lead', email: emailOf('lena'), roles: ['lead'], providerId: null },
      PASSWORD,
    );
    exampleId = await deps.demoAudit.load(lena);
    auditId = await deps.audits.create(lena, {
      title: 'The panel day',
      partnership: 'Southampton',
      toolId: 'rodt',
      toolVersion: 1,
      fieldworkStart: '2012-02-28',
      fieldworkEnd: '2012-02-28',
    });
    const groupIds = new Map<string, number>();
    for (const group of await deps.audits.groups(exampleId)) {
      const providerIds = group.providers.map((provider) => provider.id);
      const copy = {
        name: group.name,
        plannedFiles: group.plannedFiles,
        providerIds,
        exclusions: group.exclusions,
      };
      groupIds.set(group.name, await deps.audits.createGroup(lena, auditId, copy));
    }
    await deps.steps.changeState(lena, auditId, 'open');
    for (const { reference, group } of files) {
      await deps.recording.create(lena, auditId, { reference, groupId: groupIds.get(group) ?? 0 });
    }
    const tool = deps.tools.must('rodt', 1);
    checkIds = checksOf(tool).map((check) => check.id);
    await deps.database.close();

    await start();
    ({ page } = await newPage({ viewport: { width: 1280, height: 720 } }));
    await signIn(page, address, emailOf('lena'), PASSWORD);
  });
  afterAll(async () => {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const heading = () => page.locator('h1').innerText();
  const status = () => page.locator('.save-bar__status').innerText();
  const focused = () => page.evaluate<string>('document.activeElement.name ?? ""');

  /** Goes on by Tab until the focus is on the link to a file, and opens it. */
  async function openFromList(reference: string): Promise<void> {
    for (let stops = 0; stops < 200; stops += 1) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate<string>('document.activeElement.textContent.trim()')) === reference) break;
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/files\/\d+$/);
  }

  /** Where the keys have led: the check that has the focus, the offer for what hangs on one, or a question. */
  const whereabouts = () =>
    page.evaluate<string>(`(() => {
      if (document.querySelector('#sure').open) return 'asked';
      return document.activeElement.matches('[data-rest]') ? 'rest' : (document.activeElement.name ?? '');
    })()`);

  /**
   * Answers a check from where the keys have led; what the set-up has answered was passed by.
   *
   * @returns where they have led then
   */
  async function answer(id: string, key: string, at: string): Promise<string> {
    // One by one, as the papers are.
    if (at === 'rest') await page.keyboard.press('ArrowDown');
    else if (at !== `answer.${id}`) {
      expect([id, key]).toEqual(['top_missing', 'a']);
      return at;
    }
    await page.keyboard.press(key);
    const after = await whereabouts();
    if (after !== 'asked') return after;
    // The table of 2012 has three answers that contradict the plan; they are meant.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    return whereabouts();
  }

  it('records the 52 example files by keyboard alone, the server killed ten times and the network cut ten times, and loses nothing', async () => {
    await page.goto(address + urls.files(auditId));
    const every = Math.floor(files.length / FAULTS);
    let killed = 0;
    let cut = 0;
    let group = '';
    for (const [i, file] of files.entries()) {
      if (file.group !== group) await openFromList(file.reference);
      ({ group } = file);
      await poll(heading).toBe(`Case file ${file.reference}`);
      // The page opens on the first check without an answer; in all files that is the first.
      await poll(focused).toBe('answer.recovery_plan');

      const kills = i % every === 1 && killed < FAULTS;
      const cuts = i % every === 3 && cut < FAULTS;
      let back: Promise<void> | null = null;
      let at = 'answer.recovery_plan';
      for (const [k, id] of checkIds.entries()) {
        if (k === 6 && kills) {
          killed += 1;
          // Not waiting: what was pressed just before is still on its way.
          back = server.kill().then(start);
        }
        if (k === 4 && cuts) {
          cut += 1;
          await page.context().setOffline(true);
        }
        at = await answer(id, KEYS[file.answers.get(id) ?? ''] ?? 'r', at);
      }
      if (cuts) {
        await poll(status).toMatch(/^Not saved: no connection .* \d+ answers are kept on this device/);
        await page.context().setOffline(false);
      }
      await page.keyboard.press('Control+Enter');
      // What is missing is named once, where anything is.
      if (await page.locator('[data-missing]').isVisible()) await page.keyboard.press('Control+Enter');
      await back;
      await page.locator('.flash', { hasText: `${file.reference} is saved` }).waitFor({ timeout: 40_000 });
    }
    expect([killed, cut]).toEqual([FAULTS, FAULTS]);

    await server.stop();
    const deps = await openDeps();
    try {
      const [day, example] = [await deps.results.of(auditId), await deps.results.of(exampleId)];
      expect(day.completeFiles).toBe(files.length);
      const plain = (tally: typeof day.tally) =>
        JSON.stringify({ ...tally, groups: tally.groups.map((g) => ({ ...g, id: null, groupId: null })) });
      expect(plain(day.tally)).toBe(plain(example.tally));
      // Nothing was saved twice either: each file was begun, answered check by check, and completed.
      for (const line of await deps.recording.lines(auditId, day.tool)) {
        const review = await deps.recording.get(auditId, line.id);
        expect(review.version).toBeLessThanOrEqual(checkIds.length + 2);
      }
    } finally {
      await deps.database.close();
    }
  }, 400_000);
});
