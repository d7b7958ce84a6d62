import { describe, expect, it } from 'vitest';
import {
  gwetAc1,
  kappa,
  linearWeights,
  quadraticWeights,
  wilson,
  withCategoryApart,
} from '../../rules/index.ts';
import type { Coefficient } from '../../rules/index.ts';

const THREE_BY_THREE = [
  [13, 0, 0],
  [0, 20, 7],
  [0, 4, 56],
];
/** Nearly all answers alike: the paradox that AC1 was made for. */
const LOPSIDED = [
  [118, 5],
  [2, 0],
];

describe('the agreement of two readers', () => {
  it('has the published coefficients', () => {
    expect(kappa(THREE_BY_THREE)?.value).toBeCloseTo(0.796, 3);
    expect(gwetAc1(THREE_BY_THREE)?.value).toBeCloseTo(0.849, 3);
    expect(kappa(LOPSIDED)?.value).toBeCloseTo(-0.0234, 4);
    expect(gwetAc1(LOPSIDED)?.value).toBeCloseTo(0.9408, 4);
  });
  it('has the variance of Fleiss, Cohen and Everitt', () => {
    // By hand: agreed 0.7, expected 0.5, kappa 0.4; terms 0.126 + 0.0945 + 0.1026 - 0.01 over 50 · 0.25.
    const estimate = kappa([
      [20, 5],
      [10, 15],
    ]);
    expect(estimate?.value).toBeCloseTo(0.4, 12);
    const [p1, p2, q1, q2] = [0.5, 0.5, 0.6, 0.4];
    const terms =
      0.4 * (1 - (p1 + q1) * 0.6) ** 2 +
      0.3 * (1 - (p2 + q2) * 0.6) ** 2 +
      0.36 * (0.1 * (q1 + p2) ** 2 + 0.2 * (q2 + p1) ** 2) -
      (0.4 - 0.5 * 0.6) ** 2;
    // Student's t with 49 degrees of freedom, from its tables.
    const half = 2.009575 * Math.sqrt(terms / (50 * 0.25));
    expect(estimate?.low).toBeCloseTo(0.4 - half, 6);
    expect(estimate?.high).toBeCloseTo(0.4 + half, 6);
  });
  it('is 1 where the two always agree', () => {
    const same = [
      [7, 0],
      [0, 5],
    ];
    expect(kappa(same)?.value).toBe(1);
    expect(gwetAc1(same)?.value).toBe(1);
  });
  it('has no kappa where all answers are one, but has AC1', () => {
    const alike = [
      [12, 0],
      [0, 0],
    ];
    expect(kappa(alike)).toBeNull();
    expect(gwetAc1(alike)?.value).toBe(1);
  });
  it('is null without files and refuses what is no square of counts', () => {
    const none = [
      [0, 0],
      [0, 0],
    ];
    expect([kappa(none), gwetAc1(none)]).toEqual([null, null]);
    for (const wrong of [
      [[1, 2]],
      [[1]],
      [
        [1, 2],
        [3, 4.5],
      ],
    ]) {
      expect(() => kappa(wrong)).toThrow(RangeError);
      expect(() => gwetAc1(wrong)).toThrow(RangeError);
    }
  });
});

describe('the interval of kappa and AC1', () => {
  const said = (estimate: Coefficient | null) =>
    estimate &&
    [estimate.value, estimate.low, estimate.high].map((number) => Math.round(1000 * number) / 1000);

  it('is that of irrCAC, by Student’s t with a degree of freedom fewer than files', () => {
    // Gwet's abstractors and diagnoses, as the vignette and the tests of irrCAC print them. By the normal distribution
    // the first would be 0.681 to 0.912.
    const diagnoses = [
      [40, 4, 4, 17],
      [6, 25, 2, 13],
      [4, 1, 21, 12],
      [15, 5, 9, 45],
    ];
    expect(said(kappa(THREE_BY_THREE))).toEqual([0.796, 0.68, 0.913]);
    expect(said(gwetAc1(THREE_BY_THREE))).toEqual([0.849, 0.764, 0.935]);
    expect(said(kappa(diagnoses))).toEqual([0.432, 0.341, 0.522]);
    expect(said(gwetAc1(diagnoses))).toEqual([0.456, 0.371, 0.542]);
  });

  it('is as wide as six files deserve', () => {
    // By hand: agreed 4/6, means of the margins 1/2, expected 1/2, AC1 1/3; variance
    // 2/9 - 4 (2/3)(4/6 · 1/2 - 1/3) + 4 (4/9)(1/4 - 1/4) = 2/9 over 6 / 4: 4/27; t with 5 degrees 2.570582.
    const six = gwetAc1([
      [2, 1],
      [1, 2],
    ]);
    expect(six?.value).toBeCloseTo(1 / 3, 12);
    expect(six?.low).toBeCloseTo(1 / 3 - 2.570582 * Math.sqrt(4 / 27), 6);
    expect(six).toMatchObject({ high: 1, intervalFrom: 't' });
  });

  it('comes from the Wilson interval of the agreement where two readers always agree', () => {
    // 12 of 12 is 75.75% to 100%; by chance (7² + 5²) / 144 = 0.5139 and, for AC1, 2 · 7/12 · 5/12 = 0.4861.
    const same = [
      [7, 0],
      [0, 5],
    ];
    const low = wilson(12, 12)?.low ?? 0;
    expect(low).toBeCloseTo(0.7575, 4);
    expect(kappa(same)).toEqual({
      value: 1,
      low: expect.closeTo((low - 74 / 144) / (70 / 144), 12) as number,
      high: 1,
      intervalFrom: 'wilson',
    });
    expect(gwetAc1(same)).toEqual({
      value: 1,
      low: expect.closeTo((low - 70 / 144) / (74 / 144), 12) as number,
      high: 1,
      intervalFrom: 'wilson',
    });
    // One answer throughout: chance plays no part in AC1.
    const alike = gwetAc1([
      [3, 0],
      [0, 0],
    ]);
    expect(alike).toEqual({ value: 1, ...wilson(3, 3), intervalFrom: 'wilson' });
  });

  it('does so too where they never agree, and where one of them gives one answer throughout', () => {
    const never = [
      [0, 5],
      [5, 0],
    ];
    // None of ten: up to 27.75%; by chance half.
    for (const coefficient of [kappa(never), gwetAc1(never)]) {
      expect(coefficient).toMatchObject({ value: -1, low: -1, intervalFrom: 'wilson' });
      expect(coefficient?.high).toBeCloseTo((0.2775 - 0.5) / 0.5, 3);
    }
    // 9 of 10 agree, and 9 of 10 would by chance.
    const one = kappa([
      [9, 1],
      [0, 0],
    ]);
    expect(one).toMatchObject({ low: -1, intervalFrom: 'wilson' });
    expect(one?.value).toBeCloseTo(0, 12);
    expect(one?.high).toBeCloseTo((0.9821 - 0.9) / 0.1, 2);
  });

  it('is never without width, lies around its coefficient and in its bounds, for every table of up to 12 files', () => {
    let tables = 0;
    for (let a = 0; a <= 12; a += 1)
      for (let b = 0; a + b <= 12; b += 1)
        for (let c = 0; a + b + c <= 12; c += 1)
          for (let d = a + b + c === 0 ? 1 : 0; a + b + c + d <= 12; d += 1) {
            for (const found of [
              kappa([
                [a, b],
                [c, d],
              ]),
              gwetAc1([
                [a, b],
                [c, d],
              ]),
            ]) {
              if (found === null) continue;
              tables += 1;
              const { value, low, high } = found;
              expect(high - low).toBeGreaterThan(0.05);
              expect(low).toBeGreaterThanOrEqual(-1);
              expect(high).toBeLessThanOrEqual(1);
              expect(low).toBeLessThanOrEqual(value + 1e-12);
              expect(high).toBeGreaterThanOrEqual(value - 1e-12);
            }
          }
    // All tables but the empty one, for kappa without the 24 in which every answer is the same.
    expect(tables).toBe(2 * 1819 - 24);
  });
});

describe('the agreement of two readers on an ordered scale', () => {
  const said = (estimate: Coefficient | null) =>
    estimate &&
    [estimate.value, estimate.low, estimate.high].map((number) => Math.round(1000 * number) / 1000);

  it('is that of irrCAC with quadratic weights', () => {
    // As its vignette on weights prints them: kappa 0.8921569, standard error 0.03535151; AC2 0.9402369, 0.01792019.
    const weights = quadraticWeights(3);
    expect(kappa(THREE_BY_THREE, weights)?.value).toBeCloseTo(0.8921569, 7);
    expect(said(kappa(THREE_BY_THREE, weights))).toEqual([0.892, 0.822, 0.962]);
    expect(gwetAc1(THREE_BY_THREE, weights)?.value).toBeCloseTo(0.9402369, 7);
    expect(said(gwetAc1(THREE_BY_THREE, weights))).toEqual([0.94, 0.905, 0.976]);
    // Student's t with 99 degrees of freedom, from its tables.
    const ac2 = gwetAc1(THREE_BY_THREE, weights);
    expect(((ac2?.high ?? 0) - (ac2?.low ?? 0)) / 2 / 1.984217).toBeCloseTo(0.01792019, 6);
  });

  it('has the weights as irrCAC prints them', () => {
    expect(quadraticWeights(3)).toEqual([
      [1, 0.75, 0],
      [0.75, 1, 0.75],
      [0, 0.75, 1],
    ]);
    expect(linearWeights(3)).toEqual([
      [1, 0.5, 0],
      [0.5, 1, 0.5],
      [0, 0.5, 1],
    ]);
    expect(quadraticWeights(4)[0]?.[1]).toBeCloseTo(8 / 9, 12);
  });

  it('is that of couples who were asked one by one, with linear weights', () => {
    // Agresti's table of 91 couples: kappa 0.1293 with standard error 0.0686; weighted 0.2374 with 0.0783 in vcd.
    const couples = [
      [7, 7, 2, 3],
      [2, 8, 3, 7],
      [1, 5, 4, 9],
      [2, 8, 9, 14],
    ];
    const linear = kappa(couples, linearWeights(4));
    expect(kappa(couples)?.value).toBeCloseTo(0.1293, 4);
    expect(linear?.value).toBeCloseTo(0.2374, 4);
    // Student's t with 90 degrees of freedom.
    expect(((linear?.high ?? 0) - (linear?.low ?? 0)) / 2 / 1.986675).toBeCloseTo(0.07832, 5);
  });

  it('can be worked out by hand', () => {
    // Of four files three alike and one a step apart: agreed (3 + 0.75) / 4 = 0.9375. Margins 2, 1, 1 and 1, 2, 1 of 4:
    // expected (2 + 2 + 1 + 0.75 (4 + 1 + 1 + 2)) / 16 = 0.6875. Kappa 0.25 / 0.3125.
    const four = [
      [1, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    expect(kappa(four, quadraticWeights(3))?.value).toBeCloseTo(0.8, 12);
    // AC2: means 3/8, 3/8, 2/8; sum of mean (1 - mean) 21/32; weights add up to 6 over 6 pairs.
    expect(gwetAc1(four, quadraticWeights(3))?.value).toBeCloseTo((0.9375 - 21 / 32) / (11 / 32), 12);
    // Without weights three of four; expected 5/16.
    expect(kappa(four)?.value).toBeCloseTo((0.75 - 0.3125) / 0.6875, 12);
  });

  it('is the plain one for two points, whatever the weights', () => {
    for (const weights of [quadraticWeights(2), linearWeights(2)]) {
      expect(kappa(LOPSIDED, weights)).toEqual(kappa(LOPSIDED));
      expect(gwetAc1(LOPSIDED, weights)).toEqual(gwetAc1(LOPSIDED));
    }
  });

  it('takes “not applicable” for no point of the scale', () => {
    const weights = withCategoryApart(quadraticWeights(3));
    expect(weights[3]).toEqual([0, 0, 0, 1]);
    expect(weights.map((line) => line[3])).toEqual([0, 0, 0, 1]);
    const padded = THREE_BY_THREE.map((line) => [...line, 0]);
    const unused = [...padded, [0, 0, 0, 0]];
    expect(kappa(unused, weights)?.value).toBeCloseTo(0.8921569, 7);
    // One file that one reader rates and the other calls not applicable agrees in nothing: 97.25 of 101.
    const one = unused.map((line, i) => (i === 0 ? [13, 0, 0, 1] : line));
    const expected = kappa(one, weights);
    expect(expected?.value).toBeLessThan(0.8921569);
  });

  it('has an interval in its bounds where it has no width of its own', () => {
    const same = [
      [4, 0, 0],
      [0, 3, 0],
      [0, 0, 3],
    ];
    expect(kappa(same, quadraticWeights(3))).toMatchObject({ value: 1, high: 1, intervalFrom: 'wilson' });
    // Every file a step apart: 0.75 of five files is between three and four of them.
    const apart = [
      [0, 5, 0],
      [0, 0, 0],
      [0, 0, 0],
    ];
    const ac2 = gwetAc1(apart, quadraticWeights(3));
    expect(ac2).toMatchObject({ intervalFrom: 'wilson' });
    expect(ac2?.low).toBeLessThanOrEqual(ac2?.value ?? -2);
    expect(ac2?.high).toBeGreaterThanOrEqual(ac2?.value ?? 2);
  });
});
