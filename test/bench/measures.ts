import { loadavg } from 'node:os';
import { expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { startApp } from '../support/app.ts';
import { timed } from './largeAudit.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const RUNS = 3;

/** So many figures of each measure at so many places over so many months. */
const SHAPES = [
  { name: 'one measure', measures: 1, places: 1000, months: 100 },
  { name: 'one place', measures: 100, places: 1, months: 1000 },
  { name: 'a country', measures: 40, places: 150, months: 16 },
];

for (const shape of SHAPES) {
  const figures = shape.measures * shape.places * shape.months;
  it(`pages of ${figures.toLocaleString('en-GB')} figures: ${shape.name}`, async () => {
    const app = await startApp('sqlite');
    try {
      const { deps, ids } = app;
      const measures = Array.from({ length: shape.measures }, (_, i) => [
        `m${i}`,
        `Measure ${i}`,
        'percent',
        'higher',
      ]);
      const sheet = async function* () {
        yield { row: 1, cells: ['measure', 'place', 'place kind', 'period', 'kind', 'figure'] };
        let row = 1;
        for (const [id = ''] of measures) {
          for (let place = 0; place < shape.places; place += 1) {
            for (let month = 0; month < shape.months; month += 1) {
              row += 1;
              const period = `${MONTHS[month % 12]} ${1930 + Math.floor(month / 12)}`;
              const cells = [id, `Place ${place}`, 'partnership', period, 'actual', `${(row * 7) % 100}%`];
              yield { row, cells };
            }
          }
        }
      };
      const heading = ['id', 'label', 'unit', 'better'];
      const lines = async function* () {
        yield* [heading, ...measures].map((cells, i) => ({ row: i + 1, cells }));
      };
      await deps.measures.takeOver(ids.lena, lines(), { replace: false });
      const taking = await timed(async () => {
        await deps.measures.takeOver(ids.lena, sheet(), { replace: false });
      });
      const place = (await deps.measures.overview()).places[0]?.id ?? 0;
      const carl = await app.as('carl');
      const pages = [
        urls.measures(),
        urls.measure('m0'),
        urls.measurePlace(place),
        urls.board({ partnership: 'Place 0' }),
        urls.measureExport('m0', 'csv'),
        urls.measureExport('m0', 'xlsx'),
        urls.measureExport('m0', 'pdf'),
        urls.measurePlaceExport(place, 'pdf'),
      ];
      const times = [];
      for (const url of pages) {
        const each: number[] = [];
        for (let run = 0; run < RUNS; run += 1) {
          each.push(
            await timed(async () => {
              expect((await carl.get(url)).status).toBe(200);
            }),
          );
        }
        times.push(`${url} ${(each.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0).toFixed(0)} ms`);
      }
      console.log(
        `${shape.name}, ${figures.toLocaleString('en-GB')} figures: taken over in ${taking.toFixed(0)} ms; ${times.join(', ')} (load ${(loadavg()[0] ?? 0).toFixed(1)})`,
      );
    } finally {
      await app.close();
    }
  }, 300_000);
}
