import path from 'node:path';
import type { Page } from 'playwright-core';
import { urls } from '../../../server/web/urls.ts';
import { emailOf, PASSWORD } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { signIn } from '../../support/browser.ts';
import { closedAudit, confirmAsked, makeFinal } from '../../support/improvement.ts';
import { judgePages } from '../../support/judgePages.ts';
import { MEASURE_STATES } from '../../support/measurePages.ts';
import { PROGRAMME_STATES } from '../../support/programmePages.ts';
import { PUBLICATION_STATES } from '../../support/publicationPages.ts';
import { openAll, opened, press, PROBLEM } from '../../support/pageStates.ts';
import type { PageState } from '../../support/pageStates.ts';
import { TOOL_STATES } from '../../support/toolPages.ts';
import { SIGN_IN_STATES } from '../../support/signInPages.ts';
import { RESPONDENT_STATES } from '../../support/surveyPages.ts';
import { xlsformWithHiddenRow } from '../../support/xlsform.ts';

/** Of two rows one is a question of a tool by its number. */
const DISTRIBUTION = 'Question,Weak %,Fair %,Mean\n2.1,21,79,1.8\nOurs,40,60,1.6';

/** What two groups came to overall, with the ratings in the rows. */
const SEVERAL_GROUPS = [
  'Overall rating,Partnerships,%,Trusts,%',
  'Weak,0,0,0,0',
  'Fair,31,21,34,22',
  'Good,67,45,63,41',
  'Excellent,51,34,55,36',
  'Total,149,100,152,100',
].join('\n');

/** Checks a published table with one problem. */
async function checkTable(page: Page): Promise<void> {
  const table = 'group\tn\tRec plan\tOurs\nA\t8\t6\t2\nB\t5\t2\t1\nTotal\t13\t9\t3';
  await page.getByLabel('Table', { exact: true }).fill(table);
  await press('Check the table')(page);
}

/** Sends a REDCap dictionary of one field that is taken and one that is not. */
async function sendDictionary(page: Page): Promise<void> {
  const rows = ['record_id,f,,text,Ref', 'warm,f,,yesno,Is it warm?', 'scan,f,,file,Scan'];
  const columns = 'field_name,form_name,section_header,field_type,field_label';
  await page.getByLabel('The file').setInputFiles({
    name: 'dictionary.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([columns, ...rows].join('\n')),
  });
  await press('Look at the file')(page);
}

/** Sends an XLSForm of which one row is hidden. */
async function sendHiddenRow(page: Page): Promise<void> {
  await page.getByLabel('The file').setInputFiles({
    name: 'form.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: xlsformWithHiddenRow(),
  });
  await press('Look at the file')(page);
}

const STATES: PageState[] = [
  opened('lena', 'a draft from a file', () => urls.toolImports(), 'The file'),
  opened('lena', 'a draft from no file', () => urls.toolImports(), PROBLEM, press('Look at the file')),
  opened(
    'lena',
    'what was found in a file',
    () => urls.toolImports(),
    'What became of the file',
    sendDictionary,
  ),
  opened(
    'lena',
    'a draft from a file with hidden rows',
    () => urls.toolImports(),
    'Is it part of the form too?',
    sendHiddenRow,
  ),
  opened(
    'lena',
    'a tool to take along',
    () => urls.toolExport('rodt', 2),
    'What this format cannot hold',
    openAll,
  ),

  ...TOOL_STATES,
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
    'published distribution, to be taken over',
    () => urls.publishedTables(),
    'could not be matched: choose what it is, or leave it out.',
    async (page) => {
      await page.fill('[name=table]', DISTRIBUTION);
      await press('Check the table')(page);
      await press('Take over as a baseline')(page);
    },
  ),
  opened(
    'lena',
    'published results of several groups, to be taken over',
    () => urls.publishedTables(),
    'The table was read as 2 groups.',
    async (page) => {
      await page.fill('[name=table]', SEVERAL_GROUPS);
      await press('Check the table')(page);
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
  opened(null, 'forgotten password, without mail', () => urls.forgottenPassword(), 'Ask your administrator'),
  opened('adam', 'several people', () => urls.severalPeople(), 'Who has no role in the list is'),
  opened(
    'adam',
    'several people, with problems',
    () => urls.severalPeople(),
    'What is wrong with the list',
    async (page) => {
      await page.getByLabel('List', { exact: true }).fill('Ann,ann@\n,ben@example.org,owner');
      await press('Look at the list')(page);
    },
  ),
  opened(
    'adam',
    'several people, before they are added',
    () => urls.severalPeople(),
    '2 people to be added',
    async (page) => {
      await page.getByLabel('List', { exact: true }).fill('Ann,ann@example.org\nBen,ben@example.org');
      await page.getByLabel('Who has no role in the list is').selectOption('auditor');
      await press('Look at the list')(page);
    },
  ),
  opened(
    'adam',
    'links, some to be made',
    () => urls.severalPeople(),
    'Make links to copy',
    async (page) => {
      await page
        .getByLabel('List', { exact: true })
        .fill('Cat,cat@example.org,lead\nDan,dan@example.org,auditor');
      await press('Look at the list')(page);
      await press('Make the 2 accounts')(page);
    },
  ),
  opened(
    'adam',
    'links, made',
    () => urls.peopleLinks(),
    'They are shown only now',
    press('Make links to copy'),
  ),
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
  opened('adam', 'activity that was not checked', () => urls.activityCheck(), 'not been checked yet'),
  opened(
    'adam',
    'activity that was checked',
    () => urls.activityCheck(),
    'The newest seal',
    press('Check all lines now'),
  ),
  opened('adam', 'backups before the first', () => urls.backups(), 'knows of no backup'),
  {
    name: 'backups',
    as: 'adam',
    async go(page, { app }) {
      await app.deps.backups.writeInto(path.join(app.deps.config.dataDir, 'backups'), 3);
      await page.goto(app.address + urls.backups());
    },
    shows: 'The last good backup was made',
  },
  opened('adam', 'organisations, of which there is one', () => urls.organisations(), 'There is one so far'),
  opened(
    'adam',
    'an organisation without a name',
    () => urls.organisations(),
    PROBLEM,
    press('Add the organisation'),
  ),
  opened('adam', 'the organisation that runs the installation', () => urls.organisation(1), 'There are none'),
  opened('adam', 'activity of no such day', () => `${urls.allActivity()}?from=soon`, PROBLEM),
  opened('adam', 'people, narrowed', () => `${urls.people()}?q=lena`, 'fit what you chose'),
  opened('lena', 'audits, narrowed', () => `${urls.home()}?q=draft`, 'Title or partnership'),
  opened('adam', 'how long records are kept', () => urls.retention(), 'No period is set'),
  opened('lena', 'looking for a person who asks', () => urls.requests(), 'No names are kept here'),
  opened('lena', 'looking for nobody', () => urls.requests(), PROBLEM, press('Look for it')),
  {
    name: 'what is recorded about a person who asks',
    as: 'lena',
    async go(page, { app }) {
      await closedAudit(app, 'Asked about');
      await page.goto(app.address + urls.requests());
      await page.getByLabel('Reference of the person').fill('R0-4');
      await press('Look for it')(page);
      await page.getByRole('button', { name: 'See what is recorded in Asked about' }).click();
    },
    shows: 'Take out what points at the person',
  },
  {
    name: 'an account to be erased',
    as: 'adam',
    async go(page, { app }) {
      const { deps, ids } = app;
      const left = { name: 'Left Long Ago', email: 'left@example.org', roles: ['auditor' as const] };
      const { userId } = await deps.accounts.create(ids.adam, { ...left, providerId: null });
      await deps.accounts.setDisabled(ids.adam, userId, true);
      await page.goto(app.address + urls.personErase(userId));
    },
    shows: 'Yes, erase the account',
  },
  {
    name: 'what joining two providers would move',
    as: 'adam',
    async go(page, { app }) {
      const { deps } = app;
      const twice = await deps.providers.create(null, 'Bridge, The');
      const bridge = (await deps.providers.byName('The Bridge'))?.id ?? 0;
      await newAudit(app, { title: 'Autumn audit', groups: [{ name: 'Own', providers: ['Bridge, The'] }] });
      await page.goto(`${app.address}${urls.providerJoin(twice)}?into=${bridge}`);
    },
    shows: 'What would move to The Bridge',
  },
  opened(
    'adam',
    'how long records are kept, with errors',
    () => urls.retention(),
    PROBLEM,
    async (page) => {
      await page.getByLabel('Months for which what is recorded').fill('many');
      await press('Keep this period')(page);
    },
  ),
  {
    name: 'a certificate of erasure',
    as: 'lena',
    async go(page, { app }) {
      const { auditId } = await closedAudit(app, 'Long over');
      await makeFinal(app, auditId);
      await app.deps.administration.askDeletion(app.ids.lena, auditId, 'Its time is over.', 'cases');
      await confirmAsked(app, app.ids.adam, auditId);
      await page.goto(app.address + urls.auditErasure(auditId));
    },
    shows: 'What was recorded of the cases of this audit was erased',
  },
  {
    name: 'what would be erased',
    as: 'lena',
    async go(page, { app }) {
      const { auditId } = await closedAudit(app, 'Nearly over');
      await makeFinal(app, auditId);
      await page.goto(app.address + urls.auditErasure(auditId));
    },
    shows: 'What cannot be had any more',
  },
  {
    name: 'what would be erased, with errors',
    as: 'lena',
    async go(page, { app }) {
      const { auditId } = await closedAudit(app, 'Nearly over too');
      await makeFinal(app, auditId);
      await page.goto(app.address + urls.auditErasure(auditId));
      await press('Ask for it to be erased')(page);
    },
    shows: PROBLEM,
  },
  opened('lena', 'manage an audit', ({ draft }) => urls.manageAudit(draft), 'Discard the draft', openAll),
  opened('lena', 'copy an audit', ({ draft }) => urls.copyAudit(draft), 'Make the copy'),
  opened(
    'lena',
    'copy an audit, with errors',
    ({ draft }) => urls.copyAudit(draft),
    PROBLEM,
    press('Make the copy'),
  ),
  {
    name: 'delete an audit, as the second person',
    as: 'adam',
    async go(page, { app, draft }) {
      if (!(await app.deps.administration.deletionOf(draft))) {
        await app.deps.administration.askDeletion(app.ids.lena, draft, 'Made twice.');
      }
      await page.goto(app.address + urls.auditDeletion(draft));
      await openAll(page);
    },
    shows: 'Keep the audit',
  },
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
  opened('lena', 'details', ({ draft }) => urls.auditDetails(draft), 'Suppress numbers below'),
  opened(
    'lena',
    'details with errors',
    ({ draft }) => urls.auditDetails(draft),
    PROBLEM,
    async (page) => {
      for (const label of ['Title', 'Partnership', 'First day of fieldwork', 'Suppress numbers below'])
        await page.getByLabel(label, { exact: true }).fill('');
      await press('Save the details')(page);
    },
  ),
  opened('lena', 'overview, nothing set up', ({ empty }) => urls.audit(empty), 'Add the sample groups'),
  opened(
    'lena',
    'overview, draft',
    ({ draft }) => urls.audit(draft),
    'Open the audit once its case files are chosen',
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
  opened('lena', 'standards of an audit', ({ open: id }) => urls.standards(id), 'Save the standards'),
  opened('lena', 'questions left out', ({ open: id }) => urls.leftOut(id), 'Leave a question out'),
  opened(
    'lena',
    'questions left out, with errors',
    ({ open: id }) => urls.leftOut(id),
    PROBLEM,
    press('Leave the question out'),
  ),
  opened('lena', 'panel', ({ open: id }) => urls.panel(id), 'Add people', openAll),
  opened('lena', 'panel with errors', ({ open: id }) => urls.panel(id), PROBLEM, press('Save')),
  opened(
    'lena',
    'who reads what, nothing there',
    ({ empty }) => urls.assigned(empty),
    'There is no file yet',
  ),
  opened('lena', 'who reads what', ({ fixed }) => urls.assigned(fixed), 'Share'),
  opened(
    'lena',
    'who reads what, with errors',
    ({ fixed }) => urls.assigned(fixed),
    PROBLEM,
    press('Give the ticked files'),
  ),
  opened(
    'lena',
    'who reads what, shared out',
    ({ fixed }) => urls.assigned(fixed),
    'shared out',
    async (page) => page.getByRole('button', { name: 'out evenly' }).click(),
  ),
  opened('lena', 'declared interests', ({ open: id }) => urls.interests(id), 'What you tick here'),
  {
    as: 'lena',
    name: 'safeguarding alert',
    shows: 'I have it, and act on it',
    async go(page, { app, open: auditId, files }) {
      const amir = await app.deps.accounts.get(app.ids.amir);
      const alert = { seen: 'They are not safe.', providerCase: '', urgency: 'now' as const, keep: '' };
      const { id } = await app.deps.safeguarding.raise(amir, auditId, files.filled, alert);
      await page.goto(app.address + urls.alert(auditId, id));
      // Other pages of the sample are as they were without it.
      await app.deps.database.pool('safeguarding_alerts').where({ id }).delete();
    },
  },
  opened('lena', 'who is told of risk', ({ open: id }) => urls.safeguarding(id), 'Safeguarding lead'),
  opened('beth', 'home with files to read', () => urls.home(), 'Go on with'),
  opened('lena', 'activity of an audit', ({ released }) => urls.auditActivity(released), 'newest first'),
  opened('paula', 'account with mail', () => urls.account(), 'Mail about improvement plans'),
  opened('adam', 'outgoing mail, none', () => urls.mail(), 'No mail server is set up'),
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
  ...SIGN_IN_STATES,
  ...RESPONDENT_STATES,
  ...MEASURE_STATES,
  ...PROGRAMME_STATES,
  ...PUBLICATION_STATES,
];

judgePages('all else', STATES);
