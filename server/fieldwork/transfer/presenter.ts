import {
  columnName,
  problemText,
  looksLikeNhsNumber,
  referenceProblem,
  takesAnswers,
} from '../../../rules/index.ts';
import type { ColumnMeaning, SubjectWords, Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { countOf } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import type { SheetChoices } from './caseSheet.ts';
import { leftOutNotes } from './caseSheet.ts';
import type { SheetPreview } from './importer.ts';
import { questionsOf } from './questions.ts';
import { presentQuestions } from './questionsPresenter.ts';
import type { ImportJob } from './waiting.ts';

/** More would make a page that nobody reads; the rest shows when these are put right. */
const PROBLEMS_SHOWN = 200;
const WORDS_SHOWN = 200;

const INTERRUPTED =
  'The program was ended while this sheet was being imported, so nothing of it was imported. Import it again.';

/** A sheet that waits, as its pages show it. */
interface ShownSheet {
  token: string;
  name: string;
  preview: SheetPreview;
  choices: SheetChoices;
  looks: number;
  note: string | null;
  job: ImportJob | null;
  wasInterrupted: boolean;
}

/** The page on which a sheet is chosen. */
export function presentImport(parts: { audit: Audit; user: User; running: ImportJob | null }) {
  const { audit, user, running } = parts;
  return {
    header: presentHeader(audit, user),
    action: urls.importFiles(audit.id),
    filesHref: urls.files(audit.id),
    templates: { csv: urls.importTemplate(audit.id, 'csv'), xlsx: urls.importTemplate(audit.id, 'xlsx') },
    toolHref: urls.tool(audit.toolId, audit.toolVersion),
    state: audit.state,
    mayImport: takesAnswers(audit.state),
    running: running?.state === 'running' ? progressOf(running, audit.words).text : null,
  };
}

/** What a sheet holds and would do, before it is imported; or what came of it. */
export function presentSheet(parts: {
  audit: Audit;
  user: User;
  tool: Tool;
  /** The names of the audit's sample groups. */
  groups: readonly string[];
  sheet: ShownSheet;
  /** Whether every column is shown with the list of what it may be. */
  changeColumns: boolean;
}) {
  const { audit, user, tool, groups, sheet, changeColumns } = parts;
  const { preview, job, token } = sheet;
  /** What went wrong with the import, if it did. */
  const failure = job?.state === 'failed' ? job : null;
  const asked = questionsOf(preview, sheet.choices);
  const leftOut = job?.state === 'done' ? job.leftOut : [];
  const problems = failure?.problems ?? (leftOut.length > 0 ? leftOut : asked.problems);
  const brokeOff = failure ? failure.message : preview.brokeOff;
  // Without the columns that have to be there nothing else can be said.
  const lacksColumn = problems.some(({ row, value }) => row === preview.headingRow && value === '');
  const questions = presentQuestions({ tool, groups, sheet }, changeColumns || lacksColumn);
  const sound = problems.length === 0 && brokeOff === null && questions.count === 0;
  const wrongRows = partsOf(preview, brokeOff);
  return {
    header: presentHeader(audit, user),
    name: sheet.name,
    notes: [
      sheet.wasInterrupted ? INTERRUPTED : '',
      sheet.note ?? '',
      preview.headingNote,
      ...leftOutNotes(preview.columns),
      ...questions.notes,
    ].filter((note) => note !== ''),
    action: urls.importSheet(audit.id, token),
    chooseHref: urls.importFiles(audit.id),
    filesHref: urls.files(audit.id),
    stateHref: urls.importState(audit.id, token),
    state: job?.state ?? 'waiting',
    progress: job?.state === 'running' ? progressOf(job, audit.words) : null,
    done: job?.state === 'done' ? `${countOf(job.files, audit.words.one, audit.words.many)} imported.` : null,
    questions,
    changeHref: `${urls.importSheet(audit.id, token)}?columns=change`,
    /** Rows that were left out of an import, to be had back. */
    leftOut: countOf(new Set(leftOut.map(({ row }) => row)).size, 'row'),
    anyLeftOut: leftOut.length > 0,
    givenBackHref: wrongRows === null ? null : urls.importGivenBack(audit.id, token),
    /** What one press does where only some rows are wrong. */
    part:
      wrongRows === null ||
      failure ||
      questions.columns.length > 0 ||
      questions.hidden !== null ||
      wrongRows === 0 ||
      wrongRows >= preview.files
        ? null
        : `Import the ${preview.files - wrongRows} good ${preview.files - wrongRows === 1 ? 'row' : 'rows'} and give me the other ${wrongRows} back`,
    failed: failure !== null,
    files: preview.files,
    filesText:
      preview.files === 0 && preview.firstRows.length > 0
        ? 'Not read yet'
        : `${preview.files.toLocaleString('en-GB')} ${preview.files === 1 ? audit.words.one : audit.words.many}`,
    /** Whether something is wrong with the columns, so that they are shown at once. */
    columnsWrong: problems.some(({ row }) => row === preview.headingRow),
    mayImport: sound && takesAnswers(audit.state),
    open: takesAnswers(audit.state),
    brokeOff,
    problemsText: countOf(problems.length, 'problem'),
    asked: questions.count > 0 ? countOf(questions.count, 'question') : null,
    problems: problems.slice(0, PROBLEMS_SHOWN).map((problem) => ({
      row: problem.row,
      column: problem.column,
      text: problemText({ ...problem, row: 0, column: '' }).replace(/^row 0: /, ''),
    })),
    moreProblems: Math.max(0, problems.length - PROBLEMS_SHOWN),
    columns: preview.columns.map((column) => ({
      letter: columnName(column.index),
      heading: column.heading,
      ...meaningOf(column.meaning, audit.words),
    })),
    recognised: preview.columns.filter(
      ({ meaning }) => !['problem', 'unnamed', 'leftOut'].includes(meaning.kind),
    ).length,
    missing: preview.missing.map((item) => item.label),
    saysComplete: preview.saysComplete,
    firstRows: preview.firstRows.map(({ row, cells }) => ({
      row,
      cells: preview.columns.map(({ index, meaning }) => {
        const text = cells[index] ?? '';
        // What looks like a person's number is not repeated, as in the problem that says so.
        const telling =
          looksLikeNhsNumber(text) ||
          (meaning.kind === 'reference' && referenceProblem(text, audit.words)?.startsWith('looks like'));
        return telling ? '(not shown)' : shorten(text);
      }),
    })),
  };
}

/** How many rows of a sheet have something wrong, questions among it; null where it is the sheet itself. */
function partsOf({ problems, headingRow }: SheetPreview, brokeOff: string | null): number | null {
  const rows = new Set(problems.map(({ row }) => row));
  return brokeOff !== null || rows.has(headingRow) ? null : rows.size;
}

/** How far an import is, for the page and for its script. */
export function progressOf(
  job: ImportJob,
  words: SubjectWords,
): { state: ImportJob['state']; percent: number; text: string } {
  if (job.state !== 'running') return { state: job.state, percent: 100, text: '' };
  const { state, written, of } = job;
  const percent = of === 0 ? 0 : Math.min(99, Math.floor((written / of) * 100));
  const numbers = `${written.toLocaleString('en-GB')} of ${of.toLocaleString('en-GB')} ${words.many}`;
  return { state, percent, text: written === 0 ? 'Reading the sheet' : `${numbers} written` };
}

function shorten(text: string): string {
  return text.length > WORDS_SHOWN ? `${text.slice(0, WORDS_SHOWN)}…` : text;
}

/** What a column became, in words. */
function meaningOf(
  meaning: ColumnMeaning,
  words: SubjectWords,
): { became: string; by: string; isProblem: boolean } {
  switch (meaning.kind) {
    case 'reference':
      return { became: `Reference of the ${words.one}`, by: '', isProblem: false };
    case 'group':
      return { became: 'Sample group', by: '', isProblem: false };
    case 'complete':
      return { became: `Whether the ${words.file} is complete`, by: '', isProblem: false };
    case 'comment':
      return { became: `Comment about the whole ${words.file}`, by: '', isProblem: false };
    case 'answer':
      return { became: meaning.item.label, by: meaning.by, isProblem: false };
    case 'itemComment':
      return { became: `Comment on: ${meaning.item.label}`, by: meaning.by, isProblem: false };
    case 'itemPlace':
      return { became: `Where it was seen: ${meaning.item.label}`, by: meaning.by, isProblem: false };
    case 'itemEntryDate':
      return { became: `Date of the entry seen: ${meaning.item.label}`, by: meaning.by, isProblem: false };
    case 'unnamed':
      return { became: 'Passed over: it has no heading', by: '', isProblem: false };
    case 'leftOut':
      return {
        became: meaning.item ? `Not imported: “${meaning.item.label}” is left out of this audit` : 'Left out',
        by: '',
        isProblem: false,
      };
    case 'problem':
      return { became: meaning.problem, by: '', isProblem: true };
  }
}
