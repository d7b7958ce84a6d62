import {
  hasResult,
  instrumentItemsOf,
  isClosed,
  optionsOf,
  partsOf,
  tallyCriteria,
  whichAnswersCount,
} from '../../../rules/index.ts';
import type { Criterion, CriterionScore, InstrumentItem } from '../../../rules/index.ts';
import { can } from '../../access/policy.ts';
import { presentHeader } from '../../audits/presenter.ts';
import {
  capitalised,
  countOf,
  dayInWords,
  daysInWords,
  decimalText,
  timeInWords,
} from '../../formats/english.ts';
import { differenceText } from '../../fieldwork/selfAudits/words.ts';
import type { User } from '../../people/accounts/repository.ts';
import { urls } from '../../web/urls.ts';
import { judgementName } from './form.ts';
import type { Judgement } from './form.ts';
import { topDown } from './order.ts';
import type { RecordScore } from './service.ts';
import { bandsOf, differenceOf, ruleInWords, scoreWords } from './words.ts';

export type RecordScoreView = ReturnType<typeof presentRecordScore>;

/** What stands in the way of a score, or what the answer to an item is. */
interface PartView {
  label: string;
  /** In words, such as "Fair"; of a criterion its band. */
  answer: string;
  score: string;
  weight: string;
  /** Where it is recorded; null for who may not read records, and of a criterion where it is told of on this page. */
  href: string | null;
}

/**
 * What one record scores and why: its result, and every criterion with its answers, its rule and its bands.
 *
 * @param judgement - what can be judged here, with what was chosen; null for who may not
 */
export function presentRecordScore(found: RecordScore, user: User, judgement: Judgement | null) {
  const { audit, instrument, record, ranked } = found;
  const { one, many, personal } = instrument.subject;
  const fileHref = can(user, 'caseFile.read', { audit }) ? urls.file(audit.id, record.fileId) : null;
  const criteria = presentCriteria(found, fileHref);
  const isRanked = !personal && instrument.rankBy !== undefined;
  return {
    header: presentHeader(audit, user),
    back: urls.scores(audit.id),
    one,
    subject: capitalised(one),
    reference: record.reference,
    group: found.groups.length > 1 ? record.group : null,
    audit: {
      title: audit.title,
      partnership: audit.partnership,
      fieldwork: daysInWords(audit.fieldworkStart, audit.fieldworkEnd),
      provisional: !isClosed(audit.state),
    },
    tool: `${instrument.title}, version ${instrument.version}`,
    toolText: instrument.description,
    source: instrument.source,
    asAt: timeInWords(found.asAt),
    asAtIso: found.asAt,
    complete: record.completedAt !== null,
    result: criteria.filter(({ depth }) => depth === 0),
    whichCount: record.own && whichAnswersCount(record.own.validated, false),
    rankText: isRanked
      ? record.rank === null
        ? `No rank, since a score is missing; ${countOf(ranked, one, many)} ${ranked === 1 ? 'has' : 'have'} one.`
        : `Rank ${record.rank} of ${ranked}. ${capitalised(many)} with equal scores share a rank.`
      : null,
    criteria,
    fileHref,
    pdfHref: urls.recordScorePdf(audit.id, record.fileId),
    judgement: judgement && presentJudgement(found, judgement),
  };
}

/** Every criterion before those it is made of, with how its score came about. */
function presentCriteria(found: RecordScore, fileHref: string | null) {
  const { instrument, record, records } = found;
  const all = new Map(
    tallyCriteria(
      instrument,
      records.map(({ scores }) => scores),
    ).map((tally) => [tally.id, tally]),
  );
  return topDown(instrument).map(({ criterion, depth }) => {
    const own = record.scores.find(({ id }) => id === criterion.id);
    if (!own) throw new RangeError(`there is no score for the criterion ${criterion.id}`);
    const tally = all.get(criterion.id);
    return {
      id: criterion.id,
      title: criterion.title,
      depth,
      source: criterion.source ?? null,
      score: scoreWords(instrument, criterion, own),
      own: presentOwnScore(found, criterion, own),
      rule: ruleInWords(instrument, criterion, own),
      allText:
        tally && tally.mean !== null
          ? `All ${instrument.subject.many}: mean ${tally.mean.toFixed(2)} of ${tally.scored}`
          : '',
      bands: presentBands(found, criterion, own),
      weighted: Object.keys(criterion.weights ?? {}).length > 0,
      parts: presentParts(found, criterion, own, fileHref),
      limits: presentLimits(found, criterion, own),
    };
  });
}

/** What a self-audit scores by its provider's own answers, and what validation changed; empty of any other record. */
function presentOwnScore(
  { instrument, record }: RecordScore,
  criterion: Criterion,
  counting: CriterionScore,
): string {
  const score = record.own?.scores.find(({ id }) => id === criterion.id);
  if (!score) return '';
  const difference = differenceOf(counting.score, score.score);
  return `Own score ${scoreWords(instrument, criterion, score)}; difference ${differenceText(difference)}`;
}

/** The form in which a person judges what the tool leaves to be judged. */
function presentJudgement({ audit, instrument, record }: RecordScore, judgement: Judgement) {
  return {
    action: urls.recordJudgements(audit.id, record.fileId),
    version: judgement.version,
    fields: judgement.criteria.map((criterion) => ({
      name: judgementName(criterion.id),
      title: criterion.title,
      options: [
        ...bandsOf(instrument, criterion).map(({ id, label }) => ({ value: id, text: label })),
        { value: 'na', text: 'Not applicable' },
        { value: '', text: 'Not judged yet' },
      ].map((option) => ({
        ...option,
        checked: option.value === (judgement.chosen.get(criterion.id) ?? ''),
      })),
    })),
  };
}

/** The bands with where each begins, and in which the record is. */
function presentBands({ instrument }: RecordScore, criterion: Criterion, own: CriterionScore) {
  return bandsOf(instrument, criterion).map(({ id, label, from, score }) => ({
    label,
    from: from === null ? '' : `from ${decimalText(from)}`,
    counts: criterion.scoredBy === 'band' && score !== null ? `counts ${decimalText(score)}` : '',
    current: own.band === id,
  }));
}

/** The items and criteria that a criterion is made of, those that are left out too, so that none is missed. */
function presentParts(
  { instrument, record }: RecordScore,
  criterion: Criterion,
  own: CriterionScore,
  fileHref: string | null,
): PartView[] {
  const items = new Map(instrumentItemsOf(instrument).map((item) => [item.id, item]));
  const criteria = new Map(topDown(instrument).map((one) => [one.criterion.id, one.criterion]));
  return partsOf(criterion).flatMap((id): PartView[] => {
    const part = own.parts.find((one) => one.id === id);
    const weight = decimalText(criterion.weights?.[id] ?? 1);
    const inner = criteria.get(id);
    if (inner) {
      const score = record.scores.find((one) => one.id === id);
      const band = bandsOf(instrument, inner).find((one) => one.id === score?.band)?.label ?? '';
      const answer = score?.notApplicable ? 'Not applicable' : score && !hasResult(score) ? 'No score' : band;
      return [{ label: inner.title, answer, score: numberText(score?.score), weight, href: `#${id}` }];
    }
    const item = items.get(id);
    if (!item) return [];
    const score = part?.score ?? null;
    return [
      {
        label: item.label,
        answer: part ? answerWords(instrument, item, record.answers.get(id)) : 'Left out of this audit',
        score: numberText(score),
        weight,
        href: fileHref && part ? `${fileHref}#answer.${encodeURIComponent(id)}` : null,
      },
    ];
  });
}

const numberText = (score: number | null | undefined): string =>
  score === null || score === undefined ? '–' : decimalText(score);

function answerWords(
  instrument: RecordScore['instrument'],
  item: InstrumentItem,
  value: string | undefined,
): string {
  if (value === undefined) return 'Missing';
  if (value === 'na') return 'Not applicable';
  if (item.kind === 'number') return `${value}${item.unit === undefined ? '' : ` ${item.unit}`}`;
  if (item.kind === 'date') return dayInWords(value);
  return optionsOf(instrument, item).find(({ id }) => id === value)?.label ?? value;
}

/** Every limit of a criterion, with the answer it hangs on and whether it brought the score down. */
function presentLimits({ instrument, record }: RecordScore, criterion: Criterion, own: CriterionScore) {
  const items = new Map(instrumentItemsOf(instrument).map((item) => [item.id, item]));
  return criterion.limits.flatMap(({ item: id, answers, atMost }) => {
    const item = items.get(id);
    if (!item) return [];
    const those = optionsOf(instrument, item).flatMap((option) =>
      answers.includes(option.id) ? [option.label.toLowerCase()] : [],
    );
    const bit = own.limitedBy.some((limit) => limit.item === id && limit.atMost === atMost);
    return [
      {
        text: `At most ${decimalText(atMost)} where “${item.label}” is ${those.join(' or ')}.`,
        answer: answerWords(instrument, item, record.answers.get(id)),
        bit,
      },
    ];
  });
}
