import type { Page } from 'playwright-core';
import { urls } from '../../../server/web/urls.ts';
import { PASSWORD } from '../../support/app.ts';
import { judgePages } from '../../support/judgePages.ts';
import type { Sample } from '../../support/pageSample.ts';
import { openAll, opened, press, PROBLEM } from '../../support/pageStates.ts';
import type { PageState } from '../../support/pageStates.ts';
import { SELF_AUDIT_STATES } from '../../support/selfAuditPages.ts';
import { SURVEY_STATES } from '../../support/surveyPages.ts';

/** Sends a sheet of one case file of the audit's first group. */
async function sendSheet(page: Page, auditId: number, reference: string, answer: string): Promise<void> {
  await page.getByLabel('Sheet of case files').setInputFiles({
    name: `audit-${auditId}.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from(`reference,group,smart\n${reference},Ash,${answer}\n`),
  });
  await press('Look at the sheet')(page);
}

/** The page for two people who changed one file: Beth saves after this page was opened, then this page is sent. */
async function conflict(page: Page, { app, open: auditId, files }: Sample): Promise<void> {
  const review = await app.deps.recording.get(auditId, files.filled);
  // Each time something else than before, since a first conflict is not the last here.
  const other = (id: string, first: string, second: string) =>
    review.answers.get(id) === first ? second : first;
  await app.deps.recording.save(app.ids.beth, await app.deps.audits.get(auditId), files.filled, {
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

const STATES: PageState[] = [
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
    '0 of 22 answers recorded',
  ),
  opened(
    'amir',
    'alert from a file, with errors',
    ({ open: id, files }) => urls.raiseAlert(id, files.filled),
    PROBLEM,
    press('Send the alert'),
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
  opened(
    'amir',
    'notes, none',
    ({ open: id, files }) => urls.fileNotes(id, files.fresh),
    'Nothing has been written yet',
  ),
  opened(
    'lena',
    'notes on two readings, with a warning',
    ({ twice }) => urls.fileNotes(twice.auditId, twice.toDo),
    'Keep these words as they are',
    async (page) => {
      await page.getByLabel('Note', { exact: true }).first().fill('Mrs Jane Smith rang on 07700 900123.');
      await page.getByRole('button', { name: 'Save the note' }).first().click();
      await page.getByText(PROBLEM).waitFor();
      await openAll(page);
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
    'sample, a list with problems and questions',
    ({ draft }) => urls.sample(draft),
    'Column A, “reference”',
    async (page) => {
      const buffer = Buffer.from('reference,group,Mood,Name\n943 476 5919,Ash,low,Ann\nA-1,Elm,,Ben\n');
      await page
        .getByLabel('Caseload list')
        .setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer });
      await press('Upload the list')(page);
      await page.getByText('Column C, “Mood”').waitFor();
      await press('Go on')(page);
      await page.getByText('“Elm” under “group”').waitFor();
      await openAll(page);
      await page.getByRole('link', { name: 'Change what columns are taken for' }).click();
    },
  ),
  opened(
    'lena',
    'sample, a list with questions',
    ({ draft }) => urls.sample(draft),
    'One question about this list',
    async (page) => {
      const buffer = Buffer.from('reference,group\nA-1,Elm\nA-2,Elm\n');
      await page
        .getByLabel('Caseload list')
        .setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer });
      await press('Upload the list')(page);
    },
  ),
  opened('lena', 'sample, an extract', ({ extract }) => urls.sample(extract), 'Make the list', openAll),
  opened(
    'lena',
    'sample, an extract of which something is open',
    ({ extract }) => urls.sample(extract),
    PROBLEM,
    press('Make the list'),
  ),
  opened('lena', 'completeness', ({ extract }) => urls.completeness(extract), 'Counted as of'),
  opened(
    'amir',
    'completeness, no extract',
    ({ listed }) => urls.completeness(listed),
    'is no NDTMS extract',
  ),
  opened('lena', 'calls, not planned', ({ calls }) => urls.calls(calls.unplanned), 'What is wanted', openAll),
  opened(
    'lena',
    'calls, with errors',
    ({ calls }) => urls.calls(calls.unplanned),
    PROBLEM,
    press('Draw the plan'),
  ),
  opened(
    'lena',
    'calls, planned and begun',
    ({ calls }) => urls.calls(calls.planned),
    'so the plan is fixed',
    openAll,
  ),
  opened(
    'amir',
    'a call, with right answers',
    ({ calls }) => urls.file(calls.planned, calls.file),
    'Right answers',
    openAll,
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
    'a spreadsheet has made of a reference',
    async (page, { open: id }) => {
      await sendSheet(page, id, '5-Mar', 'yes');
      await openAll(page);
    },
  ),
  opened(
    'lena',
    'a sheet with a question',
    ({ open: id }) => urls.importFiles(id),
    'One question about this sheet',
    (page, { open: id }) => sendSheet(page, id, 'IMP-2', 'perhaps'),
  ),
  opened(
    'lena',
    'what the columns of a sheet are taken for',
    ({ open: id }) => urls.importFiles(id),
    'Comment about the whole file',
    async (page, { open: id }) => {
      await sendSheet(page, id, 'IMP-3', 'yes');
      await page.goto(`${page.url()}?columns=change`);
    },
  ),
  opened('lena', 'progress', ({ open: id }) => urls.progress(id), 'Each file counts for'),
  opened('lena', 'progress of nothing', ({ empty }) => urls.progress(empty), 'No file is half read'),
  opened(
    'amir',
    'made-up files, one read',
    ({ training: id }) => urls.training(id),
    'You have read 1 of 5',
    openAll,
  ),
  opened(
    'amir',
    'a made-up file that is read',
    ({ training: id }) => urls.trainingFile(id, 'works_to_plan'),
    'What you read otherwise',
  ),
  opened(
    'beth',
    'a made-up file to be read',
    ({ training: id }) => urls.trainingFile(id, 'nearly'),
    'See what is settled',
  ),
  opened(
    'beth',
    'a made-up file with nothing answered',
    ({ training: id }) => urls.trainingFile(id, 'nearly'),
    PROBLEM,
    press('See what is settled'),
  ),
  opened(
    'lena',
    'readers beside each other',
    ({ training: id }) => urls.readers(id),
    'Question by question',
    openAll,
  ),
  opened(
    'lena',
    'made-up files with nothing chosen',
    ({ training: id }) => urls.readers(id),
    PROBLEM,
    async (page) => {
      await openAll(page);
      await page.getByLabel('Readers begin without').check();
      await press('Save')(page);
    },
  ),
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
  ...SURVEY_STATES,
  ...SELF_AUDIT_STATES,
];

judgePages('the fieldwork', STATES);
