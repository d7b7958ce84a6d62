import { buffer } from 'node:stream/consumers';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Chart } from '../../server/formats/chart/index.ts';
import { writePdf } from '../../server/formats/pdf/index.ts';
import { COLOURS } from '../../server/formats/pdf/theme.ts';
import { writeWord } from '../../server/formats/word.ts';
import type { WrittenDocument } from '../../server/formats/word.ts';
import { readPng } from '../support/png.ts';
import { readPdf, words } from '../support/readPdf.ts';
import { readWord } from '../support/word.ts';

const settings = {
  title: 'Fruit & veg',
  creator: 'Stall',
  language: 'en-GB',
  copy: 'Copy to work on. The one that counts is the PDF.',
  footer: 'The orchard',
};
const longWord = 'pear'.repeat(80);

const tell = (document: WrittenDocument) => {
  document.heading(1, 'Fruit & veg');
  document.paragraph('As at <today>', 'kicker');
  document.rule();
  document.heading(2, 'Counts');
  document.table({
    caption: 'Fruit by kind',
    columns: [
      { head: 'Kind', share: 2 },
      { head: 'Number', share: 1, align: 'right' },
    ],
    rows: [
      { group: 'Pome fruit' },
      { cells: [{ text: 'Apple', notes: ['red'] }, { text: '8 of 12' }] },
      { cells: [{ text: longWord }, { text: '1\u0000\uD800' }] },
      { cells: [{ text: 'Together' }, { text: '12' }], total: true },
    ],
  });
  document.heading(3, 'Remarks');
  document.list(['Crisp', [{ text: 'Sweet', weight: 'bold' }, { text: ' and sour\nor both' }]]);
  document.definitions([{ term: 'Pome', text: 'A fruit with a core.' }], 80);
  document.note('Wash first.', 'caution');
};

describe('a Word document', () => {
  it('has headings, tables with heads and a mark that it is a copy, and says what the PDF says', async () => {
    const word = readWord(await writeWord(settings, tell));
    expect(word.headings).toEqual([
      { level: 1, text: 'Fruit & veg' },
      { level: 2, text: 'Counts' },
      { level: 3, text: 'Remarks' },
    ]);
    expect(word.tables).toEqual([
      {
        caption: 'Fruit by kind',
        head: ['Kind', 'Number'],
        rows: [['Pome fruit'], ['Apple\nred', '8 of 12'], [longWord, '1'], ['Together', '12']],
      },
    ]);
    expect(word.header).toBe(settings.copy);
    for (const text of [
      'As at <today>',
      'Crisp',
      'Sweet and sour\nor both',
      'Pome: A fruit with a core.',
      'Wash first.',
    ]) {
      expect(word.text).toContain(text);
    }
    const pdf = await readPdf(
      await buffer(writePdf({ ...settings, createdAt: new Date('2012-02-28T10:11:12Z') }, tell)),
    );
    for (const text of ['Fruit by kind', 'Apple', 'Sweet and sour', 'Wash first.'])
      expect(words(pdf.text)).toContain(text);
  });

  it('keeps rows whole, and has a picture of each drawing for programs that show no vectors', async () => {
    const dot: Chart = {
      kind: 'dots',
      title: 'Fruit',
      description: 'Dots.',
      rows: [{ label: 'Apple', value: { share: 0.5, interval: null }, filled: true, words: 'Apple 50%.' }],
      guides: [],
    };
    const files = unzipSync(
      await writeWord(settings, (document) => {
        tell(document);
        document.chart(dot, 560, 'Half of each.');
      }),
    );
    const xml = new TextDecoder().decode(files['word/document.xml']);
    const rows = xml.match(/<w:tr>.*?<\/w:tr>/gs) ?? [];
    expect(rows).toHaveLength(5);
    expect(rows.filter((row) => !row.includes('<w:cantSplit'))).toEqual([]);
    const [picture] = Object.entries(files).flatMap(([name, bytes]) =>
      name.endsWith('.png') ? [bytes] : [],
    );
    const { width, height, at } = await readPng(Buffer.from(picture ?? []));
    expect(Math.abs(width - 2 * 560)).toBeLessThan(2);
    expect(height).toBeGreaterThan(80);
    const all = Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)));
    // White ground, black dot, and letters with smooth edges between them.
    expect(at(0, 0)).toBe('ffffff');
    const darkest = COLOURS.text.slice(1);
    expect(all.filter((colour) => colour === darkest).length).toBeGreaterThan(100);
    expect(new Set(all).size).toBeGreaterThan(10);
  });
});
