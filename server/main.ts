import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import type { Config } from './platform/config.ts';
import { createDeps } from './deps.ts';
import { startMail } from './people/mail/service.ts';
import { removeLeftOvers } from './platform/temporary.ts';
import { urls } from './web/urls.ts';

/** How long a stop waits for requests under way. */
const GRACE_MILLISECONDS = 10_000;
/** How often expired data is deleted: keys of copies on devices, files of a program that was killed. */
const DELETING_MILLISECONDS = 60 * 60 * 1000;

/** Starts the program: opens the database, listens, and stops in good order at SIGTERM or SIGINT. */
export async function serve(config: Config, say: (line: string) => void): Promise<void> {
  const deps = await createDeps(config);
  const { app } = createApp(deps);
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  }).catch(async (error: unknown) => {
    await deps.database.close();
    throw error;
  });

  const deleteExpired = async () => {
    try {
      await Promise.all([deps.devices.removeEnded(), removeLeftOvers()]);
    } catch (error) {
      deps.log.error({ err: error }, 'expired data was not deleted');
    }
  };
  await deleteExpired();
  const deleting = setInterval(() => void deleteExpired(), DELETING_MILLISECONDS);

  const stopMail = startMail(deps.mail, () => deps.digests.makeDigests(), deps.log);
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    clearInterval(deleting);
    deps.log.info({ signal }, 'stopping');
    const hurry = setTimeout(() => server.closeAllConnections(), GRACE_MILLISECONDS);
    stopMail();
    server.close(() => {
      clearTimeout(hurry);
      void deps.database.close().finally(() => deps.log.info('stopped'));
    });
    server.closeIdleConnections();
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));

  const { port } = server.address() as AddressInfo;
  const address = config.port === 0 ? config.publicUrl.replace(/:0$/, `:${port}`) : config.publicUrl;
  say(`casefile-audit is at ${address}`);
  const token = await deps.accounts.setupToken();
  if (token !== null) {
    say(`To set it up, open this link. It works once, within a day:\n\n  ${address}${urls.setup(token)}\n`);
  }
}
