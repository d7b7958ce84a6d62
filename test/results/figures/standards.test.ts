import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { standardVerdict } from '../../../rules/index.ts';
import type { OverallFigures, ShownFigure } from '../../../rules/index.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp, withExample } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { readPdf, words } from '../../support/readPdf.ts';

onOneEngine('standards beside the figures', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let auditId = 0;
  const lastRow = async (query = '') => {
    const tables = tablesOf((await lena.get(urls.results(auditId) + query)).text);
    return Object.fromEntries(
      tables.slice(0, 2).flatMap(({ rows }) => {
        const [head = [], last = []] = [rows[0], rows.at(-1)];
        return head.map((name, i) => [name.replace(/\s*Yes is a.*/, ''), last[i] ?? ''] as const);
      }),
    );
  };

  beforeAll(async () => {
    app = await startApp(engine);
    auditId = await withExample(app);
    lena = await app.as('lena');
  });
  afterAll(() => app.close());

  it('are nowhere where there are none', async () => {
    const page = (await lena.get(urls.results(auditId))).text;
    expect(page).not.toContain('results-table__standards');
    // The example is pinned to the first version of its tool.
    expect(wordsOf(page)).toContain('Which TOP forms were due goes by version 1 of the audit tool');
  });

  it('are met, or not, by the figures as they are and not as they are printed', async () => {
    await lena.post(urls.standards(auditId), {
      // 41 of 52 are 78.8%, printed as 79%; 8 of 50 are 16%; a TOP form that was due was missing in 9 of 28, 32.1%.
      'atLeast.recovery_plan': '79',
      'atLeast.referrals': '16',
      'atLeast.top_missing': '68',
    });
    const row = await lastRow();
    expect(row).toMatchObject({
      'Rec plan': 'at least 79% not met',
      Referrals: 'at least 16% met',
      'TOPs missing': 'at most 32% not met',
      SMART: 'No standard',
    });
    const ofAll = (await lena.get(urls.results(auditId, 'files'))).text;
    expect(wordsOf(ofAll)).toContain('Standard, of files where it applies');
    expect(await lastRow('?denominator=files')).toMatchObject({ Referrals: 'at least 16% met' });
    const said = 'Of 3 checks with a standard, 2 miss it.';
    expect(wordsOf((await lena.get(urls.results(auditId))).text)).toContain(said);
    // The document for a committee goes by the same rule.
    const pdf = await readPdf((await download(lena, urls.resultsPdf(auditId))).body);
    expect(words(pdf.text)).toContain(said);
  });

  it('are of the files where the check applies, whatever a comparison shows percentages of', async () => {
    // Among the files with a plan it is 22 of 41, 54%.
    await lena.post(urls.standards(auditId), { 'atLeast.smart': '50' });
    for (const of of ['', '?denominator=parent']) {
      const page = wordsOf((await lena.get(urls.compare(auditId, of))).text);
      expect(page).toContain('All files where the check applied do not meet it.');
    }
  });
});

describe('whether a standard is met', () => {
  const good = { polarity: 'yes_is_good', standard: 90 } as const;
  const figure = (yes: number, applicable: number) =>
    ({ kind: 'figure', id: 'x', yes, applicable }) as unknown as ShownFigure;
  const weighted = (share: number) =>
    ({
      headline: { by: 'weighted', figure: { kind: 'figure', share, percent: 90, interval: null } },
      beside: null,
    }) as unknown as OverallFigures;

  const WEIGHTED_SUPPRESSED = {
    headline: { by: 'weighted', figure: { kind: 'suppressed' } },
    beside: null,
  } as unknown as OverallFigures;

  it.each([
    [figure(9, 10), null, 'met'],
    [figure(89, 99), null, 'not met'],
    [{ kind: 'suppressed', id: 'x' } as const, null, 'cannot tell'],
    [{ kind: 'none', id: 'x', reason: 'not applicable' } as const, null, 'cannot tell'],
    [null, null, 'cannot tell'],
    // By the figure that the audit goes by.
    [figure(10, 10), weighted(0.896), 'not met'],
    [figure(5, 10), weighted(0.9), 'met'],
    // Where that is suppressed the other one does not stand in for it.
    [figure(10, 10), WEIGHTED_SUPPRESSED, 'cannot tell'],
  ] as const)('%j: %#', (counts, overall, verdict) => {
    expect(standardVerdict(good, { figure: counts, overall })).toBe(verdict);
  });

  it('is not asked of a check without one, nor of one that is neither good nor bad', () => {
    const of = { figure: figure(1, 10), overall: null };
    expect(standardVerdict({ polarity: 'yes_is_good' }, of)).toBeNull();
    expect(standardVerdict({ polarity: 'neither', standard: 50 }, of)).toBeNull();
    expect(standardVerdict({ polarity: 'yes_is_bad', standard: 10 }, of)).toBe('met');
    expect(standardVerdict({ polarity: 'yes_is_bad', standard: 9 }, of)).toBe('not met');
  });
});
