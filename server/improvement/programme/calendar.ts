import { createHash, randomBytes } from 'node:crypto';
import ical, { ICalEventTransparency } from 'ical-generator';
import { daysOn, duesUntil, isClosed, MONTHS_AHEAD, monthsOn } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import { scopeOf } from '../../access/person.ts';
import type { User } from '../../access/person.ts';
import type { AccountRepository } from '../../people/accounts/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { urls } from '../../web/urls.ts';
import type { ProgrammeRepository } from './repository.ts';
import type { PlannedLine, ProgrammeService } from './service.ts';
import { repeatText } from './words.ts';

/** So many seconds a calendar may wait before it asks again. */
const ASK_AGAIN = 6 * 3600;

export type CalendarService = ReturnType<typeof createCalendarService>;

/** The programme as a calendar (iCalendar, RFC 5545), at a private address of each person, of which only the hash is kept. */
export function createCalendarService(parts: {
  database: Database;
  feeds: Pick<ProgrammeRepository, 'feedOf' | 'setFeed' | 'endFeed' | 'feedOwner'>;
  programme: ProgrammeService;
  accounts: AccountRepository;
  activity: ActivityRepository;
  publicUrl: string;
  now: () => Date;
}) {
  const { database, feeds, programme, accounts, activity, publicUrl, now } = parts;
  const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');

  return {
    /** When the address of a person was made; null where there is none. */
    madeAt: (user: User): Promise<string | null> => feeds.feedOf(user.id),

    /** Makes an address, and ends the one before. @returns its token, which cannot be had again */
    async make(user: User): Promise<string> {
      const token = randomBytes(32).toString('base64url');
      await database.write(async () => {
        await feeds.setFeed(user.id, hashOf(token), now().toISOString());
        await activity.add({ userId: user.id, action: 'calendar.addressMade' });
      });
      return token;
    },

    async end(user: User): Promise<void> {
      await database.write(async () => {
        if (!(await feeds.endFeed(user.id))) throw new NotFoundError();
        await activity.add({ userId: user.id, action: 'calendar.addressEnded' });
      });
    },

    /** The calendar at an address, with what its person may read at this moment; null where there is no such address. */
    async at(token: string): Promise<string | null> {
      const userId = await feeds.feedOwner(hashOf(token));
      const user = userId === null ? null : await accounts.byId(userId);
      if (!user || user.disabled || !can(user, 'programme.read')) return null;
      const lines = await database.within(scopeOf(user), () => programme.list(user));
      return calendarOf(lines, programme.today(), publicUrl, now());
    },
  };
}

/**
 * The rounds of the programme as days of a calendar: those that are not begun, and the fieldwork of what is under way.
 * A calendar leaves the program, so an entry says tool and partnership, and nothing that was written about anybody.
 */
function calendarOf(lines: PlannedLine[], today: string, publicUrl: string, at: Date): string {
  const calendar = ical({
    name: 'Audit programme',
    prodId: { company: 'casefile-audit', product: 'programme', language: 'EN' },
    ttl: ASK_AGAIN,
  });
  const { host } = new URL(publicUrl);
  const horizon = monthsOn(today, MONTHS_AHEAD);
  for (const { line, tool, last } of lines) {
    const what = `${tool?.title ?? 'Audit'}: ${line.partnership}`;
    const add = (round: string, from: string, to: string, summary: string) =>
      calendar.createEvent({
        // One round is one entry, whether it is begun or not.
        id: `programme-${line.id}-${round}@${host}`,
        start: new Date(`${from}T00:00:00Z`),
        // The first day after it.
        end: new Date(`${daysOn(to, 1)}T00:00:00Z`),
        timezone: 'UTC',
        allDay: true,
        stamp: at,
        summary,
        description: `${repeatText(line.everyMonths)}.`,
        url: publicUrl + urls.programme(),
        transparency: ICalEventTransparency.TRANSPARENT,
      });
    if (last && !isClosed(last.state)) {
      const round = line.begunFor ?? last.fieldworkStart;
      add(round, last.fieldworkStart, last.fieldworkEnd, `Fieldwork: ${what}`);
    }
    for (const due of duesUntil(line, horizon)) {
      add(due, due, daysOn(due, line.fieldworkDays - 1), `Audit due: ${what}`);
    }
  }
  return calendar.toString();
}
