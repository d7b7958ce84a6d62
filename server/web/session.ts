import { createHmac, randomBytes } from 'node:crypto';
import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler, Response } from 'express';
import session from 'express-session';
import { scopeOf } from '../access/person.ts';
import type { User } from '../access/person.ts';
import type { Database } from '../platform/db/database.ts';
import { browserFamily } from './browserFamily.ts';
import { cookieName } from './cookies.ts';
import { hashOf, SESSION_MILLISECONDS, SessionStore, VISIT } from './sessionStore.ts';

/** Requests that are signing somebody in: the next session id is for them. */
const signingIn = new WeakSet<object>();

/**
 * Gives every request a session. That of a visitor who is not signed in is nothing but the id in its cookie, and so
 * costs no room; that of a person is kept in the database.
 */
export function createSessions(settings: {
  database: Database;
  secret: string;
  now: () => Date;
}): RequestHandler {
  const over = (secure: boolean): RequestHandler => {
    const cookie = {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure,
      maxAge: SESSION_MILLISECONDS,
    } as const;
    return session({
      name: cookieName('casefile-audit', secure),
      secret: settings.secret,
      resave: false,
      rolling: true,
      saveUninitialized: false,
      genid: (req) => (signingIn.has(req) ? '' : VISIT) + randomBytes(32).toString('base64url'),
      store: new SessionStore({ ...settings, cookie }),
      cookie,
    });
  };
  // Whether a request came over https is, behind a proxy, what the proxy says.
  const [plain, secure] = [over(false), over(true)];
  return (req, res, next) => (req.secure ? secure : plain)(req, res, next);
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

/**
 * Finds the person of the session; one that was ended meanwhile is nobody's. What comes after it in a request keeps to
 * the organisations of that person.
 */
export function loadUser(owners: SessionOwners, database: Pick<Database, 'within'>): RequestHandler {
  return async (req, _res, next) => {
    const { userId, epoch } = req.session;
    if (userId !== undefined && epoch !== undefined) {
      const user = await owners.ofSession(userId, epoch);
      // What the provider asked for stands in the place of what a role needs here, as the settings say.
      const isMet = user?.secondFactor === 'owed' && req.session.secondFactorElsewhere === true;
      if (user) {
        rememberUser(req, isMet ? { ...user, secondFactor: 'off' } : user);
        database.within(scopeOf(user), next);
        return;
      }
    }
    next();
  };
}

/**
 * Signs a person in with a new session id, so that one that was planted before is of no use.
 *
 * @param known - secondFactorElsewhere: they gave a second factor at their provider; confirmed: they showed in full who
 *   they are. Without a word what was so before in this session counts on.
 */
export async function signIn(
  req: Request,
  user: Pick<User, 'id' | 'sessionEpoch'>,
  known: { secondFactorElsewhere?: boolean; confirmed: boolean } = { confirmed: true },
): Promise<void> {
  const before = req.session.userId === user.id ? req.session : null;
  const secondFactorElsewhere = known.secondFactorElsewhere ?? before?.secondFactorElsewhere === true;
  const confirmedAt = known.confirmed ? Date.now() : before?.confirmedAt;
  signingIn.add(req);
  try {
    await new Promise<void>((resolve, reject) => {
      req.session.regenerate((error: unknown) => (error ? reject(asError(error)) : resolve()));
    });
  } finally {
    signingIn.delete(req);
  }
  req.session.userId = user.id;
  req.session.epoch = user.sessionEpoch;
  if (secondFactorElsewhere) req.session.secondFactorElsewhere = true;
  if (confirmedAt !== undefined) req.session.confirmedAt = confirmedAt;
  await storeOf(req).begin(req.sessionID, req.session, browserFamily(req.get('user-agent')));
}

/** For how long after somebody has shown who they are nothing asks them again. */
const CONFIRMED_MINUTES = 15;

/** Whether whoever sits there has shown in full, a short time ago, that they are the person who is signed in. */
export const isConfirmed = (req: Request): boolean =>
  Date.now() - (req.session.confirmedAt ?? 0) < CONFIRMED_MINUTES * 60_000;

const storeOf = (req: Request): SessionStore => {
  if (!(req.sessionStore instanceof SessionStore)) throw new Error('sessions are kept by another store');
  return req.sessionStore;
};

/** Keeps what is known of somebody in this browser who is not signed in yet; what it is asked for by is returned. */
export const holdStep = (req: Request, step: object, minutes: number): Promise<string> =>
  storeOf(req).hold({ ...step, browser: ownSessionKey(req) }, minutes);

/** What was held for this browser; null where it is another one's, was used, or has run out. */
export async function heldStep(req: Request, id: string): Promise<object | null> {
  const step = await storeOf(req).held(id);
  const isOwn =
    typeof step === 'object' && step !== null && 'browser' in step && step.browser === ownSessionKey(req);
  return isOwn ? step : null;
}

/** Lets what was held be used no more. */
export const dropStep = async (req: Request, id: string): Promise<void> =>
  new Promise((resolve, reject) => {
    storeOf(req).destroy(id, (error: unknown) => (error ? reject(asError(error)) : resolve()));
  });

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

/** What the session of a request is called among those of its owner. */
export const ownSessionKey = (req: Request): string => hashOf(req.sessionID);

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Made from the id of the session, which only its browser knows: nothing has to be kept for it. */
const tokenOf = (req: Request): string =>
  createHmac('sha256', req.sessionID).update('form').digest('base64url');

const csrf = csrfSync({
  getTokenFromState: tokenOf,
  storeTokenInState: () => undefined,
  getTokenFromRequest: (req) => {
    const body: unknown = req.body;
    const inForm = body && typeof body === 'object' && '_csrf' in body ? body._csrf : undefined;
    return typeof inForm === 'string' ? inForm : req.get('x-csrf-token');
  },
});

/** Refuses every POST that does not come from a page of ours; of a form with a file the route looks, before the file. */
export const csrfProtection: RequestHandler = (req, res, next) =>
  req.is('multipart/form-data') ? next() : csrf.csrfSynchronisedProtection(req, res, next);
/** Whether a request has the token of its session, in what was read of it until now. */
export const hasToken = (req: Request): boolean => csrf.isRequestValid(req);
export const csrfError = (): Error => csrf.invalidCsrfTokenError;
export const isCsrfError = (error: unknown): boolean => error === csrf.invalidCsrfTokenError;

/** The token of the forms of a page; a visitor's browser is given the session that it belongs to. */
export function csrfToken(req: Request): string {
  if (req.session.userId === undefined) req.session.visiting = true;
  return csrf.generateToken(req);
}
