import { describe, expect, it } from 'vitest';
import { hasResult } from '../../rules/index.ts';
import type { RecordFigures, ScoreInBrief } from '../../rules/index.ts';
import { toolOf } from '../audits/instruments.ts';
import { LIBRARY, madeSheet } from '../audits/library.ts';
import { cli, temporaryFolder } from '../support/cli.ts';

const { sheet } = temporaryFolder();

describe('the command line', () => {
  // One command for each tool: that every one can be both is in test/audits/library.test.ts.
  it.each(LIBRARY.filter(([, , , criteria]) => criteria === 0))('tallies a sheet of %s', async (id) => {
    const file = sheet(madeSheet(toolOf(id), 8));
    const { code, stdout, stderr } = await cli(['tally', '--tool', id, '--file', file, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { overall } = JSON.parse(stdout) as { overall: RecordFigures & { files: number } };
    expect(overall.files).toBe(8);
    for (const { id: item, answered, notApplicable, notRecorded } of overall.items) {
      expect([item, answered + notApplicable, notRecorded]).toEqual([item, 8, 0]);
    }
  });

  it.each(LIBRARY.filter(([, , , criteria]) => criteria > 0))('scores a sheet of %s', async (...row) => {
    const [id, , , criteria] = row;
    const file = sheet(madeSheet(toolOf(id), 4));
    const { code, stdout, stderr } = await cli(['score', '--tool', id, '--file', file, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const scored = JSON.parse(stdout) as { criteria: ScoreInBrief[]; rank: number | null }[];
    expect(scored.map((record) => [record.criteria.length, record.rank])).toEqual(
      Array.from({ length: 4 }, () => [criteria, null]),
    );
    // Everything was answered, so everything came to a score or a judgement.
    expect(scored[0]?.criteria.every(hasResult)).toBe(true);
  });
});
