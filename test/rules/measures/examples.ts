import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { parsePeriod, readFigure } from '../../../rules/index.ts';
import type { Better, Measure, Observation, ObservationKind } from '../../../rules/index.ts';

const folder = new URL('../../../audits/examples/measures/', import.meta.url);

const rowsOf = (file: string): Record<string, string>[] =>
  parse(readFileSync(new URL(file, folder), 'utf8'), { columns: true });

/** A shipped example, read cell by cell without the program's own reader of sheets. */
export function exampleMeasures(name: string): { measures: Measure[]; observations: Observation[] } {
  const measures = rowsOf(`${name}/measures.csv`).map((row): Measure => ({
    id: row['id'] ?? '',
    label: row['label'] ?? '',
    unit: row['unit'] ?? '',
    better: row['better'] as Better,
    numerator: row['numerator'] ?? '',
    denominator: row['denominator'] ?? '',
    partOf: row['part of'] || null,
  }));
  const observations = rowsOf(`${name}/observations.csv`).map((row): Observation => {
    const measure = measures.find(({ id }) => id === row['measure']);
    const { figure, problem } = readFigure(row['figure'] ?? '', measure ?? { unit: '' });
    const period = parsePeriod(row['period'] ?? '');
    if (!figure || !period || !measure) throw new Error(`${JSON.stringify(row)}: ${problem ?? 'no period'}`);
    return {
      ...figure,
      measure: measure.id,
      place: row['place'] ?? '',
      period,
      kind: row['kind'] as ObservationKind,
      source: row['source'] ?? '',
      ...(row['denominator'] && {
        numerator: Number(row['numerator']),
        denominator: Number(row['denominator']),
      }),
    };
  });
  return { measures, observations };
}
