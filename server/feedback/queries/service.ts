import { asAskedOf, itemById, parseAnswer, reportsMayBeIssued } from '../../../rules/index.ts';
import type { Item, SubjectWords } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import { fingerprintOf } from '../store/fingerprint.ts';
import { dayInWords, dayOf } from '../../formats/english.ts';
import type { ReportService } from '../reports/service.ts';
import type { IssuedReport } from '../store/reports.ts';
import type { Tools } from '../../audits/tools.ts';
import type { AnswerCorrections, CountingAnswer } from '../../fieldwork/caseFiles/corrections.ts';
import type { KeptFromFiles } from '../../fieldwork/interests/kept.ts';
import type { Query, QueryRepository } from '../store/queries.ts';

/** What a query is about: a check, a finding of the report, or the report as a whole. */
export type QueryAbout = { itemId: string } | { findingId: number } | null;

/** An answer that is put right. */
export interface AnswerCorrection {
  fileId: number;
  itemId: string;
  value: string;
  reason: string;
  /** What becomes of the auditor's comment on the answer, once that was seen (commentSeen is its mark). */
  comment?: '' | 'keep' | 'leaveOut';
  commentSeen?: string;
}

export type QueryService = ReturnType<typeof createQueryService>;

/** Queries of providers on their reports, the lead's answers, and what is put right under them. */
export function createQueryService(parts: {
  database: Database;
  audits: AuditRepository;
  reports: ReportService;
  queries: QueryRepository;
  answers: AnswerCorrections;
  keptFrom: Pick<KeptFromFiles, 'lookUp'>;
  /** Keeps what is shown of an audit, before that changes. */
  keepShown: (auditId: number) => Promise<void>;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, reports, queries, answers, keptFrom, keepShown, activity, tools, now } = parts;
  const at = () => now().toISOString();

  async function locked(auditId: number): Promise<Audit> {
    const audit = await audits.lock(auditId);
    if (!audit) throw new NotFoundError();
    if (!reportsMayBeIssued(audit.state)) {
      throw new StateError(
        audit.state === 'final'
          ? 'The audit is fed back and final: queries can no longer be raised or answered.'
          : 'The audit was reopened, so its reports are withdrawn and queries wait until it is closed.',
      );
    }
    return audit;
  }

  async function mustHave(auditId: number, providerId: number, queryId: number): Promise<Query> {
    const query = await queries.byId(queryId);
    if (query?.auditId !== auditId || query.providerId !== providerId) throw new NotFoundError();
    return query;
  }

  /** Whether queries can be raised on a report on this day. */
  const mayRaise = (report: IssuedReport): boolean => dayOf(at()) <= report.queriesUntil;

  /** The answer of a provider's file that is to become this value, of a file that this person is not kept from. */
  async function answerToCorrect(
    actorId: number,
    auditId: number,
    providerId: number,
    itemId: string,
    fileId: number,
    value: string | null,
    { aOne }: SubjectWords,
  ): Promise<CountingAnswer> {
    const kept = await keptFrom.lookUp(auditId);
    const answer = (await answers.of(auditId, providerId, itemId)).find((each) => each.fileId === fileId);
    if (!answer) throw new InputError([{ field: 'fileId', text: `Choose ${aOne} of this provider.` }]);
    if (kept(answer).has(actorId)) {
      throw new InputError([
        {
          field: 'fileId',
          text: `You have declared an interest in the service or the worker of ${answer.reference}, so another lead of the panel corrects it.`,
        },
      ]);
    }
    if (answer.value === value) {
      throw new InputError([
        { field: 'value', text: 'That is the answer already. Choose the one that is right.' },
      ]);
    }
    return answer;
  }

  return {
    get: mustHave,
    mayRaise,
    of: (auditId: number, providerId?: number) => queries.of(auditId, providerId),

    /** @throws StateError when the time for queries is over */
    raise: (
      actorId: number,
      auditId: number,
      providerId: number,
      query: { about: QueryAbout; text: string },
    ): Promise<number> =>
      database.write(async () => {
        await locked(auditId);
        const report = await reports.readable(auditId, providerId);
        if (!mayRaise(report)) {
          throw new StateError(
            `Queries on this report could be raised until ${dayInWords(report.queriesUntil)}. Talk to the panel lead.`,
          );
        }
        const { figures } = await reports.frozen(report);
        const { about } = query;
        const isThere =
          about === null ||
          ('itemId' in about
            ? figures.checks.some((check) => check.id === about.itemId)
            : figures.findings.some((finding) => finding.id === about.findingId));
        if (!isThere) {
          throw new InputError([{ field: 'about', text: 'Choose a check or finding of the report.' }]);
        }
        const id = await queries.add(
          {
            reportId: report.id,
            itemId: about && 'itemId' in about ? about.itemId : null,
            findingId: about && 'findingId' in about ? about.findingId : null,
            text: query.text,
          },
          actorId,
          at(),
        );
        await activity.add({
          userId: actorId,
          action: 'query.raised',
          auditId,
          subject: `query ${id}`,
          detail: { provider: providerId, version: report.version },
        });
        return id;
      }),

    /** Answers a query, which closes it. */
    answer: (
      actorId: number,
      auditId: number,
      providerId: number,
      queryId: number,
      text: string,
    ): Promise<void> =>
      database.write(async () => {
        await locked(auditId);
        const query = await mustHave(auditId, providerId, queryId);
        if (query.answer !== null) throw new StateError('This query is answered already.');
        await queries.answer(queryId, text, actorId, at());
        await activity.add({
          userId: actorId,
          action: 'query.answered',
          auditId,
          subject: `query ${queryId}`,
          detail: { provider: providerId, corrections: query.corrections.length },
        });
      }),

    /** The answers of a provider's files to one item as they count now, without those that this person is kept from. */
    async answersTo(
      audit: Audit,
      providerId: number,
      itemId: string,
      viewerId: number,
    ): Promise<CountingAnswer[]> {
      const kept = await keptFrom.lookUp(audit.id);
      return (await answers.of(audit.id, providerId, itemId)).filter((answer) => !kept(answer).has(viewerId));
    },

    /**
     * Puts an answer right in the review, under a query that is open. The figures of the audit change with it; reports
     * that were issued do not. A comment goes with the answer that it was written on: it goes to providers no longer
     * unless the lead says that it fits the new answer too. It stays with the file.
     */
    correct: (
      actorId: number,
      auditId: number,
      providerId: number,
      queryId: number,
      correction: AnswerCorrection,
    ): Promise<void> =>
      database.write(async () => {
        const audit = await locked(auditId);
        const query = await mustHave(auditId, providerId, queryId);
        if (query.answer !== null) {
          throw new StateError('This query is answered already, so nothing can be corrected under it.');
        }
        const tool = tools.of(audit);
        const groups = await audits.groups(auditId);
        // What its group is not asked can become not applicable, whatever the tool says.
        const ofAny = asAskedOf(
          tool,
          groups.flatMap(({ exclusions }) => exclusions),
        );
        const item = itemById(ofAny, correction.itemId);
        if (!item) throw new InputError([{ field: 'itemId', text: 'Choose a check from the list.' }]);
        const value = valueOf(item, correction.value);
        const answer = await answerToCorrect(
          actorId,
          auditId,
          providerId,
          item.id,
          correction.fileId,
          value,
          audit.words,
        );
        const exclusions = groups.find(({ id }) => id === answer.groupId)?.exclusions ?? [];
        valueOf(itemById(asAskedOf(tool, exclusions), item.id) ?? item, correction.value);
        const { comment, decision } = decisionOn(answer, item.id, correction);
        // Whoever was shown the figures before has them still.
        await keepShown(audit.id);
        await answers.correct(answer, item.id, value, correction.reason, actorId, at());
        await queries.addCorrection(
          {
            queryId,
            readingId: answer.readingId,
            itemId: item.id,
            before: answer.value,
            after: value,
            reason: correction.reason,
            commentLeftOut: decision === 'leaveOut' ? comment : null,
          },
          actorId,
          at(),
        );
        await activity.add({
          userId: actorId,
          action: 'answer.corrected',
          auditId,
          subject: `case file ${correction.fileId}`,
          detail: {
            item: item.id,
            query: queryId,
            reason: 'given under the query',
            ...(comment === null ? {} : { comment: decision === 'keep' ? 'kept' : 'left out' }),
          },
        });
      }),
  };
}

/** The mark of the comment on an answer that is put right, null without one, and what becomes of it. */
function decisionOn(
  answer: CountingAnswer,
  itemId: string,
  { comment: chosen = '', commentSeen }: AnswerCorrection,
): { comment: string | null; decision: '' | 'keep' | 'leaveOut' } {
  const comment = answer.comment === null ? null : fingerprintOf(itemId, answer.comment);
  const decision = commentSeen === comment ? chosen : '';
  if (comment !== null && decision === '') {
    throw new InputError([
      {
        field: 'comment',
        text: 'The auditor wrote a comment on this answer. Choose whether it still goes to the provider.',
      },
    ]);
  }
  return { comment, decision };
}

function valueOf(item: Item, entered: string): string | null {
  const parsed = parseAnswer(item, entered);
  if ('problem' in parsed) {
    throw new InputError([{ field: 'value', text: `The answer ${parsed.problem}.` }]);
  }
  return parsed.value;
}
