import { criteriaOf, instrumentItemsOf, optionsOf } from './parts.ts';
import type { Instrument, InstrumentItem } from './schema.ts';

/** How an item, a criterion, a made-up file or the tool itself differs between two versions. */
export interface InstrumentChange {
  kind: 'added' | 'removed' | 'changed';
  of: 'tool' | 'section' | 'item' | 'criterion' | 'training';
  id: string;
  label: string;
  /** What of it was changed, in words that follow "changed:"; empty unless it is in both. */
  what: string[];
  /**
   * Of a changed item whether the same record could now get another answer: `asked` where only a person can tell,
   * `certain` where the answers that it had are no longer there to be given, `no` where nothing that decides an answer
   * was changed.
   */
  otherAnswer: 'asked' | 'certain' | 'no';
}

/**
 * What differs between a version of a tool and the one before: every section, item and criterion, and the tool's own
 * words, in the order of the later version, those removed last.
 */
export function instrumentChanges(before: Instrument, after: Instrument): InstrumentChange[] {
  return [
    ...headChange(before, after),
    ...listChanges('section', before.sections, after.sections, (one, other) =>
      wordsFor([
        ['the title', one.title, other.title],
        ['the description', one.description, other.description],
      ]),
    ),
    ...itemChanges(before, after),
    ...listChanges('criterion', criteriaOf(before), criteriaOf(after), (one, other) =>
      wordsFor([
        ['the title', one.title, other.title],
        ['what it is made of', parts(one), parts(other)],
        [
          'how it is put together',
          [one.aggregate, one.scoredBy, one.scale],
          [other.aggregate, other.scoredBy, other.scale],
        ],
        ['the weights', one.weights, other.weights],
        ['the bands', one.bands, other.bands],
        ['the limits', one.limits, other.limits],
        ['the source', one.source, other.source],
        ['the measure that it bears on', one.measure, other.measure],
      ]),
    ),
    ...listChanges('training', before.training ?? [], after.training ?? [], (one, other) =>
      wordsFor([
        ['the title', one.title, other.title],
        ['the notes', one.notes, other.notes],
        ['what is settled, or why', one.settled, other.settled],
      ]),
    ),
  ];
}

const parts = ({ of }: { of: readonly (string | { id: string })[] }) =>
  of.map((part) => (typeof part === 'string' ? part : part.id));

/** Those of several things that differ, each by its words. */
const wordsFor = (pairs: readonly (readonly [words: string, one: unknown, other: unknown])[]): string[] =>
  pairs.flatMap(([words, one, other]) => (isSame(one, other) ? [] : [words]));

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one ?? null, inOrder) === JSON.stringify(other ?? null, inOrder);

/** In which order an object names what it has says nothing. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

function headChange(before: Instrument, after: Instrument): InstrumentChange[] {
  const what = wordsFor([
    ['the title', before.title, after.title],
    ['the description', before.description, after.description],
    ['the source', before.source, after.source],
    [
      'the order of its questions, or in which section they stand',
      placesIn(before, after),
      placesIn(after, before),
    ],
    ['what a record is about', before.subject, after.subject],
    ['by what records are ranked', before.rankBy, after.rankBy],
    ['when TOP forms fall due', before.topWindows, after.topWindows],
    ['the words by which goals are read', before.smartWords, after.smartWords],
    ['how calls are planned', before.calls, after.calls],
    ['whether providers answer it about themselves', before.answeredBy, after.answeredBy],
    ['how it stands in the list of tools', before.catalogue, after.catalogue],
    ['how respondents answer alone', before.selfCompletion, after.selfCompletion],
  ]);
  if (what.length === 0) return [];
  return [{ kind: 'changed', of: 'tool', id: '', label: after.title, what, otherAnswer: 'no' }];
}

/** Where the questions of a version stand that the other one has too. */
const placesIn = ({ sections }: Instrument, other: Instrument): [section: string, item: string][] => {
  const inBoth = new Set(instrumentItemsOf(other).map(({ id }) => id));
  return sections.flatMap(({ id: section, items }) =>
    items.flatMap(({ id }): [string, string][] => (inBoth.has(id) ? [[section, id]] : [])),
  );
};

interface Named {
  id: string;
  title: string;
}

function listChanges<T extends Named>(
  of: 'section' | 'criterion' | 'training',
  before: readonly T[],
  after: readonly T[],
  differences: (one: T, other: T) => string[],
): InstrumentChange[] {
  const change = (
    kind: InstrumentChange['kind'],
    { id, title }: Named,
    what: string[] = [],
  ): InstrumentChange => ({
    kind,
    of,
    id,
    label: title,
    what,
    otherAnswer: 'no',
  });
  return [
    ...after.flatMap((one) => {
      const previous = before.find(({ id }) => id === one.id);
      if (!previous) return [change('added', one)];
      const what = differences(previous, one);
      return what.length > 0 ? [change('changed', one, what)] : [];
    }),
    ...before.filter(({ id }) => !after.some((one) => one.id === id)).map((one) => change('removed', one)),
  ];
}

function itemChanges(before: Instrument, after: Instrument): InstrumentChange[] {
  const old = instrumentItemsOf(before);
  const current = instrumentItemsOf(after);
  return [
    ...current.flatMap((item): InstrumentChange[] => {
      const { id, label } = item;
      const previous = old.find((one) => one.id === id);
      if (!previous) return [{ kind: 'added', of: 'item', id, label, what: [], otherAnswer: 'no' }];
      const deciding = decidingDifferences([before, previous], [after, item]);
      const what = [...deciding, ...otherDifferences([before, previous], [after, item])];
      if (what.length === 0) return [];
      const isCertain = previous.kind !== item.kind || lacksAnswers([before, previous], [after, item]);
      const otherAnswer = isCertain ? 'certain' : deciding.length > 0 ? 'asked' : 'no';
      return [{ kind: 'changed', of: 'item', id, label, what, otherAnswer }];
    }),
    ...old
      .filter(({ id }) => !current.some((one) => one.id === id))
      .map(({ id, label }): InstrumentChange => ({
        kind: 'removed',
        of: 'item',
        id,
        label,
        what: [],
        otherAnswer: 'no',
      })),
  ];
}

type Pair = readonly [Instrument, InstrumentItem];

const fieldOf = (item: InstrumentItem, name: string): unknown =>
  Object.entries(item).find(([key]) => key === name)?.[1];

/** What decides which answer a record gets. */
function decidingDifferences([before, one]: Pair, [after, other]: Pair): string[] {
  const both = (name: string) => [fieldOf(one, name), fieldOf(other, name)] as const;
  const answers = (instrument: Instrument, item: InstrumentItem) =>
    optionsOf(instrument, item).map(({ id, label, guidance }) => [id, label, guidance]);
  return wordsFor([
    [`the question (it was “${one.label}”)`, one.label, other.label],
    ['how to decide', one.guidance, other.guidance],
    ['what a respondent reads beneath it', one.hint, other.hint],
    ['how it is answered', one.kind, other.kind],
    ['the answers', answers(before, one), answers(after, other)],
    ['whether it may be not applicable', ...both('na')],
    ['the smallest number', ...both('minimum')],
    ['the largest number', ...both('maximum')],
    ['the unit', ...both('unit')],
    ['what it is worked out or coded from', ...both('from')],
    ['what it hangs on', one.dependsOn, other.dependsOn],
  ]);
}

/** What is made of an answer, or said about it. */
function otherDifferences([before, one]: Pair, [after, other]: Pair): string[] {
  const both = (name: string) => [fieldOf(one, name), fieldOf(other, name)] as const;
  const scores = (instrument: Instrument, item: InstrumentItem) =>
    optionsOf(instrument, item).map(({ id, score }) => [id, score]);
  const isScores =
    isSame(
      optionsOf(before, one).map(({ id }) => id),
      optionsOf(after, other).map(({ id }) => id),
    ) && !isSame(scores(before, one), scores(after, other));
  return [
    ...(isScores ? ['what the answers count'] : []),
    ...wordsFor([
      ['the short label', one.shortLabel, other.shortLabel],
      ['the standard', ...both('target')],
      ['why there is no standard', ...both('noStandard')],
      ['the source', one.source, other.source],
      ['other names in sheets', one.aliases, other.aliases],
      ['what a provider might do', one.suggestions, other.suggestions],
      ['whether results are divided by it', one.segment, other.segment],
      ['whether it is about the person or what was done', one.about, other.about],
      ['whether it is about safety', ...both('safety')],
      ['the measure that it bears on', ...both('measure')],
      ['the bands in which results are divided', ...both('bands')],
      ['the longest text', ...both('maximumLength')],
    ]),
  ];
}

/** Whether an answer that could be given before cannot be any more: it would not be read. */
function lacksAnswers([before, one]: Pair, [after, other]: Pair): boolean {
  const ids = new Set(optionsOf(after, other).map(({ id }) => id));
  return optionsOf(before, one).some(({ id }) => !ids.has(id));
}
