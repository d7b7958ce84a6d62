import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { emailOf, PASSWORD, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { completeAnyway, inBrowser, sidewaysOverflow, signInAs, watch } from '../support/browser.ts';
import { listen } from '../support/listen.ts';
import type { Listening } from '../support/listen.ts';
import { drawAll, saveReading } from '../support/readings.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DAY = 24 * 60 * 60 * 1000;
const dayFromNow = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

/** A browser on a busy machine takes its time. */
function poll<T>(look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: 15_000 });
}

/** All that the origin has in the browser but the program's own files, as text: databases, caches, storages. */
const EVERYTHING = `(async () => {
  const texts = [JSON.stringify(localStorage)];
  const decoder = new TextDecoder('latin1');
  const text = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return decoder.decode(value);
    if (value && typeof value === 'object') return Object.entries(value).map(([k, v]) => k + '=' + text(v)).join(' ');
    return String(value);
  };
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const store of database.objectStoreNames) {
      for (const what of ['getAll', 'getAllKeys']) {
        const request = database.transaction(store).objectStore(store)[what]();
        const all = await new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
        texts.push(store + ': ' + all.map(text).join('\\n'));
      }
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      texts.push('cache ' + request.url + ' ' + (await (await cache.match(request)).text()));
    }
  }
  return texts.join('\\n');
})()`;

/** How many things a store of the browser's database holds. */
const countOf = (page: Page, store: string) =>
  page.evaluate<number>(`new Promise((resolve) => {
    const request = indexedDB.open('casefile-audit');
    request.onsuccess = () => {
      const counting = request.result.transaction('${store}').objectStore('${store}').count();
      counting.onsuccess = () => { request.result.close(); resolve(counting.result); };
    };
  })`);

inBrowser('work without a network', ({ window: newWindow }) => {
  let app: TestApp;
  let server: Listening;
  let port: number;

  beforeAll(async () => {
    app = await startApp('sqlite');
    server = await listen(app.deps);
    port = Number(new URL(server.address).port);
  });
  afterAll(async () => {
    await server.close();
    await app.close();
  });

  let isUp = true;
  const stopServer = async () => {
    isUp = false;
    await server.close();
  };
  const startServer = async () => {
    server = await listen(app.deps, port);
    isUp = true;
  };
  // One test that fails must not take the server from the next.
  afterEach(() => (isUp ? undefined : startServer()));
  const whileStopped = async (work: () => Promise<void>) => {
    await stopServer();
    try {
      await work();
    } finally {
      await startServer();
    }
  };

  /** An open audit in its fieldwork, with three files of Ash: SECRET-1 to 3; two more are drawn. */
  async function fieldwork(options: { drawn?: boolean } = {}) {
    // Two that were drawn, and three that were typed before.
    const { auditId, groupIds } = await newAudit(app, {
      groups: [
        { name: 'Ash', plannedFiles: 5 },
        { name: 'Birch', exclusions: ['top_missing'] },
      ],
    });
    const audit = await app.deps.audits.get(auditId);
    await app.deps.audits.update(app.ids.lena, auditId, {
      ...audit,
      fieldworkStart: dayFromNow(-1),
      fieldworkEnd: dayFromNow(3),
    });
    const ash = groupIds[0] ?? 0;
    if (options.drawn) {
      await app.deps.sampling.upload(
        app.ids.lena,
        auditId,
        (async function* () {
          yield* [
            ['reference', 'group'],
            ['SECRET-8', 'Ash'],
            ['SECRET-9', 'Ash'],
          ].map((cells, i) => ({ row: i + 1, cells }));
        })(),
      );
      await app.deps.sampling.draw(app.ids.lena, auditId, {
        seed: null,
        groups: [{ groupId: ash, method: 'random', by: 'number', amount: 2 }],
      });
    }
    const files: number[] = [];
    for (const n of [1, 2, 3]) {
      const file = { reference: `SECRET-${n}`, groupId: ash };
      files.push(await app.deps.recording.create(app.ids.amir, auditId, file));
    }
    return { auditId, ash, files: files as [number, number, number] };
  }

  const answersOf = async (auditId: number, fileId: number, who: 'amir' | 'beth' = 'amir') =>
    Object.fromEntries((await app.deps.recording.get(auditId, fileId, app.ids[who])).answers);
  const address = (path: string) => server.address + path;
  const status = (page: Page) => page.locator('.save-bar__status').innerText();
  const note = (page: Page) => page.locator('#copy-note').innerText();
  const focused = (page: Page) => page.evaluate<string>('document.activeElement.name ?? ""');
  const heading = (page: Page, name: string | RegExp) =>
    page.getByRole('heading', { name, level: 1, exact: typeof name === 'string' }).waitFor();

  async function prepare(page: Page, auditId: number, files: string): Promise<void> {
    await page.goto(address(urls.files(auditId)));
    await page.getByRole('link', { name: 'Prepare this device for work without a network' }).click();
    await page.getByLabel('Your password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Prepare this device' }).click();
    await page.getByText('This device is ready.').waitFor();
    expect(await page.locator('[data-what]').innerText()).toContain(`${files} files are on this device`);
  }

  async function prepared(person: 'amir' | 'beth' | 'lena', auditId: number, files: string) {
    const context = await newWindow({ viewport: { width: 1280, height: 800 } });
    const { page, faults } = watch(await context.newPage());
    await signInAs(page, server.address, person);
    await prepare(page, auditId, files);
    return { context, page, faults };
  }

  async function unlock(page: Page, person: 'amir' | 'beth' | 'lena', password = PASSWORD): Promise<void> {
    await heading(page, 'Open this device’s copy');
    await page.getByLabel('Email address').fill(emailOf(person));
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Open the copy' }).click();
  }

  /** What axe finds on the page as it is, and by how much it is too wide, on a wide and on a narrow screen. */
  async function faultsOf(page: Page): Promise<string[]> {
    const found: string[] = [];
    for (const width of [390, 820, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.evaluate(AXE);
      const { violations } = await page.evaluate<AxeResults>(
        'axe.run(document, { resultTypes: ["violations"] })',
      );
      found.push(...violations.map(({ id, nodes }) => `${width}: ${id} ${nodes[0]?.html}`));
      if ((await sidewaysOverflow(page)) > 0) found.push(`${width}: too wide`);
    }
    return found;
  }

  /** Closes every page, as a browser that is closed does: what tabs know is gone, what is on the disk stays. */
  async function reopened(context: BrowserContext): Promise<Page> {
    for (const page of context.pages()) await page.close();
    return context.newPage();
  }

  it('records files while the server is away, over a closed browser, and sends everything later', async () => {
    const { auditId, files } = await fieldwork();
    const { context, page, faults } = await prepared('amir', auditId, '3 of 3');
    expect(faults).toEqual([]);
    await stopServer();

    await page.goto(address(urls.files(auditId)));
    await heading(page, 'Case files');
    await poll(() => note(page)).toMatch(
      /^This is the device’s copy of \d\d:\d\d\. Nothing waits to be sent\. Try the server$/,
    );
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('link', { name: 'SECRET-1' }).click();
    await heading(page, 'Case file SECRET-1');
    await poll(() => focused(page)).toBe('answer.recovery_plan');
    await page.keyboard.type('yna');
    await page.keyboard.press('c');
    await page.keyboard.type('Hidden words.');
    await page.keyboard.press('Escape');
    await poll(() => status(page)).toContain('4 answers are kept on this device');
    await poll(() => note(page)).toContain('4 answers wait to be sent.');
    // The guidance is there too.
    await page.keyboard.press('g');
    await page.locator('.check-row__guidance[open]').waitFor();
    // Completing goes on to the next file, without waiting for the network.
    await completeAnyway(page);
    await heading(page, 'Case file SECRET-2');
    await poll(() => focused(page)).toBe('answer.recovery_plan');
    await page.keyboard.press('n');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('n');
    await poll(() => note(page)).toContain('6 answers wait to be sent.');

    // Nothing of it can be read on the disk.
    const kept = await page.evaluate<string>(EVERYTHING);
    expect(kept).toContain('records: ');
    expect(kept).toContain('/offline.html');
    expect(kept).not.toMatch(/SECRET|Hidden|recovery_plan|abstinence|Amir|Spring audit|Birch/);

    // Closed and opened again: a password, the same pages, and the answers in them.
    const again = await reopened(context);
    await again.goto(address(urls.file(auditId, files[1])));
    await unlock(again, 'amir', 'not the password');
    await again.getByText('This does not open the copy').waitFor();
    expect(await faultsOf(again)).toEqual([]);
    await unlock(again, 'amir');
    await heading(again, 'Case file SECRET-2');
    const plan = again.getByRole('radiogroup', { name: /recovery plan on file/ });
    await poll(() => plan.getByRole('radio', { name: 'No', exact: true }).isChecked()).toBe(true);
    await poll(() => focused(again)).toBe('answer.reduction');
    await again.keyboard.type('n');
    await poll(() => note(again)).toContain('7 answers wait to be sent.');
    await again.goto(address(urls.files(auditId)));
    await again.getByText('3 answers wait').waitFor();
    expect(await faultsOf(again)).toEqual([]);
    // What is not on the device says so, and leads to what is.
    await again.goto(address(urls.home()));
    await heading(again, 'This page is not on this device');
    expect(await faultsOf(again)).toEqual([]);
    await again.getByRole('link', { name: 'Case files of Spring audit' }).click();
    await heading(again, 'Case files');

    await startServer();
    await again.goto(address(urls.files(auditId)));
    await poll(() => answersOf(auditId, files[0])).toEqual({
      recovery_plan: 'yes',
      abstinence: 'no',
      reduction: 'na',
    });
    await poll(() => answersOf(auditId, files[1])).toEqual({
      recovery_plan: 'no',
      abstinence: 'no',
      reduction: 'no',
    });
    const first = await app.deps.recording.get(auditId, files[0], app.ids.amir);
    expect(first.comments.get('smart')).toBe('Hidden words.');
    expect(first.completedAt).not.toBeNull();
    await poll(() => countOf(again, 'records')).toBe(0);
    expect(await again.locator('#copy-note').count()).toBe(0);

    // What was sent is in the copy, should the network go again.
    await whileStopped(async () => {
      await again.goto(address(urls.file(auditId, files[1])));
      await heading(again, 'Case file SECRET-2');
      expect(await plan.getByRole('radio', { name: 'No', exact: true }).isChecked()).toBe(true);
      await poll(() => focused(again)).toBe('answer.smart');
      await again.keyboard.type('n');
      await poll(() => note(again)).toContain('1 answer waits to be sent.');
    });
    await poll(() => answersOf(auditId, files[1])).toMatchObject({ smart: 'no' });
  });

  it('shows both versions where somebody else recorded the file meanwhile', async () => {
    const { auditId, files } = await fieldwork();
    const { page } = await prepared('amir', auditId, '3 of 3');
    await whileStopped(async () => {
      await page.goto(address(urls.file(auditId, files[2])));
      await heading(page, 'Case file SECRET-3');
      await poll(() => focused(page)).toBe('answer.recovery_plan');
      await page.keyboard.type('yy');
      await poll(() => note(page)).toContain('2 answers wait to be sent.');
      await saveReading(app, 'beth', auditId, files[2], {
        answers: { recovery_plan: 'no' },
        complete: false,
      });
    });
    const dialog = page.getByRole('dialog', { name: 'Somebody else has changed this file' });
    await dialog.getByRole('button', { name: 'Look at both versions' }).click();
    await heading(page, /^Two versions of case file/);
    expect(await answersOf(auditId, files[2])).toEqual({ recovery_plan: 'no' });
    await page
      .getByRole('group', { name: /recovery plan on file/ })
      .getByRole('radio', { name: 'Yes', exact: true })
      .check();
    await page.getByRole('button', { name: 'Save this choice' }).click();
    await heading(page, 'Case file SECRET-3');
    expect(await answersOf(auditId, files[2])).toEqual({ recovery_plan: 'yes', abstinence: 'yes' });
    await poll(() => countOf(page, 'records')).toBe(0);
  });

  it('begins drawn files and new ones without the server, and joins one that somebody else has begun', async () => {
    const { auditId, ash } = await fieldwork({ drawn: true });
    const { page } = await prepared('amir', auditId, '3 of 3');
    const record = async (answers: string, waiting: string) => {
      await poll(() => focused(page)).toBe('answer.recovery_plan');
      await page.keyboard.type(answers);
      await poll(() => note(page)).toContain(waiting);
      await page.goto(address(urls.files(auditId)));
      await heading(page, 'Case files');
    };
    let theirs = 0;
    await whileStopped(async () => {
      await page.goto(address(urls.files(auditId)));
      await page.getByRole('button', { name: 'Record SECRET-8' }).click();
      await heading(page, 'Case file SECRET-8');
      await record('yny', '3 answers wait');
      await page.getByRole('button', { name: 'Record SECRET-9' }).click();
      await heading(page, 'Case file SECRET-9');
      await record('yn', '5 answers wait');
      await page.getByLabel('Reference of the next Ash file').fill('SECRET-new');
      await page.getByRole('button', { name: 'Record this file' }).first().click();
      await heading(page, 'Case file SECRET-new');
      await record('a', '6 answers wait');
      // Each is in the list now, and opened again instead of begun a second time.
      expect(await page.getByText('Begun on this device').count()).toBe(3);
      await page.getByRole('link', { name: 'SECRET-8' }).click();
      await heading(page, 'Case file SECRET-8');
      await page.goto(address(urls.files(auditId)));
      expect(await page.evaluate<string>(EVERYTHING)).not.toMatch(/SECRET/);
      // Beth begins and records one of them at the office.
      theirs = await app.deps.recording.create(app.ids.beth, auditId, {
        reference: 'SECRET-9',
        groupId: ash,
      });
      await saveReading(app, 'beth', auditId, theirs, {
        answers: { recovery_plan: 'na' },
        complete: false,
      });
    });

    await page.goto(address(urls.files(auditId)));
    const fileOf = async (reference: string) =>
      (await app.deps.recording.lines(auditId, app.deps.tools.must('rodt', 1))).find(
        (line) => line.reference === reference,
      )?.id ?? 0;
    await poll(async () => answersOf(auditId, await fileOf('SECRET-8')).catch(() => null)).toEqual({
      recovery_plan: 'yes',
      abstinence: 'no',
      reduction: 'yes',
    });
    await poll(async () => answersOf(auditId, await fileOf('SECRET-new')).catch(() => null)).toEqual({
      recovery_plan: 'na',
    });
    // It was drawn, and now it is begun, once.
    const drawn = await app.deps.sampling.files(auditId);
    expect(drawn.find((file) => file.reference === 'SECRET-8')?.caseFileId).toBe(await fileOf('SECRET-8'));

    await page.getByText(/of case file SECRET-9 not saved: Beth Auditor saved this file/).waitFor();
    expect(await answersOf(auditId, theirs)).toEqual({ recovery_plan: 'na' });
    await page.getByRole('link', { name: 'Open SECRET-9' }).click();
    await page
      .getByRole('dialog', { name: 'Somebody else has changed this file' })
      .getByRole('button', { name: 'Look at both versions' })
      .click();
    await heading(page, /^Two versions of case file/);
    await page
      .getByRole('group', { name: /recovery plan on file/ })
      .getByRole('radio', { name: 'Yes', exact: true })
      .check();
    await page.getByRole('button', { name: 'Save this choice' }).click();
    await heading(page, 'Case file SECRET-9');
    expect(await answersOf(auditId, theirs)).toEqual({ recovery_plan: 'yes', abstinence: 'no' });
  });

  it('goes from file to file by a key, drawn ones too, whether the server is there or not', async () => {
    const { auditId } = await fieldwork({ drawn: true });
    const { page } = await prepared('amir', auditId, '3 of 3');
    const [first = '', second = ''] = (await app.deps.sampling.files(auditId)).map((file) => file.reference);
    const is = async (reference: string, firstOpen = 'recovery_plan') => {
      await heading(page, `Case file ${reference}`);
      await poll(() => focused(page)).toBe(`answer.${firstOpen}`);
    };
    await page.goto(address(urls.files(auditId)));
    await page.getByRole('link', { name: 'SECRET-3' }).click();
    await is('SECRET-3');
    await whileStopped(async () => {
      await page.goto(page.url());
      await is('SECRET-3');
      await page.keyboard.type('yf');
      await is(first);
      await page.keyboard.type('n');
      await poll(() => note(page)).toContain('2 answers wait');
      await completeAnyway(page);
      await is(second);
      await page.keyboard.type('af');
      // After what was drawn come the files from before; what was completed here is not opened again.
      await is('SECRET-1');
      await page.keyboard.press('f');
      await is('SECRET-2');
      await completeAnyway(page);
      await is('SECRET-3', 'abstinence');
      await page.keyboard.press('f');
      await is(second, 'abstinence');
    });
    await page.goto(address(urls.files(auditId)));
    const lines = async () =>
      (await app.deps.recording.lines(auditId, app.deps.tools.must('rodt', 1)))
        .filter((line) => line.read > 0 || line.completedAt !== null)
        .map(({ reference, completedAt }) => `${reference} ${completedAt === null ? 'open' : 'complete'}`)
        .toSorted();
    await poll(lines).toEqual(
      ['SECRET-2 complete', 'SECRET-3 open', `${first} complete`, `${second} open`].toSorted(),
    );
    // With the server the same, and the button does what the key does.
    await page.goto(address(urls.files(auditId)));
    await page.getByRole('link', { name: 'SECRET-3' }).click();
    await heading(page, 'Case file SECRET-3');
    await page.getByRole('button', { name: 'Next file' }).click();
    await heading(page, `Case file ${second}`);
  });

  it('begins a file for whoever presses before the scripts of the copy are there', async () => {
    const { auditId } = await fieldwork({ drawn: true });
    const { page } = await prepared('amir', auditId, '3 of 3');
    // In the very moment in which the button is on the page, before any script of it has run.
    await page.addInitScript(`new MutationObserver((_, observer) => {
      const button = document.querySelector('[data-drawn="SECRET-8"] button');
      if (!button) return;
      observer.disconnect();
      button.click();
    }).observe(document, { childList: true, subtree: true })`);
    await whileStopped(async () => {
      await page.goto(address(urls.files(auditId)));
      await heading(page, 'Case file SECRET-8');
    });
  });

  it('gives an open page of a file that was begun here its address once the server is back', async () => {
    const { auditId } = await fieldwork();
    const { page } = await prepared('amir', auditId, '3 of 3');
    await whileStopped(async () => {
      await page.goto(address(urls.files(auditId)));
      await page.getByLabel('Reference of the next Ash file').fill('943 476 5919');
      await page.getByRole('button', { name: 'Record this file' }).first().click();
      await poll(() => focused(page)).toBe('answer.recovery_plan');
      await page.keyboard.type('y');
      await poll(() => note(page)).toContain('1 answer waits to be sent.');
    });
    // The server does not take every reference; the answers wait until it is changed.
    await poll(() => status(page)).toContain('looks like an NHS number');
    await page.getByLabel('Reference', { exact: true }).fill('SECRET-4');
    await page.getByLabel('Reference', { exact: true }).press('Tab');
    await page.waitForURL(/\/files\/\d+$/);
    await heading(page, 'Case file SECRET-4');
    await poll(() => status(page)).toMatch(/^Saved at/);
    expect(await answersOf(auditId, Number(/\d+$/.exec(page.url())?.[0]))).toEqual({ recovery_plan: 'yes' });
  });

  it('is wiped at sign-out, with or without the server, and the server hears of it before anything else', async () => {
    const { auditId, files } = await fieldwork();
    const { context, page } = await prepared('amir', auditId, '3 of 3');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in$/);
    await poll(() => countOf(page, 'pages')).toBe(0);
    expect(await countOf(page, 'locks')).toBe(0);
    await poll(() => page.evaluate<number>('caches.keys().then((names) => names.length)')).toBe(0);

    await signInAs(page, server.address, 'amir');
    await prepare(page, auditId, '3 of 3');
    await whileStopped(async () => {
      await page.goto(address(urls.file(auditId, files[0])));
      await poll(() => focused(page)).toBe('answer.recovery_plan');
      await page.keyboard.type('y');
      await poll(() => note(page)).toContain('1 answer waits');
      await page.getByRole('button', { name: 'Sign out' }).click();
      // What waits is deleted too, so it asks first.
      await page.getByRole('button', { name: 'Sign out and delete 1 answer' }).click();
      await heading(page, 'You are signed out on this device');
      for (const store of ['pages', 'locks', 'records']) expect(await countOf(page, store), store).toBe(0);
      expect(await page.evaluate<number>('sessionStorage.length')).toBe(0);
      await page.goto(address(urls.file(auditId, files[0])));
      await heading(page, 'You are signed out on this device');
      expect(await page.content()).not.toContain('SECRET');
    });
    // The cookie is still there, and of no use.
    expect((await context.cookies()).length).toBeGreaterThan(0);
    await page.goto(address(urls.file(auditId, files[0])));
    await heading(page, 'Sign in');
    expect(await answersOf(auditId, files[0])).toEqual({});
  });

  it('shows nothing to somebody else on the device', async () => {
    const { auditId, files } = await fieldwork();
    const { context, page } = await prepared('amir', auditId, '3 of 3');
    await whileStopped(async () => {
      await page.goto(address(urls.file(auditId, files[0])));
      await poll(() => focused(page)).toBe('answer.recovery_plan');
      await page.keyboard.type('y');
      await poll(() => note(page)).toContain('1 answer waits');
      const theirs = await reopened(context);
      await theirs.goto(address(urls.file(auditId, files[0])));
      await unlock(theirs, 'beth');
      await theirs.getByText('This does not open the copy').waitFor();
      expect(await theirs.content()).not.toMatch(/SECRET|Amir/);
    });
    // Beth signs in: Amir's copy is gone. His answers wait, sealed, until he is back.
    const [theirs] = context.pages();
    if (!theirs) throw new Error('there is no page');
    await context.clearCookies();
    await signInAs(theirs, server.address, 'beth');
    await poll(() => countOf(theirs, 'pages')).toBe(0);
    expect(await countOf(theirs, 'locks')).toBe(0);
    expect(await countOf(theirs, 'records')).toBe(1);
    await whileStopped(async () => {
      const other = await context.newPage();
      await expect(other.goto(address(urls.file(auditId, files[0])))).rejects.toThrow(/ERR_/);
      await other.close();
    });
    await signOutAndIn(theirs, 'amir');
    await poll(() => answersOf(auditId, files[0])).toEqual({ recovery_plan: 'yes' });
  });

  async function signOutAndIn(page: Page, person: 'amir') {
    await page.goto(address(urls.home()));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in$/);
    await signInAs(page, server.address, person);
  }

  it('ends with the fieldwork: the key at the server at once, the copy as soon as the device hears of it', async () => {
    const { auditId, files } = await fieldwork();
    const { context, page } = await prepared('amir', auditId, '3 of 3');
    const keys = () => app.deps.database.query('device_copies').where({ audit_id: auditId });
    expect(await keys()).toHaveLength(1);
    await whileStopped(async () => {
      await page.goto(address(urls.file(auditId, files[0])));
      await poll(() => focused(page)).toBe('answer.recovery_plan');
      await page.keyboard.type('y');
      await poll(() => note(page)).toContain('1 answer waits');
    });
    await poll(() => answersOf(auditId, files[0])).toEqual({ recovery_plan: 'yes' });
    await app.deps.steps.changeState(app.ids.lena, auditId, 'close');
    expect(await keys()).toHaveLength(0);
    await page.goto(address(urls.home()));
    await page.getByText('The copy of an audit on this device is deleted').waitFor();
    for (const store of ['pages', 'locks']) expect(await countOf(page, store), store).toBe(0);
    await page.goto(address(urls.device(auditId)));
    await page.getByText('The audit is closed, so there is nothing to record.').waitFor();
    await whileStopped(async () => {
      const again = await reopened(context);
      const response = await again.goto(address(urls.file(auditId, files[0]))).catch(() => null);
      expect(response === null || !(await again.content()).includes('SECRET')).toBe(true);
    });
  });

  it('ends on the device alone when the session can no longer be alive, and keeps what waits', async () => {
    const { auditId, files } = await fieldwork();
    const { context, page } = await prepared('amir', auditId, '3 of 3');
    await whileStopped(async () => {
      await page.goto(address(urls.file(auditId, files[0])));
      await poll(() => focused(page)).toBe('answer.recovery_plan');
      await page.keyboard.type('y');
      await poll(() => note(page)).toContain('1 answer waits');
      const later = await reopened(context);
      await later.clock.install({ time: Date.now() + 30 * 60 * 60 * 1000 + 60_000 });
      await later.goto(address(urls.file(auditId, files[0])));
      await heading(later, 'No connection to the server');
      for (const store of ['pages', 'locks']) await poll(() => countOf(later, store)).toBe(0);
      expect(await countOf(later, 'records')).toBe(1);
    });
    const back = await reopened(context);
    await back.goto(address(urls.home()));
    await poll(() => answersOf(auditId, files[0])).toEqual({ recovery_plan: 'yes' });
  });

  it('keeps no first reading for whoever is to read a file again', async () => {
    const { auditId, files } = await fieldwork();
    await saveReading(app, 'amir', auditId, files[0], { comment: 'Amir thinks so' });
    await saveReading(app, 'beth', auditId, files[1], { comment: 'Beth thinks so' });
    await drawAll(app, auditId);
    const { page } = await prepared('lena', auditId, '3 of 3');
    await whileStopped(async () => {
      for (const file of files.slice(0, 2)) {
        await page.goto(address(urls.file(auditId, file)));
        await page.getByText('Second reading', { exact: true }).waitFor();
        expect(await page.content()).not.toMatch(/thinks so/);
      }
    });
  });

  it('drops a first reading from the copy once the file is drawn to be read again', async () => {
    const { auditId, files } = await fieldwork();
    await saveReading(app, 'amir', auditId, files[0], { comment: 'Amir thinks so' });
    const { page } = await prepared('beth', auditId, '3 of 3');
    await drawAll(app, auditId);
    // Any page of the server will do.
    await page.goto(address(urls.account()));
    await page.waitForLoadState('networkidle');
    await whileStopped(async () => {
      await page.goto(address(urls.file(auditId, files[0])));
      await page.getByText('Second reading', { exact: true }).waitFor();
      expect(await page.content()).not.toMatch(/thinks so/);
    });
  });

  it('says how old the copy is, takes it away by a button, and never shows it while the server answers', async () => {
    const { auditId, files } = await fieldwork();
    const { page, faults } = await prepared('amir', auditId, '3 of 3');
    expect(await page.locator('[data-age]').innerText()).toContain('less than a minute old');
    await saveReading(app, 'beth', auditId, files[0], { comment: 'Said at the office' });
    await page.goto(address(urls.file(auditId, files[0])));
    expect(await page.getByLabel('Comment about the whole file').inputValue()).toBe('Said at the office');
    expect(await page.locator('#copy-note').count()).toBe(0);
    await page.goto(address(urls.device(auditId)));
    await page.getByRole('button', { name: 'Remove the copy from this device' }).click();
    await poll(() => page.locator('[data-here]').isVisible()).toBe(false);
    expect(await countOf(page, 'pages')).toBe(0);
    expect(faults).toEqual([]);
    await whileStopped(async () => {
      await expect(page.goto(address(urls.files(auditId)))).rejects.toThrow(/ERR_/);
    });
  });
});
