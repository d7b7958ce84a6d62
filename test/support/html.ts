/** One piece of an HTML page as a browser would take it: names in lower case, entities decoded. */
export type HtmlToken =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  copy: '©',
  ctdot: '⋯',
  gt: '>',
  hellip: '…',
  lt: '<',
  nbsp: '\u00a0',
  quot: '"',
};

const voidElements = new Set(['br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);

/** Elements whose content is text up to their own end tag. */
const textOnlyElements = new Set(['script', 'style', 'textarea', 'title']);

/** Elements beside and inside which a space can be seen; beside all others it cannot. */
const inlineElements = new Set(['a', 'abbr', 'b', 'code', 'em', 'i', 'small', 'span', 'strong']);

const COMMENT = /<!--[^]*?-->/y;
const DOCTYPE = /<!(?:doctype|DOCTYPE) html>/y;
const TEXT = /[^<]+/y;
const CLOSING = /<\/([a-zA-Z][\w-]*)\s*>/y;
const OPENING = /<([a-zA-Z][\w-]*)/y;
const ATTRIBUTE = /\s*([a-zA-Z][\w:.-]*)(?:="([^"<>]*)")?(?=[\s/>])/y;
const END = /\s*(\/?)>/y;

/**
 * Splits HTML into tokens, far more strictly than a browser would.
 * Throws on unbalanced tags, unquoted or repeated attributes, unknown entities and stray angle brackets,
 * so that a template that lets text break out of its place is found out.
 */
export function parseHtml(html: string): HtmlToken[] {
  const tokens: HtmlToken[] = [];
  const open: string[] = [];
  let at = 0;

  const fail = (problem: string): never => {
    throw new Error(`${problem} at: ${JSON.stringify(html.slice(at, at + 80))}`);
  };
  /** Takes what a sticky pattern finds just here. */
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(html);
    if (found) at = pattern.lastIndex;
    return found;
  };

  while (at < html.length) {
    const text = match(TEXT);
    if (text) {
      if (text[0].includes('>')) fail(`Stray > in the text ${JSON.stringify(text[0])} before`);
      tokens.push({ kind: 'text', text: text[0] });
      continue;
    }

    const closing = match(CLOSING);
    if (closing) {
      const name = closing[1]!.toLowerCase();
      if (open.pop() !== name) fail(`Unexpected </${name}> before`);
      tokens.push({ kind: 'close', name });
      continue;
    }

    if (match(COMMENT) || match(DOCTYPE)) continue;

    const name = (match(OPENING) ?? fail('Stray <'))[1]!.toLowerCase();
    const attributes = new Map<string, string>();
    for (;;) {
      const attribute = match(ATTRIBUTE);
      if (!attribute) break;
      const key = attribute[1]!;
      if (attributes.has(key)) fail(`Attribute ${key} given twice before`);
      attributes.set(key, decode(attribute[2] ?? ''));
    }
    const end = match(END) ?? fail(`Badly formed <${name}>`);
    tokens.push({ kind: 'open', name, attributes });
    if (end[1] === '/' || voidElements.has(name)) {
      tokens.push({ kind: 'close', name });
      continue;
    }
    open.push(name);
    if (textOnlyElements.has(name)) {
      const content = match(new RegExp(`[^]*?(?=</${name}>)`, 'y')) ?? fail(`Unclosed <${name}>`);
      if (content[0].includes('<') && name !== 'script' && name !== 'style')
        fail(`Stray < in <${name}> before`);
      tokens.push({ kind: 'text', text: name === 'textarea' ? content[0].replace(/^\n/, '') : content[0] });
    }
  }
  if (open.length > 0) fail(`Unclosed <${open.join('> <')}>`);

  return settleText(tokens);
}

/**
 * Writes HTML with one tag or text a line, so that two ways of writing the same page compare equal.
 * Attributes are sorted, and white space that no browser shows is left out. Throws as parseHtml does.
 */
export function normaliseHtml(html: string): string {
  return parseHtml(html)
    .map((token) => {
      if (token.kind === 'text') return JSON.stringify(token.text);
      if (token.kind === 'close') return `</${token.name}>`;
      const attributes = [...token.attributes]
        .map(([name, value]) => [name, name === 'class' ? collapse(value) : value] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1));
      return `<${token.name}${attributes.map(([name, value]) => ` ${name}=${JSON.stringify(value)}`).join('')}>`;
    })
    .join('\n');
}

/** Decodes the texts, and takes out the white space that is only there for the reader of the source. */
function settleText(tokens: readonly HtmlToken[]): HtmlToken[] {
  const showsSpace = (token: HtmlToken | undefined): boolean =>
    token !== undefined && token.kind !== 'text' && inlineElements.has(token.name);

  return tokens.flatMap((token, index): HtmlToken[] => {
    if (token.kind !== 'text') return [token];
    const before = tokens[index - 1];
    if (before?.kind === 'open' && textOnlyElements.has(before.name)) {
      return [{ kind: 'text', text: decode(token.text) }];
    }
    let text = token.text.replace(/[ \t\n\r\f]+/g, ' ');
    if (!showsSpace(before)) text = text.replace(/^ /, '');
    if (!showsSpace(tokens[index + 1])) text = text.replace(/ $/, '');
    return text === '' ? [] : [{ kind: 'text', text: decode(text) }];
  });
}

function collapse(value: string): string {
  return value.trim().replace(/\s+/g, ' ');
}

function decode(text: string): string {
  return text.replace(/&(#x[\da-f]+|#\d+|[a-z]+);/gi, (whole, code: string) => {
    if (/^#x/i.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(2), 16));
    if (code.startsWith('#')) return String.fromCodePoint(Number.parseInt(code.slice(1), 10));
    const character = entities[code];
    if (character === undefined) throw new Error(`Unknown entity ${whole}`);
    return character;
  });
}
