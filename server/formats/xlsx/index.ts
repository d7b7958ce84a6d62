// Long because a workbook is read in one pass: its parts, its texts, its cells and their dates.
import { posix } from 'node:path';
import { SheetFormatError } from '../csv.ts';
import type { SheetLine } from '../csv.ts';
import { countOf } from '../english.ts';
import { createRoom } from '../room.ts';
import type { Place } from '../room.ts';
import { numberFormatOf, shownNumber } from './numberFormat.ts';
import { createXmlReader, XmlError } from './xml.ts';
import type { XmlHandlers } from './xml.ts';
import { openZip, ZipError } from './zip.ts';
import type { Zip } from './zip.ts';

const MEGABYTE = 1024 * 1024;
/** Texts that cells share are kept in memory: so much for all workbooks that are being read together. */
const SHARED_MAXIMUM_BYTES = 128 * MEGABYTE;
const sharedRoom = createRoom(SHARED_MAXIMUM_BYTES);
/** No spreadsheet program has more styles of cells. */
const STYLES_MAXIMUM = 65_536;
const STYLES_MAXIMUM_BYTES = 16 * MEGABYTE;
/**
 * As long as a spreadsheet program takes the code of a number format. It is taken apart while everybody waits, and for
 * some codes that takes by the square of their length.
 */
const FORMAT_CODE_MAXIMUM_CHARACTERS = 255;
/** As long as a row of CSV may be. */
const ROW_MAXIMUM_CHARACTERS = 1_000_000;
/** What is only read past: a million rows of answers unpack to about half of it. */
const SHEET_MAXIMUM_BYTES = 1024 * MEGABYTE;
/** All workbooks that are read at the same time unpack to no more than one may: it is time that they take. */
const unpackingRoom = createRoom(SHEET_MAXIMUM_BYTES);
/** The columns of a spreadsheet end at XFD. */
const COLUMNS_MAXIMUM = 16_384;
const FAULTS_NAMED = 10;

/**
 * Reads a sheet of an Excel workbook (.xlsx) row by row, the first visible one where none is named. Cells come as text: dates as YYYY-MM-DD,
 * numbers as a spreadsheet shows them, formulas with the result that was saved. Empty rows are passed over but
 * counted.
 *
 * @throws SheetFormatError when it is no such workbook, and, after the last row, when cells hold an error or a
 *   formula without a result: it names them. What was read must not be used before the end is reached.
 */
export async function* readXlsx(path: string, name?: string): AsyncGenerator<SheetLine> {
  let zip: Zip | null = null;
  const place = sharedRoom.enter();
  try {
    zip = await openZip(path);
    const workbook = await readWorkbook(zip, name);
    const texts = await readSharedTexts(zip, workbook.sharedTexts, place);
    const styles = await readStyles(zip, workbook.styles);
    yield* readRows(zip, workbook.sheet, { texts, styles, from1904: workbook.from1904 });
  } catch (error) {
    throw asFormatError(error);
  } finally {
    place.leave();
    await zip?.close();
  }
}

/**
 * Which sheet of a workbook {@link readXlsx} reads, and which it does not.
 *
 * @throws SheetFormatError when it is no such workbook
 */
export async function sheetNamesOf(path: string): Promise<{ read: string; others: string[] }> {
  let zip: Zip | null = null;
  try {
    zip = await openZip(path);
    const { sheetName, otherSheets } = await readWorkbook(zip);
    return { read: sheetName, others: otherSheets };
  } catch (error) {
    throw asFormatError(error);
  } finally {
    await zip?.close();
  }
}

/** Columns of a sheet from one to another, counted from 0. */
export interface ColumnRange {
  from: number;
  to: number;
}

/**
 * The columns that {@link readXlsx} reads though the workbook does not show them.
 *
 * @throws SheetFormatError when it is no such workbook
 */
export async function hiddenColumnsOf(path: string): Promise<ColumnRange[]> {
  let zip: Zip | null = null;
  const found: ColumnRange[] = [];
  let isOver = false;
  try {
    zip = await openZip(path);
    const { sheet } = await readWorkbook(zip);
    const pieces = readPieces(zip, sheet, SHEET_MAXIMUM_BYTES, {
      open(name, attribute) {
        if (name === 'sheetData') isOver = true;
        const isHidden = ['1', 'true'].includes(attribute('hidden') ?? '') || attribute('width') === '0';
        if (name === 'col' && isHidden && found.length < COLUMNS_MAXIMUM) {
          found.push({ from: Number(attribute('min')) - 1, to: Number(attribute('max')) - 1 });
        }
      },
    });
    for await (const _ of pieces) if (isOver) break;
    return found;
  } catch (error) {
    throw asFormatError(error);
  } finally {
    await zip?.close();
  }
}

function asFormatError(error: unknown): unknown {
  if (error instanceof ZipError) return new SheetFormatError(error.message);
  if (error instanceof XmlError || error instanceof TypeError || error instanceof RangeError) {
    return new SheetFormatError(
      'The workbook is damaged. Open it in the spreadsheet program, save it and try again.',
    );
  }
  return error;
}

async function readPart(zip: Zip, name: string, maximumBytes: number, handlers: XmlHandlers): Promise<void> {
  for await (const _ of readPieces(zip, name, maximumBytes, handlers));
}

/** Reads a part and stops after each piece, so that what was found in it can be handed on. */
async function* readPieces(
  zip: Zip,
  name: string,
  maximumBytes: number,
  handlers: XmlHandlers,
): AsyncGenerator<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = createXmlReader(handlers);
  const place = unpackingRoom.enter();
  try {
    for await (const chunk of zip.read(name, maximumBytes)) {
      place.take(chunk.length);
      reader.write(decoder.decode(chunk, { stream: true }));
      yield;
    }
    reader.write(decoder.decode());
    reader.end();
    yield;
  } finally {
    place.leave();
  }
}

interface Workbook {
  sheet: string;
  sheetName: string;
  /** The names of the sheets that are not read, hidden ones too. */
  otherSheets: string[];
  sharedTexts: string | null;
  styles: string | null;
  from1904: boolean;
}

async function readWorkbook(zip: Zip, wanted?: string): Promise<Workbook> {
  const refuse = (): never => {
    throw new SheetFormatError(
      'The file is neither CSV nor an Excel workbook (.xlsx). Save it as one of them and try again.',
    );
  };
  if (!zip.has('_rels/.rels')) refuse();
  let workbookPart = '';
  await readPart(zip, '_rels/.rels', MEGABYTE, {
    open(name, attribute) {
      if (name === 'Relationship' && attribute('Type')?.endsWith('/officeDocument')) {
        workbookPart = (attribute('Target') ?? '').replace(/^\//, '');
      }
    },
  });
  if (!zip.has(workbookPart)) refuse();

  const targets = new Map<string, string>();
  const byKind = new Map<string, string>();
  const folder = posix.dirname(workbookPart);
  const relations = posix.join(folder, '_rels', `${posix.basename(workbookPart)}.rels`);
  await readPart(zip, relations, MEGABYTE, {
    open(name, attribute) {
      if (name !== 'Relationship') return;
      const target = attribute('Target') ?? '';
      const part = target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
      targets.set(attribute('Id') ?? '', part);
      byKind.set((attribute('Type') ?? '').replace(/^.*\//, ''), part);
    },
  });

  const sheets: { part: string; visible: boolean; name: string }[] = [];
  let from1904 = false;
  await readPart(zip, workbookPart, 4 * MEGABYTE, {
    open(name, attribute) {
      if (name === 'workbookPr') from1904 = ['1', 'true'].includes(attribute('date1904') ?? '');
      if (name !== 'sheet') return;
      const part = targets.get(attribute('r:id') ?? attribute('id') ?? '');
      const state = attribute('state') ?? 'visible';
      const visible = state === 'visible';
      if (part !== undefined) sheets.push({ part, visible, name: attribute('name') ?? '' });
    },
  });
  const sheet =
    sheets.find(({ visible, name }) => (wanted === undefined ? visible : name === wanted)) ?? refuse();
  return {
    sheet: sheet.part,
    sheetName: sheet.name,
    otherSheets: sheets.filter((other) => other !== sheet).map((other) => other.name),
    sharedTexts: byKind.get('sharedStrings') ?? null,
    styles: byKind.get('styles') ?? null,
    from1904,
  };
}

/** Collects the text of a cell or of a shared text, which may be in several runs; how it is spoken is left out. */
function createTextCollector() {
  let text = '';
  let inText = false;
  let spoken = 0;
  return {
    open(name: string): void {
      if (name === 'rPh') spoken += 1;
      inText = name === 't' && spoken === 0;
    },
    text(more: string): void {
      if (inText) text += more;
    },
    close(name: string): void {
      if (name === 'rPh') spoken -= 1;
      inText = false;
    },
    take(): string {
      const taken = text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) =>
        String.fromCharCode(parseInt(code, 16)),
      );
      text = '';
      return taken;
    },
  };
}

/** A text in memory takes more than its characters. */
const BYTES_A_TEXT = 32;
const BYTES_A_CHARACTER = 1;

async function readSharedTexts(zip: Zip, part: string | null, place: Place): Promise<string[]> {
  if (part === null || !zip.has(part)) return [];
  const texts: string[] = [];
  const collector = createTextCollector();
  await readPart(zip, part, SHARED_MAXIMUM_BYTES, {
    open: (name) => collector.open(name),
    text: (text) => collector.text(text),
    close(name) {
      collector.close(name);
      if (name !== 'si') return;
      const text = collector.take();
      place.take(text.length * BYTES_A_CHARACTER + BYTES_A_TEXT);
      texts.push(text);
    },
  });
  return texts;
}

/** How a cell style shows a number: as a date, in a format, or as it is. */
type CellStyle = 'date' | ReturnType<typeof numberFormatOf>;

async function readStyles(zip: Zip, part: string | null): Promise<CellStyle[]> {
  if (part === null || !zip.has(part)) return [];
  const custom = new Map<number, string>();
  // Thousands of styles share a format.
  const shownBy = new Map<number, CellStyle>();
  const styles: CellStyle[] = [];
  let inCellStyles = false;
  await readPart(zip, part, STYLES_MAXIMUM_BYTES, {
    open(name, attribute) {
      if (name === 'numFmt') {
        const code = attribute('formatCode') ?? '';
        if (code.length > FORMAT_CODE_MAXIMUM_CHARACTERS) throw new XmlError('too long a number format');
        custom.set(Number(attribute('numFmtId')), code);
      }
      if (name === 'cellXfs') inCellStyles = true;
      if (name === 'xf' && inCellStyles) {
        if (styles.length === STYLES_MAXIMUM) throw new XmlError('too many styles');
        const id = Number(attribute('numFmtId') ?? 0);
        const known = shownBy.get(id);
        const style = known === undefined ? styleOf(id, custom.get(id)) : known;
        shownBy.set(id, style);
        styles.push(style);
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellStyles = false;
    },
  });
  return styles;
}

function styleOf(id: number, code: string | undefined): CellStyle {
  const isDate = code === undefined ? isBuiltInDate(id) : isDateFormat(code);
  return isDate ? 'date' : numberFormatOf(id, code);
}

/** The numbers of the date formats that every spreadsheet program has (ISO/IEC 29500-1, 18.8.30). */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

function isDateFormat(code: string): boolean {
  // Words in quotation marks, escaped letters, colours and currencies are not part of the format.
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  return /[ymdhs]/i.test(bare.replace(/general/gi, ''));
}

interface CellContext {
  texts: string[];
  styles: CellStyle[];
  from1904: boolean;
}

async function* readRows(zip: Zip, part: string, context: CellContext): AsyncGenerator<SheetLine> {
  const ready: SheetLine[] = [];
  const faults: string[] = [];
  const collector = createTextCollector();
  let row = 0;
  let column = -1;
  let cells: string[] = [];
  let characters = 0;
  let hidden = false;
  let cell: { address: string; type: string; style: number; value: string | null; formula: boolean } | null =
    null;
  let inside = '';

  function tooLong(): SheetFormatError {
    const most = ROW_MAXIMUM_CHARACTERS.toLocaleString('en-GB');
    return new SheetFormatError(`Row ${row} is too long: it has more than ${most} characters.`);
  }

  function takeCell(): void {
    if (!cell) return;
    const { address, type, style, formula } = cell;
    const inline = collector.take();
    const value = type === 'inlineStr' ? inline : cell.value;
    cell = null;
    if (type === 'e') faults.push(`${address} holds the error ${value ?? ''}`);
    else if (formula && value === null) faults.push(`${address} holds a formula without a result`);
    const text = value === null ? '' : textOf(value, type, style, context);
    if (text === '') return;
    // Texts that cells share stand nowhere in the row.
    if (type === 's') characters += text.length;
    if (characters > ROW_MAXIMUM_CHARACTERS) throw tooLong();
    while (cells.length < column) cells.push('');
    cells[column] = text;
  }

  const handlers: XmlHandlers = {
    open(name, attribute) {
      if (name === 'row') {
        const next = Number(attribute('r') ?? row + 1);
        if (!(Number.isInteger(next) && next > row)) throw new XmlError('rows out of order');
        row = next;
        column = -1;
        cells = [];
        characters = 0;
        hidden = ['1', 'true'].includes(attribute('hidden') ?? '') || Number(attribute('ht') ?? 1) === 0;
      } else if (name === 'c') {
        const address = attribute('r') ?? '';
        column = address === '' ? column + 1 : columnOf(address);
        if (!(column >= 0 && column < COLUMNS_MAXIMUM)) throw new XmlError('no such column');
        const style = Number(attribute('s') ?? -1);
        cell = {
          address: address === '' ? `${letters(column)}${row}` : address,
          type: attribute('t') ?? 'n',
          style,
          value: null,
          formula: false,
        };
      } else if (cell) {
        collector.open(name);
        inside = name;
        if (name === 'f') cell.formula = true;
        // An empty text is a result, an empty number is none.
        if (name === 'v' && cell.type === 'str') cell.value ??= '';
      }
    },
    text(text) {
      if (!cell) return;
      collector.text(text);
      if (inside === 'v') cell.value = (cell.value ?? '') + text;
      // Before it is put together: a cell may go on for a gigabyte.
      characters += text.length;
      if (characters > ROW_MAXIMUM_CHARACTERS) throw tooLong();
    },
    close(name) {
      if (name === 'c') takeCell();
      else if (name === 'row') {
        if (cells.some((text) => text.trim() !== ''))
          ready.push(hidden ? { row, cells, hidden } : { row, cells });
      } else if (cell) {
        collector.close(name);
        inside = '';
      }
    },
  };
  for await (const _ of readPieces(zip, part, SHEET_MAXIMUM_BYTES, handlers)) {
    yield* ready.splice(0);
  }
  if (faults.length > 0) {
    const named = faults.slice(0, FAULTS_NAMED).map((fault) => `Cell ${fault}.`);
    const more = faults.length - named.length;
    if (more > 0) named.push(`So do ${countOf(more, 'further cell')}.`);
    throw new SheetFormatError(`${named.join(' ')} Put the value itself into the cell.`);
  }
}

function textOf(value: string, type: string, style: number, context: CellContext): string {
  if (type === 's') {
    const shared = context.texts[Number(value)];
    if (shared === undefined) throw new XmlError('no such text');
    return shared;
  }
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  if (type === 'd') return value.replace(/T00:00:00(\.0+)?Z?$/, '');
  if (type !== 'n') return value;
  const number = Number(value);
  if (Number.isNaN(number)) throw new XmlError('not a number');
  const shown = context.styles[style] ?? null;
  if (shown === 'date') return dateText(number, context.from1904);
  if (shown) return shownNumber(number, shown);
  // A spreadsheet shows 15 digits; 0.1 + 0.2 is saved with 17.
  return String(Number(number.toPrecision(15)));
}

/** A day count of a spreadsheet as YYYY-MM-DD, with the time of day if there is one. */
function dateText(days: number, from1904: boolean): string {
  // The calendar that begins in 1900 has a 29 February in that year.
  const days1900 = from1904 ? days + 1462 : days < 60 ? days + 1 : days;
  const seconds = Math.round((days1900 - 25_569) * 86_400);
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return String(days);
  const iso = at.toISOString();
  if (days < 1 && days > 0) return iso.slice(11, 16);
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}

function columnOf(address: string): number {
  const letter = /^[A-Z]{1,3}/.exec(address)?.[0] ?? '';
  return Array.from(letter).reduce((sum, each) => sum * 26 + (each.charCodeAt(0) - 64), 0) - 1;
}

/** The name of a column, counted from 0, as spreadsheets have it. */
export function letters(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? letters(rest - 1) : '') + String.fromCharCode(65 + (column % 26));
}
