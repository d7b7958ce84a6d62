import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Chart } from '../../server/formats/chart/index.ts';
import { REPLACEMENT_MARK, writePdf } from '../../server/formats/pdf/index.ts';
import type { PdfDocument, TableRow } from '../../server/formats/pdf/index.ts';
import { layTable } from '../../server/formats/pdf/table.ts';
import type { LaidCell } from '../../server/formats/pdf/table.ts';
import { CONTENT } from '../../server/formats/pdf/theme.ts';
import { nodesOf, readPdf, rowsOf, words } from '../support/readPdf.ts';

const settings = {
  title: 'Apples & pears <2012>',
  creator: 'Stall & market',
  language: 'en-GB',
  createdAt: new Date('2012-02-28T10:11:12Z'),
  footer: 'The orchard',
};

async function write(compose: (document: PdfDocument) => void, changes: Partial<typeof settings> = {}) {
  return buffer(writePdf({ ...settings, ...changes }, compose));
}

const small = (document: PdfDocument) => {
  document.heading(1, 'Fruit');
  document.paragraph('An office full of fluffy apples.');
  document.heading(2, 'Counts');
  document.table({
    caption: 'Fruit by kind',
    columns: [
      { head: 'Kind', share: 2 },
      { head: 'Number', share: 1, align: 'right' },
    ],
    rows: [
      { group: 'Pome fruit' },
      {
        cells: [{ text: 'Apple', notes: ['red'] }, { text: '8 of 12' }],
      },
      { cells: [{ text: 'Together' }, { text: '12' }], total: true },
    ],
  });
  document.heading(3, 'Remarks');
  document.list(['Crisp', [{ text: 'Sweet', weight: 'bold' }, { text: ' and sour' }]]);
  document.heading(3, 'Words');
  document.definitions([{ term: 'Pome', text: 'A fruit with a core.' }], 80);
  document.note('Wash before eating.', 'caution');
};

describe('the file', () => {
  it('has a title, a language, a date and says that it is PDF/UA', async () => {
    const pdf = await readPdf(await write(small));
    expect(pdf.title).toBe('Apples & pears <2012>');
    expect(pdf.language).toBe('en-GB');
    expect(pdf.created).toBe('D:20120228101112Z');
    expect(pdf.marked).toBe(true);
    expect(pdf.metadata).toContain('<pdfuaid:part>1</pdfuaid:part>');
    expect(pdf.metadata).toContain('Apples &amp; pears &lt;2012&gt;');
    expect(pdf.metadata).toContain('Stall &amp; market');
  });

  it('shows its title in the window and embeds every font without a CIDSet', async () => {
    const raw = (await write(small)).toString('latin1');
    expect(raw).toContain('/DisplayDocTitle true');
    expect(raw.match(/\/FontFile2 /g)?.length).toBe(3);
    expect(raw).not.toContain('/CIDSet');
    expect(raw).not.toContain('Helvetica');
  });

  it('is the same, byte for byte, whatever was written in between', async () => {
    const first = await write(small);
    // Shares glyphs with characters of the first document: no-break space, no-break hyphen, ligatures.
    await write((document) => document.paragraph('\uFB00\uFB01 a\u00A0b c\u2011d o\uFB03ce'));
    expect((await write(small)).equals(first)).toBe(true);
  });

  it('differs when the content, the title or the date differ', async () => {
    const first = await write(small);
    const others = [
      await write((document) => {
        small(document);
        document.paragraph('One more.');
      }),
      await write(small, { title: 'Apples' }),
      await write(small, { createdAt: new Date('2012-02-29T10:11:12Z') }),
    ];
    for (const other of others) expect(other.equals(first)).toBe(false);
  });

  it('throws what is wrong with the content instead of breaking off in the middle', () => {
    const table = { caption: 'C', columns: [{ head: 'A', share: 1 }], rows: [{ cells: [] }] };
    expect(() => writePdf(settings, (document) => document.table(table))).toThrow(RangeError);
  });
});

describe('the structure', () => {
  it('has every block under its role, in reading order', async () => {
    const pdf = await readPdf(await write(small));
    const [root] = pdf.pages[0]?.structure.children ?? [];
    expect(root?.role).toBe('Document');
    expect(root?.children.map((node) => node.role)).toEqual([
      'H1',
      'P',
      'H2',
      'Table',
      'H3',
      'L',
      'H3',
      'L',
      'P',
    ]);
    expect(nodesOf(pdf, 'Lbl', 'LBody').map((node) => words(node.text))).toEqual([
      '•',
      'Crisp',
      '•',
      'Sweet and sour',
      'Pome',
      'A fruit with a core.',
    ]);
  });

  it('tags what is set off in a text, and reads it where it stands', async () => {
    const pdf = await readPdf(await write(small));
    expect(nodesOf(pdf, 'Span').map(({ text }) => words(text))).toEqual(['Sweet']);
    expect(nodesOf(pdf, 'LBody').map(({ text }) => words(text))).toContain('Sweet and sour');
    expect((await write(small)).toString('latin1')).toMatch(/\/RoleMap <<\s*\/Strong \/Span\s*>>/);
  });

  it('has a caption, a head, heads of rows and cells in a table, each head with its scope', async () => {
    const pdf = await readPdf(await write(small));
    const [table] = nodesOf(pdf, 'Table');
    expect(table?.children.map((node) => node.role)).toEqual(['Caption', 'THead', 'TBody']);
    expect(words(table?.children[0]?.text ?? '')).toBe('Fruit by kind');
    const cells = nodesOf(pdf, 'TR').map((row) =>
      row.children.map((cell) => `${cell.role} ${words(cell.text)}`),
    );
    expect(cells).toEqual([
      ['TH Kind', 'TH Number'],
      ['TH Pome fruit'],
      ['TH Apple red', 'TD 8 of 12'],
      ['TH Together', 'TD 12'],
    ]);
    const heads = pdf.elements.filter(({ role }) => role === 'TH').map(({ source }) => source);
    expect(heads).toHaveLength(5);
    expect(heads.filter((source) => source.includes('/Scope /Column'))).toHaveLength(2);
    expect(heads.filter((source) => source.includes('/Scope /Row'))).toHaveLength(3);
    expect(heads.filter((source) => /\/ColSpan 2\b/.test(source))).toHaveLength(1);
  });

  it('has bookmarks for the first two levels of headings', async () => {
    const pdf = await readPdf(
      await write((document) => {
        document.heading(1, 'Fruit');
        for (const name of ['One', 'Two']) {
          document.heading(2, name);
          document.heading(3, `${name} in detail`);
          for (let i = 0; i < 60; i += 1) document.paragraph(`Paragraph ${i}.`);
        }
      }),
    );
    expect(pdf.outline).toEqual([
      {
        title: 'Fruit',
        page: 1,
        children: [
          { title: 'One', page: 1, children: [] },
          { title: 'Two', page: expect.any(Number) as number, children: [] },
        ],
      },
    ]);
    const second = pdf.outline[0]?.children[1]?.page ?? 0;
    expect(second).toBeGreaterThan(1);
    expect(pdf.pages[second - 1]?.text).toContain('Two in detail');
  });

  it('keeps page numbers and footers out of what is read aloud', async () => {
    const pdf = await readPdf(
      await write((document) => {
        for (let i = 0; i < 90; i += 1) document.paragraph(`Paragraph ${i}.`);
      }),
    );
    expect(pdf.pages.length).toBeGreaterThan(1);
    pdf.pages.forEach((page, i) => {
      expect(words(page.artifactText)).toBe(`The orchard Page ${i + 1} of ${pdf.pages.length}`);
      expect(page.text).not.toContain('orchard');
    });
  });

  it('cuts a footer that is too long, and leaves the page number', async () => {
    const pdf = await readPdf(await write(small, { footer: 'orchard '.repeat(40) }));
    expect(words(pdf.pages[0]?.artifactText ?? '')).toMatch(/^(orchard ){10,}orchard… Page 1 of 1$/);
  });
});

describe('pages', () => {
  const long: TableRow[] = Array.from({ length: 80 }, (_, i) => ({
    cells: [{ text: `Row ${i} ${'with a long name '.repeat(i % 5)}` }, { text: `${i} of 80` }],
  }));
  const columns = [
    { head: 'Kind', share: 1 },
    { head: 'Number', share: 1 },
  ];

  it('repeats the head of a table on every page as decoration, and keeps each row on one page', async () => {
    const pdf = await readPdf(
      await write((document) => document.table({ caption: 'Long', columns, rows: long })),
    );
    expect(pdf.pages.length).toBeGreaterThan(2);
    for (const page of pdf.pages.slice(1))
      expect(words(page.artifactText)).toMatch(/^Long \(continued\) Kind Number The orchard/);
    expect(rowsOf(pdf)).toEqual([
      ['Kind', 'Number'],
      ...long.map((_, i) => [words(`Row ${i} ${'with a long name '.repeat(i % 5)}`), `${i} of 80`]),
    ]);
  });

  it('loses nothing of a row that is taller than a page', async () => {
    const text = Array.from({ length: 2500 }, (_, i) => `word${i}`).join(' ');
    const rows = [{ cells: [{ text: 'Short' }, { text }] }, { cells: [{ text: 'Next' }, { text: 'cell' }] }];
    const pdf = await readPdf(await write((document) => document.table({ caption: 'Tall', columns, rows })));
    const cells = nodesOf(pdf, 'TD').map((cell) => words(cell.text));
    expect(cells.at(-1)).toBe('cell');
    expect(cells.slice(0, -1).join(' ')).toBe(text);
  });

  it('loses nothing of a paragraph, note or entry that runs over pages, and keeps it one element', async () => {
    const text = Array.from({ length: 2500 }, (_, i) => `word${i}`).join(' ');
    for (const compose of [
      (document: PdfDocument) => document.paragraph(text),
      (document: PdfDocument) => document.note(text),
      (document: PdfDocument) => document.list([text]),
      (document: PdfDocument) => document.definitions([{ term: 'Term', text }], 60),
    ]) {
      const pdf = await readPdf(await write(compose));
      expect(pdf.pages.length).toBeGreaterThan(1);
      const parts = nodesOf(pdf, 'P', 'LBody');
      expect(words(parts.map((part) => part.text).join(' '))).toBe(text);
      expect(pdf.elements.filter(({ role }) => role === 'P' || role === 'LBody')).toHaveLength(1);
    }
  });

  it('does not leave a heading, or the head of a table, at the foot of a page', async () => {
    for (let before = 25; before < 45; before += 1) {
      const pdf = await readPdf(
        await write((document) => {
          for (let i = 0; i < before; i += 1) document.paragraph('Filler.');
          document.heading(2, 'Section');
          document.heading(3, 'Part');
          if (before % 2 === 0) document.paragraph('What the table shows.');
          document.table({ caption: 'Table', columns, rows: [{ group: 'Group' }, ...long.slice(0, 3)] });
        }),
      );
      const page = pdf.pages.find(({ text }) => text.includes('Section'));
      expect(page?.text).toContain('Row 0');
    }
  });

  it('says over which rows a table goes on, and leaves none of them alone on a page', async () => {
    const rows = ['Pome', 'Stone'].flatMap((group): TableRow[] => [
      { group },
      ...Array.from({ length: 9 }, (_, i) => ({ cells: [{ text: `${group} ${i}` }, { text: String(i) }] })),
    ]);
    let broken = 0;
    for (let before = 16; before < 45; before += 4) {
      const pdf = await readPdf(
        await write((document) => {
          for (let i = 0; i < before; i += 1) document.paragraph('Filler.');
          document.table({ caption: 'Fruit', columns, rows });
        }),
      );
      for (const group of ['Pome', 'Stone']) {
        const counts = pdf.pages.map(
          ({ text }) => (text.match(new RegExp(`${group} \\d`, 'g')) ?? []).length,
        );
        expect(counts, `${group}, ${before} before`).not.toContain(1);
        const goesOn = counts.filter((count) => count > 0).length > 1;
        if (goesOn) broken += 1;
        const said = pdf.pages.filter(({ artifactText }) => artifactText.includes(`${group} (continued)`));
        expect(said.length, `${group}, ${before} before`).toBe(goesOn ? 1 : 0);
      }
    }
    expect(broken).toBeGreaterThan(3);
  });

  it('breaks no table for the sake of fewer than four rows on either page, and none that misses a page by little', async () => {
    const rows = Array.from({ length: 12 }, (_, i): TableRow => ({
      cells: [{ text: `Line ${i}` }, { text: String(i) }],
    }));
    const parts = new Set<string>();
    for (let before = 16; before < 36; before += 1) {
      const pdf = await readPdf(
        await write((document) => {
          for (let i = 0; i < before; i += 1) document.paragraph('Filler.');
          document.table({ caption: 'Fruit', columns, rows });
        }),
      );
      const counts = pdf.pages.map(({ text }) => (text.match(/Line \d/g) ?? []).length).filter((n) => n > 0);
      expect(Math.min(...counts), `${before} before`).toBeGreaterThanOrEqual(4);
      parts.add(counts.join('+'));
    }
    // Whole, and broken in more ways than one.
    expect(parts.has('12')).toBe(true);
    expect(parts.size).toBeGreaterThan(2);
  });

  it('leaves much text under a heading on its page, and a little with the table that it leads to', async () => {
    const pagesOf = async (lines: number) => {
      const pdf = await readPdf(
        await write((document) => {
          for (let i = 0; i < 27; i += 1) document.paragraph('Filler.');
          document.heading(2, 'Section');
          document.leadIn(Array.from({ length: lines }, (_, i) => `Lead ${i}.`));
          document.table({ caption: 'Table', columns, rows: long.slice(0, 6) });
        }),
      );
      return ['Section', 'Row 0'].map((text) => pdf.pages.findIndex((page) => page.text.includes(text)));
    };
    expect(await pagesOf(2)).toEqual([1, 1]);
    expect(await pagesOf(5)).toEqual([0, 1]);
  });

  it('makes a column as wide as the words of its head and as its figures', () => {
    const heads = ['Excellent', 'Answered', 'Unrecorded', 'Satisfactory'];
    const laid = layTable(
      {
        caption: 'Answers',
        columns: [
          { head: 'Question', share: 60 },
          ...heads.map((head) => ({ head, share: 8, align: 'right' as const })),
        ],
        rows: [{ cells: [{ text: 'Was it good?' }, ...heads.map(() => ({ text: '117 of 300, 39%' }))] }],
      },
      CONTENT.width,
      { width: (text, _weight, size) => text.length * size * 0.5, showable: (text) => text },
    );
    const linesOf = (cells: readonly LaidCell[]) =>
      cells
        .slice(1)
        .map(({ lines }) => lines.map(({ pieces }) => words(pieces.map(({ text }) => text).join(''))));
    expect(linesOf(laid.head)).toEqual(heads.map((head) => [head]));
    expect(linesOf(laid.rows[0]?.cells ?? [])).toEqual(heads.map(() => ['117 of 300,', '39%']));
  });

  it('does not break a chart that fits on a page, and fills pages with one that does not', async () => {
    const chart = (rows: number): Chart => ({
      kind: 'bars',
      title: 'Fruit',
      description: 'Bars.',
      rows: Array.from({ length: rows }, (_, i) => ({
        label: `Kind ${i}`,
        value: { share: 0.5, interval: null },
        figure: '50%',
        words: `Kind ${i} 50%.`,
        standard: null,
      })),
    });
    const pagesOf = async (rows: number) => {
      const pdf = await readPdf(
        await write((document) => {
          for (let i = 0; i < 15; i += 1) document.paragraph('Filler.');
          document.chart(chart(rows), 680, 'Half of each.');
        }),
      );
      return pdf.pages.map(({ text }) => (text.match(/Kind \d+/g) ?? []).length);
    };
    expect(await pagesOf(26)).toEqual([0, 26]);
    const [first = 0, second = 0, ...rest] = await pagesOf(60);
    expect(first).toBeGreaterThan(8);
    expect(second).toBeGreaterThan(first);
    expect([first, second, ...rest].reduce((sum, one) => sum + one, 0)).toBe(60);
  });
});

describe('text', () => {
  const textOf = async (text: string) =>
    words((await readPdf(await write((document) => document.paragraph(text)))).text);

  it('is found again as it was written, ligatures and accents included', async () => {
    const text = 'Office staff fluffed it: ﬀ became ff. Siân’s café, naïve £5 – “quoted” …';
    expect(await textOf(text)).toBe(text.replace('ﬀ', 'ff').normalize('NFC'));
  });

  it('is found again whatever characters of the same look were written before', async () => {
    await write((document) => document.paragraph('re\u2011audit'));
    expect(await textOf('re\u2010audit')).toBe('re-audit');
    await write((document) => document.paragraph('o\uFB00ice'));
    expect(await textOf('office')).toBe('office');
  });

  it('has a visible mark for each character that no font has, and says so at the end of the document', async () => {
    const mark = REPLACEMENT_MARK;
    const said = ` ${mark} stands for a character that cannot be shown in this document.`;
    expect(await textOf('Well done ሰላም')).toBe(`Well done ${mark.repeat(3)}${said}`);
    expect(await textOf('a\uD800b\u0007c\u200Bd\tE')).toBe(`a${mark}bcd E${said}`);
    expect(await textOf('Well done')).toBe('Well done');
  });

  it('is broken inside a word that is wider than the page, and loses none of it', async () => {
    const word = 'abcdefghij'.repeat(60);
    expect((await textOf(`Before ${word} after`)).replace(/ /g, '')).toBe(`Before${word}after`);
  });

  it('keeps the lines in which it was written', async () => {
    const pdf = await readPdf(await write((document) => document.paragraph('One\r\nTwo\n\nThree')));
    expect(
      pdf.text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    ).toEqual(['One', 'Two', 'Three']);
  });
});
