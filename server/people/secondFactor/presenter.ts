import type { Role } from '../../access/policy.ts';
import { ROLES } from '../../access/policy.ts';
import { countOf, dayInBritain, dayInWords, listOf, timeInWords } from '../../formats/english.ts';
import { qrModules } from '../../formats/qr.ts';
import { urls } from '../../web/urls.ts';
import { ROLE_LABELS } from '../accounts/presenter.ts';
import type { User } from '../accounts/repository.ts';
import type { Passkey } from '../passkeys/repository.ts';
import type { OwnSession } from '../sessions/service.ts';
import { keyUri } from './oneTimeCodes.ts';
import type { RecoveryCodesLeft } from './repository.ts';

/** With so few recovery codes left, new ones are in place. */
const FEW = 3;
const NAMED_MAXIMUM = 10;

/**
 * With what somebody signs in, and where they are signed in now; `own` names the session that asks, and `passkeys` are
 * null where the address of the program can have none, or the person has no password beside which they stand.
 */
export function presentOwnSignIn(
  app: ({ setUpAt: string } & RecoveryCodesLeft) | null,
  passkeys: readonly Passkey[] | null,
  hasPassword: boolean,
  sessions: readonly OwnSession[],
  own: string,
) {
  const shown = sessions.toSorted((a, b) => Number(b.key === own) - Number(a.key === own));
  return {
    endAction: urls.endSession(),
    endOthersAction: sessions.length > 1 ? urls.endOtherSessions() : null,
    sessions: shown.map(({ key, browser, startedAt, seenAt }) => ({
      key,
      browser: browser ?? 'A browser',
      isOwn: key === own,
      started: timeInWords(startedAt),
      seen: key === own ? 'Now' : timeInWords(seenAt),
    })),
    accountHref: urls.account(),
    hasPassword,
    newPasskeyHref: urls.newPasskey(),
    removePasskeyAction: urls.removePasskey(),
    passkeys: passkeys?.map(({ id, name, addedAt, usedAt }) => ({
      id,
      name,
      added: timeInWords(addedAt),
      used: usedAt === null ? 'Never' : timeInWords(usedAt),
    })),
    setUpHref: urls.setUpApp(),
    app: app && {
      since: dayInWords(dayInBritain(new Date(app.setUpAt))),
      codes: `${app.left} of ${app.of}`,
      few: app.left <= FEW,
      codesHref: urls.recoveryCodes(),
      offHref: urls.turnOffApp(),
    },
  };
}

/** An authenticator app to be set up: the picture that it reads, and what is typed where it cannot. */
export function presentSetUp(parts: {
  user: User;
  secret: string;
  sealed: string;
  next: string;
  /** Whether there is one to confirm it with. */
  hasPassword: boolean;
}) {
  const { user, secret, sealed, next, hasPassword } = parts;
  const rows = qrModules(keyUri(secret, user.email));
  return {
    action: urls.setUpApp(),
    back: urls.ownSignIn(),
    isOwed: user.secondFactor === 'owed',
    hasPassword,
    email: user.email,
    key: secret.replace(/(.{4})(?=.)/g, '$1 '),
    sealed,
    next,
    picture: {
      size: rows.length,
      path: rows
        .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
        .join(''),
    },
  };
}

/** Whose roles need a second factor, and how many people have one. */
export function presentRules(people: User[], chosen: readonly Role[]) {
  const active = people.filter(({ disabled }) => !disabled);
  const owing = active.filter(({ secondFactor }) => secondFactor === 'owed').map(({ name }) => name);
  const named = owing.slice(0, NAMED_MAXIMUM);
  const more = owing.length - named.length;
  return {
    action: urls.signInRules(),
    peopleHref: urls.people(),
    owing:
      owing.length === 0
        ? null
        : `${countOf(owing.length, 'person has', 'people have')} still to set theirs up when they come next: ${listOf(more > 0 ? [...named, `${more} more`] : named)}.`,
    roles: ROLES.flatMap((role) => {
      const having = active.filter(({ roles }) => roles.includes(role));
      // Nobody meets that role where nobody has it.
      if (role === 'national' && having.length === 0) return [];
      const on = having.filter(({ secondFactor }) => secondFactor === 'on').length;
      return {
        value: role,
        text: ROLE_LABELS[role].label,
        hint: { text: `Set up by ${on} of ${countOf(having.length, 'person', 'people')}.` },
        checked: chosen.includes(role),
      };
    }),
  };
}
