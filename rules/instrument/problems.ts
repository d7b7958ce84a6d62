import { foldName } from '../tool.ts';
import type { Definition } from './definition.ts';
import { optionsOf, partsOf } from './parts.ts';
import type { Criterion, InstrumentItem } from './schema.ts';

/** One thing wrong with a definition; `at` is the path to the spot, such as `sections[0].items[2].id`. */
export interface InstrumentProblem {
  at: string;
  problem: string;
}

/** The path to a spot of a definition, such as `sections[0].items[2].id`. */
export function pathText(path: readonly PropertyKey[]): string {
  let out = '';
  for (const step of path) out += typeof step === 'number' ? `[${step}]` : `${out ? '.' : ''}${String(step)}`;
  return out || '(top)';
}

/** Headings of sheets that are no items; no item may be called so. */
/** What no question may be called: columns that every sheet has. */
export const RESERVED_NAMES = ['reference', 'group', 'comment', 'complete'];
const COMMENT_PREFIX = 'comment.';

type Note = (at: string, problem: string) => void;

/** What is wrong between the parts of a definition: all of it at once, whatever else is broken. */
export function crossProblems(definition: Definition): InstrumentProblem[] {
  const problems: InstrumentProblem[] = [];
  const note: Note = (at, problem) => problems.push({ at, problem });
  const { items, criteria, scales, rankBy, broken } = definition;
  idProblems(definition, note);
  for (const [id, { options }] of Object.entries(scales)) scaleProblems(id, options, note);
  nameProblems(items, note);
  items.forEach(({ at, item }, i) => {
    itemProblems(definition, item, at, note);
    dependencyProblems(definition, item, items.slice(0, i), at, note);
  });
  for (const { at, criterion } of criteria) {
    criterionProblems(definition, criterion, at, note);
    partProblems(definition, criterion, at, note);
  }
  rankBy.forEach((id, r) => {
    const known = criteria.some(({ criterion }) => criterion.id === id) || broken.has(id);
    if (!known) note(`rankBy[${r}]`, `there is no criterion "${id}"`);
    if (isUnscoredJudgement(definition, id)) note(`rankBy[${r}]`, `"${id}" has no score`);
  });
  selfCompletionProblems(definition, note);
  return problems;
}

/** Answers without an account come from the person they are about, and say that they came so. */
function selfCompletionProblems(definition: Definition, note: Note): void {
  const { selfCompletion, subjectIsPersonal, items, broken } = definition;
  if (!selfCompletion) return;
  if (!subjectIsPersonal) note('selfCompletion', 'only a personal subject can answer by itself');
  const mode = items.find(({ item }) => item.id === selfCompletion.item)?.item;
  if (mode === undefined) {
    if (!broken.has(selfCompletion.item))
      note('selfCompletion.item', `there is no item "${selfCompletion.item}"`);
  } else if (mode.kind !== 'choice' || mode.from) {
    note('selfCompletion.item', `"${mode.id}" must be a choice that is coded from nothing`);
  } else if (!mode.options.some(({ id }) => id === selfCompletion.answer)) {
    note('selfCompletion.answer', `"${selfCompletion.answer}" is no answer to ${mode.id}`);
  }
}

function idProblems({ sections, items, criteria }: Definition, note: Note): void {
  const firstAt = new Map<string, string>();
  const all = [
    ...sections,
    ...items.map(({ at, item }) => ({ at, id: item.id })),
    ...criteria.map(({ at, criterion }) => ({ at, id: criterion.id })),
  ];
  for (const { at, id } of all) {
    const earlier = firstAt.get(id);
    if (earlier === undefined) firstAt.set(id, `${at}.id`);
    else note(`${at}.id`, `the id "${id}" is already used at ${earlier}`);
  }
}

/** The names by which answers are known in sheets: each may mean one of them only. */
function optionProblems(options: readonly Option[], at: string, note: Note): void {
  const owner = new Map<string, string>();
  options.forEach(({ id, label, aliases }, o) => {
    for (const name of new Set([id, label, ...aliases].map(foldName))) {
      const other = owner.get(name);
      if (other === undefined) owner.set(name, id);
      else note(`${at}.options[${o}]`, `"${name}" also means the option ${other}`);
    }
  });
}
interface Option {
  id: string;
  label: string;
  aliases: readonly string[];
  score?: number | undefined;
}

function scaleProblems(id: string, options: readonly Option[], note: Note): void {
  const at = `scales.${id}`;
  optionProblems(options, at, note);
  const scores = options.flatMap(({ score }) => (score === undefined ? [] : [score]));
  if (scores.length > 0 && scores.length < options.length) {
    note(`${at}.options`, 'all options need a score, or none');
    return;
  }
  const rises = scores.every((score, s) => s === 0 || score >= (scores[s - 1] ?? score));
  const falls = scores.every((score, s) => s === 0 || score <= (scores[s - 1] ?? score));
  if (!rises && !falls) note(`${at}.options`, 'the scores must go up from option to option, or down');
}

const namesOf = ({ id, label, shortLabel, aliases }: InstrumentItem) =>
  new Set([id, label, shortLabel, ...aliases].map(foldName));

function nameProblems(items: Definition['items'], note: Note): void {
  const owner = new Map<string, string>(RESERVED_NAMES.map((name) => [name, 'a column of every sheet']));
  for (const { at, item } of items) {
    for (const name of namesOf(item)) {
      if (name.startsWith(COMMENT_PREFIX)) note(at, `the name "${name}" begins like the column of a comment`);
      const other = owner.get(name);
      if (other === undefined) owner.set(name, item.id);
      else note(at, `the name "${name}" (id, label, short label or alias) is also that of ${other}`);
    }
  }
}

function itemProblems(definition: Definition, item: InstrumentItem, at: string, note: Note): void {
  if (item.kind === 'text') {
    if (item.segment) note(`${at}.segment`, 'free text cannot be used for segments');
    return;
  }
  if (item.kind === 'number') numberProblems(item, at, note);
  if (item.kind === 'choice' || item.kind === 'multiple') optionProblems(item.options, at, note);
  if (item.kind === 'multiple' && item.segment) {
    note(`${at}.segment`, 'an item with several answers cannot be used for segments');
  }
  // What does not apply is in no band of numbers and in no year, so results could not be divided by it.
  if ((item.kind === 'number' || item.kind === 'date') && item.segment && item.na) {
    note(`${at}.segment`, `a ${item.kind} that may be not applicable cannot be used for segments`);
  }
  if (item.kind === 'scale') scaleItemProblems(definition, item, at, note);
  if (item.kind === 'choice' && item.from) {
    const from = item.from.codes;
    if (!isOfKind(definition, from, 'text')) note(`${at}.from.codes`, `there is no text item "${from}"`);
  }
  if ((item.kind === 'scale' || item.kind === 'choice') && item.target) {
    if (item.noStandard !== undefined) note(`${at}.noStandard`, 'has a target, so there is a standard');
    const known = optionsOf(definition, item).map(({ id }) => id);
    item.target.of.forEach((id, o) => {
      if (!known.includes(id)) note(`${at}.target.of[${o}]`, `"${id}" is no answer to this item`);
    });
  }
}

const isOfKind = ({ items, broken }: Definition, id: string, kind: InstrumentItem['kind']) =>
  broken.has(id) || items.some(({ item }) => item.id === id && item.kind === kind);

function scaleItemProblems(
  definition: Definition,
  item: InstrumentItem & { kind: 'scale' },
  at: string,
  note: Note,
): void {
  const scale = definition.scales[item.scale];
  if (!scale) {
    if (definition.broken.has(item.scale)) return;
    note(`${at}.scale`, `there is no scale "${item.scale}"`);
    return;
  }
  const capped = scale.options.find(({ id }) => id === item.highest);
  if (item.highest !== undefined && !capped) {
    note(`${at}.highest`, `"${item.highest}" is no option of the scale ${item.scale}`);
  }
  if (capped && capped.score === undefined) note(`${at}.highest`, 'a scale without scores cannot be capped');
  if (
    item.safety &&
    (scale.options.length !== 2 || new Set(scale.options.map(({ score }) => score)).size < 2)
  ) {
    note(`${at}.safety`, 'only a question with two answers of different score can be about safety');
  }
  const { from } = item;
  if (!from) return;
  if (!isOfKind(definition, from.number, 'number')) {
    note(`${at}.from.number`, `there is no number item "${from.number}"`);
  }
  const known = optionsOf(definition, item).map(({ id }) => id);
  from.bands.forEach((band, b) => {
    if (!known.includes(band.answer))
      note(`${at}.from.bands[${b}].answer`, `"${band.answer}" is no answer to this item`);
    if (b > 0 && band.from <= (from.bands[b - 1]?.from ?? 0)) note(`${at}.from.bands[${b}].from`, ASCEND);
  });
}
const ASCEND = 'must be above that of the band before';

function numberProblems(item: InstrumentItem & { kind: 'number' }, at: string, note: Note): void {
  const { bands = [], minimum, maximum } = item;
  if (minimum > maximum) note(`${at}.minimum`, 'the minimum is above the maximum');
  if (bands.some((begin, b) => begin <= (bands[b - 1] ?? minimum) || begin > maximum)) {
    note(`${at}.bands`, 'the bands must begin above the minimum, go up, and begin at the maximum at most');
  }
}

function dependencyProblems(
  definition: Definition,
  { dependsOn }: InstrumentItem,
  before: Definition['items'],
  at: string,
  note: Note,
): void {
  if (!dependsOn) return;
  const parent = before.find(({ item }) => item.id === dependsOn.item)?.item;
  if (!parent && definition.broken.has(dependsOn.item)) return;
  if (!parent) note(`${at}.dependsOn.item`, `"${dependsOn.item}" is not an item that comes before this one`);
  else if (!optionsOf(definition, parent).some(({ id }) => id === dependsOn.answer)) {
    note(`${at}.dependsOn.answer`, `"${dependsOn.answer}" is no answer to ${dependsOn.item}`);
  }
}

function criterionProblems(definition: Definition, criterion: Criterion, at: string, note: Note): void {
  const parts = partsOf(criterion);
  const judged = criterion.aggregate === 'judgement';
  if (!judged && parts.length === 0) note(`${at}.of`, 'needs at least one item or criterion');
  if (judged && !definition.scales[criterion.scale ?? ''] && !definition.broken.has(criterion.scale ?? '')) {
    note(`${at}.scale`, 'a judgement needs one of the tool’s scales to choose from');
  }
  if (judged && criterion.bands) note(`${at}.bands`, 'a judgement has its scale, so it cannot have bands');
  if (!judged && criterion.scale !== undefined) note(`${at}.scale`, 'only a judgement has a scale');
  weightProblems(criterion, parts, at, note);
  bandProblems(criterion, at, note);
  criterion.limits.forEach(({ item: id, answers }, l) => {
    const item = definition.items.find((one) => one.item.id === id)?.item;
    if (!item && !definition.broken.has(id)) note(`${at}.limits[${l}].item`, `there is no item "${id}"`);
    const known = item ? optionsOf(definition, item).map((option) => option.id) : answers;
    answers.forEach((answer, a) => {
      if (!known.includes(answer))
        note(`${at}.limits[${l}].answers[${a}]`, `"${answer}" is no answer to ${id}`);
    });
  });
}

function weightProblems(
  { aggregate, weights }: Criterion,
  parts: readonly string[],
  at: string,
  note: Note,
): void {
  if (!weights) return;
  if (aggregate !== 'mean' && aggregate !== 'sum') {
    note(`${at}.weights`, 'only a mean and a sum can have weights');
  }
  for (const id of Object.keys(weights)) {
    if (!parts.includes(id)) note(`${at}.weights.${id}`, `"${id}" is no part of this criterion`);
  }
}

function bandProblems({ bands, scoredBy }: Criterion, at: string, note: Note): void {
  if (scoredBy === 'band' && !bands) note(`${at}.scoredBy`, 'needs bands to be scored by');
  (bands ?? []).forEach((band, b) => {
    if (b > 0 && band.from <= (bands?.[b - 1]?.from ?? 0)) note(`${at}.bands[${b}].from`, ASCEND);
    if (scoredBy === 'band' && band.score === undefined) {
      note(`${at}.bands[${b}].score`, 'needs a score, since the criterion hands on that of its band');
    }
    if (bands?.some((other, o) => o < b && other.id === band.id)) {
      note(`${at}.bands[${b}].id`, `the band "${band.id}" is there twice`);
    }
  });
}

/** Parts of criteria that are not there, cannot be scored, or are counted twice. */
function partProblems(definition: Definition, criterion: Criterion, at: string, note: Note): void {
  const seen = new Set<string>();
  const hasToCount = criterion.aggregate !== 'judgement';
  criterion.of.forEach((part, p) => {
    const spot = `${at}.of[${p}]`;
    if (typeof part !== 'string') {
      if (hasToCount && isUnscoredJudgement(definition, part.id)) note(spot, `"${part.id}" has no score`);
      return;
    }
    const item = definition.items.find((one) => one.item.id === part)?.item;
    if (item && hasToCount && !isScored(definition, item)) note(spot, `"${part}" has no score`);
    if (!item && !definition.broken.has(part)) note(spot, `there is no item "${part}"`);
    if (seen.has(part)) note(spot, `"${part}" is there twice`);
    seen.add(part);
  });
}

/** Whether a criterion is judged on a scale whose options have no scores. */
function isUnscoredJudgement({ criteria, scales }: Definition, id: string): boolean {
  const found = criteria.find(({ criterion }) => criterion.id === id)?.criterion;
  const scale = found?.aggregate === 'judgement' ? scales[found.scale ?? ''] : undefined;
  return scale !== undefined && scale.options.every(({ score }) => score === undefined);
}

function isScored(definition: Definition, item: InstrumentItem): boolean {
  if (item.kind === 'number' || (item.kind === 'scale' && definition.broken.has(item.scale))) return true;
  const options = item.kind === 'scale' ? optionsOf(definition, item) : [];
  return options.length > 0 && options.every(({ score }) => score !== null);
}
