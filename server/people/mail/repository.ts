import type { Database } from '../../platform/db/database.ts';

/** A mail whose link to choose a password is made when it is sent: for a new account, or for a forgotten password. */
export type MailedLink = 'invitation' | 'reset';

export type MailState = 'waiting' | 'sent' | 'given_up';

/** A message on its way out. */
export interface OutgoingMail {
  id: number;
  userId: number;
  userName: string;
  subject: string;
  state: MailState;
  attempts: number;
  nextTryAt: string;
  createdAt: string;
  sentAt: string | null;
  problem: string;
}

/** A mail with a link, and what became of it. */
export type LinkMail = Pick<OutgoingMail, 'state' | 'createdAt' | 'sentAt'>;

interface Row {
  id: number;
  user_id: number;
  user_name: string;
  subject: string;
  body: string;
  state: MailState;
  attempts: number;
  next_try_at: string;
  created_at: string;
  sent_at: string | null;
  problem: string;
  link: MailedLink | null;
}

export type MailRepository = ReturnType<typeof createMailRepository>;

export function createMailRepository(database: Database) {
  return {
    async add(mail: {
      userId: number;
      subject: string;
      body: string;
      at: string;
      link?: MailedLink;
    }): Promise<void> {
      await database.query('outgoing_mail').insert({
        user_id: mail.userId,
        subject: mail.subject,
        body: mail.body,
        state: 'waiting',
        attempts: 0,
        next_try_at: mail.at,
        created_at: mail.at,
        problem: '',
        link: mail.link ?? null,
      });
    },
    /** Takes mails with a link that are not sent off the queue: a newer one goes out in their place. */
    async dropUnsentLinks(userId: number): Promise<void> {
      await database
        .query('outgoing_mail')
        .where({ user_id: userId })
        .whereNot('state', 'sent')
        .whereNotNull('link')
        .delete();
    },
    /** The newest mail with a link of each person. */
    async linkMails(): Promise<ReadonlyMap<number, LinkMail>> {
      const rows = await database
        .query('outgoing_mail')
        .whereNotNull('link')
        .orderBy('id')
        .select<Pick<Row, 'user_id' | 'state' | 'created_at' | 'sent_at'>[]>(
          'user_id',
          'state',
          'created_at',
          'sent_at',
        );
      return new Map(
        rows.map((row) => [
          row.user_id,
          { state: row.state, createdAt: row.created_at, sentAt: row.sent_at },
        ]),
      );
    },
    /** The ids of what is to be sent by now, the oldest first. */
    async due(at: string, limit: number): Promise<number[]> {
      const rows = await database
        .query('outgoing_mail')
        .where('state', 'waiting')
        .where('next_try_at', '<=', at)
        .orderBy('id')
        .limit(limit)
        .select<{ id: number }[]>('id');
      return rows.map(({ id }) => id);
    },
    /**
     * Takes a message to send it: nobody else does until the given time. Null when somebody was quicker, so that two
     * processes on one database do not send it twice.
     */
    async take(
      id: number,
      at: string,
      until: string,
    ): Promise<{
      userId: number;
      subject: string;
      body: string;
      attempts: number;
      link: MailedLink | null;
    } | null> {
      const taken = await database
        .query('outgoing_mail')
        .where({ id, state: 'waiting' })
        .where('next_try_at', '<=', at)
        .update({ next_try_at: until })
        .increment('attempts', 1);
      if (taken !== 1) return null;
      const row = await database.query('outgoing_mail').where({ id }).select<Row[]>('*').first();
      return row
        ? {
            userId: row.user_id,
            subject: row.subject,
            body: row.body,
            attempts: row.attempts,
            link: row.link,
          }
        : null;
    },
    async markSent(id: number, at: string): Promise<void> {
      await database
        .query('outgoing_mail')
        .where({ id })
        .update({ state: 'sent', sent_at: at, body: '', problem: '' });
    },
    async markFailed(id: number, problem: string, nextTryAt: string | null): Promise<void> {
      await database
        .query('outgoing_mail')
        .where({ id })
        .update(
          nextTryAt === null
            ? { state: 'given_up', problem }
            : { state: 'waiting', problem, next_try_at: nextTryAt },
        );
    },
    /** Puts what was given up, or waits, back at the beginning; false when there is no such message. */
    async again(id: number, at: string): Promise<boolean> {
      const changed = await database
        .query('outgoing_mail')
        .where({ id })
        .whereNot('state', 'sent')
        .update({ state: 'waiting', attempts: 0, next_try_at: at });
      return changed === 1;
    },
    /** Takes what waits and leads to an address back, before it is sent, whosever person it is for. */
    async withdrawLeadingTo(address: string): Promise<void> {
      await database.everywhere(() =>
        database
          .query('outgoing_mail')
          .whereNot('state', 'sent')
          .where((query) => {
            // A number that goes on is another audit; what stands behind the address is a path or the end of a line.
            for (const end of ['/', '\n', '#', '?']) {
              void query.orWhereRaw("replace(body, ?, '') <> body", [`${address}${end}`]);
            }
          })
          .delete()
          .then(() => undefined),
      );
    },
    /** What is not sent, and the newest of what is. */
    async list(limit: number): Promise<OutgoingMail[]> {
      const rows = await database
        .query('outgoing_mail')
        .join('users', 'users.id', 'outgoing_mail.user_id')
        .orderByRaw("case when outgoing_mail.state = 'sent' then 1 else 0 end")
        .orderBy('outgoing_mail.id', 'desc')
        .limit(limit)
        .select<Row[]>('outgoing_mail.*', 'users.name as user_name');
      return rows.map((row) => ({
        id: row.id,
        userId: row.user_id,
        userName: row.user_name,
        subject: row.subject,
        state: row.state,
        attempts: row.attempts,
        nextTryAt: row.next_try_at,
        createdAt: row.created_at,
        sentAt: row.sent_at,
        problem: row.problem,
      }));
    },
    async unsent(): Promise<number> {
      const row = await database
        .query('outgoing_mail')
        .whereNot('state', 'sent')
        .count<{ n: number | string }[]>('* as n')
        .first();
      return Number(row?.n ?? 0);
    },

    async preference(userId: number): Promise<{ wanted: boolean; lastDigestAt: string | null }> {
      const row = await database
        .query('mail_preferences')
        .where({ user_id: userId })
        .select<{ wanted: boolean | number; last_digest_at: string | null }[]>('wanted', 'last_digest_at')
        .first();
      return { wanted: row ? Boolean(row.wanted) : true, lastDigestAt: row?.last_digest_at ?? null };
    },
    async setWanted(userId: number, wanted: boolean): Promise<void> {
      await database
        .query('mail_preferences')
        .insert({ user_id: userId, wanted })
        .onConflict('user_id')
        .merge(['wanted']);
    },
    /** Notes that a digest was made; false when another process has made it since `before`. */
    async claimDigest(userId: number, at: string, before: string): Promise<boolean> {
      await database
        .query('mail_preferences')
        .insert({ user_id: userId, wanted: true })
        .onConflict('user_id')
        .ignore();
      const changed = await database
        .query('mail_preferences')
        .where({ user_id: userId })
        .where((query) => query.whereNull('last_digest_at').orWhere('last_digest_at', '<=', before))
        .update({ last_digest_at: at });
      return changed === 1;
    },
  };
}
