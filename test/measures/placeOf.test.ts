import { expect, it } from 'vitest';
import { placesOfPartnerships } from '../../server/measures/placeOf.ts';
import type { PlaceKind } from '../../rules/index.ts';

const place = (name: string, kind: PlaceKind = 'partnership') => ({ name, kind });

it('is the place of the very name, or else the longest partnership that the name begins with', () => {
  const placeOf = placesOfPartnerships(
    [place('North'), place('North East'), place('North East Lincolnshire'), place('South', 'region')],
    [],
  );
  const nameOf = (partnership: string) => placeOf(partnership)?.name ?? null;
  expect(nameOf('North East Lincolnshire')).toBe('North East Lincolnshire');
  expect(nameOf('North east lincolnshire Drug Action Team')).toBe('North East Lincolnshire');
  expect(nameOf('North East')).toBe('North East');
  expect(nameOf('North East Team')).toBe('North East');
  expect(nameOf('Northern Team')).toBeNull();
  // A region holds several partnerships: only what bears its very name is it.
  expect([nameOf('South'), nameOf('South Team')]).toEqual(['South', null]);
});

it('is none where a longer place fits that is no partnership', () => {
  const placeOf = placesOfPartnerships([place('North'), place('North East', 'region')], []);
  expect(placeOf('North East Team')).toBeNull();
});

it('is none where several partnerships with audits begin with it, and the place itself stays its own', () => {
  const placeOf = placesOfPartnerships([place('Ash')], ['Ash Adult Team', 'Ash Young People']);
  expect(['Ash Adult Team', 'Ash Young People', 'Ash'].map((name) => placeOf(name)?.name)).toEqual([
    undefined,
    undefined,
    'Ash',
  ]);
  const own = placesOfPartnerships(
    [place('Ash'), place('Ash Young People')],
    ['Ash Team', 'Ash Young People'],
  );
  expect(own('Ash Team')?.name).toBe('Ash');
});
