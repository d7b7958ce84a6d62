// The driver of SQLite reads and plans the text of a statement each time it is asked, which takes longer than most of
// them. Those that come again and again are kept as they were prepared, by connection.

/** What came of a statement that gives no rows. */
interface Done {
  lastID: number;
  changes: number;
}
type Callback = (this: Done, error: Error | null, rows?: unknown) => void;

interface Statement {
  all(bindings: unknown, done: Callback): void;
  run(bindings: unknown, done: Callback): void;
  finalize(): void;
}

export interface PreparingConnection {
  prepare(sql: string, failed: (error: Error | null) => void): Statement;
}

/** A statement as knex hands it over, and takes back with what came of it. */
export interface Asked {
  sql: string;
  bindings?: unknown;
  method?: string;
  returning?: unknown;
  response?: unknown;
  context?: Done;
}

/** So many are kept of each connection; those that were not asked for longest go. */
const MOST = 150;
/** Longer ones are lists of many rows, of which hardly two are alike. */
const LONGEST = 5000;
/** Others begin and end transactions, or change tables. */
const KEPT = /^\s*(?:select|insert|update|delete|with)\b/i;

const kept = new WeakMap<PreparingConnection, Map<string, Statement>>();

export const isWorthKeeping = (sql: string): boolean => sql.length <= LONGEST && KEPT.test(sql);

/** As knex itself decides it. */
const givesRows = ({ method, returning }: Asked): boolean =>
  method === 'insert' || method === 'update' ? Boolean(returning) : method !== 'counter' && method !== 'del';

/** Puts a statement that was done among those that are kept, unless somebody else's is there already. */
function keep(connection: PreparingConnection, sql: string, statement: Statement): void {
  const own = kept.get(connection) ?? new Map<string, Statement>();
  kept.set(connection, own);
  if (own.has(sql)) {
    statement.finalize();
    return;
  }
  own.set(sql, statement);
  if (own.size <= MOST) return;
  const [oldest = ''] = own.keys();
  own.get(oldest)?.finalize();
  own.delete(oldest);
}

/** Asks a statement on a connection, prepared as it was before if it was. */
export function askPrepared(connection: PreparingConnection, asked: Asked): Promise<Asked> {
  const { sql } = asked;
  const own = kept.get(connection);
  const known = own?.get(sql);
  if (known) {
    // The last is the one that was asked for last.
    own?.delete(sql);
    own?.set(sql, known);
  }
  return new Promise((resolve, reject) => {
    // A text that cannot be prepared is told here, and to nobody else.
    const statement = known ?? connection.prepare(sql, (error) => error && reject(error));
    const done: Callback = function (error, rows) {
      if (!known) {
        if (error) statement.finalize();
        else keep(connection, sql, statement);
      }
      if (error) {
        reject(error);
        return;
      }
      asked.response = rows;
      // The next one may be done before this is looked at.
      asked.context = { lastID: this.lastID, changes: this.changes };
      resolve(asked);
    };
    if (givesRows(asked)) statement.all(asked.bindings ?? [], done);
    else statement.run(asked.bindings ?? [], done);
  });
}

/** Lets go of all that is kept of a connection, which else could not be closed. */
export function letGo(connection: PreparingConnection): void {
  for (const statement of kept.get(connection)?.values() ?? []) statement.finalize();
  kept.delete(connection);
}
