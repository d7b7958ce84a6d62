import type { TestApp } from './app.ts';

/** An audit of Lena's with Amir and Beth on its panel; unless told otherwise it is open. */
export async function newAudit(
  { deps, ids }: TestApp,
  options: {
    title?: string;
    state?: 'draft' | 'open';
    tool?: string;
    toolVersion?: number;
    groups?: { name: string; plannedFiles?: number; providers?: string[]; exclusions?: string[] }[];
  } = {},
): Promise<{ auditId: number; groupIds: number[] }> {
  const auditId = await deps.audits.create(ids.lena, {
    title: options.title ?? 'Spring audit',
    partnership: 'Southampton',
    toolId: options.tool ?? 'rodt',
    toolVersion: options.toolVersion ?? 1,
    fieldworkStart: '2012-02-28',
    fieldworkEnd: '2012-03-02',
  });
  await deps.audits.addMember(ids.lena, auditId, ids.amir, 'auditor');
  await deps.audits.addMember(ids.lena, auditId, ids.beth, 'auditor');
  const groupIds: number[] = [];
  for (const group of options.groups ?? [{ name: 'Ash' }, { name: 'Birch', exclusions: ['top_missing'] }]) {
    const providerIds: number[] = [];
    for (const name of group.providers ?? ['The Bridge']) {
      providerIds.push((await deps.providers.byName(name))?.id ?? (await deps.providers.create(null, name)));
    }
    groupIds.push(
      await deps.audits.createGroup(ids.lena, auditId, {
        name: group.name,
        plannedFiles: group.plannedFiles ?? 3,
        providerIds,
        exclusions: group.exclusions ?? [],
      }),
    );
  }
  if (options.state !== 'draft') await deps.steps.changeState(ids.lena, auditId, 'open');
  return { auditId, groupIds };
}

/** What was written to the activity of an audit, oldest first. */
export async function activityOf({ deps }: TestApp, auditId: number): Promise<string[]> {
  const lines = await deps.activity.list({ auditId, limit: 1000 });
  return lines.map((line) => [line.action, line.subject].filter(Boolean).join(' ')).toReversed();
}
