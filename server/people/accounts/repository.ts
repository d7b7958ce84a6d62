import type { Database } from '../../platform/db/database.ts';
import { groupBy } from '../../platform/groupBy.ts';
import { ROLES } from '../../access/policy.ts';
import type { Role } from '../../access/policy.ts';
import type { User } from '../../access/person.ts';

export type { User };

export type LinkPurpose = 'setup' | 'password';

interface UserRow {
  id: number;
  email: string;
  name: string;
  password_hash: string | null;
  provider_id: number | null;
  provider_name: string | null;
  disabled_at: string | null;
  session_epoch: number;
  role: string | null;
  second_factor_of: number | null;
  /** The role of this line, where it has to sign in with more than a password. */
  needing: string | null;
  organisation_id: number;
  organisation_name: string;
  organisation_ended_at: string | null;
  /** How many organisations there are. */
  organisations: number | string;
  /** Another organisation that the provider of this line works for, and the provider's own. */
  linked_organisation_id: number | null;
  provider_organisation_id: number | null;
  /** Whether one of these was ended. */
  linked_ended_at: string | null;
  provider_organisation_ended_at: string | null;
}

export type AccountRepository = ReturnType<typeof createAccountRepository>;

export function createAccountRepository(database: Database) {
  /** One line for each role of each person, and each further organisation of their provider. */
  const selectUsers = () =>
    database
      .query('users')
      .leftJoin('providers', 'providers.id', 'users.provider_id')
      .leftJoin('second_factors', 'second_factors.user_id', 'users.id')
      .leftJoin('user_roles', 'user_roles.user_id', 'users.id')
      .join('organisations', 'organisations.id', 'users.organisation_id')
      .leftJoin('provider_organisations', 'provider_organisations.provider_id', 'users.provider_id')
      .leftJoin('organisations as linked', 'linked.id', 'provider_organisations.organisation_id')
      .leftJoin('organisations as keeping', 'keeping.id', 'providers.organisation_id')
      .leftJoin('second_factor_roles', (join) => {
        // Asked for by each organisation of which the person sees anything.
        join.on('second_factor_roles.role', 'user_roles.role').andOn((of) => {
          of.on('second_factor_roles.organisation_id', 'users.organisation_id')
            .orOn((on) => {
              on.on('second_factor_roles.organisation_id', 'linked.id').andOnNull('linked.ended_at');
            })
            .orOn((on) => {
              on.on('second_factor_roles.organisation_id', 'keeping.id').andOnNull('keeping.ended_at');
            });
        });
      })
      .select<UserRow[]>(
        'users.*',
        'linked.ended_at as linked_ended_at',
        'keeping.ended_at as provider_organisation_ended_at',
        'organisations.name as organisation_name',
        'organisations.ended_at as organisation_ended_at',
        database.query.raw('(select count(*) from organisations) as organisations'),
        'provider_organisations.organisation_id as linked_organisation_id',
        'providers.organisation_id as provider_organisation_id',
        'providers.name as provider_name',
        'second_factors.user_id as second_factor_of',
        'user_roles.role',
        'second_factor_roles.role as needing',
      );

  /** Each person once, in the order of the lines. */
  const withRoles = (rows: UserRow[]): User[] =>
    [...groupBy(rows, ({ id }) => id).values()].flatMap((lines) => {
      const [row] = lines;
      if (!row) return [];
      const needs = lines.some(({ needing }) => needing !== null);
      return {
        id: row.id,
        email: row.email,
        name: row.name,
        roles: ROLES.filter((role) => lines.some((line) => line.role === role)),
        providerId: row.provider_id,
        providerName: row.provider_name,
        organisationId: row.organisation_id,
        organisations: [
          ...new Set([
            row.organisation_id,
            // Of an ended one nobody sees anything.
            ...lines.flatMap((line) =>
              line.provider_organisation_ended_at === null ? (line.provider_organisation_id ?? []) : [],
            ),
            ...lines.flatMap((line) =>
              line.linked_ended_at === null ? (line.linked_organisation_id ?? []) : [],
            ),
          ]),
        ],
        organisationName: Number(row.organisations) > 1 ? row.organisation_name : null,
        hasPassword: row.password_hash !== null,
        disabled: row.disabled_at !== null || row.organisation_ended_at !== null,
        sessionEpoch: row.session_epoch,
        secondFactor: row.second_factor_of !== null ? 'on' : needs ? 'owed' : 'off',
      };
    });

  async function setRoles(userId: number, roles: Role[]): Promise<void> {
    await database.query('user_roles').where('user_id', userId).delete();
    await database.query('user_roles').insert(roles.map((role) => ({ user_id: userId, role })));
  }

  async function deviceKeyOf(userId: number): Promise<string | null> {
    const row = await database
      .query('device_keys')
      .where({ user_id: userId })
      .select<{ device_key: string }[]>('device_key')
      .first();
    return row?.device_key ?? null;
  }

  return {
    async count(): Promise<number> {
      const row = await database.query('users').count<{ n: number | string }[]>('* as n').first();
      return Number(row?.n ?? 0);
    },
    async hasPeople(organisationId: number): Promise<boolean> {
      return (
        (await database.query('users').where({ organisation_id: organisationId }).first('id')) !== undefined
      );
    },
    async providerExists(providerId: number): Promise<boolean> {
      const home = database.scope?.home;
      const row = await database
        .query('providers')
        .where({ id: providerId, joined_to: null, ...(home === undefined ? {} : { organisation_id: home }) })
        .first<{ id: number } | undefined>('id');
      return row !== undefined;
    },
    async list(): Promise<User[]> {
      return withRoles(await selectUsers().orderBy('users.name').orderBy('users.id'));
    },
    /** Those of which name and address are erased. */
    async erased(): Promise<ReadonlySet<number>> {
      return new Set(await database.query('users').whereNotNull('erased_at').pluck<number[]>('id'));
    },
    async byId(id: number): Promise<User | null> {
      return withRoles(await selectUsers().where('users.id', id))[0] ?? null;
    },
    /** Of whatever organisation: an address signs one person in. */
    async byEmail(email: string): Promise<User | null> {
      return database.everywhere(
        async () => withRoles(await selectUsers().where('users.email', email))[0] ?? null,
      );
    },
    async passwordHash(id: number): Promise<string | null> {
      const row = await database
        .query('users')
        .where({ id })
        .select<{ password_hash: string | null }[]>('password_hash')
        .first();
      return row?.password_hash ?? null;
    },
    /** The key of a person's devices, made at the first time of asking. */
    async deviceKey(userId: number, make: () => string, at: string): Promise<string> {
      const known = await deviceKeyOf(userId);
      if (known !== null) return known;
      await database
        .query('device_keys')
        .insert({ user_id: userId, device_key: make(), created_at: at })
        .onConflict('user_id')
        .ignore();
      const made = await deviceKeyOf(userId);
      if (made === null) throw new Error('the key of the device was not kept');
      return made;
    },
    async create(user: {
      email: string;
      name: string;
      roles: Role[];
      providerId: number | null;
      passwordHash: string | null;
      at: string;
    }): Promise<number> {
      const [row] = await database
        .query('users')
        .insert({
          email: user.email,
          name: user.name,
          provider_id: user.providerId,
          password_hash: user.passwordHash,
          created_at: user.at,
        })
        .returning<{ id: number }[]>('id');
      if (!row) throw new Error('the database did not return the id of the new user');
      await setRoles(row.id, user.roles);
      return row.id;
    },
    async update(
      id: number,
      change: { email: string; name: string; roles: Role[]; providerId: number | null },
    ) {
      await database
        .query('users')
        .where({ id })
        .update({ email: change.email, name: change.name, provider_id: change.providerId });
      await setRoles(id, change.roles);
    },
    /** Sets a password and ends every session of the person. */
    async setPassword(id: number, passwordHash: string): Promise<void> {
      const changed = await database
        .query('users')
        .where({ id })
        .update({ password_hash: passwordHash })
        .increment('session_epoch', 1);
      // Whoever is told that it is set must be able to sign in with it.
      if (changed !== 1) throw new Error(`the password of person ${id} was not set`);
    },
    /** Disables or enables a person and ends every session of theirs. */
    async setDisabled(id: number, disabledAt: string | null): Promise<void> {
      await database
        .query('users')
        .where({ id })
        .update({ disabled_at: disabledAt })
        .increment('session_epoch', 1);
    },
    /**
     * Ends whatever opens an account of an organisation or tells of it without: sessions, tokens for other programs,
     * links, addresses of calendars, and mail that waits, of which an invitation would make a link when it is sent.
     */
    async endAllOf(organisationId: number, at: string): Promise<void> {
      const ids = () => database.query('users').where({ organisation_id: organisationId }).select('id');
      await database.query('users').where({ organisation_id: organisationId }).increment('session_epoch', 1);
      await database
        .query('api_tokens')
        .whereIn('user_id', ids())
        .whereNull('revoked_at')
        .update({ revoked_at: at });
      await database.query('one_time_links').whereIn('user_id', ids()).delete();
      await database.query('calendar_feeds').whereIn('user_id', ids()).delete();
      await database.query('outgoing_mail').whereIn('user_id', ids()).whereNot('state', 'sent').delete();
    },
    /** Ends every session of the person. */
    async endSessions(id: number): Promise<void> {
      await database.query('users').where({ id }).increment('session_epoch', 1);
    },
    async addLink(link: {
      tokenHash: string;
      purpose: LinkPurpose;
      userId: number | null;
      expiresAt: string;
    }) {
      await database.query('one_time_links').insert({
        token_hash: link.tokenHash,
        purpose: link.purpose,
        user_id: link.userId,
        expires_at: link.expiresAt,
      });
    },
    async link(
      tokenHash: string,
      purpose: LinkPurpose,
    ): Promise<{ userId: number | null; expiresAt: string } | null> {
      const row = await database
        .query('one_time_links')
        .where({ token_hash: tokenHash, purpose })
        .select<{ user_id: number | null; expires_at: string }[]>('user_id', 'expires_at')
        .first();
      return row ? { userId: row.user_id, expiresAt: row.expires_at } : null;
    },
    /** Uses up a link; false when somebody else was quicker. */
    async takeLink(tokenHash: string): Promise<boolean> {
      return (await database.query('one_time_links').where({ token_hash: tokenHash }).delete()) === 1;
    },
    /** Until when the link of each person to choose a password holds; whoever has none is not in it. */
    async passwordLinks(): Promise<ReadonlyMap<number, string>> {
      const rows = await database
        .query('one_time_links')
        .where({ purpose: 'password' })
        .whereNotNull('user_id')
        .select<{ user_id: number; expires_at: string }[]>('user_id', 'expires_at');
      return new Map(rows.map((row) => [row.user_id, row.expires_at]));
    },
    async removeLinks(filter: { purpose: LinkPurpose; userId: number | null }): Promise<void> {
      await database
        .query('one_time_links')
        .where({ purpose: filter.purpose, user_id: filter.userId })
        .delete();
    },
  };
}
