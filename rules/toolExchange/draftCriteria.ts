import type { Criterion, Instrument, InstrumentItem } from '../instrument.ts';
import type { ForeignFormula } from './foreign.ts';
import type { Tell } from './notes.ts';
import { idOf, inWords, isId, plainText, shortened } from './wording.ts';
import type { Names } from './wording.ts';

interface Known {
  items: readonly InstrumentItem[];
  /** By the name of a question in the form, its id. */
  ids: ReadonlyMap<string, string>;
  scales: Instrument['scales'];
  names: Names;
}

/** Makes criteria of what the form works out; what is made of another of them holds it. */
export function draftCriteria(formulas: readonly ForeignFormula[], known: Known, tell: Tell): Criterion[] {
  const made = new Map<string, Criterion>();
  const top = new Set<string>();
  let waiting = [...formulas];
  const names = new Set(formulas.map(({ name }) => name));
  // Some are made of others that stand further down.
  for (let before = -1; waiting.length > 0 && waiting.length !== before;) {
    before = waiting.length;
    waiting = waiting.filter((formula) => {
      if (formula.of.some((part) => names.has(part) && !made.has(part))) return true;
      const criterion = criterionOf(formula, known, made, top, tell);
      if (criterion) {
        made.set(formula.name, criterion);
        top.add(formula.name);
      } else names.delete(formula.name);
      return false;
    });
  }
  for (const { name, row, column } of waiting) {
    tell({ did: 'left out', of: name, row, part: column, what: 'it is made of itself' });
  }
  return formulas.flatMap(({ name }) => (top.has(name) ? (made.get(name) ?? []) : []));
}

function criterionOf(
  { name, row, label, aggregate, of, column }: ForeignFormula,
  { items, ids, scales, names }: Known,
  made: ReadonlyMap<string, Criterion>,
  top: Set<string>,
  tell: Tell,
): Criterion | null {
  const leaveOut = (what: string) => {
    tell({ did: 'left out', of: name, row, part: column, what });
    return null;
  };
  const twice = of.find((part, p) => of.indexOf(part) !== p);
  if (twice !== undefined) return leaveOut(`it counts ${twice} twice`);
  const parts: (string | Criterion)[] = [];
  for (const part of of) {
    const inner = made.get(part);
    if (inner && !top.has(part)) return leaveOut(`${part} is part of another one already`);
    const item = items.find(({ id }) => id === ids.get(part));
    if (!inner && !item) return leaveOut(`it is made of ${part}, which is not taken`);
    if (item && !isScored(item, scales)) return leaveOut(`it is made of ${part}, which has no score`);
    parts.push(inner ?? item?.id ?? part);
  }
  for (const part of of) top.delete(part);
  const wanted = (isId(name) ? name : idOf(name)) || 'criterion';
  const id = names.claimId(wanted);
  if (id !== name) tell({ did: 'changed', of: name, row, part: 'name', what: `its id is ${id}` });
  const title = shortened(plainText(label) || inWords(name), 80);
  tell({
    did: 'taken',
    of: name,
    row,
    part: column,
    what: `as a criterion, the ${AGGREGATE_WORDS[aggregate]} of its parts`,
  });
  return { id, title, of: parts, aggregate, scoredBy: 'value', limits: [] };
}

const AGGREGATE_WORDS: Record<ForeignFormula['aggregate'], string> = {
  sum: 'sum',
  mean: 'mean',
  least: 'lowest',
  most: 'highest',
  median: 'median',
};

const isScored = (item: InstrumentItem, scales: Instrument['scales']): boolean =>
  item.kind === 'number' ||
  (item.kind === 'scale' && (scales[item.scale]?.options.every(({ score }) => score !== undefined) ?? false));
