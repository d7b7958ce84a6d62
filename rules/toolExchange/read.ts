import { parseInstrument } from '../instrument.ts';
import type { Instrument } from '../instrument.ts';
import { draftOf, GUIDANCE_TO_WRITE } from './draft.ts';
import type { ForeignForm, ReadOptions } from './foreign.ts';
import { TO_BE_WRITTEN } from './formDescription.ts';
import type { ExchangeNote } from './notes.ts';

/** Something that keeps a file from becoming a tool; `at` is the spot, a row or the path in the definition. */
export interface ReadProblem {
  at: string;
  problem: string;
}

/** A tool that was made of a file and what became of each part of the file, or all that keeps it from being one. */
export type ToolRead =
  { instrument: Instrument; notes: readonly ExchangeNote[] } | { problems: readonly ReadProblem[] };

/** A line of a file; rows count as in a spreadsheet, from 1. */
export interface FileLine {
  row: number;
  cells: readonly string[];
}

/** A tool for somebody to go on with: what only stands in for words that the form did not give is empty. */
export function draftDefinition(instrument: Instrument): Instrument {
  const given = (text: string) => (text.includes(TO_BE_WRITTEN) ? '' : text);
  return {
    ...instrument,
    description: given(instrument.description),
    source: given(instrument.source),
    sections: instrument.sections.map((section) => ({
      ...section,
      items: section.items.map((item) => ({
        ...item,
        guidance: item.guidance.replace(GUIDANCE_TO_WRITE, '').trim(),
      })),
    })),
  };
}

/** Makes a tool of a form that was read, with a list of all that became of it; it is judged like every definition. */
export function toolFrom(form: ForeignForm, notes: ExchangeNote[], options: ReadOptions): ToolRead {
  if (form.sections.every(({ fields }) => fields.length === 0)) {
    return { problems: [{ at: 'the file', problem: 'no question of it can be taken, so there is no tool' }] };
  }
  const definition = draftOf(form, options, (note) => notes.push(note));
  const parsed = parseInstrument(definition);
  return 'problems' in parsed ? parsed : { instrument: parsed.instrument, notes };
}
