import type { Share } from '../disclosure.ts';
import { funnelLimits, isOverDispersed, overDispersion } from './series.ts';

/** The levels of the limits of a funnel: within the inner ones lie 95 of 100 units by chance alone, within the outer ones 99.8. */
export const FUNNEL_LEVELS = { inner: 0.95, outer: 0.998 } as const;

/** Where a unit lies against the outer limits of a funnel. */
export type FunnelPlace = 'inside' | 'above' | 'below';

/**
 * Where each unit lies against the outer limits around the share of them all: the one rule by which a unit is called outside.
 * Where units differ by more than chance throughout, the limits stand further out by what they differ.
 *
 * @param units - each with files
 * @param share - of all of them, from 0 to 1
 * @see Spiegelhalter, Stat Med 2005; 24: 1185-1202
 */
export function funnelPlaces(
  units: readonly Share[],
  share: number,
): { tauSquared: number; places: FunnelPlace[] } {
  const found = overDispersion(units, share);
  const tauSquared = found && isOverDispersed(found, units.length) ? found.tauSquared : 0;
  return {
    tauSquared,
    places: units.map(({ yes, applicable }) => {
      const limits = funnelLimits(share, applicable, FUNNEL_LEVELS.outer, tauSquared);
      const own = yes / applicable;
      if (limits === null) return 'inside';
      return own < limits.low ? 'below' : own > limits.high ? 'above' : 'inside';
    }),
  };
}
