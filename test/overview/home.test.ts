import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp } from '../support/app.ts';
import type { PersonName, TestApp } from '../support/app.ts';
import { parseHtml } from '../support/html.ts';
import { closedAudit, sentPlan, setStandard } from '../support/improvement.ts';

/** The parts of the home page: their heading with its number, and what stands under it. */
function newsOf(html: string): Record<string, string> {
  const parts: Record<string, string> = {};
  let current: string | null = null;
  for (const token of parseHtml(html)) {
    if (token.kind === 'open' && token.name === 'section') {
      current = /news__part--(\w+)/.exec(token.attributes.get('class') ?? '')?.[1] ?? null;
      if (current !== null) parts[current] = '';
    } else if (token.kind === 'close' && token.name === 'section') current = null;
    else if (token.kind === 'text' && current !== null) {
      parts[current] = `${parts[current] ?? ''} ${token.text}`.replace(/\s+/g, ' ').trim();
    }
  }
  return parts;
}

onOneEngine('the home page', (engine) => {
  let test: TestApp;
  let moment = '2027-01-10T09:00:00Z';

  beforeAll(async () => {
    test = await startApp(engine, { now: () => new Date(moment) });
    // With a standard, so that reports ask for a plan.
    setStandard(test, 'recovery_plan', 90);
  });
  afterAll(() => test.close());

  const news = async (person: PersonName) => {
    const page = await (await test.as(person)).get(urls.home());
    expect(page.status).toBe(200);
    return newsOf(page.text);
  };

  it('says what will appear there while nothing does, to those who wait for something', async () => {
    expect(await news('paula')).toEqual({
      new: 'New 0 When a report is out, a query is answered, or a plan of yours is accepted or sent back, it will appear here.',
      due: 'Due within 30 days 0 Improvement plans and their actions will appear here 30 days before they are due.',
      late: 'Late 0 Plans that are not sent in and actions that are not done by their due date will appear here.',
    });
    expect((await news('carl'))['new']).toContain('When an audit is closed, a provider raises a query');
    for (const person of ['lena', 'amir', 'adam'] as const) expect(await news(person)).toEqual({});
  });

  it('takes each through the whole loop', async () => {
    const at = await closedAudit(test);
    const { improvement } = test.deps;
    expect((await news('paula'))['new']).toBe(
      'New 2 Your report is out Spring audit, issued on 10 January 2027 at 09:00. Say that you have received it. ' +
        'Write your improvement plan Spring audit. It is due on 8 February 2027.',
    );
    expect((await news('paula'))['due']).toBe(
      'Due within 30 days 2 Send your improvement plan in Spring audit, due 8 February 2027, in 29 days ' +
        'Last day for queries on your report Spring audit, 25 January 2027, in 15 days',
    );
    await test.deps.reports.acknowledge(test.ids.paula, at.auditId, at.bridge, 1);
    expect((await news('carl'))['new']).toBe('New 1 Results of Spring audit Closed on 10 January 2027');

    const { queries } = test.deps;
    const question = { about: null, text: 'One file is not ours.' };
    const queryId = await queries.raise(test.ids.paula, at.auditId, at.bridge, question);
    expect((await news('lena'))['new']).toContain(`New 1 Query ${queryId} of The Bridge`);
    expect((await news('carl'))['new']).not.toContain('Query');
    expect((await news('paula'))['due']).not.toContain('Last day for queries');
    await queries.answer(test.ids.lena, at.auditId, at.bridge, queryId, 'It is.');
    // No query is open, but others can still be raised.
    expect((await news('lena'))['new']).toContain('New 0');
    expect((await news('paula'))['new']).toContain(`Query ${queryId} is answered Spring audit`);
    expect((await news('dora'))['new']).not.toContain('Query');

    const actionId = await sentPlan(test, at, '2027-02-09');
    expect((await news('paula'))['new']).not.toContain('plan');
    for (const person of ['carl', 'lena'] as const) {
      expect((await news(person))['new']).toContain(
        'The Bridge has sent its plan in Spring audit. Accept it or send it back.',
      );
      expect((await news(person))['due']).toContain(
        'Due within 30 days 2 Improvement plan of Drug Intervention Programme Spring audit, due 8 February 2027, in 29 days Write a recovery plan',
      );
    }
    await improvement.take(test.ids.carl, at.auditId, at.bridge, 'sendBack', 2, 'No.');
    expect((await news('paula'))['new']).toContain('Your improvement plan was sent back');
    await improvement.take(test.ids.paula, at.auditId, at.bridge, 'send', 3, '');
    await improvement.take(test.ids.lena, at.auditId, at.bridge, 'accept', 4, '');
    expect((await news('paula'))['new']).toContain('Your improvement plan is accepted');

    moment = '2027-02-10T09:00:00Z';
    for (const person of ['paula', 'carl', 'lena'] as const) {
      expect((await news(person))['late']).toMatch(
        person === 'paula'
          ? /^Late 1 Write a recovery plan .* due 9 February 2027, 1 day ago$/
          : /^Late 2 Improvement plan of Drug Intervention Programme Spring audit, due 8 February 2027, 2 days ago Write a recovery plan .* due 9 February 2027, 1 day ago$/,
      );
      expect((await news(person))['due']).toContain('Due within 30 days 0');
    }
    // What had only to be known is no longer new; another provider is told nothing of it.
    expect((await news('paula'))['new']).toContain('New 0');
    expect((await news('dora'))['late']).toMatch(/^Late 1 Send your improvement plan in .* 2 days ago$/);

    await improvement.report(test.ids.paula, at.auditId, at.bridge, actionId, 'done', '');
    expect((await news('lena'))['late']).not.toContain('Write a recovery plan');
    expect((await news('lena'))['new']).toContain('The Bridge says that it is done. Confirm it.');
    await improvement.report(test.ids.lena, at.auditId, at.bridge, actionId, 'confirmed', '');

    // The time for queries is over, which the lead is told, and nobody else.
    expect((await news('lena'))['new']).toBe(
      'New 1 Spring audit can be made final Every provider has its report, no query is open, and the time for queries is over.',
    );
    expect((await (await test.as('lena')).get(urls.home())).text).toContain(
      `href="${urls.audit(at.auditId)}"`,
    );
    for (const person of ['carl', 'paula', 'amir', 'stan'] as const) {
      expect((await news(person))['new'] ?? '').not.toContain('final');
    }
    await test.deps.steps.changeState(test.ids.lena, at.auditId, 'finish');
    expect((await news('lena'))['new']).toContain('New 0');
  });
});
