import { describe, expect, it } from 'vitest';
import type { AuditState } from '../../rules/index.ts';
import { ACTIONS, can, capacitiesOf, refusalText, ROLES, rolesProblem } from '../../server/access/policy.ts';
import type { Action, Actor, Capacity, Role, Subject } from '../../server/access/policy.ts';

const actor = (id: number, ...roles: Role[]): Actor => ({
  id,
  roles,
  providerId: null,
  organisationId: 1,
  organisations: [1],
});

const PEOPLE = {
  adam: actor(1, 'administrator'),
  lena: actor(2, 'lead'),
  amir: actor(3, 'auditor'),
  carl: actor(4, 'commissioner'),
  stan: actor(5, 'lead', 'auditor'),
  paula: { ...actor(6, 'provider'), providerId: 10 },
  dora: { ...actor(7, 'provider'), providerId: 11 },
  /** Administrator, lead and auditor in one, and lead of the audit. */
  ada: actor(8, 'administrator', 'lead', 'auditor'),
  /** A lead who reads files in this audit, and does not lead it. */
  lee: actor(9, 'lead'),
  /** Was a lead of the audit and has only the role auditor now. */
  rita: actor(20, 'auditor'),
  /** Was an auditor of the audit and has only the role commissioner now. */
  cora: actor(21, 'commissioner'),
  /** Was the commissioner of the audit and has only the role auditor now. */
  carla: actor(22, 'auditor'),
  nan: actor(24, 'national'),
  /** Was a lead of the audit and has no role any more. */
  nora: actor(23),
};
type Name = keyof typeof PEOPLE;

const panel = new Map<number, Capacity>([
  [PEOPLE.lena.id, 'lead'],
  [PEOPLE.amir.id, 'auditor'],
  [PEOPLE.carl.id, 'commissioner'],
  [PEOPLE.ada.id, 'lead'],
  [PEOPLE.lee.id, 'auditor'],
  [PEOPLE.rita.id, 'lead'],
  [PEOPLE.cora.id, 'auditor'],
  [PEOPLE.carla.id, 'commissioner'],
  [PEOPLE.nora.id, 'lead'],
]);
const inState = (state: AuditState, blind: Name[] = []): Subject => ({
  audit: { state, panel, blindReaders: new Set(blind.map((name) => PEOPLE[name].id)) },
});
const STATES: AuditState[] = ['draft', 'open', 'closed', 'final'];

const CONDITIONAL = [
  'completeness.read',
  'completeness.export',
  'results.export',
  'results.read',
  'recordScore.read',
  'feedback.fetch',
  'feedback.respond',
  'answer.correct',
  'baseline.remove',
  'improvementPlans.read',
  'improvementPlan.read',
  'improvementPlan.write',
  'improvementPlan.decide',
  'selfAudit.read',
  'selfAudit.answer',
  'selfAudit.validate',
  'tool.publish',
  'programme.readLine',
  'deliveryLine.read',
  'deliveryLine.report',
  'deliveryLine.confirm',
  'meeting.read',
  'meeting.write',
  'audit.askErasure',
] as const;
const LEADS: Name[] = ['lena', 'ada'];
const PANEL: Name[] = ['lena', 'ada', 'amir', 'lee', 'rita'];

type Conditional = (typeof CONDITIONAL)[number];

/** Who may do what, whatever the state of the audit. */
const ALLOWED: Record<Exclude<Action, Conditional>, Name[]> = {
  'people.manage': ['adam', 'ada'],
  'signIn.manage': ['adam', 'ada'],
  'activity.readAll': ['adam', 'ada'],
  'mail.read': ['adam', 'ada'],
  'backups.read': ['adam', 'ada'],
  'activity.verify': ['adam', 'ada'],
  'organisations.manage': ['adam', 'ada'],
  'retention.manage': ['adam', 'ada'],
  'request.find': ['adam', 'ada', 'lena', 'lee', 'stan'],
  'request.answer': LEADS,
  'providers.join': ['adam', 'ada'],
  'audit.readErasure': ['adam', ...LEADS],
  'providers.manage': ['adam', 'ada', 'lena', 'lee', 'stan'],
  'tool.read': (Object.keys(PEOPLE) as Name[]).filter((name) => !['nora', 'nan'].includes(name)),
  'tool.list': ['adam', 'ada', 'lena', 'lee', 'stan'],
  'tool.draft': ['lena', 'stan', 'ada', 'lee'],
  'tool.retire': ['adam', 'ada', 'lena', 'lee', 'stan'],
  'figures.publish': LEADS,
  'figures.withdraw': ['adam', ...LEADS],
  'publishedFigures.read': ['adam', 'lena', 'carl', 'stan', 'ada', 'lee', 'cora', 'nan'],
  'publishedFigures.compare': ['adam', 'ada'],
  'audit.create': ['lena', 'stan', 'ada', 'lee'],
  'audit.read': [...PANEL, 'carl'],
  'audit.setUp': LEADS,
  'item.leaveOut': LEADS,
  'audit.changeState': LEADS,
  'audit.choosePanel': LEADS,
  'audit.readActivity': LEADS,
  'sample.manage': LEADS,
  'files.assign': LEADS,
  'caseFile.sendBack': LEADS,
  'calls.plan': LEADS,
  'caseFile.read': PANEL,
  'device.prepare': PANEL,
  'caseFile.record': PANEL,
  'caseFile.remove': LEADS,
  'caseFile.import': LEADS,
  'caseFile.export': LEADS,
  'audit.readProgress': LEADS,
  'readings.manage': LEADS,
  'training.read': PANEL,
  'training.choose': LEADS,
  'readers.read': LEADS,
  'interests.declare': PANEL,
  'interests.read': LEADS,
  'safeguarding.setUp': LEADS,
  'alert.raise': PANEL,
  // Of one that was sent to nobody of these; to whom it was sent is told of below.
  'alert.read': LEADS,
  'alert.acknowledge': LEADS,
  'selfAudits.read': [...LEADS, 'carl'],
  'selfAudit.decide': LEADS,
  'questionnaire.count': PANEL,
  'questionnaire.manage': LEADS,
  'texts.code': PANEL,
  'texts.settle': LEADS,
  'published.check': ['lena', 'stan', 'ada', 'lee', 'carl', 'cora'],
  'baseline.create': ['lena', 'stan', 'ada', 'lee'],
  'measures.read': ['adam', 'ada', 'lena', 'stan', 'lee', 'carl', 'cora'],
  'measures.manage': ['adam', 'ada', 'lena', 'stan', 'lee', 'carl', 'cora'],
  'programme.read': ['adam', 'ada', 'lena', 'stan', 'lee', 'carl', 'cora'],
  'programme.manage': ['adam', 'ada', 'lena', 'stan', 'lee'],
  // From a last round; a first one is told of below.
  'programme.begin': LEADS,
  'tokens.manage': ['adam', 'ada'],
  'results.readUnsuppressed': PANEL,
  'stopping.read': PANEL,
  'results.exportUnsuppressed': LEADS,
  'feedback.manage': LEADS,
  'improvementPlan.mark': LEADS,
  'followUp.read': ['lena', 'stan', 'ada', 'lee', 'carl', 'cora', 'paula', 'dora'],
  'audit.repeat': LEADS,
  'deliveryPlans.read': ['adam', 'ada', 'lena', 'stan', 'lee', 'carl', 'cora', 'paula', 'dora'],
  'deliveryPlans.manage': ['adam', 'ada', 'lena', 'stan', 'lee', 'carl', 'cora'],
  'meetings.read': ['lena', 'stan', 'ada', 'lee', 'carl', 'cora', 'paula', 'dora'],
  'meetings.manage': ['lena', 'stan', 'ada', 'lee', 'carl', 'cora'],
  'audit.copy': LEADS,
  'audit.archive': LEADS,
  'measures.link': LEADS,
  'board.read': ['lena', 'stan', 'ada', 'lee', 'carl', 'cora'],
  'audit.discard': LEADS,
  'audit.askDeletion': LEADS,
  'audit.confirmDeletion': ['adam', ...LEADS],
};

const whoMay = (action: Action, subject: Subject): Name[] =>
  (Object.keys(PEOPLE) as Name[]).filter((name) => can(PEOPLE[name], action, subject)).toSorted();

describe('the policy', () => {
  it('has no action that is not told of here', () => {
    expect(ACTIONS.toSorted()).toEqual([...Object.keys(ALLOWED), ...CONDITIONAL].toSorted());
  });

  it.each(Object.entries(ALLOWED) as [Action, Name[]][])('lets do %s exactly %j', (action, names) => {
    for (const state of STATES) expect(whoMay(action, inState(state)), state).toEqual(names.toSorted());
  });

  it.each(['results.read', 'results.export', 'completeness.read', 'completeness.export'] as const)(
    'lets a commissioner do %s only once the audit is closed',
    (action) => {
      expect(whoMay(action, inState('draft'))).toEqual(PANEL.toSorted());
      expect(whoMay(action, inState('open'))).toEqual(PANEL.toSorted());
      expect(whoMay(action, inState('closed'))).toEqual([...PANEL, 'carl'].toSorted());
      expect(whoMay(action, inState('final'))).toEqual([...PANEL, 'carl'].toSorted());
    },
  );

  it('keeps results from who may still read a file again, blind, while that can happen', () => {
    expect(whoMay('results.read', inState('open', ['amir', 'lena']))).toEqual(
      PANEL.filter((name) => name !== 'amir').toSorted(),
    );
    for (const action of ['results.readUnsuppressed', 'results.export'] as const) {
      expect(whoMay(action, inState('open', ['amir']))).not.toContain('amir');
    }
    expect(whoMay('results.read', inState('closed', ['amir']))).toContain('amir');
    expect(refusalText(PEOPLE.amir, 'results.read', inState('open', ['amir']))).toContain('blind');
  });

  it('shows what single records score to a commissioner only where they are about nobody', () => {
    const of = (state: AuditState, personal: boolean, blind: Name[] = []) =>
      whoMay('recordScore.read', { ...inState(state, blind), record: { personal } });
    expect(of('closed', false)).toEqual([...PANEL, 'carl'].toSorted());
    expect(of('open', false)).toEqual(PANEL.toSorted());
    for (const state of STATES) expect(of(state, true)).toEqual(PANEL.toSorted());
    expect(of('open', false, ['amir'])).not.toContain('amir');
    // What is not said is taken for a person.
    expect(whoMay('recordScore.read', inState('closed'))).toEqual(PANEL.toSorted());
    const told = (state: AuditState) =>
      refusalText(PEOPLE.carl, 'recordScore.read', { ...inState(state), record: { personal: true } });
    expect(told('closed')).toContain('for the panel alone');
    expect(told('open')).toContain('not closed yet');
  });

  it('lets a provider acknowledge and query its own report once it is issued, and nobody else', () => {
    for (const state of STATES) {
      const of = (providerId: number, issued: boolean) =>
        whoMay('feedback.respond', { ...inState(state), feedback: { providerId, issued } });
      expect(of(10, true)).toEqual(['paula']);
      expect(of(11, true)).toEqual(['dora']);
      expect(of(10, false)).toEqual([]);
    }
  });

  it('lets a lead publish a draft that others wrote, and an administrator any', () => {
    const draftedBy = (...names: Name[]): Subject => ({
      draft: { draftedBy: new Set(names.map((name) => PEOPLE[name].id)) },
    });
    expect(whoMay('tool.publish', draftedBy('lena'))).toEqual(['ada', 'adam', 'lee', 'stan']);
    expect(whoMay('tool.publish', draftedBy('lee', 'stan', 'ada'))).toEqual(['ada', 'adam', 'lena']);
    expect(whoMay('tool.publish', {})).toEqual(['ada', 'adam']);
    expect(refusalText(PEOPLE.lena, 'tool.publish', draftedBy('lena'))).toContain(
      'another lead or an administrator',
    );
  });

  it('shows lines of the programme to who commissions their partnership, and lets any lead begin a first round', () => {
    const leading: Name[] = ['ada', 'adam', 'lee', 'lena', 'stan'];
    const commissioners = new Set([PEOPLE.carl.id, PEOPLE.amir.id]);
    expect(whoMay('programme.readLine', { programmeLine: { commissioners } })).toEqual(
      [...leading, 'carl'].toSorted(),
    );
    expect(whoMay('programme.readLine', {})).toEqual(leading);
    expect(whoMay('programme.begin', {})).toEqual(['ada', 'lee', 'lena', 'stan']);
  });

  it('lets the lead put an answer right under an open query, and never without one', () => {
    for (const state of STATES) {
      expect(whoMay('answer.correct', { ...inState(state), query: { open: true } })).toEqual(
        LEADS.toSorted(),
      );
      expect(whoMay('answer.correct', { ...inState(state), query: { open: false } })).toEqual([]);
      expect(whoMay('answer.correct', inState(state))).toEqual([]);
    }
  });

  it('lets a provider fetch its own report from its issue on, and the lead at any time', () => {
    for (const state of STATES) {
      const of = (providerId: number, issued: boolean) =>
        whoMay('feedback.fetch', { ...inState(state), feedback: { providerId, issued } });
      expect(of(10, true)).toEqual([...LEADS, 'paula'].toSorted());
      expect(of(11, true)).toEqual([...LEADS, 'dora'].toSorted());
      expect(of(12, true)).toEqual(LEADS.toSorted());
      expect(of(10, false)).toEqual(LEADS.toSorted());
    }
    expect(can(PEOPLE.paula, 'feedback.fetch', {})).toBe(false);
    expect(can(PEOPLE.paula, 'feedback.fetch', inState('closed'))).toBe(false);
  });

  it('lets nobody do to a baseline what needs case files, and only its leads remove it', () => {
    const baseline: Subject = {
      audit: { state: 'closed', panel, blindReaders: new Set(), isBaseline: true },
    };
    const possible = [
      'audit.read',
      'audit.choosePanel',
      'audit.readActivity',
      'results.readUnsuppressed',
    ] as const;
    for (const action of possible) {
      expect(whoMay(action, baseline), action).toEqual(ALLOWED[action].toSorted());
    }
    expect(whoMay('results.read', baseline)).toEqual([...PANEL, 'carl'].toSorted());
    expect(whoMay('baseline.remove', baseline)).toEqual(LEADS.toSorted());
    for (const state of STATES) expect(whoMay('baseline.remove', inState(state))).toEqual([]);
    for (const action of [
      'audit.setUp',
      'audit.changeState',
      'audit.readProgress',
      'sample.manage',
      'files.assign',
      'caseFile.sendBack',
      'calls.plan',
      'caseFile.read',
      'caseFile.record',
      'caseFile.remove',
      'caseFile.import',
      'caseFile.export',
      'readings.manage',
      'training.read',
      'training.choose',
      'readers.read',
      'questionnaire.count',
      'questionnaire.manage',
      'texts.code',
      'texts.settle',
      'feedback.manage',
      'feedback.fetch',
      'improvementPlans.read',
      'improvementPlan.read',
      'improvementPlan.write',
      'improvementPlan.decide',
      'improvementPlan.mark',
      'audit.repeat',
      'programme.begin',
      'audit.copy',
      'audit.archive',
      'audit.discard',
      'audit.askDeletion',
      'audit.confirmDeletion',
      'recordScore.read',
      'feedback.respond',
      'answer.correct',
      'request.answer',
    ] as const) {
      const more = { feedback: { providerId: 10, issued: true }, record: { personal: false } };
      expect(whoMay(action, { ...baseline, ...more, query: { open: true } }), action).toEqual([]);
    }
  });

  it('keeps a self-audit to its provider until it is handed in, and lets lead and commissioner validate it then', () => {
    for (const state of STATES) {
      const of = (action: Action, handedIn: boolean, providerId = 10, everHandedIn = handedIn) =>
        whoMay(action, { ...inState(state), selfAudit: { providerId, handedIn, everHandedIn } });
      const own = (name: Name): Name[] => (state === 'draft' ? [] : [name]);
      expect(of('selfAudit.answer', false)).toEqual(own('paula'));
      expect(of('selfAudit.answer', false, 11)).toEqual(own('dora'));
      expect(of('selfAudit.read', false)).toEqual(own('paula'));
      expect(of('selfAudit.read', true)).toEqual([...LEADS, 'carl', ...own('paula')].toSorted());
      // Given back: what was handed in can still be read, and is not decided on.
      expect(of('selfAudit.read', false, 10, true)).toEqual([...LEADS, 'carl', ...own('paula')].toSorted());
      expect(of('selfAudit.validate', false, 10, true)).toEqual([]);
      expect(of('selfAudit.validate', false)).toEqual([]);
      expect(of('selfAudit.validate', true)).toEqual([...LEADS, 'carl'].toSorted());
    }
    const notYet = {
      ...inState('open'),
      selfAudit: { providerId: 10, handedIn: false, everHandedIn: false },
    };
    expect(refusalText(PEOPLE.lena, 'selfAudit.read', notYet)).toContain('has not handed its self-audit in');
    expect(refusalText(PEOPLE.lena, 'selfAudit.validate', notYet)).toContain('is with its provider');
  });

  it('lets nobody of the panel record where providers answer about themselves', () => {
    const audit = { state: 'open' as const, panel, blindReaders: new Set<number>(), isSelfAudit: true };
    for (const action of [
      'sample.manage',
      'caseFile.read',
      'caseFile.record',
      'caseFile.remove',
      'caseFile.import',
      'device.prepare',
      'audit.readProgress',
      'readings.manage',
      'training.read',
      'training.choose',
      'readers.read',
      'answer.correct',
      'request.answer',
    ] as const) {
      expect(whoMay(action, { audit, query: { open: true } }), action).toEqual([]);
      expect(refusalText(PEOPLE.lena, action, { audit })).toContain('answer this audit themselves');
    }
    expect(whoMay('caseFile.export', { audit })).toEqual(LEADS.toSorted());
  });

  it('lets a provider read and write its own plan once its report is out, and lead and commissioner decide', () => {
    for (const state of STATES) {
      const deciders = (state === 'closed' || state === 'final' ? [...LEADS, 'carl'] : LEADS).toSorted();
      const of = (action: Action, released: boolean) =>
        whoMay(action, { ...inState(state), feedback: { providerId: 10, issued: released } });
      expect(of('improvementPlan.read', true)).toEqual([...deciders, 'paula'].toSorted());
      expect(of('improvementPlan.read', false)).toEqual(deciders);
      expect(of('improvementPlan.write', true)).toEqual(['paula']);
      expect(of('improvementPlan.write', false)).toEqual([]);
      expect(of('improvementPlan.decide', true)).toEqual(deciders);
      expect(of('improvementPlans.read', true)).toEqual(deciders);
    }
  });

  it('does not take a person of no provider for one of a provider', () => {
    const nobodys = { ...PEOPLE.paula, providerId: null };
    const feedback = { providerId: 10, issued: true };
    expect(can(nobodys, 'feedback.fetch', { feedback })).toBe(false);
    // Nor somebody who has a provider but not the role.
    expect(can({ ...PEOPLE.amir, providerId: 10 }, 'feedback.fetch', { feedback })).toBe(false);
  });

  it('lets a provider read and report on lines of its own alone, and confirm none', () => {
    const everybody: Name[] = ['lena', 'stan', 'ada', 'lee', 'carl', 'cora'];
    const own = { line: { providerId: PEOPLE.paula.providerId } };
    const partnerships = { line: { providerId: null } };
    expect(whoMay('deliveryLine.read', own)).toEqual([...everybody, 'adam', 'paula'].toSorted());
    expect(whoMay('deliveryLine.read', partnerships)).toEqual([...everybody, 'adam'].toSorted());
    expect(whoMay('deliveryLine.report', own)).toEqual([...everybody, 'paula'].toSorted());
    expect(whoMay('deliveryLine.confirm', own)).toEqual(everybody.toSorted());
    expect(can({ ...PEOPLE.paula, providerId: null }, 'deliveryLine.read', partnerships)).toBe(false);
  });

  it('lets a meeting be read by its provider and its readers, and written by those alone', () => {
    const providerId = PEOPLE.paula.providerId ?? 0;
    const meeting = { providerId, readers: [PEOPLE.carl.id, PEOPLE.nora.id] };
    expect(whoMay('meeting.read', { meeting })).toEqual(['carl', 'paula']);
    expect(whoMay('meeting.write', { meeting })).toEqual(['carl']);
  });

  it('denies everything about an audit to people when no audit is named', () => {
    const global = [
      'people.manage',
      'signIn.manage',
      'activity.readAll',
      'providers.manage',
      'tool.read',
      'audit.create',
      'published.check',
      'baseline.create',
      'measures.read',
      'measures.manage',
      'board.read',
      'programme.read',
      'programme.readLine',
      'programme.manage',
      'programme.begin',
      'tokens.manage',
      'followUp.read',
      'deliveryPlans.read',
      'deliveryPlans.manage',
      'meetings.read',
      'meetings.manage',
      'backups.read',
      'mail.read',
      'tool.list',
      'tool.draft',
      'tool.publish',
      'tool.retire',
      'retention.manage',
      'request.find',
      'providers.join',
      'activity.verify',
      'organisations.manage',
      'publishedFigures.read',
      'publishedFigures.compare',
    ];
    for (const action of ACTIONS.filter((a) => !global.includes(a))) expect(whoMay(action, {})).toEqual([]);
  });
});

describe('organisations', () => {
  const WITHOUT_SUBJECT: Subject[] = [{}, { organisation: 1 }];

  it.each(ACTIONS)('let nobody of another one do %s, whatever they are on its panel', (action) => {
    const seats = new Map([
      [2, 'lead' as const],
      [4, 'commissioner' as const],
    ]);
    const audit = { organisationId: 1, state: 'closed' as const, panel: seats };
    for (const [id, role] of [
      [1, 'administrator'],
      [2, 'lead'],
      [3, 'auditor'],
      [4, 'commissioner'],
      [6, 'provider'],
    ] as const) {
      const other = {
        ...actor(id, role),
        organisationId: 2,
        organisations: [2],
        providerId: role === 'provider' ? 10 : null,
      };
      const feedback = { providerId: 10, issued: true };
      expect(can(other, action, { audit, feedback }), role).toBe(false);
      expect(can(other, action, { organisation: 1 }), role).toBe(false);
    }
  });

  it('let a provider’s person see what is of each for which the provider works', () => {
    const paula = { ...actor(6, 'provider'), providerId: 10, organisations: [1, 2] };
    const feedback = { providerId: 10, issued: true };
    const asked = [1, 2, 3].map((organisationId) =>
      can(paula, 'feedback.fetch', {
        audit: { organisationId, state: 'closed', panel: new Map() },
        feedback,
      }),
    );
    expect(asked).toEqual([true, true, false]);
  });

  it('are not passed by where what was loaded names no organisation that it has', () => {
    const lead: Actor = { id: 1, roles: ['lead'], providerId: null, organisationId: 1, organisations: [1] };
    const unread = undefined as unknown as number;
    expect(() => can(lead, 'deliveryPlans.read', { organisation: unread })).toThrow(/was not loaded/);
    const audit = { state: 'open' as const, panel: new Map(), organisationId: unread };
    expect(() => can(lead, 'audit.read', { audit })).toThrow(/was not loaded/);
    expect(can(lead, 'deliveryPlans.read', {})).toBe(true);
  });

  it('leave the installation to the first of them', () => {
    const own = actor(1, 'administrator');
    const other = { ...own, organisationId: 2, organisations: [2] };
    const ofInstallation = ACTIONS.filter((action) =>
      WITHOUT_SUBJECT.some((subject) => can(own, action, subject) && !can(other, action, {})),
    );
    expect(ofInstallation.toSorted()).toEqual(['activity.verify', 'backups.read', 'organisations.manage']);
  });
});

describe('roles', () => {
  it.each([
    [['lead'], ['lead', 'auditor']],
    [['auditor'], ['auditor']],
    [
      ['lead', 'auditor'],
      ['lead', 'auditor'],
    ],
    [['commissioner'], ['commissioner']],
    [['provider'], []],
    [['administrator'], []],
    [['administrator', 'auditor'], ['auditor']],
    [[], []],
  ] as [Role[], Capacity[]][])('of %j can be given the places %j', (roles, capacities) => {
    expect(capacitiesOf(roles).toSorted()).toEqual(capacities.toSorted());
  });

  it('can be combined only among administrator, lead and auditor', () => {
    const subsets = Array.from({ length: 2 ** ROLES.length }, (_, bits) =>
      ROLES.filter((_role, i) => bits & (1 << i)),
    );
    const fine = subsets.filter((roles) => rolesProblem(roles) === null).map((roles) => roles.join(' '));
    expect(fine.toSorted()).toEqual(
      [
        'administrator',
        'lead',
        'auditor',
        'administrator lead',
        'administrator auditor',
        'lead auditor',
        'administrator lead auditor',
        'provider',
        'commissioner',
        'national',
      ].toSorted(),
    );
    expect(rolesProblem([])).toBe('Choose at least one role.');
    expect(rolesProblem(['auditor', 'provider'])).toContain('provider');
    expect(rolesProblem(['lead', 'commissioner'])).toContain('commissioner');
  });
});

describe('erasing what was recorded of cases', () => {
  const ofAudit = new Map<number, Capacity>([
    [2, 'lead'],
    [3, 'auditor'],
    [4, 'commissioner'],
  ]);
  const askers = (more: Partial<NonNullable<Subject['audit']>>) =>
    (['adam', 'lena', 'amir', 'carl', 'stan', 'paula'] as const).filter((name) =>
      can(PEOPLE[name], 'audit.askErasure', { audit: { state: 'final', panel: ofAudit, ...more } }),
    );

  it('is asked for by a lead of the audit or an administrator, once it is final, and once', () => {
    expect(askers({})).toEqual(['adam', 'lena']);
    for (const state of ['draft', 'open', 'closed'] as const) expect(askers({ state })).toEqual([]);
    for (const kind of ['isErased', 'isSelfAudit', 'isScored', 'isBaseline'] as const)
      expect([kind, askers({ [kind]: true })]).toEqual([kind, []]);
    const why = (more: Partial<NonNullable<Subject['audit']>>) =>
      refusalText(PEOPLE.adam, 'audit.askErasure', { audit: { state: 'final', panel: ofAudit, ...more } });
    expect(why({ state: 'closed' })).toContain('Make it final first');
    expect(why({ isScored: true })).toContain('scores could not be made from counts');
    expect(why({ isSelfAudit: true })).toContain('self-audit');
  });

  it('leaves figures, reports and plans, and nothing that needs cases or would change figures', () => {
    const subject = { audit: { state: 'final' as const, panel: ofAudit, isErased: true } };
    const left = ACTIONS.filter((action) => can(PEOPLE.lena, action, subject));
    for (const action of [
      'results.read',
      'feedback.fetch',
      'improvementPlans.read',
      'audit.repeat',
    ] as const) {
      expect(left).toContain(action);
    }
    for (const action of [
      'caseFile.read',
      'audit.changeState',
      'item.leaveOut',
      'recordScore.read',
      'feedback.manage',
    ] as const) {
      expect(left).not.toContain(action);
      expect(refusalText(PEOPLE.lena, action, subject)).toContain('was erased');
    }
  });
});

describe('a file in which somebody declared an interest', () => {
  const subject = { ...inState('open'), keptFrom: new Set([PEOPLE.amir.id, PEOPLE.lena.id]) };

  it.each([
    'caseFile.read',
    'caseFile.record',
    'readings.manage',
    'training.read',
    'training.choose',
    'readers.read',
    'texts.code',
    'caseFile.sendBack',
  ] as const)('is not for them to %s', (action) => {
    expect([can(PEOPLE.amir, action, subject), can(PEOPLE.lena, action, subject)]).toEqual([false, false]);
    expect(can(PEOPLE.ada, action, subject)).toBe(true);
    expect(refusalText(PEOPLE.lena, action, subject)).toContain('declared an interest');
  });

  it('leaves them the audit itself', () => {
    expect(can(PEOPLE.amir, 'audit.read', subject)).toBe(true);
  });
});

describe('a safeguarding alert', () => {
  const sentTo = (name: Name): Subject => ({ ...inState('open'), safeguardingLead: PEOPLE[name].id });
  const readers = (subject: Subject) =>
    (Object.keys(PEOPLE) as Name[]).filter((name) => can(PEOPLE[name], 'alert.read', subject));

  it('is for whom it was sent to, on the panel or not, and for the leads of the panel', () => {
    expect(readers(sentTo('adam'))).toEqual(['adam', 'lena', 'ada']);
    expect(readers(sentTo('amir'))).toEqual(['lena', 'amir', 'ada']);
    expect(readers(sentTo('stan'))).toEqual(['lena', 'stan', 'ada']);
  });

  it('is never for commissioners or providers, whomever it was sent to', () => {
    expect(readers(sentTo('carl'))).toEqual(LEADS);
    expect(readers(sentTo('paula'))).toEqual(LEADS);
  });
});
