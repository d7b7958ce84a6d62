import { strFromU8, unzipSync } from 'fflate';

/** What a Word document says, read from the file: its headings, tables and running head. */
export interface ReadWord {
  headings: { level: number; text: string }[];
  /** Each with its caption, the heads that come again on every page, and the rows below, cell by cell. */
  tables: { caption: string; head: string[]; rows: string[][] }[];
  /** What stands at the head of every page. */
  header: string;
  /** All of its text, a paragraph a line. */
  text: string;
}

const decode = (xml: string): string =>
  xml
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, '&');
const all = (xml: string, tag: string): string[] =>
  [...xml.matchAll(new RegExp(`<${tag}(?: [^>]*)?(?:/>|>([\\s\\S]*?)</${tag}>)`, 'g'))].map(
    ([, inner]) => inner ?? '',
  );
const textOf = (xml: string): string =>
  all(xml, 'w:p')
    .map((paragraph) =>
      [...paragraph.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>|<w:br\/>/g)]
        .map(([, text]) => text ?? '\n')
        .join(''),
    )
    .map(decode)
    .join('\n');

/** Opens a Word document. @throws when it is none */
export function readWord(bytes: Uint8Array): ReadWord {
  const parts = unzipSync(bytes);
  const part = (name: string): string => {
    const content = parts[name];
    if (!content) throw new Error(`the document has no ${name}`);
    return strFromU8(content);
  };
  const body = part('word/document.xml');
  const tables = [...body.matchAll(/<w:tbl>[\s\S]*?<\/w:tbl>/g)].map(({ 0: table, index }) => {
    const rows = all(table, 'w:tr').map((row) => ({
      isHead: row.includes('<w:tblHeader'),
      cells: all(row, 'w:tc').map(textOf),
    }));
    const before = body.slice(0, index);
    return {
      caption: textOf(before.slice(before.lastIndexOf('<w:p>'))),
      head: rows.filter(({ isHead }) => isHead).flatMap(({ cells }) => cells),
      rows: rows.filter(({ isHead }) => !isHead).map(({ cells }) => cells),
    };
  });
  const headings = all(body, 'w:p').flatMap((paragraph) => {
    const level = /<w:pStyle w:val="Heading(\d)"\/>/.exec(paragraph)?.[1];
    return level === undefined ? [] : [{ level: Number(level), text: textOf(`<w:p>${paragraph}</w:p>`) }];
  });
  const headers = Object.keys(parts).filter((name) => /^word\/header\d*\.xml$/.test(name));
  return {
    headings,
    tables,
    header: headers.map((name) => textOf(part(name))).join('\n'),
    text: textOf(body),
  };
}
