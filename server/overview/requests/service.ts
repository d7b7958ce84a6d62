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
import { isCommitted, orderHashOf } from '../../fieldwork/sampling/readingOrder.ts';
import type { SampleRepository } from '../../fieldwork/sampling/repository.ts';
import type { StoppingRepository } from '../../fieldwork/sampling/stoppingStore.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { ForbiddenError, NotFoundError, StateError } from '../../platform/errors.ts';
import { isQuotedIn } from './quoting.ts';
import type { Quoting } from './quoting.ts';

/** An audit that has something about the person who asks. */
export interface FoundCase {
  audit: Audit;
  held: HeldCase;
  /** Who declared an interest in its service or worker, and so does not answer it. */
  keptFrom: ReadonlySet<number>;
}

/** What quotes a case, by its reference or what was written about it, in words that stay. */
export interface Quoted {
  /** Providers, by name, with the version of the report. */
  reports: { provider: string; version: number }[];
  /** Providers of whose findings one quotes it. */
  findings: string[];
  /** Other places in which somebody wrote it, in words. */
  places: string[];
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
  quoting: Quoting;
  samples: Pick<SampleRepository, 'draws' | 'order'>;
  stopping: Pick<StoppingRepository, 'of' | 'keepTo'>;
  activity: ActivityRepository;
}) {
  const { database, audits, oneCase, tools, reports, findings, quoting, samples, stopping, activity } = parts;

  /** Those about persons that a panel reads; what is about a service or a call is nobody's. */
  const aboutPersons = (all: readonly Audit[]): Audit[] =>
    all.filter(({ words, hasCases, isSelfAudit }) => words.personal && hasCases && !isSelfAudit);

  async function findIn(all: readonly Audit[], reference: string): Promise<FoundCase[]> {
    const byId = new Map(aboutPersons(all).map((audit) => [audit.id, audit]));
    const found: FoundCase[] = [];
    for (const held of await oneCase.find([...byId.keys()], reference)) {
      const audit = byId.get(held.auditId);
      if (!audit) continue;
      const [sampledId] = held.sampledIds;
      const of =
        held.fileId !== null ? { fileId: held.fileId } : sampledId !== undefined ? { sampledId } : null;
      const keptFrom = of === null ? new Set<number>() : await audits.keptFrom(audit.id, of);
      found.push({ audit, held, keptFrom });
    }
    return found;
  }

  /** @throws NotFoundError where the audit has nothing under it, ForbiddenError where its lead is kept from the file */
  async function mustFind(user: User, audit: Audit, reference: string): Promise<FoundCase> {
    const [found] = await findIn([audit], reference);
    if (!found) throw new NotFoundError();
    const subject = { audit, keptFrom: found.keptFrom };
    if (!can(user, 'request.answer', subject)) {
      throw new ForbiddenError(refusalText(user, 'request.answer', subject));
    }
    return found;
  }

  async function quotedOf(audit: Audit, held: HeldCase, record: CaseRecord): Promise<Quoted> {
    const providers = new Map(
      (await audits.groups(audit.id)).flatMap((group) => group.providers.map((one) => [one.id, one.name])),
    );
    const words = [...held.references, ...wordsIn(record, textItemsOf(audit))];
    const named: Quoted = { reports: [], findings: [], places: await quoting.places(audit.id, words) };
    for (const { id, providerId, version } of await reports.ofAudit(audit.id)) {
      const frozen = await reports.frozen(id);
      if (textsIn([frozen?.content, frozen?.data]).some((text) => isQuotedIn(text, words))) {
        named.reports.push({ provider: providers.get(providerId) ?? `provider ${providerId}`, version });
      }
    }
    for (const [id, name] of providers) {
      const all = await findings.of(audit.id, id);
      if (all.some(({ text }) => isQuotedIn(text, words))) named.findings.push(name);
    }
    return named;
  }

  /** The items of the tool that are answered in words. */
  const textItemsOf = (audit: Audit): string[] =>
    itemsOf(tools.must(audit.toolId, audit.toolVersion))
      .filter((item) => item.kind === 'field' && item.type === 'text')
      .map(({ id }) => id);

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
        const found = await mustFind(user, audit, reference);
        const record = await oneCase.record(found.held);
        const groups = await audits.groups(audit.id);
        return {
          ...found,
          record,
          group: groups.find(({ id }) => id === record.groupId)?.name ?? null,
          quoted: await quotedOf(audit, found.held, record),
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
        const { held } = await mustFind(user, current, reference);
        const setUp = await stopping.of(audit.id);
        const committed = isCommitted(setUp, await orderHashOf(samples, audit.id));
        const taken = await oneCase.takeOut(held, textItemsOf(audit));
        // The order is the same with another name in it: what was set up for it goes on.
        const order = await orderHashOf(samples, audit.id);
        if (committed && order !== null) await stopping.keepTo(audit.id, order);
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

/** Shorter words than this stand in too many texts to say anything. */
const LEAST_QUOTED = 12;

/** All that somebody wrote about a case in words of their own. */
const wordsIn = (record: CaseRecord, textItems: readonly string[]): string[] =>
  [
    ...record.readings.flatMap(({ comment, answers, notes }) => [
      comment,
      ...notes.map(({ text }) => text),
      ...answers.map((one) => one.comment),
      ...answers.flatMap(({ item, value }) => (textItems.includes(item) && value !== null ? [value] : [])),
    ]),
    ...record.alerts.map(({ seen }) => seen),
    ...record.shownGoals.flatMap(({ goal, shown }) => [goal, shown]),
  ].filter((text) => text.length >= LEAST_QUOTED);

/** Every text somewhere within. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

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
    codedTexts: record.coded.map(({ item, value }) => ({ question: asked(item), code: given(item, value) })),
    goalsShownToItsProvider: record.shownGoals,
    caseloadList: record.listed,
    nationalDataSetExtract: record.extract,
  };
}
