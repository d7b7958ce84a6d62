import type { TestApp } from './app.ts';

/** The questions of the self-audit on safeguarding, in its order: people (4), finding out (4), acting (5). */
export const ITEMS = [
  'lead',
  'level_2',
  'checks',
  'supervision',
  'parental',
  'pregnancy',
  'adults',
  'home_seen',
  'procedure',
  'referrals',
  'conferences',
  'sharing',
  'learning',
] as const;

export interface SelfAudited {
  auditId: number;
  bridge: number;
  dip: number;
}

/** An audit of Lena's with the self-audit on safeguarding, that asks The Bridge and, unless told otherwise, the other one. */
export async function selfAudited(
  { deps, ids }: TestApp,
  options: { state?: 'draft' | 'open'; title?: string; fieldworkEnd?: string } = {},
): Promise<SelfAudited> {
  const auditId = await deps.audits.create(ids.lena, {
    title: options.title ?? 'Safeguarding 2026',
    partnership: 'Southampton',
    toolId: 'self_audit_safeguarding',
    toolVersion: 1,
    fieldworkStart: '2026-09-01',
    fieldworkEnd: options.fieldworkEnd ?? '2099-10-30',
  });
  await deps.audits.addMember(ids.lena, auditId, ids.amir, 'auditor');
  await deps.audits.addMember(ids.lena, auditId, ids.beth, 'auditor');
  await deps.audits.addMember(ids.lena, auditId, ids.carl, 'commissioner');
  const idOf = async (name: string) => (await deps.providers.byName(name))?.id ?? 0;
  const bridge = await idOf('The Bridge');
  const dip = await idOf('Drug Intervention Programme');
  for (const [name, providerId] of [
    ['The Bridge', bridge],
    ['Drug Intervention Programme', dip],
  ] as const) {
    const group = { name, plannedFiles: 1, providerIds: [providerId], exclusions: [] };
    await deps.audits.createGroup(ids.lena, auditId, group);
  }
  if (options.state !== 'draft') await deps.steps.changeState(ids.lena, auditId, 'open');
  return { auditId, bridge, dip };
}

/** Answers in the order of the tool: i in place, p partly, n not in place, a not applicable, a point where there is none. */
const SHORT: Record<string, string | null> = {
  i: 'in_place',
  p: 'partly',
  n: 'not_in_place',
  a: 'na',
  '.': null,
};

/** What Paula or Dora answers for their provider, a letter a question. */
export async function answerAs(
  { deps, ids }: TestApp,
  who: 'paula' | 'dora',
  { auditId, bridge, dip }: SelfAudited,
  answers: string,
): Promise<void> {
  const providerId = who === 'paula' ? bridge : dip;
  const audit = await deps.audits.get(auditId);
  const found = await deps.selfAudits.of(audit, providerId);
  const lines = found.sections.flatMap((section) => section.lines);
  for (const [i, letter] of answers.split('').entries()) {
    const value = SHORT[letter] ?? null;
    const line = lines[i];
    if (!line || value === null) continue;
    const answer = { value, evidence: `Evidence ${i + 1}`, comment: '', version: line.own.version };
    await deps.selfAuditAnswering.answer(ids[who], auditId, providerId, line.item.id, answer, null);
  }
}
