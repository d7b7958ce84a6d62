import { crc32, deflateRawSync } from 'node:zlib';

/** A ZIP archive made by hand, so that a test can make what no spreadsheet program would. */
export function zipOf(parts: Record<string, string | Buffer>, options: { zip64?: boolean } = {}): Buffer {
  const FULL = 0xffffffff;
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const unpacked = Buffer.from(content);
    const packed = deflateRawSync(unpacked);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(crc32(unpacked), 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(unpacked.length, 22);
    local.writeUInt16LE(name.length, 26);
    const extra = options.zip64 ? Buffer.alloc(28) : Buffer.alloc(0);
    if (options.zip64) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      extra.writeBigUInt64LE(BigInt(unpacked.length), 4);
      extra.writeBigUInt64LE(BigInt(packed.length), 12);
      extra.writeBigUInt64LE(BigInt(offset), 20);
    }
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(crc32(unpacked), 16);
    central.writeUInt32LE(options.zip64 ? FULL : packed.length, 20);
    central.writeUInt32LE(options.zip64 ? FULL : unpacked.length, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt16LE(extra.length, 30);
    central.writeUInt32LE(options.zip64 ? FULL : offset, 42);
    bodies.push(local, Buffer.from(name), packed);
    directory.push(central, Buffer.from(name), extra);
    offset += 30 + name.length + packed.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, list, end]);
}

const KIND = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The parts of a workbook with one sheet; what is given replaces or adds parts. */
export function workbookParts(sheetData: string, more: Record<string, string> = {}): Record<string, string> {
  return {
    '_rels/.rels': `<Relationships><Relationship Id="r" Type="${KIND}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml':
      '<?xml version="1.0"?><workbook><sheets><sheet name="A" sheetId="1" r:id="s1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="s1" Type="${KIND}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s2" Type="${KIND}/worksheet" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="t" Type="${KIND}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="y" Type="${KIND}/styles" Target="styles.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<?xml version="1.0" encoding="UTF-8"?>\n<worksheet><sheetData>${sheetData}</sheetData></worksheet>`,
    ...more,
  };
}

/** A workbook with this text as the rows of its sheet. */
export const workbookOf = (sheetData: string, more: Record<string, string> = {}): Buffer =>
  zipOf(workbookParts(sheetData, more));

/** A workbook of these rows, of which some are hidden as a filter hides them; their numbers count from 1. */
export const filteredWorkbook = (
  rows: readonly (readonly string[])[],
  hidden: readonly number[],
  more: Record<string, string> = {},
): Buffer =>
  workbookOf(
    rows
      .map((cells, i) => {
        const texts = cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('');
        return `<row r="${i + 1}"${hidden.includes(i + 1) ? ' hidden="1"' : ''}>${texts}</row>`;
      })
      .join(''),
    more,
  );
