import { isIP } from 'node:net';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { InputError, StateError } from '../../platform/errors.ts';
import { urls } from '../../web/urls.ts';
import type { User } from '../accounts/repository.ts';
import type { FactorParts } from '../factorParts.ts';
import type { Passkey, PasskeyRepository } from './repository.ts';

const OURS = 'Casefile audit';

/** Loaded with the first passkey: it takes longer than any other package, and most starts never need it. */
const webauthn = () => import('@simplewebauthn/server');

/** The site that passkeys are for. */
export interface Site {
  /** Such as https://audit.example.org */
  origin: string;
  /** Its host, which every passkey is bound to. */
  host: string;
}

/** The site of an address, or null where it can have no passkeys: they are bound to names, not to numbers. */
export function siteOf(publicUrl: string): Site | null {
  const { origin, hostname } = new URL(publicUrl);
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? { origin, host: hostname } : null;
}

export type PasskeyService = ReturnType<typeof createPasskeyService>;

/** Passkeys: a person signs in with their device, which looks who they are (a finger, a face, its own code). */
export function createPasskeyService(
  parts: FactorParts & {
    passkeys: PasskeyRepository;
  },
) {
  const { database, passkeys, accountRepository, activity, refusals, mail, publicUrl, now } = parts;
  const at = () => now().toISOString();
  const security = `${publicUrl}${urls.ownSignIn()}`;

  return {
    list: (userId: number): Promise<Passkey[]> => passkeys.of(userId),

    /** What a browser needs to make a passkey; `challenge` in it is to come back. */
    async toAdd(user: User, site: Site) {
      const { generateRegistrationOptions } = await webauthn();
      return generateRegistrationOptions({
        rpName: OURS,
        rpID: site.host,
        userName: user.email,
        userDisplayName: user.name,
        userID: new TextEncoder().encode(`casefile-audit ${user.id}`),
        excludeCredentials: (await passkeys.of(user.id)).map(({ credentialId }) => ({ id: credentialId })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
    },

    /** Keeps a passkey that a browser has made. @throws InputError where it is none for this site and challenge */
    async add(
      userId: number,
      typed: { name: string; response: unknown },
      { site, challenge }: { site: Site; challenge: string },
    ): Promise<void> {
      const { verifyRegistrationResponse } = await webauthn();
      const made = await verifyRegistrationResponse({
        response: typed.response as RegistrationResponseJSON,
        expectedChallenge: challenge,
        expectedOrigin: site.origin,
        expectedRPID: site.host,
        requireUserVerification: true,
      }).catch(() => null);
      if (!made?.verified)
        throw new InputError([{ field: 'name', text: 'The passkey was not made. Try again.' }]);
      const { id, publicKey, counter } = made.registrationInfo.credential;
      await database.write(async () => {
        const isNew = await passkeys.add({
          userId,
          credentialId: id,
          publicKey: Buffer.from(publicKey).toString('base64url'),
          counter,
          name: typed.name,
          addedAt: at(),
        });
        if (!isNew) throw new StateError('This passkey is set up already.');
        await activity.add({ userId, action: 'person.passkeyAdded' });
        await mail.warn(userId, 'A passkey was added', [
          'From now on a passkey signs in to Casefile audit with your account, without your password.',
          `If it was not you, tell your administrator at once. What is set up: ${security}`,
        ]);
      });
    },

    async remove(userId: number, id: number): Promise<void> {
      await database.write(async () => {
        if (!(await passkeys.remove(userId, id))) throw new StateError('This passkey is removed already.');
        await activity.add({ userId, action: 'person.passkeyRemoved' });
        await mail.warn(userId, 'A passkey was removed', [
          'A passkey signs in to Casefile audit with your account no more.',
          `If it was not you, change your password and tell your administrator at once: ${security}`,
        ]);
      });
    },

    /** What a browser needs to sign in with whichever passkey it has for this site; `challenge` is to come back. */
    async toSignIn(site: Site) {
      const { generateAuthenticationOptions } = await webauthn();
      return generateAuthenticationOptions({ rpID: site.host, userVerification: 'required' });
    },

    /** Whose passkey has answered, or null where it is nobody's, is not right, or its person is not let in. */
    async authenticate(
      response: unknown,
      { site, challenge }: { site: Site; challenge: string },
    ): Promise<User | null> {
      const named =
        typeof response === 'object' && response !== null && 'id' in response ? response.id : undefined;
      const passkey = typeof named === 'string' ? await passkeys.byCredential(named) : null;
      const user = passkey && (await accountRepository.byId(passkey.userId));
      const { verifyAuthenticationResponse } = await webauthn();
      const answer =
        passkey && user && !user.disabled
          ? await verifyAuthenticationResponse({
              response: response as AuthenticationResponseJSON,
              expectedChallenge: challenge,
              expectedOrigin: site.origin,
              expectedRPID: site.host,
              credential: {
                id: passkey.credentialId,
                publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
                counter: passkey.counter,
              },
              requireUserVerification: true,
            }).catch(() => null)
          : null;
      if (!passkey || !answer?.verified) {
        const asWhom = user ? `passkey ${user.id}` : 'passkey of nobody';
        await refusals(asWhom, {
          userId: user?.id ?? null,
          action: 'person.signInFailed',
          detail: { by: 'passkey' },
        });
        return null;
      }
      await passkeys.used(passkey.id, answer.authenticationInfo.newCounter, at());
      return user;
    },
  };
}
