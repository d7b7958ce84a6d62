import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../server/web/connections.ts';

describe('a connection on which nothing goes on', () => {
  const server = createHttpServer(
    (req, res) => {
      if (req.url === '/large') {
        // More than fits between here and there, so that it waits for its reader.
        res.end(Buffer.alloc(64 * 1024 * 1024));
        return;
      }
      req.resume().on('end', () => res.end('whole'));
    },
    { head: 100, request: 200, silence: 400 },
  );
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const open = (sent: string, read = true): { socket: Socket; text: () => string; closed: Promise<void> } => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    if (read) socket.on('data', (part) => (text += part.toString('latin1')));
    socket.on('error', () => undefined);
    socket.write(sent);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    return { socket, text: () => text, closed };
  };

  it.each([
    ['that says nothing', ''],
    ['that breaks off in the head', 'GET / HTTP/1.1\r\nHost: a\r\nX-Half: '],
    ['that breaks off in what is sent', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf'],
  ])('is closed: one %s', async (_, sent) => {
    const { closed, text } = open(sent);
    await closed;
    expect(text()).not.toContain('whole');
  });

  it('is closed: one whose answer is not read', async () => {
    const connections = () =>
      new Promise<number>((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      );
    const before = await connections();
    const { socket } = open('GET /large HTTP/1.1\r\nHost: a\r\n\r\n', false);
    socket.pause();
    await expect.poll(connections, { timeout: 30_000 }).toBe(before + 1);
    await expect.poll(connections, { timeout: 30_000 }).toBe(before);
    socket.destroy();
  });

  it('is not closed while it goes on', async () => {
    const { socket, text } = open(
      'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nwh',
    );
    socket.write('at');
    await expect.poll(text).toContain('whole');
  });
});
