import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of PostgreSQL with a name of its own. */
export interface PostgresDatabase {
  url: string;
  name: string;
  drop(): Promise<void>;
}

/** Works on a server over a connection of its own. */
async function on(server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

export const dropPostgresDatabase = (server: string, name: string): Promise<void> =>
  on(server, (client) => client.query(`drop database ${name} with (force)`));

/** Makes a database on a server, a copy of another one if that is named. */
export async function createPostgresDatabase(server: string, template?: string): Promise<PostgresDatabase> {
  const name = `casefile_audit_${randomBytes(6).toString('hex')}`;
  await on(server, async (client) => {
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int as version`,
    );
    // Files are copied in half the time that it takes to write each block into the log; older servers know no other way.
    const byFiles = (rows[0]?.version ?? 0) >= 150_000 ? ' strategy file_copy' : '';
    await client.query(`create database ${name}${template ? ` template ${template}${byFiles}` : ''}`);
  });
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, name, drop: () => dropPostgresDatabase(server, name) };
}
