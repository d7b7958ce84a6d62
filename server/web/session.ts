import { ConnectSessionKnexStore } from 'connect-session-knex';
import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import type { Knex } from 'knex';
import type { User } from '../access/person.ts';

/**
 * From the evening before, when a device is prepared, to the end of a day of fieldwork without a network; it begins
 * anew with every request.
 */
const SESSION_HOURS = 30;
export const SESSION_MILLISECONDS = SESSION_HOURS * 60 * 60 * 1000;

/**
 * To write at every request that its session goes on would make everybody who only reads wait for whoever writes, on
 * SQLite for as long as an import takes. A session lasts so much longer that a minute does not matter.
 */
const TOUCH_EVERY_MILLISECONDS = 60_000;
const TOUCHES_REMEMBERED = 10_000;
const ENDED_REMEMBERED = 10_000;

/**
 * Keeps sessions in the database. The store of the library both calls back with a failure and throws it; the
 * second would end the process as a rejection that nobody handles.
 */
class SessionStore extends ConnectSessionKnexStore {
  /** When it was last written of each session that it goes on, in milliseconds. */
  readonly #touched = new Map<string, number>();
  /** Sessions that were ended: a request that was under way meanwhile would write its own back. */
  readonly #ended = new Set<string>();

  override async get(...parameters: Parameters<ConnectSessionKnexStore['get']>) {
    return super.get(...parameters).catch(() => null);
  }
  override async set(...parameters: Parameters<ConnectSessionKnexStore['set']>) {
    const [sid, , done] = parameters;
    if (this.#ended.has(sid)) {
      done?.();
      return;
    }
    return super.set(...parameters).catch(() => undefined);
  }
  override async touch(...parameters: Parameters<ConnectSessionKnexStore['touch']>) {
    const [sid, , done] = parameters;
    const now = Date.now();
    if (now - (this.#touched.get(sid) ?? 0) < TOUCH_EVERY_MILLISECONDS) {
      done?.();
      return;
    }
    if (this.#touched.size > TOUCHES_REMEMBERED) this.#touched.clear();
    try {
      await super.touch(...parameters);
      this.#touched.set(sid, now);
    } catch (error) {
      (done as ((error: unknown) => void) | undefined)?.(error);
    }
  }
  override async destroy(...parameters: Parameters<ConnectSessionKnexStore['destroy']>) {
    const [oldest] = this.#ended;
    if (this.#ended.size >= ENDED_REMEMBERED && oldest !== undefined) this.#ended.delete(oldest);
    this.#ended.add(parameters[0]);
    return super.destroy(...parameters).catch(() => 0);
  }
}

export function createSessions(settings: { knex: Knex; secret: string }): RequestHandler {
  return session({
    name: 'casefile-audit',
    secret: settings.secret,
    resave: false,
    rolling: true,
    saveUninitialized: false,
    store: new SessionStore({ knex: settings.knex, createTable: false, cleanupInterval: 600_000 }),
    cookie: {
      httpOnly: true,
      sameSite: 'lax',
      // Secure whenever the request came over https, which behind a proxy is what the proxy says.
      secure: 'auto',
      maxAge: SESSION_MILLISECONDS,
    },
  });
}

const users = new WeakMap<Request, User>();

/** Says whose request this is. */
export const rememberUser = (req: Request, user: User): void => void users.set(req, user);

/** The person who is signed in, or null. */
export function currentUser(req: Request): User | null {
  return users.get(req) ?? null;
}

/** Who knows whose session it is; null where it was ended meanwhile (disabled, new password). */
export interface SessionOwners {
  ofSession: (userId: number, epoch: number) => Promise<User | null>;
}

/** Finds the person of the session; one that was ended meanwhile is nobody's. */
export function loadUser(owners: SessionOwners): RequestHandler {
  return async (req, _res, next) => {
    const { userId, epoch } = req.session;
    if (userId !== undefined && epoch !== undefined) {
      const user = await owners.ofSession(userId, epoch);
      if (user) rememberUser(req, user);
    }
    next();
  };
}

/** Signs a person in with a new session id, so that one that was planted before is of no use. */
export async function signIn(req: Request, user: User): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.session.regenerate((error: unknown) => (error ? reject(asError(error)) : resolve()));
  });
  req.session.userId = user.id;
  req.session.epoch = user.sessionEpoch;
  await keep(req);
}

/** Puts the session into the database now, and not when the answer ends. */
function keep(req: Request): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    req.session.save((error: unknown) => (error ? reject(asError(error)) : resolve()));
  });
}

/**
 * Sends on to another page once the session is kept. express-session sends the head of an answer before it saves, and
 * who follows a redirect follows its head: the next page would not know who signed in, or what was done.
 */
export async function sendOn(req: Request, res: Response, url: string): Promise<void> {
  // What was done is done; a flash that cannot be kept is no reason to call it a failure. After a sign-out there is none.
  if ((req.session as unknown) !== undefined) await keep(req).catch(() => undefined);
  res.redirect(303, url);
}

/** Ends the session. */
export async function signOut(req: Request): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    req.session.destroy((error: unknown) => (error ? reject(asError(error)) : resolve()));
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

const csrf = csrfSync({
  getTokenFromRequest: (req) => {
    const body: unknown = req.body;
    const inForm = body && typeof body === 'object' && '_csrf' in body ? body._csrf : undefined;
    return typeof inForm === 'string' ? inForm : req.get('x-csrf-token');
  },
});

/** Refuses every POST that does not come from a page of ours. */
export const csrfProtection: RequestHandler = csrf.csrfSynchronisedProtection;
export const csrfToken = (req: Request): string => csrf.generateToken(req);
export const isCsrfError = (error: unknown): boolean => error === csrf.invalidCsrfTokenError;
