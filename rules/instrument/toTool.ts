import type { Check, Field, Item, Rating, Section, Tool } from '../tool.ts';
import { judgedItemsOf, optionsOf } from './parts.ts';
import type { Instrument, InstrumentItem, ScaleItem } from './schema.ts';

// A tool as people are asked it, made of its definition: a scale of yes and no is a check, any other a rating.

type Base = Pick<
  Check,
  'id' | 'label' | 'shortLabel' | 'guidance' | 'aliases' | 'segment' | 'about' | 'suggestions'
>;

/** The last section of a tool that leaves criteria to be judged by a person; no section of a definition is called so. */
const JUDGED = {
  id: 'judged-criteria',
  title: 'Judgements',
  description: 'What the answers do not decide by themselves: a person judges it with them in view.',
};

/**
 * A tool as pages work with it.
 *
 * @param format - of the definition; ratings of the first are kept as their scores and not by the ids of their options
 */
export function toTool(instrument: Instrument, format: Tool['format']): Tool {
  const { id, version, title, description, source, subject, calls, topWindows, smartWords } = instrument;
  return {
    id,
    version,
    title,
    description,
    source,
    subject,
    sections: sectionsOf(instrument, format),
    ...(calls && { calls }),
    ...(topWindows && { topWindows }),
    ...(smartWords && { smartWords }),
    format,
    instrument,
  };
}

/** The sections of a tool as they are asked, with one at the end for what a person judges. */
export function sectionsOf(
  instrument: Pick<Instrument, 'scales' | 'sections' | 'criteria'>,
  format: Tool['format'],
): Section[] {
  const judged = judgedItemsOf(instrument);
  return [...instrument.sections, ...(judged.length > 0 ? [{ ...JUDGED, items: judged }] : [])].map(
    ({ items, ...section }) => ({
      ...section,
      items: items.map((item) => itemOf(instrument, item, format)),
    }),
  );
}

function itemOf(instrument: Pick<Instrument, 'scales'>, item: InstrumentItem, format: Tool['format']): Item {
  const { id, label, shortLabel, guidance, aliases, segment, about, suggestions } = item;
  const base = { id, label, shortLabel, guidance, aliases, segment, suggestions, ...(about && { about }) };
  if (item.kind !== 'scale') return fieldOf(item, base);
  const polarity = polarityOf(instrument, item);
  return polarity ? checkOf(item, base, polarity) : ratingOf(instrument, item, base, format);
}

/** What a yes means, of a scale that has nothing but yes and no; null of any other. */
function polarityOf(instrument: Pick<Instrument, 'scales'>, item: ScaleItem): Check['polarity'] | null {
  const options = optionsOf(instrument, item);
  const scoreOf = (answer: string) => options.find(({ id }) => id === answer)?.score;
  const [yes, no] = [scoreOf('yes'), scoreOf('no')];
  if (options.length !== 2 || yes === undefined || no === undefined || item.from) return null;
  if (yes === null || no === null || yes === no) return 'neither';
  return yes > no ? 'yes_is_good' : 'yes_is_bad';
}

function checkOf(
  { na, target, safety, dependsOn }: ScaleItem,
  base: Base,
  polarity: Check['polarity'],
): Check {
  const answer = dependsOn?.answer;
  const standard = standardOf(target, polarity);
  const check: Check = { kind: 'check', ...base, polarity, na, ...standard, ...(safety && { safety }) };
  return dependsOn && (answer === 'yes' || answer === 'no')
    ? { ...check, dependsOn: { item: dependsOn.item, answer } }
    : check;
}

/** Where a yes is bad, the standard is the share of yes that is not to be exceeded. */
function standardOf(target: ScaleItem['target'], polarity: Check['polarity']): Pick<Check, 'standard'> {
  const [answer, ...others] = target?.of ?? [];
  if (!target || others.length > 0) return {};
  if (polarity === 'yes_is_good' && answer === 'yes') return { standard: target.atLeast };
  if (polarity === 'yes_is_bad' && answer === 'no') return { standard: 100 - target.atLeast };
  return {};
}

function ratingOf(
  instrument: Pick<Instrument, 'scales'>,
  item: ScaleItem,
  base: Base,
  format: Tool['format'],
): Rating {
  const options = optionsOf(instrument, item).map((option) => ({
    ...option,
    ...(format === 1 && { id: String(option.score), aliases: [...option.aliases, option.id] }),
  }));
  return { kind: 'rating', ...base, options, na: item.na };
}

function fieldOf(item: Exclude<InstrumentItem, { kind: 'scale' }>, base: Base): Field {
  const field = { kind: 'field' as const, ...base };
  switch (item.kind) {
    case 'choice': {
      const codes = item.from?.codes;
      return { ...field, type: 'choice', options: item.options, na: item.na, ...(codes && { codes }) };
    }
    case 'multiple':
      return { ...field, type: 'multiple', options: item.options, na: item.na };
    case 'number': {
      const { minimum, maximum, unit, bands, na } = item;
      const more = { ...(unit !== undefined && { unit }), ...(bands && { bands }) };
      return { ...field, type: 'number', minimum, maximum, na, ...more };
    }
    case 'date':
      return { ...field, type: 'date', na: item.na };
    case 'text':
      return { ...field, type: 'text', maximumLength: item.maximumLength };
  }
}
