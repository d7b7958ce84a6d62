import { randomBytes, randomInt } from 'node:crypto';
import { isIPv4 } from 'node:net';
import type { Deps } from '../server/deps.ts';
import type { Config } from '../server/platform/config.ts';
import type { Demo, DemoAccount } from '../server/overview/demo/routes.ts';
import type { Role } from '../server/access/policy.ts';
import { feedBack } from './demoFindings.ts';

// Without the letters and digits that are taken for one another: i, l, o, 0 and 1.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const PASSWORD_LENGTH = 16;

/** A password of 16 random characters that can be read out and typed without mistakes; about 79 bits. */
function randomPassword(): string {
  return Array.from({ length: PASSWORD_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** Fills an empty database with the example audit and one person of each kind. */
export async function loadDemo(deps: Deps): Promise<DemoAccount[]> {
  const { accounts, audits, demoAudit, providers } = deps;
  const made: DemoAccount[] = [];

  const token = await accounts.setupToken();
  if (token === null) throw new Error('the database of the demonstration is not empty');
  const lead = { email: 'lead@example.org', name: 'Lee Lead', password: randomPassword() };
  const leadId = await accounts.completeSetup(token, lead);
  const { auditId, reAuditId } = await demoAudit.loadWithReAudit(leadId);
  made.push({
    ...lead,
    who: 'Administrator and panel lead',
    tryThis:
      'See the results and the findings of the closed audit, issue its other reports, and lead the re-audit that is open.',
  });

  const add = async (
    person: { email: string; name: string; role: Role; providerId?: number },
    words: { who: string; tryThis: string },
  ) => {
    const password = randomPassword();
    const { email, name, role, providerId = null } = person;
    const userId = await accounts.createWithPassword({ email, name, roles: [role], providerId }, password);
    made.push({ email, name, password, ...words });
    return userId;
  };

  for (const [n, name] of [
    [1, 'Ash Auditor'],
    [2, 'Bo Auditor'],
  ] as const) {
    const auditorId = await add(
      { email: `auditor${n}@example.org`, name, role: 'auditor' },
      {
        who: 'Auditor',
        tryThis: 'Record a case file of the re-audit, correct one, and watch the results follow.',
      },
    );
    for (const id of [auditId, reAuditId]) await audits.addMember(leadId, id, auditorId, 'auditor');
  }

  const bridge = await providers.byName('The Bridge');
  if (!bridge) throw new Error('the example audit has no provider called The Bridge');
  await add(
    { email: 'provider@example.org', name: 'Mo Manager', role: 'provider', providerId: bridge.id },
    {
      who: `Manager of ${bridge.name}`,
      tryThis: 'Read the report, say that you have it, raise a query, and begin an improvement plan.',
    },
  );

  const commissionerId = await add(
    { email: 'commissioner@example.org', name: 'Chris Commissioner', role: 'commissioner' },
    {
      who: 'Commissioner',
      tryThis: 'See the results of the closed audit; small numbers are suppressed.',
    },
  );
  const managerId = await add(
    { email: 'partnership@example.org', name: 'Pat Partnership', role: 'commissioner' },
    {
      who: 'Commissioner of the partnership itself',
      tryThis: 'See all figures of the closed audit, under the agreement that every page names.',
    },
  );
  for (const id of [auditId, reAuditId]) {
    await audits.addMember(leadId, id, commissionerId, 'commissioner');
    await audits.addMember(leadId, id, managerId, 'commissioner', 'the demo’s data-sharing agreement');
  }
  await feedBack(deps, { leadId, auditId, providerId: bridge.id });
  return made;
}

/** The page to sign in from with one press; none where others than this machine may reach the program. */
export function demoPage({ host, publicUrl }: Config, accounts: DemoAccount[]): Demo | null {
  const isLoopback = (name: string) =>
    ['localhost', '::1', '[::1]'].includes(name) || (isIPv4(name) && name.startsWith('127.'));
  return isLoopback(host) && isLoopback(new URL(publicUrl).hostname)
    ? { token: randomBytes(16).toString('base64url'), accounts }
    : null;
}

/** The accounts as text for a terminal. */
export function demoTable(accounts: DemoAccount[]): string {
  const width = Math.max(...accounts.map((account) => account.email.length));
  return [
    'Or sign in by hand as any of these. Everything is gone when you stop the program with Ctrl+C.',
    '',
    `  ${'Email address'.padEnd(width)}  ${'Password'.padEnd(PASSWORD_LENGTH)}  Who`,
    ...accounts.flatMap(({ email, password, who, tryThis }) => [
      `  ${email.padEnd(width)}  ${password}  ${who}`,
      `      ${tryThis}`,
    ]),
    '',
  ].join('\n');
}
