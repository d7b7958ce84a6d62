import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emailOf, PASSWORD, startApp, withExample } from '../support/app.ts';
import type { PersonName, TestApp } from '../support/app.ts';
import { inBrowser, signIn } from '../support/browser.ts';
import type { WatchedPage } from '../support/browser.ts';
import { listen } from '../support/listen.ts';
import type { Listening } from '../support/listen.ts';
import { madePdf } from '../support/madePdf.ts';
import { readPdf, words } from '../support/readPdf.ts';

const BRIDGE = 'The Bridge';
const PLAN = 'Is there a recovery plan on file?';
const SMART = 'Are the plan’s goals SMART?';
const CAPITAL = 'Does the plan build recovery capital?';
const EXAMPLE = 'Example: Southampton 2012';
const COMMENT = 'No plan was found in the notes.';
const EDITED = 'In some files no plan was found.';
const OWN = 'Goals have no dates.';
/** What the provider promises; one is followed by a clear rise, the other is not. */
const ACTIONS = [
  { check: PLAN, what: 'Write a plan with everybody at their next visit', due: '31/03/2027' },
  { check: SMART, what: 'Train all key workers in writing SMART goals', due: '30/04/2027' },
] as const;

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

inBrowser('the whole loop on the example', ({ page: newPage }) => {
  /** What the clock of the program says; the loop takes most of a year. */
  let moment = '2027-01-11T09:00:00Z';
  let test: TestApp;
  let program: Listening;
  let firstReport = '';
  let reAudit = '';
  const watched: WatchedPage[] = [];
  const windows: Partial<Record<PersonName, Page>> = {};

  /** The window of a person, signed in and at home. */
  const home = async (person: PersonName): Promise<Page> => {
    let page = windows[person];
    if (page) {
      await page.goto(program.address);
      return page;
    }
    const one = await newPage({ viewport: { width: 1280, height: 900 } });
    watched.push(one);
    page = windows[person] = one.page;
    await signIn(page, program.address, emailOf(person), PASSWORD);
    return page;
  };
  const press = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, exact: true }).click();
  const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).first().click();
  const unfold = (page: Page, name: string | RegExp) =>
    page.locator('summary', { hasText: name }).first().click();
  const flash = (page: Page) => page.locator('.flash').innerText();
  const main = async (page: Page) => words(await page.locator('main').innerText());
  /** What stands in a part of the home page: new, due or late. */
  const news = async (page: Page, tone: 'new' | 'due' | 'late') =>
    words(await page.locator(`.news__part--${tone}`).innerText());
  /** What a page of a report shows beside a check. */
  const figureOf = async (page: Page, check: string) =>
    words(await page.locator('.report__figures tr', { hasText: check }).innerText());
  const followedBy = async (page: Page) =>
    (await page.locator('td[data-label="Followed by"]').allInnerTexts()).map(words);
  /** What "then and now" shows of a provider's check: before, now, and how it changed. */
  const changeOf = async (page: Page, provider: string, check: string) => {
    const part = page.getByRole('region', { name: provider });
    const row = part.locator('tr', { hasText: check }).last();
    return (await row.locator('td').allInnerTexts()).map(words);
  };
  /** Puts the re-audit beside the audit before it, for two checks. */
  const compareAudits = async (page: Page) => {
    await unfold(page, 'Choose what to compare');
    await page.getByLabel('Compare', { exact: true }).selectOption({ label: 'Whole audits' });
    for (const check of [PLAN, SMART]) await page.getByRole('checkbox', { name: check }).check();
    await press(page, 'Compare');
    await page.getByRole('heading', { name: /^Compare: whole audits/i }).waitFor();
  };
  /** What a comparison shows of a check, line by line. */
  const comparedOf = async (page: Page, check: string) => {
    const rows = await page.getByRole('region', { name: check }).locator('tbody tr').all();
    return Promise.all(rows.map(async (row) => (await row.locator('td').allInnerTexts()).map(words)));
  };
  const hrefOf = async (page: Page, link: string) =>
    (await page.getByText(link, { exact: true }).getAttribute('href')) ?? '';
  const bytesOf = async (page: Page, url: string) => {
    const response = await page.request.get(new URL(url, page.url()).href);
    expect(response.status()).toBe(200);
    return response.body();
  };

  beforeAll(async () => {
    test = await startApp('sqlite', { now: () => new Date(moment) });
    await withExample(test);
    program = await listen(test.deps);
  });
  afterAll(async () => {
    await program.close();
    await test.close();
  });

  it('begins with nothing for provider and commissioner, and with an audit to close for the lead', async () => {
    const paula = await home('paula');
    expect(await news(paula, 'new')).toContain('When a report is out');
    expect(await news(await home('carl'), 'new')).toContain('When an audit is closed');

    const amir = await home('amir');
    await follow(amir, EXAMPLE);
    await follow(amir, 'Case files');
    await follow(amir, 'BR-01');
    await amir.locator('.check-row__comment summary').first().click();
    await amir.getByLabel(`Comment on ${PLAN}`).fill(COMMENT);
    await press(amir, 'Save');
    expect(await flash(amir)).toContain('BR-01 is saved');

    const page = await home('lena');
    await follow(page, EXAMPLE);
    await unfold(page, 'Close the audit');
    await press(page, 'Yes, close the audit');
    expect(await flash(page)).toContain('The audit is closed');
  });

  it('lets the lead write findings from what the auditors wrote, edit and order them', async () => {
    const page = await home('lena');
    await follow(page, EXAMPLE);
    await press(page, 'Go to the feedback');
    await press(page, `Findings for ${BRIDGE}`);
    await press(page, /^Shortcoming/);
    await page
      .getByLabel('In the words that the provider will read')
      .fill('Ask John Smith where the plan is.');
    await press(page, 'Save the finding');
    expect(await main(page)).toContain('This may tell who somebody is');
    await page.getByLabel('In the words that the provider will read').fill(EDITED);
    await press(page, 'Save the finding');

    await unfold(page, 'Add a finding of your own');
    await page.getByRole('radio', { name: 'Shortcoming' }).check();
    await page.getByLabel('Under which check').selectOption('smart');
    await page.getByLabel('In the words that the provider will read').fill(OWN);
    await press(page, 'Add the finding');
    await page.getByRole('button', { name: /^Up/ }).click();
    expect(await page.locator('.finding__words').allInnerTexts()).toEqual([OWN, EDITED]);
    // The original is where it was.
    expect(words(await page.locator('.comments').last().innerText())).toContain(`${COMMENT} Taken over`);
  });

  it('shows the lead the report beforehand, and issues it to all providers with a ZIP', async () => {
    const page = await home('lena');
    await follow(page, EXAMPLE);
    await press(page, 'Go to the feedback');
    await press(page, `Preview and issue to ${BRIDGE}`);
    expect(await figureOf(page, PLAN)).toContain('14 of 21');
    await follow(page, 'Back to the feedback');
    await unfold(page, 'Issue the reports to 3 providers');
    await press(page, 'Yes, issue to 3 providers');
    await page.getByRole('link', { name: 'Download 3 reports (ZIP)' }).waitFor();
    const zip = unzipSync(
      new Uint8Array(await bytesOf(page, await hrefOf(page, 'Download 3 reports (ZIP)'))),
    );
    expect(Object.keys(zip)).toHaveLength(3);
    const packed = Object.entries(zip).find(([name]) => name.includes('bridge'))?.[1];
    expect(packed, 'the report of The Bridge is in the ZIP').toBeDefined();
    firstReport = sha256(packed ?? '');
    await follow(page, 'Back to the feedback');
  });

  it('lets the provider find the report, acknowledge it and raise a query', async () => {
    const page = await home('paula');
    await follow(page, EXAMPLE);
    await press(page, 'We have received this report');
    expect(await main(page)).toContain('Acknowledged by Paula Provider');
    const shown = await figureOf(page, PLAN);
    expect(shown).toContain('14 of 21');
    expect(shown).toContain('67%');
    const pdf = await bytesOf(page, await hrefOf(page, 'Open the PDF'));
    expect(sha256(pdf)).toBe(firstReport);
    expect(await main(page)).toContain(`SHA-256 of the PDF: ${firstReport}`);
    const text = words((await readPdf(pdf)).text);
    for (const part of ['14 of 21', EDITED, OWN]) expect(text).toContain(part);

    await unfold(page, 'Raise a query');
    await page.getByLabel('What is it about?').selectOption({ label: `Check: ${PLAN}` });
    await page
      .getByLabel('What does not fit, and why?')
      .fill('One plan is in the second volume of its file.');
    await press(page, 'Raise the query');
  });

  it('keeps the audit from becoming final while the query is open, even when its time is over', async () => {
    moment = '2027-02-01T09:00:00Z';
    const page = await home('lena');
    await follow(page, EXAMPLE);
    expect(await main(page)).toContain('1 query of the providers is not answered yet');
    expect(await page.getByText('Make the audit final').count()).toBe(0);
  });

  it('lets the lead correct an answer with a reason, answer the query and issue version 2', async () => {
    const page = await home('lena');
    await follow(page, EXAMPLE);
    await press(page, 'Go to the feedback');
    await page.getByRole('link', { name: /^Query 1 on version 1/ }).click();
    if ((await page.getByLabel('Case file, with its answer now').count()) === 0) {
      await page.getByLabel('Check', { exact: true }).selectOption({ label: PLAN });
      await press(page, 'Show its answers');
    }
    const file = await page.locator('#fileId option', { hasText: 'BR-01' }).getAttribute('value');
    await page.getByLabel('Case file, with its answer now').selectOption(file);
    await page.getByRole('radio', { name: 'Yes', exact: true }).check();
    await press(page, 'Correct the answer');
    expect(await page.locator('.govuk-error-summary').innerText()).toMatch(/why|reason/i);
    // Amir's comment says that there is no plan, which is not so any more.
    expect(await main(page)).toContain(COMMENT);
    await page.getByRole('radio', { name: 'Leave it out of the report' }).check();
    await page.getByLabel('Why', { exact: true }).fill('The plan is in the second volume.');
    await press(page, 'Correct the answer');
    expect(words(await page.getByRole('region', { name: 'Corrected answers' }).innerText())).toContain(
      'BR-01',
    );
    await page.getByLabel(`Answer to ${BRIDGE}`).fill('We looked again: the plan is there.');
    await press(page, 'Answer the query');
    await press(page, `Preview and issue to ${BRIDGE}`);
    expect(await figureOf(page, PLAN)).toContain('15 of 21');
    await press(page, `Issue version 2 to ${BRIDGE}`);
    expect(await flash(page)).toContain('Version 2 is issued');

    await follow(page, 'Overview');
    await follow(page, 'Activity');
    const activity = await main(page);
    expect(activity).not.toContain('second volume');
  });

  it('tells the provider what changed, and keeps the bytes of version 1', async () => {
    const page = await home('paula');
    await follow(page, EXAMPLE);
    const told = await main(page);
    expect(told).toContain(`“${PLAN}”, your files: 15 of 21, 71%; before 14 of 21, 67%.`);
    expect(told).toContain('We looked again: the plan is there.');
    const second = await bytesOf(page, await hrefOf(page, 'Open the PDF'));
    expect(sha256(second)).not.toBe(firstReport);
    expect(words((await readPdf(second)).text)).toContain('15 of 21');
    await page.getByRole('link', { name: /^Version 1, issued on/ }).click();
    expect(await figureOf(page, PLAN)).toContain('14 of 21');
    expect(sha256(await bytesOf(page, await hrefOf(page, 'Open the PDF')))).toBe(firstReport);
  });

  it('lets the lead mark what is to be answered, and the provider write its plan and send it', async () => {
    const lena = await home('lena');
    await follow(lena, EXAMPLE);
    await follow(lena, 'Feedback');
    await follow(lena, 'Improvement plans');
    await follow(lena, BRIDGE);
    for (const check of [PLAN, SMART, CAPITAL]) await lena.getByRole('checkbox', { name: check }).check();
    await press(lena, 'Save the ticks');

    const page = await home('paula');
    await follow(page, 'Write your improvement plan');
    expect(await main(page)).toContain('0 of 3 checks are answered');
    for (const action of ACTIONS) {
      await page.getByRole('link', { name: `Add an action for ${action.check}` }).click();
      await page.getByLabel('What will be done?').fill(action.what);
      await page.getByLabel('Who sees to it?').fill('Service manager');
      await page.getByLabel('By when?').fill(action.due);
      await page.getByLabel('How will one see that it is done?').fill('Ten files drawn at random have it.');
      await press(page, 'Save the action');
    }
    await unfold(page, `No action? Say why for ${CAPITAL}`);
    await page
      .locator('details[open]')
      .getByLabel('Why there is no action')
      .fill('Put right since the audit.');
    await press(page, `Save the reason for ${CAPITAL}`);
    expect(await main(page)).toContain('3 of 3 checks are answered');
    await press(page, 'Send the plan in');
  });

  it('lets the commissioner send the plan back, and accept it once it is changed', async () => {
    let carl = await home('carl');
    expect(await news(carl, 'new')).toContain('The Bridge has sent its plan in');
    await follow(carl, `${BRIDGE} has sent its plan in`);
    await press(carl, 'Send it back');
    expect(await carl.locator('.govuk-error-summary').innerText()).toContain('what');
    await carl.getByLabel('Comment to the provider').fill('Say how supervision checks the goals.');
    await press(carl, 'Send it back');

    const paula = await home('paula');
    expect(await news(paula, 'new')).toContain('Your improvement plan was sent back');
    await follow(paula, 'Your improvement plan was sent back');
    expect(await main(paula)).toContain('Say how supervision checks the goals.');
    await follow(paula, ACTIONS[1].what);
    await follow(paula, 'Change the action');
    await paula
      .getByLabel('How will one see that it is done?')
      .fill('Supervision reads two plans of each worker a month.');
    await press(paula, 'Save the action');
    await follow(paula, 'Back to the plan');
    await press(paula, 'Send the plan in');

    carl = await home('carl');
    await follow(carl, `${BRIDGE} has sent its plan in`);
    await press(carl, 'Accept the plan');
  });

  it('takes the provider’s progress and evidence, and shows it in the follow-up', async () => {
    moment = '2027-04-20T09:00:00Z';
    const paula = await home('paula');
    expect(await news(paula, 'late')).toContain(ACTIONS[0].what);
    expect(await news(paula, 'due')).toContain(ACTIONS[1].what);
    await follow(paula, ACTIONS[0].what);
    await paula.getByLabel('What is there to say? (optional)').fill('Every open file has a plan.');
    await press(paula, 'It is done');
    await paula.getByLabel('Note', { exact: true }).fill('The audit of our own.');
    await paula.getByLabel('It is evidence that the action is done').check();
    await paula.getByLabel('PDF as evidence (optional)').setInputFiles({
      name: 'own-audit.pdf',
      mimeType: 'application/pdf',
      buffer: madePdf(),
    });
    await press(paula, 'Add it');

    const carl = await home('carl');
    expect(await news(carl, 'new')).toContain('The Bridge says that it is done');
    await follow(carl, ACTIONS[0].what);
    expect(await main(carl)).toContain('own-audit.pdf');
    expect(
      await bytesOf(carl, (await carl.getByRole('link', { name: /own-audit/ }).getAttribute('href')) ?? ''),
    ).toEqual(madePdf());
    await press(carl, 'Confirm that it is done');
    await follow(carl, 'Follow-up');
    const shown = await main(carl);
    for (const part of ['Confirmed', ...ACTIONS.map(({ what }) => what)]) expect(shown).toContain(part);
    expect(shown).toContain('Actions confirmed 1 of 2');
    const pdf = await readPdf(await bytesOf(carl, await hrefOf(carl, 'as PDF')));
    for (const { what } of ACTIONS) expect(words(pdf.text)).toContain(what);
  });

  it('lets the lead make the audit final, and set up its re-audit with its days alone', async () => {
    const page = await home('lena');
    await follow(page, EXAMPLE);
    await unfold(page, 'Make the audit final');
    await press(page, 'Yes, make it final');
    expect(await flash(page)).toContain('final');
    await press(page, 'Set up a re-audit');
    await page.getByLabel('First day of fieldwork').fill('01/03/2027');
    await page.getByLabel('Last day of fieldwork').fill('05/03/2027');
    await press(page, 'Set up the re-audit');
    expect(await main(page)).toContain('0 of 52');
    await unfold(page, 'Open the audit');
    await press(page, 'Yes, open the audit');
    expect(await flash(page)).toContain('The audit is open');
    reAudit = page.url();
  });

  it('records files of the re-audit, eight of The Bridge', async () => {
    const page = await home('amir');
    await page.goto(reAudit);
    await press(page, 'Go to the case files');
    const list = page.url();
    for (let i = 1; i <= 8; i += 1) {
      await page.goto(list);
      await page.getByLabel('Reference of the next Bridge file').fill(`AGAIN-0${i}`);
      await page.getByLabel('Reference of the next Bridge file').press('Enter');
      await page.getByRole('heading', { name: `Case file AGAIN-0${i}` }).waitFor();
      const answer = (check: string, word: string) =>
        page
          .getByRole('radiogroup', { name: check, exact: true })
          .getByRole('radio', { name: word, exact: true })
          .check();
      await answer(PLAN, i <= 6 ? 'Yes' : 'No');
      await answer(SMART, i <= 6 ? 'Yes' : 'Not applicable');
      await page.getByRole('button', { name: 'Save and complete' }).click();
      await page.getByRole('heading', { name: /^Not complete yet: \d+ answers are missing$/ }).waitFor();
      await press(page, 'Save and complete');
      expect(await flash(page)).toContain('It is complete.');
    }
  });

  /** By hand, rounded outwards: 15 of 21 then and 6 of 8 now (−33.6 to 31.4); 1 of 21 and 6 of 6 (52.3 to 99.1). */
  const FOLLOWED = [
    'No change that these files can show +4 points (−34 to +32); chance 0.82; raised 0.82; raised less 0.82',
    'Clear rise better +95 points (+52 to +100); chance < 0.001; raised < 0.001; raised less < 0.001',
  ];

  it('tells the lead each action as followed by a clear rise or by no change that can be shown, with the figures of both audits', async () => {
    const lena = await home('lena');
    await lena.goto(reAudit);
    await unfold(lena, 'Close the audit');
    await press(lena, 'Yes, close the audit');
    await follow(lena, 'Results');
    await follow(lena, 'Then and now');
    expect(await followedBy(lena)).toEqual(FOLLOWED);
    expect(await changeOf(lena, BRIDGE, PLAN)).toEqual(['15 of 21, 71%', '6 of 8, 75%', FOLLOWED[0]]);
    expect(await changeOf(lena, BRIDGE, SMART)).toEqual(['1 of 21, 5%', '6 of 6, 100%', FOLLOWED[1]]);
    // Nothing was recorded of it again.
    expect(await changeOf(lena, BRIDGE, CAPITAL)).toEqual(['5 of 21, 24%', '–', 'Cannot be told']);
  });

  /** All files: 41 printed yes and the corrected one then; the eight of The Bridge now. Newcombe and Fisher by hand. */
  const COMPARED = {
    plan: [
      '6 of 8 75%',
      '40% to 93%',
      '−6 points (−41 to +17) to 42 of 52, 81%; chance 0.50; raised 0.50; raised less 0.50',
      'No difference that these files can show.',
    ],
    smart: [
      '6 of 6 100%',
      '60% to 100%',
      '+58 points (+16 to +71) to 22 of 52, 42%; chance 0.005; raised 0.009; raised less 0.009',
      'Clearly higher than in the audit before.',
    ],
  };

  it('compares the two audits for the lead: figures, differences, and what they mean', async () => {
    const lena = await home('lena');
    await lena.goto(reAudit);
    await follow(lena, 'Results');
    await follow(lena, 'Compare');
    await compareAudits(lena);
    const shown = await main(lena);
    expect(shown).toContain(
      '1 of 2 comparisons is clear. If nothing differed, even one of these 2 comparisons would come out as clear ',
    );
    const first = 'The first: nothing before it to compare with.';
    expect(await comparedOf(lena, PLAN)).toEqual([['42 of 52 81%', '68% to 90%', '', first], COMPARED.plan]);
    expect(await comparedOf(lena, SMART)).toEqual([
      ['22 of 52 42%', '29% to 56%', '', first],
      COMPARED.smart,
    ]);
  });

  it('tells the commissioner the same: five files or more stand behind each figure of what the service did', async () => {
    const carl = await home('carl');
    await carl.goto(reAudit);
    await follow(carl, 'Results');
    await follow(carl, 'Then and now');
    expect(await followedBy(carl)).toEqual(FOLLOWED);
    expect(await changeOf(carl, BRIDGE, PLAN)).toEqual(['15 of 21, 71%', '6 of 8, 75%', FOLLOWED[0]]);
    expect(await changeOf(carl, BRIDGE, SMART)).toEqual(['1 of 21, 5%', '6 of 6, 100%', FOLLOWED[1]]);
    expect(await changeOf(carl, BRIDGE, CAPITAL)).toEqual(['5 of 21, 24%', '–', 'Cannot be told']);
    await follow(carl, 'Compare');
    await compareAudits(carl);
    expect(await main(carl)).toContain('is small when it rests on fewer than 5 files');
    const first = 'The first: nothing before it to compare with.';
    expect(await comparedOf(carl, PLAN)).toEqual([['42 of 52 81%', '68% to 90%', '', first], COMPARED.plan]);
    expect(await comparedOf(carl, SMART)).toEqual([
      ['22 of 52 42%', '29% to 56%', '', first],
      COMPARED.smart,
    ]);
  });

  it('tells the provider the same of itself, once the report of the re-audit is out', async () => {
    const lena = await home('lena');
    await lena.goto(reAudit);
    await follow(lena, 'Feedback');
    await press(lena, `Preview and issue to ${BRIDGE}`);
    await lena.getByText(`Issue version 1 to ${BRIDGE}`, { exact: true }).click();
    await press(lena, 'Yes, issue version 1 without findings');
    const paula = await home('paula');
    await follow(paula, 'Write an improvement plan, if you like');
    await follow(paula, 'See what changed since the audit before');
    expect(await followedBy(paula)).toEqual(FOLLOWED);
    expect(await changeOf(paula, BRIDGE, PLAN)).toEqual(['15 of 21, 71%', '6 of 8, 75%', FOLLOWED[0]]);
    expect(await changeOf(paula, BRIDGE, SMART)).toEqual(['1 of 21, 5%', '6 of 6, 100%', FOLLOWED[1]]);
    expect(await main(paula)).not.toContain('New Road Centre');
  });

  it('had no error in any browser, and nothing that the security policy refused', () => {
    expect(watched.flatMap((one) => one.faults)).toEqual([]);
  });
});
