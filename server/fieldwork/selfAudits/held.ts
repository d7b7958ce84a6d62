import { takesAnswers } from '../../../rules/index.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import type { SelfAuditRecord, SelfAuditRepository } from './repository.ts';
import { isHandedIn } from './selfAudit.ts';
import type { SelfAudit } from './selfAudit.ts';
import type { SelfAuditService } from './service.ts';

/** A self-audit that is held for a change, with its audit kept open until the change is written. */
export type Held = SelfAudit & { record: SelfAuditRecord };

/**
 * Holds self-audits for a change, within a transaction.
 *
 * @throws StateError where the audit takes no answers, or the self-audit is not where the change needs it
 */
export function createHolder(parts: {
  audits: AuditRepository;
  selfAudits: SelfAuditRepository;
  reading: SelfAuditService;
}) {
  const { audits, selfAudits, reading } = parts;

  /** @param holds - beside others who answer, or alone: who notes a change on the audit itself would wait for the others, and they for them */
  async function open(auditId: number, holds: 'hold' | 'lock'): Promise<Audit> {
    const audit = await audits[holds](auditId);
    if (!audit) throw new NotFoundError();
    if (!takesAnswers(audit.state)) {
      throw new StateError(
        audit.state === 'draft'
          ? 'The audit is not open yet. Its lead opens it.'
          : 'The audit is closed, so nothing of the self-audit can be changed. Its lead can reopen it.',
      );
    }
    return audit;
  }

  /** What the panel does with it comes after it was handed in. */
  async function withPanel(auditId: number, providerId: number): Promise<Held & { readingId: number }> {
    const audit = await open(auditId, 'lock');
    // Asked before it is held, since holding begins it.
    await reading.standingOf(audit, providerId);
    const record = await selfAudits.lock(auditId, providerId);
    if (!isHandedIn(record)) {
      throw new StateError(
        'The provider has this self-audit back. It can be validated once it is handed in.',
      );
    }
    const found = await reading.of(audit, providerId);
    if (found.readingId === null) throw new Error('what was handed in has no case file');
    return { ...found, record, readingId: found.readingId };
  }

  return {
    /** For its provider, who changes what is not handed in. */
    async withProvider(auditId: number, providerId: number): Promise<Held> {
      const audit = await open(auditId, 'hold');
      await reading.standingOf(audit, providerId);
      const record = await selfAudits.lock(auditId, providerId);
      if (isHandedIn(record)) {
        throw new StateError(
          'The self-audit is handed in, so nothing of it can be changed. The panel lead can give it back.',
        );
      }
      return { ...(await reading.of(audit, providerId)), record };
    },

    withPanel,

    /** For decisions on its answers, which end when the validation is finished. */
    async toDecide(auditId: number, providerId: number): Promise<Held & { readingId: number }> {
      const held = await withPanel(auditId, providerId);
      if (held.record.state === 'validated') {
        throw new StateError('The validation is finished. Take it up again to change a decision.');
      }
      return held;
    },
  };
}

export type Holder = ReturnType<typeof createHolder>;
