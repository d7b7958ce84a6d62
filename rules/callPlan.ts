import { cheapestFlow } from './flow.ts';
import type { Arc } from './flow.ts';
import { randomFrom, shuffled } from './sampling.ts';
import type { Random } from './sampling.ts';
import { spread } from './spread.ts';

/** Who is to be called, by whom, and with what. All ids are texts of the caller's own making. */
export interface CallsWanted {
  /** With the same seed and the same wishes, in whatever order they stand, the plan is the same. */
  seed: string;
  /** How many calls each service is to get. */
  services: readonly { id: string; calls: number }[];
  /** Whom each caller must not call, and how many calls they can make at most; null for as many as it takes. */
  callers: readonly { id: string; not: readonly string[]; most: number | null }[];
  scenarios: readonly string[];
  times: readonly string[];
  /** Over how many weeks the calls are spread, from 1. */
  weeks: number;
}

/** One call to be made. */
export interface PlannedCall {
  service: string;
  caller: string;
  scenario: string;
  time: string;
  /** The week of the calls in which it is made, from 0. */
  week: number;
}

/** Services that cannot get all their calls: those who may call them can make fewer between them. */
export interface CallShortage {
  services: string[];
  wanted: number;
  /** All who may call any of these services. */
  callers: string[];
  /** How many calls they can make between them. */
  able: number;
}

export interface CallPlan {
  /** In the order in which they are made. */
  calls: PlannedCall[];
  /** Who has to call a service more often than there are scenarios, so that it hears one from them again. */
  repeats: { service: string; caller: string }[];
}

/**
 * Plans calls to services. What cannot be otherwise comes first: each service gets the calls that are wanted, from
 * nobody who must not call it, and nobody makes more than they can; where that cannot be, it is said why. Then, each
 * without giving up the one before: a service hears no scenario from the same caller twice; callers make as
 * many calls as each other, as near as can be; a service is called by as many different people as can be. In the end
 * scenarios, times of day and weeks are dealt out so that of each every service and every caller gets the same number,
 * give or take one; times of day and weeks also for each scenario of a caller, times of day for each of a service, and
 * weeks for each caller of a service, so that nobody calls one twice in a week where it can be avoided.
 *
 * @throws RangeError without a scenario, a time or a week
 */
export function planCalls(wanted: CallsWanted): CallPlan | { short: CallShortage[] } {
  const { seed, scenarios, times, weeks } = wanted;
  if (scenarios.length === 0 || times.length === 0 || weeks < 1) {
    throw new RangeError('calls need a scenario, a time of day and a week');
  }
  const random = randomFrom(seed);
  const order = <T extends { id: string }>(list: readonly T[]): T[] => {
    const byId = new Map(list.map((one) => [one.id, one]));
    return shuffled([...byId.keys()], random).flatMap((id) => byId.get(id) ?? []);
  };
  const services = order(wanted.services.filter(({ calls }) => calls > 0));
  const callers = order(wanted.callers);
  const given = giveOut(services, callers, scenarios.length);
  if ('short' in given) return given;

  const pairs = given.pairs.flatMap(({ service, caller, calls }) =>
    Array.from({ length: calls }, () => ({ service, caller })),
  );
  const scenarioOf = dealt(
    pairs,
    scenarios,
    ({ service }) => [service],
    ({ caller }) => [caller],
    random,
  );
  const told = pairs.map((pair, i) => ({ ...pair, scenario: scenarioOf[i] ?? '' }));
  // By scenario too, or all calls with one might fall into one week; and nobody calls a service twice in a week.
  const byCaller = (call: { caller: string; scenario: string }) => [call.caller, call.scenario];
  const timeOf = dealt(told, times, ({ service, scenario }) => [service, scenario], byCaller, random);
  const numbers = Array.from({ length: weeks }, (_, week) => String(week));
  const weekOf = dealt(told, numbers, ({ service, caller }) => [service, caller], byCaller, random);
  const calls = told.map((call, i) => ({ ...call, time: timeOf[i] ?? '', week: Number(weekOf[i] ?? 0) }));
  const places = shuffled([...calls.keys()].map(String), random);
  return {
    calls: places.flatMap((place) => calls[Number(place)] ?? []).toSorted((a, b) => a.week - b.week),
    repeats: given.pairs
      .filter(({ calls: often }) => often > scenarios.length)
      .map(({ service, caller }) => ({ service, caller })),
  };
}

/** Deals cards to calls, alike to every class on the service's side and on the caller's; see {@link spread}. */
function dealt<T>(
  calls: readonly T[],
  cards: readonly string[],
  left: (call: T) => string[],
  right: (call: T) => string[],
  random: Random,
): string[] {
  const order = shuffled(cards, random);
  // Dealt in another order each time, so that what is dealt second does not follow what was dealt first.
  const places = shuffled([...calls.keys()].map(String), random).map(Number);
  const things = places.flatMap((place) => {
    const call = calls[place];
    return call === undefined ? [] : [{ left: left(call), right: right(call) }];
  });
  const card = new Map(spread(things, cards.length).map((c, i) => [places[i], order[c] ?? '']));
  return calls.map((_, place) => card.get(place) ?? '');
}

/** Who calls whom how often; in the order given, by which ties are decided. */
function giveOut(
  services: CallsWanted['services'],
  callers: CallsWanted['callers'],
  scenarios: number,
): { pairs: { service: string; caller: string; calls: number }[] } | { short: CallShortage[] } {
  const total = services.reduce((sum, { calls }) => sum + calls, 0);
  const longest = services.reduce((most, { calls }) => Math.max(most, calls), 0);
  // What is worth more costs more than all of what is worth less together: no service is called by one caller more
  // often than `longest`, so all pairs cost less than `uneven`, and squares of calls a caller add up to total².
  const uneven = total * longest + 1;
  const repeated = uneven * total * total + uneven;
  const source = 0;
  const sink = 1;
  const serviceAt = (s: number) => 2 + s;
  const callerAt = (c: number) => 2 + services.length + c;
  const pairs = services.flatMap((service, s) =>
    callers.flatMap((caller, c) => (caller.not.includes(service.id) ? [] : [{ service, caller, s, c }])),
  );
  const arcs: Arc[] = [
    ...pairs.map(({ service, s, c }) => ({
      from: serviceAt(s),
      to: callerAt(c),
      most: service.calls,
      cost: (nth: number) => nth + (nth >= scenarios ? repeated : 0),
    })),
    ...services.map(({ calls }, s) => ({ from: source, to: serviceAt(s), most: calls, cost: () => 0 })),
    // The square of n is the sum of the first n odd numbers, so the least sum of squares is the most even.
    ...callers.map(({ most }, c) => ({
      from: callerAt(c),
      to: sink,
      most: most ?? total,
      cost: (nth: number) => uneven * (2 * nth + 1),
    })),
  ];
  const places = 2 + services.length + callers.length;
  const { sent, along, reached } = cheapestFlow({ places, arcs, source, sink, wanted: total });
  if (sent < total) {
    return {
      short: shortages(
        services.filter((_, s) => reached[serviceAt(s)]),
        callers,
      ),
    };
  }
  return {
    pairs: pairs.flatMap(({ service, caller }, i) =>
      (along[i] ?? 0) > 0 ? [{ service: service.id, caller: caller.id, calls: along[i] ?? 0 }] : [],
    ),
  };
}

/** Services that a further call would still reach in vain, those together that have a caller in common. */
function shortages(
  services: readonly { id: string; calls: number }[],
  callers: CallsWanted['callers'],
): CallShortage[] {
  const short: CallShortage[] = [];
  let rest = services.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (let first = rest[0]; first; first = rest[0]) {
    const together = [first];
    const their = new Set<CallsWanted['callers'][number]>();
    for (const service of together) {
      rest = rest.filter((one) => one !== service);
      for (const caller of callers) if (!caller.not.includes(service.id)) their.add(caller);
      for (const other of rest) {
        if (together.includes(other)) continue;
        if ([...their].some(({ not }) => !not.includes(other.id))) together.push(other);
      }
    }
    short.push({
      services: together.map(({ id }) => id).toSorted(),
      wanted: together.reduce((sum, { calls }) => sum + calls, 0),
      callers: [...their].map(({ id }) => id).toSorted(),
      able: [...their].reduce((sum, { most }) => sum + (most ?? Infinity), 0),
    });
  }
  return short;
}
