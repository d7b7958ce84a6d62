import { ETHNICITY_NOT_STATED, isNdtmsRecorded } from './ndtmsCodes.ts';
import type { NdtmsClient } from './ndtmsClients.ts';
import type { NdtmsColumn, NdtmsHeading } from './ndtmsColumns.ts';
import { maskSampleGroups } from './disclosure.ts';
import type { SuppressionRule } from './disclosure.ts';
import { percent } from './tally.ts';
import { topFindings } from './top.ts';
import type { TopWindow } from './top.ts';

/** What the completeness of an extract is asked of, in the order in which it is told. */
export const NDTMS_MEASURES = [
  'top',
  'top_start',
  'top_review',
  'top_exit',
  'hep_b',
  'hep_c',
  'parental',
  'children',
  'ethnicity',
  'ethnicity_stated',
  'discharge_reason',
] as const;
export type NdtmsMeasure = (typeof NDTMS_MEASURES)[number];

/** What was counted of one measure: of so many due so many are there, and on how many files that rests. */
export interface NdtmsCount {
  due: number;
  complete: number;
  files: number;
  /** Files of which everything due is there. */
  completeFiles: number;
}

export interface NdtmsUnit {
  clients: number;
  counts: Partial<Record<NdtmsMeasure, NdtmsCount>>;
}

const EMPTY_COUNT: NdtmsCount = { due: 0, complete: 0, files: 0, completeFiles: 0 };

/**
 * How complete the records of each agency are. What the sheet has no column for is not counted at all, and is missing
 * from the counts: nobody can say that it was not recorded.
 *
 * @param windows - of TOP, as the tool has them; without any, TOP is not counted
 */
export function ndtmsCompleteness(
  { clients, asOf }: { clients: readonly NdtmsClient[]; asOf: string },
  heading: Pick<NdtmsHeading, 'at'>,
  windows: readonly TopWindow[],
): Map<string, NdtmsUnit> {
  const asked = NDTMS_MEASURES.filter(
    (measure) =>
      COLUMNS_OF[measure].every((column) => heading.at[column] >= 0) &&
      (windows.length > 0 || !isTop(measure)),
  );
  const units = new Map<string, NdtmsUnit>();
  for (const client of clients) {
    const unit = units.get(client.agency) ?? {
      clients: 0,
      counts: Object.fromEntries(asked.map((measure) => [measure, { ...EMPTY_COUNT }])),
    };
    units.set(client.agency, unit);
    unit.clients += 1;
    const forms = topFormsOf(client, asOf, windows);
    for (const measure of asked) {
      const { due, complete } = isTop(measure) ? forms(measure) : recordOf(client, measure);
      const count = unit.counts[measure];
      if (!count || due === 0) continue;
      count.due += due;
      count.complete += complete;
      count.files += 1;
      count.completeFiles += Number(complete === due);
    }
  }
  return units;
}

/** Without these columns nothing can be said of a measure. */
const COLUMNS_OF: Record<NdtmsMeasure, readonly NdtmsColumn[]> = {
  top: ['topDate'],
  top_start: ['topDate'],
  top_review: ['topDate'],
  top_exit: ['topDate', 'discharged'],
  hep_b: ['hepB'],
  hep_c: ['hepC'],
  parental: ['parental'],
  children: ['children'],
  ethnicity: ['ethnic'],
  ethnicity_stated: ['ethnic'],
  discharge_reason: ['discharged', 'dischargeReason'],
};

/** The column of which the newest episode has to say something. */
const RECORD_OF = {
  hep_b: 'hepB',
  hep_c: 'hepC',
  parental: 'parental',
  children: 'children',
  ethnicity: 'ethnic',
  ethnicity_stated: 'ethnic',
  discharge_reason: 'dischargeReason',
} as const satisfies Partial<Record<NdtmsMeasure, NdtmsColumn>>;
type TopMeasure = Exclude<NdtmsMeasure, keyof typeof RECORD_OF>;

const isTop = (measure: NdtmsMeasure): measure is TopMeasure => !(measure in RECORD_OF);

/** What is due of one client of a measure other than TOP, and whether it is there. */
function recordOf(
  { newest, isDischarged }: NdtmsClient,
  measure: keyof typeof RECORD_OF,
): { due: number; complete: number } {
  if (measure === 'discharge_reason' && !isDischarged) return { due: 0, complete: 0 };
  const column = RECORD_OF[measure];
  const value = newest[column];
  const isThere =
    isNdtmsRecorded(column, value) &&
    (measure !== 'ethnicity_stated' || value?.toUpperCase() !== ETHNICITY_NOT_STATED);
  return { due: 1, complete: Number(isThere) };
}

/** The TOP forms of one client that were due by a day, all or of one stage, and those that are there in their window. */
function topFormsOf(
  { journey, earlier, forms }: NdtmsClient,
  asOf: string,
  windows: readonly TopWindow[],
): (measure: TopMeasure) => { due: number; complete: number } {
  const findings =
    journey === null || windows.length === 0
      ? null
      : topFindings({ episodes: [...earlier, journey], forms, readOn: asOf, reportsToNdtms: true }, windows);
  return (measure) => {
    const due = (findings?.forms ?? []).filter(
      ({ stage, status }) =>
        (measure === 'top' || measure === `top_${stage}`) &&
        ['present', 'early', 'late', 'missing'].includes(status),
    );
    return { due: due.length, complete: due.filter(({ status }) => status === 'present').length };
  };
}

/** Adds up what was counted of several units. */
export function sumOfNdtmsUnits(units: readonly NdtmsUnit[]): NdtmsUnit {
  const sum: NdtmsUnit = { clients: 0, counts: {} };
  for (const { clients, counts } of units) {
    sum.clients += clients;
    for (const measure of NDTMS_MEASURES) {
      const count = counts[measure];
      if (!count) continue;
      const before = sum.counts[measure] ?? EMPTY_COUNT;
      sum.counts[measure] = {
        due: before.due + count.due,
        complete: before.complete + count.complete,
        files: before.files + count.files,
        completeFiles: before.completeFiles + count.completeFiles,
      };
    }
  }
  return sum;
}

/** A count as one reader may see it. */
export type ShownNdtmsCount =
  | { kind: 'count'; due: number; complete: number; files: number; percent: number }
  | { kind: 'suppressed' }
  /** Nothing was due. */
  | { kind: 'none' }
  /** The extract has no column for it, or the tool no rule. */
  | { kind: 'absent' };

/**
 * The completeness of units and of all of them, as somebody may see it. It is about practice, so the number of files on
 * which a figure rests decides; by the strict rule of an audit the files that are complete and those that are not.
 *
 * @param rule - null where everything may be seen
 */
export function showNdtmsUnits(
  units: readonly NdtmsUnit[],
  rule: { threshold: number; byFiles: boolean } | null,
): { units: ShownNdtmsCount[][]; overall: ShownNdtmsCount[] } {
  const overall = sumOfNdtmsUnits(units);
  const masks = rule && maskSampleGroups(units.map(asChecks), [], asChecks(overall), ruleOf(rule)).groups;
  const show = (unit: NdtmsUnit, hidden: readonly boolean[] | undefined) =>
    NDTMS_MEASURES.map((measure, i): ShownNdtmsCount => {
      const count = unit.counts[measure];
      if (!count) return { kind: 'absent' };
      // All forms together are the sum of the stages, from which a stage that is not shown would follow.
      const isTelling = measure === 'top' && TOP_POSITIONS.some((at) => hidden?.[at] === true);
      if (hidden?.[i] === true || isTelling) return { kind: 'suppressed' };
      const share = percent(count.complete, count.due);
      const { due, complete, files } = count;
      return share === null ? { kind: 'none' } : { kind: 'count', due, complete, files, percent: share };
    });
  return {
    units: units.map((unit, u) => show(unit, masks?.units[u]?.checks)),
    overall: show(overall, masks?.overall.checks),
  };
}

const TOP_POSITIONS = NDTMS_MEASURES.flatMap((measure, i) => (isTop(measure) ? [i] : []));

const ruleOf = (rule: { threshold: number; byFiles: boolean }): SuppressionRule => ({
  threshold: rule.threshold,
  // There are no providers beside the agencies, so the order decides nothing.
  order: 'providers_first',
  byFiles: new Set(rule.byFiles ? NDTMS_MEASURES : []),
});

/** The files of a unit, complete and not, in the form in which checks are counted. */
function asChecks({ clients, counts }: NdtmsUnit) {
  return {
    files: clients,
    checks: NDTMS_MEASURES.map((id) => {
      const { files, completeFiles } = counts[id] ?? EMPTY_COUNT;
      return {
        id,
        yes: completeFiles,
        no: files - completeFiles,
        notApplicable: clients - files,
        notRecorded: 0,
      };
    }),
  };
}

/** What a measure is held against, in percent, the lower first; empty where nothing is printed. */
export function ndtmsStandards(measure: NdtmsMeasure, topThreshold: number | null): number[] {
  if (measure === 'ethnicity') return [98, 100];
  return isTop(measure) && topThreshold !== null ? [topThreshold] : [];
}

/** The highest of the standards that a count reaches, from the counts and not the rounded figure; null for none. */
export function ndtmsReached(
  { due, complete }: { due: number; complete: number },
  standards: readonly number[],
): number | null {
  return standards.findLast((standard) => complete * 100 >= standard * due) ?? null;
}
