import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayAfter } from '../../rules/index.ts';
import { dayForForm, dayInBritain } from '../../server/formats/english.ts';
import { boardPdf } from '../../server/overview/board/pdf.ts';
import type { BoardView } from '../../server/overview/board/presenter.ts';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { wordsOf } from '../support/form.ts';
import { closedAudit, recordFile, sentPlan } from '../support/improvement.ts';
import { sheetOf } from '../support/measures.ts';
import { download } from '../support/page.ts';
import { pdfUaProblems } from '../support/pdfUa.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Twelve months between 10 and 11, and a last one far above: its mean is 10.4 and the limits reach to about 18. */
const WAITING = ['10', '11', '10', '11', '10', '11', '10', '11', '10', '11', '10', '30'];

/** How many pages a PDF has. */
const pagesOf = (pdf: Buffer): number => (pdf.toString('latin1').match(/\/Type \/Page\b/g) ?? []).length;

onOneEngine('the page for a partnership’s board', (engine) => {
  let app: TestApp;
  let [lena, carl, stan] = [{} as Visitor, {} as Visitor, {} as Visitor];
  let today = '';
  const HERE = { partnership: 'Southampton' };

  beforeAll(async () => {
    app = await startApp(engine);
    [lena, carl, stan] = [await app.as('lena'), await app.as('carl'), await app.as('stan')];
    today = dayInBritain(new Date());
    const { deps, ids } = app;
    await deps.measures.takeOver(
      ids.lena,
      sheetOf([
        ['id', 'label', 'unit', 'better'],
        ['waiting', 'People who wait', 'people', 'lower'],
        ['steady', 'People in treatment', 'people', 'higher'],
      ]),
      { replace: false },
    );
    const rows = MONTHS.flatMap((month, i) => [
      ['waiting', 'Southampton', 'partnership', `${month} 2012`, 'actual', WAITING[i] ?? ''],
      ['steady', 'Southampton', 'partnership', `${month} 2012`, 'actual', i % 2 === 0 ? '100' : '101'],
    ]);
    const few = [['steady', 'Elsewhere', 'partnership', 'Jan 2012', 'actual', '9']];
    const heading = ['measure', 'place', 'place kind', 'period', 'kind', 'figure'];
    await deps.measures.takeOver(ids.lena, sheetOf([heading, ...rows, ...few]), { replace: false });

    // A recovery plan in 14 of 20 files, and in 20 of 20 when it is looked at again.
    const first = await closedAudit(app, 'First look');
    await sentPlan(app, first, dayAfter(today, -1));
    const groups = [{ name: 'All', plannedFiles: 20 }];
    const { auditId, groupIds } = await newAudit(app, { title: 'Second look', groups });
    await deps.audits.addMember(ids.lena, auditId, ids.carl, 'commissioner');
    for (let i = 0; i < 20; i += 1) {
      await recordFile(app, auditId, groupIds[0] ?? 0, `S-${i}`, { recovery_plan: 'yes', smart: 'yes' });
    }
    await deps.auditRepository.setPredecessor(auditId, first.auditId);
    await deps.steps.changeState(ids.lena, auditId, 'close');
  });
  afterAll(() => app.close());

  it('says what clearly moved, the worse first, each with a chart and of how many', async () => {
    const { text } = await carl.get(urls.board(HERE));
    const words = wordsOf(text);
    const [waiting, plans, plan] = [
      'People who wait worse 30 in December 2012, against a mean of 12.1 over 12 periods: outside the limits of chance.',
      'Improvement plans worse 0 of 1 action done since',
      'better 20 of 20, 100%, against 14 of 20, 70% in the audit before; +30 points',
    ].map((one) => words.indexOf(one));
    expect(waiting).toBeGreaterThan(0);
    expect(plans).toBeGreaterThan(waiting ?? 0);
    expect(plan).toBeGreaterThan(plans ?? 0);
    expect(words).toContain('1 became late (The Bridge 1), so that 1 of 1 are late now.');
    expect(words).toContain('2 measures with a figure that came in since');
    expect(words).toContain('1 of 2 comparisons is clear.');
    expect(words).not.toContain('People in treatment worse');
    // One a line, each drawn for wide windows and for narrow ones.
    for (const width of ['wide', 'narrow']) {
      expect(text.match(new RegExp(`picture--${width}`, 'g'))).toHaveLength(3);
    }
  });

  it('says what was done and became late of the partnership’s delivery plans, and of no other', async () => {
    const { deps, ids } = app;
    const planOf = (partnership: string) =>
      deps.delivery.save(ids.lena, null, {
        title: `Plan of ${partnership}`,
        partnership,
        firstDay: dayAfter(today, -300),
        lastDay: dayAfter(today, 60),
        followers: [],
      });
    const sheet = (owner: string) =>
      sheetOf([
        ['heading', 'action', 'owner', 'due'],
        ['Exits', 'Became late', owner, dayForForm(dayAfter(today, -10))],
        ['Exits', 'Late before the board met', owner, dayForForm(dayAfter(today, -200))],
        ['Exits', 'Done since', 'Partnership', dayForForm(dayAfter(today, -5))],
        ['Exits', 'Not due yet', 'Partnership', ''],
      ]);
    const [own, other] = [await planOf('southampton'), await planOf('Another county')];
    await deps.delivery.takeOver(ids.lena, own, sheet('The Bridge'));
    await deps.delivery.takeOver(ids.lena, other, sheet('Partnership'));
    const page = (await lena.get(urls.deliveryPlan(own))).text;
    const done = /lines\/(\d+)">Done since/.exec(page)?.[1];
    await deps.delivery.report(ids.carl, own, Number(done), 'done', '');
    const { text } = await carl.get(urls.board(HERE));
    expect(wordsOf(text)).toMatch(
      /Delivery plan worse 1 of 4 lines done since [^;]+; 1 became late \(The Bridge 1\), so that 2 of 4 are late now\./,
    );
    expect(wordsOf(text)).toContain('Delivery plan 4 lines of 1 delivery plan; 2 of 4 late.');
    const { body } = await download(carl, urls.boardPdf(HERE));
    expect(pdfUaProblems(body)).toEqual([]);
    expect(pagesOf(body)).toBeLessThanOrEqual(2);
  });

  it('comes as a PDF of two pages at most, which is written down for each audit in it', async () => {
    const { body } = await download(carl, urls.boardPdf(HERE));
    expect(pdfUaProblems(body)).toEqual([]);
    expect(pagesOf(body)).toBeLessThanOrEqual(2);
    const [line] = await app.deps.activity.list({ actions: ['results.exported'], limit: 1 });
    expect(line?.detail).toMatchObject({ view: 'comparison', format: 'pdf' });
  });

  it('is for leads and commissioners of the partnership alone', async () => {
    expect((await stan.get(urls.board(HERE))).status).toBe(404);
    expect((await stan.get(urls.boardPdf(HERE))).status).toBe(404);
    expect((await carl.get(urls.board({ partnership: 'Nowhere' }))).status).toBe(404);
    // Of a partnership without an audit only measures are told, which every commissioner and lead reads.
    const elsewhere = wordsOf((await stan.get(urls.board())).text);
    expect(elsewhere).toContain('Elsewhere: what changed since');
    expect(elsewhere).toContain('Nothing has clearly moved since');
    expect(elsewhere).toContain('Of it there are too few periods to tell a change from chance');
    expect((await lena.get(urls.board(HERE))).status).toBe(200);
  });

  it('finds the measures of a place that the partnership’s name begins with', async () => {
    const { deps, ids } = app;
    const details = { ...(await deps.audits.get((await newAudit(app)).auditId)) };
    const auditId = await deps.audits.create(ids.stan, {
      ...details,
      partnership: 'Elsewhere Drug Action Team',
    });
    await deps.audits.addMember(ids.stan, auditId, ids.carl, 'commissioner');
    const words = wordsOf((await carl.get(urls.board({ partnership: 'Elsewhere Drug Action Team' }))).text);
    expect(words).toContain('Measures of Elsewhere 1 measure with a figure that came in since');
    expect((await lena.get(urls.board({ partnership: 'Elsewhere' }))).status).toBe(404);
    // The sheet of the place leads to this board, and not to that of the first partnership.
    const { id } = (await deps.measures.overview()).places.find(({ name }) => name === 'Elsewhere') ?? {
      id: 0,
    };
    const led = /href="(\/board\?[^"]*)"/.exec((await carl.get(urls.measurePlace(id))).text)?.[1] ?? '';
    expect(wordsOf((await carl.get(led)).text)).toContain('Elsewhere Drug Action Team: what changed since');
  });

  it('says of what is rare what its own page says', async () => {
    const { deps, ids } = app;
    await deps.measures.takeOver(
      ids.lena,
      sheetOf([
        ['id', 'label', 'unit', 'better'],
        ['deaths', 'Deaths in treatment', 'people', 'lower'],
        ['fires', 'Fires in hostels', 'fires', 'lower'],
      ]),
      { replace: false },
    );
    // One every fifth month in four years, and then none for three and a half more; and the same without these.
    const row = (measure: string, i: number) => [
      measure,
      'Southampton',
      'partnership',
      `${MONTHS[i % 12]} ${2002 + Math.floor(i / 12)}`,
      'actual',
      i < 48 && i % 5 === 0 ? '1' : '0',
    ];
    const heading = ['measure', 'place', 'place kind', 'period', 'kind', 'figure'];
    const rows = [
      ...Array.from({ length: 90 }, (_, i) => row('deaths', i)),
      ...Array.from({ length: 54 }, (_, i) => row('fires', i)),
    ];
    await deps.measures.takeOver(ids.lena, sheetOf([heading, ...rows]), { replace: false });
    const words = wordsOf((await carl.get(urls.board(HERE))).text);
    const told = 'Since the latest there were 44 without it, which is more than chance: it has become rarer.';
    expect(words).toContain(
      `Deaths in treatment better 0 in June 2009. It is rare: 10 of 90 periods had any. ${told} Chance alone leaves 0 to 29.`,
    );
    expect(words).toContain('90 periods, without limits: what tells is how long it is from one to the next.');
    // Eight and more without any in a row are no signal of theirs.
    expect(words).not.toContain('Fires in hostels better');
    expect(wordsOf((await carl.get(urls.measure('deaths'))).text)).toContain(told);
    const { body } = await download(carl, urls.boardPdf(HERE));
    expect(pdfUaProblems(body)).toEqual([]);
  });

  it('says what is wrong with the day, and keeps it', async () => {
    const late = dayForForm(dayAfter(today, 1));
    const future = await carl.get(urls.board({ ...HERE, since: late }));
    expect([future.status, wordsOf(future.text)]).toEqual([
      422,
      expect.stringContaining('Enter a day that is not after today.'),
    ]);
    expect(future.text).toContain(`value="${late}"`);
    expect((await carl.get(urls.board({ ...HERE, since: 'soon' }))).status).toBe(422);
  });
});

describe('the PDF for a board', () => {
  it('has two pages where everything in it is as long as it can be', async () => {
    const long = (length: number) => 'A measure of a long name '.repeat(8).slice(0, length);
    const points = Array.from({ length: 24 }, (_, i) => ({
      label: `Q1 ${i}`,
      note: '8 of 12',
      value: { share: 0.5, interval: [0.2, 0.8] as [number, number] },
      filled: false,
    }));
    const line = {
      title: long(160),
      text: `${long(160)} ${long(160)}`,
      verdict: 'worse' as const,
      word: 'worse',
      href: '/',
      chart: { kind: 'overTime' as const, title: 'Chart', description: '', points, guides: [] },
      caption: long(120),
    };
    const view: BoardView = {
      name: long(120),
      since: '1 January 2026',
      today: '1 April 2026',
      day: '2026-04-01',
      lines: [line, line, line, line],
      more: long(160).repeat(6),
      nothing: null,
      basis: Array.from({ length: 6 }, () => ({
        term: 'Improvement plans',
        text: `${long(160)} ${long(160)}`,
        href: '/',
      })),
    };
    const pdf = await buffer(boardPdf(view, new Date('2026-04-01T12:00:00Z')));
    expect(pdfUaProblems(pdf)).toEqual([]);
    expect(pagesOf(pdf)).toBe(2);
  });
});
