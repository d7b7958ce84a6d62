import { createPrivateKey, createSign, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import type { JWK } from 'oidc-provider';
import request from 'supertest';

export const CLIENT = { id: 'casefile-audit', secret: 'a secret of the tests alone' };

/** Whom the provider knows, by the name that they sign in with there, and what it says of them. */
export type KnownThere = Record<string, Record<string, unknown>>;

/** What somebody in between does to the answers of the provider. */
export interface Meddling {
  /** Changes what the ID token says; it is signed anew with the provider’s own key. */
  token: ((claims: Record<string, unknown>) => Record<string, unknown>) | null;
  /** Signs with this key, which the provider does not publish. */
  key: KeyObject | null;
  /** Answers so, in place of the provider, to addresses that end so. */
  answer: { path: string; status: number; body: string } | null;
  /** Never answers addresses that end so. */
  silent: string | null;
}

let keys = 0;
const newKey = (): JWK => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  keys += 1;
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: `key ${keys}` };
};

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A real provider of OpenID Connect on this machine, over which something in between may be laid. */
export async function startSignOnProvider(redirectUri: string, known: KnownThere) {
  const meddling: Meddling = { token: null, key: null, answer: null, silent: null };
  let key = newKey();
  let handle: ReturnType<Provider['callback']>;
  const server = createServer((req, res) => {
    const path = new URL(req.url ?? '/', 'http://here').pathname;
    if (meddling.silent !== null && path.endsWith(meddling.silent)) return;
    if (meddling.answer && path.endsWith(meddling.answer.path)) {
      res.writeHead(meddling.answer.status, { 'content-type': 'application/json' }).end(meddling.answer.body);
      return;
    }
    if (path.endsWith('/token') && (meddling.token ?? meddling.key)) {
      const end = res.end.bind(res) as (body: string) => typeof res;
      res.end = ((body: string | Buffer) => {
        res.removeHeader('content-length');
        return end(forged(String(body)));
      }) as typeof res.end;
    }
    void handle(req, res);
  });

  /** The same answer with another ID token, signed by whoever meddles. */
  function forged(body: string): string {
    const answer = JSON.parse(body) as { id_token?: string };
    if (answer.id_token === undefined) return body;
    const [head = '', claims = ''] = answer.id_token.split('.');
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    const signed = `${head}.${part(meddling.token?.(said) ?? said)}`;
    const signing = meddling.key ?? createPrivateKey({ key: key as Record<string, string>, format: 'jwk' });
    const signature = createSign('RSA-SHA256').update(signed).sign(signing).toString('base64url');
    return JSON.stringify({ ...answer, id_token: `${signed}.${signature}` });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function run(): void {
    const provider = new Provider(issuer, {
      clients: [
        { client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] },
        { client_id: 'another', client_secret: 'another', redirect_uris: [redirectUri] },
      ],
      jwks: { keys: [key] },
      cookies: { keys: ['of the tests'] },
      pkce: { required: () => true },
      claims: { openid: ['sub', 'amr', 'acr'], email: ['email', 'email_verified', 'groups'] },
      acrValues: ['two-step'],
      findAccount: (_context, id) => ({
        accountId: id,
        claims: () => Promise.resolve({ sub: id, ...known[id] }),
      }),
    });
    handle = provider.callback();
  }
  run();

  /** Signs in there as a person would, and comes to the address that leads back. */
  async function goThere(address: string, as: string): Promise<string> {
    const agent = request.agent(issuer);
    let at = address;
    for (let step = 0; step < 20; step += 1) {
      if (!at.startsWith(issuer) && !at.startsWith('/')) return at;
      const page = await agent.get(at.replace(issuer, ''));
      if (page.headers['location'] !== undefined) {
        at = page.headers['location'];
        continue;
      }
      const action = /<form[^>]* action="([^"]+)"/.exec(page.text)?.[1];
      const prompt = /name="prompt" value="([^"]+)"/.exec(page.text)?.[1];
      if (action === undefined || prompt === undefined)
        throw new Error(`not a page of sign-in: ${page.text}`);
      const sent = await agent
        .post(action.replace(issuer, ''))
        .type('form')
        .send(prompt === 'login' ? { prompt, login: as, password: 'any' } : { prompt });
      at = sent.headers['location'] ?? '';
    }
    throw new Error('the provider leads round in circles');
  }

  return {
    issuer,
    meddling,
    goThere,
    /** Begins to sign with another key, and publishes that alone. */
    rotate(): void {
      key = newKey();
      run();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
