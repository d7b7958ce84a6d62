import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buffer } from 'node:stream/consumers';
import { feedBack } from '../../../bin/demoFindings.ts';
import { checksOf } from '../../../rules/index.ts';
import type { FeedbackInput } from '../../../server/feedback/draft/input.ts';
import { feedbackPdf } from '../../../server/feedback/draft/pdf.ts';
import { presentFeedback } from '../../../server/feedback/draft/presenter.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { nodesOf, readPdf, words } from '../../support/readPdf.ts';
import type { ReadPdf } from '../../support/readPdf.ts';

/** As a report is that was issued. */
const withDays = (input: FeedbackInput): FeedbackInput => ({
  ...input,
  issue: {
    version: 1,
    at: input.asAt,
    queriesUntil: '2026-12-14',
    planDue: '2026-12-28',
    changesDue: null,
    changes: null,
  },
});

describe('the first two pages of the example’s report with findings', () => {
  let test: TestApp;
  let pdf: ReadPdf;
  let input: FeedbackInput;

  beforeAll(async () => {
    test = await startApp('sqlite');
    const { deps, ids } = test;
    const { auditId, reAuditId } = await deps.demoAudit.loadWithReAudit(ids.lena);
    await deps.steps.changeState(ids.lena, auditId, 'close');
    const bridge = await deps.providers.byName('The Bridge');
    const providerId = bridge?.id ?? 0;
    await feedBack(deps, { leadId: ids.lena, auditId: reAuditId, providerId });
    const [found] = (await deps.feedback.of(reAuditId)).flatMap(({ provider, issued }) =>
      provider.id === providerId && issued ? [issued] : [],
    );
    if (!found) throw new Error('there is no report');
    pdf = await readPdf(await deps.reports.pdf(found));
    input = await deps.feedback.input(reAuditId, providerId);
  });
  afterAll(() => test.close());

  it('are one page each', () => {
    const begins = (text: string) => pdf.pages.findIndex((page) => words(page.text).includes(text));
    expect(begins('it is a reason to look closer, not a verdict')).toBe(0);
    expect(begins('For the team')).toBe(1);
    expect(begins('explains RODT, SMART, TOP')).toBe(1);
  });

  it('are one page each where the program has an address, which they then name', async () => {
    const page = 'https://audit.drug-and-alcohol-partnership.example/audits/12';
    const links = { report: `${page}/feedback/34/report`, plan: `${page}/improvement/34` };
    const { issue } = withDays(input);
    const read = await readPdf(await buffer(feedbackPdf(presentFeedback({ ...input, links, issue }))));
    expect(words(read.pages[0]?.text ?? '')).toContain(`${links.report}#queries`);
    expect(words(read.pages[1]?.text ?? '')).toMatch(/^For the team/);
    // One that is on this machine alone tells nobody anything.
    expect(words(pdf.text)).not.toContain('localhost');
  });

  it('say on which page every check stands', () => {
    expect(words(pdf.pages[0]?.text ?? '')).toMatch(/\(see “Every check”\).* page 2/);
  });

  it('are one page each with every check marked', async () => {
    const marked = checksOf(input.tool).map(({ id }) => id);
    const issued = { ...withDays(input), marked };
    const read = await readPdf(await buffer(feedbackPdf(presentFeedback(issued))));
    expect(words(read.text)).toContain('they stand in the plan. You set the dates of the changes in it.');
    expect(words(read.pages[1]?.text ?? '')).toMatch(/^For the team/);
  });

  it('name files of the first check, and say of what the others and last time are', () => {
    const text = words(pdf.text);
    expect(text).toContain('No in 3 of 22 files (14%). The others: no in 7 of 38 (18%).');
    expect(text).toContain(
      'In NR/Bridge (joint work with New Road Centre) 2 of 10, in your other files 1 of 12.',
    );
    expect(text).toContain('Files to look at (1 of 3; 2 not named): BR-14-01.');
    expect(text).toContain('“Are the plan’s goals SMART?” (1 of 21, now 13 of 22)');
    expect(nodesOf(pdf, 'Figure')).toHaveLength(1);
  });
});
