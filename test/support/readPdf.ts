import { getDocument } from './pdfjs.ts';

/** A node of a page's structure tree with the text that is marked as its own. */
export interface StructureNode {
  role: string;
  alt: string | undefined;
  text: string;
  children: StructureNode[];
}

export interface ReadPage {
  /** What a screen reader reads: all text that belongs to the structure. */
  text: string;
  /** What it passes over: page numbers, repeated heads of tables. */
  artifactText: string;
  structure: StructureNode;
}

export interface Bookmark {
  title: string;
  page: number;
  children: Bookmark[];
}

/** A PDF as a reader's program sees it. */
export interface ReadPdf {
  title: string | undefined;
  created: string | undefined;
  language: string | null;
  marked: boolean;
  outline: Bookmark[];
  pages: ReadPage[];
  /** The text of all pages that belongs to the structure. */
  text: string;
  /** The dictionaries of the structure's elements as they stand in the file, by role. */
  elements: { role: string; source: string }[];
  /** The metadata as XML. */
  metadata: string;
}

/** Reads text, structure, bookmarks and metadata of a PDF. */
export async function readPdf(bytes: Buffer): Promise<ReadPdf> {
  const task = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const pdf = await task.promise;
  try {
    const { info } = (await pdf.getMetadata()) as {
      info: { Title?: string; CreationDate?: string; Language?: string };
    };
    const pages: ReadPage[] = [];
    for (let number = 1; number <= pdf.numPages; number += 1) {
      const page = await pdf.getPage(number);
      const { items } = await page.getTextContent({ includeMarkedContent: true });
      const byId = new Map<string, string>();
      const open: { artifact: boolean; id: string | undefined }[] = [];
      let text = '';
      let artifactText = '';
      for (const item of items) {
        if ('str' in item) {
          const written = item.str + (item.hasEOL ? '\n' : '');
          const id = open.findLast((mark) => mark.id !== undefined)?.id;
          if (open.some((mark) => mark.artifact)) artifactText += written;
          else text += written;
          if (id !== undefined) byId.set(id, (byId.get(id) ?? '') + written);
        } else if (item.type === 'endMarkedContent') open.pop();
        else open.push({ artifact: 'tag' in item && item.tag === 'Artifact', id: item.id ?? undefined });
      }
      const tree = (await page.getStructTree()) as RawNode | null;
      const structure = tree && nodeOf(tree, byId);
      pages.push({
        text,
        artifactText,
        structure: structure ?? { role: 'Root', alt: undefined, text: '', children: [] },
      });
    }
    const raw = bytes.toString('latin1');
    return {
      title: info.Title,
      created: info.CreationDate,
      language: info.Language ?? null,
      marked: (await pdf.getMarkInfo())?.['Marked'] === true,
      outline: await bookmarks(pdf, (await pdf.getOutline()) ?? []),
      pages,
      text: pages.map((page) => page.text).join('\n'),
      elements: [...raw.matchAll(/\d+ 0 obj\n<<\n\/S \/(\w+)\n[^]*?endobj/g)].map(([source, role = '']) => ({
        role,
        source,
      })),
      metadata: /<x:xmpmeta[^]*<\/x:xmpmeta>/.exec(bytes.toString('utf8'))?.[0] ?? '',
    };
  } finally {
    await task.destroy();
  }
}

/** All nodes of these roles, in reading order. */
export function nodesOf(pdf: ReadPdf, ...roles: string[]): StructureNode[] {
  const found: StructureNode[] = [];
  const visit = (node: StructureNode) => {
    if (roles.includes(node.role)) found.push(node);
    node.children.forEach(visit);
  };
  for (const page of pdf.pages) visit(page.structure);
  return found;
}

/** The rows of all tables, as the texts of their cells; a row that runs over pages comes in parts. */
export function rowsOf(pdf: ReadPdf): string[][] {
  return nodesOf(pdf, 'TR').map((row) => row.children.map((cell) => words(cell.text)));
}

/** Text with the line breaks of the page taken out. */
export function words(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

interface RawNode {
  role: string;
  alt?: string;
  children: (RawNode | { type: string; id: string })[];
}

/** Of an element that runs over pages, every page's tree has the empty shells of what is on the others. */
function nodeOf(raw: RawNode, byId: Map<string, string>): StructureNode | undefined {
  const children: StructureNode[] = [];
  let text: string | undefined;
  for (const child of raw.children) {
    if ('role' in child) {
      const node = nodeOf(child, byId);
      if (!node) continue;
      children.push(node);
      // What is set off in a line stands in it, anything else beside it.
      text =
        node.role === 'Span'
          ? (text ?? '') + node.text
          : [...(text === undefined ? [] : [text]), node.text].join(' ');
    } else text = (text ?? '') + (byId.get(child.id) ?? '');
  }
  if (text === undefined) return undefined;
  return { role: raw.role, alt: raw.alt, text, children };
}

type Loaded = Awaited<ReturnType<typeof getDocument>['promise']>;
type Outline = Awaited<ReturnType<Loaded['getOutline']>>;

async function bookmarks(pdf: Loaded, outline: Outline): Promise<Bookmark[]> {
  const result: Bookmark[] = [];
  for (const { title, dest, items } of outline) {
    const [target] = Array.isArray(dest) ? (dest as [{ num: number; gen: number }]) : [];
    const page = target ? (await pdf.getPageIndex(target)) + 1 : 0;
    result.push({ title, page, children: await bookmarks(pdf, items as Outline) });
  }
  return result;
}
