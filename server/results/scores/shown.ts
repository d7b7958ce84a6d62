import {
  countValues,
  hiddenCriteria,
  isJudgedByCounts,
  meanInterval,
  scoreRanges,
  segmentKey,
  tallyCriteria,
  tallyItems,
  whyUnscored,
} from '../../../rules/index.ts';
import type {
  CriterionRule,
  Instrument,
  PrintedInGroup,
  SegmentField,
  ShownBefore,
  Validated,
} from '../../../rules/index.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import { allOf } from '../figures/shown.ts';
import { printedUnits } from './printed.ts';
import { hideScoresOverReleases, scoresShownNow } from './releases.ts';
import type { ScoredRecord } from './scoring.ts';
import type { ShownCriterion, ShownScoreUnit } from './unit.ts';

/** The scores of an audit at one moment. */
export interface AuditScores {
  audit: Audit;
  instrument: Instrument;
  groups: SampleGroup[];
  /** Ids of items that are left out of the whole audit. */
  excluded: ReadonlySet<string>;
  records: ScoredRecord[];
  /** Of a published table: what it prints of criteria, in the place of records. */
  printed: PrintedInGroup[];
  /** Of self-audits: how many of their answers are validated; null of any other audit. */
  validated: Validated | null;
  /** When the audit or any of its records was last changed. */
  asAt: string;
}

export type { ShownCriterion, ShownScoreUnit } from './unit.ts';

/** By what records are divided: their group, its providers, or a field of the tool. */
export type ScoreDivision = { by: 'group' } | { by: 'provider' } | { by: 'field'; field: SegmentField };

/** The scores of an audit as one reader may see them. */
export interface ShownScores extends Omit<AuditScores, 'records'> {
  overall: ShownScoreUnit;
  division: ScoreDivision;
  /** Null where this reader may not see the records divided so. */
  units: ShownScoreUnit[] | null;
  /** How many records have no value of the field that they are divided by. */
  withoutValue: number;
  /** The same by the providers' own answers alone, where they answer about themselves; null of any other audit. */
  own: { overall: ShownScoreUnit; units: ShownScoreUnit[] | null } | null;
  completeRecords: number;
  ranges: ReadonlyMap<string, { least: number; most: number }>;
  /** The records themselves; null for who may not see what a single one scores. */
  records: ScoredRecord[] | null;
  /** How many records are not among them, since this reader declared an interest in them. */
  keptBack: number;
  /** Whether the rule on small numbers applies to this reader. */
  suppressed: boolean;
}

/** What a reader may see of scores. */
export interface ScoreReader {
  suppressed: boolean;
  /** Whether they may see what single records score. */
  records: boolean;
}

/**
 * The scores of an audit divided in one way, with what this reader may not see left out.
 *
 * @param before - what was shown of the same audit before, to those for whom small numbers are suppressed
 */
export function showScores(
  found: AuditScores,
  division: ScoreDivision,
  reader: ScoreReader,
  before: readonly ShownBefore[] = [],
): ShownScores {
  const { audit, instrument, groups, records } = found;
  const ranges = scoreRanges(instrument, found.excluded);
  const rule = reader.suppressed ? ruleOf(audit) : null;
  const told = {
    ranges,
    own: null,
    withoutValue: 0,
    records: null,
    keptBack: 0,
    suppressed: reader.suppressed,
  };
  if (audit.isBaseline) return { ...found, ...told, ...printedScores(found, rule) };
  const all = { ...allOf(instrument), own: records };
  const parts = partsBy(division, groups, records);
  // Other divisions could be taken from one another, and a score is not counted so that it could be told what follows.
  const isDivided = rule === null || division.by === 'group';
  const shownOf = (own: (part: Part) => Part) => {
    const overall = showUnits(found, [own(all)], rule, ranges)[0] ?? nothingOf(allOf(instrument));
    const units = isDivided ? showUnits(found, parts.map(own), rule, ranges) : null;
    if (!rule || !units || before.length === 0) return { overall, units };
    const state = { overall, units, cells: cellsOf(found, parts.map(own), rule) };
    return { overall, units: hideScoresOverReleases(state, before, rule.threshold).units };
  };
  return {
    ...found,
    division,
    ranges,
    ...shownOf((part) => part),
    own: found.validated && shownOf(byOwnAnswers),
    withoutValue:
      division.by === 'field' ? records.length - parts.reduce((sum, { own }) => sum + own.length, 0) : 0,
    completeRecords: records.filter(({ completedAt }) => completedAt !== null).length,
    records: reader.records ? records : null,
    keptBack: 0,
    suppressed: reader.suppressed,
  };
}

/** A published table is divided by its groups alone. */
function printedScores({ instrument, groups, printed }: AuditScores, rule: CriterionRule | null) {
  const whole = { ...allOf(instrument), positions: groups.map((_, g) => g) };
  const parts = groups.map(({ id, name }, g) => ({ key: String(id), name, positions: [g] }));
  const all = [...parts, whole];
  const units = printedUnits(instrument, groups, printed, all, rule);
  return {
    units: units.slice(0, -1),
    overall: units.at(-1) ?? nothingOf(whole),
    division: { by: 'group' as const },
    completeRecords: groups.reduce((sum, { files }) => sum + files, 0),
  };
}

/** What readers outside the panel are shown of scores, to be kept, and what small of it is told beside what was shown before. */
export function scoresOutside(found: AuditScores, before: readonly ShownBefore[]) {
  const { audit, instrument, groups, records } = found;
  const ranges = scoreRanges(instrument, found.excluded);
  const rule = ruleOf(audit);
  const parts = partsBy({ by: 'group' }, groups, records);
  const all = { ...allOf(instrument), own: records };
  const overall = showUnits(found, [all], rule, ranges)[0] ?? nothingOf(allOf(instrument));
  const state = {
    overall,
    units: showUnits(found, parts, rule, ranges),
    cells: cellsOf(found, parts, rule),
  };
  const { units, told } = hideScoresOverReleases(state, before, rule.threshold);
  return { shown: scoresShownNow({ ...state, units }), told };
}

/** By criterion, the records with a score of each part; by band where these are what is judged. */
function cellsOf({ instrument }: AuditScores, parts: readonly Part[], rule: CriterionRule) {
  const tallied = parts.map(({ own }) =>
    tallyCriteria(
      instrument,
      own.map(({ scores }) => scores),
    ),
  );
  return new Map(
    (tallied[0] ?? []).map(({ id, bands }, c) => {
      const byRecords = !isJudgedByCounts(instrument, id, rule) || Object.keys(bands).length === 0;
      const cellOf = (of: (typeof tallied)[number]) =>
        byRecords ? [of[c]?.scored ?? 0] : Object.values(of[c]?.bands ?? {});
      return [id, { units: tallied.map(cellOf), byRecords }] as const;
    }),
  );
}

const nothingOf = (whole: { key: string; name: string }): ShownScoreUnit => ({
  ...whole,
  records: 0,
  criteria: [],
});

/** What some records score beside all others, as those may see it whom they are about. */
export interface ScoresBeside {
  instrument: Instrument;
  ranges: ShownScores['ranges'];
  own: ShownScoreUnit;
  others: ShownScoreUnit;
}

/**
 * Holds what some records score beside all others.
 *
 * @param isOwn - by the id of a record's group
 * @param inFull - whether their own scores are told even where small numbers are suppressed
 */
export function scoresBeside(
  found: AuditScores,
  isOwn: (groupId: number) => boolean,
  { suppressed, inFull }: { suppressed: boolean; inFull: boolean },
): ScoresBeside {
  const { audit, instrument, records } = found;
  const ranges = scoreRanges(instrument, found.excluded);
  const rule = suppressed ? ruleOf(audit) : null;
  const part = (key: string, own: boolean): Part => ({
    key,
    name: key,
    own: records.filter(({ groupId }) => isOwn(groupId) === own),
  });
  const [own, others] = [part('own', true), part('others', false)];
  const units = inFull
    ? [...showUnits(found, [own], null, ranges), ...showUnits(found, [others], rule, ranges)]
    : showUnits(found, [own, others], rule, ranges);
  const none = (key: string) => ({ key, name: key, records: 0, criteria: [] });
  return { instrument, ranges, own: units[0] ?? none('own'), others: units[1] ?? none('others') };
}

const ruleOf = (audit: Audit): CriterionRule => ({
  threshold: audit.smallNumberThreshold,
  byCounts: audit.smallNumberRule === 'by_counts',
});

interface Part {
  key: string;
  name: string;
  own: readonly ScoredRecord[];
}

/** Records with what they score by their provider's own answers. */
const byOwnAnswers = (part: Part): Part => ({
  ...part,
  own: part.own.map((record) => ({ ...record, scores: record.own?.scores ?? record.scores })),
});

/** Every value that there can be is a part, whether records have it or not. */
function partsBy(
  division: ScoreDivision,
  groups: readonly SampleGroup[],
  records: readonly ScoredRecord[],
): Part[] {
  if (division.by === 'group') {
    return groups.map(({ id, name }) => ({
      key: String(id),
      name,
      own: records.filter(({ groupId }) => groupId === id),
    }));
  }
  if (division.by === 'provider') {
    const providers = new Map(groups.flatMap((group) => group.providers.map(({ id, name }) => [id, name])));
    return [...providers]
      .toSorted(([, a], [, b]) => a.localeCompare(b, 'en-GB'))
      .map(([id, name]) => {
        const of = groups.filter((group) => group.providers.some((provider) => provider.id === id));
        const ids = new Set(of.map((group) => group.id));
        return { key: String(id), name, own: records.filter(({ groupId }) => ids.has(groupId)) };
      });
  }
  const { field } = division;
  const byKey = new Map<string | null, ScoredRecord[]>();
  for (const record of records) {
    const key = keyOf(field, record);
    const own = byKey.get(key);
    if (own) own.push(record);
    else byKey.set(key, [record]);
  }
  return field.values.map(({ key, name }) => ({ key, name, own: byKey.get(key) ?? [] }));
}

/** The value that a record has of a field; null where it is not recorded, or where no number or date applies. */
function keyOf(field: SegmentField, { answers }: ScoredRecord): string | null {
  const recorded = answers.get(field.item.id);
  if (recorded === undefined || (recorded === 'na' && field.reading.as !== 'text')) return null;
  return segmentKey(field, recorded) ?? null;
}

/** The interval of a mean, no further than scores can reach. */
function intervalOf(
  scores: readonly number[],
  range: { least: number; most: number } | undefined,
): [low: number, high: number] | null {
  const found = meanInterval(scores.map((score) => [score, 1] as const));
  if (!found || !range) return found && [found.low, found.high];
  return [Math.max(found.low, range.least), Math.min(found.high, range.most)];
}

/** The figures of parts that stand beside each other. */
function showUnits(
  { instrument }: Pick<AuditScores, 'instrument'>,
  parts: readonly Part[],
  rule: CriterionRule | null,
  ranges: ShownScores['ranges'],
): ShownScoreUnit[] {
  const tallied = parts.map(({ own }) =>
    tallyCriteria(
      instrument,
      own.map(({ scores }) => scores),
    ),
  );
  const hidden = rule
    ? hiddenCriteria(
        instrument,
        parts.map(({ own }, p) => ({
          items: tallyItems(instrument, countValues(own.map(({ answers }) => answers)), own.length),
          criteria: tallied[p] ?? [],
        })),
        rule,
      )
    : new Set<string>();
  return parts.map(({ key, name, own }, p) => {
    const why = whyUnscored(
      instrument,
      own.map(({ scores }) => scores),
    );
    return {
      key,
      name,
      records: own.length,
      criteria: (tallied[p] ?? []).map((tally, c): ShownCriterion => {
        if (hidden.has(tally.id)) return { kind: 'suppressed', id: tally.id };
        const scores = own.flatMap((record) => record.scores[c]?.score ?? []);
        return {
          kind: 'figure',
          // The least and the most are what single records score.
          tally: rule ? { ...tally, least: null, most: null } : tally,
          interval: intervalOf(scores, ranges.get(tally.id)),
          why: rule ? null : (why.get(tally.id) ?? null),
        };
      }),
    };
  });
}
