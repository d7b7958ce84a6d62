import { it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { filledIn, formTo } from '../support/form.ts';
import { BRIDGE } from '../support/improvement.ts';
import { sheetOf } from '../support/measures.ts';
import { download } from '../support/page.ts';
import { converted, picture } from './picture.ts';

const of = async (visitor: Visitor, name: string, url: string) =>
  picture(name, async () => (await download(visitor, url)).body);
const file = async (visitor: Visitor, name: string, url: string, format: string) =>
  converted(name, format, async () => (await download(visitor, url)).body);
const long = (length: number) =>
  'Service users waiting for more than three weeks to start a structured intervention '
    .repeat(5)
    .slice(0, length)
    .trim();

async function measures(test: TestApp, carl: Visitor): Promise<void> {
  const { deps, ids } = test;
  for (const id of ['oxfordshire-2008-09', 'southampton-2011-12', 'north-east-lincolnshire-2009-10']) {
    await deps.measures.loadExample(ids.lena, id);
  }
  await of(carl, 'measure-target', urls.measureExport('drug_users_treated', 'pdf', { period: '2008/09' }));
  await of(carl, 'measure-penetration', urls.measureExport('penetration', 'pdf'));
  await of(carl, 'measure-series', urls.measureExport('completions_month', 'pdf'));
  for (const { id, name } of (await deps.measures.overview()).places.filter(
    ({ kind }) => kind === 'partnership',
  )) {
    if (/^(Southampton|Oxfordshire)$/.test(name)) {
      await of(
        carl,
        `place-${name}`,
        urls.measurePlaceExport(id, 'pdf', { period: name === 'Southampton' ? 'Q4 2011/12' : '2008/09' }),
      );
    }
  }
  await of(carl, 'board-southampton', urls.boardPdf({ partnership: 'Southampton', since: '01/01/2026' }));
}

async function extremeMeasures(test: TestApp, carl: Visitor): Promise<void> {
  const { deps, ids } = test;
  const names = Array.from({ length: 40 }, (_, i) => `${long(150)} ${i}`);
  await deps.measures.takeOver(
    ids.lena,
    sheetOf([
      ['id', 'label', 'unit', 'better'],
      ...names.map((name, i) => [`long_${i}`, name, i % 2 ? 'percent' : 'people', 'lower']),
    ]),
    { replace: false },
  );
  const months = Array.from(
    { length: 30 },
    (_, i) =>
      `${['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][i % 12] ?? ''} ${2020 + Math.floor(i / 12)}`,
  );
  const place = long(110);
  const rows = names.flatMap((_, at) => [
    ...months.map((period, i) => [
      `long_${at}`,
      place,
      'partnership',
      period,
      'actual',
      at % 2 ? `${i === 29 ? 90 : 40 + (i % 3)}%` : String(1000 + (i % 4) + (i === 29 ? 900 : 0)),
    ]),
    [`long_${at}`, place, '', 'Jun 2022', 'target', at % 2 ? '10 to 15%' : '1,000'],
    [`long_${at}`, place, '', 'Jun 2022', 'national', at % 2 ? '13 to 9%' : '1,234,567'],
    [`long_${at}`, place, '', 'Jun 2022', 'top_quartile', at % 2 ? '57.25%' : '900 to 1,100'],
    [`long_${at}`, place, '', '2019/20', 'baseline', at % 2 ? '40%' : '1,000'],
  ]);
  const many = Array.from({ length: 1000 }, (_, i) => [
    'long_1',
    `Place number ${i}`,
    'partnership',
    'Jun 2022',
    'actual',
    `${(i * 7) % 100}%`,
  ]);
  await deps.measures.takeOver(
    ids.lena,
    sheetOf([['measure', 'place', 'place kind', 'period', 'kind', 'figure'], ...rows, ...many]),
    { replace: false },
  );
  const id = (await deps.measures.overview()).places.find(({ name }) => name === place)?.id ?? 0;
  await of(carl, 'extreme-place', urls.measurePlaceExport(id, 'pdf'));
  await of(carl, 'extreme-measure', urls.measureExport('long_0', 'pdf'));
  await of(carl, 'extreme-places', urls.measureExport('long_1', 'pdf'));
  await of(carl, 'board-extreme', urls.boardPdf({ partnership: place, since: '01/01/2020' }));
}

async function plans(test: TestApp, lena: Visitor, carl: Visitor): Promise<void> {
  const { deps, ids } = test;
  const planId = await deps.delivery.loadExample(ids.lena, 'treatment-plan-2010-11');
  await of(carl, 'plan', urls.deliveryPlanFile(planId, 'pdf'));
  await of(carl, 'plan-theme', urls.deliveryPlanFile(planId, 'pdf', { theme: 'detoxification' }));
  const extreme = await deps.delivery.save(ids.lena, null, {
    title: long(160),
    partnership: long(120),
    firstDay: '2026-04-01',
    lastDay: '2027-03-31',
    followers: [],
  });
  await deps.delivery.takeOver(
    ids.lena,
    extreme,
    sheetOf([
      ['heading', 'action', 'owner', 'role', 'due', 'done when', 'themes'],
      ...Array.from({ length: 90 }, (_, i) => [
        `${i % 17} ${long(150)}`,
        `${i} ${long(i % 5 === 0 ? 300 : 60)}`,
        i % 3 ? 'Partnership' : BRIDGE,
        long(60),
        '31/12/2026',
        long(i % 7 === 0 ? 200 : 40),
        'detoxification, housing and employment, hepatitis',
      ]),
    ]),
  );
  await of(carl, 'plan-extreme', urls.deliveryPlanFile(extreme, 'pdf'));
  for (const format of ['docx', 'xlsx'] as const) {
    await file(carl, `plan-${format}`, urls.deliveryPlanFile(planId, format), format);
    await file(
      carl,
      `plan-theme-${format}`,
      urls.deliveryPlanFile(planId, format, { theme: 'detoxification' }),
      format,
    );
    await file(carl, `plan-extreme-${format}`, urls.deliveryPlanFile(extreme, format), format);
  }
  await minutes(test, lena, planId);
}

async function minutes(test: TestApp, lena: Visitor, planId: number): Promise<void> {
  const { deps, ids } = test;
  const { providerId } = (await deps.accounts.get(ids.paula)) as { providerId: number };
  const meetingId = await deps.meetings.save(await deps.accounts.get(ids.lena), null, {
    providerId,
    planId,
    heldOn: '2027-03-01',
    place: long(150),
    people: Array.from({ length: 12 }, (_, i) => `${long(60)} ${i}`).join('\n'),
    readers: [ids.lena],
  });
  const agenda = urls.meetingForm(meetingId, 'agenda');
  const form = formTo((await lena.get(urls.meeting(meetingId))).text, agenda);
  const own = Array.from({ length: 30 }, (_, i) => `${i} ${long(i % 4 === 0 ? 290 : 50)}`).join('\n');
  await lena.post(agenda, filledIn(form, { own }));
  await of(lena, 'meeting-agenda', urls.meetingPdf(meetingId));
  const write = urls.meetingForm(meetingId, 'minutes');
  const page = formTo((await lena.get(write)).text, write);
  const decisions = Object.keys(page.fields).filter((name) => name.startsWith('decision-'));
  await lena.post(
    write,
    filledIn(page, Object.fromEntries(decisions.map((name, i) => [name, long(i % 5 === 0 ? 400 : 70)]))),
  );
  await of(lena, 'meeting-minutes', urls.meetingPdf(meetingId));
}

it('documents of measures, boards, delivery plans and meetings, as in the examples and at their extremes', async () => {
  const test = await startApp('sqlite');
  try {
    const [lena, carl] = [await test.as('lena'), await test.as('carl')];
    await measures(test, carl);
    await extremeMeasures(test, carl);
    await plans(test, lena, carl);
  } finally {
    await test.close();
  }
});
