import { inflateSync } from 'node:zlib';

/** A value of a PDF: names begin with a slash, as they do in the file; strings are their bytes. */
export type PdfValue =
  null | boolean | number | string | PdfBytes | PdfRef | PdfDict | PdfOperator | PdfValue[];

export class PdfBytes {
  readonly bytes: Buffer;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }
}

export class PdfRef {
  readonly id: number;
  constructor(id: number) {
    this.id = id;
  }
}

/** A word of a content stream that does something with the values before it. */
export class PdfOperator {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export class PdfDict extends Map<string, PdfValue> {}

/** The objects of a PDF by number; streams are kept unpacked, beside their dictionary. */
export interface PdfObjects {
  trailer: PdfDict;
  /** What stands behind a value, be it a reference. */
  at(value: PdfValue | undefined): PdfValue;
  /** The same as a dictionary; an empty one where it is none. */
  dict(value: PdfValue | undefined): PdfDict;
  list(value: PdfValue | undefined): PdfValue[];
  stream(value: PdfValue | undefined): Buffer;
  all: ReadonlyMap<number, PdfValue>;
}

/** Reads all objects of a PDF that keeps none in streams, as pdfkit writes it. */
export function pdfObjects(bytes: Buffer): PdfObjects {
  const text = bytes.toString('latin1');
  const all = new Map<number, PdfValue>();
  const streams = new Map<number, Buffer>();
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\n/g)) {
    const id = Number(match[1]);
    const tokens = new PdfTokens(text, match.index + match[0].length);
    const value = tokens.value();
    if (value === undefined) throw new Error(`object ${id} is empty`);
    all.set(id, value);
    if (!(value instanceof PdfDict) || !/^\s*stream\r?\n/.test(text.slice(tokens.at, tokens.at + 10)))
      continue;
    const length = value.get('/Length');
    const from = text.indexOf('\n', text.indexOf('stream', tokens.at)) + 1;
    if (typeof length !== 'number') throw new Error(`stream ${id} has no plain length`);
    const raw = bytes.subarray(from, from + length);
    streams.set(id, value.get('/Filter') === '/FlateDecode' ? inflateSync(raw) : raw);
  }
  const trailer = new PdfTokens(text, text.lastIndexOf('trailer') + 'trailer'.length).value();
  const at = (value: PdfValue | undefined): PdfValue =>
    value instanceof PdfRef ? at(all.get(value.id)) : (value ?? null);
  return {
    trailer: trailer instanceof PdfDict ? trailer : new PdfDict(),
    at,
    dict(value) {
      const found = at(value);
      return found instanceof PdfDict ? found : new PdfDict();
    },
    list(value) {
      const found = at(value);
      return Array.isArray(found) ? found : [];
    },
    stream: (value) => (value instanceof PdfRef && streams.get(value.id)) || Buffer.alloc(0),
    all,
  };
}

/** The operators of a content stream, each with the values before it. */
export function* operationsOf(content: Buffer): Generator<{ name: string; values: PdfValue[] }> {
  const tokens = new PdfTokens(content.toString('latin1'), 0);
  let values: PdfValue[] = [];
  for (let value = tokens.value(); value !== undefined; value = tokens.value()) {
    if (value instanceof PdfOperator) {
      yield { name: value.name, values };
      values = [];
    } else values.push(value);
  }
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

class PdfTokens {
  readonly #text: string;
  at: number;
  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  /** What matches here, which is then behind. */
  #take(pattern: RegExp): RegExpExecArray | null {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = this.at;
    const match = sticky.exec(this.#text);
    if (match) this.at = sticky.lastIndex;
    return match;
  }

  /** The next value, or undefined at the end. */
  value(): PdfValue | undefined {
    this.#take(/(?:[\s\0]|%[^\n\r]*)*/);
    if (this.at >= this.#text.length) return undefined;
    if (this.#take(/<</)) return this.#dictionary();
    if (this.#take(/\[/)) return this.#until(/\]/);
    if (this.#take(/\(/)) return this.#string();
    const hex = this.#take(/<([0-9A-Fa-f\s]*)>/);
    if (hex) return new PdfBytes(Buffer.from((hex[1] ?? '').replace(/\s/g, ''), 'hex'));
    const name = this.#take(/\/[^\s()<>[\]{}/%]*/);
    if (name) return name[0];
    const ref = this.#take(/(\d+) \d+ R(?![A-Za-z])/);
    if (ref) return new PdfRef(Number(ref[1]));
    const number = this.#take(/[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/);
    if (number) return Number(number[0]);
    const word = this.#take(/[^\s()<>[\]{}/%]+/)?.[0];
    if (word === undefined) throw new Error(`no value at ${this.at}`);
    if (word === 'true' || word === 'false') return word === 'true';
    return word === 'null' ? null : new PdfOperator(word);
  }

  #until(end: RegExp): PdfValue[] {
    const values: PdfValue[] = [];
    for (;;) {
      this.#take(/\s*/);
      if (this.#take(end)) return values;
      const value = this.value();
      if (value === undefined) throw new Error('a list has no end');
      values.push(value);
    }
  }

  #dictionary(): PdfDict {
    const values = this.#until(/>>/);
    const dict = new PdfDict();
    for (let i = 0; i + 1 < values.length; i += 2) {
      const key = values[i];
      if (typeof key === 'string') dict.set(key, values[i + 1] ?? null);
    }
    return dict;
  }

  #string(): PdfBytes {
    let text = '';
    for (let depth = 1; ; this.at += 1) {
      const sign = this.#text[this.at];
      if (sign === undefined) throw new Error('a string has no end');
      if (sign === '(') depth += 1;
      if (sign === ')') depth -= 1;
      if (depth === 0) break;
      if (sign !== '\\') text += sign;
      else {
        const octal = /^[0-7]{1,3}/.exec(this.#text.slice(this.at + 1, this.at + 4))?.[0];
        const next = this.#text[this.at + 1] ?? '';
        text += octal === undefined ? (ESCAPES[next] ?? next) : String.fromCharCode(parseInt(octal, 8));
        this.at += octal?.length ?? 1;
      }
    }
    this.at += 1;
    return new PdfBytes(Buffer.from(text, 'latin1'));
  }
}
