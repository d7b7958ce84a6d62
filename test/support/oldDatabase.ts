import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import request from 'supertest';
import type { Response } from 'supertest';
import { createApp } from '../../server/app.ts';
import { readConfig } from '../../server/platform/config.ts';
import { createDeps } from '../../server/deps.ts';
import { browse, serve } from './app.ts';
import type { Visitor } from './app.ts';

/** Where the program looks for its SQLite database in the data folder. */
const DATABASE_FILE = 'casefile-audit.sqlite';

/** The program of today over a copy of a database that an earlier version made. */
export interface OldDatabase {
  /** Such as the command line needs to work on the same copy. */
  environment: Record<string, string>;
  /** A browser in which nobody is signed in. */
  anonymous(): Visitor;
  /** Signs somebody in through the form. @throws Error when that is refused */
  signIn(email: string, password: string): Promise<Visitor>;
  /** Asks as another program does, with a token. */
  withToken(token: string, url: string): Promise<Response>;
  close(): Promise<void>;
}

/**
 * Unpacks a fixture into a folder of its own, where the program brings it up to date and opens it.
 *
 * @param packed - the SQLite file, packed by gzip
 * @param now - what day it is for the program: links and tokens of the fixture run out
 */
export async function openOldDatabase(packed: URL, now: Date): Promise<OldDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-old-'));
  writeFileSync(path.join(folder, DATABASE_FILE), gunzipSync(readFileSync(packed)));
  const environment = { DATA_DIR: folder, LOG_LEVEL: 'silent' };
  const deps = await createDeps(readConfig(environment), { now: () => now });
  const { app } = createApp(deps);
  const server = await serve(app);
  return {
    environment,
    anonymous: () => browse(server),
    async signIn(email, password) {
      const visitor = browse(server);
      const { status } = await visitor.post('/sign-in', { email, password });
      if (status !== 303) throw new Error(`${email} could not sign in: ${status}`);
      visitor.forget();
      return visitor;
    },
    withToken: (token, url) => request(server).get(url).set('Authorization', `Bearer ${token}`),
    async close() {
      server.close();
      server.closeAllConnections();
      await deps.database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
