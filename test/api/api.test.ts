import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import path from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkTable } from '../../rules/index.ts';
import type {
  ApiAuditDetails,
  ApiAuditList,
  ApiMeasureFigures,
  ApiMeasureList,
  ApiMeasureView,
  ApiPlaceView,
  ApiResults,
  ApiScores,
} from '../../server/api/schemas.ts';
import { openApiDocument } from '../../server/api/document.ts';
import { TOKEN_REQUESTS_A_MINUTE, WRONG_TOKENS_A_MINUTE } from '../../server/web/bearer.ts';
import { createLog } from '../../server/platform/log.ts';
import { projectFolder } from '../../server/platform/paths.ts';
import { urls } from '../../server/web/urls.ts';
import { toolOf } from '../audits/instruments.ts';
import { onOneEngine, startApp, withExample } from '../support/app.ts';
import type { PersonName, TestApp } from '../support/app.ts';
import { exampleOf, scoredAudit } from '../support/scoredAudit.ts';

interface Document {
  paths: Record<
    string,
    { get: { responses: Record<string, { content: Record<string, { schema: object }> }> } }
  >;
  components: { schemas: Record<string, object> };
}
const file = path.join(projectFolder(), 'docs', 'openapi.json');

describe('the OpenAPI document', () => {
  it('is what the schemas of the answers say', async () => {
    await expect(`${JSON.stringify(openApiDocument(), null, 2)}\n`).toMatchFileSnapshot(file);
  });

  it('has no reference that leads nowhere', () => {
    const text = readFileSync(file, 'utf8');
    const { components } = JSON.parse(text) as Document;
    const refs = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name ?? '');
    expect(refs.length).toBeGreaterThan(10);
    for (const name of refs) expect(components.schemas).toHaveProperty(name);
  });
});

onOneEngine('the interface for other programs', (engine) => {
  let test: TestApp;
  let auditId: number;
  let logged = '';
  let clock = new Date();
  const tokens = new Map<string, string>();
  let document: Document;

  const day = (days: number) => new Date(clock.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  const issue = async (person: PersonName, expiresOn = day(30)) =>
    (
      await test.deps.tokens.issue(test.ids.adam, {
        userId: test.ids[person],
        name: `For ${person}`,
        expiresOn,
      })
    ).token;

  /** Asks with a token; every answer has to be what the document says of its address and status. */
  async function get(url: string, token: string | null) {
    const asked = request(test.app).get(url);
    const response = await (token === null ? asked : asked.set('Authorization', `Bearer ${token}`));
    const pattern = (url.split('?')[0] ?? '')
      .replace('/api/v1', '')
      .replace(/\/\d+/, '/{auditId}')
      .replace(/^\/measures\/\w+/, '/measures/{measureId}')
      .replace('/measure-places/{auditId}', '/measure-places/{placeId}');
    const told = document.paths[pattern]?.get.responses[String(response.status)];
    expect(told, `${url} ${response.status}`).toBeDefined();
    const [type, { schema }] = Object.entries(told?.content ?? {})[0] ?? ['', { schema: {} }];
    expect(response.headers['content-type']).toContain(type);
    const whole = JSON.parse(
      JSON.stringify({ ...schema, $defs: document.components.schemas }).replaceAll(
        '#/components/schemas/',
        '#/$defs/',
      ),
    ) as Parameters<typeof z.fromJSONSchema>[0];
    const checked = z.fromJSONSchema(whole).safeParse(JSON.parse(response.text));
    expect(checked.error?.issues ?? []).toEqual([]);
    const body = JSON.parse(response.text) as ApiAuditList & ApiAuditDetails & ApiResults;
    return { status: response.status, body, headers: response.headers as Record<string, string> };
  }
  const as = async (person: PersonName, url: string) => {
    const token = tokens.get(person) ?? (await issue(person));
    tokens.set(person, token);
    return get(url, token);
  };

  beforeAll(async () => {
    const stream = new PassThrough();
    stream.on('data', (chunk: Buffer) => (logged += chunk.toString()));
    test = await startApp(engine, { log: createLog('trace', stream), now: () => clock });
    auditId = await withExample(test);
    const served = await request(test.app).get(urls.apiDocument());
    document = JSON.parse(served.text) as Document;
  });
  afterAll(() => test.close());

  it('declares every route that is in the document, and the document every route', () => {
    const declared = test.routes
      .filter(({ by }) => by === 'token')
      .map((route) => route.path.replace('/api/v1', '').replace(/:(\w+)/g, '{$1}'));
    expect(declared.toSorted()).toEqual(Object.keys(document.paths).toSorted());
  });

  it('gives measures with their figures as printed, beside what recomputes, to whoever may read them', async () => {
    await test.deps.measures.loadExample(test.ids.lena, 'oxfordshire-2008-09');
    const list = (await as('carl', urls.apiMeasures())).body as unknown as ApiMeasureList;
    expect(list.measures.map(({ id }) => id)).toContain('penetration');
    const { body } = await as('carl', urls.apiMeasure('penetration'));
    const { figures } = body as unknown as ApiMeasureFigures;
    expect(figures).toHaveLength(19);
    expect(figures.find(({ place }) => place === 'Windsor & Maidenhead')).toMatchObject({
      asPrinted: '58.74%',
      value: 58.74,
      recomputed: (100 * 223) / 380,
      period: { name: '2008/09', start: '2008-04-01', end: '2009-03-31' },
    });
    // What its page shows, and the sheet of a place; test/measures/agreement.test.ts holds every cell against the page.
    const view = (await as('carl', urls.apiMeasureView('penetration'))).body as unknown as ApiMeasureView;
    expect(view.places?.rows[0]).toMatchObject({ name: 'Oxfordshire', note: '1 of 19' });
    const place = list.places.find(({ name }) => name === 'Oxfordshire')?.id ?? 0;
    const sheet = (await as('carl', urls.apiMeasurePlace(place))).body as unknown as ApiPlaceView;
    expect([sheet.place, sheet.period]).toEqual(['Oxfordshire', '2008/09']);
    expect((await as('amir', urls.apiMeasureView('penetration'))).status).toBe(403);
    expect((await as('amir', urls.apiMeasurePlace(place))).status).toBe(403);
    expect((await as('carl', urls.apiMeasurePlace(9999))).status).toBe(404);
    expect((await as('amir', urls.apiMeasures())).status).toBe(403);
    expect((await as('carl', urls.apiMeasure('nothing'))).status).toBe(404);
  });

  it('lists the audits of the person of the token', async () => {
    const { status, body } = await as('lena', urls.apiAudits());
    expect(status).toBe(200);
    expect(body.audits).toHaveLength(1);
    expect(body.audits[0]).toMatchObject({
      id: auditId,
      part: 'lead',
      mayReadResults: true,
      baseline: false,
    });
    expect((await as('stan', urls.apiAudits())).body).toEqual({ audits: [] });
    expect((await as('carl', urls.apiAudits())).body.audits[0]).toMatchObject({ mayReadResults: false });
  });

  it('gives scores where the tool has criteria, and what single records score where they are about nobody', async () => {
    const tool = toolOf('diversity_review_2008');
    const returns = Object.entries(exampleOf(tool, 'examples/diversity-2008/returns.csv')).slice(0, 6);
    const lacking = returns.map(([reference, answers], i) => {
      const own = [...answers].filter(([id]) => i > 0 || id !== 'r3');
      return [reference, new Map(own)] as const;
    });
    const scored = await scoredAudit(test, tool, { One: Object.fromEntries(lacking) }, { closed: true });
    for (const person of ['lena', 'carl'] as const) {
      const body = (await as(person, urls.apiScores(scored))).body as unknown as ApiScores;
      expect(body.subject).toEqual({ one: 'partnership', many: 'partnerships', personal: false });
      expect(body.records).toHaveLength(6);
      expect(body.records?.[0]).toMatchObject({ group: 'One', rank: null });
      expect(body.overall.criteria.at(-1)).toMatchObject({ id: 'total', scored: 5, unscored: 1, bands: {} });
    }
    const quality = toolOf('record_quality');
    const files = exampleOf(quality, 'examples/record-quality/case-files.csv');
    const persons = await scoredAudit(test, quality, { One: files }, { closed: true });
    const ofCarl = (await as('carl', urls.apiScores(persons))).body as unknown as ApiScores;
    expect(ofCarl).toMatchObject({ suppressed: true, records: null });
    expect(ofCarl.overall.criteria[0]).toMatchObject({ scored: 30, least: null, most: null });
    expect(((await as('amir', urls.apiScores(persons))).body as unknown as ApiScores).records).toHaveLength(
      30,
    );
    expect((await as('carl', urls.apiScores(auditId))).status).toBe(403);
    expect((await as('lena', urls.apiScores(auditId))).status).toBe(404);
    expect((await as('lena', `${urls.apiScores(scored)}?by=`)).status).toBe(400);
  });

  it('has a printed distribution as its schema says, with percentages in the place of counts', async () => {
    const lines = [
      ['Question', 'Weak %', 'Fair %', 'Mean'],
      ['2.1', '21', '79', '1.8'],
    ];
    const tool = test.deps.tools.must('service_review_2007', 1);
    const checked = checkTable(lines, [tool]);
    if ('unreadable' in checked) throw new Error('unreadable');
    const { auditId: printed } = await test.deps.baselines.takeOverDistribution(
      test.ids.lena,
      tool,
      checked,
      {
        title: 'As printed',
        partnership: 'England',
        source: 'A report',
        fieldworkStart: '2006-10-01',
        fieldworkEnd: '2006-11-30',
        groups: [{ name: 'All partnerships', files: 149 }],
        items: ['q2_1'],
        answers: ['weak', 'fair'],
      },
    );
    const { overall } = (await as('lena', urls.apiResults(printed))).body;
    expect(
      overall.items?.map(({ id, answered, counts, printed: told }) => [id, answered, counts, told]),
    ).toEqual([
      [
        'q2_1',
        149,
        { weak: null, fair: null },
        {
          percents: { weak: { text: '21%', share: 0.21 }, fair: { text: '79%', share: 0.79 } },
          mean: { text: '1.8', isPrinted: true },
        },
      ],
    ]);
  });

  it('gives the figures of the results page, with intervals', async () => {
    const { body } = await as('lena', urls.apiResults(auditId));
    const { tally } = await test.deps.results.of(auditId);
    expect(body.units.map(({ name }) => name)).toEqual(tally.groups.map(({ name }) => name));
    expect(body.overall.files).toBe(52);
    expect(body.overall.checks[0]).toMatchObject({
      kind: 'figure',
      id: 'recovery_plan',
      yes: 41,
      applicable: 52,
    });
    // Wilson's interval of 41 of 52, worked out by hand.
    const [plan] = body.overall.checks;
    const [low = 0, high = 0] = (plan?.kind === 'figure' && plan.interval) || [];
    expect(low).toBeCloseTo(0.6597, 3);
    expect(high).toBeCloseTo(0.8776, 3);
    expect(body.suppressed).toBe(false);
    const providers = (await as('amir', urls.apiResults(auditId, 'provider'))).body;
    expect(providers.by).toBe('provider');
    expect(providers.overall).toEqual(body.overall);
  });

  it('masks for a commissioner what the rule masks, and only once the audit is closed', async () => {
    expect((await as('carl', urls.apiResults(auditId))).status).toBe(403);
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    const { body } = await as('carl', urls.apiResults(auditId));
    const user = await test.deps.accounts.get(test.ids.carl);
    const { table, items } = await test.deps.results.shown(auditId, { by: 'group' }, user, { items: true });
    expect(body.suppressed).toBe(true);
    const answers = items?.units.map((unit) => unit.items) ?? [];
    const expected = table.units.map((unit, u) => ({ ...unit, items: answers[u] }));
    expect(body.units).toEqual(JSON.parse(JSON.stringify(expected)));
    // Who somebody is, is not told by group.
    expect(body.items?.map(({ id }) => id)).toContain('gender');
    expect(answers.flat().filter(({ suppressed }) => !suppressed)).toEqual([]);
    const kinds = body.units.flatMap(({ checks }) => checks.map(({ kind }) => kind));
    expect(kinds).toContain('suppressed');
  });

  it('knows an audit with its groups and checks, and no audit of others', async () => {
    const { body } = await as('beth', urls.apiAudit(auditId));
    expect(body.groups).toHaveLength(9);
    expect(body.checks[0]).toMatchObject({ id: 'recovery_plan', polarity: 'yes_is_good' });
    expect((await as('stan', urls.apiAudit(auditId))).status).toBe(404);
    expect((await as('stan', urls.apiResults(auditId))).status).toBe(404);
    expect((await as('lena', urls.apiAudit(999_999))).status).toBe(404);
    expect((await as('lena', `${urls.apiResults(auditId)}?by=group&by=provider`)).status).toBe(400);
    expect((await as('lena', `${urls.apiResults(auditId)}?and=gender`)).status).toBe(400);
  });

  it('opens to nothing but a token in the header', async () => {
    const token = await issue('lena');
    const none = await get(urls.apiAudits(), null);
    expect(none.status).toBe(401);
    expect(none.headers['www-authenticate']).toBe('Bearer');
    expect((await get(`${urls.apiAudits()}?access_token=${token}`, null)).status).toBe(401);
    expect((await get(urls.apiAudits(), `${token}x`)).status).toBe(401);
    // A session is not enough, and the interface begins none.
    const lena = await test.as('lena');
    expect((await lena.get(urls.apiAudits())).status).toBe(401);
    expect((await get(urls.apiAudits(), token)).headers['set-cookie']).toBeUndefined();
  });

  it('can only be read', async () => {
    const token = await issue('lena');
    const response = await request(test.app)
      .post(urls.apiAudits())
      .set('Authorization', `Bearer ${token}`)
      .send({ title: 'x' });
    expect(response.status).toBe(405);
    expect(response.headers['allow']).toBe('GET, HEAD');
    expect(response.headers['content-type']).toContain('application/problem+json');
    const missing = await request(test.app).get('/api/v1/nothing').set('Authorization', `Bearer ${token}`);
    expect(missing.status).toBe(404);
    expect(missing.headers['content-type']).toContain('application/problem+json');
  });

  it('ends with the last day of the token, with its revocation, and with its person', async () => {
    const short = await issue('amir', day(0));
    expect((await get(urls.apiAudits(), short)).status).toBe(200);
    const before = clock;
    clock = new Date(before.getTime() + 86_400_000);
    expect((await get(urls.apiAudits(), short)).status).toBe(401);
    clock = before;

    const revoked = await issue('amir');
    const [newest] = await test.deps.tokens.list();
    await test.deps.tokens.revoke(test.ids.adam, newest?.id ?? 0);
    expect((await get(urls.apiAudits(), revoked)).status).toBe(401);
    await expect(test.deps.tokens.revoke(test.ids.adam, newest?.id ?? 0)).rejects.toThrow('nothing');

    const disabled = await issue('amir');
    await test.deps.accounts.setDisabled(test.ids.adam, test.ids.amir, true);
    expect((await get(urls.apiAudits(), disabled)).status).toBe(401);
    await test.deps.accounts.setDisabled(test.ids.adam, test.ids.amir, false);
    expect((await get(urls.apiAudits(), disabled)).status).toBe(401);
  });

  it('takes the rights of a person from the token with the place on the panel', async () => {
    const token = await issue('beth');
    expect((await get(urls.apiAudit(auditId), token)).status).toBe(200);
    await test.deps.audits.removeMember(test.ids.lena, auditId, test.ids.beth);
    expect((await get(urls.apiAudit(auditId), token)).status).toBe(404);
  });

  it('notes when a token was last used, and keeps it only as a hash', async () => {
    const token = await issue('lena');
    const find = async () => (await test.deps.tokens.list())[0];
    expect((await find())?.lastUsedAt).toBeNull();
    await get(urls.apiAudits(), token);
    expect((await find())?.lastUsedAt).toBe(clock.toISOString());
    const rows = JSON.stringify(await test.deps.database.pool('api_tokens').select('*'));
    expect(rows).not.toContain(token);
    expect(rows).not.toContain(token.slice(4));
    const activity = JSON.stringify(await test.deps.database.pool('activity').select('*'));
    expect(activity).toContain('token.issued');
    expect(activity).not.toContain(token.slice(4));
  });

  it('slows down whoever asks too often or guesses', async () => {
    const token = await issue('carl');
    const statuses = new Set<number>();
    for (let i = 0; i <= TOKEN_REQUESTS_A_MINUTE; i += 1) {
      const asked = request(test.app).get(urls.apiAudits()).set('Authorization', `Bearer ${token}`);
      statuses.add((await asked).status);
    }
    expect([...statuses]).toEqual([200, 429]);
    const refused = await get(urls.apiAudits(), token);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    // Another token is another matter.
    expect((await get(urls.apiAudits(), await issue('carl'))).status).toBe(200);
    for (let i = 0; i < WRONG_TOKENS_A_MINUTE; i += 1) await request(test.app).get(urls.apiAudits());
    expect((await get(urls.apiAudits(), null)).status).toBe(429);
  });

  it('puts no token into the log', () => {
    expect(logged).toContain('/api/v1/audits');
    expect(logged).not.toContain('cfa_');
    for (const token of tokens.values()) expect(logged).not.toContain(token.slice(4));
  });
});

onOneEngine('the page of tokens', (engine) => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startApp(engine);
  });
  afterAll(() => test.close());

  it('shows a new token once, lists it without, and revokes it', async () => {
    const adam = await test.as('adam');
    const expiresOn = new Date(Date.now() + 86_400_000)
      .toISOString()
      .slice(0, 10)
      .split('-')
      .toReversed()
      .join('/');
    const fields = { name: 'Quarterly dashboard', userId: String(test.ids.carl), expiresOn };
    const issued = await adam.post(urls.tokens(), fields);
    expect(issued.headers['cache-control']).toBe('no-store');
    const token = /value="(cfa_[\w-]{43})"/.exec(issued.text)?.[1] ?? '';
    expect(token).not.toBe('');
    const list = (await adam.get(urls.tokens())).text;
    expect(list).toContain('Quarterly dashboard');
    expect(list).not.toContain(token);
    const asked = () => request(test.app).get(urls.apiAudits()).set('Authorization', `Bearer ${token}`);
    expect((await asked()).status).toBe(200);
    const [{ id } = { id: 0 }] = await test.deps.tokens.list();
    expect((await adam.post(urls.tokenRevoke(id))).status).toBe(303);
    expect((await asked()).status).toBe(401);
    expect((await adam.get(urls.tokens())).text).toContain('Revoked');
  });

  it.each([
    [{ name: '' }, 'Enter what the token is for'],
    [{ userId: '' }, 'Choose a person.'],
    [{ expiresOn: '01/01/2020' }, 'Enter a day from today on, and not more than a year away.'],
    [{ expiresOn: '01/01/2999' }, 'Enter a day from today on, and not more than a year away.'],
  ])('refuses %j', async (wrong, message) => {
    const adam = await test.as('adam');
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const fields = {
      name: 'Dashboard',
      userId: String(test.ids.carl),
      expiresOn: tomorrow.split('-').toReversed().join('/'),
      ...wrong,
    };
    const response = await adam.post(urls.tokens(), fields);
    expect(response.status).toBe(422);
    expect(response.text).toContain(message);
  });

  it('gives no token to somebody who can be on no panel', async () => {
    const adam = await test.as('adam');
    for (const person of ['paula', 'adam'] as const) {
      const fields = { name: 'X', userId: String(test.ids[person]), expiresOn: '01/01/2027' };
      expect((await adam.post(urls.tokens(), fields)).status).toBe(422);
    }
  });
});
