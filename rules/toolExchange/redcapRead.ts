import { foldName } from '../fold.ts';
import { problemOfOptions } from './draftAnswer.ts';
import type {
  ForeignAnswer,
  ForeignField,
  ForeignFormula,
  ForeignOption,
  ForeignSection,
  ReadOptions,
} from './foreign.ts';
import { plainFormula } from './formula.ts';
import type { ExchangeNote } from './notes.ts';
import { REDCAP_HEADING, REDCAP_NAMES, REDCAP_PARTS } from './redcap.ts';
import type { RedcapColumn } from './redcap.ts';
import { toolFrom } from './read.ts';
import type { FileLine, ReadProblem, ToolRead } from './read.ts';
import { describeForm, formDescription } from './formDescription.ts';
import { idOf, inWords, plainText } from './wording.ts';

/** A field of a dictionary: its cells by column. */
interface Row {
  row: number;
  name: string;
  of: (column: RedcapColumn) => string;
}
type Say = (did: ExchangeNote['did'], part: string, what: string) => void;

const NEEDED: readonly RedcapColumn[] = ['Variable / Field Name', 'Field Type', 'Field Label'];

/**
 * Makes a tool of a REDCap data dictionary. The first field is the name of a record and is left out; fields that ask for
 * personal data, and those that no tool can ask, are left out as well, and everything is told.
 *
 * @param lines - of the CSV, with its heading
 * @returns the tool with what became of each field, or the spots that keep it from being one
 */
export function readRedcap(lines: readonly FileLine[], options: ReadOptions): ToolRead {
  const [heading, ...rest] = lines;
  if (!heading) return { problems: [{ at: 'row 1', problem: 'the file is empty: there is no heading' }] };
  const columns = columnsIn(heading);
  const problems: ReadProblem[] = NEEDED.filter((name) => !columns.has(name)).map((name) => ({
    at: `row ${heading.row}`,
    problem: `there is no column "${name}"`,
  }));
  const rows = rest.map(({ row, cells }): Row => {
    const of = (column: RedcapColumn) => (cells[columns.get(column) ?? -1] ?? '').trim();
    return { row, name: of('Variable / Field Name'), of };
  });
  const seen = new Map<string, number>();
  for (const { row, name } of problems.length > 0 ? [] : rows) {
    const earlier = seen.get(name);
    if (name === '') problems.push({ at: `row ${row}`, problem: 'the field has no name' });
    else if (earlier !== undefined)
      problems.push({ at: `row ${row}`, problem: `the name "${name}" stands in row ${earlier} already` });
    seen.set(name, earlier ?? row);
  }
  if (problems.length > 0) return { problems };
  return toolOf(rows, heading, columns, options);
}

function columnsIn({ cells }: FileLine): Map<RedcapColumn, number> {
  const known = cells.map((cell) => {
    const name = foldName(cell);
    return REDCAP_HEADING.find(
      (full, c) => name === foldName(full) || name === foldName(REDCAP_NAMES[c] ?? ''),
    );
  });
  return new Map(
    known.flatMap((column, index) => (column && known.indexOf(column) === index ? [[column, index]] : [])),
  );
}

function toolOf(
  rows: readonly Row[],
  heading: FileLine,
  columns: ReadonlyMap<RedcapColumn, number>,
  options: ReadOptions,
): ToolRead {
  const notes: ExchangeNote[] = [];
  const [reference, ...fields] = rows;
  const say =
    ({ row, name }: Row): Say =>
    (did, part, what) =>
      notes.push({ did, of: name, row, part, what });
  heading.cells.forEach((cell, index) => {
    if ([...columns.values()].includes(index) || cell.trim() === '') return;
    notes.push({
      did: 'left out',
      of: 'the dictionary',
      row: heading.row,
      part: cell.trim(),
      what: 'no such column is known',
    });
  });
  if (reference)
    say(reference)(
      'left out',
      'field',
      'the first field names a record, which every record of an audit has anyway',
    );
  const title = inWords(rows[0]?.of('Form Name') ?? '') || 'Imported dictionary';
  const form = {
    ...formDescription(`a REDCap data dictionary of ${fields.length} fields`),
    id: idOf(rows[0]?.of('Form Name') ?? '') || 'imported_dictionary',
    title,
    version: 1,
    sections: [] as ForeignSection[],
    formulas: [] as ForeignFormula[],
  };
  const severalForms = new Set(fields.map(({ of }) => of('Form Name'))).size > 1;
  const texts: string[] = [];
  const checkboxes = new Set(
    fields.filter(({ of }) => of('Field Type') === 'checkbox').map(({ name }) => name),
  );
  let place = '';
  let section: ForeignSection = { id: '', title: '', description: '', fields: [] };
  for (const row of fields) {
    const [formName, header] = [row.of('Form Name'), plainText(row.of('Section Header'))];
    if (place !== formName || header !== '' || form.sections.length === 0) {
      const formTitle = inWords(formName) || title;
      const own = header === '' ? formTitle : severalForms ? `${formTitle}: ${header}` : header;
      section = { id: idOf(own), title: own, description: '', fields: [] };
      form.sections.push(section);
      place = formName;
    }
    if (row.of('Field Type') === 'descriptive') {
      // What stands before the first heading is said of the whole.
      const ofAll =
        form.sections.length === 1 &&
        header === '' &&
        section.fields.length === 0 &&
        form.formulas.length === 0;
      takeDescription(row, ofAll ? texts : section, say(row));
      continue;
    }
    const taken = fieldOf(row, checkboxes, say(row));
    if (taken && 'answer' in taken) section.fields.push(taken);
    else if (taken) form.formulas.push(taken);
  }
  describeForm(form, texts, (note) => notes.push(note));
  return toolFrom(form, notes, options);
}

function takeDescription(row: Row, to: string[] | ForeignSection, say: Say): void {
  const text = plainText(row.of('Field Label'));
  if (Array.isArray(to)) to.push(text);
  else to.description = [to.description, text].filter((part) => part !== '').join(' ');
  say(
    'taken',
    'field',
    Array.isArray(to) ? 'as what the tool looks for' : 'as the description of its section',
  );
}

/** A field as a question or as something worked out; null where it is left out, which is told. */
function fieldOf(row: Row, checkboxes: ReadonlySet<string>, say: Say): ForeignField | ForeignFormula | null {
  const { of, name } = row;
  sayOfColumns(row, say);
  const why = whyRefused(row);
  if (why !== null) {
    say('left out', 'field', why);
    return null;
  }
  if (of('Field Type') === 'calc') return formulaOf(row, say);
  const answer = answerOf(row, say);
  const problem = answer.kind === 'options' ? problemOfOptions(answer) : null;
  if (problem !== null) {
    say('left out', 'field', problem);
    return null;
  }
  return {
    row: row.row,
    name,
    label: of('Field Label'),
    guidance: guidanceOf(row),
    hint: '',
    number: of('Question Number (surveys only)'),
    condition: conditionOf(of('Branching Logic (Show field only if...)'), checkboxes, say),
    answer,
    columns: REDCAP_PARTS,
  };
}

const PERSONAL = /^(?:email|phone|ssn|mrn|vmrn|zip|post)|phone|postal|zipcode/;
const REFUSED: Record<string, string> = {
  file: 'a tool takes no files',
  signature: 'a tool takes no signatures, which are personal data',
  sql: 'its answers come from a query of another database',
};
const TYPES = ['text', 'notes', 'radio', 'dropdown', 'checkbox', 'calc', 'slider', 'yesno', 'truefalse'];

function whyRefused({ of }: Row): string | null {
  const [type, validation] = [of('Field Type'), of('Text Validation Type OR Show Slider Number')];
  if (/^(?:y|yes|1)$/i.test(of('Identifier?')))
    return 'it is marked as identifying a person, and a tool asks for no personal data';
  if (type === 'file' && validation === 'signature') return REFUSED['signature'] ?? null;
  if (Object.hasOwn(REFUSED, type)) return REFUSED[type] ?? null;
  if (!TYPES.includes(type)) return `the type “${type}” is not known`;
  if (type === 'text' && PERSONAL.test(validation))
    return `it asks for personal data (${validation}), which a tool does not`;
  return null;
}

/** Columns that change nothing in a tool are named all the same. */
function sayOfColumns({ of }: Row, say: Say): void {
  const yes = (text: string) => /^(?:y|yes|1)$/i.test(text);
  if (yes(of('Required Field?')))
    say('left out', 'Required Field?', 'no question has to be answered; what is missing is counted');
  if (of('Custom Alignment') !== '') say('left out', 'Custom Alignment', 'pages have their own');
  if (yes(of('Matrix Ranking?')))
    say('left out', 'Matrix Ranking?', 'an answer may be given to several questions');
  const annotation = of('Field Annotation');
  if (annotation === '') return;
  const hidden = /@HIDDEN/i.test(annotation);
  const works = /@CALC(?:TEXT|DATE)|@DEFAULT|@SETVALUE/i.test(annotation);
  const why = hidden
    ? 'it was hidden, and is asked here'
    : works
      ? 'it was filled in by REDCap, and is asked here'
      : 'it is not taken';
  say('left out', 'Field Annotation', `${why}: ${annotation}`);
}

function answerOf(row: Row, say: Say): ForeignAnswer {
  const { of } = row;
  const list = of('Matrix Group Name') || null;
  const choices = () => choicesIn(of('Choices, Calculations, OR Slider Labels'));
  switch (of('Field Type')) {
    case 'yesno':
    case 'truefalse':
      if (of('Field Type') === 'truefalse')
        say('changed', 'Field Type', 'true and false are yes and no here');
      return {
        kind: 'options',
        several: false,
        list: null,
        isScale: true,
        isScored: false,
        options: [
          { code: '1', label: 'Yes', score: 1 },
          { code: '0', label: 'No', score: 0 },
        ],
      };
    case 'radio':
    case 'dropdown': {
      const options = choices();
      const isYesNo = isYesAndNo(options);
      return {
        kind: 'options',
        several: false,
        options,
        list,
        isScale: list !== null || isYesNo,
        isScored: false,
      };
    }
    case 'checkbox': {
      if (list !== null) say('changed', 'Matrix Group Name', 'each question has its answers to itself');
      return {
        kind: 'options',
        several: true,
        options: choices(),
        list: null,
        isScale: false,
        isScored: false,
      };
    }
    case 'slider':
      return {
        kind: 'number',
        minimum: numberIn(of('Text Validation Min')) ?? 0,
        maximum: numberIn(of('Text Validation Max')) ?? 100,
      };
    case 'notes':
      return { kind: 'text', isLong: true };
    default:
      return textAnswer(row, say);
  }
}

/** Whether the answers of a question are yes and no, perhaps beside not applicable. */
function isYesAndNo(options: readonly ForeignOption[]): boolean {
  const labels = options
    .map(({ label }) => foldName(plainText(label)))
    .filter((label) => !/^(?:na|n\/a|not applicable)$/.test(label));
  return labels.length === 2 && labels.includes('yes') && labels.includes('no');
}

function textAnswer({ of }: Row, say: Say): ForeignAnswer {
  const validation = of('Text Validation Type OR Show Slider Number');
  const [least, most] = [of('Text Validation Min'), of('Text Validation Max')];
  const notTaken = (part: string, text: string) => {
    if (text !== '') say('left out', part, `such a bound cannot be kept: ${text}`);
  };
  if (/^(?:integer|int|number|float)/.test(validation)) {
    const [minimum, maximum] = [numberIn(least), numberIn(most)];
    if (minimum === null) notTaken('Text Validation Min', least);
    if (maximum === null) notTaken('Text Validation Max', most);
    if (validation !== 'number' && validation !== 'float')
      say('changed', 'Text Validation Type', `numbers with any decimals are taken, not only ${validation}`);
    return { kind: 'number', minimum, maximum };
  }
  notTaken('Text Validation Min', least);
  notTaken('Text Validation Max', most);
  if (/^date(?:time)?(?:_|$)/.test(validation)) {
    if (validation.startsWith('datetime'))
      say('changed', 'Text Validation Type', 'the time of day is not asked, only the day');
    return { kind: 'date' };
  }
  if (validation !== '') say('changed', 'Text Validation Type', `any text is taken, not only ${validation}`);
  return { kind: 'text', isLong: false };
}

const numberIn = (text: string): number | null => (/^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : null);

/** What stands between bars, each a code, a comma and words that may hold commas. */
function choicesIn(text: string): ForeignOption[] {
  return text
    .split(/\||\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const comma = part.indexOf(',');
      const code = (comma < 0 ? part : part.slice(0, comma)).trim();
      return { code, label: comma < 0 ? part : part.slice(comma + 1).trim(), score: numberIn(code) };
    });
}

function guidanceOf({ of }: Row): string {
  const note = of('Field Note');
  if (of('Field Type') !== 'slider') return note;
  const labels = of('Choices, Calculations, OR Slider Labels');
  const ends = labels.split('|').map((part) => part.trim());
  return ends.every((end) => end === '')
    ? note
    : [note, `From left to right: ${ends.join(', ')}.`].filter(Boolean).join(' ');
}

const ONE_ANSWER = /^\(?\s*\[([a-z][a-z0-9_]*)\]\s*=\s*(?:'([^']*)'|"([^"]*)"|(-?\d+(?:\.\d+)?))\s*\)?$/i;
const ONE_OF_SEVERAL = /^\(?\s*\[[a-z][a-z0-9_]*\([^)]*\)\]\s*=\s*['"]?[01]['"]?\s*\)?$/i;

function conditionOf(text: string, checkboxes: ReadonlySet<string>, say: Say): ForeignField['condition'] {
  if (text === '') return null;
  const [, field, single, double, number] = ONE_ANSWER.exec(text) ?? [];
  if (field !== undefined && !checkboxes.has(field))
    return { field, code: single ?? double ?? number ?? '', text };
  const why = ONE_OF_SEVERAL.test(text)
    ? 'a condition on one of several answers cannot be kept'
    : 'only “one question has one answer” can be kept as a condition, not';
  say('left out', 'Branching Logic', `${why}: ${text}`);
  return null;
}

const bracketed = (part: string): string | null => /^\[([a-z][a-z0-9_]*)\]$/i.exec(part)?.[1] ?? null;

function formulaOf({ row, name, of }: Row, say: Say): ForeignFormula | null {
  const text = of('Choices, Calculations, OR Slider Labels');
  const formula = plainFormula(text, bracketed);
  if (!formula) {
    say(
      'left out',
      'field',
      `only a sum, mean, median, lowest or highest of fields can be worked out, not: ${text}`,
    );
    return null;
  }
  if (formula.skipsEmpty)
    say(
      'changed',
      'Calculation',
      'REDCap works with what has been answered; here a missing answer leaves no score',
    );
  if (formula.isRounded) say('changed', 'Calculation', 'it is not rounded');
  const condition = of('Branching Logic (Show field only if...)');
  if (condition !== '')
    say('left out', 'Branching Logic', `what is worked out has no condition: ${condition}`);
  const { aggregate, of: parts } = formula;
  return { row, name, label: of('Field Label'), aggregate, of: parts, column: 'Calculation' };
}
