import { createPeople } from '../../server/people/index.ts';
import { readConfig } from '../../server/platform/config.ts';
import type { Deps } from '../../server/deps.ts';
import { makeExtract } from '../fixtures/ndtms/make.ts';
import { PASSWORD, emailOf } from './app.ts';
import type { PersonName, TestApp } from './app.ts';
import { newAudit } from './audit.ts';
import { closedAudit, recordFile, sentPlan } from './improvement.ts';
import { listen, listenUnused, listenWithPeople } from './listen.ts';
import type { Listening } from './listen.ts';
import { madePdf } from './madePdf.ts';
import { sheetOf } from './measures.ts';
import { instrumentItemsOf } from '../../rules/index.ts';
import { createCaseFileRepository } from '../../server/fieldwork/caseFiles/repository.ts';
import { toolOf } from '../audits/instruments.ts';
import { addProgrammeLine } from './programme.ts';
import { exampleOf, scoredAudit } from './scoredAudit.ts';
import { drawAll, saveReading } from './readings.ts';
import { makeSelfAudits } from './selfAuditPages.ts';
import type { SelfAuditSample } from './selfAuditPages.ts';
import { makeSurveys } from './surveyPages.ts';
import type { SurveySample } from './surveyPages.ts';

/** People beside those of every test: those who have nothing to see yet. */
const NEWCOMERS = {
  nina: ['auditor'],
  colin: ['commissioner'],
} as const;
export type Person = PersonName | keyof typeof NEWCOMERS;

/** Audits in every state that a page can be in. */
export interface Sample {
  app: TestApp & Listening;
  unused: Awaited<ReturnType<typeof listenUnused>>;
  /** The same program under a name, as passkeys need it. */
  named: Listening;
  /** The same program where people sign in at a provider, which is away. */
  provided: Listening;
  draft: number;
  draftGroup: number;
  empty: number;
  open: number;
  openGroup: number;
  /** In the open audit: nothing answered; everything; a contradiction; with an excluded check. */
  files: { fresh: number; filled: number; contradicting: number; excluded: number };
  /** With a caseload list; with a sample that recording has fixed, and a file of it to do. */
  listed: number;
  fixed: number;
  sampledFile: number;
  /** Of calls: without a plan; with one of which a call is begun. */
  calls: { unplanned: number; planned: number; file: number };
  /** With an extract of the national data set as its list, of which the lead has still to say something. */
  extract: number;
  /** Joint work: of two files one is read twice, with differences, the other is to be read again by Beth. */
  twice: { auditId: number; done: number; toDo: number };
  /** Of the newest tool, whose readers read made-up files first: Amir has read one, not quite as it is settled. */
  training: number;
  closed: number;
  closedFile: number;
  /** Closed, with the report to The Bridge issued and queried. */
  released: number;
  query: number;
  /** Of the closed audit. */
  finding: number;
  bridge: number;
  /** The open example, and a file of it with a plan. */
  example: { auditId: number; file: number };
  plans: Awaited<ReturnType<typeof makePlans>>;
  survey: SurveySample;
  selfAudits: SelfAuditSample;
  scored: Awaited<ReturnType<typeof makeScored>>;
  /** A place with the figures of an example. */
  measurePlace: number;
  /** A line of the audit programme that is overdue, with a last round. */
  programmeLine: number;
  /** The example of 90 lines, with one of The Bridge that is said to be done; and a meeting with it, with minutes. */
  delivery: { planId: number; lineId: number; meetingId: number };
  /** Published figures of the closed audit, which stand beside those of two other partnerships. */
  published: number;
}

/** The program over the same database with a provider to sign in at, on a port at which nobody answers. */
function withProvider(deps: Deps): Deps {
  const { signOn } = readConfig({
    OIDC_ISSUER: 'http://127.0.0.1:1',
    OIDC_CLIENT_ID: 'casefile-audit',
    OIDC_CLIENT_SECRET: 'of the tests',
    OIDC_NAME: 'Example Trust',
  });
  const config = { ...deps.config, signOn };
  return { ...deps, ...createPeople({ ...deps, config, passwordCost: undefined }), config };
}

/** Makes the program with all of it, listening. */
export async function makeSample(): Promise<Sample> {
  const app = await listenWithPeople();
  const { deps, ids } = app;
  const unused = await listenUnused();
  const named = await listen(deps, 0, 'localhost');
  const provided = await listen(withProvider(deps));
  for (const [person, roles] of Object.entries(NEWCOMERS)) {
    await deps.accounts.createWithPassword(
      {
        name: `${person} Newcomer`,
        email: emailOf(person as PersonName),
        roles: [...roles],
        providerId: null,
      },
      PASSWORD,
    );
  }
  const { auditId: draft, groupIds: draftGroups } = await newAudit(app, { title: 'A draft', state: 'draft' });
  const { auditId: empty } = await newAudit(app, { title: 'Nothing yet', state: 'draft', groups: [] });
  const { auditId: open, groupIds } = await newAudit(app, { title: 'An open audit' });
  const [ash = 0, birch = 0] = groupIds;
  // A device can be prepared until then.
  await deps.audits.update(ids.lena, open, {
    ...(await deps.audits.get(open)),
    fieldworkEnd: '2099-03-02',
  });
  const record = async (groupId: number, reference: string, answer: ((id: string) => string) | null) => {
    const fileId = await deps.recording.create(ids.amir, open, { reference, groupId });
    if (!answer) return fileId;
    const review = await deps.recording.get(open, fileId);
    const tool = deps.tools.must('rodt', 1);
    const checks = tool.sections.flatMap((section) => section.items).filter((item) => item.kind === 'check');
    await deps.recording.save(ids.amir, await deps.audits.get(open), fileId, {
      version: review.version,
      reference,
      groupId,
      answers: new Map<string, string | null>([
        ...checks.map((check): [string, string] => [check.id, answer(check.id)]),
        ['gender', 'female'],
        ['months_in_treatment', '7'],
      ]),
      sure: new Map(checks.map((check) => [check.id, answer(check.id)])),
      comments: new Map([['smart', 'The goals name no dates.']]),
      comment: 'A thick file.',
      complete: true,
    });
    return fileId;
  };
  const files = {
    fresh: await record(ash, 'ASH-01', null),
    filled: await record(ash, 'ASH-02', () => 'yes'),
    contradicting: await record(ash, 'ASH-03', (id) => (id === 'recovery_plan' ? 'no' : 'yes')),
    excluded: await record(birch, 'BIR-01', null),
  };
  await deps.audits.addMember(ids.lena, open, ids.carl, 'commissioner');

  const listCaseload = async (title: string) => {
    const { auditId, groupIds: groups } = await newAudit(app, { title });
    const rows = Array.from({ length: 9 }, (_, n) => [`A-${n + 1}`, 'Ash']);
    await deps.sampling.upload(
      ids.lena,
      auditId,
      (async function* () {
        yield* [['reference', 'group'], ...rows].map((cells, i) => ({ row: i + 1, cells }));
      })(),
    );
    return { auditId, groupId: groups[0] ?? 0 };
  };
  const { auditId: listed } = await listCaseload('A listed audit');
  const { auditId: fixed, groupId: fixedGroup } = await listCaseload('A sampled audit');
  await deps.sampling.draw(ids.lena, fixed, {
    seed: null,
    groups: [{ groupId: fixedGroup, method: 'random', by: 'number', amount: 4 }],
  });
  const [begun, lost, toDo] = await deps.sampling.files(fixed);
  await deps.fromSample.begin(ids.amir, fixed, begun?.id ?? 0);
  await deps.fromSample.notFound(ids.amir, fixed, lost?.id ?? 0, 'The notes are at another site.');

  const { auditId: extract } = await newAudit(app, { title: 'An audit with an NDTMS extract' });
  const lines = makeExtract('partnership').text.split('\r\n');
  await deps.sampling.upload(
    ids.lena,
    extract,
    (async function* () {
      yield* lines.map((line, i) => ({ row: i + 1, cells: line.split(',') }));
    })(),
  );

  const loadClosed = async () => {
    const auditId = await deps.demoAudit.load(ids.lena);
    await deps.audits.addMember(ids.lena, auditId, ids.amir, 'auditor');
    await deps.audits.addMember(ids.lena, auditId, ids.carl, 'commissioner');
    await deps.steps.changeState(ids.lena, auditId, 'close');
    return auditId;
  };
  const closed = await loadClosed();
  const [closedFile] = await deps.recording.lines(closed, deps.tools.must('rodt', 1));
  const released = await loadClosed();
  const bridge = (await deps.providers.byName('The Bridge'))?.id ?? 0;
  await deps.reports.issue(ids.lena, released, bridge);
  const query = await deps.queries.raise(ids.paula, released, bridge, {
    about: { itemId: 'recovery_plan' },
    text: 'One plan was in the other folder.',
  });
  const finding = await deps.findings.add(ids.lena, closed, bridge, {
    kind: 'strength',
    itemId: 'psychosocial',
    text: 'Interventions are named in nearly every session.',
  });
  const example = await deps.demoAudit.load(ids.lena);
  const withPlan = (await deps.recording.lines(example, deps.tools.must('rodt', 1))).find(
    ({ reference }) => reference === 'NB-01',
  );
  return {
    query,
    finding,
    app,
    unused,
    named,
    provided,
    draft,
    draftGroup: draftGroups[0] ?? 0,
    empty,
    open,
    openGroup: ash,
    files,
    listed,
    fixed,
    sampledFile: toDo?.id ?? 0,
    calls: await makeCalls(app),
    extract,
    twice: await makeTwice(app),
    training: await makeTraining(app),
    closed,
    closedFile: closedFile?.id ?? 0,
    released,
    bridge,
    example: { auditId: example, file: withPlan?.id ?? 0 },
    plans: await makePlans(app),
    survey: await makeSurveys(app),
    selfAudits: await makeSelfAudits(app),
    scored: await makeScored(app),
    measurePlace: await makeMeasures(app, closed),
    programmeLine: await addProgrammeLine(app, { lastRoundId: released, everyMonths: 12 }),
    delivery: await makeDelivery(app),
    published: await makePublished(app, closed),
  };
}

/** Audits of calls, the second with a plan of which one call is begun. */
async function makeCalls(app: TestApp) {
  const { deps, ids } = app;
  const about = { tool: 'scripted_calls', groups: [{ name: 'Ash' }, { name: 'Birch' }] };
  const { auditId: unplanned } = await newAudit(app, { title: 'Calls to be planned', ...about });
  const { auditId: planned, groupIds } = await newAudit(app, { title: 'Calls', ...about });
  await deps.calls.plan(ids.lena, planned, {
    seed: 'SEED-1',
    wishes: {
      services: groupIds.map((groupId) => ({ groupId, calls: 4 })),
      callers: [
        { pseudonym: 'K1', not: groupIds.slice(1), most: null },
        { pseudonym: 'K2', not: [], most: 6 },
      ],
      scenarios: ['crack', 'son_heroin'],
      times: ['morning', 'evening'],
      weeks: 2,
    },
  });
  const [first] = await deps.sampling.files(planned);
  return { unplanned, planned, file: await deps.fromSample.begin(ids.amir, planned, first?.id ?? 0) };
}

/** Audits after which The Bridge has begun its plan, written it, and sent it in; the last was repeated. */
async function makePlans(app: TestApp) {
  const { deps, ids } = app;
  const { improvement } = deps;
  const { auditId: begun, bridge } = await closedAudit(app, 'A plan begun');
  await improvement.mark(ids.lena, begun, bridge, ['smart', 'balance']);
  await improvement.setReason(ids.paula, begun, bridge, 'balance', 'Put right since.');

  const { auditId: ready } = await closedAudit(app, 'A plan written');
  const readyAction = await improvement.addAction(ids.paula, ready, bridge, {
    checkId: null,
    action: 'Agree who keeps the joint file',
    ownerRole: 'Service manager',
    due: '2099-01-31',
    measure: 'It is in the minutes',
  });

  const sent = await closedAudit(app, 'A plan sent in');
  const sentAction = await sentPlan(app, sent, '2012-06-30');
  const file = { name: 'Training log.pdf', content: madePdf() };
  await improvement.addNote(ids.paula, sent.auditId, bridge, sentAction, {
    text: 'All of team one.',
    file: async () => file,
    isEvidence: true,
  });
  await improvement.report(ids.paula, sent.auditId, bridge, sentAction, 'done', '');
  const details = { title: 'Again', fieldworkStart: '2013-03-01', fieldworkEnd: '2013-03-01' };
  const repeated = await deps.reAudits.create(ids.lena, sent.auditId, {
    ...details,
    toolVersion: 1,
    samePanel: true,
  });
  await deps.steps.changeState(ids.lena, repeated, 'open');
  const [own] = await deps.audits.groups(repeated);
  await recordFile(app, repeated, own?.id ?? 0, 'AGAIN-1', { recovery_plan: 'yes' });
  await deps.steps.changeState(ids.lena, repeated, 'close');
  await deps.reports.issue(ids.lena, repeated, bridge);
  // The other provider is one that has nothing yet.
  for (const auditId of [begun, ready, sent.auditId])
    await deps.reports.withdraw(ids.lena, auditId, sent.dip);
  return { bridge, begun, ready, readyAction, sent: sent.auditId, sentAction, repeated };
}

/** Audits whose records are scored: one about partnerships that still lacks a judgement, one of calls, one about persons. */
async function makeScored(app: TestApp) {
  const [diversity, calls, quality] = [
    toolOf('diversity_review_2008'),
    toolOf('scripted_calls'),
    toolOf('record_quality'),
  ];
  const partnerships = Object.entries(exampleOf(diversity, 'examples/diversity-2008/returns.csv'));
  const lacking = partnerships.slice(0, 20).map(([reference, answers], i) => {
    const own = new Map(answers);
    if (i === 0) own.delete('r3');
    return [reference, own] as const;
  });
  const open = await scoredAudit(app, diversity, { England: Object.fromEntries(lacking) });
  const files = exampleOf(quality, 'examples/record-quality/case-files.csv');
  const harmful = new Map(instrumentItemsOf(calls).map(({ id }) => [id, 'good'])).set('harmful', 'yes');
  const ofCalls = await scoredAudit(app, calls, { All: { 'CALL-1': harmful } });
  const firstOf = async (auditId: number) =>
    (await createCaseFileRepository(app.deps.database).lines(auditId, { asked: [], read: [] }))[0]?.id ?? 0;
  return {
    open,
    record: await firstOf(open),
    calls: ofCalls,
    call: await firstOf(ofCalls),
    ofPersons: await scoredAudit(app, quality, { One: files }, { closed: true }),
  };
}

async function makeTraining(app: TestApp): Promise<number> {
  const { deps, ids } = app;
  const { auditId } = await newAudit(app, { title: 'Made-up files first', toolVersion: 2 });
  await deps.training.choose(ids.lena, auditId, null);
  const audit = await deps.audits.get(auditId);
  const [first] = (await deps.training.ofReader(audit, ids.amir))?.files ?? [];
  if (!first) throw new Error('the tool has no made-up files');
  const settled = [...first.file.settled].map(([id, { answer }]) => [id, answer] as const);
  await deps.training.read(
    ids.amir,
    audit,
    first,
    new Map([...settled, ['smart', 'no'], ['referrals', 'no']]),
  );
  return auditId;
}

async function makeTwice(app: TestApp): Promise<Sample['twice']> {
  const groups = [{ name: 'Joint', providers: ['The Bridge', 'New Road Centre'] }];
  const { auditId, groupIds } = await newAudit(app, { title: 'Read twice', groups });
  const read = async (reference: string) => {
    const groupId = groupIds[0] ?? 0;
    const fileId = await app.deps.recording.create(app.ids.amir, auditId, { reference, groupId });
    await saveReading(app, 'amir', auditId, fileId, {
      answers: { recovery_plan: 'yes', smart: 'no', gender: 'male' },
      comments: { smart: 'No dates.' },
    });
    return fileId;
  };
  const [done, toDo] = [await read('TWO-01'), await read('TWO-02')];
  await drawAll(app, auditId);
  await saveReading(app, 'beth', auditId, done, {
    answers: { recovery_plan: 'yes', smart: 'yes' },
    comments: { smart: 'Dates on page 3.' },
  });
  return { auditId, done, toDo };
}

async function makeDelivery({ deps, ids }: TestApp): Promise<Sample['delivery']> {
  const planId = await deps.delivery.loadExample(ids.lena, 'treatment-plan-2010-11');
  await deps.delivery.takeOver(
    ids.lena,
    planId,
    sheetOf([
      ['heading', 'action', 'owner', 'role', 'due'],
      ['Exits', 'Write to everybody who has left', 'The Bridge', 'Service manager', '31/12/2099'],
    ]),
  );
  const { lines } = await deps.delivery.shown(await deps.accounts.get(ids.lena), planId);
  const lineId = lines.at(-1)?.id ?? 0;
  await deps.delivery.report(ids.paula, planId, lineId, 'done', 'All of them.');
  const lena = await deps.accounts.get(ids.lena);
  const meetingId = await deps.meetings.save(lena, null, {
    providerId: (await deps.providers.byName('The Bridge'))?.id ?? 0,
    planId,
    heldOn: '2027-03-01',
    place: 'Town hall',
    people: 'Commissioning manager\nService manager',
    readers: [ids.lena],
  });
  await deps.meetings.setAgenda(lena, meetingId, {
    version: 1,
    kept: [],
    sources: [],
    own: ['Opening hours'],
  });
  const { agenda } = await deps.meetings.shown(meetingId);
  const minute = {
    decision: 'Open late',
    action: 'Open until eight',
    owner: 'The Bridge',
    due: '31/05/2027',
  };
  const minutes = agenda.map(({ id }) => ({ agendaId: id, ...minute }));
  await deps.meetings.minute(lena, meetingId, { version: 2, nextOn: '2027-06-01', minutes });
  return { planId, lineId, meetingId };
}

async function makePublished({ deps, ids }: TestApp, auditId: number): Promise<number> {
  const lena = await deps.accounts.get(ids.lena);
  await deps.publication.setCompares(await deps.accounts.get(ids.adam), true);
  await deps.publication.publish(lena, auditId);
  const table = deps.database.pool('published_figures');
  const row = await table.clone().first<{ id: number; figures: string }>('*');
  const others = (await deps.audits.all()).filter(({ id }) => id !== auditId).slice(0, 2);
  for (const [i, { id }] of others.entries()) {
    const { id: _, ...rest } = row;
    await table.clone().insert({ ...rest, audit_id: id, partnership: ['Eastshire', 'Westshire'][i] });
  }
  return row.id;
}

async function makeMeasures({ deps, ids }: TestApp, auditId: number): Promise<number> {
  await deps.measures.loadExample(ids.lena, 'southampton-2011-12');
  await deps.measureLinks.add(ids.lena, await deps.audits.get(auditId), 'done_all', 'check', 'recovery_plan');
  return (await deps.measures.overview()).places[0]?.id ?? 0;
}
