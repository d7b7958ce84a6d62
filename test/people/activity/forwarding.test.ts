import { generateKeyPairSync } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createServer } from 'node:tls';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDeps } from '../../../server/deps.ts';
import type { Deps } from '../../../server/deps.ts';
import { createForwarder } from '../../../server/people/activity/forwarding.ts';
import { createHeadSigner } from '../../../server/people/activity/signing.ts';
import { readConfig } from '../../../server/platform/config.ts';
import { createLog } from '../../../server/platform/log.ts';
import { createSyslog } from '../../../server/platform/syslog.ts';
import { onOneEngine } from '../../support/app.ts';
import { emptyDatabase } from '../../support/emptyDatabase.ts';
import { CERTIFICATE } from '../../support/certificate.ts';

const pair = () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    secret: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    open: String(publicKey.export({ type: 'spki', format: 'pem' })),
  };
};
const HEAD = { at: '2027-01-01T00:00:00.000Z', seq: 3, hash: 'abc' };
/** As RFC 5424 has it: priority, version, time, host, program, process, kind, no data, text. */
const FORM = /^<110>1 (\S+Z) \S+ casefile-audit \d+ (line|head) - (\{.*\})$/;

it('a head is signed by the private key, checked by either, and by no other', () => {
  const [own, other] = [pair(), pair()];
  const signed = createHeadSigner(own.secret)?.sign?.(HEAD) ?? HEAD;
  expect(createHeadSigner(own.open)?.isSigned(signed)).toBe(true);
  expect(createHeadSigner(own.open)?.sign).toBeNull();
  for (const forged of [
    HEAD,
    { ...signed, seq: 4 },
    { ...signed, hash: 'abd' },
    { ...signed, at: '2028' },
    { ...signed, signature: 'AAAA' },
  ]) {
    expect(createHeadSigner(own.open)?.isSigned(forged)).toBe(false);
  }
  expect(createHeadSigner(other.secret)?.isSigned(signed)).toBe(false);
  expect(createHeadSigner(null)).toBeNull();
});

it('messages are handed over by TLS to whom a certificate vouches for, whole and in their order', async () => {
  let taken = '';
  const server = createServer({ key: CERTIFICATE.key, cert: CERTIFICATE.cert }, (socket) => {
    socket.on('data', (chunk: Buffer) => (taken += chunk.toString()));
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  const messages = Array.from({ length: 300 }, (_, n) => ({
    at: HEAD.at,
    kind: 'line',
    text: JSON.stringify({ n, words: 'Ünïcode\nand a break' }),
  }));
  const address = `syslog+tls://localhost:${port}`;
  await expect(createSyslog(address)(messages)).rejects.toThrow(/certificate/);
  expect(taken).toBe('');
  await createSyslog(address, { ca: CERTIFICATE.cert })(messages);
  await expect.poll(() => Buffer.byteLength(taken)).toBeGreaterThan(300 * 60);
  const read: unknown[] = [];
  for (let rest = Buffer.from(taken); rest.length > 0;) {
    const [, length = ''] = /^(\d+) /.exec(rest.subarray(0, 10).toString()) ?? [];
    const from = length.length + 1;
    const [, at, kind, text = ''] = FORM.exec(rest.subarray(from, from + Number(length)).toString()) ?? [];
    read.push({ at, kind, text });
    rest = rest.subarray(from + Number(length));
  }
  expect(read).toEqual(messages);
  server.close();
});

it('what cannot be handed over waits, in its order, until there is too much of it', async () => {
  const sent: string[] = [];
  let isAway = true;
  const forwarder = createForwarder('syslog+udp://nowhere', createLog('silent'), async (messages) => {
    await Promise.resolve();
    if (isAway) throw new Error('away');
    sent.push(...messages.map(({ text }) => text));
  });
  const add = (from: number, to: number) =>
    forwarder.add(
      Array.from({ length: to - from }, (_, i) => ({ at: '', kind: 'line', text: String(from + i) })),
    );
  add(0, 700);
  await forwarder.send();
  expect(sent).toEqual([]);
  isAway = false;
  add(700, 710);
  await Promise.all([forwarder.send(), forwarder.send()]);
  expect(sent).toEqual(Array.from({ length: 710 }, (_, i) => String(i)));
  isAway = true;
  add(0, 10_005);
  isAway = false;
  sent.splice(0);
  await forwarder.send();
  expect([sent.length, sent[0]]).toEqual([10_000, '5']);
});

onOneEngine('the activity, sent elsewhere and signed', (engine) => {
  let deps: Deps;
  let folder: string;
  let remove: () => Promise<void>;
  const received: { kind: string; text: string }[] = [];
  const socket = createSocket('udp4');
  const keys = pair();
  let keyFile: string;
  const configOf = (environment: Record<string, string>) =>
    readConfig({
      ...environment,
      ACTIVITY_HEADS_FILE: path.join(folder, 'heads.jsonl'),
      ACTIVITY_KEY_FILE: keyFile,
      ACTIVITY_SYSLOG: `syslog+udp://127.0.0.1:${socket.address().port}`,
    });
  let environment: Record<string, string>;

  beforeEach(async () => {
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    socket.on('message', (message) => {
      const [, , kind = '', text = ''] = FORM.exec(message.toString()) ?? [];
      received.push({ kind, text });
    });
    ({ environment, remove } = await emptyDatabase(engine));
    folder = environment['DATA_DIR'] ?? '';
    keyFile = path.join(folder, 'activity.pem');
    writeFileSync(keyFile, keys.secret);
    deps = await createDeps(configOf(environment));
  });
  afterEach(async () => {
    socket.close();
    await deps.database.close();
    await remove();
  });

  it('tells a receiver each line with its seal, and the newest head, which its key has signed', async () => {
    for (let n = 1; n <= 3; n += 1) {
      await deps.activity.add({ userId: 1, action: 'caseFile.saved', auditId: 7, subject: `case file ${n}` });
    }
    await deps.activityChain.seal('last');
    await expect.poll(() => received.length).toBe(4);
    const lines = received.slice(0, 3).map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    expect(lines.map(({ seq, subject, action }) => [seq, subject, action])).toEqual([
      [1, 'case file 1', 'caseFile.saved'],
      [2, 'case file 2', 'caseFile.saved'],
      [3, 'case file 3', 'caseFile.saved'],
    ]);
    // What marks are made with could be guessed at from nothing that is sent.
    expect(JSON.stringify(lines)).not.toContain('mark');
    const head = JSON.parse(received[3]?.text ?? '') as typeof HEAD;
    expect(head).toMatchObject({ seq: 3, hash: lines[2]?.['hash'] });
    expect(createHeadSigner(keys.open)?.isSigned(head)).toBe(true);
    expect((await deps.activityChain.check()).problems).toEqual([]);

    // Whoever has files and database, and not the key, is told by what they cannot sign.
    const files = [path.join(folder, 'heads.jsonl'), path.join(folder, 'activity-head.json')];
    const whole = files.map((file) => readFileSync(file, 'utf8'));
    const kinds = async () => (await deps.activityChain.check()).problems.map(({ kind }) => kind);
    const forged = createHeadSigner(pair().secret)?.sign?.({ ...head, at: '2028-01-01T00:00:00.000Z' });
    for (const file of files) writeFileSync(file, `${JSON.stringify(forged)}\n`);
    expect(await kinds()).toEqual(['notSigned', 'notSigned']);
    const { at, seq, hash } = head;
    for (const file of files) writeFileSync(file, `${JSON.stringify({ at, seq, hash })}\n`);
    expect(await kinds()).toEqual(['notSigned']);
    files.forEach((file, i) => writeFileSync(file, whole[i] ?? ''));
    expect(await kinds()).toEqual([]);
    // The public key alone is enough to check.
    writeFileSync(keyFile, keys.open);
    const other = await createDeps(configOf(environment));
    expect((await other.activityChain.check()).problems).toEqual([]);
    expect(other.config.contradictions).toEqual(
      expect.arrayContaining([expect.stringMatching(/^ACTIVITY_KEY_FILE holds a public key/)]),
    );
    await other.database.close();
    writeFileSync(keyFile, 'no key');
    expect(() => configOf(environment)).toThrow(/ACTIVITY_KEY_FILE: .* must hold an Ed25519 key/);
  });
});
