import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Deps } from '../../server/deps.ts';

/** Where LibreOffice is, or null. */
export function findOffice(): string | null {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const files = folders.flatMap((folder) =>
    ['soffice', 'libreoffice'].map((name) => path.join(folder, name)),
  );
  return files.find((file) => existsSync(file)) ?? null;
}

const NAMESPACES = [
  'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"',
  'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"',
  'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"',
  'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"',
  'office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"',
].join(' ');
const textCell = (text: string) =>
  `<table:table-cell office:value-type="string"><text:p>${text}</text:p></table:table-cell>`;
const row = (cells: string) => `<table:table-row>${cells}</table:table-row>`;
const sheet = (name: string, rows: string) => `<table:table table:name="${name}">${rows}</table:table>`;

/** The letters of a column, from 0. */
const letters = (column: number): string =>
  (column >= 26 ? letters(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26));

/**
 * Lets Calc count the files with a yes by group and check: the time with the formulas less the time without them, so
 * that opening and saving are not counted.
 */
export async function calcTally(
  office: string,
  deps: Deps,
  auditId: number,
  checks: string[],
): Promise<{ milliseconds: number; counted: (string | number)[][] }> {
  const files: { id: number; name: string; answers: string }[] = await deps.database
    .pool('case_files')
    .join('sample_groups', 'sample_groups.id', 'case_files.group_id')
    .join('reviews', 'reviews.case_file_id', 'case_files.id')
    .join('answers', 'answers.review_id', 'reviews.id')
    .where('case_files.audit_id', auditId)
    .whereIn('answers.item_id', checks)
    .groupBy('case_files.id')
    .select(
      'case_files.id',
      'sample_groups.name',
      deps.database.pool.raw("group_concat(answers.item_id || ' ' || answers.value) as answers"),
    );
  const data = files.map(({ name, answers }) => {
    const given = new Map(answers.split(',').map((text) => text.split(' ') as [string, string]));
    return row([name, ...checks.map((check) => given.get(check) ?? '')].map(textCell).join(''));
  });
  const last = files.length;
  const groups = (await deps.audits.groups(auditId)).map(({ name }) => name);
  const formulas = groups.map((name, g) => {
    const cells = checks.map((_, c) => {
      const column = letters(c + 1);
      const formula = `of:=COUNTIFS([data.$A$1:.$A$${last}];[.$A${g + 1}];[data.${column}$1:.${column}$${last}];&quot;yes&quot;)`;
      return `<table:table-cell table:formula="${formula}"/>`;
    });
    return row(textCell(name) + cells.join(''));
  });

  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-calc-'));
  try {
    const convert = (name: string, tallySheet: string): number => {
      const body = sheet('tally', tallySheet) + sheet('data', data.join(''));
      const file = path.join(folder, `${name}.fods`);
      writeFileSync(
        file,
        `<?xml version="1.0" encoding="UTF-8"?><office:document ${NAMESPACES}><office:body><office:spreadsheet>${body}</office:spreadsheet></office:body></office:document>`,
      );
      const began = performance.now();
      execFileSync(
        office,
        [
          '--headless',
          `-env:UserInstallation=file://${folder}/profile`,
          '--convert-to',
          'csv',
          '--outdir',
          folder,
          file,
        ],
        { stdio: 'ignore' },
      );
      return performance.now() - began;
    };
    convert('warm', row(textCell('nothing')));
    const without = convert('without', row(textCell('nothing')));
    const withFormulas = convert('with', formulas.join(''));
    const lines: string[][] = parse(readFileSync(path.join(folder, 'with.csv'), 'utf8'));
    return {
      milliseconds: withFormulas - without,
      counted: lines.map(([name = '', ...counts]) => [name, ...counts.map(Number)]),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
