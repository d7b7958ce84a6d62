import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of PostgreSQL with a name of its own. */
export interface PostgresDatabase {
  url: string;
  name: string;
  drop(): Promise<void>;
}

/** Makes a database on a server, a copy of another one if that is named. */
export async function createPostgresDatabase(server: string, template?: string): Promise<PostgresDatabase> {
  const name = `casefile_audit_${randomBytes(6).toString('hex')}`;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await run(`create database ${name}${template ? ` template ${template}` : ''}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, name, drop: () => run(`drop database ${name} with (force)`) };
}
