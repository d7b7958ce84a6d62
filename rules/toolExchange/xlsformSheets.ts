import { foldName } from '../fold.ts';
import { plainText } from './wording.ts';
import type { ForeignOption } from './foreign.ts';
import type { Tell } from './notes.ts';
import type { FileLine, ReadProblem } from './read.ts';

/** The sheets of an XLSForm as a workbook has them; null where there is no such sheet. */
export interface XlsformSheets {
  survey: readonly FileLine[] | null;
  choices: readonly FileLine[] | null;
  settings: readonly FileLine[] | null;
}

/** A row of a sheet by the names of its columns. */
export interface FormRow {
  row: number;
  of: (column: string) => string;
}

/** What a column is called in the published form, however its name is written. */
const columnId = (name: string): string =>
  name
    .split('::')
    .map((part, p) => (p === 0 ? foldName(part).replaceAll(' ', '_') : part.trim()))
    .join('::');

/** Columns with one text a language. */
const TRANSLATED = /^(label|hint|guidance_hint|constraint_message|required_message)::(.+)$/;

/** In which language a form is read: English where it has that, else its own first. */
export function languageOf(heading: readonly string[], settings: FormRow | null): string | null {
  const languages = heading.flatMap((name) => {
    const [, column, language = ''] = TRANSLATED.exec(columnId(name)) ?? [];
    return column === 'label' ? [language] : [];
  });
  const own = settings?.of('default_language') ?? '';
  return (
    languages.find((language) => /^en(?:glish)?\b/i.test(language) || /\(en\b/i.test(language)) ??
    languages.find((language) => language === own) ??
    languages[0] ??
    null
  );
}

/**
 * The rows of a sheet, with what is written in one language under the bare name of its column.
 *
 * @param known - columns that are read or named where they stand; others are told here
 */
export function rowsOf(
  [heading, ...lines]: readonly FileLine[],
  sheet: string,
  language: string | null,
  known: readonly string[],
  tell: Tell,
): FormRow[] {
  const at = new Map<string, number>();
  const cells = heading?.cells.map(columnId) ?? [];
  cells.forEach((name, index) => {
    if (name === '') return;
    const [, column, spoken] = TRANSLATED.exec(name) ?? [];
    const isOther = spoken !== undefined && spoken !== language;
    if (isOther || !known.includes(column ?? name)) {
      const what = isOther
        ? `only ${language ?? 'one language'} is taken`
        : `the column of the sheet ${sheet} is not taken`;
      tell({ did: 'left out', of: 'the form', part: heading?.cells[index]?.trim() ?? name, what });
    } else if (spoken !== undefined || !at.has(name)) at.set(column ?? name, index);
  });
  return lines.map(({ row, cells: own }) => ({
    row,
    of: (column) => (own[at.get(column) ?? -1] ?? '').trim(),
  }));
}

/** The columns that a sheet lacks, of those that it needs. */
export function lackingColumns(
  lines: readonly FileLine[],
  sheet: string,
  needed: readonly string[],
): ReadProblem[] {
  const names = new Set((lines[0]?.cells ?? []).map(columnId));
  return needed
    .filter((name) => !names.has(name))
    .map((name) => ({ at: `${sheet}, row ${lines[0]?.row ?? 1}`, problem: `there is no column "${name}"` }));
}

/** A list of answers of a form. */
export interface ChoiceList {
  options: ForeignOption[];
  /** Whether a column of the form gives their scores. */
  hasScores: boolean;
}

const numberIn = (text: string): number | null => (/^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : null);

/** Lists of answers by name. What counts is the column of scores, else a name that is a number. */
export function choiceLists(rows: readonly FormRow[], problems: ReadProblem[]): Map<string, ChoiceList> {
  const lists = new Map<string, ChoiceList>();
  for (const { row, of } of rows) {
    const [list, code] = [of('list_name') || of('list'), of('name') || of('value')];
    if (list === '' && code === '') continue;
    if (list === '' || code === '') {
      const problem = list === '' ? 'the answer has no list' : 'the answer has no name';
      problems.push({ at: `choices, row ${row}`, problem });
      continue;
    }
    const known = lists.get(list) ?? { options: [], hasScores: false };
    if (known.options.some((option) => option.code === code))
      problems.push({
        at: `choices, row ${row}`,
        problem: `the list "${list}" has the answer "${code}" already`,
      });
    const given = numberIn(of('score'));
    known.hasScores ||= given !== null;
    known.options.push({ code, label: plainText(of('label')) || code, score: given ?? numberIn(code) });
    lists.set(list, known);
  }
  return lists;
}
