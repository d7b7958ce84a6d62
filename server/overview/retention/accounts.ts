import { randomBytes } from 'node:crypto';
import { monthsOn } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import { dayOf } from '../../formats/english.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/log.ts';
import { ERASED_ENDING } from '../../web/form.ts';
import type { RetentionStore } from './store.ts';

/** What goes with an account: how it signs in, what is sent to it, and what is only its own. */
export const ERASED_WITH_ACCOUNT = [
  'api_tokens',
  'assigned_files',
  'calendar_feeds',
  'declared_interests',
  'delivery_followers',
  'device_copies',
  'device_keys',
  'files_taken_back',
  'mail_preferences',
  'one_time_links',
  'outgoing_mail',
  'outside_identities',
  'passkeys',
  'recovery_codes',
  'report_jobs',
  'review_meeting_readers',
  'second_factors',
  'sessions',
  'training_readings',
  'user_roles',
  'waiting_files',
] as const;

/** What somebody did or had a part in, which keeps the number of the account. */
export const KEPT_OF_ACCOUNT = [
  'activity',
  'panel_members',
  'delivery_notes',
  'file_notes',
  'plan_notes',
  'review_readers',
] as const;

/** A disabled account that is to be erased from a day on. */
export interface DueAccount {
  id: number;
  name: string;
  /** YYYY-MM-DD */
  dueOn: string;
}

export type AccountErasure = ReturnType<typeof createAccountErasure>;

/** Erases who somebody was, once their account is disabled. What they recorded and decided stays, under a number. */
export function createAccountErasure(parts: {
  database: Database;
  store: Pick<RetentionStore, 'months' | 'choose'>;
  activity: ActivityRepository;
  log: Logger;
  now: () => Date;
}) {
  const { database, store, activity, log, now } = parts;

  /** One's own: the people of a provider that works here as well are seen, and kept by their organisation. */
  const ownUsers = () => {
    const query = database.query('users');
    return database.scope === null ? query : query.where({ organisation_id: database.scope.home });
  };

  /** Erases it unless it is by now, perhaps by another program, or may sign in again; whether it was erased here. */
  async function erase(actorId: number | null, userId: number): Promise<boolean> {
    const erased = await database
      .query('users')
      .where({ id: userId, erased_at: null })
      .whereNotNull('disabled_at')
      .update({
        name: `Somebody who has left (${userId})`,
        // Nobody has it, and nobody can: the ending is refused where addresses are entered. An address that was entered
        // before it was refused cannot be the same by chance.
        email: `left-${userId}-${randomBytes(8).toString('hex')}${ERASED_ENDING}`,
        password_hash: null,
        provider_id: null,
        erased_at: now().toISOString(),
      });
    if (erased !== 1) return false;
    // Its phone number stands beside the name, so that nobody is named there any more.
    await database.query('safeguarding').where({ lead_id: userId }).update({ lead_id: null, phone: '' });
    for (const table of ERASED_WITH_ACCOUNT) await database.query(table).where({ user_id: userId }).delete();
    await activity.add({ userId: actorId, action: 'person.erased', subject: `person ${userId}` });
    return true;
  }

  /** Disabled accounts with the day from which they are to be erased, the earliest first; none without a period. */
  async function due(): Promise<DueAccount[]> {
    const months = await store.months('accounts');
    if (months === null) return [];
    const rows = await ownUsers()
      .whereNotNull('disabled_at')
      .whereNull('erased_at')
      .select<{ id: number; name: string; disabled_at: string }[]>('id', 'name', 'disabled_at');
    return rows
      .map(({ id, name, disabled_at }) => ({ id, name, dueOn: monthsOn(dayOf(disabled_at), months) }))
      .toSorted((a, b) => a.dueOn.localeCompare(b.dueOn) || a.id - b.id);
  }

  return {
    months: () => store.months('accounts'),
    due,
    /** How many were erased, and when the last one was. */
    async erased(): Promise<{ count: number; last: string | null }> {
      const moments = await ownUsers()
        .whereNotNull('erased_at')
        .orderBy('erased_at', 'desc')
        .pluck<string[]>('erased_at');
      return { count: moments.length, last: moments[0] ?? null };
    },

    /** Says for how many months disabled accounts are kept; null for as long as nobody erases them. */
    async choose(actorId: number, months: number | null): Promise<void> {
      await database.alone('directory', async () => {
        await store.choose('accounts', months, actorId, now().toISOString());
        await activity.add({
          userId: actorId,
          action: 'retention.changed',
          detail: { accounts: months ?? 'none' },
        });
      });
    },

    /** @throws StateError where the account is not disabled */
    erase: (actorId: number, userId: number): Promise<void> =>
      database.alone('directory', async () => {
        const user = await ownUsers()
          .where({ id: userId, erased_at: null })
          .first<{ disabled_at: string | null } | undefined>('disabled_at');
        if (!user) throw new NotFoundError();
        if (user.disabled_at === null)
          throw new StateError('Only a disabled account can be erased. Disable it first.');
        if (!(await erase(actorId, userId))) throw new NotFoundError();
      }),

    /**
     * Erases the accounts whose time is over; what the program does by itself, day by day. One that cannot be erased
     * keeps none of the others.
     */
    async eraseDue(): Promise<number> {
      const today = dayOf(now().toISOString());
      const organisations = await database
        .query('organisations')
        .orderBy('id')
        .select<{ id: number; ended_at: string | null }[]>('id', 'ended_at');
      const isOnly = organisations.length === 1;
      let erased = 0;
      const tried = async (what: object, work: () => Promise<void>) => {
        try {
          await work();
        } catch (error) {
          log.error({ err: error, ...what }, 'accounts whose time is over were not erased');
        }
      };
      // Each says for how long it keeps accounts. Of an ended one nothing is deleted.
      for (const { id: home, ended_at } of organisations) {
        if (ended_at !== null) continue;
        const ofThis = { organisation: home };
        await database.within({ home, all: [home], isOnly }, () =>
          tried(ofThis, async () => {
            const over = (await due()).filter(({ dueOn }) => dueOn <= today);
            for (const { id } of over) {
              await tried({ ...ofThis, person: id }, async () => {
                if (await database.alone('directory', () => erase(null, id))) erased += 1;
              });
            }
          }),
        );
      }
      return erased;
    },
  };
}
