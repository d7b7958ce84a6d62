import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** How people sign in by OpenID Connect, at a provider of their organisation. */
export interface SignOnSettings {
  /** As the provider calls itself, such as https://login.example.org/tenant */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** What people know it by: it stands on the button. */
  name: string;
  scope: string;
  /** Whether the provider is to ask anew who somebody is (`login`) or which account they want; null for its own way. */
  prompt: 'login' | 'select_account' | null;
  /** The address of the one account whose password still signs in; null where everybody’s does. */
  onlyExcept: string | null;
  /** What in an answer of the provider shows that it asked for a second factor; of neither where nothing does. */
  secondFactor: { amr: string[]; acr: string[] };
  /** Which roles the provider gives and takes, by the groups that it names in a claim; null where it does neither. */
  roles: { claim: string; byGroup: ReadonlyMap<string, MappedRole> } | null;
}

const MAPPED_ROLES = ['lead', 'auditor', 'commissioner'] as const;
/** A provider is of one organisation, and who administers is decided here: neither role comes from outside. */
export type MappedRole = (typeof MAPPED_ROLES)[number];

const words = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter((word) => word !== ''));

const isLoopback = ({ hostname }: URL) => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

/** The settings as they stand in the environment. */
export const signOnFields = {
  /** The provider that people sign in at; without it there is none, and no page speaks of it. */
  OIDC_ISSUER: z
    .url()
    .refine((text) => {
      const url = URL.parse(text);
      return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)));
    }, 'must begin with https://')
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  /** What the provider knows the program by; or a file that holds it alone. */
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_CLIENT_SECRET_FILE: z.string().optional(),
  OIDC_NAME: z.string().max(60, 'must be at most 60 characters').default('your organisation’s account'),
  OIDC_SCOPE: z
    .string()
    .regex(/(^| )openid( |$)/, 'must hold the word openid')
    .default('openid email'),
  OIDC_PROMPT: z.enum(['login', 'select_account'], 'must be login or select_account').optional(),
  /** Turns passwords off for everybody but this account. */
  OIDC_ONLY_EXCEPT: z.email('must be the email address of one administrator').toLowerCase().optional(),
  OIDC_SECOND_FACTOR_AMR: words,
  OIDC_SECOND_FACTOR_ACR: words,
  OIDC_ROLES_CLAIM: z.string().optional(),
  /** Such as `audit-leads=lead, audit-readers=auditor`. */
  OIDC_ROLES: z
    .string()
    .transform((text, context) => {
      const byGroup = new Map<string, MappedRole>();
      for (const entry of text.split(',').filter((part) => part.trim() !== '')) {
        const [group = '', given = ''] = entry.split(/=(?=[^=]*$)/).map((part) => part.trim());
        const role = MAPPED_ROLES.find((known) => known === given);
        if (group === '' || role === undefined) {
          const message = `“${entry.trim()}” must be GROUP=ROLE, with the role lead, auditor or commissioner`;
          context.addIssue({ code: 'custom', message });
        } else byGroup.set(group, role);
      }
      return byGroup;
    })
    .optional(),
};

/**
 * What was set about signing in at a provider; null where it is not set up.
 *
 * @param wrong - told of everything that does not go together
 */
export function readSignOn(
  given: z.infer<z.ZodObject<typeof signOnFields>>,
  wrong: (name: string, why: string) => void,
): SignOnSettings | null {
  if (given.OIDC_ISSUER === undefined) {
    for (const name of ['OIDC_CLIENT_ID', 'OIDC_ONLY_EXCEPT', 'OIDC_ROLES_CLAIM'] as const) {
      if (given[name] !== undefined) wrong(name, 'means nothing without OIDC_ISSUER');
    }
    return null;
  }
  const clientSecret = given.OIDC_CLIENT_SECRET ?? secretIn(given.OIDC_CLIENT_SECRET_FILE, wrong);
  if (given.OIDC_CLIENT_ID === undefined) wrong('OIDC_CLIENT_ID', 'must be set where OIDC_ISSUER is');
  if (clientSecret === null) wrong('OIDC_CLIENT_SECRET_FILE', 'must be set where OIDC_ISSUER is');
  const { OIDC_ROLES: byGroup, OIDC_ROLES_CLAIM: claim } = given;
  if ((byGroup === undefined) !== (claim === undefined)) {
    wrong('OIDC_ROLES', 'and OIDC_ROLES_CLAIM must be set both or neither');
  }
  return {
    issuer: given.OIDC_ISSUER,
    clientId: given.OIDC_CLIENT_ID ?? '',
    clientSecret: clientSecret ?? '',
    name: given.OIDC_NAME,
    scope: given.OIDC_SCOPE,
    prompt: given.OIDC_PROMPT ?? null,
    onlyExcept: given.OIDC_ONLY_EXCEPT ?? null,
    secondFactor: { amr: given.OIDC_SECOND_FACTOR_AMR, acr: given.OIDC_SECOND_FACTOR_ACR },
    roles: byGroup && claim !== undefined ? { claim, byGroup } : null,
  };
}

function secretIn(file: string | undefined, wrong: (name: string, why: string) => void): string | null {
  if (file === undefined) return null;
  try {
    const secret = readFileSync(file, 'utf8').trim();
    if (secret !== '') return secret;
    wrong('OIDC_CLIENT_SECRET_FILE', `${file} is empty`);
  } catch {
    wrong('OIDC_CLIENT_SECRET_FILE', `${file} cannot be read`);
  }
  return '';
}
