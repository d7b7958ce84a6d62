import { urls } from '../../server/web/urls.ts';
import { openAll, opened, press, PROBLEM } from './pageStates.ts';
import type { PageState } from './pageStates.ts';

/** Pages of measures, with the example of Southampton, in their states. */
export const MEASURE_STATES: PageState[] = [
  opened('lena', 'measures', () => urls.measures(), 'Add a place'),
  opened('lena', 'measures, with errors', () => urls.measures(), PROBLEM, press('Add the place')),
  opened('carl', 'measures, to be read', () => urls.measures(), 'Open one for its sheet'),
  opened('lena', 'a new measure', () => urls.newMeasure(), 'Which way is better?'),
  opened('lena', 'a new measure, with errors', () => urls.newMeasure(), PROBLEM, press('Add the measure')),
  opened(
    'lena',
    'a measure over time',
    () => urls.measure('completions_month'),
    'Southampton over time',
    openAll,
  ),
  opened('lena', 'a measure to be changed', () => urls.measureEdit('done_all'), 'Id for sheets', openAll),
  opened(
    'lena',
    'the sheet of a place',
    ({ measurePlace }) => urls.measurePlace(measurePlace, { period: 'Q4 2011/12' }),
    'What does not agree in print',
    openAll,
  ),
  opened('lena', 'figures, of what', () => urls.measureFigures(), 'Show the table'),
  opened('lena', 'figures, of no period', () => urls.measureFigures(), PROBLEM, press('Show the table')),
  opened(
    'lena',
    'figures, with errors',
    ({ measurePlace }) => urls.measureFigures({ place: String(measurePlace), period: 'Q1 2012/13' }),
    PROBLEM,
    async (page) => {
      await page.getByLabel('Successful completions, all: actual').fill('many');
      await press('Save the figures')(page);
    },
  ),
  opened(
    'lena',
    'measures beside an audit, with errors',
    ({ closed }) => urls.measureLinks(closed),
    PROBLEM,
    press('Put it beside the measure'),
  ),
  opened(
    'lena',
    'measures beside an audit',
    ({ closed }) => urls.measureLinks(closed),
    'Nothing of the audit or the measure changes.',
    openAll,
  ),
  opened('carl', 'a measure with audits', () => urls.measure('done_all'), 'Audits that bear on it', openAll),
  opened('carl', 'for the board', () => urls.board(), 'What this rests on'),
  opened('carl', 'for the board, with errors', () => `${urls.board()}?since=soon`, PROBLEM),
  opened(
    'lena',
    'what is new in a sheet of measures',
    () => urls.measureImport(),
    'Say once what each of these is.',
    async (page) => {
      const sheet =
        'Indicator\tLocal\tTravel\tRAG\nNaloxone kits handed out\t120\tup\tgreen\nOffered a test\t62%\t+2\tred';
      await page.locator('[name=table]').fill(sheet);
      await page.locator('[name=place]').fill('Basingstoke');
      await page.locator('[name=period]').fill('Q1 2012/13');
      await press('Take the sheet over')(page);
    },
  ),
  opened('lena', 'a sheet of measures', () => urls.measureImport(), 'Or a file', openAll),
  opened(
    'lena',
    'a sheet of measures, with errors',
    () => urls.measureImport(),
    PROBLEM,
    press('Take the sheet over'),
  ),
];
