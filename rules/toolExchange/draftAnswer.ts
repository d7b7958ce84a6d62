import { foldName } from '../fold.ts';
import type { Instrument, InstrumentItem } from '../instrument.ts';
import type { ForeignAnswer, ForeignField, ForeignOption } from './foreign.ts';
import type { Tell } from './notes.ts';
import type { Scales } from './scales.ts';
import { createNames, idOf, isId, plainText, shortened } from './wording.ts';

type Base = Omit<InstrumentItem & { kind: 'date' }, 'kind' | 'na'>;
type Options = ForeignAnswer & { kind: 'options' };
interface Drafted {
  item: InstrumentItem;
  /** By the code of the form, the answer that it became. */
  byCode: ReadonlyMap<string, string>;
}

const NOT_APPLICABLE = ['na', 'n/a', 'n.a.', 'not applicable', 'does not apply'];
/** An answer that has a number in many forms and no place on a scale. */
const UNKNOWN =
  /\b(?:not known|unknown|not recorded|missing|refused|prefer not|don'?t know|do not know|not sure|other)\b/i;
const MOST_OPTIONS = 100;
const MOST_ON_SCALE = 11;
const LONGEST_OPTION = 60;
const LONG_TEXT = 4000;
const SHORT_TEXT = 200;
/** Where a form sets no bound; the lead is told to set one. */
const UNBOUNDED = { minimum: 0, maximum: 1_000_000 };

/** What a question becomes by its answer, and its answers by their codes. */
export function draftAnswer(
  field: ForeignField,
  base: Base,
  isScored: boolean,
  scales: Scales,
  tell: Tell,
): Drafted {
  const { answer, name, row } = field;
  const taken = (what: string) => tell({ did: 'taken', of: name, row, part: 'question', what });
  switch (answer.kind) {
    case 'text':
      taken('as a text');
      return bare({ ...base, kind: 'text', maximumLength: answer.isLong ? LONG_TEXT : SHORT_TEXT });
    case 'date':
      taken('as a date');
      return bare({ ...base, kind: 'date', na: false });
    case 'number':
      taken('as a number');
      return bare({ ...base, kind: 'number', ...boundsOf(field, answer, tell), na: false });
    case 'options':
      return optionsItem(field, answer, base, isScored || answer.isScored, scales, tell);
  }
}

const bare = (item: InstrumentItem): Drafted => ({ item, byCode: new Map() });

function boundsOf(
  { name, row, columns }: ForeignField,
  { minimum, maximum }: ForeignAnswer & { kind: 'number' },
  tell: Tell,
): { minimum: number; maximum: number } {
  const bounds = {
    minimum: minimum ?? Math.min(UNBOUNDED.minimum, maximum ?? UNBOUNDED.minimum),
    maximum: maximum ?? Math.max(UNBOUNDED.maximum, minimum ?? UNBOUNDED.maximum),
  };
  if (minimum === null || maximum === null) {
    const missing = minimum !== null ? 'highest' : maximum !== null ? 'lowest' : 'lowest and no highest';
    const what = `there is no ${missing} number; it goes from ${bounds.minimum} to ${bounds.maximum}, which has to be set`;
    tell({ did: 'changed', of: name, row, part: columns.bounds, what });
  }
  return bounds;
}

function optionsItem(
  field: ForeignField,
  answer: Options,
  base: Base,
  wantsScores: boolean,
  scales: Scales,
  tell: Tell,
): Drafted {
  const { name, row } = field;
  const offered = answer.options.filter((option) => !isNotApplicable(option));
  const na = offered.length < answer.options.length;
  const isScored = wantsScores && !answer.several && canBeScored(field, offered, tell);
  const isScale = !answer.several && (answer.isScale || isScored) && offered.length <= MOST_ON_SCALE;
  const { options, byCode } = namedOptions(field, offered, isScored && isScale, tell);
  const taken = (what: string) =>
    tell({ did: 'taken', of: name, row, part: 'question', what: na ? `${what}; it may not apply` : what });
  if (isScale) {
    const ordered = isScored ? inOrder(options) : options;
    if (ordered.some(({ id }, o) => id !== options[o]?.id)) {
      const what = 'its answers stand in the order of their scores now';
      tell({ did: 'changed', of: name, row, part: field.columns.options, what });
    }
    const scale = scales.idOf(ordered, scaleName(answer, ordered));
    const plural = `as a scale of ${options.length} answers`;
    taken(isScored ? `${plural} with scores` : `${plural} without scores, none of them good or bad`);
    return { item: { ...base, kind: 'scale', scale, na }, byCode };
  }
  const unscored = options.map(({ id, label, aliases }) => ({ id, label, aliases }));
  taken(answer.several ? 'as a choice of several answers' : 'as a choice of one answer');
  const kind = answer.several ? ('multiple' as const) : ('choice' as const);
  // One of several answers is no answer by itself, so nothing can hang on it.
  return { item: { ...base, kind, options: unscored, na }, byCode: answer.several ? new Map() : byCode };
}

const isNotApplicable = ({ code, label }: ForeignOption): boolean =>
  NOT_APPLICABLE.includes(foldName(plainText(label))) || foldName(code) === 'na';

/** Whether a question has answers enough to be asked; of none and of too many it is said. */
export function problemOfOptions({ options, several }: Options): string | null {
  const offered = options.filter((option) => !isNotApplicable(option)).length;
  if (offered < 2) return several ? 'it has fewer than two answers to tick' : 'it has fewer than two answers';
  return offered > MOST_OPTIONS ? `it has ${offered} answers, and ${MOST_OPTIONS} can be kept` : null;
}

function canBeScored({ name, row, columns }: ForeignField, options: ForeignOption[], tell: Tell): boolean {
  if (options.some(({ score }) => score === null)) return false;
  const unknown = options.find(({ code, label, score }) => String(score) === code && UNKNOWN.test(label));
  if (unknown) {
    const what = `it is not scored, since the number of “${plainText(unknown.label)}” is no score`;
    tell({ did: 'changed', of: name, row, part: columns.options, what });
  }
  return unknown === undefined;
}

type Named = Instrument['scales'][string]['options'];

/** The answers under names of their own, each by the code that the form has for it. */
function namedOptions(
  { name, row, columns }: ForeignField,
  offered: readonly ForeignOption[],
  withScores: boolean,
  tell: Tell,
): { options: Named; byCode: Map<string, string> } {
  const changed = (what: string) => tell({ did: 'changed', of: name, row, part: columns.options, what });
  const names = createNames(['na', 'nr']);
  const byCode = new Map<string, string>();
  const ids = offered.map(({ code, label }) => {
    const wanted = isId(code.toLowerCase())
      ? code.toLowerCase()
      : idOf(plainText(label)) || `answer_${idOf(`a${code}`)}`;
    const id = names.claimId(wanted.slice(0, LONGEST_OPTION));
    byCode.set(code, id);
    return id;
  });
  const options = offered.map(({ code, label, score }, i) => {
    const id = ids[i] ?? '';
    const plain = plainText(label) || code;
    if (plain.length > LONGEST_OPTION)
      changed(`an answer has more than ${LONGEST_OPTION} characters and was cut: ${plain}`);
    let own = shortened(plain, LONGEST_OPTION);
    if (!names.claim(id, own)) {
      changed(`two answers read the same, so a code stands behind one: ${own} (${code})`);
      own = `${shortened(own, LONGEST_OPTION - code.length - 3)} (${code})`;
      names.claim(id, own);
    }
    // A sheet of the form's own data has the code; a score is known as an answer anyway.
    const isOwnScore = withScores && String(score) === code;
    const aliases = code.toLowerCase() !== id && !isOwnScore && names.claim(id, code) ? [code] : [];
    return { id, label: own, aliases, ...(withScores && score !== null && { score }) };
  });
  return { options, byCode };
}

/** Scores have to rise or to fall. */
function inOrder(options: Named): Named {
  const scores = options.map(({ score = 0 }) => score);
  const rises = scores.every((score, s) => s === 0 || score >= (scores[s - 1] ?? score));
  const falls = scores.every((score, s) => s === 0 || score <= (scores[s - 1] ?? score));
  return rises || falls ? options : options.toSorted((a, b) => (a.score ?? 0) - (b.score ?? 0));
}

/** What a scale is called: by its list, or by its ends. */
function scaleName({ list }: Options, options: Named): string {
  if (list !== null) return isId(list) ? list : idOf(list) || 'scale';
  const [first, last] = [options[0]?.id ?? '', options.at(-1)?.id ?? ''];
  return first === 'yes' && last === 'no' ? 'yes_no' : idOf(`${first}_to_${last}`);
}
