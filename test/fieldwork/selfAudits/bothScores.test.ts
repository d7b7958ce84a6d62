import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Instrument } from '../../../rules/index.ts';
import { projectFolder } from '../../../server/platform/paths.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { takeFrom } from '../../support/exports.ts';
import { wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { readPdf, rowsOf } from '../../support/readPdf.ts';
import { answerAs, ITEMS, selfAudited } from '../../support/selfAudit.ts';
import type { SelfAudited } from '../../support/selfAudit.ts';

/** What a criterion came to: the score that counts, the own one, and what validation changed. */
type Both = [counting: number | null, own: number | null, difference: number | null];

// The Bridge answers i i p p, i i i i, i na i p n, and its lead is validated as not in place, which holds the first area
// at 1: own (2 + 2 + 1 + 1) / 4, counting (0 + 2 + 1 + 1) / 4. The other service says partly throughout, and its lead
// is validated as in place: (2 + 1 + 1 + 1) / 4.
const EXPECTED: Record<string, Record<string, Both>> = {
  'The Bridge': { people: [1, 1.5, -0.5], finding: [2, 2, 0], acting: [1.25, 1.25, 0] },
  'Drug Intervention Programme': { people: [1.25, 1, 0.25], finding: [1, 1, 0], acting: [1, 1, 0] },
};
/** Means of both. */
const OVERALL: Record<string, Both> = {
  people: [1.125, 1.25, -0.125],
  finding: [1.5, 1.5, 0],
  acting: [1.125, 1.125, 0],
};
const COUNTS =
  '14 of 26 answers are validated, and there the validated answer counts. For the other 12 the providers’ own answers count.';

const number = (cell: unknown): number | null => (cell === '–' || cell === null ? null : Number(cell));
const at = (row: readonly unknown[], heading: readonly unknown[], name: string) => row[heading.indexOf(name)];

/** Waits for a form to be sent, which leads on where it was taken. */
async function done(sent: PromiseLike<{ status: number }>): Promise<void> {
  const { status } = await sent;
  if (status !== 303) throw new Error(`a form was answered with ${status}`);
}

onOneEngine('own and validated scores, wherever they stand', (engine) => {
  let app: TestApp;
  let made: SelfAudited;
  let lena: Visitor;
  beforeAll(async () => {
    app = await startApp(engine);
    const { deps, ids } = app;
    made = await selfAudited(app, { state: 'draft' });
    lena = await app.as('lena');
    const { auditId, bridge, dip } = made;
    await done(lena.post(urls.auditState(auditId), { step: 'open' }));
    await answerAs(app, 'paula', made, 'iippiiiiiaipn');
    await answerAs(app, 'dora', made, 'p'.repeat(ITEMS.length));
    for (const [who, provider] of [
      ['paula', bridge],
      ['dora', dip],
    ] as const) {
      const own = await app.as(who);
      await done(own.post(urls.selfAuditStep(auditId, provider, 'hand-in')));
    }
    const carl = await app.as('carl');
    const decide = (provider: number, answer: string) =>
      carl.post(urls.selfAuditDecision(auditId, provider, 'lead'), {
        decision: 'other',
        'other.lead': answer,
        'reason.lead': 'The register says so.',
      });
    await done(decide(bridge, 'not_in_place'));
    await done(decide(dip, 'in_place'));
    await deps.selfAuditValidation.agreeWithRest(ids.lena, auditId, bridge);
    await deps.selfAuditValidation.finish(ids.lena, auditId, bridge);
    await deps.steps.changeState(ids.lena, auditId, 'close');
  });
  afterAll(() => app.close());

  it('are the same in page, PDF, CSV, workbook, JSON and API, cell by cell', async () => {
    const { auditId } = made;
    const page = await lena.get(urls.scores(auditId));
    expect(wordsOf(page.text)).toContain(COUNTS);
    const pdf = await readPdf((await download(lena, urls.scoresPdf(auditId))).body);
    const pdfRows = rowsOf(pdf);
    expect(
      pdf.pages
        .map(({ text }) => text)
        .join(' ')
        .replace(/\s+/g, ' '),
    ).toContain(COUNTS);
    const { csv, xlsx, json } = await takeFrom(lena, (format) => urls.exportScores(auditId, format));
    const { token } = await app.deps.tokens.issue(app.ids.adam, {
      userId: app.ids.lena,
      name: 'Lena',
      expiresOn: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
    });
    const api = (await request(app.app).get(urls.apiScores(auditId)).set('Authorization', `Bearer ${token}`))
      .body as unknown;

    const divided = tablesOf(page.text).find(({ rows }) => rows[0]?.includes('Self-audits'));
    const ids = ['people', 'finding', 'acting'];
    const [heading = [], ...lines] = csv;
    const sheet = xlsx[0]?.rows ?? [];
    for (const [name, all] of [...Object.entries(EXPECTED), ['All self-audits', OVERALL] as const]) {
      for (const [c, id] of ids.entries()) {
        const expected = all[id];
        if (!expected) throw new Error(id);
        const [counting, own, difference] = expected;
        const sign = (difference ?? 0) < 0 ? '−' : '+';
        // Rounded half up, as on every page.
        const rounded = Math.round(Math.abs(difference ?? 0) * 100) / 100;
        const note = `own ${own?.toFixed(2)}, difference ${difference === 0 ? 'none' : `${sign}${rounded}`}`;
        const onPage = divided?.rows.find(([head]) => head === name)?.[c + 2] ?? '';
        expect(onPage, `${name}, ${id}, page`).toContain(`${counting?.toFixed(2)} `);
        expect(onPage, `${name}, ${id}, page`).toContain(note);
        const inPdf = pdfRows.find((row) => row[0] === name && row.length === 5)?.[c + 2] ?? '';
        expect(inPdf, `${name}, ${id}, PDF`).toContain(counting?.toFixed(2));
        expect(inPdf, `${name}, ${id}, PDF`).toContain(note);
        const cells = (rows: readonly (readonly unknown[])[]) => {
          const head = rows.find((row) => row.includes('Own answers: mean')) ?? [];
          const row = rows.find((one) => one[0] === name && one[2] === id) ?? [];
          return ['Mean', 'Own answers: mean', 'Mean less own mean'].map((column) =>
            number(at(row, head, column)),
          );
        };
        expect(cells([heading, ...lines]), `${name}, ${id}, CSV`).toEqual(expected);
        expect(cells(sheet), `${name}, ${id}, workbook`).toEqual(expected);
        for (const data of [json, api] as ScoreData[]) {
          const unit =
            name === 'All self-audits' ? data.overall : data.groups.find((one) => one.name === name);
          const mean = (list: { id: string; mean: number }[] = []) => list.find((one) => one.id === id)?.mean;
          expect([mean(unit?.criteria), mean(unit?.own)], `${name}, ${id}, data`).toEqual([counting, own]);
        }
      }
    }
    for (const data of [json, api] as ScoreData[])
      expect(data.validated).toEqual({ answers: 26, validated: 14 });
  });

  it('are told of every record, with how many of its answers are validated', async () => {
    const { auditId, bridge } = made;
    const { xlsx, json } = await takeFrom(lena, (format) => urls.exportScores(auditId, format));
    const records = await download(lena, urls.exportRecordScores(auditId));
    expect(records.body.toString('utf8')).toContain('people: own score');
    const [, sheet] = xlsx;
    const [heading = [], ...rows] = sheet?.rows ?? [];
    for (const [reference, all] of Object.entries(EXPECTED)) {
      const row = rows.find(([first]) => first === reference) ?? [];
      const record = (json as ScoreData).records.find((one) => one.reference === reference);
      for (const [id, expected] of Object.entries(all)) {
        const head = heading.find((one) => String(one).startsWith(`${id}: `)) ?? '';
        const found = [head, `${id}: own score`, `${id}: score less own score`].map((name) =>
          number(at(row, heading, String(name))),
        );
        expect(found, `${reference}, ${id}`).toEqual(expected);
        const score = (list: { id: string; score: number | null }[] = []) =>
          list.find((one) => one.id === id)?.score;
        expect([score(record?.criteria), score(record?.own)]).toEqual(expected.slice(0, 2));
      }
      const validated = reference === 'The Bridge' ? 13 : 1;
      expect([at(row, heading, 'answers given'), at(row, heading, 'validated')]).toEqual([13, validated]);
    }
    // The provider's own page and the report to it say the same of it.
    const own = await lena.get(urls.selfAudit(auditId, bridge));
    const people = ['1 of 2, partly in place', '1.5 of 2, partly in place', '−0.5'];
    expect(tablesOf(own.text)[0]?.rows[1]).toEqual(['People and training', people[1], people[0], people[2]]);
    const pdf = await readPdf((await download(lena, urls.selfAuditPdf(auditId, bridge))).body);
    expect(rowsOf(pdf)).toContainEqual(['People and training', people[1], people[0], people[2]]);
  });

  it('come of answers that stand side by side, with evidence and reason, in every place', async () => {
    const { auditId, bridge } = made;
    const lead = ['In place', 'Not in place'];
    const { csv, xlsx, json } = await takeFrom(lena, (format) => urls.exportSelfAudits(auditId, format));
    const [heading = [], ...lines] = csv;
    const sheet = xlsx.find((one) => one.sheet === 'Own and validated')?.rows ?? [];
    const names = ['Own answer', 'Validated answer', 'Own score', 'Validated score', 'Validated less own'];
    const more = ['Evidence', 'Reason of the validation', 'Validated by'];
    const inSheet = (rows: readonly (readonly unknown[])[]) => {
      const row = rows.find((one) => one[0] === 'The Bridge' && one[2] === 'lead') ?? [];
      return [...names, ...more].map((name) => String(at(row, heading, name)));
    };
    const told = [...lead, '2', '0', '-2', 'Evidence 1', 'The register says so.', 'Carl Commissioner'];
    expect(inSheet(lines)).toEqual(told);
    expect(inSheet(sheet)).toEqual(told);
    // Of the other provider, only one answer is validated.
    expect(lines).toHaveLength(26);
    expect(lines.filter((row) => at(row, heading, 'Validated answer') === '–')).toHaveLength(12);
    const { token } = await app.deps.tokens.issue(app.ids.adam, {
      userId: app.ids.carl,
      name: 'Carl',
      expiresOn: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
    });
    const api = await request(app.app)
      .get(urls.apiSelfAudits(auditId))
      .set('Authorization', `Bearer ${token}`);
    expect(api.body).toEqual(json);
    const [first] = (json as { selfAudits: SelfAuditTaken[] }).selfAudits;
    expect(first?.answers.find(({ id }) => id === 'lead')).toMatchObject({
      own: 'in_place',
      validated: 'not_in_place',
      counting: 'not_in_place',
      ownScore: 2,
      validatedScore: 0,
      difference: -2,
      evidence: 'Evidence 1',
    });
    expect(
      first?.criteria.map(({ id, own, validated, difference }) => [id, [validated, own, difference]]),
    ).toEqual(Object.entries(EXPECTED['The Bridge'] ?? {}));
    const label = lines.find((row) => row[0] === 'The Bridge' && row[2] === 'lead')?.[3];
    // The report to the provider and its PDF say both.
    await app.deps.reports.issue(app.ids.lena, auditId, bridge);
    const report = await lena.get(urls.report(auditId, bridge));
    const row = tablesOf(report.text)
      .flatMap(({ rows }) => rows)
      .find((cells) => cells[0] === label && cells[3] === '−2');
    expect(row).toEqual([label, ...lead, '−2']);
    // Nobody but the provider has written or answered anything.
    expect(wordsOf(report.text)).toContain('What you wrote');
    expect(wordsOf(report.text)).not.toMatch(/auditors’ own words|The auditor gave no answer/);
    const pdf = rowsOf(await readPdf((await download(lena, urls.feedbackPdf(auditId, bridge))).body));
    expect(pdf).toContainEqual([label, ...lead, '−2']);
    expect(pdf).toContainEqual([label, ...lead, 'The register says so.']);
    expect(pdf).toContainEqual([
      'People and training',
      '1.5 of 2, partly in place',
      '1 of 2, partly in place',
      '−0.5',
    ]);
  });

  it('say which answers count on results, overview, comparison and in what is taken along of them', async () => {
    const { auditId } = made;
    for (const url of [urls.results(auditId), urls.audit(auditId), urls.compare(auditId, '')]) {
      expect(wordsOf((await lena.get(url)).text), url).toContain(COUNTS);
    }
    const { xlsx, json } = await takeFrom(lena, (format) => urls.exportResults(auditId, format));
    expect(JSON.stringify(xlsx)).toContain(COUNTS);
    expect(json).toMatchObject({ validated: { answers: 26, validated: 14 } });
  });
});

interface ScoreData {
  validated: unknown;
  overall: ScoreUnit;
  groups: ScoreUnit[];
  records: {
    reference: string;
    criteria: { id: string; score: number | null }[];
    own?: { id: string; score: number | null }[];
  }[];
}
interface SelfAuditTaken {
  answers: { id: string }[];
  criteria: { id: string; own: number; validated: number; difference: number }[];
}
interface ScoreUnit {
  name: string;
  criteria: { id: string; mean: number }[];
  own?: { id: string; mean: number }[];
}

onOneEngine('a self-audit with a question left out and something to judge', (engine) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-tools-'));
  let app: TestApp;
  let made: SelfAudited;
  beforeAll(async () => {
    const file = path.join(projectFolder(), 'audits', 'self_audit_safeguarding.v1.json');
    const tool = JSON.parse(readFileSync(file, 'utf8')) as Instrument;
    const [scale = ''] = Object.keys(tool.scales);
    const judged = {
      id: 'assurance',
      title: 'Can it be relied on?',
      aggregate: 'judgement',
      scale,
      of: ['lead', 'checks'],
    };
    const changed = { ...tool, criteria: [...tool.criteria, judged] };
    writeFileSync(path.join(folder, 'self_audit_safeguarding.v1.json'), JSON.stringify(changed));
    copyFileSync(path.join(projectFolder(), 'audits', 'rodt.v1.json'), path.join(folder, 'rodt.v1.json'));
    app = await startApp(engine, { toolsFolder: folder });
    made = await selfAudited(app);
    const leftOut = { itemId: 'level_2', reason: 'It was misread' };
    await app.deps.leftOut.leaveOut(app.ids.lena, made.auditId, leftOut);
  });
  afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  it('asks its provider neither, and whoever validates what is to be judged', async () => {
    const { auditId, bridge } = made;
    const [paula, carl] = [await app.as('paula'), await app.as('carl')];
    const own = urls.selfAudit(auditId, bridge);
    const page = wordsOf((await paula.get(own)).text);
    expect(page).toContain('0 of 12 questions answered');
    expect(page).not.toContain('Can it be relied on?');
    for (const id of ['level_2', 'assurance']) {
      expect((await paula.get(urls.selfAuditItem(auditId, bridge, id))).status).toBe(404);
    }
    await answerAs(app, 'paula', made, 'i'.repeat(12));
    expect((await paula.post(urls.selfAuditStep(auditId, bridge, 'hand-in'))).status).toBe(303);
    await carl.post(urls.selfAuditStep(auditId, bridge, 'agree-all'));
    const unjudged = await carl.post(urls.selfAuditStep(auditId, bridge, 'validated'));
    expect(unjudged.status).toBe(422);
    expect(wordsOf(unjudged.text)).toContain('Can it be relied on?: judge this before you finish.');
    const judge = urls.selfAuditDecision(auditId, bridge, 'assurance');
    expect((await carl.post(judge, { decision: 'judge' })).status).toBe(422);
    expect((await carl.post(judge, { decision: 'judge', 'other.assurance': 'partly' })).status).toBe(303);
    expect((await carl.post(urls.selfAuditStep(auditId, bridge, 'validated'))).status).toBe(303);
    const row = tablesOf((await carl.get(own)).text)[0]?.rows.find(
      ([head]) => head === 'Can it be relied on?',
    );
    expect(row).toEqual([
      'Can it be relied on?',
      'Judged by whoever validates',
      '1 of 2, partly in place',
      '–',
    ]);
    const lena = await app.as('lena');
    expect(wordsOf((await lena.get(urls.scores(auditId))).text)).toContain('All 12 answers are validated');
  });

  it('is judged anew once an answer that the judgement rests on is another', async () => {
    const { auditId, bridge } = made;
    const { deps, ids } = app;
    await deps.selfAuditValidation.giveBack(ids.lena, auditId, bridge, 'Look at the checks again.');
    const of = async () => deps.selfAudits.of(await deps.audits.get(auditId), bridge);
    const change = async (itemId: string) => {
      const line = (await of()).sections.flatMap(({ lines }) => lines).find(({ item }) => item.id === itemId);
      const answer = { value: 'partly', evidence: '', comment: '', version: line?.own.version ?? 0 };
      await deps.selfAuditAnswering.answer(ids.paula, auditId, bridge, itemId, answer, null);
      await deps.selfAuditAnswering.handIn(ids.paula, auditId, bridge);
    };
    await change('home_seen');
    expect((await of()).judged[0]?.settled?.value).toBe('partly');
    await deps.selfAuditValidation.giveBack(ids.lena, auditId, bridge, 'And again.');
    await change('checks');
    expect((await of()).judged[0]?.settled).toBeNull();
  });

  it('gives every provider a group of its own', async () => {
    const { auditId, bridge } = made;
    const lena = await app.as('lena');
    const other = await app.deps.providers.create(null, 'A third service');
    const send = (name: string, providerIds: number[]) =>
      lena.post(urls.groups(auditId), { name, plannedFiles: '1', providerIds: providerIds.map(String) });
    const several = await send('Two at once', [bridge, other]);
    expect(several.status).toBe(422);
    expect(wordsOf(several.text)).toContain('each provider has a sample group of its own');
    const twice = await send('Once more', [bridge]);
    expect(twice.status).toBe(422);
    expect(wordsOf(twice.text)).toContain('is asked in the sample group The Bridge already');
    expect((await send('A third service', [other])).status).toBe(303);
  });
});
