import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSheet as readWithLibrary } from 'read-excel-file/node';
import { afterAll, describe, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import {
  readSheet,
  SHEET_MAXIMUM_ROWS,
  SheetFormatError,
  sheetFileNote,
} from '../../server/formats/sheetFile.ts';
import { workbookOf, workbookParts, zipOf } from '../support/workbook.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-sheets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function fileOf(content: Buffer | string): string {
  // No ending: what a file is, is told from its content.
  const file = path.join(folder, `upload-${(files += 1)}`);
  writeFileSync(file, content);
  return file;
}

async function read(content: Buffer | string) {
  const lines: { row: number; cells: string[] }[] = [];
  for await (const line of readSheet(fileOf(content))) lines.push(line);
  return lines;
}

/** The lines that came before the fault, and the fault. */
async function failure(content: Buffer | string) {
  const lines: unknown[] = [];
  try {
    for await (const line of readSheet(fileOf(content))) lines.push(line);
  } catch (error) {
    expect(error).toBeInstanceOf(SheetFormatError);
    return { lines, message: (error as Error).message };
  }
  throw new Error('The sheet was read to its end.');
}

const c = (address: string, inner: string, type = '') =>
  `<c r="${address}"${type && ` t="${type}"`}>${inner}</c>`;

describe('a workbook of a spreadsheet program', () => {
  it('reads text, numbers, dates and yes or no, and counts the empty rows', async () => {
    const content = await writeXlsxFile([
      [{ value: 'reference' }, { value: 'group' }, { value: 'when' }, { value: 'read' }],
      [
        { value: 'A & <1>' },
        { value: 1001, type: Number },
        { value: new Date('2012-02-28'), type: Date, format: 'dd/mm/yyyy' },
        { value: true, type: Boolean },
      ],
      [null, null, null, null],
      [{ value: 'Å–"é"' }, { value: 0.1 + 0.2, type: Number }, null, { value: false, type: Boolean }],
    ]).toBuffer();
    expect(await read(content)).toEqual([
      { row: 1, cells: ['reference', 'group', 'when', 'read'] },
      { row: 2, cells: ['A & <1>', '1001', '2012-02-28', 'TRUE'] },
      { row: 4, cells: ['Å–"é"', '0.3', '', 'FALSE'] },
    ]);
  });

  it('reads what another reader of workbooks reads', async () => {
    const rows = Array.from({ length: 500 }, (_, n) => [
      { value: `F-${n}${'ü&<> "'.repeat(n % 7)}` },
      { value: (n * 7919) / 16, type: Number },
    ]);
    const content = await writeXlsxFile([[{ value: 'reference' }, { value: 'n' }], ...rows]).toBuffer();
    const expected = (await readWithLibrary(content)).map((cells, index) => ({
      row: index + 1,
      cells: cells.map(String),
    }));
    expect(expected).toHaveLength(501);
    expect(await read(content)).toEqual(expected);
  });

  it('takes the first sheet that can be seen', async () => {
    const content = workbookOf('<row r="1">' + c('A1', '<v>1</v>') + '</row>', {
      'xl/workbook.xml':
        '<x:workbook xmlns:x="m"><x:sheets><x:sheet state="hidden" r:id="s1"/><x:sheet r:id="s2"/></x:sheets></x:workbook>',
      'xl/worksheets/sheet2.xml':
        '<x:worksheet xmlns:x="m"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    });
    expect(await read(content)).toEqual([{ row: 1, cells: ['2'] }]);
  });

  it('puts the runs of a shared text together and leaves out how it is spoken', async () => {
    const content = workbookOf(`<row r="1">${c('A1', '<v>0</v>', 's')}${c('C1', '<v>1</v>', 's')}</row>`, {
      'xl/sharedStrings.xml':
        '<sst><si><r><t>two </t></r><r><rPr><b/></rPr><t xml:space="preserve">runs</t></r><rPh><t>spoken</t></rPh></si><si><t>a_x0041_&#228;&#xe9;&amp;amp;<!-- <t>no</t> --><![CDATA[<b>]]></t></si></sst>',
    });
    expect(await read(content)).toEqual([{ row: 1, cells: ['two runs', '', 'aAäé&amp;<b>'] }]);
  });

  it('reads rows and cells that do not say where they are, and rows that are left out', async () => {
    const content = workbookOf(
      '<row><c><v>1</v></c><c t="inlineStr"><is><t>b</t></is></c></row><row r="5"><c r="B5"><v>2</v></c></row>',
    );
    expect(await read(content)).toEqual([
      { row: 1, cells: ['1', 'b'] },
      { row: 5, cells: ['', '2'] },
    ]);
  });

  it.each([
    ['14', '', '41000', '2012-04-01'],
    ['22', '', '41000.5', '2012-04-01 12:00'],
    ['164', 'yyyy&quot;-&quot;mm', '41000', '2012-04-01'],
    ['164', '[Red]0.0&quot; days&quot;', '41000', '41000'],
    ['164', '[$-F800]General', '41000', '41000'],
    ['20', '', '0.75', '18:00'],
  ])('format %s %s shows %s as %s', async (id, code, value, expected) => {
    const content = workbookOf(`<row r="1"><c r="A1" s="1"><v>${value}</v></c></row>`, {
      'xl/styles.xml': `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="${code}"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="${id}"/></cellXfs></styleSheet>`,
    });
    expect(await read(content)).toEqual([{ row: 1, cells: [expected] }]);
  });

  it('counts days from 1904 where the workbook does', async () => {
    const content = workbookOf('<row r="1"><c r="A1" s="0"><v>39538</v></c></row>', {
      'xl/workbook.xml': '<workbook><workbookPr date1904="1"/><sheets><sheet r:id="s1"/></sheets></workbook>',
      'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>',
    });
    expect(await read(content)).toEqual([{ row: 1, cells: ['2012-04-01'] }]);
  });

  it('reads an archive with 64-bit sizes', async () => {
    const parts = workbookParts(`<row r="1">${c('A1', '<v>1</v>')}</row>`);
    expect(await read(zipOf(parts, { zip64: true }))).toEqual([{ row: 1, cells: ['1'] }]);
  });

  it('takes the result of a formula, an empty text too', async () => {
    const content = workbookOf(
      `<row r="1">${c('A1', '<f>B1&amp;C1</f><v>R-1</v>', 'str')}${c('B1', '<f>1+1</f><v>2</v>')}${c('C1', '<f>""</f><v></v>', 'str')}</row>`,
    );
    expect(await read(content)).toEqual([{ row: 1, cells: ['R-1', '2'] }]);
  });

  it('names every cell with an error or a formula without a result, after the last row', async () => {
    const content = workbookOf(
      `<row r="1">${c('A1', '<v>1</v>')}${c('B1', '<f>NOW()</f>')}</row><row r="2">${c('A2', '<f>1/0</f><v>#DIV/0!</v>', 'e')}</row><row r="3">${c('A3', '<v>3</v>')}</row>`,
    );
    const { lines, message } = await failure(content);
    expect(lines).toHaveLength(3);
    expect(message).toBe(
      'Cell B1 holds a formula without a result. Cell A2 holds the error #DIV/0!. Put the value itself into the cell.',
    );
  });

  it('names ten such cells and counts the rest', async () => {
    const rows = Array.from({ length: 12 }, (_, n) => `<row>${c(`A${n + 1}`, '<f>X()</f>')}</row>`).join('');
    const { message } = await failure(workbookOf(rows));
    expect(message).toContain('Cell A10 holds a formula without a result. So do 2 further cells.');
    expect(message).not.toContain('A11');
  });
});

describe('text as spreadsheets save it', () => {
  const utf16 = Buffer.from('\uFEFFreference\tgroup\r\nÉ1\t“naïve” €5 Łódź\r\n', 'utf16le');
  const lines = (second: string[]) => [
    { row: 1, cells: ['reference', 'group'] },
    { row: 2, cells: second },
  ];

  it.each([
    ['"Unicode text"', utf16],
    ['big-endian UTF-16', Buffer.from(utf16).swap16()],
    ['UTF-16 without a mark', utf16.subarray(2)],
    ['big-endian UTF-16 without a mark', Buffer.from(utf16).swap16().subarray(2)],
  ])('is read in %s, and nothing is said of it', async (_, content) => {
    expect(await read(content)).toEqual(lines(['É1', '“naïve” €5 Łódź']));
    expect(await sheetFileNote(fileOf(content), [])).toBeNull();
  });

  it('is read in Windows-1252, and that it is a guess is said', async () => {
    // “naïve” €5, in bytes of Windows.
    const content = Buffer.concat([
      Buffer.from('reference,group\r\n\xc91,', 'latin1'),
      Buffer.from([0x93, 0x6e, 0x61, 0xef, 0x76, 0x65, 0x94, 0x20, 0x80, 0x35]),
      Buffer.from('\r\n'),
    ]);
    expect(await read(content)).toEqual(lines(['É1', '“naïve” €5']));
    expect(await sheetFileNote(fileOf(content), [])).toMatch(
      /was read as .*Windows-1252.* save .*"CSV UTF-8"/,
    );
  });

  it('of one kind far down as well, over the pieces in which a file is read', async () => {
    const first = 'reference,group\n' + 'A,Ash\n'.repeat(40_000);
    const windows = await read(Buffer.from(`${first}B,Caf\xe9\n`, 'latin1'));
    expect(windows.at(-1)).toEqual({ row: 40_002, cells: ['B', 'Café'] });
    // A letter of two bytes across the border of two pieces is still one of UTF-8.
    const across = `${'a\n'.repeat(32_767)}aé\n`;
    expect((await read(across)).at(-1)?.cells).toEqual(['aé']);
    expect(await sheetFileNote(fileOf(across), [])).toBeNull();
  });
});

describe('what is no sheet', () => {
  const neither =
    'The file is neither CSV nor an Excel workbook (.xlsx). Save it as one of them and try again.';
  const damaged = 'The workbook is damaged. Open it in the spreadsheet program, save it and try again.';
  it.each([
    ['a PDF', '%PDF-1.7\nx', neither],
    ['a web page', '<html><table>', neither],
    ['rich text', '{\\rtf1 x}', neither],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0, 0]), neither],
    ['another archive', zipOf({ 'readme.txt': 'hello' }), neither],
    [
      'a document of a word processor',
      zipOf({ '_rels/.rels': '<Relationships/>', 'word/document.xml': '' }),
      neither,
    ],
    [
      'an Excel file of the older kind',
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]),
      'The file is an Excel file of the older kind (.xls) or has a password. Save it as .xlsx without a password, or as "CSV UTF-8".',
    ],
    ['bytes of which only some are nought', Buffer.from('r\0e\0ference,group\0\n', 'latin1'), neither],
    [
      'UTF-16 that breaks off',
      Buffer.from('\uFEFFreference,group\nA1,a\n', 'utf16le').subarray(0, -1),
      'The file is not in UTF-16LE. Save it as "CSV UTF-8" and try again. The first sign that cannot be read is in line 2.',
    ],
    [
      'letters that neither UTF-8 nor Windows has',
      Buffer.from('reference,group\n\x81,a\n', 'latin1'),
      'The file is not in UTF-8. Save it as "CSV UTF-8" and try again. The first sign that cannot be read is in line 2.',
    ],
    [
      'a workbook that breaks off',
      workbookOf('<row r="1"><c r="A1"><v>1</v></c></row>').subarray(0, 300),
      damaged,
    ],
    [
      'XML that breaks off',
      workbookOf('', { 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row r="1"><c r="A' }),
      damaged,
    ],
    [
      'a document type',
      workbookOf('', { 'xl/worksheets/sheet1.xml': '<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>' }),
      damaged,
    ],
    ['rows out of order', workbookOf('<row r="2"/><row r="1"/>'), damaged],
    ['a column that no sheet has', workbookOf(`<row r="1">${c('ZZZ1', '<v>1</v>')}</row>`), damaged],
    ['a text that is not there', workbookOf(`<row r="1">${c('A1', '<v>7</v>', 's')}</row>`), damaged],
  ])('refuses %s plainly', async (_, content, message) => {
    expect((await failure(content)).message).toBe(message);
  });

  it('an empty file has no lines', async () => {
    expect(await read('')).toEqual([]);
  });

  it('stops unpacking what a small file claims not to be', async () => {
    const content = workbookOf('', { 'xl/sharedStrings.xml': ('<x>' + ' '.repeat(200_000)).repeat(700) });
    expect(content.length).toBeLessThan(1_000_000);
    expect((await failure(content)).message).toBe(
      'The workbook is too large when unpacked. Save the sheet as "CSV UTF-8" instead.',
    );
  });
});

describe('a million rows', () => {
  it('of CSV are read line by line, and not one more is taken', async () => {
    expect(SHEET_MAXIMUM_ROWS).toBe(1_000_000);
    const rows = Array.from({ length: 3000 }, (_, n) => `R-${n},a\n`);
    const more = fileOf('reference,group\n' + rows.join('') + 'one,more\n');
    let last = 0;
    const readMore = async () => {
      for await (const { row } of readSheet(more, { rows: 3000 })) last = row;
    };
    await expect(readMore()).rejects.toThrow('The sheet has more than 3,000 rows. Take it in parts.');
    expect(last).toBe(3001);
  });

  it('of a workbook cannot be claimed by one row far below', async () => {
    const { message } = await failure(workbookOf(`<row r="1048576">${c('A1048576', '<v>1</v>')}</row>`));
    expect(message).toContain('more than 1,000,000 rows');
  });
});
