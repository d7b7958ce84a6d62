import { criteriaOf, instrumentItemsOf, ranksOf, scoreRecord } from '../../../rules/index.ts';
import type { CriterionScore, Instrument, Validated } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { AuditValidated } from '../../fieldwork/selfAudits/validated.ts';
import type { RecordAnswers } from '../../fieldwork/caseFiles/recordAnswers.ts';

/** A record with what it scores on every criterion, and why. */
export interface ScoredRecord extends RecordAnswers {
  group: string;
  /** Ids of items that are left out of its criteria: of the whole audit, and of its group. */
  excluded: ReadonlySet<string>;
  /** In the order of the tool, each after those it is made of. */
  scores: CriterionScore[];
  /** Of a self-audit: what it scores by the provider's own answers alone, and how many of them are validated. */
  own: { scores: CriterionScore[]; validated: Validated } | null;
  /** 1 is the best; null where the tool does not rank, or a score by which it ranks is missing. */
  rank: number | null;
}

/** What the providers of self-audits answered themselves, by file. */
export interface OwnAnswers {
  answers: ReadonlyMap<number, ReadonlyMap<string, string>>;
  counts: AuditValidated;
}

/** What has to be read of records to score and divide them: no free text, and the judgements. */
export const scoredIdsOf = (instrument: Instrument): string[] => [
  ...instrumentItemsOf(instrument).flatMap(({ id, kind }) => (kind === 'text' ? [] : [id])),
  ...criteriaOf(instrument).flatMap(({ id, aggregate }) => (aggregate === 'judgement' ? [id] : [])),
];

/** The items that no group is asked, and which are so left out of the whole audit. */
export const excludedByAllGroups = (groups: readonly Pick<SampleGroup, 'exclusions'>[]): Set<string> => {
  const [first, ...others] = groups;
  return new Set(
    (first?.exclusions ?? []).filter((id) => others.every(({ exclusions }) => exclusions.includes(id))),
  );
};

/**
 * Scores the records of an audit.
 *
 * @param excluded - ids of items that are left out of the whole audit; those of a record's group are left out as well
 * @param own - of self-audits: the answers of their providers, and how many of them are validated
 */
export function scoreRecords(
  instrument: Instrument,
  records: readonly RecordAnswers[],
  groups: readonly Pick<SampleGroup, 'id' | 'name' | 'exclusions'>[],
  excluded: ReadonlySet<string>,
  own: OwnAnswers | null = null,
): ScoredRecord[] {
  const groupOf = new Map(
    groups.map(({ id, name, exclusions }) => [id, { name, excluded: new Set([...excluded, ...exclusions]) }]),
  );
  const scored = records.map((record) => {
    const group = groupOf.get(record.groupId) ?? { name: '', excluded };
    const scores = scoreRecord(instrument, record.answers, group.excluded);
    const answers = own?.answers.get(record.fileId);
    return {
      ...record,
      group: group.name,
      excluded: group.excluded,
      scores,
      own: own && {
        scores: scoreRecord(instrument, answers ?? new Map(), group.excluded),
        validated: own.counts.ofFile(record.fileId, record.groupId),
      },
    };
  });
  const ranks = ranksOf(
    instrument,
    scored.map(({ scores }) => scores),
  );
  return scored.map((record, r) => ({ ...record, rank: ranks[r] ?? null }));
}
