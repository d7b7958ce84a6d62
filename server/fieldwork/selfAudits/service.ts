import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import { dayInBritain } from '../../formats/english.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { Database } from '../../platform/db/database.ts';
import type { CaseFileRepository } from '../caseFiles/repository.ts';
import type { createSettlementStore } from '../caseFiles/settlements.ts';
import type { EvidenceNote, SelfAuditRecord, SelfAuditRepository } from './repository.ts';
import { askedIn, isHandedIn, itemsAsked, itemsJudged, wasHandedIn } from './selfAudit.ts';
import type { Asked, SelfAudit, SelfAuditLine } from './selfAudit.ts';

/** One line of the panel's list, and of a home page: how far a provider is. */
export interface SelfAuditProgress extends Asked {
  audit: Audit;
  /** Whether the last day of the fieldwork is over; it can be answered all the same while the audit is open. */
  isOver: boolean;
  record: SelfAuditRecord | null;
  answered: number;
  asked: number;
}

const NOT_ANSWERED = {
  value: null,
  evidence: '',
  comment: '',
  version: 0,
  handedIn: { evidence: '', comment: '' },
};

export type SelfAuditService = ReturnType<typeof createSelfAuditService>;

/** Self-audits as they are read: one of them whole, those of an audit, and those of a provider. */
export function createSelfAuditService(parts: {
  database: Database;
  audits: AuditRepository;
  selfAudits: SelfAuditRepository;
  caseFiles: CaseFileRepository;
  settlements: ReturnType<typeof createSettlementStore>;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, selfAudits, caseFiles, settlements, tools, now } = parts;
  const isOver = ({ fieldworkEnd }: Audit): boolean => fieldworkEnd < dayInBritain(now());

  function mustBeAsked(groups: readonly SampleGroup[], providerId: number): Asked {
    const asked = askedIn(groups).find(({ provider }) => provider.id === providerId);
    if (!asked) throw new NotFoundError();
    return asked;
  }

  async function whole(audit: Audit, asked: Asked, record: SelfAuditRecord | null): Promise<SelfAudit> {
    const tool = tools.of(audit);
    const { group } = asked;
    const answers = record ? await selfAudits.answers(record.id) : null;
    const files = record ? await selfAudits.files(record.id) : [];
    const reading =
      record?.fileId === null || record === null
        ? null
        : await caseFiles.byFile(audit.id, record.fileId, null);
    const settled = reading ? await settlements.settlementsOf(reading.id) : null;
    const excluded = new Set(group.exclusions);
    const lineOf = (item: SelfAuditLine['item']): SelfAuditLine => {
      const { handedIn, ...own } = answers?.get(item.id) ?? NOT_ANSWERED;
      const ofItem = files.filter((file: EvidenceNote) => file.itemId === item.id);
      return {
        item,
        own,
        files: ofItem.filter(({ isRemoved }) => !isRemoved),
        handedIn: reading?.answers.get(item.id) ?? null,
        handedInWith: { ...handedIn, files: ofItem.filter((file) => file.isHandedIn) },
        settled: settled?.get(item.id) ?? null,
      };
    };
    const asks = new Set(itemsAsked(tool, group).map(({ id }) => id));
    return {
      ...asked,
      audit,
      isOver: isOver(audit),
      tool,
      record,
      readingId: reading?.id ?? null,
      excluded,
      sections: tool.sections.flatMap(({ id, title, description, items }) => {
        const lines = items.filter(({ id: itemId }) => asks.has(itemId)).map(lineOf);
        return lines.length > 0 ? [{ id, title, description: description ?? null, lines }] : [];
      }),
      judged: itemsJudged(tool, group).map(lineOf),
    };
  }

  async function progressOf(
    entries: (Asked & { audit: Audit; record: SelfAuditRecord | null })[],
  ): Promise<SelfAuditProgress[]> {
    const ids = entries.flatMap(({ record }) => (record ? [record.id] : []));
    const answered = await selfAudits.answeredItems(ids);
    return entries.map((entry) => {
      const items = itemsAsked(tools.of(entry.audit), entry.group);
      const own = answered.get(entry.record?.id ?? 0);
      return {
        ...entry,
        isOver: isOver(entry.audit),
        asked: items.length,
        answered: items.filter(({ id }) => own?.has(id) === true).length,
      };
    });
  }

  const isSelfAudited = ({ isSelfAudit, isBaseline }: Audit): boolean => isSelfAudit && !isBaseline;

  const ofAudit = async (audit: Audit): Promise<SelfAuditProgress[]> => {
    const records = await selfAudits.ofAudit(audit.id);
    return progressOf(
      askedIn(await audits.groups(audit.id)).map((asked) => ({
        ...asked,
        audit,
        record: records.find(({ providerId }) => providerId === asked.provider.id) ?? null,
      })),
    );
  };

  return {
    /**
     * Whether this provider's self-audit is handed in, and whether it ever was; what the policy asks.
     *
     * @throws NotFoundError where the audit asks no such thing of it
     */
    async standingOf(
      audit: Audit,
      providerId: number,
    ): Promise<{ handedIn: boolean; everHandedIn: boolean }> {
      if (!isSelfAudited(audit)) throw new NotFoundError();
      mustBeAsked(await audits.groups(audit.id), providerId);
      const record = await selfAudits.find(audit.id, providerId);
      return { handedIn: isHandedIn(record), everHandedIn: wasHandedIn(record) };
    },

    /** @throws NotFoundError where the audit asks no such thing of this provider */
    of: (audit: Audit, providerId: number): Promise<SelfAudit> =>
      database.read(async () => {
        if (!isSelfAudited(audit)) throw new NotFoundError();
        const asked = mustBeAsked(await audits.groups(audit.id), providerId);
        return whole(audit, asked, await selfAudits.find(audit.id, providerId));
      }),

    /** How far all providers of an audit are, in the order of its sample groups; whole what was handed in. */
    ofAudit: (audit: Audit): Promise<(SelfAuditProgress & { whole: SelfAudit | null })[]> =>
      database.read(async () => {
        if (!isSelfAudited(audit)) throw new NotFoundError();
        const entries = [];
        for (const entry of await ofAudit(audit)) {
          const { record } = entry;
          entries.push({ ...entry, whole: wasHandedIn(record) ? await whole(audit, entry, record) : null });
        }
        return entries;
      }),

    /** What a provider is asked, or was, in all audits that are open or over; the nearest day first. */
    ofProvider: (providerId: number): Promise<SelfAuditProgress[]> =>
      database.read(async () => {
        const own = (await audits.ofProvider(providerId)).filter(isSelfAudited);
        if (own.length === 0) return [];
        const records = await selfAudits.ofProvider(providerId);
        const groups = await audits.groupsOf(own.map(({ id }) => id));
        return progressOf(
          own.map((audit) => ({
            ...mustBeAsked(groups.get(audit.id) ?? [], providerId),
            audit,
            record: records.find(({ auditId }) => auditId === audit.id) ?? null,
          })),
        );
      }),

    /** Of these audits, what waits to be validated. */
    toValidate: (among: readonly Audit[]): Promise<SelfAuditProgress[]> =>
      database.read(async () => {
        const waiting = [];
        for (const audit of among.filter((one) => one.state === 'open' && isSelfAudited(one))) {
          waiting.push(...(await ofAudit(audit)).filter(({ record }) => record?.state === 'handedIn'));
        }
        return waiting;
      }),
  };
}
