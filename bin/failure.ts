import { problemText } from '../rules/index.ts';
import { AppError } from '../server/platform/errors.ts';
import { SheetFormatError } from '../server/formats/csv.ts';
import { SheetError } from '../server/fieldwork/transfer/importer.ts';

/** A failure that its message explains to whoever typed the command. */
export class CommandError extends Error {}

/** What went wrong, in plain words for the terminal; a sheet's problems one a line before them. */
export function failureText(error: unknown): string {
  if (error instanceof SheetError) return [...error.problems.map(problemText), error.message].join('\n');
  if (error instanceof AppError || error instanceof SheetFormatError || error instanceof CommandError) {
    return error.message;
  }
  if (!(error instanceof Error)) return String(error);
  if (error.message.includes('Could not locate the bindings file')) {
    return (
      'The driver of SQLite is missing: the install script of the package sqlite3 was not allowed to run, or it ' +
      'failed. The README says what to do, under "Install as a package".'
    );
  }
  const { code = '', path, port, dest } = error as NodeJS.ErrnoException & { port?: number; dest?: string };
  const place = dest ?? path ?? '';
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use already. Stop the program that uses it, or set PORT to another one.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `The address cannot be used or found (${error.message}). Check HOST and DATABASE_URL.`;
    case 'ECONNREFUSED':
      return 'The database cannot be reached: nothing answers at the address that DATABASE_URL names.';
    case '3D000':
      return `There is no such database (${error.message}). Make it with createdb, or correct DATABASE_URL.`;
    case '28P01':
    case '28000':
      return `The database does not let this account in (${error.message}). Correct the name or password in DATABASE_URL.`;
    case 'ENOENT':
      return `There is no file or folder ${place}.`;
    case 'EACCES':
    case 'EPERM':
      return port === undefined
        ? `You are not allowed to use ${place}.`
        : `You are not allowed to use port ${port}. Set PORT to one above 1023.`;
    case 'EISDIR':
      return place === ''
        ? 'A folder was named where a file is needed.'
        : `${place} is a folder, and a file is needed.`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `${place} is a file, and a folder is needed.`;
    case 'ENOSPC':
    case 'SQLITE_FULL':
    case '53100':
      return 'There is no room left on the disk.';
    case 'SQLITE_READONLY':
    case '25006':
      return 'The database can only be read. Check who owns its file, or whether the server takes writes.';
    case 'SQLITE_CANTOPEN':
      return 'The database file cannot be opened. Check that the folder that DATA_DIR names can be written to.';
    default:
      return error.message || code || error.name;
  }
}
