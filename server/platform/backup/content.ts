import { createHash } from 'node:crypto';
import { z } from 'zod';
import { doneMigrations } from '../db/upgrade.ts';
import { BackupError } from './container.ts';
import type { BackupFile } from './container.ts';
import { lastNumber, LEFT_OUT, rowsOf, tablesOf } from './tables.ts';
import type { Row, Source, Table } from './tables.ts';

// What is inside a backup, line by line: what it is of; for each table its columns, its rows and how many they were; and
// how many there are in all. Each line is JSON.

const whole = z.number().int().nonnegative();
const headSchema = z.object({
  engine: z.enum(['sqlite', 'postgres']),
  migrations: z.array(z.string()),
  tables: z.array(z.string()),
  leftOut: z.array(z.string()),
});
const tableSchema = z.object({
  table: z.string(),
  columns: z.array(
    z.object({ name: z.string(), kind: z.enum(['text', 'whole', 'number', 'boolean', 'bytes']) }),
  ),
  key: z.array(z.string()),
});
const tableEndSchema = z.object({
  end: z.string(),
  rows: whole,
  /** Of the lines of its rows, each with its line break. */
  sha256: z.string(),
  /** The highest number that the table has given out. */
  last: whole.nullable(),
});
const endSchema = z.object({ tables: whole, rows: whole });
const rowSchema = z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]));

export type BackupHead = z.infer<typeof headSchema>;
type TableEnd = z.infer<typeof tableEndSchema>;

/** How much of a backup there is. */
export interface Amount {
  tables: number;
  rows: number;
}

const line = (json: unknown) => Buffer.from(`${JSON.stringify(json)}\n`);

/** The rows of a table as lines, some at a time, and in the end how many they were, with their hash. */
async function* linesOfTable(
  source: Source,
  table: Table,
): AsyncGenerator<Buffer, { rows: number; sha256: string }> {
  const hash = createHash('sha256');
  let rows = 0;
  for await (const page of rowsOf(source, table)) {
    if (page.length === 0) continue;
    const bytes = Buffer.from(page.map((row) => `${JSON.stringify(row)}\n`).join(''));
    hash.update(bytes);
    rows += page.length;
    yield bytes;
  }
  return { rows, sha256: hash.digest('hex') };
}

/** The hash of a table's rows as a backup would have it, and how many they are. */
export async function hashOfTable(source: Source, table: Table): Promise<{ rows: number; sha256: string }> {
  const lines = linesOfTable(source, table);
  for (;;) {
    const next = await lines.next();
    if (next.done) return next.value;
  }
}

/** All of a database, to be read within `database.read`. Tells in the end how much it was. */
export async function* contentOf(source: Source, told: (amount: Amount) => void): AsyncGenerator<Buffer> {
  const tables = (await tablesOf(source)).filter(({ name }) => !Object.hasOwn(LEFT_OUT, name));
  if (tables.length === 0)
    throw new BackupError('There is nothing in the database yet, and so nothing to be kept.');
  const names = tables.map(({ name }) => name);
  yield line({
    engine: source.engine,
    migrations: await doneMigrations(source.query),
    tables: names,
    leftOut: Object.keys(LEFT_OUT),
  } satisfies BackupHead);
  const amount: Amount = { tables: tables.length, rows: 0 };
  for (const table of tables) {
    yield line({ table: table.name, columns: table.columns, key: table.key });
    const { rows, sha256 } = yield* linesOfTable(source, table);
    amount.rows += rows;
    const last = await lastNumber(source, table);
    yield line({ end: table.name, rows, sha256, last } satisfies TableEnd);
  }
  yield line(amount);
  told(amount);
}

/** Who is told what is in a backup as it is read. */
export interface ContentReader {
  head?(head: BackupHead): Promise<void> | void;
  table?(table: Table): Promise<void> | void;
  rows?(rows: Row[]): Promise<void>;
  tableEnd?(end: TableEnd): Promise<void> | void;
}

/**
 * Reads a backup from its first to its last line, counts and hashes of every table held against what it says of them.
 *
 * @throws BackupError where something in it is not as it says
 */
export async function readContent(file: BackupFile, reader: ContentReader): Promise<Amount> {
  const state = createState(reader);
  for await (const lines of file.lines()) {
    let rows: Row[] = [];
    for (const bytes of lines) {
      if (state.isRow(bytes)) rows.push(state.row(bytes));
      else {
        if (rows.length > 0) await reader.rows?.(rows);
        rows = [];
        await state.other(bytes);
      }
    }
    if (rows.length > 0) await reader.rows?.(rows);
  }
  return state.end();
}

const ROW_BEGIN = '['.charCodeAt(0);

/** Undefined where it is none: what the engine says of that quotes the line, in which a name or an answer may stand. */
function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

function createState(reader: ContentReader) {
  let head: BackupHead | null = null;
  let table: Table | null = null;
  let hash = createHash('sha256');
  let rows = 0;
  const amount: Amount = { tables: 0, rows: 0 };
  let ended = false;
  const wrong = (what: string) =>
    new BackupError(`The backup is not whole: ${what}. Nothing of it is used; take another copy.`);
  const parsed = <T>(schema: z.ZodType<T>, bytes: Buffer, what: string): T => {
    const { data } = schema.safeParse(jsonIn(bytes));
    if (data === undefined) throw wrong(`${what} cannot be read`);
    return data;
  };
  const endTable = async (of: Table, bytes: Buffer) => {
    const end = parsed(tableEndSchema, bytes, `the end of ${of.name}`);
    const found = { end: of.name, rows, sha256: hash.digest('hex') };
    if (end.end !== found.end || end.rows !== found.rows || end.sha256 !== found.sha256) {
      throw wrong(`${of.name} has ${found.rows} rows of ${end.rows}, or others than it had`);
    }
    amount.tables += 1;
    amount.rows += rows;
    table = null;
    await reader.tableEnd?.(end);
  };
  const beginTable = async (of: BackupHead, bytes: Buffer) => {
    const { table: name, columns, key } = parsed(tableSchema, bytes, 'a table');
    if (of.tables[amount.tables] !== name) throw wrong(`${name} is not where it should be`);
    table = { name, columns, key };
    hash = createHash('sha256');
    rows = 0;
    await reader.table?.(table);
  };
  return {
    isRow: (bytes: Buffer) => bytes[0] === ROW_BEGIN,
    row(bytes: Buffer): Row {
      if (!table) throw wrong('a row is outside of any table');
      hash.update(bytes).update('\n');
      rows += 1;
      const row = parsed(rowSchema, bytes, `row ${rows} of ${table.name}`);
      if (row.length !== table.columns.length) throw wrong(`row ${rows} of ${table.name} has another length`);
      return row;
    },
    async other(bytes: Buffer) {
      if (ended) throw wrong('something follows its end');
      if (head === null) {
        head = parsed(headSchema, bytes, 'its beginning');
        await reader.head?.(head);
      } else if (table) await endTable(table, bytes);
      else if (amount.tables < head.tables.length) await beginTable(head, bytes);
      else {
        const end = parsed(endSchema, bytes, 'its end');
        ended = end.tables === amount.tables && end.rows === amount.rows;
      }
    },
    end(): Amount {
      if (!ended) throw wrong('its end is missing');
      return amount;
    },
  };
}
