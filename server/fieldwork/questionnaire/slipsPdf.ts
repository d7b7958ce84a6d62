import type { Readable } from 'node:stream';
import type { Mark, Scene } from '../../formats/chart/index.ts';
import { CONTENT, writePdf } from '../../formats/pdf/index.ts';
import type { Slip, Slips } from './slipsPresenter.ts';

const ACROSS = 2;
const WIDTH = CONTENT.width / ACROSS;
const HEIGHT = 118;
const PICTURE = 88;
/** The picture has its light around it, so that text may stand close. */
const PICTURE_LEFT = 6;
const TEXT_LEFT = PICTURE_LEFT + PICTURE + 4;
/** So many letters of a size fit beside the picture, of nearly all texts. */
const lettersOf = (size: number) => Math.floor((WIDTH - TEXT_LEFT - 8) / (size * 0.5));

/**
 * Slips as a tagged PDF, each with its code, the address and the QR picture, and lines to cut along.
 *
 * @param createdAt - stands in the file as its day
 */
export function slipsPdf(slips: Slips, createdAt: Date): Readable {
  const settings = {
    title: slips.documentTitle,
    creator: 'Casefile audit',
    language: 'en-GB',
    createdAt,
    footer: slips.footer,
  };
  return writePdf(settings, (document) => {
    document.heading(1, slips.heading);
    document.paragraph(slips.kicker, 'kicker');
    for (const text of slips.instructions) document.paragraph(text);
    for (let from = 0; from < slips.slips.length; from += ACROSS) {
      document.figure(rowOf(slips.slips.slice(from, from + ACROSS)), null);
    }
  });
}

function rowOf(slips: Slip[]): Scene {
  return {
    width: CONTENT.width,
    height: HEIGHT,
    title: slips.length === 1 ? 'Slip' : 'Slips',
    description: slips.map(({ service, code, address }) => `${service}: ${address}, code ${code}`).join('. '),
    marks: slips.flatMap((slip, i) => marksOf(slip, i * WIDTH)),
  };
}

function marksOf({ service, code, address, picture, invitation }: Slip, left: number): Mark[] {
  const unit = PICTURE / picture.length;
  const top = (HEIGHT - PICTURE) / 2;
  const text = (y: number, words: string, size: number, look: 'label' | 'strong' | 'muted'): Mark => ({
    kind: 'text',
    x: left + TEXT_LEFT,
    y,
    text: words,
    size,
    anchor: 'start',
    look,
  });
  return [
    { kind: 'rect', x: left, y: 0, width: WIDTH, height: HEIGHT, look: 'cut' },
    ...picture.flatMap((row, y) =>
      runsOf(row).map(({ from, length }): Mark => ({
        kind: 'rect',
        x: left + PICTURE_LEFT + from * unit,
        y: top + y * unit,
        width: length * unit,
        height: unit,
        look: 'solid',
      })),
    ),
    ...linesOf(service, 9).map((line, i) => text(22 + i * 11, line, 9, 'strong')),
    text(54, code, 14, 'strong'),
    ...linesOf(address, 8.5).map((line, i) => text(69 + i * 10, line, 8.5, 'label')),
    ...invitation.map((line, i) => text(95 + i * 10, line, 8, 'muted')),
  ];
}

/** A text in two lines at most, broken behind a space or a sign if it can be. */
function linesOf(text: string, size: number): string[] {
  const letters = lettersOf(size);
  if (text.length <= letters) return [text];
  const start = text.slice(0, letters);
  const end = Math.max(...[' ', '/', '.', '-'].map((sign) => start.lastIndexOf(sign))) + 1;
  const cut = end > 1 ? end : letters;
  const rest = text.slice(cut).trim();
  return [
    text.slice(0, cut).trim(),
    rest.length > letters ? `${rest.slice(0, letters - 1).trimEnd()}…` : rest,
  ];
}

/** Where modules side by side are dark. */
function runsOf(row: readonly boolean[]): { from: number; length: number }[] {
  const runs: { from: number; length: number }[] = [];
  row.forEach((dark, x) => {
    const last = runs.at(-1);
    if (!dark) return;
    if (last && last.from + last.length === x) last.length += 1;
    else runs.push({ from: x, length: 1 });
  });
  return runs;
}
