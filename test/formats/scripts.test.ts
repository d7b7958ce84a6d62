import { buffer } from 'node:stream/consumers';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writePdf } from '../../server/formats/pdf/index.ts';
import type { PdfDocument } from '../../server/formats/pdf/index.ts';
import { draw } from '../../server/formats/chart/index.ts';
import type { Chart } from '../../server/formats/chart/index.ts';
import { pdfUaProblems } from '../support/pdfUa.ts';
import { rowsOf, readPdf, words } from '../support/readPdf.ts';

const settings = {
  title: 'جمعية الجسر',
  creator: 'Stall',
  language: 'en-GB',
  createdAt: new Date('2012-02-28T10:11:12Z'),
  footer: 'שלום',
};

const write = (compose: (document: PdfDocument) => void) => buffer(writePdf(settings, compose));

/** Names as people bear them, by script. */
const NAMES: Record<string, string> = {
  Arabic: 'محمد بن عبد السلام',
  Persian: 'علی ایرانی پژمان',
  Urdu: 'ٹیپو گڑھ',
  Hebrew: 'בית שלום',
  Chinese: '王小明',
  'Chinese of Taiwan': '臺灣之橋',
  Japanese: 'さくらハウス',
  Greek: 'Αλέξανδρος Παπαδόπουλος',
  Russian: 'Борис Щербина',
  Ukrainian: 'Ґалаґан Їжакевич',
  Welsh: 'Llŷr Ŵyn â thŷ',
  emoji: '👍 🎉 👨‍👩‍👧 🇬🇧',
};

const names = Object.values(NAMES);

/** A chart with one dot. */
const dot = (label: string): Chart => ({
  kind: 'dots',
  title: label,
  description: `${label} at a half.`,
  guides: [],
  rows: [{ label, value: { share: 0.5, interval: [0.25, 0.75] }, filled: true, words: '' }],
});

const everywhere = (document: PdfDocument) => {
  document.heading(1, `Scripts: ${names.join(', ')}`);
  for (const name of names) {
    document.paragraph([{ text: 'The team of ' }, { text: name, weight: 'bold' }, { text: ' was read.' }]);
  }
  document.list(names);
  document.table({
    caption: 'Names',
    columns: [
      { head: 'Name', share: 1 },
      { head: 'Again', share: 1, align: 'right' },
    ],
    rows: names.map((name) => ({ cells: [{ text: name, notes: [name] }, { text: name }] })),
  });
  for (const name of names) document.figure(draw(dot(name), 700), `${name}: a dot`);
};

describe('names of every script', () => {
  it.each(Object.entries(NAMES))('are found again in the text: %s', async (_script, name) => {
    const pdf = await readPdf(
      await write((document) => {
        document.paragraph(`The team of ${name} was read.`);
        document.table({
          caption: 'Names',
          columns: [
            { head: 'Name', share: 1 },
            { head: 'Again', share: 1, align: 'right' },
          ],
          rows: [{ cells: [{ text: name }, { text: name }] }],
        });
      }),
    );
    expect(words(pdf.text)).toContain(`The team of ${name} was read.`);
    expect(rowsOf(pdf).at(-1)).toEqual([name, name]);
    expect(pdf.text).not.toContain('□');
  });

  it('stand in every kind of block without breaking a rule of PDF/UA, and without a glyph for what is not there', async () => {
    const bytes = await write(everywhere);
    expect((await readPdf(bytes)).text).not.toContain('□');
    expect(pdfUaProblems(bytes)).toEqual([]);
    expect((await readPdf(bytes)).title).toBe('جمعية الجسر');
  });

  it('give the same bytes whatever was written before, letters that share a form among it', async () => {
    const persian = (document: PdfDocument) => document.paragraph('علی');
    const first = await write(persian);
    await write((document) => document.paragraph('علي بيت'));
    expect((await write(persian)).equals(first)).toBe(true);
  });

  it('tell letters apart that share a form within a word', async () => {
    const pdf = await readPdf(await write((document) => document.paragraph('بيت and بیت')));
    expect(pdf.text.replace(/\s/g, '')).toBe('بيتandبیت');
  });

  it('are taken into the file with the letters that are used, and only where there are any', async () => {
    const plain = await write((document) => document.paragraph('The Bridge.'));
    const chinese = await write((document) => document.paragraph('The Bridge. 王小明'));
    expect(chinese.toString('latin1')).toContain('ChocolateClassicalSans');
    expect(chinese.length - plain.length).toBeLessThan(6000);
    expect(plain.toString('latin1')).not.toContain('Chocolate');
  });

  it('say of what language they are', async () => {
    const raw = await write((document) =>
      document.paragraph('One: محمد, שלום, 王小明, さくら, Αθήνα, Борис.'),
    );
    const content = [...raw.toString('latin1').matchAll(/stream\n([^]*?)\nendstream/g)]
      .map(([, data = '']) => {
        try {
          return inflateSync(Buffer.from(data, 'latin1')).toString('latin1');
        } catch {
          return '';
        }
      })
      .join('');
    const languages = [...content.matchAll(/\/Span <<\s*\/Lang \(([\w-]+)\)/g)].map(
      ([, language]) => language,
    );
    expect(languages).toEqual(['ar', 'he', 'zh', 'ja', 'el', 'und-Cyrl', 'he']);
  });
});

describe('lines from right to left', () => {
  const textOf = async (text: string) =>
    words((await readPdf(await write((document) => document.paragraph(text)))).text);

  it('keep brackets round what they are round', async () => {
    expect(await textOf('محمد (الجسر) علي')).toBe('محمد (الجسر) علي');
    expect(await textOf('He met محمد (the lead) twice.')).toBe('He met محمد (the lead) twice.');
  });

  it('keep the letters of a ligature in their order', async () => {
    expect(await textOf('لا إله')).toBe('لا إله');
  });

  it('cannot be turned by characters that nobody sees', async () => {
    expect(await textOf('safe\u202Egnp.exe')).toBe('safegnp.exe');
  });
});

it('Chinese is broken between its signs, not before punctuation', async () => {
  const pdf = await readPdf(
    await write((document) => document.paragraph('本报告说明审计小组阅读的档案。'.repeat(12))),
  );
  const lines = pdf.text.split('\n').map((line) => line.trim());
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(line).not.toMatch(/^。/);
  expect(Math.min(...lines.slice(0, -1).map((line) => line.length))).toBeGreaterThan(35);
});
