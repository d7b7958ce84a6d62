import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';

/** How long others may keep a connection without getting on, in milliseconds. */
export interface ConnectionLimits {
  /** Until the head of a request is there whole. */
  head: number;
  /** Until the request is there whole, with its file. */
  request: number;
  /** Without a byte in either direction: somebody who has stopped reading, or whose network is gone. */
  silence: number;
}

/** A file of 100 MB at three megabits a second takes four and a half minutes. */
const LIMITS: ConnectionLimits = { head: 20_000, request: 300_000, silence: 300_000 };

/** A server that closes connections on which a request was begun and is not gone on with, or its answer not read. */
export function createHttpServer(app: RequestListener, limits: ConnectionLimits = LIMITS): Server {
  const server = createServer(
    {
      headersTimeout: limits.head,
      requestTimeout: limits.request,
      connectionsCheckingInterval: Math.min(limits.head, 5000),
    },
    app,
  );
  server.timeout = limits.silence;
  return server;
}
