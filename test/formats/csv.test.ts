import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { CSV_BEGIN, CsvFormatError, csvLine, readCsv } from '../../server/formats/csv.ts';
import type { Separator } from '../../server/formats/separators.ts';

const bytes = (text: string) => Buffer.from(text, 'utf8');

async function read(...chunks: Buffer[]) {
  const lines: { row: number; cells: string[] }[] = [];
  for await (const line of readCsv(Readable.from(chunks))) lines.push(line);
  return lines;
}

const failure = async (...chunks: Buffer[]) =>
  read(...chunks).then(
    () => null,
    (error: unknown) => error,
  );

describe('readCsv', () => {
  it('reads lines and counts rows as a spreadsheet does', async () => {
    expect(await read(bytes('a,b\n1,2\n'))).toEqual([
      { row: 1, cells: ['a', 'b'] },
      { row: 2, cells: ['1', '2'] },
    ]);
  });

  it('passes over empty lines and lines of empty cells, but counts them', async () => {
    expect(await read(bytes('\na,b\n\n , \n1,2\n\n'))).toEqual([
      { row: 2, cells: ['a', 'b'] },
      { row: 5, cells: ['1', '2'] },
    ]);
  });

  it.each([
    ['LF', 'a,b\n1,2\n3,4\n'],
    ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n'],
    ['CR', 'a,b\r1,2\r3,4\r'],
    ['no ending of the last line', 'a,b\n1,2\n3,4'],
    ['mixed, CRLF first', 'a,b\r\n1,2\n3,4\n'],
    ['mixed, LF first', 'a,b\n1,2\r\n3,4\r\n'],
  ])('takes line endings: %s', async (_, text) => {
    expect((await read(bytes(text))).map((line) => line.cells)).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('makes no error of each empty line, which would take as long as a thousand characters', async () => {
    const traces = vi.spyOn(Error, 'captureStackTrace');
    try {
      const lines = await read(bytes(`a,b\n${'\n'.repeat(5000)}1,2\n`));
      expect(lines.at(-1)?.row).toBe(5002);
      expect(traces.mock.calls.length).toBeLessThan(100);
    } finally {
      traces.mockRestore();
    }
  });

  it('takes quoted cells with commas, quotation marks and line breaks, which do not count as rows', async () => {
    expect(await read(bytes('a,b\r\n"x, y","say ""so"""\r\n"one\r\ntwo",z\r\nlast,1\r\n'))).toEqual([
      { row: 1, cells: ['a', 'b'] },
      { row: 2, cells: ['x, y', 'say "so"'] },
      { row: 3, cells: ['one\r\ntwo', 'z'] },
      { row: 4, cells: ['last', '1'] },
    ]);
  });

  it('leaves a byte order mark out', async () => {
    expect(await read(Buffer.from([0xef, 0xbb, 0xbf]), bytes('a\n'))).toEqual([{ row: 1, cells: ['a'] }]);
  });

  it('reads the same wherever the stream is cut, within signs and line endings too', async () => {
    const whole = bytes('\uFEFFgroup,ärger\r\n"Ω ""q""",’é\r\n\r\nlast,💊\r\n');
    const expected = await read(whole);
    expect(expected.map((line) => [line.row, ...line.cells])).toEqual([
      [1, 'group', 'ärger'],
      [2, 'Ω "q"', '’é'],
      [4, 'last', '💊'],
    ]);
    for (let cut = 1; cut < whole.length; cut += 1) {
      expect(await read(whole.subarray(0, cut), whole.subarray(cut)), `cut at ${cut}`).toEqual(expected);
    }
    expect(await read(...Array.from(whole, (byte) => Buffer.from([byte])))).toEqual(expected);
  });

  it('gives lines of any length; what is missing or too much is for its reader to judge', async () => {
    expect((await read(bytes('a,b\n1\n1,2,3\n'))).map((line) => line.cells)).toEqual([
      ['a', 'b'],
      ['1'],
      ['1', '2', '3'],
    ]);
  });

  it('gives nothing for an empty file', async () => {
    expect(await read()).toEqual([]);
    expect(await read(Buffer.from([0xef, 0xbb, 0xbf]))).toEqual([]);
  });

  it.each([
    ['Windows-1252', Buffer.from('a\nnaïve’s\n', 'latin1')],
    ['UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('a,b\n', 'utf16le')])],
    ['a sign that breaks off at the end', Buffer.concat([bytes('a\n'), Buffer.from([0xe2, 0x80])])],
  ])('refuses what is not UTF-8: %s', async (_, content) => {
    const error = await failure(content);
    expect(error).toBeInstanceOf(CsvFormatError);
    expect((error as Error).message).toMatch(
      /^The file is not in UTF-8\. Save it as "CSV UTF-8" and try again\. .* is in line [12]\.$/,
    );
  });

  it.each([
    ['a,b\n1,2\n"3,4\n5,6\n', 'Row 3 is not CSV: a cell begins with a quotation mark that is never closed.'],
    ['a,b\n"1"x,2\n', 'Row 2 is not CSV: there is text after the closing quotation mark of a cell.'],
    [
      'a,b\n1,he said "x, y" twice\n',
      'Row 2 is not CSV: there is a quotation mark inside a cell that is not in quotation marks itself.',
    ],
    // Torn into two cells, it is no longer than the rows above it.
    [
      'a,b,c\n1,2,3\nF-1,He said "ok, fine" today\n',
      'Row 3 is not CSV: there is a quotation mark inside a cell that is not in quotation marks itself.',
    ],
    [
      'a,b,c,d\n1,2,3,4\n"6"" nail",He said "ok, "fine", really" today\n',
      'Row 3 is not CSV: there is a quotation mark inside a cell that is not in quotation marks itself.',
    ],
    [
      `a,b\n"${'x'.repeat(2_000_000)}`,
      'Row 2 is not CSV: the row is too long; perhaps a line end is missing, or a quotation mark is never closed.',
    ],
  ])('says which row is not CSV, and why', async (text, message) => {
    const error = await failure(bytes(text));
    expect(error).toBeInstanceOf(CsvFormatError);
    expect((error as Error).message).toBe(message);
  });

  it('takes a quotation mark inside a cell, and spaces about one in quotation marks, as spreadsheets do', async () => {
    const text = 'a,b,c\n6" file; see p. 3,the "plan" was a list,1\n"yes" , "x, y",2\n';
    expect((await read(bytes(text))).map(({ cells }) => cells)).toEqual([
      ['a', 'b', 'c'],
      ['6" file; see p. 3', 'the "plan" was a list', '1'],
      ['yes', 'x, y', '2'],
    ]);
  });

  it('takes any number of quotation marks in cells that are in quotation marks themselves', async () => {
    const text = 'a,b,c\n"6"" file", "7"" file, new" ,\n"6"" file",7" file,"8"" file"\n"6"" file",1,2,3\n';
    expect((await read(bytes(text))).map(({ cells }) => cells)).toEqual([
      ['a', 'b', 'c'],
      ['6" file', '7" file, new', ''],
      ['6" file', '7" file', '8" file'],
      ['6" file', '1', '2', '3'],
    ]);
    const lastOf = async (of: string, delimiter: Separator) => {
      let last: string[] = [];
      for await (const { cells } of readCsv(Readable.from([bytes(of)]), delimiter)) last = cells;
      return last;
    };
    expect(await lastOf('a;b\n6"; "7"" file; "\n', ';')).toEqual(['6"', '7" file; ']);
    // Between tabs nothing is torn by a comma.
    expect(await lastOf('a\tb\n6"\t7"\n', '\t')).toEqual(['6"', '7"']);
  });

  it('reads ="007", by which noughts are kept in a CSV file, as 007, and gives back what was made safe', async () => {
    const cells = async (text: string) => (await read(bytes(text))).map((line) => line.cells);
    expect(await cells('"=""007""",="008","=""say """"x"""""""\n')).toEqual([['007', '008', 'say "x"']]);
    expect(await cells('=A1,="1"&"2",=""\n')).toEqual([['=A1', '="1"&"2"', '']]);
    expect(await cells(csvLine(['="007"', '=A1']))).toEqual([['="007"', '=A1']]);
  });

  it('gives the rows before the fault first', async () => {
    const rows: number[] = [];
    const all = (async () => {
      for await (const line of readCsv(Readable.from([bytes('a\n1\n2\n"3"x\n')]))) rows.push(line.row);
    })();
    await expect(all).rejects.toThrow('Row 4 is not CSV');
    expect(rows).toEqual([1, 2, 3]);
  });

  it('passes on that there is no such file', async () => {
    await expect(readCsv(createReadStream('no-such-file.csv')).next()).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });

  it('reads no further than its reader wants, and closes the source', async () => {
    let made = 0;
    const source = Readable.from(
      (function* () {
        for (;;) {
          made += 1;
          yield bytes('1,2,3,4\n'.repeat(1000));
        }
      })(),
    );
    for await (const line of readCsv(source)) if (line.row === 5) break;
    expect(source.destroyed).toBe(true);
    expect(made).toBeLessThan(100);
  });
});

describe('csvLine', () => {
  const CELLS = [
    '=1+1',
    '+1',
    '-cmd',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    "'=1",
    "''=1",
    "'quoted'",
    "'",
    '-5',
    '-5.25',
    "'-5",
    '-5-3',
    '',
    ' ',
    ' padded ',
    'a,b',
    'a;=b',
    'say "so"',
    '"',
    'one\ntwo',
    'one\r\ntwo\r',
    'Ω 💊 ’',
    '\uFEFF',
  ];

  it('is read back as exactly the same cells', async () => {
    const text = `${CSV_BEGIN}${csvLine(['x', ...CELLS])}${CELLS.map((cell) => csvLine(['x', cell, 'y'])).join('')}`;
    const [first, ...rest] = await read(bytes(text));
    expect(first?.cells).toEqual(['x', ...CELLS]);
    expect(rest.map((line) => line.cells)).toEqual(CELLS.map((cell) => ['x', cell, 'y']));
  });

  it('gives a spreadsheet nothing to calculate, and leaves plain numbers as they are', () => {
    for (const cell of CELLS) {
      const written = csvLine([cell]).replace(/\r\n$/, '');
      const shown = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
      expect(/^[=+\-@\t\r\n]/.test(shown) && !/^-\d+(\.\d+)?$/.test(shown), JSON.stringify(written)).toBe(
        false,
      );
    }
    expect(csvLine(['=1+1', '-5', "'=1", 'plain', 'a,b'])).toBe(`'=1+1,-5,''=1,plain,"a,b"\r\n`);
  });
});
