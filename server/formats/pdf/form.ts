import { readFileSync } from 'node:fs';
import { fonts, regularFontFile } from './fonts.ts';
import { printable } from './taggedDocument.ts';
import type { Element, FileObject, TaggedDocument } from './taggedDocument.ts';
import { breakLines, heightOf } from './text.ts';
import type { Line, Measure } from './text.ts';
import { COLOURS, STYLES } from './theme.ts';

/** What is filled in, with a pen or on a screen: lines and boxes are drawn, and over each of them is a field. */
export type FormField =
  /** A line to write on; `after` stands behind it, such as a unit. */
  | { kind: 'line'; label: string; after?: string }
  /** Room for so many lines of writing. */
  | { kind: 'room'; label: string; lines: number }
  /** Boxes to tick, each with its words; one of them, or several. */
  | { kind: 'boxes'; label: string; choices: readonly string[]; several: boolean };

/** A field with the room that it takes, in points. */
export interface LaidField {
  height: number;
  draw(form: FormWriter, element: Element, x: number, top: number): void;
}

const BOX = 10;
const BESIDE = 4;
const BETWEEN = 13;
const ROW = 16;
const LINE = 17;
/** The most that a line to write on takes before what stands behind it. */
const LINE_WIDTH = 150;

/** Works out how a field is laid into so much width. */
export function layField(field: FormField, width: number, measure: Measure): LaidField {
  if (field.kind === 'boxes') return layBoxes(field, width, measure);
  if (field.kind === 'room') {
    const height = Math.max(1, field.lines) * LINE;
    return {
      height,
      draw: (form, element, x, top) => {
        for (let line = 1; line <= field.lines; line += 1) form.rule(x, top + line * LINE - 1, width);
        form.writing(element, field.label, { x, top, width, height: height - 2 }, field.lines > 1);
      },
    };
  }
  const after = field.after === undefined ? [] : breakLines(field.after, STYLES.cell, width / 3, measure);
  const behind = Math.max(0, ...after.map((line) => line.width));
  const long = after.length === 0 ? width : Math.min(width - behind - 6, LINE_WIDTH);
  return {
    height: LINE,
    draw: (form, element, x, top) => {
      form.rule(x, top + LINE - 3, long);
      form.writing(element, field.label, { x, top, width: long, height: LINE - 3 }, false);
      form.words(element, after, x + long + 6, top + 3);
    },
  };
}

/** Boxes one beside the other, in as many rows as they need; no answer is parted from its box or broken where it has room. */
function layBoxes(
  { label, choices, several }: Extract<FormField, { kind: 'boxes' }>,
  width: number,
  measure: Measure,
): LaidField {
  let x = 0;
  let y = 0;
  let row = ROW;
  const placed = choices.map((text) => {
    const lines = breakLines(text, STYLES.cell, width - BOX - BESIDE, measure);
    const wide = BOX + BESIDE + Math.max(0, ...lines.map((line) => line.width));
    if (x > 0 && x + wide > width) {
      x = 0;
      y += row;
      row = ROW;
    }
    const at = { text, lines, x, y };
    x += wide + BETWEEN;
    row = Math.max(row, heightOf(lines) + 4);
    return at;
  });
  return {
    height: y + row,
    draw: (form, element, left, top) => {
      const group = several ? null : form.group(label);
      for (const choice of placed) {
        const at = { x: left + choice.x, y: top + choice.y + 2 };
        form.box(element, { label, choice: choice.text, group }, at);
        form.words(element, choice.lines, at.x + BOX + BESIDE, at.y - 1);
      }
    },
  };
}

interface Group {
  parent: FileObject;
  kids: number;
}

/** Draws fields into a document, each in an element of its structure that says what it asks. */
export class FormWriter {
  readonly #pdf: TaggedDocument;
  #fields = 0;
  #form: FileObject[] | undefined;
  #looks: { tick: FileObject; nothing: FileObject } | undefined;

  constructor(pdf: TaggedDocument) {
    this.#pdf = pdf;
  }

  /** A line, as decoration. */
  rule(x: number, y: number, width: number): void {
    this.#pdf.asArtifact('Layout', () => this.#pdf.rect(x, y, width, 0.6).fill(COLOURS.neutral));
  }

  words(element: Element, lines: readonly Line[], x: number, top: number): void {
    if (lines.length > 0) this.#pdf.inElement(element, () => this.#pdf.drawLines(lines, x, top));
  }

  /** A field to write in. */
  writing(
    parent: Element,
    label: string,
    place: { x: number; top: number; width: number; height: number },
    isLong: boolean,
  ): void {
    const element = this.#element(parent, label);
    this.#all().push(
      this.#pdf.widget(element, place, {
        ...this.#named(label),
        FT: 'Tx',
        Ff: isLong ? MULTILINE : 0,
        DA: new String('/Writing 10 Tf 0 g'),
        AP: { N: this.#look(place.width, place.height, '/Tx BMC EMC') },
      }),
    );
    element.end();
  }

  /** Boxes of which one is ticked; ticked again, it is empty. */
  group(label: string): Group {
    const parent = this.#pdf.object({ ...this.#named(label), FT: 'Btn', Ff: RADIO, V: 'Off', Kids: [] });
    this.#all().push(parent);
    return { parent, kids: 0 };
  }

  /** A box to tick, drawn, with a field over it. */
  box(
    parent: Element,
    { label, choice, group }: { label: string; choice: string; group: Group | null },
    { x, y }: { x: number; y: number },
  ): void {
    this.#pdf.asArtifact('Layout', () =>
      this.#pdf.lineWidth(0.9).undash().rect(x, y, BOX, BOX).stroke(COLOURS.text),
    );
    const name = `${label}: ${choice}`;
    const element = this.#element(parent, name);
    const { tick, nothing } = (this.#looks ??= this.#makeLooks());
    if (group) group.kids += 1;
    const on = `C${group ? group.kids : 1}`;
    const field = this.#pdf.widget(
      element,
      { x, top: y, width: BOX, height: BOX },
      {
        ...(group
          ? { Parent: group.parent, TU: new String(printable(name)) }
          : { ...this.#named(name), FT: 'Btn', V: 'Off' }),
        AS: 'Off',
        AP: { N: { [on]: tick, Off: nothing } },
      },
    );
    element.end();
    if (group) (group.parent.data['Kids'] as FileObject[]).push(field);
    else this.#all().push(field);
  }

  /** The name of a field, which has to be one in the document, and what it asks. */
  #named(label: string) {
    this.#fields += 1;
    return { T: new String(`field-${this.#fields}`), TU: new String(printable(label)) };
  }

  #element(parent: Element, label: string): Element {
    return this.#pdf.beginElement('Form', parent, { alt: printable(label) });
  }

  /** The fields of the document, which has a form from the first of them on. */
  #all(): FileObject[] {
    this.#form ??= this.#pdf.beginForm({ Writing: this.#font() });
    return this.#form;
  }

  #makeLooks() {
    const tick = '1.6 w 1 J 1 j 2.2 5.2 m 4.3 2.6 l 8 8 l S';
    return { tick: this.#look(BOX, BOX, tick), nothing: this.#look(BOX, BOX, '') };
  }

  #look(width: number, height: number, drawn: string): FileObject {
    const ref = this.#pdf.object({
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [0, 0, width, height],
      Resources: {},
    });
    ref.end(Buffer.from(drawn));
    return ref;
  }

  /** The font in which is shown what is typed, whole, since nobody knows what will be. */
  #font(): FileObject {
    const { regular } = fonts();
    const perMille = (units: number) => Math.round((1000 * units) / regular.unitsPerEm);
    const file = this.#pdf.object({ Length1: 0 });
    const bytes = readFileSync(regularFontFile());
    file.data['Length1'] = bytes.length;
    file.end(bytes);
    const { minX, minY, maxX, maxY } = regular.bbox;
    const descriptor = this.#pdf.object({
      Type: 'FontDescriptor',
      FontName: regular.postscriptName,
      Flags: 32,
      FontBBox: [minX, minY, maxX, maxY].map(perMille),
      ItalicAngle: 0,
      Ascent: perMille(regular.ascent),
      Descent: perMille(regular.descent),
      CapHeight: perMille(regular.capHeight),
      StemV: 80,
      FontFile2: file,
    });
    descriptor.end();
    const letters = new TextDecoder('windows-1252').decode(
      Uint8Array.from({ length: 256 - FIRST }, (_, i) => FIRST + i),
    );
    const font = this.#pdf.object({
      Type: 'Font',
      Subtype: 'TrueType',
      BaseFont: regular.postscriptName,
      Encoding: 'WinAnsiEncoding',
      FirstChar: FIRST,
      LastChar: 255,
      Widths: Array.from(letters, (letter) =>
        perMille(regular.glyphForCodePoint(letter.codePointAt(0) ?? FIRST).advanceWidth),
      ),
      FontDescriptor: descriptor,
    });
    font.end();
    return font;
  }
}

/** The first sign that is seen. */
const FIRST = 32;
const MULTILINE = 2 ** 12;
const RADIO = 2 ** 15;
