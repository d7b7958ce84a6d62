import type { Criterion, Instrument, InstrumentItem, Scale, ScaleItem } from './schema.ts';

/** An answer that can be chosen, with what it counts for where the item is scored. */
export interface AnswerOption {
  id: string;
  label: string;
  aliases: readonly string[];
  score: number | null;
  /** When to choose it, where it needs saying. */
  guidance?: string | undefined;
}

/** All items in the order in which they are asked and reported. */
export const instrumentItemsOf = ({ sections }: Pick<Instrument, 'sections'>): InstrumentItem[] =>
  sections.flatMap(({ items }) => items);

/** A criterion and all criteria in it, each after those it is made of. */
function withParts(criterion: Criterion): Criterion[] {
  return [...criterion.of.flatMap((part) => (typeof part === 'string' ? [] : withParts(part))), criterion];
}

/** All criteria of the tree, each after those it is made of: the order in which they are scored and reported. */
export const criteriaOf = ({ criteria }: Pick<Instrument, 'criteria'>): Criterion[] =>
  criteria.flatMap(withParts);

/** Ids of what a criterion is made of, in its order. */
export const partsOf = ({ of }: Criterion): string[] =>
  of.map((part) => (typeof part === 'string' ? part : part.id));

/** The criteria that a person judges with the answers in view, as what is asked: an option of a scale, or not applicable. */
export function judgedItemsOf(instrument: Pick<Instrument, 'criteria' | 'sections'>): ScaleItem[] {
  const labels = new Map(instrumentItemsOf(instrument).map(({ id, shortLabel }) => [id, shortLabel]));
  return criteriaOf(instrument).flatMap((criterion) => {
    const { id, title, aggregate, scale = '', source } = criterion;
    if (aggregate !== 'judgement') return [];
    const inView = partsOf(criterion).map((part) => labels.get(part) ?? part);
    const guidance = [
      `A person judges this${inView.length > 0 ? `, with these answers in view: ${inView.join('; ')}` : ''}.`,
      ...(source === undefined ? [] : [`Source: ${source}.`]),
    ].join(' ');
    const names = { id, label: title, shortLabel: id, guidance, aliases: [] };
    return [{ kind: 'scale', ...names, segment: false, suggestions: [], scale, na: true }];
  });
}

const withScore = ({ id, label, aliases, score }: Scale['options'][number]): AnswerOption => ({
  id,
  label,
  aliases,
  score: score ?? null,
});

/** The options of a scale that an item may have: all of them, or those up to its cap. */
function upTo(scale: Scale, { highest }: Pick<ScaleItem, 'highest'>): AnswerOption[] {
  const all = scale.options.map(withScore);
  const cap = all.find(({ id }) => id === highest)?.score ?? null;
  return cap === null ? all : all.filter(({ score }) => score !== null && score <= cap);
}

/** The answers that an item may have, beside not applicable; none for numbers, dates and texts. */
export function optionsOf({ scales }: Pick<Instrument, 'scales'>, item: InstrumentItem): AnswerOption[] {
  switch (item.kind) {
    case 'scale': {
      const scale = scales[item.scale];
      return scale ? upTo(scale, item) : [];
    }
    case 'choice':
    case 'multiple':
      return item.options.map((option) => ({ ...option, score: null }));
    case 'number':
    case 'date':
    case 'text':
      return [];
  }
}
