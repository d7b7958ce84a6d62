import { describe, expect, it } from 'vitest';
import { planCalls } from '../../rules/index.ts';
import type { CallPlan, CallsWanted, PlannedCall } from '../../rules/index.ts';
import { seeded } from '../support/random.ts';

const BASE = {
  seed: 'SEED-1',
  scenarios: ['crack', 'son_heroin', 'alcohol_work'],
  times: ['morning', 'afternoon', 'evening'],
  weeks: 3,
};
const service = (id: string, calls = 6) => ({ id, calls });
const caller = (id: string, not: string[] = [], most: number | null = null) => ({ id, not, most });

function planned(wanted: CallsWanted): CallPlan {
  const plan = planCalls(wanted);
  if ('short' in plan) throw new Error(JSON.stringify(plan.short));
  return plan;
}
const count = <T>(list: readonly T[], of: (one: T) => string): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const one of list) counts.set(of(one), (counts.get(of(one)) ?? 0) + 1);
  return counts;
};
/** Of a class of calls, by how much the commonest of some values exceeds the rarest. */
const gap = (calls: PlannedCall[], values: readonly string[], of: (call: PlannedCall) => string): number => {
  const counts = count(calls, of);
  const all = values.map((value) => counts.get(value) ?? 0);
  return Math.max(...all) - Math.min(...all);
};
const by = (calls: PlannedCall[], of: (call: PlannedCall) => string): PlannedCall[][] =>
  [...new Set(calls.map(of))].map((key) => calls.filter((call) => of(call) === key));

describe('planning calls', () => {
  it('gives each of four services its six calls, and each of four callers six of none that is theirs', () => {
    const services = ['Ash', 'Birch', 'Cedar', 'Elm'].map((id) => service(id));
    const callers = [
      caller('K1', ['Ash']),
      caller('K2', ['Birch']),
      caller('K3', ['Cedar', 'Ash']),
      caller('K4'),
    ];
    const { calls, repeats } = planned({ ...BASE, services, callers });
    expect(calls).toHaveLength(24);
    expect(Object.fromEntries(count(calls, (call) => call.service))).toEqual({
      Ash: 6,
      Birch: 6,
      Cedar: 6,
      Elm: 6,
    });
    expect(Object.fromEntries(count(calls, (call) => call.caller))).toEqual({ K1: 6, K2: 6, K3: 6, K4: 6 });
    for (const { id, not } of callers) {
      expect(calls.filter((call) => call.caller === id && not.includes(call.service))).toEqual([]);
    }
    expect(repeats).toEqual([]);
    // Six calls, three scenarios: two of each, and likewise times of day and weeks.
    for (const own of by(calls, (call) => call.service)) {
      expect(gap(own, BASE.scenarios, (call) => call.scenario)).toBe(0);
      expect(gap(own, BASE.times, (call) => call.time)).toBe(0);
      expect(gap(own, ['0', '1', '2'], (call) => String(call.week))).toBe(0);
    }
  });

  it('tells no story in one week or at one time of day only, nor each time the same one', () => {
    const services = ['Ash', 'Birch', 'Cedar', 'Elm'].map((id) => service(id));
    const callers = ['K1', 'K2', 'K3', 'K4'].map((id) => caller(id));
    for (const seed of ['SEED-1', 'SEED-2', 'SEED-3', 'SEED-4', 'SEED-5']) {
      const { calls } = planned({ ...BASE, seed, services, callers });
      for (const own of [
        ...by(calls, ({ scenario }) => scenario),
        ...by(calls, ({ week }) => String(week)),
      ]) {
        expect(count(own, ({ time }) => time).size).toBeGreaterThan(1);
      }
      // Each caller tells each story twice, so in two weeks.
      for (const own of by(calls, ({ scenario }) => scenario)) {
        expect(count(own, ({ week }) => String(week)).size).toBeGreaterThan(1);
      }
    }
  });

  it('is the same for a seed whatever the order of the wishes, and another for another seed', () => {
    const services = ['Ash', 'Birch', 'Cedar'].map((id) => service(id));
    const callers = ['K1', 'K2', 'K3', 'K4'].map((id) => caller(id));
    const plan = planCalls({ ...BASE, services, callers });
    const turned = { services: services.toReversed(), callers: callers.toReversed() };
    expect(planCalls({ ...BASE, ...turned, scenarios: BASE.scenarios.toReversed() })).toEqual(plan);
    expect(planCalls({ ...BASE, services, callers, seed: 'SEED-2' })).not.toEqual(plan);
  });

  it('says who hears a scenario again, where one caller has to make more calls than there are scenarios', () => {
    const plan = planned({
      ...BASE,
      services: [service('Ash', 5)],
      callers: [caller('K1'), caller('K2', ['Ash'])],
    });
    expect(plan.repeats).toEqual([{ service: 'Ash', caller: 'K1' }]);
    expect([...count(plan.calls, (call) => call.scenario).values()].toSorted((a, b) => a - b)).toEqual([
      1, 2, 2,
    ]);
  });

  it('would rather have callers uneven than a service hear one scenario twice from the same', () => {
    // K1 alone may call Birch and Cedar. Even would be two calls each, with both of Ash by K2, who has one scenario.
    const { calls, repeats } = planned({
      ...BASE,
      scenarios: ['crack'],
      services: [service('Ash', 2), service('Birch', 1), service('Cedar', 1)],
      callers: [caller('K1'), caller('K2', ['Birch', 'Cedar'])],
    });
    expect(repeats).toEqual([]);
    expect(Object.fromEntries(count(calls, (call) => call.caller))).toEqual({ K1: 3, K2: 1 });
  });

  it('has a service called by as many people as can be', () => {
    const services = ['Ash', 'Birch', 'Cedar'].map((id) => service(id, 3));
    const callers = ['K1', 'K2', 'K3'].map((id) => caller(id));
    const { calls } = planned({ ...BASE, services, callers });
    expect(count(calls, (call) => `${call.service} ${call.caller}`).size).toBe(9);
  });

  it('says which services are short, who may call them, and how many calls these can make', () => {
    const plan = planCalls({
      ...BASE,
      services: [service('Ash'), service('Birch'), service('Cedar'), service('Elm', 2)],
      callers: [
        caller('K1', ['Cedar', 'Elm'], 4),
        caller('K2', ['Cedar', 'Elm'], 5),
        caller('K3', ['Ash', 'Birch', 'Cedar']),
      ],
    });
    expect(plan).toEqual({
      short: [
        { services: ['Ash', 'Birch'], wanted: 12, callers: ['K1', 'K2'], able: 9 },
        { services: ['Cedar'], wanted: 6, callers: [], able: 0 },
      ],
    });
  });

  it('refuses to plan with nothing to say', () => {
    expect(() => planCalls({ ...BASE, scenarios: [], services: [], callers: [] })).toThrow(RangeError);
  });
});

/** Whether any way of giving calls to callers is left, tried one after the other; with the least sum of squares. */
function bestByTrying({
  services,
  callers,
  scenarios,
}: CallsWanted): { repeats: number; squares: number } | null {
  const slots = services.flatMap(({ id, calls }) => Array.from({ length: calls }, () => id));
  let best: { repeats: number; squares: number } | null = null;
  const made = new Map(callers.map(({ id }) => [id, 0]));
  const pairs = new Map<string, number>();
  const go = (at: number) => {
    const slot = slots[at];
    if (slot === undefined) {
      const squares = [...made.values()].reduce((sum, n) => sum + n * n, 0);
      const repeats = [...pairs.values()].reduce((sum, n) => sum + Math.max(0, n - scenarios.length), 0);
      if (!best || repeats < best.repeats || (repeats === best.repeats && squares < best.squares)) {
        best = { repeats, squares };
      }
      return;
    }
    for (const { id, not, most } of callers) {
      const n = made.get(id) ?? 0;
      if (not.includes(slot) || n >= (most ?? Infinity)) continue;
      const pair = `${slot} ${id}`;
      made.set(id, n + 1);
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
      go(at + 1);
      made.set(id, n);
      pairs.set(pair, (pairs.get(pair) ?? 1) - 1);
    }
  };
  go(0);
  return best;
}

describe('plans of calls with made-up wishes', () => {
  const random = seeded(20261129);
  const below = (n: number) => Math.floor(random() * n);
  const wishes = (services: number, callers: number, most: number, calls: number): CallsWanted => {
    const ids = Array.from({ length: services }, (_, i) => `S${i}`);
    return {
      seed: `S-${below(1_000_000)}`,
      services: ids.map((id) => service(id, below(calls + 1))),
      callers: Array.from({ length: callers }, (_, i) =>
        caller(
          `K${i}`,
          ids.filter(() => random() < 0.35),
          random() < 0.5 ? null : below(most + 1),
        ),
      ),
      scenarios: ['crack', 'son_heroin', 'alcohol_work'].slice(0, 1 + below(3)),
      times: ['morning', 'afternoon', 'evening'].slice(0, 1 + below(3)),
      weeks: 1 + below(4),
    };
  };

  it('are there whenever trying everything finds one, as even, and with no more repeats; else a shortage is real', () => {
    const seen = { plans: 0, shortages: 0 };
    for (let run = 0; run < 400; run += 1) {
      const wanted = wishes(1 + below(3), 1 + below(3), 5, 3);
      const best = bestByTrying(wanted);
      const plan = planCalls(wanted);
      expect('short' in plan, JSON.stringify(wanted)).toBe(best === null);
      if ('short' in plan) {
        seen.shortages += 1;
        expect(plan.short.length).toBeGreaterThan(0);
        for (const short of plan.short) {
          const theirs = wanted.services.filter(({ id }) => short.services.includes(id));
          const able = wanted.callers.filter(({ not }) => theirs.some(({ id }) => !not.includes(id)));
          expect(short.wanted).toBe(theirs.reduce((sum, { calls }) => sum + calls, 0));
          expect(short.callers).toEqual(able.map(({ id }) => id).toSorted());
          expect(short.able).toBe(able.reduce((sum, { most }) => sum + (most ?? Infinity), 0));
          expect(short.able).toBeLessThan(short.wanted);
        }
        continue;
      }
      seen.plans += 1;
      const perPair = count(plan.calls, (call) => `${call.service} ${call.caller}`);
      const repeats = [...perPair.values()].reduce(
        (sum, n) => sum + Math.max(0, n - wanted.scenarios.length),
        0,
      );
      const squares = [...count(plan.calls, (call) => call.caller).values()].reduce(
        (sum, n) => sum + n * n,
        0,
      );
      expect({ repeats, squares }, JSON.stringify(wanted)).toEqual(best);
    }
    expect(Math.min(seen.plans, seen.shortages)).toBeGreaterThan(60);
  });

  it('keep every wish, and spread scenarios, times and weeks over services and callers', () => {
    let plans = 0;
    for (let run = 0; run < 60; run += 1) {
      const wanted = wishes(1 + below(9), 2 + below(7), 20, 8);
      const plan = planCalls(wanted);
      if ('short' in plan) continue;
      plans += 1;
      const { calls } = plan;
      const { scenarios, times } = wanted;
      const weeks = Array.from({ length: wanted.weeks }, (_, i) => String(i));
      for (const { id, calls: n } of wanted.services) {
        expect(calls.filter((call) => call.service === id)).toHaveLength(n);
      }
      for (const { id, not, most } of wanted.callers) {
        const own = calls.filter((call) => call.caller === id);
        expect(own.filter((call) => not.includes(call.service))).toEqual([]);
        expect(own.length).toBeLessThanOrEqual(most ?? Infinity);
      }
      for (const key of ['service', 'caller'] as const) {
        for (const own of by(calls, (call) => call[key])) {
          expect(gap(own, scenarios, (call) => call.scenario)).toBeLessThanOrEqual(1);
          expect(gap(own, times, (call) => call.time)).toBeLessThanOrEqual(1);
          expect(gap(own, weeks, (call) => String(call.week))).toBeLessThanOrEqual(1);
        }
      }
      for (const own of by(calls, ({ caller: c, scenario }) => `${c} ${scenario}`)) {
        expect(gap(own, weeks, (call) => String(call.week))).toBeLessThanOrEqual(1);
      }
      for (const own of by(calls, ({ service: s, caller: c }) => `${s} ${c}`)) {
        expect(gap(own, weeks, (call) => String(call.week))).toBeLessThanOrEqual(1);
        expect(gap(own, scenarios, (call) => call.scenario)).toBeLessThanOrEqual(1);
      }
      for (const key of ['service', 'caller'] as const) {
        for (const own of by(calls, (call) => `${call[key]} ${call.scenario}`)) {
          expect(gap(own, times, (call) => call.time)).toBeLessThanOrEqual(1);
        }
      }
      expect(calls.map(({ week }) => week)).toEqual(calls.map(({ week }) => week).toSorted((a, b) => a - b));
    }
    expect(plans).toBeGreaterThan(15);
  });
});
