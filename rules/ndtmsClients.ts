import { parseDate } from './answers.ts';
import {
  isKnownNdtmsCode,
  isNdtmsRecorded,
  ndtmsTopStage,
  ndtmsValue,
  shownNdtmsCode,
} from './ndtmsCodes.ts';
import { NDTMS_HEADINGS } from './ndtmsColumns.ts';
import type { NdtmsColumn, NdtmsHeading } from './ndtmsColumns.ts';
import { newestJourney } from './ndtmsJourney.ts';
import type { Spell } from './ndtmsJourney.ts';
import { referenceProblem } from './reference.ts';
import type { SheetProblem } from './sheetProblem.ts';
import { CASE_FILES } from './subjectWords.ts';

/** Columns whose values are kept of a client, or asked about their completeness. */
const CODE_COLUMNS = [
  'sex',
  'ethnic',
  'drug1',
  'drug2',
  'parental',
  'children',
  'hepB',
  'hepC',
  'dischargeReason',
] as const satisfies readonly NdtmsColumn[];
type CodeColumn = (typeof CODE_COLUMNS)[number];

const DATE_COLUMNS = [
  'referred',
  'triaged',
  'modalityStart',
  'modalityEnd',
  'discharged',
  'topDate',
] as const satisfies readonly NdtmsColumn[];
type DateColumn = (typeof DATE_COLUMNS)[number];

/** A TOP form of a client; its stage is null where it does not say. */
export interface NdtmsForm {
  /** YYYY-MM-DD */
  date: string;
  stage: 'start' | 'review' | 'exit' | null;
}

/** One client of one agency, from all rows of theirs; nothing in it says who they are but the reference. */
export interface NdtmsClient {
  agency: string;
  reference: string;
  /** The first row of theirs. */
  row: number;
  /** The sample group that the sheet names; null where it has no such column. */
  group: string | null;
  /** The codes of the newest episode that has one. */
  codes: { sex: string | null; ethnic: string | null; drug1: string | null; drug2: string | null };
  /** What the newest episode says, code by code; null where it says nothing. */
  newest: Record<CodeColumn, string | null>;
  isDischarged: boolean;
  /** The newest time in treatment; null where none has begun, or its dates contradict each other. */
  journey: Spell | null;
  /** Those before it. */
  earlier: Spell[];
  forms: NdtmsForm[];
}

/** Something of which an extract was read otherwise than it stands there, once for each value. */
export interface NdtmsNote {
  kind: 'code' | 'date' | 'future' | 'order' | 'two values' | 'no consent';
  /** As it is headed; empty where it is no matter of one column. */
  column: string;
  /** The value; empty where it is better not repeated. */
  value: string;
  clients: number;
  /** The first row of it. */
  row: number;
}

/** What an extract holds. */
export interface NdtmsExtract {
  rows: number;
  clients: NdtmsClient[];
  /** The latest day that it tells of, YYYY-MM-DD: nothing that fell due later is asked. */
  asOf: string;
  notes: NdtmsNote[];
  /** How many more there were than anybody would read. */
  moreNotes: number;
}

interface Episode {
  row: number;
  /** Referral and triage, for the order of episodes of which no treatment began. */
  referred: string | null;
  triaged: string | null;
  begun: string | null;
  exit: string | null;
  codes: Map<CodeColumn, string>;
  isContradictory: boolean;
}

interface Rows {
  agency: string;
  reference: string;
  row: number;
  group: string | null;
  episodes: Map<string, Episode>;
  forms: Map<string, NdtmsForm>;
}

/**
 * Puts the rows of an extract together, client by client: episodes, modalities and TOP forms have a row each. Rows are
 * taken one by one and only what is asked of them is kept.
 *
 * @param today - YYYY-MM-DD; later dates are taken for mistyped
 */
export function ndtmsCollector(heading: NdtmsHeading, today: string) {
  const { at } = heading;
  const clients = new Map<string, Rows>();
  const notes = notesCollector();
  let rows = 0;
  let asOf = '';

  function dateOf(
    column: DateColumn,
    cells: readonly string[],
    row: number,
    client: string,
  ): string | null | SheetProblem {
    const value = at[column] < 0 ? null : ndtmsValue(cells[at[column]]);
    if (value === null) return null;
    const [headed] = NDTMS_HEADINGS[column];
    const date = parseDate(value.replace(/[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$/, ''));
    if (date === null) {
      if (isMonthFirst(value)) return { row, column: headed, value: '', problem: MONTH_FIRST };
      notes.add({ kind: 'date', column: headed, value: '', row }, client);
      return null;
    }
    if (date > today) {
      notes.add({ kind: 'future', column: headed, value: '', row }, client);
      return null;
    }
    if (date > asOf) asOf = date;
    return date;
  }

  function add(cells: readonly string[], row: number): SheetProblem[] {
    rows += 1;
    const ragged = raggedProblem(heading, cells, row);
    if (ragged !== null) return [ragged];
    const agency = ndtmsValue(cells[at.agency]);
    const reference = ndtmsValue(cells[at.client]) ?? '';
    const shownAgency = NDTMS_HEADINGS.agency[0];
    if (agency === null) {
      return [{ row, column: shownAgency, value: '', problem: 'is missing: name the agency' }];
    }
    if (!AGENCY.test(agency)) {
      return [{ row, column: shownAgency, value: '', problem: 'is no code of an agency, such as N0852' }];
    }
    const key = `${agency.toUpperCase()} ${reference.toLowerCase()}`;
    if (at.consent >= 0 && /^(n|no)$/i.test(ndtmsValue(cells[at.consent]) ?? '')) {
      notes.add(
        { kind: 'no consent', column: 'CONSENT', value: '', row },
        `${key} ${reference === '' ? row : ''}`,
      );
      return [];
    }
    const wrong = clients.has(key) ? null : referenceProblem(reference, CASE_FILES);
    if (wrong !== null) return [{ row, column: 'CLIENT', value: '', problem: wrong }];

    const dates = new Map<DateColumn, string | null>();
    const problems: SheetProblem[] = [];
    for (const column of DATE_COLUMNS) {
      const date = dateOf(column, cells, row, key);
      if (date !== null && typeof date === 'object') problems.push(date);
      else dates.set(column, date);
    }
    if (problems.length > 0) return problems;
    const known = clients.get(key) ?? {
      agency: agency.toUpperCase(),
      reference,
      row,
      group: at.group < 0 ? null : (cells[at.group] ?? '').trim(),
      episodes: new Map<string, Episode>(),
      forms: new Map<string, NdtmsForm>(),
    };
    clients.set(key, known);
    addToEpisode(known, key, cells, row, dates);
    addForm(known, key, cells, row, dates.get('topDate') ?? null);
    return [];
  }

  function addToEpisode(
    client: Rows,
    key: string,
    cells: readonly string[],
    row: number,
    dates: ReadonlyMap<DateColumn, string | null>,
  ): void {
    const date = (column: DateColumn) => dates.get(column) ?? null;
    const name =
      (at.episode < 0 ? null : ndtmsValue(cells[at.episode])) ??
      `${date('referred') ?? ''} ${date('triaged') ?? ''}`;
    const episode: Episode = client.episodes.get(name) ?? {
      row,
      referred: null,
      triaged: null,
      begun: null,
      exit: null,
      codes: new Map(),
      isContradictory: false,
    };
    client.episodes.set(name, episode);
    episode.referred = earlier(episode.referred, date('referred'));
    episode.triaged = earlier(episode.triaged, date('triaged'));
    // Where the sheet has no modalities, treatment is taken to begin with triage.
    const begun = at.modalityStart < 0 ? date('triaged') : date('modalityStart');
    episode.begun = earlier(episode.begun, begun);
    episode.exit ??= date('discharged');
    for (const [first, last] of ORDER) {
      const [from, to] = [date(first), date(last)];
      if (from === null || to === null || from <= to) continue;
      const column = `${NDTMS_HEADINGS[last][0]} before ${NDTMS_HEADINGS[first][0]}`;
      notes.add({ kind: 'order', column, value: '', row }, key);
      if (last === 'discharged') episode.isContradictory = true;
    }
    for (const column of CODE_COLUMNS) {
      const value = at[column] < 0 ? null : ndtmsValue(cells[at[column]]);
      if (value === null) continue;
      const [headed] = NDTMS_HEADINGS[column];
      const before = episode.codes.get(column);
      if (before === undefined) episode.codes.set(column, value);
      else if (before.toUpperCase() !== value.toUpperCase()) {
        notes.add({ kind: 'two values', column: headed, value: '', row }, key);
      }
      if (!isKnownNdtmsCode(column, value)) {
        notes.add({ kind: 'code', column: headed, value: shownNdtmsCode(value), row }, key);
      }
    }
  }

  function addForm(
    client: Rows,
    key: string,
    cells: readonly string[],
    row: number,
    date: string | null,
  ): void {
    if (date === null) return;
    const value = at.topStage < 0 ? null : ndtmsValue(cells[at.topStage]);
    const stage = ndtmsTopStage(value);
    if (value !== null && stage === null) {
      notes.add({ kind: 'code', column: 'TRSTAGE', value: shownNdtmsCode(value), row }, key);
    }
    // A form from after the treatment is none of those that fall due.
    if (stage !== 'post-treatment') client.forms.set(`${date} ${stage ?? ''}`, { date, stage });
  }

  return {
    /** Takes a row; what is wrong with it so that nothing of the extract can be taken. */
    add,
    /** What all rows together say. */
    finish: (): NdtmsExtract => ({
      rows,
      clients: [...clients.values()].map(clientOf),
      asOf: asOf === '' ? today : asOf,
      ...notes.all(),
    }),
  };
}

const AGENCY = /^[A-Za-z0-9]{2,10}$/;
const MONTH_FIRST =
  'has the month before the day, so other dates may be meant so too. Save the sheet with dates as dd/mm/yyyy or yyyy-mm-dd';

/** Pairs of dates of one row of which the first is not after the second. */
const ORDER: readonly (readonly [DateColumn, DateColumn])[] = [
  ['referred', 'triaged'],
  ['modalityStart', 'modalityEnd'],
  ['modalityStart', 'discharged'],
  ['triaged', 'discharged'],
];

function isMonthFirst(value: string): boolean {
  const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})/.exec(value);
  return parts !== null && Number(parts[1]) <= 12 && Number(parts[2]) > 12 && Number(parts[2]) <= 31;
}

/**
 * What is wrong with a row of another length than the heading: its cells may have slipped, and a postcode stand where an
 * agency should. A row that only lacks empty cells at its end is as spreadsheets save it.
 */
function raggedProblem(
  { at, width }: NdtmsHeading,
  cells: readonly string[],
  row: number,
): SheetProblem | null {
  const filled = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
  if (filled > width) {
    return {
      row,
      column: '',
      value: '',
      problem: `has ${filled} cells under a heading of ${width}, so they may have slipped. Write the sheet anew from your system`,
    };
  }
  if (cells.length >= width) return null;
  const fits = DATE_COLUMNS.every((column) => {
    const value = at[column] < 0 ? null : ndtmsValue(cells[at[column]]);
    return value === null || parseDate(value.replace(/[ T][\d:.]+$/, '')) !== null;
  });
  return fits && AGENCY.test(ndtmsValue(cells[at.agency]) ?? '')
    ? null
    : {
        row,
        column: '',
        value: '',
        problem: `has ${cells.length} cells under a heading of ${width}, so they may have slipped. Write the sheet anew from your system`,
      };
}

const earlier = (a: string | null, b: string | null): string | null =>
  a === null || (b !== null && b < a) ? b : a;

function clientOf({ agency, reference, row, group, episodes, forms }: Rows): NdtmsClient {
  // The newest first: by when treatment began, or was asked for.
  const since = (episode: Episode) => episode.begun ?? episode.triaged ?? episode.referred ?? '';
  const ordered = [...episodes.values()].toSorted((a, b) =>
    since(a) < since(b) ? 1 : since(a) > since(b) ? -1 : b.row - a.row,
  );
  const [newest] = ordered;
  const codeOf = (column: CodeColumn): string | null =>
    ordered
      .map((episode) => episode.codes.get(column) ?? null)
      .find((value) => isNdtmsRecorded(column, value) || (value !== null && isFreeCode(column))) ?? null;
  const spells = ordered.flatMap(({ begun, exit }) => (begun === null ? [] : [{ start: begun, exit }]));
  const { journey, earlier: before } = newestJourney(spells);
  return {
    agency,
    reference,
    row,
    group,
    codes: { sex: codeOf('sex'), ethnic: codeOf('ethnic'), drug1: codeOf('drug1'), drug2: codeOf('drug2') },
    newest: Object.fromEntries(
      CODE_COLUMNS.map((column) => [column, newest?.codes.get(column) ?? null]),
    ) as NdtmsClient['newest'],
    isDischarged: newest?.exit !== null && newest?.exit !== undefined,
    journey: ordered.some(({ isContradictory }) => isContradictory) ? null : journey,
    earlier: before,
    forms: [...forms.values()].toSorted((a, b) => (a.date < b.date ? -1 : 1)),
  };
}

/** Whether a code without a list here is taken as it stands, for the tool or the lead to say what it means. */
const isFreeCode = (column: CodeColumn): boolean => column !== 'ethnic';

function notesCollector() {
  const found = new Map<string, { note: Omit<NdtmsNote, 'clients'>; clients: Set<string> }>();
  return {
    add(note: Omit<NdtmsNote, 'clients'>, client: string): void {
      const key = `${note.kind} ${note.column} ${note.value}`;
      const entry = found.get(key) ?? { note, clients: new Set<string>() };
      found.set(key, entry);
      entry.clients.add(client);
    },
    all: (): { notes: NdtmsNote[]; moreNotes: number } => ({
      notes: [...found.values()]
        .slice(0, MOST_NOTES)
        .map(({ note, clients }) => ({ ...note, clients: clients.size })),
      moreNotes: Math.max(0, found.size - MOST_NOTES),
    }),
  };
}

/** More of them would not be read. */
const MOST_NOTES = 200;
