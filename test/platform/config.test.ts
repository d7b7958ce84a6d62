import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../server/platform/config.ts';

describe('the settings', () => {
  it('have defaults that need nothing to be set', () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      host: 'localhost',
      dataDir: path.resolve('data'),
      databaseUrl: null,
      publicUrl: 'http://localhost:3000',
      trustProxy: 0,
      backupKey: null,
      activityHeadsFile: null,
      activityKey: null,
      activitySyslog: null,
      signOn: null,
      drainSeconds: 0,
      leaseSeconds: 30,
      metrics: null,
      backups: { folder: null, keep: 14, at: '02:00', warnHours: null, beforeUpgrade: true },
      logLevel: 'info',
      mailFrom: 'casefile-audit@localhost.localdomain',
      smtpUrl: null,
      smtpTls: 'required',
      contradictions: [],
      cacheViews: true,
    });
  });

  it('are read from the environment', () => {
    expect(
      readConfig({
        PORT: '8080',
        HOST: '127.0.0.1',
        DATA_DIR: '/var/lib/casefile-audit',
        DATABASE_URL: 'postgresql://someone@localhost/audits',
        PUBLIC_URL: 'https://audit.example.org/',
        TRUST_PROXY: '2',
        LOG_LEVEL: 'warn',
        NODE_ENV: 'development',
        SOMETHING_ELSE: 'is none of its business',
      }),
    ).toEqual({
      port: 8080,
      host: '127.0.0.1',
      dataDir: '/var/lib/casefile-audit',
      databaseUrl: 'postgresql://someone@localhost/audits',
      publicUrl: 'https://audit.example.org',
      trustProxy: 2,
      backupKey: null,
      activityHeadsFile: null,
      activityKey: null,
      activitySyslog: null,
      signOn: null,
      drainSeconds: 0,
      leaseSeconds: 30,
      metrics: null,
      backups: { folder: null, keep: 14, at: '02:00', warnHours: null, beforeUpgrade: true },
      logLevel: 'warn',
      mailFrom: 'casefile-audit@localhost.localdomain',
      smtpUrl: null,
      smtpTls: 'required',
      contradictions: [],
      cacheViews: false,
    });
  });

  it('that are empty count as not set', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '', PUBLIC_URL: '', TRUST_PROXY: '' })).toEqual(
      readConfig({}),
    );
  });

  it('that are wrong are all reported at once', () => {
    const wrong = {
      PORT: '70000',
      DATABASE_URL: 'mysql://localhost/audits',
      PUBLIC_URL: 'not an address',
      TRUST_PROXY: 'yes',
      LOG_LEVEL: 'loud',
    };
    let message = '';
    try {
      readConfig({ ...wrong, HOST: 'localhost' });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('The settings are not right');
    for (const name of Object.keys(wrong)) expect(message).toMatch(new RegExp(`^ {2}${name}: .+`, 'm'));
    expect(message).not.toMatch(/HOST:/);
    expect(message).toContain('must begin with postgres://');
    // A connection string holds a password.
    expect(message).not.toContain('mysql://');
  });

  it.each([
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', 'http'],
    ['TRUST_PROXY', '-1'],
    ['TRUST_PROXY', 'true'],
    ['TRUST_PROXY', '11'],
    ['DATABASE_URL', 'file:data.sqlite'],
    ['PUBLIC_URL', 'audit.example.org'],
  ])('refuse %s=%s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(name);
  });

  const contradictions = (environment: Record<string, string>) => readConfig(environment).contradictions;

  it.each([
    [{ PUBLIC_URL: 'https://a.example' }, /^PUBLIC_URL is https and TRUST_PROXY is 0: .* Set TRUST_PROXY/],
    [
      { PUBLIC_URL: 'http://a.example' },
      /^PUBLIC_URL is http and not of this machine: .* set PUBLIC_URL to https/,
    ],
    [{ TRUST_PROXY: '1' }, /^TRUST_PROXY is set and PUBLIC_URL is not https: /],
    [{ HOST: '0.0.0.0' }, /^HOST is 0\.0\.0\.0 and PUBLIC_URL is not set: /],
    [{ SMTP_URL: 'smtps://mail.example' }, /^SMTP_URL is set and MAIL_FROM is not: /],
    [
      { SMTP_URL: 'smtps://mail.example', MAIL_FROM: 'a@b.example', SMTP_TLS: 'off' },
      /^SMTP_TLS is off and SMTP_URL is smtps/,
    ],
    [{ MAIL_FROM: 'a@b.example' }, /^MAIL_FROM means nothing without SMTP_URL: /],
    [{ SMTP_TLS: 'off' }, /^SMTP_TLS means nothing without SMTP_URL: /],
    [{ BACKUP_KEEP: '3' }, /^BACKUP_KEEP means nothing without BACKUP_DIR: /],
    [{ OIDC_PROMPT: 'login' }, /^OIDC_PROMPT means nothing without OIDC_ISSUER: /],
    [
      { DATABASE_URL: 'postgres://u@database/audits' },
      /^DATABASE_URL names another machine and says nothing of TLS/,
    ],
    [{ DATA_DIR: '/srv/a', BACKUP_DIR: '/srv/a/backups' }, /^BACKUP_DIR is in DATA_DIR: /],
    [{ DATA_DIR: '/srv/a', ACTIVITY_HEADS_FILE: '/srv/a/heads' }, /^ACTIVITY_HEADS_FILE is in DATA_DIR: /],
    [
      { BACKUP_KEY: 'x'.repeat(24), BACKUP_KEY_FILE: import.meta.filename },
      /^BACKUP_KEY and BACKUP_KEY_FILE are both set, and BACKUP_KEY counts: /,
    ],
  ])('that do not go together are told in one line with what to do: %j', (environment, line) => {
    expect(contradictions(environment as Record<string, string>)).toEqual([expect.stringMatching(line)]);
  });

  it.each([
    [{ PUBLIC_URL: 'https://a.example', TRUST_PROXY: '1', HOST: '0.0.0.0' }],
    [{ SMTP_URL: 'smtp://mail.example', MAIL_FROM: 'a@b.example' }],
    [{ DATABASE_URL: 'postgres://u@database/audits?sslmode=disable' }],
    [{ DATABASE_URL: 'postgres://u@localhost/audits' }],
    [{ DATA_DIR: '/srv/a', BACKUP_DIR: '/srv/ab', BACKUP_KEEP: '3' }],
  ])('that go together are told nothing of: %j', (environment) => {
    expect(contradictions(environment as Record<string, string>)).toEqual([]);
  });
});
