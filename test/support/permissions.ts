import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import request from 'supertest';
import type { Response } from 'supertest';
import { urls } from '../../server/web/urls.ts';
import { PASSWORD, PEOPLE, emailOf, startApp, withExample } from './app.ts';
import { newAudit } from './audit.ts';
import type { Role } from '../../server/access/policy.ts';
import type { Engine, PersonName, TestApp, Visitor } from './app.ts';
import { madePdf } from './madePdf.ts';
import { COLUMNS } from './permissions/row.ts';
import type { Body, Situation } from './permissions/row.ts';
import { TABLE } from './permissions/table.ts';
import { addForeigners } from './organisations.ts';
import { addProgrammeLine } from './programme.ts';
import { sheetOf } from './measures.ts';
import { answerAs, selfAudited } from './selfAudit.ts';
import type { SelfAudited } from './selfAudit.ts';
import { codesOf, surveyAudit } from './questionnaire.ts';
import { createCaseFileRepository } from '../../server/fieldwork/caseFiles/repository.ts';
import { toolOf } from '../audits/instruments.ts';
import { scoredAudit } from './scoredAudit.ts';
import { shelter } from './toolDrafts.ts';
import { watchWrites } from './writes.ts';

/** These, and a national reader, whose outcomes stand in {@link NATIONAL}. */
const EVERYBODY = [...COLUMNS, 'nora'] as const;
type Anybody = (typeof EVERYBODY)[number];

const urlOf = (path: string, ids: Record<string, number | string>, where: Situation): string =>
  path.replace(/:(\w+)/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`the situation ${where} has no ${name}`);
    return String(id);
  });

/** What a national reader gets where it is something else than a provider's person without a part in it gets. */
const NATIONAL: Readonly<Record<string, string>> = {
  'get /tools/:toolId/:version': '403',
  'get /tools/:toolId/:version/form.pdf': '403',
  'get /follow-up': '403',
  'get /follow-up.pdf': '403',
  'get /follow-up.xlsx': '403',
  'get /review-meetings': '403',
  'get /delivery-plans': '403',
  'get /delivery-plans/:planId delivery': '403',
  'get /delivery-plans/:planId/plan.docx delivery': '403',
  'get /delivery-plans/:planId/plan.pdf delivery': '403',
  'get /delivery-plans/:planId/plan.xlsx delivery': '403',
  'get /published-figures': '200',
  'get /published-figures/:publishedId': '200',
  'get /published-figures/:publishedId/figures.csv': '200',
  'get /published-figures/compare/:toolId/:version': '200',
  'get /published-figures/compare/:toolId/:version/checks/:checkId': '200',
  'get /published-figures/compare/:toolId/:version/figures.csv': '200',
  'get /published-figures/compare/:toolId/:version/figures.pdf': '200',
};

const nationalOf = (row: { method: string; path: string; where: Situation; cells: string[] }): string =>
  NATIONAL[`${row.method} ${row.path} ${row.where}`] ??
  NATIONAL[`${row.method} ${row.path}`] ??
  row.cells[COLUMNS.indexOf('dora')] ??
  '';

/** A national reader, in this table alone: of people nobody else meets her. */
const NORA = { name: 'Nora National', email: 'nora@example.org' };

const nameOf = (who: Exclude<Anybody, 'anonymous'>): string =>
  who === 'nora' ? NORA.name : PEOPLE[who].name;

/** Paths that end so lead to a file and not to a page. */
const DOWNLOADS = {
  ':file': 'application/pdf',
  ':noteId': 'application/pdf',
  ':evidenceId': 'application/pdf',
  '.pdf': 'application/pdf',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '/pdf': 'application/pdf',
  '.csv': 'text/csv; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '/results.pdf': 'application/pdf',
};

const DETAILS = {
  title: 'The audit',
  partnership: 'The partnership',
  toolId: 'rodt',
  toolVersion: 1,
  fieldworkStart: '2026-09-01',
  // Far away: a device can be prepared until then.
  fieldworkEnd: '2099-09-04',
};

interface MadeAudit {
  auditId: number;
  groupId: number;
  fileId: number;
}

/** An audit in a state, with a group for each of the two providers and, once it was open, a file in the first. */
async function makeAudit(
  { deps, ids }: TestApp,
  leadId: number,
  state: 'draft' | 'open' | 'closed',
  providerIds: number[],
): Promise<MadeAudit> {
  const auditId = await deps.audits.create(leadId, { ...DETAILS, title: `The ${state} audit` });
  const groupIds: number[] = [];
  for (const providerId of providerIds) {
    groupIds.push(
      await deps.audits.createGroup(leadId, auditId, {
        name: `Group ${groupIds.length + 1}`,
        plannedFiles: 3,
        providerIds: [providerId],
        exclusions: [],
      }),
    );
  }
  const [groupId] = groupIds;
  if (groupId === undefined) throw new Error('an audit needs a provider');
  if (leadId === ids.lena) {
    await deps.audits.addMember(leadId, auditId, ids.amir, 'auditor');
    await deps.audits.addMember(leadId, auditId, ids.beth, 'auditor');
    await deps.audits.addMember(leadId, auditId, ids.carl, 'commissioner');
  }
  await deps.sampling.upload(leadId, auditId, caseload());
  await deps.sampling.draw(leadId, auditId, {
    seed: 'SEED',
    groups: [{ groupId, method: 'random', by: 'number', amount: 1 }],
  });
  let fileId = 0;
  if (state !== 'draft') {
    await deps.steps.changeState(leadId, auditId, 'open');
    fileId = await deps.recording.create(leadId, auditId, { reference: `REF-${state}`, groupId });
  }
  if (state === 'closed') await deps.steps.changeState(leadId, auditId, 'close');
  return { auditId, groupId, fileId };
}

/** A baseline with the same people as the audits. */
async function makeBaseline({ deps, ids }: TestApp): Promise<number> {
  const lines = [
    ['group', 'n', 'SMART'],
    ['One', '8', '3'],
  ];
  const { auditId } = await deps.baselines.takeOver(ids.lena, deps.tools.must('rodt', 1), lines, {
    title: 'The baseline',
    partnership: 'The partnership',
    fieldworkStart: '2012-01-01',
    fieldworkEnd: '2012-12-31',
    source: 'A report',
    base: 'all',
    groups: [{ name: 'One', files: 8 }],
    checks: ['smart'],
  });
  await deps.audits.addMember(ids.lena, auditId, ids.amir, 'auditor');
  await deps.audits.addMember(ids.lena, auditId, ids.beth, 'auditor');
  await deps.audits.addMember(ids.lena, auditId, ids.carl, 'commissioner');
  return auditId;
}

/** A caseload list of two files of the first group. */
async function* caseload() {
  yield* [
    ['reference', 'group'],
    ['DRAWN-1', 'Group 1'],
    ['DRAWN-2', 'Group 1'],
  ].map((cells, i) => ({
    row: i + 1,
    cells,
  }));
}

const isSignIn = (response: Response) =>
  /<h1 class="govuk-heading-l">Sign in( again)?<\/h1>/.test(response.text) &&
  response.text.includes('type="password"') &&
  !response.text.includes('action="/sign-out"');

/** Goes through all routes as every kind of person; a file of tests for each engine, so that the two go side by side. */
export function testPermissions(engine: Engine): void {
  describe(`permissions (${engine})`, () => {
    permissions(engine, false);
  });
}

/** The same in an installation of two organisations, where every kind of person of the other asks for everything too. */
export function testPermissionsOfTwo(engine: Engine): void {
  describe(`permissions beside another organisation (${engine})`, () => {
    permissions(engine, true);
  });
}

/** What every kind of person of another organisation gets of all that is somebody's. */
export function testForeigners(engine: Engine): void {
  describe(`permissions of people of another organisation (${engine})`, () => {
    permissions(engine, true, []);
  });
}

/** What is of nobody's organisation: no account is needed, or it is what everybody has. */
const OF_NO_ORGANISATION: ReadonlySet<Situation> = new Set(['anywhere', 'code']);

/** A sign-in counts as showing who one is for a quarter of an hour, and this takes longer on a slow machine. */
const FRESH_MILLISECONDS = 10 * 60_000;

function permissions(
  engine: Engine,
  isBesideAnother: boolean,
  columns: readonly Anybody[] = EVERYBODY,
): void {
  /** A browser of each kind of person of the other organisation. */
  let foreigners: { role: Role; visitor: Visitor; token: string | null }[] = [];

  let app: TestApp;
  /** What was written since this was last asked. */
  let written: () => Promise<string[]>;
  let providers: { bridge: number; dip: number };
  let audits: Record<'draft' | 'open' | 'closed' | 'strangers', MadeAudit>;
  let target: number;
  /** By audit, an alert that Amir raised and that went to Stan, who has no part in it. */
  const alertIds = new Map<number, number>();
  /** A closed audit in which The Bridge has sent a plan in, with a file under its action. */
  let planned: { auditId: number; actionId: number; noteId: number };
  /** A closed audit that repeats another one, with the report of The Bridge released. */
  let repeated: number;
  const visitors = new Map<string, Visitor>();
  let signedInAt = Date.now();
  const signInAnew = () => {
    if (Date.now() - signedInAt < FRESH_MILLISECONDS) return;
    visitors.clear();
    signedInAt = Date.now();
  };

  async function visitorOf(who: Anybody): Promise<Visitor> {
    const known = visitors.get(who);
    if (known) return known;
    const made =
      who === 'anonymous'
        ? app.anonymous()
        : who === 'nora'
          ? await app.asAddress(NORA.email)
          : await app.as(who);
    visitors.set(who, made);
    return made;
  }

  beforeAll(async () => {
    app = await startApp(engine, { environment: { TRUST_PROXY: '1' } });
    const { deps, ids } = app;
    const bridge = (await deps.providers.byName('The Bridge'))?.id ?? 0;
    const dip = (await deps.providers.byName('Drug Intervention Programme'))?.id ?? 0;
    providers = { bridge, dip };
    audits = {
      draft: await makeAudit(app, ids.lena, 'draft', [bridge, dip]),
      open: await makeAudit(app, ids.lena, 'open', [bridge, dip]),
      closed: await makeAudit(app, ids.lena, 'closed', [bridge, dip]),
      strangers: await makeAudit(app, ids.stan, 'open', [bridge]),
    };
    planned = await planIn(bridge);
    for (const { auditId } of [audits.draft, audits.open, audits.closed]) {
      findingIds.set(auditId, await addFinding(auditId));
    }
    for (const { auditId, fileId } of [audits.open, audits.closed]) {
      await deps.safeguarding.setUp(ids.lena, auditId, { leadId: ids.stan, phone: '', rule: '' });
      const alert = { seen: 'They are not safe.', providerCase: '', urgency: 'now' as const, keep: '' };
      const raised = await deps.safeguarding.raise(await deps.accounts.get(ids.amir), auditId, fileId, alert);
      alertIds.set(auditId, raised.id);
    }
    await deps.reports.issue(ids.lena, audits.closed.auditId, bridge);
    const query = { about: null, text: 'Why?' };
    queryId = await deps.queries.raise(ids.paula, audits.closed.auditId, bridge, query);
    repeated = await repeatOf(audits.closed.auditId, bridge);
    await deps.accounts.createWithPassword({ ...NORA, roles: ['national'], providerId: null }, PASSWORD);
    target = (
      await deps.accounts.create(ids.adam, {
        name: 'Tina Target',
        email: 'tina@example.org',
        roles: ['auditor'],
        providerId: null,
      })
    ).userId;
    if (isBesideAnother) foreigners = await addForeigners(app);
    written = await deps.database.everywhere(() => watchWrites(deps.database));
  });
  afterAll(() => app.close());

  async function planIn(providerId: number): Promise<typeof planned> {
    const { deps, ids } = app;
    const { auditId } = await makeAudit(app, ids.lena, 'closed', [providerId]);
    await deps.reports.issue(ids.lena, auditId, providerId);
    const { improvement } = deps;
    const actionId = await improvement.addAction(ids.paula, auditId, providerId, {
      checkId: 'smart',
      action: 'Do it',
      ownerRole: 'Manager',
      due: '2099-01-01',
      measure: 'It is seen',
    });
    await improvement.take(ids.paula, auditId, providerId, 'send', 1, '');
    const file = async () => ({ name: 'a.pdf', content: madePdf() });
    await improvement.addNote(ids.paula, auditId, providerId, actionId, { text: '', file, isEvidence: true });
    const { notes } = await improvement.action(auditId, providerId, actionId);
    return { auditId, actionId, noteId: notes[0]?.id ?? 0 };
  }

  async function repeatOf(auditId: number, providerId: number): Promise<number> {
    const { deps, ids } = app;
    const details = { title: 'Again', fieldworkStart: '2027-01-01', fieldworkEnd: '2027-01-01' };
    const made = await deps.reAudits.create(ids.lena, auditId, {
      ...details,
      toolVersion: 1,
      samePanel: true,
    });
    await deps.steps.changeState(ids.lena, made, 'open');
    const [group] = await deps.audits.groups(made);
    await deps.recording.create(ids.lena, made, { reference: 'AGAIN-1', groupId: group?.id ?? 0 });
    await deps.steps.changeState(ids.lena, made, 'close');
    await deps.reports.issue(ids.lena, made, providerId);
    return made;
  }

  let fresh = 0;
  let queryId = 0;
  const findingIds = new Map<number, number>();

  const addFinding = (auditId: number) =>
    app.deps.findings.add(app.ids.lena, auditId, providers.bridge, {
      kind: 'strength',
      itemId: null,
      text: 'Files are tidy.',
    });

  const selfAudits = new Map<string, SelfAudited>();

  /** A self-audit that asks both providers, answered by The Bridge and, where the situation says so, handed in. */
  async function selfAuditIn(where: Situation): Promise<SelfAudited> {
    const { deps, ids } = app;
    const known = selfAudits.get(where);
    if (known) return known;
    const made = await selfAudited(app, { title: where, state: where === 'selfDraft' ? 'draft' : 'open' });
    selfAudits.set(where, made);
    if (where === 'selfDraft') return made;
    await answerAs(app, 'paula', made, 'i');
    await addEvidence(made);
    if (where !== 'selfOpen') await deps.selfAuditAnswering.handIn(ids.paula, made.auditId, made.bridge);
    if (where === 'selfClosed') await deps.steps.changeState(ids.lena, made.auditId, 'close');
    return made;
  }

  async function addEvidence({ auditId, bridge }: SelfAudited): Promise<void> {
    const { deps, ids } = app;
    const found = await deps.selfAudits.of(await deps.audits.get(auditId), bridge);
    const version = found.sections[0]?.lines[0]?.own.version ?? 0;
    const answer = { value: 'in_place', evidence: '', comment: '', version };
    const file = async () => ({ name: 'a.pdf', content: madePdf() });
    await deps.selfAuditAnswering.answer(ids.paula, auditId, bridge, 'lead', answer, file);
  }

  async function selfAuditIds(where: Situation): Promise<Record<string, number | string>> {
    const made = await selfAuditIn(where);
    const { auditId, bridge } = made;
    const files = async () => {
      const found = await app.deps.selfAudits.of(await app.deps.audits.get(auditId), bridge);
      return found.sections[0]?.lines[0]?.files ?? [];
    };
    // Each who may takes one away.
    if (where === 'selfOpen' && (await files()).length === 0) await addEvidence(made);
    const evidenceId = (await files())[0]?.id ?? 999_999;
    return { auditId, providerId: bridge, itemId: 'level_2', evidenceId };
  }

  let baselineId: number | null = null;
  let published: number | null = null;

  /** The example, closed, with its figures published and compared. */
  async function publishExample(): Promise<number> {
    const { deps, ids } = app;
    const auditId = await withExample(app);
    await deps.steps.changeState(ids.lena, auditId, 'close');
    await deps.publication.setCompares(await deps.accounts.get(ids.adam), true);
    const lena = await deps.accounts.get(ids.lena);
    await deps.publication.publish(lena, auditId);
    return (await deps.publication.list(lena)).readable[0]?.id ?? 0;
  }
  let callAudit: { auditId: number; groupId: number } | null = null;
  const tokens = new Map<string, string>();

  let asked = 0;

  /** Asks with the token of a person, or by the session of those who cannot have one. */
  async function askWithToken(who: Anybody, url: string): Promise<Response> {
    asked += 1;
    // Who asks without a token is counted by address: here each comes from another.
    const from = { 'X-Forwarded-For': `198.51.${Math.floor(asked / 250)}.${asked % 250}` };
    if (!['lena', 'amir', 'beth', 'carl', 'stan'].includes(who)) return (await visitorOf(who)).get(url, from);
    const { deps, ids } = app;
    const userId = who === 'anonymous' || who === 'nora' ? 0 : ids[who];
    const expiresOn = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const token =
      tokens.get(who) ??
      (await deps.database.everywhere(() => deps.tokens.issue(ids.adam, { userId, name: who, expiresOn })))
        .token;
    tokens.set(who, token);
    return request(app.app)
      .get(url)
      .set({ Authorization: `Bearer ${token}`, ...from });
  }

  let drawnClosed: { auditId: number; fileId: number } | null = null;

  /** A file of an open audit of its own that is to be read again. */
  async function drawn(reference: string): Promise<{ auditId: number; fileId: number }> {
    const { deps, ids } = app;
    const { auditId, groupId, fileId } = await makeAudit(app, ids.lena, 'open', [providers.bridge]);
    const { version } = await deps.recording.get(auditId, fileId);
    await deps.recording.save(ids.lena, await deps.audits.get(auditId), fileId, {
      version,
      reference,
      groupId,
      answers: new Map([['recovery_plan', 'yes']]),
      comments: new Map(),
      comment: '',
      complete: true,
    });
    await deps.readings.draw(ids.lena, auditId, { percent: 100, oneAGroup: false });
    return { auditId, fileId };
  }

  const surveys = new Map<string, Awaited<ReturnType<typeof surveyAudit>>>();

  /** An audit whose tool is a questionnaire, with a record in it unless it is a draft. */
  async function surveyIn(state: 'draft' | 'open' | 'closed') {
    const known = surveys.get(state);
    if (known) return known;
    const made = await surveyAudit(app, { title: `The ${state} survey`, state: 'open' });
    await app.deps.audits.addMember(app.ids.lena, made.auditId, app.ids.carl, 'commissioner');
    const [code = ''] = state === 'draft' ? [] : await codesOf(app, made.auditId, made.ash);
    if (code !== '') {
      await app.deps.respondents.answer(code, 'recovery_words', { is: 'answer', value: 'A flat' });
      await app.deps.respondents.handIn(code);
    }
    await app.deps.auditRepository.setState(made.auditId, state, new Date().toISOString());
    surveys.set(state, made);
    return made;
  }

  async function surveyIds(where: Situation): Promise<Record<string, number | string>> {
    const { deps, ids } = app;
    const state = where === 'survey' ? 'open' : where === 'surveyDraft' ? 'draft' : 'closed';
    const { auditId, ash } = await surveyIn(state);
    const found = { auditId, itemId: 'recovery_code', fileId: 0, sheetId: 1, tallyId: 1 };
    if (state === 'draft') return found;
    const { items } = await deps.coding.of(auditId, ids.lena);
    const fileId = items[0]?.texts[0]?.fileId ?? 0;
    if (state === 'closed') return { ...found, fileId };
    await codesOf(app, auditId, ash);
    await deps.questionnaire.count(ids.lena, auditId, { groupId: ash, asked: 2, refused: 1 });
    const { sheets, tallies } = await deps.questionnaire.of(auditId);
    return { ...found, fileId, sheetId: sheets[0]?.id ?? 0, tallyId: tallies[0]?.id ?? 0 };
  }

  /** An open audit of calls, with a plan. */
  async function makeCalls(): Promise<{ auditId: number; groupId: number }> {
    const { auditId, groupIds } = await newAudit(app, {
      tool: 'scripted_calls',
      groups: [{ name: 'Ash' }],
    });
    const [groupId = 0] = groupIds;
    await app.deps.audits.addMember(app.ids.lena, auditId, app.ids.carl, 'commissioner');
    await app.deps.calls.plan(app.ids.lena, auditId, {
      seed: 'SEED-1',
      wishes: {
        services: [{ groupId, calls: 2 }],
        callers: [{ pseudonym: 'K1', not: [], most: null }],
        scenarios: ['crack'],
        times: ['morning'],
        weeks: 1,
      },
    });
    return { auditId, groupId };
  }

  const scoredAudits = new Map<string, { auditId: number; fileId: number }>();

  /** An audit with a record that is scored, and a judgement to be made where it is about nobody. */
  async function scored(where: 'scored' | 'scoredClosed' | 'scoresOfPersons') {
    const tool = toolOf(where === 'scoresOfPersons' ? 'record_quality' : 'diversity_review_2008');
    const records = { 'ONE-1': new Map<string, string>() };
    const auditId = await scoredAudit(app, tool, { One: records }, { closed: where !== 'scored' });
    const [line] = await createCaseFileRepository(app.deps.database).lines(auditId, { asked: [], read: [] });
    return { auditId, fileId: line?.id ?? 0 };
  }

  /** The ids that the addresses of a situation name; made by nobody in particular, whatever organisations there are. */
  const idsIn = (where: Situation): Promise<Record<string, number | string>> =>
    app.deps.database.everywhere(() => makeIdsIn(where));

  async function makeIdsIn(where: Situation): Promise<Record<string, number | string>> {
    const { deps, ids } = app;
    fresh += 1;
    const common = {
      tokenId: 999_999,
      linkId: 999_999,
      checkId: 'smart',
      itemId: 'smart',
      trainingFile: 'nearly',
      place: 1,
      mailId: 999,
      token: 'no-such-token',
      format: 'no-such-format',
      toolId: 'rodt',
      version: 1,
      providerId: providers.bridge,
    };
    if (where === 'anywhere') return { ...common, userId: target };
    if (where === 'training') {
      const { auditId } = await newAudit(app, { title: `Trained ${fresh}`, toolVersion: 2 });
      await deps.audits.addMember(ids.lena, auditId, ids.carl, 'commissioner');
      await deps.training.choose(ids.lena, auditId, null);
      return { ...common, auditId };
    }
    if (where === 'measure') {
      const id = `measure_${fresh}`;
      const measure = [id, `Measure ${fresh}`, 'people', 'higher'];
      await deps.measures.takeOver(ids.lena, sheetOf([['id', 'label', 'unit', 'better'], measure]), {
        replace: false,
      });
      const placeId = await deps.measures.savePlace(ids.lena, null, {
        name: `Place ${fresh}`,
        kind: 'partnership',
      });
      const figure = [id, `Place ${fresh}`, '2011/12', 'actual', '9'];
      const heading = ['measure', 'place', 'period', 'kind', 'figure'];
      await deps.measures.takeOver(ids.lena, sheetOf([heading, figure]), { replace: false });
      return { measureId: id, placeId };
    }
    if (where === 'organisation') {
      const { id } = await deps.organisations.add(null, {
        name: `Organisation ${fresh}`,
        person: 'Other Admin',
        email: `other-${fresh}@example.org`,
      });
      await deps.organisations.linkProvider(ids.adam, id, providers.bridge);
      return { organisationId: id, providerId: providers.bridge };
    }
    if (where === 'published')
      return {
        publishedId: (published ??= await publishExample()),
        toolId: 'rodt',
        version: 1,
        checkId: 'smart',
      };
    if (where === 'programme') {
      return { lineId: await addProgrammeLine(app, { title: `Line ${fresh}` }) };
    }
    if (where === 'meeting') {
      const lena = await deps.accounts.get(ids.lena);
      const meetingId = await deps.meetings.save(lena, null, {
        providerId: providers.bridge,
        planId: null,
        heldOn: '2027-03-01',
        place: '',
        people: 'Service manager',
        readers: [ids.lena],
      });
      return { meetingId };
    }
    if (where === 'delivery' || where === 'deliveryOfPartnership') {
      const { delivery } = deps;
      const planId = await delivery.save(ids.lena, null, {
        title: `Plan ${fresh}`,
        partnership: 'Riverside',
        firstDay: '2026-04-01',
        lastDay: '2099-03-31',
        followers: [],
      });
      const owner = where === 'delivery' ? (await deps.providers.get(providers.bridge)).name : 'Partnership';
      const sheet = [
        ['heading', 'action', 'owner'],
        ['Access', 'Open late', owner],
      ];
      await delivery.takeOver(ids.lena, planId, sheetOf(sheet));
      const { lines } = await delivery.shown(await deps.accounts.get(ids.lena), planId);
      const lineId = lines[0]?.id ?? 0;
      const file = async () => ({ name: 'a.pdf', content: madePdf() });
      await delivery.addNote(ids.lena, planId, lineId, { text: '', file, isEvidence: true });
      const { notes } = await delivery.line(planId, lineId);
      return { planId, lineId, noteId: notes[0]?.id ?? 0 };
    }
    if (where === 'toolDraft' || where === 'publishedTool') {
      const toolId = `shelter_${fresh}`;
      const draftId = await deps.drafts.createDraft(ids.lena, shelter({ id: toolId }));
      if (where === 'publishedTool') await deps.drafts.publish(ids.stan, draftId, 1, new Map());
      return { toolId, version: 1, draftId, kind: 'item', partId: 'weekly' };
    }
    if (where === 'freshGroup') {
      const { auditId } = audits.draft;
      const group = { name: `Fresh ${fresh}`, plannedFiles: 1, providerIds: [], exclusions: [] };
      return { auditId, groupId: await deps.audits.createGroup(ids.lena, auditId, group) };
    }
    if (where === 'freshDraft') {
      return { auditId: (await makeAudit(app, ids.lena, 'draft', [providers.bridge])).auditId };
    }
    if (where === 'freshFile') {
      const { auditId, groupId } = audits.open;
      const file = { reference: `FRESH-${fresh}`, groupId };
      return { auditId, groupId, fileId: await deps.recording.create(ids.lena, auditId, file) };
    }
    if (where === 'freshScored') return scored('scored');
    if (where === 'scored' || where === 'scoredClosed' || where === 'scoresOfPersons') {
      const made = scoredAudits.get(where) ?? (await scored(where));
      scoredAudits.set(where, made);
      return made;
    }
    if (where === 'freshBaseline') return { auditId: await makeBaseline(app) };
    if (where === 'baseline') {
      baselineId ??= await makeBaseline(app);
      return { auditId: baselineId, groupId: 0 };
    }
    if (where === 'code') {
      const { auditId, ash } = await surveyIn('open');
      const [code = ''] = await codesOf(app, auditId, ash);
      return { code, number: 1 };
    }
    if (where.startsWith('survey')) return surveyIds(where);
    if (where.startsWith('freshFinding')) {
      const state = where.slice('freshFinding'.length).toLowerCase() as 'draft' | 'open' | 'closed';
      const { auditId } = audits[state];
      return { ...common, auditId, findingId: await addFinding(auditId) };
    }
    if (where === 'calls') return { ...common, ...(callAudit ??= await makeCalls()) };
    if (where === 'drawnFile') return drawn(`DRAWN-${fresh}`);
    if (where === 'drawnClosed') {
      drawnClosed ??= await drawn('DRAWN-closed');
      const state = (await deps.audits.get(drawnClosed.auditId)).state;
      if (state === 'open') await deps.steps.changeState(ids.lena, drawnClosed.auditId, 'close');
      return drawnClosed;
    }
    if (where.startsWith('self')) return selfAuditIds(where);
    if (where === 'sentPlan') return { ...common, ...planned, checkId: 'smart' };
    if (where === 'repeated') return { ...common, auditId: repeated };
    const audit = audits[where === 'unreleased' ? 'closed' : (where as 'draft' | 'open' | 'closed')];
    const providerId = where === 'unreleased' ? providers.dip : providers.bridge;
    const [sampled] = await deps.sampling.files(audit.auditId);
    return {
      ...common,
      ...audit,
      sampledId: sampled?.id ?? 0,
      userId: ids.lena,
      providerId,
      file: `${providerId}.pdf`,
      findingId: findingIds.get(audit.auditId) ?? 0,
      version: 1,
      queryId,
      alertId: alertIds.get(audit.auditId) ?? 0,
    };
  }

  function bodyOf(body: Body, ids: Record<string, number | string>): Record<string, string> {
    if (body === 'wrongPassword') return { email: emailOf('lena'), password: `not ${PASSWORD}` };
    if (body === 'newFile') {
      const reference = `NEW-${fresh}`;
      return { reference, groupId: String(ids['groupId']), beside: reference };
    }
    if (body === 'draw') {
      const groupId = String(ids['groupId']);
      return { [`amount-${groupId}`]: '1', [`by-${groupId}`]: 'number', [`method-${groupId}`]: 'random' };
    }
    if (body === 'planCalls') {
      const groupId = String(ids['groupId']);
      return {
        [`calls-${groupId}`]: '2',
        'caller-0': 'K1',
        scenarios: 'crack',
        times: 'morning',
        weeks: '1',
      };
    }
    if (body === 'staleStep') return { step: 'accept', version: '99' };
    if (body === 'moveItem') return { step: 'item:weekly:down' };
    if (body === 'firstRevision') return { revision: '1' };
    if (body === 'reason') return { reason: 'Not there' };
    if (body === 'answer') return { version: '1', 'answer.recovery_plan': 'yes' };
    if (body === 'save') {
      const groupId = String(ids['groupId']);
      return { version: '1', reference: `SAVED-${fresh}`, groupId, 'answer.recovery_plan': 'yes' };
    }
    if (body === 'judge') return { version: '1', 'judgement.r1': 'good' };
    if (body === 'bands') return { 'begins.months_in_treatment': '3, 12' };
    if (body === 'drawReadings') return { percent: '5', oneAGroup: 'yes' };
    if (body === 'details') {
      return {
        title: `Retitled ${fresh}`,
        partnership: 'The partnership',
        fieldworkStart: '01/09/2026',
        fieldworkEnd: '04/09/2099',
        tool: 'rodt:1',
        smallNumberThreshold: '5',
        smallNumberRule: 'by_item',
        smallNumberOrder: 'providers_first',
        headline: 'weighted',
      };
    }
    return {};
  }

  it('names every route that is declared, and no other', () => {
    const declared = app.routes.map((route) => `${route.method} ${route.path}`);
    expect(new Set(declared).size).toBe(declared.length);
    const named = new Set(TABLE.map(([method, path]) => `${method} ${path}`));
    expect([...named].toSorted()).toEqual(declared.toSorted());
    // All people of the tests are in the table.
    expect(COLUMNS.toSorted()).toEqual([...Object.keys(PEOPLE), 'anonymous'].toSorted());
  });

  it('tries every route of an audit in every state in which what it names can exist', () => {
    const withoutFiles = ['draft', 'open', 'closed'];
    const withFiles = ['open', 'closed'];
    const stateOf: Partial<Record<Situation, string>> = {
      freshFile: 'open',
      drawnFile: 'open',
      drawnClosed: 'closed',
      sentPlan: 'closed',
      repeated: 'closed',
      calls: 'open',
      scored: 'open',
      freshScored: 'open',
      scoredClosed: 'closed',
      scoresOfPersons: 'closed',
      freshGroup: 'draft',
      freshDraft: 'draft',
      freshFindingDraft: 'draft',
      freshFindingOpen: 'open',
      freshFindingClosed: 'closed',
      unreleased: 'closed',
      selfDraft: 'draft',
      selfOpen: 'open',
      selfHandedIn: 'open',
      selfClosed: 'closed',
      survey: 'open',
      surveyDraft: 'draft',
      surveyClosed: 'closed',
    };
    for (const { method, path } of app.routes.filter((route) => route.path.startsWith('/audits/:auditId'))) {
      const tried = TABLE.filter((row) => row[0] === method && row[1] === path).map(
        (row) => stateOf[row[2]] ?? row[2],
      );
      // An action is sent in from a closed audit only.
      const states = path.includes(':actionId')
        ? ['closed']
        : path.includes(':fileId') || path.includes(':alertId') || path.endsWith('/withdraw')
          ? withFiles
          : withoutFiles;
      expect(tried, `${method} ${path}`).toEqual(expect.arrayContaining(states));
    }
  });

  const isOfSomebody = (path: string, where: Situation) =>
    path.includes(':') && !OF_NO_ORGANISATION.has(where);
  const rows = columns.length > 0 ? TABLE : TABLE.filter(([, path, where]) => isOfSomebody(path, where));

  describe.each(rows)('%s %s (%s, %s)', (method, path, where, body, expected) => {
    it(`gives ${expected.replace(/ +/g, ' ')}`, async () => {
      const cells = expected.split(/ +/);
      expect(cells).toHaveLength(COLUMNS.length);
      cells.push(nationalOf({ method, path, where, cells }));
      const outcomes: string[] = [];
      // Who is refused has written nothing, so that the next one finds all as it was.
      let untouched: Record<string, number | string> | null = null;
      let isQuiet = false;
      if (isBesideAnother && isOfSomebody(path, where)) {
        untouched = await idsIn(where);
        const url = urlOf(path, untouched, where);
        await written();
        for (const { role, visitor, token } of foreigners) {
          if (path.startsWith('/api/') && token === null) continue;
          const response = await (path.startsWith('/api/')
            ? request(app.app).get(url).set('Authorization', `Bearer ${token}`)
            : method === 'get'
              ? visitor.get(url)
              : visitor.post(url, bodyOf(body, untouched)));
          outcomes.push(`${role} ${[403, 404].includes(response.status) ? 'out' : response.status}`);
        }
        expect(await written(), 'what people of another organisation have written').toEqual([]);
        expect(outcomes.filter((outcome) => !outcome.endsWith(' out'))).toEqual([]);
        outcomes.length = 0;
      }
      signInAnew();
      for (const [column, who] of columns.entries()) {
        const isNew = path.startsWith('/api/') || !visitors.has(who);
        // To sign out ends the browser's session, so it is done in another one.
        const visitor =
          path === '/sign-out' && who !== 'anonymous'
            ? await (who === 'nora' ? app.asAddress(NORA.email) : app.as(who))
            : await visitorOf(who);
        const ids: Record<string, number | string> = untouched ?? (await idsIn(where));
        const url = urlOf(path, ids, where);
        const cell = cells[column];
        const byToken = path.startsWith('/api/');
        if (byToken) await askWithToken(who, urls.apiDocument());
        const isDenied = cell === '401' || cell === '403' || cell === '404' || cell === 'in';
        // What was made for this attempt, a sign-in or a token, is no writing of the person who is refused.
        if (isDenied && (isNew || !isQuiet)) await written();
        untouched = isDenied ? ids : null;
        isQuiet = isDenied;
        const response = await (byToken
          ? askWithToken(who, url)
          : method === 'get'
            ? visitor.get(url)
            : visitor.post(url, bodyOf(body, ids)));
        outcomes.push(
          who === 'anonymous' && isSignIn(response) && response.status === (method === 'get' ? 200 : 401)
            ? 'in'
            : String(response.status),
        );
        if (isDenied) {
          expect(await written(), `what ${who} has written at ${url}`).toEqual([]);
          const type = byToken ? 'application/problem+json' : 'text/html';
          expect(response.headers['content-type']).toContain(type);
        }
        if (cell === '200') {
          const type = Object.entries(DOWNLOADS).find(([end]) => path.endsWith(end))?.[1];
          if (byToken) expect(response.headers['content-type']).toContain('application/json');
          else if (type) expect(response.headers['content-type']).toBe(type);
          // Nobody is named on a page that needs no account.
          else if (path.startsWith('/q')) {
            expect(response.headers['set-cookie']).toBeUndefined();
            if (who !== 'anonymous') expect(response.text).not.toContain(nameOf(who));
          } else if (who === 'anonymous') expect(response.text).not.toContain('action="/sign-out"');
          // What a script is told is kept nowhere by the browser itself.
          else if (response.type === 'application/json')
            expect(response.headers['cache-control']).toBe('no-store');
          else expect(response.text).toContain(nameOf(who));
        }
        if (who === 'anonymous' && method === 'get' && cell === 'in' && path !== '/sign-in') {
          expect(response.text).toContain(`name="next" value="${url}"`);
        }
      }
      expect(outcomes.join(' ')).toBe(cells.slice(0, columns.length).join(' '));
    });
  });

  it('notices what is written', () =>
    app.deps.database.everywhere(async () => {
      const { deps, ids } = app;
      await written();
      const providerId = await deps.providers.create(ids.adam, 'Noticed');
      expect(await written()).toEqual(['insert into providers', 'insert into activity']);
      expect(await written()).toEqual([]);
      const row = deps.database.pool('providers').where({ id: providerId });
      await row.clone().update({ name: 'Noticed again' });
      await row.clone().delete();
      expect(await written()).toEqual(['update of providers', 'delete from providers']);
    }));

  it('does not tell a stranger that an audit exists', async () => {
    const stan = await visitorOf('stan');
    // Takes away what an earlier step left to be said.
    await stan.get('/');
    const real = await stan.get(urls.audit(audits.open.auditId));
    const missing = await stan.get(urls.audit(999_999));
    expect(real.status).toBe(404);
    const plain = (text: string) => text.replace(/name="_csrf" value="[^"]+"/g, '');
    expect(plain(real.text)).toBe(plain(missing.text));
    expect((await stan.get('/')).text).not.toContain('The draft audit');
  });

  it('finds no group, file or provider of another audit under this one', async () => {
    const { open, strangers } = audits;
    // A sign-in is a writing too.
    await Promise.all([visitorOf('lena'), visitorOf('stan')]);
    await written();
    for (const [who, own, other] of [
      ['lena', open, strangers],
      ['stan', strangers, open],
    ] as const) {
      const visitor = await visitorOf(who);
      const group = { name: 'Taken over', plannedFiles: '9' };
      const save = { version: '1', reference: 'TAKEN', groupId: String(own.groupId) };
      const statuses = [
        await visitor.get(urls.group(own.auditId, other.groupId)),
        await visitor.post(urls.group(own.auditId, other.groupId), group),
        await visitor.post(urls.groupMove(own.auditId, other.groupId), { by: '1' }),
        await visitor.post(urls.groupRemove(own.auditId, other.groupId)),
        await visitor.get(urls.file(own.auditId, other.fileId)),
        await visitor.post(urls.file(own.auditId, other.fileId), save),
        await visitor.post(urls.fileAnswers(own.auditId, other.fileId), { version: '1' }),
        await visitor.get(urls.fileRemove(own.auditId, other.fileId)),
        await visitor.post(urls.fileRemove(own.auditId, other.fileId)),
      ].map((response) => response.status);
      expect(statuses).toEqual([404, 404, 404, 404, 404, 404, 404, 404, 404]);
    }
    // The Drug Intervention Programme has no group in the stranger's audit.
    const stan = await visitorOf('stan');
    expect((await stan.get(urls.feedbackPdf(strangers.auditId, providers.dip))).status).toBe(404);
    expect((await stan.post(urls.feedbackIssue(strangers.auditId, providers.dip))).status).toBe(404);
    expect((await stan.post(urls.feedbackWithdraw(strangers.auditId, providers.dip))).status).toBe(404);
    expect(await written()).toEqual([]);
  });

  it('does not put a file into a group of another audit', async () => {
    const { open, strangers } = audits;
    const amir = await visitorOf('amir');
    await written();
    const made = await amir.post(urls.files(open.auditId), {
      reference: 'ELSEWHERE',
      groupId: String(strangers.groupId),
    });
    expect(made.status).toBe(422);
    const saved = await amir.post(urls.file(open.auditId, open.fileId), {
      version: '1',
      reference: 'ELSEWHERE',
      groupId: String(strangers.groupId),
    });
    expect(saved.status).toBe(422);
    expect(await written()).toEqual([]);
  });

  it.each(['0', '01', '-1', '1.5', '1e0', 'x', '99999999999', '%20', '1%00'])(
    'answers 404 to the id %s',
    async (id) => {
      const lena = await visitorOf('lena');
      const statuses = [
        await lena.get(`/audits/${id}`),
        await lena.get(`/audits/${audits.open.auditId}/files/${id}`),
        await lena.get(`/audits/${audits.open.auditId}/groups/${id}`),
        await lena.get(`/audits/${audits.open.auditId}/feedback/${id}.pdf`),
        await lena.get(`/providers/${id}`),
      ].map((response) => response.status);
      expect(statuses).toEqual([404, 404, 404, 404, 404]);
    },
  );

  it('gives a provider its feedback from release to withdrawal, and nobody else', () =>
    app.deps.database.everywhere(async () => {
      const { deps, ids } = app;
      const made = await makeAudit(app, ids.lena, 'open', [providers.bridge, providers.dip]);
      const bridgePdf = urls.feedbackPdf(made.auditId, providers.bridge);
      const dipPdf = urls.feedbackPdf(made.auditId, providers.dip);
      const [lena, paula, dora] = [
        await visitorOf('lena'),
        await visitorOf('paula'),
        await visitorOf('dora'),
      ];
      const seen = async () => ({
        paula: (await paula.get(bridgePdf)).status,
        paulaOther: (await paula.get(dipPdf)).status,
        dora: (await dora.get(dipPdf)).status,
        doraOther: (await dora.get(bridgePdf)).status,
        listedForPaula: (await paula.get('/')).text.includes(bridgePdf),
        listedForDora: (await dora.get('/')).text.includes(dipPdf),
      });
      const nothing = {
        paula: 404,
        paulaOther: 404,
        dora: 404,
        doraOther: 404,
        listedForPaula: false,
        listedForDora: false,
      };
      expect(await seen()).toEqual(nothing);
      await lena.post(urls.auditState(made.auditId), { step: 'close' });
      expect(await seen()).toEqual(nothing);

      expect((await lena.post(urls.feedbackIssue(made.auditId, providers.bridge))).status).toBe(303);
      expect(await seen()).toEqual({ ...nothing, paula: 200, listedForPaula: true });

      expect((await lena.post(urls.feedbackWithdraw(made.auditId, providers.bridge))).status).toBe(303);
      expect(await seen()).toEqual(nothing);

      // A person who is moved to another provider, or is none any more, takes nothing along.
      await lena.post(urls.feedbackIssue(made.auditId, providers.bridge));
      expect((await paula.get(bridgePdf)).status).toBe(200);
      const person = { name: PEOPLE.paula.name, email: emailOf('paula') };
      await deps.accounts.update(ids.adam, ids.paula, {
        ...person,
        roles: ['provider'],
        providerId: providers.dip,
      });
      expect((await paula.get(bridgePdf)).status).toBe(404);
      await deps.accounts.update(ids.adam, ids.paula, { ...person, roles: ['lead'], providerId: null });
      expect((await paula.get(bridgePdf)).status).toBe(404);
      await deps.accounts.update(ids.adam, ids.paula, {
        ...person,
        roles: ['provider'],
        providerId: providers.bridge,
      });
      expect((await paula.get(bridgePdf)).status).toBe(200);
    }));

  it('shows a commissioner the suppressed results of a closed audit, with no way to anything else', async () => {
    const { closed } = audits;
    const [carl, lena] = [await visitorOf('carl'), await visitorOf('lena')];
    const own = await carl.get(urls.results(closed.auditId));
    const leads = await lena.get(urls.results(closed.auditId));
    const suppressed = /class="[^"]*suppressed/;
    expect(own.text).toMatch(suppressed);
    expect(leads.text).not.toMatch(suppressed);
    const overview = await carl.get(urls.audit(closed.auditId));
    for (const page of [own.text, overview.text]) {
      for (const url of [
        urls.files(closed.auditId),
        urls.feedback(closed.auditId),
        urls.auditActivity(closed.auditId),
        urls.panel(closed.auditId),
        urls.auditDetails(closed.auditId),
      ]) {
        expect(page).not.toContain(`"${url}`);
      }
      expect(page).not.toContain('REF-closed');
    }
  });

  it('takes rights away with the role and with the place on the panel, at once', () =>
    app.deps.database.everywhere(async () => {
      const { deps, ids } = app;
      const made = await makeAudit(app, ids.lena, 'open', [providers.bridge]);
      const beth = await visitorOf('beth');
      const files = urls.files(made.auditId);
      expect((await beth.get(files)).status).toBe(200);
      const person = { name: PEOPLE.beth.name, email: emailOf('beth'), providerId: null };
      await deps.accounts.update(ids.adam, ids.beth, { ...person, roles: ['administrator'] });
      expect((await beth.get(files)).status).toBe(404);
      await deps.accounts.update(ids.adam, ids.beth, { ...person, roles: ['auditor'] });
      expect((await beth.get(files)).status).toBe(200);
      await deps.audits.removeMember(ids.lena, made.auditId, ids.beth);
      expect((await beth.get(files)).status).toBe(404);
    }));

  it('never puts a provider on a panel, nor anybody in a place their roles do not allow', async () => {
    const { ids } = app;
    const lena = await visitorOf('lena');
    await written();
    const attempts: [PersonName, string][] = [
      ['paula', 'auditor'],
      ['paula', 'commissioner'],
      ['carl', 'auditor'],
      ['carl', 'lead'],
      ['amir', 'lead'],
      ['amir', 'commissioner'],
      ['adam', 'auditor'],
      ['stan', 'commissioner'],
      ['stan', 'owner'],
    ];
    for (const [who, capacity] of attempts) {
      const response = await lena.post(urls.panel(audits.open.auditId), {
        userId: String(ids[who]),
        capacity,
      });
      expect(response.status, `${who} as ${capacity}`).toBe(422);
    }
    expect(await written()).toEqual([]);
  });
}
