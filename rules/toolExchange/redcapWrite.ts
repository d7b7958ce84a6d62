import { foldName } from '../fold.ts';
import { criteriaOf, instrumentItemsOf, optionsOf } from '../instrument.ts';
import type { AnswerOption, Instrument, InstrumentItem } from '../instrument.ts';
import { SOURCE_MARK } from './draft.ts';
import { tellItemLosses, tellLostCondition, tellToolLosses } from './losses.ts';
import type { ExchangeNote, Tell } from './notes.ts';
import { REDCAP_HEADING } from './redcap.ts';
import type { RedcapColumn } from './redcap.ts';
import { createNames, idOf, inWords } from './wording.ts';
import { writtenCriteria } from './writtenCriteria.ts';

type Cells = Partial<Record<RedcapColumn, string>>;
const NA = { code: 'na', label: 'Not applicable' };
const NUMBER = /^\d[\d.]*[a-z]?$/i;
const KEEPS = {
  title: false,
  version: false,
  hint: false,
  aliases: ({ aliases }: InstrumentItem) => aliases.filter((alias) => NUMBER.test(alias)).slice(0, 1),
};

/**
 * A tool as a REDCap data dictionary: one form, with the sections of the tool as its headers.
 *
 * @returns the rows with the heading, and what of the tool they cannot hold
 */
export function writeRedcap(instrument: Instrument): { rows: string[][]; notes: readonly ExchangeNote[] } {
  const notes: ExchangeNote[] = [];
  const tell: Tell = (note) => notes.push(note);
  const items = instrumentItemsOf(instrument);
  const names = createNames(items.map(({ id }) => id));
  const rows: string[][] = [];
  const add = (name: string, cells: Cells) =>
    rows.push(
      REDCAP_HEADING.map((column) =>
        safe({ 'Variable / Field Name': name, 'Form Name': instrument.id, ...cells }[column] ?? ''),
      ),
    );
  tellToolLosses(instrument, { ...KEEPS, title: inWords(instrument.id) === instrument.title }, tell);
  add(names.claimId('reference'), { 'Field Type': 'text', 'Field Label': 'Reference' });
  const say = (name: string, text: string, header?: string) =>
    add(names.claimId(name), {
      'Field Type': 'descriptive',
      'Field Label': text,
      ...(header !== undefined && { 'Section Header': header }),
    });
  say('about_this_tool', instrument.description);
  say('source_of_this_tool', `Source: ${instrument.source}`);
  for (const { id, title, description, items: asked } of instrument.sections) {
    if (idOf(title) !== id)
      tell({
        did: 'changed',
        of: title,
        part: 'section',
        what: 'its id is made of its title when the form is read again',
      });
    if (description !== undefined) say(`about_${id}`, description, title);
    asked.forEach((item, i) => {
      tellItemLosses(instrument, item, KEEPS, tell);
      const header = i === 0 && description === undefined ? { 'Section Header': title } : {};
      add(item.id, { ...header, ...cellsOf(instrument, item, tell) });
      tell({ did: 'taken', of: item.id, part: 'question', what: 'as a field' });
    });
  }
  addCriteria(instrument, add, tell);
  return { rows: [[...REDCAP_HEADING], ...rows], notes };
}

/** A spreadsheet must find no formula in it; REDCap takes no notice of a space before. */
const safe = (text: string): string => (/^'*[=+\-@\t\r\n]/.test(text) ? ` ${text}` : text);

function cellsOf(instrument: Instrument, item: InstrumentItem, tell: Tell): Cells {
  const [number = ''] = KEEPS.aliases(item);
  return {
    ...typeOf(instrument, item, tell),
    'Field Label': item.label,
    'Field Note': item.source === undefined ? item.guidance : `${item.guidance}${SOURCE_MARK}${item.source}`,
    'Question Number (surveys only)': number,
    ...branching(instrument, item, tell),
  };
}

function typeOf(instrument: Instrument, item: InstrumentItem, tell: Tell): Cells {
  const validation = 'Text Validation Type OR Show Slider Number';
  switch (item.kind) {
    case 'text':
      return { 'Field Type': item.maximumLength > 200 ? 'notes' : 'text' };
    case 'date':
      return { 'Field Type': 'text', [validation]: 'date_dmy' };
    case 'number':
      return {
        'Field Type': 'text',
        [validation]: 'number',
        'Text Validation Min': String(item.minimum),
        'Text Validation Max': String(item.maximum),
      };
    case 'multiple':
    case 'choice':
    case 'scale': {
      const codes = codesOf(instrument, item);
      tellOfAnswers(instrument, item, codes, tell);
      const offered = optionsOf(instrument, item).map(({ id, label }) => ({
        code: codes.get(id) ?? id,
        label,
      }));
      return {
        'Field Type': item.kind === 'multiple' ? 'checkbox' : 'radio',
        'Choices, Calculations, OR Slider Labels': [...offered, ...(item.na ? [NA] : [])]
          .map(({ code, label }) => `${code}, ${label.replaceAll('|', '/')}`)
          .join(' | '),
      };
    }
  }
}

/** By the id of an answer, its code: its score where each has one of its own, else the id. */
function codesOf(instrument: Instrument, item: InstrumentItem): Map<string, string> {
  const options = optionsOf(instrument, item);
  const codes = options.map(({ score }) => score);
  const useScores =
    codes.every((score) => score !== null && Number.isInteger(score)) && new Set(codes).size === codes.length;
  return new Map(options.map(({ id, score }) => [id, useScores ? String(score) : id]));
}

const isYesNo = (options: readonly AnswerOption[]): boolean =>
  options.length === 2 &&
  ['yes', 'no'].every((word) => options.some(({ label }) => foldName(label) === word));

/** What of the answers to a question a dictionary cannot hold. */
function tellOfAnswers(
  instrument: Instrument,
  item: InstrumentItem,
  codes: ReadonlyMap<string, string>,
  tell: Tell,
): void {
  const options = optionsOf(instrument, item);
  const changed = (part: string, what: string) => tell({ did: 'changed', of: item.id, part, what });
  const scored = options.some(({ score }) => score !== null);
  const byScore = options.every(({ id }) => codes.get(id) !== id);
  if (scored && !byScore)
    changed('scores', 'they are no whole numbers of their own, so the form has the answers without them');
  if (byScore && options.some(({ id, label }) => idOf(label) !== id))
    changed('answerIds', 'they are made of the answers when the form is read again');
  if (options.some(({ label }) => label.includes('|')))
    changed('answers', 'a bar in them is a stroke, since bars stand between answers');
  if (item.kind !== 'scale') return;
  if (!byScore && !isYesNo(options)) {
    changed('kind', 'a scale without scores is a choice when the form is read again');
    changed('scale', 'a scale without scores is a choice when the form is read again');
  } else changed('scale', 'a form has no names of scales; it is made of the answers when it is read again');
}

function branching(instrument: Instrument, { id, dependsOn }: InstrumentItem, tell: Tell): Cells {
  const parent = instrumentItemsOf(instrument).find((item) => item.id === dependsOn?.item);
  if (!dependsOn || !parent) return {};
  if (parent.kind === 'multiple') {
    tellLostCondition(id, tell);
    return {};
  }
  const code = codesOf(instrument, parent).get(dependsOn.answer) ?? dependsOn.answer;
  return { 'Branching Logic (Show field only if...)': `[${parent.id}] = '${code}'` };
}

const FORMULAS = { sum: 'sum', mean: 'mean', least: 'min', most: 'max', median: 'median' } as const;

function addCriteria(instrument: Instrument, add: (name: string, cells: Cells) => void, tell: Tell): void {
  const items = new Map(instrumentItemsOf(instrument).map((item) => [item.id, item]));
  const asNumbers = (scale: string) => {
    const scores = instrument.scales[scale]?.options.map(({ score }) => score) ?? [];
    return scores.every((score) => Number.isInteger(score)) && new Set(scores).size === scores.length;
  };
  const scaleOfJudgement = (id: string) =>
    criteriaOf(instrument).find((criterion) => criterion.id === id)?.scale;
  const hasScores = (id: string) => {
    const item = items.get(id);
    if (item?.kind === 'number') return true;
    const scale = item?.kind === 'scale' ? item.scale : scaleOfJudgement(id);
    return scale !== undefined && asNumbers(scale);
  };
  const { formulas, judged } = writtenCriteria(
    instrument,
    hasScores,
    ['sum', 'mean', 'least', 'most', 'median'],
    tell,
  );
  judged.forEach(({ id, title, scale = '' }, j) => {
    const options = instrument.scales[scale]?.options ?? [];
    const choices = options.map(
      (option) => `${asNumbers(scale) ? option.score : option.id}, ${option.label}`,
    );
    add(id, {
      ...(j === 0 && { 'Section Header': 'Judgements' }),
      'Field Type': 'radio',
      'Field Label': title,
      'Field Note': 'A person judges this, with the answers in view.',
      'Choices, Calculations, OR Slider Labels': [...choices, `${NA.code}, ${NA.label}`].join(' | '),
    });
  });
  formulas.forEach(({ id, title, aggregate, of }, f) => {
    add(id, {
      ...(f === 0 && { 'Section Header': 'Scores' }),
      'Field Type': 'calc',
      'Field Label': title,
      'Choices, Calculations, OR Slider Labels': `${FORMULAS[aggregate]}(${of.map((part) => `[${part}]`).join(', ')})`,
    });
    tell({
      did: 'changed',
      of: id,
      part: 'formula',
      what: 'REDCap works with what has been answered; here a missing answer leaves no score',
    });
  });
}
