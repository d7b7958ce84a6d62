import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cli, temporaryFolder } from '../support/cli.ts';
import { BAD_FIGURES, MEASURES_OF_BAD } from '../support/measures.ts';

interface Said {
  figures: number;
  targets: { caption: string; heads: string[]; rows: { name: string; cells: { text: string }[] }[] }[];
  sheets: { caption: string; rows: { name: string; cells: { text: string; judged: string }[] }[] }[];
  series: { measure: string; periods: unknown[] }[];
  contradictions: { place: string; text: string }[];
}

const { inFolder, sheet } = temporaryFolder();

describe('measures', () => {
  const said = async (...args: string[]): Promise<Said> => {
    const { code, stdout, stderr } = await cli(['measures', ...args, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as Said;
  };

  it('prints the three examples: targets, indicators, series and what contradicts itself', async () => {
    const oxfordshire = await said('--example', 'oxfordshire-2008-09');
    const row = oxfordshire.targets[0]?.rows.find(({ name }) => name === 'Oxfordshire');
    expect(row?.cells.map(({ text }) => text)).toEqual(['1,986', '1,636', '1,685', '+21.4%', 'reached']);
    expect(oxfordshire.contradictions).toHaveLength(11);
    const southampton = await said('--example', 'southampton-2011-12');
    const sheetOf = southampton.sheets.find(({ caption }) => caption === 'Southampton, Q4 2011/12');
    const again = sheetOf?.rows.find(({ name }) => name === 'Re-presented within six months, all');
    expect(again?.cells[1]).toMatchObject({ text: '−1 point', judged: 'better' });
    expect(southampton.series.map(({ periods }) => periods.length)).toContain(12);
    expect(southampton.contradictions.map(({ text }) => text).join()).toContain('202 + 559 + 592 is 1,353');
    const lincolnshire = await cli(['measures', '--example', 'north-east-lincolnshire-2009-10']);
    expect(lincolnshire.stdout).toContain('Nothing contradicts itself as far as arithmetic can tell.');
  });

  it('reads sheets of one’s own, and tells what is wrong in them by row', async () => {
    const measures = inFolder('measures.csv');
    writeFileSync(measures, 'label,unit,better\nWaiting,people,lower\n');
    const heading = 'measure,place,period,kind,figure\n';
    const good = sheet(`${heading}Waiting,Here,2011/12,target,9\nWaiting,Here,2011/12,actual,12\n`);
    const { sheets } = await said('--file', good, '--measures', measures);
    expect(sheets[0]?.rows[0]?.cells.map(({ text }) => text)).toEqual(['12', '9']);
    const bad = sheet(`${heading}Waiting,Here,soon,actual,many\nWaiting,Here,2011/12,actual,2 of 0\n`);
    const wrong = await cli(['measures', '--file', bad, '--measures', measures]);
    expect([wrong.code, wrong.stdout]).toEqual([1, '']);
    expect(wrong.stderr).toContain('Row 2, period: "soon" is no period.');
    expect(wrong.stderr).toContain('Row 3, figure: "2 of 0" has a denominator of 0');
    const twice = sheet(`${heading}Waiting,Here,2011/12,actual,9\nWaiting,here,2011/12,actual,8\n`);
    expect((await cli(['measures', '--file', twice, '--measures', measures])).stderr).toContain(
      'It is in row 2.',
    );
    const none = await cli(['measures']);
    expect(none.stderr).toContain(
      'Name a sheet of figures with --file, or one of the examples with --example.',
    );
  });

  const csvOf = (rows: readonly (readonly string[])[]) =>
    rows.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\n');
  const read = (rows: readonly (readonly string[])[]) => {
    const measures = inFolder('measures.csv');
    writeFileSync(measures, csvOf(MEASURES_OF_BAD));
    return cli(['measures', '--file', sheet(csvOf(rows)), '--measures', measures]);
  };

  it.each(BAD_FIGURES)('$what: refused with its row, or printed and named', async (bad) => {
    const { code, stdout, stderr } = await read(bad.sheet);
    if (bad.refused === undefined) {
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain(bad.said?.text);
      return;
    }
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`Row ${bad.sheet.length}, `);
    expect(stderr).toContain(bad.refused);
  });

  it('reads 20,000 figures to the last, and tells once what is wrong with many', async () => {
    const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
    const figure = (i: number) => [
      'Waiting',
      `Place ${Math.floor(i / 1000)}`,
      `${months[i % 12]} ${1900 + Math.floor((i % 1000) / 12)}`,
      'actual',
      `${i % 90}`,
    ];
    const rows = Array.from({ length: 20_000 }, (_, i) => figure(i));
    const heading = ['measure', 'place', 'period', 'kind', 'figure'];
    const many = rows.map((row, i) => (i % 2 === 0 ? row : row.with(3, 'hope')));
    const wrong = await read([heading, ...many, ['Waiting', 'Place 1', 'soon', 'actual', '1']]);
    expect([wrong.code, wrong.stdout]).toEqual([1, '']);
    expect(wrong.stderr).toContain('Row 3 and 9,999 more rows, kind: "hope" is not known.');
    expect(wrong.stderr).toContain('Row 20002, period: "soon" is no period.');
  });
});
