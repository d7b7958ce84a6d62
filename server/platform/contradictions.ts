import path from 'node:path';

/** What of the settings is held against each other. */
interface Judged {
  host: string;
  dataDir: string;
  databaseUrl: string | null;
  publicUrl: string;
  trustProxy: number;
  smtpUrl: string | null;
  smtpTls: 'required' | 'off';
  activityHeadsFile: string | null;
  activityKey: string | null;
  backups: { folder: string | null };
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

/** Settings that mean nothing without another one. */
const MEANS_NOTHING_WITHOUT: readonly (readonly [without: string, names: readonly string[]])[] = [
  ['BACKUP_DIR', ['BACKUP_KEEP', 'BACKUP_AT']],
  ['SMTP_URL', ['MAIL_FROM', 'SMTP_TLS']],
  [
    'OIDC_ISSUER',
    [
      'OIDC_CLIENT_SECRET',
      'OIDC_CLIENT_SECRET_FILE',
      'OIDC_NAME',
      'OIDC_SCOPE',
      'OIDC_PROMPT',
      'OIDC_SECOND_FACTOR_AMR',
      'OIDC_SECOND_FACTOR_ACR',
      'OIDC_ROLES',
    ],
  ],
];

/** Where a setting and a file in its place are both set, the setting counts. */
const IN_ITS_PLACE = ['DATABASE_URL', 'BACKUP_KEY', 'METRICS_TOKEN', 'OIDC_CLIENT_SECRET'];

/**
 * What of the settings does not go together, although each is right by itself: one line each, that names them and says
 * what to do.
 *
 * @param given - the names of those that are set
 */
export function contradictionsIn(given: ReadonlySet<string>, config: Judged): string[] {
  return [
    ...ofAddress(given, config),
    ...ofMail(given, config),
    ...ofDatabase(config),
    ...ofFolders(config),
    ...IN_ITS_PLACE.filter((name) => given.has(name) && given.has(`${name}_FILE`)).map(
      (name) => `${name} and ${name}_FILE are both set, and ${name} counts: take one of them away.`,
    ),
    ...MEANS_NOTHING_WITHOUT.flatMap(([without, names]) =>
      given.has(without)
        ? []
        : names
            .filter((name) => given.has(name))
            .map((name) => `${name} means nothing without ${without}: set ${without}, or take ${name} away.`),
    ),
  ];
}

function ofAddress(given: ReadonlySet<string>, { publicUrl, trustProxy, host }: Judged) {
  const { protocol, hostname } = new URL(publicUrl);
  const said: string[] = [];
  if (protocol === 'https:' && trustProxy === 0) {
    said.push(
      'PUBLIC_URL is https and TRUST_PROXY is 0: everybody seems to come from the proxy, so that wrong passwords of one hold up all. Set TRUST_PROXY to how many proxies stand in front, 1 as a rule.',
    );
  }
  if (protocol === 'http:' && !LOOPBACK.has(hostname) && given.has('PUBLIC_URL')) {
    said.push(
      'PUBLIC_URL is http and not of this machine: passwords and records travel in clear. Put a proxy that speaks https in front, and set PUBLIC_URL to https.',
    );
  } else if (protocol === 'http:' && trustProxy > 0) {
    said.push(
      'TRUST_PROXY is set and PUBLIC_URL is not https: links are http. Set PUBLIC_URL to the https address that people use.',
    );
  }
  if (!given.has('PUBLIC_URL') && !LOOPBACK.has(host)) {
    said.push(
      `HOST is ${host} and PUBLIC_URL is not set: others reach the program in clear, and links name ${publicUrl}. Set PUBLIC_URL to the https address that people use, or HOST to localhost.`,
    );
  }
  return said;
}

function ofMail(given: ReadonlySet<string>, { smtpUrl, smtpTls }: Judged): string[] {
  if (smtpUrl === null) return [];
  return [
    ...(given.has('MAIL_FROM')
      ? []
      : [
          'SMTP_URL is set and MAIL_FROM is not: mail comes from localhost.localdomain, which most servers refuse. Set MAIL_FROM to an address of yours.',
        ]),
    ...(smtpUrl.startsWith('smtps:') && smtpTls === 'off'
      ? ['SMTP_TLS is off and SMTP_URL is smtps, which speaks TLS always: take SMTP_TLS away.']
      : []),
  ];
}

/** A host of another machine, or nothing of TLS said, in an address of PostgreSQL. */
function ofDatabase({ databaseUrl }: Judged): string[] {
  const url = databaseUrl === null ? null : URL.parse(databaseUrl);
  if (!url || url.hostname === '' || LOOPBACK.has(url.hostname)) return [];
  if (url.searchParams.has('sslmode') || url.searchParams.has('ssl') || url.searchParams.has('host'))
    return [];
  return [
    'DATABASE_URL names another machine and says nothing of TLS, so records travel in clear. Add ?sslmode=verify-full, or ?sslmode=disable where the way there is your own.',
  ];
}

function ofFolders({ dataDir, activityHeadsFile, activityKey, backups }: Judged): string[] {
  const isWithin = (file: string) => {
    const way = path.relative(dataDir, path.resolve(file));
    return !way.startsWith('..') && !path.isAbsolute(way);
  };
  return [
    ...(activityKey !== null && !activityKey.includes('PRIVATE KEY')
      ? [
          'ACTIVITY_KEY_FILE holds a public key, which checks seals and signs none: name the private one where the program runs.',
        ]
      : []),
    ...(activityHeadsFile !== null && isWithin(activityHeadsFile)
      ? [
          'ACTIVITY_HEADS_FILE is in DATA_DIR: whoever changes the activity there changes it too. Name a file on another machine, or one that a log shipper takes away.',
        ]
      : []),
    ...(backups.folder !== null && isWithin(backups.folder)
      ? ['BACKUP_DIR is in DATA_DIR: backups are lost with what they are of. Name a folder on another disk.']
      : []),
  ];
}
