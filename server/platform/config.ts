import path from 'node:path';
import { z } from 'zod';

const schema = z.object({
  PORT: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(0, 'must be 0 or more')
    .max(65535, 'must be at most 65535')
    .default(3000),
  HOST: z.string().min(1).default('localhost'),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
    .optional(),
  /** The address people use, where that is not http://HOST:PORT: behind a proxy, say. */
  PUBLIC_URL: z.url().optional(),
  /** How many proxies stand in front; their word on the client's address and on https is believed. */
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  /** The mail server, smtp:// or smtps://; without it no mail is sent. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
    .optional(),
  /** The address that mail comes from. */
  MAIL_FROM: z.email('must be an email address').default('casefile-audit@localhost.localdomain'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  NODE_ENV: z.string().optional(),
});

/** All settings of the program. */
export interface Config {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string | null;
  publicUrl: string;
  trustProxy: number;
  /** Null where no mail is sent. */
  smtpUrl: string | null;
  mailFrom: string;
  logLevel: string;
  /** Templates are parsed once, not at every request. */
  cacheViews: boolean;
}

/**
 * Reads the settings from environment variables; this is the only reader of them.
 *
 * @throws Error that names every setting that is wrong
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  // An empty variable means one that is not set, as in most .env files.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The settings are not right:\n${problems.join('\n')}`);
  }
  const settings = parsed.data;
  return {
    port: settings.PORT,
    host: settings.HOST,
    dataDir: path.resolve(settings.DATA_DIR),
    databaseUrl: settings.DATABASE_URL ?? null,
    publicUrl: (settings.PUBLIC_URL ?? `http://${settings.HOST}:${settings.PORT}`).replace(/\/+$/, ''),
    trustProxy: settings.TRUST_PROXY,
    smtpUrl: settings.SMTP_URL ?? null,
    mailFrom: settings.MAIL_FROM,
    logLevel: settings.LOG_LEVEL,
    cacheViews: settings.NODE_ENV !== 'development',
  };
}
