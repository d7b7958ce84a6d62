import { afterAll, beforeAll, expect, it } from 'vitest';
import { ageText } from '../../../server/results/comparison/committeeFiles.ts';
import { presentComparison } from '../../../server/results/comparison/presenter.ts';
import type { CompareView } from '../../../server/results/comparison/presenter.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';

let test: TestApp;
let view: CompareView;

beforeAll(async () => {
  test = await startApp('sqlite');
  const auditId = await test.deps.demoAudit.load(test.ids.lena);
  const user = await test.deps.accounts.get(test.ids.lena);
  view = presentComparison(await test.deps.comparison.of(auditId, {}, user, 'suppressed'), user);
});
afterAll(() => test.close());

it('says how old the files are, and what a fieldwork that ended early was to last until', () => {
  const onDay = (today: string) => ageText({ ...view, fieldworkEnd: '2012-03-02', today });
  expect(onDay('2012-06-02')).toBe(
    'Files read until 2 March 2012, 3 months before this was made on 2 June 2012.',
  );
  for (const today of ['2012-03-01', '2012-03-02'])
    expect(onDay(today)).toMatch(/^The fieldwork was to last until 2 March 2012; this was made on \d March/);
});
