import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SheetLine } from '../../../server/formats/csv.ts';
import { urls } from '../../../server/web/urls.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';
import { drawAll, saveReading } from '../../support/readings.ts';

const ANSWERS = ['yes', 'no', 'na'];

/** The pairs of answers that a table of files by first and second reader stands for. */
const pairsOf = (matrix: number[][]): [string, string][] =>
  matrix.flatMap((line, i) =>
    line.flatMap((files, j) =>
      Array.from({ length: files }, (): [string, string] => [ANSWERS[i] ?? '', ANSWERS[j] ?? '']),
    ),
  );

async function* sheet(rows: string[][]): AsyncIterable<SheetLine> {
  for (const [i, cells] of rows.entries()) yield { row: i + 1, cells };
}

describe('the page on how alike two readers answer', () => {
  let test: TestApp;
  let lena: Visitor;
  let auditId: number;

  // 125 files: of the plan, 100 have both answers, in 24 one reader recorded nothing, and in one neither did.
  const plan: [string, string][] = [
    ...pairsOf([
      [13, 0, 0],
      [0, 20, 7],
      [0, 4, 56],
    ]),
    ...Array.from({ length: 12 }, (): [string, string] => ['yes', 'nr']),
    ...Array.from({ length: 12 }, (): [string, string] => ['nr', 'no']),
    ['nr', 'nr'],
  ];
  const smart = pairsOf([
    [118, 5],
    [2, 0],
  ]);
  const balance = Array.from({ length: 125 }, (): [string, string] => ['no', 'no']);
  // Of nine files that both have answered.
  const referrals = balance.map((_, i): [string, string] =>
    i < 9 ? ['yes', i < 8 ? 'yes' : 'no'] : ['nr', 'nr'],
  );

  beforeAll(async () => {
    test = await startApp('sqlite');
    lena = await test.as('lena');
    ({ auditId } = await newAudit(test, { groups: [{ name: 'Ash' }] }));
    const columns = { recovery_plan: plan, smart, balance, referrals };
    const rows = plan.map((_, i) => [
      `R-${i}`,
      'Ash',
      ...Object.values(columns).map((pairs) => pairs[i]?.[0] ?? ''),
    ]);
    await test.deps.importer.importCaseFiles(
      test.ids.lena,
      auditId,
      sheet([['reference', 'group', ...Object.keys(columns)], ...rows]),
      { complete: true },
    );
    await drawAll(test, auditId);
    const { files } = await test.deps.readings.of(auditId);
    for (const [i, file] of files.entries()) {
      await saveReading(test, i % 2 === 0 ? 'amir' : 'beth', auditId, file.fileId, {
        answers: Object.fromEntries(
          Object.entries(columns).map(([id, pairs]) => {
            const answer = pairs[i]?.[1] ?? 'nr';
            return [id, answer === 'nr' ? null : answer];
          }),
        ),
      });
    }
  });
  afterAll(() => test.close());

  const rowOf = async (label: string) => {
    const table = tablesOf((await lena.get(urls.readings(auditId))).text).find(({ caption }) =>
      caption.includes('Agreement'),
    );
    return table?.rows.find((row) => row[0] === label)?.slice(1);
  };

  it('has the figures of the published examples, with their intervals and what is left out', async () => {
    expect(await rowOf('Is there a recovery plan on file?')).toEqual([
      '100 of 125 25 left out: not recorded',
      expect.stringMatching(/^89 of 100, 89% 81% to 94%$/),
      expect.stringMatching(/^0\.796 0\.680 to 0\.913$/),
      expect.stringMatching(/^0\.849 0\.764 to 0\.935$/),
      'Alike AC1 is 0.75 or more.',
    ]);
  });

  it('goes by AC1 where they agree on less than 95%, since kappa is low where nearly all answers are alike', async () => {
    const row = await rowOf('Are the plan’s goals SMART?');
    expect(row?.slice(0, 2)).toEqual(['125 of 125', '118 of 125, 94% 88% to 98%']);
    expect(row?.[2]).toMatch(/^−0\.023 /);
    expect(row?.[3]).toMatch(/^0\.941 /);
    expect(row?.[4]).toBe('Alike AC1 is 0.75 or more.');
    expect(wordsOf((await lena.get(urls.readings(auditId))).text)).toContain(
      'Checks whose guidance needs work 0 of 3 14 of 17 checks cannot be told yet',
    );
  });

  it('has no kappa where all answers are one and the same, and a range of AC1 that is not 1 to 1', async () => {
    expect(await rowOf('Does the plan balance risk, harm reduction and recovery?')).toEqual([
      '125 of 125',
      '125 of 125, 100% 97% to 100%',
      '–',
      // 125 of 125 by Wilson's method.
      '1.000 0.970 to 1.000, by Wilson from the agreement',
      'Alike The readers agree on 95% of the files or more.',
    ]);
  });

  it('says of no check that its guidance is right while too few files are read twice', async () => {
    const own = await newAudit(test, { title: 'One file', groups: [{ name: 'Ash' }] });
    const fileId = await test.deps.recording.create(test.ids.amir, own.auditId, {
      reference: 'ONE',
      groupId: own.groupIds[0] ?? 0,
    });
    await saveReading(test, 'amir', own.auditId, fileId, { answers: { smart: 'yes' } });
    await drawAll(test, own.auditId);
    await saveReading(test, 'beth', own.auditId, fileId, { answers: { smart: 'yes' } });
    const words = wordsOf((await lena.get(urls.readings(own.auditId))).text);
    expect(words).toContain(
      'Checks whose guidance needs work Nothing can be told yet: it takes 10 files read twice',
    );
    expect(words).not.toContain('0 of 17');
  });

  it('says that nine files are too few, and that none is none', async () => {
    const few = await rowOf('Were referrals made to other recovery services?');
    expect(few?.[0]).toBe('9 of 125 116 left out: not recorded');
    expect(few?.[4]).toBe(
      'Too few files 9 files cannot tell; it takes 10. The readers differ on 1: look at it.',
    );
    expect(await rowOf('Is a TOP form that was due missing?')).toEqual([
      '0 of 125 125 left out: not recorded',
      '–',
      '–',
      '–',
      'Not read twice No file has an answer of both readers.',
    ]);
  });
});
