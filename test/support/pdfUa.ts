import * as fontkit from 'fontkit';
import { operationsOf, PdfBytes, PdfDict, pdfObjects, PdfRef } from './pdfObjects.ts';
import type { PdfObjects, PdfValue } from './pdfObjects.ts';

/** The structure types of PDF 1.7, to which every type has to lead. */
const STANDARD =
  'Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form'.split(
    ' ',
  );
/** In what each of these has to stand, and what may stand in it. */
const PARENTS: Record<string, string[]> = {
  TR: ['Table', 'THead', 'TBody', 'TFoot'],
  TH: ['TR'],
  TD: ['TR'],
  THead: ['Table'],
  TBody: ['Table'],
  TFoot: ['Table'],
  LI: ['L'],
  Lbl: ['LI', 'Note'],
  LBody: ['LI'],
};
const CHILDREN: Record<string, string[]> = {
  Table: ['Caption', 'TR', 'THead', 'TBody', 'TFoot'],
  THead: ['TR'],
  TBody: ['TR'],
  TFoot: ['TR'],
  TR: ['TH', 'TD'],
  L: ['Caption', 'L', 'LI'],
  LI: ['Lbl', 'LBody'],
};
/** What puts ink on a page, or would. */
const PAINTING = new Set([
  'Tj',
  'TJ',
  "'",
  '"',
  'f',
  'F',
  'f*',
  'B',
  'B*',
  'b',
  'b*',
  'S',
  's',
  'sh',
  'Do',
  'EI',
]);

interface Element {
  id: number;
  type: string;
  dict: PdfDict;
  parent: Element | null;
  children: Element[];
}

/**
 * Looks for the failures of the Matterhorn Protocol 1.1 that a machine can tell, as far as they concern what the
 * program's PDFs are made of; each comes with its number there. What needs a person's eye, such as whether a heading
 * is one, is not told.
 *
 * @returns what was found, in words; nothing for a file without a failure
 */
export function pdfUaProblems(bytes: Buffer): string[] {
  const problems: string[] = [];
  const fail = (checkpoint: string, what: string) => problems.push(`${checkpoint}: ${what}`);
  const objects = pdfObjects(bytes);
  const catalog = objects.dict(objects.trailer.get('/Root'));
  checkCatalog(bytes, objects, catalog, fail);
  const elements = structureOf(objects, catalog, fail);
  checkElements(objects, elements, fail);
  const pages = [...objects.all].filter(
    ([, value]) => value instanceof PdfDict && value.get('/Type') === '/Page',
  );
  for (const [id] of pages) checkPage(objects, catalog, id, elements, fail);
  for (const value of objects.all.values()) {
    if (value instanceof PdfDict && value.get('/Type') === '/Font') checkFont(objects, value, fail);
  }
  return problems;
}

type Fail = (checkpoint: string, what: string) => void;

function checkCatalog(bytes: Buffer, objects: PdfObjects, catalog: PdfDict, fail: Fail): void {
  const marks = objects.dict(catalog.get('/MarkInfo'));
  if (marks.get('/Marked') !== true) fail('06-000', 'MarkInfo does not say that it is marked');
  if (marks.get('/Suspects') === true) fail('04-001', 'Suspects is true');
  if (objects.dict(catalog.get('/ViewerPreferences')).get('/DisplayDocTitle') !== true) {
    fail('07-001', 'DisplayDocTitle is not true');
  }
  if (textOf(objects, catalog.get('/Lang')) === '') fail('11-006', 'the document has no language');
  const metadata = objects.stream(catalog.get('/Metadata')).toString('utf8');
  if (metadata === '') fail('06-001', 'there is no XMP metadata');
  if (!/<pdfuaid:part>1<\/pdfuaid:part>|pdfuaid:part="1"/.test(metadata)) fail('06-002', 'no pdfuaid:part 1');
  if (!/<dc:title>\s*<rdf:Alt>\s*<rdf:li[^>]*>[^<]+<\/rdf:li>/.test(metadata)) fail('06-003', 'no dc:title');
  const roles = objects.dict(catalog.get('/StructTreeRoot')).get('/RoleMap');
  for (const [from, to] of objects.dict(roles)) {
    if (STANDARD.includes(from.slice(1))) fail('02-004', `the standard type ${from} is mapped`);
    if (!STANDARD.includes(nameOf(to).slice(1))) fail('02-001', `${from} is mapped to ${nameOf(to)}`);
  }
  if (catalog.has('/OCProperties')) fail('20-001', 'there is optional content, which is not looked at');
  if (objects.dict(catalog.get('/AcroForm')).has('/XFA')) fail('25-001', 'there is an XFA form');
  if (objects.dict(catalog.get('/Names')).has('/EmbeddedFiles')) fail('21-001', 'there are embedded files');
  if (objects.trailer.has('/Encrypt')) fail('26-001', 'it is encrypted');
  if (!/^%PDF-1\.[2-7]\n/.test(bytes.toString('latin1', 0, 12))) fail('00-000', 'it is not PDF 1.2 to 1.7');
}

/** All elements in the order in which they are read. */
function structureOf(objects: PdfObjects, catalog: PdfDict, fail: Fail): Element[] {
  const root = catalog.get('/StructTreeRoot');
  const elements: Element[] = [];
  const roles = objects.dict(objects.dict(root).get('/RoleMap'));
  const visit = (value: PdfValue, parent: Element | null, parentId: number) => {
    const dict = objects.dict(value);
    if (!(value instanceof PdfRef) || !dict.has('/S')) return;
    const own = nameOf(dict.get('/S')).slice(1);
    const type = STANDARD.includes(own) ? own : nameOf(roles.get(`/${own}`) ?? '').slice(1);
    if (!STANDARD.includes(type)) fail('02-001', `the type ${own} is not mapped to a standard one`);
    const up = dict.get('/P');
    if (!(up instanceof PdfRef) || up.id !== parentId)
      fail('09-000', `${type} ${value.id} names another parent`);
    const element = { id: value.id, type, dict, parent, children: [] as Element[] };
    parent?.children.push(element);
    elements.push(element);
    for (const child of kidsOf(objects, dict)) visit(child, element, value.id);
  };
  const rootId = root instanceof PdfRef ? root.id : 0;
  if (rootId === 0) fail('01-006', 'there is no structure tree');
  for (const child of kidsOf(objects, objects.dict(root))) visit(child, null, rootId);
  return elements;
}

const kidsOf = (objects: PdfObjects, dict: PdfDict): PdfValue[] => {
  const kids = dict.get('/K');
  const found = objects.at(kids);
  return Array.isArray(found) ? found : kids === undefined ? [] : [kids];
};

function checkElements(objects: PdfObjects, elements: readonly Element[], fail: Fail): void {
  let level = 0;
  for (const { id, type, dict, parent, children } of elements) {
    const parents = PARENTS[type];
    if (parents && !parents.includes(parent?.type ?? '')) fail('09-004', `${type} ${id} in ${parent?.type}`);
    for (const child of children) {
      if (CHILDREN[type]?.includes(child.type) === false)
        fail('09-004', `${child.type} ${child.id} in ${type}`);
    }
    if (type === 'H') fail('14-006', 'H stands beside numbered headings');
    if (/^H[1-6]$/.test(type)) {
      const own = Number(type.slice(1));
      if (own > level + 1) fail(level === 0 ? '14-002' : '14-003', `${type} ${id} follows level ${level}`);
      level = own;
    }
    const attributes = attributesOf(objects, dict);
    if (type === 'Figure') {
      if (textOf(objects, dict.get('/Alt')) + textOf(objects, dict.get('/ActualText')) === '')
        fail('13-004', `Figure ${id} has no words`);
      if (objects.list(attributes.get('/BBox')).length !== 4) fail('13-000', `Figure ${id} has no box`);
    }
    if (type === 'TH' && !['/Row', '/Column', '/Both'].includes(nameOf(attributes.get('/Scope')))) {
      fail('15-003', `TH ${id} has no scope`);
    }
    if (type === 'Table') checkTable(objects, id, children, fail);
    if (
      type === 'L' &&
      children.some((child) => child.type === 'LI' && child.children.some((one) => one.type === 'Lbl'))
    ) {
      if (!attributes.has('/ListNumbering')) fail('16-001', `the list ${id} does not say how it is numbered`);
    }
    if (type === 'Note' && textOf(objects, dict.get('/ID')) === '') fail('19-003', `Note ${id} has no ID`);
    if (children.length === 0 && kidsOf(objects, dict).length === 0 && !['TD', 'TH'].includes(type)) {
      fail('09-000', `${type} ${id} is empty`);
    }
  }
}

function attributesOf(objects: PdfObjects, dict: PdfDict): PdfDict {
  const found = objects.at(dict.get('/A'));
  const owners = Array.isArray(found) ? found : [found];
  return new PdfDict(owners.flatMap((owner) => [...objects.dict(owner)]));
}

/** Every row has to have as many cells as the others, those that span several counted as often. */
function checkTable(objects: PdfObjects, id: number, parts: readonly Element[], fail: Fail): void {
  const rows = parts.flatMap((part) => (part.type === 'TR' ? [part] : part.children));
  const widths = new Set(
    rows
      .filter(({ type }) => type === 'TR')
      .map(({ children }) =>
        children.reduce(
          (sum, cell) => sum + Number(attributesOf(objects, cell.dict).get('/ColSpan') ?? 1),
          0,
        ),
      ),
  );
  if (widths.size !== 1) fail('15-002', `the rows of table ${id} have ${[...widths].join(' or ')} cells`);
}

/** That all of a page is tagged or decoration, that its tags are in the tree, and that its text can be read. */
function checkPage(
  objects: PdfObjects,
  catalog: PdfDict,
  id: number,
  elements: readonly Element[],
  fail: Fail,
): void {
  const page = objects.dict(new PdfRef(id));
  const marked = new Set<number>();
  const open: ('artifact' | 'tag' | 'other')[] = [];
  const fonts = objects.dict(objects.dict(page.get('/Resources')).get('/Font'));
  const pictures = objects.dict(objects.dict(page.get('/Resources')).get('/XObject'));
  let font = new PdfDict();
  const contents = page.get('/Contents');
  const parts = Array.isArray(objects.at(contents)) ? objects.list(contents) : [contents];
  for (const { name, values } of operationsOf(Buffer.concat(parts.map((part) => objects.stream(part))))) {
    if (name === 'BMC' || name === 'BDC') {
      const properties = objects.dict(values[1]);
      const mcid = properties.get('/MCID');
      const kind = values[0] === '/Artifact' ? 'artifact' : typeof mcid === 'number' ? 'tag' : 'other';
      if (kind === 'artifact' && open.includes('tag'))
        fail('01-003', `page ${id}: decoration within tagged content`);
      if (kind === 'tag' && open.includes('artifact'))
        fail('01-004', `page ${id}: tagged content within decoration`);
      if (typeof mcid === 'number') {
        if (marked.has(mcid)) fail('01-000', `page ${id}: the mark ${mcid} is there twice`);
        marked.add(mcid);
      }
      open.push(kind);
    } else if (name === 'EMC') open.pop();
    else if (name === 'Tf') font = objects.dict(fonts.get(nameOf(values[0])));
    else if (PAINTING.has(name)) {
      if (!open.includes('artifact') && !open.includes('tag'))
        fail('01-005', `page ${id}: ${name} is not tagged`);
      // A picture holds nothing to be tagged, a form of pages might.
      const drawn = name === 'Do' ? objects.dict(pictures.get(nameOf(values[0]))) : null;
      if (drawn && drawn.get('/Subtype') !== '/Image')
        fail('30-000', `page ${id}: there is an XObject that is no picture, which is not looked at`);
      if (name === 'Tj' || name === 'TJ') checkText(objects, font, values.flat(), fail);
    }
  }
  if (open.length > 0) fail('01-000', `page ${id}: marked content is not ended`);

  // Each mark leads to the element whose child it is.
  const tree = objects.dict(objects.dict(catalog.get('/StructTreeRoot')).get('/ParentTree'));
  const numbers = objects.list(tree.get('/Nums'));
  const place = numbers.findIndex((key, i) => i % 2 === 0 && key === page.get('/StructParents'));
  const owners = place < 0 ? [] : objects.list(numbers[place + 1]);
  for (const mcid of marked) {
    const owner = owners[mcid];
    const element = elements.find((one) => owner instanceof PdfRef && one.id === owner.id);
    if (!element || !hasMark(objects, element, id, mcid))
      fail('01-006', `page ${id}: the mark ${mcid} is in no element`);
  }
  const annotations = objects.list(page.get('/Annots'));
  if (annotations.length > 0 && page.get('/Tabs') !== '/S') fail('28-008', `page ${id}: Tabs is not S`);
  for (const annotation of annotations) checkAnnotation(objects, annotation, elements, fail);
}

function hasMark(objects: PdfObjects, { dict }: Element, page: number, mcid: number): boolean {
  const isOn = (of: PdfDict) => {
    const ref = of.get('/Pg') ?? dict.get('/Pg');
    return ref instanceof PdfRef && ref.id === page;
  };
  return kidsOf(objects, dict).some((kid) =>
    typeof kid === 'number'
      ? kid === mcid && isOn(dict)
      : objects.dict(kid).get('/MCID') === mcid && isOn(objects.dict(kid)),
  );
}

/** A link and a field have to have words, and to stand in an element of their own. */
function checkAnnotation(
  objects: PdfObjects,
  annotation: PdfValue,
  elements: readonly Element[],
  fail: Fail,
): void {
  const dict = objects.dict(annotation);
  const id = annotation instanceof PdfRef ? annotation.id : 0;
  const isField = dict.get('/Subtype') === '/Widget';
  if (!isField && textOf(objects, dict.get('/Contents')) === '')
    fail('28-012', `annotation ${id} has no Contents`);
  const holder = elements.find((element) =>
    kidsOf(objects, element.dict).some((kid) => {
      const object = objects.dict(kid).get('/Obj');
      return object instanceof PdfRef && object.id === id;
    }),
  );
  const wanted = isField ? 'Form' : dict.get('/Subtype') === '/Link' ? 'Link' : 'Annot';
  if (holder?.type !== wanted)
    fail(isField ? '28-010' : '28-011', `annotation ${id} is in ${holder?.type ?? 'no element'}`);
  if (isField && textOf(objects, dict.get('/TU')) === '' && textOf(objects, holder?.dict.get('/Alt')) === '')
    fail('28-005', `the field ${id} does not say what it asks`);
  if (!dict.has('/StructParent')) fail('28-002', `annotation ${id} has no StructParent`);
}

const unicodes = new WeakMap<PdfDict, Set<number>>();

/** The codes of a font that have a meaning, as its ToUnicode says. */
function unicodeOf(objects: PdfObjects, font: PdfDict): Set<number> {
  const known = unicodes.get(font);
  if (known) return known;
  const codes = new Set<number>();
  const map = objects.stream(font.get('/ToUnicode')).toString('latin1');
  const hex = (text = '') => parseInt(text, 16);
  for (const [, block = ''] of map.matchAll(/beginbfchar([^]*?)endbfchar/g)) {
    for (const [, code] of block.matchAll(/<([0-9a-f]+)>\s*<[0-9a-f]+>/gi)) codes.add(hex(code));
  }
  for (const [, block = ''] of map.matchAll(/beginbfrange([^]*?)endbfrange/g)) {
    for (const [, from, to, list] of block.matchAll(
      /<([0-9a-f]+)>\s*<([0-9a-f]+)>\s*(\[[^\]]*\]|<[0-9a-f]+>)/gi,
    )) {
      const given = list?.startsWith('[') ? (list.match(/<[0-9a-f ]+>/gi)?.length ?? 0) : Infinity;
      for (let code = hex(from), i = 0; code <= hex(to) && i < given; code += 1, i += 1) codes.add(code);
    }
  }
  unicodes.set(font, codes);
  return codes;
}

function checkText(objects: PdfObjects, font: PdfDict, values: readonly PdfValue[], fail: Fail): void {
  const known = unicodeOf(objects, font);
  for (const value of values) {
    if (!(value instanceof PdfBytes)) continue;
    for (let i = 0; i + 1 < value.bytes.length; i += 2) {
      const code = value.bytes.readUInt16BE(i);
      if (code === 0)
        fail('31-030', `${nameOf(font.get('/BaseFont'))}: the glyph for what is missing is shown`);
      if (!known.has(code))
        fail('10-001', `${nameOf(font.get('/BaseFont'))}: nothing says what ${code} means`);
    }
  }
}

/** Only fonts that hold their glyphs, with the widths that the file says they have. */
function checkFont(objects: PdfObjects, font: PdfDict, fail: Fail): void {
  const name = nameOf(font.get('/BaseFont'));
  if (font.get('/Subtype') === '/CIDFontType2') return;
  if (font.get('/Subtype') === '/TrueType') return checkTrueType(objects, font, fail);
  if (font.get('/Subtype') !== '/Type0') return fail('31-000', `${name} is of a kind that is not looked at`);
  if (font.get('/Encoding') !== '/Identity-H') fail('31-006', `${name} has another encoding`);
  const inner = objects.dict(objects.list(font.get('/DescendantFonts'))[0]);
  if (inner.get('/CIDToGIDMap') !== '/Identity') fail('31-004', `${name} has no map to its glyphs`);
  const descriptor = objects.dict(inner.get('/FontDescriptor'));
  if (descriptor.has('/CIDSet')) fail('31-013', `${name} has a CIDSet, which is not looked at`);
  const file = objects.stream(descriptor.get('/FontFile2'));
  if (file.length === 0) return fail('31-009', `${name} is not embedded`);
  const embedded = fontkit.create(file) as fontkit.Font;
  const [first, widths] = objects.list(inner.get('/W'));
  objects.list(widths).forEach((width, i) => {
    const glyph = embedded.getGlyph(Number(first) + i);
    const own = (1000 * (glyph?.advanceWidth ?? Number.NaN)) / embedded.unitsPerEm;
    // Within one thousandth, since both are whole numbers.
    if (!(Math.abs(own - Number(width)) <= 1))
      fail('31-016', `${name}: glyph ${i} is ${own} wide, not ${Number(width)}`);
  });
}

/** A font in which is shown what people type into a form: whole, and as wide as the file says. */
function checkTrueType(objects: PdfObjects, font: PdfDict, fail: Fail): void {
  const name = nameOf(font.get('/BaseFont'));
  if (font.get('/Encoding') !== '/WinAnsiEncoding') fail('31-021', `${name} has another encoding`);
  const descriptor = objects.dict(font.get('/FontDescriptor'));
  if (descriptor.get('/Flags') !== 32) fail('31-017', `${name} does not say that it is of letters`);
  const file = objects.stream(descriptor.get('/FontFile2'));
  if (file.length === 0) return fail('31-009', `${name} is not embedded`);
  const embedded = fontkit.create(file) as fontkit.Font;
  const first = Number(font.get('/FirstChar'));
  objects.list(font.get('/Widths')).forEach((width, i) => {
    const letter = new TextDecoder('windows-1252').decode(Uint8Array.of(first + i));
    const glyph = embedded.glyphForCodePoint(letter.codePointAt(0) ?? 0);
    const own = (1000 * glyph.advanceWidth) / embedded.unitsPerEm;
    if (!(Math.abs(own - Number(width)) <= 1))
      fail('31-016', `${name}: “${letter}” is ${own} wide, not ${Number(width)}`);
  });
}

function textOf(objects: PdfObjects, value: PdfValue | undefined): string {
  const found = objects.at(value);
  return found instanceof PdfBytes ? found.bytes.toString('latin1') : '';
}

/** A name as it stands in the file, with its slash; empty where the value is none. */
const nameOf = (value: PdfValue | undefined): string => (typeof value === 'string' ? value : '');
