/** What a reader of XML is told, in the order of the text; names come without their namespace. */
export interface XmlHandlers {
  open?(name: string, attributes: (name: string) => string | undefined): void;
  text?(text: string): void;
  close?(name: string): void;
}

// A name is taken whole: of one that is never closed each shorter one would be tried, over all that follows it.
const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<!(?=[a-z])(?:"[^"]*"|'[^']*'|[^>"'])*>|<(\/?)([^\s>/"'=<?!]+)(?![^\s>/"'=<?!])((?:"[^"]*"|'[^']*'|[^>"'])*?)(\/?)>|[^<]+/giy;
const ENTITIES: Partial<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** A single tag or text longer than this is no sheet. */
const TOKEN_MAXIMUM = 1_000_000;

/** The text is not XML that a spreadsheet program writes. */
export class XmlError extends Error {}

/**
 * Reads XML in pieces, as it is unpacked, in constant memory. Knows what workbooks need: elements, attributes, text,
 * CDATA and the built-in entities. A document type is refused, for it can define entities without end.
 */
export function createXmlReader(handlers: XmlHandlers) {
  let kept = '';

  function read(last: boolean): void {
    let at = 0;
    for (;;) {
      TOKEN.lastIndex = at;
      const token = TOKEN.exec(kept);
      if (!token) break;
      const [whole, slash, name, attributes = '', selfClosing] = token;
      const ends = TOKEN.lastIndex;
      // Text that reaches to the end of the piece may go on in the next one.
      if (!whole.startsWith('<')) {
        if (ends === kept.length && !last) break;
        handlers.text?.(decodeEntities(whole));
      } else if (name !== undefined) {
        const local = name.slice(name.indexOf(':') + 1);
        if (slash !== '/') handlers.open?.(local, (wanted) => attributeOf(attributes, wanted));
        if (slash === '/' || selfClosing === '/') handlers.close?.(local);
      } else if (whole.startsWith('<![CDATA[')) handlers.text?.(whole.slice(9, -3));
      else if (/^<!doctype/i.test(whole)) throw new XmlError('a document type is not taken');
      at = ends;
    }
    kept = kept.slice(at);
    if (kept.length > TOKEN_MAXIMUM || (last && kept !== '')) throw new XmlError('the text breaks off');
  }

  return {
    write(text: string): void {
      kept += text;
      read(false);
    },
    end(): void {
      read(true);
    },
  };
}

function attributeOf(attributes: string, wanted: string): string | undefined {
  for (const [, name = '', double, single] of attributes.matchAll(
    // A name begins after a space and has an end: a tag of letters alone would otherwise be tried from each of them.
    /(?<=^|\s)([^\s=]{1,200})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)')/g,
  )) {
    if (name === wanted) return decodeEntities(double ?? single ?? '');
  }
  return undefined;
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name as string] ?? whole;
    const code = hex === undefined ? Number(decimal) : parseInt(hex as string, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
