import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';
import { afterEach, expect, it } from 'vitest';
import { createSmtpMailer } from '../../../server/platform/mail/smtp.ts';

const servers: SMTPServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(() => resolve(null)));
});

/** A mail server of this machine, and what it took: each message, with whether it came over TLS. */
async function mailServer(options: SMTPServerOptions) {
  const taken: { from: string; to: string[]; text: string; isSecure: boolean }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    ...options,
    onData(stream, { envelope, secure }, done) {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        taken.push({ from, to: envelope.rcptTo.map(({ address }) => address), text, isSecure: secure });
        done();
      });
    },
  });
  server.on('error', () => undefined);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return { taken, port, server };
}

const message = { to: 'paula@example.org', subject: 'One late', text: 'See the page.' };
const CLEAR = { disabledCommands: ['STARTTLS'] };
/** The server of the tests has a certificate of its own, which nobody else vouches for. */
const ANY = '?tls.rejectUnauthorized=false';

it('hands a message to a mail server over TLS, begun in clear or from the first byte', async () => {
  for (const [options, scheme] of [
    [{}, 'smtp'],
    [{ secure: true }, 'smtps'],
  ] as const) {
    const { taken, port } = await mailServer(options);
    const mailer = createSmtpMailer(`${scheme}://127.0.0.1:${port}${ANY}`, 'audit@example.org', 'required');
    await mailer.send(message);
    expect(taken).toEqual([
      { from: 'audit@example.org', to: ['paula@example.org'], text: expect.any(String), isSecure: true },
    ]);
    expect(taken[0]?.text).toMatch(/Subject: One late[^]*See the page\./);
  }
});

it('says nothing to one that speaks none, nor to one that nobody vouches for', async () => {
  const clear = await mailServer(CLEAR);
  const mailer = createSmtpMailer(`smtp://127.0.0.1:${clear.port}`, 'audit@example.org', 'required');
  await expect(mailer.send(message)).rejects.toThrow(/STARTTLS/);
  const stranger = await mailServer({});
  for (const url of [
    `smtp://127.0.0.1:${stranger.port}`,
    `smtp://127.0.0.1:${stranger.port}?ignoreTLS=true`,
  ]) {
    await expect(createSmtpMailer(url, 'audit@example.org', 'required').send(message)).rejects.toThrow(/./);
  }
  expect([clear.taken, stranger.taken]).toEqual([[], []]);
});

it('does without only where that is said', async () => {
  for (const options of [CLEAR, {}]) {
    const { taken, port } = await mailServer(options);
    await createSmtpMailer(`smtp://127.0.0.1:${port}`, 'audit@example.org', 'off').send(message);
    expect(taken).toMatchObject([{ isSecure: false }]);
  }
});

it('says when there is none', async () => {
  const { port, server } = await mailServer({});
  servers.splice(servers.indexOf(server), 1);
  await new Promise((resolve) => server.close(() => resolve(null)));
  const mailer = createSmtpMailer(`smtp://127.0.0.1:${port}`, 'audit@example.org', 'required');
  await expect(mailer.send(message)).rejects.toThrow(/ECONNREFUSED/);
});
