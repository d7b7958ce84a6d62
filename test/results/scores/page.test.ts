import { afterAll, beforeAll, expect, it } from 'vitest';
import { criteriaOf, instrumentItemsOf, optionsOf } from '../../../rules/index.ts';
import type { Instrument } from '../../../rules/index.ts';
import { urls } from '../../../server/web/urls.ts';
import { fileOf as exampleFile, toolOf } from '../../audits/instruments.ts';
import { onOneEngine, startApp, withExample } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf } from '../../support/audit.ts';
import { takeFrom } from '../../support/exports.ts';
import { wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { readPdf } from '../../support/readPdf.ts';
import { exampleOf, scoredAudit } from '../../support/scoredAudit.ts';

const review = toolOf('service_review_2007');
const diversity = toolOf('diversity_review_2008');
const quality = toolOf('record_quality');
const calls = toolOf('scripted_calls');

/** The same answer to every item that is scored, or the best of one that has it not, with others in place of some. */
const answersOf = (tool: Instrument, answer: string, more: Record<string, string> = {}) =>
  new Map([
    ...instrumentItemsOf(tool).flatMap((item) => {
      const options = optionsOf(tool, item).map(({ id }) => id);
      const own = options.includes(answer) ? answer : options.at(-1);
      return item.kind === 'scale' && own !== undefined ? [[item.id, own] as [string, string]] : [];
    }),
    ...Object.entries(more),
  ]);

onOneEngine('the page of scores', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let carl: Visitor;
  beforeAll(async () => {
    test = await startApp(engine);
    [lena, amir, carl] = [await test.as('lena'), await test.as('amir'), await test.as('carl')];
  });
  afterAll(() => test.close());

  const fileOf = async (auditId: number, reference: string): Promise<number> => {
    const actor = {
      id: test.ids.lena,
      roles: ['lead' as const],
      providerId: null,
      organisationId: 1,
      organisations: [1],
    };
    const { records } = await test.deps.scores.shown(auditId, 'group', actor);
    return records?.find((one) => one.reference === reference)?.fileId ?? 0;
  };

  it('is in the head of an audit whose tool has criteria, where results lead, and of no other', async () => {
    const scored = await scoredAudit(test, review, { One: { A: answersOf(review, 'good') } });
    const example = await withExample(test);
    const of = async (auditId: number) => (await lena.get(urls.panel(auditId))).text;
    expect(await of(scored)).toContain(`href="${urls.scores(scored)}"`);
    expect(await of(example)).not.toContain(urls.scores(example));
    expect((await lena.get(urls.scores(example))).status).toBe(404);
    expect((await lena.get(urls.recordScore(example, 1))).status).toBe(404);
  });

  it('begins with what is to be done: who lacks an answer, and which', async () => {
    const lacking = answersOf(review, 'good');
    lacking.delete('q2_3');
    const auditId = await scoredAudit(test, review, {
      One: { 'Partnership A': lacking, 'Partnership B': answersOf(review, 'good') },
    });
    const page = wordsOf((await lena.get(urls.scores(auditId, { by: 'group' }))).text);
    expect(page).toContain('1 partnership of 2 has no score yet, because an answer is missing.');
    expect(page).toContain('Without a score: 1 for want of an answer (2.3');
    expect(page.indexOf('Answers are missing')).toBeLessThan(page.indexOf('Every criterion'));
    const told = wordsOf(
      (await lena.get(urls.recordScore(auditId, await fileOf(auditId, 'Partnership A')))).text,
    );
    expect(told).toContain('No score: 1 of 3 answers is missing (2.3');
    expect(told).toContain('No rank, since a score is missing; 1 partnership has one.');
  });

  it('leaves out what the audit or a group leaves out, and says so', async () => {
    const most = answersOf(review, 'good');
    most.delete('q4_2');
    const auditId = await scoredAudit(test, review, { One: { A: most }, Two: { B: most } });
    const groups = await test.deps.auditRepository.groups(auditId);
    const exclude = async (name: string) => {
      const group = groups.find((one) => one.name === name);
      if (!group) throw new Error(`there is no group ${name}`);
      const details = { name, plannedFiles: 1, providerIds: [], exclusions: ['q4_2'] };
      await test.deps.auditRepository.updateGroup(group.id, details);
      return wordsOf((await lena.get(urls.scores(auditId, { by: 'group' }))).text);
    };
    const half = await exclude('Two');
    expect(half).toContain('Left out for Two: 4.2');
    expect(half).toContain('1 of 2 with a score');
    const page = await exclude('One');
    expect(page).toContain('Left out of this audit and of every score: 4.2');
    expect(page).toContain('2 of 2 with a score');
    const told = tablesOf((await lena.get(urls.recordScore(auditId, await fileOf(auditId, 'A')))).text);
    const parts = told.flatMap(({ rows }) => rows);
    expect(parts.filter((row) => row[1] === 'Left out of this audit')).toHaveLength(1);
  });

  it('leaves out what was left out of the whole audit, with why', async () => {
    const most = answersOf(review, 'good');
    most.delete('q4_2');
    const auditId = await scoredAudit(test, review, { One: { A: most } });
    const reason = 'Removed after the returns.';
    await test.deps.leftOut.leaveOut(test.ids.lena, auditId, { itemId: 'q4_2', reason });
    const page = wordsOf((await lena.get(urls.scores(auditId, { by: 'group' }))).text);
    expect(page).toContain('1 of 1 with a score');
    expect(page).toContain('4.2 Compact (Removed after the returns.)');
  });

  it('says who is in which band, of the whole or of the criterion that is asked for', async () => {
    const auditId = await scoredAudit(test, calls, {
      One: {
        'CALL-1': answersOf(calls, 'good', { harmful: 'no' }),
        'CALL-2': answersOf(calls, 'excellent', { harmful: 'yes' }),
      },
    });
    const whoIn = async (criterion: string) => {
      const page = (await lena.get(urls.scores(auditId, { by: 'group', criterion }))).text;
      return wordsOf(
        page.slice(
          page.indexOf('<section aria-labelledby="who"'),
          page.indexOf('<h2 class="govuk-heading-m" id="divided"'),
        ),
      );
    };
    expect(await whoIn('welcome')).toContain('Good: 1 CALL-1 Excellent: 1 CALL-2');
    expect(await whoIn('accuracy')).toContain('Weak: 1 CALL-2');
    const page = await lena.get(urls.recordScore(auditId, await fileOf(auditId, 'CALL-2')));
    expect(wordsOf(page.text)).toContain('so the score was brought down');
    // A tool that does not rank ranks nothing.
    expect(wordsOf(page.text)).not.toContain('Rank');
    expect((await lena.get(urls.scores(auditId, { by: 'group' }))).text).not.toContain('Ranked by');
  });

  it('is told in the words of the subject, one of them as one', async () => {
    const auditId = await scoredAudit(test, review, { One: { A: answersOf(review, 'good') } });
    const page = wordsOf((await lena.get(urls.scores(auditId, { by: 'group' }))).text);
    expect(page).toContain('of 1 partnership with a score');
    expect(page).toMatch(/1 partnership, ranked by [A-Z].*\. Partnerships with equal scores share a rank\./);
    expect(page).toContain('A value that equals a cut belongs to the band above it.');
    // Not all scores have room in print, which is said there.
    const pdf = await readPdf((await download(lena, urls.scoresPdf(auditId))).body);
    expect(pdf.text.replaceAll(/\s+/g, ' ')).toContain('The first 4 of 13 scores stand here; all are in');
    // Nothing stands beside the only line, and no provider is named who would be asked for anything.
    const compared = wordsOf((await lena.get(urls.compare(auditId))).text);
    expect(compared).toContain('This is the only line, so nothing stands beside it.');
    expect(compared).not.toContain('their answers stand side by side below');
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    expect(wordsOf((await lena.get(urls.audit(auditId))).text)).not.toContain('Reports issued');
    const plans = wordsOf((await lena.get(urls.improvement(auditId))).text);
    expect(plans).toContain('No sample group names a provider, so nobody is asked for a plan.');
    expect(plans).not.toContain('0 of 0');
  });

  it('divides by whatever field there is, where there is one group: printed shares and order of regions', async () => {
    const auditId = await scoredAudit(
      test,
      review,
      { England: exampleOf(review, 'examples/service-review-2007/returns.csv') },
      { exclusions: ['q4_2'] },
    );
    const [, divided] = tablesOf((await lena.get(urls.scores(auditId))).text);
    const [head = [], ...rows] = divided?.rows ?? [];
    expect(head[0]).toBe('Region');
    expect(rows.map(([name, records]) => `${name} ${records}`)).toEqual([
      'North West 22',
      'North East 12',
      'Yorkshire and the Humber 15',
      'East of England 10',
      'West Midlands 14',
      'East Midlands 9',
      'South West 15',
      'South East 19',
      'London 33',
      'All partnerships 149',
    ]);
    // Printed: the North West did best in both themes and the South East worst.
    for (const theme of ['Commissioning', 'Harm reduction']) {
      const at = head.indexOf(theme);
      const means = rows.slice(0, -1).map((row) => ({ name: row[0], mean: Number(row[at]?.split(' ')[0]) }));
      const order = means.toSorted((a, b) => b.mean - a.mean).map(({ name }) => name);
      expect([order[0], order.at(-1)]).toEqual(['North West', 'South East']);
    }
    expect((await lena.get(urls.scores(auditId, { by: 'q1_1' }))).status).toBe(404);
    expect((await lena.get(urls.scores(auditId, { by: 'nothing' }))).status).toBe(404);
  });

  it('links what is recorded for those alone who may read it', async () => {
    const auditId = await scoredAudit(
      test,
      review,
      { One: { A: answersOf(review, 'good') } },
      { closed: true },
    );
    const fileId = await fileOf(auditId, 'A');
    const href = `href="${urls.file(auditId, fileId)}#answer.q1_1"`;
    expect((await amir.get(urls.recordScore(auditId, fileId))).text).toContain(href);
    const page = await carl.get(urls.recordScore(auditId, fileId));
    expect(page.status).toBe(200);
    expect(page.text).not.toContain(urls.file(auditId, fileId));
  });

  it('keeps a judgement, made with the answers in view', async () => {
    const auditId = await scoredAudit(test, diversity, {
      One: {
        A: answersOf(diversity, 'good', { q2_2: 'good', r1: 'good', r2: 'good', r4: 'good', r5: 'weak' }),
      },
    });
    const fileId = await fileOf(auditId, 'A');
    const url = urls.recordScore(auditId, fileId);
    expect(wordsOf((await amir.get(url)).text)).toContain('Nobody has judged it yet.');
    const save = (fields: Record<string, string>) =>
      amir.post(urls.recordJudgements(auditId, fileId), fields);
    expect((await save({ version: '1', 'judgement.r3': 'splendid' })).status).toBe(422);
    expect((await save({ version: '1', 'judgement.r3': 'excellent' })).status).toBe(303);
    const stale = await save({ version: '1', 'judgement.r3': 'weak' });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('Somebody else has saved this record');
    const page = wordsOf((await amir.get(url)).text);
    // 3 + 3 + 4 + 3 + 1 of five judgements.
    expect(page).toContain('Inpatient and residential: 14');
    expect(page).toContain('Judged by a person: excellent.');
    expect(page).toContain('Rank 1 of 1.');
    expect((await activityOf(test, auditId)).at(-1)).toBe(`caseFile.saved case file ${fileId}`);
    // Taken back, it is missing again.
    await save({ version: '2', 'judgement.r3': '' });
    expect(wordsOf((await amir.get(url)).text)).toContain('No rank, since a score is missing');
  });

  it('has judgements from the recording page and from sheets as well, and gives them back', async () => {
    const providerId = (await test.deps.providers.byName('The Bridge'))?.id ?? 0;
    const auditId = await test.deps.audits.create(test.ids.lena, {
      title: 'Diversity',
      partnership: 'England',
      toolId: diversity.id,
      toolVersion: diversity.version,
      fieldworkStart: '2008-01-07',
      fieldworkEnd: '2008-03-28',
    });
    await test.deps.audits.createGroup(test.ids.lena, auditId, {
      name: 'England',
      plannedFiles: 6,
      providerIds: [providerId],
      exclusions: [],
    });
    await test.deps.steps.changeState(test.ids.lena, auditId, 'open');
    const [head = '', ...lines] = exampleFile('examples/diversity-2008/returns.csv').trim().split('\n');
    const content = [`${head},group`, ...lines.slice(0, 6).map((line) => `${line},England`)].join('\n');
    const sent = await lena.upload(urls.importFiles(auditId), { name: 'returns.csv', content });
    const at = sent.headers['location'] ?? '';
    const preview = await lena.get(at);
    expect(wordsOf(preview.text)).toContain('Columns recognised 24 of 24');
    expect((await lena.post(at)).status).toBe(303);

    const page = (await lena.get(urls.scores(auditId, { by: 'group' }))).text;
    expect(wordsOf(page)).toContain('6 of 6 with a score');
    const fileId = await fileOf(auditId, 'Partnership 001');
    const recorded = (await lena.get(urls.file(auditId, fileId))).text;
    expect(wordsOf(recorded)).toContain('Judgements');
    expect(recorded).toContain('name="answer.r1"');
    const given = (await lena.get(urls.exportFiles(auditId, 'csv'))).text;
    expect(given.split('\n')[0]).toContain('r5');
  });

  it('offers no judgement once the audit is closed', async () => {
    const auditId = await scoredAudit(
      test,
      diversity,
      { One: { A: answersOf(diversity, 'good', { q2_2: 'good' }) } },
      { closed: true },
    );
    const page = await lena.get(urls.recordScore(auditId, await fileOf(auditId, 'A')));
    expect(page.text).not.toContain('Save the judgement');
  });
});

onOneEngine('scores about persons', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let carl: Visitor;
  let auditId: number;
  const ids = criteriaOf(quality).map(({ id }) => id);
  beforeAll(async () => {
    test = await startApp(engine);
    [lena, carl] = [await test.as('lena'), await test.as('carl')];
    const all = Object.entries(exampleOf(quality, 'examples/record-quality/case-files.csv'));
    const groups = {
      Ash: Object.fromEntries(all.slice(0, 26)),
      Birch: Object.fromEntries(all.slice(26, 30)),
    };
    auditId = await scoredAudit(test, quality, groups, { closed: true, providers: ['The Bridge'] });
  });
  afterAll(() => test.close());

  it('show the panel every record, unranked', async () => {
    const page = (await lena.get(urls.scores(auditId, { by: 'group' }))).text;
    const records = tablesOf(page).at(-1);
    expect(records?.rows).toHaveLength(31);
    expect(page).not.toContain('Ranked by');
    expect(tablesOf(page)[0]?.rows[1]?.[3]).toMatch(/^[\d.]+ to [\d.]+ possible 0 to 1$/);
  });

  it('show nobody else what one record scores, nor what few do', async () => {
    const page = (await carl.get(urls.scores(auditId))).text;
    expect(page).not.toContain('/scores/');
    const [criteria, divided, ...more] = tablesOf(page);
    expect(more).toEqual([]);
    // All thirty together are many, without the least and the most of them; the group of four hides both groups.
    expect(criteria?.rows.slice(1).map((row) => row[1])).toEqual(['30 of 30', '30 of 30']);
    expect(criteria?.rows.slice(1).map((row) => row[3])).toEqual(['– possible 0 to 1', '– possible 0 to 1']);
    expect(divided?.rows.slice(1, 3).map((row) => row.slice(2))).toEqual([
      ['[c]', '[c]'],
      ['[c]', '[c]'],
    ]);
    expect(wordsOf(page)).toContain('What a single case file scores is not shown.');
    // Where nothing falls into bands, nothing is said of them.
    expect(wordsOf(page)).not.toMatch(/In each band|bands where|cut belongs/);
    expect(wordsOf(page)).toContain('without single case files:');
    // By provider one could take the groups from one another.
    const byProvider = (await carl.get(urls.scores(auditId, { by: 'provider' }))).text;
    expect(tablesOf(byProvider)[1]?.rows).toHaveLength(2);
    const { records } = await test.deps.scores.record(auditId, await firstFile()).then((found) => found);
    for (const { fileId, reference } of records) {
      expect((await carl.get(urls.recordScore(auditId, fileId))).status).toBe(403);
      expect(page).not.toContain(reference);
    }
  });

  const firstFile = async () => {
    const actor = {
      id: test.ids.lena,
      roles: ['lead' as const],
      providerId: null,
      organisationId: 1,
      organisations: [1],
    };
    return (await test.deps.scores.shown(auditId, 'group', actor)).records?.[0]?.fileId ?? 0;
  };

  it('leave the panel without single records, whoever takes them, unless a lead takes all', async () => {
    for (const visitor of [carl, lena]) {
      const { csv, xlsx, json } = await takeFrom(visitor, (format) => urls.exportScores(auditId, format));
      expect(json).toMatchObject({ suppressed: true, records: null });
      expect((json as { groups: { criteria: unknown[] }[] }).groups[0]?.criteria).toEqual(
        ids.map((id) => ({ id, suppressed: true })),
      );
      expect(xlsx.map(({ sheet }) => sheet)).toEqual(['Scores', 'Notes']);
      expect(csv[1]?.slice(4, 13)).toEqual(Array(9).fill('[c]'));
      const pdf = await readPdf((await download(visitor, urls.scoresPdf(auditId))).body);
      expect(pdf.text).toContain('What a single case file scores is not shown.');
      expect((await visitor.get(urls.exportRecordScores(auditId))).status).toBe(403);
    }
    const all = (format: string) => urls.exportScores(auditId, format, { figures: 'all' });
    const taken = await takeFrom(lena, all);
    expect(taken.json).toMatchObject({ suppressed: false });
    expect((taken.json as { records: unknown[] }).records).toHaveLength(30);
    expect((await carl.get(all('json'))).status).toBe(403);
    const lines = (await lena.get(urls.exportRecordScores(auditId, { figures: 'all' }))).text.trim();
    expect(lines.split('\n')).toHaveLength(31);
    expect((await activityOf(test, auditId)).at(-1)).toBe('results.exportedUnsuppressed');
  });
});
