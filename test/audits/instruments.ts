import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import {
  countValues,
  instrumentItemsOf,
  optionsOf,
  parseInstrument,
  readRecord,
  readRecordHeading,
  scoreRecord,
  tallyCriteria,
  tallyItems,
} from '../../rules/index.ts';
import type {
  CriterionTally,
  Instrument,
  InstrumentItem,
  ItemTally,
  SheetRecord,
} from '../../rules/index.ts';

const audits = new URL('../../audits/', import.meta.url);

/** A file of the audits folder, as it stands. */
export const fileOf = (name: string): string => readFileSync(new URL(name, audits), 'utf8');

/** A tool that comes with the program. */
export function toolOf(id: string, version = 1): Instrument {
  const parsed = parseInstrument(JSON.parse(fileOf(`${id}.v${version}.json`)));
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.instrument;
}

/** The records of an example; a sheet with problems fails with them. */
export const recordsOf = (instrument: Instrument, name: string): SheetRecord[] =>
  recordsIn(instrument, fileOf(name));

/** The records of a sheet; one with problems fails with them. */
export function recordsIn(instrument: Instrument, csv: string): SheetRecord[] {
  const [heading = [], ...rows]: string[][] = parse(csv, { relax_column_count: true });
  const read = readRecordHeading(instrument, heading);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems, null, 2));
  return rows.map((cells, i) => {
    const { record, problems } = readRecord(instrument, read.columns, cells, i + 2);
    if (problems.length > 0) throw new Error(JSON.stringify(problems, null, 2));
    return record;
  });
}

/** The figures of records, by the ids of items and criteria. */
export function figuresOf(
  instrument: Instrument,
  records: readonly SheetRecord[],
  excluded: ReadonlySet<string> = new Set(),
): { items: Map<string, ItemTally>; criteria: Map<string, CriterionTally> } {
  const answers = records.map((record) => record.answers);
  const items = tallyItems(instrument, countValues(answers), records.length);
  const scores = answers.map((own) => scoreRecord(instrument, own, excluded));
  return {
    items: new Map(items.map((tally) => [tally.id, tally])),
    criteria: new Map(tallyCriteria(instrument, scores).map((tally) => [tally.id, tally])),
  };
}

/** What every tool that comes with the program owes those who answer it, or what is wrong with it. */
export function roughEdgesOf(instrument: Instrument): string[] {
  const { catalogue } = instrument;
  return [
    ...(catalogue ? [] : ['it does not say how it stands in the list of tools']),
    ...(catalogue && !/\d{4}/.test(catalogue.basis) ? ['its source has no year in the list of tools'] : []),
    ...instrumentItemsOf(instrument).flatMap((item) => {
      const { id, label, guidance, source } = item;
      const sentences = guidance.match(/[.?!](?=\s|$)/g)?.length ?? 0;
      return [
        ...(label.length > 70 ? [`${id}: its label does not fit one row`] : []),
        ...(guidance.length < 60 || sentences < 2 || sentences > 6
          ? [`${id}: its guidance is too short or long`]
          : []),
        ...(source === undefined ? [`${id}: names no source`] : []),
        ...(isCheck(instrument, item) && !item.target && item.noStandard === undefined
          ? [`${id}: has neither a standard nor the reason why there is none`]
          : []),
      ];
    }),
  ];
}

/** Whether an item is asked as a check: by a scale of yes and no. */
const isCheck = (instrument: Instrument, item: InstrumentItem): item is InstrumentItem & { kind: 'scale' } =>
  item.kind === 'scale' &&
  optionsOf(instrument, item)
    .map(({ id }) => id)
    .join(' ') === 'yes no';
