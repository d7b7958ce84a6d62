import type { Limiter, Limits } from '../../platform/limits.ts';
import { TooManyAttemptsError, waitBeforeNext } from './limiting.ts';

const MINUTES_15 = 15 * 60;
const DAY = 24 * 60 * 60;

/** Who tries to sign in as whom. */
export interface Attempt {
  email: string;
  /** As `clientOf` has it. */
  address: string;
  /** What the device is called, where this person has signed in on it before. */
  device: string | null;
}

/**
 * Counts wrong passwords. An attempt is counted before its password is looked at, so that of many at once none slips
 * in uncounted, and given back where it was right. A device on which the person has signed in before counts for
 * itself: nobody else can use its attempts up, wherever they guess from.
 */
export function createAttempts(limits: Limits) {
  const limit = (name: string, points: number) => limits(name, { points, duration: MINUTES_15 });
  const limitOfDay = (name: string, points: number) => limits(name, { points, duration: DAY });
  const onDevice = limit('on-device', 10);
  const fromAddress = limit('from-address', 50);
  // Many people may share the address of a borrowed room, but few passwords of one person are wrong.
  const ofPersonFromAddress = limit('of-person-from-address', 10);
  const ofPerson = limit('of-person', 50);
  // Each is a row for some minutes; a borrowed room full of people has one address.
  const elsewhere = limit('elsewhere', 200);
  const inSession = limit('in-session', 10);
  const codesInSession = limit('codes-in-session', 10);
  const codesInSessionOfDay = limitOfDay('codes-in-session-of-day', 30);
  const codesOnDevice = limit('codes-on-device', 10);
  // A laptop that is shared is known for a year, and whoever has it may know the password too.
  const codesOnDeviceOfDay = limitOfDay('codes-on-device-of-day', 30);
  // A million codes of which three are right, guessed by somebody who knows the password: at most one in 16,000 a day.
  const codesFromElsewhere = limit('codes-from-elsewhere', 5);
  const codesOfDay = limitOfDay('codes-of-day', 20);

  /** In the order in which they are asked. */
  const countsOf = ({ email, address, device }: Attempt): [Limiter, string][] =>
    device === null
      ? [
          [fromAddress, address],
          [ofPersonFromAddress, `${email} ${address}`],
          [ofPerson, email],
        ]
      : [[onDevice, `${email} ${device}`]];

  return {
    /** @throws TooManyAttemptsError when there were too many */
    async begin(attempt: Attempt): Promise<void> {
      const taken: [Limiter, string][] = [];
      for (const [limiter, key] of countsOf(attempt)) {
        const wait = await waitBeforeNext(limiter, key);
        if (wait > 0) {
          // One person who is refused and tries on must not shut out the others in the room.
          await Promise.all(taken.map(([earlier, name]) => earlier.reward(name, 1)));
          throw new TooManyAttemptsError(wait);
        }
        taken.push([limiter, key]);
      }
    },
    /** The password was right: what the person got wrong before is forgotten. */
    async right(attempt: Attempt): Promise<void> {
      const { email, address, device } = attempt;
      if (device !== null) {
        await onDevice.delete(`${email} ${device}`);
        return;
      }
      await ofPersonFromAddress.delete(`${email} ${address}`);
      await Promise.all([fromAddress.reward(address, 1), ofPerson.reward(email, 1)]);
    },
    /** The password was not looked at. */
    async notLookedAt(attempt: Attempt): Promise<void> {
      await Promise.all(countsOf(attempt).map(([limiter, key]) => limiter.reward(key, 1)));
    },
    /**
     * A code after the right password, on a device where the person has signed in before or, null, elsewhere.
     *
     * @throws TooManyAttemptsError when there were too many
     */
    async beginCode(userId: number, device: string | null): Promise<void> {
      const counts: [Limiter, string][] =
        device === null
          ? [
              [codesFromElsewhere, String(userId)],
              [codesOfDay, String(userId)],
            ]
          : [
              [codesOnDevice, `${userId} ${device}`],
              [codesOnDeviceOfDay, `${userId} ${device}`],
            ];
      for (const [limiter, key] of counts) {
        const wait = await waitBeforeNext(limiter, key);
        if (wait > 0) throw new TooManyAttemptsError(wait);
      }
    },
    async rightCode(userId: number, device: string | null): Promise<void> {
      if (device === null) {
        await codesFromElsewhere.delete(String(userId));
        await codesOfDay.delete(String(userId));
      } else {
        await codesOnDevice.delete(`${userId} ${device}`);
        await codesOnDeviceOfDay.delete(`${userId} ${device}`);
      }
    },
    /** Beginning to sign in in another way than by password: what is kept of it takes room, and nobody is to fill that. */
    async beginElsewhere(address: string): Promise<void> {
      const wait = await waitBeforeNext(elsewhere, address);
      if (wait > 0) throw new TooManyAttemptsError(wait, 'attempts to sign in from here');
    },
    /** Whoever finds a screen that was left open must not get to try passwords there without end. */
    async beginInSession(userId: number): Promise<void> {
      const wait = await waitBeforeNext(inSession, String(userId));
      if (wait > 0) throw new TooManyAttemptsError(wait);
    },
    async rightInSession(userId: number): Promise<void> {
      await inSession.delete(String(userId));
    },
    /** So with codes, which a right password does not make forgotten: whoever knows it could guess codes without end. */
    async beginCodeInSession(userId: number): Promise<void> {
      for (const limiter of [codesInSession, codesInSessionOfDay]) {
        const wait = await waitBeforeNext(limiter, String(userId));
        if (wait > 0) throw new TooManyAttemptsError(wait);
      }
    },
    async rightCodeInSession(userId: number): Promise<void> {
      await codesInSession.delete(String(userId));
      await codesInSessionOfDay.delete(String(userId));
    },
  };
}
