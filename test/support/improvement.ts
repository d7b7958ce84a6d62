import { checksOf } from '../../rules/index.ts';
import type { TestApp } from './app.ts';
import { newAudit } from './audit.ts';

export const BRIDGE = 'The Bridge';
export const DIP = 'Drug Intervention Programme';

export interface Closed {
  auditId: number;
  bridge: number;
  dip: number;
}

/** Records a file of a group with these answers. */
export async function recordFile(
  { deps, ids }: TestApp,
  auditId: number,
  groupId: number,
  reference: string,
  answers: Record<string, string>,
): Promise<void> {
  const fileId = await deps.recording.create(ids.amir, auditId, { reference, groupId });
  await deps.recording.save(ids.amir, await deps.audits.get(auditId), fileId, {
    version: 1,
    reference,
    groupId,
    answers: new Map(Object.entries(answers)),
    comments: new Map(),
    comment: '',
    complete: true,
    sure: new Map(Object.entries(answers)),
  });
}

/** Has every figure of an audit judged by its counts, whatever it is about. */
export async function byCounts({ deps }: TestApp, auditId: number): Promise<void> {
  await deps.database.pool('audits').where({ id: auditId }).update({ small_number_rule: 'by_counts' });
}

/**
 * A closed audit of two providers with Carl as commissioner: of ten files each, The Bridge has a recovery plan in four,
 * the other in all; both have their reports.
 */
export async function closedAudit(test: TestApp, title = 'Spring audit'): Promise<Closed> {
  const { deps, ids } = test;
  const { auditId, groupIds } = await newAudit(test, {
    title,
    groups: [
      { name: 'Own', plannedFiles: 10, providers: [BRIDGE] },
      { name: 'Other', plannedFiles: 10, providers: [DIP] },
    ],
  });
  await deps.audits.addMember(ids.lena, auditId, ids.carl, 'commissioner');
  for (const [g, groupId] of groupIds.entries()) {
    for (let i = 0; i < 10; i += 1) {
      const yes = g === 1 || i < 4;
      await recordFile(test, auditId, groupId, `R${g}-${i}`, {
        recovery_plan: yes ? 'yes' : 'no',
        smart: 'yes',
      });
    }
  }
  await deps.steps.changeState(ids.lena, auditId, 'close');
  const bridge = (await deps.providers.byName(BRIDGE))?.id ?? 0;
  const dip = (await deps.providers.byName(DIP))?.id ?? 0;
  await deps.reports.issue(ids.lena, auditId, bridge);
  await deps.reports.issue(ids.lena, auditId, dip);
  return { auditId, bridge, dip };
}

/** Makes an audit whose reports are out final, as if the time for queries were over. */
export async function makeFinal({ deps, ids }: TestApp, auditId: number): Promise<void> {
  await deps.database.pool('reports').where({ audit_id: auditId }).update({ queries_until: '2020-01-01' });
  await deps.steps.changeState(ids.lena, auditId, 'finish');
}

/** Confirms whatever is asked for at this moment, of an audit that is to be deleted or its cases erased. */
export async function confirmAsked({ deps }: TestApp, actorId: number, auditId: number): Promise<void> {
  const asked = await deps.administration.deletionOf(auditId);
  await deps.administration.confirmDeletion(actorId, auditId, asked ?? { what: 'audit', askedAt: '' });
}

/** Gives a check of the program's tool a standard, for this test's program alone. */
export function setStandard({ deps }: TestApp, checkId: string, standard: number | undefined): void {
  const check = checksOf(deps.tools.must('rodt', 1)).find(({ id }) => id === checkId);
  if (!check) throw new Error(`no check ${checkId}`);
  if (standard === undefined) delete check.standard;
  else check.standard = standard;
}

/** The fields of an action as the form sends them. */
export const actionFields = (changes: Record<string, string> = {}): Record<string, string> => ({
  checkId: 'recovery_plan',
  action: 'Write a recovery plan with everybody at their next visit',
  ownerRole: 'Service manager',
  due: '31/03/2027',
  measure: 'Ten files drawn in April all have one',
  ...changes,
});

/** A plan of The Bridge with one action, sent in; returns the action's id. */
export async function sentPlan(
  test: TestApp,
  { auditId, bridge }: Closed,
  due = '2027-03-31',
): Promise<number> {
  const { improvement } = test.deps;
  const actionId = await improvement.addAction(test.ids.paula, auditId, bridge, {
    checkId: 'recovery_plan',
    action: 'Write a recovery plan with everybody at their next visit',
    ownerRole: 'Service manager',
    due,
    measure: 'Ten files drawn in April all have one',
  });
  const { plan } = await improvement.of(auditId, bridge);
  await improvement.take(test.ids.paula, auditId, bridge, 'send', plan?.version ?? 0, '');
  return actionId;
}
