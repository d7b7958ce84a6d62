import { parseAnswer } from '../../../rules/index.ts';
import type { AuditRepository } from '../../audits/repository.ts';
import type { ActivityAction, ActivityEntry, ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { createSettlementStore } from '../caseFiles/settlements.ts';
import { otherName, reasonName } from './form.ts';
import type { Held, Holder } from './held.ts';
import type { SelfAuditRepository } from './repository.ts';
import { decisionsOf, linesOf, validatedOf } from './selfAudit.ts';

export type SelfAuditValidation = ReturnType<typeof createSelfAuditValidation>;

/**
 * What the panel does with a self-audit: agrees with an answer or puts another one beside it, gives it back, and says
 * when its provider sees what was validated. A decision is a settlement of the answer that was handed in: of the same
 * value where it is agreed with. So one rule says everywhere which answer counts.
 */
export function createSelfAuditValidation(parts: {
  database: Database;
  audits: AuditRepository;
  selfAudits: SelfAuditRepository;
  settlements: ReturnType<typeof createSettlementStore>;
  hold: Holder;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, audits, selfAudits, settlements, hold, activity, now } = parts;
  const at = () => now().toISOString();

  const log = (
    userId: number,
    action: ActivityAction,
    { audit, provider }: Held,
    detail?: ActivityEntry['detail'],
  ) =>
    activity.add({
      userId,
      action,
      auditId: audit.id,
      subject: `provider ${provider.id}`,
      ...(detail && { detail }),
    });

  return {
    /**
     * Decides on one answer.
     *
     * @param decision - null: agreed with as it is
     */
    async decide(
      actorId: number,
      auditId: number,
      providerId: number,
      itemId: string,
      decision: { entered: string; reason: string } | null,
    ): Promise<void> {
      await database.write(async () => {
        const held = await hold.toDecide(auditId, providerId);
        const line = decisionsOf(held).find(({ item }) => item.id === itemId);
        if (!line) throw new NotFoundError();
        const value = held.judged.includes(line)
          ? judgement(line, decision?.entered ?? '')
          : decision === null
            ? line.handedIn
            : otherAnswer(line, decision);
        const reason = decision?.reason ?? '';
        const when = at();
        await settlements.settle(held.readingId, itemId, { value, reason }, actorId, when);
        await audits.touch(auditId, when);
        await log(actorId, 'selfAudit.decided', held, { item: itemId });
      });
    },

    /**
     * Agrees with every answer on which nothing is decided yet.
     *
     * @returns how many these were
     */
    async agreeWithRest(actorId: number, auditId: number, providerId: number): Promise<number> {
      return database.write(async () => {
        const held = await hold.toDecide(auditId, providerId);
        const rest = linesOf(held).filter(({ settled }) => settled === null);
        if (rest.length === 0) return 0;
        const when = at();
        for (const { item, handedIn } of rest) {
          const agreed = { value: handedIn, reason: '' };
          await settlements.settle(held.readingId, item.id, agreed, actorId, when);
        }
        await audits.touch(auditId, when);
        await log(actorId, 'selfAudit.decided', held, { items: rest.length });
        return rest.length;
      });
    },

    /** Ends the validation. */
    async finish(actorId: number, auditId: number, providerId: number): Promise<void> {
      await database.write(async () => {
        const held = await hold.toDecide(auditId, providerId);
        const errors = notDecided(held);
        if (errors.length > 0) throw new InputError(errors);
        await selfAudits.update(held.record.id, { state: 'validated', validated: { at: at(), by: actorId } });
        await log(actorId, 'selfAudit.validated', held);
      });
    },

    /** Takes a finished validation up again; its provider sees nothing of it meanwhile. */
    async resume(actorId: number, auditId: number, providerId: number): Promise<void> {
      await database.write(async () => {
        const held = await hold.withPanel(auditId, providerId);
        if (held.record.state !== 'validated') throw new StateError('The validation is not finished.');
        await selfAudits.update(held.record.id, { state: 'handedIn', validated: null, shownAt: null });
        await log(actorId, 'selfAudit.resumed', held);
      });
    },

    /** Gives it back to its provider, to be changed and handed in again. What is decided stays where the answer does. */
    async giveBack(actorId: number, auditId: number, providerId: number, reason: string): Promise<void> {
      await database.write(async () => {
        const held = await hold.withPanel(auditId, providerId);
        await selfAudits.update(held.record.id, {
          state: 'givenBack',
          givenBack: { at: at(), by: actorId, reason },
          validated: null,
          shownAt: null,
        });
        await log(actorId, 'selfAudit.givenBack', held);
      });
    },

    /** Lets its provider see what was validated before the audit is closed. */
    async show(actorId: number, auditId: number, providerId: number): Promise<void> {
      await database.write(async () => {
        const held = await hold.withPanel(auditId, providerId);
        if (held.record.state !== 'validated') {
          throw new StateError('The validation is not finished, so there is nothing to show yet.');
        }
        await selfAudits.update(held.record.id, { shownAt: at() });
        await log(actorId, 'selfAudit.shown', held);
      });
    },
  };
}

/** What has still to be decided on before a validation can be finished. */
function notDecided(held: Held): { field: string; text: string }[] {
  const { answers, validated } = validatedOf(held);
  const left = answers - validated;
  const unjudged = held.judged.filter(({ settled }) => settled === null);
  return [
    ...(left > 0
      ? [
          {
            field: 'validated',
            text: `${left} of ${answers} answers ${left === 1 ? 'is' : 'are'} not decided on yet. Agree with ${left === 1 ? 'it' : 'them'}, or choose other answers, first.`,
          },
        ]
      : []),
    ...unjudged.map(({ item }) => ({
      field: otherName(item.id),
      text: `${item.label}: judge this before you finish.`,
    })),
  ];
}

/**
 * What somebody judges of a criterion; the provider has said nothing of it.
 *
 * @throws InputError where nothing is chosen, or what the scale does not have
 */
function judgement({ item }: ReturnType<typeof linesOf>[number], entered: string): string {
  const parsed = parseAnswer(item, entered);
  if ('problem' in parsed || parsed.value === null) {
    throw new InputError([
      { field: otherName(item.id), text: `${item.label}: choose what you judge it to be.` },
    ]);
  }
  return parsed.value;
}

/** @throws InputError where it is no answer, the same one, or has no reason */
function otherAnswer(
  { item, handedIn }: ReturnType<typeof linesOf>[number],
  { entered, reason }: { entered: string; reason: string },
): string | null {
  const errors = [];
  const parsed = parseAnswer(item, entered);
  if (entered === '' || 'problem' in parsed || parsed.value === handedIn) {
    errors.push({
      field: otherName(item.id),
      text: `${item.label}: choose an answer other than the provider’s.`,
    });
  }
  if (reason === '') {
    errors.push({
      field: reasonName(item.id),
      text: `${item.label}: say why. The provider reads the reason beside its own answer.`,
    });
  }
  if (errors.length > 0 || 'problem' in parsed) throw new InputError(errors);
  return parsed.value;
}
