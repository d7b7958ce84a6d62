import { describe, expect, it } from 'vitest';
import { findHeading, headingNote } from '../../server/formats/heading.ts';
import type { SheetLine } from '../../server/formats/csv.ts';

async function* lines(rows: string[], fault?: Error): AsyncGenerator<SheetLine> {
  for (const [i, text] of rows.entries()) yield { row: i + 1, cells: text.split(',') };
  if (fault) throw fault;
}

/** A heading has reference and group; a name alone makes one likely. */
const likeness = (cells: string[]) =>
  cells.includes('reference') && cells.includes('group') ? 2 : cells.includes('reference') ? 1 : 0;

async function found(rows: string[], fault?: Error) {
  const sheet = await findHeading(lines(rows, fault), likeness);
  const below: string[] = [];
  let broke = '';
  try {
    for await (const { cells } of sheet.below) below.push(cells.join(','));
  } catch (error) {
    broke = (error as Error).message;
  }
  return {
    heading: sheet.heading?.row ?? null,
    above: sheet.above.length,
    below,
    broke,
    note: headingNote(sheet),
  };
}

describe('the heading of a sheet', () => {
  it('is the first line, and nothing is said of it', async () => {
    expect(await found(['reference,group', 'a,b', 'c,d'])).toEqual({
      heading: 1,
      above: 0,
      below: ['a,b', 'c,d'],
      broke: '',
      note: '',
    });
  });

  it('is found under titles, and said', async () => {
    const sheet = await found(['Spring audit', 'Made by, JB', 'reference,group', 'a,b']);
    expect(sheet).toMatchObject({ heading: 3, above: 2, below: ['a,b'] });
    expect(sheet.note).toBe(
      'Row 3 was taken for the heading; what stands above it, in rows 1 to 2, is not read.',
    );
  });

  it('is the first that is likely, or that has more than one cell', async () => {
    expect(await found(['Title', 'x,reference', 'a,b', 'reference,z'])).toMatchObject({ heading: 2 });
    expect(await found(['Title,', 'x,y', 'a,b'])).toMatchObject({ heading: 2, below: ['a,b'] });
    expect(await found(['one', 'two'])).toMatchObject({ heading: 1, below: ['two'] });
    expect(await found([])).toMatchObject({ heading: null, below: [] });
  });

  it('is not looked for among the rows of a long sheet', async () => {
    const rows = ['x,y', ...Array.from({ length: 25 }, (_, i) => `a,${i}`), 'reference,group'];
    expect(await found(rows)).toMatchObject({ heading: 1 });
    expect((await found(rows)).below).toHaveLength(26);
  });

  it('keeps the lines before a fault, and the fault', async () => {
    expect(await found(['x,y', 'a,b'], new Error('broken'))).toMatchObject({
      heading: 1,
      below: ['a,b'],
      broke: 'broken',
    });
    await expect(found([], new Error('broken'))).rejects.toThrow('broken');
  });
});
