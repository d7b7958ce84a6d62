import {
  criteriaOf,
  hasResult,
  instrumentItemsOf,
  isClosed,
  percent,
  takesAnswers,
  whichAnswersCount,
} from '../../../rules/index.ts';
import type { Criterion, CriterionScore, CriterionTally } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import { presentHeader } from '../../audits/presenter.ts';
import { bars } from '../../formats/chart/index.ts';
import type { BarsSpec } from '../../formats/chart/index.ts';
import { countOf, decimalText, listOf, numberIntervalText, timeInWords } from '../../formats/english.ts';
import { differenceText } from '../../fieldwork/selfAudits/words.ts';
import type { User } from '../../people/accounts/repository.ts';
import { urls } from '../../web/urls.ts';
import { exportLinks } from '../figures/presenter.ts';
import type { ScoresRequest } from './form.ts';
import { inRankOrder, topDown } from './order.ts';
import type { ScoredRecord } from './scoring.ts';
import type { ShownCriterion, ShownScores, ShownScoreUnit } from './shown.ts';
import { bandsOf, differenceOf, scoreWords, shortNames } from './words.ts';

/** Records named where something is to be done, and records in one table; all are in what can be taken along. */
const [MOST_NAMED, MOST_IN_TABLE] = [20, 500];
/** As wide as a small screen, so that its letters can be read there. */
const CHART_WIDTH = 380;
/** Bands with more records are folded up, unless they are asked for. */
const MOST_UNFOLDED = 30;

export type ScoresView = ReturnType<typeof presentScores>;

/** The page of scores: what the whole audit came to, each criterion, who is where, and records by what divides them. */
export function presentScores(
  shown: ShownScores,
  fields: readonly { id: string; label: string }[],
  asked: ScoresRequest,
  user: User,
) {
  const { audit, instrument, groups, records } = shown;
  const { one, many } = instrument.subject;
  const view = { by: divisionId(shown) };
  return {
    header: presentHeader(audit, user),
    one,
    many,
    records: shown.overall.records,
    planned: groups.reduce((sum, group) => sum + group.plannedFiles, 0),
    completeRecords: shown.completeRecords,
    asAt: timeInWords(shown.asAt),
    provisional: !isClosed(audit.state),
    toDo: presentToDo(shown, user),
    excludedText: excludedText(shown),
    whichCount: shown.validated && whichAnswersCount(shown.validated, true),
    suppressedText: shown.suppressed ? suppressedText(shown) : null,
    overall: instrument.criteria.map((criterion) => presentOverall(shown, criterion)),
    criteria: criteriaOf(instrument).map((criterion) => ({
      ...presentCriterion(shown, shown.overall, criterion),
      own: presentOwn(shown.overall, shown.own?.overall, criterion),
      whoHref:
        records && bandsOf(instrument, criterion).length > 0
          ? `${urls.scores(audit.id, { ...view, criterion: criterion.id })}#who`
          : null,
    })),
    who: records && presentWho(shown, records, asked.criterion),
    table: records && presentTable(shown, records),
    divided: presentDivided(shown, fields, asked.criterion),
    exports: exportLinks(audit, user, (format, all) =>
      urls.exportScores(audit.id, format, { ...view, ...(all ? { figures: 'all' } : {}) }),
    ),
    recordsCsvHref: records && urls.exportRecordScores(audit.id),
    /** Of what is no person nothing is suppressed, so that there is one kind of file. */
    personal: instrument.subject.personal,
    pdfHref: can(user, 'results.export', { audit }) ? urls.scoresPdf(audit.id, view) : null,
    method: methodOf(shown),
  };
}

/** By what a view is divided, as its address says it. */
export const divisionId = ({ division }: Pick<ShownScores, 'division'>): string =>
  division.by === 'field' ? division.field.item.id : division.by;

/** Records that lack an answer, for those who can do something about it; null where nothing is to be done. */
function presentToDo({ audit, instrument, records }: ShownScores, user: User) {
  if (!records || !takesAnswers(audit.state) || !can(user, 'caseFile.record', { audit })) return null;
  const tops = instrument.criteria.map(({ id }) => id);
  const lacking = records.filter(({ scores }) =>
    scores.some((own) => tops.includes(own.id) && !hasResult(own) && !own.notApplicable),
  );
  if (lacking.length === 0) return null;
  const { one, many } = instrument.subject;
  const left = lacking.length - MOST_NAMED;
  return {
    text: `${countOf(lacking.length, one, many)} of ${records.length} ${lacking.length === 1 ? 'has' : 'have'} no score yet, because an answer is missing. Open one to see which.`,
    records: lacking
      .slice(0, MOST_NAMED)
      .map(({ reference, fileId }) => ({ reference, href: urls.recordScore(audit.id, fileId) })),
    more: left > 0 ? `and ${left} more, in the table below` : '',
  };
}

function excludedText({ audit, instrument, excluded, groups }: ShownScores): string | null {
  const items = instrumentItemsOf(instrument);
  const labelsOf = (ids: Iterable<string>) => {
    const wanted = new Set(ids);
    return items
      .filter(({ id }) => wanted.has(id))
      .map(({ id, shortLabel }) => {
        const reason = audit.leftOut.find(({ itemId }) => itemId === id)?.reason;
        return reason === undefined ? shortLabel : `${shortLabel} (${reason})`;
      });
  };
  const texts = [
    ...(excluded.size > 0
      ? [`Left out of this audit and of every score: ${listOf(labelsOf(excluded))}.`]
      : []),
    ...groups.flatMap(({ name, exclusions }) => {
      const own = labelsOf(exclusions.filter((id) => !excluded.has(id)));
      return own.length > 0 ? [`Left out for ${name}: ${listOf(own)}.`] : [];
    }),
  ];
  return texts.length > 0 ? texts.join(' ') : null;
}

function suppressedText({ instrument, audit }: ShownScores): string {
  const { one, many } = instrument.subject;
  return `What a single ${one} scores is not shown. A figure is suppressed where it, or an answer that it is made of, rests on fewer than ${audit.smallNumberThreshold} ${many}; then it is suppressed for all parts that stand beside each other. Scores are divided by sample group alone.`;
}

/** What one criterion at the top came to, with a bar for each of its bands. */
function presentOverall(shown: ShownScores, criterion: Criterion) {
  const told = presentCriterion(shown, shown.overall, criterion);
  const { many } = shown.instrument.subject;
  const isNone = told.suppressed || told.scored === 0;
  const bandsText = isNone ? '' : listOf(told.bands.map(({ label, n }) => `${n} ${label.toLowerCase()}`));
  const chart: BarsSpec | null =
    isNone || told.bands.length === 0
      ? null
      : {
          title: `${criterion.title}: ${many} in each band`,
          description: '',
          rows: told.bands.map(({ label, n, share, percentText }) => ({
            label,
            figure: `${n} of ${told.scored}, ${percentText}`,
            value: { share, interval: null },
            standard: null,
            words: `${label}: ${n} of ${told.scored}, ${percentText}.`,
          })),
        };
  return {
    ...told,
    bandsText: bandsText === '' ? '' : `${bandsText}, of ${told.scored} ${many} ${told.resultWord}`,
    chart,
    scene: chart && bars(chart, CHART_WIDTH),
  };
}

/** The mean by the providers' own answers and what validation changed of it; null where nobody answers for themselves. */
function presentOwn(unit: ShownScoreUnit, own: ShownScoreUnit | undefined, { id }: Criterion) {
  if (!own) return null;
  const [counting, figure] = [figureOf(unit, id), figureOf(own, id)];
  if (counting.kind === 'suppressed' || figure.kind === 'suppressed') return null;
  const { mean, scored } = figure.tally;
  return {
    mean: mean === null ? '–' : mean.toFixed(2),
    scoredText: `${scored} of ${unit.records} with an own score`,
    difference: differenceText(differenceOf(counting.tally.mean, mean)),
  };
}

/** The figures of a criterion in some records, in words. */
function presentCriterion(shown: ShownScores, unit: ShownScoreUnit, criterion: Criterion) {
  const { instrument, ranges } = shown;
  const figure = figureOf(unit, criterion.id);
  const range = ranges.get(criterion.id);
  const base = {
    id: criterion.id,
    title: criterion.title,
    isWhole: criterion.of.some((part) => typeof part !== 'string'),
    possible: range ? spanText(range.least, range.most) : '–',
    records: unit.records,
  };
  if (figure.kind === 'suppressed') {
    return { ...base, suppressed: true as const, ...NOTHING };
  }
  const { tally, interval, why } = figure;
  return {
    ...base,
    suppressed: false as const,
    scored: tally.scored,
    scoredText: `${tally.scored} of ${unit.records}`,
    why: whyText(shown, figure),
    mean: tally.mean === null ? '–' : tally.mean.toFixed(2),
    meanText: meanText(figure, unit.records, range),
    totalText: totalText(tally),
    // On a scale without scores there is nothing to add up.
    resultWord: tally.mean === null ? 'judged' : 'with a score',
    interval: interval ? numberIntervalText(interval) : '',
    span: tally.least === null || tally.most === null ? '–' : spanText(tally.least, tally.most),
    bands: bandsOf(instrument, criterion).map(({ id, label }) => {
      const n = tally.bands[id] ?? 0;
      const whole = percent(n, tally.scored);
      return {
        id,
        label,
        n,
        share: tally.scored === 0 ? 0 : n / tally.scored,
        percentText: whole === null ? '–' : `${whole}%`,
      };
    }),
    lacking: why?.lacking ?? [],
  };
}

/** What the scores add up to; of judgements without scores, how many there are. */
function totalText({ scored, mean, sum }: CriterionTally): string {
  if (scored === 0) return 'none with a score';
  return mean === null ? `${scored} judged` : `sum ${decimalText(sum)} of ${scored}`;
}

/** The mean with what it is of, how sure it is and how far scores reach, in a sentence or two. */
function meanText(
  { tally, interval }: Extract<ShownCriterion, { kind: 'figure' }>,
  records: number,
  range: { least: number; most: number } | undefined,
): string {
  const possible = range ? ` Possible: ${spanText(range.least, range.most)}.` : '';
  if (tally.scored === 0) return `None of ${records} has a score.${possible}`;
  if (tally.mean === null) return `Judged for ${tally.scored} of ${records}. Nothing is added up.`;
  const sure = interval ? `; 95% interval ${numberIntervalText(interval)}` : '';
  const reach =
    tally.least === null || tally.most === null ? '' : `; from ${spanText(tally.least, tally.most)}`;
  return `Mean ${tally.mean.toFixed(2)}, of ${tally.scored} of ${records} with a score${sure}${reach}.${possible}`;
}

const spanText = (least: number, most: number): string => `${decimalText(least)} to ${decimalText(most)}`;

const NOTHING = {
  scored: 0,
  scoredText: '',
  why: '',
  mean: '',
  meanText: '',
  totalText: '',
  resultWord: '',
  interval: '',
  span: '',
  bands: [],
  lacking: [],
};

export function figureOf(unit: ShownScoreUnit, id: string): ShownCriterion {
  const figure = unit.criteria.find((one) => (one.kind === 'figure' ? one.tally.id : one.id) === id);
  if (!figure) throw new RangeError(`there is no figure for the criterion ${id}`);
  return figure;
}

/** Questions whose answer is missing that are named; of more there is the number. */
const LACKING_NAMED = 5;

/** Why some records have no score, in a sentence; empty where all have one, or where it is not shown. */
export function whyText({ instrument }: Pick<ShownScores, 'instrument'>, figure: ShownCriterion): string {
  if (figure.kind === 'suppressed' || !figure.why || figure.tally.unscored === 0) return '';
  const { missing, notApplicable, belowBands, lacking } = figure.why;
  const names = shortNames(instrument);
  const named = lacking
    .toSorted((a, b) => b.records - a.records)
    .slice(0, LACKING_NAMED)
    .map(({ id, records }) => `${names.get(id) ?? id} in ${records}`);
  if (lacking.length > LACKING_NAMED) named.push(`${lacking.length - LACKING_NAMED} more`);
  return listOf([
    ...(missing > 0 ? [`${missing} for want of an answer (${listOf(named)})`] : []),
    ...(notApplicable > 0 ? [`${notApplicable} because nothing applies`] : []),
    ...(belowBands > 0 ? [`${belowBands} below the lowest band`] : []),
  ]);
}

/** Who is in which band of one criterion; null where no criterion has bands. */
function presentWho(shown: ShownScores, records: readonly ScoredRecord[], asked: string | undefined) {
  const { audit, instrument } = shown;
  const banded = topDown(instrument).filter(({ criterion }) => bandsOf(instrument, criterion).length > 0);
  const chosen = (banded.find(({ criterion }) => criterion.id === asked) ?? banded[0])?.criterion;
  if (!chosen) return null;
  const at = criteriaOf(instrument).findIndex(({ id }) => id === chosen.id);
  const named = (list: readonly ScoredRecord[]) =>
    list.map(({ reference, fileId }) => ({ reference, href: urls.recordScore(audit.id, fileId) }));
  const inBand = (band: string | null) =>
    records.filter(({ scores }) => {
      const own = scores[at];
      return band === null ? own !== undefined && !hasResult(own) : own?.band === band;
    });
  const parts = bandsOf(instrument, chosen).map(({ id, label }) => ({ label, own: inBand(id) }));
  const without = inBand(null);
  const all = without.length > 0 ? [...parts, { label: 'No score', own: without }] : parts;
  return {
    title: chosen.title,
    bands: all.map(({ label, own }) => ({
      label,
      records: named(own),
      open: chosen.id === asked || own.length <= MOST_UNFOLDED,
    })),
  };
}

/** Every record with its scores, the best first where the tool ranks. */
function presentTable(shown: ShownScores, records: readonly ScoredRecord[]) {
  const { audit, instrument, groups } = shown;
  const rankBy = instrument.subject.personal ? [] : (instrument.rankBy ?? []);
  const all = topDown(instrument).map(({ criterion }) => criterion);
  const keys = rankBy.flatMap((id) => all.find((criterion) => criterion.id === id) ?? []);
  const columns = [...keys, ...all.filter(({ id }) => !rankBy.includes(id))];
  const isRanked = keys.length > 0;
  const rows = (isRanked ? inRankOrder(records) : [...records]).slice(0, MOST_IN_TABLE);
  return {
    isRanked,
    rankText: isRanked
      ? `Ranked by ${keys.map(({ title }) => title).join(', then by ')}. Records with equal scores share a rank.`
      : null,
    withGroups: groups.length > 1,
    columns: columns.map(({ id, title }) => ({ id, title })),
    rows: rows.map(({ reference, fileId, group, rank, scores, own: ofProvider }) => ({
      reference,
      href: urls.recordScore(audit.id, fileId),
      group,
      rank: rank === null ? '–' : String(rank),
      validated: ofProvider && `${ofProvider.validated.validated} of ${ofProvider.validated.answers}`,
      cells: columns.map((criterion) => {
        const wordsIn = (list: readonly CriterionScore[]) => {
          const score = list.find(({ id }) => id === criterion.id);
          return score ? scoreWords(instrument, criterion, score) : '–';
        };
        return { text: wordsIn(scores), own: ofProvider && wordsIn(ofProvider.scores) };
      }),
    })),
    leftText:
      records.length > rows.length
        ? `The first ${rows.length} of ${records.length}; all are in the files that can be taken along.`
        : null,
  };
}

/** Means and bands by what divides the records, and what else could. */
function presentDivided(
  shown: ShownScores,
  fields: readonly { id: string; label: string }[],
  criterion: string | undefined,
) {
  const { audit, instrument, units } = shown;
  const by = divisionId(shown);
  const choices = [
    { id: 'group', label: 'Sample group' },
    { id: 'provider', label: 'Provider' },
    ...fields,
  ].map(({ id, label }) => ({
    text: label,
    href: `${urls.scores(audit.id, {
      by: id,
      ...(criterion === undefined ? {} : { criterion }),
    })}#divided`,
    current: id === by,
    id,
  }));
  const columns = topDown(instrument).map((one) => one.criterion);
  return {
    choices: shown.suppressed ? choices.filter(({ id }) => id === 'group') : choices,
    label: choices.find(({ current }) => current)?.text ?? '',
    columns: columns.map(({ id, title }) => ({ id, title })),
    rows: [...(units ?? []), shown.overall].map((unit, u) => ({
      name: unit.name,
      records: unit.records,
      isAll: unit === shown.overall,
      cells: columns.map((one) => ({
        ...presentCriterion(shown, unit, one),
        own: presentOwn(unit, unit === shown.overall ? shown.own?.overall : shown.own?.units?.[u], one),
      })),
    })),
    withoutText:
      shown.division.by === 'field' && shown.withoutValue > 0
        ? `${countOf(shown.withoutValue, instrument.subject.one, instrument.subject.many)} without it; they are in the last row only.`
        : null,
  };
}

/** How the scores are made, in the words of the tool and those of every tool. */
export function methodOf({ instrument, validated }: Pick<ShownScores, 'instrument' | 'validated'>): string[] {
  return [
    instrument.description,
    ...(validated
      ? [
          'The own score is worked out from what the provider answered itself, the score that counts from the same answers with those in their place that were validated otherwise. Both are kept.',
        ]
      : []),
    'An answer that is missing leaves its criterion, and all that is made of it, without a score. An answer that is not applicable leaves the criterion.',
    'A value that equals a cut belongs to the band above it.',
    'A mean is of those with a score. Its interval is Student’s, 95%; there is none where fewer than two scores differ.',
    'Possible is the least and the most that the answers of the tool allow.',
  ];
}
