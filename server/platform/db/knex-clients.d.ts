// knex ships its dialects without types of their own; this is the part that server/db/knex.ts builds on.

/** What knex makes the text of one statement with. */
interface StatementCompiler {
  client: {
    config: object;
    dialect: string;
    raw(sql: string, bindings?: readonly unknown[]): object;
    wrapIdentifier(name: string, context: object): string;
  };
  method: string;
  single: {
    table?: unknown;
    schema?: unknown;
    insert?: unknown;
    merge?: unknown;
    update?: unknown;
    updateFrom?: unknown;
    using?: unknown;
  };
  grouped: Record<string, Record<string, unknown>[] | undefined>;
}

declare module 'knex/lib/dialects/sqlite3/index.js' {
  interface SqliteTransaction {
    readOnly: boolean | undefined;
    begin(connection: unknown): Promise<unknown>;
    commit(connection: unknown, value: unknown): Promise<unknown>;
    rollback(connection: unknown, error: unknown): Promise<unknown>;
    /** @param status - 1 settles the transaction as done with the value, 2 as failed for it */
    query(connection: unknown, sql: string, status?: 1 | 2, value?: unknown): Promise<unknown>;
  }
  export default class SqliteClient {
    constructor(config: unknown);
    transaction(...parameters: unknown[]): SqliteTransaction;
    queryCompiler(...parameters: unknown[]): StatementCompiler;
    destroyRawConnection(connection: unknown): Promise<unknown>;
    _query(connection: unknown, statement: { sql: string; bindings?: unknown }): Promise<unknown>;
  }
}

declare module 'knex/lib/dialects/postgres/index.js' {
  export default class PostgresClient {
    readonly config: object;
    constructor(config: unknown);
    queryCompiler(...parameters: unknown[]): StatementCompiler;
    acquireRawConnection(): Promise<unknown>;
    _query(connection: unknown, statement: { sql: string; bindings?: unknown[] }): Promise<unknown>;
  }
}
