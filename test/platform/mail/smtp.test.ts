import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createSmtpMailer } from '../../../server/platform/mail/smtp.ts';

it('hands a message to a mail server, and says when there is none', async () => {
  const lines: string[] = [];
  const server = createServer((socket) => {
    let data = false;
    socket.write('220 test\r\n');
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
        lines.push(line);
        if (data && line !== '.') continue;
        if (line === 'DATA') data = true;
        else if (line === '.') data = false;
        socket.write(line === 'DATA' ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      }
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const mailer = createSmtpMailer(url, 'audit@example.org');
  const message = { to: 'paula@example.org', subject: 'One late', text: 'See the page.' };
  await mailer.send(message);
  expect(lines).toContain('MAIL FROM:<audit@example.org>');
  expect(lines).toContain('RCPT TO:<paula@example.org>');
  expect(lines).toContain('Subject: One late');
  expect(lines).toContain('See the page.');
  await new Promise((resolve) => {
    server.close(resolve);
  });
  await expect(mailer.send(message)).rejects.toThrow(/ECONNREFUSED/);
});
