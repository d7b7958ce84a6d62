import { createHash } from 'node:crypto';
import { guard, isAlertOverdue } from '../../../rules/index.ts';
import type { Urgency } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { can } from '../../access/policy.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import type { AccountRepository } from '../../people/accounts/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { MailService } from '../../people/mail/service.ts';
import type { Database } from '../../platform/db/database.ts';
import { AppError, InputError, NotFoundError } from '../../platform/errors.ts';
import { urls } from '../../web/urls.ts';
import type { GuardOfTexts } from '../coding/guardOfTexts.ts';
import type { KeptFromFiles } from '../interests/kept.ts';
import type { Alert, Safeguarding, SafeguardingStore } from './store.ts';

/** Within this time the same words about the same file are the same alert. */
const SAME_ALERT_MS = 60_000;

/** What somebody tells. */
export interface NewAlert {
  seen: string;
  providerCase: string;
  urgency: Urgency;
  /** The fingerprint that came with a warning, where the words are sent in spite of it. */
  keep: string;
}

/** What was written may tell who somebody is. Nothing was sent. */
export class AlertWarning extends AppError {
  /** To be sent along when the words are sent as they are. */
  readonly keep: string;
  constructor(words: readonly string[], keep: string) {
    const which = words.map((word) => `“${word}”`).join(', ');
    super(
      422,
      `Not sent yet: ${which} may tell who somebody is. Reword it, or press once more to send it as it is.`,
    );
    this.keep = keep;
  }
}

/** What waits in one audit for somebody who may read it. */
export interface WaitingAlerts {
  audit: Audit;
  /** The oldest first. */
  alerts: (Alert & { isOverdue: boolean })[];
}

export type SafeguardingService = ReturnType<typeof createSafeguardingService>;

/** Telling a named person that somebody may be at risk now. */
export function createSafeguardingService(parts: {
  database: Database;
  audits: AuditRepository;
  store: SafeguardingStore;
  accounts: AccountRepository;
  guardOf: GuardOfTexts;
  keptFrom: Pick<KeptFromFiles, 'ofFile'>;
  mail: Pick<MailService, 'mustRead'>;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, store, accounts, guardOf, keptFrom, mail, activity, tools, now } = parts;

  /** @throws AlertWarning where the words may tell who somebody is, and are not to be sent as they are */
  async function lookThrough(audit: Audit, { seen, keep }: NewAlert): Promise<void> {
    const context = await guardOf(audit, tools.of(audit).instrument, await audits.groups(audit.id));
    const spots = guard(seen, context).filter(({ reason }) => reason !== 'caseReference');
    const fingerprint = createHash('sha256').update(seen).digest('hex');
    if (spots.length > 0 && keep !== fingerprint) {
      throw new AlertWarning([...new Set(spots.map(({ text }) => text))], fingerprint);
    }
  }

  /**
   * Who is not told of a file, by what they declared. A person at risk comes first: whoever it was sent to by name has it,
   * and where no other lead is left to be told, all of them have.
   */
  async function keptFromAlert(
    audit: Audit,
    { caseFileId, toUserId }: Pick<Alert, 'caseFileId' | 'toUserId'>,
  ): Promise<ReadonlySet<number>> {
    const kept = await keptFrom.ofFile(audit.id, { fileId: caseFileId });
    if (kept.size === 0) return kept;
    const leads = (await accounts.list()).filter(
      ({ id, disabled, roles }) => !disabled && roles.includes('lead') && audit.panel.get(id) === 'lead',
    );
    if (leads.every(({ id }) => kept.has(id))) return new Set();
    return new Set([...kept].filter((id) => id !== toUserId));
  }

  const leadsOf = (audit: Audit, kept: ReadonlySet<number>) =>
    [...audit.panel].filter(([id, capacity]) => capacity === 'lead' && !kept.has(id)).map(([id]) => id);

  /** Of these alerts of an audit, those that somebody may read. */
  async function readableBy(user: User, audit: Audit, alerts: readonly Alert[]): Promise<Alert[]> {
    const readable: Alert[] = [];
    for (const alert of alerts) {
      const subject = { audit, safeguardingLead: alert.toUserId };
      // Who may not read it in any case needs no further look.
      if (!can(user, 'alert.read', subject)) continue;
      const kept = await keptFromAlert(audit, alert);
      if (can(user, 'alert.read', { ...subject, keptFrom: kept })) readable.push(alert);
    }
    return readable;
  }

  /** The same alert by the same person, where it was sent a moment ago: it came twice, as by a second press. */
  async function sentJustNow(userId: number, fileId: number, alert: NewAlert): Promise<Alert | null> {
    const since = new Date(now().getTime() - SAME_ALERT_MS).toISOString();
    const found = (await store.ofFile(fileId)).find(
      (sent) =>
        sent.raisedById === userId &&
        sent.raisedAt > since &&
        sent.seen === alert.seen &&
        sent.providerCase === alert.providerCase &&
        sent.urgency === alert.urgency,
    );
    return found ?? null;
  }

  return {
    of: (auditId: number): Promise<Safeguarding | null> => store.of(auditId),
    keptFromAlert,
    /** The alerts of an audit that somebody may read. */
    alertsOf: async (audit: Audit, user: User): Promise<Alert[]> =>
      readableBy(user, audit, await store.ofAudit(audit.id)),
    ofFile: (fileId: number): Promise<Alert[]> => store.ofFile(fileId),
    isOverdue: (alert: Alert): boolean => isAlertOverdue(alert, now()),

    /** Whoever can be named: people with an account who are neither a provider's nor commissioners. */
    candidates: async () =>
      (await accounts.list()).filter(
        ({ disabled, roles }) =>
          !disabled && roles.length > 0 && !roles.includes('provider') && !roles.includes('commissioner'),
      ),

    async setUp(
      actorId: number,
      auditId: number,
      wish: { leadId: number | null; phone: string; rule: string },
    ): Promise<void> {
      const known = new Set((await this.candidates()).map(({ id }) => id));
      if (wish.leadId !== null && !known.has(wish.leadId)) {
        throw new InputError([{ field: 'leadId', text: 'Choose a person from the list.' }]);
      }
      await database.write(async () => {
        await store.set(auditId, wish);
        await activity.add({ userId: actorId, action: 'safeguarding.setUp', auditId });
      });
    },

    /**
     * Sends an alert. The same one sent twice within a minute is one alert.
     *
     * @throws AlertWarning
     */
    raise: (user: User, auditId: number, fileId: number, alert: NewAlert): Promise<Alert> =>
      database.write(async () => {
        // Alone: of two presses the second finds the alert of the first.
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        await lookThrough(audit, alert);
        const same = await sentJustNow(user.id, fileId, alert);
        if (same) return same;
        const named = await store.of(auditId);
        const toUserId = named?.leadIsThere ? named.leadId : null;
        const { seen, providerCase, urgency } = alert;
        const raisedAt = now().toISOString();
        const raised = { auditId, caseFileId: fileId, raisedById: user.id, raisedAt };
        const id = await store.add({ ...raised, seen, providerCase, urgency, toUserId });
        // Where it cannot wait, or nobody is named, the leads of the panel hear of it at once.
        const kept = await keptFromAlert(audit, { caseFileId: fileId, toUserId });
        const leads = toUserId === null || urgency === 'now' ? leadsOf(audit, kept) : [];
        await mail.mustRead(
          [...(toUserId === null ? [] : [toUserId]), ...leads],
          'A safeguarding alert waits for you',
          'Somebody on an audit panel has raised a safeguarding alert. What it is about stands on the page below, and in no mail.',
          urls.alert(auditId, id),
        );
        // Neither its words nor the file: whoever reads the activity is not who it is for.
        await activity.add({ userId: user.id, action: 'alert.raised', auditId });
        const made = await store.byId(auditId, id);
        if (!made) throw new NotFoundError();
        return made;
      }),

    async get(auditId: number, alertId: number): Promise<Alert> {
      const alert = await store.byId(auditId, alertId);
      if (!alert) throw new NotFoundError();
      return alert;
    },

    /** Says that somebody has the alert, and what the provider calls what it did. */
    acknowledge: (user: User, alert: Alert, outcome: string): Promise<void> =>
      database.write(async () => {
        await store.acknowledge(alert.id, user.id, now().toISOString(), outcome);
        await activity.add({ userId: user.id, action: 'alert.acknowledged', auditId: alert.auditId });
      }),

    /** What waits for this person, in audits that they lead or as the one it was sent to. */
    async waitingFor(user: User, own: readonly Audit[]): Promise<WaitingAlerts[]> {
      const found = await store.waiting(
        own.map(({ id }) => id),
        user.id,
      );
      if (found.length === 0) return [];
      const known = new Map(own.map((audit) => [audit.id, audit]));
      const others = found.map(({ auditId }) => auditId).filter((id) => !known.has(id));
      for (const audit of await audits.byIds(others)) known.set(audit.id, audit);
      const waiting: WaitingAlerts[] = [];
      for (const audit of known.values()) {
        const ofAudit = found.filter(({ auditId }) => auditId === audit.id);
        const alerts = (await readableBy(user, audit, ofAudit)).map((alert) => ({
          ...alert,
          isOverdue: isAlertOverdue(alert, now()),
        }));
        if (alerts.length > 0) waiting.push({ audit, alerts });
      }
      return waiting;
    },
  };
}
