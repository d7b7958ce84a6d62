import type { Format1Check, Format1Field, Format1Item, Format1Tool } from './format1Schema.ts';
import { instrumentItemsOf, optionsOf } from './parts.ts';
import type { Instrument, InstrumentItem, Scale } from './schema.ts';

// A tool of the first format in the second: a check is a scale of two whose polarity is its scores, a rating a scale of
// four with a cap.

const yesAndNo = (scores: { yes: number; no: number } | null): Scale => ({
  options: [
    { id: 'yes', label: 'Yes', aliases: ['y'], ...(scores && { score: scores.yes }) },
    { id: 'no', label: 'No', aliases: ['n'], ...(scores && { score: scores.no }) },
  ],
});

/** The scales that the first format knew without naming them, by polarity and for ratings. */
const SCALES = {
  yes_is_good: yesAndNo({ yes: 1, no: 0 }),
  yes_is_bad: yesAndNo({ yes: 0, no: 1 }),
  neither: yesAndNo(null),
  weak_to_excellent: {
    options: [
      { id: 'weak', label: 'Weak', aliases: ['1'], score: 1 },
      { id: 'fair', label: 'Fair', aliases: ['2'], score: 2 },
      { id: 'good', label: 'Good', aliases: ['3'], score: 3 },
      { id: 'excellent', label: 'Excellent', aliases: ['4'], score: 4 },
    ],
  },
} satisfies Record<string, Scale>;

const RATING = 'weak_to_excellent' satisfies keyof typeof SCALES;

/** The subject of every tool of the first format. */
const CASE_FILE = { id: 'case_file', one: 'case file', many: 'case files', personal: true };

/** A tool of the first format in the second; it asks, counts and reports the same. */
export function fromFormat1(tool: Format1Tool): Instrument {
  const sections = tool.sections.map(({ items, ...section }) => ({ ...section, items: items.map(itemOf) }));
  const used = new Set(
    sections.flatMap(({ items }) => items.flatMap((item) => (item.kind === 'scale' ? [item.scale] : []))),
  );
  const { id, version, title, description, source, topWindows, smartWords } = tool;
  return {
    format: 2,
    id,
    version,
    title,
    description,
    source,
    subject: CASE_FILE,
    scales: Object.fromEntries(Object.entries(SCALES).filter(([name]) => used.has(name))),
    sections,
    criteria: [],
    ...(topWindows && { topWindows }),
    ...(smartWords && { smartWords }),
  };
}

/**
 * Turns answers as the first format keeps them into those of the second, where a rating is kept as its option and not as
 * its number.
 *
 * @returns for the answers of one record after another, which may be the same map where nothing is to be turned
 */
export function fromAnswersOfFormat1(
  instrument: Instrument,
): (answers: ReadonlyMap<string, string>) => ReadonlyMap<string, string> {
  const ratings = instrumentItemsOf(instrument).flatMap((item) => {
    if (item.kind !== 'scale' || item.scale !== RATING) return [];
    const byScore = optionsOf(instrument, item).map(({ id, score }) => [String(score), id] as const);
    return [{ id: item.id, byScore: new Map(byScore) }];
  });
  if (ratings.length === 0) return (answers) => answers;
  return (answers) => {
    const own = new Map(answers);
    for (const { id, byScore } of ratings) {
      const option = byScore.get(answers.get(id) ?? '');
      if (option !== undefined) own.set(id, option);
    }
    return own;
  };
}

function itemOf(item: Format1Item): InstrumentItem {
  const { id, label, shortLabel, guidance, aliases, segment } = item;
  const base = { id, label, shortLabel, guidance, aliases, segment, suggestions: [] };
  switch (item.kind) {
    case 'check':
      return checkOf(item, base);
    case 'rating': {
      const cap = SCALES[RATING].options[item.highest - 1]?.id;
      const highest = item.highest < 4 && cap !== undefined ? { highest: cap } : {};
      return { ...base, kind: 'scale', scale: RATING, na: false, ...highest };
    }
    case 'field':
      return fieldOf(item, base);
  }
}

type Base = Omit<InstrumentItem & { kind: 'date' }, 'kind' | 'na'>;

function checkOf(
  { polarity, standard, about, safety, measure, dependsOn, suggestions }: Format1Check,
  base: Base,
): InstrumentItem {
  // Where a yes is bad, the standard is the share of yes that is not to be exceeded.
  const isBad = polarity === 'yes_is_bad';
  const target = (share: number) =>
    isBad ? { of: ['no'], atLeast: 100 - share } : { of: ['yes'], atLeast: share };
  return {
    ...base,
    kind: 'scale',
    scale: polarity,
    na: true,
    suggestions,
    ...(standard !== undefined && { target: target(standard) }),
    ...(about && { about }),
    ...(safety && { safety }),
    ...(measure !== undefined && { measure }),
    ...(dependsOn && { dependsOn }),
  };
}

function fieldOf(field: Format1Field, base: Base): InstrumentItem {
  switch (field.type) {
    case 'choice':
      return { ...base, kind: 'choice', options: field.options, na: false };
    case 'number': {
      const { minimum, maximum, unit, bands } = field;
      const more = { ...(unit !== undefined && { unit }), ...(bands && { bands }) };
      return { ...base, kind: 'number', minimum, maximum, na: false, ...more };
    }
    case 'date':
      return { ...base, kind: 'date', na: false };
    case 'text':
      return { ...base, kind: 'text', maximumLength: field.maximumLength };
  }
}
