import { createSocket } from 'node:dgram';
import { hostname } from 'node:os';
import { connect } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';

/** Facility 13, log audit, and severity 6, informational (RFC 5424, 6.2.1). */
const PRIORITY = 13 * 8 + 6;
const PATIENCE_MILLISECONDS = 5000;

/** One message for a receiver of syslog. */
export interface SyslogMessage {
  /** ISO 8601, UTC. */
  at: string;
  /** What kind of message it is, such as "head". */
  kind: string;
  text: string;
}

/** Sends messages to a receiver of syslog; rejects where they cannot be handed over. */
export type SendSyslog = (messages: readonly SyslogMessage[]) => Promise<void>;

/** @see RFC 5424, 6; what is not printable ASCII in a name becomes a dash */
const wordsOf = ({ at, kind, text }: SyslogMessage): Buffer => {
  const host =
    hostname()
      .replace(/[^!-~]/g, '-')
      .slice(0, 255) || '-';
  return Buffer.from(`<${PRIORITY}>1 ${at} ${host} casefile-audit ${process.pid} ${kind} - ${text}`);
};

/**
 * A receiver of syslog: over TLS, its certificate checked (RFC 5425), or over UDP (RFC 5426), on a network of one's own.
 *
 * @param address - syslog+tls://host:6514 or syslog+udp://host:514
 */
export function createSyslog(address: string, options: Pick<ConnectionOptions, 'ca'> = {}): SendSyslog {
  const { protocol, hostname: host, port } = new URL(address);
  const where = { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
  return protocol === 'syslog+tls:'
    ? (messages) => overTls({ ...options, ...where, port: where.port || 6514 }, messages.map(wordsOf))
    : (messages) => overUdp({ ...where, port: where.port || 514 }, messages.map(wordsOf));
}

/** Each message with its length before it; the connection is ended once all are taken. */
function overTls(options: ConnectionOptions, messages: readonly Buffer[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ minVersion: 'TLSv1.2', servername: options.host ?? '', ...options }, () => {
      for (const message of messages) {
        socket.write(`${message.length} `);
        socket.write(message);
      }
      socket.end();
    });
    socket.setTimeout(PATIENCE_MILLISECONDS, () => socket.destroy(new Error('no answer in time')));
    socket.resume();
    socket.on('error', reject);
    socket.on('close', () => resolve());
  });
}

async function overUdp(
  { host, port }: { host: string; port: number },
  messages: readonly Buffer[],
): Promise<void> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  try {
    for (const message of messages) {
      await new Promise<void>((resolve, reject) => {
        socket.send(message, port, host, (error) => (error ? reject(error) : resolve()));
      });
    }
  } finally {
    socket.close();
  }
}
