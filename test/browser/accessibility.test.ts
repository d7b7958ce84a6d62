import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { emailOf, PASSWORD } from '../support/app.ts';
import type { PersonName, TestApp } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { inBrowser, sidewaysOverflow, signIn } from '../support/browser.ts';
import { listenUnused, listenWithPeople } from '../support/listen.ts';
import type { Listening } from '../support/listen.ts';
import { madePdf } from '../support/madePdf.ts';
import { closedAudit, recordFile, sentPlan } from '../support/improvement.ts';
import { drawAll, saveReading } from '../support/readings.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDE = 1280;
const NARROW = 390;

/** People beside those of every test: those who have nothing to see yet. */
const NEWCOMERS = {
  nina: ['auditor'],
  colin: ['commissioner'],
} as const;
type Person = PersonName | keyof typeof NEWCOMERS;

interface Sample {
  app: TestApp & Listening;
  unused: Awaited<ReturnType<typeof listenUnused>>;
  draft: number;
  draftGroup: number;
  empty: number;
  open: number;
  openGroup: number;
  /** In the open audit: nothing answered; everything; a contradiction; with an excluded check. */
  files: { fresh: number; filled: number; contradicting: number; excluded: number };
  /** With a caseload list; with a sample that recording has fixed, and a file of it to do. */
  listed: number;
  fixed: number;
  sampledFile: number;
  /** Joint work: of two files one is read twice, with differences, the other is to be read again by Beth. */
  twice: { auditId: number; done: number; toDo: number };
  closed: number;
  closedFile: number;
  /** Closed, with the report to The Bridge issued and queried. */
  released: number;
  query: number;
  /** Of the closed audit. */
  finding: number;
  bridge: number;
  /** The open example, and a file of it with a plan. */
  example: { auditId: number; file: number };
  plans: Awaited<ReturnType<typeof makePlans>>;
}

interface PageState {
  name: string;
  as: Person | null;
  /** Leads the page into the state. */
  go: (page: Page, sample: Sample) => Promise<unknown>;
  /** What is on the page in this state and not in another, so that the right page is judged. */
  shows: string;
}

/** A page that is simply opened. */
const opened = (
  as: Person | null,
  name: string,
  url: (sample: Sample) => string,
  shows: string,
  then?: (page: Page, sample: Sample) => Promise<unknown>,
): PageState => ({
  name,
  as,
  shows,
  async go(page, sample) {
    await page.goto(sample.app.address + url(sample));
    await then?.(page, sample);
  },
});

const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).click();

/** Opens every box of the page that opens. */
const openAll = (page: Page) =>
  page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');

const PROBLEM = 'There is a problem';

/** Checks a published table with one problem. */
async function checkTable(page: Page): Promise<void> {
  const table = 'group\tn\tRec plan\tOurs\nA\t8\t6\t2\nB\t5\t2\t1\nTotal\t13\t9\t3';
  await page.getByLabel('Table', { exact: true }).fill(table);
  await press('Check the table')(page);
}

/** Sends a sheet of one case file of the audit's first group. */
async function sendSheet(page: Page, auditId: number, reference: string, answer: string): Promise<void> {
  await page.getByLabel('Sheet of case files').setInputFiles({
    name: `audit-${auditId}.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from(`reference,group,smart\n${reference},Ash,${answer}\n`),
  });
  await press('Look at the sheet')(page);
}

const STATES: PageState[] = [
  {
    name: 'set-up',
    as: null,
    go: (page, { unused }) => page.goto(unused.address + urls.setup(unused.setupToken)),
    shows: 'Finish the set-up',
  },
  {
    name: 'set-up with errors',
    as: null,
    async go(page, { unused }) {
      await page.goto(unused.address + urls.setup(unused.setupToken));
      await press('Finish the set-up')(page);
    },
    shows: PROBLEM,
  },
  opened(null, 'sign-in', () => urls.signIn(), 'Forgotten your password?'),
  opened(null, 'sign-in with errors', () => urls.signIn(), PROBLEM, press('Sign in')),
  opened(null, 'a page that needs signing in', () => urls.people(), 'Forgotten your password?'),
  {
    name: 'choose a password, with errors',
    as: null,
    async go(page, { app }) {
      const token = await app.deps.accounts.newPasswordLink(app.ids.adam, app.ids.stan);
      await page.goto(app.address + urls.invitation(token));
      await page.getByLabel('Password', { exact: true }).fill('short');
      await press('Save the password and sign in')(page);
    },
    shows: PROBLEM,
  },
  {
    name: 'choose a password',
    as: null,
    async go(page, { app }) {
      const token = await app.deps.accounts.newPasswordLink(app.ids.adam, app.ids.stan);
      await page.goto(app.address + urls.invitation(token));
    },
    shows: 'Choose your password',
  },
  {
    name: 'entries that are still here after signing in again',
    as: null,
    async go(page, { app }) {
      await signIn(page, app.address, emailOf('lena'), PASSWORD);
      await page.goto(app.address + urls.newAudit());
      await page.getByLabel('Title').fill('Kept');
      await page.context().clearCookies();
      await press('Make the audit')(page);
      await page.getByLabel('Email address').fill(emailOf('lena'));
      await page.getByLabel('Password').fill(PASSWORD);
      await press('Sign in')(page);
    },
    shows: 'not been saved yet',
  },
  {
    name: 'signed out while something was sent',
    as: null,
    async go(page, { app }) {
      await signIn(page, app.address, emailOf('lena'), PASSWORD);
      await page.goto(app.address + urls.newAudit());
      await page.context().clearCookies();
      await press('Make the audit')(page);
    },
    shows: 'You were signed out',
  },
  opened(null, 'check a plan', () => urls.checkPlan(), 'Nothing is stored.'),
  opened(null, 'check a plan, with errors', () => urls.checkPlan(), PROBLEM, press('Check the goals')),
  opened(
    null,
    'check a plan, checked',
    () => urls.checkPlan(),
    'What was found',
    async (page) => {
      await page.getByLabel('Goals').fill('Attend two AA meetings a week\nEngage with services ASAP');
      await press('Check the goals')(page);
    },
  ),
  opened('carl', 'published table', () => urls.publishedTables(), 'Nothing is stored.'),
  opened(
    'lena',
    'published table, nothing sent',
    () => urls.publishedTables(),
    PROBLEM,
    press('Check the table'),
  ),
  opened('lena', 'published table, checked', () => urls.publishedTables(), '1 problem found', checkTable),
  opened(
    'lena',
    'published table, to be taken over',
    () => urls.publishedTables(),
    'What is n, the number of files of a group?',
    async (page) => {
      await checkTable(page);
      await press('Take over as a baseline')(page);
    },
  ),
  opened(
    'lena',
    'published table, taken over',
    () => urls.publishedTables(),
    'Taken over from a published table',
    async (page) => {
      await checkTable(page);
      await press('Take over as a baseline')(page);
      await press('Take the table over')(page);
      await page.getByText(PROBLEM).waitFor();
      for (const [label, text] of [
        ['Title', 'As published'],
        ['Partnership', 'The partnership'],
        ['Where it was published', 'A report'],
        ['First day of fieldwork', '01/01/2012'],
        ['Last day of fieldwork', '31/12/2012'],
      ] as const) {
        await page.getByLabel(label, { exact: true }).fill(text);
      }
      await page.getByLabel('All files of the group').check();
      await press('Take the table over')(page);
      await page.getByText('Taken over from a published table').waitFor();
      await openAll(page);
    },
  ),
  opened('adam', 'API tokens', () => urls.tokens(), 'Issue a token'),
  opened('adam', 'API tokens, with errors', () => urls.tokens(), PROBLEM, press('Issue the token')),
  opened('adam', 'account', () => urls.account(), 'Change your password'),
  opened('adam', 'account with errors', () => urls.account(), PROBLEM, press('Change the password')),

  opened('stan', 'home of a lead, empty', () => urls.home(), 'Set up your first audit'),
  opened('nina', 'home of an auditor, empty', () => urls.home(), 'Ask your panel lead to add you'),
  opened('colin', 'home of a commissioner, empty', () => urls.home(), 'no audit for you to see yet'),
  opened('adam', 'home of an administrator', () => urls.home(), 'Add the people of the panel'),
  opened('dora', 'home of a provider, empty', () => urls.home(), 'There is no feedback yet'),
  opened('lena', 'home of a lead', () => urls.home(), 'Load an example audit'),
  opened('amir', 'home of an auditor', () => urls.home(), 'Your part'),
  opened('carl', 'home of a commissioner', () => urls.home(), 'Commissioner'),
  opened('paula', 'home of a provider', () => urls.home(), '(PDF)'),

  opened('adam', 'people', () => urls.people(), 'Add a person'),
  opened('adam', 'new person', () => urls.newPerson(), 'Make the account'),
  opened('adam', 'new person with errors', () => urls.newPerson(), PROBLEM, press('Make the account')),
  opened('adam', 'person', ({ app }) => urls.person(app.ids.amir), 'Make a new link', openAll),
  opened(
    'adam',
    'link page',
    ({ app }) => urls.person(app.ids.beth),
    'It is shown only now',
    press('Make a new link'),
  ),
  opened(
    'adam',
    'disabled person',
    ({ app }) => urls.person(app.ids.dora),
    'Let the person sign in again',
    (page) =>
      page
        .getByText('Disable this account')
        .click()
        .then(() => press('Yes, disable the account')(page))
        .then(() => page.getByRole('link', { name: 'Dora Provider' }).click()),
  ),
  opened('adam', 'activity of all', () => urls.allActivity(), 'newest first'),

  opened('lena', 'providers', () => urls.providers(), 'Add a provider'),
  opened('lena', 'providers with errors', () => urls.providers(), PROBLEM, press('Add the provider')),
  opened('lena', 'rename a provider', ({ bridge }) => urls.provider(bridge), 'Save the name'),
  opened(
    'lena',
    'rename a provider, with errors',
    ({ bridge }) => urls.provider(bridge),
    PROBLEM,
    async (page) => {
      await page.getByLabel('Name of the provider').fill('');
      await press('Save the name')(page);
    },
  ),

  opened('lena', 'new audit', () => urls.newAudit(), 'Make the audit'),
  opened('lena', 'new audit with errors', () => urls.newAudit(), PROBLEM, press('Make the audit')),
  opened('lena', 'details', ({ draft }) => urls.auditDetails(draft), 'Mask counts below'),
  opened(
    'lena',
    'details with errors',
    ({ draft }) => urls.auditDetails(draft),
    PROBLEM,
    async (page) => {
      for (const label of ['Title', 'Partnership', 'First day of fieldwork', 'Mask counts below'])
        await page.getByLabel(label).fill('');
      await press('Save the details')(page);
    },
  ),
  opened('lena', 'overview, nothing set up', ({ empty }) => urls.audit(empty), 'Add the sample groups'),
  opened(
    'lena',
    'overview, draft',
    ({ draft }) => urls.audit(draft),
    'Choose the panel and the case files, then open',
  ),
  opened(
    'amir',
    'overview, draft, as an auditor',
    ({ draft }) => urls.audit(draft),
    'Wait until the audit is open',
  ),
  opened('lena', 'overview, open', ({ open: id }) => urls.audit(id), 'Record the case files', openAll),
  opened('lena', 'overview, closed', ({ closed }) => urls.audit(closed), 'then issue the reports', openAll),
  opened('lena', 'overview, released', ({ released }) => urls.audit(released), 'Withdraw them first'),
  opened(
    'carl',
    'overview, open, as a commissioner',
    ({ open: id }) => urls.audit(id),
    'Wait until the audit is closed',
  ),
  opened('lena', 'new group', ({ draft }) => urls.newGroup(draft), 'Save the sample group'),
  opened(
    'lena',
    'new group with errors',
    ({ draft }) => urls.newGroup(draft),
    PROBLEM,
    press('Save the sample group'),
  ),
  opened(
    'lena',
    'group',
    ({ draft, draftGroup }) => urls.group(draft, draftGroup),
    'Remove this group',
    openAll,
  ),
  opened('lena', 'panel', ({ open: id }) => urls.panel(id), 'Add somebody', openAll),
  opened('lena', 'panel with errors', ({ open: id }) => urls.panel(id), PROBLEM, press('Save')),
  opened('lena', 'activity of an audit', ({ released }) => urls.auditActivity(released), 'newest first'),

  opened('lena', 'case files, none', ({ empty }) => urls.files(empty), 'no sample groups yet'),
  opened('lena', 'case files, draft', ({ draft }) => urls.files(draft), 'The audit is a draft'),
  opened('amir', 'case files, open', ({ open: id }) => urls.files(id), 'Record this file'),
  opened('lena', 'case files, closed', ({ closed }) => urls.files(closed), 'can be read but not changed'),
  opened(
    'amir',
    'case files with an error',
    ({ open: id }) => urls.files(id),
    PROBLEM,
    async (page, { openGroup }) => {
      await page.locator(`#reference-${openGroup}`).fill('943 476 5919');
      await page.locator(`#reference-${openGroup}`).press('Enter');
    },
  ),
  opened(
    'amir',
    'record page, fresh',
    ({ open: id, files }) => urls.file(id, files.fresh),
    '0 of 17 checks recorded',
  ),
  opened(
    'amir',
    'record page, filled',
    ({ open: id, files }) => urls.file(id, files.filled),
    'Save as not complete',
  ),
  opened(
    'amir',
    'record page with a contradiction',
    ({ open: id, files }) => urls.file(id, files.contradicting),
    'Check both.',
  ),
  opened(
    'amir',
    'record page with an excluded check',
    ({ open: id, files }) => urls.file(id, files.excluded),
    'answered already',
  ),
  opened(
    'amir',
    'record page, everything opened',
    ({ open: id, files }) => urls.file(id, files.contradicting),
    'Such',
    openAll,
  ),
  opened(
    'amir',
    'record page with errors',
    ({ open: id, files }) => urls.file(id, files.fresh),
    PROBLEM,
    async (page) => {
      await page.getByLabel('Months in treatment').fill('a while');
      await page.getByLabel('Reference').fill('28/02/1980');
      await page.locator('#comment').fill('x'.repeat(4001));
      await page.locator('.check-row__comment summary').first().click();
      await page.locator('.check-row__comment textarea').first().fill('x'.repeat(4001));
      await press('Save')(page);
    },
  ),
  opened(
    'amir',
    'record page, closed',
    ({ closed, closedFile }) => urls.file(closed, closedFile),
    'The audit is closed',
  ),
  opened(
    'amir',
    'two versions',
    ({ open: id, files }) => urls.file(id, files.filled),
    'Two versions of case file',
    conflict,
  ),
  opened(
    'amir',
    'two versions with nothing chosen',
    ({ open: id, files }) => urls.file(id, files.filled),
    PROBLEM,
    async (page, sample) => {
      await conflict(page, sample);
      await press('Save this choice')(page);
    },
  ),
  opened('lena', 'remove a case file', ({ open: id, files }) => urls.fileRemove(id, files.filled), 'Keep it'),

  opened('lena', 'sample, no groups', ({ empty }) => urls.sample(empty), 'no sample groups yet'),
  opened('lena', 'sample, no list', ({ draft }) => urls.sample(draft), 'Upload the list'),
  opened(
    'lena',
    'sample, no file chosen',
    ({ draft }) => urls.sample(draft),
    PROBLEM,
    press('Upload the list'),
  ),
  opened(
    'lena',
    'sample, a list with problems',
    ({ draft }) => urls.sample(draft),
    'What is wrong with the list',
    async (page) => {
      const buffer = Buffer.from('reference,group\n943 476 5919,Ash\nA-1,Elm\n');
      await page
        .getByLabel('Caseload list')
        .setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer });
      await press('Upload the list')(page);
    },
  ),
  opened('lena', 'sample, listed', ({ listed }) => urls.sample(listed), 'Draw the sample', openAll),
  opened(
    'lena',
    'sample, a draw with errors',
    ({ listed }) => urls.sample(listed),
    PROBLEM,
    async (page) => {
      await page.getByLabel('How many of Ash').fill('99');
      await page.getByLabel('Seed').fill('Ann Smith');
      await press('Draw the sample')(page);
    },
  ),
  opened(
    'lena',
    'sample, its size worked out',
    ({ listed }) => `${urls.sample(listed)}?population=400&expected=70&precision=5&confidence=95`,
    'Read 179 files',
  ),
  opened(
    'lena',
    'sample, drawn and fixed',
    ({ fixed }) => urls.sample(fixed),
    'so the sample is fixed',
    openAll,
  ),
  opened('amir', 'a device, too late', ({ fixed }) => urls.device(fixed), 'The last day of fieldwork was'),
  opened(
    'amir',
    'a prepared device',
    ({ open: id }) => urls.device(id),
    'This device is ready.',
    async (page) => {
      await page.getByLabel('Your password').fill(PASSWORD);
      await press('Prepare this device')(page);
      await page.getByText('This device is ready.').waitFor();
    },
  ),
  opened(null, 'no connection', () => '/offline.html', 'There is nothing on this device'),
  opened('amir', 'case files, drawn', ({ fixed }) => urls.files(fixed), 'Cannot be found', openAll),
  opened(
    'amir',
    'a drawn file cannot be found, with errors',
    ({ fixed, sampledFile }) => urls.sampledFileNotFound(fixed, sampledFile),
    PROBLEM,
    press('Replace the file'),
  ),

  opened(
    'amir',
    'recovery plan, empty',
    ({ open: id, files }) => urls.filePlan(id, files.fresh),
    'Needs found at assessment',
  ),
  opened(
    'lena',
    'recovery plan, with goals read letter by letter',
    ({ example }) => urls.filePlan(example.auditId, example.file),
    'The review form was due',
    openAll,
  ),
  opened(
    'amir',
    'recovery plan, with errors',
    ({ open: id, files }) => urls.filePlan(id, files.fresh),
    PROBLEM,
    async (page) => {
      await page.getByLabel('Goal 1').fill('Ring 07700 900123');
      await page.getByLabel('Date of the plan').fill('soon');
      await press('Save and stay')(page);
    },
  ),
  {
    name: 'recovery plan, two versions',
    as: 'lena',
    async go(page, { app, example: { auditId, file } }) {
      await page.goto(app.address + urls.filePlan(auditId, file));
      const review = await app.deps.recording.get(auditId, file, app.ids.lena);
      const audit = await app.deps.audits.get(auditId);
      const { stored } = await app.deps.plans.ofReading(audit, await app.deps.audits.groups(auditId), review);
      if (!stored) throw new Error('the file has no plan');
      await app.deps.plans.save(app.ids.lena, auditId, file, {
        readingId: review.id,
        version: stored.version,
        entry: { ...stored.entry, orientation: 'neither' },
      });
      await page.getByLabel('Orientation').selectOption('Reduction');
      await press('Save and stay')(page);
    },
    shows: 'Two versions of the plan',
  },
  opened(
    'lena',
    'case file, with answers that follow from its plan',
    ({ example }) => urls.file(example.auditId, example.file),
    'By the plan as entered',
  ),
  opened(
    'lena',
    'results with recovery plans',
    ({ example }) => urls.results(example.auditId),
    'Goals, letter by letter',
  ),
  opened(
    'lena',
    'goals as examples',
    ({ example, bridge }) => urls.feedbackGoals(example.auditId, bridge),
    'Show this goal as an example',
  ),
  opened(
    'lena',
    'goals as examples, with errors',
    ({ example, bridge }) => urls.feedbackGoals(example.auditId, bridge),
    PROBLEM,
    async (page) => {
      await page.getByLabel('Show this goal as an example').first().check();
      await press('Save these examples')(page);
    },
  ),
  opened('lena', 'import of plans', ({ open: id }) => urls.importPlans(id), 'File of recovery plans'),
  opened(
    'lena',
    'import of plans, with errors',
    ({ open: id }) => urls.importPlans(id),
    PROBLEM,
    press('Import the plans'),
  ),
  opened('lena', 'import', ({ open: id }) => urls.importFiles(id), 'Columns of the sheet'),
  opened('lena', 'import into a closed audit', ({ closed }) => urls.importFiles(closed), 'audit is closed'),
  opened(
    'lena',
    'import without a file',
    ({ open: id }) => urls.importFiles(id),
    PROBLEM,
    press('Look at the sheet'),
  ),
  opened(
    'lena',
    'a sheet that is sound',
    ({ open: id }) => urls.importFiles(id),
    'Import 1 case file',
    (page, { open: id }) => sendSheet(page, id, 'IMP-1', 'yes'),
  ),
  opened(
    'lena',
    'a sheet with problems',
    ({ open: id }) => urls.importFiles(id),
    'must be yes, no, na or nr',
    (page, { open: id }) => sendSheet(page, id, 'IMP-2', 'perhaps'),
  ),
  opened('lena', 'progress', ({ open: id }) => urls.progress(id), 'Each file counts for'),
  opened('lena', 'progress of nothing', ({ empty }) => urls.progress(empty), 'No file is half read'),
  opened('lena', 'second readings, draft', ({ draft }) => urls.readings(draft), 'The audit is a draft'),
  opened('lena', 'second readings', ({ twice }) => urls.readings(twice.auditId), 'Too few files'),
  opened(
    'lena',
    'second readings with errors',
    ({ twice }) => urls.readings(twice.auditId),
    PROBLEM,
    press('Draw at random'),
  ),
  opened(
    'lena',
    'two readings of a file',
    ({ twice }) => urls.reading(twice.auditId, twice.done),
    'Save what is settled',
    openAll,
  ),
  opened(
    'lena',
    'two readings of a file with errors',
    ({ twice }) => urls.reading(twice.auditId, twice.done),
    PROBLEM,
    async (page) => {
      await page.getByLabel('Yes', { exact: true }).check();
      await press('Save what is settled')(page);
    },
  ),
  opened(
    'lena',
    'two readings that are not both complete',
    ({ twice }) => urls.reading(twice.auditId, twice.toDo),
    'can be compared once both are complete',
  ),
  opened(
    'beth',
    'a second reading of joint work',
    ({ twice }) => urls.file(twice.auditId, twice.toDo),
    'Whose notes were read',
    openAll,
  ),
  opened(
    'amir',
    'a file whose readings are both complete',
    ({ twice }) => urls.file(twice.auditId, twice.done),
    'Both readings of this file are complete',
  ),
  opened(
    'beth',
    'files to be read again',
    ({ twice }) => urls.files(twice.auditId),
    'can be read a second time by you',
  ),
  opened('amir', 'results of applicable', ({ open: id }) => urls.results(id), 'may still change'),
  opened('lena', 'results of all files', ({ closed }) => urls.results(closed, 'files'), 'Contradictions'),
  opened(
    'carl',
    'results, suppressed',
    ({ closed }) => urls.results(closed),
    'suppressed so that nobody can be recognised',
  ),
  opened(
    'lena',
    'results, no files',
    ({ draft }) => urls.results(draft),
    'No case file has been recorded yet',
  ),
  opened('lena', 'bands', ({ open: id }) => urls.bands(id), 'Results can be divided by a number'),
  opened(
    'lena',
    'a comparison of groups, its form open',
    ({ open: id }) => urls.compare(id),
    'Choose what to compare',
    openAll,
  ),
  opened(
    'carl',
    'a comparison of groups, suppressed',
    ({ closed }) => urls.compare(closed),
    'suppressed so that nobody can be recognised',
  ),
  opened(
    'carl',
    'a comparison by two fields, lines left out',
    ({ closed }) => urls.compare(closed, '?by=gender&and=group'),
    'left out because',
  ),
  opened(
    'lena',
    'a comparison of audits',
    ({ closed, released }) => urls.compare(closed, `?by=audit&with=${released}`),
    'Difference to the audit before',
  ),
  opened(
    'lena',
    'a comparison of audits with nothing to compare',
    ({ empty }) => urls.compare(empty, '?by=audit'),
    'There is no other audit beside this one yet',
  ),
  opened(
    'lena',
    'feedback before the audit is closed',
    ({ open: id }) => urls.feedback(id),
    'Until then you can write findings',
  ),
  opened(
    'lena',
    'feedback before it is issued',
    ({ closed }) => urls.feedback(closed),
    'Preview and issue to The Bridge',
    openAll,
  ),
  opened(
    'lena',
    'findings, of which one may tell who somebody is',
    ({ closed, bridge }) => urls.findings(closed, bridge),
    'What the auditors wrote',
    openAll,
  ),
  opened(
    'lena',
    'a finding that is warned of',
    ({ closed, bridge }) => urls.findings(closed, bridge),
    'looks like a name',
    async (page) => {
      await openAll(page);
      await page.getByLabel('Shortcoming', { exact: true }).check();
      await page.getByLabel('In the words that the provider will read').fill('Mr Brown has no plan.');
      await press('Add the finding')(page);
    },
  ),
  opened(
    'lena',
    'a finding',
    ({ closed, bridge, finding }) => urls.finding(closed, bridge, finding),
    'Remove the finding',
    openAll,
  ),
  opened(
    'lena',
    'the draft of a report',
    ({ closed, bridge }) => urls.feedbackDraft(closed, bridge),
    'In five lines',
  ),
  opened(
    'lena',
    'all reports packed',
    ({ released }) => urls.feedback(released),
    'Download 1 report (ZIP)',
    press('Pack all issued reports (ZIP)'),
  ),
  opened(
    'paula',
    'a report, as its provider',
    ({ released, bridge }) => urls.report(released, bridge),
    'We have received this report',
    openAll,
  ),
  opened(
    'paula',
    'a query that says nothing',
    ({ released, bridge }) => urls.report(released, bridge),
    PROBLEM,
    async (page) => {
      await openAll(page);
      await press('Raise the query')(page);
    },
  ),
  opened(
    'lena',
    'a version of a report',
    ({ released, bridge }) => urls.reportVersion(released, bridge, 1),
    'SHA-256 of the PDF',
  ),
  opened(
    'lena',
    'a query',
    ({ released, bridge, query }) => urls.query(released, bridge, query),
    'Correct an answer, if one is wrong',
  ),
  opened(
    'lena',
    'feedback issued',
    ({ released }) => urls.feedback(released),
    'Withdraw from The Bridge',
    openAll,
  ),
  opened('lena', 'feedback, no providers', ({ empty }) => urls.feedback(empty), 'nobody to give feedback to'),

  opened(
    'paula',
    'plan to write',
    ({ plans }) => urls.plan(plans.begun, plans.bridge),
    'No action? Say why',
    openAll,
  ),
  opened('paula', 'plan to send in', ({ plans }) => urls.plan(plans.ready, plans.bridge), 'Send the plan in'),
  opened(
    'paula',
    'a new action',
    ({ plans }) => urls.newPlanAction(plans.begun, plans.bridge, 'smart'),
    'Who sees to it?',
  ),
  opened(
    'paula',
    'a new action with errors',
    ({ plans }) => urls.newPlanAction(plans.begun, plans.bridge),
    PROBLEM,
    press('Save the action'),
  ),
  opened(
    'paula',
    'an action to change',
    ({ plans }) => urls.planActionEdit(plans.ready, plans.bridge, plans.readyAction),
    'Remove the action',
    openAll,
  ),
  opened(
    'paula',
    'an action with evidence',
    ({ plans }) => urls.planAction(plans.sent, plans.bridge, plans.sentAction),
    'Training log.pdf',
  ),
  opened(
    'paula',
    'an action, a note with errors',
    ({ plans }) => urls.planAction(plans.sent, plans.bridge, plans.sentAction),
    PROBLEM,
    async (page) => {
      await page.getByLabel('PDF as evidence').setInputFiles({
        name: 'tool.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from('MZ no PDF'),
      });
      await press('Add it')(page);
    },
  ),
  opened(
    'carl',
    'an action to confirm, with errors',
    ({ plans }) => urls.planAction(plans.sent, plans.bridge, plans.sentAction),
    PROBLEM,
    press('It is not done yet'),
  ),
  opened(
    'carl',
    'a plan to decide on, with errors',
    ({ plans }) => urls.plan(plans.sent, plans.bridge),
    PROBLEM,
    press('Send it back'),
  ),
  opened('lena', 'checks to mark', ({ plans }) => urls.plan(plans.begun, plans.bridge), 'Save the ticks'),
  opened(
    'lena',
    'improvement plans',
    ({ plans }) => urls.improvement(plans.sent),
    'providers have their report',
  ),
  opened('carl', 'follow-up', () => urls.followUp(), 'Take it as Excel'),
  opened('colin', 'follow-up of nothing', () => urls.followUp(), 'There is nothing to follow up yet'),
  opened('paula', 'account with mail', () => urls.account(), 'Mail about improvement plans'),
  opened('adam', 'outgoing mail, none', () => urls.mail(), 'No mail server is set up'),
  opened('lena', 'set up a re-audit', ({ plans }) => urls.repeatAudit(plans.begun), 'Set up the re-audit'),
  opened(
    'lena',
    'set up a re-audit with errors',
    ({ plans }) => urls.repeatAudit(plans.begun),
    PROBLEM,
    async (page) => {
      await page.getByLabel('Title').fill('');
      await press('Set up the re-audit')(page);
    },
  ),
  opened('lena', 'then and now', ({ plans }) => urls.thenAndNow(plans.repeated), 'What was promised'),
  opened(
    'paula',
    'then and now, of a provider',
    ({ plans }) => urls.providerThenAndNow(plans.repeated, plans.bridge),
    'What was promised',
  ),

  opened('amir', 'guide to the tool', () => urls.tool('rodt', 1), 'Audit tool, version 1'),
  opened('amir', 'page not found', () => '/nowhere', 'Page not found'),
  opened('amir', 'not allowed', () => urls.people(), 'You cannot do this'),
  opened(
    'lena',
    'not possible now',
    ({ released }) => urls.audit(released),
    'This is not possible now',
    async (page, sample) => {
      // The other window releases the feedback after this one was asked whether to reopen.
      const { ids, deps } = sample.app;
      await page.goto(sample.app.address + urls.audit(sample.closed));
      await page.getByText('Reopen the audit', { exact: true }).last().click();
      await deps.reports.issue(ids.lena, sample.closed, sample.bridge);
      await press('Yes, reopen the audit')(page);
      await deps.reports.withdraw(ids.lena, sample.closed, sample.bridge);
    },
  ),
];

/** The page for two people who changed one file: Beth saves after this page was opened, then this page is sent. */
async function conflict(page: Page, { app, open: auditId, files }: Sample): Promise<void> {
  const review = await app.deps.recording.get(auditId, files.filled);
  // Each time something else than before, since a first conflict is not the last here.
  const other = (id: string, first: string, second: string) =>
    review.answers.get(id) === first ? second : first;
  await app.deps.recording.save(app.ids.beth, auditId, files.filled, {
    version: review.version,
    reference: review.reference,
    groupId: review.groupId,
    answers: new Map([
      ...review.answers,
      ['smart', other('smart', 'na', 'no')],
      ['balance', other('balance', 'yes', 'no')],
    ]),
    comments: new Map([['smart', `Beth thinks so at version ${review.version}.`]]),
    comment: review.comment,
    complete: undefined,
  });
  // Neither what it was nor what Beth has made of it.
  const ours = review.answers.get('smart') === 'yes' ? 'no' : 'yes';
  // As a page without scripts sends it: with them the first answer alone would be refused.
  await Promise.all([
    page.waitForURL(page.url(), { waitUntil: 'load' }),
    page.evaluate(`{
      const form = document.querySelector('form[data-record]');
      form.querySelector('input[name="answer.smart"][value="${ours}"]').checked = true;
      form.elements['comment.smart'].value = 'Amir does not.';
      form.submit();
    }`),
  ]);
  await page.getByRole('heading', { name: /^Two versions/ }).waitFor();
}

async function makeSample(): Promise<Sample> {
  const app = await listenWithPeople();
  const { deps, ids } = app;
  const unused = await listenUnused();
  for (const [person, roles] of Object.entries(NEWCOMERS)) {
    await deps.accounts.createWithPassword(
      {
        name: `${person} Newcomer`,
        email: emailOf(person as PersonName),
        roles: [...roles],
        providerId: null,
      },
      PASSWORD,
    );
  }
  const { auditId: draft, groupIds: draftGroups } = await newAudit(app, { title: 'A draft', state: 'draft' });
  const { auditId: empty } = await newAudit(app, { title: 'Nothing yet', state: 'draft', groups: [] });
  const { auditId: open, groupIds } = await newAudit(app, { title: 'An open audit' });
  const [ash = 0, birch = 0] = groupIds;
  // A device can be prepared until then.
  await deps.audits.update(ids.lena, open, {
    ...(await deps.audits.get(open)),
    fieldworkEnd: '2099-03-02',
  });
  const record = async (groupId: number, reference: string, answer: ((id: string) => string) | null) => {
    const fileId = await deps.recording.create(ids.amir, open, { reference, groupId });
    if (!answer) return fileId;
    const review = await deps.recording.get(open, fileId);
    const tool = deps.tools.must('rodt', 1);
    const checks = tool.sections.flatMap((section) => section.items).filter((item) => item.kind === 'check');
    await deps.recording.save(ids.amir, open, fileId, {
      version: review.version,
      reference,
      groupId,
      answers: new Map<string, string | null>([
        ...checks.map((check): [string, string] => [check.id, answer(check.id)]),
        ['gender', 'female'],
        ['months_in_treatment', '7'],
      ]),
      comments: new Map([['smart', 'The goals name no dates.']]),
      comment: 'A thick file.',
      complete: true,
    });
    return fileId;
  };
  const files = {
    fresh: await record(ash, 'ASH-01', null),
    filled: await record(ash, 'ASH-02', () => 'yes'),
    contradicting: await record(ash, 'ASH-03', (id) => (id === 'recovery_plan' ? 'no' : 'yes')),
    excluded: await record(birch, 'BIR-01', null),
  };
  await deps.audits.addMember(ids.lena, open, ids.carl, 'commissioner');

  const listCaseload = async (title: string) => {
    const { auditId, groupIds: groups } = await newAudit(app, { title });
    const rows = Array.from({ length: 9 }, (_, n) => [`A-${n + 1}`, 'Ash']);
    await deps.sampling.upload(
      ids.lena,
      auditId,
      (async function* () {
        yield* [['reference', 'group'], ...rows].map((cells, i) => ({ row: i + 1, cells }));
      })(),
    );
    return { auditId, groupId: groups[0] ?? 0 };
  };
  const { auditId: listed } = await listCaseload('A listed audit');
  const { auditId: fixed, groupId: fixedGroup } = await listCaseload('A sampled audit');
  await deps.sampling.draw(ids.lena, fixed, {
    seed: null,
    groups: [{ groupId: fixedGroup, method: 'random', by: 'number', amount: 4 }],
  });
  const [begun, lost, toDo] = await deps.sampling.files(fixed);
  await deps.fromSample.begin(ids.amir, fixed, begun?.id ?? 0);
  await deps.fromSample.notFound(ids.amir, fixed, lost?.id ?? 0, 'The notes are at another site.');

  const loadClosed = async () => {
    const auditId = await deps.demoAudit.load(ids.lena);
    await deps.audits.addMember(ids.lena, auditId, ids.amir, 'auditor');
    await deps.audits.addMember(ids.lena, auditId, ids.carl, 'commissioner');
    await deps.steps.changeState(ids.lena, auditId, 'close');
    return auditId;
  };
  const closed = await loadClosed();
  const [closedFile] = await deps.recording.lines(closed, deps.tools.must('rodt', 1));
  const released = await loadClosed();
  const bridge = (await deps.providers.byName('The Bridge'))?.id ?? 0;
  await deps.reports.issue(ids.lena, released, bridge);
  const query = await deps.queries.raise(ids.paula, released, bridge, {
    about: { itemId: 'recovery_plan' },
    text: 'One plan was in the other folder.',
  });
  const finding = await deps.findings.add(ids.lena, closed, bridge, {
    kind: 'strength',
    itemId: 'psychosocial',
    text: 'Interventions are named in nearly every session.',
  });
  const example = await deps.demoAudit.load(ids.lena);
  const withPlan = (await deps.recording.lines(example, deps.tools.must('rodt', 1))).find(
    ({ reference }) => reference === 'NB-01',
  );
  return {
    query,
    finding,
    app,
    unused,
    draft,
    draftGroup: draftGroups[0] ?? 0,
    empty,
    open,
    openGroup: ash,
    files,
    listed,
    fixed,
    sampledFile: toDo?.id ?? 0,
    twice: await makeTwice(app),
    closed,
    closedFile: closedFile?.id ?? 0,
    released,
    bridge,
    example: { auditId: example, file: withPlan?.id ?? 0 },
    plans: await makePlans(app),
  };
}

/** Audits after which The Bridge has begun its plan, written it, and sent it in; the last was repeated. */
async function makePlans(app: TestApp) {
  const { deps, ids } = app;
  const { improvement } = deps;
  const { auditId: begun, bridge } = await closedAudit(app, 'A plan begun');
  await improvement.mark(ids.lena, begun, bridge, ['smart', 'balance']);
  await improvement.setReason(ids.paula, begun, bridge, 'balance', 'Put right since.');

  const { auditId: ready } = await closedAudit(app, 'A plan written');
  const readyAction = await improvement.addAction(ids.paula, ready, bridge, {
    checkId: null,
    action: 'Agree who keeps the joint file',
    ownerRole: 'Service manager',
    due: '2099-01-31',
    measure: 'It is in the minutes',
  });

  const sent = await closedAudit(app, 'A plan sent in');
  const sentAction = await sentPlan(app, sent, '2012-06-30');
  const file = { name: 'Training log.pdf', content: madePdf() };
  await improvement.addNote(ids.paula, sent.auditId, bridge, sentAction, {
    text: 'All of team one.',
    file: async () => file,
    isEvidence: true,
  });
  await improvement.report(ids.paula, sent.auditId, bridge, sentAction, 'done', '');
  const details = { title: 'Again', fieldworkStart: '2013-03-01', fieldworkEnd: '2013-03-01' };
  const repeated = await deps.reAudits.create(ids.lena, sent.auditId, {
    ...details,
    toolVersion: 1,
    samePanel: true,
  });
  await deps.steps.changeState(ids.lena, repeated, 'open');
  const [own] = await deps.audits.groups(repeated);
  await recordFile(app, repeated, own?.id ?? 0, 'AGAIN-1', { recovery_plan: 'yes' });
  await deps.steps.changeState(ids.lena, repeated, 'close');
  await deps.reports.issue(ids.lena, repeated, bridge);
  // The other provider is one that has nothing yet.
  for (const auditId of [begun, ready, sent.auditId])
    await deps.reports.withdraw(ids.lena, auditId, sent.dip);
  return { bridge, begun, ready, readyAction, sent: sent.auditId, sentAction, repeated };
}

async function makeTwice(app: TestApp): Promise<Sample['twice']> {
  const groups = [{ name: 'Joint', providers: ['The Bridge', 'New Road Centre'] }];
  const { auditId, groupIds } = await newAudit(app, { title: 'Read twice', groups });
  const read = async (reference: string) => {
    const groupId = groupIds[0] ?? 0;
    const fileId = await app.deps.recording.create(app.ids.amir, auditId, { reference, groupId });
    await saveReading(app, 'amir', auditId, fileId, {
      answers: { recovery_plan: 'yes', smart: 'no', gender: 'male' },
      comments: { smart: 'No dates.' },
    });
    return fileId;
  };
  const [done, toDo] = [await read('TWO-01'), await read('TWO-02')];
  await drawAll(app, auditId);
  await saveReading(app, 'beth', auditId, done, {
    answers: { recovery_plan: 'yes', smart: 'yes' },
    comments: { smart: 'Dates on page 3.' },
  });
  return { auditId, done, toDo };
}

inBrowser('every page, judged by axe', ({ window }) => {
  let sample: Sample;
  const windows = new Map<Person, Page>();
  let anonymous: BrowserContext | undefined;
  /** The paths of all pages that were opened. */
  const seen = new Set<string>();

  beforeAll(async () => {
    sample = await makeSample();
  });
  afterAll(async () => {
    await sample.app.close();
    await sample.unused.close();
  });

  /** A page of the person, signed in; axe is put into pages, which their own policy would refuse. */
  async function pageOf(person: Person | null): Promise<Page> {
    const options = { bypassCSP: true, viewport: { width: WIDE, height: 800 } };
    if (person === null) {
      await anonymous?.close();
      anonymous = await window(options);
      return anonymous.newPage();
    }
    let page = windows.get(person);
    if (!page) {
      page = await (await window(options)).newPage();
      await signIn(page, sample.app.address, emailOf(person as PersonName), PASSWORD);
      windows.set(person, page);
    }
    return page;
  }

  async function violations(page: Page, least = 5): Promise<string[]> {
    if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(AXE);
    const results = await page.evaluate<AxeResults>(
      `axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] })`,
    );
    expect(results.passes.length, 'axe found something to judge').toBeGreaterThan(least);
    return results.violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n${nodes.map((node) => `  ${node.target.join(' ')}\n    ${node.failureSummary}`).join('\n')}`,
    );
  }

  for (const { name, as, go, shows } of STATES) {
    it(`${name}: no violation, nothing runs over the side`, async () => {
      const page = await pageOf(as);
      await page.setViewportSize({ width: WIDE, height: 800 });
      await go(page, sample);
      await page.getByText(shows).first().waitFor({ state: 'attached' });

      seen.add(new URL(page.url()).pathname);
      const found: Record<string, unknown> = {};
      found[`axe at ${WIDE}`] = await violations(page);
      found[`overflow at ${WIDE}`] = await sidewaysOverflow(page);
      await page.setViewportSize({ width: 820, height: 1180 });
      found['overflow at 820'] = await sidewaysOverflow(page);
      await page.setViewportSize({ width: NARROW, height: 844 });
      found[`overflow at ${NARROW}`] = await sidewaysOverflow(page);
      found[`axe at ${NARROW}`] = await violations(page);
      expect(found).toEqual({
        [`axe at ${WIDE}`]: [],
        [`overflow at ${WIDE}`]: 0,
        'overflow at 820': 0,
        [`overflow at ${NARROW}`]: 0,
        [`axe at ${NARROW}`]: [],
      });
    });
  }

  it('judges: a page with faults is found out', async () => {
    const page = await pageOf(null);
    await page.setContent(
      '<html><body><h1>Faults</h1><p>Text</p><main><img src="x"><input></main></body></html>',
    );
    const found = (await violations(page, 0)).join('\n');
    expect(found).toContain('image-alt: ');
    expect(found).toContain('html-has-lang: ');
    expect(found).toContain('label: ');
  });

  it('has been on every page there is', () => {
    const pages = sample.app.routes.filter((route) => route.method === 'get').map((route) => route.path);
    const unseen = pages.filter((path) => {
      const pattern = new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`);
      return ![...seen].some((pathname) => pattern.test(pathname));
    });
    // Files, and what scripts ask for, are no pages.
    expect(unseen.toSorted()).toEqual([
      '/api/v1/audits',
      '/api/v1/audits/:auditId',
      '/api/v1/audits/:auditId/results',
      '/api/v1/openapi.json',
      '/audits/:auditId/compare.csv',
      '/audits/:auditId/compare.json',
      '/audits/:auditId/compare.xlsx',
      '/audits/:auditId/device/groups/:groupId',
      '/audits/:auditId/device/plan',
      '/audits/:auditId/export/case-files.csv',
      '/audits/:auditId/export/case-files.xlsx',
      '/audits/:auditId/export/plans.json',
      '/audits/:auditId/export/results.csv',
      '/audits/:auditId/export/results.json',
      '/audits/:auditId/export/results.xlsx',
      '/audits/:auditId/feedback/:file',
      '/audits/:auditId/feedback/:providerId/draft.pdf',
      '/audits/:auditId/feedback/:providerId/report/:version/pdf',
      '/audits/:auditId/feedback/all/:token/reports.zip',
      '/audits/:auditId/feedback/all/:token/state',
      '/audits/:auditId/import/:token/state',
      '/audits/:auditId/improvement/:providerId/actions/:actionId/files/:noteId',
      '/audits/:auditId/results.pdf',
      '/follow-up.pdf',
      '/follow-up.xlsx',
      '/session',
    ]);
  });
});
