import { instrumentItemsOf, parseInstrument } from '../instrument.ts';
import type { Instrument } from '../instrument.ts';
import type { ToolRead } from './read.ts';

/** A tool as a definition of the second format. */
export const writeToolJson = (instrument: Instrument): string => `${JSON.stringify(instrument, null, 2)}\n`;

/**
 * Reads a definition of either format.
 *
 * @returns the tool in the second format, with what became of it, or all of its problems with their spots
 */
export function readToolJson(text: string): ToolRead {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { problems: [{ at: placeOf(text, said), problem: `is not JSON: ${said}` }] };
  }
  const parsed = parseInstrument(data);
  if ('problems' in parsed) return parsed;
  const { instrument } = parsed;
  const isFirst = typeof data === 'object' && data !== null && !('format' in data);
  return {
    instrument,
    notes: [
      ...(isFirst
        ? [
            {
              did: 'changed' as const,
              of: 'the tool',
              part: 'format',
              what: 'it is of the first format and becomes one of the second, in which ratings are kept by their answers and not by their scores',
            },
          ]
        : []),
      ...(instrument.training ?? []).map(({ id, title }) => ({
        did: 'taken' as const,
        of: id,
        part: 'made-up file',
        what: `“${title}”, with what is settled of it and why`,
      })),
      ...instrumentItemsOf(instrument).map(({ id }) => ({
        did: 'taken' as const,
        of: id,
        part: 'question',
        what: 'as it stands',
      })),
    ],
  };
}

/** The line on which JSON breaks off, as far as the fault tells its place. */
function placeOf(text: string, said: string): string {
  const position = /position (\d+)/.exec(said)?.[1];
  if (position !== undefined) return `line ${text.slice(0, Number(position)).split('\n').length}`;
  return text.trim() === '' ? 'line 1' : 'the file';
}
