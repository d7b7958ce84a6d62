import * as oidc from 'openid-client';
import { AppError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/log.ts';
import type { SignOnSettings } from '../../platform/signOnConfig.ts';

/** Of each answer of the provider; there are up to four in one sign-in. */
const ANSWER_SECONDS = 5;
/** Clocks of servers are kept by the network; more than a minute is a fault to be told. */
const CLOCK_SECONDS = 60;

/** Who has signed in at the provider, as it says. */
export interface Identity {
  issuer: string;
  /** What the provider knows the person by, for good. */
  subject: string;
  /** In small letters; null where the provider does not say that it is the person’s. */
  verifiedEmail: string | null;
  /** Whether it asked for a second factor, in one of the ways that count by the settings. */
  hasSecondFactor: boolean;
  /** Of the claim with groups; null where roles do not come from outside. */
  groups: string[] | null;
  /** Whether it has just asked who they are, and did not go by a session of its own. */
  isAnew: boolean;
}

/** Nobody was signed in at the provider, with why and what to do. */
export class SignOnError extends AppError {}

/** What one way to the provider and back hangs on; of the program alone. */
export interface WaySecrets {
  nonce: string;
  verifier: string;
  /** When the provider was asked to ask anew, in seconds; null where it may go by a session of its own. */
  anewFrom: number | null;
}

export type OutsideProvider = ReturnType<typeof createOutsideProvider>;

/**
 * A provider of OpenID Connect. What it says of itself, and its keys, are asked for at each sign-in, so that new ones
 * count at once; nothing of it is kept.
 *
 * @see OpenID Connect Core 1.0 and Discovery 1.0; RFC 7636 (PKCE)
 */
export function createOutsideProvider(settings: SignOnSettings, log: Logger) {
  const { issuer, clientId, clientSecret, name, scope, prompt, secondFactor, roles } = settings;
  const isPlain = issuer.startsWith('http:');

  /** Turns what went wrong into words; nothing that tells of the person goes into the log. */
  async function telling<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof SignOnError) throw error;
      const { code, claim } = faultOf(error);
      log.warn(
        { code, claim, reason: error instanceof Error ? error.message : '' },
        'no sign-in at the provider',
      );
      throw new SignOnError(...explain(name, error, { code, claim }));
    }
  }

  async function discovered(): Promise<oidc.Configuration> {
    const config = await oidc.discovery(
      new URL(issuer),
      clientId,
      { [oidc.clockTolerance]: CLOCK_SECONDS },
      // By what the provider says it takes; without a word it is by header (Discovery 1.0, 3).
      (server, client, body, headers) => {
        const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
        const by = methods.includes('client_secret_basic') ? oidc.ClientSecretBasic : oidc.ClientSecretPost;
        by(clientSecret)(server, client, body, headers);
      },
      {
        timeout: ANSWER_SECONDS,
        execute: [oidc.enableNonRepudiationChecks, ...(isPlain ? [oidc.allowInsecureRequests] : [])],
      },
    );
    return config;
  }

  return {
    /** What of the settings does not fit what the provider says of itself, for the log at the start; empty where all does. */
    async problems(): Promise<string[]> {
      try {
        return misfits((await discovered()).serverMetadata(), settings);
      } catch (error) {
        const [, why] = explain(name, error, faultOf(error));
        return [why];
      }
    },

    /** Where somebody ends their session at the provider, too; null where it has no such place, or does not answer. */
    async signOutAddress(): Promise<string | null> {
      try {
        const end = (await discovered()).serverMetadata().end_session_endpoint;
        const url = end === undefined ? null : URL.parse(end);
        // It becomes a link on a page.
        if (url === null || !['https:', isPlain ? 'http:' : 'https:'].includes(url.protocol)) return null;
        url.searchParams.set('client_id', clientId);
        return url.href;
      } catch {
        return null;
      }
    },

    /**
     * Begins a way to the provider: what has to be kept of it, and its address once it is known under which state.
     *
     * @param isAnew - it is to ask who somebody is, whatever session it has of them
     */
    begin: (
      redirectUri: string,
      isAnew: boolean,
    ): Promise<{ secrets: WaySecrets; addressFor: (state: string) => string }> =>
      telling(async () => {
        const config = await discovered();
        const secrets = {
          nonce: oidc.randomNonce(),
          verifier: oidc.randomPKCECodeVerifier(),
          anewFrom: isAnew ? Math.floor(Date.now() / 1000) : null,
        };
        const challenge = await oidc.calculatePKCECodeChallenge(secrets.verifier);
        return {
          secrets,
          addressFor: (state) =>
            oidc.buildAuthorizationUrl(config, {
              redirect_uri: redirectUri,
              scope,
              state,
              nonce: secrets.nonce,
              code_challenge: challenge,
              code_challenge_method: 'S256',
              ...(isAnew ? { prompt: 'login', max_age: '0' } : prompt === null ? {} : { prompt }),
              ...(secondFactor.acr.length === 0 ? {} : { acr_values: secondFactor.acr.join(' ') }),
            }).href,
        };
      }),

    /**
     * Who came back with this address.
     *
     * @throws SignOnError where the provider is away, refused, or said what does not fit
     */
    finish: (cameBackTo: URL, state: string, { nonce, verifier, anewFrom }: WaySecrets): Promise<Identity> =>
      telling(async () => {
        const config = await discovered();
        const tokens = await oidc.authorizationCodeGrant(config, cameBackTo, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const token = tokens.claims();
        if (!token) throw new Error('there is no ID token');
        // Who takes the wish out of the address is told by when the provider last asked; some do not say.
        const { auth_time: askedAt } = token;
        if (anewFrom !== null && askedAt !== undefined && askedAt < anewFrom - CLOCK_SECONDS) {
          throw new SignOnError(403, `${name} has not asked who you are anew. Try again.`);
        }
        // Providers may leave address and groups out of the token and tell them here alone.
        const more =
          config.serverMetadata().userinfo_endpoint === undefined
            ? {}
            : await oidc.fetchUserInfo(config, tokens.access_token, token.sub);
        const claims: Record<string, unknown> = { ...more, ...token };
        const { email, email_verified: isVerified, amr, acr } = claims;
        return {
          issuer: token.iss,
          subject: token.sub,
          verifiedEmail: typeof email === 'string' && isVerified === true ? email.trim().toLowerCase() : null,
          hasSecondFactor:
            textsIn(amr).some((way) => secondFactor.amr.includes(way)) ||
            (typeof acr === 'string' && secondFactor.acr.includes(acr)),
          groups: roles === null ? null : textsIn(claims[roles.claim]),
          isAnew: anewFrom !== null,
        };
      }),
  };
}

const textsIn = (claim: unknown): string[] =>
  [claim].flat().filter((value): value is string => typeof value === 'string');

/** What the library calls the fault, and at which claim it was found. */
function faultOf(error: unknown): { code: string; claim: string | null } {
  let [code, claim]: [string, string | null] = ['', null];
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (code === '' && 'code' in at && typeof at.code === 'string') code = at.code;
    const { cause } = at;
    if (cause && typeof cause === 'object' && 'claim' in cause && typeof cause.claim === 'string') {
      ({ claim } = cause as { claim: string });
    }
  }
  return { code, claim };
}

const NOT_FITTING = new Set([
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_UNSUPPORTED_OPERATION',
]);

/** What was set and the provider does not offer by its own word; where it says nothing there is nothing to tell. */
function misfits(server: oidc.ServerMetadata, { prompt, scope, secondFactor }: SignOnSettings): string[] {
  const offered = (key: string) => {
    const value = server[key];
    return Array.isArray(value) ? textsIn(value) : null;
  };
  const missing = (key: string, asked: readonly string[]) => {
    const known = offered(key);
    return known === null ? [] : asked.filter((one) => !known.includes(one));
  };
  const said: [string, string[]][] = [
    ['OIDC_PROMPT', missing('prompt_values_supported', prompt === null ? [] : [prompt])],
    ['OIDC_SECOND_FACTOR_ACR', missing('acr_values_supported', secondFactor.acr)],
    ['OIDC_SCOPE', missing('scopes_supported', scope.split(' '))],
  ];
  return said.flatMap(([setting, words]) =>
    words.length === 0 ? [] : [`${setting}: the provider does not offer ${words.join(', ')}`],
  );
}

/** The answer that a fault is about, where there was one. */
function answerIn(error: unknown): Response | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at.cause instanceof Response) return at.cause;
  }
  return null;
}

/** Not at all what stands at the address of a provider. */
const NO_PROVIDER = new Set([
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
]);

/** The words for what hangs on a setting, which an administrator has to look at; null where it is something else. */
function explainSetting(
  name: string,
  error: unknown,
  { code, claim }: ReturnType<typeof faultOf>,
): [number, string] | null {
  const tell = (what: string, setting: string, as = 503): [number, string] => [
    as,
    `${what}, so nobody was signed in. Tell your administrator, who has to look at ${setting}.`,
  ];
  const status = answerIn(error)?.status ?? 0;
  if (code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED') {
    return tell(`${name} calls itself by another name than this program was told`, 'OIDC_ISSUER');
  }
  if (NO_PROVIDER.has(code) && (status === 200 || (status >= 400 && status < 500))) {
    return tell(`There is no provider to sign in at where ${name} should be`, 'OIDC_ISSUER');
  }
  if (code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' && claim === 'aud') {
    return tell(`What ${name} said was meant for another program`, 'OIDC_CLIENT_ID', 403);
  }
  if (code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' && claim === 'iss') {
    return tell(`What ${name} said was said by another provider`, 'OIDC_ISSUER', 403);
  }
  const isRefusedByName = error instanceof oidc.ResponseBodyError && error.error === 'invalid_client';
  // Told by a header where the secret went by one (RFC 6749, 5.2).
  const isRefusedByHeader =
    error instanceof oidc.WWWAuthenticateChallengeError &&
    error.cause.some(({ scheme }) => scheme.toLowerCase() === 'basic');
  if (isRefusedByName || isRefusedByHeader) {
    return tell(
      `${name} does not take the name or the secret of this program`,
      'OIDC_CLIENT_ID and OIDC_CLIENT_SECRET',
    );
  }
  return null;
}

/** The status and the words for what went wrong on the way to the provider or back. */
function explain(name: string, error: unknown, fault: ReturnType<typeof faultOf>): [number, string] {
  const ofSetting = explainSetting(name, error, fault);
  if (ofSetting) return ofSetting;
  const { code } = fault;
  if (error instanceof oidc.AuthorizationResponseError) {
    return error.error === 'access_denied'
      ? [403, `You were not signed in with ${name}: it was cancelled there, or you may not use this program.`]
      : [403, `You were not signed in with ${name}: it answered “${error.error}”. Try again.`];
  }
  if (error instanceof oidc.ResponseBodyError) {
    return error.error === 'invalid_grant'
      ? [403, `This way of signing in was used already, or took too long. Try again.`]
      : [
          503,
          `${name} does not know this program any more (“${error.error}”). Tell your administrator, who has to look at its settings.`,
        ];
  }
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') {
    return [
      403,
      `What ${name} said is of another time: its clock and the clock of this program are more than a minute apart. Tell your administrator.`,
    ];
  }
  if (NOT_FITTING.has(code)) {
    return [
      403,
      `What ${name} said was not meant for this program, or is not from where it should be, so nobody was signed in. Try again; if it happens again, tell your administrator.`,
    ];
  }
  return [503, `${name} does not answer at the moment. Try again in a minute.`];
}
