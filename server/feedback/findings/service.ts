import { checksOf, guard, indexReferences, itemById } from '../../../rules/index.ts';
import type { GuardContext, GuardSpot, GuardWords } from '../../../rules/index.ts';
import type { ActivityAction, ActivityRepository } from '../../people/activity/repository.ts';
import type { ProviderService } from '../../people/providers.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import { knownCodes } from '../../fieldwork/caseFiles/knownCodes.ts';
import type { Database } from '../../platform/db/database.ts';
import { AppError, InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { FeedbackService } from '../draft/service.ts';
import type { Tools } from '../../audits/tools.ts';
import { fingerprintOf, takenComments } from '../store/fingerprint.ts';
import type { Finding, FindingDetails, FindingKind, FindingRepository } from '../store/findings.ts';

/** A comment of the auditors for one provider, and what became of it. Identical texts under one item are merged. */
export interface CommentForProvider {
  fingerprint: string;
  itemId: string | null;
  text: string;
  /** Of how many files it was written. */
  files: number;
  state: 'printed' | 'taken' | 'leftOut';
  spots: GuardSpot[];
  /** Somebody has looked at the spots and kept the words. */
  kept: boolean;
}

/** What is on the page of a provider's findings. */
export interface FindingsPage {
  findings: (Finding & { spots: GuardSpot[] })[];
  comments: CommentForProvider[];
}

/** A text has spots that may tell who somebody is, and nobody has said that it is to be kept as it is. */
export class GuardWarning extends AppError {
  readonly spots: GuardSpot[];
  /** To be sent along when the text is kept. */
  readonly fingerprint: string;
  readonly details: FindingDetails;
  constructor(spots: GuardSpot[], details: FindingDetails) {
    super(422, 'This may tell who somebody is. Reword it, or say that it is to be kept.');
    this.spots = spots;
    this.details = details;
    this.fingerprint = fingerprintOf(details.itemId, details.text);
  }
}

export type FindingService = ReturnType<typeof createFindingService>;

/** Findings for each provider, drafted from the auditors' comments. */
export function createFindingService(parts: {
  database: Database;
  audits: AuditRepository;
  providers: ProviderService;
  findings: FindingRepository;
  feedback: FeedbackService;
  activity: ActivityRepository;
  tools: Tools;
  guardWords: GuardWords;
  now: () => Date;
}) {
  const { database, audits, providers, findings, feedback, activity, tools, guardWords, now } = parts;
  const at = () => now().toISOString();

  /** The audit, held while something of a report to this provider is changed. */
  async function open(auditId: number, providerId: number): Promise<Audit> {
    // Alone, because a report that is being issued has to be before or after this, and a position is given once.
    const audit = await audits.lock(auditId);
    if (!audit) throw new NotFoundError();
    if (audit.state === 'final') {
      throw new StateError(
        'The audit is fed back and final, so nothing can be changed. Its lead can resume it.',
      );
    }
    await feedback.mustHave(auditId, providerId);
    return audit;
  }

  async function mustHaveFinding(auditId: number, providerId: number, id: number): Promise<Finding> {
    const found = (await findings.of(auditId, providerId)).find((finding) => finding.id === id);
    if (!found) throw new NotFoundError();
    return found;
  }

  function checkItem(audit: Audit, itemId: string | null): void {
    if (itemId === null || itemById(tools.of(audit), itemId)) return;
    throw new InputError([{ field: 'itemId', text: 'Choose a check from the list.' }]);
  }

  /** What texts of an audit are looked through for. */
  async function guardOf(audit: Audit): Promise<GuardContext> {
    const groups = await audits.groups(audit.id);
    const tool = tools.of(audit);
    const { references, workers } = await knownCodes(database, audit.id);
    return {
      words: guardWords,
      references: indexReferences(references),
      workers: indexReferences(workers),
      known: [
        audit.title,
        audit.partnership,
        ...groups.map((group) => group.name),
        ...(await providers.list()).map((provider) => provider.name),
        ...checksOf(tool).flatMap((check) => [check.label, check.shortLabel]),
      ],
      year: Number(audit.fieldworkStart.slice(0, 4)),
    };
  }

  async function add(
    actorId: number,
    audit: Audit,
    providerId: number,
    finding: FindingDetails & Pick<Finding, 'takenFrom' | 'takenItem'>,
    keep: string,
  ): Promise<number> {
    checkItem(audit, finding.itemId);
    const reasons = await passGuard(audit, providerId, finding, keep);
    const id = await findings.add(audit.id, providerId, finding, actorId, at());
    await logActivity(actorId, 'finding.added', audit.id, id, { kind: finding.kind, provider: providerId });
    if (reasons.length > 0) await keepText(actorId, audit.id, providerId, finding, reasons, `finding ${id}`);
    return id;
  }

  /** Refuses a text with spots unless it is kept as it is, now or before. Returns the reasons it was pointed at for. */
  async function passGuard(
    audit: Audit,
    providerId: number,
    finding: FindingDetails,
    keep: string,
  ): Promise<string[]> {
    const spots = guard(finding.text, await guardOf(audit));
    if (spots.length === 0) return [];
    const fingerprint = fingerprintOf(finding.itemId, finding.text);
    const { kept } = await findings.decisions(audit.id, providerId);
    if (kept.has(fingerprint)) return [];
    if (keep !== fingerprint) throw new GuardWarning(spots, finding);
    return [...new Set(spots.map((spot) => spot.reason))];
  }

  async function keepText(
    actorId: number,
    auditId: number,
    providerId: number,
    text: { itemId: string | null; text: string },
    reasons: string[],
    subject: string,
  ): Promise<void> {
    await findings.decide(
      auditId,
      providerId,
      [fingerprintOf(text.itemId, text.text)],
      'kept',
      actorId,
      at(),
    );
    await activity.add({
      userId: actorId,
      action: 'text.kept',
      auditId,
      subject,
      detail: { provider: providerId, reasons },
    });
  }

  const logActivity = (
    userId: number,
    action: ActivityAction,
    auditId: number,
    findingId: number,
    detail: Record<string, number | string> = {},
  ) => activity.add({ userId, action, auditId, subject: `finding ${findingId}`, detail });

  /** The comments for a provider, each with what became of it, in the order of the tool. */
  async function commentsOf(audit: Audit, providerId: number): Promise<CommentForProvider[]> {
    const context = await guardOf(audit);
    const taken = takenComments(await findings.of(audit.id, providerId));
    const decided = await findings.decisions(audit.id, providerId);
    const byFingerprint = new Map<string, CommentForProvider>();
    for (const { item, text: written } of await feedback.commentsFor(audit.id, providerId)) {
      const text = written.trim();
      if (text === '') continue;
      const fingerprint = fingerprintOf(item, text);
      const known = byFingerprint.get(fingerprint);
      if (known) known.files += 1;
      else {
        byFingerprint.set(fingerprint, {
          fingerprint,
          itemId: item,
          text,
          files: 1,
          state: taken.has(fingerprint) ? 'taken' : decided.left_out.has(fingerprint) ? 'leftOut' : 'printed',
          spots: guard(text, context),
          kept: decided.kept.has(fingerprint),
        });
      }
    }
    return [...byFingerprint.values()];
  }

  async function mustHaveComment(
    audit: Audit,
    providerId: number,
    fingerprint: string,
  ): Promise<CommentForProvider> {
    const found = (await commentsOf(audit, providerId)).find((each) => each.fingerprint === fingerprint);
    if (!found) throw new StateError('This comment was changed or removed meanwhile. Load the page again.');
    return found;
  }

  return {
    get: mustHaveFinding,

    /** Everything for the page of a provider's findings, from one state of the database. */
    of: (audit: Audit, providerId: number): Promise<FindingsPage> =>
      database.read(async () => {
        const context = await guardOf(audit);
        const found = await findings.of(audit.id, providerId);
        const { kept } = await findings.decisions(audit.id, providerId);
        return {
          findings: found.map((finding) => ({
            ...finding,
            spots: kept.has(fingerprintOf(finding.itemId, finding.text)) ? [] : guard(finding.text, context),
          })),
          comments: await commentsOf(audit, providerId),
        };
      }),

    guardOf,

    /**
     * Adds a finding behind the others.
     *
     * @param keep - the fingerprint of a text that is to be kept in spite of a warning
     * @throws GuardWarning when the text may tell who somebody is
     */
    add: (
      actorId: number,
      auditId: number,
      providerId: number,
      finding: FindingDetails,
      keep = '',
      takenFrom: string | null = null,
    ): Promise<number> =>
      database.write(async () => {
        const audit = await open(auditId, providerId);
        const comment = takenFrom === null ? null : await mustHaveComment(audit, providerId, takenFrom);
        const from = { takenFrom: comment?.text ?? null, takenItem: comment?.itemId ?? null };
        return add(actorId, audit, providerId, { ...finding, ...from }, keep);
      }),

    /**
     * Takes a comment over as a finding, word by word; the comment stays as it is, and is no longer printed.
     *
     * @throws GuardWarning when it may tell who somebody is; nothing is taken over then
     */
    takeOver: (
      actorId: number,
      auditId: number,
      providerId: number,
      fingerprint: string,
      kind: FindingKind,
    ): Promise<number> =>
      database.write(async () => {
        const audit = await open(auditId, providerId);
        const { itemId, text } = await mustHaveComment(audit, providerId, fingerprint);
        return add(
          actorId,
          audit,
          providerId,
          { kind, itemId, text, takenFrom: text, takenItem: itemId },
          '',
        );
      }),

    /** Leaves a comment out of the report, prints it again, or keeps its words in spite of a warning. */
    decideOnComment: (
      actorId: number,
      auditId: number,
      providerId: number,
      fingerprint: string,
      decision: 'leaveOut' | 'putBack' | 'keep',
    ): Promise<void> =>
      database.write(async () => {
        const audit = await open(auditId, providerId);
        const comment = await mustHaveComment(audit, providerId, fingerprint);
        const subject = `provider ${providerId}`;
        if (decision === 'keep') {
          const reasons = [...new Set(comment.spots.map((spot) => spot.reason))];
          if (reasons.length > 0) await keepText(actorId, auditId, providerId, comment, reasons, 'comment');
          return;
        }
        if (decision === 'leaveOut') {
          await findings.decide(auditId, providerId, [fingerprint], 'left_out', actorId, at());
        } else await findings.undecide(auditId, providerId, fingerprint, 'left_out');
        const action = decision === 'leaveOut' ? 'comment.leftOut' : 'comment.putBack';
        await activity.add({ userId: actorId, action, auditId, subject });
      }),

    /** @throws GuardWarning when the new text may tell who somebody is */
    update: (
      actorId: number,
      auditId: number,
      providerId: number,
      id: number,
      finding: FindingDetails,
      keep = '',
    ): Promise<void> =>
      database.write(async () => {
        const audit = await open(auditId, providerId);
        await mustHaveFinding(auditId, providerId, id);
        checkItem(audit, finding.itemId);
        const reasons = await passGuard(audit, providerId, finding, keep);
        await findings.update(id, finding, actorId, at());
        await logActivity(actorId, 'finding.changed', auditId, id);
        if (reasons.length > 0)
          await keepText(actorId, auditId, providerId, finding, reasons, `finding ${id}`);
      }),

    /** Moves a finding before or behind the next one of its kind. */
    move: (actorId: number, auditId: number, providerId: number, id: number, by: -1 | 1): Promise<void> =>
      database.write(async () => {
        await open(auditId, providerId);
        const all = await findings.of(auditId, providerId);
        const finding = await mustHaveFinding(auditId, providerId, id);
        const alike = all.filter((each) => each.kind === finding.kind);
        const other = alike[alike.findIndex((each) => each.id === id) + by];
        if (!other) return;
        const ids = all.map((each) => each.id);
        const [from, to] = [ids.indexOf(id), ids.indexOf(other.id)];
        ids[from] = other.id;
        ids[to] = id;
        await findings.order(ids);
        await logActivity(actorId, 'finding.moved', auditId, id);
      }),

    remove: (actorId: number, auditId: number, providerId: number, id: number): Promise<void> =>
      database.write(async () => {
        await open(auditId, providerId);
        await mustHaveFinding(auditId, providerId, id);
        await findings.remove(id);
        await logActivity(actorId, 'finding.removed', auditId, id);
      }),
  };
}

/** Whether findings can be written: at any time until the audit is final. */
export const findingsMayChange = (audit: Audit): boolean => audit.state !== 'final';
