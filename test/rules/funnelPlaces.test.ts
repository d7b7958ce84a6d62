import { describe, expect, it } from 'vitest';
import { funnelLimits, funnelPlaces } from '../../rules/index.ts';

const alike = (count: number) => Array.from({ length: count }, () => ({ yes: 20, applicable: 40 }));
const shareOf = (units: readonly { yes: number; applicable: number }[]) =>
  units.reduce((sum, { yes }) => sum + yes, 0) / units.reduce((sum, { applicable }) => sum + applicable, 0);

describe('where units lie in a funnel', () => {
  it('calls outside what lies beyond the outer limits of chance', () => {
    const units = [...alike(100), { yes: 2, applicable: 40 }, { yes: 38, applicable: 40 }];
    const share = shareOf(units);
    expect(share).toBe(0.5);
    // By the binomial distribution 9 of 40 or fewer has a chance of 0.03%, and 10 or fewer one of 0.11%.
    expect(funnelLimits(share, 40, 0.998)).toEqual({ low: 10 / 40, high: 30 / 40 });
    expect(funnelPlaces(units, share)).toEqual({
      tauSquared: 0,
      places: [...alike(100).map(() => 'inside'), 'below', 'above'],
    });
  });

  it('lets a unit on the limit lie inside', () => {
    const units = [...alike(30), { yes: 10, applicable: 40 }, { yes: 30, applicable: 40 }];
    expect(new Set(funnelPlaces(units, 0.5).places)).toEqual(new Set(['inside']));
  });

  it('sets the limits wider where units differ by more than chance throughout', () => {
    const units = [...alike(1), { yes: 8, applicable: 40 }, { yes: 32, applicable: 40 }];
    const { tauSquared, places } = funnelPlaces(units, 0.5);
    expect(tauSquared).toBeGreaterThan(0);
    // By chance alone 8 of 40 and 32 of 40 would lie outside.
    expect(places).toEqual(['inside', 'inside', 'inside']);
  });

  it('calls nothing outside where all or none have a yes', () => {
    const units = [
      { yes: 40, applicable: 40 },
      { yes: 3, applicable: 3 },
    ];
    expect(funnelPlaces(units, 1).places).toEqual(['inside', 'inside']);
  });
});
