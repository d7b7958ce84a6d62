import { problemOfOptions } from './draftAnswer.ts';
import type { ForeignAnswer, ForeignField, ForeignFormula, ForeignSection, ReadOptions } from './foreign.ts';
import { describeForm, formDescription } from './formDescription.ts';
import { plainFormula } from './formula.ts';
import type { ExchangeNote, Tell } from './notes.ts';
import { toolFrom } from './read.ts';
import type { ReadProblem, ToolRead } from './read.ts';
import { idOf, inWords, plainText } from './wording.ts';
import { choiceLists, lackingColumns, languageOf, rowsOf } from './xlsformSheets.ts';
import type { ChoiceList, FormRow, XlsformSheets } from './xlsformSheets.ts';
import { conditionIn, boundsIn, referred, scoresLookedUp } from './xlsformWords.ts';
import { refusedTypes } from './xlsformTypes.ts';

const SURVEY_COLUMNS =
  'type name label hint guidance_hint relevant constraint constraint_message required required_message default calculation appearance parameters choice_filter repeat_count read_only readonly disabled'.split(
    ' ',
  );
const CHOICE_COLUMNS = ['list_name', 'list', 'name', 'value', 'label', 'score'];
const SETTINGS_COLUMNS = ['form_title', 'form_id', 'version', 'default_language', 'title', 'id_string'];
/** Columns that change nothing in a tool, each with why. */
const NOT_TAKEN = {
  required: 'no question has to be answered; what is missing is counted',
  default: 'no answer is given before somebody gives it',
  choice_filter: 'all answers are offered',
  constraint_message: 'the program has its own words for it',
  required_message: 'no question has to be answered',
  read_only: 'it is asked here',
  readonly: 'it is asked here',
};

/**
 * Makes a tool of an XLSForm. Repeats, places, pictures and whatever else no tool can ask are left out, and told.
 *
 * @returns the tool with what became of each row, or the spots that keep it from being one
 */
export function readXlsform({ survey, choices, settings }: XlsformSheets, options: ReadOptions): ToolRead {
  if (!survey) return { problems: [{ at: 'the file', problem: 'the workbook has no sheet "survey"' }] };
  const lacking = lackingColumns(survey, 'survey', ['type', 'name']);
  if (lacking.length > 0) return { problems: lacking };
  const notes: ExchangeNote[] = [];
  const tell: Tell = (note) => notes.push(note);
  const problems: ReadProblem[] = [];
  const [setting] = settings ? rowsOf(settings, 'settings', null, SETTINGS_COLUMNS, tell) : [];
  const language = languageOf(survey[0]?.cells ?? [], setting ?? null);
  const rows = rowsOf(survey, 'survey', language, SURVEY_COLUMNS, tell).filter(({ of }) => of('type') !== '');
  const lists = choiceLists(
    choices ? rowsOf(choices, 'choices', language, CHOICE_COLUMNS, tell) : [],
    problems,
  );
  const title = plainText(setting?.of('form_title') || setting?.of('title') || '') || 'Imported form';
  const id = setting?.of('form_id') || setting?.of('id_string') || '';
  const version = setting?.of('version') ?? '';
  const own = /^[1-9]\d{0,5}$/.test(version) ? Number(version) : 1;
  if (version !== '' && String(own) !== version) {
    tell({
      did: 'changed',
      of: 'the form',
      part: 'version',
      what: `versions are whole numbers here; this is 1, and not ${version}`,
    });
  }
  const walk = walkSurvey(rows, lists, title, problems, tell);
  if (problems.length > 0) return { problems };
  const named = `the XLSForm “${title}”${version === '' ? '' : `, version ${version}`}`;
  const form = { ...formDescription(named), ...walk, id: idOf(id) || idOf(title), title, version: own };
  if (id !== '' && form.id !== id)
    tell({ did: 'changed', of: 'the form', part: 'form_id', what: `the tool’s id is ${form.id}` });
  describeForm(form, walk.texts, tell);
  return toolFrom(form, notes, options);
}

/** A group that is open while a survey is read. */
interface Open {
  kind: 'group' | 'repeat';
  row: number;
  /** What shows it, and all that is in it. */
  condition: ForeignField['condition'];
}

interface Walk {
  sections: ForeignSection[];
  formulas: ForeignFormula[];
  /** What is said before the first group. */
  texts: string[];
}

/** Goes through a survey: groups, repeats, questions, in their order. */
function walkSurvey(
  rows: readonly FormRow[],
  lists: ReadonlyMap<string, ChoiceList>,
  title: string,
  problems: ReadProblem[],
  tell: Tell,
): Walk {
  const walk: Walk = { sections: [], formulas: [], texts: [] };
  const open: Open[] = [];
  const seen = new Map<string, number>();
  const several = new Set(
    rows.filter(({ of }) => of('type').startsWith('select_multiple')).map(({ of }) => of('name')),
  );
  let section: ForeignSection | null = null;
  for (const row of rows) {
    const [type, name] = [row.of('type').replace(/^(begin|end)[ _]/, '$1_'), row.of('name')];
    const note = (did: ExchangeNote['did'], part: string, what: string) =>
      tell({ did, of: name || type, row: row.row, part, what });
    if (type === 'end_group' || type === 'end_repeat') {
      const kind = type === 'end_group' ? 'group' : 'repeat';
      if (open.at(-1)?.kind === kind) open.pop();
      else problems.push({ at: `survey, row ${row.row}`, problem: `a ${kind} ends here that did not begin` });
      section = null;
      continue;
    }
    if (name === '') {
      problems.push({ at: `survey, row ${row.row}`, problem: 'the question has no name' });
      continue;
    }
    const earlier = seen.get(name);
    if (earlier !== undefined)
      problems.push({
        at: `survey, row ${row.row}`,
        problem: `the name "${name}" stands in row ${earlier} already`,
      });
    seen.set(name, earlier ?? row.row);
    const repeated = open.some(({ kind }) => kind === 'repeat');
    if (type === 'begin_group' || type === 'begin_repeat') {
      const kind = type === 'begin_group' ? 'group' : 'repeat';
      const condition = conditionIn(row.of('relevant'), several, (what) =>
        note('left out', 'relevant', what),
      );
      open.push({ kind, row: row.row, condition });
      if (kind === 'repeat' || repeated) note('left out', 'question', REPEATED);
      else {
        const label = plainText(row.of('label')) || inWords(name);
        section = { id: name, title: label, description: '', fields: [] };
        walk.sections.push(section);
        note('taken', 'question', 'as a section');
      }
      continue;
    }
    if (repeated) {
      note('left out', 'question', REPEATED);
      continue;
    }
    if (type === 'note') {
      const text = plainText(row.of('label'));
      const ofAll = open.length === 0 && walk.sections.length === 0;
      if (ofAll) walk.texts.push(text);
      else if (section) section.description = [section.description, text].filter(Boolean).join(' ');
      note(
        ofAll || section ? 'taken' : 'left out',
        'question',
        ofAll
          ? 'as what the tool looks for'
          : section
            ? 'as the description of its section'
            : 'it stands between groups',
      );
      continue;
    }
    const found = rowFound(row, { lists, several, open, problems }, note);
    if (!found) continue;
    if (!('answer' in found)) {
      walk.formulas.push(found);
      continue;
    }
    if (!section) {
      section = { id: idOf(title), title, description: '', fields: [] };
      walk.sections.push(section);
    }
    section.fields.push(found);
  }
  for (const { kind, row } of open)
    problems.push({ at: `survey, row ${row}`, problem: `the ${kind} does not end` });
  return walk;
}
const REPEATED = 'it stands in a repeat, and a record answers each question once';

type Note = (did: ExchangeNote['did'], part: string, what: string) => void;
interface Around {
  lists: ReadonlyMap<string, ChoiceList>;
  several: ReadonlySet<string>;
  open: readonly Open[];
  problems: ReadProblem[];
}

/** A row as a question or as something worked out; null where it is left out, which is told. */
function rowFound(row: FormRow, around: Around, note: Note): ForeignField | ForeignFormula | null {
  const { of } = row;
  const [type = '', ...more] = of('type').split(/\s+/);
  if (/^(?:yes|true)/i.test(of('disabled'))) {
    note('left out', 'question', 'it is switched off in the form');
    return null;
  }
  const refused = refusedTypes(type);
  if (refused !== null) {
    note('left out', 'question', refused);
    return null;
  }
  if (type === 'calculate') return formulaOf(row, note);
  const answer = answerOf(row, type, more, around, note);
  if (!answer) return null;
  const problem = answer.kind === 'options' ? problemOfOptions(answer) : null;
  if (problem !== null) {
    note('left out', 'question', problem);
    return null;
  }
  for (const [column, why] of Object.entries(NOT_TAKEN)) {
    if (!/^(?:|no|false|false\(\))$/i.test(of(column))) note('left out', column, `${why}: ${of(column)}`);
  }
  const own = conditionIn(of('relevant'), around.several, (what) => note('left out', 'relevant', what));
  const ofGroups = around.open.flatMap(({ condition }) => condition ?? []);
  const [condition = null, ...others] = own ? [own, ...ofGroups.toReversed()] : ofGroups.toReversed();
  for (const { text } of others)
    note('left out', 'relevant', `a question hangs on one answer; this of its group is not kept: ${text}`);
  const [guidanceHint, hint] = [of('guidance_hint'), of('hint')];
  return {
    row: row.row,
    name: of('name'),
    label: of('label'),
    guidance: guidanceHint || hint,
    hint: guidanceHint === '' ? '' : hint,
    number: '',
    condition,
    answer,
    columns: {
      label: 'label',
      guidance: 'hint',
      bounds: 'constraint',
      options: 'choices',
      condition: 'relevant',
    },
  };
}

function answerOf(
  row: FormRow,
  type: string,
  more: readonly string[],
  around: Around,
  note: Note,
): ForeignAnswer | null {
  const { of } = row;
  const appearance = of('appearance');
  if (of('constraint') !== '' && !['integer', 'int', 'decimal', 'range'].includes(type))
    note('left out', 'constraint', `only numbers have bounds: ${of('constraint')}`);
  switch (type) {
    case 'select_one':
    case 'select_multiple':
      return optionsOf(row, type === 'select_multiple', more, around, note);
    case 'integer':
    case 'int':
    case 'decimal':
      if (type !== 'decimal')
        note('changed', 'type', 'numbers with any decimals are taken, not only whole ones');
      return {
        kind: 'number',
        ...boundsIn(of('constraint'), type !== 'decimal', (what) => note('left out', 'constraint', what)),
      };
    case 'range': {
      const given = (name: string) =>
        new RegExp(`\\b${name}\\s*=\\s*(-?\\d+(?:\\.\\d+)?)`).exec(of('parameters'))?.[1];
      note('changed', 'type', 'a number is typed, in any steps');
      return { kind: 'number', minimum: Number(given('start') ?? 1), maximum: Number(given('end') ?? 10) };
    }
    case 'date':
      return { kind: 'date' };
    case 'datetime':
    case 'dateTime':
      note('changed', 'type', 'the time of day is not asked, only the day');
      return { kind: 'date' };
    case 'time':
      note('changed', 'type', 'a time of day is a text here');
      return { kind: 'text', isLong: false };
    case 'text':
    case 'string':
      return { kind: 'text', isLong: appearance.includes('multiline') };
    default:
      note('left out', 'question', `the type “${of('type')}” is not known`);
      return null;
  }
}

function optionsOf(
  { row, of }: FormRow,
  several: boolean,
  [name = '', ...more]: readonly string[],
  { lists, problems }: Around,
  note: Note,
): ForeignAnswer | null {
  const list = lists.get(name);
  if (!list) {
    problems.push({ at: `survey, row ${row}`, problem: `there is no list "${name}" on the sheet choices` });
    return null;
  }
  const options = [...list.options];
  if (more.includes('or_other')) {
    options.push({ code: 'other', label: 'Other', score: null });
    note('changed', 'or_other', 'other is an answer; what it is is not asked');
  }
  const codes = options.map(({ code }) => code).filter((code) => code !== 'na');
  const isYesNo = codes.length === 2 && codes.includes('yes') && codes.includes('no');
  const numbers = options.every(({ code, score }) => code === 'na' || String(score) === code);
  return {
    kind: 'options',
    several,
    options,
    list: several ? null : name.replace(/_na$/, ''),
    isScale: !several && (isYesNo || /\blikert\b/.test(of('appearance'))),
    isScored: !several && (list.hasScores || numbers),
  };
}

function formulaOf(row: FormRow, note: Note): ForeignFormula | null {
  const text = row.of('calculation');
  const formula = plainFormula(scoresLookedUp(text), referred);
  if (!formula) {
    note(
      'left out',
      'question',
      `only a sum, mean, lowest or highest of questions can be worked out, not: ${text}`,
    );
    return null;
  }
  if (formula.isRounded) note('changed', 'calculation', 'it is not rounded');
  if (row.of('relevant') !== '')
    note('left out', 'relevant', `what is worked out has no condition: ${row.of('relevant')}`);
  const { aggregate, of } = formula;
  return { row: row.row, name: row.of('name'), label: row.of('label'), aggregate, of, column: 'calculation' };
}
