import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRoom } from '../../server/formats/room.ts';
import { readSheet } from '../../server/formats/sheetFile.ts';
import { zipOf } from '../support/workbook.ts';

const MEGABYTE = 1024 * 1024;

describe('sheets that are too much', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-test-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const fileOf = (content: string | Buffer) => {
    const file = path.join(folder, `${Math.random()}`);
    writeFileSync(file, content);
    return file;
  };

  async function failure(content: string | Buffer): Promise<string> {
    try {
      for await (const _ of readSheet(fileOf(content)));
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  }

  it.each([
    [
      'a megabyte without a line end',
      'x'.repeat(MEGABYTE + 1),
      /Row 1 is not CSV: the row is too long; perhaps a line end is missing/,
    ],
    [
      'a megabyte of words without a line end',
      'yes,'.repeat(400_000),
      /Row 1 is not CSV: the row is too long/,
    ],
    [
      'a million columns',
      'a,'.repeat(1_000_001),
      /^Row 1 has 1,000,002 columns, and a spreadsheet holds 16,384\./,
    ],
    [
      '400,000 columns',
      `${'a,'.repeat(400_000)}\n`,
      /^Row 1 has 400,001 columns, and a spreadsheet holds 16,384\./,
    ],
    [
      'mixed encodings',
      Buffer.concat([
        Buffer.from('reference,group\nA-1,Café\r\nA-2,'),
        Buffer.from('Café\nA-3,Ash\n', 'latin1'),
      ]),
      /^The file is not in UTF-8\. .* in line 3\.$/,
    ],
    [
      'mixed encodings far down',
      Buffer.concat([
        Buffer.from(`reference,group\n${'A,Café\n'.repeat(40_000)}`),
        Buffer.from('B,Café\n', 'latin1'),
      ]),
      /in line 40,002\.$/,
    ],
  ])('are refused plainly: %s', async (_, content, message) => {
    expect(await failure(content)).toMatch(message);
  });

  /** A workbook with so many megabytes of texts that its cells share. */
  const shared = (megabytes: number) => {
    const text = `<si><t>${'yes '.repeat(2500)}</t></si>`;
    return zipOf({
      ...PARTS,
      'xl/sharedStrings.xml': `<sst>${text.repeat((megabytes * MEGABYTE) / 10_000)}</sst>`,
    });
  };
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}"/>`;
  const PARTS = {
    '_rels/.rels': `<Relationships>${relation('a', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': '<workbook><sheets><sheet name="A" r:id="s"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': `<Relationships>${relation('s', 'worksheet', 'worksheets/sheet1.xml')}${relation('t', 'sharedStrings', 'sharedStrings.xml')}${relation('y', 'styles', 'styles.xml')}</Relationships>`,
    'xl/worksheets/sheet1.xml':
      '<worksheet><sheetData><row r="1"><c t="s"><v>0</v></c></row><row r="2"><c t="s"><v>0</v></c></row></sheetData></worksheet>',
  };

  it('are limited together and not each: the third of three large workbooks waits for another time', async () => {
    const file = fileOf(shared(50));
    const open = () => readSheet(file)[Symbol.asyncIterator]();
    const [first, second, third] = [open(), open(), open()];
    expect((await first.next()).value).toMatchObject({ row: 1 });
    expect((await second.next()).value).toMatchObject({ row: 1 });
    await expect(third.next()).rejects.toThrow(
      'Other large sheets are being read at this moment, and there is no room for this one. Try again in a minute.',
    );
    await first.return(undefined);
    // There is room again, and what was refused has taken none.
    const fourth = open();
    expect((await fourth.next()).value).toMatchObject({ row: 1 });
    await second.return(undefined);
    await fourth.return(undefined);
  });

  it('are refused plainly: a workbook of one endless row, or of endless styles', async () => {
    const cell = `<c t="inlineStr"><is><t>${'yes '.repeat(8000)}</t></is></c>`;
    const row = `<worksheet><sheetData><row r="1">${cell.repeat(2000)}</row></sheetData></worksheet>`;
    expect(await failure(zipOf({ ...PARTS, 'xl/worksheets/sheet1.xml': row }))).toBe(
      'Row 1 is too long: it has more than 1,000,000 characters.',
    );
    const styles = `<styleSheet><cellXfs>${'<xf numFmtId="2"/>'.repeat(70_000)}</cellXfs></styleSheet>`;
    expect(
      await failure(zipOf({ ...PARTS, 'xl/sharedStrings.xml': '<sst/>', 'xl/styles.xml': styles })),
    ).toContain('The workbook is damaged.');
  });

  it.each([
    ['brackets that are never closed', '['],
    ['a quotation mark that is never closed', '&quot;a'],
    ['languages', '[$-409]'],
  ])('are refused before they keep everybody waiting: an endless format of numbers, %s', async (_, code) => {
    const format = `<numFmts><numFmt numFmtId="200" formatCode="${code.repeat(500_000)}0"/></numFmts>`;
    const used = `<cellXfs>${'<xf numFmtId="200"/>'.repeat(60_000)}</cellXfs>`;
    const styles = `<styleSheet>${format}${used}</styleSheet>`;
    expect(
      await failure(zipOf({ ...PARTS, 'xl/sharedStrings.xml': '<sst/>', 'xl/styles.xml': styles })),
    ).toContain('The workbook is damaged.');
  });

  it.each([
    ['never closed', ''],
    ['broken off by a quotation mark', '"'],
  ])('are refused before they keep everybody waiting: an endless name of a tag, %s', async (_, end) => {
    for (const part of ['_rels/.rels', 'xl/worksheets/sheet1.xml']) {
      const endless = `<${'a'.repeat(900_000)}${end}`;
      expect(await failure(zipOf({ ...PARTS, 'xl/sharedStrings.xml': '<sst/>', [part]: endless }))).toContain(
        'The workbook is damaged.',
      );
    }
  });

  it('give back what they took, however they end', () => {
    const room = createRoom(100);
    const [one, two] = [room.enter(), room.enter()];
    one.take(60);
    expect(() => two.take(50)).toThrow('Other large sheets');
    expect(() => one.take(50)).toThrow('too large when unpacked');
    two.take(40);
    one.leave();
    one.leave();
    two.take(60);
    two.leave();
    one.take(100);
  });
});
