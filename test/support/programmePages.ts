import { urls } from '../../server/web/urls.ts';
import { openAll, opened, press, PROBLEM } from './pageStates.ts';
import type { PageState } from './pageStates.ts';

/** Pages of the audit programme in their states. */
export const PROGRAMME_STATES: PageState[] = [
  opened('lena', 'the programme', () => urls.programme(), 'To begin now'),
  opened('carl', 'the programme, to be read', () => urls.programme(), 'Last round'),
  opened('colin', 'the programme, empty', () => urls.programme(), 'nothing in the programme yet'),
  opened('lena', 'a new line of the programme', () => urls.newProgrammeLine(), 'Who leads it'),
  opened(
    'lena',
    'a new line of the programme, with errors',
    () => urls.newProgrammeLine(),
    PROBLEM,
    press('Add it to the programme'),
  ),
  opened(
    'lena',
    'a line of the programme',
    ({ programmeLine }) => urls.programmeLine(programmeLine),
    'Save the line',
    openAll,
  ),
  opened('carl', 'the programme as a calendar', () => urls.programmeCalendar(), 'Make the address'),
  opened(
    'lena',
    'the private address of a calendar',
    () => urls.programmeCalendar(),
    'It is shown only now',
    press('Make the address'),
  ),
];
