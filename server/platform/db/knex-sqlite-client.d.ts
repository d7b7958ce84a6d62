// knex ships its dialects without types of their own; this is the part that server/db/knex.ts builds on.
declare module 'knex/lib/dialects/sqlite3/index.js' {
  interface SqliteTransaction {
    readOnly: boolean | undefined;
    begin(connection: unknown): Promise<unknown>;
    query(connection: unknown, sql: string): Promise<unknown>;
  }
  export default class SqliteClient {
    constructor(config: unknown);
    transaction(...parameters: unknown[]): SqliteTransaction;
  }
}
