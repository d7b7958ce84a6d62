import type { Request, Response } from 'express';
import { CASE_FILES } from '../../rules/index.ts';
import type { SubjectWords } from '../../rules/index.ts';
import type { User } from '../access/person.ts';
import type { FieldError } from '../platform/errors.ts';
import type { SignOnSettings } from '../platform/signOnConfig.ts';
import { can } from '../access/policy.ts';
import { urls } from './urls.ts';
import type { Renderer } from './views.ts';

declare module 'express-session' {
  interface SessionData {
    userId: number;
    epoch: number;
    flash: string;
    /** A visitor who is not signed in was shown a form. */
    visiting: boolean;
    /** Gave a second factor at the provider where they signed in. */
    secondFactorElsewhere: boolean;
    /** When the person last showed in full who they are, in milliseconds. */
    confirmedAt: number;
  }
}

/** What a page is made of. */
export interface Page {
  template: string;
  title: string;
  view: object;
  status?: number;
  errors?: FieldError[];
  wide?: boolean;
  /** Of the page's audit; those of case files where it has none. */
  words?: SubjectWords | undefined;
  /** Of the audit that the page is of, which its title names. */
  auditTitle?: string | undefined;
}

/** What a page for people without an account is made of. */
export type OpenPage = Pick<Page, 'template' | 'title' | 'view' | 'status' | 'errors'>;

/** Shows pages; the one place that knows what goes around them. */
export interface Pages {
  /** A page that knows nobody and sets no cookie. */
  showOpen: (res: Response, page: OpenPage) => Promise<void>;
  show: (req: Request, res: Response, user: User | null, page: Page) => Promise<void>;
}

const ROLE_NAMES: Record<string, string> = {
  administrator: 'administrator',
  lead: 'panel lead',
  auditor: 'auditor',
  provider: 'provider',
  commissioner: 'commissioner',
  national: 'national reader',
};

/** The title of a window; of several each says which audit it is of, by what its address names or its head. */
function windowTitleOf({ title, auditTitle, view }: Page): string {
  const audit = auditTitle ?? (view as { header?: { title?: string } | null }).header?.title;
  return audit === undefined || title.includes(audit) ? title : `${title}: ${audit}`;
}

export function createPages(
  render: Renderer,
  csrfToken: (req: Request) => string,
  signOn: SignOnSettings | null,
): Pages {
  // For the page to sign in, which comes in the place of any other.
  const otherWay = signOn && {
    action: urls.signInOutside(),
    name: signOn.name,
    isOnly: signOn.onlyExcept !== null,
  };

  return {
    async showOpen(res, page) {
      const html = await render(
        page.template,
        {
          title: page.title,
          windowTitle: page.title,
          hasErrors: (page.errors?.length ?? 0) > 0,
          csrfToken: '',
          signOn: null,
          person: null,
          navigation: [],
          flash: null,
          wide: false,
          words: CASE_FILES,
          view: { errors: page.errors ?? [], ...page.view },
        },
        'open-layout',
      );
      res
        .status(page.status ?? 200)
        .type('html')
        .send(html);
    },
    async show(req, res, user, page) {
      const flash = req.session?.flash ?? null;
      if (flash !== null) delete req.session.flash;
      const html = await render(page.template, {
        title: page.title,
        windowTitle: windowTitleOf(page),
        hasErrors: (page.errors?.length ?? 0) > 0,
        csrfToken: req.session ? csrfToken(req) : '',
        signOn: otherWay,
        person: user
          ? {
              hasApp: user.secondFactor === 'on',
              id: user.id,
              name: user.name,
              organisation: user.organisationName,
              roles: user.roles.map((role) => ROLE_NAMES[role]).join(', '),
            }
          : null,
        navigation: user ? navigationOf(user, req.path) : [],
        flash,
        wide: page.wide ?? false,
        words: page.words ?? CASE_FILES,
        view: { errors: page.errors ?? [], ...page.view },
      });
      // Pages tell of case files: nothing of them stays behind in a shared computer's cache.
      res
        .status(page.status ?? 200)
        .set('Cache-Control', 'no-store')
        .type('html')
        .send(html);
    },
  };
}

function navigationOf(user: User, path: string) {
  const isNational = user.roles.includes('national');
  const entries = [
    {
      text: isNational
        ? 'Published figures'
        : can(user, 'audit.create') || user.roles.includes('auditor')
          ? 'Audits'
          : 'Home',
      href: urls.home(),
    },
    ...(can(user, 'followUp.read') ? [{ text: 'Follow-up', href: urls.followUp() }] : []),
    ...(can(user, 'tool.list') ? [{ text: 'Tools', href: urls.tools() }] : []),
    ...(can(user, 'providers.manage') ? [{ text: 'Providers', href: urls.providers() }] : []),
    ...(can(user, 'people.manage') ? [{ text: 'People', href: urls.people() }] : []),
    ...(can(user, 'activity.readAll') ? [{ text: 'Activity', href: urls.allActivity() }] : []),
    ...(can(user, 'mail.read') ? [{ text: 'Mail', href: urls.mail() }] : []),
    { text: 'Your account', href: urls.account() },
  ];
  return entries.map((entry) => ({
    ...entry,
    current:
      entry.href === urls.home()
        ? path === '/' || path.startsWith(isNational ? urls.publishedFigures() : '/audits')
        : path.startsWith(entry.href) || (entry.href === urls.tools() && path.startsWith('/tool-drafts')),
  }));
}
