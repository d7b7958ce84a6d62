/** What became of a part of a form that was read, or of a tool that was written in another format. */
export interface ExchangeNote {
  did: 'taken' | 'changed' | 'left out';
  /** What it is about, by its name: a question, a scale, a criterion, or the form itself. */
  of: string;
  /** Where it stands in the file that was read; rows count as in a spreadsheet, from 1. */
  row?: number;
  /** Which part of it: a column of the file that was read, a property of the tool that was written. */
  part: string;
  /** What was done, or why it was not, to be read behind the part. */
  what: string;
}

/** Told each thing that becomes of a form. */
export type Tell = (note: ExchangeNote) => void;

/** Notes that say the same, with all that they are about. */
export interface ExchangeLine {
  did: ExchangeNote['did'];
  part: string;
  what: string;
  /** Names, each with its row where the file has one, in the order of the file. */
  of: string[];
}

/** The same notes with those in one line that say the same: of 3,000 questions most say the same. */
export function exchangeLines(notes: readonly ExchangeNote[]): ExchangeLine[] {
  const lines = new Map<string, Omit<ExchangeLine, 'of'> & { of: Set<string> }>();
  for (const { did, of, row, part, what } of notes) {
    const key = JSON.stringify([did, part, what]);
    const line = lines.get(key) ?? { did, part, what, of: new Set() };
    line.of.add(row === undefined ? of : `${of} (row ${row})`);
    lines.set(key, line);
  }
  const order: ExchangeNote['did'][] = ['left out', 'changed', 'taken'];
  return [...lines.values()]
    .map((line) => ({ ...line, of: [...line.of] }))
    .toSorted((a, b) => order.indexOf(a.did) - order.indexOf(b.did));
}
