import { createRequire } from 'node:module';
import type * as Nodemailer from 'nodemailer';
import type { Mailer } from './mailer.ts';

/** How long a mail server may take, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Hands messages over to a mail server by SMTP.
 *
 * @param server - smtp:// or smtps://, with a user and password if it asks for them
 * @param from - the address that the mail comes from
 * @param tls - whether nothing is said to a server that does not speak TLS, or whether it is done without
 */
export function createSmtpMailer(server: string, from: string, tls: 'required' | 'off'): Mailer {
  // Only here, so that a program without a mail server does not load it.
  const nodemailer = createRequire(import.meta.url)('nodemailer') as typeof Nodemailer;
  const transport = nodemailer.createTransport(
    {
      url: server,
      ...(server.startsWith('smtps:') ? {} : tls === 'required' ? { requireTLS: true } : { ignoreTLS: true }),
      connectionTimeout: PATIENCE,
      greetingTimeout: PATIENCE,
      socketTimeout: PATIENCE,
      // No text of ours names a file or an address to fetch; nobody shall be able to make it do so.
      disableFileAccess: true,
      disableUrlAccess: true,
    },
    { from },
  );
  return {
    async send({ to, subject, text }) {
      await transport.sendMail({ to, subject, text });
    },
  };
}
