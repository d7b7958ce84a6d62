import { createHash, randomInt } from 'node:crypto';
import { generateSecret, generateURI, verifySync } from 'otplib';

const ISSUER = 'Casefile audit';
/** Clocks of phones go wrong: a code of the half minute before or after is taken too. */
const DRIFT_SECONDS = 30;

const RECOVERY_CODES = 10;
// Without the letters and digits that are taken for one another: i, l, o, 0 and 1.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
/** About 119 bits, so that a plain hash of them is enough (OWASP ASVS 5.0, 6.5.2: 112). */
const RECOVERY_LENGTH = 24;

/** A new secret for an authenticator app: 160 random bits as base32. */
export const newSecret = (): string => generateSecret();

/** What the QR picture for an authenticator app holds. @see Google Authenticator, Key Uri Format */
export const keyUri = (secret: string, email: string): string =>
  generateURI({ issuer: ISSUER, label: email, secret });

/**
 * The step of time that a code of six digits belongs to (RFC 6238), or null where it is wrong.
 *
 * @param after - the step of the last code that was taken, or null: only later ones are right
 */
export function stepOf(secret: string, code: string, moment: Date, after: number | null): number | null {
  const result = verifySync({
    secret,
    token: code,
    epoch: moment.getTime() / 1000,
    epochTolerance: DRIFT_SECONDS,
    ...(after === null ? {} : { afterTimeStep: after }),
  });
  return result.valid && 'timeStep' in result ? result.timeStep : null;
}

/** New recovery codes, as they are shown once: six groups of four characters. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const characters = Array.from({ length: RECOVERY_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]);
    return characters.join('').replace(/(.{4})(?=.)/g, '$1-');
  });
}

/** The hash of a recovery code, however its groups were typed. */
export const recoveryHash = (typed: string): string =>
  createHash('sha256')
    .update(typed.toLowerCase().replace(/[^a-z0-9]/g, ''))
    .digest('hex');
