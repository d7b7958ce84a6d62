import { criteriaOf, instrumentItemsOf, optionsOf } from '../instrument.ts';
import type { Instrument, InstrumentItem } from '../instrument.ts';
import { SOURCE_MARK } from './draft.ts';
import { tellItemLosses, tellLostCondition, tellToolLosses } from './losses.ts';
import type { ExchangeNote, Tell } from './notes.ts';
import { createNames } from './wording.ts';
import type { Names } from './wording.ts';
import { writtenCriteria } from './writtenCriteria.ts';

const SURVEY = [
  'type',
  'name',
  'label',
  'hint',
  'guidance_hint',
  'relevant',
  'constraint',
  'calculation',
  'appearance',
] as const;
const CHOICES = ['list_name', 'name', 'label', 'score'];
const SETTINGS = ['form_title', 'form_id', 'version'];

type Row = Partial<Record<(typeof SURVEY)[number], string>>;
interface Form {
  survey: Row[];
  /** By name of a list: its rows. */
  lists: Map<string, string[][]>;
}

const KEEPS = { title: true, version: true, hint: true, aliases: () => [] };

/**
 * A tool as an XLSForm: a group for each section, a list for each scale.
 *
 * @returns the rows of its three sheets, each with its heading, and what of the tool they cannot hold
 */
export function writeXlsform(instrument: Instrument): {
  survey: string[][];
  choices: string[][];
  settings: string[][];
  notes: readonly ExchangeNote[];
} {
  const notes: ExchangeNote[] = [];
  const tell: Tell = (note) => notes.push(note);
  const taken = [...instrumentItemsOf(instrument), ...instrument.sections, ...criteriaOf(instrument)];
  const names = createNames(taken.map(({ id }) => id));
  const form: Form = { survey: [], lists: new Map() };
  tellToolLosses(instrument, KEEPS, tell);
  const say = (name: string, label: string) =>
    form.survey.push({ type: 'note', name: names.claimId(name), label });
  say('about_this_tool', instrument.description);
  say('source_of_this_tool', `Source: ${instrument.source}`);
  for (const { id, title, description, items } of instrument.sections) {
    form.survey.push({ type: 'begin_group', name: id, label: title });
    if (description !== undefined) say(`about_${id}`, description);
    for (const item of items) {
      tellItemLosses(instrument, item, KEEPS, tell);
      form.survey.push(rowOf(instrument, item, form, tell));
      if (item.kind === 'scale' && item.highest !== undefined)
        tell({
          did: 'changed',
          of: item.id,
          part: 'scale',
          what: 'it is a shorter one, up to the highest answer',
        });
      tell({ did: 'taken', of: item.id, part: 'question', what: 'as a question' });
    }
    form.survey.push({ type: 'end_group' });
  }
  addCriteria(instrument, form, names, tell);
  const { id, title, version } = instrument;
  return {
    survey: [[...SURVEY], ...form.survey.map((row) => SURVEY.map((column) => row[column] ?? ''))],
    choices: [CHOICES, ...[...form.lists.values()].flat()],
    settings: [SETTINGS, [title, id, String(version)]],
    notes,
  };
}

function rowOf(instrument: Instrument, item: InstrumentItem, form: Form, tell: Tell): Row {
  const guidance = item.source === undefined ? item.guidance : `${item.guidance}${SOURCE_MARK}${item.source}`;
  return {
    name: item.id,
    label: item.label,
    // What is beneath the question is for whoever answers; without words for them it is the guidance.
    ...(item.hint === undefined ? { hint: guidance } : { hint: item.hint, guidance_hint: guidance }),
    ...relevant(instrument, item, tell),
    ...typeOf(instrument, item, form),
  };
}

function typeOf(instrument: Instrument, item: InstrumentItem, form: Form): Row {
  switch (item.kind) {
    case 'text':
      return { type: 'text', ...(item.maximumLength > 200 && { appearance: 'multiline' }) };
    case 'date':
      return { type: 'date' };
    case 'number':
      return { type: 'decimal', constraint: `. >= ${item.minimum} and . <= ${item.maximum}` };
    case 'multiple':
    case 'choice': {
      const list = listOf(form, item.id, optionsOf(instrument, item), item.na);
      return { type: `select_${item.kind === 'choice' ? 'one' : 'multiple'} ${list}` };
    }
    case 'scale': {
      const name = item.highest === undefined ? item.scale : `${item.scale}_to_${item.highest}`;
      const list = listOf(form, name, optionsOf(instrument, item), item.na);
      return { type: `select_one ${list}`, appearance: 'likert' };
    }
  }
}

/** The name of a list of answers, which is made where there is none. */
function listOf(
  { lists }: Form,
  name: string,
  options: readonly { id: string; label: string; score?: number | null | undefined }[],
  na: boolean,
): string {
  const list = na ? `${name}_na` : name;
  const rows = options.map(({ id, label, score = null }) => [
    list,
    id,
    label,
    score === null ? '' : String(score),
  ]);
  lists.set(list, [...rows, ...(na ? [[list, 'na', 'Not applicable', '']] : [])]);
  return list;
}

function relevant(instrument: Instrument, { id, dependsOn }: InstrumentItem, tell: Tell): Row {
  const parent = instrumentItemsOf(instrument).find((item) => item.id === dependsOn?.item);
  if (!dependsOn || !parent) return {};
  if (parent.kind !== 'multiple') return { relevant: `\${${parent.id}} = '${dependsOn.answer}'` };
  tellLostCondition(id, tell);
  return {};
}

function addCriteria(instrument: Instrument, form: Form, names: Names, tell: Tell): void {
  const items = new Map(instrumentItemsOf(instrument).map((item) => [item.id, item]));
  const judgements = new Map(criteriaOf(instrument).map(({ id, scale }) => [id, scale]));
  const scaleOf = (id: string) => {
    const item = items.get(id);
    return item?.kind === 'scale' ? item.scale : judgements.get(id);
  };
  const hasScores = (id: string) =>
    items.get(id)?.kind === 'number' ||
    (instrument.scales[scaleOf(id) ?? '']?.options.every(({ score }) => score !== undefined) ?? false);
  const { formulas, judged } = writtenCriteria(instrument, hasScores, ['sum', 'mean', 'least', 'most'], tell);
  if (judged.length > 0) {
    form.survey.push({ type: 'begin_group', name: names.claimId('judgements'), label: 'Judgements' });
    for (const { id, title, scale = '' } of judged) {
      const list = listOf(form, scale, instrument.scales[scale]?.options ?? [], true);
      const hint = 'A person judges this, with the answers in view.';
      form.survey.push({ type: `select_one ${list}`, name: id, label: title, hint, appearance: 'likert' });
    }
    form.survey.push({ type: 'end_group' });
  }
  const lists = new Map(
    form.survey.map(({ type = '', name = '' }) => [name, type.replace(/^select_one /, '')]),
  );
  for (const { id, title, aggregate, of } of formulas) {
    const parts = of.map((part) =>
      scaleOf(part) === undefined
        ? `\${${part}}`
        : `number(instance('${lists.get(part)}')/root/item[name = \${${part}}]/score)`,
    );
    const added = parts.join(' + ');
    const calculation = {
      sum: added,
      mean: `(${added}) div ${parts.length}`,
      least: `min(${parts.join(', ')})`,
      most: `max(${parts.join(', ')})`,
      median: '',
    }[aggregate];
    form.survey.push({ type: 'calculate', name: id, label: title, calculation });
    if (of.some((part) => mayNotApply(items.get(part)))) {
      const what = 'where an answer does not apply the form gives no value; here it leaves the criterion';
      tell({ did: 'changed', of: id, part: 'formula', what });
    }
  }
}

const mayNotApply = (item: InstrumentItem | undefined): boolean =>
  item !== undefined && item.kind !== 'text' && item.na;
