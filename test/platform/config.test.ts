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
      signOn: null,
      drainSeconds: 0,
      metrics: null,
      backups: { folder: null, keep: 14, at: '02:00', warnHours: null, beforeUpgrade: true },
      logLevel: 'info',
      mailFrom: 'casefile-audit@localhost.localdomain',
      smtpUrl: null,
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
      signOn: null,
      drainSeconds: 0,
      metrics: null,
      backups: { folder: null, keep: 14, at: '02:00', warnHours: null, beforeUpgrade: true },
      logLevel: 'warn',
      mailFrom: 'casefile-audit@localhost.localdomain',
      smtpUrl: null,
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
});
