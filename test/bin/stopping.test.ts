import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { tokenIn } from '../support/app.ts';
import { running, temporaryFolder } from '../support/cli.ts';

const { inFolder } = temporaryFolder();
const sockets: Socket[] = [];
afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));

/** A connection on which a request is sent by hand, piece by piece. */
function speakTo(port: number) {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  let heard = '';
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  const ended = new Promise<string>((resolve) => {
    socket.on('error', () => resolve(heard)).on('close', () => resolve(heard));
  });
  return {
    say: (text: string) => new Promise((resolve) => socket.write(text, resolve)),
    heard: () => heard,
    /** All that came, once the other side has closed. */
    ended,
  };
}

const isRefused = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(false));
    sockets.push(socket);
    socket.on('error', () => resolve(true));
  });

it('a stop finishes what is under way, is not ready meanwhile, and takes nothing new on', async () => {
  const settings = { PORT: '0', DATA_DIR: inFolder('data'), DRAIN_SECONDS: '2' };
  const program = running(['serve'], settings);
  const [, address = ''] = await program.until(/casefile-audit is at (http:\/\/127\.0\.0\.1:\d+)/);
  await program.until(/^It stops at Ctrl\+C\.$/m);
  const port = Number(new URL(address).port);

  const form = await fetch(`${address}/sign-in`);
  const cookie = form.headers.getSetCookie().map((one) => one.split(';')[0]);
  const token = tokenIn(await form.text());
  const body = new URLSearchParams({ _csrf: token, email: 'nobody@example.org', password: 'not the one' });
  const [first, rest] = [String(body).slice(0, 20), String(body).slice(20)];
  // A form on a bad network: its head is there, and half of it.
  const slow = speakTo(port);
  await slow.say(
    `POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie.join('; ')}\r\n` +
      `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${String(body).length}\r\n\r\n${first}`,
  );
  // Two more whose heads are not whole yet; one of them never gets on.
  const late = speakTo(port);
  await late.say('GET /sign-in HTTP/1.1\r\nHost: here\r\n');
  const stuck = speakTo(port);
  await stuck.say('GET /sign-in HTTP/1.1\r\nHost: here\r\n');
  expect((await fetch(`${address}/readyz`)).status).toBe(200);

  const end = program.stop();
  await expect.poll(async () => (await fetch(`${address}/readyz`)).status).toBe(503);
  // Whoever has not asked yet whether it is ready still gets an answer.
  const during = await fetch(`${address}/sign-in`);
  expect([during.status, during.headers.get('connection')]).toEqual([200, 'close']);

  await expect.poll(() => isRefused(port), { timeout: 30_000 }).toBe(true);
  await late.say('\r\n');
  const refused = await late.ended;
  expect(refused).toMatch(/^HTTP\/1\.1 503 /);
  expect(refused).toMatch(/^Retry-After: 5\r$/m);
  expect(refused).toContain('nothing was saved');

  await slow.say(rest);
  const answered = await slow.ended;
  expect(answered).toMatch(/^HTTP\/1\.1 422 /);
  expect(answered).toContain('</html>');

  expect(await end).toMatchObject({ code: 0, stderr: '' });
  expect(await stuck.ended).not.toMatch(/^HTTP\/1\.1 200/);
});
