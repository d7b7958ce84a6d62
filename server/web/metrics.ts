import { createHash, timingSafeEqual } from 'node:crypto';
import { createRequire } from 'node:module';
import { BlockList, isIP } from 'node:net';
import type { Request, RequestHandler } from 'express';
import type * as Prometheus from 'prom-client';

/** A number that is asked for whenever the metrics are read; null where there is none yet. */
export interface Measured {
  /** By the rules of Prometheus, such as `casefile_audit_mails_unsent`. */
  name: string;
  help: string;
  value: () => Promise<number | null>;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether a request comes from this machine itself, and not by way of a proxy on it. */
function isFromHere(req: Request): boolean {
  if (req.get('x-forwarded-for') !== undefined || req.get('forwarded') !== undefined) return false;
  const address = (req.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const kind = isIP(address);
  return kind !== 0 && LOOPBACK.check(address, kind === 4 ? 'ipv4' : 'ipv6');
}

const hashOf = (text: string) => createHash('sha256').update(text).digest();

/**
 * What Prometheus reads. Nothing in it tells of a person, an audit or an address: requests are counted by method and
 * status alone.
 */
export function createMetrics(
  settings: { token: string | null; fromLoopback: boolean },
  measured: readonly Measured[],
): { count: RequestHandler; answer: RequestHandler } {
  // Only here, so that a program that is not measured does not load it.
  const prometheus = createRequire(import.meta.url)('prom-client') as typeof Prometheus;
  const { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } = prometheus;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'casefile_audit_requests_total',
    help: 'Requests that were answered, by method and status.',
    labelNames: ['method', 'status'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'casefile_audit_request_seconds',
    help: 'How long requests took.',
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [registry],
  });
  const gauges = measured.map(({ name, help, value }) => ({
    gauge: new Gauge({ name, help, registers: [registry] }),
    value,
  }));
  /** What is not known, as where the database is away, is no number; the others are told all the same. */
  const ask = () =>
    Promise.all(
      gauges.map(async ({ gauge, value }) => {
        gauge.set((await value().catch(() => null)) ?? Number.NaN);
      }),
    );
  const mayRead = (req: Request) => {
    const given = /^Bearer (.+)$/.exec(req.get('authorization') ?? '')?.[1];
    const hasToken =
      settings.token !== null &&
      given !== undefined &&
      timingSafeEqual(hashOf(given), hashOf(settings.token));
    return hasToken || (settings.fromLoopback && isFromHere(req));
  };
  return {
    count(req, res, next) {
      const stop = seconds.startTimer();
      res.on('close', () => {
        stop();
        requests.inc({ method: req.method, status: res.statusCode });
      });
      next();
    },
    async answer(req, res, next) {
      if (!mayRead(req)) {
        // As if there were nothing: who may not read it need not know.
        next();
        return;
      }
      await ask();
      res.type(registry.contentType).send(await registry.metrics());
    },
  };
}
