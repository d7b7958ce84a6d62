import { criteriaOf, instrumentItemsOf, partsOf } from '../instrument.ts';
import type { Criterion, Instrument } from '../instrument.ts';
import type { ForeignFormula } from './foreign.ts';
import type { Tell } from './notes.ts';

/** A criterion that a form can work out. */
export interface WrittenCriterion {
  id: string;
  title: string;
  aggregate: ForeignFormula['aggregate'];
  of: string[];
}

/**
 * The criteria of a tool that a form can work out, each after those it is made of, and those that a person judges, as
 * questions. What cannot be worked out is told.
 *
 * @param hasScores - whether the answers to an item are numbers in the form
 * @param known - how the form can put parts together
 */
export function writtenCriteria(
  instrument: Instrument,
  hasScores: (id: string) => boolean,
  known: readonly ForeignFormula['aggregate'][],
  tell: Tell,
): { formulas: WrittenCriterion[]; judged: Criterion[] } {
  const formulas: WrittenCriterion[] = [];
  const judged: Criterion[] = [];
  const byBand = new Set<string>();
  const written = new Set<string>();
  const items = new Set(instrumentItemsOf(instrument).map(({ id }) => id));
  for (const criterion of criteriaOf(instrument)) {
    const { id, title, aggregate } = criterion;
    const parts = partsOf(criterion);
    if (criterion.scoredBy === 'band') byBand.add(id);
    if (aggregate === 'judgement') {
      judged.push(criterion);
      if (hasScores(id)) written.add(id);
      tell({
        did: 'changed',
        of: id,
        part: 'criterion',
        what: 'it is judged by a person, so the form asks it as a question',
      });
      continue;
    }
    const why =
      whyNotWritten(criterion, known) ??
      reasonIn(parts, (part) =>
        byBand.has(part) ? `it is made of the band of ${part}, which the form does not have` : null,
      ) ??
      reasonIn(parts, (part) =>
        written.has(part) || (items.has(part) && hasScores(part))
          ? null
          : `it is made of ${part}, which is no number in the form`,
      );
    if (why !== null) {
      tell({ did: 'left out', of: id, part: 'criterion', what: why });
      continue;
    }
    written.add(id);
    formulas.push({ id, title, aggregate, of: parts });
    const lost = (part: keyof Criterion, what: string) => tell({ did: 'left out', of: id, part, what });
    if (criterion.bands) lost('bands', 'the form has the value and not its band');
    if (criterion.scoredBy === 'band') lost('scoredBy', 'the form hands on the value');
    if (criterion.source !== undefined) lost('source', 'the form has no place for it');
  }
  return { formulas, judged };
}

function whyNotWritten(
  { weights, limits, aggregate }: Criterion,
  known: readonly ForeignFormula['aggregate'][],
): string | null {
  if (weights) return 'its parts do not count alike, which is no plain formula';
  const [limit] = limits;
  if (limit) return `an answer to ${limit.item} limits it, which is no plain formula`;
  return known.some((one) => one === aggregate) ? null : 'the form has no such formula';
}

function reasonIn(parts: readonly string[], reason: (part: string) => string | null): string | null {
  for (const part of parts) {
    const found = reason(part);
    if (found !== null) return found;
  }
  return null;
}
