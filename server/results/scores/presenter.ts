import {
  criteriaOf,
  hasResult,
  instrumentItemsOf,
  isClosed,
  takesAnswers,
  whichAnswersCount,
} from '../../../rules/index.ts';
import type { CriterionScore, Instrument } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import { presentHeader } from '../../audits/presenter.ts';
import { capitalised, countOf, listOf, timeInWords } from '../../formats/english.ts';
import type { User } from '../../people/accounts/repository.ts';
import { urls } from '../../web/urls.ts';
import { exportLinks } from '../figures/presenter.ts';
import { presentCriterion, presentOverall, presentOwn } from './criterionPresenter.ts';
import type { ScoresRequest } from './form.ts';
import { inRankOrder, topDown } from './order.ts';
import type { ScoredRecord } from './scoring.ts';
import type { ShownScores } from './shown.ts';
import { bandsOf, scoreWords } from './words.ts';

/** Records named where something is to be done, and records in one table; all are in what can be taken along. */
const [MOST_NAMED, MOST_IN_TABLE] = [20, 500];
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
  const isTold = toldIn(shown);
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
    keptText: keptText(shown),
    suppressedText: shown.suppressed ? suppressedText(shown) : null,
    overall: instrument.criteria.filter(isTold).map((criterion) => presentOverall(shown, criterion)),
    criteria: criteriaOf(instrument)
      .filter(isTold)
      .map((criterion) => ({
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
    hasBands: hasBands(instrument),
    /** Of a published table nothing was planned or scored here. */
    isPrinted: audit.isBaseline,
    recordsCsvHref: records && urls.exportRecordScores(audit.id),
    /** Of what is no person nothing is suppressed, so that there is one kind of file. */
    personal: instrument.subject.personal,
    pdfHref: can(user, 'results.export', { audit }) ? urls.scoresPdf(audit.id, view) : null,
    method: methodOf(shown),
  };
}

/** Which criteria are told: all, and of a published table those that it prints. */
function toldIn({ audit, overall, units }: ShownScores): (criterion: { id: string }) => boolean {
  const printed = new Set(
    [overall, ...(units ?? [])].flatMap(({ criteria }) =>
      criteria.flatMap((figure) => (figure.kind === 'figure' ? [] : [figure.id])),
    ),
  );
  return ({ id }) => !audit.isBaseline || printed.has(id);
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

/** That records are not named to somebody who declared an interest in them, though they count; null where none is. */
function keptText({ keptBack, instrument }: ShownScores): string | null {
  if (keptBack === 0) return null;
  const { one, many } = instrument.subject;
  return `${countOf(keptBack, one, many)} ${keptBack === 1 ? 'counts but is' : 'count but are'} not named here, since you declared an interest in the service or the worker.`;
}

function excludedText({ audit, instrument, excluded, groups }: ShownScores): string | null {
  const judged = criteriaOf(instrument).map(({ id, title }) => ({ id, shortLabel: title }));
  const items = [...instrumentItemsOf(instrument), ...judged];
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
  const { many } = instrument.subject;
  const rankBy = instrument.subject.personal ? [] : (instrument.rankBy ?? []);
  const all = topDown(instrument).map(({ criterion }) => criterion);
  const keys = rankBy.flatMap((id) => all.find((criterion) => criterion.id === id) ?? []);
  const columns = [...keys, ...all.filter(({ id }) => !rankBy.includes(id))];
  const isRanked = keys.length > 0;
  const rows = (isRanked ? inRankOrder(records) : [...records]).slice(0, MOST_IN_TABLE);
  return {
    isRanked,
    rankText: isRanked
      ? `${countOf(records.length, instrument.subject.one, many)}, ranked by ${keys.map(({ title }) => title).join(', then by ')}. ${capitalised(many)} with equal scores share a rank.`
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
        ? `The first ${rows.length} of ${records.length}; all are in the tables that can be taken along.`
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
  const columns = topDown(instrument)
    .map((one) => one.criterion)
    .filter(toldIn(shown));
  // A single unit with all records would only say the same as the row of all.
  const isAll = units?.length === 1 && units[0]?.records === shown.overall.records;
  return {
    choices: shown.suppressed || audit.isBaseline ? choices.filter(({ id }) => id === 'group') : choices,
    label: choices.find(({ current }) => current)?.text ?? '',
    columns: columns.map(({ id, title }) => ({ id, title })),
    rows: [...(isAll ? [] : (units ?? [])), shown.overall].map((unit, u) => ({
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

/** Whether any criterion falls into bands. */
const hasBands = (instrument: Instrument): boolean =>
  criteriaOf(instrument).some((criterion) => bandsOf(instrument, criterion).length > 0);

/** How the scores are made, in the words of the tool and those of every tool. */
export function methodOf({
  audit,
  instrument,
  validated,
}: Pick<ShownScores, 'audit' | 'instrument' | 'validated'>): string[] {
  if (audit.isBaseline) {
    return [
      instrument.description,
      'These figures are those of a published table, by the rules of its time. Nothing was scored here.',
      'Groups that are printed as numbers are added up. Of groups in percent nothing is known of all together.',
    ];
  }
  return [
    instrument.description,
    ...(validated
      ? [
          'The own score is worked out from what the provider answered itself, the score that counts from the same answers with those in their place that were validated otherwise. Both are kept.',
        ]
      : []),
    'An answer that is missing leaves its criterion, and all that is made of it, without a score. An answer that is not applicable leaves the criterion.',
    ...(hasBands(instrument) ? ['A value that equals a cut belongs to the band above it.'] : []),
    'A mean is of those with a score. Its interval is Student’s, 95%; there is none where fewer than two scores differ.',
    'Possible is the least and the most that the answers of the tool allow.',
  ];
}
