import type { Response } from 'supertest';
import { parseHtml } from './html.ts';
import type { Visitor } from './app.ts';

/** A table of a page, as the texts of its cells, row by row; the head is a row like the others. */
export interface PageTable {
  caption: string;
  rows: string[][];
}

/** All tables of a page. Texts within a cell are joined by a space. */
export function tablesOf(html: string): PageTable[] {
  const tables: PageTable[] = [];
  let table: PageTable | null = null;
  let texts: string[] | null = null;
  let caption = false;
  for (const token of parseHtml(html)) {
    if (token.kind === 'text') {
      if (texts) texts.push(token.text);
      else if (caption && table) table.caption += token.text;
      continue;
    }
    const opens = token.kind === 'open';
    if (token.name === 'table') {
      if (!opens) table = null;
      else {
        table = { caption: '', rows: [] };
        tables.push(table);
      }
    } else if (token.name === 'caption') caption = opens;
    else if (token.name === 'tr' && opens) table?.rows.push([]);
    else if (token.name === 'td' || token.name === 'th') {
      if (opens) texts = [];
      else {
        table?.rows.at(-1)?.push((texts ?? []).join(' ').replace(/\s+/g, ' ').trim());
        texts = null;
      }
    }
  }
  return tables;
}

/** The cells of a row of results, one a column: where all of it is suppressed, one mark stands for every figure. */
export function cellsOf(row: readonly string[] | undefined, columns: number): string[] {
  const [name = '', files = '', ...figures] = row ?? [];
  const isOne = figures.length === 1 && figures[0] === '[c]';
  return [name, files, ...(isOne ? Array<string>(columns - 2).fill('[c]') : figures)];
}

/** Gets an address whose answer is no text, such as a PDF. */
export function download(visitor: Visitor, url: string): Promise<Omit<Response, 'body'> & { body: Buffer }> {
  const request = visitor.get(url) as ReturnType<Visitor['get']> & {
    buffer(on: boolean): typeof request;
    parse(
      read: (res: NodeJS.ReadableStream, done: (error: Error | null, body: Buffer) => void) => void,
    ): Promise<Omit<Response, 'body'> & { body: Buffer }>;
  };
  return request.buffer(true).parse((res, done) => {
    const chunks: Buffer[] = [];
    res.on('data', (chunk: Buffer) => chunks.push(chunk));
    res.on('end', () => done(null, Buffer.concat(chunks)));
  });
}
