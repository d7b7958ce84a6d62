import {
  criteriaOf,
  instrumentItemsOf,
  itemsOf,
  ownAndValidated,
  partsOf,
  withSettled,
} from '../../../rules/index.ts';
import type { Answers, Item, OwnAndValidated, Tool, Validated } from '../../../rules/index.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import type { Provider } from '../../people/providers.ts';
import type { Settlement } from '../caseFiles/readingPairs.ts';
import type { EvidenceNote, OwnAnswer, SelfAuditRecord } from './repository.ts';

/** A provider that is asked, in the first of the sample groups that it is in. */
export interface Asked {
  provider: Provider;
  group: SampleGroup;
}

/** What stands on one item of a self-audit. */
export interface SelfAuditLine {
  item: Item;
  /** As the provider has it now. */
  own: OwnAnswer;
  files: EvidenceNote[];
  /** The answer that was handed in; null where none was. */
  handedIn: string | null;
  /** What was handed in with it. */
  handedInWith: { evidence: string; comment: string; files: EvidenceNote[] };
  /** What was validated: the same answer, or another one with a reason; null where nobody has said. */
  settled: Settlement | null;
}

/** One provider's self-audit, whole. */
export interface SelfAudit extends Asked {
  audit: Audit;
  /** Whether the last day of the fieldwork is over; it can be answered all the same while the audit is open. */
  isOver: boolean;
  tool: Tool;
  /** Null where nothing was saved yet. */
  record: SelfAuditRecord | null;
  /** The first reading of the case file in which it counts; null where it was never handed in. */
  readingId: number | null;
  sections: { id: string; title: string; description: string | null; lines: SelfAuditLine[] }[];
  /** What the tool leaves to be judged with the answers in view: by whoever validates, not by the provider. */
  judged: SelfAuditLine[];
  /** Ids of items that the audit does not ask of this provider. */
  excluded: ReadonlySet<string>;
}

/** The providers that an audit asks, each once. */
export function askedIn(groups: readonly SampleGroup[]): Asked[] {
  const found = new Map<number, Asked>();
  for (const group of groups) {
    for (const provider of group.providers) {
      if (!found.has(provider.id)) found.set(provider.id, { provider, group });
    }
  }
  return [...found.values()];
}

/** The items that the providers of a group are asked; what a person judges with the answers in view is none of them. */
export function itemsAsked(tool: Tool, { exclusions }: Pick<SampleGroup, 'exclusions'>): Item[] {
  const asked = new Set(instrumentItemsOf(tool.instrument).map(({ id }) => id));
  return itemsOf(tool).filter(({ id }) => asked.has(id) && !exclusions.includes(id));
}

/** The criteria that are judged with the answers of a group in view, as what is asked of whoever validates. */
export function itemsJudged(tool: Tool, { exclusions }: Pick<SampleGroup, 'exclusions'>): Item[] {
  const judged = new Set(
    criteriaOf(tool.instrument).flatMap(({ id, aggregate }) => (aggregate === 'judgement' ? [id] : [])),
  );
  return itemsOf(tool).filter(({ id }) => judged.has(id) && !exclusions.includes(id));
}

export const linesOf = ({ sections }: Pick<SelfAudit, 'sections'>): SelfAuditLine[] =>
  sections.flatMap(({ lines }) => lines);

/** The criteria that were judged with any of these answers in view, so that they have to be judged anew once it changes. */
export function judgementsOn(
  { instrument }: Pick<Tool, 'instrument'>,
  changed: ReadonlySet<string>,
): string[] {
  const all = new Map(criteriaOf(instrument).map((criterion) => [criterion.id, criterion]));
  const restsOn = (id: string): boolean => {
    const criterion = all.get(id);
    return criterion ? partsOf(criterion).some(restsOn) : changed.has(id);
  };
  return [...all.values()].flatMap(({ id, aggregate, of }) =>
    // One that names no answers is judged with all of them in view.
    aggregate === 'judgement' && (of.length === 0 ? changed.size > 0 : restsOn(id)) ? [id] : [],
  );
}

/** All that is decided on before the validation is finished: every answer, and what is judged. */
export const decisionsOf = (selfAudit: Pick<SelfAudit, 'sections' | 'judged'>): SelfAuditLine[] => [
  ...linesOf(selfAudit),
  ...selfAudit.judged,
];

/** How many of its answers are validated. */
export function validatedOf(selfAudit: Pick<SelfAudit, 'sections'>): Validated {
  const lines = linesOf(selfAudit);
  return { answers: lines.length, validated: lines.filter(({ settled }) => settled !== null).length };
}

/** Whether it is with the panel: what it says is no longer the provider's alone, and cannot be changed by it. */
export const isHandedIn = (record: Pick<SelfAuditRecord, 'state'> | null): boolean =>
  record?.state === 'handedIn' || record?.state === 'validated';

/** Whether it was ever handed in, so that there is something that counts and that the panel reads. */
export const wasHandedIn = (record: Pick<SelfAuditRecord, 'fileId'> | null): boolean =>
  record !== null && record.fileId !== null;

/** Whether an answer was validated as another one. */
export const differs = ({ handedIn, settled }: SelfAuditLine): boolean =>
  settled !== null && settled.value !== handedIn;

/** The answers that were handed in. */
const handedInAnswers = (selfAudit: Pick<SelfAudit, 'sections'>): Answers =>
  new Map(
    linesOf(selfAudit).flatMap(({ item, handedIn }) =>
      handedIn === null ? [] : [[item.id, handedIn] as const],
    ),
  );

/** The answers that count: the validated one where there is one, the own one otherwise. */
const countingAnswers = (selfAudit: Pick<SelfAudit, 'sections' | 'judged'>): Answers =>
  withSettled(
    handedInAnswers(selfAudit),
    new Map(
      decisionsOf(selfAudit).flatMap(({ item, settled }) =>
        settled === null ? [] : [[item.id, settled.value] as const],
      ),
    ),
  );

/** What it scores by the own answers and by those that count. */
export const scoresOf = (selfAudit: SelfAudit): OwnAndValidated[] =>
  ownAndValidated(
    selfAudit.tool.instrument,
    handedInAnswers(selfAudit),
    countingAnswers(selfAudit),
    selfAudit.excluded,
  );
