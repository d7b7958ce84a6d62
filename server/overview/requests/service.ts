import { answerText, isClosed, itemById, itemsOf } from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { can, refusalText } from '../../access/policy.ts';
import type { Audit } from '../../audits/repository.ts';
import type { AuditService } from '../../audits/service.ts';
import type { Tools } from '../../audits/tools.ts';
import type { FindingRepository } from '../../feedback/store/findings.ts';
import type { ReportRepository } from '../../feedback/store/reports.ts';
import type { CaseRecord, HeldCase, OneCase, TakenOut } from '../../fieldwork/caseFiles/oneCase.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { ForbiddenError, NotFoundError, StateError } from '../../platform/errors.ts';

/** An audit that has something about the person who asks. */
export interface FoundCase {
  audit: Audit;
  held: HeldCase;
}

/** What quotes a case in words that stay: reports as they were issued, and findings. */
export interface Quoted {
  /** Providers, by name, with the version of the report. */
  reports: { provider: string; version: number }[];
  /** Providers of whose findings one names the reference. */
  findings: string[];
}

/** All that is told about one case: as it is kept, with its questions and answers in words. */
export interface CaseToTell extends FoundCase {
  group: string | null;
  record: CaseRecord;
  quoted: Quoted;
}

export type RequestService = ReturnType<typeof createRequestService>;

/** Answering a person who asks what is recorded about them, or that it be erased. */
export function createRequestService(parts: {
  database: Database;
  audits: AuditService;
  oneCase: OneCase;
  tools: Tools;
  reports: ReportRepository;
  findings: Pick<FindingRepository, 'of'>;
  activity: ActivityRepository;
}) {
  const { database, audits, oneCase, tools, reports, findings, activity } = parts;

  /** Those of audits about persons; what is about a service or a call is nobody's. */
  const aboutPersons = (all: readonly Audit[]): Audit[] =>
    all.filter(({ words, hasCases }) => words.personal && hasCases);

  async function findIn(all: readonly Audit[], reference: string): Promise<FoundCase[]> {
    const byId = new Map(aboutPersons(all).map((audit) => [audit.id, audit]));
    const held = await oneCase.find([...byId.keys()], reference);
    return held.flatMap((one) => {
      const audit = byId.get(one.auditId);
      return audit ? [{ audit, held: one }] : [];
    });
  }

  /** @throws NotFoundError where the audit has nothing under it, ForbiddenError where its lead is kept from the file */
  async function mustFind(user: User, audit: Audit, reference: string): Promise<HeldCase> {
    const [found] = await findIn([audit], reference);
    if (!found) throw new NotFoundError();
    const { fileId, sampledId } = found.held;
    const of = fileId !== null ? { fileId } : sampledId !== null ? { sampledId } : null;
    const subject = { audit, ...(of && { keptFrom: await audits.keptFrom(audit.id, of) }) };
    if (!can(user, 'request.answer', subject)) {
      throw new ForbiddenError(refusalText(user, 'request.answer', subject));
    }
    return found.held;
  }

  async function quotedOf(audit: Audit, reference: string): Promise<Quoted> {
    const providers = new Map(
      (await audits.groups(audit.id)).flatMap((group) => group.providers.map((one) => [one.id, one.name])),
    );
    const named: Quoted = { reports: [], findings: [] };
    for (const { id, providerId, version } of await reports.ofAudit(audit.id)) {
      const frozen = await reports.frozen(id);
      if (JSON.stringify(frozen?.content ?? '').includes(JSON.stringify(reference).slice(1, -1))) {
        named.reports.push({ provider: providers.get(providerId) ?? `provider ${providerId}`, version });
      }
    }
    for (const [id, name] of providers) {
      const all = await findings.of(audit.id, id);
      if (all.some(({ text }) => text.includes(reference))) named.findings.push(name);
    }
    return named;
  }

  return {
    /** What there is about a person in the audits that somebody may look for it in. */
    find: (user: User, reference: string): Promise<FoundCase[]> =>
      database.read(async () =>
        findIn(
          user.roles.includes('administrator')
            ? await audits.all()
            : (await audits.ofMember(user.id)).filter((audit) => can(user, 'request.answer', { audit })),
          reference,
        ),
      ),

    /** Everything that is recorded of the case. */
    tell: (user: User, audit: Audit, reference: string): Promise<CaseToTell> =>
      database.read(async () => {
        const held = await mustFind(user, audit, reference);
        const record = await oneCase.record(held);
        const groups = await audits.groups(audit.id);
        return {
          audit,
          held,
          record,
          group: groups.find(({ id }) => id === record.groupId)?.name ?? null,
          quoted: await quotedOf(audit, held.reference),
        };
      }),

    /** The same as a document for the person, in words; written down that it was taken. */
    async export(
      user: User,
      audit: Audit,
      reference: string,
    ): Promise<{ told: CaseToTell; document: object }> {
      const told = await this.tell(user, audit, reference);
      await activity.add({
        userId: user.id,
        action: 'request.answered',
        auditId: audit.id,
        ...(told.held.fileId !== null && { subject: `case file ${told.held.fileId}` }),
      });
      return { told, document: documentOf(tools.must(audit.toolId, audit.toolVersion), told) };
    },

    /**
     * Takes out what points at the person, for good.
     *
     * @throws StateError where the audit is still read: its file is removed there
     */
    takeOut: (user: User, audit: Audit, reference: string): Promise<TakenOut> =>
      database.write(async () => {
        const current = await audits.get(audit.id);
        if (!isClosed(current.state)) throw new StateError(notClosedText(current));
        const held = await mustFind(user, current, reference);
        const texts = itemsOf(tools.must(audit.toolId, audit.toolVersion))
          .filter((item) => item.kind === 'field' && item.type === 'text')
          .map(({ id }) => id);
        const taken = await oneCase.takeOut(held, markOf(held), texts);
        await activity.add({
          userId: user.id,
          action: 'request.takenOut',
          auditId: audit.id,
          ...(held.fileId !== null && { subject: `case file ${held.fileId}` }),
          detail: { ...taken },
        });
        return taken;
      }),
  };
}

/** What a case is called once its reference is taken out; nothing leads back from it. */
const markOf = ({ fileId, sampledId }: HeldCase): string =>
  fileId !== null ? `Taken out F${fileId}` : sampledId !== null ? `Taken out L${sampledId}` : 'Taken out';

/** Why nothing is taken out of an audit that is still read. */
export const notClosedText = ({ words }: Pick<Audit, 'words'>): string =>
  `The audit is still being read. Remove the ${words.one} on its own page, and draw another one in its place; what is left of it on the list can be taken out once the audit is closed.`;

/** For the person: no names of those who read, and every answer as it was asked and given. */
function documentOf(tool: Tool, { audit, held, group, record }: CaseToTell): object {
  const asked = (id: string) => itemById(tool, id)?.label ?? id;
  const given = (id: string, value: string | null) => {
    const item = itemById(tool, id);
    return value === null ? null : item ? answerText(item, value) : value;
  };
  return {
    audit: audit.title,
    partnership: audit.partnership,
    tool: `${tool.title}, version ${tool.version}`,
    reference: held.reference,
    group,
    begunAt: record.begunAt,
    readings: record.readings.map(({ answers, ...reading }) => ({
      ...reading,
      answers: answers.map(({ item, value, ...rest }) => ({
        question: asked(item),
        answer: given(item, value),
        ...rest,
      })),
    })),
    settled: record.settled.map(({ item, value, ...rest }) => ({
      question: asked(item),
      answer: given(item, value),
      ...rest,
    })),
    corrected: record.corrected.map(({ item, before, after, ...rest }) => ({
      question: asked(item),
      before: given(item, before),
      after: given(item, after),
      ...rest,
    })),
    safeguardingAlerts: record.alerts,
    caseloadList: record.listed,
    nationalDataSetExtract: record.extract,
  };
}
