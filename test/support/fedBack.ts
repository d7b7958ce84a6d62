import { newAudit } from './audit.ts';
import type { TestApp } from './app.ts';

export const BRIDGE = 'The Bridge';
export const DIP = 'Drug Intervention Programme';

/** A closed audit of eight files: six of The Bridge's, one of DIP's and one of both, with comments. */
export async function closedAudit(test: TestApp, title = 'Fed back') {
  const { deps, ids } = test;
  const { auditId, groupIds } = await newAudit(test, {
    title,
    groups: [
      { name: 'Own', providers: [BRIDGE] },
      { name: 'Other', providers: [DIP] },
      { name: 'Joint', providers: [BRIDGE, DIP] },
    ],
  });
  const fileIds: number[] = [];
  for (let i = 0; i < 8; i += 1) {
    const groupId = groupIds[i < 6 ? 0 : i - 5] ?? 0;
    const reference = `REF-0${i}`;
    const fileId = await deps.recording.create(ids.amir, auditId, { reference, groupId });
    await deps.recording.save(ids.amir, await deps.audits.get(auditId), fileId, {
      version: 1,
      reference,
      groupId,
      answers: new Map([
        ['recovery_plan', i % 2 === 0 ? 'yes' : 'no'],
        ['smart', 'no'],
      ]),
      comments: new Map([['smart', i === 0 ? 'Goals have no dates.' : `Remark ${i % 3}.`]]),
      comment: i === 1 ? 'A tidy file.' : '',
      complete: true,
    });
    fileIds.push(fileId);
  }
  await deps.steps.changeState(ids.lena, auditId, 'close');
  return {
    auditId,
    groupIds,
    fileIds,
    bridge: (await deps.providers.byName(BRIDGE))?.id ?? 0,
    dip: (await deps.providers.byName(DIP))?.id ?? 0,
  };
}
