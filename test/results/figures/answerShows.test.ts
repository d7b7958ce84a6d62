import { describe, expect, it } from 'vitest';
import { answersShow, unitsShow } from '../../../server/results/figures/answerShows.ts';
import { otherFindings } from '../../../server/results/comparison/otherFindings.ts';
import type { CompareView } from '../../../server/results/comparison/presenter.ts';

const cell = (text: string, note = '') => ({ text, note, suppressed: text === '[c]' });
/** Rows with a mean each. */
const means = (of: Record<string, string>) => ({
  columns: [{ head: 'Mean', note: '95% interval' }],
  rows: Object.entries(of).map(([name, text]) => ({ name, cells: [cell(text)], total: false })),
});
/** One row with a count for each answer. */
const counts = (of: Record<string, string>) => ({
  columns: [...Object.keys(of), 'Answered'].map((head) => ({ head, note: '' })),
  rows: [
    {
      name: 'All files',
      cells: [...Object.values(of).map((text) => cell(text)), cell('9 of 9')],
      total: true,
    },
  ],
});

describe('what a picture of answers shows', () => {
  it('is said of what is shown where a mean is suppressed', () => {
    expect(answersShow(means({ Kind: '3.73', Quick: '2.03' }))).toBe(
      'The highest mean is that of “Kind” (3.73), the lowest that of “Quick” (2.03).',
    );
    expect(answersShow(means({ Kind: '3.73', Late: '[c]', Quick: '2.03' }))).toBe(
      'Of what is shown the highest mean is that of “Kind” (3.73), the lowest that of “Quick” (2.03).',
    );
    expect(answersShow(means({ Kind: '3.00', Late: '[c]', Quick: '3.00' }))).toBe(
      'All 2 that are shown have the same mean, 3.00.',
    );
  });

  it('names all that stand level, of means and of answers', () => {
    expect(answersShow(means({ Kind: '3.73', Clear: '3.73', Quick: '2.03', Calm: '2.03' }))).toBe(
      'The highest mean is that of “Kind” and “Clear” (3.73), the lowest that of “Quick” and “Calm” (2.03).',
    );
    expect(answersShow(counts({ Ward: '4 of 9', Clinic: '4 of 9', Home: '1 of 9' }))).toBe(
      'Given most: “Ward” and “Clinic”, 4 of 9 each.',
    );
  });

  it('knows what is suppressed from what a question does not offer', () => {
    expect(answersShow(counts({ Ward: '6 of 9', Clinic: '–', Home: '3 of 9' }))).toBe(
      'Given most: “Ward”, 6 of 9.',
    );
    expect(answersShow(counts({ Ward: '6 of 9', Clinic: '[c]', Home: '[c]' }))).toBe(
      'Given most of what is shown: “Ward”, 6 of 9.',
    );
  });
});

describe('what small charts of groups show', () => {
  const kind = { label: 'Kind', table: means({ Ash: '2.03', Birch: '3.73', Cedar: '3.73' }) };
  const chance = 'Whether that is more than chance is not told here.';

  it('names every group and every question that stand level', () => {
    expect(unitsShow([kind, { label: 'Quick', table: means({ Ash: '1.00', Birch: '2.00' }) }])).toBe(
      `The means lie furthest apart in “Kind”: 2.03 in Ash, 3.73 in Birch and Cedar. ${chance}`,
    );
    expect(unitsShow([kind, { label: 'Quick', table: means({ Ash: '1.30', Birch: '3.00' }) }])).toBe(
      `The means lie furthest apart in “Kind”: 2.03 in Ash, 3.73 in Birch and Cedar; and as far in “Quick”: 1.30 in Ash, 3.00 in Birch. ${chance}`,
    );
  });

  it('says so where the mean of a group is suppressed, in whichever question', () => {
    expect(unitsShow([kind, { label: 'Quick', table: means({ Ash: '1.00', Birch: '[c]' }) }])).toBe(
      `Of what is shown the means lie furthest apart in “Kind”: 2.03 in Ash, 3.73 in Birch and Cedar. ${chance}`,
    );
  });
});

describe('what a committee is told of criteria', () => {
  const told = (criteria: Record<string, string | null>) =>
    otherFindings({
      scores: {
        overall: [],
        criteria: Object.entries(criteria).map(([title, mean]) => ({
          title,
          mean: mean ?? '[c]',
          possible: '4',
          isWhole: false,
          suppressed: mean === null,
        })),
      },
      answers: null,
    } as unknown as CompareView);

  it('names a tie whole, and says where a criterion is suppressed', () => {
    expect(told({ Safety: '3.50', Access: '3.50', Records: '2.00' })).toEqual([
      {
        term: 'What it scores',
        text: 'Of criteria “Safety” and “Access” have the highest mean (3.50) and “Records” the lowest (2.00), where 4 is possible.',
      },
    ]);
    expect(told({ Safety: '3.50', Access: null, Records: '2.00' })).toEqual([
      {
        term: 'What it scores',
        text: 'Of the criteria that are shown “Safety” has the highest mean (3.50) and “Records” the lowest (2.00), where 4 is possible.',
      },
    ]);
  });
});
