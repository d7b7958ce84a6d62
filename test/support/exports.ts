import { Readable } from 'node:stream';
import readWorkbook from 'read-excel-file/node';
import type { ShownItem } from '../../rules/index.ts';
import { readCsv } from '../../server/formats/csv.ts';
import { urls } from '../../server/web/urls.ts';
import type { Visitor } from './app.ts';
import { download } from './page.ts';

/** A view as it was taken along in each format; the cells of the tables as texts. */
export interface TakenView {
  csv: string[][];
  xlsx: { sheet: string; rows: (string | number | null)[][] }[];
  json: {
    suppressed: boolean;
    notRecorded?: number | null;
    units: TakenUnit[];
    overall: TakenUnit;
  };
}
export interface TakenUnit {
  key: string;
  name: string;
  files: number | null;
  checks: ({ id: string; kind: string } & Record<string, unknown>)[];
  /** The answers to questions that are no checks; not where files are divided by fields. */
  items?: ShownItem[];
}

/** The cells of a file of comma separated values. */
export async function csvCells(content: Buffer): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const { cells } of readCsv(Readable.from([content]))) rows.push(cells);
  return rows;
}

/** Takes a view along in every format there is. */
export async function takeAlong(
  visitor: Visitor,
  auditId: number,
  view: Record<string, string>,
): Promise<TakenView> {
  const taken = await takeFrom(visitor, (format) => urls.exportResults(auditId, format, view));
  return { ...taken, json: taken.json as TakenView['json'] };
}

/** The same of any view that has an address in each format. */
export async function takeFrom(
  visitor: Visitor,
  urlOf: (format: string) => string,
): Promise<Omit<TakenView, 'json'> & { json: unknown }> {
  const get = async (format: string) => {
    const answer = await download(visitor, urlOf(format));
    if (answer.status !== 200) throw new Error(`${format}: ${answer.status}`);
    return answer.body;
  };
  const csv = await csvCells(await get('csv'));
  const sheets = await readWorkbook(await get('xlsx'));
  return {
    csv,
    xlsx: sheets.map(({ sheet, data }) => ({ sheet, rows: data as (string | number | null)[][] })),
    json: JSON.parse((await get('json')).toString('utf8')),
  };
}
