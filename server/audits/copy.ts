import { itemsToExclude, standardsTakenOver } from '../../rules/index.ts';
import { capacitiesOf } from '../access/policy.ts';
import type { AccountRepository } from '../people/accounts/repository.ts';
import type { Audit, SampleGroup } from './repository.ts';
import type { AuditService } from './service.ts';
import type { StandardStore } from './standards/store.ts';
import type { Tools } from './tools.ts';

/** What a copy does not take from the audit that it is made like. */
export interface CopyDetails {
  title: string;
  /** YYYY-MM-DD */
  fieldworkStart: string;
  /** YYYY-MM-DD */
  fieldworkEnd: string;
  toolVersion: number;
  /** Whether the people of the panel are asked again. */
  samePanel: boolean;
}

export type SetupCopier = ReturnType<typeof createSetupCopier>;

/**
 * Makes drafts like other audits: tool, partnership, rules on small numbers, headline, standards, groups with their
 * providers and what they are not asked; no file, answer or report, and not how many files a service has, which is of its day.
 */
export function createSetupCopier(parts: {
  audits: AuditService;
  accounts: AccountRepository;
  standards: StandardStore;
  tools: Tools;
}) {
  const { audits, accounts, standards, tools } = parts;

  /** Those of a panel who can still be asked; who led it leads again, and whoever makes the copy does in any case. */
  async function askPanelAgain(actorId: number, audit: Audit, copyId: number): Promise<void> {
    for (const [userId, capacity] of audit.panel) {
      if (userId === actorId) continue;
      const person = await accounts.byId(userId);
      if (!person || person.disabled || !capacitiesOf(person.roles).includes(capacity)) continue;
      await audits.addMember(actorId, copyId, userId, capacity);
    }
  }

  /** Called within a transaction. @returns the id of the draft */
  return async (
    actorId: number,
    audit: Audit,
    groups: SampleGroup[],
    details: CopyDetails,
  ): Promise<number> => {
    const { samePanel, ...own } = details;
    const fields = { ...own, partnership: audit.partnership, toolId: audit.toolId };
    const copyId = await audits.create(actorId, fields, audit);
    const { smallNumberThreshold, smallNumberRule, smallNumberOrder, headline } = audit;
    await audits.update(actorId, copyId, {
      ...fields,
      smallNumberThreshold,
      smallNumberRule,
      smallNumberOrder,
      headline,
    });
    const tool = tools.must(audit.toolId, details.toolVersion);
    const from = tools.must(audit.toolId, audit.toolVersion);
    await standards.set(copyId, standardsTakenOver(audit.standards, from, tool));
    const known = new Set(itemsToExclude(tool).map(({ id }) => id));
    for (const group of groups) {
      await audits.createGroup(actorId, copyId, {
        name: group.name,
        plannedFiles: group.plannedFiles,
        providerIds: group.providers.map(({ id }) => id),
        exclusions: group.exclusions.filter((id) => known.has(id)),
      });
    }
    if (samePanel) await askPanelAgain(actorId, audit, copyId);
    return copyId;
  };
}
