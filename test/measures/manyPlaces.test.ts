import { expect, it } from 'vitest';
import type { Measure, PlaceRow } from '../../rules/index.ts';
import { manyPlaces } from '../../server/measures/manyPlaces.ts';

const measure = {
  label: 'Waiting times',
  better: 'more',
  unit: 'percent',
  decimals: 0,
} as unknown as Measure;
const period = { start: '2010-04-01', end: '2011-03-31' };
const row = (place: string, value: number | null, rank: number | null) =>
  ({ place, value, rank, changeRank: null, reached: null, actual: null }) as unknown as PlaceRow;

it('says of the place that is looked at what it has, wherever it stands among very many', () => {
  const ranked = Array.from({ length: 120 }, (_, i) => row(`Place ${i + 1}`, 120 - i, i + 1));
  const rows = [...ranked, row('Target alone', null, null)];
  const placesIn = (name: string | null) => {
    const found = manyPlaces(measure, period, rows, name, []);
    return {
      text: found?.text.join(' '),
      captions: found?.tables.map(({ caption }) => caption),
      names: found?.tables.map((one) => one.rows.map((own) => own.name)),
    };
  };
  expect(placesIn(null).names?.flat()).toHaveLength(40);
  expect(placesIn('Place 60').captions).toContain('Place 60, and those about it');
  const without = placesIn('Target alone');
  expect(without.captions).toContain('Target alone, which has no figure in this period');
  expect(without.names).toContainEqual(['Target alone']);
  expect(without.text).toContain('41 of 121 places stand here.');
  // One with neither figure nor target is no row at all.
  const unknown = placesIn('Nothing here');
  expect(unknown.text).toContain(
    'Nothing here has neither a figure nor a target or an estimate in this period.',
  );
  expect(unknown.names?.flat()).toHaveLength(40);
});
