import type { Request, RequestHandler, Response, Router } from 'express';
import type { SubjectWords } from '../../rules/index.ts';
import { scopeOf } from '../access/person.ts';
import type { User } from '../access/person.ts';
import type { Database } from '../platform/db/database.ts';
import { AppError, ForbiddenError, NotFoundError } from '../platform/errors.ts';
import { can, isOfOthers, refusalText } from '../access/policy.ts';
import type { Action, Subject } from '../access/policy.ts';
import { urls } from './urls.ts';
import { keptForm, refuseNul } from './form.ts';
import { signedOutForScript, wantsJson } from './json.ts';
import { confirmPage } from './confirm.ts';
import { currentUser, isConfirmed, sendOn } from './session.ts';
import type { OnRefusal, RefusedByPolicy } from './refusal.ts';
import { isWithFile } from './upload.ts';
import type { OpenPage, Page, Pages } from './context.ts';

/** Who may come in: anybody, anybody signed in, or whom the policy lets do an action. */
type Access = 'anybody' | 'signedIn' | Action;

/** What a handler works with. */
export interface Context<Loaded> {
  req: Request;
  res: Response;
  /** What the route loaded, already held against the policy. */
  loaded: Loaded;
  show: (page: Page) => Promise<void>;
  /** Sends on with 303, so that a reload does not send the form again; the flash is shown there once. */
  redirect: (url: string, flash?: string) => void;
}

export interface SignedInContext<Loaded> extends Context<Loaded> {
  user: User;
}

/** One route as it was declared; the tests go through all of them as every kind of person. */
export interface DeclaredRoute {
  method: 'get' | 'post';
  path: string;
  access: Access;
  /** How a person is known: by the session of a browser, by the token of another program, or not at all. */
  by: 'session' | 'token' | 'nothing';
  takesFile: boolean;
  /** Whether it asks again who somebody is, at least some of them. */
  asksAgain: boolean;
}

/** What the routes themselves take of what a route loads. */
interface Known {
  subject?: Subject;
  audit?: { words: SubjectWords; title?: string };
}

interface RouteOptions<Loaded> {
  method: 'get' | 'post';
  path: string;
  /**
   * Loads what the address names; throws NotFoundError when it is not there. Where that is an audit, or something of
   * one, pages speak in the words of its subject.
   */
  load?: (req: Request) => Promise<Loaded & Known>;
  /** Open to somebody as well who has to set up a second factor first. */
  beforeSecondFactor?: true;
  /**
   * It changes what opens an account, or what was recorded cannot be had back after it: whoever has not shown a short time ago who they are is asked
   * again first, or of whom this is said, where their form asks the others.
   */
  asksAgain?: true | ((user: User) => boolean);
  /**
   * It signs somebody in, who may be of another organisation than whoever is signed in in this browser, so that it sees
   * the whole installation.
   */
  signsIn?: true;
  /** A form with a file may come: it is read once the person may send it, and its token fits. */
  takesFile?: true;
}

/** What a handler of the interface for other programs works with: no session, no page. */
interface TokenContext<Loaded> {
  req: Request;
  res: Response;
  loaded: Loaded;
  user: User;
}

/** What a handler works with where nobody is known: no session, no cookie. */
export interface OpenContext {
  req: Request;
  res: Response;
  show: (page: OpenPage) => Promise<void>;
}

export interface Routes {
  readonly declared: DeclaredRoute[];
  anybody<Loaded = object>(
    options: RouteOptions<Loaded>,
    handle: (context: Context<Loaded> & { user: User | null }) => Promise<void>,
  ): void;
  signedIn<Loaded = object>(
    options: RouteOptions<Loaded>,
    handle: (context: SignedInContext<Loaded>) => Promise<void>,
  ): void;
  allowed<Loaded = object>(
    action: Action,
    options: RouteOptions<Loaded>,
    handle: (context: SignedInContext<Loaded>) => Promise<void>,
  ): void;
  /** A route for other programs, that can only be read. The person is that of the token. */
  withToken<Loaded = object>(
    access: 'signedIn' | Action,
    options: { path: string; load?: RouteOptions<Loaded>['load'] },
    handle: (context: TokenContext<Loaded>) => Promise<void>,
  ): void;
  /** A route for other programs that needs no token. */
  withoutToken(path: string, handle: (context: { req: Request; res: Response }) => Promise<void>): void;
  /**
   * A page for people without an account. It comes before sessions, so that no cookie is set and whoever is signed in
   * is nobody here too. Its forms need no token: there is no session in whose name they could be sent.
   */
  withoutAccount(
    options: { method: 'get' | 'post'; path: string },
    handle: (context: OpenContext) => Promise<void>,
  ): void;
}

/**
 * The only way to add a route: each says who may come in, and the policy is asked before its handler runs. The
 * order is load, ask the policy, act.
 */
export function createRoutes(
  {
    router,
    api,
    open,
    bearer,
    database,
    receive,
    hasPassword,
  }: {
    router: Router;
    api: Router;
    open: Router;
    bearer: (req: Request) => Promise<User>;
    database: Pick<Database, 'scope' | 'within' | 'everywhere'>;
    receive: (req: Request, res: Response) => Promise<void>;
    /** Whether a password signs this person in. */
    hasPassword: (user: User) => boolean;
  },
  pages: Pages,
  refused: OnRefusal,
): Routes {
  const declared: DeclaredRoute[] = [];

  /** Refuses what the policy does not allow, and tells of it. */
  async function ask(asked: Omit<RefusedByPolicy, 'kind'>): Promise<void> {
    try {
      refuse(asked.user, asked.action, asked.subject);
    } catch (error) {
      await refused({ kind: error instanceof NotFoundError ? 'hidden' : 'forbidden', ...asked });
      throw error;
    }
  }

  /**
   * Loads what the address names. What is of an organisation of which the person sees nothing is not there for them. That
   * they asked is written down without a word of what for, alike where there is no such thing anywhere: else one’s own
   * activity would tell what others have.
   */
  async function loadOwn<T extends Known>(
    load: (req: Request) => Promise<T>,
    req: Request,
    user: User | null,
    access: Access,
    by: RefusedByPolicy['by'] = 'session',
  ): Promise<T> {
    try {
      return await load(req);
    } catch (error) {
      const isConfined = user !== null && database.scope?.isOnly === false;
      if (!(error instanceof NotFoundError) || !isConfined || access === 'anybody' || access === 'signedIn') {
        throw error;
      }
      await refused({ kind: 'hidden', user, action: access, subject: {}, by });
      throw error;
    }
  }

  function add<Loaded>(
    access: Access,
    options: RouteOptions<Loaded>,
    handle: (context: Context<Loaded> & { user: User | null }) => Promise<void>,
  ): void {
    const handler: RequestHandler = async (req, res) => {
      const user = currentUser(req);
      if (access !== 'anybody' && !user) {
        if (wantsJson(req)) {
          signedOutForScript(res);
          return;
        }
        // The session was ended from elsewhere, by a new password say: what was sent is kept over the sign-in.
        const kept = options.method === 'post' && options.path !== urls.signOut() ? keptForm(req) : null;
        await pages.show(req, res, null, {
          template: 'people/accounts/sign-in',
          title: kept ? 'Sign in again' : 'Sign in',
          status: options.method === 'get' ? 200 : 401,
          view: {
            email: '',
            next: options.method === 'get' ? req.originalUrl : urls.home(),
            again: kept ? JSON.stringify(kept) : '',
          },
        });
        return;
      }
      if (user?.secondFactor === 'owed' && access !== 'anybody' && options.beforeSecondFactor !== true) {
        await sendToSetUp(pages, req, res, user);
        return;
      }
      const loaded = options.load ? await loadOwn(options.load, req, user, access) : ({} as Loaded & Known);
      const { words, title: auditTitle } = (loaded as Known).audit ?? {};
      if (user && access !== 'anybody' && access !== 'signedIn') {
        await ask({ user, action: access, subject: (loaded as Known).subject ?? {}, by: 'session' });
      }
      if (user && access !== 'anybody' && mustConfirm(req, user, options.asksAgain)) {
        await pages.show(req, res, user, confirmPage(req, hasPassword(user)));
        return;
      }
      if (options.method === 'post' && isWithFile(req)) {
        if (!options.takesFile) throw new AppError(400, 'No file is taken here. Nothing was saved.');
        await receive(req, res);
        refuseNul(req);
      }
      // What is made here is of the organisation whose thing it is about, also where the person sees several.
      const { scope } = database;
      const { subject } = loaded as Known;
      const home = subject?.organisation ?? subject?.audit?.organisationId;
      const withinHome = (work: () => Promise<void>) =>
        options.signsIn
          ? database.everywhere(work)
          : scope && home !== undefined && scope.home !== home
            ? database.within({ ...scope, home }, work)
            : work();
      await withinHome(() =>
        handle({
          req,
          res,
          user,
          loaded,
          show: (page) => pages.show(req, res, user, { words, auditTitle, ...page }),
          redirect: (url, flash) => {
            if (flash !== undefined) req.session.flash = flash;
            void sendOn(req, res, url);
          },
        }),
      );
    };
    declared.push({
      method: options.method,
      path: options.path,
      access,
      by: 'session',
      takesFile: options.takesFile === true,
      asksAgain: options.asksAgain !== undefined,
    });
    router[options.method](options.path, handler);
  }

  return {
    declared,
    anybody: (options, handle) => add('anybody', options, handle),
    signedIn: (options, handle) => add('signedIn', options, handle as Parameters<typeof add>[2] as never),
    allowed: (action, options, handle) => add(action, options, handle as Parameters<typeof add>[2] as never),
    withToken: (access, { path, load }, handle) => {
      declared.push({ method: 'get', path, access, by: 'token', takesFile: false, asksAgain: false });
      api.get(path, async (req, res) => {
        const user = await bearer(req);
        await database.within(scopeOf(user), async () => {
          type Loaded = Parameters<typeof handle>[0]['loaded'];
          const loaded = load ? await loadOwn(load, req, user, access, 'token') : ({} as Loaded & Known);
          if (access !== 'signedIn') {
            await ask({ user, action: access, subject: (loaded as Known).subject ?? {}, by: 'token' });
          }
          await handle({ req, res, loaded, user });
        });
      });
    },
    withoutToken: (path, handle) => {
      declared.push({
        method: 'get',
        path,
        access: 'anybody',
        by: 'token',
        takesFile: false,
        asksAgain: false,
      });
      api.get(path, (req, res) => handle({ req, res }));
    },
    withoutAccount: ({ method, path }, handle) => {
      declared.push({ method, path, access: 'anybody', by: 'nothing', takesFile: false, asksAgain: false });
      open[method](path, (req, res) => handle({ req, res, show: (page) => pages.showOpen(res, page) }));
    },
  };
}

const mustConfirm = (req: Request, user: User, asksAgain: RouteOptions<unknown>['asksAgain']): boolean =>
  (typeof asksAgain === 'function' ? asksAgain(user) : asksAgain === true) && !isConfirmed(req);

/** Has a person set up a second factor before anything else; what was sent is kept on the page that says so. */
async function sendToSetUp(pages: Pages, req: Request, res: Response, user: User): Promise<void> {
  if (wantsJson(req)) signedOutForScript(res);
  else if (req.method === 'GET') await sendOn(req, res, urls.setUpApp(req.originalUrl));
  else {
    await pages.show(req, res, user, {
      template: 'people/second-factor/first',
      title: 'Set up an authenticator app first',
      status: 403,
      view: { setUpHref: urls.setUpApp(), kept: keptForm(req) },
    });
  }
}

/** Refuses what the policy does not allow; an audit that somebody has no part in does not exist for them. */
function refuse(user: User, action: Action, subject: Subject): void {
  if (can(user, action, subject)) return;
  if (isOfOthers(user, subject)) throw new NotFoundError();
  if (subject.audit && !can(user, 'audit.read', subject)) throw new NotFoundError();
  throw new ForbiddenError(refusalText(user, action, subject));
}

/** The number in an address; what is not one names nothing. */
export function idParameter(req: Request, name: string): number {
  const value = req.params[name];
  if (typeof value !== 'string' || !/^[1-9]\d{0,8}$/.test(value)) throw new NotFoundError();
  return Number(value);
}
