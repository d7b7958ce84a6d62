import { foldName } from '../fold.ts';
import type { Instrument, InstrumentItem } from '../instrument.ts';
import { draftCriteria } from './draftCriteria.ts';
import { draftAnswer } from './draftAnswer.ts';
import type { ForeignField, ForeignForm, ReadOptions } from './foreign.ts';
import { TO_BE_WRITTEN } from './formDescription.ts';
import type { Tell } from './notes.ts';
import { createScales } from './scales.ts';
import { createNames, idOf, inWords, isId, plainText, ownShortLabel, shortened } from './wording.ts';
import type { Names } from './wording.ts';

/** What stands in place of a guidance that a form does not give. Nothing with it should be published. */
export const GUIDANCE_TO_WRITE = `${TO_BE_WRITTEN} the form that this was made from does not say how to decide.`;

/** Columns of a sheet of records that are no items. */
const RESERVED_NAMES = ['reference', 'group', 'comment', 'complete'];
const LONGEST = { label: 120, guidance: 2000, hint: 300, title: 80, description: 400, alias: 60 };

const SUBJECT = { id: 'case_file', one: 'case file', many: 'case files', personal: true };

/** What a question becomes beside its answer. */
type Base = Pick<
  InstrumentItem,
  'id' | 'label' | 'shortLabel' | 'guidance' | 'aliases' | 'segment' | 'suggestions'
> &
  Partial<Pick<InstrumentItem, 'source' | 'hint'>>;

/**
 * Makes a tool of a form. Whatever is not kept as it stands is told; nothing is scored, bounded or named without a word.
 *
 * @returns a definition of the second format, which the reader of definitions has still to judge
 */
export function draftOf(form: ForeignForm, options: ReadOptions, tell: Tell): Instrument {
  const names = createNames(RESERVED_NAMES);
  const ids = new Map<string, string>();
  for (const field of form.sections.flatMap(({ fields }) => fields)) {
    ids.set(field.name, claimedId(field, names, tell));
  }
  const inFormulas = new Set(form.formulas.flatMap(({ of }) => of));
  const scales = createScales();
  const codes = new Map<string, ReadonlyMap<string, string>>();
  const sections = form.sections
    .filter(({ fields }) => fields.length > 0)
    .map(({ fields, ...section }) => ({
      ...section,
      items: fields.map((field) => {
        const base = baseOf(field, ids.get(field.name) ?? field.name, names, tell);
        const isScored = options.scored === 'numbers' || inFormulas.has(field.name);
        const { item, byCode } = draftAnswer(field, base, isScored, scales, tell);
        codes.set(field.name, byCode);
        return { ...item, ...dependsOn(field, ids, codes, tell) };
      }),
    }));
  const items = sections.flatMap((section) => section.items);
  // Criteria and sections are in no sheet: their ids have to differ from those of questions, and from nothing else.
  const own = createNames(items.map(({ id }) => foldName(id)));
  const criteria = draftCriteria(form.formulas, { items, ids, scales: scales.all(), names: own }, tell);
  return {
    format: 2,
    id: isId(form.id) ? form.id : idOf(form.id) || 'imported_tool',
    version: form.version,
    title: shortened(form.title, 120),
    description: shortened(form.description, 1000),
    source: shortened(form.source, 400),
    subject: SUBJECT,
    scales: scales.all(),
    sections: sections.map(({ id, title, description, items: asked }) => ({
      id: sectionId(id, title, own, tell),
      title: cut(title, LONGEST.title, (what) => tell({ did: 'changed', of: title, part: 'section', what })),
      ...(description !== '' && {
        description: cut(description, LONGEST.description, (what) =>
          tell({ did: 'changed', of: title, part: 'description', what }),
        ),
      }),
      items: asked,
    })),
    criteria,
  };
}

function cut(text: string, longest: number, told: (what: string) => void): string {
  if (text.length > longest) told(`it has more than ${longest} characters and was cut: ${text}`);
  return shortened(text, longest);
}

function sectionId(wanted: string, title: string, names: Names, tell: Tell): string {
  const id = names.claimId((isId(wanted) ? wanted : idOf(wanted)) || 'section');
  if (id !== wanted) tell({ did: 'changed', of: title, part: 'section', what: `its id is ${id}` });
  return id;
}

function claimedId({ name, row }: ForeignField, names: Names, tell: Tell): string {
  const id = names.claimId((isId(name) ? name : idOf(name)) || 'question');
  if (id !== name) tell({ did: 'changed', of: name, row, part: 'name', what: `its id is ${id}` });
  return id;
}

/** Words and names of a question, in the lengths that a tool has. */
function baseOf(field: ForeignField, id: string, names: Names, tell: Tell): Base {
  const { row, name, columns } = field;
  const changed = (part: string, what: string) => tell({ did: 'changed', of: name, row, part, what });
  const label = labelOf(field, id, names, changed);
  const { guidance, source } = guidanceOf(field, changed);
  const shortLabel = ownShortLabel(id, label, names);
  changed('short label', 'the form has none; one is proposed');
  if (/\[[a-z][a-z0-9_]*\]|\$\{[^}]+\}/i.test(field.label)) {
    changed(columns.label, 'it shows the answer to another question, and here only its name');
  }
  const number = plainText(field.number);
  const isOwn = number !== '' && number.length <= LONGEST.alias && names.claim(id, number);
  if (number !== '' && !isOwn) {
    const what = 'another question has this number, or it is too long';
    tell({ did: 'left out', of: name, row, part: 'question number', what });
  }
  const hint = shortened(plainText(field.hint), LONGEST.hint);
  if (plainText(field.hint).length > LONGEST.hint) changed('hint', `cut: ${plainText(field.hint)}`);
  const more = { ...(hint !== '' && { hint }), ...(source !== '' && { source }) };
  return {
    id,
    label,
    shortLabel,
    guidance,
    aliases: isOwn ? [number] : [],
    segment: false,
    suggestions: [],
    ...more,
  };
}

function labelOf(
  { label: given, name, columns }: ForeignField,
  id: string,
  names: Names,
  changed: (part: string, what: string) => void,
): string {
  const plain = plainText(given);
  if (plain === '') changed(columns.label, 'it is empty; the name stands in its place');
  else if (plain !== given.replace(/\s+/g, ' ').trim())
    changed(columns.label, 'signs that set its letters are gone');
  const whole = plain === '' ? inWords(name) : plain;
  if (whole.length > LONGEST.label) {
    changed(
      columns.label,
      `it has more than ${LONGEST.label} characters; the whole of it begins the guidance`,
    );
  }
  const label = shortened(whole, LONGEST.label);
  if (names.claim(id, label)) return label;
  const apart = `${shortened(label, LONGEST.label - id.length - 3)} (${id})`;
  changed(columns.label, 'another question is called the same, so its id stands behind it');
  names.claim(id, apart);
  return apart;
}

/** Behind this a guidance tells its source, in the forms that are written here. */
export const SOURCE_MARK = '\nSource: ';

function guidanceOf(
  { label, guidance: given, columns }: ForeignField,
  changed: (part: string, what: string) => void,
): { guidance: string; source: string } {
  const at = given.lastIndexOf(SOURCE_MARK);
  const source = at < 0 ? '' : given.slice(at + SOURCE_MARK.length).trim();
  const ownWords = at < 0 ? given : given.slice(0, at);
  const whole = plainText(label).length > LONGEST.label ? `The question in full: ${plainText(label)}` : '';
  const said = ownWords.split('\n').map(plainText).join('\n').trim();
  if (said === '') changed(columns.guidance, 'it is empty; say how to decide before this is published');
  const guidance = [whole, said || GUIDANCE_TO_WRITE].filter((text) => text !== '').join(' ');
  if (guidance.length > LONGEST.guidance) changed(columns.guidance, `cut: ${guidance}`);
  return { guidance: shortened(guidance, LONGEST.guidance), source: shortened(source, 400) };
}

/** The answer that a question hangs on, where it can be kept. */
function dependsOn(
  { name, row, condition, columns }: ForeignField,
  ids: ReadonlyMap<string, string>,
  codes: ReadonlyMap<string, ReadonlyMap<string, string>>,
  tell: Tell,
): Pick<InstrumentItem, 'dependsOn'> {
  if (!condition) return {};
  const item = ids.get(condition.field);
  const answer = codes.get(condition.field)?.get(condition.code);
  if (item !== undefined && answer !== undefined) return { dependsOn: { item, answer } };
  const why =
    item === undefined
      ? 'the question that it names is not taken'
      : codes.has(condition.field)
        ? 'the question that it names has no such answer of its own'
        : 'the question that it names comes later';
  tell({ did: 'left out', of: name, row, part: columns.condition, what: `${why}: ${condition.text}` });
  return {};
}
