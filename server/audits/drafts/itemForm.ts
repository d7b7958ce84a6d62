import {
  draftItemsOf,
  freeId,
  idsOf,
  identifierSchema,
  isTaken,
  itemSchema,
  mapItems,
  placeItem,
  namesTaken,
  proposedId,
  proposedShortLabel,
  renameAnswers,
  renameItem,
} from '../../../rules/index.ts';
import type { DraftItem, DraftTool } from '../../../rules/index.ts';
import { InputError, NotFoundError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import {
  defined,
  linesOf,
  listedIn,
  measureIn,
  numberIn,
  optionalText,
  optionsIn,
  optionValues,
  tickedIn,
} from './fieldsOfForm.ts';

/** What an item of a kind may have; anything else in it is left out when it is saved. */
const mayHave = (kind: DraftItem['kind']): string[] =>
  Object.keys(itemSchema.options.find(({ shape }) => shape.kind.value === kind)?.shape ?? {});

/** How an item is answered, in one word of a form: a kind, or a scale by its id. */
const answerOf = ({ kind, scale }: DraftItem): string => (kind === 'scale' ? `scale:${scale ?? ''}` : kind);

/** The answers that an item of a draft may have. */
export const answersIn = ({ scales }: DraftTool, item: DraftItem): { id: string; label: string }[] =>
  (item.kind === 'scale' ? scales[item.scale ?? '']?.options : item.options) ?? [];

/** An item as the fields of its form. */
export function itemValues(draft: DraftTool, id: string): FormBody {
  const item = itemIn(draft, id);
  const text = (value: string | number | undefined) => (value === undefined ? '' : String(value));
  return {
    label: item.label,
    shortLabel: item.shortLabel,
    id: item.id,
    answer: answerOf(item),
    section: draft.sections.find(({ items }) => items.includes(item))?.id ?? '',
    guidance: item.guidance,
    hint: text(item.hint),
    source: text(item.source),
    measure: text(item.measure),
    aliases: item.aliases.join('\n'),
    suggestions: item.suggestions.join('\n'),
    segment: item.segment ? ['', 'yes'] : [''],
    about: text(item.about),
    na: (item.na ?? item.kind === 'scale') ? ['', 'yes'] : [''],
    safety: item.safety ? ['', 'yes'] : [''],
    dependsOn: item.dependsOn ? `${item.dependsOn.item}=${item.dependsOn.answer}` : '',
    highest: text(item.highest),
    targetOf: ['', ...(item.target?.of ?? [])],
    targetAtLeast: text(item.target?.atLeast),
    noStandard: text(item.noStandard),
    ...optionValues(item.kind === 'scale' ? [] : (item.options ?? [])),
    minimum: text(item.minimum),
    maximum: text(item.maximum),
    unit: text(item.unit),
    bands: (item.bands ?? []).join(', '),
    maximumLength: text(item.maximumLength),
    fromNumber: text(item.from?.number),
    fromBands: (item.from?.bands ?? []).map(({ from, answer }) => `${from} ${answer}`).join('\n'),
    fromCodes: text(item.from?.codes),
  };
}

export function itemIn(draft: DraftTool, id: string): DraftItem {
  const item = draftItemsOf(draft).find((one) => one.id === id);
  if (!item) throw new NotFoundError();
  return item;
}

/** A new item at the end of a section, with what can be proposed for it. */
export function addItem(
  draft: DraftTool,
  sectionId: string,
  label: string,
  answer: string,
): { draft: DraftTool; id: string } {
  const id = freeId(proposedId(label) || 'question', new Set(idsOf(draft)));
  const item: DraftItem = {
    ...ofKind(answer, {}),
    id,
    label,
    shortLabel: proposedShortLabel(label, namesTaken(draft, id)),
    guidance: '',
    aliases: [],
    segment: false,
    suggestions: [],
  };
  const sections = draft.sections.map((section) =>
    section.id === sectionId ? { ...section, items: [...section.items, item] } : section,
  );
  return { draft: { ...draft, sections }, id };
}

/** What an item has for how it is answered, where it was answered otherwise before. */
function ofKind(answer: string, before: Partial<DraftItem>): Pick<DraftItem, 'kind'> & Partial<DraftItem> {
  if (answer.startsWith('scale:'))
    return { kind: 'scale', scale: answer.slice('scale:'.length), na: before.na ?? true };
  switch (answer) {
    case 'choice':
    case 'multiple':
      return { kind: answer, options: before.options ?? [], na: before.na ?? false };
    case 'number':
      return { kind: 'number', minimum: 0, maximum: 100, na: before.na ?? false };
    case 'date':
      return { kind: 'date', na: before.na ?? false };
    case 'text':
      return { kind: 'text', maximumLength: 200 };
    default:
      throw new InputError([{ field: 'answer', text: 'Choose how it is answered.' }]);
  }
}

/** What an id has to be, as the error of its field; null where it is right and free. */
function idProblem(draft: DraftTool, id: string, own: string): string | null {
  const parsed = identifierSchema.safeParse(id);
  if (!parsed.success) return `The id ${parsed.error.issues[0]?.message ?? 'is not right'}.`;
  return isTaken(draft, id, own) ? 'Something else in this tool has this id. Choose another one.' : null;
}

/** The id that a form asks for; proposed from its label where the field was emptied. */
export function idIn(draft: DraftTool, body: FormBody, own: string, label: string): string {
  if (!('id' in body)) return own;
  const taken = new Set(idsOf(draft).filter((one) => one !== own));
  const typed = textOf(body, 'id').trim();
  const id = typed === '' ? freeId(proposedId(label) || own, taken) : typed;
  const problem = id === own ? null : idProblem(draft, id, own);
  if (problem !== null) throw new InputError([{ field: 'id', text: problem }]);
  return id;
}

/**
 * A draft with an item as its form says; what the form does not show stays as it is.
 *
 * @throws InputError where an id or a number cannot be taken
 */
export function saveItem(draft: DraftTool, own: string, body: FormBody): { draft: DraftTool; id: string } {
  const before = itemIn(draft, own);
  const label = 'label' in body ? textOf(body, 'label').trim() : before.label;
  const id = idIn(draft, body, own, label);
  const answer = 'answer' in body ? textOf(body, 'answer') : answerOf(before);
  const isOther = answer !== answerOf(before);
  const item = isOther ? { ...before, ...ofKind(answer, before) } : before;
  const { options, renamed } = optionsIn(body);
  const texts = defined({
    ...item,
    ...common(body, item, label, namesTaken(draft, own)),
    ...(isOther ? {} : special(body, item)),
    ...(!isOther && 'o.0.label' in body && { options }),
  });
  const known = mayHave(item.kind);
  const kept = Object.fromEntries(
    Object.entries(texts).filter(([name]) => known.includes(name)),
  ) as DraftItem;
  const saved = mapItems(draft, (one) => (one.id === own ? kept : one));
  const answers = renameAnswers(saved, new Set([own]), renamed);
  const named = renameItem(answers, own, id);
  const section = textOf(body, 'section');
  const isMoved =
    section !== '' && !named.sections.some((one) => one.id === section && one.items.some((o) => o.id === id));
  const place = named.sections.find((one) => one.id === section)?.items.length ?? 0;
  return { draft: isMoved ? placeItem(named, id, section, place) : named, id };
}

/** What every item has. */
function common(
  body: FormBody,
  item: DraftItem,
  label: string,
  taken: ReadonlySet<string>,
): Partial<DraftItem> {
  const text = (name: 'shortLabel' | 'guidance') =>
    name in body ? (optionalText(body, name) ?? '') : item[name];
  const optional = (name: 'hint' | 'source') => (name in body ? optionalText(body, name) : item[name]);
  const [parent, answer] = textOf(body, 'dependsOn').split('=');
  const about = textOf(body, 'about');
  return {
    label,
    shortLabel: text('shortLabel') || proposedShortLabel(label, taken),
    guidance: text('guidance'),
    hint: optional('hint'),
    source: optional('source'),
    aliases: 'aliases' in body ? linesOf(textOf(body, 'aliases')) : item.aliases,
    suggestions: 'suggestions' in body ? linesOf(textOf(body, 'suggestions')) : item.suggestions,
    segment: 'segment' in body ? tickedIn(body, 'segment').length > 0 : item.segment,
    ...('about' in body && { about: about === 'person' || about === 'practice' ? about : undefined }),
    ...('dependsOn' in body && {
      dependsOn: parent && answer ? { item: parent, answer } : undefined,
    }),
  };
}

/** What items of some kinds have. */
function special(body: FormBody, item: DraftItem): Partial<DraftItem> {
  const atLeast = numberIn(body, 'targetAtLeast');
  const of = tickedIn(body, 'targetOf');
  if (of.length > 0 && atLeast === undefined) {
    throw new InputError([
      {
        field: 'targetAtLeast',
        text: 'Enter the share that is expected, such as 90, or untick its answers.',
      },
    ]);
  }
  const number = (name: 'minimum' | 'maximum' | 'maximumLength') =>
    name in body ? { [name]: numberIn(body, name) } : {};
  return {
    ...('noStandard' in body && { noStandard: optionalText(body, 'noStandard') }),
    ...('na' in body && { na: tickedIn(body, 'na').length > 0 }),
    ...('safety' in body && { safety: tickedIn(body, 'safety').length > 0 ? true : undefined }),
    ...('measure' in body && { measure: measureIn(body) }),
    ...('highest' in body && { highest: optionalText(body, 'highest') }),
    ...('targetAtLeast' in body && {
      target: atLeast === undefined ? undefined : { of, atLeast },
    }),
    ...number('minimum'),
    ...number('maximum'),
    ...number('maximumLength'),
    ...('unit' in body && { unit: optionalText(body, 'unit') }),
    ...('bands' in body && { bands: bandsIn(body) }),
    ...('fromNumber' in body && item.kind === 'scale' && { from: fromNumber(body) }),
    ...('fromCodes' in body &&
      item.kind === 'choice' && {
        from: textOf(body, 'fromCodes') === '' ? undefined : { codes: textOf(body, 'fromCodes') },
      }),
  };
}

function bandsIn(body: FormBody): number[] | undefined {
  const numbers = listedIn(textOf(body, 'bands')).map(Number);
  if (numbers.some((number) => Number.isNaN(number))) {
    throw new InputError([
      { field: 'bands', text: 'Enter numbers with commas between them, such as 18, 25, 65.' },
    ]);
  }
  return numbers.length > 0 ? numbers : undefined;
}

/** What a scale is worked out from: a number, and where each answer begins, a line each. */
function fromNumber(body: FormBody): DraftItem['from'] {
  const number = textOf(body, 'fromNumber');
  if (number === '') return undefined;
  const bands = linesOf(textOf(body, 'fromBands')).map((line) => {
    const [, from, answer] = /^(-?\d+(?:\.\d+)?)\s+(\S+)$/.exec(line) ?? [];
    if (from === undefined || answer === undefined) {
      throw new InputError([
        {
          field: 'fromBands',
          text: `“${line}” cannot be read. Write a number and the id of an answer, such as 10 good.`,
        },
      ]);
    }
    return { from: Number(from), answer };
  });
  return { number, bands };
}
