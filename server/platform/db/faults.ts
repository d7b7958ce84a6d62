/** What is the matter with the database itself, as far as somebody else than its programmer can do something about it. */
export type StorageFault = 'full' | 'readOnly' | 'broken' | 'busy' | 'away';

// SQLite's names (its C API, "Result and Error Codes"), PostgreSQL's SQLSTATE (its manual, appendix A), and what the
// system and the pool of connections say.
const FAULTS = new Map<string, StorageFault>([
  ['SQLITE_FULL', 'full'],
  ['53100', 'full'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['SQLITE_READONLY', 'readOnly'],
  ['25006', 'readOnly'],
  ['EROFS', 'readOnly'],
  ['SQLITE_IOERR', 'broken'],
  ['SQLITE_CORRUPT', 'broken'],
  ['SQLITE_NOTADB', 'broken'],
  ['SQLITE_CANTOPEN', 'broken'],
  ['58030', 'broken'],
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['53300', 'busy'],
  ['55P03', 'busy'],
  // Two waited for each other, and this one was undone.
  ['40P01', 'busy'],
  ['40001', 'busy'],
  ['57P01', 'away'],
  ['57P02', 'away'],
  ['57P03', 'away'],
  ['57P05', 'away'],
  ['08000', 'away'],
  ['08001', 'away'],
  ['08003', 'away'],
  ['08004', 'away'],
  ['08006', 'away'],
  ['ECONNREFUSED', 'away'],
  ['ECONNRESET', 'away'],
  ['EPIPE', 'away'],
  ['ETIMEDOUT', 'away'],
  ['EHOSTUNREACH', 'away'],
  ['ENETUNREACH', 'away'],
  ['EAI_AGAIN', 'away'],
]);

/** What the driver of PostgreSQL says, without a code, of a connection that broke under it or beforehand. */
const BROKEN_CONNECTION =
  /^(?:Connection terminated|Client has encountered a connection error|Client was closed and is not queryable|timeout exceeded when trying to connect|Connection ended unexpectedly)/;

/**
 * What is the matter with the storage when this is the error of a statement or of a file; null for every other error.
 * In each of these cases the transaction has been undone as a whole.
 */
export function storageFault(error: unknown): StorageFault | null {
  if (!(error instanceof Error)) return null;
  // Some faults come wrapped, such as those of several addresses that were tried.
  const { code, cause } = error as NodeJS.ErrnoException;
  if (error.name === 'KnexTimeoutError') return 'busy';
  if (BROKEN_CONNECTION.test(error.message)) return 'away';
  return FAULTS.get(code ?? '') ?? storageFault(cause);
}
