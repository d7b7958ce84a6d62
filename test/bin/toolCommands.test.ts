import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { instrumentItemsOf, parseInstrument } from '../../rules/index.ts';
import { workbookOf } from '../../server/formats/workbook.ts';
import { projectFolder } from '../../server/platform/paths.ts';
import { cli, temporaryFolder } from '../support/cli.ts';
import { XLSFORM, xlsformWithHiddenRow } from '../support/xlsform.ts';

const DICTIONARY = path.join(projectFolder(), 'test/fixtures/exchange/dictionary.csv');
const { inFolder } = temporaryFolder();

function writtenTool(file: string) {
  const parsed = parseInstrument(JSON.parse(readFileSync(file, 'utf8')));
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.instrument;
}

describe('tool import', () => {
  it('makes a tool of a REDCap dictionary and lists what became of it', async () => {
    const out = inFolder('tool.json');
    const { code, stdout, stderr } = await cli([
      'tool',
      'import',
      '--format',
      'redcap',
      '--file',
      DICTIONARY,
      '--out',
      out,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trim().split('\n');
    expect(lines).toContain(
      'Left out: field: it is marked as identifying a person, and a tool asks for no personal data [nhs (row 20)]',
    );
    expect(lines).toContain('Taken: question: as a date [started (row 18)]');
    expect(lines.at(-1)).toBe(
      `Written: ${out}, shelter_notes version 1 with 14 questions. Nothing is published.`,
    );
    // What is left out is read first.
    expect(lines.findIndex((line) => line.startsWith('Taken'))).toBeGreaterThan(
      lines.findLastIndex((line) => line.startsWith('Left out')),
    );
    expect(instrumentItemsOf(writtenTool(out))).toHaveLength(14);
  });

  it('takes or leaves rows that a workbook hides only as it was told', async () => {
    const [form, out] = [inFolder('form.xlsx'), inFolder('tool.json')];
    writeFileSync(form, xlsformWithHiddenRow());
    const run = ['tool', 'import', '--format', 'xlsform', '--file', form, '--out', out];
    const asked = await cli(run);
    expect(asked.code).toBe(1);
    expect(asked.stderr).toContain('the file: 1 row of the workbook is hidden or filtered out.');
    for (const [said, questions] of [
      ['take', 2],
      ['leave', 1],
    ] as const) {
      expect((await cli([...run, '--hidden', said])).code).toBe(0);
      expect(instrumentItemsOf(writtenTool(out))).toHaveLength(questions);
    }
  });

  it('makes a tool of a workbook with the sheets of an XLSForm', async () => {
    const [form, out] = [inFolder('form.xlsx'), inFolder('tool.json')];
    const sheets = Object.entries(XLSFORM).map(([name, [heading = [], ...rows]]) => ({
      name,
      heading,
      rows,
    }));
    // A workbook may have notes of its own in front.
    writeFileSync(form, await workbookOf([{ name: 'Read me', heading: ['Ours'], rows: [] }, ...sheets]));
    const { code, stdout, stderr } = await cli([
      'tool',
      'import',
      '--format',
      'xlsform',
      '--file',
      form,
      '--out',
      out,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(
      'Left out: question: it stands in a repeat, and a record answers each question once [visits (row 25), visit_day (row 26), visit_note (row 27)]',
    );
    expect(writtenTool(out).id).toBe('shelter_review');
  });

  it('refuses what cannot be kept, with each spot, and writes nothing', async () => {
    const [file, out] = [inFolder('tool.json'), inFolder('out.json')];
    writeFileSync(file, '{"format": 2, "id": "Bad id", "version": 0}');
    const { code, stdout, stderr } = await cli([
      'tool',
      'import',
      '--format',
      'json',
      '--file',
      file,
      '--out',
      out,
    ]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('id: must be lower-case letters');
    expect(stderr).toContain('sections: ');
    expect(stderr).toMatch(/The file has \d+ problems, so there is no tool\.\n$/);
    expect(() => readFileSync(out)).toThrow();
    const form = await cli(['tool', 'import', '--format', 'xlsform', '--file', DICTIONARY, '--out', out]);
    expect(form).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the workbook has no sheet "survey"') as string,
    });
    const none = await cli([
      'tool',
      'import',
      '--format',
      'redcap',
      '--file',
      inFolder('no.csv'),
      '--out',
      out,
    ]);
    expect(none).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no file or folder') as string,
    });
  });
});

describe('tool export', () => {
  it.each(['redcap', 'xlsform', 'json'] as const)(
    'writes a tool as %s that can be read again',
    async (format) => {
      const [out, again] = [inFolder(`rodt.${format}`), inFolder('again.json')];
      const written = await cli(['tool', 'export', '--tool', 'rodt', '--format', format, '--out', out]);
      expect({ code: written.code, stderr: written.stderr }).toEqual({ code: 0, stderr: '' });
      if (format !== 'json') expect(written.stdout).toContain('Left out: shortLabel');
      const read = await cli([
        'tool',
        'import',
        '--format',
        format,
        '--file',
        out,
        '--out',
        again,
        '--scored',
      ]);
      expect({ code: read.code, stderr: read.stderr }).toEqual({ code: 0, stderr: '' });
      const tool = writtenTool(again);
      expect([tool.id, instrumentItemsOf(tool).length]).toEqual(['rodt', 22]);
    },
  );
});

describe('tool export', () => {
  it('takes made-up files along as JSON, and says where a format cannot', async () => {
    const [json, csv] = [inFolder('rodt.json'), inFolder('rodt.csv')];
    const run = (format: string, out: string) =>
      cli(['tool', 'export', '--tool', 'rodt', '--tool-version', '2', '--format', format, '--out', out]);
    expect((await run('json', json)).code).toBe(0);
    expect(writtenTool(json).training?.map(({ id }) => id)).toContain('works_to_plan');
    expect((await run('redcap', csv)).stdout).toContain(
      'made-up files with settled answers are not in the form',
    );
  });
});
