import type { Role } from '../../access/policy.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import { urls } from '../../web/urls.ts';
import type { User } from '../accounts/repository.ts';
import type { FactorParts } from '../factorParts.ts';
import { newRecoveryCodes, newSecret, recoveryHash, stepOf } from './oneTimeCodes.ts';
import type { RecoveryCodesLeft, SecondFactorRepository } from './repository.ts';

/** What somebody typed as the second step: a code of the app, or in its place a recovery code. */
export interface TypedCode {
  /** Digits only. */
  code: string;
  recovery: string;
}

export type SecondFactorService = ReturnType<typeof createSecondFactorService>;

/** A second factor beside the password: codes of an authenticator app, and recovery codes for when it is lost. */
export function createSecondFactorService(
  parts: FactorParts & {
    secondFactors: SecondFactorRepository;
    passkeys: { removeAll: (userId: number) => Promise<number> };
  },
) {
  const { database, secondFactors, passkeys, accounts, accountRepository, activity, refusals, mail, now } =
    parts;
  const at = () => now().toISOString();
  const security = `${parts.publicUrl}${urls.ownSignIn()}`;

  /** What the code is, once it is taken; null where it is wrong or was taken before. */
  const take = (userId: number, typed: TypedCode): Promise<'app' | 'recovery' | null> =>
    database.write(async () => {
      if (typed.recovery !== '') {
        return (await secondFactors.useCode(userId, recoveryHash(typed.recovery), at())) ? 'recovery' : null;
      }
      const shared = await secondFactors.of(userId);
      const step =
        shared && /^\d{6}$/.test(typed.code)
          ? stepOf(shared.secret, typed.code, now(), shared.lastStep)
          : null;
      return step !== null && (await secondFactors.take(userId, step)) ? 'app' : null;
    });

  /** Does something as one piece with the code that it needs. @throws InputError where the code is wrong, once that is written down */
  async function withCode<T>(userId: number, typed: TypedCode, work: () => Promise<T>): Promise<T> {
    const done = await database.write(async () =>
      (await take(userId, typed)) === null ? null : { result: await work() },
    );
    if (done !== null) return done.result;
    await refuse(userId);
    throw new InputError([wrongCode(typed)]);
  }

  const refuse = (userId: number) => refusals(`code ${userId}`, { userId, action: 'person.codeWrong' });

  async function makeCodes(userId: number): Promise<string[]> {
    const codes = newRecoveryCodes();
    await secondFactors.replaceCodes(userId, codes.map(recoveryHash), at());
    return codes;
  }

  async function mustHaveOne(userId: number): Promise<void> {
    if (!(await secondFactors.of(userId)))
      throw new StateError('No authenticator app is set up for this account.');
  }

  return {
    newSecret,

    /** Since when somebody has an authenticator app, and what is left of their recovery codes; null without one. */
    async of(userId: number): Promise<({ setUpAt: string } & RecoveryCodesLeft) | null> {
      const shared = await secondFactors.of(userId);
      return shared && { setUpAt: shared.setUpAt, ...(await secondFactors.codesLeft(userId)) };
    },

    /**
     * Sets an app up, once a code shows that it has the secret. Every session of the person ends.
     *
     * @returns the person as they are now, and their recovery codes, which are kept nowhere
     */
    async setUp(
      userId: number,
      { secret, code, password }: { secret: string; code: string; password: string },
    ): Promise<{ user: User; codes: string[] }> {
      const step = stepOf(secret, code, now(), null);
      if (step === null) throw new InputError([{ field: 'code', text: WRONG_SET_UP }]);
      await accounts.confirmPassword(userId, password);
      return database.write(async () => {
        if (!(await secondFactors.add(userId, { secret, lastStep: step, setUpAt: at() }))) {
          throw new StateError(
            'An authenticator app is set up already. Turn it off before you set up another one.',
          );
        }
        const codes = await makeCodes(userId);
        await accountRepository.endSessions(userId);
        await activity.add({ userId, action: 'person.secondFactorOn' });
        await mail.warn(userId, 'An authenticator app was set up', [
          'From now on, signing in to Casefile audit asks for a code of your authenticator app after your password.',
          `If it was not you, tell your administrator at once. What is set up: ${security}`,
        ]);
        return { user: await accounts.get(userId), codes };
      });
    },

    /** Whether a code is right, said once: by what the person is signed in then, and what recovery codes are left. */
    async check(
      userId: number,
      typed: TypedCode,
    ): Promise<{ by: 'app' | 'recovery'; codes: RecoveryCodesLeft } | null> {
      const by = await take(userId, typed);
      if (by === null) {
        await refuse(userId);
        return null;
      }
      const codes = await secondFactors.codesLeft(userId);
      if (by === 'recovery') {
        await mail.warn(userId, 'A recovery code was used', [
          `Somebody, probably you, signed in to Casefile audit with one of your recovery codes. ${codes.left} of ${codes.of} are left.`,
          `If it was not you, change your password and tell your administrator at once: ${security}`,
        ]);
      }
      return { by, codes };
    },

    /** New recovery codes; those of before end. */
    async renewCodes(userId: number, password: string, typed: TypedCode): Promise<string[]> {
      await mustHaveOne(userId);
      await accounts.confirmPassword(userId, password);
      return withCode(userId, typed, async () => {
        await activity.add({ userId, action: 'person.recoveryCodesMade' });
        return makeCodes(userId);
      });
    },

    async turnOff(userId: number, password: string, typed: TypedCode): Promise<User> {
      await mustHaveOne(userId);
      await accounts.confirmPassword(userId, password);
      return withCode(userId, typed, async () => {
        await secondFactors.remove(userId);
        await activity.add({ userId, action: 'person.secondFactorOff' });
        await mail.warn(userId, 'Your authenticator app was turned off', [
          'Signing in to Casefile audit asks for no code of an authenticator app any more.',
          `If it was not you, change your password and tell your administrator at once: ${security}`,
        ]);
        return accounts.get(userId);
      });
    },

    /** Takes the app and the passkeys of somebody away who has lost them; their password stays as it is. */
    async reset(actorId: number | null, userId: number): Promise<void> {
      if (actorId === userId) {
        throw new StateError(
          'You cannot do this for yourself. Turn it off on the page of your account, or ask another administrator.',
        );
      }
      await database.alone('directory', async () => {
        const user = await accounts.own(userId);
        const [hadApp, removed] = [await secondFactors.remove(userId), await passkeys.removeAll(userId)];
        if (!hadApp && removed === 0) {
          throw new StateError(`${user.name} has neither an authenticator app nor a passkey.`);
        }
        // Whoever has found what was lost may be signed in with it.
        await accountRepository.endSessions(userId);
        await activity.add({
          userId: actorId,
          action: 'person.secondFactorReset',
          subject: `person ${userId}`,
        });
        await mail.warn(userId, 'What you sign in with was taken away', [
          'An administrator took your authenticator app and your passkeys away from your account for Casefile audit. Until you set up new ones, your password is enough to sign in.',
          `If you did not ask for it, tell your administrator at once. What is set up: ${security}`,
        ]);
      });
    },

    rolesThatNeedIt: () => secondFactors.rolesThatNeedIt(),

    /** Says whose roles need a second factor; whoever has none sets it up before they go on. */
    async setRolesThatNeedIt(actorId: number, roles: readonly Role[]): Promise<void> {
      await database.alone('directory', async () => {
        await secondFactors.setRolesThatNeedIt(roles);
        await activity.add({ userId: actorId, action: 'signIn.rolesSet', detail: { roles: [...roles] } });
      });
    },

    /** The person with this address, for whoever runs the program. @throws NotFoundError where there is none */
    async resetByAddress(email: string): Promise<User> {
      const user = await accountRepository.byEmail(email);
      if (!user) throw new NotFoundError(`There is no account with the address ${email}.`);
      await this.reset(null, user.id);
      return user;
    },
  };
}

const WRONG_SET_UP =
  'This is not the code that the app shows now. Wait for the next one and enter it. If it is refused again, set the clock of the phone to be kept by its network.';

/** What to say of a code that was not taken. */
export const wrongCode = ({ recovery }: TypedCode): { field: string; text: string } =>
  recovery === ''
    ? {
        field: 'code',
        text: 'This code is wrong, has run out or was used before. Wait for the next one in the app and enter it.',
      }
    : { field: 'recovery', text: 'This recovery code is wrong, or was used before. Take another one.' };
