import { urls } from '../../server/web/urls.ts';
import { openAll, opened, press, PROBLEM } from './pageStates.ts';
import type { PageState } from './pageStates.ts';

/** Pages of delivery plans, with the example of 90 lines, of which one is done, and of a meeting with minutes. */
export const DELIVERY_STATES: PageState[] = [
  opened('lena', 'delivery plans', () => urls.deliveryPlans(), 'Begin a delivery plan', openAll),
  opened('paula', 'delivery plans, of a provider', () => urls.deliveryPlans(), 'Lines of yours'),
  opened('lena', 'a new delivery plan', () => urls.newDeliveryPlan(), 'Who is told of lines'),
  opened(
    'lena',
    'a new delivery plan, with errors',
    () => urls.newDeliveryPlan(),
    PROBLEM,
    press('Begin the plan'),
  ),
  opened(
    'carl',
    'a delivery plan',
    ({ delivery }) => urls.deliveryPlan(delivery.planId),
    'lines under',
    openAll,
  ),
  opened(
    'carl',
    'a theme of a delivery plan',
    ({ delivery }) => urls.deliveryPlan(delivery.planId, { theme: 'detoxification' }),
    '5 lines under 4 headings',
  ),
  opened(
    'lena',
    'title and days of a delivery plan',
    ({ delivery }) => urls.deliveryPlanEdit(delivery.planId),
    'Save the plan',
    openAll,
  ),
  opened(
    'lena',
    'lines to be entered',
    ({ delivery }) => urls.deliveryLines(delivery.planId),
    'Save the lines',
  ),
  opened(
    'lena',
    'lines to be entered, with errors',
    ({ delivery }) => urls.deliveryLines(delivery.planId),
    PROBLEM,
    async (page) => {
      await page.getByLabel('Due, row 1', { exact: true }).fill('soon');
      await press('Save the lines')(page);
    },
  ),
  opened(
    'lena',
    'a sheet of lines',
    ({ delivery }) => urls.deliveryImport(delivery.planId),
    'Or a file',
    openAll,
  ),
  opened(
    'lena',
    'a sheet of lines, with errors',
    ({ delivery }) => urls.deliveryImport(delivery.planId),
    PROBLEM,
    press('Take the sheet over'),
  ),
  opened(
    'carl',
    'a line said to be done',
    ({ delivery }) => urls.deliveryLine(delivery.planId, delivery.lineId),
    'Is it done?',
  ),
  opened(
    'paula',
    'a line of one’s own',
    ({ delivery }) => urls.deliveryLine(delivery.planId, delivery.lineId),
    'Add a note or evidence',
  ),
  opened(
    'lena',
    'a line to be changed',
    ({ delivery }) => urls.deliveryLineForm(delivery.planId, delivery.lineId, 'edit'),
    'What does it answer?',
    openAll,
  ),
  opened(
    'lena',
    'a line to be changed, with errors',
    ({ delivery }) => urls.deliveryLineForm(delivery.planId, delivery.lineId, 'edit'),
    PROBLEM,
    async (page) => {
      await page.getByLabel('By when?').fill('soon');
      await press('Save the line')(page);
    },
  ),
  opened('lena', 'meetings', () => urls.meetings(), 'Call a meeting'),
  opened('lena', 'a new meeting', () => urls.newMeeting(), 'Who comes?'),
  opened('lena', 'a new meeting, with errors', () => urls.newMeeting(), PROBLEM, press('Call the meeting')),
  opened('lena', 'a meeting', ({ delivery }) => urls.meeting(delivery.meetingId), 'On the agenda', openAll),
  opened(
    'paula',
    'a meeting, of its provider',
    ({ delivery }) => urls.meeting(delivery.meetingId),
    'Decision:',
  ),
  opened(
    'lena',
    'date and people of a meeting',
    ({ delivery }) => urls.meetingForm(delivery.meetingId, 'edit'),
    'Who comes?',
  ),
  opened(
    'lena',
    'minutes',
    ({ delivery }) => urls.meetingForm(delivery.meetingId, 'minutes'),
    'Save the minutes',
    openAll,
  ),
  opened(
    'lena',
    'minutes, with errors',
    ({ delivery }) => urls.meetingForm(delivery.meetingId, 'minutes'),
    PROBLEM,
    async (page) => {
      await page.getByLabel('Next meeting (optional)').fill('soon');
      await press('Save the minutes')(page);
    },
  ),
];
