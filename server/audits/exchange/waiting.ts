import type { ExchangeNote, Instrument, ToolRead } from '../../../rules/index.ts';
import type { ToolFormat } from './toolFiles.ts';

/** A file that was sent and waits for its sender's word. */
interface Waiting {
  /** In its address; cannot be guessed. */
  readonly token: string;
  /** As the browser named the file; only ever shown. */
  readonly name: string;
  readonly format: ToolFormat;
}

/** A tool that was made of a file. */
export interface WaitingTool extends Waiting {
  readonly instrument: Instrument;
  readonly notes: readonly ExchangeNote[];
}

/** A form of which a workbook hides rows: as it is with them, and without. */
export interface WaitingQuestion extends Waiting {
  readonly hidden: number;
  readonly readings: Readonly<Record<'take' | 'leave', ToolRead>>;
}

/** What is kept of either; the token is in its address alone. */
export type KeptTool = Omit<WaitingTool, 'token'> | Omit<WaitingQuestion, 'token'>;
