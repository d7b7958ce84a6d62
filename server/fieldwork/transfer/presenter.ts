import {
  columnName,
  problemText,
  looksLikeNhsNumber,
  referenceProblem,
  setupMayChange,
  takesAnswers,
} from '../../../rules/index.ts';
import type { ColumnMeaning, SubjectWords, Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { countOf } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import type { SheetChoices } from './sheetReading.ts';
import { leftOutNotes } from './sheetReading.ts';
import type { SheetPreview } from './sheetReading.ts';
import { questionsOf } from './questions.ts';
import { askedOfCaseFiles, askedOfList, presentQuestions } from './questionsPresenter.ts';
import type { AskedOf } from './questionsPresenter.ts';
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

/** How the page of a sheet speaks of what it is for, and where its links go. */
interface SheetUse {
  of: AskedOf;
  /** What the file is called in questions about it. */
  sheet: 'sheet' | 'list';
  /** Which page of the audit it belongs to. */
  current: string;
  action: string;
  chooseHref: string;
  afterHref: string;
  stateHref: string;
  givenBackHref: string;
  /** Whether the audit takes it. */
  open: boolean;
  /** One row and several. */
  one: string;
  many: string;
  take: string;
  /** What the rows are that were taken. */
  taken: string;
  notOpen: string;
  /** What to do with rows that were left out. */
  leftOut: string;
  after: string;
}

/** The page of a sheet of case files. */
export function useOfCaseFiles(audit: Audit, tool: Tool, token: string): SheetUse {
  const { words } = audit;
  return {
    of: askedOfCaseFiles(tool),
    sheet: 'sheet',
    current: words.Many,
    action: urls.importSheet(audit.id, token),
    chooseHref: urls.importFiles(audit.id),
    afterHref: urls.files(audit.id),
    stateHref: urls.importState(audit.id, token),
    givenBackHref: urls.importGivenBack(audit.id, token),
    open: takesAnswers(audit.state),
    one: words.one,
    many: words.many,
    take: 'Import',
    taken: 'imported',
    notOpen: 'The audit is not open, so nothing can be imported.',
    leftOut: 'there, and send these rows as a sheet of their own.',
    after: `Go to the ${words.many}`,
  };
}

/** The page of a caseload list. */
export function useOfList(audit: Audit, tool: Tool, token: string): SheetUse {
  const { words } = audit;
  return {
    of: askedOfList(tool),
    sheet: 'list',
    current: 'Sample',
    action: urls.sampleQuestions(audit.id, token),
    chooseHref: urls.sample(audit.id),
    afterHref: urls.sample(audit.id),
    stateHref: '',
    givenBackHref: urls.sampleGivenBack(audit.id, token),
    open: setupMayChange(audit.state),
    one: words.file,
    many: words.files,
    take: 'Keep',
    taken: 'kept',
    notOpen: 'The audit is closed, so its sample cannot be changed.',
    leftOut: `in your list, and send the whole list again before the first drawn ${words.file} is begun: a list takes the place of the one before it, and until then these rows cannot be drawn.`,
    after: 'Go to the sample',
  };
}

/** What a sheet holds and would do, before it is taken; or what came of it. */
export function presentSheet(parts: {
  use: SheetUse;
  audit: Audit;
  user: User;
  tool: Tool;
  /** The names of the audit's sample groups. */
  groups: readonly string[];
  sheet: ShownSheet;
  /** Whether every column is shown with the list of what it may be. */
  changeColumns: boolean;
}) {
  const { use, audit, user, tool, groups, sheet, changeColumns } = parts;
  const { preview, job } = sheet;
  /** What went wrong with the import, if it did. */
  const failure = job?.state === 'failed' ? job : null;
  const asked = questionsOf(preview, sheet.choices);
  const leftOut = job?.state === 'done' ? job.leftOut : [];
  const problems = failure?.problems ?? (leftOut.length > 0 ? leftOut : asked.problems);
  const brokeOff = failure ? failure.message : preview.brokeOff;
  // Without the columns that have to be there nothing else can be said.
  const lacksColumn = problems.some(({ row, value }) => row === preview.headingRow && value === '');
  const questions = presentQuestions({ of: use.of, tool, groups, sheet }, changeColumns || lacksColumn);
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
    use,
    action: use.action,
    state: job?.state ?? 'waiting',
    progress: job?.state === 'running' ? progressOf(job, audit.words) : null,
    done: job?.state === 'done' ? `${countOf(job.files, use.one, use.many)} ${use.taken}.` : null,
    questions,
    changeHref: `${use.action}?columns=change`,
    /** Rows that were left out of an import, to be had back. */
    leftOut: countOf(new Set(leftOut.map(({ row }) => row)).size, 'row'),
    anyLeftOut: leftOut.length > 0,
    givenBackHref: wrongRows === null ? null : use.givenBackHref,
    /** What one press does where only some rows are wrong. */
    part:
      wrongRows === null ||
      failure ||
      questions.columns.length > 0 ||
      questions.hidden !== null ||
      wrongRows === 0 ||
      wrongRows >= preview.files
        ? null
        : `${use.take} the ${preview.files - wrongRows} good ${preview.files - wrongRows === 1 ? 'row' : 'rows'} and give me the other ${wrongRows} back`,
    failed: failure !== null,
    files: preview.files,
    filesText:
      preview.files === 0 && preview.firstRows.length > 0
        ? 'Not read yet'
        : `${preview.files.toLocaleString('en-GB')} ${preview.files === 1 ? use.one : use.many}`,
    /** Whether something is wrong with the columns, so that they are shown at once. */
    columnsWrong: problems.some(({ row }) => row === preview.headingRow),
    mayImport: sound && use.open,
    open: use.open,
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
      ...meaningOf(column.meaning, audit.words, use),
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
  { one, taken }: Pick<SheetUse, 'one' | 'taken'>,
): { became: string; by: string; isProblem: boolean } {
  switch (meaning.kind) {
    case 'reference':
      return { became: `Reference of the ${one}`, by: '', isProblem: false };
    case 'group':
      return { became: 'Sample group', by: '', isProblem: false };
    case 'worker':
      return { became: 'Code of whoever works with the person', by: '', isProblem: false };
    case 'complete':
      return { became: `Whether the ${words.file} is complete`, by: '', isProblem: false };
    case 'comment':
      return { became: `Comment about ${words.theWhole}`, by: '', isProblem: false };
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
        became: meaning.item
          ? `Not ${taken}: “${meaning.item.label}” is left out of this audit`
          : meaning.why === undefined
            ? 'Left out'
            : `Left out: ${meaning.why}`,
        by: '',
        isProblem: false,
      };
    case 'problem':
      return { became: meaning.problem, by: '', isProblem: true };
  }
}
