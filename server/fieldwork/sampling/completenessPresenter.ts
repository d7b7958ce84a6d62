import {
  NDTMS_MEASURES,
  ndtmsReached,
  ndtmsStandards,
  showNdtmsUnits,
  sumOfNdtmsUnits,
  SUPPRESSED_MARK,
  topThreshold,
} from '../../../rules/index.ts';
import type { NdtmsMeasure, ShownNdtmsCount, Tool } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import { countOf, dayInWords } from '../../formats/english.ts';
import type { User } from '../../people/accounts/repository.ts';
import { urls } from '../../web/urls.ts';
import { noteInWords } from './extractPresenter.ts';
import type { ExtractState } from './extractService.ts';

/** What each measure is called, and of how many its figure is. */
export const NDTMS_LABELS: Record<NdtmsMeasure, { label: string; of: string }> = {
  top: { label: 'TOP forms, all', of: 'forms due' },
  top_start: { label: 'TOP start forms', of: 'forms due' },
  top_review: { label: 'TOP review forms', of: 'forms due' },
  top_exit: { label: 'TOP exit forms', of: 'forms due' },
  hep_b: { label: 'Hepatitis B, intervention status', of: 'clients' },
  hep_c: { label: 'Hepatitis C, intervention status', of: 'clients' },
  parental: { label: 'Parental status', of: 'clients' },
  children: { label: 'Children living with the client', of: 'clients' },
  ethnicity: { label: 'Ethnicity, a valid code', of: 'clients' },
  ethnicity_stated: { label: 'Ethnicity, stated by the client', of: 'clients' },
  discharge_reason: { label: 'Discharge reason', of: 'clients discharged' },
};

/** The completeness of the whole list as one reader may see it. */
export interface ShownCompleteness {
  suppressed: boolean;
  units: { name: string; clients: number; counts: ShownNdtmsCount[] }[];
  overall: { clients: number; counts: ShownNdtmsCount[] };
  threshold: number | null;
}

/**
 * The completeness of an extract by provider. An agency is its provider's where all its sample groups are of that one
 * alone, and stands under its own code otherwise.
 *
 * @param suppressed - small numbers are suppressed even for those who may see them
 */
export function showCompleteness(
  audit: Audit,
  { tool, groups, extract }: { tool: Tool; groups: SampleGroup[]; extract: ExtractState },
  suppressed: boolean,
): ShownCompleteness {
  const { summary, choices } = extract;
  const byName = new Map<string, ExtractState['summary']['units']>();
  for (const unit of summary.units) {
    const name = providerOf(choices.agencies[unit.agency] ?? [], groups) ?? `Agency ${unit.agency}`;
    byName.set(name, [...(byName.get(name) ?? []), unit]);
  }
  const named = [...byName]
    .map(([name, units]) => ({ name, unit: sumOfNdtmsUnits(units) }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'));
  const rule = suppressed
    ? { threshold: audit.smallNumberThreshold, byFiles: audit.smallNumberRule === 'by_item' }
    : null;
  const shown = showNdtmsUnits(
    named.map(({ unit }) => unit),
    rule,
  );
  return {
    suppressed,
    units: named.map(({ name, unit }, i) => ({ name, clients: unit.clients, counts: shown.units[i] ?? [] })),
    overall: { clients: summary.clients, counts: shown.overall },
    threshold: tool.topWindows ? topThreshold(tool.topWindows, summary.asOf) : null,
  };
}

/** The one provider of all these groups, by name; null where they are of several, or of none. */
function providerOf(groupIds: readonly number[], groups: readonly SampleGroup[]): string | null {
  const names = new Set(
    groupIds.flatMap((id) => {
      const group = groups.find((one) => one.id === id);
      return group ? [group.providers.map(({ name }) => name).join(' and ')] : [];
    }),
  );
  const [only] = names;
  const isOne = groupIds.every((id) => groups.find((one) => one.id === id)?.providers.length === 1);
  return names.size === 1 && isOne && only !== undefined ? only : null;
}

/** The page of the completeness of an audit's records in the national system. */
export function presentCompleteness(parts: {
  audit: Audit;
  user: User;
  extract: ExtractState | null;
  shown: ShownCompleteness | null;
}) {
  const { audit, user, extract, shown } = parts;
  const may = can(user, 'sample.manage', { audit });
  return {
    header: presentHeader(audit, user),
    sampleHref: may ? urls.sample(audit.id) : null,
    csvHref: urls.completenessCsv(audit.id),
    allCsvHref: can(user, 'results.exportUnsuppressed', { audit })
      ? urls.completenessCsv(audit.id, true)
      : null,
    threshold: audit.smallNumberThreshold,
    suppressedWhy:
      audit.smallNumberRule === 'by_item'
        ? `A figure is small when it rests on fewer than ${audit.smallNumberThreshold} clients.`
        : `A figure is small when fewer than ${audit.smallNumberThreshold} clients have everything or fewer than ${audit.smallNumberThreshold} lack something.`,
    extract: extract && shown ? presentShown(extract, shown, may) : null,
  };
}

function presentShown({ summary }: ExtractState, shown: ShownCompleteness, mayReadNotes: boolean) {
  const measures = NDTMS_MEASURES.map((measure, i) => ({
    measure,
    overall: shown.overall.counts[i] ?? { kind: 'absent' as const },
    units: shown.units.map(({ counts }) => counts[i] ?? { kind: 'absent' as const }),
  }));
  return {
    asOf: dayInWords(summary.asOf),
    clients: countOf(summary.clients, 'client'),
    suppressed: shown.suppressed,
    columns: shown.units.map(({ name, clients }) => ({ name, clients })),
    rows: measures
      .filter(({ overall }) => overall.kind !== 'absent')
      .map(({ measure, overall, units }) => ({
        ...NDTMS_LABELS[measure],
        standards: standardsInWords(measure, shown.threshold),
        overall: presentCount(measure, overall, shown.threshold),
        cells: units.map((count, i) => ({
          provider: shown.units[i]?.name ?? '',
          ...presentCount(measure, count, shown.threshold),
        })),
      })),
    absent: measures
      .filter(({ overall }) => overall.kind === 'absent')
      .map(({ measure }) => NDTMS_LABELS[measure].label),
    notes: mayReadNotes ? summary.notes.map(noteInWords) : [],
  };
}

/** A count as the page shows it, and what it is against the standard. */
function presentCount(measure: NdtmsMeasure, count: ShownNdtmsCount, threshold: number | null) {
  if (count.kind === 'suppressed') return { kind: 'suppressed' as const };
  if (count.kind !== 'count') {
    return { kind: 'dash' as const, text: count.kind === 'none' ? 'Nothing due' : 'Not in the extract' };
  }
  const { due, complete } = count;
  return {
    kind: 'figure' as const,
    count: `${complete} of ${due}`,
    percent: `${count.percent}%`,
    files: measure.startsWith('top') ? `of ${countOf(count.files, 'client')}` : null,
    against: againstInWords(measure, count, threshold),
  };
}

/** How a count stands to its standards; null where there are none. */
function againstInWords(
  measure: NdtmsMeasure,
  count: { due: number; complete: number },
  threshold: number | null,
): { text: string; isReached: boolean } | null {
  const standards = ndtmsStandards(measure, threshold);
  if (standards.length === 0) return null;
  const reached = ndtmsReached(count, standards);
  if (reached === null) return { text: `Below ${standards[0] ?? ''}%`, isReached: false };
  return { text: reached === 100 ? 'All of them' : `Reaches ${reached}%`, isReached: true };
}

function standardsInWords(measure: NdtmsMeasure, threshold: number | null): string {
  const standards = ndtmsStandards(measure, threshold);
  if (standards.length === 0) return '–';
  return standards.map((standard) => `${standard}%`).join(' / ');
}

/** The same as the cells of a CSV file, one line for each measure of each provider and of all. */
export function completenessLines({
  extract,
  shown,
}: {
  extract: ExtractState;
  shown: ShownCompleteness;
}): string[][] {
  const units = [...shown.units, { name: 'All providers', ...shown.overall }];
  return [
    ['measure', 'provider', 'complete', 'due', 'percent', 'clients', 'standards', 'reached', 'as_of'],
    ...NDTMS_MEASURES.flatMap((measure, i) =>
      units.map(({ name, counts }) => {
        const count = counts[i] ?? { kind: 'absent' as const };
        const standards = ndtmsStandards(measure, shown.threshold);
        const figures =
          count.kind === 'count'
            ? [count.complete, count.due, count.percent, count.files].map(String)
            : count.kind === 'suppressed'
              ? Array.from({ length: 4 }, () => SUPPRESSED_MARK)
              : count.kind === 'none'
                ? ['0', '0', '', '0']
                : ['', '', '', ''];
        const reached = count.kind === 'count' ? ndtmsReached(count, standards) : null;
        return [
          measure,
          name,
          ...figures,
          standards.join('/'),
          count.kind !== 'count' || standards.length === 0 ? '' : reached === null ? 'none' : String(reached),
          extract.summary.asOf,
        ];
      }),
    ),
  ];
}
