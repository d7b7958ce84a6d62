import { evenSigns, foldHeading, foldName } from '../../../rules/index.ts';
import type { SheetProblem } from '../../../rules/index.ts';
import { ROLES, rolesProblem } from '../../access/policy.ts';
import type { Role } from '../../access/policy.ts';
import { findHeading, headingNote } from '../../formats/heading.ts';
import { SheetFormatError } from '../../formats/sheetFile.ts';
import type { SheetLine } from '../../formats/sheetFile.ts';
import { emailAddress } from '../../web/form.ts';
import type { PersonDetails } from '../accounts/personDetails.ts';
import type { Provider } from '../providers.ts';

/** More than any installation adds in one go; a page stays a page. */
const PEOPLE_MAXIMUM = 500;
const LONGEST_NAME = 120;

/** In the order in which a list without a heading has them. */
export const COLUMNS = ['name', 'email', 'role', 'provider'] as const;
type Column = (typeof COLUMNS)[number];

export const COLUMN_LABELS: Record<Column, string> = {
  name: 'Name',
  email: 'Email address',
  role: 'Role',
  provider: 'Provider',
};

/** A list is of those who take part in audits; who reads published figures is added alone. */
export const LISTED_ROLES = ROLES.filter((role) => role !== 'national');

const HEADINGS = new Map<string, Column>([
  ...['name', 'full name', 'person'].map((word) => [word, 'name'] as const),
  ...['email', 'email address', 'e-mail', 'e-mail address', 'mail', 'address'].map(
    (word) => [word, 'email'] as const,
  ),
  ...['role', 'roles', 'part'].map((word) => [word, 'role'] as const),
  ...['provider', 'organisation', 'service'].map((word) => [word, 'provider'] as const),
]);

const ROLE_WORDS = new Map<string, Role>([
  ...LISTED_ROLES.map((role) => [role, role] as const),
  ['admin', 'administrator'],
  ['panel lead', 'lead'],
  ['panel auditor', 'auditor'],
  ['manager', 'provider'],
  ['provider manager', 'provider'],
]);

/** One person of a list, as it was written and as it was understood. */
interface ListedPerson extends PersonDetails {
  row: number;
  cells: Record<Column, string>;
}

/** A list of people, with everything that is wrong with it. */
export interface PeopleList {
  people: ListedPerson[];
  problems: SheetProblem[];
  /** What was not read, and what was taken for the heading; each a sentence. */
  notes: string[];
  /** The rows as they came, to be shown again as text. */
  lines: string[][];
}

/** What a list is held against. */
interface Known {
  providers: readonly Provider[];
  /** The addresses of all accounts, in small letters. */
  addresses: ReadonlySet<string>;
  /** The role of those for whom the list names none; null for nobody. */
  roleOfOthers: Role | null;
}

/**
 * Reads a list of people to its end: name, email address, role and provider, by its heading or, without one, in this
 * order.
 *
 * @throws SheetFormatError where it cannot be read as a sheet, or holds too many
 */
export async function readPeopleList(sheet: AsyncIterable<SheetLine>, known: Known): Promise<PeopleList> {
  const list: PeopleList = { people: [], problems: [], notes: [], lines: [] };
  const kept = keepLines(sheet, list.lines);
  const headed = await findHeading(kept, (cells) => {
    const meant = new Set(cells.map(meaningOf));
    return meant.has('email') ? 2 : meant.has('name') ? 1 : 0;
  });
  const hasHeading = headed.heading?.cells.some((cell) => meaningOf(cell) !== undefined) === true;
  const columns = columnsIn(headed.heading?.cells ?? [], hasHeading);
  if (hasHeading && headed.heading) noteColumns(list, columns, headed.heading);
  const note = hasHeading ? headingNote(headed) : '';
  if (note !== '') list.notes.push(note);
  const first = hasHeading ? [] : [...headed.above, ...(headed.heading ? [headed.heading] : [])];
  for (const line of first) addPerson(list, line, columns, known);
  for await (const line of headed.below) addPerson(list, line, columns, known);
  if (list.people.length === 0 && list.problems.length === 0) {
    list.problems.push(problemIn(1, 'name', '', 'the list is empty: there is nobody in it'));
  }
  list.problems.push(...doubled(list.people));
  list.problems.sort((a, b) => a.row - b.row);
  return list;
}

async function* keepLines(sheet: AsyncIterable<SheetLine>, lines: string[][]): AsyncGenerator<SheetLine> {
  let filled = 0;
  for await (const line of sheet) {
    filled += 1;
    // A heading, and a title above it.
    if (filled > PEOPLE_MAXIMUM + 2) {
      throw new SheetFormatError(
        `A list can have at most ${PEOPLE_MAXIMUM} people. Add them in several parts.`,
      );
    }
    // Lines that are empty are kept, so that rows are called as they are in the sheet.
    while (lines.length < line.row - 1 && lines.length < 2 * PEOPLE_MAXIMUM) lines.push([]);
    lines.push(line.cells);
    yield line;
  }
}

const meaningOf = (heading: string): Column | undefined => HEADINGS.get(foldHeading(heading));

/** Where each column stands; -1 where it is not there. */
function columnsIn(cells: readonly string[], hasHeading: boolean): Record<Column, number> {
  const at = (column: Column) =>
    hasHeading ? cells.findIndex((cell) => meaningOf(cell) === column) : COLUMNS.indexOf(column);
  const columns = { name: at('name'), email: at('email'), role: at('role'), provider: at('provider') };
  // Address books put the address first as often as the name.
  if (!hasHeading && cells[0]?.includes('@') === true) return { ...columns, name: 1, email: 0 };
  return columns;
}

function noteColumns(list: PeopleList, columns: Record<Column, number>, { row, cells }: SheetLine): void {
  for (const needed of ['name', 'email'] as const) {
    if (columns[needed] < 0) {
      list.problems.push(problemIn(row, needed, '', `the list has no column for it, headed “${needed}”`));
    }
  }
  const unread = cells.filter((cell, i) => cell.trim() !== '' && !Object.values(columns).includes(i));
  if (unread.length > 0) {
    list.notes.push(`Not read: ${unread.map((cell) => `“${evenSigns(cell)}”`).join(', ')}.`);
  }
}

const problemIn = (row: number, column: Column, value: string, problem: string): SheetProblem => ({
  row,
  column: COLUMN_LABELS[column],
  value,
  problem,
});

function addPerson(list: PeopleList, line: SheetLine, columns: Record<Column, number>, known: Known): void {
  const cell = (column: Column) => evenSigns(line.cells[columns[column]] ?? '');
  const cells = { name: cell('name'), email: cell('email'), role: cell('role'), provider: cell('provider') };
  if (Object.values(cells).every((text) => text === '')) return;
  const refuse = (column: Column, problem: string) =>
    list.problems.push(problemIn(line.row, column, cells[column], problem));
  if (line.hidden) refuse('name', 'the row is hidden or filtered out. Show it, or delete it');
  if (cells.name === '') refuse('name', 'there is no name');
  if (cells.name.length > LONGEST_NAME) refuse('name', `has more than ${LONGEST_NAME} characters`);
  const email = emailAddress.safeParse(cells.email);
  if (!email.success) refuse('email', cells.email === '' ? 'there is no address' : 'is no email address');
  else if (known.addresses.has(email.data)) refuse('email', 'has an account already');
  const roles = rolesIn(cells.role, known.roleOfOthers);
  if ('unknown' in roles) {
    refuse('role', `is no role; there are ${LISTED_ROLES.join(', ')}`);
  } else if (roles.length === 0) {
    refuse('role', 'there is no role. Name one in the list, or choose one for all who have none');
  }
  const own = 'unknown' in roles ? [] : roles;
  const combined = own.length > 0 ? rolesProblem(own) : null;
  if (combined !== null) refuse('role', combined);
  const provider = known.providers.find(({ name }) => foldName(name) === foldName(cells.provider)) ?? null;
  if (cells.provider !== '' && provider === null) {
    refuse('provider', 'is no provider that is entered here. Add it under Providers first');
  }
  if (own.includes('provider') && cells.provider === '') refuse('provider', 'whose feedback is to be read?');
  if (own.length > 0 && !own.includes('provider') && cells.provider !== '') {
    refuse('provider', 'only somebody with the role provider has one');
  }
  list.people.push({
    row: line.row,
    cells,
    name: cells.name,
    email: email.success ? email.data : cells.email.toLowerCase(),
    roles: own,
    providerId: provider?.id ?? null,
  });
}

/** The roles that a cell names, in the order of {@link ROLES}. */
function rolesIn(cell: string, ofOthers: Role | null): Role[] | { unknown: true } {
  const words = cell
    .split(/[,;/+&]|\band\b/i)
    .map(foldName)
    .filter((word) => word !== '');
  if (words.length === 0) return ofOthers === null ? [] : [ofOthers];
  const named = words.map((word) => ROLE_WORDS.get(word));
  return named.includes(undefined) ? { unknown: true } : ROLES.filter((role) => named.includes(role));
}

/** Addresses that stand in the list more than once, at every place but the first. */
function doubled(people: readonly ListedPerson[]): SheetProblem[] {
  const firstAt = new Map<string, number>();
  return people.flatMap(({ row, email, cells }) => {
    if (email === '') return [];
    const first = firstAt.get(email);
    if (first === undefined) firstAt.set(email, row);
    return first === undefined ? [] : [problemIn(row, 'email', cells.email, `stands in row ${first} too`)];
  });
}
