import { guard, itemById, subjectWords } from '../../../rules/index.ts';
import type { GuardContext, GuardSpot } from '../../../rules/index.ts';
import { AppError } from '../../platform/errors.ts';
import type { FeedbackInput } from '../draft/input.ts';
import { fingerprintOf } from '../store/fingerprint.ts';
import { goalsIn } from '../store/reportData.ts';
import { sha256 } from './sha256.ts';

/** A text of a report that may tell who somebody is. */
export interface FlaggedText {
  /** What it is, such as "Comment on …". */
  where: string;
  text: string;
  spots: GuardSpot[];
  fingerprint: string;
}

/** Texts of a report may tell who somebody is, and nobody has said that they are to be kept. */
export class ReportWarning extends AppError {
  readonly suspects: FlaggedText[];
  constructor(suspects: FlaggedText[]) {
    super(
      422,
      'Texts of this report may tell who somebody is. Look at them, reword them or say that they are to be kept, and issue it then.',
    );
    this.suspects = suspects;
  }
}

/**
 * The texts of a draft that may tell who somebody is and were not looked at yet.
 *
 * @param kept - fingerprints of those that somebody has looked at and kept
 */
export function suspectsIn(
  input: FeedbackInput,
  context: GuardContext,
  kept: ReadonlySet<string>,
): FlaggedText[] {
  const { theWhole, aFile } = subjectWords(input.tool.subject);
  const label = (item: string | null) => (item !== null && itemById(input.tool, item)?.label) || theWhole;
  const added = (input.more ?? []).map(({ data }) => data);
  const examples = goalsIn(added).flatMap((data) => data.examples);
  const reasons = added.flatMap((data) => (data.about === 'selfAudit' ? data.answers : []));
  const texts = [
    ...input.findings.map(({ itemId, text }) => ({ where: 'Finding', item: itemId, text })),
    ...input.comments.map(({ item, text }) => ({ where: `Comment on: ${label(item)}`, item, text })),
    ...examples.flatMap(({ shown, better }) => [
      { where: 'Goal of a plan', item: null, text: shown },
      { where: 'Better wording of a goal', item: null, text: better },
    ]),
    ...reasons.map(({ id, reason }) => ({
      where: `Why validated otherwise: ${label(id)}`,
      item: id,
      text: reason,
    })),
    ...(input.training?.reason
      ? [{ where: 'Why readers began without training', item: null, text: input.training.reason }]
      : []),
    ...input.samples.flatMap(({ notFound }) =>
      notFound.map(({ reason }) => ({ where: `Why ${aFile} was not found`, item: null, text: reason })),
    ),
  ];
  const found = new Map<string, FlaggedText>();
  for (const { where, item, text } of texts) {
    const fingerprint = fingerprintOf(item, text);
    if (kept.has(fingerprint) || found.has(fingerprint)) continue;
    const spots = guard(text, context);
    if (spots.length > 0) found.set(fingerprint, { where, text, spots, fingerprint });
  }
  return [...found.values()];
}

/** What all suspects of a draft are kept by; other suspects need another one. */
export const keepOf = (suspects: FlaggedText[]): string =>
  suspects.length === 0 ? '' : sha256(suspects.map((suspect) => suspect.fingerprint).join('\n'));
