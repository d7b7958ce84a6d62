import { urls } from '../../server/web/urls.ts';
import { answerAll, codesOf, handIn, phone, surveyAudit } from './questionnaire.ts';
import type { TestApp } from './app.ts';
import { openAll, opened, press, PROBLEM } from './pageStates.ts';
import type { PageState } from './pageStates.ts';

/** Surveys in every state that a page of theirs can be in. */
export interface SurveySample {
  draft: number;
  open: number;
  closed: number;
  /** Of the open one: a code that is begun, one that is used, one under which all is answered. */
  begun: string;
  used: string;
  answered: string;
  /** Of the closed one. */
  over: string;
  /** A record whose text nobody has coded. */
  uncoded: number;
}

export async function makeSurveys(app: TestApp): Promise<SurveySample> {
  const { deps, ids } = app;
  const { auditId: draft } = await surveyAudit(app, { title: 'A survey drafted', state: 'draft' });
  const closing = await surveyAudit(app, { title: 'A survey that is over' });
  const [over = '', first = ''] = await codesOf(app, closing.auditId, closing.ash, 2);
  await handIn(phone(app), first);
  await deps.steps.changeState(ids.lena, closing.auditId, 'close');
  const { auditId: open, ash, birch } = await surveyAudit(app, { title: 'A survey' });
  const [begun = '', used = '', answered = '', named = ''] = await codesOf(app, open, ash, 9);
  await phone(app).post(urls.question(begun, 1), { go: 'next', answer: 'A flat' });
  await handIn(phone(app), used);
  await answerAll(phone(app), answered);
  await handIn(phone(app), named, ['With Sarah Jones, 07700 900123']);
  await deps.questionnaire.count(ids.lena, open, { groupId: birch, asked: 5, refused: 2 });
  const { items } = await deps.coding.of(open, ids.lena);
  const [coded = 0, uncoded = 0] = items[0]?.texts.map(({ fileId }) => fileId) ?? [];
  await deps.coding.code(ids.amir, open, 'recovery_code', coded, 'clear');
  await deps.coding.code(ids.beth, open, 'recovery_code', coded, 'vague');
  return { draft, open, closed: closing.auditId, begun, used, answered, over, uncoded };
}

/** The panel's pages of a questionnaire. */
export const SURVEY_STATES: PageState[] = [
  opened(
    'lena',
    'a questionnaire, draft',
    ({ survey }) => urls.questionnaire(survey.draft),
    'The audit is a draft',
  ),
  opened(
    'lena',
    'a questionnaire',
    ({ survey }) => urls.questionnaire(survey.open),
    'May tell who somebody is',
    openAll,
  ),
  opened(
    'amir',
    'a questionnaire, for an auditor',
    ({ survey }) => urls.questionnaire(survey.open),
    'The lead makes the codes',
  ),
  opened(
    'lena',
    'a questionnaire with errors',
    ({ survey }) => urls.questionnaire(survey.open),
    PROBLEM,
    press('Make codes'),
  ),
  opened(
    'lena',
    'links to send',
    ({ survey }) => urls.questionnaire(survey.open),
    'Copy the links now',
    async (page) => {
      await page.getByLabel('Service').first().selectOption('Birch');
      await page.getByLabel('How many codes').fill('2');
      await page.getByLabel('Links to send').check();
      await press('Make codes')(page);
    },
  ),
  opened(
    'lena',
    'a questionnaire that is over',
    ({ survey }) => urls.questionnaire(survey.closed),
    'the survey is over',
  ),
  opened('lena', 'coding, draft', ({ survey }) => urls.coding(survey.draft), 'nothing to code yet'),
  opened('lena', 'coding', ({ survey }) => urls.coding(survey.open), 'Differences', openAll),
  opened('lena', 'coding with an error', ({ survey }) => urls.coding(survey.open), PROBLEM, press('Settle')),
  opened('amir', 'coding, for an auditor', ({ survey }) => urls.coding(survey.open), '1 text left for you'),
  opened(
    'amir',
    'a text to code',
    ({ survey }) => urls.codingText(survey.open, 'recovery_code', survey.uncoded),
    'This may tell who somebody is',
  ),
  opened(
    'amir',
    'a text to code, with an error',
    ({ survey }) => urls.codingText(survey.open, 'recovery_code', survey.uncoded),
    PROBLEM,
    press('Save and next'),
  ),
];

/** The pages of people with a code. */
export const RESPONDENT_STATES: PageState[] = [
  opened(null, 'a code to enter', () => urls.enterCode(), 'Enter the code from your slip'),
  opened(
    null,
    'a code that is wrong',
    () => urls.enterCode(),
    'This code is not right',
    async (page) => {
      await page.getByLabel('Enter the code').fill('C7DM 3XPW');
      await press('Go on')(page);
    },
  ),
  opened(null, 'a code', ({ survey }) => urls.underCode(survey.begun), 'You have been through 1 of 9'),
  opened(null, 'a code that was used', ({ survey }) => urls.underCode(survey.used), 'This code was used'),
  opened(
    null,
    'a code of a survey that is over',
    ({ survey }) => urls.underCode(survey.over),
    'The survey is over',
  ),
  opened(
    null,
    'a question in words',
    ({ survey }) => urls.question(survey.begun, 1),
    'Please write no names',
  ),
  opened(
    null,
    'a question with several answers, left out',
    ({ survey }) => urls.question(survey.answered, 9),
    'You would rather not answer this',
  ),
  opened(
    null,
    'a question without an answer',
    ({ survey }) => urls.question(survey.begun, 3),
    'Choose an answer',
    press('Next'),
  ),
  opened(null, 'all answers', ({ survey }) => urls.checkAnswers(survey.answered), 'Check your answers'),
  opened(null, 'thanks', () => urls.thanks(), 'Your answers are handed in'),
  opened(null, 'no such page of a survey', () => '/q/a/b/c', 'There is no page here'),
];
