import { bandedIdsOf, isClosed, segmentField, segmentItemsOf } from '../../../rules/index.ts';
import type { ShownBefore, Tool } from '../../../rules/index.ts';
import { can, refusalText } from '../../access/policy.ts';
import type { Actor } from '../../access/policy.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import type { RecordAnswers } from '../../fieldwork/caseFiles/recordAnswers.ts';
import type { KeptFromFiles } from '../../fieldwork/interests/kept.ts';
import type { ValidatedCounts } from '../../fieldwork/selfAudits/validated.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { ForbiddenError, NotFoundError } from '../../platform/errors.ts';
import type { BandsRepository } from '../bands/repository.ts';
import type { ResultsRepository } from '../figures/repository.ts';
import type { ShownBeforeStore } from '../figures/shownBefore.ts';
import { excludedByAllGroups, scoredIdsOf, scoreRecords } from './scoring.ts';
import type { ScoredRecord } from './scoring.ts';
import { scoresOutside, showScores } from './shown.ts';
import type { AuditScores, ScoreDivision, ShownScores } from './shown.ts';

/** One record with what it scores, among all of its audit. */
export interface RecordScore extends AuditScores {
  record: ScoredRecord;
  /** How many records have a rank; 0 where the tool does not rank. */
  ranked: number;
}

/** How scores leave the program. */
export interface TakenScores {
  by: string;
  format: string;
  /** All figures, small numbers too. */
  all: boolean;
}

export type ScoresService = ReturnType<typeof createScoresService>;

/** Scores records on the criteria of their tool. Whether somebody may read results at all is not asked here. */
export function createScoresService(parts: {
  database: Database;
  audits: AuditRepository;
  records: {
    of(auditId: number, ids: readonly string[], which?: 'counting' | 'first'): Promise<RecordAnswers[]>;
  };
  results: ResultsRepository;
  bands: BandsRepository;
  tools: Tools;
  activity: ActivityRepository;
  validatedCounts: ValidatedCounts;
  keptFrom: Pick<KeptFromFiles, 'lookUp'>;
  shownBefore: Pick<ShownBeforeStore, 'of'>;
  /** Keeps what leaves an audit that is not closed; to be called within a write. */
  keepShown: (auditId: number) => Promise<void>;
}) {
  const { database, audits, records, results, bands, tools, activity, validatedCounts, keptFrom } = parts;
  const { shownBefore, keepShown } = parts;

  const toolOf = ({ toolId, toolVersion }: Audit): Tool => tools.must(toolId, toolVersion);

  async function of(auditId: number): Promise<AuditScores> {
    const audit = await audits.byId(auditId);
    if (!audit?.isScored) throw new NotFoundError();
    const { instrument } = toolOf(audit);
    const groups = await audits.groups(auditId);
    const leftOut = audit.leftOut.map(({ itemId }) => itemId);
    const excluded = new Set([...excludedByAllGroups(groups), ...leftOut]);
    const { lastChange } = await results.progress(audit);
    const ids = scoredIdsOf(instrument);
    const counts = await validatedCounts.of(audit, tools.of(audit), groups);
    const own = counts && { answers: await ownAnswers(auditId, ids), counts };
    return {
      audit,
      instrument,
      groups,
      excluded,
      printed: audit.isBaseline ? await results.printedItems(auditId, bandedIdsOf(toolOf(audit))) : [],
      records: scoreRecords(instrument, await records.of(auditId, ids), groups, excluded, own),
      validated: counts && counts.all,
      asAt: lastChange !== null && lastChange > audit.updatedAt ? lastChange : audit.updatedAt,
    };
  }

  /** What the providers of self-audits answered themselves, whatever was validated in its place. */
  const ownAnswers = async (auditId: number, ids: readonly string[]) =>
    new Map((await records.of(auditId, ids, 'first')).map(({ fileId, answers }) => [fileId, answers]));

  const fieldsOf = (audit: Audit): { id: string; label: string }[] =>
    segmentItemsOf(tools.of(audit)).flatMap(({ id, shortLabel: label }) =>
      // Of several answers to one question a record would stand in several parts.
      segmentField(toolOf(audit), id, { bands: new Map(), lastYear: 0 }) ? [{ id, label }] : [],
    );

  /** What tells something: one group alone would only repeat the whole. */
  const usualDivision = ({ audit, groups }: AuditScores, isSuppressed: boolean): string =>
    groups.length > 1 || isSuppressed ? 'group' : (fieldsOf(audit)[0]?.id ?? 'group');

  async function divisionOf({ audit }: AuditScores, by: string): Promise<ScoreDivision> {
    if (by === 'group') return { by: 'group' };
    if (by === 'provider') return { by: 'provider' };
    const field = segmentField(tools.of(audit), by, {
      bands: await bands.of(audit.id),
      lastYear: Number(audit.fieldworkEnd.slice(0, 4)),
    });
    if (!field) throw new NotFoundError();
    return { by: 'field', field };
  }

  const shown = async (
    auditId: number,
    by: string | undefined,
    user: Actor,
    suppressed = false,
    isTaken = false,
  ): Promise<ShownScores> => {
    const found = await of(auditId);
    const { audit, instrument } = found;
    const { personal } = instrument.subject;
    const isSuppressed = personal && (suppressed || !can(user, 'results.readUnsuppressed', { audit }));
    const division = await divisionOf(found, by ?? usualDivision(found, isSuppressed));
    const scores = showScores(
      found,
      division,
      {
        suppressed: isSuppressed,
        records: !isSuppressed && can(user, 'recordScore.read', { audit, record: { personal } }),
      },
      isSuppressed ? await shownBefore.of(auditId) : [],
    );
    // What a lead takes along is about all files, and the lead answers for it.
    if (isTaken && can(user, 'caseFile.export', { audit })) return scores;
    const kept = await keptFrom.lookUp(auditId);
    const shownRecords = scores.records?.filter((record) => !kept(record).has(user.id)) ?? null;
    const keptBack = (scores.records?.length ?? 0) - (shownRecords?.length ?? 0);
    return { ...scores, records: shownRecords, keptBack };
  };

  return {
    /** What one record of the audit is about; null where the audit is not scored. */
    subjectOf: (audit: Audit): Tool['subject'] | null => (audit.isScored ? toolOf(audit).subject : null),

    /** The fields by which scores can be divided beside sample group and provider. */
    fieldsOf,

    /**
     * The scores of an audit as this reader may see them.
     *
     * @param by - group, provider, or the id of a field by which results may be divided; without it whatever tells most
     * @param options - suppressed: small numbers are suppressed even for those who may see them
     * @throws NotFoundError where the audit is not scored, or not divided so
     */
    shown: (
      auditId: number,
      by: string | undefined,
      user: Actor,
      { suppressed = false }: { suppressed?: boolean } = {},
    ): Promise<ShownScores> => database.read(() => shown(auditId, by, user, suppressed)),

    /** All records with their scores, whoever may see them; null where the audit is not scored. */
    ofAudit: (audit: Audit): Promise<AuditScores | null> =>
      audit.isScored ? database.read(() => of(audit.id)) : Promise.resolve(null),

    /** What readers outside the panel are shown of scores beside what they were shown before; null where there are none. */
    outside: async (audit: Audit, before: readonly ShownBefore[]) =>
      // A published table is published.
      audit.isScored && !audit.isBaseline ? scoresOutside(await of(audit.id), before) : null,

    /** One record, for who may see what it scores. */
    record: (auditId: number, fileId: number): Promise<RecordScore> =>
      database.read(async () => {
        const found = await of(auditId);
        const record = found.records.find((one) => one.fileId === fileId);
        if (!record) throw new NotFoundError();
        return { ...found, record, ranked: found.records.filter(({ rank }) => rank !== null).length };
      }),

    /**
     * Scores to be taken along, suppressed for everybody unless somebody who may asks for all. Of what is no person
     * nothing is suppressed.
     *
     * @throws ForbiddenError when all figures are asked for by somebody who may not take them
     */
    async take(user: Actor, auditId: number, { by, format, all }: TakenScores): Promise<ShownScores> {
      const taken = await database.read(async () => {
        const scores = await shown(auditId, by, user, !all, true);
        const subject = { audit: scores.audit };
        if (all && !can(user, 'results.exportUnsuppressed', subject)) {
          throw new ForbiddenError(refusalText(user, 'results.exportUnsuppressed', subject));
        }
        return scores;
      });
      // Once the audit is closed its scores are kept before they change.
      if (!all && !isClosed(taken.audit.state)) await database.write(() => keepShown(auditId));
      await activity.add({
        userId: user.id,
        action: all ? 'results.exportedUnsuppressed' : 'results.exported',
        auditId,
        detail: { format, by, of: 'scores' },
      });
      return taken;
    },

    /** Writes down that somebody has taken along what one record scores. */
    recordTaken: (user: Actor, auditId: number, fileId: number): Promise<void> =>
      activity.add({
        userId: user.id,
        action: 'results.exported',
        auditId,
        subject: `case file ${fileId}`,
        detail: { format: 'pdf', of: 'scores' },
      }),
  };
}
