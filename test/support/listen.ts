import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../server/app.ts';
import type { Deps } from '../../server/deps.ts';
import { startApp, startDeps } from './app.ts';
import type { TestApp } from './app.ts';

/** The program on a port of this machine, as a browser reaches it. */
export interface Listening {
  /** Without a slash at its end, so that paths of urls follow it. */
  address: string;
  close(): Promise<void>;
}

/**
 * Listens on a port of 127.0.0.1, a free one unless told which; one-time links are made for that address. Passkeys need
 * it by its name, localhost.
 */
export async function listen(deps: Deps, onPort = 0, host = '127.0.0.1'): Promise<Listening> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(onPort, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const address = `http://${host}:${port}`;
  server.on('request', createApp({ ...deps, config: { ...deps.config, publicUrl: address } }).app);
  return {
    address,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The application with everybody's accounts, listening, over SQLite. */
export async function listenWithPeople(): Promise<TestApp & Listening> {
  const test = await startApp('sqlite');
  const { address, close } = await listen(test.deps);
  return {
    ...test,
    address,
    async close() {
      await close();
      await test.close();
    },
  };
}

/** The application as it is when nobody has set it up yet, listening, over SQLite, with its one-time link. */
export async function listenUnused(): Promise<Listening & { deps: Deps; setupToken: string }> {
  const { deps, close: closeDeps } = await startDeps('sqlite');
  const { address, close } = await listen(deps);
  const setupToken = await deps.accounts.setupToken();
  if (setupToken === null) throw new Error('a new program has no set-up link');
  return {
    deps,
    address,
    setupToken,
    async close() {
      await close();
      await closeDeps();
    },
  };
}
