import { scopeOf } from '../../access/person.ts';
import { can } from '../../access/policy.ts';
import type { AccountRepository } from '../../people/accounts/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import type { MailService } from '../../people/mail/service.ts';
import type { FollowUpService } from '../followUp/service.ts';
import { DIGEST_DAYS, digestOf } from './digest.ts';

const DIGEST_EVERY_DAYS = 7;

/** Mail once a week to those for whom something of improvement plans is late or due. */
export function createDigestService(parts: {
  database: Pick<Database, 'within'>;
  accounts: Pick<AccountRepository, 'list'>;
  followUp: FollowUpService;
  mail: Pick<MailService, 'isConfigured' | 'writeRegular'>;
  publicUrl: string;
}) {
  const { database, accounts, followUp, mail, publicUrl } = parts;

  return {
    /** Writes a digest down for everybody who wants one, has something late or due, and had none for a week. */
    async makeDigests(): Promise<number> {
      if (!mail.isConfigured) return 0;
      let made = 0;
      // Every minute, and for nearly everybody in vain: only for whom something is due is any more worked out.
      const isConcerned = await followUp.pressing(DIGEST_DAYS);
      for (const user of await accounts.list()) {
        if (!can(user, 'followUp.read') || !isConcerned(user)) continue;
        const person = { name: user.name, isProvider: user.providerId !== null };
        const isMade = await mail.writeRegular(user, DIGEST_EVERY_DAYS, async () =>
          digestOf(await database.within(scopeOf(user), () => followUp.of(user)), person, publicUrl),
        );
        if (isMade) made += 1;
      }
      return made;
    },
  };
}
