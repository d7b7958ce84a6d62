import { tallyCriteria } from './criterionTally.ts';
import type { CriterionTally, ScoreInBrief } from './criterionTally.ts';
import { tallyItems } from './itemTally.ts';
import type { ItemTally } from './itemTally.ts';
import { criteriaOf, instrumentItemsOf } from './parts.ts';
import type { Instrument } from './schema.ts';
import { scoreRecord } from './score.ts';

/** The figures of some records: every item, and every criterion. */
export interface RecordFigures {
  items: ItemTally[];
  criteria: CriterionTally[];
}

/** Ids of the items that a group is not asked; null is a sheet without groups. */
export type ExclusionsOf = (group: string | null) => readonly string[];

/** Counts records one by one, of any kind of tool, and keeps of them only what can be counted. */
export class RecordCounter {
  private readonly instrument: Instrument;
  private readonly excluded: ReadonlySet<string>;
  private readonly exclusionsOf: ExclusionsOf;
  private readonly counted = new Map<string | null, Counted>();
  private readonly texts: ReadonlySet<string>;
  private readonly isScored: boolean;

  /**
   * @param excluded - ids of items that are left out
   * @param exclusionsOf - ids of items that a group is not asked
   */
  constructor(
    instrument: Instrument,
    excluded: ReadonlySet<string> = new Set(),
    exclusionsOf: ExclusionsOf = () => [],
  ) {
    this.instrument = instrument;
    this.excluded = excluded;
    this.exclusionsOf = exclusionsOf;
    const texts = instrumentItemsOf(instrument).filter(({ kind }) => kind === 'text');
    this.texts = new Set(texts.map(({ id }) => id));
    this.isScored = criteriaOf(instrument).length > 0;
  }

  /**
   * Counts a record.
   *
   * @param group - null where there are no groups
   * @returns what it scored on each criterion
   */
  add(group: string | null, given: ReadonlyMap<string, string>): ScoreInBrief[] {
    const notAsked = this.exclusionsOf(group);
    const answers =
      notAsked.length === 0
        ? given
        : new Map([...notAsked.flatMap((id) => (this.texts.has(id) ? [] : [[id, 'na'] as const])), ...given]);
    const excluded = notAsked.length === 0 ? this.excluded : new Set([...this.excluded, ...notAsked]);
    const own = this.counted.get(group) ?? nothingCounted();
    this.counted.set(group, own);
    own.records += 1;
    for (const [item, value] of answers) {
      // What people wrote is not kept: that they did is all that is counted.
      addTo(own.counts, item, this.texts.has(item) ? 'written' : value, 1);
    }
    if (!this.isScored) return [];
    const scores = scoreRecord(this.instrument, answers, excluded).map(({ id, score, band }) => ({
      id,
      score,
      band,
    }));
    own.scores.push(scores);
    return scores;
  }

  /** The groups in the order in which they came, with the number of their records. */
  groups(): { name: string; files: number }[] {
    return [...this.counted].flatMap(([name, { records }]) =>
      name === null ? [] : [{ name, files: records }],
    );
  }

  /** The figures of one group. */
  ofGroup(name: string): RecordFigures {
    return this.figuresOf([this.counted.get(name) ?? nothingCounted()]);
  }

  /** The figures of all records, in groups or not. */
  overall(): RecordFigures & { files: number } {
    const all = [...this.counted.values()];
    return { files: all.reduce((sum, { records }) => sum + records, 0), ...this.figuresOf(all) };
  }

  private figuresOf(parts: readonly Counted[]): RecordFigures {
    const counts: Counted['counts'] = new Map();
    for (const part of parts) {
      for (const [item, values] of part.counts) {
        for (const [value, n] of values) addTo(counts, item, value, n);
      }
    }
    const records = parts.reduce((sum, part) => sum + part.records, 0);
    const items = tallyItems(this.instrument, counts, records).filter(({ id }) => !this.excluded.has(id));
    const scores = parts.flatMap((part) => part.scores);
    return { items, criteria: tallyCriteria(this.instrument, scores) };
  }
}

interface Counted {
  records: number;
  counts: Map<string, Map<string, number>>;
  scores: ScoreInBrief[][];
}

const nothingCounted = (): Counted => ({ records: 0, counts: new Map(), scores: [] });

function addTo(counts: Counted['counts'], item: string, value: string, n: number): void {
  const values = counts.get(item) ?? new Map<string, number>();
  counts.set(item, values);
  values.set(value, (values.get(value) ?? 0) + n);
}
