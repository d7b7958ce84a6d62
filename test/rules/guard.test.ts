import { describe, expect, it } from 'vitest';
import { guard, indexReferences, parseGuardWords } from '../../rules/index.ts';
import { guardWords } from '../support/guardWords.ts';

const references = indexReferences(['BR-01', 'NR/B 12', '7', '2012-001', 'step up', 'Complex']);
const workers = indexReferences(['W1', 'North']);
const known = ['The Bridge', 'New Road Centre', 'Southampton partnership', 'Step up'];
const spots = (text: string) =>
  guard(text, { words: guardWords, references, workers, known, year: 2012 }).map(
    ({ text: found, reason }) => `${reason}: ${found}`,
  );

describe('the guard warns before', () => {
  it.each([
    ['Mr Brown was seen weekly.', 'name: Mr Brown'],
    ['Seen by Dr. O’Neill and others.', 'name: Dr. O’Neill'],
    ['mrs Kowalczyk-Nowak has a plan.', 'name: mrs Kowalczyk-Nowak'],
    ['The plan of Sarah Jane Whitfield was missing.', 'name: Sarah Jane Whitfield'],
    ['Sarah has no plan.', 'name: Sarah'],
    ['His plan names JAMES as key worker.', 'name: JAMES'],
    ['Worker: Mark Ellis.', 'name: Mark Ellis'],
    ['We could not read Rose’s notes.', 'name: Rose'],
    ['The key worker, J. Abara, left.', 'name: J. Abara'],
    ['A client called Zbyszko was seen.', 'name: Zbyszko'],
    ['A client known as "Zed" was seen.', 'name: Zed'],
    ['The notes say that Tafadzwa Moyo asked twice.', 'perhapsName: Tafadzwa Moyo'],
    ['Born 12/03/1984, in treatment since May.', 'dateOfBirth: 12/03/1984'],
    ['12.3.84 is on the first page.', 'dateOfBirth: 12.3.84'],
    ['A plan for the man of 3rd March 1971.', 'dateOfBirth: 3rd March 1971'],
    ['DOB 01/02/2011 (a child in the house).', 'dateOfBirth: 01/02/2011'],
    ['d.o.b. 1990', 'dateOfBirth: 1990'],
    ['NHS 943 476 5919 is in the margin.', 'nhsNumber: 943 476 5919'],
    ['Rang 07700 900123 twice.', 'phoneNumber: 07700 900123'],
    ['Rang (023) 8088 1234 twice.', 'phoneNumber: (023) 8088 1234'],
    ['Rang +44 7700 900123.', 'phoneNumber: +44 7700 900123'],
    ['Wrote to kim.d@example.org.', 'emailAddress: kim.d@example.org'],
    ['Lives at SO14 6AB with family.', 'address: SO14 6AB'],
    ['Lives at so146ab with family.', 'address: so146ab'],
    ['Moved to 12 Derby Road in May.', 'address: 12 Derby Road'],
    ['Moved to Flat 3b last week.', 'address: Flat 3b'],
    ['Sleeps rough in Empress Road.', 'address: Empress Road'],
    ['BR-01 has no plan.', 'caseReference: BR-01'],
    ['Files of W1 have no plan.', 'workerCode: W1'],
    ['Files of w 1 have no plan.', 'workerCode: w 1'],
    ['The worker North writes least.', 'workerCode: North'],
    ['In br 01 the plan is missing.', 'caseReference: br 01'],
    ['See NR/B 12.', 'caseReference: NR/B 12'],
    ['File 7 has no plan.', 'caseReference: 7'],
    ['The case Complex stands out.', 'caseReference: Complex'],
    ['See 2012-001.', 'caseReference: 2012-001'],
  ])('what %j tells', (text, expected) => {
    expect(spots(text)).toContain(expected);
  });

  it('of no worker, where a code is a word and nobody who works there is meant', () => {
    expect(spots('Files in the north have no plan.')).toEqual([]);
  });

  it('several things in one text, each once and in order', () => {
    expect(spots('Mrs Hall (BR-01, 943 476 5919) of 4 Mill Lane, SO14 6AB: 07700900123.')).toEqual([
      'name: Mrs Hall',
      'caseReference: BR-01',
      'nhsNumber: 943 476 5919',
      'address: 4 Mill Lane',
      'address: SO14 6AB',
      'phoneNumber: 07700900123',
    ]);
  });
});

describe('the guard lets pass', () => {
  it.each([
    'Plans are reviewed every 12 weeks, and goals are SMART in 8 of 12 files.',
    'The Bridge and New Road Centre work well together. Step up is new.',
    'Recovery Plan and Care Plan were kept apart. TOP forms are due in NDTMS services.',
    'Goals may be met in May; April and June were quiet.',
    'Will the service mark its plans? Grace periods are long, and hope is voiced.',
    'The plan was reviewed on 28/02/2012 and 1 March 2012.',
    'Seven of 7 files had a plan; 2012 was better than 2011.',
    'A step up to daily sessions helped in complex cases.',
    'Refer to Narcotics Anonymous, Universal Credit and Southampton City Council.',
    '80% of forms, 5 to 26 weeks, £20 a week, 40 mg of methadone, B12 3 times a day.',
    'Keep sessions in the road map close to home.',
    '',
  ])('%j', (text) => {
    expect(spots(text)).toEqual([]);
  });
});

describe('the guard', () => {
  it('points at the words themselves', () => {
    const text = 'We asked Mr Brown.';
    const [spot] = guard(text, { words: guardWords, year: 2012 });
    expect(text.slice(spot?.start, spot?.end)).toBe('Mr Brown');
  });

  it('finds a reference among thousands, and in a text of tens of thousands of letters', () => {
    const many = indexReferences(Array.from({ length: 10_000 }, (_, i) => `X-${i}`));
    const text = `${'1 2 3 a-b.c/d  (4) '.repeat(3000)} X-9999`;
    expect(
      guard(text, { words: guardWords, references: many, year: 2012 }).map((spot) => spot.text),
    ).toContain('X-9999');
  });

  it('tells every problem of its lists', () => {
    const parsed = parseGuardWords({ version: 0, titles: ['Mr'] });
    if (!('problems' in parsed)) throw new Error('the lists were taken');
    expect(parsed.problems.map(({ at }) => at)).toEqual(
      expect.arrayContaining(['version', 'titles.0', 'firstNames']),
    );
  });
});
