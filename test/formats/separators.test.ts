import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readPasted } from '../../server/formats/pasted.ts';
import { readCsv } from '../../server/formats/csv.ts';
import { separatorOf } from '../../server/formats/separators.ts';

describe('what separates the cells of a text', () => {
  it.each([
    ['A,B,C\n1,2,3', ','],
    ['A;B;C\n1;2;3', ';'],
    ['A;B;C\nAsh;12;8 (66,7%)\nBirch;10;5 (50,0%)\nAll;22;13 (59,1%)', ';'],
    ['A,B\n"x;y;z",2\n"p;q;r",3', ','],
    ['A\tB, total\n1\t2\n3\t4', '\t'],
    ['| A | B |\n|---|---|\n| 1 | 2 |', '|'],
    ['sep=;\nA,B;C\n1,5;2', ';'],
    ['"sep=,"\r\nA;B,C;D\r\n1;2,3;4', ','],
    ['Figures, by service\n\nA;B;C\n1;2;3\n4;5;6', ';'],
    ['one column\n1', ','],
    ['', ','],
  ])('in %j', (text, sign) => {
    expect(separatorOf(text)).toBe(sign);
  });

  it('is no part of the sheet where a first line names it', async () => {
    expect(await readPasted('sep=;\nA;B\n1;2')).toEqual([[], ['A', 'B'], ['1', '2']]);
    const lines = [];
    for await (const line of readCsv(Readable.from([Buffer.from('sep=,\r\nA,B\r\n')]), ',')) lines.push(line);
    expect(lines).toEqual([{ row: 2, cells: ['A', 'B'] }]);
  });

  it('may be bars, with rules between the lines', async () => {
    const cells = [['Service', 'N'], [], ['Ash', '12']];
    expect(await trimmed('| Service | N |\n|:---|---:|\n| Ash | 12 |')).toEqual(cells);
    expect(await trimmed('Service | N\n---|---\nAsh | 12')).toEqual(cells);
    expect(await trimmed('+----+----+\n| | N |\n+====+====+\n| "Ash" | 12 |\n+----+----+')).toEqual([
      [],
      ['', 'N'],
      [],
      ['"Ash"', '12'],
    ]);
  });

  const trimmed = async (text: string) =>
    (await readPasted(text)).map((line) => line.map((cell) => cell.trim()));
});
