import { isClosed } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import type { Capacity } from '../../access/policy.ts';
import type { User } from '../../access/person.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import { startOfDayInBritain } from '../../formats/english.ts';
import type { DeliveryService } from '../../improvement/delivery/service.ts';
import type { FollowedPlan, FollowUpService } from '../../improvement/followUp/service.ts';
import type { PlaceLook } from '../../measures/looking.ts';
import { placesOfPartnerships } from '../../measures/placeOf.ts';
import { fold } from '../../measures/reading.ts';
import type { KeptObservation, MeasurePlace } from '../../measures/repository.ts';
import type { MeasureService } from '../../measures/service.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { Comparison, ComparisonService } from '../../results/comparison/service.ts';

/** A partnership with a page for its board. */
export interface BoardChoice {
  name: string;
  /** How the name is written in its audits. */
  written: string[];
  /** What of its audits' panels concerns this reader; none where nothing but measures is known of it. */
  panels: ReadonlyMap<number, Capacity>[];
  place: MeasurePlace | null;
  /** How many figures of measures there are. */
  figures: number;
}

/** All that the page for a board is made from, as one reader may see it. */
export interface Board {
  name: string;
  /** YYYY-MM-DD */
  since: string;
  today: string;
  /** When the day began from which changes are told, ISO 8601, UTC. */
  from: string;
  measures: {
    place: MeasurePlace;
    /** Its sheet of the latest period. */
    found: PlaceLook;
    /** The actual figures of those measures of which one came in since then. */
    fresh: KeptObservation[];
  } | null;
  /** Whether there are measures at all. */
  hasMeasures: boolean;
  /** Audits that were closed since then, each held against the audit before it. */
  compared: { audit: Audit; comparison: Comparison }[];
  /** Those closed since then that repeat none. */
  firsts: Audit[];
  /** Those that are being done. */
  open: Audit[];
  plans: FollowedPlan[];
  /** Delivery plans of the partnership, and their lines with who owns each. */
  delivery: Awaited<ReturnType<DeliveryService['ofPartnership']>>;
}

/** So many closings since a day are looked at. */
const MOST_CLOSINGS = 1000;

export type BoardService = ReturnType<typeof createBoardService>;

/** What changed in a partnership since its board met last. */
export function createBoardService(parts: {
  database: Database;
  audits: AuditRepository;
  measures: MeasureService;
  comparison: ComparisonService;
  followUp: FollowUpService;
  delivery: Pick<DeliveryService, 'ofPartnership'>;
  activity: ActivityRepository;
}) {
  const { database, audits, measures, comparison, followUp, delivery, activity } = parts;

  /** The partnerships whose page this person may read: first those whose audits they take part in, then by name. */
  async function choices(user: User): Promise<BoardChoice[]> {
    const { places, countsOfPlaces } = await measures.overview();
    const found = new Map<string, BoardChoice>();
    for (const { partnership: name, capacities } of await audits.partnershipsFor(user.id)) {
      const panels =
        capacities.size > 0
          ? [...capacities].map((capacity) => new Map([[user.id, capacity]]))
          : [new Map<number, Capacity>()];
      const known = found.get(fold(name));
      known?.panels.push(...panels);
      known?.written.push(name);
      if (!known) found.set(fold(name), { name, written: [name], panels, place: null, figures: 0 });
    }
    const audited = [...found.values()];
    const placeOf = placesOfPartnerships(
      places,
      audited.map(({ name }) => name),
    );
    const byPlace = new Map(audited.map((one) => [placeOf(one.name), one]));
    for (const place of places.filter(({ kind }) => kind === 'partnership')) {
      const figures = countsOfPlaces.get(place.id) ?? 0;
      const known = byPlace.get(place);
      if (known) Object.assign(known, { place, figures });
      else if (figures > 0)
        found.set(fold(place.name), { name: place.name, written: [], panels: [], place, figures });
    }
    return [...found.values()]
      .filter(({ panels }) => can(user, 'board.read', { partnership: { panels } }))
      .toSorted(
        (a, b) =>
          Number(b.panels.length > 0) - Number(a.panels.length > 0) || a.name.localeCompare(b.name, 'en-GB'),
      );
  }

  /** Which of these audits were closed since a moment. */
  async function closedSince(from: string): Promise<ReadonlySet<number>> {
    const lines = await activity.list({ actions: ['audit.closed'], from, limit: MOST_CLOSINGS });
    return new Set(lines.flatMap(({ auditId }) => auditId ?? []));
  }

  /** Each audit that was closed since then beside the one that it repeats; the latest of a family alone. */
  async function comparedIn(
    closed: readonly Audit[],
    news: ReadonlySet<number>,
    user: User,
    leaving: boolean,
  ) {
    const fresh = closed.filter(({ id, isBaseline }) => news.has(id) && !isBaseline);
    const latest = fresh.filter(({ id }) => !fresh.some(({ predecessorId }) => predecessorId === id));
    const before = (audit: Audit) => closed.find(({ id }) => id === audit.predecessorId);
    const compared: Board['compared'] = [];
    for (const audit of latest) {
      const earlier = before(audit);
      if (!earlier) continue;
      const query = { by: 'audit', with: String(earlier.id) };
      const found = leaving
        ? await comparison.take(audit.id, query, user, { format: 'pdf', all: false }, (taken) => taken)
        : await comparison.of(audit.id, query, user);
      compared.push({ audit, comparison: found });
    }
    return { compared, firsts: latest.filter((audit) => !before(audit)) };
  }

  return {
    choices: (user: User): Promise<BoardChoice[]> => database.read(() => choices(user)),

    /**
     * What the page of a partnership is made from.
     *
     * @param name - empty for that of the place, or else the first that this person may read
     * @param leaving - for what is taken along: small numbers are suppressed for everybody, and it is written down
     * @returns null where there is no partnership to choose
     * @throws NotFoundError for one that is not there, or that this person has no part in
     */
    async of(
      user: User,
      { name, placeId, since, today }: { name: string; placeId: number | null; since: string; today: string },
      leaving = false,
    ): Promise<{ choices: BoardChoice[]; board: Board } | null> {
      const all = await database.read(() => choices(user));
      const usual =
        all.find(({ place }) => place !== null && place.id === placeId) ??
        all.find(({ panels }) => panels.length > 0) ??
        all.toSorted((a, b) => b.figures - a.figures)[0];
      const chosen = name === '' ? usual : all.find((one) => fold(one.name) === fold(name));
      if (!chosen) {
        if (name === '') return null;
        throw new NotFoundError();
      }
      const own = await audits.ofMemberIn(user.id, chosen.written);
      const closed = own.filter(
        (audit) => isClosed(audit.state) && can(user, leaving ? 'results.export' : 'results.read', { audit }),
      );
      const from = startOfDayInBritain(since);
      const { place } = chosen;
      return {
        choices: all,
        board: {
          name: chosen.name,
          since,
          today,
          from,
          hasMeasures: all.some(({ figures }) => figures > 0),
          measures: place && {
            place,
            found: await measures.atPlace(place.id, ''),
            fresh: await measures.freshAt(place.id, from),
          },
          ...(await comparedIn(closed, await closedSince(from), user, leaving)),
          open: own.filter(({ state }) => state === 'open'),
          plans: (await followUp.of(user, own)).plans,
          delivery: await delivery.ofPartnership(
            user,
            (partnership) =>
              fold(partnership) === fold(chosen.name) ||
              fold(partnership) === fold(place?.name ?? chosen.name),
          ),
        },
      };
    },
  };
}
