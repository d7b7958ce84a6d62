import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SheetLine } from '../../../server/formats/csv.ts';
import { urls } from '../../../server/web/urls.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';
import { drawAll, saveReading } from '../../support/readings.ts';

type Pairs = [first: string, second: string][];

/** The pairs of answers that a table of records by first and second reader stands for. */
const pairsOf = (options: string[], matrix: number[][]): Pairs =>
  matrix.flatMap((line, i) =>
    line.flatMap((records, j) =>
      Array.from({ length: records }, (): [string, string] => [options[i] ?? '', options[j] ?? '']),
    ),
  );

async function* sheet(rows: string[][]): AsyncIterable<SheetLine> {
  for (const [i, cells] of rows.entries()) yield { row: i + 1, cells };
}

describe('how alike two readers answer, of a tool of scales', () => {
  let test: TestApp;
  let lena: Visitor;
  let auditId: number;

  // Agresti's 91 couples on a scale of four.
  const couples = pairsOf(
    ['weak', 'fair', 'good', 'excellent'],
    [
      [7, 7, 2, 3],
      [2, 8, 3, 7],
      [1, 5, 4, 9],
      [2, 8, 9, 14],
    ],
  );
  // 86 alike of 91, 5 that one reader calls not applicable.
  const apart: Pairs = couples.map((_, i) => [
    i < 46 ? 'good' : 'weak',
    i % 20 === 0 ? 'na' : i < 46 ? 'good' : 'weak',
  ]);
  // All but three the same.
  const nearlyAll: Pairs = couples.map((_, i) => ['excellent', i < 3 ? 'good' : 'excellent']);

  beforeAll(async () => {
    test = await startApp('sqlite');
    lena = await test.as('lena');
    auditId = await test.deps.audits.create(test.ids.lena, {
      title: 'Review',
      partnership: 'Southampton',
      toolId: 'service_review_2007',
      toolVersion: 1,
      fieldworkStart: '2007-02-28',
      fieldworkEnd: '2007-03-02',
    });
    await test.deps.audits.addMember(test.ids.lena, auditId, test.ids.amir, 'auditor');
    const provider = (await test.deps.providers.byName('The Bridge'))?.id ?? 0;
    const group = { name: 'All', plannedFiles: 91, providerIds: [provider], exclusions: [] };
    await test.deps.audits.createGroup(test.ids.lena, auditId, group);
    await test.deps.steps.changeState(test.ids.lena, auditId, 'open');
    const columns = { q1_1: couples, q1_2: apart, q1_3: nearlyAll };
    const rows = couples.map((_, i) => [
      `P-${i}`,
      'All',
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
    const byReference = new Map(files.map((file) => [file.reference, file]));
    for (const [i] of couples.entries()) {
      const file = byReference.get(`P-${i}`);
      await saveReading(test, 'amir', auditId, file?.fileId ?? 0, {
        answers: Object.fromEntries(
          Object.entries(columns).map(([id, pairs]) => [id, pairs[i]?.[1] ?? null]),
        ),
      });
    }
  });
  afterAll(() => test.close());

  const agreementOf = async (id: string) => {
    const { agreement } = await test.deps.readings.of(auditId);
    const found = agreement.find((item) => item.id === id);
    if (!found) throw new Error(`nothing is said of ${id}`);
    return found;
  };

  it('has the published kappas, weighted by squares and by steps', async () => {
    const found = await agreementOf('q1_1');
    expect(found).toMatchObject({ as: 'scale', files: 91, compared: 91, agreed: 33, recommended: 'ac1' });
    // vcd and Agresti: 0.2374 by linear weights, and 0.332 by those of Fleiss and Cohen.
    expect(found.linearKappa?.value).toBeCloseTo(0.2374, 4);
    expect(found.kappa?.value).toBeCloseTo(0.332, 3);
    const row = tablesOf((await lena.get(urls.readings(auditId))).text)
      .flatMap(({ rows }) => rows)
      .find(([label, compared]) => compared === '91 of 91' && label !== undefined);
    expect(row?.[2]).toBe('33 of 91, 36% 27% to 47%');
    expect(row?.[3]).toMatch(/^0\.332 0\.\d{3} to 0\.\d{3} by linear weights 0\.237$/);
    expect(row?.[5]).toContain('Guidance needs work');
    expect(row?.[5]).toContain('AC2 is below 0.75');
  });

  it('takes “not applicable” for an answer of its own', async () => {
    const found = await agreementOf('q1_2');
    expect(found).toMatchObject({ compared: 91, agreed: 86 });
    // By hand: good 46 and weak 45 of the first; of the second good 43, weak 43, na 5. The two points are two steps
    // of three apart: 1 - 4/9. Agreed 86/91; expected (46·43 + 45·43 + 5/9 (46·43 + 45·43)) / 91².
    const expected = ((46 + 45) * 43 * (1 + 5 / 9)) / 91 ** 2;
    expect(found.kappa?.value).toBeCloseTo((86 / 91 - expected) / (1 - expected), 10);
  });

  it('recommends AC2 where nearly all answers are one, and says what the figures are', async () => {
    expect((await agreementOf('q1_3')).recommended).toBe('ac1');
    const text = wordsOf((await lena.get(urls.readings(auditId))).text);
    expect(text).toContain('Questions whose guidance needs work');
    expect(text).toContain('quadratic weights, which are recommended');
    expect(text).toContain('Gwet’s AC2');
    // The region is a fact, and stands beneath with what belongs to it.
    const tables = tablesOf((await lena.get(urls.readings(auditId))).text);
    const heads = tables.filter(({ caption }) => caption.startsWith('Agreement')).map(({ rows }) => rows[0]);
    expect(heads[0]?.slice(2, 5)).toEqual(['Agreement', 'Weighted kappa', 'Gwet’s AC2']);
    expect(heads[1]?.slice(2, 5)).toEqual(['Agreement', 'Cohen’s kappa', 'Gwet’s AC1']);
  });

  it('is settled on every answer that is offered, one between those of the readers among them', async () => {
    const { files } = await test.deps.readings.of(auditId);
    const file = files.find(({ differences, first }) =>
      differences.some(({ id }) => id === 'q1_1' && first.answers.get(id) === 'weak'),
    );
    const url = urls.reading(auditId, file?.fileId ?? 0);
    const words = wordsOf((await lena.get(url)).text);
    expect(words).toContain('What settles it. Only the lead sees it.');
    expect(words).not.toContain('notes');
    const offered = formTo((await lena.get(url)).text, url).choices['settle.q1_1'] ?? [];
    expect(offered).toEqual(['weak', 'fair', 'good', 'excellent', 'na', 'nr', 'unsettled']);
    for (const value of offered.filter((one) => one !== 'unsettled')) {
      const form = formTo((await lena.get(url)).text, url);
      const decided = { 'settle.q1_1': value, 'reason.q1_1': `Both agree on ${value}.` };
      const sent = await lena.post(url, filledIn(form, decided, 'Save what is settled'));
      expect([value, sent.status]).toEqual([value, 303]);
    }
  });

  it('can be taken along with the same figures', async () => {
    const answer = await lena.get(urls.exportReadings(auditId, 'csv'));
    const lines = answer.text.split(/\r?\n/);
    const line = lines.find((one) => one.startsWith('q1_1,'));
    expect(line).toContain(',ordered scale,91,91,33,');
    expect(line).toContain(',0.332,');
    expect(line).toContain(',quadratic,0.237,');
    expect((await lena.get(urls.exportReadings(auditId, 'xlsx'))).status).toBe(200);
  });
});
