import type { User } from '../../access/person.ts';
import { timeInWords } from '../../formats/english.ts';
import type { Database } from '../../platform/db/database.ts';
import { StateError } from '../../platform/errors.ts';
import { urls } from '../../web/urls.ts';
import type { ActivityRepository } from '../activity/repository.ts';
import type { MailService } from '../mail/service.ts';

/** A session as its owner sees it. */
export interface OwnSession {
  /** Names it and opens nothing. */
  key: string;
  browser: string | null;
  /** ISO 8601, UTC. */
  startedAt: string;
  seenAt: string;
}

export type SessionService = ReturnType<typeof createSessionService>;

/** Where somebody is signed in, and what is told them of it. */
export function createSessionService(parts: {
  database: Database;
  sessions: {
    list: (user: User) => Promise<OwnSession[]>;
    end: (userId: number, key: string) => Promise<boolean>;
    endOthers: (userId: number, key: string) => Promise<number>;
  };
  activity: ActivityRepository;
  mail: MailService;
  publicUrl: string;
  now: () => Date;
}) {
  const { database, sessions, activity, mail, publicUrl, now } = parts;
  return {
    list: (user: User): Promise<OwnSession[]> => sessions.list(user),

    /** Ends one of a person's own; nobody else's is found. */
    end: (userId: number, key: string): Promise<void> =>
      database.write(async () => {
        if (!(await sessions.end(userId, key))) {
          throw new StateError('You are signed out there already.');
        }
        await activity.add({ userId, action: 'person.sessionsEnded', detail: { devices: 1 } });
      }),

    /** Ends all of a person's own but the one named; how many of them went on. */
    endOthers: (user: User, key: string): Promise<number> =>
      database.write(async () => {
        const others = (await sessions.list(user)).filter((session) => session.key !== key).length;
        await sessions.endOthers(user.id, key);
        await activity.add({ userId: user.id, action: 'person.sessionsEnded', detail: { devices: others } });
        return others;
      }),

    /**
     * Mails a person that they, or somebody else, signed in with a browser in which they never did before. To be called
     * before that is written down; the first time of all is told to nobody.
     */
    async onNewDevice(userId: number, browser: string): Promise<void> {
      if (!mail.isConfigured) return;
      const [before] = await activity.list({ userId, actions: ['person.signedIn'], limit: 1 });
      if (!before) return;
      await mail.warn(userId, `You signed in with ${browser}`, [
        `Somebody, probably you, signed in to Casefile audit with ${browser} at ${timeInWords(now().toISOString())}: for the first time in this browser, or since its cookies were deleted.`,
        `If it was not you, change your password, which signs out everywhere else, and tell your administrator. Where you are signed in: ${publicUrl}${urls.ownSignIn()}`,
      ]);
    },
  };
}
