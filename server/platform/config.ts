import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { contradictionsIn } from './contradictions.ts';
import { readSignOn, signOnFields } from './signOnConfig.ts';
import type { SignOnSettings } from './signOnConfig.ts';

/** Shorter ones can be guessed by whoever has a copy of a backup. */
const SHORTEST_KEY = 24;
/** One was missed, and the next one is late. */
const WARN_HOURS = 36;

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
  /** Or a file that holds it alone, since there is a password in it. */
  DATABASE_URL_FILE: z.string().optional(),
  /** The address people use, where that is not http://HOST:PORT: behind a proxy, say. */
  PUBLIC_URL: z.url().optional(),
  /** How many proxies stand in front; their word on the client's address and on https is believed. */
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  /** The mail server, smtp:// or smtps://; without it no mail is sent. */
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
    .optional(),
  /** Whether a mail server has to speak TLS. */
  SMTP_TLS: z.enum(['required', 'off'], 'must be required or off').default('required'),
  /** The address that mail comes from. */
  MAIL_FROM: z.email('must be an email address').default('casefile-audit@localhost.localdomain'),
  /** What backups are encrypted with; or a file that holds it alone. */
  BACKUP_KEY: z.string().min(SHORTEST_KEY, `must have at least ${SHORTEST_KEY} characters`).optional(),
  BACKUP_KEY_FILE: z.string().optional(),
  /** A file that the head of the activity's chain is added to, such as one on another machine. */
  ACTIVITY_HEADS_FILE: z.string().optional(),
  /** A file with an Ed25519 key that heads are signed with; and a receiver of syslog that they are sent to. */
  ACTIVITY_KEY_FILE: z.string().optional(),
  ACTIVITY_SYSLOG: z
    .string()
    .regex(
      /^syslog\+(tls|udp):\/\/(\[[\da-f:]+\]|[\w.-]+)(:\d{1,5})?\/?$/i,
      'must be syslog+tls://HOST:PORT or syslog+udp://HOST:PORT',
    )
    .optional(),
  /** Where the program itself keeps backups, how many, at what time of day in UTC. */
  BACKUP_DIR: z.string().optional(),
  BACKUP_KEEP: z.coerce.number().int('must be a whole number').min(1).max(1000).default(14),
  BACKUP_AT: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day in UTC such as 02:00')
    .default('02:00'),
  /** After how many hours without a good backup administrators are warned. */
  BACKUP_WARN_HOURS: z.coerce.number().int().min(1).max(10_000).optional(),
  BACKUP_BEFORE_UPGRADE: z.enum(['yes', 'no'], 'must be yes or no').default('yes'),
  ...signOnFields,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** How long the program goes on answering after it was told to stop, while `/readyz` says no already. */
  DRAIN_SECONDS: z.coerce.number().int('must be a whole number').min(0).max(300).default(0),
  /** After how many seconds without a sign a program counts as gone, so that another one goes on with its work. */
  LEASE_SECONDS: z.coerce.number().int('must be a whole number').min(2).max(600).default(30),
  /** Who may read `/metrics`: whoever has this token, or whoever is on this machine. */
  METRICS_TOKEN: z.string().min(SHORTEST_KEY, `must have at least ${SHORTEST_KEY} characters`).optional(),
  METRICS_TOKEN_FILE: z.string().optional(),
  METRICS_LOOPBACK: z.enum(['yes', 'no'], 'must be yes or no').default('no'),
  NODE_ENV: z.string().optional(),
});

/** What the program is to do about backups by itself. */
interface BackupSettings {
  /** Where it keeps one a day; null where it keeps none by itself. */
  folder: string | null;
  /** How many it keeps there. */
  keep: number;
  /** When, as HH:MM in UTC. */
  at: string;
  /** After how many hours without a good one administrators are warned; null where they are not. */
  warnHours: number | null;
  /** Whether one is made before the database is brought up to date. */
  beforeUpgrade: boolean;
}

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
  smtpTls: 'required' | 'off';
  mailFrom: string;
  /** What backups are encrypted with; null where they are not. */
  backupKey: string | null;
  backups: BackupSettings;
  /** A file that the head of the activity's chain is added to from time to time; null without. */
  activityHeadsFile: string | null;
  /** An Ed25519 key, as PEM, that heads are signed with; null without. */
  activityKey: string | null;
  /** Where the activity is sent as syslog; null where it is not. */
  activitySyslog: string | null;
  /** Null where nobody signs in at a provider of their organisation. */
  signOn: SignOnSettings | null;
  logLevel: string;
  /** How long requests are answered after a signal to stop. */
  drainSeconds: number;
  /** How long whoever gives no sign keeps what it was at, where several programs work on one database. */
  leaseSeconds: number;
  /** Who may read the metrics; null where nobody may. */
  metrics: { token: string | null; fromLoopback: boolean } | null;
  /** Templates are parsed once, not at every request. */
  cacheViews: boolean;
  /** What of the settings does not go together, each as a line with what to do. */
  contradictions: string[];
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
  const wrong: string[] = [];
  const signOn = readSignOn(settings, (name, why) => wrong.push(`  ${name}: ${why}`));
  if (wrong.length > 0) throw new Error(`The settings are not right:\n${wrong.join('\n')}`);
  const token = settings.METRICS_TOKEN ?? keyIn('METRICS_TOKEN_FILE', settings.METRICS_TOKEN_FILE);
  const fromLoopback = settings.METRICS_LOOPBACK === 'yes';
  const config = {
    port: settings.PORT,
    host: settings.HOST,
    dataDir: path.resolve(settings.DATA_DIR),
    databaseUrl: settings.DATABASE_URL ?? databaseUrlIn(settings.DATABASE_URL_FILE),
    publicUrl: (settings.PUBLIC_URL ?? `http://${settings.HOST}:${settings.PORT}`).replace(/\/+$/, ''),
    trustProxy: settings.TRUST_PROXY,
    smtpUrl: settings.SMTP_URL ?? null,
    smtpTls: settings.SMTP_TLS,
    mailFrom: settings.MAIL_FROM,
    backupKey: settings.BACKUP_KEY ?? keyIn('BACKUP_KEY_FILE', settings.BACKUP_KEY_FILE),
    activityHeadsFile: settings.ACTIVITY_HEADS_FILE ?? null,
    activityKey: signingKeyIn(settings.ACTIVITY_KEY_FILE),
    activitySyslog: settings.ACTIVITY_SYSLOG ?? null,
    backups: {
      folder: settings.BACKUP_DIR === undefined ? null : path.resolve(settings.BACKUP_DIR),
      keep: settings.BACKUP_KEEP,
      at: settings.BACKUP_AT,
      warnHours: settings.BACKUP_WARN_HOURS ?? (settings.BACKUP_DIR === undefined ? null : WARN_HOURS),
      beforeUpgrade: settings.BACKUP_BEFORE_UPGRADE === 'yes',
    },
    signOn,
    logLevel: settings.LOG_LEVEL,
    drainSeconds: settings.DRAIN_SECONDS,
    leaseSeconds: settings.LEASE_SECONDS,
    metrics: token !== null || fromLoopback ? { token, fromLoopback } : null,
    cacheViews: settings.NODE_ENV !== 'development',
  };
  return { ...config, contradictions: contradictionsIn(new Set(Object.keys(given)), config) };
}

/** What a file holds alone, without the line break at its end. */
function textIn(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new Error(`The settings are not right:\n  ${name}: ${file} cannot be read`);
  }
}

function keyIn(name: string, file: string | undefined): string | null {
  if (file === undefined) return null;
  const key = textIn(name, file);
  if (key.length >= SHORTEST_KEY) return key;
  throw new Error(
    `The settings are not right:\n  ${name}: ${file} must hold at least ${SHORTEST_KEY} characters`,
  );
}

function signingKeyIn(file: string | undefined): string | null {
  if (file === undefined) return null;
  const pem = textIn('ACTIVITY_KEY_FILE', file);
  try {
    if (createPublicKey(pem).asymmetricKeyType === 'ed25519') return pem;
  } catch {
    // It is no key at all.
  }
  throw new Error(
    `The settings are not right:\n  ACTIVITY_KEY_FILE: ${file} must hold an Ed25519 key: openssl genpkey -algorithm ed25519`,
  );
}

function databaseUrlIn(file: string | undefined): string | null {
  if (file === undefined) return null;
  const url = textIn('DATABASE_URL_FILE', file);
  if (/^postgres(ql)?:\/\//.test(url)) return url;
  throw new Error(
    `The settings are not right:\n  DATABASE_URL_FILE: ${file} must hold an address that begins with postgres://`,
  );
}
